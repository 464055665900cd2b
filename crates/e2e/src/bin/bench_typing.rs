//! P3, from key press to painted hits.
//!
//! `bench-typing --app FILE --tenant FILE --apps N --rounds R [--floor FILE]` signs in, writes "ap" into the search box,
//! and presses `p` and the backspace key in turn. "Ap" is the name of one app, whose icon is a square of one colour, so
//! it is the first hit for "ap" and none for "app", which the other N - 1 apps begin with: 200 hits come and go with each
//! key. The clock starts before the key goes down and stops when the square's pixel in the frame buffer has changed. The
//! floor is a bare window in which the same keys fill and empty a field, and a square beside it comes and goes.
//!
//! Prints `portico MEDIAN P95` and `floor MEDIAN P95` in milliseconds.
#![cfg(target_os = "linux")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};

use e2e::{Desktop, Samples, Journey, Keys, Marker, Options, Pixel, Portico, Process, Role, Tenant, wait_within};
use serde_json::json;

const NAME: &str = "Ap";
/// As people type; and never in step with the screen.
const BETWEEN_KEYS: Duration = Duration::from_millis(140);
/// A key that changes nothing for so long was lost.
const LOST: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("bench-typing: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let options = Options::read(&["app", "tenant", "apps", "rounds", "floor"])?;
    let (rounds, apps) = (options.number("rounds", 7)?.max(1), options.number("apps", 10_000)?);
    tell("portico", &portico(&options, apps, rounds)?);
    let floor = options.text("floor", "");
    if !floor.is_empty() {
        tell("floor", &bare(Path::new(&floor), rounds)?);
    }
    Ok(())
}

fn portico(options: &Options, apps: usize, rounds: usize) -> Result<Samples, String> {
    let journey = Journey::with("bench_typing", Tenant::start_program(&options.tenant(), &[]));
    let list = Marker::app_list_with(apps, NAME, Marker::COLOUR);
    journey.tenant.control("apps", &json!({ "account": "user@acme.test", "body": list }));
    journey.set_up();
    let portico = Portico::start_program(&journey.desktop, &options.app());
    journey.sign_in(&portico, "user@acme.test");
    portico.main().find(Role::Button, NAME);
    portico.main().write(Role::ComboBox, "Search apps", "ap");
    portico.main().find_by_prefix(Role::ListBox, "");
    journey.desktop.screen().settle();
    let square = journey.desktop.screen().find(Marker::COLOUR).ok_or("the hits do not show the mark.")?;
    typed(&journey.desktop, &square, u32::from('p'), Keys::BACKSPACE, rounds)
}

fn bare(program: &Path, rounds: usize) -> Result<Samples, String> {
    let desktop = Desktop::new("bench_typing_floor");
    let mut command = desktop.command(program);
    command.env("FLOOR_PAGE", "typing.html").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let _baseline = Process::start(&mut command);
    let keys = Keys::of(&desktop);
    let shown = || {
        keys.press(u32::from('p'));
        desktop.screen().shows(Marker::COLOUR).then_some(())
    };
    wait_within(e2e::PATIENCE, shown).ok_or("the floor does not show its square.")?;
    desktop.screen().settle();
    let square = desktop.screen().find(Marker::COLOUR).ok_or("the square is gone.")?;
    // However many letters stand there: the last of them takes the square along.
    let emptied = || {
        keys.press(Keys::BACKSPACE);
        (!square.is(Marker::COLOUR)).then_some(())
    };
    wait_within(e2e::PATIENCE, emptied).ok_or("the field is not emptied.")?;
    keys.press(u32::from('p'));
    wait_within(LOST, || square.is(Marker::COLOUR).then_some(())).ok_or("the square does not come back.")?;
    typed(&desktop, &square, Keys::BACKSPACE, u32::from('p'), rounds)
}

/// Presses the key that makes the square go and the one that brings it back, in turn.
fn typed(desktop: &Desktop, square: &Pixel, away: u32, back: u32, rounds: usize) -> Result<Samples, String> {
    let keys = Keys::of(desktop);
    let mut figures = Samples::default();
    for round in 0..=10 * rounds {
        for (key, there) in [(away, false), (back, true)] {
            std::thread::sleep(BETWEEN_KEYS);
            let pressed = keys.press(key);
            while square.is(Marker::COLOUR) != there {
                if pressed.elapsed() > LOST {
                    return Err(format!("key {key:#x} changed nothing."));
                }
                std::thread::sleep(Duration::from_micros(200));
            }
            let took = Instant::now().duration_since(pressed);
            // The first time, things are made that stay.
            if round > 0 {
                figures.add(took.as_secs_f64() * 1000.0);
            }
        }
    }
    Ok(figures)
}

fn tell(who: &str, figures: &Samples) {
    println!("{who} {:.1} {:.1}", figures.median(), figures.p95());
}
