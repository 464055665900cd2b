//! Runs the demo tenant as a program. Its first line of output is a contract: `demo tenant at URL`; with `--tls` the
//! second line is the file of the CA to trust. SIGTERM and Ctrl-C end it.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use demo_tenant::{Config, DemoTenant, Options};

const HELP: &str = "\
A stand-in for a Centrify / Idaptive / CyberArk Identity tenant, on 127.0.0.1.

Usage: demo-tenant [options]

  --port PORT        Port to listen on; 0, the default, takes any free one.
  --apps N           Apps of many@acme.test (10,000 by default).
  --latency MS       Wait so long before each answer.
  --tls              Serve https under a private CA; its PEM file is the second line of output.
  --config FILE      TOML with OAuth apps, accounts and switches; see the README.
  --base-path PATH   Serve below this path, such as /identity.
  --help             Show this text.

Accounts (password \"portico\"): user@acme.test, mfa@acme.test (e-mail code 246810),
questions@acme.test (first pet \"rex\", city of birth \"basel\"), empty@acme.test, many@acme.test.
";

enum Command {
    Serve(Box<Options>),
    Help,
}

fn main() -> ExitCode {
    let command = match parse_arguments(std::env::args().skip(1)) {
        Ok(command) => command,
        Err(why) => return fail(&format!("{why}\nTry --help.")),
    };
    match command {
        Command::Help => print_line(HELP.trim_end()),
        Command::Serve(options) => match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
            Ok(runtime) => runtime.block_on(serve(*options)),
            Err(error) => fail(&error.to_string()),
        },
    }
}

async fn serve(options: Options) -> ExitCode {
    let tenant = match DemoTenant::try_start(options).await {
        Ok(tenant) => tenant,
        Err(error) => return fail(&error.to_string()),
    };
    let mut lines = format!("demo tenant at {}", tenant.url());
    if let Some(file) = tenant.ca_file() {
        lines.push_str(&format!("\n{}", file.display()));
    }
    let result = print_line(&lines);
    wait_for_shutdown().await;
    drop(tenant);
    result
}

#[cfg(unix)]
async fn wait_for_shutdown() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        },
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

#[cfg(not(unix))]
async fn wait_for_shutdown() {
    let _ = tokio::signal::ctrl_c().await;
}

fn parse_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut options = Options::default();
    while let Some(argument) = arguments.next() {
        let (name, inline) = match argument.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (argument, None),
        };
        let mut value = || inline.clone().or_else(|| arguments.next()).ok_or_else(|| format!("{name} needs a value."));
        match name.as_str() {
            "--help" | "-h" => return Ok(Command::Help),
            "--tls" => options.tls = true,
            "--port" => options.port = number(&name, &value()?)?,
            "--apps" => options.apps = Some(number(&name, &value()?)?),
            "--latency" => options.latency = Duration::from_millis(number(&name, &value()?)?),
            "--base-path" => options.base_path = Some(value()?),
            "--config" => {
                let file = value()?;
                let text =
                    std::fs::read_to_string(&file).map_err(|error| format!("{file} cannot be read: {error}."))?;
                options.config = Config::from_toml(&text).map_err(|error| format!("{file}: {error}"))?;
            }
            _ => return Err(format!("The option {name} is not known.")),
        }
    }
    Ok(Command::Serve(Box::new(options)))
}

fn number<T: std::str::FromStr>(name: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{name} needs a number, not \"{text}\"."))
}

fn print_line(text: &str) -> ExitCode {
    let mut out = std::io::stdout().lock();
    // Nothing can be reported to a reader that has closed its end.
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn fail(why: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{why}");
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Command, String> {
        parse_arguments(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn arguments_parse_and_bad_ones_are_refused() {
        let Ok(Command::Serve(options)) = read("--port 0 --apps=7 --latency 5 --tls") else { panic!("refused") };
        assert_eq!((options.port, options.apps, options.tls), (0, Some(7), true));
        assert!(matches!(read("--help"), Ok(Command::Help)));
        for bad in ["--port x", "--port", "--nonsense", "--config /nowhere"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
