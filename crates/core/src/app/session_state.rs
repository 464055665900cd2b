//! How far the active account is signed in.

use url::Url;

use crate::error::Error;
use crate::tenant::registration::ClientRegistration;
use crate::view::{ConfirmReason, SignInMethod, SignInStep};

#[derive(Clone)]
pub(super) enum SessionState {
    FirstRun {
        discovering: bool,
        error: Option<Error>,
    },
    Confirm {
        registration: Box<ClientRegistration>,
        reasons: Vec<ConfirmReason>,
    },
    SignedOut {
        error: Option<Error>,
    },
    Restoring,
    /// The session that is being replaced, if there is one, goes on meanwhile.
    SigningIn(Box<SignInAttempt>),
    SignedIn,
    Locked,
}

/// A sign-in under way.
#[derive(Clone)]
pub(super) struct SignInAttempt {
    pub(super) method: SignInMethod,
    pub(super) step: SignInStep,
    pub(super) host: Option<String>,
    pub(super) warning: Option<Error>,
    /// Where the browser was sent, for whoever wants to use another one.
    pub(super) authorize_url: Option<Url>,
}

impl SignInAttempt {
    pub(super) const fn new(method: SignInMethod) -> Self {
        Self { method, step: SignInStep::Checking, host: None, warning: None, authorize_url: None }
    }
}
