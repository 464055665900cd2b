//! A check as text for an administrator at a terminal, and as JSON for a script.
//!
//! The text names the fields of the Admin Portal and the values to enter there. The window has texts of its own.

use portico_core::error::{Code, Error};
use portico_core::setup_check::first_failure;
use portico_core::view::{CheckExpectation, CheckStep, SetupCheckView, Verdict};
use serde::Serialize;

/// One line a step; below the one that failed, what was seen and what to do about it.
pub(super) fn to_text(view: &SetupCheckView) -> String {
    let mut out = format!("Checking {}\n\n", tenant_host(view));
    for step in &view.steps {
        let label = match step.verdict {
            Verdict::Passed => "ok",
            Verdict::Failed => "FAILED",
            Verdict::Unproven => "not proven",
            Verdict::Skipped => "skipped",
        };
        out += &format!("  {label:<10}  {}\n", step_title(step.step, &view.expected));
        if let Some(error) = &step.problem {
            for line in [describe_error(error), remedy(step.step, error.code, &view.expected)].join("\n").lines() {
                out += &format!("              {line}\n");
            }
        }
    }
    let count = |verdict| view.steps.iter().filter(|step| step.verdict == verdict).count();
    out + &match first_failure(&view.steps) {
        Some(step) => {
            let note = if count(Verdict::Skipped) == 0 { "" } else { " The later steps were not checked." };
            format!("\nFailed at: {}{note}\n", step_title(step.step, &view.expected))
        }
        None if count(Verdict::Unproven) == 0 => "\nEverything is set up.\n".into(),
        None => "\nNothing failed. What is not proven shows only when somebody signs in.\n".into(),
    }
}

/// One line, in a form that stays: members are added, never renamed.
pub(super) fn to_json(view: &SetupCheckView) -> String {
    let failed = first_failure(&view.steps).map(|step| step.step);
    let steps = view.steps.iter().map(|step| {
        let error = step.problem.as_ref();
        StepJson {
            step: step.step,
            verdict: step.verdict,
            code: error.map(|error| error.code),
            host: error.and_then(|error| error.host.as_deref()),
            reason: error.and_then(|error| error.reason.as_deref()),
        }
    });
    let (tenant, ok, steps, expects) = (tenant_host(view), failed.is_none(), steps.collect(), &view.expected);
    serde_json::to_string(&ReportJson { tenant, ok, failed, steps, expects }).unwrap_or_default() + "\n"
}

#[derive(Serialize)]
struct ReportJson<'a> {
    tenant: &'a str,
    ok: bool,
    failed: Option<CheckStep>,
    steps: Vec<StepJson<'a>>,
    expects: &'a CheckExpectation,
}

#[derive(Serialize)]
struct StepJson<'a> {
    step: CheckStep,
    verdict: Verdict,
    code: Option<Code>,
    host: Option<&'a str>,
    reason: Option<&'a str>,
}

fn tenant_host(view: &SetupCheckView) -> &str {
    view.tenant.as_ref().map_or("", |tenant| tenant.host.as_str())
}

fn step_title(step: CheckStep, expects: &CheckExpectation) -> String {
    match step {
        CheckStep::Reachable => "The server can be reached.".into(),
        CheckStep::Tenant => "What answers there is a tenant.".into(),
        CheckStep::App => format!("An app has the Application ID {}.", expects.app_id),
        CheckStep::Redirect => format!("Its redirects hold {}.", expects.redirect_uri),
        CheckStep::Client => format!("It takes the client id {}.", expects.client_id),
        CheckStep::Flow => "The Auth Code method is on.".into(),
        CheckStep::Scope if expects.scope.is_empty() => "No scope is asked for.".into(),
        CheckStep::Scope => format!("It knows the scope {}.", expects.scope),
        CheckStep::Rest => "The list of apps may be fetched.".into(),
        CheckStep::Role => "The person holds a role of the app.".into(),
    }
}

fn describe_error(error: &Error) -> String {
    let mut text = format!("{} ({})", describe_code(error.code), error.code.as_str());
    if let Some(server_message) = &error.server_message {
        text += &format!("\nThe server said: {server_message}");
    }
    if let Some(transaction_id) = &error.transaction_id {
        text += &format!("\nRequest number in the tenant's log: {transaction_id}");
    }
    text
}

const fn describe_code(code: Code) -> &'static str {
    match code {
        Code::NetDns => "The name of the server could not be found.",
        Code::NetOffline => "This computer has no way to the server.",
        Code::NetRefused => "The server refused the connection.",
        Code::NetTimeout => "The server did not answer in time.",
        Code::NetCut => "The connection ended in the middle.",
        Code::NetPortal => "The network answered with a page of its own.",
        Code::NetProxy => "The proxy asks for a sign-in.",
        Code::TlsExpired => "The server's certificate has expired.",
        Code::TlsName => "The server's certificate is for another name.",
        Code::TlsUntrusted => "The server's certificate comes from an authority that this computer does not trust.",
        Code::TlsClock => "The server's certificate is not valid yet.",
        Code::TlsFailed => "No secure connection could be made.",
        Code::ApiBusy => "The server is busy and asks to come back later.",
        Code::TokenServer | Code::ApiServer => "The server has a fault of its own.",
        Code::AddressUnknown => "No tenant answers to that short name.",
        Code::NotTenant => "What answers there is not a tenant.",
        Code::TokenAppId => "The tenant answers 404 for that Application ID.",
        Code::AuthRedirect => "The tenant does not take the redirect.",
        Code::TokenClient => "The tenant does not take the client.",
        Code::AuthSecret => "The client secret is missing.",
        Code::AuthFlow => "The authorization code flow is switched off for this app.",
        Code::AuthScope => "The app does not know the scope.",
        Code::ApiDenied => "The call for the list is not allowed.",
        Code::ApiMissing => "The tenant answers 404 for the list.",
        Code::AuthDenied => "The tenant refused the sign-in of that person.",
        _ => "The tenant refused.",
    }
}

/// What the administrator does about it, with the values to enter.
fn remedy(step: CheckStep, code: Code, expects: &CheckExpectation) -> String {
    match step {
        CheckStep::Reachable => network_remedy(code).into(),
        CheckStep::Tenant => "Check the address. A tenant may lie below a path, such as /identity.".into(),
        CheckStep::App => format!(
            "In the Admin Portal, open Apps, Web Apps, the OAuth2 Client app, Settings. Application ID:\n  {}\n\
             There is no such app yet? Add Web Apps, Custom, OAuth2 Client.",
            expects.app_id
        ),
        CheckStep::Redirect => format!(
            "In the app, General Usage, add to the redirects, letter by letter, with no slash added at its end:\n  {}",
            expects.redirect_uri
        ),
        CheckStep::Client => format!(
            "In the app, General Usage, set Client ID Type to Anything. Or choose List, and add:\n  {}\n\
             Is it Confidential on purpose? Then Portico needs its client secret (--secret-stdin).",
            expects.client_id
        ),
        CheckStep::Flow => "In the app, Tokens, Auth Methods, tick Auth Code. Implicit can stay off.".into(),
        CheckStep::Scope => format!("In the app, Scope, add a scope with this very name:\n  {}", expects.scope),
        CheckStep::Rest => {
            let name = if expects.scope.is_empty() { "of the app" } else { expects.scope.as_str() };
            format!("In the app, Scope, open the scope {name} and add to its REST regexes:\n  /UPRest/.*")
        }
        CheckStep::Role => "In the app, User Access, tick a role that this person is in.".into(),
    }
}

const fn network_remedy(code: Code) -> &'static str {
    match code {
        Code::NetDns | Code::AddressUnknown => "Check the spelling, or give the full address.",
        Code::NetPortal => "Open a browser and sign in to the network first.",
        Code::NetProxy => "Check HTTPS_PROXY and NO_PROXY.",
        Code::TlsClock => "Check this computer's clock.",
        Code::TlsExpired | Code::TlsName => {
            "The server needs another certificate, or the address is not the right one."
        }
        Code::TlsUntrusted => {
            "Does a proxy look into encrypted connections? Its authority must be in the system's list."
        }
        Code::TlsFailed => "Does the server speak https at that port, with TLS 1.2 or newer?",
        Code::ApiBusy => "Try again in some minutes.",
        Code::TokenServer | Code::ApiServer => "Try again later; the request number leads to the tenant's log.",
        _ => "Check the address, the network and the firewall.",
    }
}

#[cfg(test)]
mod tests {
    use portico_core::setup_check::new_view;
    use portico_core::tenant::registration::ClientRegistration;
    use portico_core::tenant::url::TenantUrl;
    use portico_core::view::CheckStepResult;

    use super::*;

    fn view_with_failure(step: CheckStep, error: Error) -> SetupCheckView {
        let registration = ClientRegistration::with_defaults(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
        let steps = vec![
            CheckStepResult { step: CheckStep::Reachable, verdict: Verdict::Passed, problem: None },
            CheckStepResult { step, verdict: Verdict::Failed, problem: Some(error) },
            CheckStepResult { step: CheckStep::Role, verdict: Verdict::Skipped, problem: None },
        ];
        SetupCheckView { steps, ..new_view(&registration) }
    }

    #[test]
    fn text_report_shows_value_to_enter_for_failed_step() {
        for (step, code, value) in [
            (CheckStep::App, Code::TokenAppId, "  Portico\n"),
            (CheckStep::Redirect, Code::AuthRedirect, "  https://acme.my.idaptive.app/sysinfo/dummy\n"),
            (CheckStep::Client, Code::TokenClient, "  portico\n"),
            (CheckStep::Scope, Code::AuthScope, "  UPData\n"),
            (CheckStep::Rest, Code::ApiDenied, "  /UPRest/.*\n"),
            (CheckStep::Flow, Code::AuthFlow, "Auth Code"),
        ] {
            let text = to_text(&view_with_failure(step, Error::new(code).with_server_message(Some("No.".into()))));
            assert!(text.contains(value), "{text}");
            assert!(text.contains(code.as_str()) && text.contains("The server said: No."), "{text}");
            assert!(
                text.contains("  FAILED      ") && text.contains("  ok          ") && text.contains("  skipped     ")
            );
        }
    }

    #[test]
    fn json_report_format_is_stable() {
        let error = Error::new(Code::AuthScope).with_host("acme.my.idaptive.app").with_reason("UPData");
        assert_eq!(
            to_json(&view_with_failure(CheckStep::Scope, error)),
            concat!(
                r#"{"tenant":"acme.my.idaptive.app","ok":false,"failed":"scope","steps":["#,
                r#"{"step":"reachable","verdict":"passed","code":null,"host":null,"reason":null},"#,
                r#"{"step":"scope","verdict":"failed","code":"E-AUTH-SCOPE","host":"acme.my.idaptive.app","reason":"UPData"},"#,
                r#"{"step":"role","verdict":"skipped","code":null,"host":null,"reason":null}],"#,
                r#""expects":{"appId":"Portico","clientId":"portico","#,
                r#""redirectUri":"https://acme.my.idaptive.app/sysinfo/dummy","scope":"UPData"}}"#,
                "\n"
            )
        );
    }
}
