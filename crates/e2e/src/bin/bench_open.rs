//! P7, from Enter to the opener.
//!
//! `bench-open --app FILE --tenant FILE --apps N --rounds R` signs in, searches for an app, and presses Enter ten times a
//! round, with more than a second between, since less is one click. The clock starts before the key goes down and stops
//! when the program that stands for `xdg-open` runs. The floor is that program started directly, without Portico: what
//! the system takes for a new process.
//!
//! Prints `portico MEDIAN P95` and `floor MEDIAN P95` in milliseconds.
#![cfg(target_os = "linux")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use e2e::{Bell, Samples, Journey, Keys, Marker, Options, Portico, Role, Tenant};
use serde_json::json;

const NAME: &str = "Ap";
const BETWEEN_CLICKS: Duration = Duration::from_millis(1150);
/// Nothing that is not started by then will be.
const LOST: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("bench-open: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let options = Options::read(&["app", "tenant", "apps", "rounds"])?;
    let (rounds, apps) = (options.number("rounds", 3)?.max(1), options.number("apps", 200)?);
    let journey = Journey::with("bench_open", Tenant::start_program(&options.tenant(), &[]));
    let list = Marker::app_list_with(apps, NAME, Marker::COLOUR);
    journey.tenant.control("apps", &json!({ "account": "user@acme.test", "body": list }));
    journey.set_up();
    let bell = Bell::hang(journey.homes());
    let portico = Portico::start_program(&journey.desktop, &options.app());
    journey.sign_in(&portico, "user@acme.test");
    portico.main().write(Role::ComboBox, "Search apps", "ap");
    portico.main().wait_focused(Role::ListItem, NAME);

    let keys = Keys::of(&journey.desktop);
    let (mut app, mut floor) = (Samples::default(), Samples::default());
    for round in 0..=10 * rounds {
        std::thread::sleep(BETWEEN_CLICKS);
        let pressed = keys.press(Keys::RETURN);
        let opened =
            took(&bell, pressed).map_err(|why| format!("{why} The window says {:?}", portico.main().words()))?;
        let started = Instant::now();
        let status = Command::new(bell.program()).status().map_err(|error| error.to_string())?;
        if !status.success() {
            return Err("the opener gave up.".to_owned());
        }
        let bare = took(&bell, started)?;
        // The first time, things are made that stay.
        if round > 0 {
            app.add(opened);
            floor.add(bare);
        }
    }
    for (who, figures) in [("portico", app), ("floor", floor)] {
        println!("{who} {:.1} {:.1}", figures.median(), figures.p95());
    }
    Ok(())
}

fn took(bell: &Bell, since: Instant) -> Result<f64, String> {
    let rang = bell.rang(LOST).ok_or("Enter started nothing.")?;
    Ok(rang.duration_since(since).as_secs_f64() * 1000.0)
}
