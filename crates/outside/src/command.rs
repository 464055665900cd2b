//! The command line: what the words mean. [`run`] carries them out, and the shell prints and ends.
//!
//! Here, in a terminal, and in `portico check` alone is there English outside the UI: a terminal has
//! no UI. What programs may rely on is in `docs/command-line.md`.

use std::ffi::OsString;

use clap::{Arg, ArgAction, ArgMatches, value_parser};
use clap_complete::Shell;
use portico_core::check::command::{self as check, CheckCommand};

use crate::link::{self, Source, Wanted};

mod print;
mod run;

pub use run::{Surroundings, run};

/// How a command ended: the exit statuses that programs may rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    Done = 0,
    Failed = 1,
    WrongUsage = 2,
    /// Portico does not run, or nobody is signed in.
    NobodyThere = 3,
    /// No app of that name, or several.
    NotOneApp = 4,
    /// Refused by a rule: of Portico, of the administrator, or of the person.
    Blocked = 5,
}

/// What to print, and how to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    pub out: String,
    pub err: String,
    pub exit: Exit,
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
        app: Which,
        wait: bool,
    },
    Status {
        json: bool,
    },
    Show {
        words: Option<String>,
    },
    Quit,
    /// The core's own, with its own options and exit statuses.
    Check(CheckCommand),
    Follow(Wanted),
}

/// What an app is called on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// By a person; [`naming::find`](crate::naming::find) says what is meant.
    Name(String),
    /// By a program, such as an entry of the desktop's menu.
    Key(String),
}

/// Reads the arguments, without the program's own name.
///
/// # Errors
/// What to print instead: help, the version, completions, or what is wrong.
pub fn parse<I: IntoIterator<Item = OsString>>(arguments: I) -> Result<Command, Ended> {
    // Old versions of macOS add a number of the process.
    let arguments: Vec<OsString> =
        arguments.into_iter().filter(|word| !word.to_string_lossy().starts_with("-psn_")).collect();
    if arguments.iter().any(|word| word.to_str().is_some_and(link::is_link)) {
        return follow(&arguments);
    }
    if arguments.first().is_some_and(|word| word == "check") {
        return words_of_check(&arguments[1..]);
    }
    // The desktop's own option is for nobody else: no help, page or completion has it.
    let whole = grammar().arg(flag("background", "Answer the desktop's search without a window").hide(true));
    let matches = whole.no_binary_name(true).try_get_matches_from(arguments).map_err(|error| {
        let text = error.render().to_string();
        if error.use_stderr() { Ended::err(text, Exit::WrongUsage) } else { Ended::out(text) }
    })?;
    command(&matches)
}

/// What people are offered: the grammar from which help, completions and the manual page are made.
pub fn grammar() -> clap::Command {
    let json = || Arg::new("json").long("json").action(ArgAction::SetTrue).help("JSON instead of text");
    let words = |help| Arg::new("words").value_name("WORDS").num_args(0..).help(help);
    let verb = |name, about| clap::Command::new(name).about(about);
    clap::Command::new("portico")
        .bin_name("portico")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Your company's apps, one door")
        .long_about("Your company's apps, one door. Without a command, Portico starts, or comes to the front.")
        .after_help(STATUSES)
        .disable_help_subcommand(true)
        .args_conflicts_with_subcommands(true)
        .arg(flag("palette", "Search from anywhere; for a key in the desktop's settings"))
        .arg(flag("hidden", "Start without showing the window; for the start of a session"))
        .subcommand(
            verb("list", "List your apps, or those that match")
                .arg(words("Search for these words"))
                .arg(flag("all", "Hidden apps too"))
                .arg(json()),
        )
        .subcommand(
            verb("open", "Open an app, and sign in first if need be")
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
        .subcommand(verb("status", "Say who is signed in, and how new the list is").arg(json()))
        .subcommand(verb("show", "Bring Portico's window to the front").arg(words("Type these words into the search")))
        .subcommand(verb("quit", "End the Portico that runs"))
        .subcommand(
            // The core reads these words itself; here they are for help, completions and the manual page.
            verb("check", "Check a tenant's setup, from outside; see: portico check --help")
                .arg(Arg::new("url").value_name("URL").required(true).help("The tenant's address as people type it"))
                .arg(value("app-id", "ID", "Application ID of the OAuth2 Client app, else Portico"))
                .arg(value("client-id", "ID", "What Portico calls itself, else portico"))
                .arg(value("redirect-uri", "URI", "The redirect, as in the Admin Portal"))
                .arg(value("scope", "S", "Scopes with spaces between, else UPData; '' for none"))
                .arg(
                    value("sign-in", "WAY", "The way to sign in, else webview")
                        .value_parser(["webview", "browser", "portal"]),
                )
                .arg(flag("browser", "Sign in with the system's browser first, to prove the last steps too"))
                .arg(flag("secret-stdin", "Read a Confidential app's client secret from standard input"))
                .arg(flag("json", "One line of JSON instead of text")),
        )
        .subcommand(verb("completions", "Print completions for a shell").arg(
            Arg::new("shell").value_name("SHELL").required(true).value_parser(value_parser!(Shell)).help("Which shell"),
        ))
}

const STATUSES: &str = "\
Exit status: 0 done, 1 failed, 2 wrong usage, 3 not running or not signed in,
4 no such app or several, 5 blocked.";

fn value(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

fn command(matches: &ArgMatches) -> Result<Command, Ended> {
    let Some((verb, given)) = matches.subcommand() else {
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
    let text =
        |name| given.get_many::<String>(name).unwrap_or_default().map(String::as_str).collect::<Vec<_>>().join(" ");
    Ok(match verb {
        "list" => Command::List { words: text("words"), all: given.get_flag("all"), json: given.get_flag("json") },
        "open" => {
            let key = given.get_one::<String>("key").cloned().map(Which::Key);
            Command::Open { app: key.unwrap_or_else(|| Which::Name(text("name"))), wait: given.get_flag("wait") }
        }
        "status" => Command::Status { json: given.get_flag("json") },
        "show" => Command::Show { words: Some(text("words")).filter(|words| !words.trim().is_empty()) },
        "quit" => Command::Quit,
        _ => {
            let mut script = Vec::new();
            if let Some(shell) = given.get_one::<Shell>("shell") {
                clap_complete::generate(*shell, &mut grammar(), "portico", &mut script);
            }
            return Err(Ended::out(String::from_utf8_lossy(&script).into_owned()));
        }
    })
}

/// A browser starts Portico with the link alone. More words mean that somebody broke out of the quotes
/// around it, or wants a link to be something else.
fn follow(arguments: &[OsString]) -> Result<Command, Ended> {
    let wanted = match arguments {
        [only] => only.to_str().and_then(|text| link::parse(text, Source::Unknown).ok()),
        _ => None,
    };
    let refused = "This link is not followed: it is not of the form portico://open/NAME.\n";
    wanted.map(Command::Follow).ok_or_else(|| Ended::err(refused.to_owned(), Exit::WrongUsage))
}

fn words_of_check(words: &[OsString]) -> Result<Command, Ended> {
    let words = words.iter().map(|word| word.to_string_lossy().into_owned());
    check::parse(words).map(Command::Check).map_err(|sentence| Ended::err(sentence, Exit::WrongUsage))
}

impl Ended {
    fn out(out: String) -> Self {
        Self { out, err: String::new(), exit: Exit::Done }
    }

    fn err(err: String, exit: Exit) -> Self {
        Self { out: String::new(), err, exit }
    }

    /// Says something beside the result.
    fn noting(mut self, note: &str) -> Self {
        self.err.push_str(note);
        self
    }
}

#[cfg(test)]
mod tests;
