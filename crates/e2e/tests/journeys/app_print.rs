//! Printing from an app window, through the toolkit's dialog. The dialog holds the keyboard of all windows, so it opens
//! when the user wants it, and once.

use std::fs;

use e2e::{Assignments, Journey, Node, Portico, Role, State, Window, wait_within};

const APP: &str = "Jira Software";
const PAGE: &str = "<!doctype html><title>App</title><h1>The app</h1><p>Words on paper</p>";

fn journey_with_page(name: &str, page: &str) -> Journey {
    let journey = Journey::new(name);
    journey.use_app_windows();
    journey.tenant.serve_page("^/run$", page);
    journey
}

fn open_app<'a>(journey: &'a Journey, portico: &Portico<'a>) -> Window<'a> {
    let window = journey.open_app_window(portico, APP);
    window.find(Role::Heading, "The app");
    window
}

fn print_dialog(portico: &Portico<'_>) -> Node {
    let with_buttons = || portico.toolkit_dialog("Print").filter(|dialog| dialog_button(dialog, "Cancel").is_some());
    wait_within(e2e::TIMEOUT, with_buttons).expect("the print dialog")
}

fn dialog_button(dialog: &Node, name: &str) -> Option<Node> {
    dialog.find(&mut |node| node.role() == Role::Button && node.name() == name)
}

fn cancel_dialog(portico: &Portico<'_>) {
    assert!(dialog_button(&print_dialog(portico), "Cancel").is_some_and(|button| button.press()));
    wait_for_dialog_closed(portico);
}

fn wait_for_dialog_closed(portico: &Portico<'_>) {
    wait_within(e2e::TIMEOUT, || portico.toolkit_dialog("Print").is_none().then_some(())).expect("the dialog goes");
}

/// Asserts that the main window takes keys and shows a new app.
fn assert_main_window_responds(journey: &Journey, portico: &Portico<'_>, new_app: &str) {
    journey.assign_apps("user@acme.test", &Assignments::in_category("Work", &[APP, new_app]));
    let main = portico.main_window();
    main.press_keys(&["Escape"]);
    journey.refresh(portico);
    main.find(Role::Button, new_app);
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

#[test]
fn print_button_and_shortcut_show_one_cancelable_dialog() {
    let journey = journey_with_page("app_print", PAGE);
    let portico = journey.start_signed_in();
    let window = open_app(&journey, &portico);
    window.press_keys(&["ctrl+p"]);
    cancel_dialog(&portico);
    assert_main_window_responds(&journey, &portico, "After the key");
    // Pressed through the accessibility bus. Two presses open one dialog.
    let print = window.find(Role::Button, "Print");
    assert!(print.press() && print.press());
    cancel_dialog(&portico);
    assert_main_window_responds(&journey, &portico, "After the button");
    window.press_keys(&["ctrl+p"]);
    print_dialog(&portico);
    portico.press_keys(&["Escape"]);
    wait_for_dialog_closed(&portico);
    window.press_keys(&["ctrl+w"]);
    window.wait_closed();
}

#[test]
fn page_prints_to_file() {
    let journey = journey_with_page("app_print_file", PAGE);
    let portico = journey.start_signed_in();
    let window = open_app(&journey, &portico);
    window.press_keys(&["ctrl+p"]);
    let dialog = print_dialog(&portico);
    let find = |wanted: &dyn Fn(&Node) -> bool| wait_within(e2e::TIMEOUT, || dialog.find(&mut |node| wanted(node)));
    let printers = find(&|node| node.children().iter().any(|cell| cell.name() == "Print to File"));
    let printers = printers.expect("a printer that needs none");
    // GTK's dialog fills its list in idle callbacks, and each may drop the selection. Portico has no part in this list, so
    // choosing again cannot hide a fault of it.
    let chosen = wait_within(e2e::TIMEOUT, || {
        printers.grab_focus();
        portico.press_keys(&["Home"]);
        dialog_button(&dialog, "Print").filter(|button| button.has_state(State::Sensitive))
    });
    assert!(chosen.expect("the printer is chosen").press());
    wait_for_dialog_closed(&portico);
    let home = journey.dirs().path().join("home");
    let printed = || fs::read(home.join("output.pdf")).ok().filter(|file| file.trim_ascii_end().ends_with(b"%%EOF"));
    let printed = wait_within(e2e::TIMEOUT, printed).expect("a file");
    assert!(printed.starts_with(b"%PDF-"), "{} bytes", printed.len());
    assert_main_window_responds(&journey, &portico, "After the print");
}

/// A page that prints by itself, and has a button for it.
const PAGE_THAT_PRINTS: &str = "<!doctype html><title>App</title><h1>The app</h1><script>
addEventListener('load', () => setTimeout(() => { print(); document.body.append('Asked once'); }))</script>
<button onclick=\"print(); this.textContent = 'Print it again'\">Print it</button>";

#[test]
fn page_prints_once_and_again_after_user_activation() {
    let journey = journey_with_page("app_print_page", PAGE_THAT_PRINTS);
    let portico = journey.start_signed_in();
    let window = journey.open_app_window(&portico, APP);
    cancel_dialog(&portico);
    window.wait_for_text("Asked once");
    for name in ["Print it", "Print it again"] {
        window.focus(Role::Button, name);
        window.press_keys(&["space"]);
        cancel_dialog(&portico);
        window.find(Role::Button, "Print it again");
    }
    assert_main_window_responds(&journey, &portico, "After the page");
}

const LOGIN_THAT_PRINTS: &str = "<!doctype html><title>Sign in</title><h1>Sign in here</h1><script>
addEventListener('load', () => setTimeout(() => { print(); document.body.append('Asked once'); }))</script>
<button onclick=\"print(); this.textContent = 'Asked again'\">Print it</button>";

#[test]
fn login_page_cannot_open_print_dialog() {
    let journey = Journey::new("app_print_login");
    journey.configure();
    journey.tenant.serve_page("^/login$", LOGIN_THAT_PRINTS);
    let portico = journey.start();
    portico.main_window().press("Sign in");
    let page = portico.sign_in_window();
    page.wait_for_text("Asked once");
    page.focus(Role::Button, "Print it");
    page.press_keys(&["space"]);
    // The page continues after each `print()`, so no dialog was open.
    page.find(Role::Button, "Asked again");
    assert!(portico.toolkit_dialog("Print").is_none());
    portico.main_window().find(Role::Button, "Cancel");
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}
