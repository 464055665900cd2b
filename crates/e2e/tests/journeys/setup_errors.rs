//! Tenants where sign-in fails, each for its own reason: Portico gives the reason with its code, and offers what to do.

use e2e::{Journey, OfflineServer, Portico, Role, Tenant, WebServer, wait_within};

/// The redirects as the administrator should set them up.
const REDIRECTS: &str = "redirects = [\"{url}/sysinfo/dummy\", \"http://127.0.0.1:47631/{host}\"]";
const SCOPE: &str = "[[app.scope]]\nname = \"UPData\"\nrest = [\".*\"]";

fn app_config(id: &str, lines: &str, scope: &str) -> String {
    format!("[[app]]\nid = \"{id}\"\n{lines}\n{scope}\n")
}

fn main_window_text(portico: &Portico<'_>) -> String {
    portico.main_window().texts().join(" ")
}

/// Fixes the configuration and signs in from the error on screen.
fn fix_and_sign_in(journey: &Journey, portico: &Portico<'_>) {
    journey.tenant.configure("");
    journey.sign_in(portico, "user@acme.test");
    portico.main_window().find(Role::Button, "Slack");
}

#[test]
fn misconfiguration_is_named_before_sign_in_window_opens() {
    let journey = Journey::new("setup_faults");
    journey.configure();
    let portico = journey.start();
    let main = portico.main_window();
    for (config, code, message) in [
        (app_config("Portico", "redirects = [\"https://other.test/\"]", SCOPE), "E-AUTH-REDIRECT", "send Portico back"),
        (app_config("Another", REDIRECTS, SCOPE), "E-TOK-APPID", "does not know this app (application id “Portico”)"),
        (
            app_config("Portico", REDIRECTS, "[[app.scope]]\nname = \"Another\"\nrest = [\".*\"]"),
            "E-AUTH-SCOPE",
            "UPData",
        ),
        (
            app_config("Portico", &format!("{REDIRECTS}\ngrants = [\"refresh_token\"]"), SCOPE),
            "E-AUTH-FLOW",
            "with a code",
        ),
    ] {
        journey.tenant.configure(&config);
        main.press("Sign in");
        main.wait_for_text(code);
        assert!(main_window_text(&portico).contains(message), "{code}: {}", main_window_text(&portico));
        assert!(!portico.sign_in_window().is_open(), "{code}: {:?}", portico.window_titles());
        // The check names the same step, and what to enter.
        main.press("Check this tenant");
        main.find(Role::Dialog, "Check this tenant");
        main.wait_for_text("One thing has to be changed.");
        main.wait_for_text(code);
        main.press("Done");
        main.wait_removed(Role::Dialog, "Check this tenant");
    }
    fix_and_sign_in(&journey, &portico);
}

#[test]
fn refused_client_signs_in_after_configuration_fix() {
    let journey = Journey::new("client_refused");
    journey.configure();
    let portico = journey.start();
    let main = portico.main_window();
    let lines = format!("{REDIRECTS}\nclient_id_type = \"list\"\nclients = [\"another\"]");
    journey.tenant.configure(&app_config("Portico", &lines, SCOPE));
    main.press("Sign in");
    main.wait_for_text("E-TOK-CLIENT");
    assert!(!portico.sign_in_window().is_open(), "{:?}", portico.window_titles());
    main.press("Check this tenant");
    main.find(Role::Dialog, "Check this tenant");
    main.wait_for_text("set Client ID Type to Anything");
    main.press("Done");
    main.wait_removed(Role::Dialog, "Check this tenant");
    // Portico cannot know whether a secret is missing or the administrator has fixed the setting meanwhile.
    journey.tenant.configure("");
    main.press("Sign in");
    main.find(Role::Dialog, "Client secret");
    main.press("Sign in without one");
    journey.enter_credentials(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");
}

#[test]
fn missing_role_is_reported_and_fixed_role_signs_in() {
    let journey = Journey::new("role_missing");
    journey.tenant.configure(&app_config("Portico", &format!("{REDIRECTS}\nroles = [\"Portico people\"]"), SCOPE));
    journey.configure();
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    journey.enter_credentials(&portico, "user@acme.test", "portico");
    portico.sign_in_window().wait_closed();
    main.wait_for_text("E-AUTH-DENIED");
    main.wait_for_text("ask your IT team if you should have access");
    fix_and_sign_in(&journey, &portico);
}

#[test]
fn refused_connection_is_reported() {
    let journey = Journey::new("refused_connection");
    let server = OfflineServer::new();
    journey.configure_for(server.address());
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    main.wait_for_text(&format!("{} refused the connection.", server.address()));
    main.wait_for_text("E-NET-REFUSED");
    assert!(!portico.sign_in_window().is_open());
    main.find(Role::Button, "Sign in");
    main.press("Use another company");
    main.find(Role::Entry, "Company address");
}

#[test]
fn server_that_is_no_tenant_is_reported() {
    let journey = Journey::new("no_tenant");
    let site = WebServer::start(&[]);
    journey.configure_for(site.address());
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    main.wait_for_text("E-TENANT-NONE");
    main.wait_for_text(&format!("What answers at {} is not a company portal.", site.address()));
    assert!(!portico.sign_in_window().is_open());
    // The right address works from here.
    main.press("Use another company");
    main.fill(Role::Entry, "Company address", journey.tenant.address());
    main.press_keys(&["Return"]);
    journey.enter_credentials(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");
}

#[test]
fn sign_in_at_foreign_web_site_can_be_canceled() {
    // The site answers every path with a page, as many do, so only the user can see that it is the wrong site.
    let journey = Journey::new("foreign_web_site");
    let site = WebServer::start(&[("/", "<!doctype html><title>Bakery</title><h1>Fresh bread</h1>")]);
    journey.configure_for(site.address());
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    portico.sign_in_window().find(Role::Heading, "Fresh bread");
    main.press("Cancel");
    portico.sign_in_window().wait_closed();
    main.find(Role::Button, "Sign in");
}

#[test]
fn untrusted_tenant_certificate_is_reported() {
    let journey = Journey::with_tenant("untrusted_tenant", Tenant::start_untrusted());
    journey.configure_with(&journey.tenant.url(), "");
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Sign in");
    main.wait_for_text("E-TLS-UNTRUSTED");
    let host = journey.tenant.address();
    assert!(
        main_window_text(&portico).contains(&format!("The connection to {host} is not secure.")),
        "{}",
        main_window_text(&portico)
    );
    assert!(!portico.sign_in_window().is_open(), "nothing was sent");
    // If the browser is offered, it has to open.
    if main.query(Role::Button, "Continue in your browser").is_some() {
        main.press("Continue in your browser");
        let is_browser_opened =
            || journey.browser_calls().iter().flatten().any(|word| word.contains("/oauth2/authorize/")).then_some(());
        wait_within(std::time::Duration::from_secs(10), is_browser_opened)
            .expect("the browser is opened, since it was offered");
    }
}

#[test]
fn check_dialog_names_fix_and_copies_it() {
    let journey = Journey::new("check_dialog");
    journey.tenant.configure(&app_config("Another", REDIRECTS, SCOPE));
    journey.configure();
    let portico = journey.start();
    let main = portico.main_window();
    main.press("Settings");
    main.press("Check this tenant");
    main.find(Role::Dialog, "Check this tenant");
    main.wait_for_text("One thing has to be changed.");
    main.wait_for_text("Application ID");
    main.focus(Role::Button, "Copy: Application ID");
    main.press_keys(&["Return"]);
    main.find(Role::Button, "Copied");
    // The administrator fixes the app.
    journey.tenant.configure("");
    main.press("Check again");
    main.wait_for_text("Nothing speaks against it.");
    main.press("Done");
    journey.sign_in(&portico, "user@acme.test");
    main.press_role(Role::ComboBox, "Menu");
    main.press_by_prefix(Role::MenuItem, "Settings");
    main.press("Check this tenant");
    main.wait_for_text("Everything is set up.");
}
