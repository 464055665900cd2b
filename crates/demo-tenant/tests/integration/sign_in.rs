//! The sign-in API of the login page: factors, failures, lock-out, leftovers, and what a session is good for.

use crate::client::{TestClient, text};
use demo_tenant::{Account, Config, Options, Switches};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn password_sign_in_returns_profile_and_session_cookies() {
    let client = TestClient::new().await;
    let package = client.start("user@acme.test").await;
    let result = &package["Result"];
    assert_eq!(
        (&result["Summary"], &result["RetryWaitingTime"], &result["TenantId"]),
        (&json!("NewPackage"), &json!(0), &json!("ACM1234"))
    );
    let mechanism = &result["Challenges"][0]["Mechanisms"][0];
    assert_eq!((&mechanism["Name"], &mechanism["AnswerType"]), (&json!("UP"), &json!("Text")));
    let first = client.cookie("sessdata");
    let done = client.advance(&package, 0, "Answer", json!("portico")).await;
    for member in [
        "AuthLevel",
        "DisplayName",
        "Auth",
        "UserId",
        "EmailAddress",
        "PodFqdn",
        "User",
        "CustomerID",
        "SystemID",
        "SourceDsType",
    ] {
        assert!(done["Result"][member].is_string(), "{member}");
    }
    assert!(done["Result"].get("Token").is_none());
    assert_ne!(first, client.cookie("sessdata"));
    assert!(client.cookie(".ASPXAUTH").is_some() && client.cookie("antixss").is_some());
    let again = client.advance(&package, 0, "Answer", json!("portico")).await;
    assert_eq!(again["success"], false);
}

#[tokio::test]
async fn unknown_user_gets_same_challenge_and_fails_on_answer() {
    let client = TestClient::new().await;
    let (known, unknown) = (client.start("user@acme.test").await, client.start("nobody@acme.test").await);
    let shape = |package: &Value| {
        let mechanism = &package["Result"]["Challenges"][0]["Mechanisms"][0];
        mechanism.as_object().expect("an object").keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(shape(&known), shape(&unknown));
    let failed = client.advance(&unknown, 0, "Answer", json!("portico")).await;
    assert_eq!((&failed["success"], &failed["Result"]["Summary"]), (&json!(false), &json!("Failure")));
    assert!(text(&failed["ErrorID"]).contains(':'));
    let empty = client.start("").await;
    assert_eq!((&empty["success"], &empty["Result"]["Summary"]), (&json!(false), &json!("Undefined")));
}

#[tokio::test]
async fn mail_factor_accepts_code_or_confirmed_link() {
    let client = TestClient::new().await;
    let package = client.start("mfa@acme.test").await;
    assert_eq!(package["Result"]["Challenges"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        client.advance(&package, 0, "Answer", json!("portico")).await["Result"]["Summary"],
        "StartNextChallenge"
    );
    assert_eq!(client.advance(&package, 1, "StartOOB", json!("")).await["Result"]["Summary"], "OobPending");
    assert_eq!(client.advance(&package, 1, "Poll", json!("")).await["Result"]["Summary"], "OobPending");
    assert_eq!(client.advance(&package, 1, "Answer", json!("246810")).await["Result"]["Summary"], "LoginSuccess");

    client.forget_cookies();
    let package = client.start("mfa@acme.test").await;
    assert!(!client.controls().confirm_mail("mfa@acme.test"));
    let both = json!({ "SessionId": package["Result"]["SessionId"], "MultipleOperations": [
        { "MechanismId": package["Result"]["Challenges"][0]["Mechanisms"][0]["MechanismId"], "Action": "Answer", "Answer": "portico" },
        { "MechanismId": package["Result"]["Challenges"][1]["Mechanisms"][0]["MechanismId"], "Action": "StartOOB" },
    ] });
    assert_eq!(client.security("AdvanceAuthentication", both).await["Result"]["Summary"], "OobPending");
    assert!(client.controls().confirm_mail("MFA@acme.test"));
    assert_eq!(client.advance(&package, 1, "Poll", json!("")).await["Result"]["Summary"], "LoginSuccess");
}

#[tokio::test]
async fn mail_challenge_expires_after_five_minutes() {
    let client = TestClient::new().await;
    let package = client.start("mfa@acme.test").await;
    client.advance(&package, 0, "Answer", json!("portico")).await;
    client.advance(&package, 1, "StartOOB", json!("")).await;
    client.controls().advance(Duration::from_secs(301));
    assert_eq!(client.advance(&package, 1, "Poll", json!("")).await["Result"]["Summary"], "Failure");
}

#[tokio::test]
async fn security_questions_accept_multipart_answer() {
    let client = TestClient::new().await;
    let package = client.start("questions@acme.test").await;
    client.advance(&package, 0, "Answer", json!("portico")).await;
    let parts = &package["Result"]["Challenges"][1]["Mechanisms"][0]["MultipartMechanism"]["MechanismParts"];
    let answers: serde_json::Map<String, Value> = parts
        .as_array()
        .expect("parts")
        .iter()
        .map(|part| (text(&part["Uuid"]), json!(if part["QuestionText"] == "First pet" { "Rex" } else { "Basel" })))
        .collect();
    assert_eq!(answers.len(), 2);
    assert_eq!(
        client.advance(&package, 1, "Answer", Value::Object(answers)).await["Result"]["Summary"],
        "LoginSuccess"
    );
}

#[tokio::test]
async fn new_package_replaces_challenges_after_first_factor() {
    let mut account = Account::new("np@acme.test", "");
    (account.factors, account.new_package) = (vec!["password".into(), "push|sms".into()], true);
    let config = Config { accounts: vec![account], ..Config::default() };
    let client = TestClient::with(Options { config, ..Options::default() }).await;
    let package = client.start("np@acme.test").await;
    let next = client.advance(&package, 0, "Answer", json!("portico")).await;
    assert_eq!(next["Result"]["Summary"], "NewPackage");
    assert_eq!(next["Result"]["Challenges"][0]["Mechanisms"].as_array().map(Vec::len), Some(2));
    let pending = client.advance(&next, 0, "StartOOB", json!("")).await;
    assert_eq!(pending["Result"]["GeneratedAuthValue"], "42");
}

#[tokio::test]
async fn three_wrong_answers_lock_account_for_30_seconds() {
    let client = TestClient::new().await;
    for _ in 0..3 {
        let package = client.start("user@acme.test").await;
        assert_eq!(package["Result"]["RetryWaitingTime"], 0);
        client.advance(&package, 0, "Answer", json!("wrong")).await;
    }
    let package = client.start("user@acme.test").await;
    assert!(package["Result"]["RetryWaitingTime"].as_u64().is_some_and(|wait| (29..=30).contains(&wait)));
    assert_eq!(client.advance(&package, 0, "Answer", json!("portico")).await["success"], false);
    client.controls().advance(Duration::from_secs(31));
    client.sign_in("user@acme.test").await;
}

#[tokio::test]
async fn existing_cookie_overrides_user_name() {
    let client = TestClient::new().await;
    client.sign_in("user@acme.test").await;
    let cookie = client.cookie(".ASPXAUTH").expect("signed in");
    let request =
        client.request(Method::POST, "/Security/StartAuthentication").header("cookie", format!(".ASPXAUTH={cookie}"));
    let answer: Value =
        request.json(&json!({ "User": "mfa@acme.test" })).send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(
        (&answer["Result"]["Summary"], &answer["Result"]["User"]),
        (&json!("LoginSuccess"), &json!("user@acme.test"))
    );
    client.controls().advance(Duration::from_secs(8 * 3600));
    assert_eq!(client.api("/security/whoami", &cookie, json!({})).await.status(), 401, "the session has ended");
}

#[tokio::test]
async fn pod_redirect_names_host_once_per_user() {
    let client = TestClient::new().await;
    client.controls().set_switches(Switches { pod_redirect: true, pod_with_challenges: true, ..Switches::default() });
    let host = client.url.trim_start_matches("http://").to_owned();
    let first = client.start("user@acme.test").await;
    assert_eq!(first["Result"], json!({ "PodFqdn": host }));
    let second = client.start("user@acme.test").await;
    assert_eq!(second["Result"]["PodFqdn"], json!(host));
    assert!(second["Result"]["Challenges"].is_array());
    assert_eq!(client.start("@acme.test").await["Result"], json!({ "PodFqdn": host }));
}

#[tokio::test]
async fn auth_value_is_single_use_and_session_value_is_reusable() {
    let client = TestClient::new().await;
    let done = client.sign_in("user@acme.test").await;
    let auth = text(&done["Result"]["Auth"]);
    assert_eq!(client.api("/UPRest/GetUPData", &auth, json!({})).await.status(), 200);
    assert_eq!(client.api("/UPRest/GetUPData", &auth, json!({})).await.status(), 401);
    let value = client.cookie(".ASPXAUTH").expect("signed in");
    for _ in 0..2 {
        assert_eq!(client.api("/UPRest/GetUPData", &value, json!({})).await.status(), 200);
    }
    let cleaned = client.security("CleanupAuthentication", json!({})).await;
    assert_eq!(cleaned["success"], true);
}

#[tokio::test]
async fn platform_tokens_are_issued_on_request_and_renewed_once() {
    let client = TestClient::new().await;
    let package = client
        .security("StartAuthentication", json!({ "User": "user@acme.test", "PlatformTokenResponse": true }))
        .await;
    let done = client.advance(&package, 0, "Answer", json!("portico")).await;
    let token = text(&done["Result"]["Token"]);
    assert_eq!(token.split('.').count(), 3);
    assert_eq!(client.api("/UPRest/GetUPData", &token, json!({})).await.status(), 200);
    let refresh = text(&done["Result"]["RefreshToken"]);
    let renew = || {
        client
            .request(Method::POST, "/OAuth2/RefreshPlatformToken")
            .header("cookie", format!("refreshToken-ACM1234={refresh}"))
    };
    let renewed = renew().send().await.expect("an answer");
    let cookies: Vec<_> =
        renewed.headers().get_all("set-cookie").iter().map(|value| value.to_str().expect("ASCII").to_owned()).collect();
    assert!(cookies.iter().any(|cookie| cookie.starts_with("idToken-ACM1234=ey")));
    assert_eq!(renew().send().await.expect("an answer").status(), 401, "one use");
}

#[tokio::test]
async fn unauthenticated_program_gets_401_and_browser_gets_login_page() {
    let client = TestClient::new().await;
    let plain = || client.request(Method::GET, "/security/whoami");
    assert_eq!(client.get("/security/whoami").await.status(), 302);
    assert_eq!(client.get("/my").await.headers()["location"], "/login");
    for (name, value) in [
        ("accept", "application/json"),
        ("x-centrify-native-client", "1"),
        ("x-idap-native-client", "true"),
        ("x-requested-with", "XMLHttpRequest"),
    ] {
        let response = plain().header(name, value).send().await.expect("an answer");
        assert_eq!(response.status(), 401, "{name}");
        assert_eq!(response.json::<Value>().await.expect("JSON")["success"], false);
    }
    assert_eq!(client.request(Method::POST, "/UPRest/GetUPData").send().await.expect("an answer").status(), 401);
}

#[tokio::test]
async fn configured_account_can_sign_in() {
    let mut account = Account::new("ada@engine.test", "Ada");
    account.password = "1843".into();
    let config = Config { accounts: vec![account], ..Config::default() };
    let client = TestClient::with(Options { config, ..Options::default() }).await;
    let package = client.start("ADA@engine.test").await;
    assert_eq!(client.advance(&package, 0, "Answer", json!("1843")).await["Result"]["DisplayName"], "Ada");
}
