//! P7: from Enter to the start of the opener.
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

use e2e::{Journey, Options, PaintMarker, Portico, Role, Samples, SpawnProbe, Tenant, XTestKeyboard};
use serde_json::json;

const APP_NAME: &str = "Ap";
const BETWEEN_CLICKS: Duration = Duration::from_millis(1150);
/// What is not started by then is lost.
const SPAWN_TIMEOUT: Duration = Duration::from_secs(10);

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
    let options = Options::parse(&["app", "tenant", "apps", "rounds"])?;
    let (rounds, apps) = (options.number("rounds", 3)?.max(1), options.number("apps", 200)?);
    let journey = Journey::with_tenant("bench_open", Tenant::start_binary(&options.tenant_binary(), &[]));
    let list = PaintMarker::app_list_with(apps, APP_NAME, PaintMarker::COLOR);
    journey.tenant.control("apps", &json!({ "account": "user@acme.test", "body": list }));
    journey.configure();
    let probe = SpawnProbe::install(journey.dirs());
    let portico = Portico::start_binary(&journey.desktop, &options.app_binary());
    journey.sign_in(&portico, "user@acme.test");
    portico.main_window().fill(Role::ComboBox, "Search apps", "ap");
    portico.main_window().wait_focused(Role::ListItem, APP_NAME);

    let keys = XTestKeyboard::connect(&journey.desktop);
    let (mut app, mut baseline) = (Samples::default(), Samples::default());
    for round in 0..=10 * rounds {
        std::thread::sleep(BETWEEN_CLICKS);
        let pressed = keys.press(XTestKeyboard::RETURN);
        let app_ms = elapsed_ms(&probe, pressed)
            .map_err(|why| format!("{why} The window says {:?}", portico.main_window().texts()))?;
        let started = Instant::now();
        let status = Command::new(probe.program()).status().map_err(|error| error.to_string())?;
        if !status.success() {
            return Err("the opener gave up.".to_owned());
        }
        let baseline_ms = elapsed_ms(&probe, started)?;
        // The first round sets up what later rounds reuse.
        if round > 0 {
            app.add(app_ms);
            baseline.add(baseline_ms);
        }
    }
    for (who, figures) in [("portico", app), ("floor", baseline)] {
        println!("{who} {:.1} {:.1}", figures.median(), figures.p95());
    }
    Ok(())
}

fn elapsed_ms(probe: &SpawnProbe, since: Instant) -> Result<f64, String> {
    let spawned_at = probe.next_spawn(SPAWN_TIMEOUT).ok_or("Enter started nothing.")?;
    Ok(spawned_at.duration_since(since).as_secs_f64() * 1000.0)
}
