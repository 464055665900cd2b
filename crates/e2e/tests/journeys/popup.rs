//! Login pages that open another window, as identity providers' do: it is a window like the first, or
//! the person hears why there is none.

use e2e::{Journey, Role, Site};

/// The identity provider: says who it is, and goes.
const PROVIDER: &str = "<!doctype html><title>Provider</title><h1>Company provider</h1>
<button onclick=\"opener.postMessage('signed in', '*'); window.close()\">That is me</button>";

fn login(provider: &str) -> String {
    format!(
        "<!doctype html><title>Sign in</title><h1>Sign in with a provider</h1>
<button onclick=\"window.open('{provider}')\">Company account</button>
<script>addEventListener('message', () => location.reload())</script>"
    )
}

#[test]
fn a_providers_window_opens_and_goes_and_the_sign_in_goes_on() {
    let journey = Journey::new("popup");
    journey.set_up();
    let provider = Site::start(&[("/", PROVIDER)]);
    let portico = journey.portico();
    let main = portico.main();
    journey.tenant.page("^/login$", &login(&format!("http://{}/authorize", provider.address())));
    main.press("Sign in");
    let page = portico.popup(journey.tenant.address());
    page.find(Role::Heading, "Sign in with a provider");
    page.press("Company account");
    let popup = portico.popup(provider.address());
    popup.find(Role::Heading, "Company provider");
    assert!(page.is_open(), "the first one stays: {:?}", portico.titles());
    // What its page says ends there, and the tenant's own page goes on.
    journey.tenant.clear_faults();
    popup.press("That is me");
    popup.wait_closed();
    journey.give_password(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");
    assert!(provider.asked().iter().any(|path| path == "/authorize"), "{:?}", provider.asked());
    assert_eq!(portico.titles(), ["Portico"], "no window is left");
}

#[test]
fn a_window_that_may_not_open_is_said_and_the_browser_opens_it() {
    let journey = Journey::new("popup_refused");
    journey.set_up();
    let portico = journey.portico();
    let (main, page) = (portico.main(), portico.sign_in());
    journey.tenant.page("^/login$", &login("http://provider.test/authorize"));
    main.press("Sign in");
    page.find(Role::Heading, "Sign in with a provider");
    page.press("Company account");
    main.wait_says("E-AUTH-POPUP");
    page.wait_says("wants to open another window");
    assert_eq!(portico.titles().len(), 2, "{:?}", portico.titles());
    page.find(Role::Heading, "Sign in with a provider");
    journey.tenant.clear_faults();
    page.press("Continue in your browser");
    journey.sign_in_by_browser(&portico, 0, "user@acme.test");
    main.find(Role::Button, "Slack");
}

#[test]
fn cancel_takes_all_its_windows_along() {
    let journey = Journey::new("popup_cancel");
    journey.set_up();
    let provider = Site::start(&[("/", PROVIDER)]);
    let portico = journey.portico();
    let main = portico.main();
    journey.tenant.page("^/login$", &login(&format!("http://{}/", provider.address())));
    main.press("Sign in");
    let page = portico.popup(journey.tenant.address());
    page.find(Role::Heading, "Sign in with a provider");
    page.press("Company account");
    portico.popup(provider.address()).find(Role::Heading, "Company provider");
    main.press("Cancel");
    main.find(Role::Button, "Sign in");
    page.wait_closed();
    portico.popup(provider.address()).wait_closed();
    assert_eq!(portico.titles(), ["Portico"]);
}
