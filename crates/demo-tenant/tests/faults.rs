//! Scripted faults and the controls, through the handle and over HTTP.

mod company;

use company::{Company, text};
use demo_tenant::{Fault, FaultKind, Options};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

const PATH: &str = "/UPRest/GetUPData";

#[tokio::test]
async fn each_kind_shows_on_the_wire() {
    let company = Company::new().await;
    let access = company.access("user@acme.test").await;
    let hit = async |kind: FaultKind| {
        company.controls().fail(Fault::once("^/uprest/getupdata$", kind)).expect("a pattern");
        company.api(PATH, &access, json!({})).await
    };
    for (kind, status, content_type) in [
        (FaultKind::UnauthorizedJson, 401, "application/json; charset=utf-8"),
        (FaultKind::UnauthorizedHtml, 401, "text/html; charset=utf-8"),
        (FaultKind::LoginRedirect, 302, "text/html; charset=utf-8"),
        (FaultKind::LoginHtml, 200, "text/html; charset=utf-8"),
        (FaultKind::Failure { message: "no".into() }, 200, "application/json; charset=utf-8"),
        (FaultKind::Forbidden, 403, "application/json; charset=utf-8"),
        (FaultKind::NotFoundHtml, 404, "text/html; charset=utf-8"),
        (FaultKind::Throttled { retry_after: None }, 429, "application/json; charset=utf-8"),
        (FaultKind::ServerError { status: 503 }, 503, "text/html; charset=utf-8"),
        (FaultKind::Slow { millis: 1 }, 200, "application/json; charset=utf-8"),
        (FaultKind::WrongContentType { content_type: "text/plain".into() }, 200, "text/plain"),
        (FaultKind::Redirect { location: "http://evil.test/".into(), status: 307 }, 307, "text/html; charset=utf-8"),
    ] {
        let name = format!("{kind:?}");
        let response = hit(kind).await;
        assert_eq!(
            (response.status().as_u16(), response.headers()["content-type"].to_str().expect("ASCII")),
            (status, content_type),
            "{name}"
        );
    }
    let throttled = hit(FaultKind::Throttled { retry_after: Some("7".into()) }).await;
    assert_eq!(throttled.headers()["retry-after"], "7");
    assert!(hit(FaultKind::TruncatedJson).await.json::<Value>().await.is_err());
    assert!(hit(FaultKind::Cut).await.bytes().await.is_err());
    assert!(hit(FaultKind::Empty).await.bytes().await.expect("a body").is_empty());
    assert!(hit(FaultKind::Huge { bytes: 3_000_000 }).await.bytes().await.expect("a body").len() >= 3_000_000);
    let raw =
        FaultKind::Raw { status: 418, headers: vec![("x-tea".into(), "1".into())], body: "e30=".into(), base64: true };
    let raw = hit(raw).await;
    assert_eq!((raw.status().as_u16(), raw.headers()["x-tea"].to_str().expect("ASCII")), (418, "1"));
    assert_eq!(raw.text().await.expect("text"), "{}");
    company.controls().fail(Fault::once("getupdata", FaultKind::Drop)).expect("a pattern");
    assert!(company.request(Method::POST, PATH).bearer_auth(&access).send().await.is_err());
    assert_eq!(company.api(PATH, &access, json!({})).await.status(), 200, "the next one is well");
}

#[tokio::test]
async fn what_is_held_is_answered_when_the_faults_are_cleared() {
    let company = Company::new().await;
    let access = company.access("user@acme.test").await;
    for clear in [|company: &Company| company.controls().clear_faults(), |company: &Company| company.controls().reset()]
    {
        company.controls().forget_requests();
        company.controls().fail(Fault::always("getupdata", FaultKind::Held)).expect("a pattern");
        let mut answer = std::pin::pin!(company.api(PATH, &access, json!({})));
        tokio::select! {
            biased;
            _ = &mut answer => panic!("answered"),
            () = async { while company.controls().count(PATH) == 0 { tokio::task::yield_now().await } } => {}
        }
        clear(&company);
        answer.await;
    }
}

#[tokio::test]
async fn a_fault_instead_of_the_answer_has_no_effect() {
    let company = Company::new().await;
    let tokens = company.tokens("user@acme.test").await;
    company.controls().fail(Fault::once("/oauth2/token", FaultKind::UnauthorizedJson)).expect("a pattern");
    assert_eq!(company.refresh(&tokens["refresh_token"]).await.0, 401);
    assert_eq!(company.refresh(&tokens["refresh_token"]).await.0, 200);
}

#[tokio::test]
async fn controls_of_the_handle() {
    let company = Company::new().await;
    let controls = company.controls();
    let tokens = company.tokens("user@acme.test").await;
    let access = text(&tokens["access_token"]);
    controls.set_apps("USER@acme.test", Some("[garbage".into()));
    assert_eq!(company.api(PATH, &access, json!({})).await.text().await.expect("text"), "[garbage");
    controls.set_apps("user@acme.test", None);
    controls.set_apps_behind_cache("user@acme.test", "{}".into());
    assert_ne!(company.api(PATH, &access, json!({})).await.text().await.expect("text"), "{}");
    assert_eq!(company.api(&format!("{PATH}?force=true"), &access, json!({})).await.text().await.expect("text"), "{}");
    controls.expire_access_tokens();
    assert_eq!(company.api(PATH, &access, json!({})).await.status(), 401);
    assert_eq!(company.refresh(&tokens["refresh_token"]).await.0, 200);
    controls.revoke_tokens();
    assert_eq!(company.refresh(&tokens["refresh_token"]).await.0, 400);
    let cookie = company.cookie(".ASPXAUTH").expect("signed in");
    controls.end_sessions();
    assert_eq!(company.api(PATH, &cookie, json!({})).await.status(), 401);
    controls.forget_requests();
    assert!(controls.requests().is_empty());
    controls.reset();
    company.forget_cookies();
    company.tokens("user@acme.test").await;
}

#[tokio::test]
async fn controls_over_http() {
    let company = Company::with(Options { base_path: Some("identity".into()), ..Options::default() }).await;
    let origin = company.url.trim_end_matches("/identity").to_owned();
    let post = async |action: &str, body: Value| {
        let response = company
            .request(Method::POST, &format!("{origin}/__demo/{action}"))
            .json(&body)
            .send()
            .await
            .expect("an answer");
        let status = response.status().as_u16();
        (status, response.json::<Value>().await.unwrap_or_default())
    };
    let access = company.access("user@acme.test").await;
    for (action, body) in [
        ("fail", json!({ "path": "getupdata", "kind": "failure", "message": "Nein", "times": 1 })),
        ("latency", json!({ "millis": 0 })),
        ("advance", json!({ "seconds": 1.5 })),
        ("switches", json!({ "scope_mismatch_status": 403 })),
        ("apps", json!({ "account": "empty@acme.test", "body": "{}" })),
        ("confirm-mail", json!({ "user": "mfa@acme.test" })),
    ] {
        assert_eq!(post(action, body).await.0, 200, "{action}");
    }
    let failed: Value = company.api(PATH, &access, json!({})).await.json().await.expect("JSON");
    assert_eq!(failed["Message"], "Nein");
    let counts: Value = company.get(&format!("{origin}/__demo/counts")).await.json().await.expect("JSON");
    assert_eq!(counts["/uprest/getupdata"], 1);
    assert_eq!(post("switches", json!({ "no_such": 1 })).await.0, 400);
    assert_eq!(post("fail", json!({ "path": "x", "kind": "no such" })).await.0, 400);
    assert_eq!(post("nonsense", json!({})).await.0, 404);
    assert_eq!(post("reset", json!({})).await.0, 200);
    assert_eq!(company.api(PATH, &access, json!({})).await.status(), 401);
}

#[tokio::test]
async fn dropping_the_tenant_closes_its_port() {
    let company = Company::new().await;
    let (url, client) = (company.url.clone(), reqwest::Client::builder().no_proxy().build().expect("a client"));
    assert_eq!(client.get(format!("{url}/sysinfo/dummy")).send().await.expect("an answer").status(), 200);
    drop(company);
    // The abort takes effect at the serving task's next turn.
    while client.get(format!("{url}/sysinfo/dummy")).timeout(Duration::from_secs(5)).send().await.is_ok() {
        tokio::task::yield_now().await;
    }
}
