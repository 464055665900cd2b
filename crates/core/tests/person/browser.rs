//! The sign-in window as a small browser: it walks the tenant's login page over HTTP, or is led astray
//! by it.

use std::sync::{LazyLock, Mutex};

use portico_core::ports::SignInPage;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use url::Url;

/// Leads the window to `addresses`, of which each may name parts of the right answer: `{at}` is where
/// it would go, `{host}` the host and port of that, `{code}` and `{state}` its parameters, `{long}` a
/// mebibyte.
/// What the window was told of each.
pub(super) fn leads(page: &SignInPage, answer: &Url, addresses: &[&str]) -> Vec<bool> {
    let parameter = |name: &str| -> String {
        answer.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap()
    };
    let host = &answer[url::Position::BeforeHost..url::Position::AfterPort];
    let at = &answer[..url::Position::AfterPath];
    let lead = |address: &&str| {
        let address = address.replace("{at}", at).replace("{host}", host).replace("{long}", &"x".repeat(1 << 20));
        let address = address.replace("{code}", &parameter("code")).replace("{state}", &parameter("state"));
        page.may_open(&Url::parse(&address).unwrap())
    };
    addresses.iter().map(lead).collect()
}

/// From the first address over the login page to where it leads; false when it leads nowhere.
pub(super) async fn browse(
    start: Url,
    may_open: impl Fn(&Url) -> bool,
    there: impl Fn(&Url),
    who: &str,
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
    let mut words = who.split(' ');
    let user = words.next().unwrap();
    let (password, code) = (words.next().unwrap_or("portico"), words.next().unwrap_or("246810"));
    let mut at = start;
    let base = at.as_str().split("/oauth2/").next().unwrap().trim_end_matches("/my").to_owned();
    for _ in 0..20 {
        if !may_open(&at) {
            return true;
        }
        let response = send(client.get(at.clone()).header("accept", "text/html")).await;
        there(&at);
        if let Some(location) = response.headers().get("location") {
            at = at.join(location.to_str().unwrap()).unwrap();
        } else if at.path().to_ascii_lowercase().ends_with("/login") {
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
            let back = at.query_pairs().find(|(key, _)| key.eq_ignore_ascii_case("cloudRedirect"));
            let back = back.map_or_else(|| "my".to_owned(), |(_, value)| value.into_owned());
            at = Url::parse(&format!("{base}/{}", back.trim_start_matches('/'))).unwrap();
        } else {
            return response.status().is_success();
        }
    }
    false
}
