//! Parses the command line. [`run`](run()) executes the command; the shell prints the output and exits.
//!
//! The texts are English only: a terminal has no UI that is translated. `docs/command-line.md` says what programs may
//! rely on.

use std::ffi::OsString;

use clap::{Arg, ArgAction, ArgMatches, value_parser};
use clap_complete::Shell;
use portico_core::setup_check::CheckRequest;

use crate::deep_link;
use portico_core::remote_control::{DeepLink, LinkSource};

mod check;
mod check_arguments;
mod check_report;
mod print;
mod run;

pub use run::{CommandContext, run};

/// How a command ended: the exit statuses that programs may rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitStatus {
    Success = 0,
    Failed = 1,
    UsageError = 2,
    /// Portico does not run, or nobody is signed in.
    NotSignedIn = 3,
    /// No app of that name, or several.
    NoUniqueApp = 4,
    /// Refused by a rule: of Portico, of the administrator, or of the person.
    Blocked = 5,
}

/// What to print, and how to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandOutput {
    pub stdout: String,
    pub stderr: String,
    pub exit_status: ExitStatus,
}

#[derive(Debug)]
pub enum Command {
    /// No words: the window.
    Window,
    /// `--background`: answers the desktop's search, without a window.
    Background,
    /// `--palette`: the small window that searches and opens.
    Palette,
    /// `--hidden`: starts, and keeps the window out of sight until somebody asks for it.
    Hidden,
    List {
        words: String,
        all: bool,
        json: bool,
    },
    Open {
        app: AppRef,
        wait: bool,
    },
    Status {
        json: bool,
    },
    Show {
        words: Option<String>,
    },
    Quit,
    Check {
        request: Box<CheckRequest>,
        /// The client secret is on standard input.
        has_secret: bool,
        json: bool,
    },
    OpenLink(DeepLink),
}

/// What an app is called on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppRef {
    /// A name that a user typed, for [`lookup::find`](portico_core::apps::lookup::find).
    Name(String),
    /// By a program, such as an entry of the desktop's menu.
    Key(String),
}

/// Reads the arguments, without the program's own name.
///
/// # Errors
/// What to print instead: help, the version, completions, or what is wrong.
pub fn parse<I: IntoIterator<Item = OsString>>(arguments: I) -> Result<Command, CommandOutput> {
    // Old versions of macOS add a number of the process.
    let arguments: Vec<OsString> =
        arguments.into_iter().filter(|word| !word.to_string_lossy().starts_with("-psn_")).collect();
    if arguments.iter().any(|word| word.to_str().is_some_and(deep_link::is_link)) {
        return parse_link(&arguments);
    }
    // The desktop's own option is for nobody else: no help, page or completion has it.
    let cli = build_cli().arg(flag("background", "Answer the desktop's search without a window").hide(true));
    let matches = cli.no_binary_name(true).try_get_matches_from(arguments).map_err(|error| {
        let text = error.render().to_string();
        if error.use_stderr() {
            CommandOutput::failure(text, ExitStatus::UsageError)
        } else {
            CommandOutput::success(text)
        }
    })?;
    command_from_matches(&matches)
}

/// What people are offered: the grammar from which help, completions and the manual page are made.
pub fn build_cli() -> clap::Command {
    let json = || Arg::new("json").long("json").action(ArgAction::SetTrue).help("JSON instead of text");
    let words = |help| Arg::new("words").value_name("WORDS").num_args(0..).help(help);
    let subcommand = |name, about| clap::Command::new(name).about(about);
    clap::Command::new("portico")
        .bin_name("portico")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Your company's apps, one door")
        .long_about("Your company's apps, one door. Without a command, Portico starts, or comes to the front.")
        .after_help(EXIT_STATUS_HELP)
        .disable_help_subcommand(true)
        .args_conflicts_with_subcommands(true)
        .arg(flag("palette", "Search from anywhere; for a key in the desktop's settings"))
        .arg(flag("hidden", "Start without showing the window; for the start of a session"))
        .subcommand(
            subcommand("list", "List your apps, or those that match")
                .arg(words("Search for these words"))
                .arg(flag("all", "Hidden apps too"))
                .arg(json()),
        )
        .subcommand(
            subcommand("open", "Open an app, and sign in first if need be")
                .arg(
                    Arg::new("name")
                        .value_name("NAME-OR-KEY")
                        .num_args(1..)
                        .required_unless_present("key")
                        .help("The app's name, its beginning, or its key"),
                )
                .arg(
                    Arg::new("key")
                        .long("key")
                        .value_name("KEY")
                        .conflicts_with("name")
                        .help("By its key alone; for programs"),
                )
                .arg(flag("wait", "Through a sign-in, until the app is open")),
        )
        .subcommand(subcommand("status", "Say who is signed in, and how new the list is").arg(json()))
        .subcommand(
            subcommand("show", "Bring Portico's window to the front").arg(words("Type these words into the search")),
        )
        .subcommand(subcommand("quit", "End the Portico that runs"))
        .subcommand(
            subcommand("check", "Check a tenant's setup, from outside")
                .long_about(CHECK_LONG_HELP)
                .after_help("Exit status: 0 nothing failed, 1 a step failed, 2 wrong usage.")
                .arg(Arg::new("url").value_name("URL").required(true).help(
                    "The tenant's address as people type it: acme, acme.my.idaptive.app, or any address in the portal",
                ))
                .arg(value_option("app-id", "ID", "Application ID of the OAuth2 Client app, else Portico"))
                .arg(value_option("client-id", "ID", "What Portico calls itself, else portico"))
                .arg(value_option(
                    "redirect-uri",
                    "URI",
                    "The redirect, as in the Admin Portal, else URL/sysinfo/dummy; for browser http://127.0.0.1:47631/HOST",
                ))
                .arg(value_option("scope", "S", "Scopes with spaces between, else UPData; '' for none"))
                .arg(
                    value_option("sign-in", "WAY", "The way to sign in, else webview")
                        .value_parser(["webview", "browser", "portal"]),
                )
                .arg(flag("browser", "Sign in with the system's browser first, to prove the last steps too"))
                .arg(flag("secret-stdin", "Read a Confidential app's client secret from standard input"))
                .arg(flag("json", "One line of JSON instead of text")),
        )
        .subcommand(subcommand("completions", "Print completions for a shell").arg(
            Arg::new("shell").value_name("SHELL").required(true).value_parser(value_parser!(Shell)).help("Which shell"),
        ))
}

const CHECK_LONG_HELP: &str = "\
Walks the steps of setting up a tenant for Portico, from outside, and names the first that fails. It changes nothing \
at the tenant, and signs nobody in unless --browser is given.";

const EXIT_STATUS_HELP: &str = "\
Exit status: 0 done, 1 failed, 2 wrong usage, 3 not running or not signed in,
4 no such app or several, 5 blocked.";

fn value_option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

fn command_from_matches(matches: &ArgMatches) -> Result<Command, CommandOutput> {
    let Some((subcommand, arguments)) = matches.subcommand() else {
        return Ok(if matches.get_flag("background") {
            Command::Background
        } else if matches.get_flag("hidden") {
            Command::Hidden
        } else if matches.get_flag("palette") {
            Command::Palette
        } else {
            Command::Window
        });
    };
    let joined_words =
        |name| arguments.get_many::<String>(name).unwrap_or_default().map(String::as_str).collect::<Vec<_>>().join(" ");
    Ok(match subcommand {
        "list" => Command::List {
            words: joined_words("words"),
            all: arguments.get_flag("all"),
            json: arguments.get_flag("json"),
        },
        "open" => {
            let key = arguments.get_one::<String>("key").cloned().map(AppRef::Key);
            Command::Open {
                app: key.unwrap_or_else(|| AppRef::Name(joined_words("name"))),
                wait: arguments.get_flag("wait"),
            }
        }
        "status" => Command::Status { json: arguments.get_flag("json") },
        "show" => Command::Show { words: Some(joined_words("words")).filter(|words| !words.trim().is_empty()) },
        "quit" => Command::Quit,
        "check" => Command::Check {
            request: Box::new(check_arguments::parse_request(arguments).map_err(check_usage_error)?),
            has_secret: arguments.get_flag("secret-stdin"),
            json: arguments.get_flag("json"),
        },
        _ => {
            let mut script = Vec::new();
            if let Some(shell) = arguments.get_one::<Shell>("shell") {
                clap_complete::generate(*shell, &mut build_cli(), "portico", &mut script);
            }
            return Err(CommandOutput::success(String::from_utf8_lossy(&script).into_owned()));
        }
    })
}

/// A browser starts Portico with the link alone. More words mean that somebody broke out of the quotes
/// around it, or wants a link to be something else.
fn parse_link(arguments: &[OsString]) -> Result<Command, CommandOutput> {
    let link = match arguments {
        [argument] => argument.to_str().and_then(|text| deep_link::parse(text, LinkSource::Unknown).ok()),
        _ => None,
    };
    let message = "This link is not followed: it is not of the form portico://open/NAME.\n";
    link.map(Command::OpenLink).ok_or_else(|| CommandOutput::failure(message.to_owned(), ExitStatus::UsageError))
}

fn check_usage_error(sentence: &str) -> CommandOutput {
    CommandOutput::failure(
        format!("error: {sentence}\n\nFor more information, try 'portico check --help'.\n"),
        ExitStatus::UsageError,
    )
}

impl CommandOutput {
    fn success(stdout: String) -> Self {
        Self { stdout, stderr: String::new(), exit_status: ExitStatus::Success }
    }

    fn failure(stderr: String, exit_status: ExitStatus) -> Self {
        Self { stdout: String::new(), stderr, exit_status }
    }

    /// Says something beside the result.
    fn with_note(mut self, note: &str) -> Self {
        self.stderr.push_str(note);
        self
    }
}

#[cfg(test)]
mod tests;
