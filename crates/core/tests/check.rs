//! "Check this tenant" against tenants in which one setup step after the other is broken.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use std::sync::Arc;

use demo_tenant::{ClientIdType, Config, DemoTenant, Fault, FaultKind, OAuthApp, Options};
use portico_core::clock::{Clock, SystemClock};
use portico_core::error::{Code, Error};
use portico_core::session::{Session, TokenClient};
use portico_core::setup_check::command::{self, EXIT_FAILED, EXIT_PASSED};
use portico_core::setup_check::{SignInOutcome, check_tenant, preflight};
use portico_core::sign_in::oauth::flow::{Flow, Navigation};
use portico_core::tenant::registration::{ClientRegistration, default_redirect_uri};
use portico_core::tenant::url::TenantUrl;
use portico_core::view::{CheckStep, CheckStepResult, SignInMethod, Verdict};
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
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

/// Signs `user` in as a browser would, up to the session.
async fn sign_in(registration: &ClientRegistration, user: &str) -> Session {
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
            Session::from_authorization_code(token_client, authorization_code, Arc::new(SystemClock)).await.unwrap()
        }
        other => panic!("{other:?}"),
    }
}

/// A server that says the same to everybody, with the rest of the head and the body given.
async fn start_server(respond: impl Fn(&str) -> String + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let length = connection.read(&mut request).await.unwrap_or_default();
            let head = String::from_utf8_lossy(&request[..length]).into_owned();
            let response = respond(head.lines().next().unwrap_or_default());
            let (head, body) = response.split_once('|').unwrap();
            let text = format!("HTTP/1.1 {head}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
            let _ = connection.write_all(text.as_bytes()).await;
        }
    });
    url
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

#[tokio::test]
async fn unreachable_or_untrusted_server_fails_the_reachable_step() {
    let tenant = DemoTenant::start(Options::default()).await;
    let registration = registration_of(tenant.url());
    drop(tenant);
    let (step, error) = failed_step(&run_check(&registration, SignInOutcome::default()).await).unwrap();
    assert_eq!((step, error.code), (CheckStep::Reachable, Code::NetRefused));
    assert_eq!(preflight(&registration, None).await.unwrap_err().code, Code::NetRefused);

    let tenant = DemoTenant::start(Options { tls: true, ..Options::default() }).await;
    for method in [SignInMethod::Webview, SignInMethod::Portal] {
        let registration = ClientRegistration { sign_in_method: method, ..registration_of(tenant.url()) };
        let (step, error) = failed_step(&run_check(&registration, SignInOutcome::default()).await).unwrap();
        assert_eq!((step, error.code), (CheckStep::Reachable, Code::TlsUntrusted));
        assert_eq!(preflight(&registration, None).await.unwrap_err().code, Code::TlsUntrusted);
    }
}

#[tokio::test]
async fn server_errors_fail_the_reachable_step() {
    for (kind, code) in [
        (FaultKind::ServerError { status: 500 }, Code::TokenServer),
        (FaultKind::ServerError { status: 502 }, Code::TokenServer),
        (FaultKind::ServerError { status: 503 }, Code::ApiBusy),
        (FaultKind::Throttled { retry_after: Some("7".into()) }, Code::ApiBusy),
        (FaultKind::ServerError { status: 407 }, Code::NetProxy),
    ] {
        let tenant = DemoTenant::start(Options::default()).await;
        tenant.controls().fail(Fault::always("", kind.clone())).unwrap();
        let registration = registration_of(tenant.url());
        let (step, error) = failed_step(&run_check(&registration, SignInOutcome::default()).await).unwrap();
        assert_eq!((step, error.code), (CheckStep::Reachable, code), "{kind:?}");
        assert_eq!(error.retry_after.is_some(), matches!(kind, FaultKind::Throttled { .. }));
        assert_eq!(preflight(&registration, None).await.unwrap_err().code, code, "{kind:?}");
    }
    // A made-up code may be too much for a token endpoint that is well otherwise.
    let tenant = DemoTenant::start(Options::default()).await;
    tenant.controls().fail(Fault::always("/token/", FaultKind::ServerError { status: 500 })).unwrap();
    let steps = run_check(&registration_of(tenant.url()), SignInOutcome::default()).await;
    assert_eq!(failed_step(&steps), None);
    assert_eq!(verdict_of(&steps, CheckStep::Client), Verdict::Unproven);
}

#[tokio::test]
async fn authorize_error_page_fails_scope_or_redirect_step() {
    // A tenant that shows what others send to the redirect: the same request without a scope tells.
    let tenant = DemoTenant::start(Options::default()).await;
    let fault = |after| Fault { after, ..Fault::once("/authorize/Portico", FaultKind::ServerError { status: 400 }) };
    tenant.controls().fail(fault(0)).unwrap();
    let steps = run_check(&registration_of(tenant.url()), SignInOutcome::default()).await;
    assert_eq!(failed_step(&steps).unwrap().0, CheckStep::Scope);
    tenant.controls().fail(Fault::always("/authorize/Portico", FaultKind::ServerError { status: 500 })).unwrap();
    let steps = run_check(&registration_of(tenant.url()), SignInOutcome::default()).await;
    assert_eq!(failed_step(&steps).unwrap().0, CheckStep::Redirect);
}

#[tokio::test]
async fn servers_that_are_not_tenants_fail_the_check() {
    const PAGE: &str = "200 OK\r\nContent-Type: text/html\r\n|<p>Welcome";
    const NOT_FOUND: &str = "404 Not Found\r\nContent-Type: text/html\r\n|<p>Nothing";
    const CAPTIVE: &str = "302 Found\r\nLocation: http://login.guest-wifi.test/\r\n|";
    const BLOCKED: &str = "403 Forbidden\r\nContent-Type: text/html\r\n|<p>Blocked";
    for (response, step, code, preflight_code) in [
        (PAGE, CheckStep::Tenant, Code::NotTenant, None),
        (NOT_FOUND, CheckStep::Tenant, Code::NotTenant, Some(Code::NotTenant)),
        ("302 Found\r\nLocation: https://www.acme.test/\r\n|", CheckStep::Tenant, Code::NotTenant, None),
        (CAPTIVE, CheckStep::Reachable, Code::NetPortal, Some(Code::NetPortal)),
        (BLOCKED, CheckStep::Tenant, Code::NotTenant, None),
    ] {
        let url = start_server(|_| response.to_owned()).await;
        let registration = registration_of(&url);
        let secret = "s3cret".into();
        let steps = check_tenant(&registration, Some(&secret), SignInOutcome::default(), |_| {}).await;
        let (failed, error) = failed_step(&steps).unwrap();
        assert_eq!((failed, error.code), (step, code), "{response}");
        assert_eq!(preflight(&registration, None).await.err().map(|error| error.code), preflight_code, "{response}");
    }
}

/// The shape of other OAuth servers: a 303 to a login page, JSON at the token endpoint, 404 else.
#[tokio::test]
async fn other_oauth_server_leaves_the_tenant_step_unproven() {
    let respond = |line: &str| -> String {
        if line.contains("/oauth2/authorize/Portico") && line.contains("scope=UPData") && line.contains("dummy") {
            "303 See Other\r\nLocation: /interaction/abc\r\n|".into()
        } else if line.contains("/oauth2/authorize/Portico") {
            "400 Bad Request\r\nContent-Type: text/html\r\n|<h1>oops! something went wrong".into()
        } else if line.contains("/oauth2/token/Portico") {
            let body = r#"{"error":"invalid_grant","error_description":"grant request is invalid"}"#;
            format!("400 Bad Request\r\nContent-Type: application/json\r\n|{body}")
        } else {
            "404 Not Found\r\nContent-Type: application/json\r\n|{\"error\":\"invalid_request\"}".into()
        }
    };
    let registration = registration_of(&start_server(respond).await);
    let steps = run_check(&registration, SignInOutcome::default()).await;
    assert_eq!(failed_step(&steps), None);
    assert_eq!(verdict_of(&steps, CheckStep::Tenant), Verdict::Unproven);
    for step in [CheckStep::App, CheckStep::Redirect, CheckStep::Client, CheckStep::Flow, CheckStep::Scope] {
        assert_eq!(verdict_of(&steps, step), Verdict::Passed, "{step:?}");
    }
    assert!(preflight(&registration, None).await.is_ok());
}

#[tokio::test]
async fn portal_sign_in_checks_only_that_the_server_is_a_tenant() {
    let tenant = DemoTenant::start(options_with_app(|app| app.id = "Other".into())).await;
    let registration = ClientRegistration { sign_in_method: SignInMethod::Portal, ..registration_of(tenant.url()) };
    let steps = run_check(&registration, SignInOutcome::default()).await;
    assert_eq!(steps.iter().map(|step| step.step).collect::<Vec<_>>(), [CheckStep::Reachable, CheckStep::Tenant]);
    assert!(steps.iter().all(|step| step.verdict == Verdict::Passed));
    assert!(preflight(&registration, None).await.is_ok());

    let url = start_server(|_| "404 Not Found\r\n|".to_owned()).await;
    let registration = ClientRegistration { sign_in_method: SignInMethod::Portal, ..registration_of(&url) };
    let steps = run_check(&registration, SignInOutcome::default()).await;
    assert_eq!(failed_step(&steps).unwrap().0, CheckStep::Tenant);
    assert_eq!(preflight(&registration, None).await.unwrap_err().code, Code::NotTenant);
}

#[tokio::test]
async fn check_and_command_futures_are_send() {
    let tenant = DemoTenant::start(Options::default()).await;
    let registration = registration_of(tenant.url());
    let task = tokio::spawn(async move {
        preflight(&registration, None).await.unwrap();
        check_tenant(&registration, None, SignInOutcome::default(), |_| {}).await
    });
    assert_eq!(task.await.unwrap().len(), OAUTH_STEPS.len());
    let command = command::parse([tenant.url().to_owned()]).unwrap();
    assert_eq!(tokio::spawn(command::run(command, |_| {})).await.unwrap().1, EXIT_PASSED);
}

#[tokio::test]
async fn command_line_reports_text_json_and_exit_codes() {
    let tenant = DemoTenant::start(Options::default()).await;
    let run = async |options: &str| {
        let args = [tenant.url(), options].join(" ");
        command::run(command::parse(args.split_whitespace().map(str::to_owned)).unwrap(), |_| {}).await
    };
    let (text, code) = run("").await;
    assert_eq!(code, EXIT_PASSED, "{text}");
    assert!(text.starts_with("Checking 127.0.0.1:") && text.contains("Nothing failed."), "{text}");
    let (text, code) = run("--scope Everything").await;
    assert_eq!(code, EXIT_FAILED, "{text}");
    assert!(text.contains("FAILED") && text.contains("E-AUTH-SCOPE") && text.contains("  Everything\n"), "{text}");
    let (json, code) = run("--app-id Nobody --json").await;
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, &report["ok"], &report["failed"]), (EXIT_FAILED, &json!(false), &json!("app")));
    assert_eq!(report["steps"][2]["code"], "E-TOK-APPID");
    assert_eq!(report["expects"]["appId"], "Nobody");
}
