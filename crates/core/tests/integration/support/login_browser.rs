//! The sign-in window as a small browser: it walks the tenant's login page over HTTP, and follows redirects as told.

use std::sync::{LazyLock, Mutex};

use portico_core::sign_in::page::SignInPage;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use url::Url;

/// Leads the window to `addresses`, of which each may name parts of the right answer: `{at}` is where
/// it would go, `{host}` the host and port of that, `{code}` and `{state}` its parameters, `{long}` a
/// mebibyte.
/// What the window was told of each.
pub(super) fn navigate_each(page: &SignInPage, redirect: &Url, addresses: &[&str]) -> Vec<bool> {
    let parameter = |name: &str| -> String {
        redirect.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap()
    };
    let host = &redirect[url::Position::BeforeHost..url::Position::AfterPort];
    let redirect_base = &redirect[..url::Position::AfterPath];
    let navigate = |address: &&str| {
        let address =
            address.replace("{at}", redirect_base).replace("{host}", host).replace("{long}", &"x".repeat(1 << 20));
        let address = address.replace("{code}", &parameter("code")).replace("{state}", &parameter("state"));
        page.allow_navigation(&Url::parse(&address).unwrap())
    };
    addresses.iter().map(navigate).collect()
}

/// From the first address over the login page to where it leads; false when it leads nowhere.
pub(super) async fn browse(
    start: Url,
    may_navigate: impl Fn(&Url) -> bool,
    on_loaded: impl Fn(&Url),
    credentials: &str,
    cookies: &Mutex<Vec<(String, String)>>,
) -> bool {
    // One for all, since making one costs more than a whole sign-in; a connection belongs to its runtime.
    static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(|| {
        reqwest::Client::builder().redirect(Policy::none()).no_proxy().pool_max_idle_per_host(0).build().unwrap()
    });
    let client = &*CLIENT;
    let send = async |request: reqwest::RequestBuilder| {
        let jar: Vec<String> = cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let response = request.header("cookie", jar.join("; ")).send().await.unwrap();
        for cookie in response.headers().get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let mut jar = cookies.lock().unwrap();
            jar.retain(|(other, _)| other != name);
            jar.push((name.to_owned(), value.to_owned()));
        }
        response
    };
    let mut parts = credentials.split(' ');
    let user = parts.next().unwrap();
    let (password, code) = (parts.next().unwrap_or("portico"), parts.next().unwrap_or("246810"));
    let mut current_url = start;
    for _ in 0..20 {
        if !may_navigate(&current_url) {
            return true;
        }
        let response = send(client.get(current_url.clone()).header("accept", "text/html")).await;
        on_loaded(&current_url);
        if let Some(location) = response.headers().get("location") {
            current_url = current_url.join(location.to_str().unwrap()).unwrap();
        } else if current_url.path().to_ascii_lowercase().ends_with("/login") {
            let page_url = &current_url[..url::Position::AfterPath];
            let base = page_url[..page_url.len() - "/login".len()].to_owned();
            let call = async |action: &str, body: Value| -> Value {
                let url = format!("{base}/Security/{action}");
                let request = client
                    .post(url)
                    .header("x-centrify-native-client", "true")
                    .header("content-type", "application/json");
                serde_json::from_slice(&send(request.body(body.to_string())).await.bytes().await.unwrap()).unwrap()
            };
            let started = call("StartAuthentication", json!({ "User": user, "Version": "1.0" })).await;
            let session = started["Result"]["SessionId"].clone();
            for challenge in started["Result"]["Challenges"].as_array().unwrap() {
                let mechanism = &challenge["Mechanisms"][0];
                let id = mechanism["MechanismId"].clone();
                let answer = if mechanism["Name"] == "UP" { password } else { code };
                if mechanism["Name"] != "UP" {
                    call(
                        "AdvanceAuthentication",
                        json!({ "SessionId": session, "MechanismId": id, "Action": "StartOOB" }),
                    )
                    .await;
                }
                call(
                    "AdvanceAuthentication",
                    json!({ "SessionId": session, "MechanismId": id, "Action": "Answer", "Answer": answer }),
                )
                .await;
            }
            let return_path = current_url.query_pairs().find(|(key, _)| key.eq_ignore_ascii_case("cloudRedirect"));
            let return_path = return_path.map_or_else(|| "my".to_owned(), |(_, value)| value.into_owned());
            current_url = Url::parse(&format!("{base}/{}", return_path.trim_start_matches('/'))).unwrap();
        } else {
            return response.status().is_success();
        }
    }
    false
}
