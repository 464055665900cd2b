//! Entries in the desktop's menu, and the start with the desktop session.

use std::fs;
use std::path::Path;
use std::process::Command;

use e2e::{Journey, Portico, Role, wait_within};

use crate::commands::{journey_with_apps, run_command, wait_for_opened_urls};

fn menu_entries(journey: &Journey) -> Vec<String> {
    let folder = journey.dirs().path().join("data/applications");
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let ours = files.filter(|file| file.file_name().to_string_lossy().starts_with("dev.portico.Portico.app-"));
    ours.filter_map(|file| fs::read_to_string(file.path()).ok()).collect()
}

#[test]
fn favorite_has_menu_entry_until_sign_out() {
    let journey = journey_with_apps("menu_entries");
    journey.configure().prepend_settings("menu_entries = true\nautostart = true");
    let other_entry = journey.dirs().path().join("data/applications/other.desktop");
    fs::create_dir_all(other_entry.parent().expect("a folder")).expect("a menu");
    fs::write(&other_entry, "[Desktop Entry]\n").expect("an entry of somebody else's");
    let portico = journey.start_signed_in();
    let autostart = journey.dirs().path().join("config/autostart/dev.portico.Portico.desktop");
    let autostart_entry = || fs::read_to_string(&autostart).ok().filter(|text| text.contains("--hidden"));
    wait_within(e2e::TIMEOUT, autostart_entry).expect("it starts with the session");
    assert_eq!(menu_entries(&journey), Vec::<String>::new());
    let main = portico.main_window();
    main.fill(Role::ComboBox, "Search apps", "concur");
    main.find(Role::ListItem, "SAP Concur");
    main.press_keys(&["ctrl+d"]);
    let single_entry = || Some(menu_entries(&journey)).filter(|entries| entries.len() == 1);
    let entry = wait_within(e2e::TIMEOUT, single_entry).expect("an entry").remove(0);
    assert!(entry.contains("Name=SAP Concur\n") && entry.contains("open"), "{entry}");
    let key = entry.lines().find_map(|line| line.split("--key=").nth(1)).expect("a key").trim_end_matches('"');
    run_command(&journey, &["open", &format!("--key={key}")], 0);
    wait_for_opened_urls(&journey, 1);

    main.press_keys(&["Escape"]);
    main.press_role(Role::ComboBox, "Menu");
    main.press_role(Role::MenuItem, "Sign out");
    main.find(Role::Heading, "Sign in to Acme");
    wait_within(e2e::TIMEOUT, || menu_entries(&journey).is_empty().then_some(())).expect("no entry stays");
    assert!(other_entry.exists(), "what is not ours stays");
    portico.quit();
    let settings = journey.dirs().settings_text().replace("autostart = true", "autostart = false");
    journey.dirs().write_settings(&settings);
    let _portico = journey.start();
    wait_within(e2e::TIMEOUT, || (!autostart.exists()).then_some(())).expect("it starts by itself no more");
}

/// A package replaces the program of a running Portico; then its folder is renamed.
#[test]
fn upgrade_and_move_update_desktop_entries() {
    let journey = journey_with_apps("upgrade");
    journey.configure().prepend_settings("menu_entries = true\nautostart = true");
    journey.desktop.keyring().start_unlocked();
    let [old_dir, new] = ["one", "two"].map(|name| journey.dirs().path().join(name));
    fs::create_dir(&old_dir).expect("a folder");
    let program = old_dir.join("portico");
    copy_program(&Portico::binary(), &program);
    let portico = Portico::start_binary(&journey.desktop, &program);
    journey.sign_in(&portico, "user@acme.test");
    let main = portico.main_window();
    main.wait_for_text("updated");
    let upgrade = old_dir.join("portico.dpkg-new");
    copy_program(&program, &upgrade);
    fs::rename(&upgrade, &program).expect("an upgrade");
    main.fill(Role::ComboBox, "Search apps", "concur");
    main.find(Role::ListItem, "SAP Concur");
    main.press_keys(&["ctrl+d"]);
    let entry = wait_within(e2e::TIMEOUT, || menu_entries(&journey).pop()).expect("an entry");
    assert!(entry.contains(&format!("\nTryExec={}\n", program.display())), "{entry}");
    portico.quit();

    fs::rename(&old_dir, &new).expect("another name");
    let program = new.join("portico");
    let _portico = Portico::start_binary(&journey.desktop, &program);
    let autostart = journey.dirs().path().join("config/autostart/dev.portico.Portico.desktop");
    let names_binary = |text: &String| text.contains(&format!("\nTryExec={}\n", program.display()));
    wait_within(e2e::TIMEOUT, || fs::read_to_string(&autostart).ok().filter(names_binary))
        .expect("it starts from there");
}

/// In a process of its own: while this one has a program open for writing, a child that another journey starts holds it
/// open too, and Linux does not run a program that somebody can write (`ETXTBSY`).
fn copy_program(from: &Path, to: &Path) {
    let status = Command::new("cp").args([from, to]).status().expect("cp starts");
    assert!(status.success(), "{} is not copied", from.display());
}
