//! A check as text: plain English for a terminal, and JSON for a script.
//!
//! The window has its own words (`ui/src/lib/text/en`); these are for an administrator at a
//! command line, so they name the fields of the Admin Portal and the values to enter there.

use serde::Serialize;

use crate::error::{Code, Error};
use crate::view::{CheckExpectation, CheckStep, CheckStepResult, SetupCheckView, Verdict};

const INDENT: &str = "              ";

/// One line a step; below the one that failed, what was seen and what to do about it.
pub fn to_text(view: &SetupCheckView) -> String {
    let host = tenant_host(view);
    let mut out = format!("Checking {host}\n\n");
    for step in &view.steps {
        let label = match step.verdict {
            Verdict::Passed => "ok",
            Verdict::Failed => "FAILED",
            Verdict::Unproven => "not proven",
            Verdict::Skipped => "skipped",
        };
        out += &format!("  {label:<10}  {}\n", step_title(step.step, &view.expected));
        if let (Verdict::Failed, Some(error)) = (step.verdict, &step.problem) {
            for line in describe_error(error).into_iter().chain(remedy(step.step, error, &view.expected)) {
                out += &format!("{INDENT}{line}\n");
            }
        }
    }
    out + "\n" + &summary(view)
}

/// One line, in a form that stays: members are added, never renamed.
pub fn to_json(view: &SetupCheckView) -> String {
    let failed_step = first_failure(view).map(|step| step.step);
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
    let report = ReportJson {
        tenant: tenant_host(view),
        ok: failed_step.is_none(),
        failed: failed_step,
        steps: steps.collect(),
        expects: &view.expected,
    };
    serde_json::to_string(&report).unwrap_or_default() + "\n"
}

/// The step to put right, if one failed.
pub fn first_failure(view: &SetupCheckView) -> Option<&CheckStepResult> {
    view.steps.iter().find(|step| step.verdict == Verdict::Failed)
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

fn describe_error(error: &Error) -> Vec<String> {
    let mut lines = vec![format!("{} ({})", describe_code(error.code), error.code.as_str())];
    if let Some(server_message) = &error.server_message {
        lines.push(format!("The server said: {server_message}"));
    }
    if let Some(transaction_id) = &error.transaction_id {
        lines.push(format!("Request number in the tenant's log: {transaction_id}"));
    }
    lines
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
fn remedy(step: CheckStep, error: &Error, expects: &CheckExpectation) -> Vec<String> {
    let with_value = |instruction: &str, value: &str| vec![instruction.to_owned(), format!("  {value}")];
    match step {
        CheckStep::Reachable => vec![network_remedy(error.code).to_owned()],
        CheckStep::Tenant => vec!["Check the address. A tenant may lie below a path, such as /identity.".into()],
        CheckStep::App => {
            let mut lines = with_value(
                "In the Admin Portal, open Apps, Web Apps, the OAuth2 Client app, Settings. Application ID:",
                &expects.app_id,
            );
            lines.push("There is no such app yet? Add Web Apps, Custom, OAuth2 Client.".into());
            lines
        }
        CheckStep::Redirect => with_value(
            "In the app, General Usage, add to the redirects, letter by letter, with no slash added at its end:",
            &expects.redirect_uri,
        ),
        CheckStep::Client => {
            let mut lines = with_value(
                "In the app, General Usage, set Client ID Type to Anything. Or choose List, and add:",
                &expects.client_id,
            );
            lines.push("Is it Confidential on purpose? Then Portico needs its client secret (--secret-stdin).".into());
            lines
        }
        CheckStep::Flow => vec!["In the app, Tokens, Auth Methods, tick Auth Code. Implicit can stay off.".into()],
        CheckStep::Scope => with_value("In the app, Scope, add a scope with this very name:", &expects.scope),
        CheckStep::Rest => {
            let name = if expects.scope.is_empty() { "of the app" } else { expects.scope.as_str() };
            with_value(&format!("In the app, Scope, open the scope {name} and add to its REST regexes:"), "/UPRest/.*")
        }
        CheckStep::Role => vec!["In the app, User Access, tick a role that this person is in.".into()],
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

fn summary(view: &SetupCheckView) -> String {
    if let Some(step) = first_failure(view) {
        let skipped = view.steps.iter().filter(|other| other.verdict == Verdict::Skipped).count();
        let note = if skipped == 0 { "" } else { " The later steps were not checked." };
        return format!("Failed at: {}{note}\n", step_title(step.step, &view.expected));
    }
    match view.steps.iter().filter(|step| step.verdict == Verdict::Unproven).count() {
        0 => "Everything is set up.\n".into(),
        _ => "Nothing failed. What is not proven shows only when somebody signs in.\n".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup_check;
    use crate::tenant::registration::ClientRegistration;
    use crate::tenant::url::TenantUrl;

    fn view_with_failure(step: CheckStep, error: Error) -> SetupCheckView {
        let registration = ClientRegistration::with_defaults(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
        let steps = vec![
            CheckStepResult { step: CheckStep::Reachable, verdict: Verdict::Passed, problem: None },
            CheckStepResult { step, verdict: Verdict::Failed, problem: Some(error) },
            CheckStepResult { step: CheckStep::Role, verdict: Verdict::Skipped, problem: None },
        ];
        setup_check::build_view(&registration, steps, false)
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
