//! Runs `portico check`. The core checks the tenant; this adds the secret and the browser, and prints the report.

use std::io::{BufRead, Write, stderr, stdin};

use portico_core::setup_check::{CheckRequest, first_failure};
use portico_desktop::{Address, Environment, OpenWith, launch};

use super::{CommandOutput, ExitStatus, check_report};

pub(super) async fn check(
    mut request: CheckRequest,
    has_secret: bool,
    json: bool,
    environment: &Environment,
) -> CommandOutput {
    if has_secret {
        request.secret = read_secret(stdin().lock()).map(Into::into);
        if request.secret.is_none() {
            let message = "There was no client secret on standard input.\n";
            return CommandOutput::failure(message.to_owned(), ExitStatus::UsageError);
        }
    }
    let view = request
        .run(|url| {
            // If one of the two fails, the other still leads to the page.
            let _ = writeln!(stderr(), "Sign in at {url}");
            if let Ok(address) = Address::try_from(url.clone()) {
                let _ = launch::open(environment, &address, OpenWith::Default, None);
            }
        })
        .await;
    let report = if json { check_report::to_json(&view) } else { check_report::to_text(&view) };
    let exit_status = first_failure(&view.steps).map_or(ExitStatus::Success, |_| ExitStatus::Failed);
    CommandOutput { exit_status, ..CommandOutput::success(report) }
}

/// The first line. The secret is never an argument, since other programs can read those.
fn read_secret(mut input: impl BufRead) -> Option<String> {
    let mut line = String::new();
    let _ = input.read_line(&mut line);
    Some(line.trim().to_owned()).filter(|secret| !secret.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_is_the_first_line_of_standard_input() {
        for (input, expected) in [("", None), (" \nx", None), ("s3cret & more\r\nx", Some("s3cret & more"))] {
            assert_eq!(read_secret(input.as_bytes()).as_deref(), expected, "{input:?}");
        }
    }
}
