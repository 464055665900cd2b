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
    Observation { outcome, transaction_id: is_tenant.then(|| "1f2e.3d4c".to_owned()) }
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
        (AuthorizeOutcome::Login, token_error(401, "unauthorized_client"), ControlOutcomes::default(), vec![Client]),
        (AuthorizeOutcome::Login, token_error(400, "unauthorized_client"), ControlOutcomes::default(), vec![Flow]),
        (AuthorizeOutcome::Login, token_error(400, "unsupported_grant_type"), ControlOutcomes::default(), vec![Flow]),
        (AuthorizeOutcome::Login, TokenOutcome::Denied(403), ControlOutcomes::default(), vec![Client]),
        (error_redirect(Code::AuthFlow), token_error(400, "invalid_grant"), ControlOutcomes::default(), vec![Flow]),
        (error_redirect(Code::AuthBad), token_error(400, "invalid_grant"), ControlOutcomes::default(), vec![Flow]),
        (error_redirect(Code::AuthScope), token_error(400, "invalid_grant"), ControlOutcomes::default(), vec![Scope]),
        (
            error_redirect(Code::TokenClient),
            token_error(400, "invalid_grant"),
            ControlOutcomes::default(),
            vec![Client],
        ),
        (error_redirect(Code::AuthDenied), token_error(400, "invalid_grant"), ControlOutcomes::default(), vec![Role]),
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
