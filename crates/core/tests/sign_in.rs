//! Signing in and out, against a tenant in the same process.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use crate::person;

use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use demo_tenant::{Fault, FaultKind, Options, TokenType};
use person::{Manner, Person, TurnedClock};
use portico_core::problem::Code;
use portico_core::view::{SessionView, SignInStep};
use sha2::{Digest, Sha256};

const USER: Manner = Manner::SignsIn("user@acme.test");

#[tokio::test]
async fn from_the_login_page_to_the_list() {
    let person = Person::new(USER).await;
    person.signs_in().await;
    person.desk.look(|screen| {
        assert_eq!(screen.apps.apps.len(), 42);
        assert!(screen.freshness.loaded && !screen.freshness.from_copy && screen.freshness.problem.is_none());
        assert_eq!(screen.freshness.unreadable, 0);
        let Some(SessionView::SignedIn { user, tenant, ends_at, .. }) = &screen.session else { panic!() };
        assert_eq!((user.name.as_str(), tenant.name.as_str(), *ends_at), ("user@acme.test", "Acme", None));
        let steps: Vec<_> = screen
            .sessions
            .iter()
            .filter_map(|view| match view {
                SessionView::SigningIn { step, .. } => Some(*step),
                _ => None,
            })
            .collect();
        assert_eq!(steps[..2], [SignInStep::Checking, SignInStep::Opening]);
        assert_eq!(steps.last(), Some(&SignInStep::Finishing));
        assert_eq!(screen.closed_sign_ins, 1);
    });
}

#[tokio::test]
async fn the_code_never_reaches_the_redirect_and_the_verifier_fits() {
    let person = Person::new(USER).await;
    person.signs_in().await;
    let controls = person.controls();
    assert_eq!(controls.count("/sysinfo/dummy"), 0);
    let requests = controls.requests();
    let token: Vec<_> = requests.iter().filter(|request| request.path.starts_with("/oauth2/token/")).collect();
    assert_eq!(token.len(), 1);
    let form = &token[0].form;
    assert_eq!(form["redirect_uri"], format!("{}/sysinfo/dummy", person.tenant.url()));
    assert_eq!(form["grant_type"], "authorization_code");
    assert!(!form.contains_key("client_secret"));
    let authorize = person.desk.look(|screen| screen.authorized_at.clone()).unwrap();
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
async fn an_email_code_on_the_tenants_page() {
    let person = Person::new(Manner::SignsIn("mfa@acme.test")).await;
    person.signs_in().await;
    person.desk.look(|screen| assert_eq!(screen.apps.apps.len(), 42));
}

#[tokio::test]
async fn ways_not_to_get_in() {
    for (manner, code) in [(Manner::ClosesTheWindow, None), (Manner::PageFails, Some(Code::AuthPage))] {
        let person = Person::new(manner).await;
        person.app.sign_in(None).await;
        assert_eq!(person.problem(), code);
        assert_eq!(person.controls().count("/oauth2/token/Portico"), 0);
        person.behaves(USER);
        person.signs_in().await;
    }
}

#[tokio::test]
async fn cancel_works_while_the_page_is_busy() {
    let person = Person::new(Manner::Waits).await;
    let app = person.app.clone();
    let attempt = tokio::spawn(async move { app.sign_in(None).await });
    person.desk.sees("the attempt", |screen| screen.sign_ins == 1).await;
    person.app.cancel_sign_in();
    attempt.await.unwrap();
    assert_eq!(person.problem(), None);
    person.desk.look(|screen| assert!(matches!(screen.session, Some(SessionView::SignedOut { .. }))));
    person.behaves(USER);
    person.signs_in().await;
}

#[tokio::test]
async fn a_refusal_of_the_token_endpoint_is_told() {
    let answers = [
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
    let person = Person::new(USER).await;
    for (kind, code) in answers {
        let label = format!("{kind:?}");
        person.controls().forget_requests();
        person.controls().fail(Fault::once("^/oauth2/token", kind)).unwrap();
        person.app.sign_in(None).await;
        assert_eq!(person.problem(), Some(code), "{label}");
        assert_eq!(person.controls().count("/oauth2/token/Portico"), 1, "{label}");
    }
    person.signs_in().await;
}

#[tokio::test]
async fn opaque_tokens_and_no_whoami_do() {
    let person = Person::with(USER, |app| {
        app.token_type = TokenType::Opaque;
        app.scopes.iter_mut().for_each(|scope| scope.rest = vec!["^/uprest/.*".into()]);
    })
    .await;
    person.signs_in().await;
    person.desk.look(|screen| {
        let Some(SessionView::SignedIn { user, .. }) = &screen.session else { panic!() };
        assert_eq!((user.name.as_str(), screen.apps.apps.len()), ("", 42));
    });
}

#[tokio::test]
async fn a_base_path_is_kept() {
    let options = Options { base_path: Some("/identity".into()), ..Options::default() };
    let person = Person::at(options, USER).await;
    assert!(person.tenant.url().ends_with("/identity"), "{}", person.tenant.url());
    person.signs_in().await;
    person.desk.look(|screen| assert_eq!(screen.apps.apps.len(), 42));
    assert_eq!(person.controls().requests().iter().filter(|request| request.path.contains("dummy")).count(), 0);
}

#[tokio::test]
async fn without_a_refresh_token_the_end_is_known() {
    let person = Person::with(USER, |app| app.refresh = false).await;
    person.signs_in().await;
    person.desk.look(|screen| {
        assert!(matches!(screen.session, Some(SessionView::SignedIn { ends_at: Some(_), .. })));
    });
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_for_all() {
    let mut person = Person::with(USER, |app| app.rotation = true).await;
    let clock = Arc::new(TurnedClock(Mutex::default()));
    person.turns(clock.clone(), USER);
    person.signs_in().await;
    person.controls().forget_requests();
    *clock.0.lock().unwrap() = Duration::from_secs(5 * 3600);
    person.controls().advance(Duration::from_secs(5 * 3600));
    person.app.refresh().await;
    person.desk.look(|screen| assert_eq!(screen.freshness.problem, None));
    assert_eq!(person.controls().count("/oauth2/token/Portico"), 1);
    assert_eq!(person.controls().count("/UPRest/GetUPData"), 1);
}

#[tokio::test]
async fn a_refused_token_costs_one_renewal_and_one_try() {
    let person = Person::new(USER).await;
    person.signs_in().await;
    person.controls().forget_requests();
    person.controls().expire_access_tokens();
    person.app.refresh().await;
    person.desk.look(|screen| assert_eq!(screen.freshness.problem, None));
    assert_eq!(person.controls().count("/oauth2/token/Portico"), 1);
    assert_eq!(person.controls().count("/UPRest/GetUPData"), 2);
}

#[tokio::test]
async fn a_revoked_session_ends_and_the_list_stays() {
    let person = Person::new(USER).await;
    person.signs_in().await;
    person.controls().revoke_tokens();
    person.app.refresh().await;
    assert_eq!(person.problem(), Some(Code::SessionEnded));
    person.desk.look(|screen| assert_eq!(screen.apps.apps.len(), 42));
    person.signs_in().await;
}

#[tokio::test]
async fn signing_out_forgets_and_tells() {
    let mut person = Person::new(USER).await;
    person.signs_in().await;
    assert!(person.files().iter().any(|file| file.ends_with("apps.json")));
    person.app.sign_out(false).await;
    person.desk.look(|screen| {
        assert!(screen.apps.apps.is_empty());
        assert!(matches!(screen.session, Some(SessionView::SignedOut { problem: None, .. })));
    });
    assert!(!person.files().iter().any(|file| file.to_string_lossy().contains("cache")), "{:?}", person.files());
    assert_eq!(person.controls().count("/oauth2/revoke/Portico"), 2);
    person.restarts(USER);
    person.desk.look(|screen| assert!(screen.apps.apps.is_empty()));
}

#[tokio::test]
async fn another_person_does_not_see_the_first_ones_list() {
    let mut person = Person::new(USER).await;
    person.signs_in().await;
    person.controls().revoke_tokens();
    person.app.refresh().await;
    person.restarts(Manner::SignsIn("empty@acme.test"));
    person.desk.look(|screen| assert_eq!(screen.apps.apps.len(), 42));
    person.controls().fail(Fault::always("GetUPData", FaultKind::ServerError { status: 500 })).unwrap();
    person.signs_in().await;
    person.desk.look(|screen| assert!(screen.apps.apps.is_empty()));
    assert!(!person.files().iter().any(|file| file.ends_with("apps.json")));
}

#[tokio::test]
async fn a_failed_whoami_costs_the_name_and_not_the_list() {
    let mut person = Person::new(USER).await;
    person.signs_in().await;
    person.restarts(USER);
    person.controls().fail(Fault::always("whoami", FaultKind::ServerError { status: 503 })).unwrap();
    person.controls().fail(Fault::always("GetUPData", FaultKind::ServerError { status: 503 })).unwrap();
    person.signs_in().await;
    person.desk.look(|screen| {
        let Some(SessionView::SignedIn { user, .. }) = &screen.session else { panic!() };
        assert_eq!((user.name.as_str(), screen.apps.apps.len()), ("", 42));
    });
}

#[tokio::test]
async fn leaving_for_another_company_in_the_middle_of_a_sign_in() {
    let person = Person::new(Manner::Waits).await;
    let app = person.app.clone();
    let attempt = tokio::spawn(async move { app.sign_in(None).await });
    person.desk.sees("the attempt", |screen| screen.sign_ins == 1).await;
    person.app.add_account().await;
    attempt.await.unwrap();
    person.desk.look(|screen| assert!(matches!(screen.session, Some(SessionView::FirstRun { looking: false, .. }))));
    person.behaves(USER);
    let address = person.tenant.url().to_owned();
    tokio::join!(person.app.enter_tenant(&address), person.app.enter_tenant(&address), person.app.confirm_tenant());
    person
        .desk
        .sees("the signed-in state", |screen| matches!(screen.session, Some(SessionView::SignedIn { .. })))
        .await;
    person.desk.look(|screen| assert_eq!(screen.sign_ins, 2));
}

#[tokio::test]
async fn leaving_while_the_tenant_does_not_answer() {
    let person = Person::new(USER).await;
    person.signs_in().await;
    person.controls().fail(Fault::always("revoke", FaultKind::Slow { millis: 60_000 })).unwrap();
    let app = person.app.clone();
    let leaving = tokio::spawn(async move { app.add_account().await });
    person
        .desk
        .sees("the first page at once", |screen| matches!(screen.session, Some(SessionView::FirstRun { .. })))
        .await;
    person.app.enter_tenant(person.tenant.url()).await;
    person
        .desk
        .sees("the signed-in state", |screen| matches!(screen.session, Some(SessionView::SignedIn { .. })))
        .await;
    leaving.abort();
}

#[tokio::test]
async fn a_token_without_a_lifetime_is_used_until_it_is_refused() {
    for expires in ["0", "-1", "null"] {
        let person = Person::with(USER, |app| app.refresh = false).await;
        let answer = format!(r#"{{"access_token":"opaque","token_type":"Bearer","expires_in":{expires}}}"#);
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        let kind = FaultKind::Raw { status: 200, headers, body: answer, base64: false };
        person.controls().fail(Fault::once("^/oauth2/token", kind)).unwrap();
        person.app.sign_in(None).await;
        // The demo tenant did not issue that token, so it refuses it; but it was asked.
        assert!(person.controls().count("/UPRest/GetUPData") >= 1, "{expires}");
        assert_eq!(person.problem(), Some(Code::SessionEnded), "{expires}");
    }
}
