//! The app list with its members and quirks, calls about single apps, folders, icons.

use std::collections::HashSet;

use demo_tenant::Options;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{TestClient, app_key, text};

#[tokio::test]
async fn app_list_has_documented_members_and_quirks() {
    let client = TestClient::new().await;
    let access = client.access("user@acme.test").await;
    let response = client.api("/UPRest/GetUPData", &access, json!({ "force": "True" })).await;
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
async fn app_count_option_and_empty_account_shape_the_list() {
    let client = TestClient::with(Options { apps: Some(1500), ..Options::default() }).await;
    let many = client.apps("many@acme.test").await;
    assert_eq!(many.len(), 1500);
    assert_eq!(many.iter().map(|app| text(&app["DisplayName"])).collect::<HashSet<_>>().len(), 1500);
    assert!(many.iter().map(|app| text(&app["Icon"])).collect::<HashSet<_>>().len() <= 24);
    let icon = client.get(&text(&many[7]["Icon"])).await;
    assert_eq!(icon.headers()["content-type"], "image/svg+xml");
    assert!(
        !client
            .get(&format!("/run?appkey={}", app_key(&many, &text(&many[999]["Name"]))))
            .await
            .status()
            .is_client_error()
    );
    client.forget_cookies();
    assert!(client.apps("empty@acme.test").await.is_empty());
}

#[tokio::test]
async fn app_calls_store_credentials_and_tags_and_list_folders() {
    let client = TestClient::new().await;
    let access = client.access("user@acme.test").await;
    let all: Value = client.api("/UPRest/GetUPData", &access, json!({})).await.json().await.expect("JSON");
    let all = all["Result"]["Apps"].as_array().expect("a list").clone();
    let call =
        async |path: &str, body: Value| -> Value { client.api(path, &access, body).await.json().await.expect("JSON") };
    let key = app_key(&all, "BambooHR");
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
async fn folders_contain_only_assigned_apps() {
    let client = TestClient::new().await;
    for (user, names) in [
        ("user@acme.test", vec!["Daily", "Reisen & Auslagen"]),
        ("company@acme.test", vec!["Daily", "Reisen & Auslagen", "Werk Köln"]),
        ("many@acme.test", vec!["Daily"]),
        ("empty@acme.test", vec![]),
    ] {
        client.forget_cookies();
        let keys: HashSet<String> = client.apps(user).await.iter().map(|app| text(&app["AppKey"])).collect();
        client.forget_cookies();
        let access = client.access(user).await;
        let folders: Value = client.api("/Folder/GetFolders", &access, json!({})).await.json().await.expect("JSON");
        let folders = folders["Result"].as_array().expect("a list");
        assert_eq!(folders.iter().map(|folder| text(&folder["Name"])).collect::<Vec<_>>(), names, "{user}");
        for folder in folders {
            let inside = folder["Apps"].as_array().expect("a list");
            assert!(!inside.is_empty() && inside.iter().all(|key| keys.contains(&text(key))), "{user}");
        }
    }
}

#[tokio::test]
async fn company_account_lists_same_500_apps_each_time() {
    let client = TestClient::new().await;
    let all = client.apps("company@acme.test").await;
    assert_eq!(all.len(), 500);
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("after 1970").as_millis();
    let ends: Vec<u128> = all
        .iter()
        .filter_map(|app| app["SharedUntil"].as_str())
        .map(|date| date.trim_start_matches("/Date(").trim_end_matches(")/").parse().expect("a number"))
        .collect();
    assert!(ends.iter().any(|end| *end < now) && ends.iter().any(|end| *end > now && *end < now + 4 * 86_400_000));
    client.forget_cookies();
    let again = client.apps("company@acme.test").await;
    assert!(all == again, "the same list each time");
    let icons: HashSet<String> = all.iter().map(|app| text(&app["Icon"])).collect();
    assert!(icons.len() > 490, "each app has an address of its own for its icon");
    let mark = all.iter().find(|app| app["Name"] == "Eingangsrechnungsprüfung").expect("there");
    let icon = client.get(&text(&mark["Icon"])).await;
    assert_eq!(icon.headers()["content-type"], "image/svg+xml");
}

#[tokio::test]
async fn icon_endpoints_serve_every_icon_kind() {
    let client = TestClient::new().await;
    let access = client.access("user@acme.test").await;
    let list: Value = client.api("/UPRest/GetUPData", &access, json!({})).await.json().await.expect("JSON");
    let icon = |name: &str| {
        let apps = list["Result"]["Apps"].as_array().expect("a list");
        text(&apps.iter().find(|app| app["Name"] == name).unwrap_or_else(|| panic!("no {name}"))["Icon"])
    };
    let fetch = async |address: String| {
        let response = client.request(Method::GET, &address).send().await.expect("an answer");
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
        client.request(Method::GET, &protected).header("accept", "image/*").send().await.expect("an answer").status(),
        302
    );
    let with_bearer = client.request(Method::GET, &protected).bearer_auth(&access).send().await.expect("an answer");
    assert_eq!(
        (with_bearer.status().as_u16(), with_bearer.headers()["content-type"].to_str().expect("ASCII")),
        (200, "image/png")
    );
}
