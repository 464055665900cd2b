//! A response, read to its end through a cap on its decoded size.

use std::time::{Duration, SystemTime};

use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER, SET_COOKIE};
use url::{Url, form_urlencoded};

use super::validators::Validators;
use crate::error::{Code, Result};
use crate::tenant::url::TenantUrl;

/// Between two pieces of a body. The head may take as long as the whole budget: a list is computed first.
const READ_IDLE_TIMEOUT: Duration = Duration::from_secs(15);
/// A server may ask for patience, not for ever.
const MAX_RETRY_AFTER: Duration = Duration::from_mins(2);
const TRANSACTION_ID_HEADER: &str = "x-cfy-tx-id";

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

pub(super) async fn read_response(mut raw: reqwest::Response, max_body_bytes: usize) -> Result<Response> {
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
        let is_login_target = self
            .redirect_target(&tenant.join("/"))
            .is_some_and(|url| tenant.is_origin_of(&url) && url.path().to_ascii_lowercase().contains("/login"));
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

    /// The `Location`, for a request that went to `request_url`.
    pub fn redirect_target(&self, request_url: &Url) -> Option<Url> {
        request_url.join(self.location.as_deref()?).ok()
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
}
