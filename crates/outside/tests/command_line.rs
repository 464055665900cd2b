//! The command line against a Portico that runs, one that does not, and one that does not answer.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use std::ffi::OsString;
#[cfg(unix)]
use std::fs;
use std::sync::Arc;

use jiff::tz::TimeZone;
use portico_core::clock::Millis;
use portico_core::view::Restriction;
use portico_outside::command::{Command, Ended, Exit, Surroundings, parse, run};
use portico_outside::control::{Client, Place, Server};
use portico_outside::link::{Source, Wanted};
use portico_outside::{Intent, Outcome, Standing};
use serde_json::{Value, json};
#[cfg(unix)]
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

mod common;

use common::{FakeDoor, Shared, app};

/// 09:12 of a day in November.
const AT: Millis = Millis(1_795_338_720_000);

struct Home {
    _folder: tempfile::TempDir,
    here: Surroundings,
    place: Place,
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dirs = common::dirs(&folder);
        let place = Place::of(None, &dirs);
        let client = Client::new(place.clone());
        Self { here: Surroundings { client, dirs, now: AT, zone: TimeZone::UTC }, place, _folder: folder }
    }

    async fn with(door: &Arc<FakeDoor>) -> Self {
        let home = Self::new();
        let server = Server::bind(&home.place).await.unwrap();
        tokio::spawn(server.run(Arc::new(Shared(door.clone()))));
        home
    }

    async fn run(&self, line: &str) -> Result<Ended, Intent> {
        run(command(line), &self.here).await
    }

    async fn ended(&self, line: &str) -> Ended {
        self.run(line).await.unwrap_or_else(|intent| panic!("{line}: {intent:?}"))
    }
}

fn command(line: &str) -> Command {
    parse(line.split_whitespace().map(OsString::from)).unwrap()
}

fn running() -> Arc<FakeDoor> {
    let mut jira = app("1", "Jira");
    jira.favourite = true;
    jira.recent = Some(1);
    let mut old = app("4", "Old wiki");
    old.hidden = true;
    let mut concur = app("3", "SAP Concur");
    concur.restriction = Some(Restriction::ExtraCheck);
    concur.category = None;
    FakeDoor::new(vec![jira, app("2", "SAP Fiori"), concur, old])
}

#[tokio::test]
async fn a_list_for_people_and_for_programs() {
    let home = Home::with(&running()).await;
    let list = home.ended("list").await;
    assert_eq!(list.out, "Jira        Work  favourite\nSAP Fiori   Work\nSAP Concur        asks for another factor\n");
    assert_eq!((list.err.as_str(), list.exit), ("", Exit::Done));
    assert_eq!(home.ended("list sap fi").await.out, "SAP Fiori  Work\n");
    assert!(home.ended("list --all").await.out.contains("Old wiki    Work  hidden"));
    let nothing = home.ended("list zzz").await;
    assert_eq!((nothing.exit, nothing.err.as_str()), (Exit::NotOneApp, "No app matches.\n"));
    let json: Value = serde_json::from_str(&home.ended("list --json jira").await.out).unwrap();
    // A promise: see docs/command-line.md.
    assert_eq!(
        json,
        json!({
            "version": 1, "running": true, "tenant": "acme.my.idaptive.app", "user": "ada@acme.test",
            "updatedAt": "2026-11-22T07:12:00Z",
            "apps": [{
                "key": "1", "name": "Jira", "description": null, "category": "Work",
                "favourite": true, "recent": 1, "hidden": false, "restriction": null,
            }],
        })
    );
}

#[tokio::test]
async fn a_status_for_people_and_for_programs() {
    let door = running();
    let home = Home::with(&door).await;
    let status = home.ended("status").await;
    assert_eq!(status.exit, Exit::Done);
    assert_eq!(
        status.out,
        "Portico:  running\nSession:  signed in\nCompany:  Acme (acme.my.idaptive.app)\nUser:     ada@acme.test\n\
         Apps:     4, as of 07:12\n"
    );
    let json: Value = serde_json::from_str(&home.ended("status --json").await.out).unwrap();
    assert_eq!(
        json,
        json!({
            "version": 1, "running": true, "session": "signedIn", "company": "Acme",
            "tenant": "acme.my.idaptive.app", "user": "ada@acme.test", "apps": 4,
            "updatedAt": "2026-11-22T07:12:00Z", "endsAt": null,
        })
    );
    for (standing, word) in [
        (Standing::Locked, "locked"),
        (Standing::SignedOut, "signedOut"),
        (Standing::FirstRun, "firstRun"),
        (Standing::SigningIn, "signingIn"),
    ] {
        door.stands(standing);
        let status = home.ended("status --json").await;
        assert_eq!(status.exit, Exit::NobodyThere);
        assert!(status.out.contains(&format!("\"session\":\"{word}\"")), "{}", status.out);
        let ended = home.ended("list").await;
        assert_eq!((ended.exit, ended.out.as_str()), (Exit::NobodyThere, ""));
        assert!(
            ended.err.contains("Portico's window")
                || ended.err.contains("its window")
                || ended.err.contains("under way")
        );
        // The window knows what to do once there is a list.
        door.asked();
        *door.outcome.lock().unwrap() = Outcome::Waiting;
        let ended = home.ended("open jira soft").await;
        assert_eq!(door.asked(), ["open by name jira soft Briefly"]);
        assert_eq!((ended.exit, ended.out.as_str()), (Exit::NobodyThere, ""));
        assert!(ended.err.contains("once you have signed in"), "{}", ended.err);
    }
}

#[tokio::test]
async fn an_app_opens_by_what_names_it_alone() {
    let door = running();
    let home = Home::with(&door).await;
    for (line, key) in
        [("open Jira", "1"), ("open 3", "3"), ("open sap f", "2"), ("open concur", "3"), ("open old", "4")]
    {
        let ended = home.ended(line).await;
        assert_eq!(ended.exit, Exit::Done, "{}", ended.err);
        assert_eq!(door.asked(), [format!("open {key} Briefly")], "{line}");
    }
    let several = home.ended("open sap").await;
    assert_eq!(several.exit, Exit::NotOneApp);
    assert!(several.err.contains("  SAP Fiori\n") && several.err.contains("  SAP Concur\n"), "{}", several.err);
    let nothing = home.ended("open zzz").await;
    assert_eq!(
        (nothing.exit, nothing.err.as_str()),
        (Exit::NotOneApp, "No app is called \"zzz\". See: portico list\n")
    );
    assert_eq!(door.asked(), [""; 0]);
}

#[tokio::test]
async fn two_of_one_name_are_told_apart_by_their_keys() {
    let door = FakeDoor::new(vec![app("k1", "Wiki"), app("k2\u{1b}[2J", "Wiki")]);
    let home = Home::with(&door).await;
    let several = home.ended("open wiki").await;
    assert_eq!(several.exit, Exit::NotOneApp);
    assert!(several.err.contains("(key k1)") && several.err.contains("(key k2\\u{1b}[2J)"), "{}", several.err);
    assert_eq!(home.ended("open k1").await.out, "Wiki is open.\n");
}

#[tokio::test]
async fn each_outcome_has_its_exit_status() {
    let door = running();
    let home = Home::with(&door).await;
    for (outcome, exit) in [
        (Outcome::Opened, Exit::Done),
        (Outcome::Waiting, Exit::NobodyThere),
        (Outcome::Cancelled, Exit::Failed),
        (Outcome::NotFound, Exit::NotOneApp),
        (Outcome::Refused("E-LAUNCH-BLOCKED".into()), Exit::Blocked),
        (Outcome::Refused("E-MANAGED".into()), Exit::Blocked),
        (Outcome::Refused("E-LAUNCH-OPEN".into()), Exit::Failed),
        (Outcome::Refused("E-OF-TOMORROW\u{7}".into()), Exit::Failed),
    ] {
        *door.outcome.lock().unwrap() = outcome.clone();
        for line in ["open Jira", "portico://open/Jira"] {
            let ended = home.ended(line).await;
            assert_eq!(ended.exit, exit, "{outcome:?}");
            assert!(ended.out.is_empty() != ended.err.is_empty() && !ended.err.contains('\u{7}'));
        }
    }
    *door.outcome.lock().unwrap() = Outcome::Waiting;
    door.signed_in.notify_one();
    assert_eq!(home.ended("open Jira --wait").await.exit, Exit::Done);
}

#[tokio::test]
async fn the_window_comes_to_the_front() {
    let door = running();
    let home = Home::with(&door).await;
    for line in ["", "show", "--palette", "show two words"] {
        assert_eq!(home.ended(line).await, Ended { out: String::new(), err: String::new(), exit: Exit::Done });
    }
    assert_eq!(door.asked(), ["show None", "show None", "palette", "show Some(\"two words\")"]);
}

#[tokio::test]
async fn quit_ends_what_runs() {
    let door = running();
    let home = Home::with(&door).await;
    let ended = home.ended("quit").await;
    assert_eq!((ended.out.as_str(), ended.err.as_str(), ended.exit), ("", "", Exit::Done));
    // The answer comes first.
    door.heard.notified().await;
    assert_eq!(door.asked(), ["quit"]);
    let ended = Home::new().ended("quit").await;
    assert_eq!((ended.err.as_str(), ended.exit), ("Portico is not running.\n", Exit::NobodyThere));
}

/// Answers each request with that line.
#[cfg(unix)]
fn answering(line: &'static str) -> Home {
    let home = Home::new();
    let folder = home.here.dirs.locks.parent().unwrap();
    fs::create_dir_all(folder).unwrap();
    let listener = tokio::net::UnixListener::bind(folder.join("control")).unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = String::new();
            BufReader::new(&mut stream).read_line(&mut request).await.unwrap();
            stream.write_all(line.as_bytes()).await.unwrap();
        }
    });
    home
}

#[cfg(unix)]
#[tokio::test]
async fn one_that_does_not_know_a_command_is_said_to_be_of_another_version() {
    for answer in ["\"malformed\"\n", "\"otherVersion\"\n"] {
        let home = answering(answer);
        for line in ["quit", "status", "list"] {
            let ended = home.ended(line).await;
            assert_eq!((ended.exit, ended.out.as_str()), (Exit::Failed, ""), "{line}");
            assert!(ended.err.contains("another version"), "{}", ended.err);
        }
        // The window at least: a second start shows it.
        assert_eq!(home.run("--palette").await, Err(Intent::Show { words: None }));
    }
}

#[tokio::test]
async fn without_a_running_portico_the_copy_answers() {
    let home = Home::new();
    common::signed_in(&home.here.dirs, &[("1", "Jira"), ("2", "SAP Fiori"), ("3", "SAP Concur")], AT);
    let list = home.ended("list").await;
    assert_eq!(list.out, "Jira        Work\nSAP Concur  Work\nSAP Fiori   Work\n");
    assert_eq!((list.err.as_str(), list.exit), ("As of 09:12; Portico is not running.\n", Exit::Done));
    assert_eq!(home.ended("list conc").await.out, "SAP Concur  Work\n");
    let json: Value = serde_json::from_str(&home.ended("list --json").await.out).unwrap();
    assert_eq!((&json["running"], &json["updatedAt"]), (&json!(false), &json!("2026-11-22T09:12:00Z")));
    let status = home.ended("status").await;
    assert_eq!(status.exit, Exit::NobodyThere);
    assert!(status.out.contains("not running") && status.out.contains("kept") && status.out.contains("as of 09:12"));
}

#[tokio::test]
async fn without_a_running_portico_the_window_starts_with_what_is_wanted() {
    let home = Home::new();
    let intent = |line: &'static str| {
        let home = &home;
        async move { home.run(line).await }
    };
    let named = |name: &str| Err(Intent::OpenNamed { name: name.into() });
    assert_eq!(intent("open Jira").await, named("Jira"));
    common::signed_in(&home.here.dirs, &[("1", "Jira"), ("2", "SAP Fiori"), ("3", "SAP Concur")], AT);
    assert_eq!(intent("open jira").await, Err(Intent::Open { key: "1".into() }));
    assert_eq!(intent("open fiori").await, Err(Intent::Open { key: "2".into() }));
    assert_eq!(intent("open --key=@new").await, Err(Intent::Open { key: "@new".into() }));
    assert_eq!(intent("--hidden").await, Err(Intent::Hidden));
    assert_eq!(intent("open brand new").await, named("brand new"));
    assert_eq!(intent("open sap").await.unwrap().exit, Exit::NotOneApp);
    assert_eq!(intent("").await, Err(Intent::Window));
    assert_eq!(intent("--palette").await, Err(Intent::Show { words: None }));
    assert_eq!(intent("show ji").await, Err(Intent::Show { words: Some("ji".into()) }));
    let wanted = Wanted { app: "Jira".into(), source: Source::Unknown };
    assert_eq!(intent("portico://open/Jira").await, Err(Intent::Follow(wanted)));
}

#[tokio::test]
async fn where_nobody_ever_signed_in_that_is_said() {
    let home = Home::new();
    let list = home.ended("list").await;
    assert_eq!((list.exit, list.out.as_str()), (Exit::NobodyThere, ""));
    assert!(list.err.contains("not running"));
    let status = home.ended("status").await;
    assert_eq!(status.exit, Exit::NobodyThere);
    assert_eq!(status.out, "Portico:  not running\nSession:  no company is set up\n");
    assert!(!home.here.dirs.state.exists(), "a look leaves nothing behind");
}

#[cfg(unix)]
#[tokio::test]
async fn one_that_does_not_answer_is_told_from_one_that_does_not_run() {
    let home = Home::new();
    let folder = home.here.dirs.locks.parent().unwrap();
    fs::create_dir_all(folder).unwrap();
    let listener = tokio::net::UnixListener::bind(folder.join("control")).unwrap();
    tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    for line in ["list", "status", "open Jira", "portico://open/Jira", "quit"] {
        let ended = home.ended(line).await;
        assert_eq!((ended.exit, ended.out.as_str()), (Exit::Failed, ""), "{line}");
        assert!(ended.err.contains("does not answer"));
    }
    // A double click shows a window all the same.
    assert_eq!(home.run("").await, Err(Intent::Window));
}
