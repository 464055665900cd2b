//! HTTP client for the tests: it keeps its own cookies and follows no redirect, so that tests see each step.

use std::sync::Mutex;

use demo_tenant::{Config, Controls, DemoTenant, OAuthApp, Options};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub(crate) struct TestClient {
    pub(crate) tenant: DemoTenant,
    pub(crate) url: String,
    client: Client,
    cookies: Mutex<Vec<(String, String)>>,
}

/// The default app, changed by the test.
pub(crate) fn with_app(change: impl FnOnce(&mut OAuthApp)) -> Options {
    let mut config = Config::default();
    change(&mut config.apps[0]);
    Options { config, ..Options::default() }
}

impl TestClient {
    pub(crate) async fn new() -> Self {
        Self::with(Options::default()).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let tenant = DemoTenant::start(options).await;
        // Only the first test of a process gets to set it, and all want the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().redirect(Policy::none()).no_proxy().build().expect("a client");
        Self { url: tenant.url().to_owned(), tenant, client, cookies: Mutex::default() }
    }

    pub(crate) fn controls(&self) -> Controls {
        self.tenant.controls()
    }

    pub(crate) fn redirect(&self) -> String {
        format!("{}/sysinfo/dummy", self.url)
    }

    /// Without cookies.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.url) };
        self.client.request(method, url)
    }

    /// As a browser: with cookies, asking for pages.
    pub(crate) async fn browse(&self, method: Method, path: &str, form: &[(&str, &str)]) -> Response {
        let cookies: Vec<String> =
            self.cookies.lock().expect("cookies").iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = self.request(method, path).header("accept", "text/html,*/*");
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if !form.is_empty() {
            request = request.form(form);
        }
        let response = request.send().await.expect("an answer");
        self.keep_cookies(&response);
        response
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.browse(Method::GET, path, &[]).await
    }

    pub(crate) async fn api(&self, path: &str, bearer: &str, body: Value) -> Response {
        self.request(Method::POST, path).bearer_auth(bearer).json(&body).send().await.expect("an answer")
    }

    /// One call of the login page.
    pub(crate) async fn security(&self, action: &str, body: Value) -> Value {
        let request = self
            .request(Method::POST, &format!("/Security/{action}"))
            .header("X-CENTRIFY-NATIVE-CLIENT", "true")
            .json(&body);
        let response = request.send().await.expect("an answer");
        self.keep_cookies(&response);
        response.json().await.expect("JSON")
    }

    pub(crate) async fn start(&self, user: &str) -> Value {
        self.security("StartAuthentication", json!({ "User": user, "Version": "1.0" })).await
    }

    pub(crate) async fn advance(&self, package: &Value, challenge: usize, action: &str, answer: Value) -> Value {
        let result = &package["Result"];
        let mechanism = &result["Challenges"][challenge]["Mechanisms"][0]["MechanismId"];
        let body =
            json!({ "SessionId": result["SessionId"], "MechanismId": mechanism, "Action": action, "Answer": answer });
        self.security("AdvanceAuthentication", body).await
    }

    /// Password sign-in; the browser then has its cookie.
    pub(crate) async fn sign_in(&self, user: &str) -> Value {
        let package = self.start(user).await;
        let done = self.advance(&package, 0, "Answer", json!("portico")).await;
        assert_eq!(done["Result"]["Summary"], "LoginSuccess", "{done}");
        done
    }

    pub(crate) fn forget_cookies(&self) {
        self.cookies.lock().expect("cookies").clear();
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("cookies").iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    pub(crate) fn authorize_path(&self, extra: &[(&str, &str)]) -> String {
        let redirect = self.redirect();
        let mut params = vec![
            ("response_type", "code"),
            ("client_id", "any text"),
            ("redirect_uri", redirect.as_str()),
            ("state", "s=1\n"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in extra {
            params.retain(|(known, _)| known != name);
            if !value.is_empty() {
                params.push((name, value));
            }
        }
        let url =
            reqwest::Url::parse_with_params(&format!("{}/oauth2/authorize/Portico", self.url), params).expect("a URL");
        url.as_str().to_owned()
    }

    /// Signs `user` in if needed and walks the redirects to the code.
    pub(crate) async fn code(&self, user: &str, extra: &[(&str, &str)]) -> String {
        if self.cookie(".ASPXAUTH").is_none() {
            self.sign_in(user).await;
        }
        let response = self.get(&self.authorize_path(extra)).await;
        param(&location(&response), "code").expect("a code")
    }

    pub(crate) async fn token(&self, form: &[(&str, &str)]) -> (u16, Value) {
        let response = self.request(Method::POST, "/oauth2/token/Portico").form(form).send().await.expect("an answer");
        let status = response.status().as_u16();
        (status, response.json().await.expect("JSON"))
    }

    pub(crate) async fn redeem(&self, code: &str, verifier: &str) -> (u16, Value) {
        let redirect = self.redirect();
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &redirect),
            ("client_id", "any text"),
            ("code_verifier", verifier),
        ])
        .await
    }

    pub(crate) async fn refresh(&self, refresh_token: &Value) -> (u16, Value) {
        let value = refresh_token.as_str().expect("a refresh token");
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", value), ("client_id", "any text")]).await
    }

    /// The whole dance.
    pub(crate) async fn tokens(&self, user: &str) -> Value {
        let code = self.code(user, &[]).await;
        let (status, tokens) = self.redeem(&code, VERIFIER).await;
        assert_eq!(status, 200, "{tokens}");
        tokens
    }

    pub(crate) async fn access(&self, user: &str) -> String {
        text(&self.tokens(user).await["access_token"])
    }

    /// The account's app list, after a sign-in if there is no session.
    pub(crate) async fn apps(&self, user: &str) -> Vec<Value> {
        let access = self.access(user).await;
        let list: Value = self.api("/UPRest/GetUPData", &access, json!({})).await.json().await.expect("JSON");
        list["Result"]["Apps"].as_array().expect("a list").clone()
    }

    fn keep_cookies(&self, response: &Response) {
        let mut cookies = self.cookies.lock().expect("cookies");
        for value in response.headers().get_all("set-cookie") {
            let pair = value.to_str().expect("ASCII").split(';').next().unwrap_or_default().to_owned();
            let (name, value) = pair.split_once('=').expect("a pair");
            cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

pub(crate) fn location(response: &Response) -> String {
    assert_eq!(response.status(), 302, "{}", response.url());
    response.headers()["location"].to_str().expect("ASCII").to_owned()
}

pub(crate) fn param(address: &str, name: &str) -> Option<String> {
    let base = reqwest::Url::parse("http://relative.test").expect("a URL");
    let url = base.join(address).expect("a URL");
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// The `AppKey` of the app with that name, percent-encoded for a query.
pub(crate) fn app_key(apps: &[Value], name: &str) -> String {
    let app = apps.iter().find(|app| app["Name"] == name).unwrap_or_else(|| panic!("no {name}"));
    reqwest::Url::parse_with_params("http://x/", [("k", text(&app["AppKey"]))])
        .expect("a URL")
        .query()
        .expect("a query")[2..]
        .to_owned()
}
