//! The three ways to sign in, and what a window that gets nowhere leads to.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use crate::person;

use std::net::TcpListener;
use std::time::Duration;

use demo_tenant::{ClientIdType, Config, Fault, FaultKind, OAuthApp, Options};
use person::{Manner, Person};
use portico_core::problem::Code;
use portico_core::view::{SessionView, SettingsChange, SignInStep, SignInWay};

const USER: Manner = Manner::SignsIn("user@acme.test");

/// A port that nothing holds now.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// One mistake in the tenant's setup.
type Broken = fn(&mut OAuthApp);

/// At a tenant whose loopback redirect has a port of this test's own.
async fn in_browser(change: impl FnOnce(&mut OAuthApp)) -> (Person, u16) {
    let port = free_port();
    let redirect = format!("http://127.0.0.1:{port}/signed-in");
    let mut config = Config::default();
    config.apps[0].redirects.push(redirect.clone());
    change(&mut config.apps[0]);
    let mut person = Person::at(Options { config, ..Options::default() }, USER).await;
    person.writes(&format!("redirect_uri = \"{redirect}\"\nsign_in = \"browser\"\n"), USER);
    (person, port)
}

#[tokio::test]
async fn in_the_browser_and_back() {
    let (person, _) = in_browser(|_| {}).await;
    person.signs_in().await;
    person.desk.look(|screen| {
        assert_eq!((screen.sign_ins, screen.apps.apps.len(), screen.opened.len()), (0, 42, 1));
        let waiting = screen
            .sessions
            .iter()
            .any(|view| matches!(view, SessionView::SigningIn { step: SignInStep::Page, way: SignInWay::Browser, .. }));
        assert!(waiting);
    });
    assert!(person.app.sign_in_link().is_err(), "the link is of no use any more");
}

#[tokio::test]
async fn the_link_for_another_browser() {
    let (person, _) = in_browser(|_| {}).await;
    person.behaves(Manner::Waits);
    let app = person.app.clone();
    let attempt = tokio::spawn(async move { app.sign_in(None).await });
    person.desk.sees("the browser", |screen| screen.opened.len() == 1).await;
    let link = person.app.sign_in_link().unwrap();
    assert_eq!(person.desk.look(|screen| screen.opened[0].to_string()), link);
    person.app.cancel_sign_in();
    attempt.await.unwrap();
    assert_eq!(person.problem(), None);
    person.behaves(USER);
    person.signs_in().await;
}

#[tokio::test]
async fn a_port_that_another_program_holds() {
    let (person, port) = in_browser(|_| {}).await;
    let other = TcpListener::bind(("127.0.0.1", port)).unwrap();
    person.app.sign_in(None).await;
    assert_eq!(person.problem(), Some(Code::AuthPort));
    person.desk.look(|screen| assert!(screen.opened.is_empty()));
    drop(other);
    person.signs_in().await;
}

#[tokio::test]
async fn beginning_again_frees_the_port() {
    let (person, _) = in_browser(|_| {}).await;
    person.behaves(Manner::Waits);
    let app = person.app.clone();
    let first = tokio::spawn(async move { app.sign_in(None).await });
    person.desk.sees("the browser", |screen| screen.opened.len() == 1).await;
    person.behaves(USER);
    person.signs_in().await;
    first.await.unwrap();
    person.desk.look(|screen| assert!(matches!(screen.session, Some(SessionView::SignedIn { .. }))));
}

#[tokio::test]
async fn any_port_where_the_server_lets_it_vary() {
    let mut person = Person::new(USER).await;
    person.writes("redirect_uri = \"http://127.0.0.1:0/signed-in\"\nsign_in = \"browser\"\n", Manner::Waits);
    // The demo tenant compares ports, so it says no; but to an address with a real port.
    person.app.sign_in(None).await;
    assert_eq!(person.problem(), Some(Code::AuthRedirect));
}

#[tokio::test]
async fn the_portals_own_page() {
    let mut person = Person::new(USER).await;
    person.writes("sign_in = \"portal\"\n", USER);
    person.signs_in().await;
    person.desk.look(|screen| {
        let Some(SessionView::SignedIn { user, ends_at, .. }) = &screen.session else { panic!() };
        assert_eq!((user.name.as_str(), screen.apps.apps.len(), *ends_at), ("user@acme.test", 42, None));
    });
    let requests = person.controls().requests();
    assert!(!requests.iter().any(|request| request.path.to_ascii_lowercase().contains("oauth2")));
    person.controls().end_sessions();
    person.app.refresh().await;
    assert_eq!(person.problem(), Some(Code::SessionEnded));
}

#[tokio::test]
async fn a_portal_that_cannot_be_asked_is_asked_again() {
    let mut person = Person::new(USER).await;
    person.writes("sign_in = \"portal\"\n", USER);
    person.controls().fail(Fault::once("whoami", FaultKind::ServerError { status: 503 })).unwrap();
    person.signs_in().await;
}

#[tokio::test]
async fn a_client_with_a_secret() {
    let mut config = Config::default();
    config.apps[0].client_id_type = ClientIdType::Confidential;
    config.apps[0].clients = vec!["portico".into()];
    config.apps[0].secret = "s3cret".into();
    let mut person = Person::at(Options { config, ..Options::default() }, USER).await;
    person.app.sign_in(None).await;
    assert_eq!(person.problem(), Some(Code::TokenClient));
    person.desk.look(|screen| {
        assert!(matches!(screen.session, Some(SessionView::SignedOut { needs_secret: true, .. })));
    });
    person.app.save_client_secret(" s3cret ".into()).await;
    person.signs_in().await;
    // The tenant's file now says so, and the secret is in the keyring and nowhere else.
    person.restarts(USER);
    person.app.wake().await;
    person.desk.sees("the session", |screen| matches!(screen.session, Some(SessionView::SignedIn { .. }))).await;
    person.controls().expire_access_tokens();
    person.app.refresh().await;
    person.desk.look(|screen| assert_eq!(screen.freshness.problem, None));
    for file in person.files() {
        assert!(!String::from_utf8_lossy(&std::fs::read(&file).unwrap()).contains("s3cret"), "{}", file.display());
    }
    let forms: Vec<_> = person.controls().requests().into_iter().map(|request| request.form).collect();
    assert!(!forms.iter().any(|form| form.contains_key("client_secret")), "Basic came first, and did");
}

#[tokio::test]
async fn what_cannot_work_is_said_before_a_window_opens() {
    let broken: [(&str, Broken, Code); 3] = [
        ("app", |app| app.id = "Other".into(), Code::TokenAppId),
        ("redirect", |app| app.redirects.clear(), Code::AuthRedirect),
        ("scope", |app| app.scopes.clear(), Code::AuthScope),
    ];
    for (what, change, code) in broken {
        let person = Person::with(USER, change).await;
        person.app.sign_in(None).await;
        assert_eq!(person.problem(), Some(code), "{what}");
        person.desk.look(|screen| assert_eq!(screen.sign_ins, 0, "{what}"));
    }
}

#[tokio::test]
async fn a_quick_sign_in_shows_no_window_and_a_slow_one_does() {
    let person = Person::new(USER).await;
    person.signs_in().await;
    person.desk.look(|screen| assert_eq!((screen.sign_ins, screen.shown), (1, 0)));
    person.app.sign_out(false).await;
    person.behaves(Manner::Reads);
    let app = person.app.clone();
    let attempt = tokio::spawn(async move { app.sign_in(None).await });
    person.desk.sees("the window", |screen| screen.shown == 1).await;
    person.app.cancel_sign_in();
    attempt.await.unwrap();
}

#[tokio::test]
async fn a_window_that_stays_blank_has_a_way_on() {
    // The fixed port: no other test of this file waits there.
    let person = Person::new(Manner::Waits).await;
    let app = person.app.clone();
    let blank = tokio::spawn(async move { app.sign_in(None).await });
    let troubled = |view: &Option<SessionView>| match view {
        Some(SessionView::SigningIn { trouble: Some(trouble), can_use_browser, .. }) => {
            trouble.code == Code::AuthBlank && *can_use_browser
        }
        _ => false,
    };
    person.desk.sees("the trouble", |screen| troubled(&screen.session)).await;
    person.behaves(USER);
    person.app.sign_in(Some(SignInWay::Browser)).await;
    blank.await.unwrap();
    person.desk.sees("the list", |screen| screen.apps.apps.len() == 42).await;
    // What worked is how it is done from now on.
    person.desk.look(|screen| {
        let settings = screen.settings.as_ref().unwrap();
        assert_eq!(settings.sign_in.as_ref().unwrap().value, SignInWay::Browser);
    });
    assert!(person.settings_text().contains("sign_in = \"browser\""));
}

#[tokio::test]
async fn a_session_that_cannot_be_renewed_is_replaced_without_a_word() {
    let person = Person::with(USER, |app| app.refresh = false).await;
    person.signs_in().await;
    let before = person.controls().count("/login");
    // The tenant's own session is in the window's jar, so nobody is asked.
    person.app.sign_in(None).await;
    person.desk.look(|screen| {
        assert!(matches!(screen.session, Some(SessionView::SignedIn { renewing: false, ends_at: Some(_), .. })));
        assert_eq!((screen.sign_ins, screen.shown, screen.apps.apps.len()), (2, 0, 42));
        let states: Vec<_> =
            screen.sessions.iter().skip_while(|view| !matches!(view, SessionView::SignedIn { .. })).collect();
        assert!(states.iter().all(|view| matches!(view, SessionView::SignedIn { .. })), "the list never went away");
    });
    assert_eq!(person.controls().count("/login"), before);
}

#[tokio::test]
async fn a_renewal_that_fails_leaves_the_session() {
    let person = Person::with(USER, |app| app.refresh = false).await;
    person.signs_in().await;
    for manner in [Manner::ClosesTheWindow, Manner::PageFails] {
        person.behaves(manner);
        person.app.sign_in(None).await;
        person
            .desk
            .look(|screen| assert!(matches!(screen.session, Some(SessionView::SignedIn { renewing: false, .. }))));
        person.app.refresh().await;
        person.desk.look(|screen| assert_eq!(screen.freshness.problem, None));
    }
}

#[tokio::test]
async fn the_way_can_be_chosen() {
    let person = Person::new(USER).await;
    person.app.save_settings(&SettingsChange::SignIn(SignInWay::Portal)).unwrap();
    person.signs_in().await;
    assert_eq!(person.controls().count("/oauth2/token/Portico"), 0);
    tokio::time::timeout(Duration::from_secs(1), person.app.sign_out(false)).await.unwrap();
}
