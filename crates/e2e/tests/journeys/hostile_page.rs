//! A login page that attacks: whatever it tries, it stays a page.

use e2e::{HostileTenant, Journey, Role};

/// The shell's own list, so that a new command is tried as soon as it exists.
const COMMANDS: &str = include_str!("../../../../src-tauri/src/command_names.rs");

#[test]
fn a_hostile_login_page_gets_nowhere() {
    let journey = Journey::new("hostile_page");
    let commands: Vec<&str> =
        COMMANDS.lines().filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\",")).collect();
    assert!(commands.contains(&"sign_out") && commands.len() > 10, "{commands:?}");
    let tenant = HostileTenant::start(&commands);
    journey.set_up_for(tenant.address());
    let before = journey.homes().settings();
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    portico.sign_in().find(Role::Heading, "All was tried");

    let attempts = tenant.attempts();
    assert!(attempts.len() > 3 * commands.len(), "all was tried: {attempts:?}");
    let folder = e2e::in_target("e2e");
    let _ = std::fs::create_dir_all(&folder);
    let lines: String = attempts.iter().map(|(what, outcome)| format!("{what}: {outcome}\n")).collect();
    let _ = std::fs::write(folder.join("hostile_page.txt"), lines);
    let successes: Vec<_> = attempts.iter().filter(|(_, outcome)| outcome.starts_with("SUCCESS")).collect();
    assert!(successes.is_empty(), "{successes:?}");
    assert!(attempts.iter().any(|(what, _)| what.starts_with("invoke ")), "the bridge itself is there, and refuses");

    // Nothing came of it anywhere.
    main.find(Role::Button, "Cancel");
    assert_eq!(journey.homes().settings(), before);
    assert!(journey.opened().is_empty(), "{:?}", journey.opened());
    assert_eq!(portico.titles().len(), 2, "no popup: {:?}", portico.titles());
    let title = portico.sign_in().title().expect("its window");
    assert_eq!(title, format!("{} – Portico sign-in", tenant.address()), "the page cannot name its window");
    assert!(!journey.homes().files().iter().any(|(path, _)| path.ends_with("loot.bin")), "no download");
    main.press("Cancel");
    main.find(Role::Button, "Sign in");
}
