//! Servers that are unreachable, overloaded, or no tenant at all.

use demo_tenant::{DemoTenant, Fault, FaultKind, Options};
use portico_core::error::Code;
use portico_core::setup_check::{SignInOutcome, check_tenant, preflight};
use portico_core::tenant::registration::ClientRegistration;
use portico_core::view::{CheckStep, SignInMethod, Verdict};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{failed_step, options_with_app, registration_of, run_check, verdict_of};

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
