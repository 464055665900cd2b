//! Printing from an app window, through the toolkit's own dialog. It holds the keyboard of all windows, so it
//! comes when a person wants it, and once.

use std::fs;

use e2e::{Assignments, Journey, Node, Portico, Role, State, Window, wait_within};

const APP: &str = "Jira Software";
const PAGE: &str = "<!doctype html><title>App</title><h1>The app</h1><p>Words on paper</p>";

fn stage(name: &str, page: &str) -> Journey {
    let journey = Journey::new(name);
    journey.use_app_windows();
    journey.tenant.page("^/run$", page);
    journey
}

fn open<'a>(journey: &'a Journey, portico: &Portico<'a>) -> Window<'a> {
    let window = journey.open_app_window(portico, APP);
    window.find(Role::Heading, "The app");
    window
}

fn dialog(portico: &Portico<'_>) -> Node {
    let with_buttons = || portico.dialog("Print").filter(|dialog| button(dialog, "Cancel").is_some());
    wait_within(e2e::PATIENCE, with_buttons).expect("the print dialog")
}

fn button(dialog: &Node, name: &str) -> Option<Node> {
    dialog.find(&mut |node| node.role() == Role::Button && node.name() == name)
}

fn cancel(portico: &Portico<'_>) {
    assert!(button(&dialog(portico), "Cancel").is_some_and(|button| button.press()));
    wait_gone(portico);
}

fn wait_gone(portico: &Portico<'_>) {
    wait_within(e2e::PATIENCE, || portico.dialog("Print").is_none().then_some(())).expect("the dialog goes");
}

/// The main window takes keys and shows what is new.
fn main_is_alive(journey: &Journey, portico: &Portico<'_>, news: &str) {
    journey.assign("user@acme.test", &Assignments::of("Work", &[APP, news]));
    let main = portico.main();
    main.keys(&["Escape"]);
    journey.refresh(portico);
    main.find(Role::Button, news);
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

#[test]
fn print_button_and_shortcut_show_one_cancelable_dialog() {
    let journey = stage("app_print", PAGE);
    let portico = journey.start_signed_in();
    let window = open(&journey, &portico);
    window.keys(&["ctrl+p"]);
    cancel(&portico);
    main_is_alive(&journey, &portico, "After the key");
    // As a screen reader presses it, which has to read the dialog then. Twice is once.
    let print = window.find(Role::Button, "Print");
    assert!(print.press() && print.press());
    cancel(&portico);
    main_is_alive(&journey, &portico, "After the button");
    window.keys(&["ctrl+p"]);
    dialog(&portico);
    portico.keys(&["Escape"]);
    wait_gone(&portico);
    window.keys(&["ctrl+w"]);
    window.wait_closed();
}

#[test]
fn page_prints_to_file() {
    let journey = stage("app_print_file", PAGE);
    let portico = journey.start_signed_in();
    let window = open(&journey, &portico);
    window.keys(&["ctrl+p"]);
    let dialog = dialog(&portico);
    let find = |wanted: &dyn Fn(&Node) -> bool| wait_within(e2e::PATIENCE, || dialog.find(&mut |node| wanted(node)));
    let printers = find(&|node| node.children().iter().any(|cell| cell.name() == "Print to File"));
    let printers = printers.expect("a printer that needs none");
    let chosen = wait_within(e2e::PATIENCE, || {
        printers.grab_focus();
        portico.keys(&["Home"]);
        button(&dialog, "Print").filter(|button| button.is(State::Sensitive))
    });
    assert!(chosen.expect("the printer is chosen").press());
    wait_gone(&portico);
    let home = journey.homes().path().join("home");
    let printed = || fs::read(home.join("output.pdf")).ok().filter(|file| file.trim_ascii_end().ends_with(b"%%EOF"));
    let printed = wait_within(e2e::PATIENCE, printed).expect("a file");
    assert!(printed.starts_with(b"%PDF-"), "{} bytes", printed.len());
    main_is_alive(&journey, &portico, "After the print");
}

/// A page that wishes to be printed by itself, and has a button for it.
const ONCE: &str = "<!doctype html><title>App</title><h1>The app</h1><script>
addEventListener('load', () => setTimeout(() => { print(); document.body.append('RequestLog once'); }))</script>
<button onclick=\"print(); this.textContent = 'Print it again'\">Print it</button>";

#[test]
fn page_prints_once_and_again_after_user_activation() {
    let journey = stage("app_print_page", ONCE);
    let portico = journey.start_signed_in();
    let window = journey.open_app_window(&portico, APP);
    cancel(&portico);
    window.wait_for_text("RequestLog once");
    for name in ["Print it", "Print it again"] {
        window.focus(Role::Button, name);
        window.keys(&["space"]);
        cancel(&portico);
        window.find(Role::Button, "Print it again");
    }
    main_is_alive(&journey, &portico, "After the page");
}

const LOGIN: &str = "<!doctype html><title>Sign in</title><h1>Sign in here</h1><script>
addEventListener('load', () => setTimeout(() => { print(); document.body.append('RequestLog once'); }))</script>
<button onclick=\"print(); this.textContent = 'RequestLog again'\">Print it</button>";

#[test]
fn login_page_cannot_open_print_dialog() {
    let journey = Journey::new("app_print_login");
    journey.set_up();
    journey.tenant.page("^/login$", LOGIN);
    let portico = journey.portico();
    portico.main().press("Sign in");
    let page = portico.sign_in();
    page.wait_for_text("RequestLog once");
    page.focus(Role::Button, "Print it");
    page.keys(&["space"]);
    // The page goes on after each, so that no dialog was there.
    page.find(Role::Button, "RequestLog again");
    assert!(portico.dialog("Print").is_none());
    portico.main().find(Role::Button, "Cancel");
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}
