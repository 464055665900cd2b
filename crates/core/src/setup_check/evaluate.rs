//! From answers to verdicts: which setup step each answer speaks for or against. Pure.

use super::outcomes::{AuthorizeOutcome, ControlOutcomes, Hint, Observation, PortalObservation, TokenOutcome};
use crate::error::{Code, Error};
use crate::tenant::registration::ClientRegistration;
use crate::view::CheckStep;

#[derive(Debug)]
pub(super) enum Finding {
    Passed,
    /// Nothing speaks for it or against it.
    Unproven,
    Failed(Error),
}

pub(super) struct Evidence {
    pub(super) authorize: Observation<AuthorizeOutcome>,
    pub(super) token: Observation<TokenOutcome>,
    pub(super) portal: PortalObservation,
    pub(super) controls: ControlOutcomes,
}

impl Finding {
    pub(super) fn passed_if_unproven(self) -> Self {
        if matches!(self, Self::Unproven) { Self::Passed } else { self }
    }
}

/// Where only the portal's own session counts, the server has to be a tenant.
pub(super) fn evaluate_portal(registration: &ClientRegistration, portal: &PortalObservation) -> Finding {
    match portal {
        PortalObservation { is_tenant: true, is_not_found: false, .. } => Finding::Passed,
        PortalObservation { serves_page: true, .. } => Finding::Unproven,
        _ => Finding::Failed(Error::new(Code::NotTenant).with_host(registration.tenant.host())),
    }
}

/// The steps from Tenant to Scope.
pub(super) fn evaluate_oauth(registration: &ClientRegistration, evidence: &Evidence) -> [(CheckStep, Finding); 6] {
    let evaluation = Evaluation { registration, evidence };
    [
        (CheckStep::Tenant, evaluation.evaluate_tenant()),
        (CheckStep::App, evaluation.evaluate_app()),
        (CheckStep::Redirect, evaluation.evaluate_redirect()),
        (CheckStep::Client, evaluation.evaluate_client()),
        (CheckStep::Flow, evaluation.evaluate_flow()),
        (CheckStep::Scope, evaluation.evaluate_scope()),
    ]
}

pub(super) fn evaluate_role(registration: &ClientRegistration, evidence: &Evidence) -> Finding {
    Evaluation { registration, evidence }.error_redirect_with(&[Code::AuthDenied]).unwrap_or(Finding::Unproven)
}

struct Evaluation<'a> {
    registration: &'a ClientRegistration,
    evidence: &'a Evidence,
}

impl Evaluation<'_> {
    fn evaluate_tenant(&self) -> Finding {
        let Evidence { authorize, token, portal, .. } = self.evidence;
        let is_not_found = matches!(authorize.outcome, AuthorizeOutcome::NotFound);
        // Marked, but not even the login page is there: another base path.
        if is_not_found && portal.is_not_found && !token.outcome.is_oauth_error() {
            return self.failure(Code::NotTenant, None);
        }
        if authorize.is_tenant() || token.is_tenant() || portal.is_tenant {
            return Finding::Passed;
        }
        match token.outcome {
            TokenOutcome::Error { .. } => Finding::Unproven,
            TokenOutcome::NotTokenEndpoint | TokenOutcome::NotFound => self.failure(Code::NotTenant, None),
            TokenOutcome::Denied(_) | TokenOutcome::Inconclusive
                if portal.serves_page || matches!(authorize.outcome, AuthorizeOutcome::Login) =>
            {
                Finding::Unproven
            }
            TokenOutcome::Denied(_) | TokenOutcome::Inconclusive => self.failure(Code::NotTenant, None),
        }
    }

    fn evaluate_app(&self) -> Finding {
        let Evidence { authorize, token, controls, .. } = self.evidence;
        if matches!(authorize.outcome, AuthorizeOutcome::NotFound) || matches!(token.outcome, TokenOutcome::NotFound) {
            return self.failure(Code::TokenAppId, Some(&self.registration.app_id));
        }
        let is_app_known =
            controls.rejects_wrong_app || matches!(authorize.outcome, AuthorizeOutcome::ErrorRedirect(_));
        if is_app_known || self.has_invalid_grant() || token.outcome.has_error("unauthorized_client") {
            Finding::Passed
        } else {
            Finding::Unproven
        }
    }

    fn evaluate_redirect(&self) -> Finding {
        match &self.evidence.authorize.outcome {
            AuthorizeOutcome::ErrorRedirect(_) => Finding::Passed,
            AuthorizeOutcome::Login if self.evidence.controls.rejects_wrong_redirect => Finding::Passed,
            AuthorizeOutcome::ErrorPage(_) | AuthorizeOutcome::ServerError(_)
                if self.step_for_error_page() == CheckStep::Redirect =>
            {
                self.failure(Code::AuthRedirect, Some(&self.registration.redirect_uri))
            }
            _ => Finding::Unproven,
        }
    }

    fn evaluate_client(&self) -> Finding {
        if let Some(finding) = self.error_redirect_with(&[Code::TokenClient]) {
            return finding;
        }
        let page_rejects_client = self.has_error_page() && self.step_for_error_page() == CheckStep::Client;
        if self.token_endpoint_rejects_client() || page_rejects_client {
            return self.failure(Code::TokenClient, Some(&self.registration.app_id));
        }
        if self.has_invalid_grant() || self.evidence.token.outcome.has_error("unauthorized_client") {
            Finding::Passed
        } else {
            Finding::Unproven
        }
    }

    fn evaluate_flow(&self) -> Finding {
        // Any other refusal is about the request as such, such as PKCE.
        let flow_codes = [Code::AuthFlow, Code::AuthBad, Code::AuthState, Code::AuthNoCode, Code::AuthIssuer];
        if let Some(finding) = self.error_redirect_with(&flow_codes) {
            return finding;
        }
        if self.token_endpoint_rejects_flow() {
            let error = if self.evidence.token.outcome.has_error("unauthorized_client") {
                "unauthorized_client"
            } else {
                "unsupported_grant_type"
            };
            return self.failure(Code::AuthFlow, Some(error));
        }
        if self.has_invalid_grant() { Finding::Passed } else { Finding::Unproven }
    }

    fn evaluate_scope(&self) -> Finding {
        if let Some(finding) = self.error_redirect_with(&[Code::AuthScope]) {
            return finding;
        }
        if self.has_error_page() && self.step_for_error_page() == CheckStep::Scope {
            return self.failure(Code::AuthScope, Some(&self.registration.scope));
        }
        let rejects_wrong_scope = self.evidence.controls.rejects_wrong_scope && !self.registration.scope.is_empty();
        if rejects_wrong_scope && matches!(self.evidence.authorize.outcome, AuthorizeOutcome::Login) {
            Finding::Passed
        } else {
            Finding::Unproven
        }
    }

    /// Which step a 400 page is about: what the token endpoint and a request without a scope say,
    /// then the page's words, then what such a page most often means.
    fn step_for_error_page(&self) -> CheckStep {
        let Evidence { authorize, controls, .. } = self.evidence;
        if self.token_endpoint_rejects_client() {
            return CheckStep::Client;
        }
        if self.token_endpoint_rejects_flow() {
            return CheckStep::Flow;
        }
        if controls.accepts_without_scope {
            return CheckStep::Scope;
        }
        match authorize.outcome {
            AuthorizeOutcome::ErrorPage(Hint::Client) if !self.has_invalid_grant() => CheckStep::Client,
            _ => CheckStep::Redirect,
        }
    }

    fn has_error_page(&self) -> bool {
        matches!(self.evidence.authorize.outcome, AuthorizeOutcome::ErrorPage(_) | AuthorizeOutcome::ServerError(_))
    }

    /// `invalid_grant`: app, client and flow were accepted before the code was not.
    fn has_invalid_grant(&self) -> bool {
        self.evidence.token.outcome.has_error("invalid_grant")
    }

    fn token_endpoint_rejects_client(&self) -> bool {
        let token = &self.evidence.token;
        match token.outcome {
            // A proxy that blocks us says 403 as well.
            TokenOutcome::Denied(403) => token.is_tenant(),
            _ => token.outcome.rejects_client(),
        }
    }

    fn token_endpoint_rejects_flow(&self) -> bool {
        let token = &self.evidence.token.outcome;
        !token.rejects_client() && (token.has_error("unsupported_grant_type") || token.has_error("unauthorized_client"))
    }

    /// The refusal that came back to the redirect, if it is one of these.
    fn error_redirect_with(&self, codes: &[Code]) -> Option<Finding> {
        match &self.evidence.authorize.outcome {
            AuthorizeOutcome::ErrorRedirect(error) if codes.contains(&error.code) => {
                let mut error = error.clone();
                error.transaction_id.clone_from(&self.evidence.authorize.transaction_id);
                Some(Finding::Failed(error))
            }
            _ => None,
        }
    }

    fn failure(&self, code: Code, reason: Option<&str>) -> Finding {
        let Evidence { authorize, token, .. } = self.evidence;
        let mut error = Error::new(code).with_host(self.registration.tenant.host());
        error.reason = reason.map(str::to_owned);
        if matches!(code, Code::TokenClient | Code::AuthFlow) {
            error.transaction_id.clone_from(&token.transaction_id);
            if let TokenOutcome::Error { description, .. } = &token.outcome {
                error.server_message.clone_from(description);
            }
        } else {
            error.transaction_id.clone_from(&authorize.transaction_id);
        }
        Finding::Failed(error)
    }
}

#[cfg(test)]
mod tests;
