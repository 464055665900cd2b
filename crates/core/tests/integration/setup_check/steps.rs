//! Each setup step that may be misconfigured, and what a sign-in adds to the result.

use demo_tenant::{ClientIdType, DemoTenant, OAuthApp, Options};
use portico_core::error::{Code, Error};
use portico_core::setup_check::{SignInOutcome, check_tenant, preflight};
use portico_core::tenant::registration::ClientRegistration;
use portico_core::view::{CheckStep, Verdict};

use super::{OAUTH_STEPS, failed_step, options_with_app, registration_of, run_check, sign_in, verdict_of};

/// What `check` names for a tenant with `options`, and what `preflight` says.
async fn check_and_preflight(
    options: Options,
    change: impl FnOnce(&mut ClientRegistration),
) -> (Option<(CheckStep, Error)>, Option<Code>) {
    let tenant = DemoTenant::start(options).await;
    let mut registration = registration_of(tenant.url());
    change(&mut registration);
    let steps = run_check(&registration, SignInOutcome::default()).await;
    assert_eq!(steps.iter().map(|step| step.step).collect::<Vec<_>>(), OAUTH_STEPS);
    let preflight_code = preflight(&registration, None).await.err().map(|error| error.code);
    (failed_step(&steps), preflight_code)
}

#[tokio::test]
async fn each_misconfigured_step_is_reported_as_failed() {
    use CheckStep::{App, Client, Flow, Redirect, Scope};
    /// What is changed; the step, code and reason that are named; what `preflight` says.
    type Case = (fn(&mut OAuthApp), CheckStep, Code, Option<&'static str>, Option<Code>);
    let cases: [Case; 8] = [
        (|app| app.id = "Other".into(), App, Code::TokenAppId, Some("Portico"), Some(Code::TokenAppId)),
        (|app| app.redirects.clear(), Redirect, Code::AuthRedirect, None, None),
        (
            |app| (app.client_id_type, app.clients) = (ClientIdType::List, vec!["somebody".into()]),
            Client,
            Code::TokenClient,
            Some("Portico"),
            None,
        ),
        (
            |app| {
                (app.client_id_type, app.clients) = (ClientIdType::Confidential, vec!["portico".into()]);
                app.secret = "s3cret".into();
            },
            Client,
            Code::TokenClient,
            Some("Portico"),
            None,
        ),
        // The redirect cannot be judged from outside while the client is refused first.
        (
            |app| {
                (app.client_id_type, app.clients) = (ClientIdType::List, vec!["somebody".into()]);
                app.redirects.clear();
            },
            Client,
            Code::TokenClient,
            Some("Portico"),
            None,
        ),
        (|app| app.grants = vec!["client_credentials".into()], Flow, Code::AuthFlow, None, Some(Code::AuthFlow)),
        (|app| app.scopes.remove(0).name.clear(), Scope, Code::AuthScope, Some("UPData"), Some(Code::AuthScope)),
        (
            |app| {
                app.scopes.clear();
                app.consent = true;
            },
            Scope,
            Code::AuthScope,
            Some("UPData"),
            Some(Code::AuthScope),
        ),
    ];
    for (index, (change, step, code, reason, preflight_code)) in cases.into_iter().enumerate() {
        let (failure, preflight) = check_and_preflight(options_with_app(change), |_| {}).await;
        let (failed, error) = failure.unwrap_or_else(|| panic!("case {index}: nothing failed"));
        assert_eq!((failed, error.code), (step, code), "case {index}");
        assert!(reason.is_none() || error.reason.as_deref() == reason, "case {index}: {error:?}");
        assert!(error.host.is_some() && error.transaction_id.is_some(), "case {index}: {error:?}");
        // A refusal by a page is looked into, and then said in the same words.
        let same_code = preflight.filter(|said| *said == code);
        assert_eq!(preflight, preflight_code.or(same_code), "case {index}");
    }
    let (failure, _) = check_and_preflight(Options::default(), |registration| {
        registration.redirect_uri = "https://acme.test/x".into()
    })
    .await;
    assert_eq!(failure.unwrap().1.reason.as_deref(), Some("https://acme.test/x"));
}

#[tokio::test]
async fn confidential_client_passes_only_with_the_right_secret() {
    let tenant = DemoTenant::start(options_with_app(|app| {
        (app.client_id_type, app.clients) = (ClientIdType::Confidential, vec!["portico".into()]);
        app.secret = "s3cret & more".into();
    }))
    .await;
    let registration = registration_of(tenant.url());
    for (secret, step) in
        [(None, Some(CheckStep::Client)), (Some("wrong"), Some(CheckStep::Client)), (Some("s3cret & more"), None)]
    {
        let secret = secret.map(Into::into);
        let steps = check_tenant(&registration, secret.as_ref(), SignInOutcome::default(), |_| {}).await;
        assert_eq!(failed_step(&steps).map(|(step, _)| step), step);
    }
    for request in tenant.controls().requests() {
        assert!(!request.query_keys.iter().any(|key| key == "client_secret"), "{}", request.path);
    }
}

#[tokio::test]
async fn scope_without_list_access_fails_the_rest_step() {
    for (rest, status) in [("^/Security/WhoAmI$", 401), ("^/nothing$", 401), ("^/nothing$", 403)] {
        let mut options = options_with_app(|app| app.scopes[0].rest = vec![rest.into()]);
        options.config.switches.scope_mismatch_status = status;
        let tenant = DemoTenant::start(options).await;
        let registration = registration_of(tenant.url());
        let session = sign_in(&registration, "user@acme.test").await;
        let steps = run_check(&registration, SignInOutcome { session: Some(&session), error: None }).await;
        let (step, error) = failed_step(&steps).unwrap();
        assert_eq!((step, error.code, error.reason.as_deref()), (CheckStep::Rest, Code::ApiDenied, Some("UPData")));
        assert_eq!(verdict_of(&steps, CheckStep::Scope), Verdict::Passed);
    }
}

#[tokio::test]
async fn expired_session_leaves_the_rest_step_unproven() {
    let tenant = DemoTenant::start(Options::default()).await;
    let registration = registration_of(tenant.url());
    let session = sign_in(&registration, "user@acme.test").await;
    tenant.controls().revoke_tokens();
    let steps = run_check(&registration, SignInOutcome { session: Some(&session), error: None }).await;
    assert_eq!(failed_step(&steps).map(|(step, _)| step), None);
    assert_eq!(verdict_of(&steps, CheckStep::Rest), Verdict::Unproven);
}

#[tokio::test]
async fn sign_in_error_decides_only_unproven_steps() {
    let tenant = DemoTenant::start(options_with_app(|app| app.roles = vec!["Finance".into()])).await;
    let registration = registration_of(tenant.url());
    assert_eq!(
        failed_step(&run_check(&registration, SignInOutcome::default()).await),
        None,
        "the role shows at sign-in only"
    );
    for (code, step) in [
        (Code::AuthDenied, Some(CheckStep::Role)),
        (Code::ApiDenied, Some(CheckStep::Rest)),
        // The tenant itself says otherwise by now.
        (Code::AuthScope, None),
        (Code::AuthFlow, None),
        (Code::TokenClient, None),
        (Code::NetTimeout, None),
    ] {
        let error = Error::new(code);
        let steps = run_check(&registration, SignInOutcome { session: None, error: Some(&error) }).await;
        assert_eq!(failed_step(&steps).map(|(step, _)| step), step, "{code:?}");
    }
}
