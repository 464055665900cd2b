//! A page that attacks, in the sign-in window and in an app window, reaches nothing outside its page.

use std::time::Duration;

use e2e::{HostileTenant, Journey, Role, wait_within};

macro_rules! commands {
    ($($window:ident($($state:ident),*) {$(
        $(#[doc = $docs:literal])*
        $kind:ident $name:ident($($arguments:tt)*) $(-> $output:ty)? = $body:expr;
    )*})*) => {
        const COMMANDS: &[&str] = &[$($(stringify!($name)),*),*];
    };
}

// The shell's own list, so that a new command is attacked as soon as it exists.
include!("../../../../src-tauri/src/commands/list.rs");

/// The page makes more than ten thousand attempts.
const ATTACK_TIMEOUT: Duration = Duration::from_secs(180);

/// Waits until the page has made all its attempts, and asserts that each failed.
fn assert_all_attempts_failed(tenant: &HostileTenant, commands: &[&str], name: &str) {
    let is_finished = || tenant.attempts().iter().any(|(what, _)| what == "the end").then_some(());
    let finished = wait_within(ATTACK_TIMEOUT, is_finished);
    let attempts = tenant.attempts();
    let lines: String = attempts.iter().map(|(what, outcome)| format!("{what}: {outcome}\n")).collect();
    let _ = std::fs::write(e2e::target_path("e2e").join(format!("{name}.txt")), &lines);
    assert!(finished.is_some(), "the page did not come to its end: {lines}");
    assert!(attempts.len() > 6 * commands.len(), "all was tried: {attempts:?}");
    let successes: Vec<_> = attempts.iter().filter(|(_, outcome)| outcome.starts_with("SUCCESS")).collect();
    assert!(successes.is_empty(), "{successes:?}");
    let outcome = |what: &str| {
        let found = attempts.iter().find(|(name, _)| name == what).map(|(_, outcome)| outcome.clone());
        found.unwrap_or_else(|| panic!("“{what}” was tried: {lines}"))
    };
    // There is no bridge, and no scheme that answers.
    for command in commands {
        assert_eq!(outcome(&format!("invoke {command}")), "no bridge");
        for channel in ["message", "blank frame", "srcdoc frame"] {
            assert_eq!(outcome(&format!("{channel} {command}")), "no door");
        }
        for channel in ["fetch", "fetch by http"] {
            assert!(outcome(&format!("{channel} {command}")).starts_with("refused"), "{channel} {command}");
        }
    }
    assert_eq!(outcome("the key"), "not seen");
    assert_eq!(outcome("races"), r#"{"made":10000,"refused":10000,"succeeded":0}"#);
}

#[test]
fn hostile_login_page_reaches_no_command_or_file() {
    let journey = Journey::new("hostile_page");
    let tenant = HostileTenant::start(COMMANDS);
    journey.configure_for(tenant.address());
    let before = journey.dirs().settings_text();
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    assert_all_attempts_failed(&tenant, COMMANDS, "hostile_page");

    // The attempts had no effect anywhere.
    main.find(Role::Button, "Cancel");
    assert_eq!(journey.dirs().settings_text(), before);
    assert!(journey.browser_calls().is_empty(), "{:?}", journey.browser_calls());
    assert_eq!(portico.window_titles().len(), 2, "no popup: {:?}", portico.window_titles());
    let title = portico.sign_in_window().title().expect("its window");
    assert_eq!(title, format!("{} – Portico sign-in", tenant.address()), "the page cannot name its window");
    assert!(!journey.dirs().files().iter().any(|(path, _)| path.ends_with("loot.bin")), "no download");
    main.press("Cancel");
    main.find(Role::Button, "Sign in");
}

#[test]
fn hostile_app_page_reaches_no_command_or_file() {
    let journey = Journey::new("hostile_app");
    journey.use_app_windows();
    let tenant = HostileTenant::start(COMMANDS);
    let redirect_page =
        format!("<script>location.replace('http://{}/oauth2/authorize/app')</script>", tenant.address());
    journey.tenant.serve_page("^/run$", &redirect_page);
    let portico = journey.start_signed_in();
    let before = journey.dirs().settings_text();
    let requests = journey.tenant.request_count("/uprest/getupdata");
    let name = format!("Jira Software – {}", tenant.address());
    journey.open_app_window(&portico, "Jira Software");
    let window = portico.app_window(&name);
    assert_all_attempts_failed(&tenant, COMMANDS, "hostile_app");

    assert_eq!(journey.dirs().settings_text(), before);
    assert!(journey.browser_calls().is_empty(), "{:?}", journey.browser_calls());
    assert_eq!(journey.tenant.request_count("/uprest/getupdata"), requests, "nothing was asked for in its name");
    assert_eq!(window.title(), Some(name.clone()), "the page cannot name its window");
    // A download that the next attempt did not replace asks once, and writes no file without an answer.
    assert!(portico.window_titles().len() <= 3, "{:?}", portico.window_titles());
    if let Some(dialog) = portico.toolkit_dialog("Save") {
        let cancel = dialog.find(&mut |node| node.role() == Role::Button && node.name() == "Cancel");
        assert!(cancel.is_some_and(|cancel| cancel.press()));
        wait_within(e2e::TIMEOUT, || (portico.window_titles().len() == 2).then_some(())).expect("the dialog goes");
    }
    assert!(!journey.dirs().files().iter().any(|(path, _)| path.ends_with("loot.bin")), "no download");
    window.press_keys(&["ctrl+w"]);
    window.wait_closed();
    portico.main_window().find(Role::Button, "Clear search");
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}
