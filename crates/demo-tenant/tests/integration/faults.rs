//! Scripted faults and the controls, through the handle and over HTTP.

use crate::client::{TestClient, text};
use demo_tenant::{Fault, FaultKind, Options};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

const PATH: &str = "/UPRest/GetUPData";

#[tokio::test]
async fn fault_kinds_change_the_response_as_documented() {
    let client = TestClient::new().await;
    let access = client.access("user@acme.test").await;
    let hit = async |kind: FaultKind| {
        client.controls().fail(Fault::once("^/uprest/getupdata$", kind)).expect("a pattern");
        client.api(PATH, &access, json!({})).await
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
    client.controls().fail(Fault::once("getupdata", FaultKind::Drop)).expect("a pattern");
    assert!(client.request(Method::POST, PATH).bearer_auth(&access).send().await.is_err());
    assert_eq!(client.api(PATH, &access, json!({})).await.status(), 200, "the next one is well");
}

#[tokio::test]
async fn held_request_is_answered_after_faults_are_cleared() {
    let client = TestClient::new().await;
    let access = client.access("user@acme.test").await;
    for clear in
        [|client: &TestClient| client.controls().clear_faults(), |client: &TestClient| client.controls().reset()]
    {
        client.controls().forget_requests();
        client.controls().fail(Fault::always("getupdata", FaultKind::UntilCleared)).expect("a pattern");
        let mut answer = std::pin::pin!(client.api(PATH, &access, json!({})));
        tokio::select! {
            biased;
            _ = &mut answer => panic!("answered"),
            () = async { while client.controls().count(PATH) == 0 { tokio::task::yield_now().await } } => {}
        }
        clear(&client);
        answer.await;
    }
}

#[tokio::test]
async fn fault_that_replaces_the_reply_leaves_state_unchanged() {
    let client = TestClient::new().await;
    let tokens = client.tokens("user@acme.test").await;
    client.controls().fail(Fault::once("/oauth2/token", FaultKind::UnauthorizedJson)).expect("a pattern");
    assert_eq!(client.refresh(&tokens["refresh_token"]).await.0, 401);
    assert_eq!(client.refresh(&tokens["refresh_token"]).await.0, 200);
}

#[tokio::test]
async fn controls_change_lists_tokens_and_sessions() {
    let client = TestClient::new().await;
    let controls = client.controls();
    let tokens = client.tokens("user@acme.test").await;
    let access = text(&tokens["access_token"]);
    controls.set_apps("USER@acme.test", Some("[garbage".into()));
    assert_eq!(client.api(PATH, &access, json!({})).await.text().await.expect("text"), "[garbage");
    controls.set_apps("user@acme.test", None);
    controls.set_apps_behind_cache("user@acme.test", "{}".into());
    assert_ne!(client.api(PATH, &access, json!({})).await.text().await.expect("text"), "{}");
    assert_eq!(client.api(&format!("{PATH}?force=true"), &access, json!({})).await.text().await.expect("text"), "{}");
    controls.expire_access_tokens();
    assert_eq!(client.api(PATH, &access, json!({})).await.status(), 401);
    assert_eq!(client.refresh(&tokens["refresh_token"]).await.0, 200);
    controls.revoke_tokens();
    assert_eq!(client.refresh(&tokens["refresh_token"]).await.0, 400);
    let cookie = client.cookie(".ASPXAUTH").expect("signed in");
    controls.end_sessions();
    assert_eq!(client.api(PATH, &cookie, json!({})).await.status(), 401);
    controls.forget_requests();
    assert!(controls.requests().is_empty());
    controls.reset();
    client.forget_cookies();
    client.tokens("user@acme.test").await;
}

#[tokio::test]
async fn http_controls_accept_documented_actions_and_reject_others() {
    let client = TestClient::with(Options { base_path: Some("identity".into()), ..Options::default() }).await;
    let origin = client.url.trim_end_matches("/identity").to_owned();
    let post = async |action: &str, body: Value| {
        let response = client
            .request(Method::POST, &format!("{origin}/__demo/{action}"))
            .json(&body)
            .send()
            .await
            .expect("an answer");
        let status = response.status().as_u16();
        (status, response.json::<Value>().await.unwrap_or_default())
    };
    let access = client.access("user@acme.test").await;
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
    let failed: Value = client.api(PATH, &access, json!({})).await.json().await.expect("JSON");
    assert_eq!(failed["Message"], "Nein");
    let counts: Value = client.get(&format!("{origin}/__demo/counts")).await.json().await.expect("JSON");
    assert_eq!(counts["/uprest/getupdata"], 1);
    assert_eq!(post("switches", json!({ "no_such": 1 })).await.0, 400);
    assert_eq!(post("fail", json!({ "path": "x", "kind": "no such" })).await.0, 400);
    assert_eq!(post("nonsense", json!({})).await.0, 404);
    assert_eq!(post("reset", json!({})).await.0, 200);
    assert_eq!(client.api(PATH, &access, json!({})).await.status(), 401);
}

#[tokio::test]
async fn dropped_tenant_closes_its_port() {
    let client = TestClient::new().await;
    let (url, http) = (client.url.clone(), reqwest::Client::builder().no_proxy().build().expect("a client"));
    assert_eq!(http.get(format!("{url}/sysinfo/dummy")).send().await.expect("an answer").status(), 200);
    drop(client);
    // The abort takes effect at the serving task's next turn.
    while http.get(format!("{url}/sysinfo/dummy")).timeout(Duration::from_secs(5)).send().await.is_ok() {
        tokio::task::yield_now().await;
    }
}
