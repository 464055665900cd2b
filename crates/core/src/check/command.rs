//! `portico check`: the check from a command line. Reads the words, runs, and says what to print and
//! with which code to end; printing and ending are the shell's.

use std::sync::Arc;

use secrecy::SecretString;
use url::Url;

use super::{SignedIn, check, report, view};
use crate::clock::{Clock, SystemClock};
use crate::discovery;
use crate::loopback::Listener;
use crate::oauth::Flow;
use crate::problem::{Code, Problem};
use crate::registration::{Registration, check_redirect, default_redirect};
use crate::session::{Endpoint, Session};
use crate::tenant::{TenantUrl, Typed, understand};
use crate::view::{CheckStep, CheckView, CheckedStep, SignInWay, TenantView, Verdict};

pub const NOTHING_FAILED: u8 = 0;
pub const A_STEP_FAILED: u8 = 1;
pub const WRONG_USAGE: u8 = 2;

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
    Check(Box<Order>),
}

/// What to check, and how to say it.
#[derive(Debug)]
pub struct Order {
    target: Typed,
    app_id: Option<String>,
    client_id: Option<String>,
    redirect_uri: Option<String>,
    scope: Option<String>,
    way: SignInWay,
    json: bool,
    in_browser: bool,
    /// The caller reads a line and puts it into `secret`; it is never an argument, which others on
    /// the computer can see.
    pub wants_secret: bool,
    pub secret: Option<SecretString>,
}

/// Reads what follows `portico check`.
///
/// # Errors
/// A sentence for standard error; the program then ends with [`WRONG_USAGE`].
pub fn parse<I: IntoIterator<Item = String>>(args: I) -> Result<CheckCommand, String> {
    let mut words = args.into_iter();
    let mut target = None;
    let mut order = Order {
        target: Typed::ShortName(String::new()),
        app_id: None,
        client_id: None,
        redirect_uri: None,
        scope: None,
        way: SignInWay::Webview,
        json: false,
        in_browser: false,
        wants_secret: false,
        secret: None,
    };
    let mut options = true;
    while let Some(word) = words.next() {
        if !options || !word.starts_with('-') || word == "-" {
            if target.replace(word).is_some() {
                return Err(usage("Only one URL can be checked at a time."));
            }
            continue;
        }
        let (name, attached) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (word.as_str(), None),
        };
        let flag = matches!(name, "--" | "-h" | "--help" | "--json" | "--browser" | "--secret-stdin");
        if flag && attached.is_some() {
            return Err(usage(&format!("{name} takes no value.")));
        }
        let mut value =
            || attached.clone().or_else(|| words.next()).ok_or_else(|| usage(&format!("{name} needs a value.")));
        match name {
            "--" => options = false,
            "-h" | "--help" => return Ok(CheckCommand::Help),
            "--json" => order.json = true,
            "--browser" => {
                order.in_browser = true;
                order.way = SignInWay::Browser;
            }
            "--secret-stdin" => order.wants_secret = true,
            "--app-id" => order.app_id = Some(a_word(name, &value()?)?),
            "--client-id" => order.client_id = Some(a_text(name, &value()?)?),
            "--scope" => order.scope = Some(value()?.trim().to_owned()),
            "--redirect-uri" => order.redirect_uri = Some(a_redirect(&value()?)?),
            "--sign-in" => order.way = a_way(&value()?)?,
            _ => return Err(usage(&format!("{name} is not known."))),
        }
    }
    let target = target.ok_or_else(|| usage("The URL is missing."))?;
    if order.in_browser && order.way != SignInWay::Browser {
        return Err(usage("--browser and another --sign-in do not go together."));
    }
    order.target = understand(&target).map_err(|problem| usage(address_fault(problem.code)))?;
    Ok(CheckCommand::Check(Box::new(order)))
}

/// What to print on standard output, and the exit status. `open` shows a person the address at which
/// to sign in.
pub async fn run(command: CheckCommand, open: impl Fn(&Url) + Send) -> (String, u8) {
    let order = match command {
        CheckCommand::Help => return (HELP.to_owned(), NOTHING_FAILED),
        CheckCommand::Check(order) => order,
    };
    if order.wants_secret && order.secret.is_none() {
        return (usage("There was no client secret on standard input."), WRONG_USAGE);
    }
    let found = match &order.target {
        Typed::Address { url, .. } => Ok(url.clone()),
        Typed::ShortName(name) => discovery::find(name).await.map_err(|problem| nobody(name, problem)),
    };
    let checked = match found {
        Err(view) => view,
        Ok(tenant) => {
            let registration = order.registration(tenant);
            let mut steps = check(&registration, order.secret.as_ref(), SignedIn::default(), |_| {}).await;
            if order.in_browser && !steps.iter().any(|step| step.verdict == Verdict::Failed) {
                let ended = sign_in(&registration, order.secret.clone(), open).await;
                let known = SignedIn { session: ended.as_ref().ok(), problem: ended.as_ref().err() };
                steps = check(&registration, order.secret.as_ref(), known, |_| {}).await;
                if let Ok(session) = &ended {
                    // It served its purpose.
                    let _ = session.leave().await;
                }
            }
            view(&registration, steps, false)
        }
    };
    let code = if report::failing(&checked).is_some() { A_STEP_FAILED } else { NOTHING_FAILED };
    (if order.json { report::json(&checked) } else { report::text(&checked) }, code)
}

/// Signs in by the system's browser.
async fn sign_in(
    registration: &Registration,
    secret: Option<SecretString>,
    open: impl Fn(&Url),
) -> Result<Session, Problem> {
    let clock = Arc::new(SystemClock);
    let listener = Listener::bind(&registration.redirect_uri).await?;
    let registration = Registration { redirect_uri: listener.redirect_uri().to_owned(), ..registration.clone() };
    let endpoint = Endpoint::new(registration, secret)?;
    let flow = Flow::start(endpoint.registration(), clock.now())?;
    open(flow.authorize_url());
    let grant = listener.answer(flow, &*clock).await?;
    Session::open(endpoint, grant, clock).await
}

impl Order {
    fn registration(&self, tenant: TenantUrl) -> Registration {
        let default = default_redirect(&tenant, self.way);
        let mut registration = Registration::of(tenant);
        registration.way = self.way;
        registration.redirect_uri = self.redirect_uri.clone().unwrap_or(default);
        for (field, given) in [
            (&mut registration.app_id, &self.app_id),
            (&mut registration.client_id, &self.client_id),
            (&mut registration.scope, &self.scope),
        ] {
            if let Some(given) = given {
                field.clone_from(given);
            }
        }
        registration
    }
}

/// A short name that leads nowhere, in the form of every other failure.
fn nobody(name: &str, problem: Problem) -> CheckView {
    CheckView {
        tenant: Some(TenantView { name: name.to_owned(), host: name.to_owned() }),
        steps: vec![CheckedStep { step: CheckStep::Reachable, verdict: Verdict::Failed, problem: Some(problem) }],
        ..CheckView::default()
    }
}

fn usage(sentence: &str) -> String {
    format!("{sentence}\nTry: portico check --help\n")
}

fn a_text(name: &str, value: &str) -> Result<String, String> {
    let text = value.trim();
    if text.is_empty() { Err(usage(&format!("{name} needs a value."))) } else { Ok(text.to_owned()) }
}

fn a_word(name: &str, value: &str) -> Result<String, String> {
    let word = a_text(name, value)?;
    if word.contains(char::is_whitespace) { Err(usage(&format!("{name} has no spaces in it."))) } else { Ok(word) }
}

fn a_redirect(value: &str) -> Result<String, String> {
    let uri = a_text("--redirect-uri", value)?;
    match check_redirect(&uri) {
        Ok(_) => Ok(uri),
        Err(_) => Err(usage("--redirect-uri must be https, or http on this very computer.")),
    }
}

fn a_way(word: &str) -> Result<SignInWay, String> {
    match word {
        "webview" => Ok(SignInWay::Webview),
        "browser" => Ok(SignInWay::Browser),
        "portal" => Ok(SignInWay::Portal),
        _ => Err(usage("--sign-in is webview, browser or portal.")),
    }
}

const fn address_fault(code: Code) -> &'static str {
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
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(|word| if word == "''" { String::new() } else { word.to_owned() }).collect()
    }

    fn registration(line: &str) -> Registration {
        match parse(words(line)) {
            Ok(CheckCommand::Check(order)) => match order.target.clone() {
                Typed::Address { url, .. } => order.registration(url),
                Typed::ShortName(name) => panic!("{name}"),
            },
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn words_are_understood() {
        let plain = registration("acme.my.idaptive.app/my#/MyApps");
        assert_eq!(plain, Registration::of(TenantUrl::parse("https://acme.my.idaptive.app").unwrap()));
        let full = registration(
            "--app-id A --client-id=B https://acme.my.idaptive.app --redirect-uri https://acme.test/x --scope '' --json",
        );
        assert_eq!(
            (full.app_id.as_str(), full.client_id.as_str(), full.redirect_uri.as_str(), full.scope.as_str()),
            ("A", "B", "https://acme.test/x", "")
        );
        let browser = registration("--sign-in browser -- acme.my.idaptive.app");
        assert_eq!(browser.redirect_uri, "http://127.0.0.1:47631/signed-in");
        assert!(matches!(parse(words("acme --help")), Ok(CheckCommand::Help)));
        assert!(
            matches!(parse(words("acme")), Ok(CheckCommand::Check(order)) if order.target == Typed::ShortName("acme".into()))
        );
    }

    #[test]
    fn wrong_usage_is_said() {
        for (line, word) in [
            ("", "empty"),
            ("--json", "missing"),
            ("acme beta", "one URL"),
            ("acme --magic", "--magic"),
            ("acme --app-id", "--app-id"),
            ("acme --json=yes", "--json"),
            ("acme --client-id ''", "--client-id"),
            ("acme --sign-in carrier-pigeon", "webview"),
            ("acme --redirect-uri http://acme.test/", "https"),
            ("http://acme.my.idaptive.app", "https"),
            ("jane@acme.test", "e-mail"),
        ] {
            let sentence = parse(words(line)).expect_err(line);
            assert!(sentence.contains(word) && sentence.contains("--help"), "{line}: {sentence}");
        }
        let spaces = parse(["acme".into(), "--app-id".into(), "a b".into()]).expect_err("refused");
        assert!(spaces.contains("spaces"));
    }

    #[tokio::test]
    async fn a_secret_that_was_promised_must_come() {
        let Ok(CheckCommand::Check(order)) = parse(words("127.0.0.1:1 --secret-stdin")) else { panic!() };
        assert_eq!(run(CheckCommand::Check(order), |_| {}).await.1, WRONG_USAGE);
        let (help, code) = run(CheckCommand::Help, |_| {}).await;
        assert_eq!(code, NOTHING_FAILED);
        for option in ["--app-id", "--client-id", "--redirect-uri", "--scope", "--sign-in", "--secret-stdin", "--json"]
        {
            assert!(help.contains(option), "{option}");
        }
    }

    #[test]
    fn a_secret_does_not_print_itself() {
        let Ok(CheckCommand::Check(mut order)) = parse(words("acme --secret-stdin")) else { panic!() };
        order.secret = Some("CANARY".into());
        assert_eq!(order.secret.as_ref().map(ExposeSecret::expose_secret), Some("CANARY"));
        assert!(!format!("{order:?}").contains("CANARY"));
    }

    proptest! {
        #[test]
        fn no_words_make_it_panic(args in proptest::collection::vec("(--[a-z-]{0,12}=?)?.{0,12}", 0..6)) {
            let _ = parse(args);
        }
    }
}
