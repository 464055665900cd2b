//! Where an app opens: the target of the click, the rules, and the default of all apps.

use std::sync::Arc;
use std::time::Duration;

use portico_core::LaunchOutcome;
use portico_core::clock::Clock as _;
use portico_core::error::Code;
use portico_core::launch::target::BrowserTarget;
use portico_core::platform::ExternalOpener;
use portico_core::view::{LaunchPhase, OpenRule, SettingsChange, Target};

use super::{USER, app_key, last_launch, launch_phases, opened_counts, sign_in_and_wait};
use crate::support::{ManualClock, TestUser};

const COMMAND_SETTINGS: &str = "[[command]]\nname = \"Work\"\nrun = [\"open-work\", \"--at\", \"{url}\"]\n";

fn target(text: &str) -> Target {
    text.parse().unwrap()
}

#[tokio::test]
async fn each_launch_target_receives_the_app_url() {
    let mut user = TestUser::new(USER).await;
    user.restart_with_tenant_settings(COMMAND_SETTINGS, USER);
    sign_in_and_wait(&user).await;
    let firefox = |profile: Option<&str>, is_private| {
        ExternalOpener::Browser(BrowserTarget {
            browser: "firefox".into(),
            profile: profile.map(Into::into),
            is_private,
        })
    };
    let arguments = ["open-work", "--at", "{url}"].map(str::to_owned).to_vec();
    let keys: Vec<_> = user.platform.inspect(|recorded| recorded.apps.apps.iter().map(|app| app.key.clone()).collect());
    for (key, (text, program)) in keys.iter().zip([
        ("browser", ExternalOpener::Default),
        ("browser:firefox", firefox(None, false)),
        ("browser:firefox:private", firefox(None, true)),
        ("browser:firefox:profile=Work: 2", firefox(Some("Work: 2"), false)),
        ("command:Work", ExternalOpener::Command(arguments)),
    ]) {
        assert_eq!(user.app.open_app(key, Some(target(text))).await, LaunchOutcome::Opened, "{text}");
        user.platform.inspect(|recorded| {
            assert_eq!(recorded.external_openers.last(), Some(&program));
            let url = recorded.opened_urls.last().unwrap();
            assert_eq!((url.path(), url.query_pairs().next().unwrap().1.as_ref()), ("/run", key.as_str()));
            assert_eq!(last_launch(recorded).target, target(text));
        });
    }
    assert_eq!(user.app.open_app(&keys[10], Some(Target::Window)).await, LaunchOutcome::Opened);
    user.platform.inspect(|recorded| {
        assert_eq!(opened_counts(recorded), (1, 5));
        assert_eq!(recorded.app_windows[0].key, keys[10]);
        assert!(recorded.app_windows[0].account.is_some());
    });
}

#[tokio::test]
async fn first_matching_open_rule_wins_and_policy_rules_come_first() {
    let mut user = TestUser::new(USER).await;
    user.restart_with_tenant_settings("", USER);
    sign_in_and_wait(&user).await;
    let (jira, slack, zoom) = (app_key(&user, "Jira Software"), app_key(&user, "Slack"), app_key(&user, "Zoom"));
    std::fs::write(
        user.home_dir.path().join("policy.toml"),
        format!("[[open]]\napp = \"{jira}\"\nin = \"browser:fixed\"\n"),
    )
    .unwrap();
    user.restart(USER);
    let rule = |app: Option<&str>, category: Option<&str>, text: &str| OpenRule {
        app: app.map(Into::into),
        category: category.map(Into::into),
        target: target(text),
    };
    let rules = vec![
        rule(Some(&jira), None, "browser:own"),
        rule(Some(&slack), None, "browser:slack"),
        rule(None, Some("Communication"), "browser:talk"),
        rule(None, Some("communication"), "browser:never"),
        rule(None, None, "browser:rest"),
        rule(None, Some("Engineering"), "browser:too-late"),
    ];
    user.app.save_settings(&SettingsChange::OpensIn(Some(Target::Window))).await.unwrap();
    // Where the list says that the app opens, and whether policy says so.
    let opens_in = |user: &TestUser, key: &str| {
        let apps = user.platform.inspect(|recorded| recorded.apps.apps.clone());
        let app = apps.into_iter().find(|app| app.key == key).unwrap();
        assert!(user.app.palette(&app.name).hits.iter().any(|hit| hit.app == app));
        app.opens_in.map(|target| (target.value.to_string(), target.managed))
    };
    assert_eq!(opens_in(&user, &slack), None, "the setting decides");
    user.app.save_settings(&SettingsChange::OpenRules(rules)).await.unwrap();
    for (key, expected) in [(&jira, "fixed"), (&slack, "slack"), (&zoom, "talk"), (&app_key(&user, "GitLab"), "rest")] {
        let expected = format!("browser:{expected}");
        assert_eq!(opens_in(&user, key), Some((expected.clone(), *key == jira)));
        user.app.open_app(key, None).await;
        user.platform.inspect(|recorded| assert_eq!(last_launch(recorded).target, target(&expected)));
    }
    // What is said at the click goes before all of it.
    let workday = app_key(&user, "Workday");
    user.app.open_app(&workday, Some(target("browser:other:private"))).await;
    user.platform.inspect(|recorded| assert_eq!(last_launch(recorded).target, target("browser:other:private")));
    user.app.save_settings(&SettingsChange::OpenRules(Vec::new())).await.unwrap();
    assert_eq!(opens_in(&user, &slack), None);
    assert_eq!(opens_in(&user, &jira), Some(("browser:fixed".to_owned(), true)));
}

/// What is one click and what is two is decided by fractions of a second, which a busy machine takes for itself.
async fn user_with_manual_clock() -> (TestUser, Arc<ManualClock>) {
    let mut user = TestUser::new(USER).await;
    let clock = Arc::new(ManualClock::new());
    user.restart_with_clock(clock.clone(), USER);
    (user, clock)
}

#[tokio::test]
async fn missing_launch_target_is_named_and_another_can_be_tried() {
    let (user, clock) = user_with_manual_clock().await;
    sign_in_and_wait(&user).await;
    let key = app_key(&user, "Zoom");
    let LaunchOutcome::Failed(problem) = user.app.open_app(&key, Some(target("command:Gone"))).await else { panic!() };
    assert_eq!((problem.code, problem.reason.as_deref()), (Code::LaunchPlace, Some("Gone")));
    // The way on is no second click, however soon it is taken.
    user.platform.set_open_external_error(Some(Code::LaunchOpen));
    let LaunchOutcome::Failed(problem) = user.app.open_app(&key, Some(Target::Browser)).await else { panic!() };
    assert_eq!(problem.code, Code::LaunchOpen);
    user.platform.inspect(|recorded| {
        let phases = [LaunchPhase::Opening, LaunchPhase::Failed].repeat(2);
        assert_eq!(launch_phases(recorded, &key), phases);
    });
    assert_eq!(user.app.app_details(&key).unwrap().open_count, 0);
    // What came of a click is what comes of the same click.
    user.platform.set_open_external_error(None);
    assert_eq!(user.app.open_app_and_wait(&key, None).await, LaunchOutcome::Failed(Code::LaunchOpen.into()));
    // Unless it names a place: that is the way on again.
    assert_eq!(user.app.open_app(&key, Some(Target::Browser)).await, LaunchOutcome::Opened);
    assert_eq!(user.app.open_app(&key, Some(Target::Browser)).await, LaunchOutcome::Opened, "the same click");
    user.platform.inspect(|recorded| assert_eq!(opened_counts(recorded), (0, 2), "one refused, one opened"));
    clock.advance(Duration::from_secs(2));
    assert_eq!(user.app.open_app_and_wait(&key, None).await, LaunchOutcome::Opened);
}

#[tokio::test]
async fn failed_launch_is_retried_by_later_click_but_not_double_click() {
    let (user, clock) = user_with_manual_clock().await;
    sign_in_and_wait(&user).await;
    let key = app_key(&user, "Zoom");
    let tries = |user: &TestUser| user.platform.inspect(|recorded| recorded.opened_urls.len());
    user.platform.set_open_external_error(Some(Code::LaunchOpen));
    assert!(matches!(user.app.open_app(&key, None).await, LaunchOutcome::Failed(_)));
    // A double click: one try, and what came of it is still said.
    clock.advance(Duration::from_millis(500));
    assert!(matches!(user.app.open_app(&key, None).await, LaunchOutcome::Failed(_)));
    assert_eq!(tries(&user), 1);
    user.platform.inspect(|recorded| {
        assert_eq!(launch_phases(recorded, &key), [LaunchPhase::Opening, LaunchPhase::Failed, LaunchPhase::Failed]);
    });
    clock.advance(Duration::from_millis(200));
    assert!(matches!(user.app.open_app(&key, None).await, LaunchOutcome::Failed(_)));
    assert_eq!(tries(&user), 2, "within a second, by the same click, in the same place");
    clock.advance(Duration::from_millis(750));
    user.platform.set_open_external_error(None);
    assert_eq!(user.app.open_app(&key, None).await, LaunchOutcome::Opened);
    clock.advance(Duration::from_millis(750));
    assert_eq!(user.app.open_app(&key, None).await, LaunchOutcome::Opened);
    assert_eq!(tries(&user), 3, "what opened does not open again");
}

#[tokio::test]
async fn key_repeat_on_failing_app_tries_once() {
    for pause in [250, 500, 660] {
        let (user, clock) = user_with_manual_clock().await;
        sign_in_and_wait(&user).await;
        let key = app_key(&user, "Zoom");
        user.platform.set_open_external_error(Some(Code::LaunchOpen));
        user.app.open_app(&key, None).await;
        clock.advance(Duration::from_millis(pause));
        for _ in 0..100 {
            assert!(matches!(user.app.open_app(&key, None).await, LaunchOutcome::Failed(_)));
            clock.advance(Duration::from_millis(33));
        }
        user.platform.inspect(|recorded| assert_eq!(recorded.opened_urls.len(), 1, "{pause}"));
    }
}

#[tokio::test]
async fn key_repeat_opens_app_once() {
    let (user, clock) = user_with_manual_clock().await;
    let started_at = clock.now();
    sign_in_and_wait(&user).await;
    let (zoom, slack) = (app_key(&user, "Zoom"), app_key(&user, "Slack"));
    for _ in 0..100 {
        assert_eq!(user.app.open_app(&zoom, None).await, LaunchOutcome::Opened);
        user.app.open_app(&slack, Some(Target::Window)).await;
        clock.advance(Duration::from_millis(33));
    }
    user.platform.inspect(|recorded| assert_eq!(opened_counts(recorded), (1, 1)));
    clock.advance(Duration::from_secs(1));
    user.app.open_app(&zoom, None).await;
    user.platform.inspect(|recorded| assert_eq!(opened_counts(recorded), (1, 2)));
    // A clock that was turned back does not keep an app shut.
    clock.set(started_at);
    user.app.open_app(&zoom, None).await;
    user.platform.inspect(|recorded| assert_eq!(opened_counts(recorded), (1, 3)));
}
