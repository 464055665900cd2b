//! P3: from key press to painted hits.
//!
//! `bench-typing --app FILE --tenant FILE --apps N --rounds R [--floor FILE]` signs in, writes "ap" into the search box,
//! and presses `p` and the backspace key in turn. "Ap" is the name of one app, whose icon is a square of one color, so
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

use e2e::{
    Desktop, Journey, Options, PaintMarker, Pixel, Portico, Process, Role, Samples, Tenant, XTestKeyboard, wait_within,
};
use serde_json::json;

const APP_NAME: &str = "Ap";
/// The pace of a person, and never in step with the screen's refresh rate.
const BETWEEN_KEYS: Duration = Duration::from_millis(140);
/// A key that changes nothing for this long is lost.
const KEY_TIMEOUT: Duration = Duration::from_secs(5);

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
    let options = Options::parse(&["app", "tenant", "apps", "rounds", "floor"])?;
    let (rounds, apps) = (options.number("rounds", 7)?.max(1), options.number("apps", 10_000)?);
    print_row("portico", &measure_portico(&options, apps, rounds)?);
    let baseline_binary = options.string("floor", "");
    if !baseline_binary.is_empty() {
        print_row("floor", &measure_baseline(Path::new(&baseline_binary), rounds)?);
    }
    Ok(())
}

fn measure_portico(options: &Options, apps: usize, rounds: usize) -> Result<Samples, String> {
    let journey = Journey::with_tenant("bench_typing", Tenant::start_binary(&options.tenant_binary(), &[]));
    let list = PaintMarker::app_list_with(apps, APP_NAME, PaintMarker::COLOR);
    journey.tenant.control("apps", &json!({ "account": "user@acme.test", "body": list }));
    journey.configure();
    let portico = Portico::start_binary(&journey.desktop, &options.app_binary());
    journey.sign_in(&portico, "user@acme.test");
    portico.main_window().find(Role::Button, APP_NAME);
    portico.main_window().fill(Role::ComboBox, "Search apps", "ap");
    portico.main_window().find_by_prefix(Role::ListBox, "");
    journey.desktop.screen().wait_until_stable();
    let square = journey.desktop.screen().find_square(PaintMarker::COLOR).ok_or("the hits do not show the mark.")?;
    measure_typing(&journey.desktop, &square, u32::from('p'), XTestKeyboard::BACKSPACE, rounds)
}

fn measure_baseline(program: &Path, rounds: usize) -> Result<Samples, String> {
    let desktop = Desktop::new("bench_typing_floor");
    let mut command = desktop.command(program);
    command.env("BASELINE_PAGE", "typing.html").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let _baseline = Process::start(&mut command);
    let keys = XTestKeyboard::connect(&desktop);
    let square_shown = || {
        keys.press(u32::from('p'));
        desktop.screen().shows_square(PaintMarker::COLOR).then_some(())
    };
    wait_within(e2e::TIMEOUT, square_shown).ok_or("the floor does not show its square.")?;
    desktop.screen().wait_until_stable();
    let square = desktop.screen().find_square(PaintMarker::COLOR).ok_or("the square is gone.")?;
    // The square is hidden with the last letter, however many there are. Both loops repeat a key in the baseline window only,
    // where Portico takes no part.
    let square_hidden = || {
        keys.press(XTestKeyboard::BACKSPACE);
        (!square.has_color(PaintMarker::COLOR)).then_some(())
    };
    wait_within(e2e::TIMEOUT, square_hidden).ok_or("the field is not emptied.")?;
    keys.press(u32::from('p'));
    wait_within(KEY_TIMEOUT, || square.has_color(PaintMarker::COLOR).then_some(()))
        .ok_or("the square does not come back.")?;
    measure_typing(&desktop, &square, XTestKeyboard::BACKSPACE, u32::from('p'), rounds)
}

/// Presses the key that hides the square and the key that shows it, in turn.
fn measure_typing(
    desktop: &Desktop,
    square: &Pixel,
    hiding_key: u32,
    showing_key: u32,
    rounds: usize,
) -> Result<Samples, String> {
    let keys = XTestKeyboard::connect(desktop);
    let mut figures = Samples::default();
    for round in 0..=10 * rounds {
        for (key, is_shown) in [(hiding_key, false), (showing_key, true)] {
            std::thread::sleep(BETWEEN_KEYS);
            let pressed = keys.press(key);
            while square.has_color(PaintMarker::COLOR) != is_shown {
                if pressed.elapsed() > KEY_TIMEOUT {
                    return Err(format!("key {key:#x} changed nothing."));
                }
                std::thread::sleep(Duration::from_micros(200));
            }
            let elapsed = Instant::now().duration_since(pressed);
            // The first round sets up what later rounds reuse.
            if round > 0 {
                figures.add(elapsed.as_secs_f64() * 1000.0);
            }
        }
    }
    Ok(figures)
}

fn print_row(who: &str, figures: &Samples) {
    println!("{who} {:.1} {:.1}", figures.median(), figures.p95());
}
