//! `portico check`: the check from a command line. Reads the words, runs, and says what to print and
//! with which code to end; printing and ending are the shell's.

use std::sync::Arc;

use secrecy::SecretString;
use url::Url;

use super::{SignInOutcome, build_view, check_tenant, report};
use crate::clock::{Clock, SystemClock};
use crate::error::{Code, Error};
use crate::session::{Session, TokenClient};
use crate::sign_in::loopback::server::Listener;
use crate::sign_in::oauth::flow::Flow;
use crate::tenant::discovery;
use crate::tenant::registration::{ClientRegistration, default_redirect_uri, parse_redirect_uri};
use crate::tenant::url::{TenantUrl, UserInput, parse_user_input};
use crate::view::{CheckStep, CheckStepResult, SetupCheckView, SignInMethod, TenantView, Verdict};

pub const EXIT_PASSED: u8 = 0;
pub const EXIT_FAILED: u8 = 1;
pub const EXIT_USAGE: u8 = 2;

pub const HELP: &str = "\
Usage: portico check URL [options]

Walks the steps of setting up a tenant for Portico, from outside, and names the
first that fails. It changes nothing at the tenant, and signs nobody in unless
--browser is given.

URL is the tenant's address as people type it: acme, acme.my.idaptive.app, or
any address inside the portal. A short name is looked up.

Options:
  --app-id ID          Application ID of the OAuth2 Client app   [Portico]
  --client-id ID       what Portico calls itself                 [portico]
  --redirect-uri URI   the redirect, as in the Admin Portal
                       [webview: URL/sysinfo/dummy,
                        browser: http://127.0.0.1:47631/signed-in]
  --scope S            scopes, with spaces between; '' for none  [UPData]
  --sign-in WAY        webview, browser or portal                [webview]
  --browser            sign in with the system's browser first, and so prove the
                       last steps too: what the scope lets through, and the role
  --secret-stdin       for a Confidential app: read its client secret from the
                       first line of standard input
  --json               one line of JSON instead of text
  -h, --help           this text

Exit status: 0 nothing failed, 1 a step failed, 2 wrong usage.
";

#[derive(Debug)]
pub enum CheckCommand {
    Help,
    Check(Box<CheckOptions>),
}

/// What to check, and how to say it.
#[derive(Debug)]
pub struct CheckOptions {
    tenant_input: UserInput,
    app_id: Option<String>,
    client_id: Option<String>,
    redirect_uri: Option<String>,
    scope: Option<String>,
    method: SignInMethod,
    is_json: bool,
    signs_in_with_browser: bool,
    /// The caller reads a line and puts it into `secret`; it is never an argument, which others on
    /// the computer can see.
    pub needs_secret: bool,
    pub secret: Option<SecretString>,
}

/// Reads what follows `portico check`.
///
/// # Errors
/// A sentence for standard error; the program then ends with [`EXIT_USAGE`].
pub fn parse<I: IntoIterator<Item = String>>(args: I) -> Result<CheckCommand, String> {
    let mut args = args.into_iter();
    let mut tenant_arg = None;
    let mut check_options = CheckOptions {
        tenant_input: UserInput::ShortName(String::new()),
        app_id: None,
        client_id: None,
        redirect_uri: None,
        scope: None,
        method: SignInMethod::Webview,
        is_json: false,
        signs_in_with_browser: false,
        needs_secret: false,
        secret: None,
    };
    let mut accepts_options = true;
    while let Some(arg) = args.next() {
        if !accepts_options || !arg.starts_with('-') || arg == "-" {
            if tenant_arg.replace(arg).is_some() {
                return Err(usage_error("Only one URL can be checked at a time."));
            }
            continue;
        }
        let (name, inline_value) = match arg.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (arg.as_str(), None),
        };
        let is_flag = matches!(name, "--" | "-h" | "--help" | "--json" | "--browser" | "--secret-stdin");
        if is_flag && inline_value.is_some() {
            return Err(usage_error(&format!("{name} takes no value.")));
        }
        let mut value = || {
            inline_value.clone().or_else(|| args.next()).ok_or_else(|| usage_error(&format!("{name} needs a value.")))
        };
        match name {
            "--" => accepts_options = false,
            "-h" | "--help" => return Ok(CheckCommand::Help),
            "--json" => check_options.is_json = true,
            "--browser" => {
                check_options.signs_in_with_browser = true;
                check_options.method = SignInMethod::Browser;
            }
            "--secret-stdin" => check_options.needs_secret = true,
            "--app-id" => check_options.app_id = Some(parse_without_spaces(name, &value()?)?),
            "--client-id" => check_options.client_id = Some(parse_non_empty(name, &value()?)?),
            "--scope" => check_options.scope = Some(value()?.trim().to_owned()),
            "--redirect-uri" => check_options.redirect_uri = Some(parse_redirect_uri_arg(&value()?)?),
            "--sign-in" => check_options.method = parse_method(&value()?)?,
            _ => return Err(usage_error(&format!("{name} is not known."))),
        }
    }
    let tenant_arg = tenant_arg.ok_or_else(|| usage_error("The URL is missing."))?;
    if check_options.signs_in_with_browser && check_options.method != SignInMethod::Browser {
        return Err(usage_error("--browser and another --sign-in do not go together."));
    }
    check_options.tenant_input =
        parse_user_input(&tenant_arg).map_err(|error| usage_error(address_error_message(error.code)))?;
    Ok(CheckCommand::Check(Box::new(check_options)))
}

/// What to print on standard output, and the exit status. `open` shows a person the address at which
/// to sign in.
pub async fn run(command: CheckCommand, open: impl Fn(&Url) + Send) -> (String, u8) {
    let check_options = match command {
        CheckCommand::Help => return (HELP.to_owned(), EXIT_PASSED),
        CheckCommand::Check(check_options) => check_options,
    };
    if check_options.needs_secret && check_options.secret.is_none() {
        return (usage_error("There was no client secret on standard input."), EXIT_USAGE);
    }
    let tenant = match &check_options.tenant_input {
        UserInput::Address { url, .. } => Ok(url.clone()),
        UserInput::ShortName(name) => {
            discovery::find_by_short_name(name).await.map_err(|error| tenant_not_found_view(name, error))
        }
    };
    let view = match tenant {
        Err(view) => view,
        Ok(tenant) => {
            let registration = check_options.to_registration(tenant);
            let mut steps =
                check_tenant(&registration, check_options.secret.as_ref(), SignInOutcome::default(), |_| {}).await;
            if check_options.signs_in_with_browser && !steps.iter().any(|step| step.verdict == Verdict::Failed) {
                let sign_in_result = sign_in(&registration, check_options.secret.clone(), open).await;
                let sign_in_outcome =
                    SignInOutcome { session: sign_in_result.as_ref().ok(), error: sign_in_result.as_ref().err() };
                steps = check_tenant(&registration, check_options.secret.as_ref(), sign_in_outcome, |_| {}).await;
                if let Ok(session) = &sign_in_result {
                    // It served its purpose.
                    let _ = session.sign_out().await;
                }
            }
            build_view(&registration, steps, false)
        }
    };
    let exit_code = if report::first_failure(&view).is_some() { EXIT_FAILED } else { EXIT_PASSED };
    (if check_options.is_json { report::to_json(&view) } else { report::to_text(&view) }, exit_code)
}

/// Signs in by the system's browser.
async fn sign_in(
    registration: &ClientRegistration,
    secret: Option<SecretString>,
    open_url: impl Fn(&Url),
) -> Result<Session, Error> {
    let clock = Arc::new(SystemClock);
    let listener = Listener::bind(&registration.redirect_uri).await?;
    let registration = ClientRegistration { redirect_uri: listener.redirect_uri().to_owned(), ..registration.clone() };
    let token_client = TokenClient::new(registration, secret)?;
    let flow = Flow::start(token_client.registration(), clock.now())?;
    open_url(flow.authorize_url());
    let authorization_code = listener.wait_for_callback(flow, &*clock).await?;
    Session::from_authorization_code(token_client, authorization_code, clock).await
}

impl CheckOptions {
    fn to_registration(&self, tenant: TenantUrl) -> ClientRegistration {
        let default = default_redirect_uri(&tenant, self.method);
        let mut registration = ClientRegistration::with_defaults(tenant);
        registration.sign_in_method = self.method;
        registration.redirect_uri = self.redirect_uri.clone().unwrap_or(default);
        for (field, option) in [
            (&mut registration.app_id, &self.app_id),
            (&mut registration.client_id, &self.client_id),
            (&mut registration.scope, &self.scope),
        ] {
            if let Some(value) = option {
                field.clone_from(value);
            }
        }
        registration
    }
}

/// A short name that leads nowhere, in the form of every other failure.
fn tenant_not_found_view(name: &str, error: Error) -> SetupCheckView {
    SetupCheckView {
        tenant: Some(TenantView { name: name.to_owned(), host: name.to_owned() }),
        steps: vec![CheckStepResult { step: CheckStep::Reachable, verdict: Verdict::Failed, problem: Some(error) }],
        ..SetupCheckView::default()
    }
}

fn usage_error(sentence: &str) -> String {
    format!("{sentence}\nTry: portico check --help\n")
}

fn parse_non_empty(name: &str, value: &str) -> Result<String, String> {
    let text = value.trim();
    if text.is_empty() { Err(usage_error(&format!("{name} needs a value."))) } else { Ok(text.to_owned()) }
}

fn parse_without_spaces(name: &str, value: &str) -> Result<String, String> {
    let word = parse_non_empty(name, value)?;
    if word.contains(char::is_whitespace) {
        Err(usage_error(&format!("{name} has no spaces in it.")))
    } else {
        Ok(word)
    }
}

fn parse_redirect_uri_arg(value: &str) -> Result<String, String> {
    let uri = parse_non_empty("--redirect-uri", value)?;
    match parse_redirect_uri(&uri) {
        Ok(_) => Ok(uri),
        Err(_) => Err(usage_error("--redirect-uri must be https, or http on this very computer.")),
    }
}

fn parse_method(value: &str) -> Result<SignInMethod, String> {
    match value {
        "webview" => Ok(SignInMethod::Webview),
        "browser" => Ok(SignInMethod::Browser),
        "portal" => Ok(SignInMethod::Portal),
        _ => Err(usage_error("--sign-in is webview, browser or portal.")),
    }
}

const fn address_error_message(code: Code) -> &'static str {
    match code {
        Code::AddressEmpty => "The URL is empty.",
        Code::AddressHttp => "The URL must begin with https. Plain http is for this very computer only.",
        Code::AddressScheme => "The URL must begin with https.",
        Code::AddressUser => "The URL must not hold a user name or a password.",
        Code::AddressMail => "This is an e-mail address. The company's address is needed.",
        _ => "This is no URL that a tenant can have.",
    }
}

#[cfg(test)]
mod tests;
