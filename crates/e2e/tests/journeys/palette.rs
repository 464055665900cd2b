//! The palette: from any program, a few letters and Enter open an app.

use e2e::{Journey, Portico, Role, Window, WindowWatcher, XTestKeyboard, run_in_desktop, wait_within};

const SEARCH_FIELD: &str = "Search apps";
const SHORTCUT: &str = "Ctrl+Alt+Space";

/// Opens the palette by its command, as a keyboard shortcut of the desktop does.
fn open_palette(journey: &Journey) {
    let output = run_in_desktop(&journey.desktop, &["--palette"]);
    assert_eq!((output.exit_code, output.stdout.as_str(), output.stderr.as_str()), (0, "", ""));
}

/// Waits until the palette is open, has the keyboard, and its search field is empty.
fn wait_until_ready(portico: &Portico<'_>) {
    let palette = portico.palette_window();
    palette.wait_open();
    let active = wait_within(e2e::TIMEOUT, || palette.is_active().then_some(()));
    assert!(active.is_some(), "it has no keyboard; the main window: {}", portico.main_window().is_active());
    // The search field, or the option that it points at.
    let focused_search = || palette.focused().filter(|node| [Role::ComboBox, Role::ListItem].contains(&node.role()));
    wait_within(e2e::TIMEOUT, focused_search).expect("its box has the focus");
    wait_for_field_text(&palette, "");
}

fn wait_for_field_text(palette: &Window<'_>, text: &str) {
    let field = || palette.query(Role::ComboBox, SEARCH_FIELD).filter(|field| field.text() == text);
    wait_within(e2e::TIMEOUT, field).unwrap_or_else(|| {
        panic!("the box holds {:?}", palette.query(Role::ComboBox, SEARCH_FIELD).map(|field| field.text()))
    });
}

/// Types letters to whatever has the keyboard, and asserts that Enter opens the app once and closes the palette.
fn open_app_by_letters(journey: &Journey, portico: &Portico<'_>, letters: &str, name: &str) {
    let (palette, calls_before) = (portico.palette_window(), journey.browser_calls().len());
    portico.type_text(letters);
    palette.wait_focused(Role::ListItem, name);
    portico.press_keys(&["Return"]);
    palette.wait_closed();
    wait_within(e2e::TIMEOUT, || (journey.browser_calls().len() > calls_before).then_some(()))
        .expect("the app is opened");
    let opened = journey.browser_calls().split_off(calls_before);
    assert!(opened.len() == 1 && opened[0].last().is_some_and(|url| url.contains("/run?appkey=")), "{opened:?}");
}

#[test]
fn palette_opens_app_once_by_letters_and_enter() {
    let journey = Journey::new("palette");
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    let _elsewhere = journey.desktop.open_other_window();
    wait_within(e2e::TIMEOUT, || (!main.is_active()).then_some(())).expect("the person is elsewhere");
    // Another app each time: the same app within a second would be the same click.
    for (letters, name) in [("jir", "Jira Software"), ("slac", "Slack"), ("confl", "Confluence")] {
        open_palette(&journey);
        wait_until_ready(&portico);
        open_app_by_letters(&journey, &portico, letters, name);
        assert!(!main.is_active(), "the main window stays where it was");
    }
    // A second call keeps the palette open, as one window.
    open_palette(&journey);
    wait_until_ready(&portico);
    open_palette(&journey);
    wait_until_ready(&portico);
    assert_eq!(portico.window_titles().len(), 2, "{:?}", portico.window_titles());
    assert_eq!(journey.browser_calls().len(), 3);
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

#[test]
fn palette_closes_on_escape_and_focus_loss() {
    let journey = Journey::new("palette_closes");
    let portico = journey.start_signed_in();
    let palette = portico.palette_window();
    open_palette(&journey);
    wait_until_ready(&portico);
    portico.type_text("jir");
    palette.wait_focused(Role::ListItem, "Jira Software");
    portico.press_keys(&["Escape"]);
    wait_for_field_text(&palette, "");
    assert!(palette.is_open(), "the first Escape takes the words");
    portico.press_keys(&["Escape"]);
    palette.wait_closed();

    open_palette(&journey);
    wait_until_ready(&portico);
    portico.type_text("sla");
    palette.wait_focused(Role::ListItem, "Slack");
    let other_window = journey.desktop.open_other_window();
    palette.wait_closed();
    drop(other_window);
    // The text typed before is gone.
    open_palette(&journey);
    wait_until_ready(&portico);

    // What the palette does not find is searched for in the main window.
    portico.type_text("nothing like it");
    palette.wait_for_text("No apps match");
    portico.press_keys(&["Return"]);
    palette.wait_closed();
    let main = portico.main_window();
    wait_within(e2e::TIMEOUT, || main.is_active().then_some(())).expect("the main window comes");
    let is_prefilled = || main.query(Role::ComboBox, SEARCH_FIELD).filter(|field| field.text() == "nothing like it");
    wait_within(e2e::TIMEOUT, is_prefilled).expect("the words are there");
    assert!(journey.browser_calls().is_empty(), "{:?}", journey.browser_calls());
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

#[test]
fn palette_command_raises_main_window_if_signed_out_or_locked() {
    let journey = Journey::new("palette_signed_out");
    journey.configure();
    journey.desktop.keyring().start_unlocked();
    let portico = journey.start();
    let main = portico.main_window();
    let assert_raises_main_window = || {
        let _elsewhere = journey.desktop.open_other_window();
        wait_within(e2e::TIMEOUT, || (!main.is_active()).then_some(())).expect("the person is elsewhere");
        let watcher = WindowWatcher::start(&journey.desktop);
        open_palette(&journey);
        wait_within(e2e::TIMEOUT, || main.is_active().then_some(())).expect("the main window comes");
        assert_eq!(watcher.mapped_count(), 0, "no palette, not for a moment");
        assert!(!portico.palette_window().is_open());
    };
    main.find(Role::Heading, "Sign in to Acme");
    assert_raises_main_window();
    journey.sign_in(&portico, "user@acme.test");
    main.wait_for_text("updated");
    open_palette(&journey);
    wait_until_ready(&portico);
    portico.press_keys(&["Escape"]);
    portico.palette_window().wait_closed();
    main.focus(Role::ComboBox, SEARCH_FIELD);
    main.press_keys(&["ctrl+l"]);
    main.find(Role::Heading, "Portico is locked");
    // The palette's page exists already, and stays hidden.
    assert_raises_main_window();
    main.find(Role::Heading, "Portico is locked");
}

#[test]
fn palette_command_starts_portico_with_focused_search() {
    let journey = Journey::new("palette_starts");
    let portico = journey.start_signed_in();
    journey.desktop.keyring().wait_for_secret_count(1);
    portico.quit();
    let portico = Portico::start_with_args(&journey.desktop, &["--palette"]);
    let main = portico.main_window();
    main.wait_for_text("updated");
    main.wait_focused(Role::ComboBox, SEARCH_FIELD);
    portico.type_text("jir");
    main.wait_focused(Role::ListItem, "Jira Software");
    assert!(!portico.palette_window().is_open());
}

/// Waits until Portico has registered its shortcut, which the settings show.
fn wait_for_registered_shortcut(portico: &Portico<'_>) {
    let main = portico.main_window();
    main.press_keys(&["ctrl+comma"]);
    main.wait_for_text("It works in every program.");
    main.press_keys(&["Escape"]);
    main.wait_removed(Role::Dialog, "Settings");
}

#[test]
fn global_shortcut_opens_palette_from_other_program() {
    let journey = Journey::new("palette_key");
    journey.configure().prepend_settings(&format!("palette_shortcut = \"{SHORTCUT}\""));
    let portico = journey.start_signed_in();
    wait_for_registered_shortcut(&portico);
    let _elsewhere = journey.desktop.open_other_window();
    wait_within(e2e::TIMEOUT, || (!portico.main_window().is_active()).then_some(())).expect("the person is elsewhere");
    let keys = XTestKeyboard::connect(&journey.desktop);
    for (letters, name) in [("jir", "Jira Software"), ("slac", "Slack")] {
        keys.press_with_modifiers(&[XTestKeyboard::CONTROL, XTestKeyboard::ALT], XTestKeyboard::SPACE);
        wait_until_ready(&portico);
        open_app_by_letters(&journey, &portico, letters, name);
    }
    // Closed by Escape, the palette opens at the next press, however soon that is.
    keys.press_with_modifiers(&[XTestKeyboard::CONTROL, XTestKeyboard::ALT], XTestKeyboard::SPACE);
    wait_until_ready(&portico);
    portico.press_keys(&["Escape"]);
    portico.palette_window().wait_closed();
    keys.press_with_modifiers(&[XTestKeyboard::CONTROL, XTestKeyboard::ALT], XTestKeyboard::SPACE);
    wait_until_ready(&portico);
    portico.press_keys(&["Escape"]);
    portico.palette_window().wait_closed();
    portico.main_window().press_keys(&["ctrl+comma"]);
    portico.main_window().wait_for_text("It works in every program.");
    // Portico releases the key when it ends.
    portico.quit();
    keys.grab_with_ctrl_alt(XTestKeyboard::SPACE);
}

#[test]
fn taken_global_shortcut_is_reported_and_can_be_changed() {
    let journey = Journey::new("palette_key_taken");
    journey.configure().prepend_settings(&format!("palette_shortcut = \"{SHORTCUT}\""));
    let other_client = XTestKeyboard::connect(&journey.desktop);
    other_client.grab_with_ctrl_alt(XTestKeyboard::SPACE);
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    main.press_keys(&["ctrl+comma"]);
    main.find(Role::Dialog, "Settings");
    main.wait_for_text("Another program has this key.");
    main.press("Set a key…");
    main.wait_for_text("Press the keys now…");
    // A key without a modifier other than Shift is refused.
    main.press_keys(&["shift+p"]);
    main.wait_for_text("Hold Ctrl, Alt or Super as well");
    main.press_keys(&["ctrl+alt+p"]);
    main.wait_for_text("It works in every program.");
    assert!(
        journey.dirs().settings_text().contains("palette_shortcut = \"Ctrl+Alt+P\""),
        "{}",
        journey.dirs().settings_text()
    );
    main.press_keys(&["Escape"]);
    main.wait_removed(Role::Dialog, "Settings");
    other_client.press_with_modifiers(&[XTestKeyboard::CONTROL, XTestKeyboard::ALT], u32::from(b'p'));
    wait_until_ready(&portico);
}
