//! The kinds of answers that the requests of a check get.

use crate::error::{Code, Error};

pub(super) struct Observation<T> {
    pub(super) outcome: T,
    /// The tenant's number for the exchange, which only tenants set.
    pub(super) transaction_id: Option<String>,
}

impl<T> Observation<T> {
    pub(super) const fn is_tenant(&self) -> bool {
        self.transaction_id.is_some()
    }
}

/// What the authorize endpoint makes of a request without cookies.
pub(super) enum AuthorizeOutcome {
    /// Sends on to a login page, or shows one.
    Login,
    /// Comes back to the redirect with a refusal.
    ErrorRedirect(Error),
    /// A page of its own: the redirect is not trusted, or the client.
    ErrorPage(Hint),
    NotFound,
    /// 500: a fault, or the tenant's way to refuse.
    ServerError(Error),
    /// Something between us and the endpoint.
    Inconclusive,
}

/// What the words of a page are about, for when nothing else decides.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    Redirect,
    Client,
    None,
}

/// What the token endpoint makes of a code that it never gave.
pub(super) enum TokenOutcome {
    /// OAuth's own form of a refusal (RFC 6749 §5.2).
    Error {
        status: u16,
        error: String,
        description: Option<String>,
    },
    /// 401 or 403 in another form.
    Denied(u16),
    NotFound,
    /// No server that knows tokens answers so.
    NotTokenEndpoint,
    Inconclusive,
}

/// What the tenant's own pages and calls look like.
#[derive(Default)]
pub(super) struct PortalObservation {
    pub(super) is_tenant: bool,
    pub(super) serves_page: bool,
    pub(super) is_not_found: bool,
}

/// What the authorize endpoint makes of requests that differ from the right one in one thing. True:
/// it tells the two apart.
#[derive(Default)]
pub(super) struct ControlOutcomes {
    pub(super) rejects_wrong_app: bool,
    pub(super) rejects_wrong_redirect: bool,
    pub(super) rejects_wrong_scope: bool,
    /// The right request was refused, and the same without a scope was not.
    pub(super) accepts_without_scope: bool,
}

impl AuthorizeOutcome {
    pub(super) const fn is_error_page(&self) -> bool {
        matches!(self, Self::ErrorPage(_) | Self::ServerError(_) | Self::NotFound)
    }

    pub(super) fn is_error_redirect_with(&self, code: Code) -> bool {
        matches!(self, Self::ErrorRedirect(error) if error.code == code)
    }
}

impl TokenOutcome {
    pub(super) const fn is_oauth_error(&self) -> bool {
        matches!(self, Self::Error { .. })
    }

    pub(super) fn has_error(&self, error_code: &str) -> bool {
        matches!(self, Self::Error { error, .. } if error == error_code)
    }

    /// `unauthorized_client` is about the flow by the book (RFC 6749 §5.2), and about a wrong secret
    /// where it comes with 401.
    pub(super) fn rejects_client(&self) -> bool {
        match self {
            Self::Error { status, error, .. } => {
                error == "invalid_client" || (error == "unauthorized_client" && matches!(status, 401 | 403))
            }
            Self::Denied(_) => true,
            _ => false,
        }
    }
}
