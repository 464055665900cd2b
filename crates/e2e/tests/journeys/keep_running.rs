//! The end of Portico: with its window, or when somebody says so.

use e2e::{Journey, Notifications, Role, run_on, wait_within};

fn says(journey: &Journey, words: &[&str], code: i32) {
    let said = run_on(&journey.desktop, words);
    assert_eq!(said.code, code, "{words:?}: {said:?}");
}

#[test]
fn closed_window_keeps_portico_running_if_enabled() {
    let journey = Journey::new("keep_running");
    journey.set_up().choose("keep_running = true");
    let notifications = Notifications::start(&journey.desktop);
    let mut portico = journey.start_signed_in();
    let main = portico.main();
    let asked = journey.tenant.count("/oauth2/authorize/portico");
    for again in [&[][..], &["show"], &["show", "jir"]] {
        main.close();
        main.wait_closed();
        assert!(portico.is_running());
        // It answers without a window.
        says(&journey, &["status"], 0);
        says(&journey, &["open", "slack"], 0);
        says(&journey, again, 0);
        main.wait_open();
        wait_within(e2e::PATIENCE, || main.is_active().then_some(())).expect("it has the keyboard");
        main.find(Role::ComboBox, "Search apps");
    }
    main.wait_focused(Role::ListItem, "Jira Software");
    assert_eq!(journey.tenant.count("/oauth2/authorize/portico"), asked, "the session went on");
    let told: Vec<_> = notifications.told().into_iter().map(|told| told.title).collect();
    assert_eq!(told, ["Portico keeps running"], "said once");

    main.close();
    main.wait_closed();
    says(&journey, &["--palette"], 0);
    portico.palette().wait_open();
    says(&journey, &["quit"], 0);
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
    assert_eq!(portico.wait_for_completion(), Some(0));
    says(&journey, &["quit"], 3);
    says(&journey, &["status"], 3);
}

#[test]
fn closed_window_ends_portico_by_default() {
    let journey = Journey::new("ends");
    let portico = journey.start_signed_in();
    // The palette's window is hidden then, and keeps nothing alive.
    says(&journey, &["--palette"], 0);
    portico.palette().wait_open();
    portico.keys(&["Escape"]);
    portico.palette().wait_closed();
    portico.main().close();
    assert_eq!(portico.wait_for_completion(), Some(0));
}

#[test]
fn quit_shortcut_and_menu_item_end_portico() {
    let journey = Journey::new("quit");
    journey.set_up().choose("keep_running = true");
    let portico = journey.start_signed_in();
    portico.main().focus(Role::ComboBox, "Search apps");
    portico.main().keys(&["ctrl+q"]);
    assert_eq!(portico.wait_for_completion(), Some(0));
    let portico = journey.portico();
    portico.main().press_role(Role::ComboBox, "Menu");
    portico.main().press_by_prefix(Role::MenuItem, "Quit Portico");
    assert_eq!(portico.wait_for_completion(), Some(0));
}
