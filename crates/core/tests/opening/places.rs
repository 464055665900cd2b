//! Where an app opens: the click's own word, the rules, the one place for all.

use std::time::Duration;

use portico_core::Launched;
use portico_core::place::Chosen;
use portico_core::ports::Outside;
use portico_core::problem::Code;
use portico_core::view::{LaunchPhase, OpenRule, Place, SettingsChange};

use crate::person::Person;
use crate::opening::{USER, key, last, opened, signs_in, told, turn, with_clock};

const COMMANDS: &str = "[[command]]\nname = \"Work\"\nrun = [\"open-work\", \"--at\", \"{url}\"]\n";

fn place(text: &str) -> Place {
    text.parse().unwrap()
}

#[tokio::test]
async fn each_place_gets_the_address_its_own_way() {
    let mut person = Person::new(USER).await;
    person.writes(COMMANDS, USER);
    signs_in(&person).await;
    let firefox = |profile: Option<&str>, private| {
        Outside::Browser(Chosen { browser: "firefox".into(), profile: profile.map(Into::into), private })
    };
    let words = ["open-work", "--at", "{url}"].map(str::to_owned).to_vec();
    let keys: Vec<_> = person.desk.look(|screen| screen.apps.apps.iter().map(|app| app.key.clone()).collect());
    for (key, (text, program)) in keys.iter().zip([
        ("browser", Outside::Default),
        ("browser:firefox", firefox(None, false)),
        ("browser:firefox:private", firefox(None, true)),
        ("browser:firefox:profile=Work: 2", firefox(Some("Work: 2"), false)),
        ("command:Work", Outside::Command(words)),
    ]) {
        assert_eq!(person.app.open_app(key, Some(place(text))).await, Launched::Opened, "{text}");
        person.desk.look(|screen| {
            assert_eq!(screen.programs.last(), Some(&program));
            let url = screen.opened.last().unwrap();
            assert_eq!((url.path(), url.query_pairs().next().unwrap().1.as_ref()), ("/run", key.as_str()));
            assert_eq!(last(screen).place, place(text));
        });
    }
    assert_eq!(person.app.open_app(&keys[10], Some(Place::Window)).await, Launched::Opened);
    person.desk.look(|screen| {
        assert_eq!(opened(screen), (1, 5));
        assert_eq!(screen.app_windows[0].key, keys[10]);
        assert!(screen.app_windows[0].account.is_some());
    });
}

#[tokio::test]
async fn the_first_rule_that_fits_decides_and_the_policys_come_first() {
    let mut person = Person::new(USER).await;
    person.writes("", USER);
    signs_in(&person).await;
    let (jira, slack, zoom) = (key(&person, "Jira Software"), key(&person, "Slack"), key(&person, "Zoom"));
    std::fs::write(
        person.home.path().join("policy.toml"),
        format!("[[open]]\napp = \"{jira}\"\nin = \"browser:fixed\"\n"),
    )
    .unwrap();
    person.restarts(USER);
    let rule = |app: Option<&str>, category: Option<&str>, text: &str| OpenRule {
        app: app.map(Into::into),
        category: category.map(Into::into),
        place: place(text),
    };
    let rules = vec![
        rule(Some(&jira), None, "browser:own"),
        rule(Some(&slack), None, "browser:slack"),
        rule(None, Some("Communication"), "browser:talk"),
        rule(None, Some("communication"), "browser:never"),
        rule(None, None, "browser:rest"),
        rule(None, Some("Engineering"), "browser:too-late"),
    ];
    person.app.save_settings(&SettingsChange::OpensIn(Some(Place::Window))).unwrap();
    let opens_in = |person: &Person, key: &str| person.app.app_details(key).unwrap().opens_in.map(String::from);
    assert_eq!(opens_in(&person, &slack).as_deref(), Some("window"));
    person.app.save_settings(&SettingsChange::OpenRules(rules)).unwrap();
    for (key, expected) in [(&jira, "fixed"), (&slack, "slack"), (&zoom, "talk"), (&key(&person, "GitLab"), "rest")] {
        assert_eq!(opens_in(&person, key), Some(format!("browser:{expected}")));
        person.app.open_app(key, None).await;
        person.desk.look(|screen| assert_eq!(String::from(last(screen).place), format!("browser:{expected}")));
    }
    // What is said at the click goes before all of it.
    let workday = key(&person, "Workday");
    person.app.open_app(&workday, Some(place("browser:other:private"))).await;
    person.desk.look(|screen| assert_eq!(String::from(last(screen).place), "browser:other:private"));
    person.app.save_settings(&SettingsChange::OpenRules(Vec::new())).unwrap();
    person.app.save_settings(&SettingsChange::OpensIn(None)).unwrap();
    assert_eq!(opens_in(&person, &slack), None, "the person is asked");
    assert_eq!(opens_in(&person, &jira).as_deref(), Some("browser:fixed"));
}

#[tokio::test]
async fn a_place_that_is_not_there_is_named() {
    let (person, clock) = with_clock().await;
    signs_in(&person).await;
    let key = key(&person, "Zoom");
    let Launched::Failed(problem) = person.app.open_app(&key, Some(place("command:Gone"))).await else { panic!() };
    assert_eq!((problem.code, problem.reason.as_deref()), (Code::LaunchPlace, Some("Gone")));
    // The way on is no second click, however soon it is taken.
    person.desk.refuses(Some(Code::LaunchOpen));
    let Launched::Failed(problem) = person.app.open_app(&key, Some(Place::Browser)).await else { panic!() };
    assert_eq!(problem.code, Code::LaunchOpen);
    person.desk.look(|screen| {
        let phases = [LaunchPhase::Opening, LaunchPhase::Failed].repeat(2);
        assert_eq!(told(screen, &key), phases);
    });
    assert_eq!(person.app.app_details(&key).unwrap().opened, 0);
    // What came of a click is what comes of the same click.
    person.desk.refuses(None);
    assert_eq!(person.app.open_app_and_wait(&key, None).await, Launched::Failed(Code::LaunchOpen.into()));
    // Unless it names a place: that is the way on again.
    assert_eq!(person.app.open_app(&key, Some(Place::Browser)).await, Launched::Opened);
    assert_eq!(person.app.open_app(&key, Some(Place::Browser)).await, Launched::Opened, "the same click");
    person.desk.look(|screen| assert_eq!(opened(screen), (0, 2), "one refused, one opened"));
    turn(&clock, Duration::from_secs(2));
    assert_eq!(person.app.open_app_and_wait(&key, None).await, Launched::Opened);
}

#[tokio::test]
async fn what_failed_is_tried_again_once_it_can_have_been_read() {
    let (person, clock) = with_clock().await;
    signs_in(&person).await;
    let key = key(&person, "Zoom");
    let tries = |person: &Person| person.desk.look(|screen| screen.opened.len());
    person.desk.refuses(Some(Code::LaunchOpen));
    assert!(matches!(person.app.open_app(&key, None).await, Launched::Failed(_)));
    // A double click: one try, and what came of it is still said.
    turn(&clock, Duration::from_millis(500));
    assert!(matches!(person.app.open_app(&key, None).await, Launched::Failed(_)));
    assert_eq!(tries(&person), 1);
    person.desk.look(|screen| {
        assert_eq!(told(screen, &key), [LaunchPhase::Opening, LaunchPhase::Failed, LaunchPhase::Failed]);
    });
    turn(&clock, Duration::from_millis(200));
    assert!(matches!(person.app.open_app(&key, None).await, Launched::Failed(_)));
    assert_eq!(tries(&person), 2, "within a second, by the same click, in the same place");
    turn(&clock, Duration::from_millis(750));
    person.desk.refuses(None);
    assert_eq!(person.app.open_app(&key, None).await, Launched::Opened);
    turn(&clock, Duration::from_millis(750));
    assert_eq!(person.app.open_app(&key, None).await, Launched::Opened);
    assert_eq!(tries(&person), 3, "what opened does not open again");
}

#[tokio::test]
async fn a_held_enter_fails_once() {
    for pause in [250, 500, 660] {
        let (person, clock) = with_clock().await;
        signs_in(&person).await;
        let key = key(&person, "Zoom");
        person.desk.refuses(Some(Code::LaunchOpen));
        person.app.open_app(&key, None).await;
        turn(&clock, Duration::from_millis(pause));
        for _ in 0..100 {
            assert!(matches!(person.app.open_app(&key, None).await, Launched::Failed(_)));
            turn(&clock, Duration::from_millis(33));
        }
        person.desk.look(|screen| assert_eq!(screen.opened.len(), 1, "{pause}"));
    }
}

#[tokio::test]
async fn a_held_enter_is_one_click() {
    let (person, clock) = with_clock().await;
    signs_in(&person).await;
    let (zoom, slack) = (key(&person, "Zoom"), key(&person, "Slack"));
    for _ in 0..100 {
        assert_eq!(person.app.open_app(&zoom, None).await, Launched::Opened);
        person.app.open_app(&slack, Some(Place::Window)).await;
        turn(&clock, Duration::from_millis(33));
    }
    person.desk.look(|screen| assert_eq!(opened(screen), (1, 1)));
    turn(&clock, Duration::from_secs(1));
    person.app.open_app(&zoom, None).await;
    person.desk.look(|screen| assert_eq!(opened(screen), (1, 2)));
    // A clock that was turned back does not keep an app shut.
    *clock.0.lock().unwrap() = Duration::ZERO;
    person.app.open_app(&zoom, None).await;
    person.desk.look(|screen| assert_eq!(opened(screen), (1, 3)));
}
