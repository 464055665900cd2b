//! Signing in and out, against a tenant in the same process.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use demo_tenant::{Fault, FaultKind, Options, TokenType};
use portico_core::error::Code;
use portico_core::view::{SessionView, SignInStep};
use sha2::{Digest, Sha256};

use crate::support::{OffsetClock, SignInBehavior, TestUser};

const USER: SignInBehavior = SignInBehavior::SignIn("user@acme.test");

#[tokio::test]
async fn sign_in_through_login_page_loads_app_list() {
    let user = TestUser::new(USER).await;
    user.sign_in().await;
    user.platform.inspect(|recorded| {
        assert_eq!(recorded.apps.apps.len(), 42);
        assert!(recorded.freshness.loaded && !recorded.freshness.is_cached && recorded.freshness.problem.is_none());
        assert_eq!(recorded.freshness.unreadable_rows, 0);
        let Some(SessionView::SignedIn { user, tenant, ends_at, .. }) = &recorded.session else { panic!() };
        assert_eq!((user.name.as_str(), tenant.name.as_str(), *ends_at), ("user@acme.test", "Acme", None));
        let steps: Vec<_> = recorded
            .session_history
            .iter()
            .filter_map(|view| match view {
                SessionView::SigningIn { step, .. } => Some(*step),
                _ => None,
            })
            .collect();
        assert_eq!(steps[..2], [SignInStep::Checking, SignInStep::Opening]);
        assert_eq!(steps.last(), Some(&SignInStep::Finishing));
        assert_eq!(recorded.sign_ins_closed, 1);
    });
}

#[tokio::test]
async fn sign_in_never_requests_redirect_and_sends_matching_verifier() {
    let user = TestUser::new(USER).await;
    user.sign_in().await;
    let controls = user.controls();
    assert_eq!(controls.count("/sysinfo/dummy"), 0);
    let requests = controls.requests();
    let token_requests: Vec<_> = requests.iter().filter(|request| request.path.starts_with("/oauth2/token/")).collect();
    assert_eq!(token_requests.len(), 1);
    let form = &token_requests[0].form;
    assert_eq!(form["redirect_uri"], format!("{}/sysinfo/dummy", user.tenant.url()));
    assert_eq!(form["grant_type"], "authorization_code");
    assert!(!form.contains_key("client_secret"));
    let authorize = user.platform.inspect(|recorded| recorded.authorize_url.clone()).unwrap();
    let challenge = authorize.query_pairs().find(|(key, _)| key == "code_challenge").unwrap().1.into_owned();
    assert_eq!(URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"])), challenge);
    for request in &requests {
        assert!(
            !request.query_keys.iter().any(|key| key == "client_secret" || key == "access_token"),
            "{}",
            request.path
        );
    }
}

#[tokio::test]
async fn sign_in_with_email_code_loads_app_list() {
    let user = TestUser::new(SignInBehavior::SignIn("mfa@acme.test")).await;
    user.sign_in().await;
    user.platform.inspect(|recorded| assert_eq!(recorded.apps.apps.len(), 42));
}

#[tokio::test]
async fn closed_or_failed_sign_in_page_requests_no_token_and_allows_retry() {
    for (manner, code) in [(SignInBehavior::CloseWindow, None), (SignInBehavior::FailToLoad, Some(Code::AuthPage))] {
        let user = TestUser::new(manner).await;
        user.app.sign_in(None).await;
        assert_eq!(user.session_error_code(), code);
        assert_eq!(user.controls().count("/oauth2/token/Portico"), 0);
        user.set_behavior(USER);
        user.sign_in().await;
    }
}

#[tokio::test]
async fn cancel_while_page_loads_signs_out_without_error() {
    let user = TestUser::new(SignInBehavior::NeverLoad).await;
    let app = user.app.clone();
    let attempt = tokio::spawn(async move { app.sign_in(None).await });
    user.platform.wait_for("the attempt", |recorded| recorded.sign_ins_opened == 1).await;
    user.app.cancel_sign_in();
    attempt.await.unwrap();
    assert_eq!(user.session_error_code(), None);
    user.platform.inspect(|recorded| assert!(matches!(recorded.session, Some(SessionView::SignedOut { .. }))));
    user.set_behavior(USER);
    user.sign_in().await;
}

#[tokio::test]
async fn token_endpoint_failure_is_reported_after_one_request() {
    let failures = [
        (FaultKind::ServerError { status: 503 }, Code::TokenServer),
        (FaultKind::NotFoundHtml, Code::TokenAppId),
        (FaultKind::UnauthorizedHtml, Code::TokenClient),
        (FaultKind::LoginHtml, Code::NetPortal),
        (FaultKind::Empty, Code::TokenFormat),
        (FaultKind::TruncatedJson, Code::TokenFormat),
        (FaultKind::Cut, Code::NetCut),
        (FaultKind::Drop, Code::NetCut),
        (FaultKind::Huge { bytes: 1 << 20 }, Code::ApiTooBig),
        (FaultKind::Throttled { retry_after: Some("5".into()) }, Code::ApiBusy),
        (FaultKind::WrongContentType { content_type: "image/png".into() }, Code::TokenFormat),
        (FaultKind::Redirect { location: "http://127.0.0.2:9/".into(), status: 307 }, Code::NetRedirect),
    ];
    let user = TestUser::new(USER).await;
    for (kind, code) in failures {
        let label = format!("{kind:?}");
        user.controls().forget_requests();
        user.controls().fail(Fault::once("^/oauth2/token", kind)).unwrap();
        user.app.sign_in(None).await;
        assert_eq!(user.session_error_code(), Some(code), "{label}");
        assert_eq!(user.controls().count("/oauth2/token/Portico"), 1, "{label}");
    }
    user.sign_in().await;
}

#[tokio::test]
async fn sign_in_with_opaque_tokens_and_no_whoami_loads_list() {
    let user = TestUser::with_oauth_app(USER, |app| {
        app.token_type = TokenType::Opaque;
        app.scopes.iter_mut().for_each(|scope| scope.rest = vec!["^/uprest/.*".into()]);
    })
    .await;
    user.sign_in().await;
    user.platform.inspect(|recorded| {
        let Some(SessionView::SignedIn { user, .. }) = &recorded.session else { panic!() };
        assert_eq!((user.name.as_str(), recorded.apps.apps.len()), ("", 42));
    });
}

#[tokio::test]
async fn tenant_base_path_is_kept_during_sign_in() {
    let options = Options { base_path: Some("/identity".into()), ..Options::default() };
    let user = TestUser::with_tenant_options(options, USER).await;
    assert!(user.tenant.url().ends_with("/identity"), "{}", user.tenant.url());
    user.sign_in().await;
    user.platform.inspect(|recorded| assert_eq!(recorded.apps.apps.len(), 42));
    assert_eq!(user.controls().requests().iter().filter(|request| request.path.contains("dummy")).count(), 0);
}

#[tokio::test]
async fn session_without_refresh_token_shows_its_end() {
    let user = TestUser::with_oauth_app(USER, |app| app.refresh = false).await;
    user.sign_in().await;
    user.platform.inspect(|recorded| {
        assert!(matches!(recorded.session, Some(SessionView::SignedIn { ends_at: Some(_), .. })));
    });
}

#[tokio::test]
async fn expired_token_is_refreshed_once_before_list_request() {
    let mut user = TestUser::with_oauth_app(USER, |app| app.rotation = true).await;
    let clock = Arc::new(OffsetClock(Mutex::default()));
    user.restart_with_clock(clock.clone(), USER);
    user.sign_in().await;
    user.controls().forget_requests();
    *clock.0.lock().unwrap() = Duration::from_secs(5 * 3600);
    user.controls().advance(Duration::from_secs(5 * 3600));
    user.app.refresh().await;
    user.platform.inspect(|recorded| assert_eq!(recorded.freshness.problem, None));
    assert_eq!(user.controls().count("/oauth2/token/Portico"), 1);
    assert_eq!(user.controls().count("/UPRest/GetUPData"), 1);
}

#[tokio::test]
async fn rejected_token_is_refreshed_and_request_retried_once() {
    let user = TestUser::new(USER).await;
    user.sign_in().await;
    user.controls().forget_requests();
    user.controls().expire_access_tokens();
    user.app.refresh().await;
    user.platform.inspect(|recorded| assert_eq!(recorded.freshness.problem, None));
    assert_eq!(user.controls().count("/oauth2/token/Portico"), 1);
    assert_eq!(user.controls().count("/UPRest/GetUPData"), 2);
}

#[tokio::test]
async fn revoked_session_ends_and_list_stays() {
    let user = TestUser::new(USER).await;
    user.sign_in().await;
    user.controls().revoke_tokens();
    user.app.refresh().await;
    assert_eq!(user.session_error_code(), Some(Code::SessionEnded));
    user.platform.inspect(|recorded| assert_eq!(recorded.apps.apps.len(), 42));
    user.sign_in().await;
}

#[tokio::test]
async fn sign_out_deletes_list_and_revokes_tokens() {
    let mut user = TestUser::new(USER).await;
    user.sign_in().await;
    assert!(user.files().iter().any(|file| file.ends_with("apps.json")));
    user.app.sign_out(false).await;
    user.platform.inspect(|recorded| {
        assert!(recorded.apps.apps.is_empty());
        assert!(matches!(recorded.session, Some(SessionView::SignedOut { problem: None, .. })));
    });
    assert!(!user.files().iter().any(|file| file.to_string_lossy().contains("cache")), "{:?}", user.files());
    assert_eq!(user.controls().count("/oauth2/revoke/Portico"), 2);
    user.restart(USER);
    user.platform.inspect(|recorded| assert!(recorded.apps.apps.is_empty()));
}

#[tokio::test]
async fn sign_in_as_other_user_discards_previous_list() {
    let mut user = TestUser::new(USER).await;
    user.sign_in().await;
    user.controls().revoke_tokens();
    user.app.refresh().await;
    user.restart(SignInBehavior::SignIn("empty@acme.test"));
    user.platform.inspect(|recorded| assert_eq!(recorded.apps.apps.len(), 42));
    user.controls().fail(Fault::always("GetUPData", FaultKind::ServerError { status: 500 })).unwrap();
    user.sign_in().await;
    user.platform.inspect(|recorded| assert!(recorded.apps.apps.is_empty()));
    assert!(!user.files().iter().any(|file| file.ends_with("apps.json")));
}

#[tokio::test]
async fn list_leaves_screen_while_tenant_cannot_say_whose_it_is() {
    let mut user = TestUser::new(USER).await;
    user.sign_in().await;
    user.restart(USER);
    user.controls().fail(Fault::always("whoami", FaultKind::ServerError { status: 503 })).unwrap();
    user.controls().fail(Fault::always("GetUPData", FaultKind::ServerError { status: 503 })).unwrap();
    user.sign_in().await;
    user.platform.inspect(|recorded| {
        let Some(SessionView::SignedIn { user, .. }) = &recorded.session else { panic!() };
        assert_eq!((user.name.as_str(), recorded.apps.apps.len()), ("", 0));
    });
    // Nothing is lost: it comes back with the name.
    user.controls().clear_faults();
    user.app.refresh().await;
    user.platform.inspect(|recorded| {
        let Some(SessionView::SignedIn { user, .. }) = &recorded.session else { panic!() };
        assert_eq!((user.name.as_str(), recorded.apps.apps.len()), ("user@acme.test", 42));
    });
}

#[tokio::test]
async fn adding_account_during_sign_in_starts_only_one_new_sign_in() {
    let user = TestUser::new(SignInBehavior::NeverLoad).await;
    let app = user.app.clone();
    let attempt = tokio::spawn(async move { app.sign_in(None).await });
    user.platform.wait_for("the attempt", |recorded| recorded.sign_ins_opened == 1).await;
    user.app.add_account().await;
    attempt.await.unwrap();
    user.platform.inspect(|recorded| {
        assert!(matches!(recorded.session, Some(SessionView::FirstRun { discovering: false, .. })))
    });
    user.set_behavior(USER);
    let address = user.tenant.url().to_owned();
    tokio::join!(user.app.enter_tenant(&address), user.app.enter_tenant(&address), user.app.confirm_tenant());
    user.platform
        .wait_for("the signed-in state", |recorded| matches!(recorded.session, Some(SessionView::SignedIn { .. })))
        .await;
    user.platform.inspect(|recorded| assert_eq!(recorded.sign_ins_opened, 2));
}

#[tokio::test]
async fn adding_account_does_not_wait_for_slow_revocation() {
    let user = TestUser::new(USER).await;
    user.sign_in().await;
    user.controls().fail(Fault::always("revoke", FaultKind::Slow { millis: 60_000 })).unwrap();
    let app = user.app.clone();
    let add_account = tokio::spawn(async move { app.add_account().await });
    user.platform
        .wait_for("the first page at once", |recorded| matches!(recorded.session, Some(SessionView::FirstRun { .. })))
        .await;
    user.app.enter_tenant(user.tenant.url()).await;
    user.platform
        .wait_for("the signed-in state", |recorded| matches!(recorded.session, Some(SessionView::SignedIn { .. })))
        .await;
    add_account.abort();
}

#[tokio::test]
async fn token_without_lifetime_is_used_until_rejected() {
    for expires in ["0", "-1", "null"] {
        let user = TestUser::with_oauth_app(USER, |app| app.refresh = false).await;
        let body = format!(r#"{{"access_token":"opaque","token_type":"Bearer","expires_in":{expires}}}"#);
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        let kind = FaultKind::Raw { status: 200, headers, body, base64: false };
        user.controls().fail(Fault::once("^/oauth2/token", kind)).unwrap();
        user.app.sign_in(None).await;
        // The demo tenant did not issue that token, so it refuses it; but it was asked.
        assert!(user.controls().count("/UPRest/GetUPData") >= 1, "{expires}");
        assert_eq!(user.session_error_code(), Some(Code::SessionEnded), "{expires}");
    }
}
