//! Requests by key and name, at the start and while no list is loaded.

use portico_cli::startup_intent::StartupIntent;
use portico_core::clock::Timestamp;
use portico_core::remote_control::{AppControl, OpenOutcome, SessionStatus, WaitMode};
use portico_core::view::SettingsChange;
use tauri::async_runtime::block_on;

use super::{APPS, TestApp, link_to};

#[test]
fn status_and_search_match_the_window() {
    let test_app = TestApp::new(APPS, StartupIntent::Window);
    let status = test_app.running_app.status();
    assert_eq!(
        (status.apps, status.updated_at, status.user.as_deref()),
        (3, Some(Timestamp(7)), Some("ada@acme.test"))
    );
    assert_eq!(test_app.running_app.search("conc").iter().map(|app| app.key.as_str()).collect::<Vec<_>>(), ["2"]);
    block_on(test_app.core_app().add_account());
    let status = test_app.running_app.status();
    assert_eq!((status.session_status, status.apps, status.updated_at), (SessionStatus::FirstRun, 0, None));
    assert!(
        test_app.running_app.apps().is_empty()
            && test_app.running_app.search("conc").is_empty()
            && test_app.running_app.icon("1").is_none()
    );
}

#[test]
fn app_opens_by_key_only() {
    let test_app = TestApp::new(APPS, StartupIntent::Window);
    assert_eq!(block_on(test_app.running_app.open("@/home/3", WaitMode::Opened)), OpenOutcome::Opened);
    let opened_urls = test_app.wait_for_opened(1);
    assert_eq!(opened_urls, ["https://acme.my.idaptive.app/run?appkey=%40%2Fhome%2F3"]);
    assert_eq!(block_on(test_app.running_app.open("Jira", WaitMode::Accepted)), OpenOutcome::NotFound);
    assert_eq!(test_app.opened_urls().len(), 1);
}

#[test]
fn start_intent_runs_once_list_is_loaded() {
    let test_app = TestApp::new(APPS, StartupIntent::OpenNamed { name: "jira".into() });
    assert_eq!(test_app.wait_for_opened(1), ["https://acme.my.idaptive.app/run?appkey=1"]);

    let test_app = TestApp::new(APPS, StartupIntent::OpenLink(link_to("Jira")));
    assert_eq!(test_app.next_view("linkPrompt")["pending"]["name"], "Jira");

    let test_app = TestApp::new(APPS, StartupIntent::OpenNamed { name: "sap".into() });
    let search_request = test_app.next_view("searchRequest");
    assert_eq!((&search_request["query"], &search_request["sequence"]), (&"sap".into(), &1.into()));
    assert!(test_app.opened_urls().is_empty());
}

#[test]
fn second_instance_runs_its_arguments() {
    let test_app = TestApp::new(APPS, StartupIntent::Window);
    let start_again =
        |words: &[&str]| test_app.running_app.on_second_instance(words.iter().map(|word| (*word).to_owned()));
    for arguments in [&["--hidden"][..], &["--background"], &["list"], &["--magic"], &["portico://open/a/b"], &[]] {
        start_again(arguments);
    }
    start_again(&["show", "ji"]);
    assert_eq!(test_app.next_view("searchRequest")["query"], "ji");
    start_again(&["portico://open/Jira"]);
    assert_eq!(test_app.next_view("linkPrompt")["pending"]["name"], "Jira");
    start_again(&["open", "sap", "fiori"]);
    assert_eq!(test_app.wait_for_opened(1).len(), 1);
    start_again(&["open", "--key=2"]);
    assert!(test_app.wait_for_opened(2)[1].ends_with("appkey=2"));
}

#[test]
fn request_while_locked_opens_once_after_unlock() {
    let (test_app, _tenant) = TestApp::with_silent_tenant();
    test_app.lock();
    let outcome_future = test_app.running_app.open("2", WaitMode::Opened);
    assert_eq!(
        block_on(test_app.running_app.open("1", WaitMode::Accepted)),
        OpenOutcome::Waiting,
        "the later request replaces the earlier"
    );
    assert_eq!(block_on(outcome_future), OpenOutcome::Canceled);
    assert!(test_app.opened_urls().is_empty());
    block_on(test_app.core_app().unlock());
    assert!(test_app.wait_for_opened(1)[0].ends_with("/run?appkey=1"));
    // By name as well, which cannot be looked up before the unlock.
    test_app.lock();
    assert_eq!(block_on(test_app.running_app.open_named("fiori", WaitMode::Accepted)), OpenOutcome::Waiting);
    block_on(test_app.core_app().unlock());
    assert!(test_app.wait_for_opened(2)[1].ends_with("/run?appkey=%40%2Fhome%2F3"));
    // The next unlock opens nothing.
    test_app.lock();
    block_on(test_app.core_app().unlock());
    assert_eq!(block_on(test_app.running_app.open("2", WaitMode::Opened)), OpenOutcome::Opened);
    assert_eq!(test_app.wait_for_opened(3).len(), 3);
}

#[test]
fn request_is_dropped_on_account_switch() {
    let (test_app, _tenant) = TestApp::with_silent_tenant();
    test_app.lock();
    let outcome_future = test_app.running_app.open("1", WaitMode::Opened);
    let [bob, ada] = &test_app.account_ids;
    block_on(test_app.core_app().switch_account(bob));
    assert_eq!(block_on(outcome_future), OpenOutcome::Canceled);
    // A prompt for one account is not shown to the other.
    let outcome_future = test_app.running_app.open_link(link_to("Jira"), None);
    assert_eq!(test_app.next_view("linkPrompt")["pending"]["name"], "Jira");
    block_on(test_app.core_app().switch_account(ada));
    assert_eq!(block_on(outcome_future), OpenOutcome::Canceled);
    assert!(test_app.next_view("linkPrompt")["pending"].is_null());
    assert!(test_app.opened_urls().is_empty());
}

#[test]
fn canceled_sign_in_drops_pending_request() {
    let (test_app, _tenant) = TestApp::with_silent_tenant();
    block_on(test_app.core_app().save_settings(&SettingsChange::LocalCopy(false))).unwrap();
    let [bob, _] = &test_app.account_ids;
    block_on(test_app.core_app().switch_account(bob));
    let outcome_future = test_app.running_app.open("1", WaitMode::Opened);
    test_app.start_sign_in();
    test_app.core_app().cancel_sign_in();
    assert_eq!(block_on(outcome_future), OpenOutcome::Canceled);
}
