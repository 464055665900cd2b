//! The authorization code flow as a pure state machine (RFC 6749 §4.1, RFC 7636, RFC 9207).
//!
//! A [`Flow`] is one attempt to sign in. It makes the authorize URL, judges every address that the
//! sign-in window is about to open or that the browser came back with, and turns the one that answers
//! the request into an [`AuthorizationCode`]. It opens no window, sends nothing and stores nothing: its only inputs are
//! URLs and the time.

#[cfg(test)]
mod tests;

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use url::Url;

use crate::clock::Timestamp;
use crate::error::{Code, Error, Result};
use crate::sign_in::navigation_policy::{BlockReason, NavigationDecision, NavigationPolicy};
use crate::sign_in::oauth::metadata::AuthServerMetadata;
use crate::sign_in::oauth::pkce::{CodeVerifier, random_token};
use crate::tenant::registration::{ClientRegistration, parse_redirect_uri};
use crate::tenant::url::TenantUrl;
use crate::text;

/// How long a person may take.
pub const SIGN_IN_TIMEOUT: Duration = Duration::from_mins(10);

const MAX_REDIRECT_BYTES: usize = 16 * 1024;
const MAX_CODE_BYTES: usize = 4096;

/// One attempt to sign in.
pub struct Flow {
    authorize_url: Url,
    redirect_uri: Url,
    /// Taken by the answer, whatever it says; what comes later is ignored.
    pending: Option<PendingRequest>,
    started_at: Timestamp,
    navigation_policy: NavigationPolicy,
    issuer_rule: IssuerRule,
}

/// What `iss` has to be in the answer (RFC 9207).
#[derive(Debug, Default)]
pub struct IssuerRule {
    /// What the tenant promises of its answers, if anything.
    pub metadata: Option<AuthServerMetadata>,
    /// Where another tenant has the same redirect, so that only `iss` tells whose answer it is (RFC 9700 §4.4): the
    /// redirect that would be this tenant's alone.
    pub unshared_redirect_uri: Option<String>,
}

struct PendingRequest {
    /// What was asked for, to be named if it is refused.
    scope: String,
    state: SecretString,
    verifier: CodeVerifier,
}

/// What to do with an address that the sign-in window is about to open.
#[derive(Debug)]
pub enum Navigation {
    Allow,
    /// Not opened; the page stays.
    Block(BlockReason),
    /// Not opened either: it is the answer to the request.
    Finish(Result<AuthorizationCode>),
}

/// What to make of an address that a browser brought to the redirect. Any program and any page may
/// send one there, so only the right `state` ends the attempt.
#[derive(Debug)]
pub enum Callback {
    /// Not for this attempt, which goes on.
    Ignore,
    /// The answer to the request.
    Finish(Result<AuthorizationCode>),
    /// An answer was taken already.
    AlreadyAnswered,
}

/// The right to ask for tokens, once.
#[derive(Debug)]
pub struct AuthorizationCode {
    pub code: SecretString,
    pub verifier: CodeVerifier,
}

impl Flow {
    pub fn start(registration: &ClientRegistration, now: Timestamp) -> Result<Self> {
        let state = random_token()?;
        let verifier = CodeVerifier::new()?;
        let mut authorize_url = registration.authorization_endpoint();
        {
            let mut query = authorize_url.query_pairs_mut();
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
            authorize_url,
            redirect_uri: parse_redirect_uri(&registration.redirect_uri)?,
            pending: Some(PendingRequest { scope: registration.scope.clone(), state, verifier }),
            started_at: now,
            navigation_policy: NavigationPolicy::new(registration.tenant.clone()),
            issuer_rule: IssuerRule::default(),
        })
    }

    #[must_use]
    pub fn with_issuer_rule(mut self, issuer_rule: IssuerRule) -> Self {
        self.issuer_rule = issuer_rule;
        self
    }

    pub const fn authorize_url(&self) -> &Url {
        &self.authorize_url
    }

    /// Where the answer comes to.
    pub const fn redirect_uri(&self) -> &Url {
        &self.redirect_uri
    }

    /// Judges one address of the sign-in window. Called for every hop, also of frames, on the window's
    /// own thread. A wrong `state` ends the attempt: nobody but its own pages moves this window.
    pub fn on_navigation(&mut self, url: &Url, now: Timestamp) -> Navigation {
        if self.is_redirect(url) {
            return match self.pending.take() {
                None => Navigation::Block(BlockReason::AttemptEnded),
                Some(_) if self.is_timed_out(now) => Navigation::Finish(Err(Code::AuthTimeout.into())),
                Some(request) => {
                    Navigation::Finish(read_redirect(url, request, self.navigation_policy.tenant(), &self.issuer_rule))
                }
            };
        }
        match self.navigation_policy.decide(url, now) {
            NavigationDecision::Allow => Navigation::Allow,
            NavigationDecision::Block(refused) => Navigation::Block(refused),
            NavigationDecision::RedirectLoop => match self.pending.take() {
                None => Navigation::Block(BlockReason::AttemptEnded),
                Some(_) => Navigation::Finish(Err(
                    Error::new(Code::AuthLoop).with_host(self.navigation_policy.tenant().host())
                )),
            },
        }
    }

    /// Judges one address that came to the browser's way back (RFC 8252 §7.3).
    pub fn on_callback(&mut self, url: &Url, now: Timestamp) -> Callback {
        if !self.is_redirect(url) {
            return Callback::Ignore;
        }
        if self.pending.is_none() {
            return Callback::AlreadyAnswered;
        }
        if self.is_timed_out(now) {
            self.pending = None;
            return Callback::Finish(Err(Code::AuthTimeout.into()));
        }
        let Some(parameters) = RedirectParameters::from_url(url) else { return Callback::Ignore };
        match self.pending.take_if(|request| parameters.matches_state(&request.state)) {
            Some(request) => Callback::Finish(parameters.extract_authorization_code(
                request,
                self.navigation_policy.tenant(),
                &self.issuer_rule,
            )),
            None => Callback::Ignore,
        }
    }

    fn is_timed_out(&self, now: Timestamp) -> bool {
        now.since(self.started_at) > SIGN_IN_TIMEOUT
    }

    /// Same place as the redirect URI: scheme, host, port and path, byte for byte after parsing. A
    /// fragment is no part of an answer by query (RFC 6749 §4.1.2) and is ignored.
    fn is_redirect(&self, url: &Url) -> bool {
        url.scheme() == self.redirect_uri.scheme()
            && url.host() == self.redirect_uri.host()
            && url.port_or_known_default() == self.redirect_uri.port_or_known_default()
            && url.path() == self.redirect_uri.path()
            && url.username().is_empty()
            && url.password().is_none()
    }
}

/// What an answer says that this flow reads; each parameter as often as it is there.
struct RedirectParameters {
    states: Vec<String>,
    issuers: Vec<String>,
    errors: Vec<String>,
    descriptions: Vec<String>,
    codes: Vec<String>,
}

impl RedirectParameters {
    /// `None` where the answer is longer than any real one.
    fn from_url(url: &Url) -> Option<Self> {
        let values_of = |name: &str| -> Vec<String> {
            url.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value.into_owned()).collect()
        };
        (url.as_str().len() <= MAX_REDIRECT_BYTES).then(|| Self {
            states: values_of("state"),
            issuers: values_of("iss"),
            errors: values_of("error"),
            descriptions: values_of("error_description"),
            codes: values_of("code"),
        })
    }

    /// Whether there is one `state`, and it is this one.
    fn matches_state(&self, state: &SecretString) -> bool {
        match self.states.as_slice() {
            [one] => one.as_bytes().ct_eq(state.expose_secret().as_bytes()).into(),
            _ => false,
        }
    }

    fn is_error_without_state(&self) -> bool {
        self.states.is_empty() && self.codes.is_empty() && !self.errors.is_empty()
    }

    /// Order: `iss`, then never both an error and a code, then one code. The `state` was looked at.
    fn extract_authorization_code(
        &self,
        pending: PendingRequest,
        tenant: &TenantUrl,
        issuer_rule: &IssuerRule,
    ) -> Result<AuthorizationCode> {
        let metadata = issuer_rule.metadata.as_ref();
        let expected_issuer = metadata.and_then(|metadata| metadata.issuer.as_ref());
        match (self.issuers.as_slice(), &issuer_rule.unshared_redirect_uri) {
            ([], _) if metadata.is_some() => return Err(Code::AuthIssuer.into()),
            ([], Some(redirect_uri)) => return Err(Error::new(Code::AuthShared).with_reason(redirect_uri)),
            ([], None) => {}
            // Compared as text (RFC 9207 §2.4) where the tenant says which it is.
            ([one], _)
                if expected_issuer.is_none_or(|issuer| issuer == one)
                    && Url::parse(one).is_ok_and(|issuer| tenant.is_origin_of(&issuer)) => {}
            _ => return Err(Code::AuthIssuer.into()),
        }
        match (self.errors.as_slice(), self.codes.as_slice()) {
            ([], []) => Err(Code::AuthNoCode.into()),
            ([error], []) => Err(authorization_error(error, self.descriptions.first(), &pending)),
            ([], [code]) if is_code(code) => {
                Ok(AuthorizationCode { code: code.clone().into(), verifier: pending.verifier })
            }
            _ => Err(Code::AuthBad.into()),
        }
    }
}

/// The answer that the sign-in window was sent to.
fn read_redirect(
    url: &Url,
    pending: PendingRequest,
    tenant: &TenantUrl,
    issuer_rule: &IssuerRule,
) -> Result<AuthorizationCode> {
    let parameters = RedirectParameters::from_url(url).ok_or(Code::AuthBad)?;
    // Some servers leave `state` out of an error; an error can grant nothing, so it may be heard.
    if !parameters.matches_state(&pending.state) && !parameters.is_error_without_state() {
        return Err(Code::AuthState.into());
    }
    parameters.extract_authorization_code(pending, tenant, issuer_rule)
}

fn is_code(code: &str) -> bool {
    (1..=MAX_CODE_BYTES).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_graphic())
}

/// RFC 6749 §4.1.2.1.
fn authorization_error(error: &str, description: Option<&String>, pending: &PendingRequest) -> Error {
    let code = match error {
        "access_denied" => Code::AuthDenied,
        "invalid_client" => Code::TokenClient,
        "unauthorized_client" | "unsupported_response_type" => Code::AuthFlow,
        "invalid_scope" => Code::AuthScope,
        _ => Code::AuthBad,
    };
    let message = description.and_then(|words| text::sanitize_server_message(words));
    let message = message.filter(|words| !text::contains_secret(words, pending.state.expose_secret()));
    let reason = if code == Code::AuthScope { pending.scope.clone() } else { text::sanitize_display(error, 40) };
    Error::new(code).with_reason(reason).with_server_message(message)
}
