//! Parses requests: paths and keys ignore case, and parameters come from query, JSON body or form.

use hyper::{HeaderMap, Method, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::form_urlencoded;

use base64::{Engine, engine::general_purpose::STANDARD};

pub(crate) struct Request {
    pub(crate) method: Method,
    /// Path below the base path, decoded only where segments are compared; doubled slashes are collapsed.
    pub(crate) path: String,
    pub(crate) query: Params,
    pub(crate) form: Params,
    pub(crate) json: Option<Value>,
    pub(crate) headers: HeaderMap,
    /// `http://host[:port]` as the client addressed it.
    pub(crate) origin: String,
    /// Base path without trailing slash, or nothing.
    pub(crate) base: String,
    pub(crate) is_secure: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Params(pub(crate) Vec<(String, String)>);

impl Params {
    pub(crate) fn parse(text: &str) -> Self {
        Self(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// A request before it is parsed.
pub(crate) struct RawRequest<'a> {
    pub(crate) method: Method,
    pub(crate) uri_path: &'a str,
    pub(crate) uri_query: &'a str,
    pub(crate) headers: HeaderMap,
    pub(crate) body: &'a [u8],
    pub(crate) is_secure: bool,
    pub(crate) base: &'a str,
    pub(crate) default_host: &'a str,
}

impl Request {
    /// `None`: the path is outside the base path.
    pub(crate) fn parse(arrival: RawRequest<'_>) -> Option<Self> {
        let collapsed = collapse_slashes(arrival.uri_path);
        let path = match arrival.base {
            "" => collapsed,
            base => {
                let head = collapsed.get(..base.len())?;
                let rest = collapsed.get(base.len()..)?;
                if !head.eq_ignore_ascii_case(base) || !(rest.is_empty() || rest.starts_with('/')) {
                    return None;
                }
                if rest.is_empty() { "/".to_owned() } else { rest.to_owned() }
            }
        };
        let text = |name: header::HeaderName| arrival.headers.get(name).and_then(|value| value.to_str().ok());
        let host = text(header::HOST).unwrap_or(arrival.default_host).to_owned();
        let is_form =
            text(header::CONTENT_TYPE).is_some_and(|kind| kind.to_lowercase().contains("x-www-form-urlencoded"));
        let (form, json) = if is_form {
            (Params::parse(&String::from_utf8_lossy(arrival.body)), None)
        } else {
            (Params::default(), serde_json::from_slice(arrival.body).ok())
        };
        let scheme = if arrival.is_secure { "https" } else { "http" };
        Some(Self {
            method: arrival.method,
            path,
            query: Params::parse(arrival.uri_query),
            form,
            json,
            headers: arrival.headers,
            origin: format!("{scheme}://{host}"),
            base: arrival.base.to_owned(),
            is_secure: arrival.is_secure,
        })
    }

    /// The tenant's address as this client knows it, without trailing slash.
    pub(crate) fn url(&self) -> String {
        format!("{}{}", self.origin, self.base)
    }

    /// Host, port and base path: what `PodFqdn` carries.
    pub(crate) fn fqdn(&self) -> String {
        let host = self.origin.split_once("://").map_or("", |(_, host)| host);
        format!("{host}{}", self.base)
    }

    /// Decoded path segments, in the case they were sent.
    pub(crate) fn segments(&self) -> Vec<String> {
        self.path.split('/').filter(|segment| !segment.is_empty()).map(percent_decode).collect()
    }

    /// A parameter from the query, the JSON body or the form, in this order.
    pub(crate) fn param(&self, name: &str) -> Option<String> {
        if let Some(value) = self.query.get(name) {
            return Some(value.to_owned());
        }
        match self.member(name) {
            Some(Value::String(text)) => return Some(text.clone()),
            Some(Value::Null) | None => {}
            Some(other) => return Some(other.to_string()),
        }
        self.form.get(name).map(str::to_owned)
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.param(name).is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
    }

    /// A member of the JSON body.
    pub(crate) fn member(&self, name: &str) -> Option<&Value> {
        member(self.json.as_ref()?, name)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(crate) fn bearer_token(&self) -> Option<&str> {
        let (scheme, value) = self.header("authorization")?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| value.trim())
    }

    /// User and password of Basic authentication, form-decoded as RFC 6749 §2.3.1 asks.
    pub(crate) fn basic_credentials(&self) -> Option<(String, String)> {
        let (scheme, value) = self.header("authorization")?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let text = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
        let (user, password) = text.split_once(':')?;
        // Clients are split on the encoding; an `@` in a client id reads the same either way.
        Some((percent_decode(user), percent_decode(password)))
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
    }

    /// A program asks, not a page in a browser: it gets 401 where a browser gets the login page.
    pub(crate) fn is_api(&self) -> bool {
        let accept = self.header("accept").unwrap_or_default().to_lowercase();
        let native =
            ["x-centrify-native-client", "x-idap-native-client"].iter().any(|name| self.headers.contains_key(*name));
        native
            || self.header("x-requested-with").is_some_and(|value| value.eq_ignore_ascii_case("xmlhttprequest"))
            || self.headers.contains_key(header::AUTHORIZATION)
            || accept.contains("json")
            || (self.method == Method::POST && !accept.contains("text/html"))
    }
}

pub(crate) fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

pub(crate) fn percent_decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
pub(crate) fn percent_encode(text: &str) -> String {
    const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(text, ENCODED).to_string()
}

fn collapse_slashes(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for letter in path.chars() {
        if !(letter == '/' && out.ends_with('/')) {
            out.push(letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_request(path: &str, query: &str, base: &str, body: &str, kind: &str) -> Option<Request> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, kind.parse().expect("header"));
        headers.insert(header::HOST, "acme.test".parse().expect("header"));
        headers.insert(header::COOKIE, "a=1; .ASPXAUTH=F00".parse().expect("header"));
        Request::parse(RawRequest {
            method: Method::POST,
            uri_path: path,
            uri_query: query,
            headers,
            body: body.as_bytes(),
            is_secure: false,
            base,
            default_host: "127.0.0.1:1",
        })
    }

    #[test]
    fn param_reads_query_json_and_form_in_any_case() {
        let json = parse_request(
            "//UPRest//GetAppByKey",
            "APPKEY=q",
            "",
            r#"{"appKey":"b","Force":true}"#,
            "application/json",
        )
        .expect("in base");
        assert_eq!(json.path, "/UPRest/GetAppByKey");
        assert_eq!(json.param("appkey").as_deref(), Some("q"));
        assert!(json.flag("force"));
        let form = parse_request("/x", "", "", "appkey=%40~%2Fapps%2FX", "application/x-www-form-urlencoded")
            .expect("in base");
        assert_eq!(form.param("AppKey").as_deref(), Some("@~/apps/X"));
        assert_eq!(form.cookie(".ASPXAUTH").as_deref(), Some("F00"));
    }

    #[test]
    fn path_outside_base_path_is_refused() {
        let inside = parse_request("/Identity/my", "", "/identity", "", "").expect("in base");
        assert_eq!(inside.path, "/my");
        assert_eq!(inside.url(), "http://acme.test/identity");
        assert!(parse_request("/my", "", "/identity", "", "").is_none());
        assert!(parse_request("/identitymy", "", "/identity", "", "").is_none());
    }
}
