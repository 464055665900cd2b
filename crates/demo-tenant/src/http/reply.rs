//! Builds replies with the headers that every tenant sends.

use base64::{Engine, engine::general_purpose::STANDARD};
use hyper::body::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::Value;

use crate::http::body::TenantBody;
use crate::random;

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: TenantBody,
}

const COMMON_HEADERS: [(&str, &str); 9] = [
    ("x-cfy-tx-pn", "Pod0"),
    ("p3p", "CP=\"CAO PSA OUR\""),
    ("pragma", "no-cache"),
    ("expires", "-1"),
    ("x-frame-options", "SAMEORIGIN"),
    ("x-content-type-options", "nosniff"),
    ("x-xss-protection", "1; mode=block"),
    ("x-robots-tag", "noindex, nofollow"),
    ("vary", "Origin, Accept-Language"),
];

impl Reply {
    pub(crate) fn new(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: vec![("content-type".into(), content_type.into())],
            body: TenantBody::Whole(body.into()),
        }
    }

    pub(crate) fn json(value: &Value) -> Self {
        Self::new(200, "application/json; charset=utf-8", value.to_string())
    }

    pub(crate) fn html(status: u16, text: String) -> Self {
        Self::new(status, "text/html; charset=utf-8", text)
    }

    /// 302 with the "Object moved" page that ASP.NET sends along.
    pub(crate) fn redirect(to: &str) -> Self {
        Self::html(302, object_moved_page(to)).with_header("location", to)
    }

    pub(crate) fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn with_cookie(self, name: &str, value: &str, secure: bool, rest: &str) -> Self {
        let secure = if secure { "; Secure" } else { "" };
        self.with_header("set-cookie", &format!("{name}={value}; path=/{rest}; SameSite=Lax{secure}"))
    }

    /// Adds what every answer carries; what the answer says itself stays.
    pub(crate) fn into_response(self, now_ms: u64, secure: bool) -> Response<TenantBody> {
        let mut response = Response::new(self.body);
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::try_from(value.as_str()))
            {
                headers.append(name, value);
            }
        }
        let is_static = headers.contains_key("cache-control");
        let mut set = |name: &'static str, value: &str| {
            if let (false, Ok(value)) = (headers.contains_key(name), HeaderValue::try_from(value)) {
                headers.insert(name, value);
            }
        };
        set("x-cfy-tx-id", &random::transaction_id());
        set("x-cfy-tx-dt", &STANDARD.encode(us_date(now_ms)));
        set("x-cfy-tx-tm", "3");
        set("cache-control", "no-cache, no-store, must-revalidate");
        for (name, value) in COMMON_HEADERS {
            if !(is_static && (name == "pragma" || name == "expires")) {
                set(name, value);
            }
        }
        if secure {
            set("strict-transport-security", "max-age=31536000");
        }
        response
    }
}

/// The body that ASP.NET sends with a redirect.
fn object_moved_page(to: &str) -> String {
    let to = to.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!(
        "<html><head><title>Object moved</title></head><body>\r\n<h2>Object moved to <a href=\"{to}\">here</a>.</h2>\r\n</body></html>\r\n"
    )
}

/// `11/21/2026 5:04:09 PM`, the form that `X-CFY-TX-DT` carries in base64.
fn us_date(now_ms: u64) -> String {
    let seconds = now_ms / 1000;
    let (year, month, day) = civil_date(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let meridiem = if hour < 12 { "AM" } else { "PM" };
    format!("{month}/{day}/{year} {}:{minute:02}:{second:02} {meridiem}", (hour + 11) % 12 + 1)
}

/// Days since 1970 to a date of the Gregorian calendar.
fn civil_date(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn us_date_formats_midnight_and_afternoon() {
        assert_eq!(us_date(0), "1/1/1970 12:00:00 AM");
        assert_eq!(us_date(1_597_323_830_750), "8/13/2020 1:03:50 PM");
    }

    #[test]
    fn own_cache_control_replaces_default_headers() {
        let reply = Reply::new(200, "image/png", "x").with_header("cache-control", "public");
        let response = reply.into_response(0, false);
        assert_eq!(response.headers()["cache-control"], "public");
        assert!(!response.headers().contains_key("pragma"));
        assert_eq!(response.headers()["x-cfy-tx-id"].len(), 32);
    }
}
