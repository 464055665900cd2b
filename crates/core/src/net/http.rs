//! The one way out: an HTTP client that is bound to one tenant.
//!
//! It sends to the tenant's origin and nowhere else, follows no redirect, keeps no cookie, retries
//! nothing by itself, and reads every body through a cap on its decoded size. What goes wrong comes
//! back as a [`Problem`]; the client's own error texts quote URLs and are dropped here.

use std::error::Error as StdError;
use std::io;
use std::time::{Duration, SystemTime};

use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER, SET_COOKIE,
};
use reqwest::{Client, Method, RequestBuilder, redirect, retry, tls};
use rustls::CertificateError;
use secrecy::{ExposeSecret, SecretString};
use url::{Url, form_urlencoded};

use crate::error::{Code, Error, Result};
use crate::tenant::url::TenantUrl;

mod validators;

pub use validators::Validators;

pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Between two pieces of a body. The head may take as long as the whole budget: a list is computed first.
const READ_IDLE_TIMEOUT: Duration = Duration::from_secs(15);
/// Connections that nobody uses do not outlive a pulled cable for long: what is asked on one is lost.
pub(crate) const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection whose other side is gone says nothing by itself. It is asked this often, and given up
/// after as long again; a server that only takes its time answers that.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5);
/// A server may ask for patience, not for ever.
const MAX_RETRY_AFTER: Duration = Duration::from_mins(2);

const TRANSACTION_ID_HEADER: &str = "x-cfy-tx-id";
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
    /// As a call, but nothing else gets on while it is under way.
    pub const REFRESH: Self = Self { timeout: Duration::from_secs(15), max_body_bytes: 256 << 10 };
    pub const LIST: Self = Self { timeout: Duration::from_mins(1), max_body_bytes: 64 << 20 };
    pub const ICON: Self = Self { timeout: Duration::from_secs(10), max_body_bytes: 512 << 10 };
    /// Optional questions, which nobody waits long for.
    pub const OPTIONAL: Self = Self { timeout: Duration::from_secs(3), max_body_bytes: 64 << 10 };
    /// An app's first page, which holds a form of some kilobytes.
    pub const PAGE: Self = Self { timeout: Duration::from_secs(20), max_body_bytes: 1 << 20 };
    pub const FOLDERS: Self = Self { timeout: Duration::from_secs(10), max_body_bytes: 4 << 20 };
    pub const PROBE: Self = Self { timeout: Duration::from_secs(8), max_body_bytes: 64 << 10 };
    pub const SIGN_OUT: Self = Self { timeout: Duration::from_secs(5), max_body_bytes: 64 << 10 };

    #[cfg(test)]
    pub(crate) const fn timeout(self) -> Duration {
        self.timeout
    }
}

#[derive(Clone)]
pub struct Http {
    tenant: TenantUrl,
    client: Client,
}

/// What came back, read to its end.
pub struct Response {
    pub status: u16,
    /// Lower case, without parameters.
    pub content_type: Option<String>,
    pub location: Option<String>,
    /// Each `Set-Cookie` as it stands.
    pub set_cookies: Vec<String>,
    pub retry_after: Option<Duration>,
    pub validators: Validators,
    /// The tenant's number for this exchange; its presence also shows that a tenant answered.
    pub transaction_id: Option<String>,
    pub body: Vec<u8>,
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
            .tcp_keepalive_retries(2)
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
            Ok(result) => result.map_err(|problem| problem.with_host(host)),
            Err(_) => Err(Error::new(Code::NetTimeout).with_host(host)),
        }
    }
}

async fn read_response(mut raw: reqwest::Response, max_body_bytes: usize) -> Result<Response> {
    let headers = raw.headers();
    let mut response = Response {
        status: raw.status().as_u16(),
        content_type: header(headers, CONTENT_TYPE.as_str())
            .and_then(|value| value.split(';').next().map(|kind| kind.trim().to_ascii_lowercase())),
        location: header(headers, LOCATION.as_str()),
        set_cookies: headers
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|value| Some(value.to_str().ok()?.to_owned()))
            .collect(),
        retry_after: header(headers, RETRY_AFTER.as_str()).and_then(|value| parse_retry_after(&value)),
        validators: Validators::from_headers(headers),
        transaction_id: header(headers, TRANSACTION_ID_HEADER)
            .filter(|id| id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric())),
        body: Vec::new(),
    };
    loop {
        let chunk = match tokio::time::timeout(READ_IDLE_TIMEOUT, raw.chunk()).await {
            Ok(chunk) => chunk,
            Err(_) => return Err(Code::NetTimeout.into()),
        };
        match chunk {
            Ok(None) => return Ok(response),
            Ok(Some(chunk)) if response.body.len() + chunk.len() > max_body_bytes => return Err(Code::ApiTooBig.into()),
            Ok(Some(chunk)) => response.body.extend_from_slice(&chunk),
            Err(error) if error.is_timeout() => return Err(Code::NetTimeout.into()),
            Err(_) => return Err(Code::NetCut.into()),
        }
    }
}

impl Response {
    pub const fn is_ok(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// Whether the tenant itself answered, and with success; a login page is not one.
    pub fn is_tenant_success(&self) -> bool {
        self.is_ok() && !self.is_html()
    }

    pub const fn is_redirect(&self) -> bool {
        matches!(self.status, 300..=399)
    }

    pub fn is_html(&self) -> bool {
        self.content_type.as_deref().is_some_and(|kind| kind == "text/html" || kind == "application/xhtml+xml")
    }

    /// Whether the type lets the body be JSON: said so, or said nothing much.
    pub fn may_be_json(&self) -> bool {
        self.content_type.as_deref().is_none_or(|kind| {
            matches!(kind, "application/json" | "text/json" | "text/plain") || kind.ends_with("+json")
        })
    }

    /// Whether this sends the caller to the tenant's login page instead of answering: a redirect
    /// there, or a page of the tenant's with success (tenant-api §2.2).
    pub fn is_login_response(&self, tenant: &TenantUrl) -> bool {
        let is_tenant_page = self.is_ok() && self.is_html() && self.transaction_id.is_some();
        let target = self.location.as_deref().and_then(|location| tenant.join("/").join(location).ok());
        let is_login_target =
            target.is_some_and(|url| tenant.is_origin_of(&url) && url.path().to_ascii_lowercase().contains("/login"));
        is_tenant_page || (self.is_redirect() && is_login_target)
    }

    /// Whether this sends the caller to the login page for another check, and not for a new session
    /// (tenant-api §7.4).
    pub fn is_step_up(&self) -> bool {
        let query = self.location.as_deref().and_then(|location| location.split_once('?')).map(|(_, query)| query);
        self.is_redirect()
            && query.is_some_and(|query| {
                form_urlencoded::parse(query.as_bytes()).any(|(key, _)| key.eq_ignore_ascii_case("challengeId"))
            })
    }

    /// The body without the byte order mark that .NET servers like to put in front.
    pub fn body_without_bom(&self) -> &[u8] {
        self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body)
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// `Retry-After` as seconds or as a date (RFC 9110 §10.2.3).
fn parse_retry_after(value: &str) -> Option<Duration> {
    let value = value.trim();
    let delay = match value.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => httpdate::parse_http_date(value).ok()?.duration_since(SystemTime::now()).unwrap_or_default(),
    };
    Some(delay.min(MAX_RETRY_AFTER))
}

fn to_code(error: &reqwest::Error) -> Code {
    if error.is_timeout() {
        return Code::NetTimeout;
    }
    if error.is_dns() {
        return Code::NetDns;
    }
    let code = error.source().and_then(cause_to_code);
    code.unwrap_or(if error.is_connect() { Code::NetRefused } else { Code::NetCut })
}

fn cause_to_code(cause: &(dyn StdError + 'static)) -> Option<Code> {
    if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
        return Some(tls_error_to_code(tls));
    }
    if let Some(io) = cause.downcast_ref::<io::Error>() {
        // What an io::Error wraps is not its `source`; it may be the next io::Error.
        if let Some(code) = io.get_ref().and_then(|inner| cause_to_code(inner)) {
            return Some(code);
        }
        match io.kind() {
            io::ErrorKind::ConnectionRefused => return Some(Code::NetRefused),
            io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkDown => {
                return Some(Code::NetOffline);
            }
            io::ErrorKind::TimedOut => return Some(Code::NetTimeout),
            _ => {}
        }
    }
    cause.source().and_then(cause_to_code)
}

fn tls_error_to_code(error: &rustls::Error) -> Code {
    let rustls::Error::InvalidCertificate(reason) = error else { return Code::TlsFailed };
    match reason {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => Code::TlsExpired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Code::TlsClock,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Code::TlsName,
        _ => Code::TlsUntrusted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_parsed_and_capped() {
        for (value, seconds) in [
            ("5", Some(5)),
            ("0", Some(0)),
            ("1000000000", Some(120)),
            ("-1", None),
            ("never", None),
            ("Wed, 21 Oct 2015 07:28:00 GMT", Some(0)),
        ] {
            assert_eq!(parse_retry_after(value).map(|wait| wait.as_secs()), seconds, "{value}");
        }
    }

    #[test]
    fn nested_io_errors_map_to_their_root_code() {
        let certificate = |reason| rustls::Error::InvalidCertificate(reason);
        let wrapped = |error: rustls::Error| io::Error::other(io::Error::new(io::ErrorKind::InvalidData, error));
        for (error, code) in [
            (wrapped(certificate(CertificateError::UnknownIssuer)), Code::TlsUntrusted),
            (wrapped(certificate(CertificateError::Expired)), Code::TlsExpired),
            (wrapped(certificate(CertificateError::NotValidYet)), Code::TlsClock),
            (wrapped(certificate(CertificateError::NotValidForName)), Code::TlsName),
            (wrapped(rustls::Error::DecryptError), Code::TlsFailed),
            (io::Error::other(io::Error::from(io::ErrorKind::NetworkUnreachable)), Code::NetOffline),
            (io::ErrorKind::ConnectionRefused.into(), Code::NetRefused),
        ] {
            assert_eq!(cause_to_code(&error), Some(code), "{error:?}");
        }
    }

    #[tokio::test]
    async fn request_to_another_origin_is_not_sent() {
        let http = Http::new(TenantUrl::parse("https://acme.my.idaptive.app").unwrap()).unwrap();
        for url in ["https://evil.test/", "http://acme.my.idaptive.app/", "https://acme.my.idaptive.app:444/"] {
            let error = http.get(Url::parse(url).unwrap()).send(Budget::CALL).await.err().unwrap();
            assert_eq!(error.code, Code::NetRedirect, "{url}");
        }
    }
}
