//! The authorization code flow as a pure machine (RFC 6749 §4.1, RFC 7636, RFC 9207).
//!
//! A [`Flow`] is one attempt to sign in. It makes the authorize URL, judges every address that the
//! sign-in window is about to open, and turns the one that answers the request into a [`Grant`]. It
//! opens no window, sends nothing and stores nothing: what it is told is a URL and the time.

use std::collections::VecDeque;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use url::Url;

use crate::clock::Millis;
use crate::oauth::pkce::{Verifier, random_token};
use crate::problem::{Code, Problem, Result};
use crate::registration::{Registration, check_redirect};
use crate::tenant::{TenantUrl, is_loopback};
use crate::text;

pub mod pkce;
pub mod token;

/// How long a person may take.
pub const TIME_LIMIT: Duration = Duration::from_mins(10);

const LONGEST_ANSWER: usize = 16 * 1024;
const LONGEST_CODE: usize = 4096;
/// More page loads than this in [`LOOP_SPAN`] are a redirect loop.
const LOOP_LOADS: usize = 30;
const LOOP_SPAN: Duration = Duration::from_secs(10);

/// Hosts under which webviews serve the application itself on some systems. No page goes there.
const BRIDGE_HOSTS: &[&str] = &["tauri.localhost", "ipc.localhost", "asset.localhost", "icon.localhost"];

/// One attempt to sign in.
pub struct Flow {
    tenant: TenantUrl,
    authorize: Url,
    redirect: Url,
    /// Taken by the first address that matches the redirect; what comes later is ignored.
    pending: Option<Pending>,
    started: Millis,
    loads: VecDeque<Millis>,
}

struct Pending {
    /// What was asked for, to be named if it is refused.
    scope: String,
    state: SecretString,
    verifier: Verifier,
}

/// What to do with an address that the sign-in window is about to open.
#[derive(Debug)]
pub enum Navigation {
    Follow,
    /// Not opened; the page stays.
    Refuse(Refused),
    /// Not opened either: it is the answer to the request.
    Finish(Result<Grant>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Plain http to another machine.
    Insecure,
    /// A scheme that has no business in a sign-in.
    Scheme,
    /// A second answer, after the first was taken.
    Late,
}

/// The right to ask for tokens, once.
#[derive(Debug)]
pub struct Grant {
    pub code: SecretString,
    pub verifier: Verifier,
}

impl Flow {
    pub fn start(registration: &Registration, now: Millis) -> Result<Self> {
        let state = random_token()?;
        let verifier = Verifier::new()?;
        let mut authorize = registration.authorization_endpoint();
        {
            let mut query = authorize.query_pairs_mut();
            query
                .append_pair("response_type", "code")
                .append_pair("client_id", &registration.client_id)
                .append_pair("redirect_uri", &registration.redirect_uri);
            if !registration.scope.is_empty() {
                query.append_pair("scope", &registration.scope);
            }
            query
                .append_pair("state", state.expose_secret())
                .append_pair("code_challenge", &verifier.challenge())
                .append_pair("code_challenge_method", "S256");
        }
        Ok(Self {
            tenant: registration.tenant.clone(),
            authorize,
            redirect: check_redirect(&registration.redirect_uri)?,
            pending: Some(Pending { scope: registration.scope.clone(), state, verifier }),
            started: now,
            loads: VecDeque::new(),
        })
    }

    pub const fn authorize_url(&self) -> &Url {
        &self.authorize
    }

    /// Judges one address. Called for every hop, also of frames, on the window's own thread.
    pub fn on_navigation(&mut self, url: &Url, now: Millis) -> Navigation {
        if self.is_redirect(url) {
            return match self.pending.take() {
                None => Navigation::Refuse(Refused::Late),
                Some(_) if now.since(self.started) > TIME_LIMIT => Navigation::Finish(Err(Code::AuthTimeout.into())),
                Some(pending) => Navigation::Finish(read_answer(url, pending, &self.tenant)),
            };
        }
        if let Some(refused) = refusal(url, &self.tenant) {
            return Navigation::Refuse(refused);
        }
        if url.scheme() != "about" && self.is_loop(now) {
            return match self.pending.take() {
                None => Navigation::Refuse(Refused::Late),
                Some(_) => Navigation::Finish(Err(Problem::new(Code::AuthLoop).at(self.tenant.host()))),
            };
        }
        Navigation::Follow
    }

    /// Same place as the redirect URI: scheme, host, port and path, byte for byte after parsing. A
    /// fragment is no part of an answer by query (RFC 6749 §4.1.2) and is ignored.
    fn is_redirect(&self, url: &Url) -> bool {
        url.scheme() == self.redirect.scheme()
            && url.host() == self.redirect.host()
            && url.port_or_known_default() == self.redirect.port_or_known_default()
            && url.path() == self.redirect.path()
            && url.username().is_empty()
            && url.password().is_none()
    }

    fn is_loop(&mut self, now: Millis) -> bool {
        self.loads.push_back(now);
        while self.loads.front().is_some_and(|first| now.since(*first) > LOOP_SPAN) {
            self.loads.pop_front();
        }
        self.loads.len() > LOOP_LOADS
    }
}

/// Whether a page of this tenant's sign-in may open `url`; the identity provider may live on any
/// https host. Also the rule for application windows.
pub fn refusal(url: &Url, tenant: &TenantUrl) -> Option<Refused> {
    let bridge = url.host_str().is_some_and(|host| BRIDGE_HOSTS.contains(&host));
    match url.scheme() {
        _ if bridge => Some(Refused::Scheme),
        "https" => None,
        "http" if is_loopback(url) && tenant.is_loopback() => None,
        "http" => Some(Refused::Insecure),
        "about" if matches!(url.path(), "blank" | "srcdoc") => None,
        _ => Some(Refused::Scheme),
    }
}

/// Order: one matching `state`, then `iss`, then never both an error and a code, then one code.
fn read_answer(url: &Url, pending: Pending, tenant: &TenantUrl) -> Result<Grant> {
    if url.as_str().len() > LONGEST_ANSWER {
        return Err(Code::AuthBad.into());
    }
    let all = |name: &str| -> Vec<String> {
        url.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value.into_owned()).collect()
    };
    let (states, issuers, errors, codes) = (all("state"), all("iss"), all("error"), all("code"));

    // Some servers leave `state` out of an error; an error can grant nothing, so it may be heard.
    let error_alone = states.is_empty() && codes.is_empty() && !errors.is_empty();
    let matches = match states.as_slice() {
        [one] => bool::from(one.as_bytes().ct_eq(pending.state.expose_secret().as_bytes())),
        _ => error_alone,
    };
    if !matches {
        return Err(Code::AuthState.into());
    }
    match issuers.as_slice() {
        [] => {}
        [one] if Url::parse(one).is_ok_and(|issuer| tenant.is_origin_of(&issuer)) => {}
        _ => return Err(Code::AuthIssuer.into()),
    }
    match (errors.as_slice(), codes.as_slice()) {
        ([], []) => Err(Code::AuthNoCode.into()),
        ([error], []) => Err(refused_by_tenant(error, all("error_description").first(), &pending.scope)),
        ([], [code]) if is_code(code) => Ok(Grant { code: code.clone().into(), verifier: pending.verifier }),
        _ => Err(Code::AuthBad.into()),
    }
}

fn is_code(code: &str) -> bool {
    (1..=LONGEST_CODE).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_graphic())
}

/// RFC 6749 §4.1.2.1.
fn refused_by_tenant(error: &str, description: Option<&String>, scope: &str) -> Problem {
    let code = match error {
        "access_denied" => Code::AuthDenied,
        "invalid_client" => Code::TokenClient,
        "unauthorized_client" | "unsupported_response_type" => Code::AuthFlow,
        "invalid_scope" => Code::AuthScope,
        _ => Code::AuthBad,
    };
    let words = description.and_then(|words| text::said(words));
    let reason = if code == Code::AuthScope { scope.to_owned() } else { text::shown(error, 40) };
    Problem::new(code).because(reason).said(words)
}

#[cfg(test)]
mod tests;
