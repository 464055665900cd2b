//! The portal's data, icons and launches, and how the tenant speaks HTTP.

mod company;

use std::collections::HashSet;

use company::{Company, location, param, text};
use demo_tenant::Options;
use reqwest::Method;
use serde_json::{Value, json};

async fn apps(company: &Company, user: &str) -> Vec<Value> {
    let access = company.access(user).await;
    let list: Value = company.api("/UPRest/GetUPData", &access, json!({})).await.json().await.expect("JSON");
    list["Result"]["Apps"].as_array().expect("a list").clone()
}

fn key_of(apps: &[Value], name: &str) -> String {
    let app = apps.iter().find(|app| app["Name"] == name).unwrap_or_else(|| panic!("no {name}"));
    reqwest::Url::parse_with_params("http://x/", [("k", text(&app["AppKey"]))])
        .expect("a URL")
        .query()
        .expect("a query")[2..]
        .to_owned()
}

#[tokio::test]
async fn the_list_and_its_quirks() {
    let company = Company::new().await;
    let access = company.access("user@acme.test").await;
    let response = company.api("/UPRest/GetUPData", &access, json!({ "force": "True" })).await;
    assert!(response.headers().get_all("set-cookie").iter().count() >= 2, "noise");
    let body = response.text().await.expect("text");
    assert!(body.starts_with(r#"{"success":true,"Result":{"#));
    let list: Value = serde_json::from_str(&body).expect("JSON");
    for member in ["Apps", "DefaultTag", "Tags", "AllowPasswordView", "PreferredTenantCname"] {
        assert!(list["Result"].get(member).is_some(), "{member}");
    }
    let apps = list["Result"]["Apps"].as_array().expect("a list");
    assert_eq!(apps.len(), 42);
    let has = |test: fn(&Value) -> bool| apps.iter().filter(|app| test(app)).count();
    assert_eq!(has(|app| app["DisplayName"].is_null()), 1);
    assert_eq!(has(|app| app.get("TemplateName").is_none()), 1);
    assert_eq!(has(|app| app["Intranet"] == true), 1);
    assert_eq!(has(|app| app["IsMFAEnabled"] == true), 1);
    assert_eq!(has(|app| app["WebAppType"] == "UsernamePassword" && app["PasswordIsSet"] == false), 1);
    assert_eq!(has(|app| app["SharedUntil"].as_str().is_some_and(|until| until.starts_with("/Date("))), 1);
    assert_eq!(has(|app| app["AppType"] == "Desktop"), 1);
    assert!(apps.iter().any(|app| text(&app["Name"]).chars().count() >= 58));
    for shape in ["@~/apps/", "@/home/", "@!/"] {
        assert_eq!(apps.iter().filter(|app| text(&app["AppKey"]).starts_with(shape)).count(), 1, "{shape}");
    }
    assert!(apps.iter().all(|app| app["AppKey"] == app["_RowKey"]));
    let categories: HashSet<String> = apps.iter().map(|app| text(&app["Category"])).collect();
    assert_eq!(categories.len(), 7);
}

#[tokio::test]
async fn few_none_and_many() {
    let company = Company::with(Options { apps: Some(1500), ..Options::default() }).await;
    let many = apps(&company, "many@acme.test").await;
    assert_eq!(many.len(), 1500);
    assert_eq!(many.iter().map(|app| text(&app["DisplayName"])).collect::<HashSet<_>>().len(), 1500);
    assert!(many.iter().map(|app| text(&app["Icon"])).collect::<HashSet<_>>().len() <= 24);
    let icon = company.get(&text(&many[7]["Icon"])).await;
    assert_eq!(icon.headers()["content-type"], "image/svg+xml");
    assert!(
        !company
            .get(&format!("/run?appkey={}", key_of(&many, &text(&many[999]["Name"]))))
            .await
            .status()
            .is_client_error()
    );
    company.forget_cookies();
    assert!(apps(&company, "empty@acme.test").await.is_empty());
}

#[tokio::test]
async fn one_app_credentials_tags_and_folders() {
    let company = Company::new().await;
    let access = company.access("user@acme.test").await;
    let all: Value = company.api("/UPRest/GetUPData", &access, json!({})).await.json().await.expect("JSON");
    let all = all["Result"]["Apps"].as_array().expect("a list").clone();
    let call =
        async |path: &str, body: Value| -> Value { company.api(path, &access, body).await.json().await.expect("JSON") };
    let key = key_of(&all, "BambooHR");
    let read = async || call(&format!("//UPRest/GetAppByKey?appKey={key}"), json!({})).await;
    assert_eq!(read().await["Result"]["PasswordIsSet"], false);
    let bamboo = read().await["Result"]["AppKey"].clone();
    assert_eq!(
        call("/UPRest/SetUserCredsForApp", json!({ "appkey": bamboo, "Username": "u1", "Password": "p" })).await["success"],
        true
    );
    assert_eq!(
        (&read().await["Result"]["PasswordIsSet"], &read().await["Result"]["Username"]),
        (&json!(true), &json!("u1"))
    );
    assert_eq!(
        call("/UPRest/UpsertTagsForApp", json!({ "appkey": bamboo, "tagnames": ["Mine"] })).await["success"],
        true
    );
    assert_eq!(call(&format!("/UPRest/GetTagsForApp?appkey={key}"), json!({})).await["Result"], json!(["Mine"]));
    assert_eq!(call("/UPRest/GetUPData", json!({})).await["Result"]["Tags"], json!(["Mine"]));
    assert_eq!(call("/Folder/GetFolders", json!({})).await["Result"][0]["Apps"].as_array().map(Vec::len), Some(3));
    assert_eq!(call("/UPRest/GetAppByKey?appkey=nope", json!({})).await["success"], false);
    assert_eq!(call("/UserMgmt/GetUserAttributes", json!({ "ID": null })).await["Result"]["Mail"], "user@acme.test");
    assert_eq!(call("/CDirectoryService/GetUser", json!({})).await["Result"]["State"], "None");
}

#[tokio::test]
async fn folders_hold_what_is_assigned() {
    let company = Company::new().await;
    for (user, names) in [
        ("user@acme.test", vec!["Daily", "Reisen & Auslagen"]),
        ("company@acme.test", vec!["Daily", "Reisen & Auslagen", "Werk Köln"]),
        ("many@acme.test", vec!["Daily"]),
        ("empty@acme.test", vec![]),
    ] {
        company.forget_cookies();
        let keys: HashSet<String> = apps(&company, user).await.iter().map(|app| text(&app["AppKey"])).collect();
        company.forget_cookies();
        let access = company.access(user).await;
        let folders: Value = company.api("/Folder/GetFolders", &access, json!({})).await.json().await.expect("JSON");
        let folders = folders["Result"].as_array().expect("a list");
        assert_eq!(folders.iter().map(|folder| text(&folder["Name"])).collect::<Vec<_>>(), names, "{user}");
        for folder in folders {
            let inside = folder["Apps"].as_array().expect("a list");
            assert!(!inside.is_empty() && inside.iter().all(|key| keys.contains(&text(key))), "{user}");
        }
    }
}

#[tokio::test]
async fn a_company_of_five_hundred() {
    let company = Company::new().await;
    let all = apps(&company, "company@acme.test").await;
    assert_eq!(all.len(), 500);
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("after 1970").as_millis();
    let ends: Vec<u128> = all
        .iter()
        .filter_map(|app| app["SharedUntil"].as_str())
        .map(|date| date.trim_start_matches("/Date(").trim_end_matches(")/").parse().expect("a number"))
        .collect();
    assert!(ends.iter().any(|end| *end < now) && ends.iter().any(|end| *end > now && *end < now + 4 * 86_400_000));
    company.forget_cookies();
    let again = apps(&company, "company@acme.test").await;
    assert!(all == again, "the same list each time");
    let icons: HashSet<String> = all.iter().map(|app| text(&app["Icon"])).collect();
    assert!(icons.len() > 490, "each app has an address of its own for its icon");
    let mark = all.iter().find(|app| app["Name"] == "Eingangsrechnungsprüfung").expect("there");
    let icon = company.get(&text(&mark["Icon"])).await;
    assert_eq!(icon.headers()["content-type"], "image/svg+xml");
}

#[tokio::test]
async fn icons_of_every_kind() {
    let company = Company::new().await;
    let access = company.access("user@acme.test").await;
    let list: Value = company.api("/UPRest/GetUPData", &access, json!({})).await.json().await.expect("JSON");
    let icon = |name: &str| {
        let apps = list["Result"]["Apps"].as_array().expect("a list");
        text(&apps.iter().find(|app| app["Name"] == name).unwrap_or_else(|| panic!("no {name}"))["Icon"])
    };
    let fetch = async |address: String| {
        let response = company.request(Method::GET, &address).send().await.expect("an answer");
        let kind = response.headers()["content-type"].to_str().expect("ASCII").to_owned();
        (response.status().as_u16(), kind, response.bytes().await.expect("bytes"))
    };
    let (status, kind, bytes) = fetch(icon("Slack")).await;
    assert!(status == 200 && kind == "image/svg+xml" && bytes.starts_with(b"<svg"));
    let (status, kind, bytes) = fetch(icon("Acme Intranet")).await;
    assert!(status == 200 && kind == "image/png" && bytes.starts_with(b"\x89PNG"));
    assert!(bytes.windows(6).any(|pixels| pixels == [0x12, 0xab, 0x34, 0x12, 0xab, 0x34]));
    assert_eq!(fetch(icon("Dropbox")).await.0, 404);
    assert!(fetch(icon("Global Business Continuity & Emergency Notification Centre")).await.1.starts_with("text/html"));
    assert!(icon("DocuSign").starts_with("data:image/svg+xml;base64,"));
    let protected = icon("db-prod-01 (root)");
    assert_eq!(
        company.request(Method::GET, &protected).header("accept", "image/*").send().await.expect("an answer").status(),
        302
    );
    let with_bearer = company.request(Method::GET, &protected).bearer_auth(&access).send().await.expect("an answer");
    assert_eq!(
        (with_bearer.status().as_u16(), with_bearer.headers()["content-type"].to_str().expect("ASCII")),
        (200, "image/png")
    );
}

#[tokio::test]
async fn launches() {
    let company = Company::new().await;
    let all = apps(&company, "user@acme.test").await;
    let run = |name: &str| format!("/run?appkey={}&customerID=ACM1234", key_of(&all, name));
    let saml = company.get(&run("Workday")).await.text().await.expect("a page");
    assert!(saml.contains("action=\"/app/Workday/acs\""), "{saml}");
    let response =
        saml.split("name=\"SAMLResponse\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a value");
    let response = response.replace("&#x2B;", "+").replace("&#43;", "+");
    let page = company
        .browse(Method::POST, "/app/Workday/acs", &[("SAMLResponse", &response)])
        .await
        .text()
        .await
        .expect("a page");
    assert!(page.contains("<title>Workday</title>") && page.contains("<h1>Signed in as user@acme.test</h1>"), "{page}");

    let to_app = location(&company.get(&run("Grafana")).await);
    let as_anyone =
        company.request(Method::GET, &to_app).send().await.expect("an answer").text().await.expect("a page");
    assert!(to_app.starts_with("/app/Grafana") && as_anyone.contains("Signed in as user@acme.test"));
    let hostile = company
        .get(&location(&company.get(&run("<b>Budget</b> & Forecast")).await))
        .await
        .text()
        .await
        .expect("a page");
    assert!(!hostile.contains("<b>Budget") && !hostile.contains("<script>alert"));
    assert!(
        company
            .get(&run("Legacy Time Clock"))
            .await
            .text()
            .await
            .expect("a page")
            .contains("<div class=\"error-text\">")
    );
    assert!(company.get("/run?appkey=nope").await.text().await.expect("a page").contains("error-text"));
    assert!(company.get(&run("Notion")).await.text().await.expect("a page").contains("name=\"username\""));
    assert!(company.get(&run("BambooHR")).await.text().await.expect("a page").contains("Save and open"));
}

#[tokio::test]
async fn without_a_session_the_login_page_goes_on_to_the_app() {
    let company = Company::new().await;
    let all = apps(&company, "user@acme.test").await;
    company.forget_cookies();
    let path = format!("/run?appkey={}", key_of(&all, "Notion"));
    let login = location(&company.get(&path).await);
    assert_eq!(param(&login, "appKey").as_deref(), Some("@~/apps/Notion"));
    assert_eq!(param(&login, "yfirtnecrun").as_deref(), Some("true"));
    let page = company.get(&login).await.text().await.expect("a page");
    assert!(page.contains("data-target=\"/run?appkey=%40~%2Fapps%2FNotion&#38;customerID=ACM1234\""), "{page}");
    let done = company.sign_in("user@acme.test").await;
    company.forget_cookies();
    let with_auth = format!("{path}&Auth={}", text(&done["Result"]["Auth"]));
    assert_eq!(company.get(&with_auth).await.status(), 200);
    assert!(company.cookie(".ASPXAUTH").is_some(), "the one-time value signs the browser in");
    company.forget_cookies();
    assert_eq!(company.get(&with_auth).await.status(), 302, "once");
}

#[tokio::test]
async fn step_up() {
    let company = Company::new().await;
    let all = apps(&company, "user@acme.test").await;
    let key = key_of(&all, "Amazon Web Services");
    let login = location(&company.get(&format!("/uprest/HandleAppClick?appkey={key}")).await);
    assert_eq!(param(&login, "elevate").as_deref(), Some("2"));
    let id = param(&login, "challengeId").expect("an id");
    let package =
        company.security("StartChallenge", json!({ "Version": "1.0", "elevate": "2", "ChallengeStateId": id })).await;
    assert_eq!(package["Result"]["Challenges"][0]["Mechanisms"][0]["Name"], "EMAIL");
    company.advance(&package, 0, "StartOOB", json!("")).await;
    let access = company.access("user@acme.test").await;
    let click = || company.request(Method::POST, &format!("/UPRest/HandleAppClick?appkey={key}")).bearer_auth(&access);
    assert_eq!(click().send().await.expect("an answer").status(), 302);
    let refused: Value =
        click().header("accept", "application/json").send().await.expect("an answer").json().await.expect("JSON");
    assert!(refused["Result"]["ChallengeId"].is_string());
    let done = company.advance(&package, 0, "Answer", json!("246810")).await;
    assert_eq!(done["Result"]["Summary"], "LoginSuccess");
    let repeated = click().header("X-CFY-CHALLENGEID", &id).send().await.expect("an answer");
    assert!(repeated.text().await.expect("a page").contains("SAMLResponse"));
    assert_eq!(company.get(&format!("/run?appkey={key}")).await.status(), 200, "the new session is elevated");
}

#[tokio::test]
async fn paths_headers_and_base_path() {
    let company = Company::with(Options { base_path: Some("/identity".into()), ..Options::default() }).await;
    assert!(company.url.ends_with("/identity"));
    let access = company.access("user@acme.test").await;
    let response = company.api("//SECURITY//WhoAmI", &access, json!({})).await;
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
    let origin = company.url.trim_end_matches("/identity").to_owned();
    let outside = company.get(&format!("{origin}/security/whoami")).await;
    assert_eq!(
        (outside.status().as_u16(), outside.headers()["content-type"].to_str().expect("ASCII")),
        (404, "text/html; charset=utf-8")
    );
    assert_eq!(company.get("/no/such/path").await.status(), 404);
    company.forget_cookies();
    assert!(location(&company.get("/my").await).starts_with("/identity/login"));
    let page = company.get("/login").await.text().await.expect("a page");
    assert!(page.contains("/identity/vfslow/lib/uibuild/standalonelogin/login.css"));
    assert_eq!(company.get("/VFSLow/lib/uibuild/standalonelogin/login.css").await.status(), 200);
    assert_eq!(company.get("/SysInfo/Version").await.status(), 200);
}

#[tokio::test]
async fn addresses_follow_the_host_header() {
    let company = Company::new().await;
    company.sign_in("user@acme.test").await;
    let cookie = format!(".ASPXAUTH={}", company.cookie(".ASPXAUTH").expect("signed in"));
    let path = "/oauth2/authorize/Portico?response_type=code&client_id=x&redirect_uri=http://acme.test/sysinfo/dummy";
    let request = company
        .request(Method::GET, path)
        .header("cookie", cookie)
        .header("host", "acme.test")
        .header("x-forwarded-proto", "https");
    assert!(location(&request.send().await.expect("an answer")).starts_with("http://acme.test/sysinfo/dummy?code="));
}

#[tokio::test]
async fn the_login_page_never_leads_away() {
    let company = Company::new().await;
    for evil in ["https://evil.test/", "javascript:alert(1)", "//evil.test", "/\\evil.test"] {
        let address = reqwest::Url::parse_with_params(&format!("{}/login", company.url), [("cloudRedirect", evil)])
            .expect("a URL");
        let page = company.request(Method::GET, address.as_str()).send().await.expect("an answer");
        let page = page.text().await.expect("a page");
        let target = page.split("data-target=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a target");
        assert!(target == "/my" || target == "/evil.test", "{target}");
    }
}
