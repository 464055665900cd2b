//! The three sign-in methods, and what Portico offers when a sign-in window gets stuck.

use std::net::TcpListener;
use std::time::Duration;

use demo_tenant::{ClientIdType, Config, DemoTenant, Fault, FaultKind, OAuthApp, Options};
use portico_core::error::Code;
use portico_core::view::{SessionView, SettingsChange, SignInMethod, SignInStep};

use crate::support::{DEFAULT_LOOPBACK_PORT, SignInBehavior, TestUser};

const USER: SignInBehavior = SignInBehavior::SignIn("user@acme.test");

/// A port that nothing holds now.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// One mistake in the tenant's setup.
type Misconfiguration = fn(&mut OAuthApp);

/// At a tenant whose loopback redirect has a port of this test's own.
async fn browser_sign_in_user(change: impl FnOnce(&mut OAuthApp)) -> (TestUser, u16) {
    let port = free_port();
    let redirect = format!("http://127.0.0.1:{port}/signed-in");
    let mut config = Config::default();
    config.apps[0].redirects.push(redirect.clone());
    change(&mut config.apps[0]);
    let mut user = TestUser::with_tenant_options(Options { config, ..Options::default() }, USER).await;
    user.restart_with_tenant_settings(&format!("redirect_uri = \"{redirect}\"\nsign_in = \"browser\"\n"), USER);
    (user, port)
}

#[tokio::test]
async fn browser_sign_in_succeeds_and_invalidates_link() {
    let (user, _) = browser_sign_in_user(|_| {}).await;
    user.sign_in().await;
    user.platform.inspect(|recorded| {
        assert_eq!((recorded.sign_ins_opened, recorded.apps.apps.len(), recorded.opened_urls.len()), (0, 42, 1));
        let waited_in_browser = recorded.session_history.iter().any(|view| {
            matches!(view, SessionView::SigningIn { step: SignInStep::Page, method: SignInMethod::Browser, .. })
        });
        assert!(waited_in_browser);
    });
    assert!(user.app.sign_in_url().is_err(), "the link is of no use any more");
}

#[tokio::test]
async fn sign_in_link_equals_opened_url_and_cancel_allows_retry() {
    let (user, _) = browser_sign_in_user(|_| {}).await;
    user.set_behavior(SignInBehavior::NeverLoad);
    let app = user.app.clone();
    let attempt = tokio::spawn(async move { app.sign_in(None).await });
    user.platform.wait_for("the browser", |recorded| recorded.opened_urls.len() == 1).await;
    let link = user.app.sign_in_url().unwrap();
    assert_eq!(user.platform.inspect(|recorded| recorded.opened_urls[0].to_string()), link);
    user.app.cancel_sign_in();
    attempt.await.unwrap();
    assert_eq!(user.session_error_code(), None);
    user.set_behavior(USER);
    user.sign_in().await;
}

#[tokio::test]
async fn occupied_loopback_port_is_reported_before_browser_opens() {
    let (user, port) = browser_sign_in_user(|_| {}).await;
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    user.app.sign_in(None).await;
    assert_eq!(user.session_error_code(), Some(Code::AuthPort));
    user.platform.inspect(|recorded| assert!(recorded.opened_urls.is_empty()));
    drop(listener);
    user.sign_in().await;
}

#[tokio::test]
async fn second_browser_sign_in_takes_over_the_port() {
    let (user, _) = browser_sign_in_user(|_| {}).await;
    user.set_behavior(SignInBehavior::NeverLoad);
    let app = user.app.clone();
    let first_attempt = tokio::spawn(async move { app.sign_in(None).await });
    user.platform.wait_for("the browser", |recorded| recorded.opened_urls.len() == 1).await;
    user.set_behavior(USER);
    user.sign_in().await;
    first_attempt.await.unwrap();
    user.platform.inspect(|recorded| assert!(matches!(recorded.session, Some(SessionView::SignedIn { .. }))));
}

/// Settings with a hostile tenant, to which the user signs in, and an honest one.
fn mix_up_settings(hostile: (&DemoTenant, &str), honest: (&DemoTenant, &str)) -> String {
    let table = |(tenant, lines): (&DemoTenant, &str)| format!("[[tenant]]\nurl = \"{}\"\n{lines}\n", tenant.url());
    format!("{}{}", table(hostile), table(honest))
}

/// The hostile tenant of `user` sends the sign-in on to the honest one, whose code it would like (RFC 9700 §4.4).
async fn sign_in_at_hostile_tenant(user: &TestUser, honest: &DemoTenant, redirect_uri: Option<String>) {
    let location = format!("{}/oauth2/authorize/Portico", honest.url());
    user.controls().fail(Fault::always("authorize", FaultKind::Forward { location, redirect_uri })).unwrap();
    let signing_in = user.app.sign_in(None);
    let _ = tokio::time::timeout(Duration::from_secs(2), signing_in).await;
    let token_requests = |tenant: &DemoTenant| {
        let requests = tenant.controls().requests();
        requests.iter().filter(|request| request.path.to_ascii_lowercase().contains("/token")).count()
    };
    assert_eq!((token_requests(&user.tenant), token_requests(honest)), (0, 0));
}

#[tokio::test]
async fn hostile_tenant_gets_no_code_by_shared_redirect() {
    let port = free_port();
    let redirect = format!("http://127.0.0.1:{port}/signed-in");
    let lines = format!("redirect_uri = \"{redirect}\"\nsign_in = \"browser\"");
    let mut config = Config::default();
    config.apps[0].redirects.push(redirect);
    let honest = DemoTenant::start(Options { config, ..Options::default() }).await;
    let mut user = TestUser::new(USER).await;
    user.restart_with_settings(&mix_up_settings((&user.tenant, &lines), (&honest, &lines)), USER);
    sign_in_at_hostile_tenant(&user, &honest, None).await;
    assert_eq!(user.session_error_code(), Some(Code::AuthShared));
    let own_redirect = format!("http://127.0.0.1:47631/{}", user.tenant.url().trim_start_matches("http://"));
    let reason = user.platform.inspect(|recorded| match &recorded.session {
        Some(SessionView::SignedOut { problem, .. }) => problem.as_ref().and_then(|problem| problem.reason.clone()),
        _ => None,
    });
    assert_eq!(reason, Some(own_redirect), "what to enter at the tenant");
}

#[tokio::test]
async fn shared_redirect_is_usable_where_tenant_names_itself() {
    let port = free_port();
    let redirect = format!("http://127.0.0.1:{port}/signed-in");
    let lines = format!("redirect_uri = \"{redirect}\"\nsign_in = \"browser\"");
    let mut config = Config::default();
    config.apps[0].redirects.push(redirect);
    config.switches.issuer_in_response = true;
    let mut user = TestUser::with_tenant_options(Options { config, ..Options::default() }, USER).await;
    let other = DemoTenant::start(Options::default()).await;
    user.restart_with_settings(&mix_up_settings((&user.tenant, &lines), (&other, &lines)), USER);
    user.sign_in().await;
}

#[tokio::test]
async fn hostile_tenant_gets_no_code_by_redirects_of_its_own() {
    let _port = DEFAULT_LOOPBACK_PORT.lock().await;
    let honest = DemoTenant::start(Options::default()).await;
    let honest_redirect = format!("http://127.0.0.1:47631/{}", honest.url().trim_start_matches("http://"));
    for (method, redirect_uri) in [
        ("browser", Some(honest_redirect)),
        ("browser", None),
        ("webview", Some(format!("{}/sysinfo/dummy", honest.url()))),
        ("webview", None),
        ("portal", None),
    ] {
        let mut user = TestUser::new(USER).await;
        let lines = format!("sign_in = \"{method}\"");
        user.restart_with_settings(&mix_up_settings((&user.tenant, &lines), (&honest, "")), USER);
        sign_in_at_hostile_tenant(&user, &honest, redirect_uri).await;
    }
}

#[tokio::test]
async fn redirect_with_port_zero_is_rejected_by_strict_tenant() {
    let mut user = TestUser::new(USER).await;
    user.restart_with_tenant_settings(
        "redirect_uri = \"http://127.0.0.1:0/signed-in\"\nsign_in = \"browser\"\n",
        SignInBehavior::NeverLoad,
    );
    // The demo tenant compares ports, so it says no; but to an address with a real port.
    user.app.sign_in(None).await;
    assert_eq!(user.session_error_code(), Some(Code::AuthRedirect));
}

#[tokio::test]
async fn portal_sign_in_uses_no_oauth_and_ends_with_portal_session() {
    let mut user = TestUser::new(USER).await;
    user.restart_with_tenant_settings("sign_in = \"portal\"\n", USER);
    user.sign_in().await;
    user.platform.inspect(|recorded| {
        let Some(SessionView::SignedIn { user, ends_at, .. }) = &recorded.session else { panic!() };
        assert_eq!((user.name.as_str(), recorded.apps.apps.len(), *ends_at), ("user@acme.test", 42, None));
    });
    let requests = user.controls().requests();
    assert!(!requests.iter().any(|request| request.path.to_ascii_lowercase().contains("oauth2")));
    user.controls().end_sessions();
    user.app.refresh().await;
    assert_eq!(user.session_error_code(), Some(Code::SessionEnded));
}

#[tokio::test]
async fn portal_sign_in_retries_failed_whoami() {
    let mut user = TestUser::new(USER).await;
    user.restart_with_tenant_settings("sign_in = \"portal\"\n", USER);
    user.controls().fail(Fault::once("whoami", FaultKind::ServerError { status: 503 })).unwrap();
    user.sign_in().await;
}

#[tokio::test]
async fn confidential_client_signs_in_after_secret_is_saved() {
    let mut config = Config::default();
    config.apps[0].client_id_type = ClientIdType::Confidential;
    config.apps[0].clients = vec!["portico".into()];
    config.apps[0].secret = "s3cret".into();
    let mut user = TestUser::with_tenant_options(Options { config, ..Options::default() }, USER).await;
    user.app.sign_in(None).await;
    assert_eq!(user.session_error_code(), Some(Code::TokenClient));
    user.platform.inspect(|recorded| {
        assert!(matches!(recorded.session, Some(SessionView::SignedOut { needs_secret: true, .. })));
    });
    let storing = user.app.save_client_secret(&" s3cret ".into());
    // Whoever presses "Save and sign in" waits for no disk.
    user.sign_in().await;
    storing.await;
    // The tenant's file now says so, and the secret is in the keyring and nowhere else.
    user.restart(USER);
    user.app.run_startup_tasks().await;
    user.platform
        .wait_for("the session", |recorded| matches!(recorded.session, Some(SessionView::SignedIn { .. })))
        .await;
    user.controls().expire_access_tokens();
    user.app.refresh().await;
    user.platform.inspect(|recorded| assert_eq!(recorded.freshness.problem, None));
    for file in user.files() {
        assert!(!String::from_utf8_lossy(&std::fs::read(&file).unwrap()).contains("s3cret"), "{}", file.display());
    }
    let forms: Vec<_> = user.controls().requests().into_iter().map(|request| request.form).collect();
    assert!(!forms.iter().any(|form| form.contains_key("client_secret")), "Basic came first, and did");
}

#[tokio::test]
async fn misconfigured_tenant_is_reported_before_window_opens() {
    let misconfigurations: [(&str, Misconfiguration, Code); 3] = [
        ("app", |app| app.id = "Other".into(), Code::TokenAppId),
        ("redirect", |app| app.redirects.clear(), Code::AuthRedirect),
        ("scope", |app| app.scopes.clear(), Code::AuthScope),
    ];
    for (label, change, code) in misconfigurations {
        let user = TestUser::with_oauth_app(USER, change).await;
        user.app.sign_in(None).await;
        assert_eq!(user.session_error_code(), Some(code), "{label}");
        user.platform.inspect(|recorded| assert_eq!(recorded.sign_ins_opened, 0, "{label}"));
    }
}

#[tokio::test]
async fn fast_sign_in_shows_no_window_and_slow_one_does() {
    let user = TestUser::new(USER).await;
    user.sign_in().await;
    user.platform.inspect(|recorded| assert_eq!((recorded.sign_ins_opened, recorded.sign_ins_shown), (1, 0)));
    user.app.sign_out(false).await;
    user.set_behavior(SignInBehavior::LoadAndIdle);
    let app = user.app.clone();
    let attempt = tokio::spawn(async move { app.sign_in(None).await });
    user.platform.wait_for("the window", |recorded| recorded.sign_ins_shown == 1).await;
    user.app.cancel_sign_in();
    attempt.await.unwrap();
}

#[tokio::test]
async fn blank_sign_in_window_offers_browser_and_remembers_it() {
    let _port = DEFAULT_LOOPBACK_PORT.lock().await;
    let user = TestUser::new(SignInBehavior::NeverLoad).await;
    let app = user.app.clone();
    let blank_attempt = tokio::spawn(async move { app.sign_in(None).await });
    let has_blank_page_warning = |view: &Option<SessionView>| match view {
        Some(SessionView::SigningIn { warning: Some(trouble), can_use_browser, .. }) => {
            trouble.code == Code::AuthBlank && *can_use_browser
        }
        _ => false,
    };
    user.platform.wait_for("the trouble", |recorded| has_blank_page_warning(&recorded.session)).await;
    user.set_behavior(USER);
    user.app.sign_in(Some(SignInMethod::Browser)).await;
    blank_attempt.await.unwrap();
    user.platform.wait_for("the list", |recorded| recorded.apps.apps.len() == 42).await;
    // What worked is how it is done from now on.
    user.platform.inspect(|recorded| {
        let settings = recorded.settings.as_ref().unwrap();
        assert_eq!(settings.sign_in.as_ref().unwrap().value, SignInMethod::Browser);
    });
    assert!(user.read_settings().contains("sign_in = \"browser\""));
}

#[tokio::test]
async fn session_without_refresh_token_is_replaced_silently() {
    let user = TestUser::with_oauth_app(USER, |app| app.refresh = false).await;
    user.sign_in().await;
    let logins_before = user.controls().count("/login");
    // The tenant's own session is in the window's jar, so nobody is asked.
    user.app.sign_in(None).await;
    user.platform.inspect(|recorded| {
        assert!(matches!(recorded.session, Some(SessionView::SignedIn { replacing: false, ends_at: Some(_), .. })));
        assert_eq!((recorded.sign_ins_opened, recorded.sign_ins_shown, recorded.apps.apps.len()), (2, 0, 42));
        let later_states: Vec<_> =
            recorded.session_history.iter().skip_while(|view| !matches!(view, SessionView::SignedIn { .. })).collect();
        assert!(
            later_states.iter().all(|view| matches!(view, SessionView::SignedIn { .. })),
            "the list never went away"
        );
    });
    assert_eq!(user.controls().count("/login"), logins_before);
}

#[tokio::test]
async fn failed_reauthentication_keeps_session() {
    let user = TestUser::with_oauth_app(USER, |app| app.refresh = false).await;
    user.sign_in().await;
    for manner in [SignInBehavior::CloseWindow, SignInBehavior::FailToLoad] {
        user.set_behavior(manner);
        user.app.sign_in(None).await;
        user.platform.inspect(|recorded| {
            assert!(matches!(recorded.session, Some(SessionView::SignedIn { replacing: false, .. })))
        });
        user.app.refresh().await;
        user.platform.inspect(|recorded| assert_eq!(recorded.freshness.problem, None));
    }
}

#[tokio::test]
async fn portal_method_in_settings_requests_no_token() {
    let user = TestUser::new(USER).await;
    user.app.save_settings(&SettingsChange::SignIn(SignInMethod::Portal)).await.unwrap();
    user.sign_in().await;
    assert_eq!(user.controls().count("/oauth2/token/Portico"), 0);
    tokio::time::timeout(Duration::from_secs(1), user.app.sign_out(false)).await.unwrap();
}
