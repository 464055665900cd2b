//! A long day in a few minutes: a session whose tokens live for a minute, in the released application
//! and with a real keyring, watched for anything that a person would notice.
//!
//! `soak [--app FILE] [--tenant FILE] [--minutes N]` ends well when nothing was: the list was there at
//! every look, no sign-in window, no problem in words, and about one renewal a lifetime. At the end
//! Portico is started anew and goes on with the session. It prints a line a minute and a table.
#![cfg(target_os = "linux")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use e2e::{Journey, Options, Portico, Role, Tenant, Watch};

const LIFETIME: u64 = 60;
/// Portico renews ten seconds ahead of the end.
const BETWEEN_RENEWALS: u64 = LIFETIME - 10;
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);
/// A code of trouble begins like this; so do the other words that must not come.
const NOT_A_WORD_OF: [&str; 4] = ["E-", "You are signed out", "Sign in to", "Your session"];

fn tenant() -> String {
    format!(
        "[[app]]\nid = \"Portico\"\nredirects = [\"{{url}}/sysinfo/dummy\"]\naccess_lifetime = {LIFETIME}\nrotation = true\n\n[[app.scope]]\nname = \"UPData\"\nrest = [\".*\"]\n"
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
    let options = Options::read(&["app", "tenant", "minutes"])?;
    let minutes = options.number("minutes", 30)?;
    let journey = Journey::with("soak", Tenant::start_program(&options.tenant(), &[]));
    journey.tenant.configure(&tenant());
    journey.desktop.keyring().start();
    journey.set_up();
    let app = options.app();
    let portico = Portico::start_program(&journey.desktop, &app);
    journey.sign_in(&portico, "user@acme.test");
    portico.main().find(Role::Button, "Slack");
    journey.desktop.keyring().wait_for_secret_count(1);
    portico.main().wait_for_no_text("Opening");

    let (mut looks, mut seen) = (0_u64, Vec::new());
    let windows = Watch::start(&journey.desktop);
    let began = Instant::now();
    let end = Duration::from_secs(minutes as u64 * 60);
    let mut told = 0;
    while began.elapsed() < end {
        looks += 1;
        if let Some(interruption) = interruption(&portico) {
            let at = began.elapsed().as_secs();
            println!("at {at} s: {interruption}");
            seen.push(format!("{at} s: {interruption}"));
        }
        let minute = began.elapsed().as_secs() / 60;
        if minute > told {
            told = minute;
            println!("minute {minute:2}: {} renewals, {} interruptions", renewals(&journey), seen.len());
            // What a person does now and then, each time another thing.
            match minute % 4 {
                1 => portico.main().keys(&["F5"]),
                3 => search_for_an_app(&portico),
                _ => {}
            }
        }
        std::thread::sleep(BETWEEN_LOOKS);
    }
    let (renewed, shown, secret) = (renewals(&journey), windows.shown(), journey.desktop.keyring().secrets().len());
    let authorized = journey.tenant.count("/oauth2/authorize/portico");
    let lasted = began.elapsed().as_secs();
    table(&journey, lasted, looks, renewed, shown, &seen);
    portico.quit();

    let portico = Portico::start_program(&journey.desktop, &app);
    portico.main().find(Role::Button, "Slack");
    portico.main().wait_for_text("updated");
    portico.main().find(Role::Button, "Refresh");
    println!("started anew: the list is there and the session goes on");
    let again = journey.tenant.count("/oauth2/authorize/portico");

    let expected = lasted / BETWEEN_RENEWALS;
    let wrong = [
        (!seen.is_empty(), format!("{} interruptions were seen", seen.len())),
        (shown > 0, format!("{shown} windows came on screen")),
        (secret != 1, format!("the keyring holds {secret} sessions")),
        (authorized != again, "the new start signed in".to_owned()),
        (
            renewed + 1 < expected || renewed > lasted / (BETWEEN_RENEWALS - 5) + 2,
            format!("{renewed} renewals, about {expected} expected"),
        ),
    ];
    let wrong: Vec<String> = wrong.into_iter().filter(|(is, _)| *is).map(|(_, what)| what).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ") + ".") }
}

/// What a person would have noticed.
fn interruption(portico: &Portico<'_>) -> Option<String> {
    let titles = portico.titles();
    if titles != ["Portico"] {
        return Some(format!("windows: {titles:?}"));
    }
    let words = portico.main().words();
    if words.is_empty() {
        // The page is being laid out; the next look sees it.
        return None;
    }
    if !words.iter().any(|word| word == "Search apps") {
        return Some(format!("the list is not there: {words:?}"));
    }
    words.into_iter().find(|word| NOT_A_WORD_OF.iter().any(|start| word.starts_with(start)))
}

fn search_for_an_app(portico: &Portico<'_>) {
    let main = portico.main();
    main.write(Role::ComboBox, "Search apps", "jira");
    main.find(Role::ListItem, "Jira Software");
    main.keys(&["Escape"]);
}

fn renewals(journey: &Journey) -> u64 {
    let is = |request: &&serde_json::Value| request["form"]["grant_type"] == "refresh_token";
    journey.tenant.requests().iter().filter(is).count() as u64
}

fn table(journey: &Journey, seconds: u64, looks: u64, renewed: u64, shown: usize, seen: &[String]) {
    let mut by_path: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for request in journey.tenant.requests() {
        let path = request["path"].as_str().unwrap_or_default().to_lowercase();
        let place = if path.starts_with("/vfslow") { "icons".to_owned() } else { path };
        let row = by_path.entry(place).or_default();
        row.0 += 1;
        row.1 += u64::from(request["status"].as_u64().is_none_or(|status| status >= 400));
    }
    println!("\nminutes            {:>6.1}", seconds as f64 / 60.0);
    println!("token lifetime     {LIFETIME:>6} s");
    println!("looks              {looks:>6}");
    println!("interruptions      {:>6}", seen.len());
    println!("windows shown      {shown:>6}");
    println!("renewals           {renewed:>6}, one every {:.1} s", seconds as f64 / renewed.max(1) as f64);
    println!("requests           {:>6}   refused", by_path.values().map(|row| row.0).sum::<u64>());
    for (path, (count, refused)) in by_path {
        println!("  {path:<32} {count:>5} {refused:>8}");
    }
}
