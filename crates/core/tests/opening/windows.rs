//! Windows of apps after a restart: the tenant is asked with the bearer alone, and answers as it likes.

use std::sync::Arc;
use std::time::Duration;

use demo_tenant::{Fault, FaultKind};
use portico_core::Launched;
use portico_core::launch::Start;
use portico_core::problem::Code;
use portico_core::view::{LaunchPhase, Place, SessionView, WaitsFor};
use secrecy::ExposeSecret;

use crate::person::{Person, TurnedClock};
use crate::opening::{CLICK, after_a_restart, comes_to_rest, fail, key, last, opened, signs_in, told, turn, with_clock};

const LATER: Duration = Duration::from_secs(2);

/// With what the newest window begins, in short.
fn begins(person: &Person) -> String {
    person.desk.look(|screen| match &screen.app_windows.last().unwrap().start {
        Start::Address(url) => format!("address {}", &url[url::Position::BeforePath..]),
        Start::Page { html, base } => format!("page {} {html}", base.path()),
    })
}

async fn opens(person: &Person, name: &str) -> Launched {
    person.app.open_app(&key(person, name), Some(Place::Window)).await
}

#[tokio::test]
async fn each_kind_of_app_begins_as_the_tenant_says() {
    let (person, _) = after_a_restart().await;
    for (name, start, holds) in [
        ("Salesforce", "page /uprest/HandleAppClick ", "SAMLResponse"),
        ("DocuSign", "page /uprest/HandleAppClick ", "ticket"),
        ("GitLab", "address /app/GitLab?ticket=", ""),
        ("Jenkins", "address /app/Jenkins?ticket=", ""),
        ("Remote Desktop", "address /app/RemoteDesktop?ticket=", ""),
        ("Acme Intranet", "address /app/AcmeIntranet?ticket=", ""),
        ("Amazon Web Services", "address /login?", "challengeId="),
        ("Legacy Time Clock", "page /uprest/HandleAppClick ", "error-text"),
    ] {
        assert_eq!(opens(&person, name).await, Launched::Opened, "{name}");
        let begins = begins(&person);
        assert!(begins.starts_with(start) && begins.contains(holds), "{name}: {begins}");
    }
    assert_eq!(person.controls().count(CLICK), 8, "each was asked for once");
    let asked = person.controls().requests();
    let asked = asked.iter().find(|request| request.path.eq_ignore_ascii_case(CLICK)).unwrap();
    assert_eq!(asked.query_keys, ["appkey", "markAppVisited"]);
    assert!(asked.header_names.iter().any(|name| name == "authorization"));
    assert!(!asked.header_names.iter().any(|name| name == "cookie"));
}

#[tokio::test]
async fn the_page_for_a_bearer_keeps_the_query_that_it_was_asked_for_with() {
    let (person, clock) = after_a_restart().await;
    let key = key(&person, "Salesforce");
    opens(&person, "Salesforce").await;
    let asked = person.controls().requests().into_iter().find(|it| it.path.eq_ignore_ascii_case(CLICK)).unwrap();
    person.desk.look(|screen| {
        let Start::Page { base, .. } = &screen.app_windows[0].start else { panic!() };
        let pairs: Vec<_> = base.query_pairs().into_owned().collect();
        assert_eq!(pairs, [("appkey".to_owned(), key.clone()), ("markAppVisited".to_owned(), "true".to_owned())]);
        assert_eq!(base.path(), asked.path);
    });
    // A redirect that is relative goes by it as well, and is still the tenant's own.
    for (location, begins_at) in [
        ("?step=2", "address /uprest/HandleAppClick?step=2"),
        ("Next?a=1", "address /uprest/Next?a=1"),
        ("/app/x", "address /app/x"),
    ] {
        turn(&clock, LATER);
        let redirect = FaultKind::Redirect { location: location.into(), status: 302 };
        person.controls().fail(Fault::once("HandleAppClick", redirect)).unwrap();
        assert_eq!(opens(&person, "Salesforce").await, Launched::Opened);
        assert_eq!(begins(&person), begins_at);
    }
}

#[tokio::test]
async fn a_tenant_that_gives_no_page_gets_the_plain_address() {
    let (person, clock) = after_a_restart().await;
    let redirect = |location: &str| FaultKind::Redirect { location: location.into(), status: 302 };
    let html = |body: String| FaultKind::Raw {
        status: 200,
        headers: vec![("content-type".into(), "text/html".into())],
        body,
        base64: false,
    };
    for kind in [
        FaultKind::UnauthorizedJson,
        FaultKind::UnauthorizedHtml,
        FaultKind::LoginRedirect,
        FaultKind::Forbidden,
        FaultKind::NotFoundHtml,
        FaultKind::Throttled { retry_after: Some("3".into()) },
        FaultKind::ServerError { status: 500 },
        FaultKind::ServerError { status: 503 },
        FaultKind::Empty,
        FaultKind::Failure { message: "No.".into() },
        FaultKind::WrongContentType { content_type: "application/x-msdownload".into() },
        FaultKind::Huge { bytes: 70 << 20 },
        html("x".repeat(2 << 20)),
        html("  \r\n ".into()),
        redirect("https://user:word@elsewhere.test/"),
        redirect("http://["),
    ] {
        turn(&clock, LATER);
        let label = format!("{kind:?}").chars().take(80).collect::<String>();
        person.controls().fail(Fault::always("HandleAppClick", kind)).unwrap();
        assert_eq!(opens(&person, "Salesforce").await, Launched::Opened, "{label}");
        let begins = begins(&person);
        assert!(begins.starts_with("address /run?appkey="), "{label}: {begins}");
        person.desk.look(|screen| assert!(screen.app_windows.last().unwrap().cookies.is_empty(), "{label}"));
        person.controls().clear_faults();
    }
    person.desk.look(|screen| assert!(matches!(screen.session, Some(SessionView::SignedIn { .. }))));
}

#[tokio::test]
async fn an_app_at_an_address_that_no_window_opens_says_so_and_goes_on_in_the_browser() {
    let (person, clock) = after_a_restart().await;
    for (location, scheme) in [
        ("javascript:alert(1)", "javascript"),
        ("java\tscript:alert(1)", "javascript"),
        ("file:///etc/passwd", "file"),
        ("data:text/html,x", "data"),
        ("blob:https://elsewhere.test/1", "blob"),
        ("smb://host/share", "smb"),
        ("ms-msdt:/id", "ms-msdt"),
        ("mailto:a@elsewhere.test", "mailto"),
        ("http://elsewhere.test/", "http"),
        ("//elsewhere.test/", "http"),
        ("http://user:word@elsewhere.test/", "http"),
        ("https://tauri.localhost/", "https"),
    ] {
        turn(&clock, LATER);
        let kind = FaultKind::Redirect { location: location.into(), status: 302 };
        person.controls().fail(Fault::always("HandleAppClick", kind)).unwrap();
        let Launched::Failed(problem) = opens(&person, "Salesforce").await else { panic!("{location}") };
        assert_eq!((problem.code, problem.reason.as_deref()), (Code::LaunchBlocked, Some(scheme)), "{location}");
        person.desk.look(|screen| {
            assert_eq!(opened(screen), (0, 0), "{location}");
            assert_eq!(last(screen).phase, LaunchPhase::Failed, "{location}");
        });
        person.controls().clear_faults();
    }
    // The browser has a session of its own, and its own rule.
    turn(&clock, LATER);
    let way_on = person.app.open_app(&key(&person, "Salesforce"), Some(Place::Browser)).await;
    assert_eq!(way_on, Launched::Opened);
    person.desk.look(|screen| assert_eq!(opened(screen), (0, 1)));
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    let (person, clock) = after_a_restart().await;
    person.controls().expire_access_tokens();
    assert_eq!(opens(&person, "Salesforce").await, Launched::Opened);
    assert!(begins(&person).contains("SAMLResponse"));
    assert_eq!(person.controls().count("/oauth2/token/Portico"), 1);
    turn(&clock, LATER);
    person.controls().forget_requests();
    fail(&person, "HandleAppClick", FaultKind::UnauthorizedJson);
    assert_eq!(opens(&person, "Salesforce").await, Launched::Opened);
    assert_eq!((person.controls().count("/oauth2/token/Portico"), person.controls().count(CLICK)), (1, 2));
}

#[tokio::test]
async fn only_the_tenants_own_cookies_go_into_the_window() {
    let (person, _) = after_a_restart().await;
    let lines = [
        ".ASPXAUTH=own; path=/; HttpOnly",
        "plain=1; Domain=127.0.0.1; Secure",
        "evil=1; Domain=evil.test",
        "above=1; Domain=0.0.1",
        "=nameless",
        "nothing",
    ];
    let mut headers = vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
    headers.extend(lines.map(|line| ("set-cookie".to_owned(), line.to_owned())));
    let answer = FaultKind::Raw { status: 200, headers, body: "<form></form>".into(), base64: false };
    fail(&person, "HandleAppClick", answer);
    opens(&person, "Salesforce").await;
    person.desk.look(|screen| {
        let window = &screen.app_windows[0];
        let cookies: Vec<_> = window
            .cookies
            .iter()
            .map(|it| (it.name.as_str(), it.value.expose_secret(), it.domain.as_str(), it.secure, it.http_only))
            .collect();
        let expected = [(".ASPXAUTH", "own", "127.0.0.1", false, true), ("plain", "1", "127.0.0.1", true, false)];
        assert_eq!(cookies, expected);
    });
}

#[tokio::test]
async fn the_tenants_own_session_may_end_before_ours() {
    let (person, clock) = with_clock().await;
    signs_in(&person).await;
    opens(&person, "Salesforce").await;
    assert!(begins(&person).starts_with("address /run?"));
    person.desk.look(|screen| {
        let cookies = &screen.app_windows[0].cookies;
        assert!(cookies.iter().any(|it| it.name == ".ASPXAUTH"));
        assert!(cookies.iter().all(|it| it.domain == "127.0.0.1"), "for the tenant's host alone");
    });
    turn(&clock, LATER);
    person.controls().end_sessions();
    opens(&person, "Salesforce").await;
    assert!(begins(&person).contains("SAMLResponse"), "with the bearer");
    person.desk.look(|screen| assert!(!screen.app_windows[1].cookies.iter().any(|it| it.name == ".ASPXAUTH")));
    assert_eq!(person.desk.look(|screen| screen.sign_ins), 1);
}

#[tokio::test]
async fn a_portals_session_goes_into_the_window_after_a_restart_too() {
    let mut person = Person::new(crate::opening::USER).await;
    person.writes("sign_in = \"portal\"\n", crate::opening::USER);
    signs_in(&person).await;
    person.restarts(crate::opening::USER);
    person.app.wake().await;
    opens(&person, "Salesforce").await;
    assert!(begins(&person).starts_with("address /run?"));
    let cookies = person.desk.look(|screen| screen.app_windows[0].cookies.clone());
    assert_eq!((cookies.len(), cookies[0].name.as_str(), cookies[0].domain.as_str()), (1, ".ASPXAUTH", "127.0.0.1"));
    let key = key(&person, "Salesforce");
    assert_eq!(lets_in(&person, &key, cookies[0].value.expose_secret()).await, 200, "no second sign-in");
}

/// At the list, with a session of the portal's own.
async fn at_the_portal() -> (Person, Arc<TurnedClock>) {
    let (mut person, clock) = with_clock().await;
    person.writes("sign_in = \"portal\"\n", crate::opening::USER);
    person.turns(clock.clone(), crate::opening::USER);
    signs_in(&person).await;
    (person, clock)
}

#[tokio::test]
async fn a_portals_session_that_ended_is_signed_in_again_by_the_click() {
    let step_up = FaultKind::Redirect { location: "/login?challengeId=1".into(), status: 302 };
    for (fault, ends) in [
        (None, true),
        (Some(FaultKind::UnauthorizedJson), true),
        (Some(FaultKind::UnauthorizedHtml), true),
        (Some(FaultKind::LoginRedirect), true),
        (Some(FaultKind::LoginHtml), true),
        (Some(step_up), false),
        (Some(FaultKind::Redirect { location: "https://elsewhere.test/login".into(), status: 302 }), false),
        (Some(FaultKind::Forbidden), false),
        (Some(FaultKind::NotFoundHtml), false),
        (Some(FaultKind::Throttled { retry_after: None }), false),
        (Some(FaultKind::ServerError { status: 503 }), false),
        (Some(FaultKind::Failure { message: "No.".into() }), false),
        (Some(FaultKind::Empty), false),
        (Some(FaultKind::Drop), false),
    ] {
        let label = format!("{fault:?}");
        // Also after a restart, when the keyring holds all that there is.
        for restarts in [false, true] {
            let (mut person, clock) = at_the_portal().await;
            let key = key(&person, "Salesforce");
            let before = person.desk.look(|screen| screen.sign_ins);
            if restarts {
                person.turns(clock.clone(), crate::opening::USER);
                person.app.wake().await;
                comes_to_rest(&person).await;
            }
            let before = if restarts { 0 } else { before };
            turn(&clock, LATER);
            match &fault {
                None => person.controls().end_sessions(),
                Some(kind) => person.controls().fail(Fault::once("whoami", kind.clone())).unwrap(),
            }
            assert_eq!(person.app.open_app_and_wait(&key, Some(Place::Window)).await, Launched::Opened, "{label}");
            person.desk.look(|screen| {
                use LaunchPhase::{Opened, Opening, Waiting};
                let way: &[_] = if ends { &[Opening, Waiting, Opening, Opened] } else { &[Opening, Opened] };
                assert_eq!(told(screen, &key), way, "{label}");
                assert_eq!((screen.sign_ins, opened(screen)), (before + usize::from(ends), (1, 0)), "{label}");
                let cookies = &screen.app_windows[0].cookies;
                assert_eq!(cookies.iter().filter(|it| it.name == ".ASPXAUTH").count(), 1, "{label}");
            });
            let window = person.desk.look(|screen| screen.app_windows[0].cookies.clone());
            let own = window.iter().find(|it| it.name == ".ASPXAUTH").unwrap();
            assert_eq!(lets_in(&person, &key, own.value.expose_secret()).await, 200, "{label}: no second sign-in");
        }
    }
}

#[tokio::test]
async fn a_sign_in_for_a_click_is_the_last_whatever_the_tenant_says_then() {
    let (person, clock) = at_the_portal().await;
    let key = key(&person, "Salesforce");
    turn(&clock, LATER);
    // It takes the session at the sign-in and refuses it at each other time.
    let refused = |after| Fault { after, ..Fault::always("whoami", FaultKind::UnauthorizedJson) };
    person.controls().fail(Fault::once("whoami", FaultKind::UnauthorizedJson)).unwrap();
    person.controls().fail(refused(1)).unwrap();
    assert_eq!(person.app.open_app_and_wait(&key, Some(Place::Window)).await, Launched::Opened);
    comes_to_rest(&person).await;
    person.desk.look(|screen| assert_eq!((screen.sign_ins, opened(screen)), (2, (1, 0))));
}

/// What the tenant answers to a window with that session at the address of an app.
async fn lets_in(person: &Person, key: &str, session: &str) -> u16 {
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let url = person.app.app_link(key).unwrap();
    client.get(url).header("cookie", format!(".ASPXAUTH={session}")).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_question_that_is_lost_is_asked_once_more() {
    let (person, clock) = after_a_restart().await;
    let key = key(&person, "Salesforce");
    person.controls().fail(Fault::once("HandleAppClick", FaultKind::Drop)).unwrap();
    assert_eq!(person.app.open_app_and_wait(&key, Some(Place::Window)).await, Launched::Opened);
    person.desk.look(|screen| {
        use LaunchPhase::{Opened, Opening, Waiting};
        assert_eq!(told(screen, &key), [Opening, Waiting, Opening, Opened]);
        assert_eq!(screen.launches[1].waits_for, Some(WaitsFor::Network));
        assert_eq!(opened(screen), (1, 0));
    });
    // The list comes, and this question never: no end of asking.
    turn(&clock, LATER);
    person.controls().forget_requests();
    fail(&person, "HandleAppClick", FaultKind::Drop);
    let Launched::Failed(problem) = person.app.open_app_and_wait(&key, Some(Place::Window)).await else { panic!() };
    assert_eq!((problem.code, person.controls().count(CLICK)), (Code::NetCut, 2));
}

#[tokio::test]
async fn a_session_that_the_tenant_ended_is_signed_in_again_by_the_click() {
    let (person, _) = after_a_restart().await;
    let key = key(&person, "Salesforce");
    person.controls().revoke_tokens();
    assert_eq!(person.app.open_app_and_wait(&key, Some(Place::Window)).await, Launched::Opened);
    person.desk.look(|screen| {
        use LaunchPhase::{Opened, Opening, Waiting};
        assert_eq!(told(screen, &key), [Opening, Waiting, Opening, Opened]);
        assert_eq!(screen.launches[1].waits_for, Some(WaitsFor::SignIn));
        assert_eq!((screen.sign_ins, screen.app_windows.len()), (1, 1));
        assert!(screen.app_windows[0].cookies.iter().any(|cookie| cookie.name == ".ASPXAUTH"));
        assert_eq!(last(screen).phase, Opened);
    });
}

#[tokio::test]
async fn what_is_being_asked_for_can_be_called_off_or_sent_elsewhere() {
    let (person, clock) = after_a_restart().await;
    let key = key(&person, "Salesforce");
    let ask = |place: Place| {
        let (app, key) = (person.app.clone(), key.clone());
        tokio::spawn(async move { app.open_app(&key, Some(place)).await })
    };
    fail(&person, "HandleAppClick", FaultKind::Held);
    let click = ask(Place::Window);
    crate::opening::until("the question", || person.controls().count(CLICK) == 1).await;
    // Long after, the same once more: it is on its way.
    turn(&clock, LATER);
    assert_eq!(ask(Place::Window).await.unwrap(), Launched::Waiting);
    person.app.cancel_launch();
    person.desk.look(|screen| assert_eq!(last(screen).phase, LaunchPhase::Cancelled, "at once"));
    person.controls().clear_faults();
    assert_eq!(click.await.unwrap(), Launched::Cancelled);
    person.desk.look(|screen| assert_eq!(opened(screen), (0, 0)));
    // "Continue in my browser" does not wait for the window.
    fail(&person, "HandleAppClick", FaultKind::Held);
    let click = ask(Place::Window);
    crate::opening::until("the question", || person.controls().count(CLICK) == 2).await;
    turn(&clock, LATER);
    assert_eq!(ask(Place::Browser).await.unwrap(), Launched::Opened);
    person.controls().clear_faults();
    assert_eq!(click.await.unwrap(), Launched::Cancelled);
    person.desk.look(|screen| {
        assert_eq!(opened(screen), (0, 1));
        assert_eq!(last(screen).phase, LaunchPhase::Opened);
    });
}

#[tokio::test]
async fn two_apps_open_beside_one_another() {
    let (person, _) = after_a_restart().await;
    fail(&person, "HandleAppClick", FaultKind::Held);
    let all = ["Salesforce", "GitLab", "Zoom"].map(|name| {
        let (app, key) = (person.app.clone(), key(&person, name));
        tokio::spawn(async move { app.open_app_and_wait(&key, Some(Place::Window)).await })
    });
    crate::opening::until("three questions", || person.controls().count(CLICK) == 3).await;
    person.controls().clear_faults();
    for click in all {
        assert_eq!(click.await.unwrap(), Launched::Opened);
    }
    person.desk.look(|screen| assert_eq!(opened(screen), (3, 0)));
}

#[tokio::test]
async fn an_answer_for_one_opens_nothing_for_another() {
    for leave in 0..3 {
        let (person, _) = after_a_restart().await;
        fail(&person, "HandleAppClick", FaultKind::Held);
        let (app, key) = (person.app.clone(), key(&person, "Salesforce"));
        let click = tokio::spawn(async move { app.open_app(&key, Some(Place::Window)).await });
        crate::opening::until("the question", || person.controls().count(CLICK) == 1).await;
        match leave {
            0 => person.app.sign_out(false).await,
            1 => person.app.lock(),
            _ => person.app.add_account().await,
        }
        person.controls().clear_faults();
        assert_eq!(click.await.unwrap(), Launched::Cancelled, "{leave}");
        person.desk.look(|screen| {
            assert_eq!(opened(screen), (0, 0), "{leave}");
            assert_eq!(last(screen).phase, LaunchPhase::Cancelled, "{leave}");
        });
    }
}
