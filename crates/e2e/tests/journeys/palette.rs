//! The palette: from wherever a person is, a few letters and Enter, and the app is open.

use std::time::Duration;

use e2e::{Journey, Keys, Portico, Role, Watch, Window, run_on, wait_within};

const BOX: &str = "Search apps";
const KEY: &str = "Ctrl+Alt+Space";

/// As a keyboard shortcut of the desktop's own does.
fn call(journey: &Journey) {
    let said = run_on(&journey.desktop, &["--palette"]);
    assert_eq!((said.code, said.text.as_str(), said.aside.as_str()), (0, "", ""));
}

/// It is there, it has the keyboard, and its box is empty.
fn is_ready(portico: &Portico<'_>) {
    let palette = portico.palette();
    palette.wait_open();
    let active = wait_within(e2e::PATIENCE, || palette.is_active().then_some(()));
    assert!(active.is_some(), "it has no keyboard; the main window: {}", portico.main().is_active());
    // The box, or the option that it points at.
    let at_the_box = || palette.focused().filter(|node| [Role::ComboBox, Role::ListItem].contains(&node.role()));
    wait_within(e2e::PATIENCE, at_the_box).expect("its box has the focus");
    wait_text(&palette, "");
}

fn wait_text(palette: &Window<'_>, text: &str) {
    let there = || palette.look(Role::ComboBox, BOX).filter(|field| field.text() == text);
    wait_within(e2e::PATIENCE, there)
        .unwrap_or_else(|| panic!("the box holds {:?}", palette.look(Role::ComboBox, BOX).map(|field| field.text())));
}

/// Letters that go to whatever has the keyboard find the app, and Enter opens it: once, and the palette is gone.
fn opens(journey: &Journey, portico: &Portico<'_>, letters: &str, name: &str) {
    let (palette, before) = (portico.palette(), journey.opened().len());
    portico.type_text(letters);
    palette.wait_focused(Role::ListItem, name);
    portico.keys(&["Return"]);
    palette.wait_closed();
    wait_within(e2e::PATIENCE, || (journey.opened().len() > before).then_some(())).expect("the app is opened");
    let opened = journey.opened().split_off(before);
    assert!(opened.len() == 1 && opened[0].last().is_some_and(|url| url.contains("/run?appkey=")), "{opened:?}");
}

#[test]
fn palette_opens_app_once_by_letters_and_enter() {
    let journey = Journey::new("palette");
    let portico = journey.start_signed_in();
    let main = portico.main();
    let _elsewhere = journey.desktop.another_window();
    wait_within(e2e::PATIENCE, || (!main.is_active()).then_some(())).expect("the person is elsewhere");
    // Each another app: the same one again within a second would be the same click.
    for (letters, name) in [("jir", "Jira Software"), ("slac", "Slack"), ("confl", "Confluence")] {
        call(&journey);
        is_ready(&portico);
        opens(&journey, &portico, letters, name);
        assert!(!main.is_active(), "the main window stays where it was");
    }
    // Called while it is there: it stays, and is one window.
    call(&journey);
    is_ready(&portico);
    call(&journey);
    is_ready(&portico);
    assert_eq!(portico.titles().len(), 2, "{:?}", portico.titles());
    assert_eq!(journey.opened().len(), 3);
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

#[test]
fn palette_closes_on_escape_and_focus_loss() {
    let journey = Journey::new("palette_gone");
    let portico = journey.start_signed_in();
    let palette = portico.palette();
    call(&journey);
    is_ready(&portico);
    portico.type_text("jir");
    palette.wait_focused(Role::ListItem, "Jira Software");
    portico.keys(&["Escape"]);
    wait_text(&palette, "");
    assert!(palette.is_open(), "the first Escape takes the words");
    portico.keys(&["Escape"]);
    palette.wait_closed();

    call(&journey);
    is_ready(&portico);
    portico.type_text("sla");
    palette.wait_focused(Role::ListItem, "Slack");
    let elsewhere = journey.desktop.another_window();
    palette.wait_closed();
    drop(elsewhere);
    // What was typed then is not there now.
    call(&journey);
    is_ready(&portico);

    // What it does not find is looked for in the main window.
    portico.type_text("nothing like it");
    palette.wait_for_text("No apps match");
    portico.keys(&["Return"]);
    palette.wait_closed();
    let main = portico.main();
    wait_within(e2e::PATIENCE, || main.is_active().then_some(())).expect("the main window comes");
    let asked = || main.look(Role::ComboBox, BOX).filter(|field| field.text() == "nothing like it");
    wait_within(e2e::PATIENCE, asked).expect("the words are there");
    assert!(journey.opened().is_empty(), "{:?}", journey.opened());
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

#[test]
fn palette_command_raises_main_window_if_signed_out_or_locked() {
    let journey = Journey::new("palette_closed");
    journey.set_up();
    journey.desktop.keyring().start();
    let portico = journey.portico();
    let main = portico.main();
    let raises = || {
        let _elsewhere = journey.desktop.another_window();
        wait_within(e2e::PATIENCE, || (!main.is_active()).then_some(())).expect("the person is elsewhere");
        let watch = Watch::start(&journey.desktop);
        call(&journey);
        wait_within(e2e::PATIENCE, || main.is_active().then_some(())).expect("the main window comes");
        assert_eq!(watch.shown(), 0, "no palette, not for a moment");
        assert!(!portico.palette().is_open());
    };
    main.find(Role::Heading, "Sign in to Acme");
    raises();
    journey.sign_in(&portico, "user@acme.test");
    main.wait_for_text("updated");
    call(&journey);
    is_ready(&portico);
    portico.keys(&["Escape"]);
    portico.palette().wait_closed();
    main.focus(Role::ComboBox, BOX);
    main.keys(&["ctrl+l"]);
    main.find(Role::Heading, "Portico is locked");
    // The page of the palette is there from before, and stays out of sight.
    raises();
    main.find(Role::Heading, "Portico is locked");
}

#[test]
fn palette_command_starts_portico_with_focused_search() {
    let journey = Journey::new("palette_starts");
    let portico = journey.start_signed_in();
    journey.desktop.keyring().wait_for_secret_count(1);
    portico.quit();
    let portico = Portico::start_with(&journey.desktop, &["--palette"]);
    let main = portico.main();
    main.wait_for_text("updated");
    main.wait_focused(Role::ComboBox, BOX);
    portico.type_text("jir");
    main.wait_focused(Role::ListItem, "Jira Software");
    assert!(!portico.palette().is_open());
}

/// The key is ours a moment after the start, so it is pressed until it works.
fn press_key(portico: &Portico<'_>, keys: &Keys, key: u32) {
    let palette = portico.palette();
    let shown = wait_within(e2e::PATIENCE, || {
        keys.press_with_modifiers(&[Keys::CONTROL, Keys::ALT], key);
        wait_within(Duration::from_secs(2), || palette.is_open().then_some(()))
    });
    shown.expect("the key brings the palette");
}

#[test]
fn global_shortcut_opens_palette_from_other_program() {
    let journey = Journey::new("palette_key");
    journey.set_up().choose(&format!("palette_shortcut = \"{KEY}\""));
    let portico = journey.start_signed_in();
    let _elsewhere = journey.desktop.another_window();
    wait_within(e2e::PATIENCE, || (!portico.main().is_active()).then_some(())).expect("the person is elsewhere");
    let keys = Keys::of(&journey.desktop);
    for (letters, name) in [("jir", "Jira Software"), ("slac", "Slack")] {
        press_key(&portico, &keys, Keys::SPACE);
        is_ready(&portico);
        opens(&journey, &portico, letters, name);
    }
    // Put away by Escape, it comes at the next press, however soon that is.
    press_key(&portico, &keys, Keys::SPACE);
    is_ready(&portico);
    portico.keys(&["Escape"]);
    portico.palette().wait_closed();
    keys.press_with_modifiers(&[Keys::CONTROL, Keys::ALT], Keys::SPACE);
    is_ready(&portico);
    portico.keys(&["Escape"]);
    portico.palette().wait_closed();
    portico.main().keys(&["ctrl+comma"]);
    portico.main().wait_for_text("It works in every program.");
    // Given back with the last one who wants it.
    portico.quit();
    keys.take(Keys::SPACE);
}

#[test]
fn taken_global_shortcut_is_reported_and_can_be_changed() {
    let journey = Journey::new("palette_key_taken");
    journey.set_up().choose(&format!("palette_shortcut = \"{KEY}\""));
    let other = Keys::of(&journey.desktop);
    other.take(Keys::SPACE);
    let portico = journey.start_signed_in();
    let main = portico.main();
    main.keys(&["ctrl+comma"]);
    main.find(Role::Dialog, "Settings");
    main.wait_for_text("Another program has this key.");
    main.press("Set a key…");
    main.wait_for_text("Press the keys now…");
    // What people type is not taken for one.
    main.keys(&["shift+p"]);
    main.wait_for_text("Hold Ctrl, Alt or Super as well");
    main.keys(&["ctrl+alt+p"]);
    main.wait_for_text("It works in every program.");
    assert!(journey.homes().settings().contains("palette_shortcut = \"Ctrl+Alt+P\""), "{}", journey.homes().settings());
    main.keys(&["Escape"]);
    main.wait_gone(Role::Dialog, "Settings");
    press_key(&portico, &other, u32::from(b'p'));
    is_ready(&portico);
}
