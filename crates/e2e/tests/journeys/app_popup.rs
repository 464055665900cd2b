//! Windows that an app's pages open: they can message their opener, obey the same rules, and close with it.

use e2e::{Journey, Role, WebServer, wait_within};

const APP: &str = "Jira Software";

/// A page of another host, which sends a message to its opener.
const PROVIDER: &str = "<!doctype html><title>Bank</title><h1>Provider</h1>
<button onclick=\"opener.postMessage('signed in', '*'); window.close()\">That is me</button>";

/// The ways in which apps open windows. Each has a button, since nothing opens without a click.
fn page(provider: &str) -> String {
    format!(
        "<!doctype html><title>App</title><h1 id=\"said\">Nothing said</h1>
<script>addEventListener('message', (event) => {{ said.textContent = 'Heard: ' + event.data; }});</script>
<button onclick=\"window.open('{provider}/a')\">By script</button>
<button onclick=\"const empty = window.open('', 'later'); setTimeout(() => {{ empty.location = '{provider}/b'; }}, 50)\">Empty first</button>
<form action=\"{provider}/c\" target=\"_blank\"><button>By form</button></form>
<a href=\"{provider}/d\" target=\"_blank\" rel=\"opener\">By link</a>
<button onclick=\"for (let i = 0; i < 20; i++) window.open('{provider}/many' + i, '_blank')\">Many</button>
<button onclick=\"window.open('file:///etc/passwd'); window.open('http://provider.test/'); window.open('tauri://localhost/'); said.textContent = 'Tried'\">Elsewhere</button>
<script>window.open('{provider}/unasked')</script>"
    )
}

#[test]
fn popup_messages_opener_and_closes_with_it() {
    let journey = Journey::new("app_popup");
    journey.use_app_windows();
    let provider = WebServer::start(&[("/", PROVIDER)]);
    let host = provider.address().replace("127.0.0.1", "localhost");
    journey.tenant.serve_page("^/run$", &page(&format!("http://{host}")));
    let portico = journey.start_signed_in();
    let (first, second) = (format!("{APP} – {}", journey.tenant.address()), format!("{APP} – {host}"));
    journey.open_app_window(&portico, APP);
    let (window, popup) = (portico.app_window(&first), portico.app_window(&second));
    window.find(Role::Heading, "Nothing said");

    for (role, trigger) in
        [(Role::Button, "By script"), (Role::Button, "Empty first"), (Role::Button, "By form"), (Role::Link, "By link")]
    {
        window.press_role(role, trigger);
        popup.find(Role::Heading, "Provider");
        popup.find(Role::Label, &format!("Not encrypted: {host}"));
        assert!(popup.query(Role::Button, "Open in my browser").is_none(), "it is no app of its own");
        if trigger == "By form" {
            // A form's window has no opener, as in browsers.
            popup.press_keys(&["ctrl+w"]);
        } else {
            popup.press("That is me");
            window.find(Role::Heading, "Heard: signed in");
        }
        popup.wait_closed();
        window.press("Reload");
        window.find(Role::Heading, "Nothing said");
    }
    assert!(!provider.requested_paths().iter().any(|path| path == "/unasked"), "nothing opens without a click");

    window.press("Elsewhere");
    window.find(Role::Heading, "Tried");
    assert_eq!(portico.window_titles().len(), 2, "{:?}", portico.window_titles());

    window.press("Many");
    popup.find(Role::Heading, "Provider");
    // Each opened window has loaded its page.
    let opened_count = || provider.requested_paths().iter().filter(|path| path.starts_with("/many")).count();
    wait_within(e2e::TIMEOUT, || (opened_count() + 2 == portico.window_titles().len()).then_some(()))
        .expect("as many as were asked for");
    assert!((1..=5).contains(&opened_count()), "{}", opened_count());

    window.press_keys(&["ctrl+w"]);
    wait_within(e2e::TIMEOUT, || (portico.window_titles() == ["Portico"]).then_some(()))
        .expect("all go with the first");
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}
