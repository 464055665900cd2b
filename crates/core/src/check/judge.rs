//! From answers to verdicts: which setup step each answer speaks for or against. Pure.

use super::probe::{Authorize, Controls, Hint, Home, Seen, Token};
use crate::problem::{Code, Problem};
use crate::registration::Registration;
use crate::view::CheckStep;

#[derive(Debug)]
pub(super) enum Finding {
    Passed,
    /// Nothing speaks for it or against it.
    Unproven,
    Failed(Problem),
}

pub(super) struct Evidence {
    pub(super) authorize: Seen<Authorize>,
    pub(super) token: Seen<Token>,
    pub(super) home: Home,
    pub(super) controls: Controls,
}

impl Finding {
    pub(super) fn or_passed(self) -> Self {
        if matches!(self, Self::Unproven) { Self::Passed } else { self }
    }
}

/// Where only the portal's own session counts, the server has to be a tenant.
pub(super) fn portal(registration: &Registration, home: &Home) -> Finding {
    match home {
        Home { is_tenant: true, is_missing: false, .. } => Finding::Passed,
        Home { is_page: true, .. } => Finding::Unproven,
        _ => Finding::Failed(Problem::new(Code::NotTenant).at(registration.tenant.host())),
    }
}

/// The steps from Tenant to Scope.
pub(super) fn oauth(registration: &Registration, evidence: &Evidence) -> [(CheckStep, Finding); 6] {
    let case = Case { registration, evidence };
    [
        (CheckStep::Tenant, case.tenant()),
        (CheckStep::App, case.app()),
        (CheckStep::Redirect, case.redirect()),
        (CheckStep::Client, case.client()),
        (CheckStep::Flow, case.flow()),
        (CheckStep::Scope, case.scope()),
    ]
}

pub(super) fn role(registration: &Registration, evidence: &Evidence) -> Finding {
    Case { registration, evidence }.came_back_with(&[Code::AuthDenied]).unwrap_or(Finding::Unproven)
}

struct Case<'a> {
    registration: &'a Registration,
    evidence: &'a Evidence,
}

impl Case<'_> {
    fn tenant(&self) -> Finding {
        let Evidence { authorize, token, home, .. } = self.evidence;
        let missing = matches!(authorize.what, Authorize::Missing);
        // Marked, but not even the login page is there: another base path.
        if missing && home.is_missing && !token.what.is_oauth() {
            return self.failed(Code::NotTenant, None);
        }
        if authorize.is_tenant || token.is_tenant || home.is_tenant {
            return Finding::Passed;
        }
        match token.what {
            Token::Error { .. } => Finding::Unproven,
            Token::Nonsense | Token::Missing => self.failed(Code::NotTenant, None),
            Token::Denied(_) | Token::Unclear if home.is_page || matches!(authorize.what, Authorize::Login) => {
                Finding::Unproven
            }
            Token::Denied(_) | Token::Unclear => self.failed(Code::NotTenant, None),
        }
    }

    fn app(&self) -> Finding {
        let Evidence { authorize, token, controls, .. } = self.evidence;
        if matches!(authorize.what, Authorize::Missing) || matches!(token.what, Token::Missing) {
            return self.failed(Code::TokenAppId, Some(&self.registration.app_id));
        }
        let known = controls.app || matches!(authorize.what, Authorize::Back(_));
        if known || self.code_was_looked_at() || token.what.is("unauthorized_client") {
            Finding::Passed
        } else {
            Finding::Unproven
        }
    }

    fn redirect(&self) -> Finding {
        match &self.evidence.authorize.what {
            Authorize::Back(_) => Finding::Passed,
            Authorize::Login if self.evidence.controls.redirect => Finding::Passed,
            Authorize::Refused(_) | Authorize::Fault(_) if self.page_is_about() == CheckStep::Redirect => {
                self.failed(Code::AuthRedirect, Some(&self.registration.redirect_uri))
            }
            _ => Finding::Unproven,
        }
    }

    fn client(&self) -> Finding {
        if let Some(finding) = self.came_back_with(&[Code::TokenClient]) {
            return finding;
        }
        let on_page = self.is_refused() && self.page_is_about() == CheckStep::Client;
        if self.token_refuses_client() || on_page {
            return self.failed(Code::TokenClient, Some(&self.registration.app_id));
        }
        if self.code_was_looked_at() || self.evidence.token.what.is("unauthorized_client") {
            Finding::Passed
        } else {
            Finding::Unproven
        }
    }

    fn flow(&self) -> Finding {
        // Any other refusal is about the request as such, such as PKCE.
        let others = [Code::AuthFlow, Code::AuthBad, Code::AuthState, Code::AuthNoCode, Code::AuthIssuer];
        if let Some(finding) = self.came_back_with(&others) {
            return finding;
        }
        if self.token_refuses_flow() {
            let error = if self.evidence.token.what.is("unauthorized_client") {
                "unauthorized_client"
            } else {
                "unsupported_grant_type"
            };
            return self.failed(Code::AuthFlow, Some(error));
        }
        if self.code_was_looked_at() { Finding::Passed } else { Finding::Unproven }
    }

    fn scope(&self) -> Finding {
        if let Some(finding) = self.came_back_with(&[Code::AuthScope]) {
            return finding;
        }
        if self.is_refused() && self.page_is_about() == CheckStep::Scope {
            return self.failed(Code::AuthScope, Some(&self.registration.scope));
        }
        let told_apart = self.evidence.controls.scope && !self.registration.scope.is_empty();
        if told_apart && matches!(self.evidence.authorize.what, Authorize::Login) {
            Finding::Passed
        } else {
            Finding::Unproven
        }
    }

    /// Which step a 400 page is about: what the token endpoint and a request without a scope say,
    /// then the page's words, then what such a page most often means.
    fn page_is_about(&self) -> CheckStep {
        let Evidence { authorize, controls, .. } = self.evidence;
        if self.token_refuses_client() {
            return CheckStep::Client;
        }
        if self.token_refuses_flow() {
            return CheckStep::Flow;
        }
        if controls.passes_without_scope {
            return CheckStep::Scope;
        }
        match authorize.what {
            Authorize::Refused(Hint::Client) if !self.code_was_looked_at() => CheckStep::Client,
            _ => CheckStep::Redirect,
        }
    }

    fn is_refused(&self) -> bool {
        matches!(self.evidence.authorize.what, Authorize::Refused(_) | Authorize::Fault(_))
    }

    /// `invalid_grant`: app, client and flow were accepted before the code was not.
    fn code_was_looked_at(&self) -> bool {
        self.evidence.token.what.is("invalid_grant")
    }

    fn token_refuses_client(&self) -> bool {
        let token = &self.evidence.token;
        match token.what {
            // A proxy that blocks us says 403 as well.
            Token::Denied(403) => token.is_tenant,
            _ => token.what.refuses_client(),
        }
    }

    fn token_refuses_flow(&self) -> bool {
        let token = &self.evidence.token.what;
        !token.refuses_client() && (token.is("unsupported_grant_type") || token.is("unauthorized_client"))
    }

    /// The refusal that came back to the redirect, if it is one of these.
    fn came_back_with(&self, codes: &[Code]) -> Option<Finding> {
        match &self.evidence.authorize.what {
            Authorize::Back(problem) if codes.contains(&problem.code) => {
                let mut problem = problem.clone();
                problem.request.clone_from(&self.evidence.authorize.request);
                Some(Finding::Failed(problem))
            }
            _ => None,
        }
    }

    fn failed(&self, code: Code, reason: Option<&str>) -> Finding {
        let Evidence { authorize, token, .. } = self.evidence;
        let mut problem = Problem::new(code).at(self.registration.tenant.host());
        problem.reason = reason.map(str::to_owned);
        if matches!(code, Code::TokenClient | Code::AuthFlow) {
            problem.request.clone_from(&token.request);
            if let Token::Error { said, .. } = &token.what {
                problem.said.clone_from(said);
            }
        } else {
            problem.request.clone_from(&authorize.request);
        }
        Finding::Failed(problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenant::TenantUrl;

    fn refused(hint: Hint) -> Authorize {
        Authorize::Refused(hint)
    }

    fn back(code: Code) -> Authorize {
        Authorize::Back(Problem::new(code))
    }

    fn error(status: u16, error: &str) -> Token {
        Token::Error { status, error: error.to_owned(), said: None }
    }

    fn seen<T>(what: T, is_tenant: bool) -> Seen<T> {
        Seen { what, is_tenant, request: None }
    }

    /// The steps that failed, in order; nothing here stops at the first.
    fn failing(authorize: Authorize, token: Token, controls: Controls, is_tenant: bool) -> Vec<CheckStep> {
        let registration = Registration::of(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
        let home = Home { is_tenant, is_page: is_tenant, is_missing: false };
        let evidence =
            Evidence { authorize: seen(authorize, is_tenant), token: seen(token, is_tenant), home, controls };
        let mut failed: Vec<_> = oauth(&registration, &evidence)
            .into_iter()
            .filter_map(|(step, finding)| matches!(finding, Finding::Failed(_)).then_some(step))
            .collect();
        if let Finding::Failed(_) = role(&registration, &evidence) {
            failed.push(CheckStep::Role);
        }
        failed
    }

    #[test]
    fn answers_of_a_tenant() {
        use CheckStep::{App, Client, Flow, Redirect, Role, Scope};
        let scopeless = || Controls { passes_without_scope: true, ..Controls::default() };
        let cases = [
            (Authorize::Login, error(400, "invalid_grant"), Controls::default(), vec![]),
            (Authorize::Login, Token::Unclear, Controls::default(), vec![]),
            (Authorize::Unclear, Token::Unclear, Controls::default(), vec![]),
            (Authorize::Missing, Token::Missing, Controls::default(), vec![App]),
            (Authorize::Login, Token::Missing, Controls::default(), vec![App]),
            // A page alone does not say which: the token endpoint does.
            (refused(Hint::Client), error(400, "invalid_grant"), Controls::default(), vec![Redirect]),
            (refused(Hint::Redirect), error(400, "invalid_client"), Controls::default(), vec![Client]),
            (refused(Hint::None), Token::Denied(401), Controls::default(), vec![Client]),
            (refused(Hint::None), error(400, "unauthorized_client"), Controls::default(), vec![Flow]),
            (refused(Hint::None), error(400, "invalid_grant"), scopeless(), vec![Scope]),
            // Words, where nothing else is left.
            (refused(Hint::Client), Token::Unclear, Controls::default(), vec![Client]),
            (refused(Hint::Redirect), Token::Unclear, Controls::default(), vec![Redirect]),
            (refused(Hint::None), Token::Unclear, Controls::default(), vec![Redirect]),
            (
                Authorize::Fault(Code::TokenServer.into()),
                error(400, "invalid_grant"),
                Controls::default(),
                vec![Redirect],
            ),
            (Authorize::Login, error(401, "invalid_client"), Controls::default(), vec![Client]),
            (Authorize::Login, error(401, "unauthorized_client"), Controls::default(), vec![Client]),
            (Authorize::Login, error(400, "unauthorized_client"), Controls::default(), vec![Flow]),
            (Authorize::Login, error(400, "unsupported_grant_type"), Controls::default(), vec![Flow]),
            (Authorize::Login, Token::Denied(403), Controls::default(), vec![Client]),
            (back(Code::AuthFlow), error(400, "invalid_grant"), Controls::default(), vec![Flow]),
            (back(Code::AuthBad), error(400, "invalid_grant"), Controls::default(), vec![Flow]),
            (back(Code::AuthScope), error(400, "invalid_grant"), Controls::default(), vec![Scope]),
            (back(Code::TokenClient), error(400, "invalid_grant"), Controls::default(), vec![Client]),
            (back(Code::AuthDenied), error(400, "invalid_grant"), Controls::default(), vec![Role]),
        ];
        for (index, (authorize, token, controls, steps)) in cases.into_iter().enumerate() {
            assert_eq!(failing(authorize, token, controls, true), steps, "case {index}");
        }
    }

    #[test]
    fn answers_of_a_stranger() {
        use CheckStep::{App, Client, Tenant};
        let cases = [
            (Authorize::Login, error(400, "invalid_grant"), vec![]),
            (Authorize::Login, Token::Unclear, vec![]),
            (Authorize::Login, Token::Denied(403), vec![]),
            (Authorize::Login, Token::Nonsense, vec![Tenant]),
            (Authorize::Unclear, Token::Denied(403), vec![Tenant]),
            (Authorize::Login, error(401, "invalid_client"), vec![Client]),
            (Authorize::Missing, error(400, "invalid_grant"), vec![App]),
            (Authorize::Missing, Token::Missing, vec![Tenant, App]),
        ];
        for (index, (authorize, token, steps)) in cases.into_iter().enumerate() {
            assert_eq!(failing(authorize, token, Controls::default(), false), steps, "case {index}");
        }
    }

    #[test]
    fn a_control_proves_what_an_answer_alone_does_not() {
        let registration = Registration::of(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
        let passed = |controls: Controls| {
            let home = Home { is_tenant: true, is_page: true, is_missing: false };
            let authorize = seen(Authorize::Login, true);
            let evidence = Evidence { authorize, token: seen(error(400, "invalid_grant"), true), home, controls };
            oauth(&registration, &evidence).map(|(_, finding)| matches!(finding, Finding::Passed))
        };
        assert_eq!(passed(Controls::default()), [true, true, false, true, true, false]);
        let all = Controls { app: true, redirect: true, scope: true, passes_without_scope: false };
        assert_eq!(passed(all), [true; 6]);
    }
}
