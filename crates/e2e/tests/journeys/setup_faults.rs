//! Tenants that cannot be signed in to, each for its own reason: it is said plainly, with its code,
//! and there is a way on from there.

use e2e::{Journey, Portico, Role, Site, Tenant, wait_within};

/// An app as the administrator should have set it up, but for one thing.
const REDIRECTS: &str = "redirects = [\"{url}/sysinfo/dummy\", \"http://127.0.0.1:47631/signed-in\"]";
const SCOPE: &str = "[[app.scope]]\nname = \"UPData\"\nrest = [\".*\"]";

fn app(id: &str, lines: &str, scope: &str) -> String {
    format!("[[app]]\nid = \"{id}\"\n{lines}\n{scope}\n")
}

fn words(portico: &Portico<'_>) -> String {
    portico.main().words().join(" ")
}

/// From the problem on screen back to a sign-in that works.
fn mended(journey: &Journey, portico: &Portico<'_>) {
    journey.tenant.configure("");
    journey.sign_in(portico, "user@acme.test");
    portico.main().find(Role::Button, "Slack");
}

#[test]
fn misconfiguration_is_named_before_sign_in_window_opens() {
    let journey = Journey::new("setup_faults");
    journey.set_up();
    let portico = journey.portico();
    let main = portico.main();
    for (config, code, said) in [
        (app("Portico", "redirects = [\"https://other.test/\"]", SCOPE), "E-AUTH-REDIRECT", "send Portico back"),
        (app("Another", REDIRECTS, SCOPE), "E-TOK-APPID", "does not know this app (application id “Portico”)"),
        (app("Portico", REDIRECTS, "[[app.scope]]\nname = \"Another\"\nrest = [\".*\"]"), "E-AUTH-SCOPE", "UPData"),
        (app("Portico", &format!("{REDIRECTS}\ngrants = [\"refresh_token\"]"), SCOPE), "E-AUTH-FLOW", "with a code"),
    ] {
        journey.tenant.configure(&config);
        main.press("Sign in");
        main.wait_for_text(code);
        assert!(words(&portico).contains(said), "{code}: {}", words(&portico));
        assert!(!portico.sign_in().is_open(), "{code}: {:?}", portico.titles());
        // The check names the same step, and what to enter.
        main.press("Check this tenant");
        main.find(Role::Dialog, "Check this tenant");
        main.wait_for_text("One thing has to be changed.");
        main.wait_for_text(code);
        main.press("Done");
        main.wait_gone(Role::Dialog, "Check this tenant");
    }
    mended(&journey, &portico);
}

#[test]
fn refused_client_signs_in_after_configuration_fix() {
    let journey = Journey::new("client_refused");
    journey.set_up();
    let portico = journey.portico();
    let main = portico.main();
    let lines = format!("{REDIRECTS}\nclient_id_type = \"list\"\nclients = [\"another\"]");
    journey.tenant.configure(&app("Portico", &lines, SCOPE));
    main.press("Sign in");
    main.wait_for_text("E-TOK-CLIENT");
    assert!(!portico.sign_in().is_open(), "{:?}", portico.titles());
    main.press("Check this tenant");
    main.find(Role::Dialog, "Check this tenant");
    main.wait_for_text("set Client ID Type to Anything");
    main.press("Done");
    main.wait_gone(Role::Dialog, "Check this tenant");
    // It may be a secret that is missing, or the setting that the administrator has mended meanwhile.
    journey.tenant.configure("");
    main.press("Sign in");
    main.find(Role::Dialog, "Client secret");
    main.press("Sign in without one");
    journey.give_password(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");
}

#[test]
fn missing_role_is_reported_and_fixed_role_signs_in() {
    let journey = Journey::new("role_missing");
    journey.tenant.configure(&app("Portico", &format!("{REDIRECTS}\nroles = [\"Portico people\"]"), SCOPE));
    journey.set_up();
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    journey.give_password(&portico, "user@acme.test", "portico");
    portico.sign_in().wait_closed();
    main.wait_for_text("E-AUTH-DENIED");
    main.wait_for_text("ask your IT team if you should have access");
    mended(&journey, &portico);
}

#[test]
fn refused_connection_is_reported() {
    let journey = Journey::new("not_there");
    // Bound and let go at once: nobody listens there.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    journey.configure_for(&free.to_string());
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    main.wait_for_text(&format!("{free} refused the connection."));
    main.wait_for_text("E-NET-REFUSED");
    assert!(!portico.sign_in().is_open());
    main.find(Role::Button, "Sign in");
    main.press("Use another company");
    main.find(Role::Entry, "Company address");
}

#[test]
fn server_that_is_no_tenant_is_reported() {
    let journey = Journey::new("no_tenant");
    let site = Site::start(&[]);
    journey.configure_for(site.address());
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    main.wait_for_text("E-TENANT-NONE");
    main.wait_for_text(&format!("What answers at {} is not a company portal.", site.address()));
    assert!(!portico.sign_in().is_open());
    // The right address from here.
    main.press("Use another company");
    main.write(Role::Entry, "Company address", journey.tenant.address());
    main.keys(&["Return"]);
    journey.give_password(&portico, "user@acme.test", "portico");
    journey.wait_for_list(&portico);
    main.find(Role::Button, "Slack");
}

#[test]
fn sign_in_at_foreign_web_site_can_be_canceled() {
    // It answers anything with a page, as many do: only a person sees that it is none of theirs.
    let journey = Journey::new("web_site");
    let site = Site::start(&[("/", "<!doctype html><title>Bakery</title><h1>Fresh bread</h1>")]);
    journey.configure_for(site.address());
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    portico.sign_in().find(Role::Heading, "Fresh bread");
    main.press("Cancel");
    portico.sign_in().wait_closed();
    main.find(Role::Button, "Sign in");
}

#[test]
fn untrusted_tenant_certificate_is_reported() {
    let journey = Journey::with("untrusted", Tenant::start_untrusted());
    journey.set_up_as(&journey.tenant.url(), "");
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    main.wait_for_text("E-TLS-UNTRUSTED");
    let host = journey.tenant.address();
    assert!(words(&portico).contains(&format!("The connection to {host} is not secure.")), "{}", words(&portico));
    assert!(!portico.sign_in().is_open(), "nothing was sent");
    // The way that is offered has to lead somewhere.
    if main.look(Role::Button, "Continue in your browser").is_some() {
        main.press("Continue in your browser");
        let opened = || journey.opened().iter().flatten().any(|word| word.contains("/oauth2/authorize/")).then_some(());
        wait_within(std::time::Duration::from_secs(10), opened).expect("the browser is opened, since it was offered");
    }
}

#[test]
fn check_dialog_names_fix_and_copies_it() {
    let journey = Journey::new("check_dialog");
    journey.tenant.configure(&app("Another", REDIRECTS, SCOPE));
    journey.set_up();
    let portico = journey.portico();
    let main = portico.main();
    main.press("Settings");
    main.press("Check this tenant");
    main.find(Role::Dialog, "Check this tenant");
    main.wait_for_text("One thing has to be changed.");
    main.wait_for_text("Application ID");
    main.focus(Role::Button, "Copy: Application ID");
    main.keys(&["Return"]);
    main.find(Role::Button, "Copied");
    // Mended meanwhile.
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
