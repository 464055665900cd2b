//! "Check this tenant", against tenants in which one setup step after the other is misconfigured.

mod servers;
mod steps;

use std::sync::Arc;

use demo_tenant::{Config, DemoTenant, OAuthApp, Options};
use portico_core::clock::{Clock, SystemClock};
use portico_core::error::{Code, Error};
use portico_core::session::{Session, TokenClient};
use portico_core::setup_check::{CheckRequest, SignInOutcome, check_tenant, preflight};
use portico_core::sign_in::oauth::flow::{Flow, Navigation};
use portico_core::tenant::registration::{ClientRegistration, default_redirect_uri};
use portico_core::tenant::url::{TenantUrl, parse_user_input};
use portico_core::view::{CheckStep, CheckStepResult, SignInMethod, Verdict};
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use url::Url;

const OAUTH_STEPS: [CheckStep; 9] = [
    CheckStep::Reachable,
    CheckStep::Tenant,
    CheckStep::App,
    CheckStep::Redirect,
    CheckStep::Client,
    CheckStep::Flow,
    CheckStep::Scope,
    CheckStep::Rest,
    CheckStep::Role,
];

fn options_with_app(change: impl FnOnce(&mut OAuthApp)) -> Options {
    let mut config = Config::default();
    change(&mut config.apps[0]);
    Options { config, ..Options::default() }
}

fn registration_of(url: &str) -> ClientRegistration {
    ClientRegistration::with_defaults(TenantUrl::parse(url).unwrap())
}

fn request_for(url: &str) -> CheckRequest {
    CheckRequest {
        tenant: parse_user_input(url).unwrap(),
        sign_in_method: SignInMethod::Webview,
        app_id: None,
        client_id: None,
        redirect_uri: None,
        scope: None,
        secret: None,
        signs_in_with_browser: false,
    }
}

async fn run_check(registration: &ClientRegistration, signed_in: SignInOutcome<'_>) -> Vec<CheckStepResult> {
    let mut reported = Vec::new();
    let steps = check_tenant(registration, None, signed_in, |step| reported.push(step)).await;
    assert_eq!(reported, steps, "each step is told once, in order");
    assert!(steps.iter().filter(|step| step.verdict == Verdict::Failed).count() <= 1);
    steps
}

/// The step that failed, and its problem; what comes before is not failed, what comes after skipped.
fn failed_step(steps: &[CheckStepResult]) -> Option<(CheckStep, Error)> {
    let index = steps.iter().position(|step| step.verdict == Verdict::Failed)?;
    assert!(steps[..index].iter().all(|step| step.verdict != Verdict::Skipped && step.problem.is_none()));
    assert!(steps[index + 1..].iter().all(|step| step.verdict == Verdict::Skipped && step.problem.is_none()));
    Some((steps[index].step, steps[index].problem.clone().unwrap()))
}

fn verdict_of(steps: &[CheckStepResult], target: CheckStep) -> Verdict {
    steps.iter().find(|step| step.step == target).unwrap().verdict
}

/// Signs `user` in as a browser would, up to the session.
async fn sign_in(registration: &ClientRegistration, user: &str) -> Arc<Session> {
    let mut flow = Flow::start(registration, SystemClock.now()).unwrap();
    let client = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
    let call = async |action: &str, body: Value| {
        let url = registration.tenant.join(&format!("/Security/{action}"));
        let request = client.post(url).header("x-centrify-native-client", "true").body(body.to_string());
        request.header("content-type", "application/json").send().await.unwrap()
    };
    let started = call("StartAuthentication", json!({ "User": user, "Version": "1.0" })).await;
    let started: Value = serde_json::from_slice(&started.bytes().await.unwrap()).unwrap();
    let mechanism = started["Result"]["Challenges"][0]["Mechanisms"][0]["MechanismId"].clone();
    let challenge_response = json!({
        "SessionId": started["Result"]["SessionId"], "MechanismId": mechanism, "Action": "Answer", "Answer": "portico",
    });
    let authenticated = call("AdvanceAuthentication", challenge_response).await;
    let cookies: Vec<_> = authenticated
        .headers()
        .get_all("set-cookie")
        .iter()
        .map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned())
        .collect();
    let response = client.get(flow.authorize_url().clone()).header("cookie", cookies.join("; ")).send().await.unwrap();
    let location = Url::parse(response.headers()["location"].to_str().unwrap()).unwrap();
    match flow.on_navigation(&location, SystemClock.now()) {
        Navigation::Finish(Ok(authorization_code)) => {
            let token_client = TokenClient::new(registration.clone(), None).unwrap();
            let session = Session::from_authorization_code(token_client, authorization_code, Arc::new(SystemClock));
            Arc::new(session.await.unwrap())
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn healthy_tenant_passes_all_steps() {
    for base_path in [None, Some("/identity".to_owned())] {
        let tenant = DemoTenant::start(Options { base_path, ..Options::default() }).await;
        let mut registration = registration_of(tenant.url());
        for method in [SignInMethod::Webview, SignInMethod::Browser] {
            registration.sign_in_method = method;
            registration.redirect_uri = default_redirect_uri(&registration.tenant, method);
            let steps = run_check(&registration, SignInOutcome::default()).await;
            let verdicts: Vec<_> = steps.iter().map(|step| step.verdict).collect();
            assert_eq!(verdicts[..7], [Verdict::Passed; 7], "{method:?}");
            assert_eq!(verdicts[7..], [Verdict::Unproven; 2], "only a sign-in shows scope and role");
            assert!(preflight(&registration, None).await.is_ok());
        }
        let session = sign_in(&registration_of(tenant.url()), "user@acme.test").await;
        let sign_in_outcome = SignInOutcome { session: Some(&session), error: None };
        let steps = run_check(&registration_of(tenant.url()), sign_in_outcome).await;
        assert!(steps.iter().all(|step| step.verdict == Verdict::Passed), "{steps:?}");
    }
}

#[tokio::test]
async fn check_sends_only_authorize_and_token_requests_without_cookies() {
    let tenant = DemoTenant::start(Options::default()).await;
    run_check(&registration_of(tenant.url()), SignInOutcome::default()).await;
    let requests = tenant.controls().requests();
    assert!(requests.len() <= 8, "{} requests", requests.len());
    for request in requests {
        let path = request.path.to_ascii_lowercase();
        assert!(["/oauth2/authorize/", "/oauth2/token/"].iter().any(|start| path.starts_with(start)), "{path}");
        assert!(!request.header_names.iter().any(|name| name == "cookie"), "{path}");
    }
}

#[tokio::test]
async fn check_and_request_futures_are_send() {
    let tenant = DemoTenant::start(Options::default()).await;
    let registration = registration_of(tenant.url());
    let task = tokio::spawn(async move {
        preflight(&registration, None).await.unwrap();
        check_tenant(&registration, None, SignInOutcome::default(), |_| {}).await
    });
    assert_eq!(task.await.unwrap().len(), OAUTH_STEPS.len());
    let view = tokio::spawn(request_for(tenant.url()).run(|_| {})).await.unwrap();
    assert_eq!(failed_step(&view.steps), None);
}

#[tokio::test]
async fn request_reports_steps_and_expected_values() {
    let tenant = DemoTenant::start(Options::default()).await;
    let view = request_for(tenant.url()).run(|_| panic!("nobody signs in")).await;
    assert!(!view.running && view.tenant.unwrap().host.starts_with("127.0.0.1:"));
    assert_eq!(view.steps.iter().map(|step| step.step).collect::<Vec<_>>(), OAUTH_STEPS);
    assert_eq!(view.expected.scope, "UPData");
    let request = CheckRequest { app_id: Some("Nobody".into()), ..request_for(tenant.url()) };
    let view = CheckRequest { signs_in_with_browser: true, ..request }.run(|_| panic!("a step failed already")).await;
    assert_eq!(
        failed_step(&view.steps).map(|(step, error)| (step, error.code)),
        Some((CheckStep::App, Code::TokenAppId))
    );
    assert_eq!(view.expected.app_id, "Nobody");
}
