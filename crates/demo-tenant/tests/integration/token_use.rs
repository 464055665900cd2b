//! What tokens are good for: scopes, introspection, revocation, userinfo, logout.

use demo_tenant::Switches;
use reqwest::Method;
use serde_json::json;

use crate::client::{TestClient, VERIFIER, location, text};

#[tokio::test]
async fn token_scope_limits_callable_paths() {
    let client = TestClient::new().await;
    let code = client.code("user@acme.test", &[("scope", "UPData")]).await;
    let access = text(&client.redeem(&code, VERIFIER).await.1["access_token"]);
    assert_eq!(client.api("/UPREST/getupdata", &access, json!([])).await.status(), 200);
    assert_eq!(client.api("/UserMgmt/SignOutCurrentSession", &access, json!({})).await.status(), 401);
    client.controls().set_switches(Switches { scope_mismatch_status: 403, ..Switches::default() });
    assert_eq!(client.api("/UserMgmt/SignOutCurrentSession", &access, json!({})).await.status(), 403);
}

#[tokio::test]
async fn oauth_endpoints_introspect_revoke_and_publish_metadata() {
    let client = TestClient::new().await;
    let tokens = client.tokens("user@acme.test").await;
    let access = text(&tokens["access_token"]);
    let post = |path: &str, token: &str| {
        client.request(Method::POST, path).form(&[("token", token), ("client_id", "any text")]).send()
    };
    let facts: serde_json::Value =
        post("/OAuth2/Introspect/Portico", &access).await.expect("an answer").json().await.expect("JSON");
    assert_eq!((&facts["active"], &facts["username"]), (&json!(true), &json!("user@acme.test")));
    let info =
        client.request(Method::GET, "/OAuth2/UserInfo/Portico").bearer_auth(&access).send().await.expect("an answer");
    assert_eq!(info.json::<serde_json::Value>().await.expect("JSON")["given_name"], "Ulla");
    let keys: serde_json::Value = client.get("/oauth2/keys/portico").await.json().await.expect("JSON");
    assert_eq!(keys["keys"][0]["kty"], "RSA");
    assert_eq!(client.get("/Portico/.well-known/openid-configuration").await.status(), 404);
    client.controls().set_switches(Switches { discovery: true, ..Switches::default() });
    let document: serde_json::Value =
        client.get("/portico/.well-known/openid-configuration").await.json().await.expect("JSON");
    assert_eq!(document["issuer"], format!("{}/Portico/", client.url));
    assert_eq!(post("/oauth2/revoke/Portico", "nobody knows it").await.expect("an answer").status(), 200);
    assert_eq!(
        post("/oauth2/revoke/Portico", tokens["refresh_token"].as_str().expect("text"))
            .await
            .expect("an answer")
            .status(),
        200
    );
    assert_eq!(client.api("/security/whoami", &access, json!({})).await.status(), 401);
    assert_eq!(client.refresh(&tokens["refresh_token"]).await.0, 400);
}

#[tokio::test]
async fn logout_ends_session_and_end_session_redirects() {
    let client = TestClient::new().await;
    let tokens = client.tokens("user@acme.test").await;
    let access = text(&tokens["access_token"]);
    let cookie = client.cookie(".ASPXAUTH").expect("signed in");
    assert_eq!(client.api("/Security/Logout", &cookie, json!({})).await.status(), 200);
    assert_eq!(client.api("/security/whoami", &cookie, json!({})).await.status(), 401);
    assert_eq!(client.api("/security/whoami", &access, json!({})).await.status(), 200, "the OAuth token lives on");
    assert_eq!(client.api("/Security/Logout", &access, json!({})).await.status(), 200);
    assert_eq!(client.api("/security/whoami", &access, json!({})).await.status(), 200);
    client.controls().set_switches(Switches { logout_revokes_bearer: true, ..Switches::default() });
    client.api("/Security/Logout", &access, json!({})).await;
    assert_eq!(client.api("/security/whoami", &access, json!({})).await.status(), 401);

    client.forget_cookies();
    client.sign_in("user@acme.test").await;
    let path = format!("/oauth2/endsession/Portico?post_logout_redirect_uri={}&state=x", client.redirect());
    assert_eq!(location(&client.get(&path).await), format!("{}?state=x", client.redirect()));
    assert!(client.cookie(".ASPXAUTH").is_none());
    assert_eq!(location(&client.get("/oauth2/endsession?post_logout_redirect_uri=http://evil.test/").await), "/");
}
