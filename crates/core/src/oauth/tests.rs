//! The flow against every kind of address that a sign-in window may be sent to.

use proptest::prelude::*;

use super::*;
use crate::navigation::LOOP_LOADS;
use crate::registration::Registration;

const START: Millis = Millis(1_000_000);

fn registration(tenant: &str) -> Registration {
    Registration::of(TenantUrl::parse(tenant).unwrap())
}

fn flow() -> Flow {
    Flow::start(&registration("https://acme.my.idaptive.app"), START).unwrap()
}

fn query(flow: &Flow, name: &str) -> String {
    flow.authorize.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap()
}

/// The verdict on `answer`, in which `STATE` stands for the right state.
fn answer(answer: &str) -> Navigation {
    let mut flow = flow();
    let state = query(&flow, "state");
    flow.on_navigation(&Url::parse(&answer.replace("STATE", &state)).unwrap(), START)
}

fn code_of(navigation: &Navigation) -> Option<Code> {
    match navigation {
        Navigation::Finish(Err(problem)) => Some(problem.code),
        _ => None,
    }
}

#[test]
fn the_request_is_the_rfcs_and_nothing_more() {
    let flow = flow();
    let names: Vec<_> = flow.authorize.query_pairs().map(|(key, _)| key.into_owned()).collect();
    assert_eq!(
        names,
        ["response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"]
    );
    assert_eq!(flow.authorize.path(), "/oauth2/authorize/Portico");
    assert_eq!(query(&flow, "redirect_uri"), "https://acme.my.idaptive.app/sysinfo/dummy");
    assert_eq!(query(&flow, "code_challenge"), flow.pending.as_ref().unwrap().verifier.challenge());
    assert_ne!(query(&flow, "state"), query(&self::flow(), "state"));
}

#[test]
fn the_answer_is_taken_once() {
    let mut flow = flow();
    let url = Url::parse(&format!(
        "https://acme.my.idaptive.app/sysinfo/dummy?code=abc&state={}&x=1#f",
        query(&flow, "state")
    ))
    .unwrap();
    match flow.on_navigation(&url, START) {
        Navigation::Finish(Ok(grant)) => assert_eq!(grant.code.expose_secret(), "abc"),
        other => panic!("{other:?}"),
    }
    assert!(matches!(flow.on_navigation(&url, START), Navigation::Refuse(Refused::Late)));
}

#[test]
fn answers_that_do_not_belong_here() {
    const AT: &str = "https://acme.my.idaptive.app/sysinfo/dummy";
    let long = "x".repeat(1 << 20);
    for (query, code) in [
        ("?code=a&state=wrong", Code::AuthState),
        ("?code=a", Code::AuthState),
        ("?code=a&state=", Code::AuthState),
        ("?code=a&state=STATE&state=STATE", Code::AuthState),
        ("?code=a&state=STATE&state=x", Code::AuthState),
        ("", Code::AuthState),
        ("?state=STATE", Code::AuthNoCode),
        ("?state=STATE&code=", Code::AuthBad),
        ("?state=STATE&code=a&code=b", Code::AuthBad),
        ("?state=STATE&code=a%00", Code::AuthBad),
        ("?state=STATE&code=a%0Ab", Code::AuthBad),
        ("?state=STATE&code=%C3%A4", Code::AuthBad),
        (&format!("?state=STATE&code={long}"), Code::AuthBad),
        (&format!("?state=STATE&code={}", &long[..5000]), Code::AuthBad),
        ("?state=STATE&error=access_denied", Code::AuthDenied),
        ("?error=access_denied", Code::AuthDenied),
        ("?error=access_denied&state=wrong", Code::AuthState),
        ("?state=STATE&error=access_denied&code=a", Code::AuthBad),
        ("?error=access_denied&code=a", Code::AuthState),
        ("?state=STATE&error=invalid_request", Code::AuthBad),
        ("?state=STATE&error=invalid_scope", Code::AuthScope),
        ("?state=STATE&error=invalid_client", Code::TokenClient),
        ("?state=STATE&error=unauthorized_client", Code::AuthFlow),
        ("?state=STATE&error=unsupported_response_type", Code::AuthFlow),
        ("?state=STATE&code=a&iss=https://evil.test", Code::AuthIssuer),
        ("?state=STATE&code=a&iss=https://acme.my.idaptive.app&iss=https://acme.my.idaptive.app", Code::AuthIssuer),
        ("?state=STATE&code=a&iss=acme", Code::AuthIssuer),
    ] {
        assert_eq!(code_of(&answer(&format!("{AT}{query}"))), Some(code), "{query:.80}");
    }
    for query in ["?state=STATE&code=a&iss=https://acme.my.idaptive.app/Portico/", "?code=a%2Bb&state=STATE"] {
        assert!(matches!(answer(&format!("{AT}{query}")), Navigation::Finish(Ok(_))), "{query}");
    }
}

#[test]
fn look_alikes_are_not_the_redirect() {
    for url in [
        "https://acme.my.idaptive.app/sysinfo/dummy/?code=a&state=STATE",
        "https://acme.my.idaptive.app/sysinfo/dummy;x?code=a&state=STATE",
        "https://acme.my.idaptive.app//sysinfo/dummy?code=a&state=STATE",
        "https://acme.my.idaptive.app/sysinfo/%64ummy?code=a&state=STATE",
        "https://acme.my.idaptive.app/SysInfo/Dummy?code=a&state=STATE",
        "https://acme.my.idaptive.app.:443/sysinfo/dummy?code=a&state=STATE",
        "https://acme.my.idaptive.app:444/sysinfo/dummy?code=a&state=STATE",
        "https://acme.my.idaptive.app@evil.test/sysinfo/dummy?code=a&state=STATE",
        "https://acme.my.idaptive.app.evil.test/sysinfo/dummy?code=a&state=STATE",
    ] {
        assert!(matches!(answer(url), Navigation::Follow), "{url}");
    }
    assert!(matches!(
        answer("http://acme.my.idaptive.app/sysinfo/dummy?code=a&state=STATE"),
        Navigation::Refuse(Refused::Insecure)
    ));
    for url in [
        "https:acme.my.idaptive.app/sysinfo/dummy?code=a&state=STATE",
        "https://ACME.my.idaptive.app:443/x/../sysinfo\\dummy?code=a&state=STATE",
    ] {
        assert!(matches!(answer(url), Navigation::Finish(Ok(_))), "{url}");
    }
}

#[test]
fn only_the_web_and_only_encrypted() {
    let judge = |tenant: &str, url: &str| {
        Flow::start(&registration(tenant), START).unwrap().on_navigation(&Url::parse(url).unwrap(), START)
    };
    let tenant = "https://acme.my.idaptive.app";
    for url in [
        "file:///etc/passwd",
        "data:text/html,x",
        "javascript:alert(1)",
        "blob:https://acme.my.idaptive.app/1",
        "about:config",
        "view-source:https://x.test/",
        "ftp://x.test/",
        "ws://x.test/",
        "tauri://localhost/",
        "ipc://localhost/x",
        "asset://localhost/x",
        "icon://localhost/x",
        "isolation://localhost",
        "portico://x",
        "mailto:a@b.test",
        "tel:1",
        "https://tauri.localhost/",
        "http://ipc.localhost/x",
    ] {
        assert!(matches!(judge(tenant, url), Navigation::Refuse(_)), "{url}");
    }
    for url in ["https://idp.example/", "about:blank", "about:srcdoc"] {
        assert!(matches!(judge(tenant, url), Navigation::Follow), "{url}");
    }
    assert!(matches!(judge(tenant, "http://127.0.0.1/"), Navigation::Refuse(Refused::Insecure)));
    assert!(matches!(judge("http://127.0.0.1:3000", "http://127.0.0.1:3001/"), Navigation::Follow));
    assert!(matches!(judge("http://127.0.0.1:3000", "http://example.com/"), Navigation::Refuse(_)));
    assert!(matches!(judge("http://localhost:3000", "http://tauri.localhost/"), Navigation::Refuse(_)));
}

#[test]
fn only_the_right_state_ends_an_attempt_in_the_browser() {
    const AT: &str = "https://acme.my.idaptive.app/sysinfo/dummy";
    let long = "x".repeat(1 << 20);
    let mut flow = flow();
    let state = query(&flow, "state");
    let mut come = |address: &str, now| flow.on_callback(&Url::parse(&address.replace("STATE", &state)).unwrap(), now);
    for address in [
        AT,
        "https://acme.my.idaptive.app/elsewhere?code=a&state=STATE",
        "https://evil.test/sysinfo/dummy?code=a&state=STATE",
        &format!("{AT}?code=a"),
        &format!("{AT}?code=a&state="),
        &format!("{AT}?code=a&state=wrong"),
        &format!("{AT}?code=a&state=STATE&state=STATE"),
        &format!("{AT}?code=a&state=STATE&state=x"),
        &format!("{AT}?error=access_denied"),
        &format!("{AT}?error=access_denied&state=wrong"),
        &format!("{AT}?code={long}&state=STATE"),
    ] {
        assert!(matches!(come(address, START), Callback::Ignore), "{address:.80}");
    }
    let right = format!("{AT}?code=a&state=STATE");
    match come(&right, START) {
        Callback::Finish(Ok(grant)) => assert_eq!(grant.code.expose_secret(), "a"),
        other => panic!("{other:?}"),
    }
    for later in [&right, AT] {
        assert!(matches!(come(later, START), Callback::Late), "{later}");
    }
}

#[test]
fn answers_in_the_browser_are_read_as_in_the_window() {
    for (answer, code) in [
        ("state=STATE", Code::AuthNoCode),
        ("state=STATE&code=", Code::AuthBad),
        ("state=STATE&code=a&code=b", Code::AuthBad),
        ("state=STATE&error=access_denied", Code::AuthDenied),
        ("state=STATE&error=access_denied&code=a", Code::AuthBad),
        ("state=STATE&code=a&iss=https://evil.test", Code::AuthIssuer),
    ] {
        let mut flow = flow();
        let answer = answer.replace("STATE", &query(&flow, "state"));
        let url = Url::parse(&format!("https://acme.my.idaptive.app/sysinfo/dummy?{answer}")).unwrap();
        match flow.on_callback(&url, START) {
            Callback::Finish(Err(problem)) => assert_eq!(problem.code, code, "{answer}"),
            other => panic!("{other:?}"),
        }
        assert!(matches!(flow.on_callback(&url, START), Callback::Late), "{answer}");
    }
    let (mut late, after) = (flow(), START.plus(TIME_LIMIT).plus(Duration::from_millis(1)));
    let url = Url::parse("https://acme.my.idaptive.app/sysinfo/dummy?code=a&state=wrong").unwrap();
    assert!(
        matches!(late.on_callback(&url, after), Callback::Finish(Err(problem)) if problem.code == Code::AuthTimeout)
    );
}

#[test]
fn ten_minutes_and_thirty_loads() {
    let mut late = flow();
    let url = Url::parse(&format!("https://acme.my.idaptive.app/sysinfo/dummy?code=a&state={}", query(&late, "state")))
        .unwrap();
    let after = START.plus(TIME_LIMIT).plus(Duration::from_millis(1));
    assert_eq!(code_of(&late.on_navigation(&url, after)), Some(Code::AuthTimeout));

    let mut looping = flow();
    let page = Url::parse("https://idp.example/again").unwrap();
    for _ in 0..LOOP_LOADS {
        assert!(matches!(looping.on_navigation(&page, START), Navigation::Follow));
    }
    assert_eq!(code_of(&looping.on_navigation(&page, START)), Some(Code::AuthLoop));

    let mut slow = flow();
    for second in 0..200 {
        let now = START.plus(Duration::from_secs(second));
        assert!(matches!(slow.on_navigation(&page, now), Navigation::Follow));
    }
}

#[test]
fn server_words_are_plain_and_short() {
    let navigation = answer(
        "https://acme.my.idaptive.app/sysinfo/dummy?state=STATE&error=x&error_description=Ask%20%E2%80%AEIT%0Anow",
    );
    let Navigation::Finish(Err(problem)) = navigation else { panic!() };
    assert_eq!(problem.said.as_deref(), Some("Ask IT now"));
}

proptest! {
    #[test]
    fn no_address_but_the_right_one_grants_anything(path in "[a-zA-Z/%.]{0,30}", query in "[a-z=&%0-9]{0,60}", host in "(acme\\.my\\.idaptive\\.app|evil\\.test)") {
        let mut flow = flow();
        if let Ok(url) = Url::parse(&format!("https://{host}/{path}?{query}")) {
            let came_back = matches!(flow.on_callback(&url, START), Callback::Finish(_) | Callback::Late);
            let granted = matches!(flow.on_navigation(&url, START), Navigation::Finish(Ok(_)));
            prop_assert!(!granted && !came_back);
        }
    }
}
