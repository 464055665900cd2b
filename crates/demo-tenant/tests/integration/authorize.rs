//! The authorization endpoint: login page, consent, roles, and every way a request is refused.

use reqwest::Method;
use serde_json::json;

use crate::client::{TestClient, VERIFIER, location, param, text, with_app};

#[tokio::test]
async fn authorize_leads_from_login_page_to_app_list() {
    let client = TestClient::new().await;
    let to_login = location(&client.get(&client.authorize_path(&[])).await);
    assert!(to_login.starts_with("/login?cloudRedirect=Oauth2%2FAuthorize%2FPortico%3Fbounce%3D"), "{to_login}");
    let page = client.get(&to_login).await.text().await.expect("a page");
    assert!(
        page.contains("<title>User Portal</title>")
            && page.contains("id=\"usernameForm\"")
            && page.contains("name=\"username\"")
    );
    client.sign_in("user@acme.test").await;
    let bounce = format!("/{}", param(&to_login, "cloudRedirect").expect("a target"));
    let answer = location(&client.get(&bounce).await);
    assert!(answer.starts_with(&client.redirect()));
    assert_eq!(param(&answer, "state").as_deref(), Some("s=1\n"));
    let (status, tokens) = client.redeem(&param(&answer, "code").expect("a code"), VERIFIER).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(18000)));
    let list = client.api("/UPRest/GetUPData", &text(&tokens["access_token"]), json!({})).await;
    assert_eq!(
        list.json::<serde_json::Value>().await.expect("JSON")["Result"]["Apps"].as_array().map(Vec::len),
        Some(42)
    );
    assert_eq!(client.get(&bounce).await.status(), 400, "a bounce is good for one answer");
}

#[tokio::test]
async fn authorize_by_post_with_session_cookie_shows_no_login_page() {
    let client = TestClient::new().await;
    client.sign_in("user@acme.test").await;
    let redirect = client.redirect();
    let form = [("response_type", "code"), ("client_id", "x"), ("redirect_uri", redirect.as_str())];
    let answer = location(&client.browse(Method::POST, "/OAuth2/AUTHORIZE/portico", &form).await);
    assert!(param(&answer, "code").is_some() && param(&answer, "state").is_none());
}

#[tokio::test]
async fn authorize_accepts_bearer_token_as_session() {
    let client = TestClient::new().await;
    let access = client.access("user@acme.test").await;
    let response =
        client.request(Method::GET, &client.authorize_path(&[])).bearer_auth(access).send().await.expect("an answer");
    assert!(param(&location(&response), "code").is_some());
}

#[tokio::test]
async fn authorize_rejects_bad_redirect_client_and_parameters() {
    let client = TestClient::new().await;
    client.sign_in("user@acme.test").await;
    for redirect in [
        "http://evil.test/",
        "",
        &format!("{}/SysInfo/Dummy", client.url),
        &format!("{}/sysinfo/dummy?x=1", client.url),
    ] {
        assert_eq!(client.get(&client.authorize_path(&[("redirect_uri", redirect)])).await.status(), 400, "{redirect}");
    }
    assert_eq!(client.get(&client.authorize_path(&[("client_id", "")])).await.status(), 400);
    assert_eq!(client.get(&client.authorize_path(&[]).replace("Portico", "Nobody")).await.status(), 404);
    for (change, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("scope", "UPData everything"), "invalid_scope"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge_method", "S512"), "invalid_request"),
        (("code_challenge_method", ""), "invalid_request"),
        (("code_challenge", "tooshort"), "invalid_request"),
    ] {
        let answer = location(&client.get(&client.authorize_path(&[change])).await);
        assert_eq!(param(&answer, "error").as_deref(), Some(error), "{change:?}");
        assert!(param(&answer, "state").is_some() && param(&answer, "code").is_none());
    }
}

#[tokio::test]
async fn consent_page_leads_to_code_or_access_denied() {
    let client = TestClient::with(with_app(|app| app.consent = true)).await;
    client.sign_in("user@acme.test").await;
    for (decision, key) in [("allow", "code"), ("deny", "error")] {
        let confirm = location(&client.get(&client.authorize_path(&[("scope", "UPData")])).await);
        assert!(confirm.starts_with("/OAuth2/Confirm/Portico?bounce="));
        let page = client.get(&confirm).await.text().await.expect("a page");
        assert!(page.contains(">Allow<") && page.contains(">Deny<") && page.contains("See and open the apps"));
        let mut next = location(&client.browse(Method::POST, &confirm, &[("decision", decision)]).await);
        if decision == "allow" {
            next = location(&client.get(&next).await);
        }
        let value = param(&next, key).expect(key);
        assert!(key == "code" || value == "access_denied");
        assert!(param(&next, "state").is_some());
    }
}

#[tokio::test]
async fn user_without_required_role_is_denied() {
    let client = TestClient::with(with_app(|app| app.roles = vec!["Finance".into()])).await;
    client.sign_in("user@acme.test").await;
    let answer = location(&client.get(&client.authorize_path(&[])).await);
    assert_eq!(param(&answer, "error").as_deref(), Some("access_denied"));
}
