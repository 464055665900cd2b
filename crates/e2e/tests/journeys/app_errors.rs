//! App pages that do not load: the bar gives the reason, and Reload recovers.

use e2e::{Journey, OfflineServer, Portico, RecordingProxy, Role, Tenant, Window, wait_within};
use serde_json::json;

const APP: &str = "Jira Software";
const UNREACHABLE: &str = "This page could not be loaded.";
const UNTRUSTED: &str = "The connection to this page is not safe (E-TLS-UNTRUSTED).";
const CRASHED: &str = "This page has stopped. Reload it to go on.";

/// The page of an app with a link to another URL.
fn page_with_link(url: &str) -> String {
    format!("<!doctype html><title>App</title><h1>The app</h1><a href=\"{url}\">Onwards</a>")
}

fn journey_with_app_windows(name: &str) -> Journey {
    let journey = Journey::new(name);
    journey.use_app_windows();
    journey
}

fn wait_for_notice(window: &Window<'_>, text: &str) {
    window.find(Role::Label, text);
}

fn assert_main_window_unchanged(portico: &Portico<'_>) {
    assert!(portico.main_window().query(Role::Button, "Clear search").is_some(), "the main window is as before");
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

#[test]
fn unreachable_host_is_reported_and_reload_recovers() {
    let journey = journey_with_app_windows("app_unreachable");
    let site = OfflineServer::new();
    let host = site.address().replace("127.0.0.1", "localhost");
    journey.tenant.serve_page("^/run$", &page_with_link(&format!("http://{host}/")));
    let portico = journey.start_signed_in();
    let window = journey.open_app_window(&portico, APP);
    window.press_role(Role::Link, "Onwards");
    // WebKit's own error page does not remove the notice.
    window.find(Role::Label, &format!("Not encrypted: {host}"));
    wait_for_notice(&window, UNREACHABLE);
    // The notice is shown once, not twice.
    window.press("Reload");
    wait_for_notice(&window, UNREACHABLE);
    let site = site.start(&[("/", "<!doctype html><title>There</title><h1>Another host</h1>")]);
    window.press("Reload");
    window.find(Role::Heading, "Another host");
    window.find(Role::Label, &format!("Not encrypted: {host}"));
    window.wait_removed(Role::Label, UNREACHABLE);
    assert!(!site.requested_paths().is_empty());
    window.press("Back");
    window.find(Role::Heading, "The app");
    assert_main_window_unchanged(&portico);
}

#[test]
fn failed_first_page_loads_after_reload() {
    let journey = journey_with_app_windows("app_first_fails");
    journey.tenant.inject_fault("^/run$", &json!({ "kind": "drop", "times": null }));
    let portico = journey.start_signed_in();
    let window = journey.open_app_window(&portico, APP);
    wait_for_notice(&window, UNREACHABLE);
    journey.tenant.clear_faults();
    window.press("Reload");
    window.find(Role::Heading, "Signed in as user@acme.test");
    window.wait_removed(Role::Label, UNREACHABLE);
    assert_main_window_unchanged(&portico);
}

#[test]
fn untrusted_certificate_is_reported_and_previous_page_stays() {
    let journey = journey_with_app_windows("app_certificate");
    let other = Tenant::start_untrusted();
    journey.tenant.serve_page("^/run$", &page_with_link(&other.url()));
    let portico = journey.start_signed_in();
    let window = journey.open_app_window(&portico, APP);
    window.press_role(Role::Link, "Onwards");
    wait_for_notice(&window, UNTRUSTED);
    // The page and its host have not changed.
    window.find(Role::Heading, "The app");
    window.find(Role::Label, &format!("Not encrypted: {}", journey.tenant.address()));
    assert_eq!(window.title(), Some(format!("{APP} – {}", journey.tenant.address())));
    window.press("Reload");
    window.wait_removed(Role::Label, UNTRUSTED);
    window.find(Role::Heading, "The app");
    assert_main_window_unchanged(&portico);
}

#[test]
fn app_behind_untrusted_certificate_is_retried_by_reload() {
    let journey = journey_with_app_windows("app_first_certificate");
    let other = Tenant::start_untrusted();
    let proxy = RecordingProxy::in_front_of(other.address());
    let location = format!("https://{}/", proxy.address());
    journey.tenant.inject_fault("^/run$", &json!({ "kind": "redirect", "location": location, "times": null }));
    let portico = journey.start_signed_in();
    let window = journey.open_app_window(&portico, APP);
    wait_for_notice(&window, UNTRUSTED);
    let requests_before = proxy.request_text().len();
    window.press("Reload");
    let is_retried = || (proxy.request_text().len() > requests_before).then_some(());
    wait_within(e2e::TIMEOUT, is_retried).expect("it is tried again");
    wait_for_notice(&window, UNTRUSTED);
    assert_main_window_unchanged(&portico);
}

#[test]
fn crashed_web_process_affects_only_its_window_and_reload_recovers() {
    let journey = journey_with_app_windows("app_crash");
    let portico = journey.start_signed_in();
    let before = portico.web_processes();
    let window = journey.open_app_window(&portico, APP);
    window.find(Role::Heading, "Signed in as user@acme.test");
    let app_processes: Vec<u32> = portico.web_processes().into_iter().filter(|id| !before.contains(id)).collect();
    assert!(!app_processes.is_empty(), "the window has a process of its own");
    app_processes.iter().for_each(|id| portico.kill_process(*id));
    wait_for_notice(&window, CRASHED);
    window.wait_removed(Role::Heading, "Signed in as user@acme.test");
    assert_main_window_unchanged(&portico);
    window.press("Reload");
    window.find(Role::Heading, "Signed in as user@acme.test");
    window.wait_removed(Role::Label, CRASHED);
    let new_process =
        || portico.web_processes().into_iter().find(|id| !before.contains(id) && !app_processes.contains(id));
    wait_within(e2e::TIMEOUT, new_process).expect("a process of its own again");

    // A window with a notice closes as any other.
    portico.web_processes().into_iter().filter(|id| !before.contains(id)).for_each(|id| portico.kill_process(id));
    wait_for_notice(&window, CRASHED);
    window.press("Close");
    window.wait_removed(Role::Label, CRASHED);
    window.press_keys(&["ctrl+w"]);
    window.wait_closed();
    assert_main_window_unchanged(&portico);
}
