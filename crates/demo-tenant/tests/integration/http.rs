//! HTTP as the tenant speaks it: paths, headers, base path, addresses.

use demo_tenant::Options;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{TestClient, location};

#[tokio::test]
async fn base_path_scopes_routes_and_replies_carry_tenant_headers() {
    let client = TestClient::with(Options { base_path: Some("/identity".into()), ..Options::default() }).await;
    assert!(client.url.ends_with("/identity"));
    let access = client.access("user@acme.test").await;
    let response = client.api("//SECURITY//WhoAmI", &access, json!({})).await;
    for (name, value) in [
        ("x-frame-options", "SAMEORIGIN"),
        ("cache-control", "no-cache, no-store, must-revalidate"),
        ("pragma", "no-cache"),
    ] {
        assert_eq!(response.headers()[name], value);
    }
    assert_eq!(response.headers()["x-cfy-tx-id"].len(), 32);
    let who: Value = response.json().await.expect("JSON");
    assert_eq!((&who["Result"]["User"], &who["Result"]["TenantId"]), (&json!("user@acme.test"), &json!("ACM1234")));
    let origin = client.url.trim_end_matches("/identity").to_owned();
    let outside = client.get(&format!("{origin}/security/whoami")).await;
    assert_eq!(
        (outside.status().as_u16(), outside.headers()["content-type"].to_str().expect("ASCII")),
        (404, "text/html; charset=utf-8")
    );
    assert_eq!(client.get("/no/such/path").await.status(), 404);
    client.forget_cookies();
    assert!(location(&client.get("/my").await).starts_with("/identity/login"));
    let page = client.get("/login").await.text().await.expect("a page");
    assert!(page.contains("/identity/vfslow/lib/uibuild/standalonelogin/login.css"));
    assert_eq!(client.get("/VFSLow/lib/uibuild/standalonelogin/login.css").await.status(), 200);
    assert_eq!(client.get("/SysInfo/Version").await.status(), 200);
}

#[tokio::test]
async fn redirect_uri_follows_host_header() {
    let client = TestClient::new().await;
    client.sign_in("user@acme.test").await;
    let cookie = format!(".ASPXAUTH={}", client.cookie(".ASPXAUTH").expect("signed in"));
    let path = "/oauth2/authorize/Portico?response_type=code&client_id=x&redirect_uri=http://acme.test/sysinfo/dummy";
    let request = client
        .request(Method::GET, path)
        .header("cookie", cookie)
        .header("host", "acme.test")
        .header("x-forwarded-proto", "https");
    assert!(location(&request.send().await.expect("an answer")).starts_with("http://acme.test/sysinfo/dummy?code="));
}

#[tokio::test]
async fn login_page_target_stays_on_tenant() {
    let client = TestClient::new().await;
    for evil in ["https://evil.test/", "javascript:alert(1)", "//evil.test", "/\\evil.test"] {
        let address = reqwest::Url::parse_with_params(&format!("{}/login", client.url), [("cloudRedirect", evil)])
            .expect("a URL");
        let page = client.request(Method::GET, address.as_str()).send().await.expect("an answer");
        let page = page.text().await.expect("a page");
        let target = page.split("data-target=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a target");
        assert!(target == "/my" || target == "/evil.test", "{target}");
    }
}
