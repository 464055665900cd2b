//! P5: from the tenant's response to the painted list, and how long the page blocks meanwhile.
//!
//! `bench-list --app FILE --tenant FILE --apps N --rounds R` signs in and has the list refreshed R times. Each time the
//! first app has an icon of another color. The clock starts when the last bytes of the answer pass the relay between the
//! application and the tenant, and stops when the frame buffer shows the color.
//!
//! The stall is seen from outside too: all the while, one question after the other about the search box goes to the page
//! over the accessibility bus. The page's main thread answers them, between whatever else it does, so the longest wait for
//! an answer is the longest time in which a key would not have been heard either. The questions themselves cost the page
//! something, and the wait has the way there and back in it: the figure is an upper bound. `rest` is the same while
//! nothing happens.
//!
//! Prints `painted MEDIAN`, `stall MEDIAN WORST` and `rest MEDIAN`, in milliseconds.
#![cfg(target_os = "linux")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use e2e::{Journey, Node, Options, PaintMarker, Portico, RecordingProxy, Role, Samples, Screen, Tenant};
use serde_json::json;

/// How long the page is polled while nothing happens, and after the list is painted.
const SETTLE_TIME: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("bench-list: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let options = Options::parse(&["app", "tenant", "apps", "rounds"])?;
    let (rounds, apps) = (options.number("rounds", 7)?.max(1), options.number("apps", 10_000)?);
    let journey = Journey::with_tenant("bench_list", Tenant::start_binary(&options.tenant_binary(), &[]));
    let proxy = RecordingProxy::in_front_of(journey.tenant.address());
    assign_list(&journey, apps, PaintMarker::COLOR);
    journey.configure_for(proxy.address()).use_tiles();
    let portico = Portico::start_binary(&journey.desktop, &options.app_binary());
    journey.sign_in(&portico, "user@acme.test");
    portico.main_window().find(Role::Button, &PaintMarker::app_name(0));
    let page = portico.main_window().focus(Role::ComboBox, "Search apps");
    let (screen, mut color) = (journey.desktop.screen(), PaintMarker::COLOR);
    wait_until_painted(&screen, color)?;
    screen.wait_until_stable();
    let (mut until_painted, mut stalls, mut idle_times) = (Samples::default(), Samples::default(), Samples::default());
    for round in 0..=rounds {
        color = if color == PaintMarker::COLOR { PaintMarker::OTHER_COLOR } else { PaintMarker::COLOR };
        assign_list(&journey, apps, color);
        let (idle, ()) = longest_response_time(&page, || std::thread::sleep(SETTLE_TIME));
        let before = Instant::now();
        portico.main_window().press_keys(&["F5"]);
        let (stall, painted_at) = longest_response_time(&page, || {
            let painted_at = wait_until_painted(&screen, color);
            std::thread::sleep(SETTLE_TIME);
            painted_at
        });
        let last = format!("\"key-{}\"", apps - 1);
        let response_at = proxy.last_response_time(&last).filter(|at| *at > before).ok_or("no new list was seen.")?;
        let elapsed_ms = painted_at?.duration_since(response_at).as_secs_f64() * 1000.0;
        println!("painted at {elapsed_ms:.1} ms, busy {stall:.1} ms{}", if round == 0 { " (not counted)" } else { "" });
        if round > 0 {
            until_painted.add(elapsed_ms);
            stalls.add(stall);
            idle_times.add(idle);
        }
    }
    println!("rest {:.1}", idle_times.median());
    println!("stall {:.1} {:.1}", stalls.median(), stalls.max());
    println!("painted {:.1}", until_painted.median());
    Ok(())
}

fn assign_list(journey: &Journey, apps: usize, color: [u8; 3]) {
    let list = PaintMarker::app_list_with(apps, &PaintMarker::app_name(0), color);
    journey.tenant.control("apps", &json!({ "account": "user@acme.test", "body": list }));
}

/// Waits until that color is on screen, and returns when.
fn wait_until_painted(screen: &Screen<'_>, color: [u8; 3]) -> Result<Instant, String> {
    let end = Instant::now() + e2e::TIMEOUT;
    while !screen.shows_square(color) {
        if Instant::now() > end {
            return Err("the list was not painted.".to_owned());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(Instant::now())
}

/// The longest time that the page took to answer while `meanwhile` ran, in milliseconds.
fn longest_response_time<T: Send>(page: &Node, meanwhile: impl FnOnce() -> T + Send) -> (f64, T) {
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let poller = scope.spawn(|| {
            let mut waits = Samples::default();
            while !is_done.load(Ordering::Relaxed) {
                let asked_at = Instant::now();
                let _ = page.role();
                waits.add(asked_at.elapsed().as_secs_f64() * 1000.0);
                std::thread::sleep(Duration::from_millis(1));
            }
            waits.max()
        });
        let result = meanwhile();
        is_done.store(true, Ordering::Relaxed);
        (poller.join().unwrap_or(f64::NAN), result)
    })
}
