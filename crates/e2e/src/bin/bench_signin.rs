//! P4: from the intercepted redirect to the painted list.
//!
//! `bench-signin --app FILE --tenant FILE --rounds N` signs in N + 1 times in one run of the
//! application, of which the first is not counted, and prints each figure and `median_ms X` last.
//!
//! The clock starts when the tenant's redirect with the code passes the relay between the two, which
//! is a little before WebKit hands it to the application. It stops when the frame buffer of the X
//! server shows the mark: the icon of the first app, a square of one color. The icon travels in the
//! list, so that nothing is fetched for it. In between lie the token request, two API calls, the
//! sign-in window's end (which covers the list), the list and its first picture: what a person waits
//! for. The frame buffer is looked at every other millisecond. So the figure is an upper bound, and
//! the relay's own work is in it. The tenant answers at once, on the same machine.
#![cfg(target_os = "linux")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use e2e::{Journey, Options, PaintMarker, Portico, RecordingProxy, Role, Tenant};
use serde_json::json;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("bench-signin: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let options = Options::parse(&["app", "tenant", "rounds", "apps"])?;
    let (rounds, apps) = (options.number("rounds", 7)?.max(1), options.number("apps", 100)?);
    let journey = Journey::with_tenant("bench_signin", Tenant::start_binary(&options.tenant_binary(), &[]));
    journey.tenant.control("apps", &json!({ "account": "user@acme.test", "body": PaintMarker::app_list(apps) }));
    let proxy = RecordingProxy::in_front_of(journey.tenant.address());
    journey.configure_for(proxy.address()).use_tiles();
    let portico = Portico::start_binary(&journey.desktop, &options.app_binary());
    let mut figures = Vec::new();
    for round in 0..=rounds {
        let elapsed_ms = sign_in_once(&journey, &portico, &proxy)?;
        println!("painted at {elapsed_ms:.1} ms{}", if round == 0 { " (not counted)" } else { "" });
        if round > 0 {
            figures.push(elapsed_ms);
        }
        sign_out(&journey, &portico)?;
    }
    figures.sort_by(f64::total_cmp);
    let median = f64::midpoint(figures[(rounds - 1) / 2], figures[rounds / 2]);
    println!("median_ms {median:.1}");
    Ok(())
}

fn sign_in_once(journey: &Journey, portico: &Portico<'_>, proxy: &RecordingProxy) -> Result<f64, String> {
    portico.main_window().press("Sign in");
    let before = Instant::now();
    journey.enter_credentials(portico, "user@acme.test", "portico");
    let end = Instant::now() + e2e::TIMEOUT;
    let screen = journey.desktop.screen();
    // `wait_within` polls too rarely for this figure.
    while !screen.shows_square(PaintMarker::COLOR) {
        if Instant::now() > end {
            return Err("the list was not painted.".to_owned());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let painted = Instant::now();
    let redirected =
        proxy.last_response_time("/sysinfo/dummy?").filter(|at| *at > before).ok_or("the redirect was not seen.")?;
    let since = |from: Instant, to: Instant| to.duration_since(from).as_secs_f64() * 1000.0;
    for (what, text) in [("tokens", "\"access_token\""), ("list", "\"key-0\"")] {
        if let Some(at) = proxy.last_response_time(text).filter(|at| *at > redirected) {
            print!("{what} at {:.1}, ", since(redirected, at));
        }
    }
    Ok(since(redirected, painted))
}

fn sign_out(journey: &Journey, portico: &Portico<'_>) -> Result<(), String> {
    journey.wait_for_list(portico);
    portico.main_window().press_role(Role::ComboBox, "Menu");
    portico.main_window().press_role(Role::MenuItem, "Sign out");
    portico.main_window().find(Role::Heading, "Sign in to Acme");
    let is_hidden = || (!journey.desktop.screen().shows_square(PaintMarker::COLOR)).then_some(());
    e2e::wait_within(e2e::TIMEOUT, is_hidden).ok_or_else(|| "the list did not go.".to_owned())
}
