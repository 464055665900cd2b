//! `portico check …` and `portico --help`: what Portico does without a window. Words for people and
//! for programs come from the core.

use std::io::{Write, stderr, stdin, stdout};
use std::process::ExitCode;

use portico_core::check::command::{CheckCommand, WRONG_USAGE, parse, run};

const HELP: &str = "\
Usage: portico                start Portico, or bring its window to the front
       portico check URL …    check a tenant's setup; see: portico check --help
       portico --version
";

/// Carries out what the arguments ask for; `None`: they ask for the window.
pub(crate) fn run_if_asked(mut arguments: impl Iterator<Item = String>) -> Option<ExitCode> {
    match arguments.next()?.as_str() {
        "check" => Some(check(arguments)),
        "-h" | "--help" | "help" => Some(say(HELP, 0)),
        "-V" | "--version" => Some(say(concat!("portico ", env!("CARGO_PKG_VERSION"), "\n"), 0)),
        // Desktops add words of their own; a double click has to show a window.
        _ => None,
    }
}

fn check(arguments: impl Iterator<Item = String>) -> ExitCode {
    let mut command = match parse(arguments) {
        Ok(command) => command,
        Err(sentence) => {
            let _ = stderr().write_all(sentence.as_bytes());
            return ExitCode::from(WRONG_USAGE);
        }
    };
    if let CheckCommand::Check(order) = &mut command
        && order.wants_secret
    {
        let mut line = String::new();
        let _ = stdin().read_line(&mut line);
        order.secret = Some(line.trim().to_owned().into()).filter(|_| !line.trim().is_empty());
    }
    let (text, code) = tauri::async_runtime::block_on(run(command, |url| {
        let _ = writeln!(stderr(), "Sign in at {url}");
        let _ = open::that_detached(url.as_str());
    }));
    say(&text, code)
}

/// Err: nobody reads.
fn say(text: &str, code: u8) -> ExitCode {
    let mut out = stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    ExitCode::from(code)
}
