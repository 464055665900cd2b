//! The icon in the tray: favourites, the search, the window, the end; where a desktop has a tray.

use e2e::{Assignments, Journey, Portico, Role, Tray, wait_within};

const APPS: [&str; 3] = ["Jira", "SAP_Concur", "Wiki"];
const OWN: [&str; 3] = ["Search…", "Open Portico", "Quit Portico"];

fn stage(name: &str) -> Journey {
    let journey = Journey::new(name);
    journey.assign("user@acme.test", &Assignments::of("Work", &APPS));
    journey.set_up().choose("tray = true");
    journey
}

fn star(portico: &Portico<'_>, app: &str) {
    let main = portico.main();
    main.write(Role::ComboBox, "Search apps", app);
    main.wait_focused(Role::ListItem, app);
    main.keys(&["ctrl+d"]);
    main.wait_for_text(&format!("{app} is a favourite"));
    main.keys(&["Escape"]);
}

#[test]
fn tray_menu_opens_favorites_palette_window_and_quits() {
    let journey = stage("tray");
    let tray = Tray::start(&journey.desktop);
    let portico = journey.start_signed_in();
    let main = portico.main();
    tray.wait_for_icon();
    assert_eq!((tray.says("Title"), tray.says("Status")), ("Portico".to_owned(), "Active".to_owned()));
    tray.wait_for_menu(&OWN);
    star(&portico, "SAP_Concur");
    star(&portico, "Wiki");
    tray.wait_for_menu(&["SAP_Concur", "Wiki", OWN[0], OWN[1], OWN[2]]);
    tray.choose("SAP_Concur");
    let opened = journey.wait_for_opened();
    assert!(opened.len() == 1 && opened[0][1].contains("appkey=key-sap_concur"), "{opened:?}");

    let elsewhere = journey.desktop.another_window();
    wait_within(e2e::PATIENCE, || (!main.is_active()).then_some(())).expect("the person is elsewhere");
    tray.choose(OWN[0]);
    portico.palette().wait_open();
    wait_within(e2e::PATIENCE, || portico.palette().is_active().then_some(())).expect("it has the keyboard");
    portico.keys(&["Escape"]);
    portico.palette().wait_closed();
    assert!(!main.is_active());
    tray.choose(OWN[1]);
    wait_within(e2e::PATIENCE, || main.is_active().then_some(())).expect("the main window comes");
    drop(elsewhere);
    main.minimize();
    tray.click();
    wait_within(e2e::PATIENCE, || main.is_active().then_some(())).expect("a click brings it as well");

    // Anybody at the screen can open the menu.
    main.focus(Role::ComboBox, "Search apps");
    main.keys(&["ctrl+l"]);
    main.find(Role::Heading, "Portico is locked");
    tray.wait_for_menu(&OWN);
    main.press("Unlock");
    tray.wait_for_menu(&["SAP_Concur", "Wiki", OWN[0], OWN[1], OWN[2]]);
    tray.choose(OWN[2]);
    assert_eq!(portico.wait_for_completion(), Some(0));
    assert!(!tray.has_icon());
    assert_eq!(journey.opened().len(), 1);
}

#[test]
fn missing_tray_is_reported_and_later_one_is_used() {
    let journey = stage("tray_absent");
    let portico = journey.start_signed_in();
    let main = portico.main();
    main.keys(&["ctrl+comma"]);
    main.find(Role::Dialog, "Settings");
    main.wait_for_text("This desktop shows no icons of programs.");
    let tray = Tray::start(&journey.desktop);
    tray.wait_for_icon();
    main.wait_for_no_text("This desktop shows no icons of programs.");
    drop(tray);
    main.wait_for_text("This desktop shows no icons of programs.");
    let tray = Tray::start(&journey.desktop);
    tray.wait_for_icon();
    tray.wait_for_menu(&OWN);
    // Off, and it is gone at once.
    main.press_role(Role::CheckBox, "Icon in the tray");
    wait_within(e2e::PATIENCE, || (!tray.has_icon()).then_some(())).expect("the icon goes");
    assert!(journey.homes().settings().contains("tray = false"), "{}", journey.homes().settings());
}
