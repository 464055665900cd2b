//! "Check this tenant" against tenants in which one setup step after the other is broken.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use std::sync::Arc;

use demo_tenant::{ClientIdType, Config, DemoTenant, Fault, FaultKind, OAuthApp, Options};
use portico_core::check::command::{self, A_STEP_FAILED, NOTHING_FAILED};
use portico_core::check::{SignedIn, check, preflight};
use portico_core::clock::{Clock, SystemClock};
use portico_core::oauth::{Flow, Navigation};
use portico_core::problem::{Code, Problem};
use portico_core::registration::{Registration, default_redirect};
use portico_core::session::{Endpoint, Session};
use portico_core::tenant::TenantUrl;
use portico_core::view::{CheckStep, CheckedStep, SignInWay, Verdict};
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

fn broken(change: impl FnOnce(&mut OAuthApp)) -> Options {
    let mut config = Config::default();
    change(&mut config.apps[0]);
    Options { config, ..Options::default() }
}

fn registration_of(url: &str) -> Registration {
    Registration::of(TenantUrl::parse(url).unwrap())
}

async fn checked(registration: &Registration, signed_in: SignedIn<'_>) -> Vec<CheckedStep> {
    let mut heard = Vec::new();
    let steps = check(registration, None, signed_in, |step| heard.push(step)).await;
    assert_eq!(heard, steps, "each step is told once, in order");
    assert!(steps.iter().filter(|step| step.verdict == Verdict::Failed).count() <= 1);
    steps
}

/// The step that failed, and its problem; what comes before is not failed, what comes after skipped.
fn failing(steps: &[CheckedStep]) -> Option<(CheckStep, Problem)> {
    let at = steps.iter().position(|step| step.verdict == Verdict::Failed)?;
    assert!(steps[..at].iter().all(|step| step.verdict != Verdict::Skipped && step.problem.is_none()));
    assert!(steps[at + 1..].iter().all(|step| step.verdict == Verdict::Skipped && step.problem.is_none()));
    Some((steps[at].step, steps[at].problem.clone().unwrap()))
}

fn verdict(steps: &[CheckedStep], of: CheckStep) -> Verdict {
    steps.iter().find(|step| step.step == of).unwrap().verdict
}

/// What `check` names for a tenant with `options`, and what `preflight` says.
async fn named(
    options: Options,
    change: impl FnOnce(&mut Registration),
) -> (Option<(CheckStep, Problem)>, Option<Code>) {
    let tenant = DemoTenant::start(options).await;
    let mut registration = registration_of(tenant.url());
    change(&mut registration);
    let steps = checked(&registration, SignedIn::default()).await;
    assert_eq!(steps.iter().map(|step| step.step).collect::<Vec<_>>(), OAUTH_STEPS);
    let stopped = preflight(&registration, None).await.err().map(|problem| problem.code);
    (failing(&steps), stopped)
}

/// Signs `user` in as a browser would, up to the session.
async fn session(registration: &Registration, user: &str) -> Session {
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
    let answer = json!({
        "SessionId": started["Result"]["SessionId"], "MechanismId": mechanism, "Action": "Answer", "Answer": "portico",
    });
    let done = call("AdvanceAuthentication", answer).await;
    let cookies: Vec<_> = done
        .headers()
        .get_all("set-cookie")
        .iter()
        .map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned())
        .collect();
    let answer = client.get(flow.authorize_url().clone()).header("cookie", cookies.join("; ")).send().await.unwrap();
    let location = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    match flow.on_navigation(&location, SystemClock.now()) {
        Navigation::Finish(Ok(grant)) => {
            let endpoint = Endpoint::new(registration.clone(), None).unwrap();
            Session::open(endpoint, grant, Arc::new(SystemClock)).await.unwrap()
        }
        other => panic!("{other:?}"),
    }
}

/// A server that says the same to everybody, with the rest of the head and the body given.
async fn stranger(answer: impl Fn(&str) -> String + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let read = connection.read(&mut request).await.unwrap_or_default();
            let head = String::from_utf8_lossy(&request[..read]).into_owned();
            let answer = answer(head.lines().next().unwrap_or_default());
            let (head, body) = answer.split_once('|').unwrap();
            let text = format!("HTTP/1.1 {head}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
            let _ = connection.write_all(text.as_bytes()).await;
        }
    });
    url
}

#[tokio::test]
async fn a_healthy_tenant_has_no_failed_step() {
    for base_path in [None, Some("/identity".to_owned())] {
        let tenant = DemoTenant::start(Options { base_path, ..Options::default() }).await;
        let mut registration = registration_of(tenant.url());
        for way in [SignInWay::Webview, SignInWay::Browser] {
            registration.way = way;
            registration.redirect_uri = default_redirect(&registration.tenant, way);
            let steps = checked(&registration, SignedIn::default()).await;
            let verdicts: Vec<_> = steps.iter().map(|step| step.verdict).collect();
            assert_eq!(verdicts[..7], [Verdict::Passed; 7], "{way:?}");
            assert_eq!(verdicts[7..], [Verdict::Unproven; 2], "only a sign-in shows scope and role");
            assert!(preflight(&registration, None).await.is_ok());
        }
        let session = session(&registration_of(tenant.url()), "user@acme.test").await;
        let signed_in = SignedIn { session: Some(&session), problem: None };
        let steps = checked(&registration_of(tenant.url()), signed_in).await;
        assert!(steps.iter().all(|step| step.verdict == Verdict::Passed), "{steps:?}");
    }
}

#[tokio::test]
async fn nothing_changes_at_the_tenant() {
    let tenant = DemoTenant::start(Options::default()).await;
    checked(&registration_of(tenant.url()), SignedIn::default()).await;
    let requests = tenant.controls().requests();
    assert!(requests.len() <= 8, "{} requests", requests.len());
    for request in requests {
        let path = request.path.to_ascii_lowercase();
        assert!(["/oauth2/authorize/", "/oauth2/token/"].iter().any(|start| path.starts_with(start)), "{path}");
        assert!(!request.header_names.iter().any(|name| name == "cookie"), "{path}");
    }
}

#[tokio::test]
async fn each_step_broken_in_turn() {
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
    for (index, (change, step, code, reason, stopped)) in cases.into_iter().enumerate() {
        let (found, preflight) = named(broken(change), |_| {}).await;
        let (found, problem) = found.unwrap_or_else(|| panic!("case {index}: nothing failed"));
        assert_eq!((found, problem.code), (step, code), "case {index}");
        assert!(reason.is_none() || problem.reason.as_deref() == reason, "case {index}: {problem:?}");
        assert!(problem.host.is_some() && problem.request.is_some(), "case {index}: {problem:?}");
        // A refusal by a page is looked into, and then said in the same words.
        let said = preflight.filter(|said| *said == code);
        assert_eq!(preflight, stopped.or(said), "case {index}");
    }
    let (found, _) = named(Options::default(), |own| own.redirect_uri = "https://acme.test/x".into()).await;
    assert_eq!(found.unwrap().1.reason.as_deref(), Some("https://acme.test/x"));
}

#[tokio::test]
async fn a_confidential_client_with_its_secret() {
    let tenant = DemoTenant::start(broken(|app| {
        (app.client_id_type, app.clients) = (ClientIdType::Confidential, vec!["portico".into()]);
        app.secret = "s3cret & more".into();
    }))
    .await;
    let registration = registration_of(tenant.url());
    for (secret, step) in
        [(None, Some(CheckStep::Client)), (Some("wrong"), Some(CheckStep::Client)), (Some("s3cret & more"), None)]
    {
        let secret = secret.map(Into::into);
        let steps = check(&registration, secret.as_ref(), SignedIn::default(), |_| {}).await;
        assert_eq!(failing(&steps).map(|(step, _)| step), step);
    }
    for request in tenant.controls().requests() {
        assert!(!request.query_keys.iter().any(|key| key == "client_secret"), "{}", request.path);
    }
}

#[tokio::test]
async fn a_scope_without_the_list() {
    for (rest, status) in [("^/Security/WhoAmI$", 401), ("^/nothing$", 401), ("^/nothing$", 403)] {
        let mut options = broken(|app| app.scopes[0].rest = vec![rest.into()]);
        options.config.switches.scope_mismatch_status = status;
        let tenant = DemoTenant::start(options).await;
        let registration = registration_of(tenant.url());
        let session = session(&registration, "user@acme.test").await;
        let steps = checked(&registration, SignedIn { session: Some(&session), problem: None }).await;
        let (step, problem) = failing(&steps).unwrap();
        assert_eq!((step, problem.code, problem.reason.as_deref()), (CheckStep::Rest, Code::ApiDenied, Some("UPData")));
        assert_eq!(verdict(&steps, CheckStep::Scope), Verdict::Passed);
    }
}

#[tokio::test]
async fn a_session_that_is_over_proves_no_scope_wrong() {
    let tenant = DemoTenant::start(Options::default()).await;
    let registration = registration_of(tenant.url());
    let session = session(&registration, "user@acme.test").await;
    tenant.controls().revoke_tokens();
    let steps = checked(&registration, SignedIn { session: Some(&session), problem: None }).await;
    assert_eq!(failing(&steps).map(|(step, _)| step), None);
    assert_eq!(verdict(&steps, CheckStep::Rest), Verdict::Unproven);
}

#[tokio::test]
async fn what_a_sign_in_told() {
    let tenant = DemoTenant::start(broken(|app| app.roles = vec!["Finance".into()])).await;
    let registration = registration_of(tenant.url());
    assert_eq!(failing(&checked(&registration, SignedIn::default()).await), None, "the role shows at sign-in only");
    for (code, step) in [
        (Code::AuthDenied, Some(CheckStep::Role)),
        (Code::ApiDenied, Some(CheckStep::Rest)),
        // The tenant itself says otherwise by now.
        (Code::AuthScope, None),
        (Code::AuthFlow, None),
        (Code::TokenClient, None),
        (Code::NetTimeout, None),
    ] {
        let problem = Problem::new(code);
        let steps = checked(&registration, SignedIn { session: None, problem: Some(&problem) }).await;
        assert_eq!(failing(&steps).map(|(step, _)| step), step, "{code:?}");
    }
}

#[tokio::test]
async fn nobody_there_and_connections_that_are_not_secure() {
    let tenant = DemoTenant::start(Options::default()).await;
    let registration = registration_of(tenant.url());
    drop(tenant);
    let (step, problem) = failing(&checked(&registration, SignedIn::default()).await).unwrap();
    assert_eq!((step, problem.code), (CheckStep::Reachable, Code::NetRefused));
    assert_eq!(preflight(&registration, None).await.unwrap_err().code, Code::NetRefused);

    let tenant = DemoTenant::start(Options { tls: true, ..Options::default() }).await;
    for way in [SignInWay::Webview, SignInWay::Portal] {
        let registration = Registration { way, ..registration_of(tenant.url()) };
        let (step, problem) = failing(&checked(&registration, SignedIn::default()).await).unwrap();
        assert_eq!((step, problem.code), (CheckStep::Reachable, Code::TlsUntrusted));
        assert_eq!(preflight(&registration, None).await.unwrap_err().code, Code::TlsUntrusted);
    }
}

#[tokio::test]
async fn servers_that_cannot() {
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
        let (step, problem) = failing(&checked(&registration, SignedIn::default()).await).unwrap();
        assert_eq!((step, problem.code), (CheckStep::Reachable, code), "{kind:?}");
        assert_eq!(problem.until.is_some(), matches!(kind, FaultKind::Throttled { .. }));
        assert_eq!(preflight(&registration, None).await.unwrap_err().code, code, "{kind:?}");
    }
    // A made-up code may be too much for a token endpoint that is well otherwise.
    let tenant = DemoTenant::start(Options::default()).await;
    tenant.controls().fail(Fault::always("/token/", FaultKind::ServerError { status: 500 })).unwrap();
    let steps = checked(&registration_of(tenant.url()), SignedIn::default()).await;
    assert_eq!(failing(&steps), None);
    assert_eq!(verdict(&steps, CheckStep::Client), Verdict::Unproven);
}

#[tokio::test]
async fn an_error_page_in_place_of_a_redirect() {
    // A tenant that shows what others send to the redirect: the same request without a scope tells.
    let tenant = DemoTenant::start(Options::default()).await;
    let fault = |after| Fault { after, ..Fault::once("/authorize/Portico", FaultKind::ServerError { status: 400 }) };
    tenant.controls().fail(fault(0)).unwrap();
    let steps = checked(&registration_of(tenant.url()), SignedIn::default()).await;
    assert_eq!(failing(&steps).unwrap().0, CheckStep::Scope);
    tenant.controls().fail(Fault::always("/authorize/Portico", FaultKind::ServerError { status: 500 })).unwrap();
    let steps = checked(&registration_of(tenant.url()), SignedIn::default()).await;
    assert_eq!(failing(&steps).unwrap().0, CheckStep::Redirect);
}

#[tokio::test]
async fn strangers() {
    const PAGE: &str = "200 OK\r\nContent-Type: text/html\r\n|<p>Welcome";
    const NOTHING: &str = "404 Not Found\r\nContent-Type: text/html\r\n|<p>Nothing";
    const CAPTIVE: &str = "302 Found\r\nLocation: http://login.guest-wifi.test/\r\n|";
    const BLOCKED: &str = "403 Forbidden\r\nContent-Type: text/html\r\n|<p>Blocked";
    for (answer, step, code, stopped) in [
        (PAGE, CheckStep::Tenant, Code::NotTenant, None),
        (NOTHING, CheckStep::Tenant, Code::NotTenant, Some(Code::NotTenant)),
        ("302 Found\r\nLocation: https://www.acme.test/\r\n|", CheckStep::Tenant, Code::NotTenant, None),
        (CAPTIVE, CheckStep::Reachable, Code::NetPortal, Some(Code::NetPortal)),
        (BLOCKED, CheckStep::Tenant, Code::NotTenant, None),
    ] {
        let url = stranger(|_| answer.to_owned()).await;
        let registration = registration_of(&url);
        let secret = "s3cret".into();
        let steps = check(&registration, Some(&secret), SignedIn::default(), |_| {}).await;
        let (found, problem) = failing(&steps).unwrap();
        assert_eq!((found, problem.code), (step, code), "{answer}");
        assert_eq!(preflight(&registration, None).await.err().map(|problem| problem.code), stopped, "{answer}");
    }
}

/// The shape of other OAuth servers: a 303 to a login page, JSON at the token endpoint, 404 else.
#[tokio::test]
async fn another_oauth_server_is_unproven_and_not_refused() {
    let answer = |line: &str| -> String {
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
    let registration = registration_of(&stranger(answer).await);
    let steps = checked(&registration, SignedIn::default()).await;
    assert_eq!(failing(&steps), None);
    assert_eq!(verdict(&steps, CheckStep::Tenant), Verdict::Unproven);
    for step in [CheckStep::App, CheckStep::Redirect, CheckStep::Client, CheckStep::Flow, CheckStep::Scope] {
        assert_eq!(verdict(&steps, step), Verdict::Passed, "{step:?}");
    }
    assert!(preflight(&registration, None).await.is_ok());
}

#[tokio::test]
async fn the_portals_own_session_needs_a_tenant_only() {
    let tenant = DemoTenant::start(broken(|app| app.id = "Other".into())).await;
    let registration = Registration { way: SignInWay::Portal, ..registration_of(tenant.url()) };
    let steps = checked(&registration, SignedIn::default()).await;
    assert_eq!(steps.iter().map(|step| step.step).collect::<Vec<_>>(), [CheckStep::Reachable, CheckStep::Tenant]);
    assert!(steps.iter().all(|step| step.verdict == Verdict::Passed));
    assert!(preflight(&registration, None).await.is_ok());

    let url = stranger(|_| "404 Not Found\r\n|".to_owned()).await;
    let registration = Registration { way: SignInWay::Portal, ..registration_of(&url) };
    let steps = checked(&registration, SignedIn::default()).await;
    assert_eq!(failing(&steps).unwrap().0, CheckStep::Tenant);
    assert_eq!(preflight(&registration, None).await.unwrap_err().code, Code::NotTenant);
}

#[tokio::test]
async fn it_may_run_on_any_thread() {
    let tenant = DemoTenant::start(Options::default()).await;
    let registration = registration_of(tenant.url());
    let task = tokio::spawn(async move {
        preflight(&registration, None).await.unwrap();
        check(&registration, None, SignedIn::default(), |_| {}).await
    });
    assert_eq!(task.await.unwrap().len(), OAUTH_STEPS.len());
    let command = command::parse([tenant.url().to_owned()]).unwrap();
    assert_eq!(tokio::spawn(command::run(command, |_| {})).await.unwrap().1, NOTHING_FAILED);
}

#[tokio::test]
async fn from_the_command_line() {
    let tenant = DemoTenant::start(Options::default()).await;
    let run = async |options: &str| {
        let words = [tenant.url(), options].join(" ");
        command::run(command::parse(words.split_whitespace().map(str::to_owned)).unwrap(), |_| {}).await
    };
    let (text, code) = run("").await;
    assert_eq!(code, NOTHING_FAILED, "{text}");
    assert!(text.starts_with("Checking 127.0.0.1:") && text.contains("Nothing failed."), "{text}");
    let (text, code) = run("--scope Everything").await;
    assert_eq!(code, A_STEP_FAILED, "{text}");
    assert!(text.contains("FAILED") && text.contains("E-AUTH-SCOPE") && text.contains("  Everything\n"), "{text}");
    let (json, code) = run("--app-id Nobody --json").await;
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, &report["ok"], &report["failed"]), (A_STEP_FAILED, &json!(false), &json!("app")));
    assert_eq!(report["steps"][2]["code"], "E-TOK-APPID");
    assert_eq!(report["expects"]["appId"], "Nobody");
}
