//! Scripted faults: which requests fail, how, and how many times. `http::body` implements the broken bodies.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use hyper::body::Bytes;
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::watch;

use crate::http::body::TenantBody;
use crate::http::envelope;
use crate::http::page;
use crate::http::reply::Reply;
use crate::http::request::Request;
use crate::oauth::error::append_params;

/// One rule, as `Controls::fail` and `POST /__demo/fail` take it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Fault {
    /// Regular expression on the path below the base path, matched anywhere and without regard to case.
    pub path: String,
    #[serde(flatten)]
    pub kind: FaultKind,
    /// How many requests it hits; `None` = until cleared.
    #[serde(default = "default_times")]
    pub times: Option<u32>,
    /// How many matching requests pass unharmed first.
    #[serde(default)]
    pub after: u32,
}

fn default_times() -> Option<u32> {
    Some(1)
}

impl Fault {
    /// Hits the next matching request.
    pub fn once(path: &str, kind: FaultKind) -> Self {
        Self { path: path.into(), kind, times: Some(1), after: 0 }
    }

    /// Hits every matching request until cleared.
    pub fn always(path: &str, kind: FaultKind) -> Self {
        Self { path: path.into(), kind, times: None, after: 0 }
    }
}

/// What fails. In JSON the member `kind` has the name in snake case, and the fields are its siblings.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// 401 with the envelope.
    UnauthorizedJson,
    /// 401 with a page.
    UnauthorizedHtml,
    /// 302 to the login page.
    LoginRedirect,
    /// 200 with a page where JSON was expected.
    LoginHtml,
    /// 200 with `success:false`.
    Failure { message: String },
    /// 403 with the envelope.
    Forbidden,
    /// 404 with a page.
    NotFoundHtml,
    /// 429; `retry_after` goes out as it is.
    Throttled {
        #[serde(default)]
        retry_after: Option<String>,
    },
    /// A status with a page: 500, 502, 503…
    ServerError { status: u16 },
    /// The normal reply, delayed.
    Slow { millis: u64 },
    /// The normal reply, once the faults are cleared.
    #[serde(rename = "held")]
    UntilCleared,
    /// The normal reply, one byte at a time.
    Drip { millis: u64 },
    /// The first half of the normal reply, as if it were complete.
    TruncatedJson,
    /// The first half of the normal reply, then the connection breaks.
    Cut,
    /// The connection breaks before any reply.
    Drop,
    /// 200 without a body.
    Empty,
    /// The normal reply with another content type.
    WrongContentType { content_type: String },
    /// Valid JSON of that many bytes.
    Huge { bytes: u64 },
    /// A redirect to any location.
    Redirect {
        location: String,
        #[serde(default = "default_redirect_status")]
        status: u16,
    },
    /// What a hostile tenant does to obtain another's code: a redirect to `location`, such as the other's authorization
    /// endpoint, with the request's own parameters, of which `redirect_uri` may be replaced.
    Forward {
        location: String,
        #[serde(default)]
        redirect_uri: Option<String>,
    },
    /// Any other reply.
    Raw {
        status: u16,
        #[serde(default)]
        headers: Vec<(String, String)>,
        #[serde(default)]
        body: String,
        /// The body is base64.
        #[serde(default)]
        base64: bool,
    },
}

fn default_redirect_status() -> u16 {
    302
}

struct Rule {
    fault: Fault,
    pattern: Regex,
    matched: u32,
    applied: u32,
}

#[derive(Default)]
pub(crate) struct Faults {
    rules: Vec<Rule>,
    cleared: watch::Sender<()>,
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) -> Result<(), String> {
        let pattern =
            RegexBuilder::new(&fault.path).case_insensitive(true).build().map_err(|error| error.to_string())?;
        self.rules.push(Rule { fault, pattern, matched: 0, applied: 0 });
        Ok(())
    }

    /// The kind of the oldest fault that applies to this request.
    pub(crate) fn match_request(&mut self, path: &str) -> Option<FaultKind> {
        for rule in &mut self.rules {
            if !rule.pattern.is_match(path) || rule.fault.times.is_some_and(|times| rule.applied >= times) {
                continue;
            }
            rule.matched += 1;
            if rule.matched > rule.fault.after {
                rule.applied += 1;
                return Some(rule.fault.kind.clone());
            }
        }
        None
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
        self.cleared.send_replace(());
    }

    /// Notifies held requests when the faults are cleared. The channel closes when the tenant is reset.
    pub(crate) fn subscribe_cleared(&self) -> watch::Receiver<()> {
        self.cleared.subscribe()
    }
}

impl FaultKind {
    pub(crate) fn delay(&self) -> Duration {
        match self {
            Self::Slow { millis } => Duration::from_millis(*millis),
            _ => Duration::ZERO,
        }
    }

    /// Whether the normal reply is needed. Most faults replace it and its effects.
    pub(crate) fn needs_normal_reply(&self) -> bool {
        use FaultKind::{Cut, Drip, Slow, TruncatedJson, UntilCleared, WrongContentType};
        matches!(self, Slow { .. } | UntilCleared | Drip { .. } | TruncatedJson | Cut | WrongContentType { .. })
    }

    /// The reply that is sent; `None` breaks the connection.
    pub(crate) fn apply(&self, normal: Option<Reply>, request: &Request) -> Option<Reply> {
        let usual = normal.unwrap_or_else(|| Reply::new(200, "application/json; charset=utf-8", ""));
        let unauthorized = || envelope::failure(&Value::Null, "You are not signed in, or your session has expired.");
        Some(match self {
            Self::UnauthorizedJson => unauthorized().with_status(401),
            Self::UnauthorizedHtml => page::message(401, "User Portal", "Please sign in."),
            Self::LoginRedirect => Reply::redirect(&format!("{}/login", request.base)),
            Self::LoginHtml => page::message(200, "User Portal", "Please sign in."),
            Self::Failure { message } => envelope::failure(&Value::Null, message),
            Self::Forbidden => {
                envelope::failure(&Value::Null, "You are not authorized to perform this operation.").with_status(403)
            }
            Self::NotFoundHtml => page::not_found(),
            Self::Throttled { retry_after } => {
                let reply = envelope::failure(&Value::Null, "Too many requests.").with_status(429);
                match retry_after {
                    Some(value) => reply.with_header("retry-after", value),
                    None => reply,
                }
            }
            Self::ServerError { status } => page::message(*status, "Server error", "Something went wrong on our side."),
            Self::Slow { .. } | Self::UntilCleared => usual,
            Self::Drip { millis } => {
                Reply { body: TenantBody::drip(usual.body.bytes(), Duration::from_millis(*millis)), ..usual }
            }
            Self::TruncatedJson => Reply { body: TenantBody::Whole(first_half(&usual)), ..usual },
            Self::Cut => Reply { body: TenantBody::cut(first_half(&usual)), ..usual },
            Self::Drop => return None,
            Self::Empty => Reply::new(200, "application/json; charset=utf-8", ""),
            Self::WrongContentType { content_type } => {
                let mut reply = usual;
                reply.headers.retain(|(name, _)| name != "content-type");
                reply.with_header("content-type", content_type)
            }
            Self::Huge { bytes } => {
                // JSON allows any amount of space after the value.
                let chunk = Bytes::from(vec![b' '; 64 * 1024]);
                Reply {
                    body: TenantBody::Repeat { chunk, remaining: *bytes },
                    ..Reply::new(200, "application/json; charset=utf-8", "")
                }
            }
            Self::Redirect { location, status } => Reply::redirect(location).with_status(*status),
            Self::Forward { location, redirect_uri } => {
                let own = request.query.0.iter().map(|(name, value)| match redirect_uri {
                    Some(replaced) if name == "redirect_uri" => (name.as_str(), replaced.as_str()),
                    _ => (name.as_str(), value.as_str()),
                });
                Reply::redirect(&append_params(location, &own.collect::<Vec<_>>()))
            }
            Self::Raw { status, headers, body, base64 } => {
                let bytes =
                    if *base64 { STANDARD.decode(body).unwrap_or_default().into() } else { Bytes::from(body.clone()) };
                Reply { status: *status, headers: headers.clone(), body: TenantBody::Whole(bytes) }
            }
        })
    }
}

fn first_half(reply: &Reply) -> Bytes {
    let whole = reply.body.bytes();
    whole.slice(..whole.len() / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fault_skips_then_hits_limited_times() {
        let mut faults = Faults::default();
        faults
            .add(Fault { times: Some(2), after: 1, ..Fault::once("getupdata$", FaultKind::Empty) })
            .expect("a pattern");
        let hits: Vec<bool> = (0..4).map(|_| faults.match_request("/UPRest/GetUPData").is_some()).collect();
        assert_eq!(hits, [false, true, true, false]);
        assert!(faults.match_request("/my").is_none());
        assert!(faults.add(Fault::once("(", FaultKind::Empty)).is_err());
    }

    #[test]
    fn fault_json_defaults_to_once_and_null_is_unlimited() {
        let fault: Fault = serde_json::from_str(r#"{"path":"x","kind":"throttled","retry_after":"5"}"#).expect("reads");
        assert_eq!(fault.times, Some(1));
        let forever: Fault = serde_json::from_str(r#"{"path":"x","kind":"cut","times":null}"#).expect("reads");
        assert_eq!(forever.times, None);
    }
}
