//! A user's browser as far as a sign-in needs one: it follows redirects, keeps cookies, and signs in at the demo tenant
//! by the calls that its login page makes.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use url::Url;

use crate::network::http;

/// More redirects than any sign-in has.
const MAX_REDIRECTS: usize = 20;

/// One profile, which keeps its cookies.
#[derive(Default)]
pub struct Browser {
    /// By host and port. Real browsers ignore the port, but the servers here share one host.
    cookies: BTreeMap<String, BTreeMap<String, String>>,
}

/// The page that a navigation ended at.
#[derive(Debug)]
pub struct Page {
    pub url: Url,
    pub status: u16,
    pub text: String,
}

impl Browser {
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens `url` and follows redirects; on the tenant's login page, signs in as `user`.
    pub fn sign_in(&mut self, url: &str, user: &str) -> Page {
        let mut url = Url::parse(url).unwrap_or_else(|error| panic!("{url}: {error}"));
        for _ in 0..MAX_REDIRECTS {
            let response = self.request("GET", &url, "");
            let location = response.headers("location").next().map(str::to_owned);
            if let Some(location) = location {
                url = url.join(&location).expect("an address");
            } else if url.path().to_ascii_lowercase().ends_with("/login") {
                self.submit_password(&url, user);
                let target = url.query_pairs().find(|(key, _)| key.eq_ignore_ascii_case("cloudRedirect"));
                let back = target.map_or_else(|| "my".to_owned(), |(_, value)| value.into_owned());
                url = url.join(&format!("/{}", back.trim_start_matches('/'))).expect("an address");
            } else {
                return Page { url, status: response.status, text: response.body };
            }
        }
        panic!("the browser is sent round in circles at {url}");
    }

    /// Loads one page without following redirects.
    pub fn open(&mut self, url: &str) -> Page {
        let url = Url::parse(url).unwrap_or_else(|error| panic!("{url}: {error}"));
        let response = self.request("GET", &url, "");
        Page { url, status: response.status, text: response.body }
    }

    fn submit_password(&mut self, login: &Url, user: &str) {
        let attempt = self.call(login, "StartAuthentication", &json!({ "User": user, "Version": "1.0" }));
        let session = attempt["Result"]["SessionId"].clone();
        for challenge in attempt["Result"]["Challenges"].as_array().into_iter().flatten() {
            let mechanism = &challenge["Mechanisms"][0];
            let body = json!({
                "SessionId": session, "MechanismId": mechanism["MechanismId"], "Action": "Answer", "Answer": "portico"
            });
            self.call(login, "AdvanceAuthentication", &body);
        }
    }

    fn call(&mut self, login: &Url, action: &str, body: &Value) -> Value {
        let url = login.join(&format!("/Security/{action}")).expect("an address");
        let response = self.request("POST", &url, &body.to_string());
        serde_json::from_str(&response.body).unwrap_or_default()
    }

    fn request(&mut self, method: &str, url: &Url, body: &str) -> http::Response {
        let address = format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(80));
        let host_cookies = self.cookies.entry(address.clone()).or_default();
        let cookies = host_cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let mut headers = vec![("Accept", "text/html"), ("Content-Type", "application/json")];
        headers.push(("X-Centrify-Native-Client", "true"));
        if !cookies.is_empty() {
            headers.push(("Cookie", &cookies));
        }
        let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let response = http::request(&address, method, &path, &headers, body)
            .unwrap_or_else(|error| panic!("the browser gets nothing from {url}: {error}"));
        for cookie in response.headers("set-cookie") {
            let pair = cookie.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                host_cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        response
    }
}
