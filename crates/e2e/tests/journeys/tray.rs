//! The tray icon: favorites, the palette, the window, the end; on a desktop that has a tray.

use e2e::{Assignments, Journey, Portico, Role, Tray, wait_within};

const APPS: [&str; 3] = ["Jira", "SAP_Concur", "Wiki"];
const FIXED_ENTRIES: [&str; 3] = ["Search…", "Open Portico", "Quit Portico"];

fn journey_with_tray(name: &str) -> Journey {
    let journey = Journey::new(name);
    journey.assign_apps("user@acme.test", &Assignments::in_category("Work", &APPS));
    journey.configure().prepend_settings("tray = true");
    journey
}

fn add_favorite(portico: &Portico<'_>, app: &str) {
    let main = portico.main_window();
    main.fill(Role::ComboBox, "Search apps", app);
    main.wait_focused(Role::ListItem, app);
    main.press_keys(&["ctrl+d"]);
    main.wait_for_text(&format!("{app} is a favourite"));
    main.press_keys(&["Escape"]);
}

#[test]
fn tray_menu_opens_favorites_palette_window_and_quits() {
    let journey = journey_with_tray("tray");
    let tray = Tray::start(&journey.desktop);
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    tray.wait_for_icon();
    assert_eq!((tray.property("Title"), tray.property("Status")), ("Portico".to_owned(), "Active".to_owned()));
    tray.wait_for_menu(&FIXED_ENTRIES);
    add_favorite(&portico, "SAP_Concur");
    add_favorite(&portico, "Wiki");
    tray.wait_for_menu(&["SAP_Concur", "Wiki", FIXED_ENTRIES[0], FIXED_ENTRIES[1], FIXED_ENTRIES[2]]);
    tray.activate_entry("SAP_Concur");
    let opened = journey.wait_for_browser_calls();
    assert!(opened.len() == 1 && opened[0][1].contains("appkey=key-sap_concur"), "{opened:?}");

    let other_window = journey.desktop.open_other_window();
    wait_within(e2e::TIMEOUT, || (!main.is_active()).then_some(())).expect("the person is elsewhere");
    tray.activate_entry(FIXED_ENTRIES[0]);
    portico.palette_window().wait_open();
    wait_within(e2e::TIMEOUT, || portico.palette_window().is_active().then_some(())).expect("it has the keyboard");
    portico.press_keys(&["Escape"]);
    portico.palette_window().wait_closed();
    assert!(!main.is_active());
    tray.activate_entry(FIXED_ENTRIES[1]);
    wait_within(e2e::TIMEOUT, || main.is_active().then_some(())).expect("the main window comes");
    drop(other_window);
    main.minimize();
    tray.click();
    wait_within(e2e::TIMEOUT, || main.is_active().then_some(())).expect("a click brings it as well");

    // Anyone at the screen can open the menu, so it shows no favorites while locked.
    main.focus(Role::ComboBox, "Search apps");
    main.press_keys(&["ctrl+l"]);
    main.find(Role::Heading, "Portico is locked");
    tray.wait_for_menu(&FIXED_ENTRIES);
    main.press("Unlock");
    tray.wait_for_menu(&["SAP_Concur", "Wiki", FIXED_ENTRIES[0], FIXED_ENTRIES[1], FIXED_ENTRIES[2]]);
    tray.activate_entry(FIXED_ENTRIES[2]);
    assert_eq!(portico.wait_until_ended(), Some(0));
    assert!(!tray.has_icon());
    assert_eq!(journey.browser_calls().len(), 1);
}

#[test]
fn missing_tray_is_reported_and_later_one_is_used() {
    let journey = journey_with_tray("tray_absent");
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    main.press_keys(&["ctrl+comma"]);
    main.find(Role::Dialog, "Settings");
    main.wait_for_text("This desktop shows no icons of programs.");
    let tray = Tray::start(&journey.desktop);
    tray.wait_for_icon();
    main.wait_for_no_text("This desktop shows no icons of programs.");
    drop(tray);
    main.wait_for_text("This desktop shows no icons of programs.");
    let tray = Tray::start(&journey.desktop);
    tray.wait_for_icon();
    tray.wait_for_menu(&FIXED_ENTRIES);
    // Switched off, the icon is removed at once.
    main.press_role(Role::CheckBox, "Icon in the tray");
    wait_within(e2e::TIMEOUT, || (!tray.has_icon()).then_some(())).expect("the icon goes");
    assert!(journey.dirs().settings_text().contains("tray = false"), "{}", journey.dirs().settings_text());
}
