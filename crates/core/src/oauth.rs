//! The authorization code flow as a pure machine (RFC 6749 §4.1, RFC 7636, RFC 9207).
//!
//! A [`Flow`] is one attempt to sign in. It makes the authorize URL, judges every address that the
//! sign-in window is about to open or that the browser came back with, and turns the one that answers
//! the request into a [`Grant`]. It opens no window, sends nothing and stores nothing: what it is told
//! is a URL and the time.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use url::Url;

use crate::clock::Millis;
use crate::metadata::Promise;
use crate::navigation::{Guard, Refused, Verdict};
use crate::oauth::pkce::{Verifier, random_token};
use crate::problem::{Code, Problem, Result};
use crate::registration::{Registration, check_redirect};
use crate::tenant::TenantUrl;
use crate::text;

pub mod pkce;
pub mod token;

/// How long a person may take.
pub const TIME_LIMIT: Duration = Duration::from_mins(10);

const LONGEST_ANSWER: usize = 16 * 1024;
const LONGEST_CODE: usize = 4096;

/// One attempt to sign in.
pub struct Flow {
    authorize: Url,
    redirect: Url,
    /// Taken by the answer, whatever it says; what comes later is ignored.
    pending: Option<Pending>,
    started: Millis,
    guard: Guard,
    promise: Option<Promise>,
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

/// What to make of an address that a browser brought to the redirect. Any program and any page may
/// send one there, so only the right `state` ends the attempt.
#[derive(Debug)]
pub enum Callback {
    /// Not for this attempt, which goes on.
    Ignore,
    /// The answer to the request.
    Finish(Result<Grant>),
    /// An answer was taken already.
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
            authorize,
            redirect: check_redirect(&registration.redirect_uri)?,
            pending: Some(Pending { scope: registration.scope.clone(), state, verifier }),
            started: now,
            guard: Guard::new(registration.tenant.clone()),
            promise: None,
        })
    }

    /// With what the tenant promises of its answers, if anything.
    #[must_use]
    pub fn promised(mut self, promise: Option<Promise>) -> Self {
        self.promise = promise;
        self
    }

    pub const fn authorize_url(&self) -> &Url {
        &self.authorize
    }

    /// Where the answer comes to.
    pub const fn redirect(&self) -> &Url {
        &self.redirect
    }

    /// Judges one address of the sign-in window. Called for every hop, also of frames, on the window's
    /// own thread. A wrong `state` ends the attempt: nobody but its own pages moves this window.
    pub fn on_navigation(&mut self, url: &Url, now: Millis) -> Navigation {
        if self.is_redirect(url) {
            return match self.pending.take() {
                None => Navigation::Refuse(Refused::Late),
                Some(_) if self.is_over(now) => Navigation::Finish(Err(Code::AuthTimeout.into())),
                Some(pending) => {
                    Navigation::Finish(read_answer(url, pending, self.guard.tenant(), self.promise.as_ref()))
                }
            };
        }
        match self.guard.judge(url, now) {
            Verdict::Follow => Navigation::Follow,
            Verdict::Refuse(refused) => Navigation::Refuse(refused),
            Verdict::Loop => match self.pending.take() {
                None => Navigation::Refuse(Refused::Late),
                Some(_) => Navigation::Finish(Err(Problem::new(Code::AuthLoop).at(self.guard.tenant().host()))),
            },
        }
    }

    /// Judges one address that came to the browser's way back (RFC 8252 §7.3).
    pub fn on_callback(&mut self, url: &Url, now: Millis) -> Callback {
        if !self.is_redirect(url) {
            return Callback::Ignore;
        }
        if self.pending.is_none() {
            return Callback::Late;
        }
        if self.is_over(now) {
            self.pending = None;
            return Callback::Finish(Err(Code::AuthTimeout.into()));
        }
        let Some(answer) = Parameters::of(url) else { return Callback::Ignore };
        match self.pending.take_if(|pending| answer.has(&pending.state)) {
            Some(pending) => Callback::Finish(answer.grant(pending, self.guard.tenant(), self.promise.as_ref())),
            None => Callback::Ignore,
        }
    }

    fn is_over(&self, now: Millis) -> bool {
        now.since(self.started) > TIME_LIMIT
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
}

/// What an answer says that this flow reads; each parameter as often as it is there.
struct Parameters {
    states: Vec<String>,
    issuers: Vec<String>,
    errors: Vec<String>,
    descriptions: Vec<String>,
    codes: Vec<String>,
}

impl Parameters {
    /// `None` where the answer is longer than any real one.
    fn of(url: &Url) -> Option<Self> {
        let all = |name: &str| -> Vec<String> {
            url.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value.into_owned()).collect()
        };
        (url.as_str().len() <= LONGEST_ANSWER).then(|| Self {
            states: all("state"),
            issuers: all("iss"),
            errors: all("error"),
            descriptions: all("error_description"),
            codes: all("code"),
        })
    }

    /// Whether there is one `state`, and it is this one.
    fn has(&self, state: &SecretString) -> bool {
        match self.states.as_slice() {
            [one] => one.as_bytes().ct_eq(state.expose_secret().as_bytes()).into(),
            _ => false,
        }
    }

    fn is_error_without_state(&self) -> bool {
        self.states.is_empty() && self.codes.is_empty() && !self.errors.is_empty()
    }

    /// Order: `iss`, then never both an error and a code, then one code. The `state` was looked at.
    fn grant(&self, pending: Pending, tenant: &TenantUrl, promise: Option<&Promise>) -> Result<Grant> {
        let promised = promise.and_then(|promise| promise.issuer.as_ref());
        match self.issuers.as_slice() {
            [] if promise.is_none() => {}
            // Compared as text (RFC 9207 §2.4) where the tenant says which it is.
            [one]
                if promised.is_none_or(|issuer| issuer == one)
                    && Url::parse(one).is_ok_and(|issuer| tenant.is_origin_of(&issuer)) => {}
            _ => return Err(Code::AuthIssuer.into()),
        }
        match (self.errors.as_slice(), self.codes.as_slice()) {
            ([], []) => Err(Code::AuthNoCode.into()),
            ([error], []) => Err(refused_by_tenant(error, self.descriptions.first(), &pending)),
            ([], [code]) if is_code(code) => Ok(Grant { code: code.clone().into(), verifier: pending.verifier }),
            _ => Err(Code::AuthBad.into()),
        }
    }
}

/// The answer that the sign-in window was sent to.
fn read_answer(url: &Url, pending: Pending, tenant: &TenantUrl, promise: Option<&Promise>) -> Result<Grant> {
    let answer = Parameters::of(url).ok_or(Code::AuthBad)?;
    // Some servers leave `state` out of an error; an error can grant nothing, so it may be heard.
    if !answer.has(&pending.state) && !answer.is_error_without_state() {
        return Err(Code::AuthState.into());
    }
    answer.grant(pending, tenant, promise)
}

fn is_code(code: &str) -> bool {
    (1..=LONGEST_CODE).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_graphic())
}

/// RFC 6749 §4.1.2.1.
fn refused_by_tenant(error: &str, description: Option<&String>, pending: &Pending) -> Problem {
    let code = match error {
        "access_denied" => Code::AuthDenied,
        "invalid_client" => Code::TokenClient,
        "unauthorized_client" | "unsupported_response_type" => Code::AuthFlow,
        "invalid_scope" => Code::AuthScope,
        _ => Code::AuthBad,
    };
    let words = description.and_then(|words| text::said(words));
    let words = words.filter(|words| !text::quotes(words, pending.state.expose_secret()));
    let reason = if code == Code::AuthScope { pending.scope.clone() } else { text::shown(error, 40) };
    Problem::new(code).because(reason).said(words)
}

#[cfg(test)]
mod tests;
