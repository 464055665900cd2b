//! P5: from the tenant's answer to the painted list, and how long the page is busy in one piece meanwhile.
//!
//! `bench-list --app FILE --tenant FILE --apps N --rounds R` signs in and has the list refreshed R times. Each time the
//! first app has an icon of another colour. The clock starts when the last bytes of the answer pass the relay between the
//! application and the tenant, and stops when the frame buffer shows the colour.
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

use e2e::{Samples, Journey, Marker, Node, Options, Portico, Role, Screen, Tenant, Wire};
use serde_json::json;

/// How long the page is asked while nothing happens, and after the picture.
const QUIET: Duration = Duration::from_secs(1);

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
    let options = Options::read(&["app", "tenant", "apps", "rounds"])?;
    let (rounds, apps) = (options.number("rounds", 7)?.max(1), options.number("apps", 10_000)?);
    let journey = Journey::with("bench_list", Tenant::start_program(&options.tenant(), &[]));
    let wire = Wire::before(journey.tenant.address());
    give(&journey, apps, Marker::COLOUR);
    journey.configure_for(wire.address()).use_tiles();
    let portico = Portico::start_program(&journey.desktop, &options.app());
    journey.sign_in(&portico, "user@acme.test");
    portico.main().find(Role::Button, &Marker::name(0));
    let page = portico.main().focus(Role::ComboBox, "Search apps");
    let (screen, mut shown) = (journey.desktop.screen(), Marker::COLOUR);
    painted(&screen, shown)?;
    screen.settle();
    let (mut until_painted, mut stalls, mut rests) = (Samples::default(), Samples::default(), Samples::default());
    for round in 0..=rounds {
        shown = if shown == Marker::COLOUR { Marker::OTHER } else { Marker::COLOUR };
        give(&journey, apps, shown);
        let (rest, ()) = longest_response_time(&page, || std::thread::sleep(QUIET));
        let before = Instant::now();
        portico.main().keys(&["F5"]);
        let (stall, at) = longest_response_time(&page, || {
            let at = painted(&screen, shown);
            std::thread::sleep(QUIET);
            at
        });
        let last = format!("\"key-{}\"", apps - 1);
        let answered = wire.last_response_time(&last).filter(|at| *at > before).ok_or("no new list was seen.")?;
        let took = at?.duration_since(answered).as_secs_f64() * 1000.0;
        println!("painted at {took:.1} ms, busy {stall:.1} ms{}", if round == 0 { " (not counted)" } else { "" });
        if round > 0 {
            until_painted.add(took);
            stalls.add(stall);
            rests.add(rest);
        }
    }
    println!("rest {:.1}", rests.median());
    println!("stall {:.1} {:.1}", stalls.median(), stalls.longest());
    println!("painted {:.1}", until_painted.median());
    Ok(())
}

fn give(journey: &Journey, apps: usize, colour: [u8; 3]) {
    let list = Marker::app_list_with(apps, &Marker::name(0), colour);
    journey.tenant.control("apps", &json!({ "account": "user@acme.test", "body": list }));
}

/// The moment at which that colour is on screen.
fn painted(screen: &Screen<'_>, colour: [u8; 3]) -> Result<Instant, String> {
    let end = Instant::now() + e2e::PATIENCE;
    while !screen.shows(colour) {
        if Instant::now() > end {
            return Err("the list was not painted.".to_owned());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(Instant::now())
}

/// The longest that the page took to answer while `meanwhile` ran, in milliseconds.
fn longest_response_time<T: Send>(page: &Node, meanwhile: impl FnOnce() -> T + Send) -> (f64, T) {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut waits = Samples::default();
            while !over.load(Ordering::Relaxed) {
                let asked = Instant::now();
                let _ = page.role();
                waits.add(asked.elapsed().as_secs_f64() * 1000.0);
                std::thread::sleep(Duration::from_millis(1));
            }
            waits.longest()
        });
        let result = meanwhile();
        over.store(true, Ordering::Relaxed);
        (asking.join().unwrap_or(f64::NAN), result)
    })
}
