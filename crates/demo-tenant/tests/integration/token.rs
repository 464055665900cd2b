//! The token endpoint: codes, refresh tokens, client authentication.

use std::time::Duration;

use demo_tenant::{ClientIdType, Config, OAuthApp, Options, TokenType};
use reqwest::Method;
use serde_json::json;

use crate::client::{TestClient, VERIFIER, text, with_app};

#[tokio::test]
async fn code_with_wrong_verifier_is_rejected_and_used_up() {
    let client = TestClient::new().await;
    let code = client.code("user@acme.test", &[]).await;
    let (status, error) = client.redeem(&code, "wrong-wrong-wrong-wrong-wrong-wrong-wrong-wrong").await;
    assert_eq!((status, &error["error"]), (400, &json!("invalid_grant")));
    let (status, _) = client.redeem(&code, VERIFIER).await;
    assert_eq!(status, 400, "the failed try used the code up");
    let code = client.code("user@acme.test", &[("code_challenge", "")]).await;
    assert_eq!(client.redeem(&code, VERIFIER).await.0, 400, "a verifier without a challenge");
}

#[tokio::test]
async fn code_expires_after_a_minute_and_reuse_revokes_tokens() {
    let client = TestClient::new().await;
    let code = client.code("user@acme.test", &[]).await;
    let (_, tokens) = client.redeem(&code, VERIFIER).await;
    let access = text(&tokens["access_token"]);
    assert_eq!(client.api("/security/whoami", &access, json!({})).await.status(), 200);
    assert_eq!(client.redeem(&code, VERIFIER).await.1["error"], "invalid_grant");
    assert_eq!(
        client.api("/security/whoami", &access, json!({})).await.status(),
        401,
        "reuse revokes what the code gave"
    );
    assert_eq!(client.refresh(&tokens["refresh_token"]).await.0, 400);

    let late = client.code("user@acme.test", &[]).await;
    client.controls().advance(Duration::from_secs(61));
    assert_eq!(client.redeem(&late, VERIFIER).await.0, 400);
    let other_code = client.code("user@acme.test", &[]).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", other_code.as_str()),
        ("redirect_uri", "http://127.0.0.1:47631/signed-in"),
    ];
    let with_client = [&form[..], &[("client_id", "any text"), ("code_verifier", VERIFIER)]].concat();
    assert_eq!(client.token(&with_client).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn refresh_token_without_rotation_is_reusable_until_expiry() {
    let client = TestClient::new().await;
    let tokens = client.tokens("user@acme.test").await;
    client.controls().advance(Duration::from_secs(18_001));
    assert_eq!(client.api("/security/whoami", &text(&tokens["access_token"]), json!({})).await.status(), 401);
    for _ in 0..2 {
        let (status, fresh) = client.refresh(&tokens["refresh_token"]).await;
        assert_eq!(status, 200);
        assert!(fresh.get("refresh_token").is_none());
        assert_eq!(client.api("/security/whoami", &text(&fresh["access_token"]), json!({})).await.status(), 200);
    }
    let other = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().expect("text")),
        ("client_id", "somebody"),
    ];
    assert_eq!(client.token(&other).await.1["error"], "invalid_grant");
    client.controls().advance(Duration::from_secs(366 * 86_400));
    assert_eq!(client.refresh(&tokens["refresh_token"]).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn reused_rotated_refresh_token_revokes_its_family() {
    let client = TestClient::with(with_app(|app| app.rotation = true)).await;
    let first = client.tokens("user@acme.test").await;
    let (_, second) = client.refresh(&first["refresh_token"]).await;
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(client.refresh(&first["refresh_token"]).await.1["error"], "invalid_grant");
    assert_eq!(client.refresh(&second["refresh_token"]).await.0, 400, "the family is gone");
    assert_eq!(client.api("/security/whoami", &text(&second["access_token"]), json!({})).await.status(), 401);
}

#[tokio::test]
async fn app_without_refresh_issues_only_opaque_access_token() {
    let client = TestClient::with(with_app(|app| {
        (app.refresh, app.token_type, app.access_lifetime) = (false, TokenType::Opaque, 2);
    }))
    .await;
    let tokens = client.tokens("user@acme.test").await;
    assert!(tokens.get("refresh_token").is_none());
    assert_eq!(tokens["expires_in"], 2);
    let access = text(&tokens["access_token"]);
    assert!(!access.contains('.'));
    client.controls().advance(Duration::from_secs(2));
    assert_eq!(client.api("/UPRest/GetUPData", &access, json!({})).await.status(), 401);
}

#[tokio::test]
async fn confidential_client_authenticates_by_basic_or_body() {
    let mut service = OAuthApp::new("Service");
    service.client_id_type = ClientIdType::Confidential;
    (service.clients, service.secret) = (vec!["svc@acme.test".into()], "s3cret".into());
    service.grants.push("client_credentials".into());
    service.scopes = Config::default().apps[0].scopes.clone();
    let mut config = Config::default();
    config.apps.push(service);
    let client = TestClient::with(Options { config, ..Options::default() }).await;
    let post = || client.request(Method::POST, "/oauth2/token/service");
    let grant = ("grant_type", "client_credentials");
    let by_basic = post().basic_auth("svc@acme.test", Some("s3cret")).form(&[grant]).send().await.expect("an answer");
    assert_eq!(by_basic.status(), 200);
    let fields = [grant, ("client_id", "svc@acme.test"), ("client_secret", "s3cret"), ("scope", "all")];
    let by_body: serde_json::Value = post().form(&fields).send().await.expect("an answer").json().await.expect("JSON");
    let who = client.api("/Security/WhoAmI", &text(&by_body["access_token"]), json!({})).await;
    assert_eq!(who.json::<serde_json::Value>().await.expect("JSON")["Result"]["User"], "svc@acme.test");
    let wrong = post().basic_auth("svc@acme.test", Some("no")).form(&[grant]).send().await.expect("an answer");
    assert_eq!(wrong.status(), 401);
    assert!(wrong.headers().contains_key("www-authenticate"));
    let wrong =
        post().form(&[grant, ("client_id", "svc@acme.test"), ("client_secret", "no")]).send().await.expect("an answer");
    assert_eq!(wrong.status(), 400);
    assert_eq!(wrong.json::<serde_json::Value>().await.expect("JSON")["error"], "invalid_client");
    assert_eq!(client.token(&[grant, ("client_id", "x")]).await.1["error"], "unauthorized_client");
    assert_eq!(client.token(&[("grant_type", "magic"), ("client_id", "x")]).await.1["error"], "unsupported_grant_type");
}

#[tokio::test]
async fn token_request_form_is_recorded() {
    let client = TestClient::new().await;
    client.tokens("user@acme.test").await;
    let records = client.controls().requests();
    let token = records.iter().find(|record| record.path == "/oauth2/token/Portico").expect("recorded");
    assert_eq!(
        (token.form["redirect_uri"].as_str(), token.form["code_verifier"].as_str()),
        (client.redirect().as_str(), VERIFIER)
    );
    assert_eq!((token.status, token.method.as_str()), (200, "POST"));
    assert_eq!(client.controls().count("/OAUTH2/token/portico"), 1);
    client.get("/sysinfo/dummy?code=x").await;
    assert_eq!(client.controls().count("/sysinfo/dummy"), 1);
}
