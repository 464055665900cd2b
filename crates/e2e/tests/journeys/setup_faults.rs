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
fn what_the_administrator_forgot_is_named_before_a_window_opens() {
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
        main.wait_says(code);
        assert!(words(&portico).contains(said), "{code}: {}", words(&portico));
        assert!(!portico.sign_in().is_open(), "{code}: {:?}", portico.titles());
        // The check names the same step, and what to enter.
        main.press("Check this tenant");
        main.find(Role::Dialog, "Check this tenant");
        main.wait_says("One thing has to be changed.");
        main.wait_says(code);
        main.press("Done");
        main.wait_gone(Role::Dialog, "Check this tenant");
    }
    mended(&journey, &portico);
}

#[test]
fn a_client_that_is_refused_can_sign_in_once_the_administrator_mended_it() {
    let journey = Journey::new("client_refused");
    journey.set_up();
    let portico = journey.portico();
    let main = portico.main();
    let lines = format!("{REDIRECTS}\nclient_id_type = \"list\"\nclients = [\"another\"]");
    journey.tenant.configure(&app("Portico", &lines, SCOPE));
    main.press("Sign in");
    main.wait_says("E-TOK-CLIENT");
    assert!(!portico.sign_in().is_open(), "{:?}", portico.titles());
    main.press("Check this tenant");
    main.find(Role::Dialog, "Check this tenant");
    main.wait_says("set Client ID Type to Anything");
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
fn a_person_without_the_role_is_told_and_the_next_one_gets_in() {
    let journey = Journey::new("role_missing");
    journey.tenant.configure(&app("Portico", &format!("{REDIRECTS}\nroles = [\"Portico people\"]"), SCOPE));
    journey.set_up();
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    journey.give_password(&portico, "user@acme.test", "portico");
    portico.sign_in().wait_closed();
    main.wait_says("E-AUTH-DENIED");
    main.wait_says("ask your IT team if you should have access");
    mended(&journey, &portico);
}

#[test]
fn a_tenant_that_is_not_there_is_said_plainly() {
    let journey = Journey::new("not_there");
    // Bound and let go at once: nobody listens there.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    journey.set_up_for(&free.to_string());
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    main.wait_says(&format!("{free} refused the connection."));
    main.wait_says("E-NET-REFUSED");
    assert!(!portico.sign_in().is_open());
    main.find(Role::Button, "Sign in");
    main.press("Use another company");
    main.find(Role::Entry, "Company address");
}

#[test]
fn a_server_that_is_no_tenant_is_said_plainly() {
    let journey = Journey::new("no_tenant");
    let site = Site::start(&[]);
    journey.set_up_for(site.address());
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    main.wait_says("E-TENANT-NONE");
    main.wait_says(&format!("What answers at {} is not a company portal.", site.address()));
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
fn a_web_site_of_others_is_left_by_cancel() {
    // It answers anything with a page, as many do: only a person sees that it is none of theirs.
    let journey = Journey::new("web_site");
    let site = Site::start(&[("/", "<!doctype html><title>Bakery</title><h1>NewApp bread</h1>")]);
    journey.set_up_for(site.address());
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    portico.sign_in().find(Role::Heading, "NewApp bread");
    main.press("Cancel");
    portico.sign_in().wait_closed();
    main.find(Role::Button, "Sign in");
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_said_plainly() {
    let journey = Journey::with("untrusted", Tenant::start_untrusted());
    journey.set_up_as(&journey.tenant.url(), "");
    let portico = journey.portico();
    let main = portico.main();
    main.press("Sign in");
    main.wait_says("E-TLS-UNTRUSTED");
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
fn the_check_says_what_to_enter_and_puts_it_into_the_clipboard() {
    let journey = Journey::new("check_dialog");
    journey.tenant.configure(&app("Another", REDIRECTS, SCOPE));
    journey.set_up();
    let portico = journey.portico();
    let main = portico.main();
    main.press("Settings");
    main.press("Check this tenant");
    main.find(Role::Dialog, "Check this tenant");
    main.wait_says("One thing has to be changed.");
    main.wait_says("Application ID");
    main.focus(Role::Button, "Copy: Application ID");
    main.keys(&["Return"]);
    main.find(Role::Button, "Copied");
    // Mended meanwhile.
    journey.tenant.configure("");
    main.press("Check again");
    main.wait_says("Nothing speaks against it.");
    main.press("Done");
    journey.sign_in(&portico, "user@acme.test");
    main.press_role(Role::ComboBox, "Menu");
    main.press_like(Role::MenuItem, "Settings");
    main.press("Check this tenant");
    main.wait_says("Everything is set up.");
}
