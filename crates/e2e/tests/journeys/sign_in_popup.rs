//! Login pages that open another window, as those of identity providers do: the popup is a window like the first, or
//! Portico says why there is none.

use e2e::{Journey, Role, WebServer, wait_within};

/// The identity provider's page: it sends a message to its opener and closes.
const PROVIDER: &str = "<!doctype html><title>Provider</title><h1>Company provider</h1>
<button onclick=\"opener.postMessage('signed in', '*'); window.close()\">That is me</button>";

fn login_page(provider: &str) -> String {
    format!(
        "<!doctype html><title>Sign in</title><h1>Sign in with a provider</h1>
<button onclick=\"window.open('{provider}')\">Company account</button>
<script>addEventListener('message', () => location.reload())</script>"
    )
}

#[test]
fn provider_popup_closes_and_sign_in_continues() {
    let journey = Journey::new("sign_in_popup");
    journey.configure();
    let provider = WebServer::start(&[("/", PROVIDER)]);
    let portico = journey.start();
    let main = portico.main_window();
    journey.tenant.serve_page("^/login$", &login_page(&format!("http://{}/authorize", provider.address())));
    main.press("Sign in");
    let page = portico.popup_window(journey.tenant.address());
    page.find(Role::Heading, "Sign in with a provider");
    page.press("Company account");
    let popup = portico.popup_window(provider.address());
    popup.find(Role::Heading, "Company provider");
    assert!(page.is_open(), "the first one stays: {:?}", portico.window_titles());
    // The popup sends its message and closes, and the tenant's own page continues.
    journey.tenant.clear_faults();
    popup.press("That is me");
    popup.wait_closed();
    journey.enter_credentials(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");
    assert!(provider.requested_paths().iter().any(|path| path == "/authorize"), "{:?}", provider.requested_paths());
    assert_eq!(portico.window_titles(), ["Portico"], "no window is left");
}

#[test]
fn blocked_popup_is_reported_and_browser_continues() {
    let journey = Journey::new("sign_in_popup_blocked");
    journey.configure();
    let portico = journey.start();
    let (main, page) = (portico.main_window(), portico.sign_in_window());
    journey.tenant.serve_page("^/login$", &login_page("http://provider.test/authorize"));
    main.press("Sign in");
    page.find(Role::Heading, "Sign in with a provider");
    page.press("Company account");
    main.wait_for_text("E-AUTH-POPUP");
    page.wait_for_text("wants to open another window");
    assert_eq!(portico.window_titles().len(), 2, "{:?}", portico.window_titles());
    page.find(Role::Heading, "Sign in with a provider");
    journey.tenant.clear_faults();
    page.press("Continue in your browser");
    journey.complete_browser_sign_in(&portico, 0, "user@acme.test");
    main.find(Role::Button, "Slack");
}

#[test]
fn cancel_closes_all_sign_in_windows() {
    let journey = Journey::new("sign_in_popup_cancel");
    journey.configure();
    let provider = WebServer::start(&[("/", PROVIDER)]);
    let portico = journey.start();
    let main = portico.main_window();
    journey.tenant.serve_page("^/login$", &login_page(&format!("http://{}/", provider.address())));
    main.press("Sign in");
    let page = portico.popup_window(journey.tenant.address());
    page.find(Role::Heading, "Sign in with a provider");
    page.press("Company account");
    portico.popup_window(provider.address()).find(Role::Heading, "Company provider");
    main.press("Cancel");
    main.find(Role::Button, "Sign in");
    page.wait_closed();
    portico.popup_window(provider.address()).wait_closed();
    assert_eq!(portico.window_titles(), ["Portico"]);
}

#[test]
fn blank_popup_navigated_later_can_complete_sign_in() {
    let journey = Journey::new("sign_in_popup_blank");
    journey.configure();
    let provider = WebServer::start(&[("/", PROVIDER)]);
    let page = format!(
        "<!doctype html><title>Sign in</title><h1 id=\"said\">Sign in with a provider</h1>
<script>function later(where) {{ const empty = window.open('', 'later'); setTimeout(() => {{ empty.location = where; }}, 50); }}
addEventListener('message', () => {{ said.textContent = 'Heard'; }});</script>
<button onclick=\"later('http://{}/')\">Company account</button>
<button onclick=\"later('http://provider.test/'); later('file:///etc/passwd'); later('tauri://localhost/'); said.textContent = 'Tried'\">Elsewhere</button>
<button onclick=\"later(decodeURIComponent(location.search.slice(1)))\">Back</button>",
        provider.address()
    );
    let broker = WebServer::start(&[("/", &page)]);
    let portico = journey.start();
    let main = portico.main_window();
    let redirect_page =
        format!("<script>location = 'http://{}/?' + encodeURIComponent(location.href)</script>", broker.address());
    journey.tenant.serve_page("^/login$", &redirect_page);
    main.press("Sign in");
    let first = portico.popup_window(broker.address());
    first.press("Company account");
    let popup = portico.popup_window(provider.address());
    popup.press("That is me");
    first.find(Role::Heading, "Heard");
    popup.wait_closed();
    // The popup obeys the rules of the first window.
    first.press("Elsewhere");
    first.find(Role::Heading, "Tried");
    // The redirect completes the sign-in in whichever window it arrives.
    journey.tenant.clear_faults();
    first.press("Back");
    let popup = portico.popup_window(journey.tenant.address());
    popup.fill(Role::Entry, "User name", "user@acme.test");
    popup.press_keys(&["Return"]);
    popup.fill(Role::Password, "Password", "portico");
    assert!(
        portico.window_titles().iter().all(|title| !title.contains("provider.test")),
        "{:?}",
        portico.window_titles()
    );
    popup.press_keys(&["Return"]);
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");
    assert_eq!(portico.window_titles(), ["Portico"], "no window is left");
    assert_eq!(journey.tenant.request_count("/sysinfo/dummy"), 0, "the answer is not asked for");
}

#[test]
fn page_cannot_write_into_window_titled_with_other_host() {
    let journey = Journey::new("sign_in_popup_title");
    journey.configure();
    let tenant = format!("http://{}", journey.tenant.address());
    let page = format!(
        "<!doctype html><h1 id=\"said\">Hostile</h1>
<script>const fill = (it) => it.document.write('<h1>Fake</h1>');</script>
<button onclick=\"fill(window.open('about:blank', 'a'))\">Blank</button>
<button onclick=\"window.open('', 'a').close()\">Away</button>
<button onclick=\"const it = window.open('{tenant}/assets/none', 'b'); setTimeout(() => {{ it.location = 'about:blank';
 setTimeout(() => fill(it), 1000); }}, 3000)\">Emptied</button>
<button onclick=\"(document.documentElement.requestFullscreen?.() ?? Promise.reject()).then(() => {{ said.textContent = 'Full'; }}, () => {{ said.textContent = 'Refused'; }})\">Fill</button>"
    );
    let hostile = WebServer::start(&[("/", &page)]);
    let portico = journey.start();
    journey.tenant.serve_page("^/login$", &format!("<script>location = 'http://{}/'</script>", hostile.address()));
    portico.main_window().press("Sign in");
    let window = portico.popup_window(hostile.address());
    window.find(Role::Heading, "Hostile");
    for button in ["Blank", "Emptied"] {
        window.press(button);
        let fake_title = || portico.window_titles_containing(Role::Heading, "Fake").into_iter().next();
        let title =
            wait_within(e2e::TIMEOUT, fake_title).unwrap_or_else(|| panic!("{button}: {:?}", portico.window_titles()));
        assert!(!title.contains(journey.tenant.address()), "{button}: {title}");
        if button == "Blank" {
            window.press("Away");
            wait_within(e2e::TIMEOUT, || fake_title().is_none().then_some(())).expect("gone");
        }
    }
    // Nor can the page hide its own host by going full screen.
    window.press("Fill");
    window.find(Role::Heading, "Refused");
}
