//! Deep links and their prompt.

use portico_cli::deep_link::{self, LinkPermissions};
use portico_cli::startup_intent::StartupIntent;
use portico_core::remote_control::{AppControl, LinkSource, OpenOutcome, WaitMode};
use portico_core::view::LinkAnswer;
use tauri::async_runtime::block_on;

use super::{APPS, TestApp, dirs, link_to};

#[test]
fn link_prompt_follows_each_answer() {
    for (answer, outcome, count) in [
        (LinkAnswer::No, OpenOutcome::Canceled, 0),
        (LinkAnswer::Once, OpenOutcome::Opened, 1),
        (LinkAnswer::Always, OpenOutcome::Opened, 1),
    ] {
        let test_app = TestApp::new(APPS, StartupIntent::Window);
        let outcome_future = test_app.running_app.open_link(link_to("sap concur"), None);
        assert_eq!(test_app.next_view("linkPrompt")["pending"]["name"], "SAP Concur");
        assert!(test_app.opened_urls().is_empty(), "not before the answer");
        test_app.running_app.answer_link(answer);
        assert_eq!(block_on(outcome_future), outcome);
        assert!(test_app.next_view("linkPrompt")["pending"].is_null());
        assert_eq!(test_app.wait_for_opened(count).len(), count, "{answer:?}");
        let needs_prompt = LinkPermissions::load(&dirs(&test_app.home)).needs_confirmation(&LinkSource::Unknown, "2");
        assert_eq!(needs_prompt, answer != LinkAnswer::Always);
        // A second link right after it is rate-limited.
        assert_eq!(
            block_on(test_app.running_app.open_link(link_to("Jira"), None)),
            OpenOutcome::Failed("E-LAUNCH-BLOCKED".into())
        );
    }
}

#[test]
fn link_prompt_is_answered_after_caller_left() {
    let test_app = TestApp::new(APPS, StartupIntent::Window);
    drop(test_app.running_app.open_link(link_to("1"), None));
    assert_eq!(test_app.next_view("linkPrompt")["pending"]["key"], "1");
    test_app.running_app.answer_link(LinkAnswer::Once);
    assert_eq!(test_app.wait_for_opened(1).len(), 1);
}

#[test]
fn link_prompt_ends_with_its_app_list() {
    let test_app = TestApp::new(APPS, StartupIntent::Window);
    let outcome_future = test_app.running_app.open_link(link_to("Jira"), None);
    assert_eq!(test_app.next_view("linkPrompt")["pending"]["name"], "Jira");
    block_on(test_app.core_app().add_account());
    assert!(test_app.next_view("linkPrompt")["pending"].is_null());
    assert_eq!(block_on(outcome_future), OpenOutcome::Canceled);
    test_app.running_app.answer_link(LinkAnswer::Always);
    assert!(test_app.opened_urls().is_empty());
}

#[test]
fn link_flood_before_list_loads_keeps_user_request() {
    let (test_app, _tenant) = TestApp::with_silent_tenant();
    test_app.lock();
    let outcome_future = test_app.running_app.open("1", WaitMode::Opened);
    for _ in 0..20 {
        assert_eq!(
            block_on(test_app.running_app.open_link(link_to("2"), None)),
            OpenOutcome::Failed("E-LAUNCH-BLOCKED".into())
        );
    }
    block_on(test_app.core_app().unlock());
    assert_eq!(block_on(outcome_future), OpenOutcome::Opened, "the user's request is not replaced");
    // A single link is prompted for once the list is loaded; links right after it are not.
    let (test_app, _tenant) = TestApp::with_silent_tenant();
    test_app.lock();
    let _first = test_app.running_app.open_link(link_to("1"), None);
    assert_eq!(
        block_on(test_app.running_app.open_link(link_to("2"), None)),
        OpenOutcome::Failed("E-LAUNCH-BLOCKED".into())
    );
    block_on(test_app.core_app().unlock());
    assert_eq!(test_app.next_view("linkPrompt")["pending"]["name"], "Jira");
}

#[test]
fn hostile_links_and_arguments_open_nothing() {
    let bodies = [
        "https://evil.test/",
        "//evil.test",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "-P",
        "--new-window",
        "$(touch /tmp/x)",
        "`id`",
        "a;b",
        "a|b",
        "a&b",
        "\"a\"",
        "'a'",
        "a b",
        "%00",
        "%0a--x",
        "%u",
        "{url}",
        "..",
        "../../x",
        "Jira/..",
        "Jira?x=y",
        "Jira#x",
        "Jira%2F..",
        "\u{202e}ariJ",
        "Jira\u{200b}",
        "1 --background",
        "@/home/3?token=x",
        "-1",
        "1\u{0}",
        "file:",
        "C:\\x",
        "%25",
        "SAP",
    ];
    let mut links = Vec::new();
    for body in bodies {
        for link in [
            format!("portico://open/{body}"),
            format!("PORTICO://OPEN/{body}"),
            deep_link::format_link(body),
            format!("portico:open/{body}"),
            format!("portico:{body}"),
            format!("portico://{body}"),
            format!("portico://open/{body}/x"),
            format!("portico://open/x?u={body}"),
            format!("portico://user@open/{body}"),
            format!("portico://open:80/{body}"),
            format!("portico:///open/{body}"),
            format!(" portico://open/{body}"),
        ] {
            links.push(vec![link]);
        }
        links.push(vec!["open".into(), format!("--key={body}")]);
        links.push(vec!["open".into(), body.into(), "portico://open/Jira".into()]);
        links.push(vec![format!("--open={body}")]);
    }
    assert!(links.len() >= 500, "{}", links.len());
    let test_app = TestApp::new(APPS, StartupIntent::Window);
    for arguments in links {
        test_app.running_app.on_second_instance(arguments);
    }
    // Anything that was in progress would finish before this launch.
    assert_eq!(block_on(test_app.running_app.open("1", WaitMode::Opened)), OpenOutcome::Opened);
    assert_eq!(test_app.wait_for_opened(1), ["https://acme.my.idaptive.app/run?appkey=1"]);
}
