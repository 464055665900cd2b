//! The bar of an app window, by keyboard and with a screen reader.

use e2e::{Journey, Role, State, WebServer, wait_within};

const APP: &str = "Jira Software";

/// A page of the app: words to find, and a link to another server.
fn page(link_url: &str) -> String {
    format!(
        "<!doctype html><title>Not the bar's</title><h1>First page</h1><p>apple pear apple plum apple</p>
<a href=\"{link_url}\">Onwards</a>"
    )
}

#[test]
fn app_bar_shows_host_and_offers_browser_controls() {
    let journey = Journey::new("app_bar");
    journey.use_app_windows();
    let other_site = WebServer::start(&[("/", "<!doctype html><title>Slack</title><h1>Second page</h1>")]);
    let host = other_site.address().replace("127.0.0.1", "localhost");
    journey.tenant.serve_page("^/run$", &page(&format!("http://{host}/")));
    let portico = journey.start_signed_in();
    let before = portico.web_processes();
    let window = journey.open_app_window(&portico, APP);
    window.find(Role::Heading, "First page");
    window.find(Role::Label, &format!("Not encrypted: {}", journey.tenant.address()));
    for name in ["Back", "Reload", "Open in my browser", "Find in page", "Zoom out", "Zoom in", "Print"] {
        window.find(Role::Button, name);
    }
    assert!(!window.find(Role::Button, "Back").has_state(State::Sensitive), "there is nothing to go back to");

    // Find.
    window.press_keys(&["ctrl+f"]);
    window.wait_focused(Role::Entry, "Find in page");
    window.type_text("apple");
    // The icons in the field have words as names, not the names of GTK's icon files.
    window.wait_for_text("Clear search");
    assert!(!window.texts().iter().any(|word| word.contains("symbolic")), "{:?}", window.texts());
    let wait_for_find_result = |text: &str| {
        let field = || window.query(Role::Entry, "Find in page").filter(|field| field.description() == text);
        wait_within(e2e::TIMEOUT, field).unwrap_or_else(|| panic!("the field never said “{text}”"));
    };
    wait_for_find_result("Found: 3");
    window.press("Next");
    window.press("Previous");
    window.type_text("x");
    wait_for_find_result("Not found");
    window.press_keys(&["Escape"]);
    window.wait_state(Role::Entry, "Find in page", State::Showing, false);

    // Zoom.
    window.press_keys(&["ctrl+plus", "ctrl+plus"]);
    window.find(Role::Button, "Actual size, 125%");
    window.press("Zoom out");
    window.find(Role::Button, "Actual size, 110%");
    window.press_keys(&["ctrl+0"]);
    window.find(Role::Button, "Actual size, 100%");

    // Follow the link and go back: the bar shows the page's host, and the page cannot set the window's title.
    window.press_role(Role::Link, "Onwards");
    window.find(Role::Heading, "Second page");
    window.find(Role::Label, &format!("Not encrypted: {host}"));
    assert_eq!(window.title(), Some(format!("Jira Software – {host}")));
    let requests_before = other_site.requested_paths().len();
    window.press_keys(&["F5"]);
    wait_within(e2e::TIMEOUT, || (other_site.requested_paths().len() > requests_before).then_some(()))
        .expect("the page is asked for again");
    window.wait_state(Role::Button, "Back", State::Sensitive, true);
    window.press_keys(&["alt+Left"]);
    window.find(Role::Heading, "First page");
    window.find(Role::Label, &format!("Not encrypted: {}", journey.tenant.address()));

    // An open window changes its language together with Portico.
    let main = portico.main_window();
    main.press_keys(&["ctrl+comma"]);
    main.press_role(Role::Radio, "Deutsch");
    window.find(Role::Button, "Neu laden");
    window.find(Role::Button, "Originalgröße, 100%");
    window.find(Role::Label, &format!("Nicht verschlüsselt: {}", journey.tenant.address()));
    assert!(window.query(Role::Button, "Reload").is_none(), "{:?}", window.texts());
    window.press_keys(&["ctrl+f"]);
    window.wait_state(Role::Entry, "Auf der Seite suchen", State::Showing, true);
    window.press_keys(&["Escape"]);
    main.press_role(Role::Radio, "English");
    window.find(Role::Button, "Reload");

    // The browser gets the app's address, and the window stays.
    window.press("Open in my browser");
    let opened = journey.wait_for_browser_calls();
    assert!(opened[0].last().is_some_and(|url| url.contains("/run?appkey=")), "{opened:?}");
    assert!(window.is_open());

    window.press_keys(&["ctrl+w"]);
    window.wait_closed();
    let process_ended = || (portico.web_processes().len() <= before.len()).then_some(());
    wait_within(e2e::TIMEOUT, process_ended).expect("its process is gone");
    assert_eq!(portico.window_titles(), ["Portico"]);
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}
