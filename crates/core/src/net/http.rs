//! The one way out: an HTTP client that is bound to one tenant.
//!
//! It sends to the tenant's origin and nowhere else, follows no redirect, keeps no cookie, retries
//! nothing by itself, and reads every body through a cap on its decoded size. What goes wrong comes
//! back as an [`Error`]; the client's own error texts quote URLs and are dropped here.

use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, RequestBuilder, redirect, retry, tls};
use secrecy::{ExposeSecret, SecretString};
use url::{Url, form_urlencoded};

use crate::error::{Code, Error, Result};
use crate::tenant::url::TenantUrl;

mod error_code;
mod response;
mod validators;

use error_code::to_code;
pub use response::Response;
use response::read_response;
pub use validators::Validators;

pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Connections that nobody uses do not outlive a pulled cable for long: what is asked on one is lost.
pub(crate) const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection whose other side is gone says nothing by itself. It is asked this often, and given up
/// after as long again; a server that only takes its time answers that.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5);
const KEEPALIVE_RETRIES: u32 = 2;
/// After so long without an answer to that, a connection is given up, whatever patience its request has.
#[cfg(test)]
pub(crate) const SILENT_CONNECTION_TIMEOUT: Duration =
    Duration::from_secs(KEEPALIVE_INTERVAL.as_secs() * (1 + KEEPALIVE_RETRIES as u64));
/// Marks a caller that is no browser; vendor SDKs send both (tenant-api §2.3).
const NATIVE_CLIENT_HEADERS: [&str; 2] = ["x-centrify-native-client", "x-idap-native-client"];

/// How long a whole exchange may take and how large its decoded answer may be.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    timeout: Duration,
    max_body_bytes: usize,
}

impl Budget {
    pub const CALL: Self = Self { timeout: Duration::from_secs(30), max_body_bytes: 256 << 10 };
    pub const LIST: Self = Self { timeout: Duration::from_mins(1), max_body_bytes: 64 << 20 };
    pub const ICON: Self = Self { timeout: Duration::from_secs(10), max_body_bytes: 512 << 10 };
    /// Optional questions, which nobody waits long for.
    pub const OPTIONAL: Self = Self { timeout: Duration::from_secs(3), max_body_bytes: 64 << 10 };
    /// An app's first page, which holds a form of some kilobytes.
    pub const PAGE: Self = Self { timeout: Duration::from_secs(20), max_body_bytes: 1 << 20 };
    pub const FOLDERS: Self = Self { timeout: Duration::from_secs(10), max_body_bytes: 4 << 20 };
    pub const PROBE: Self = Self { timeout: Duration::from_secs(8), max_body_bytes: 64 << 10 };
    pub const SIGN_OUT: Self = Self { timeout: Duration::from_secs(5), max_body_bytes: 64 << 10 };
}

#[derive(Clone)]
pub struct Http {
    tenant: TenantUrl,
    client: Client,
}

impl Http {
    pub fn new(tenant: TenantUrl) -> Result<Self> {
        let native_client_headers =
            NATIVE_CLIENT_HEADERS.iter().map(|name| (HeaderName::from_static(name), HeaderValue::from_static("true")));
        Self::with_default_headers(tenant, native_client_headers.collect())
    }

    /// For asking as a browser does, which is answered with pages and redirects instead of a 401.
    pub fn for_html(tenant: TenantUrl) -> Result<Self> {
        let accept = HeaderValue::from_static("text/html,application/xhtml+xml;q=0.9,*/*;q=0.5");
        Self::with_default_headers(tenant, HeaderMap::from_iter([(ACCEPT, accept)]))
    }

    fn with_default_headers(tenant: TenantUrl, headers: HeaderMap) -> Result<Self> {
        // Err: a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut client = Client::builder()
            .https_only(!tenant.is_loopback())
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .tls_version_min(tls::Version::TLS_1_2)
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .tcp_keepalive(KEEPALIVE_INTERVAL)
            .tcp_keepalive_interval(KEEPALIVE_INTERVAL)
            .tcp_keepalive_retries(KEEPALIVE_RETRIES)
            .user_agent(concat!("Portico/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers);
        if tenant.is_loopback() {
            client = client.no_proxy();
        }
        // What was sent and never confirmed; elsewhere the system decides.
        #[cfg(any(target_os = "linux", target_os = "android"))]
        {
            client = client.tcp_user_timeout(2 * KEEPALIVE_INTERVAL);
        }
        let client = client.build().map_err(|_| Code::Internal)?;
        Ok(Self { tenant, client })
    }

    pub const fn tenant(&self) -> &TenantUrl {
        &self.tenant
    }

    pub fn get(&self, url: Url) -> Request {
        Request::new(self, Method::GET, url)
    }

    pub fn post(&self, url: Url) -> Request {
        Request::new(self, Method::POST, url)
    }
}

pub struct Request {
    builder: RequestBuilder,
    tenant: TenantUrl,
    same_origin: bool,
}

impl Request {
    fn new(http: &Http, method: Method, url: Url) -> Self {
        let same_origin = http.tenant.is_origin_of(&url);
        Self { builder: http.client.request(method, url), tenant: http.tenant.clone(), same_origin }
    }

    #[must_use]
    pub fn bearer(mut self, token: &SecretString) -> Self {
        if let Ok(mut value) = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret())) {
            value.set_sensitive(true);
            self.builder = self.builder.header(AUTHORIZATION, value);
        }
        self
    }

    /// Asks for what is newer than what these came with; 304 where there is nothing.
    #[must_use]
    pub fn conditional(mut self, validators: &Validators) -> Self {
        self.builder = validators.headers().fold(self.builder, |builder, (name, value)| builder.header(name, value));
        self
    }

    /// Client credentials in the header, each form-encoded first (RFC 6749 §2.3.1).
    #[must_use]
    pub fn basic(mut self, client_id: &str, secret: &SecretString) -> Self {
        let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        self.builder = self.builder.basic_auth(encode(client_id), Some(encode(secret.expose_secret())));
        self
    }

    #[must_use]
    pub fn form(mut self, fields: &[(&str, &str)]) -> Self {
        self.builder = self.builder.header(ACCEPT, "application/json").form(fields);
        self
    }

    /// `json` has to be a JSON text; the tenant reads an empty object as "no arguments".
    #[must_use]
    pub fn json(mut self, json: impl Into<String>) -> Self {
        self.builder =
            self.builder.header(ACCEPT, "application/json").header(CONTENT_TYPE, "application/json").body(json.into());
        self
    }

    /// As a browser that goes to a page.
    #[must_use]
    pub fn accept_html(mut self) -> Self {
        self.builder = self.builder.header(ACCEPT, "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5");
        self
    }

    /// Sends once and reads the whole answer within `budget`.
    pub async fn send(self, budget: Budget) -> Result<Response> {
        let host = self.tenant.host();
        if !self.same_origin {
            return Err(Error::new(Code::NetRedirect).with_host(host));
        }
        let exchange = async {
            let response = self.builder.send().await.map_err(|error| Error::new(to_code(&error)))?;
            read_response(response, budget.max_body_bytes).await
        };
        match tokio::time::timeout(budget.timeout, exchange).await {
            Ok(result) => result.map_err(|error| error.with_host(host)),
            Err(_) => Err(Error::new(Code::NetTimeout).with_host(host)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn request_to_another_origin_is_not_sent() {
        let http = Http::new(TenantUrl::parse("https://acme.my.idaptive.app").unwrap()).unwrap();
        for url in ["https://evil.test/", "http://acme.my.idaptive.app/", "https://acme.my.idaptive.app:444/"] {
            let error = http.get(Url::parse(url).unwrap()).send(Budget::CALL).await.err().unwrap();
            assert_eq!(error.code, Code::NetRedirect, "{url}");
        }
    }
}
