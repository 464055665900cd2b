//! What is started, with which arguments and in which surroundings.
#![cfg(all(unix, not(target_os = "macos")))]
#![allow(clippy::unwrap_used, reason = "a panic is the report")]

mod home;

use std::time::Duration;

use home::Home;
use portico_desktop::launch::{Error, Place, open};
use portico_desktop::{Address, Template};

/// Far longer than a shim needs: a test waits for its end, not for a time.
const LONG: Duration = Duration::from_secs(30);

fn address() -> Address {
    "https://acme.example/run?appkey=1".parse().unwrap()
}

fn template(words: &[&str]) -> Template {
    Template::parse(words).unwrap()
}

/// Starts a program of the system in this home and waits for its end.
fn run(home: &Home, words: &[&str], token: Option<&str>) -> Result<(), Error> {
    open(&home.environment(), &address(), Place::Template(&template(words)), token)?.outcome(LONG)
}

#[test]
fn a_launcher_that_fails_says_so() {
    let home = Home::new();
    assert_eq!(run(&home, &["fails", "{url}"], None), Err(Error::GaveUp));
    assert_eq!(home.records(), [["fails", address().as_str()]]);
    assert_eq!(run(&home, &["gone", "{url}"], None), Err(Error::NoProgram));
    let nowhere = Home::new().with("PATH", "/nowhere");
    assert_eq!(open(&nowhere.environment(), &address(), Place::Default, None).unwrap_err(), Error::NoOpener);
}

#[test]
fn a_program_that_stays_is_not_waited_for() {
    let home = Home::new();
    let pipe = home.pipe();
    let running = open(&home.environment(), &address(), Place::Template(&template(&["stays", "{url}"])), None).unwrap();
    assert_eq!(running.outcome(Duration::from_millis(50)), Ok(()));
    // It is still there, and takes what we write.
    std::fs::write(&pipe, "go\n").unwrap();
}

#[test]
fn a_started_program_gets_nothing_of_ours() {
    let home = Home::new()
        .with("APPDIR", "/tmp/.mount_Portico")
        .with("LD_LIBRARY_PATH", "/tmp/.mount_Portico/usr/lib")
        .with("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .with("XDG_ACTIVATION_TOKEN", "of-our-own-start")
        .with("DISPLAY", ":7");
    let look = |token| {
        assert_eq!(run(&home, &["looks", "{url}"], token), Ok(()));
        std::fs::read_to_string(home.path("records/looks")).unwrap()
    };
    let seen = look(Some("tok-1"));
    let has = |line: &str| seen.lines().any(|it| it == line);
    assert!(has("alone=yes"), "a process group of its own\n{seen}");
    assert_eq!(seen.matches("stream=/dev/null").count(), 3, "{seen}");
    assert!(has(&format!("folder={}", home.path("home").canonicalize().unwrap().display())), "{seen}");
    assert!(has("XDG_ACTIVATION_TOKEN=tok-1") && has("DESKTOP_STARTUP_ID=tok-1") && has("DISPLAY=:7"), "{seen}");
    for gone in ["APPDIR", "LD_LIBRARY_PATH", "WEBKIT_", "of-our-own-start", "CARGO", "mount_Portico"] {
        assert!(!seen.contains(gone), "{gone} in\n{seen}");
    }
    assert!(!look(None).contains("ACTIVATION"), "a stale token would raise the wrong window");
}

#[test]
fn nobody_stays_behind_as_a_zombie() {
    let home = Home::new();
    for _ in 0..5 {
        assert_eq!(run(&home, &["firefox", "{url}"], None), Ok(()));
    }
    // Each of them was waited for, since its outcome is known; so none of ours is still in the table.
    let of_ours = |stat: &str| {
        let rest: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        rest[0] == "Z" && rest[1] == std::process::id().to_string() && stat.contains("(firefox)")
    };
    let processes = std::fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let stats = processes.filter_map(|entry| std::fs::read_to_string(entry.path().join("stat")).ok());
    assert_eq!(stats.filter(|stat| of_ours(stat)).count(), 0);
}

#[test]
fn tokens_with_line_breaks_are_left_out() {
    let home = Home::new();
    for token in ["", "a\nb", "a\0b", "ü"] {
        assert_eq!(run(&home, &["firefox", "{url}"], Some(token)), Ok(()), "{token:?}");
    }
    assert_eq!(home.records().len(), 4);
}
