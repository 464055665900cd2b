//! The sign-in API of the login page: factors, failures, lock-out, leftovers, and what a session is good for.

mod company;

use company::{Company, text};
use demo_tenant::{Account, Config, Options, Switches};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn password_only() {
    let company = Company::new().await;
    let package = company.start("user@acme.test").await;
    let result = &package["Result"];
    assert_eq!(
        (&result["Summary"], &result["RetryWaitingTime"], &result["TenantId"]),
        (&json!("NewPackage"), &json!(0), &json!("ACM1234"))
    );
    let mechanism = &result["Challenges"][0]["Mechanisms"][0];
    assert_eq!((&mechanism["Name"], &mechanism["AnswerType"]), (&json!("UP"), &json!("Text")));
    let first = company.cookie("sessdata");
    let done = company.advance(&package, 0, "Answer", json!("portico")).await;
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
    assert_ne!(first, company.cookie("sessdata"));
    assert!(company.cookie(".ASPXAUTH").is_some() && company.cookie("antixss").is_some());
    let again = company.advance(&package, 0, "Answer", json!("portico")).await;
    assert_eq!(again["success"], false);
}

#[tokio::test]
async fn unknown_users_look_like_others_and_fail_later() {
    let company = Company::new().await;
    let (known, unknown) = (company.start("user@acme.test").await, company.start("nobody@acme.test").await);
    let shape = |package: &Value| {
        let mechanism = &package["Result"]["Challenges"][0]["Mechanisms"][0];
        mechanism.as_object().expect("an object").keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(shape(&known), shape(&unknown));
    let failed = company.advance(&unknown, 0, "Answer", json!("portico")).await;
    assert_eq!((&failed["success"], &failed["Result"]["Summary"]), (&json!(false), &json!("Failure")));
    assert!(text(&failed["ErrorID"]).contains(':'));
    let empty = company.start("").await;
    assert_eq!((&empty["success"], &empty["Result"]["Summary"]), (&json!(false), &json!("Undefined")));
}

#[tokio::test]
async fn mail_by_code_and_by_link() {
    let company = Company::new().await;
    let package = company.start("mfa@acme.test").await;
    assert_eq!(package["Result"]["Challenges"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        company.advance(&package, 0, "Answer", json!("portico")).await["Result"]["Summary"],
        "StartNextChallenge"
    );
    assert_eq!(company.advance(&package, 1, "StartOOB", json!("")).await["Result"]["Summary"], "OobPending");
    assert_eq!(company.advance(&package, 1, "Poll", json!("")).await["Result"]["Summary"], "OobPending");
    assert_eq!(company.advance(&package, 1, "Answer", json!("246810")).await["Result"]["Summary"], "LoginSuccess");

    company.forget_cookies();
    let package = company.start("mfa@acme.test").await;
    assert!(!company.controls().confirm_mail("mfa@acme.test"));
    let both = json!({ "SessionId": package["Result"]["SessionId"], "MultipleOperations": [
        { "MechanismId": package["Result"]["Challenges"][0]["Mechanisms"][0]["MechanismId"], "Action": "Answer", "Answer": "portico" },
        { "MechanismId": package["Result"]["Challenges"][1]["Mechanisms"][0]["MechanismId"], "Action": "StartOOB" },
    ] });
    assert_eq!(company.security("AdvanceAuthentication", both).await["Result"]["Summary"], "OobPending");
    assert!(company.controls().confirm_mail("MFA@acme.test"));
    assert_eq!(company.advance(&package, 1, "Poll", json!("")).await["Result"]["Summary"], "LoginSuccess");
}

#[tokio::test]
async fn a_mail_waits_five_minutes() {
    let company = Company::new().await;
    let package = company.start("mfa@acme.test").await;
    company.advance(&package, 0, "Answer", json!("portico")).await;
    company.advance(&package, 1, "StartOOB", json!("")).await;
    company.controls().advance(Duration::from_secs(301));
    assert_eq!(company.advance(&package, 1, "Poll", json!("")).await["Result"]["Summary"], "Failure");
}

#[tokio::test]
async fn security_questions_in_several_parts() {
    let company = Company::new().await;
    let package = company.start("questions@acme.test").await;
    company.advance(&package, 0, "Answer", json!("portico")).await;
    let parts = &package["Result"]["Challenges"][1]["Mechanisms"][0]["MultipartMechanism"]["MechanismParts"];
    let answers: serde_json::Map<String, Value> = parts
        .as_array()
        .expect("parts")
        .iter()
        .map(|part| (text(&part["Uuid"]), json!(if part["QuestionText"] == "First pet" { "Rex" } else { "Basel" })))
        .collect();
    assert_eq!(answers.len(), 2);
    assert_eq!(
        company.advance(&package, 1, "Answer", Value::Object(answers)).await["Result"]["Summary"],
        "LoginSuccess"
    );
}

#[tokio::test]
async fn a_new_package_replaces_the_old() {
    let mut account = Account::new("np@acme.test", "");
    (account.factors, account.new_package) = (vec!["password".into(), "push|sms".into()], true);
    let config = Config { accounts: vec![account], ..Config::default() };
    let company = Company::with(Options { config, ..Options::default() }).await;
    let package = company.start("np@acme.test").await;
    let next = company.advance(&package, 0, "Answer", json!("portico")).await;
    assert_eq!(next["Result"]["Summary"], "NewPackage");
    assert_eq!(next["Result"]["Challenges"][0]["Mechanisms"].as_array().map(Vec::len), Some(2));
    let pending = company.advance(&next, 0, "StartOOB", json!("")).await;
    assert_eq!(pending["Result"]["GeneratedAuthValue"], "42");
}

#[tokio::test]
async fn three_wrong_answers_cost_thirty_seconds() {
    let company = Company::new().await;
    for _ in 0..3 {
        let package = company.start("user@acme.test").await;
        assert_eq!(package["Result"]["RetryWaitingTime"], 0);
        company.advance(&package, 0, "Answer", json!("wrong")).await;
    }
    let package = company.start("user@acme.test").await;
    assert!(package["Result"]["RetryWaitingTime"].as_u64().is_some_and(|wait| (29..=30).contains(&wait)));
    assert_eq!(company.advance(&package, 0, "Answer", json!("portico")).await["success"], false);
    company.controls().advance(Duration::from_secs(31));
    company.sign_in("user@acme.test").await;
}

#[tokio::test]
async fn a_leftover_cookie_decides_who_signs_in() {
    let company = Company::new().await;
    company.sign_in("user@acme.test").await;
    let cookie = company.cookie(".ASPXAUTH").expect("signed in");
    let request =
        company.request(Method::POST, "/Security/StartAuthentication").header("cookie", format!(".ASPXAUTH={cookie}"));
    let answer: Value =
        request.json(&json!({ "User": "mfa@acme.test" })).send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(
        (&answer["Result"]["Summary"], &answer["Result"]["User"]),
        (&json!("LoginSuccess"), &json!("user@acme.test"))
    );
    company.controls().advance(Duration::from_secs(8 * 3600));
    assert_eq!(company.api("/security/whoami", &cookie, json!({})).await.status(), 401, "the session has ended");
}

#[tokio::test]
async fn the_right_host_is_named_once() {
    let company = Company::new().await;
    company.controls().set_switches(Switches { pod_redirect: true, pod_with_challenges: true, ..Switches::default() });
    let host = company.url.trim_start_matches("http://").to_owned();
    let first = company.start("user@acme.test").await;
    assert_eq!(first["Result"], json!({ "PodFqdn": host }));
    let second = company.start("user@acme.test").await;
    assert_eq!(second["Result"]["PodFqdn"], json!(host));
    assert!(second["Result"]["Challenges"].is_array());
    assert_eq!(company.start("@acme.test").await["Result"], json!({ "PodFqdn": host }));
}

#[tokio::test]
async fn auth_serves_once_and_the_cookie_value_serves_on() {
    let company = Company::new().await;
    let done = company.sign_in("user@acme.test").await;
    let auth = text(&done["Result"]["Auth"]);
    assert_eq!(company.api("/UPRest/GetUPData", &auth, json!({})).await.status(), 200);
    assert_eq!(company.api("/UPRest/GetUPData", &auth, json!({})).await.status(), 401);
    let value = company.cookie(".ASPXAUTH").expect("signed in");
    for _ in 0..2 {
        assert_eq!(company.api("/UPRest/GetUPData", &value, json!({})).await.status(), 200);
    }
    let cleaned = company.security("CleanupAuthentication", json!({})).await;
    assert_eq!(cleaned["success"], true);
}

#[tokio::test]
async fn platform_tokens_for_those_who_ask() {
    let company = Company::new().await;
    let package = company
        .security("StartAuthentication", json!({ "User": "user@acme.test", "PlatformTokenResponse": true }))
        .await;
    let done = company.advance(&package, 0, "Answer", json!("portico")).await;
    let token = text(&done["Result"]["Token"]);
    assert_eq!(token.split('.').count(), 3);
    assert_eq!(company.api("/UPRest/GetUPData", &token, json!({})).await.status(), 200);
    let refresh = text(&done["Result"]["RefreshToken"]);
    let renew = || {
        company
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
async fn programs_get_401_and_browsers_the_login_page() {
    let company = Company::new().await;
    let plain = || company.request(Method::GET, "/security/whoami");
    assert_eq!(company.get("/security/whoami").await.status(), 302);
    assert_eq!(company.get("/my").await.headers()["location"], "/login");
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
    assert_eq!(company.request(Method::POST, "/UPRest/GetUPData").send().await.expect("an answer").status(), 401);
}
