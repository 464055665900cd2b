//! OAuth as a client meets it: the dance, and every way it can be refused.

mod company;

use company::{Company, VERIFIER, location, param, text, with_app};
use demo_tenant::{Account, ClientIdType, Config, OAuthApp, Options, Switches, TokenType};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn from_the_request_over_the_login_page_to_the_list() {
    let company = Company::new().await;
    let to_login = location(&company.get(&company.authorize_path(&[])).await);
    assert!(to_login.starts_with("/login?cloudRedirect=Oauth2%2FAuthorize%2FPortico%3Fbounce%3D"), "{to_login}");
    let page = company.get(&to_login).await.text().await.expect("a page");
    assert!(
        page.contains("<title>User Portal</title>")
            && page.contains("id=\"usernameForm\"")
            && page.contains("name=\"username\"")
    );
    company.sign_in("user@acme.test").await;
    let bounce = format!("/{}", param(&to_login, "cloudRedirect").expect("a target"));
    let answer = location(&company.get(&bounce).await);
    assert!(answer.starts_with(&company.redirect()));
    assert_eq!(param(&answer, "state").as_deref(), Some("s=1\n"));
    let (status, tokens) = company.redeem(&param(&answer, "code").expect("a code"), VERIFIER).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(18000)));
    let list = company.api("/UPRest/GetUPData", &text(&tokens["access_token"]), json!({})).await;
    assert_eq!(
        list.json::<serde_json::Value>().await.expect("JSON")["Result"]["Apps"].as_array().map(Vec::len),
        Some(42)
    );
    assert_eq!(company.get(&bounce).await.status(), 400, "a bounce is good for one answer");
}

#[tokio::test]
async fn silent_with_a_cookie_and_by_post() {
    let company = Company::new().await;
    company.sign_in("user@acme.test").await;
    let redirect = company.redirect();
    let form = [("response_type", "code"), ("client_id", "x"), ("redirect_uri", redirect.as_str())];
    let answer = location(&company.browse(Method::POST, "/OAuth2/AUTHORIZE/portico", &form).await);
    assert!(param(&answer, "code").is_some() && param(&answer, "state").is_none());
}

#[tokio::test]
async fn a_bearer_does_instead_of_a_cookie() {
    let company = Company::new().await;
    let access = company.access("user@acme.test").await;
    let response =
        company.request(Method::GET, &company.authorize_path(&[])).bearer_auth(access).send().await.expect("an answer");
    assert!(param(&location(&response), "code").is_some());
}

#[tokio::test]
async fn refusals_before_a_code() {
    let company = Company::new().await;
    company.sign_in("user@acme.test").await;
    for redirect in [
        "http://evil.test/",
        "",
        &format!("{}/SysInfo/Dummy", company.url),
        &format!("{}/sysinfo/dummy?x=1", company.url),
    ] {
        assert_eq!(
            company.get(&company.authorize_path(&[("redirect_uri", redirect)])).await.status(),
            400,
            "{redirect}"
        );
    }
    assert_eq!(company.get(&company.authorize_path(&[("client_id", "")])).await.status(), 400);
    assert_eq!(company.get(&company.authorize_path(&[]).replace("Portico", "Nobody")).await.status(), 404);
    for (change, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("scope", "UPData everything"), "invalid_scope"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge_method", "S512"), "invalid_request"),
        (("code_challenge_method", ""), "invalid_request"),
        (("code_challenge", "tooshort"), "invalid_request"),
    ] {
        let answer = location(&company.get(&company.authorize_path(&[change])).await);
        assert_eq!(param(&answer, "error").as_deref(), Some(error), "{change:?}");
        assert!(param(&answer, "state").is_some() && param(&answer, "code").is_none());
    }
}

#[tokio::test]
async fn the_verifier_must_fit() {
    let company = Company::new().await;
    let code = company.code("user@acme.test", &[]).await;
    let (status, error) = company.redeem(&code, "wrong-wrong-wrong-wrong-wrong-wrong-wrong-wrong").await;
    assert_eq!((status, &error["error"]), (400, &json!("invalid_grant")));
    let (status, _) = company.redeem(&code, VERIFIER).await;
    assert_eq!(status, 400, "the failed try used the code up");
    let code = company.code("user@acme.test", &[("code_challenge", "")]).await;
    assert_eq!(company.redeem(&code, VERIFIER).await.0, 400, "a verifier without a challenge");
}

#[tokio::test]
async fn a_code_lives_a_minute_and_serves_once() {
    let company = Company::new().await;
    let code = company.code("user@acme.test", &[]).await;
    let (_, tokens) = company.redeem(&code, VERIFIER).await;
    let access = text(&tokens["access_token"]);
    assert_eq!(company.api("/security/whoami", &access, json!({})).await.status(), 200);
    assert_eq!(company.redeem(&code, VERIFIER).await.1["error"], "invalid_grant");
    assert_eq!(
        company.api("/security/whoami", &access, json!({})).await.status(),
        401,
        "reuse revokes what the code gave"
    );
    assert_eq!(company.refresh(&tokens["refresh_token"]).await.0, 400);

    let late = company.code("user@acme.test", &[]).await;
    company.controls().advance(Duration::from_secs(61));
    assert_eq!(company.redeem(&late, VERIFIER).await.0, 400);
    let elsewhere = company.code("user@acme.test", &[]).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", elsewhere.as_str()),
        ("redirect_uri", "http://127.0.0.1:47631/signed-in"),
    ];
    let with_client = [&form[..], &[("client_id", "any text"), ("code_verifier", VERIFIER)]].concat();
    assert_eq!(company.token(&with_client).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn refresh_without_rotation() {
    let company = Company::new().await;
    let tokens = company.tokens("user@acme.test").await;
    company.controls().advance(Duration::from_secs(18_001));
    assert_eq!(company.api("/security/whoami", &text(&tokens["access_token"]), json!({})).await.status(), 401);
    for _ in 0..2 {
        let (status, fresh) = company.refresh(&tokens["refresh_token"]).await;
        assert_eq!(status, 200);
        assert!(fresh.get("refresh_token").is_none());
        assert_eq!(company.api("/security/whoami", &text(&fresh["access_token"]), json!({})).await.status(), 200);
    }
    let other = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().expect("text")),
        ("client_id", "somebody"),
    ];
    assert_eq!(company.token(&other).await.1["error"], "invalid_grant");
    company.controls().advance(Duration::from_secs(366 * 86_400));
    assert_eq!(company.refresh(&tokens["refresh_token"]).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn rotation_detects_reuse() {
    let company = Company::with(with_app(|app| app.rotation = true)).await;
    let first = company.tokens("user@acme.test").await;
    let (_, second) = company.refresh(&first["refresh_token"]).await;
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(company.refresh(&first["refresh_token"]).await.1["error"], "invalid_grant");
    assert_eq!(company.refresh(&second["refresh_token"]).await.0, 400, "the family is gone");
    assert_eq!(company.api("/security/whoami", &text(&second["access_token"]), json!({})).await.status(), 401);
}

#[tokio::test]
async fn without_refresh_tokens_and_opaque() {
    let company = Company::with(with_app(|app| {
        (app.refresh, app.token_type, app.access_lifetime) = (false, TokenType::Opaque, 2);
    }))
    .await;
    let tokens = company.tokens("user@acme.test").await;
    assert!(tokens.get("refresh_token").is_none());
    assert_eq!(tokens["expires_in"], 2);
    let access = text(&tokens["access_token"]);
    assert!(!access.contains('.'));
    company.controls().advance(Duration::from_secs(2));
    assert_eq!(company.api("/UPRest/GetUPData", &access, json!({})).await.status(), 401);
}

#[tokio::test]
async fn consent_and_its_denial() {
    let company = Company::with(with_app(|app| app.consent = true)).await;
    company.sign_in("user@acme.test").await;
    for (decision, key) in [("allow", "code"), ("deny", "error")] {
        let confirm = location(&company.get(&company.authorize_path(&[("scope", "UPData")])).await);
        assert!(confirm.starts_with("/OAuth2/Confirm/Portico?bounce="));
        let page = company.get(&confirm).await.text().await.expect("a page");
        assert!(page.contains(">Allow<") && page.contains(">Deny<") && page.contains("See and open the apps"));
        let mut next = location(&company.browse(Method::POST, &confirm, &[("decision", decision)]).await);
        if decision == "allow" {
            next = location(&company.get(&next).await);
        }
        let value = param(&next, key).expect(key);
        assert!(key == "code" || value == "access_denied");
        assert!(param(&next, "state").is_some());
    }
}

#[tokio::test]
async fn roles() {
    let company = Company::with(with_app(|app| app.roles = vec!["Finance".into()])).await;
    company.sign_in("user@acme.test").await;
    let answer = location(&company.get(&company.authorize_path(&[])).await);
    assert_eq!(param(&answer, "error").as_deref(), Some("access_denied"));
}

#[tokio::test]
async fn confidential_clients_prove_themselves_either_way() {
    let mut service = OAuthApp::new("Service");
    service.client_id_type = ClientIdType::Confidential;
    (service.clients, service.secret) = (vec!["svc@acme.test".into()], "s3cret".into());
    service.grants.push("client_credentials".into());
    service.scopes = Config::default().apps[0].scopes.clone();
    let mut config = Config::default();
    config.apps.push(service);
    let company = Company::with(Options { config, ..Options::default() }).await;
    let post = || company.request(Method::POST, "/oauth2/token/service");
    let grant = ("grant_type", "client_credentials");
    let by_basic = post().basic_auth("svc@acme.test", Some("s3cret")).form(&[grant]).send().await.expect("an answer");
    assert_eq!(by_basic.status(), 200);
    let fields = [grant, ("client_id", "svc@acme.test"), ("client_secret", "s3cret"), ("scope", "all")];
    let by_body: serde_json::Value = post().form(&fields).send().await.expect("an answer").json().await.expect("JSON");
    let who = company.api("/Security/WhoAmI", &text(&by_body["access_token"]), json!({})).await;
    assert_eq!(who.json::<serde_json::Value>().await.expect("JSON")["Result"]["User"], "svc@acme.test");
    let wrong = post().basic_auth("svc@acme.test", Some("no")).form(&[grant]).send().await.expect("an answer");
    assert_eq!(wrong.status(), 401);
    assert!(wrong.headers().contains_key("www-authenticate"));
    let wrong =
        post().form(&[grant, ("client_id", "svc@acme.test"), ("client_secret", "no")]).send().await.expect("an answer");
    assert_eq!(wrong.status(), 400);
    assert_eq!(wrong.json::<serde_json::Value>().await.expect("JSON")["error"], "invalid_client");
    assert_eq!(company.token(&[grant, ("client_id", "x")]).await.1["error"], "unauthorized_client");
    assert_eq!(
        company.token(&[("grant_type", "magic"), ("client_id", "x")]).await.1["error"],
        "unsupported_grant_type"
    );
}

#[tokio::test]
async fn scopes_open_paths() {
    let company = Company::new().await;
    let code = company.code("user@acme.test", &[("scope", "UPData")]).await;
    let access = text(&company.redeem(&code, VERIFIER).await.1["access_token"]);
    assert_eq!(company.api("/UPREST/getupdata", &access, json!([])).await.status(), 200);
    assert_eq!(company.api("/UserMgmt/SignOutCurrentSession", &access, json!({})).await.status(), 401);
    company.controls().set_switches(Switches { scope_mismatch_status: 403, ..Switches::default() });
    assert_eq!(company.api("/UserMgmt/SignOutCurrentSession", &access, json!({})).await.status(), 403);
}

#[tokio::test]
async fn introspect_revoke_userinfo_keys_and_discovery() {
    let company = Company::new().await;
    let tokens = company.tokens("user@acme.test").await;
    let access = text(&tokens["access_token"]);
    let post = |path: &str, token: &str| {
        company.request(Method::POST, path).form(&[("token", token), ("client_id", "any text")]).send()
    };
    let facts: serde_json::Value =
        post("/OAuth2/Introspect/Portico", &access).await.expect("an answer").json().await.expect("JSON");
    assert_eq!((&facts["active"], &facts["username"]), (&json!(true), &json!("user@acme.test")));
    let info =
        company.request(Method::GET, "/OAuth2/UserInfo/Portico").bearer_auth(&access).send().await.expect("an answer");
    assert_eq!(info.json::<serde_json::Value>().await.expect("JSON")["given_name"], "Ulla");
    let keys: serde_json::Value = company.get("/oauth2/keys/portico").await.json().await.expect("JSON");
    assert_eq!(keys["keys"][0]["kty"], "RSA");
    assert_eq!(company.get("/Portico/.well-known/openid-configuration").await.status(), 404);
    company.controls().set_switches(Switches { discovery: true, ..Switches::default() });
    let document: serde_json::Value =
        company.get("/portico/.well-known/openid-configuration").await.json().await.expect("JSON");
    assert_eq!(document["issuer"], format!("{}/Portico/", company.url));
    assert_eq!(post("/oauth2/revoke/Portico", "nobody knows it").await.expect("an answer").status(), 200);
    assert_eq!(
        post("/oauth2/revoke/Portico", tokens["refresh_token"].as_str().expect("text"))
            .await
            .expect("an answer")
            .status(),
        200
    );
    assert_eq!(company.api("/security/whoami", &access, json!({})).await.status(), 401);
    assert_eq!(company.refresh(&tokens["refresh_token"]).await.0, 400);
}

#[tokio::test]
async fn signing_out() {
    let company = Company::new().await;
    let tokens = company.tokens("user@acme.test").await;
    let access = text(&tokens["access_token"]);
    let cookie = company.cookie(".ASPXAUTH").expect("signed in");
    assert_eq!(company.api("/Security/Logout", &cookie, json!({})).await.status(), 200);
    assert_eq!(company.api("/security/whoami", &cookie, json!({})).await.status(), 401);
    assert_eq!(company.api("/security/whoami", &access, json!({})).await.status(), 200, "the OAuth token lives on");
    assert_eq!(company.api("/Security/Logout", &access, json!({})).await.status(), 200);
    assert_eq!(company.api("/security/whoami", &access, json!({})).await.status(), 200);
    company.controls().set_switches(Switches { logout_revokes_bearer: true, ..Switches::default() });
    company.api("/Security/Logout", &access, json!({})).await;
    assert_eq!(company.api("/security/whoami", &access, json!({})).await.status(), 401);

    company.forget_cookies();
    company.sign_in("user@acme.test").await;
    let path = format!("/oauth2/endsession/Portico?post_logout_redirect_uri={}&state=x", company.redirect());
    assert_eq!(location(&company.get(&path).await), format!("{}?state=x", company.redirect()));
    assert!(company.cookie(".ASPXAUTH").is_none());
    assert_eq!(location(&company.get("/oauth2/endsession?post_logout_redirect_uri=http://evil.test/").await), "/");
}

#[tokio::test]
async fn the_token_request_is_on_record() {
    let company = Company::new().await;
    company.tokens("user@acme.test").await;
    let records = company.controls().requests();
    let token = records.iter().find(|record| record.path == "/oauth2/token/Portico").expect("recorded");
    assert_eq!(
        (token.form["redirect_uri"].as_str(), token.form["code_verifier"].as_str()),
        (company.redirect().as_str(), VERIFIER)
    );
    assert_eq!((token.status, token.method.as_str()), (200, "POST"));
    assert_eq!(company.controls().count("/OAUTH2/token/portico"), 1);
    company.get("/sysinfo/dummy?code=x").await;
    assert_eq!(company.controls().count("/sysinfo/dummy"), 1);
}

#[tokio::test]
async fn an_account_of_the_configuration() {
    let mut account = Account::new("ada@engine.test", "Ada");
    account.password = "1843".into();
    let config = Config { accounts: vec![account], ..Config::default() };
    let company = Company::with(Options { config, ..Options::default() }).await;
    let package = company.start("ADA@engine.test").await;
    assert_eq!(company.advance(&package, 0, "Answer", json!("1843")).await["Result"]["DisplayName"], "Ada");
}
