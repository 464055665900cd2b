//! Runs a long day in a few minutes: a session whose tokens live for a minute, in the released application and with a
//! real keyring, checked for anything that a user would notice.
//!
//! `soak [--app FILE] [--tenant FILE] [--minutes N]` succeeds if the list was there at every check, no sign-in window and
//! no error was shown, and the tokens were renewed about once a lifetime. At the end it starts Portico once more, which
//! must restore the session. It prints a line a minute and a table.
#![cfg(target_os = "linux")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use e2e::{Journey, Options, Portico, Role, Tenant, WindowWatcher};

const TOKEN_LIFETIME_SECONDS: u64 = 60;
/// Portico renews ten seconds ahead of the expiry.
const RENEWAL_INTERVAL_SECONDS: u64 = TOKEN_LIFETIME_SECONDS - 10;
const CHECK_INTERVAL: Duration = Duration::from_millis(500);
/// Beginnings of texts that must not be shown. Error codes begin with the first.
const ERROR_PREFIXES: [&str; 4] = ["E-", "You are signed out", "Sign in to", "Your session"];

fn tenant_config() -> String {
    format!(
        "[[app]]\nid = \"Portico\"\nredirects = [\"{{url}}/sysinfo/dummy\"]\naccess_lifetime = {TOKEN_LIFETIME_SECONDS}\nrotation = true\n\n[[app.scope]]\nname = \"UPData\"\nrest = [\".*\"]\n"
    )
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("soak: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let options = Options::parse(&["app", "tenant", "minutes"])?;
    let minutes = options.number("minutes", 30)?;
    let journey = Journey::with_tenant("soak", Tenant::start_binary(&options.tenant_binary(), &[]));
    journey.tenant.configure(&tenant_config());
    journey.desktop.keyring().start_unlocked();
    journey.configure();
    let app = options.app_binary();
    let portico = Portico::start_binary(&journey.desktop, &app);
    journey.sign_in(&portico, "user@acme.test");
    portico.main_window().find(Role::Button, "Slack");
    journey.desktop.keyring().wait_for_secret_count(1);
    portico.main_window().wait_for_no_text("Opening");

    let (mut checks, mut interruptions) = (0_u64, Vec::new());
    let windows = WindowWatcher::start(&journey.desktop);
    let started = Instant::now();
    let end = Duration::from_secs(minutes as u64 * 60);
    let mut last_minute = 0;
    while started.elapsed() < end {
        checks += 1;
        if let Some(interruption) = interruption(&portico) {
            let at = started.elapsed().as_secs();
            println!("at {at} s: {interruption}");
            interruptions.push(format!("{at} s: {interruption}"));
        }
        let minute = started.elapsed().as_secs() / 60;
        if minute > last_minute {
            last_minute = minute;
            println!("minute {minute:2}: {} renewals, {} interruptions", renewals(&journey), interruptions.len());
            // What a user does now and then.
            match minute % 4 {
                1 => portico.main_window().press_keys(&["F5"]),
                3 => search_for_an_app(&portico),
                _ => {}
            }
        }
        std::thread::sleep(CHECK_INTERVAL);
    }
    let (renewed, windows_shown, secret) =
        (renewals(&journey), windows.mapped_count(), journey.desktop.keyring().secrets().len());
    let authorized = journey.tenant.request_count("/oauth2/authorize/portico");
    let elapsed_seconds = started.elapsed().as_secs();
    print_table(&journey, elapsed_seconds, checks, renewed, windows_shown, &interruptions);
    portico.quit();

    let portico = Portico::start_binary(&journey.desktop, &app);
    portico.main_window().find(Role::Button, "Slack");
    portico.main_window().wait_for_text("updated");
    portico.main_window().find(Role::Button, "Refresh");
    println!("started anew: the list is there and the session goes on");
    let authorized_after = journey.tenant.request_count("/oauth2/authorize/portico");

    let expected = elapsed_seconds / RENEWAL_INTERVAL_SECONDS;
    let problems = [
        (!interruptions.is_empty(), format!("{} interruptions were seen", interruptions.len())),
        (windows_shown > 0, format!("{windows_shown} windows came on screen")),
        (secret != 1, format!("the keyring holds {secret} sessions")),
        (authorized != authorized_after, "the new start signed in".to_owned()),
        (
            renewed + 1 < expected || renewed > elapsed_seconds / (RENEWAL_INTERVAL_SECONDS - 5) + 2,
            format!("{renewed} renewals, about {expected} expected"),
        ),
    ];
    let problems: Vec<String> = problems.into_iter().filter(|(is, _)| *is).map(|(_, what)| what).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems.join("; ") + ".") }
}

/// What a user would have noticed, if anything.
fn interruption(portico: &Portico<'_>) -> Option<String> {
    let titles = portico.window_titles();
    if titles != ["Portico"] {
        return Some(format!("windows: {titles:?}"));
    }
    let words = portico.main_window().texts();
    if words.is_empty() {
        // The page is being laid out; the next check sees it.
        return None;
    }
    if !words.iter().any(|word| word == "Search apps") {
        return Some(format!("the list is not there: {words:?}"));
    }
    words.into_iter().find(|word| ERROR_PREFIXES.iter().any(|start| word.starts_with(start)))
}

fn search_for_an_app(portico: &Portico<'_>) {
    let main = portico.main_window();
    main.fill(Role::ComboBox, "Search apps", "jira");
    main.find(Role::ListItem, "Jira Software");
    main.press_keys(&["Escape"]);
}

fn renewals(journey: &Journey) -> u64 {
    let is = |request: &&serde_json::Value| request["form"]["grant_type"] == "refresh_token";
    journey.tenant.requests().iter().filter(is).count() as u64
}

fn print_table(
    journey: &Journey,
    seconds: u64,
    checks: u64,
    renewals: u64,
    windows_shown: usize,
    interruptions: &[String],
) {
    let mut by_path: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for request in journey.tenant.requests() {
        let path = request["path"].as_str().unwrap_or_default().to_lowercase();
        let row_name = if path.starts_with("/vfslow") { "icons".to_owned() } else { path };
        let row = by_path.entry(row_name).or_default();
        row.0 += 1;
        row.1 += u64::from(request["status"].as_u64().is_none_or(|status| status >= 400));
    }
    println!("\nminutes            {:>6.1}", seconds as f64 / 60.0);
    println!("token lifetime     {TOKEN_LIFETIME_SECONDS:>6} s");
    println!("looks              {checks:>6}");
    println!("interruptions      {:>6}", interruptions.len());
    println!("windows shown      {windows_shown:>6}");
    println!("renewals           {renewals:>6}, one every {:.1} s", seconds as f64 / renewals.max(1) as f64);
    println!("requests           {:>6}   refused", by_path.values().map(|row| row.0).sum::<u64>());
    for (path, (count, refused)) in by_path {
        println!("  {path:<32} {count:>5} {refused:>8}");
    }
}
