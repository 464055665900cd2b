//! From answers to verdicts: which setup step each answer speaks for or against. Pure.

use super::probes::{AuthorizeOutcome, ControlOutcomes, Hint, Observation, PortalObservation, TokenOutcome};
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
        if authorize.is_tenant || token.is_tenant || portal.is_tenant {
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

    /// AppRef step a 400 page is about: what the token endpoint and a request without a scope say,
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
            TokenOutcome::Denied(403) => token.is_tenant,
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
mod tests {
    use super::*;
    use crate::tenant::url::TenantUrl;

    fn error_page(hint: Hint) -> AuthorizeOutcome {
        AuthorizeOutcome::ErrorPage(hint)
    }

    fn error_redirect(code: Code) -> AuthorizeOutcome {
        AuthorizeOutcome::ErrorRedirect(Error::new(code))
    }

    fn token_error(status: u16, error: &str) -> TokenOutcome {
        TokenOutcome::Error { status, error: error.to_owned(), description: None }
    }

    fn observation<T>(outcome: T, is_tenant: bool) -> Observation<T> {
        Observation { outcome, is_tenant, transaction_id: None }
    }

    /// The steps that failed, in order; nothing here stops at the first.
    fn failed_steps(
        authorize: AuthorizeOutcome,
        token: TokenOutcome,
        controls: ControlOutcomes,
        is_tenant: bool,
    ) -> Vec<CheckStep> {
        let registration = ClientRegistration::with_defaults(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
        let portal = PortalObservation { is_tenant, serves_page: is_tenant, is_not_found: false };
        let evidence = Evidence {
            authorize: observation(authorize, is_tenant),
            token: observation(token, is_tenant),
            portal,
            controls,
        };
        let mut failed: Vec<_> = evaluate_oauth(&registration, &evidence)
            .into_iter()
            .filter_map(|(step, finding)| matches!(finding, Finding::Failed(_)).then_some(step))
            .collect();
        if let Finding::Failed(_) = evaluate_role(&registration, &evidence) {
            failed.push(CheckStep::Role);
        }
        failed
    }

    #[test]
    fn tenant_responses_fail_the_expected_steps() {
        use CheckStep::{App, Client, Flow, Redirect, Role, Scope};
        let accepting_without_scope = || ControlOutcomes { accepts_without_scope: true, ..ControlOutcomes::default() };
        let cases = [
            (AuthorizeOutcome::Login, token_error(400, "invalid_grant"), ControlOutcomes::default(), vec![]),
            (AuthorizeOutcome::Login, TokenOutcome::Inconclusive, ControlOutcomes::default(), vec![]),
            (AuthorizeOutcome::Inconclusive, TokenOutcome::Inconclusive, ControlOutcomes::default(), vec![]),
            (AuthorizeOutcome::NotFound, TokenOutcome::NotFound, ControlOutcomes::default(), vec![App]),
            (AuthorizeOutcome::Login, TokenOutcome::NotFound, ControlOutcomes::default(), vec![App]),
            // A page alone does not say which: the token endpoint does.
            (error_page(Hint::Client), token_error(400, "invalid_grant"), ControlOutcomes::default(), vec![Redirect]),
            (error_page(Hint::Redirect), token_error(400, "invalid_client"), ControlOutcomes::default(), vec![Client]),
            (error_page(Hint::None), TokenOutcome::Denied(401), ControlOutcomes::default(), vec![Client]),
            (error_page(Hint::None), token_error(400, "unauthorized_client"), ControlOutcomes::default(), vec![Flow]),
            (error_page(Hint::None), token_error(400, "invalid_grant"), accepting_without_scope(), vec![Scope]),
            // Words, where nothing else is left.
            (error_page(Hint::Client), TokenOutcome::Inconclusive, ControlOutcomes::default(), vec![Client]),
            (error_page(Hint::Redirect), TokenOutcome::Inconclusive, ControlOutcomes::default(), vec![Redirect]),
            (error_page(Hint::None), TokenOutcome::Inconclusive, ControlOutcomes::default(), vec![Redirect]),
            (
                AuthorizeOutcome::ServerError(Code::TokenServer.into()),
                token_error(400, "invalid_grant"),
                ControlOutcomes::default(),
                vec![Redirect],
            ),
            (AuthorizeOutcome::Login, token_error(401, "invalid_client"), ControlOutcomes::default(), vec![Client]),
            (
                AuthorizeOutcome::Login,
                token_error(401, "unauthorized_client"),
                ControlOutcomes::default(),
                vec![Client],
            ),
            (AuthorizeOutcome::Login, token_error(400, "unauthorized_client"), ControlOutcomes::default(), vec![Flow]),
            (
                AuthorizeOutcome::Login,
                token_error(400, "unsupported_grant_type"),
                ControlOutcomes::default(),
                vec![Flow],
            ),
            (AuthorizeOutcome::Login, TokenOutcome::Denied(403), ControlOutcomes::default(), vec![Client]),
            (error_redirect(Code::AuthFlow), token_error(400, "invalid_grant"), ControlOutcomes::default(), vec![Flow]),
            (error_redirect(Code::AuthBad), token_error(400, "invalid_grant"), ControlOutcomes::default(), vec![Flow]),
            (
                error_redirect(Code::AuthScope),
                token_error(400, "invalid_grant"),
                ControlOutcomes::default(),
                vec![Scope],
            ),
            (
                error_redirect(Code::TokenClient),
                token_error(400, "invalid_grant"),
                ControlOutcomes::default(),
                vec![Client],
            ),
            (
                error_redirect(Code::AuthDenied),
                token_error(400, "invalid_grant"),
                ControlOutcomes::default(),
                vec![Role],
            ),
        ];
        for (index, (authorize, token, controls, steps)) in cases.into_iter().enumerate() {
            assert_eq!(failed_steps(authorize, token, controls, true), steps, "case {index}");
        }
    }

    #[test]
    fn responses_without_tenant_header_fail_the_expected_steps() {
        use CheckStep::{App, Client, Tenant};
        let cases = [
            (AuthorizeOutcome::Login, token_error(400, "invalid_grant"), vec![]),
            (AuthorizeOutcome::Login, TokenOutcome::Inconclusive, vec![]),
            (AuthorizeOutcome::Login, TokenOutcome::Denied(403), vec![]),
            (AuthorizeOutcome::Login, TokenOutcome::NotTokenEndpoint, vec![Tenant]),
            (AuthorizeOutcome::Inconclusive, TokenOutcome::Denied(403), vec![Tenant]),
            (AuthorizeOutcome::Login, token_error(401, "invalid_client"), vec![Client]),
            (AuthorizeOutcome::NotFound, token_error(400, "invalid_grant"), vec![App]),
            (AuthorizeOutcome::NotFound, TokenOutcome::NotFound, vec![Tenant, App]),
        ];
        for (index, (authorize, token, steps)) in cases.into_iter().enumerate() {
            assert_eq!(failed_steps(authorize, token, ControlOutcomes::default(), false), steps, "case {index}");
        }
    }

    #[test]
    fn rejected_control_requests_turn_unproven_steps_into_passed() {
        let registration = ClientRegistration::with_defaults(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
        let passed_steps = |controls: ControlOutcomes| {
            let portal = PortalObservation { is_tenant: true, serves_page: true, is_not_found: false };
            let authorize = observation(AuthorizeOutcome::Login, true);
            let evidence =
                Evidence { authorize, token: observation(token_error(400, "invalid_grant"), true), portal, controls };
            evaluate_oauth(&registration, &evidence).map(|(_, finding)| matches!(finding, Finding::Passed))
        };
        assert_eq!(passed_steps(ControlOutcomes::default()), [true, true, false, true, true, false]);
        let all_rejected = ControlOutcomes {
            rejects_wrong_app: true,
            rejects_wrong_redirect: true,
            rejects_wrong_scope: true,
            accepts_without_scope: false,
        };
        assert_eq!(passed_steps(all_rejected), [true; 6]);
    }
}
