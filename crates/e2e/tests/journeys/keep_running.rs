//! What ends Portico: its last window, a command, or neither.

use e2e::{Journey, Notifications, Role, run_in_desktop, wait_within};

fn assert_exit_code(journey: &Journey, words: &[&str], code: i32) {
    let output = run_in_desktop(&journey.desktop, words);
    assert_eq!(output.exit_code, code, "{words:?}: {output:?}");
}

#[test]
fn closed_window_keeps_portico_running_if_enabled() {
    let journey = Journey::new("keep_running");
    journey.configure().prepend_settings("keep_running = true");
    let notifications = Notifications::start(&journey.desktop);
    let mut portico = journey.start_signed_in();
    let main = portico.main_window();
    let sign_ins_before = journey.tenant.request_count("/oauth2/authorize/portico");
    for reopen_arguments in [&[][..], &["show"], &["show", "jir"]] {
        main.close();
        main.wait_closed();
        assert!(portico.is_running());
        // Commands work without a window.
        assert_exit_code(&journey, &["status"], 0);
        assert_exit_code(&journey, &["open", "slack"], 0);
        assert_exit_code(&journey, reopen_arguments, 0);
        main.wait_open();
        wait_within(e2e::TIMEOUT, || main.is_active().then_some(())).expect("it has the keyboard");
        main.find(Role::ComboBox, "Search apps");
    }
    main.wait_focused(Role::ListItem, "Jira Software");
    assert_eq!(journey.tenant.request_count("/oauth2/authorize/portico"), sign_ins_before, "the session went on");
    let notification_titles: Vec<_> =
        notifications.received().into_iter().map(|notification| notification.title).collect();
    assert_eq!(notification_titles, ["Portico keeps running"], "said once");

    main.close();
    main.wait_closed();
    assert_exit_code(&journey, &["--palette"], 0);
    portico.palette_window().wait_open();
    assert_exit_code(&journey, &["quit"], 0);
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
    assert_eq!(portico.wait_until_ended(), Some(0));
    assert_exit_code(&journey, &["quit"], 3);
    assert_exit_code(&journey, &["status"], 3);
}

#[test]
fn closed_window_ends_portico_by_default() {
    let journey = Journey::new("closed_window_ends");
    let portico = journey.start_signed_in();
    // The hidden palette window does not keep Portico running.
    assert_exit_code(&journey, &["--palette"], 0);
    portico.palette_window().wait_open();
    portico.press_keys(&["Escape"]);
    portico.palette_window().wait_closed();
    portico.main_window().close();
    assert_eq!(portico.wait_until_ended(), Some(0));
}

#[test]
fn quit_shortcut_and_menu_item_end_portico() {
    let journey = Journey::new("quit");
    journey.configure().prepend_settings("keep_running = true");
    let portico = journey.start_signed_in();
    portico.main_window().focus(Role::ComboBox, "Search apps");
    portico.main_window().press_keys(&["ctrl+q"]);
    assert_eq!(portico.wait_until_ended(), Some(0));
    let portico = journey.start();
    portico.main_window().press_role(Role::ComboBox, "Menu");
    portico.main_window().press_by_prefix(Role::MenuItem, "Quit Portico");
    assert_eq!(portico.wait_until_ended(), Some(0));
}
