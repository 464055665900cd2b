//! The flow against every kind of address that a sign-in window may be sent to.

use proptest::prelude::*;

use super::*;
use crate::sign_in::navigation_policy::MAX_PAGE_LOADS;
use crate::tenant::registration::ClientRegistration;

const STARTED_AT: Timestamp = Timestamp(1_000_000);

fn test_registration(tenant: &str) -> ClientRegistration {
    ClientRegistration::with_defaults(TenantUrl::parse(tenant).unwrap())
}

fn new_flow() -> Flow {
    Flow::start(&test_registration("https://acme.my.idaptive.app"), STARTED_AT).unwrap()
}

fn query_value(flow: &Flow, name: &str) -> String {
    flow.authorize_url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap()
}

/// The verdict on `answer`, in which `STATE` stands for the right state.
fn navigate_to(answer: &str) -> Navigation {
    let mut flow = new_flow();
    let state = query_value(&flow, "state");
    flow.on_navigation(&Url::parse(&answer.replace("STATE", &state)).unwrap(), STARTED_AT)
}

fn error_code(navigation: &Navigation) -> Option<Code> {
    match navigation {
        Navigation::Finish(Err(error)) => Some(error.code),
        _ => None,
    }
}

#[test]
fn authorize_url_has_only_rfc_parameters() {
    let flow = new_flow();
    let names: Vec<_> = flow.authorize_url.query_pairs().map(|(key, _)| key.into_owned()).collect();
    assert_eq!(
        names,
        ["response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"]
    );
    assert_eq!(flow.authorize_url.path(), "/oauth2/authorize/Portico");
    assert_eq!(query_value(&flow, "redirect_uri"), "https://acme.my.idaptive.app/sysinfo/dummy");
    assert_eq!(query_value(&flow, "code_challenge"), flow.pending.as_ref().unwrap().verifier.challenge());
    assert_ne!(query_value(&flow, "state"), query_value(&self::new_flow(), "state"));
}

#[test]
fn redirect_is_accepted_once() {
    let mut flow = new_flow();
    let url = Url::parse(&format!(
        "https://acme.my.idaptive.app/sysinfo/dummy?code=abc&state={}&x=1#f",
        query_value(&flow, "state")
    ))
    .unwrap();
    match flow.on_navigation(&url, STARTED_AT) {
        Navigation::Finish(Ok(grant)) => assert_eq!(grant.code.expose_secret(), "abc"),
        other => panic!("{other:?}"),
    }
    assert!(matches!(flow.on_navigation(&url, STARTED_AT), Navigation::Block(BlockReason::AttemptEnded)));
}

#[test]
fn invalid_redirects_finish_with_error_codes() {
    const REDIRECT_URI: &str = "https://acme.my.idaptive.app/sysinfo/dummy";
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
        assert_eq!(error_code(&navigate_to(&format!("{REDIRECT_URI}{query}"))), Some(code), "{query:.80}");
    }
    for query in ["?state=STATE&code=a&iss=https://acme.my.idaptive.app/Portico/", "?code=a%2Bb&state=STATE"] {
        assert!(matches!(navigate_to(&format!("{REDIRECT_URI}{query}")), Navigation::Finish(Ok(_))), "{query}");
    }
}

#[test]
fn lookalike_addresses_are_not_the_redirect() {
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
        assert!(matches!(navigate_to(url), Navigation::Allow), "{url}");
    }
    assert!(matches!(
        navigate_to("http://acme.my.idaptive.app/sysinfo/dummy?code=a&state=STATE"),
        Navigation::Block(BlockReason::InsecureHttp)
    ));
    for url in [
        "https:acme.my.idaptive.app/sysinfo/dummy?code=a&state=STATE",
        "https://ACME.my.idaptive.app:443/x/../sysinfo\\dummy?code=a&state=STATE",
    ] {
        assert!(matches!(navigate_to(url), Navigation::Finish(Ok(_))), "{url}");
    }
}

#[test]
fn navigation_allows_https_and_blocks_other_schemes() {
    let navigate = |tenant: &str, url: &str| {
        Flow::start(&test_registration(tenant), STARTED_AT)
            .unwrap()
            .on_navigation(&Url::parse(url).unwrap(), STARTED_AT)
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
        assert!(matches!(navigate(tenant, url), Navigation::Block(_)), "{url}");
    }
    for url in ["https://idp.example/", "about:blank", "about:srcdoc"] {
        assert!(matches!(navigate(tenant, url), Navigation::Allow), "{url}");
    }
    assert!(matches!(navigate(tenant, "http://127.0.0.1/"), Navigation::Block(BlockReason::InsecureHttp)));
    assert!(matches!(navigate("http://127.0.0.1:3000", "http://127.0.0.1:3001/"), Navigation::Allow));
    assert!(matches!(navigate("http://127.0.0.1:3000", "http://example.com/"), Navigation::Block(_)));
    assert!(matches!(navigate("http://localhost:3000", "http://tauri.localhost/"), Navigation::Block(_)));
}

#[test]
fn browser_callback_with_wrong_state_is_ignored() {
    const REDIRECT_URI: &str = "https://acme.my.idaptive.app/sysinfo/dummy";
    let long = "x".repeat(1 << 20);
    let mut flow = new_flow();
    let state = query_value(&flow, "state");
    let mut callback =
        |address: &str, now| flow.on_callback(&Url::parse(&address.replace("STATE", &state)).unwrap(), now);
    for address in [
        REDIRECT_URI,
        "https://acme.my.idaptive.app/elsewhere?code=a&state=STATE",
        "https://evil.test/sysinfo/dummy?code=a&state=STATE",
        &format!("{REDIRECT_URI}?code=a"),
        &format!("{REDIRECT_URI}?code=a&state="),
        &format!("{REDIRECT_URI}?code=a&state=wrong"),
        &format!("{REDIRECT_URI}?code=a&state=STATE&state=STATE"),
        &format!("{REDIRECT_URI}?code=a&state=STATE&state=x"),
        &format!("{REDIRECT_URI}?error=access_denied"),
        &format!("{REDIRECT_URI}?error=access_denied&state=wrong"),
        &format!("{REDIRECT_URI}?code={long}&state=STATE"),
    ] {
        assert!(matches!(callback(address, STARTED_AT), Callback::Ignore), "{address:.80}");
    }
    let valid_redirect = format!("{REDIRECT_URI}?code=a&state=STATE");
    match callback(&valid_redirect, STARTED_AT) {
        Callback::Finish(Ok(grant)) => assert_eq!(grant.code.expose_secret(), "a"),
        other => panic!("{other:?}"),
    }
    for address in [&valid_redirect, REDIRECT_URI] {
        assert!(matches!(callback(address, STARTED_AT), Callback::AlreadyAnswered), "{address}");
    }
}

#[test]
fn browser_callback_errors_match_window_errors() {
    for (answer, code) in [
        ("state=STATE", Code::AuthNoCode),
        ("state=STATE&code=", Code::AuthBad),
        ("state=STATE&code=a&code=b", Code::AuthBad),
        ("state=STATE&error=access_denied", Code::AuthDenied),
        ("state=STATE&error=access_denied&code=a", Code::AuthBad),
        ("state=STATE&code=a&iss=https://evil.test", Code::AuthIssuer),
    ] {
        let mut flow = new_flow();
        let answer = answer.replace("STATE", &query_value(&flow, "state"));
        let url = Url::parse(&format!("https://acme.my.idaptive.app/sysinfo/dummy?{answer}")).unwrap();
        match flow.on_callback(&url, STARTED_AT) {
            Callback::Finish(Err(error)) => assert_eq!(error.code, code, "{answer}"),
            other => panic!("{other:?}"),
        }
        assert!(matches!(flow.on_callback(&url, STARTED_AT), Callback::AlreadyAnswered), "{answer}");
    }
    let (mut expired_flow, after_timeout) =
        (new_flow(), STARTED_AT.plus(SIGN_IN_TIMEOUT).plus(Duration::from_millis(1)));
    let url = Url::parse("https://acme.my.idaptive.app/sysinfo/dummy?code=a&state=wrong").unwrap();
    assert!(
        matches!(expired_flow.on_callback(&url, after_timeout), Callback::Finish(Err(error)) if error.code == Code::AuthTimeout)
    );
}

#[test]
fn flow_ends_on_timeout_or_redirect_loop() {
    let mut expired_flow = new_flow();
    let url = Url::parse(&format!(
        "https://acme.my.idaptive.app/sysinfo/dummy?code=a&state={}",
        query_value(&expired_flow, "state")
    ))
    .unwrap();
    let after_timeout = STARTED_AT.plus(SIGN_IN_TIMEOUT).plus(Duration::from_millis(1));
    assert_eq!(error_code(&expired_flow.on_navigation(&url, after_timeout)), Some(Code::AuthTimeout));

    let mut looping_flow = new_flow();
    let page = Url::parse("https://idp.example/again").unwrap();
    for _ in 0..MAX_PAGE_LOADS {
        assert!(matches!(looping_flow.on_navigation(&page, STARTED_AT), Navigation::Allow));
    }
    assert_eq!(error_code(&looping_flow.on_navigation(&page, STARTED_AT)), Some(Code::AuthLoop));

    let mut slow_flow = new_flow();
    for second in 0..200 {
        let now = STARTED_AT.plus(Duration::from_secs(second));
        assert!(matches!(slow_flow.on_navigation(&page, now), Navigation::Allow));
    }
}

#[test]
fn error_description_is_sanitized() {
    let navigation = navigate_to(
        "https://acme.my.idaptive.app/sysinfo/dummy?state=STATE&error=x&error_description=Ask%20%E2%80%AEIT%0Anow",
    );
    let Navigation::Finish(Err(error)) = navigation else { panic!() };
    assert_eq!(error.server_message.as_deref(), Some("Ask IT now"));
}

proptest! {
    #[test]
    fn arbitrary_addresses_grant_no_code(path in "[a-zA-Z/%.]{0,30}", query in "[a-z=&%0-9]{0,60}", host in "(acme\\.my\\.idaptive\\.app|evil\\.test)") {
        let mut flow = new_flow();
        if let Ok(url) = Url::parse(&format!("https://{host}/{path}?{query}")) {
            let is_finished = matches!(flow.on_callback(&url, STARTED_AT), Callback::Finish(_) | Callback::AlreadyAnswered);
            let is_granted = matches!(flow.on_navigation(&url, STARTED_AT), Navigation::Finish(Ok(_)));
            prop_assert!(!is_granted && !is_finished);
        }
    }
}
