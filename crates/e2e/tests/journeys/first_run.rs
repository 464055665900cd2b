//! A user's first minutes: the company address, the login page, the list, the first app.

use std::time::Duration;

use e2e::{Journey, Role, wait_within};

#[test]
fn first_run_leads_from_company_address_to_open_app() {
    let journey = Journey::new("first_run");
    let portico = journey.start();
    let main = portico.main_window();

    main.fill(Role::Entry, "Company address", journey.tenant.address());
    main.press_keys(&["Return"]);

    let page = portico.sign_in_window();
    page.fill(Role::Entry, "User name", "user@acme.test");
    page.press_keys(&["Return"]);
    page.fill(Role::Password, "Password", "not the password");
    page.press_keys(&["Return"]);
    page.wait_for_text("failed");
    assert!(
        page.title().is_some_and(|title| title.starts_with(journey.tenant.address())),
        "the title says whose page it is"
    );
    page.fill(Role::Password, "Password", "portico");
    page.press_keys(&["Return"]);
    journey.wait_for_list(&portico);

    main.fill(Role::ComboBox, "Search apps", "jira");
    main.find(Role::ListItem, "Jira Software");
    main.wait_for_text("of 42");
    main.press_keys(&["Return"]);
    main.find(Role::Dialog, "Where should apps open?");
    assert!(main.find(Role::CheckBox, "Remember my answer").is_checked());
    main.press("In your browser");
    let opened = journey.wait_for_browser_calls();
    let [call] = &opened[..] else { panic!("opened once: {opened:?}") };
    let [_, url] = &call[..] else { panic!("one argument: {call:?}") };
    assert!(url.starts_with(&format!("{}/run?appkey=", journey.tenant.url())), "{url}");
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let keys: Vec<_> = query.split('&').map(|pair| pair.split('=').next().unwrap_or_default()).collect();
    assert_eq!(keys, ["appkey", "customerID"], "no credential and nothing else in {url}");
    assert!(query.ends_with("customerID=ACM1234"), "{url}");
    assert!(journey.dirs().settings_text().contains("opens_in = \"browser\""), "{}", journey.dirs().settings_text());

    // The answer is remembered: the next app opens at once. Two presses within a second are one click.
    main.fill(Role::ComboBox, "Search apps", "slack");
    main.find(Role::ListItem, "Slack");
    main.press_keys(&["Return", "Return"]);
    wait_within(Duration::from_secs(10), || (journey.browser_calls().len() == 2).then_some(()))
        .expect("it opens without a question");
    let third_call = wait_within(Duration::from_secs(2), || (journey.browser_calls().len() > 2).then_some(()));
    assert!(third_call.is_none(), "{:?}", journey.browser_calls());
}
