//! Launches: each kind of app, without a session, and with a step-up challenge.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{TestClient, app_key, location, param, text};

#[tokio::test]
async fn launch_opens_each_kind_of_app() {
    let client = TestClient::new().await;
    let all = client.apps("user@acme.test").await;
    let run = |name: &str| format!("/run?appkey={}&customerID=ACM1234", app_key(&all, name));
    let saml = client.get(&run("Workday")).await.text().await.expect("a page");
    assert!(saml.contains("action=\"/app/Workday/acs\""), "{saml}");
    let response =
        saml.split("name=\"SAMLResponse\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a value");
    let response = response.replace("&#x2B;", "+").replace("&#43;", "+");
    let page = client
        .browse(Method::POST, "/app/Workday/acs", &[("SAMLResponse", &response)])
        .await
        .text()
        .await
        .expect("a page");
    assert!(page.contains("<title>Workday</title>") && page.contains("<h1>Signed in as user@acme.test</h1>"), "{page}");

    let to_app = location(&client.get(&run("Grafana")).await);
    let as_anyone = client.request(Method::GET, &to_app).send().await.expect("an answer").text().await.expect("a page");
    assert!(to_app.starts_with("/app/Grafana") && as_anyone.contains("Signed in as user@acme.test"));
    let hostile =
        client.get(&location(&client.get(&run("<b>Budget</b> & Forecast")).await)).await.text().await.expect("a page");
    assert!(!hostile.contains("<b>Budget") && !hostile.contains("<script>alert"));
    assert!(
        client
            .get(&run("Legacy Time Clock"))
            .await
            .text()
            .await
            .expect("a page")
            .contains("<div class=\"error-text\">")
    );
    assert!(client.get("/run?appkey=nope").await.text().await.expect("a page").contains("error-text"));
    assert!(client.get(&run("Notion")).await.text().await.expect("a page").contains("name=\"username\""));
    assert!(client.get(&run("BambooHR")).await.text().await.expect("a page").contains("Save and open"));
}

#[tokio::test]
async fn launch_without_session_continues_after_login_page() {
    let client = TestClient::new().await;
    let all = client.apps("user@acme.test").await;
    client.forget_cookies();
    let path = format!("/run?appkey={}", app_key(&all, "Notion"));
    let login = location(&client.get(&path).await);
    assert_eq!(param(&login, "appKey").as_deref(), Some("@~/apps/Notion"));
    assert_eq!(param(&login, "yfirtnecrun").as_deref(), Some("true"));
    let page = client.get(&login).await.text().await.expect("a page");
    assert!(page.contains("data-target=\"/run?appkey=%40~%2Fapps%2FNotion&#38;customerID=ACM1234\""), "{page}");
    let done = client.sign_in("user@acme.test").await;
    client.forget_cookies();
    let with_auth = format!("{path}&Auth={}", text(&done["Result"]["Auth"]));
    assert_eq!(client.get(&with_auth).await.status(), 200);
    assert!(client.cookie(".ASPXAUTH").is_some(), "the one-time value signs the browser in");
    client.forget_cookies();
    assert_eq!(client.get(&with_auth).await.status(), 302, "once");
}

#[tokio::test]
async fn guarded_app_opens_after_step_up_challenge() {
    let client = TestClient::new().await;
    let all = client.apps("user@acme.test").await;
    let key = app_key(&all, "Amazon Web Services");
    let login = location(&client.get(&format!("/uprest/HandleAppClick?appkey={key}")).await);
    assert_eq!(param(&login, "elevate").as_deref(), Some("2"));
    let id = param(&login, "challengeId").expect("an id");
    let package =
        client.security("StartChallenge", json!({ "Version": "1.0", "elevate": "2", "ChallengeStateId": id })).await;
    assert_eq!(package["Result"]["Challenges"][0]["Mechanisms"][0]["Name"], "EMAIL");
    client.advance(&package, 0, "StartOOB", json!("")).await;
    let access = client.access("user@acme.test").await;
    let click = || client.request(Method::POST, &format!("/UPRest/HandleAppClick?appkey={key}")).bearer_auth(&access);
    assert_eq!(click().send().await.expect("an answer").status(), 302);
    let refused: Value =
        click().header("accept", "application/json").send().await.expect("an answer").json().await.expect("JSON");
    assert!(refused["Result"]["ChallengeId"].is_string());
    let done = client.advance(&package, 0, "Answer", json!("246810")).await;
    assert_eq!(done["Result"]["Summary"], "LoginSuccess");
    let repeated = click().header("X-CFY-CHALLENGEID", &id).send().await.expect("an answer");
    assert!(repeated.text().await.expect("a page").contains("SAMLResponse"));
    assert_eq!(client.get(&format!("/run?appkey={key}")).await.status(), 200, "the new session is elevated");
}
