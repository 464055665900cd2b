//! The desktop's own search finds and opens apps.

use std::path::PathBuf;

use e2e::{DesktopSearch, Role, wait_within};

use crate::commands::{journey_with_apps, wait_for_cached_list, wait_for_opened_urls};

#[test]
fn desktop_search_works_with_running_and_stopped_portico() {
    let journey = journey_with_apps("desktop_search");
    let search = DesktopSearch::install(&journey.desktop);
    let portico = journey.start_signed_in();
    journey.desktop.keyring().wait_for_secret_count(1);
    wait_for_cached_list(&journey);
    let is_answering = || search.provider_pid().map(|_| ());
    wait_within(e2e::TIMEOUT, is_answering).expect("the window answers the desktop");
    let found = search.search(&["conc"]);
    assert_eq!(found.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), ["SAP Concur"]);
    search.activate(&found[0].0, &["conc"]);
    wait_for_opened_urls(&journey, 1);

    portico.quit();
    wait_within(e2e::TIMEOUT, || search.provider_pid().is_none().then_some(())).expect("nobody answers");
    // The bus starts a Portico without a window.
    let found = search.search(&["jira"]);
    assert_eq!(found.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), ["Jira"]);
    let background = search.provider_pid();
    assert!(background.is_some());
    let portico = journey.start();
    let new_provider = || search.provider_pid().filter(|process| Some(*process) != background);
    wait_within(e2e::TIMEOUT, new_provider).expect("the window takes over");
    let is_ended = || (!PathBuf::from(format!("/proc/{}", background.unwrap_or_default())).exists()).then_some(());
    wait_within(e2e::TIMEOUT, is_ended).expect("the one without a window ends");
    portico.main_window().wait_for_text("updated");
    portico.main_window().press_role(Role::ComboBox, "Menu");
    portico.main_window().press_role(Role::MenuItem, "Sign out");
    portico.main_window().find(Role::Heading, "Sign in to Acme");
    assert!(search.search(&["jira"]).is_empty(), "nobody is signed in");
}
