//! A check as text: plain English for a terminal, and JSON for a script.
//!
//! The window has its own words (`ui/src/lib/text/en.ts`); these are for an administrator at a
//! command line, so they name the fields of the Admin Portal and the values to enter there.

use serde::Serialize;

use crate::problem::{Code, Problem};
use crate::view::{CheckExpectation, CheckStep, CheckView, CheckedStep, Verdict};

const INDENT: &str = "              ";

/// One line a step; below the one that failed, what was seen and what to do about it.
pub fn text(view: &CheckView) -> String {
    let host = host(view);
    let mut out = format!("Checking {host}\n\n");
    for step in &view.steps {
        let mark = match step.verdict {
            Verdict::Passed => "ok",
            Verdict::Failed => "FAILED",
            Verdict::Unproven => "not proven",
            Verdict::Skipped => "skipped",
        };
        out += &format!("  {mark:<10}  {}\n", title(step.step, &view.expects));
        if let (Verdict::Failed, Some(problem)) = (step.verdict, &step.problem) {
            for line in seen(problem).into_iter().chain(remedy(step.step, problem, &view.expects)) {
                out += &format!("{INDENT}{line}\n");
            }
        }
    }
    out + "\n" + &summary(view)
}

/// One line, in a form that stays: members are added, never renamed.
pub fn json(view: &CheckView) -> String {
    let failed = failing(view).map(|step| step.step);
    let steps = view.steps.iter().map(|step| {
        let problem = step.problem.as_ref();
        StepJson {
            step: step.step,
            verdict: step.verdict,
            code: problem.map(|problem| problem.code),
            host: problem.and_then(|problem| problem.host.as_deref()),
            reason: problem.and_then(|problem| problem.reason.as_deref()),
        }
    });
    let report =
        ReportJson { tenant: host(view), ok: failed.is_none(), failed, steps: steps.collect(), expects: &view.expects };
    serde_json::to_string(&report).unwrap_or_default() + "\n"
}

/// The step to put right, if one failed.
pub fn failing(view: &CheckView) -> Option<&CheckedStep> {
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

fn host(view: &CheckView) -> &str {
    view.tenant.as_ref().map_or("", |tenant| tenant.host.as_str())
}

fn title(step: CheckStep, expects: &CheckExpectation) -> String {
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

fn seen(problem: &Problem) -> Vec<String> {
    let mut lines = vec![format!("{} ({})", what_happened(problem.code), problem.code.as_str())];
    if let Some(said) = &problem.said {
        lines.push(format!("The server said: {said}"));
    }
    if let Some(request) = &problem.request {
        lines.push(format!("Request number in the tenant's log: {request}"));
    }
    lines
}

const fn what_happened(code: Code) -> &'static str {
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
fn remedy(step: CheckStep, problem: &Problem, expects: &CheckExpectation) -> Vec<String> {
    let enter = |first: &str, value: &str| vec![first.to_owned(), format!("  {value}")];
    match step {
        CheckStep::Reachable => vec![network_remedy(problem.code).to_owned()],
        CheckStep::Tenant => vec!["Check the address. A tenant may lie below a path, such as /identity.".into()],
        CheckStep::App => {
            let mut lines = enter(
                "In the Admin Portal, open Apps, Web Apps, the OAuth2 Client app, Settings. Application ID:",
                &expects.app_id,
            );
            lines.push("There is no such app yet? Add Web Apps, Custom, OAuth2 Client.".into());
            lines
        }
        CheckStep::Redirect => enter(
            "In the app, General Usage, add to the redirects, letter by letter, with no slash added at its end:",
            &expects.redirect_uri,
        ),
        CheckStep::Client => {
            let mut lines = enter(
                "In the app, General Usage, set Client ID Type to Anything. Or choose List, and add:",
                &expects.client_id,
            );
            lines.push("Is it Confidential on purpose? Then Portico needs its client secret (--secret-stdin).".into());
            lines
        }
        CheckStep::Flow => vec!["In the app, Tokens, Auth Methods, tick Auth Code. Implicit can stay off.".into()],
        CheckStep::Scope => enter("In the app, Scope, add a scope with this very name:", &expects.scope),
        CheckStep::Rest => {
            let name = if expects.scope.is_empty() { "of the app" } else { expects.scope.as_str() };
            enter(&format!("In the app, Scope, open the scope {name} and add to its REST regexes:"), "/UPRest/.*")
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

fn summary(view: &CheckView) -> String {
    if let Some(step) = failing(view) {
        let later = view.steps.iter().filter(|other| other.verdict == Verdict::Skipped).count();
        let rest = if later == 0 { "" } else { " The later steps were not checked." };
        return format!("Failed at: {}{rest}\n", title(step.step, &view.expects));
    }
    match view.steps.iter().filter(|step| step.verdict == Verdict::Unproven).count() {
        0 => "Everything is set up.\n".into(),
        _ => "Nothing failed. What is not proven shows only when somebody signs in.\n".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;
    use crate::registration::Registration;
    use crate::tenant::TenantUrl;

    fn failed(step: CheckStep, problem: Problem) -> CheckView {
        let registration = Registration::of(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
        let steps = vec![
            CheckedStep { step: CheckStep::Reachable, verdict: Verdict::Passed, problem: None },
            CheckedStep { step, verdict: Verdict::Failed, problem: Some(problem) },
            CheckedStep { step: CheckStep::Role, verdict: Verdict::Skipped, problem: None },
        ];
        check::view(&registration, steps, false)
    }

    #[test]
    fn the_remedy_names_the_value_to_enter() {
        for (step, code, value) in [
            (CheckStep::App, Code::TokenAppId, "  Portico\n"),
            (CheckStep::Redirect, Code::AuthRedirect, "  https://acme.my.idaptive.app/sysinfo/dummy\n"),
            (CheckStep::Client, Code::TokenClient, "  portico\n"),
            (CheckStep::Scope, Code::AuthScope, "  UPData\n"),
            (CheckStep::Rest, Code::ApiDenied, "  /UPRest/.*\n"),
            (CheckStep::Flow, Code::AuthFlow, "Auth Code"),
        ] {
            let text = text(&failed(step, Problem::new(code).said(Some("No.".into()))));
            assert!(text.contains(value), "{text}");
            assert!(text.contains(code.as_str()) && text.contains("The server said: No."), "{text}");
            assert!(
                text.contains("  FAILED      ") && text.contains("  ok          ") && text.contains("  skipped     ")
            );
        }
    }

    #[test]
    fn json_keeps_its_form() {
        let problem = Problem::new(Code::AuthScope).at("acme.my.idaptive.app").because("UPData");
        assert_eq!(
            json(&failed(CheckStep::Scope, problem)),
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
