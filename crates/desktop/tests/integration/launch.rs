//! What is started, with which arguments and in which surroundings.

use std::time::Duration;

use crate::support::test_home::TestHome;
use portico_desktop::launch::{Error, OpenWith, open};
use portico_desktop::{Address, CommandTemplate};
use url::Url;

/// Far longer than a shim needs: a test waits for its end, not for a time.
const HANG_TIMEOUT: Duration = Duration::from_secs(30);

fn address() -> Address {
    Address::try_from(Url::parse("https://acme.example/run?appkey=1").unwrap()).unwrap()
}

fn parse_template(words: &[&str]) -> CommandTemplate {
    CommandTemplate::parse(words).unwrap()
}

/// Starts a program of the system in this home and waits for its end.
fn run(home: &TestHome, words: &[&str], token: Option<&str>) -> Result<(), Error> {
    open(&home.environment(), &address(), OpenWith::Template(&parse_template(words)), token)?
        .wait_for_early_exit(HANG_TIMEOUT)
}

#[test]
fn failed_launches_are_reported() {
    let home = TestHome::new();
    assert_eq!(run(&home, &["fails", "{url}"], None), Err(Error::ExitedEarly));
    assert_eq!(home.take_records(), [["fails", address().as_str()]]);
    assert_eq!(run(&home, &["gone", "{url}"], None), Err(Error::NoProgram));
    let home_without_programs = TestHome::new().with_variable("PATH", "/nowhere");
    assert_eq!(
        open(&home_without_programs.environment(), &address(), OpenWith::Default, None).unwrap_err(),
        Error::NoOpener
    );
}

#[test]
fn running_program_is_not_waited_for_after_timeout() {
    let home = TestHome::new();
    let pipe = home.pipe();
    let started_program =
        open(&home.environment(), &address(), OpenWith::Template(&parse_template(&["stays", "{url}"])), None).unwrap();
    assert_eq!(started_program.wait_for_early_exit(Duration::from_millis(50)), Ok(()));
    // It is still there, and takes what we write.
    std::fs::write(&pipe, "go\n").unwrap();
}

#[test]
fn started_program_inherits_no_streams_group_or_private_variables() {
    let home = TestHome::new()
        .with_variable("APPDIR", "/tmp/.mount_Portico")
        .with_variable("LD_LIBRARY_PATH", "/tmp/.mount_Portico/usr/lib")
        .with_variable("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .with_variable("XDG_ACTIVATION_TOKEN", "of-our-own-start")
        .with_variable("DISPLAY", ":7");
    let report_environment = |token| {
        assert_eq!(run(&home, &["looks", "{url}"], token), Ok(()));
        std::fs::read_to_string(home.path("records/looks")).unwrap()
    };
    let report = report_environment(Some("tok-1"));
    let has = |line: &str| report.lines().any(|it| it == line);
    assert!(has("alone=yes"), "a process group of its own\n{report}");
    assert_eq!(report.matches("stream=/dev/null").count(), 3, "{report}");
    assert!(has(&format!("folder={}", home.path("home").canonicalize().unwrap().display())), "{report}");
    assert!(has("XDG_ACTIVATION_TOKEN=tok-1") && has("DESKTOP_STARTUP_ID=tok-1") && has("DISPLAY=:7"), "{report}");
    for unexpected in ["APPDIR", "LD_LIBRARY_PATH", "WEBKIT_", "of-our-own-start", "CARGO", "mount_Portico"] {
        assert!(!report.contains(unexpected), "{unexpected} in\n{report}");
    }
    assert!(!report_environment(None).contains("ACTIVATION"), "a stale token would raise the wrong window");
}

#[test]
fn ended_programs_leave_no_zombies() {
    let home = TestHome::new();
    for _ in 0..5 {
        assert_eq!(run(&home, &["firefox", "{url}"], None), Ok(()));
    }
    // Each program was waited for, since its outcome is known: none may remain as a zombie.
    let is_own_zombie = |stat: &str| {
        let rest: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        rest[0] == "Z" && rest[1] == std::process::id().to_string() && stat.contains("(firefox)")
    };
    let processes = std::fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let stats = processes.filter_map(|entry| std::fs::read_to_string(entry.path().join("stat")).ok());
    assert_eq!(stats.filter(|stat| is_own_zombie(stat)).count(), 0);
}

#[test]
fn invalid_activation_tokens_are_not_passed_on() {
    let home = TestHome::new();
    for token in ["", "a\nb", "a\0b", "ü"] {
        assert_eq!(run(&home, &["firefox", "{url}"], Some(token)), Ok(()), "{token:?}");
    }
    assert_eq!(home.take_records().len(), 4);
}
