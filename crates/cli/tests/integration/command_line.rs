//! Tests of the command line with a Portico that runs, one that does not run, and one that does not respond.

use std::ffi::OsString;
#[cfg(unix)]
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::tz::TimeZone;
use portico_cli::command::{Command, CommandContext, CommandOutput, ExitStatus, parse, run};
use portico_cli::ipc::{Client, Server, SocketPath};
use portico_cli::startup_intent::StartupIntent;
use portico_core::clock::Timestamp;
use portico_core::remote_control::{DeepLink, LinkSource};
use portico_core::remote_control::{OpenOutcome, SessionStatus};
use portico_core::view::Restriction;
use portico_desktop::Environment;
use serde_json::{Value, json};
#[cfg(unix)]
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use crate::support::fake_app::{FakeApp, SharedFakeApp, app};
use crate::support::home;

/// 09:12 of a day in November.
const NOW: Timestamp = Timestamp(1_795_338_720_000);

struct TestHome {
    _folder: tempfile::TempDir,
    context: CommandContext,
    socket_path: SocketPath,
}

impl TestHome {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dirs = home::dirs(&folder);
        let socket_path = SocketPath::resolve(None, &dirs);
        let client = Client::new(socket_path.clone());
        Self {
            context: CommandContext {
                client,
                dirs,
                now: NOW,
                time_zone: TimeZone::UTC,
                environment: Environment::new([], PathBuf::new()),
            },
            socket_path,
            _folder: folder,
        }
    }

    async fn serving(app: &Arc<FakeApp>) -> Self {
        let home = Self::new();
        let server = Server::bind(&home.socket_path).await.unwrap();
        tokio::spawn(server.run(Arc::new(SharedFakeApp(app.clone()))));
        home
    }

    async fn run_line(&self, line: &str) -> Result<CommandOutput, StartupIntent> {
        run(parse_line(line), &self.context).await
    }

    async fn output_of(&self, line: &str) -> CommandOutput {
        self.run_line(line).await.unwrap_or_else(|intent| panic!("{line}: {intent:?}"))
    }
}

fn parse_line(line: &str) -> Command {
    parse(line.split_whitespace().map(OsString::from)).unwrap()
}

fn app_with_list() -> Arc<FakeApp> {
    let mut jira = app("1", "Jira");
    jira.is_favorite = true;
    jira.recent = Some(1);
    let mut old = app("4", "Old wiki");
    old.is_hidden = true;
    let mut concur = app("3", "SAP Concur");
    concur.restriction = Some(Restriction::ExtraCheck);
    concur.category = None;
    FakeApp::new(vec![jira, app("2", "SAP Fiori"), concur, old])
}

#[tokio::test]
async fn list_prints_table_or_json() {
    let home = TestHome::serving(&app_with_list()).await;
    let list = home.output_of("list").await;
    assert_eq!(
        list.stdout,
        "Jira        Work  favourite\nSAP Fiori   Work\nSAP Concur        asks for another factor\n"
    );
    assert_eq!((list.stderr.as_str(), list.exit_status), ("", ExitStatus::Success));
    assert_eq!(home.output_of("list sap fi").await.stdout, "SAP Fiori  Work\n");
    assert!(home.output_of("list --all").await.stdout.contains("Old wiki    Work  hidden"));
    let not_found = home.output_of("list zzz").await;
    assert_eq!((not_found.exit_status, not_found.stderr.as_str()), (ExitStatus::NoUniqueApp, "No app matches.\n"));
    let json: Value = serde_json::from_str(&home.output_of("list --json jira").await.stdout).unwrap();
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
async fn status_prints_text_or_json_and_other_commands_follow_it() {
    let app = app_with_list();
    let home = TestHome::serving(&app).await;
    let status = home.output_of("status").await;
    assert_eq!(status.exit_status, ExitStatus::Success);
    assert_eq!(
        status.stdout,
        "Portico:  running\nSession:  signed in\nCompany:  Acme (acme.my.idaptive.app)\nUser:     ada@acme.test\n\
         Apps:     4, as of 07:12\n"
    );
    let json: Value = serde_json::from_str(&home.output_of("status --json").await.stdout).unwrap();
    assert_eq!(
        json,
        json!({
            "version": 1, "running": true, "session": "signedIn", "company": "Acme",
            "tenant": "acme.my.idaptive.app", "user": "ada@acme.test", "apps": 4,
            "updatedAt": "2026-11-22T07:12:00Z", "endsAt": null,
        })
    );
    for (session_status, word) in [
        (SessionStatus::Locked, "locked"),
        (SessionStatus::SignedOut, "signedOut"),
        (SessionStatus::FirstRun, "firstRun"),
        (SessionStatus::SigningIn, "signingIn"),
    ] {
        app.set_session_status(session_status);
        let status = home.output_of("status --json").await;
        assert_eq!(status.exit_status, ExitStatus::NotSignedIn);
        assert!(status.stdout.contains(&format!("\"session\":\"{word}\"")), "{}", status.stdout);
        let output = home.output_of("list").await;
        assert_eq!((output.exit_status, output.stdout.as_str()), (ExitStatus::NotSignedIn, ""));
        assert!(
            output.stderr.contains("Portico's window")
                || output.stderr.contains("its window")
                || output.stderr.contains("under way")
        );
        // The window knows what to do once there is a list.
        app.take_calls();
        *app.outcome.lock().unwrap() = OpenOutcome::Waiting;
        let output = home.output_of("open jira soft").await;
        assert_eq!(app.take_calls(), ["open by name jira soft Accepted"]);
        assert_eq!((output.exit_status, output.stdout.as_str()), (ExitStatus::NotSignedIn, ""));
        assert!(output.stderr.contains("once you have signed in"), "{}", output.stderr);
    }
}

#[tokio::test]
async fn open_resolves_key_name_prefix_and_search() {
    let app = app_with_list();
    let home = TestHome::serving(&app).await;
    for (line, key) in
        [("open Jira", "1"), ("open 3", "3"), ("open sap f", "2"), ("open concur", "3"), ("open old", "4")]
    {
        let output = home.output_of(line).await;
        assert_eq!(output.exit_status, ExitStatus::Success, "{}", output.stderr);
        assert_eq!(app.take_calls(), [format!("open {key} Accepted")], "{line}");
    }
    let ambiguous = home.output_of("open sap").await;
    assert_eq!(ambiguous.exit_status, ExitStatus::NoUniqueApp);
    assert!(
        ambiguous.stderr.contains("  SAP Fiori\n") && ambiguous.stderr.contains("  SAP Concur\n"),
        "{}",
        ambiguous.stderr
    );
    let not_found = home.output_of("open zzz").await;
    assert_eq!(
        (not_found.exit_status, not_found.stderr.as_str()),
        (ExitStatus::NoUniqueApp, "No app is called \"zzz\". See: portico list\n")
    );
    assert_eq!(app.take_calls(), [""; 0]);
}

#[tokio::test]
async fn apps_with_equal_names_are_listed_with_their_keys() {
    let app = FakeApp::new(vec![app("k1", "Wiki"), app("k2\u{1b}[2J", "Wiki")]);
    let home = TestHome::serving(&app).await;
    let ambiguous = home.output_of("open wiki").await;
    assert_eq!(ambiguous.exit_status, ExitStatus::NoUniqueApp);
    assert!(
        ambiguous.stderr.contains("(key k1)") && ambiguous.stderr.contains("(key k2\\u{1b}[2J)"),
        "{}",
        ambiguous.stderr
    );
    assert_eq!(home.output_of("open k1").await.stdout, "Wiki is open.\n");
}

#[tokio::test]
async fn every_open_outcome_has_its_exit_status() {
    let app = app_with_list();
    let home = TestHome::serving(&app).await;
    for (outcome, exit) in [
        (OpenOutcome::Opened, ExitStatus::Success),
        (OpenOutcome::Waiting, ExitStatus::NotSignedIn),
        (OpenOutcome::Canceled, ExitStatus::Failed),
        (OpenOutcome::NotFound, ExitStatus::NoUniqueApp),
        (OpenOutcome::Failed("E-LAUNCH-BLOCKED".into()), ExitStatus::Blocked),
        (OpenOutcome::Failed("E-MANAGED".into()), ExitStatus::Blocked),
        (OpenOutcome::Failed("E-LAUNCH-OPEN".into()), ExitStatus::Failed),
        (OpenOutcome::Failed("E-OF-TOMORROW\u{7}".into()), ExitStatus::Failed),
    ] {
        *app.outcome.lock().unwrap() = outcome.clone();
        for line in ["open Jira", "portico://open/Jira"] {
            let output = home.output_of(line).await;
            assert_eq!(output.exit_status, exit, "{outcome:?}");
            assert!(output.stdout.is_empty() != output.stderr.is_empty() && !output.stderr.contains('\u{7}'));
        }
    }
    *app.outcome.lock().unwrap() = OpenOutcome::Waiting;
    app.signed_in.notify_one();
    assert_eq!(home.output_of("open Jira --wait").await.exit_status, ExitStatus::Success);
}

#[tokio::test]
async fn show_and_palette_reach_the_running_app_without_output() {
    let app = app_with_list();
    let home = TestHome::serving(&app).await;
    for line in ["", "show", "--palette", "show two words"] {
        assert_eq!(
            home.output_of(line).await,
            CommandOutput { stdout: String::new(), stderr: String::new(), exit_status: ExitStatus::Success }
        );
    }
    assert_eq!(app.take_calls(), ["show None", "show None", "palette", "show Some(\"two words\")"]);
}

#[tokio::test]
async fn quit_ends_the_running_app_or_fails_without_one() {
    let app = app_with_list();
    let home = TestHome::serving(&app).await;
    let output = home.output_of("quit").await;
    assert_eq!((output.stdout.as_str(), output.stderr.as_str(), output.exit_status), ("", "", ExitStatus::Success));
    // The answer comes first.
    app.called.notified().await;
    assert_eq!(app.take_calls(), ["quit"]);
    let output = TestHome::new().output_of("quit").await;
    assert_eq!((output.stderr.as_str(), output.exit_status), ("Portico is not running.\n", ExitStatus::NotSignedIn));
}

/// Answers each request with that line.
#[cfg(unix)]
fn serving_line(line: &'static str) -> TestHome {
    let home = TestHome::new();
    let folder = home.context.dirs.locks.parent().unwrap();
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
async fn unsupported_requests_are_reported_as_other_version() {
    for answer in ["\"malformed\"\n", "\"otherVersion\"\n"] {
        let home = serving_line(answer);
        for line in ["quit", "status", "list"] {
            let output = home.output_of(line).await;
            assert_eq!((output.exit_status, output.stdout.as_str()), (ExitStatus::Failed, ""), "{line}");
            assert!(output.stderr.contains("another version"), "{}", output.stderr);
        }
        // The window at least: a second start shows it.
        assert_eq!(home.run_line("--palette").await, Err(StartupIntent::Show { words: None }));
    }
}

#[tokio::test]
async fn list_and_status_use_cached_list_if_app_is_not_running() {
    let home = TestHome::new();
    home::save_signed_in_account(&home.context.dirs, &[("1", "Jira"), ("2", "SAP Fiori"), ("3", "SAP Concur")], NOW);
    let list = home.output_of("list").await;
    assert_eq!(list.stdout, "Jira        Work\nSAP Concur  Work\nSAP Fiori   Work\n");
    assert_eq!(
        (list.stderr.as_str(), list.exit_status),
        ("As of 09:12; Portico is not running.\n", ExitStatus::Success)
    );
    assert_eq!(home.output_of("list conc").await.stdout, "SAP Concur  Work\n");
    let json: Value = serde_json::from_str(&home.output_of("list --json").await.stdout).unwrap();
    assert_eq!((&json["running"], &json["updatedAt"]), (&json!(false), &json!("2026-11-22T09:12:00Z")));
    let status = home.output_of("status").await;
    assert_eq!(status.exit_status, ExitStatus::NotSignedIn);
    assert!(
        status.stdout.contains("not running")
            && status.stdout.contains("kept")
            && status.stdout.contains("as of 09:12")
    );
}

#[tokio::test]
async fn commands_start_the_window_with_their_intent_if_app_is_not_running() {
    let home = TestHome::new();
    let intent = |line: &'static str| {
        let home = &home;
        async move { home.run_line(line).await }
    };
    let open_named = |name: &str| Err(StartupIntent::OpenNamed { name: name.into() });
    assert_eq!(intent("open Jira").await, open_named("Jira"));
    home::save_signed_in_account(&home.context.dirs, &[("1", "Jira"), ("2", "SAP Fiori"), ("3", "SAP Concur")], NOW);
    assert_eq!(intent("open jira").await, Err(StartupIntent::Open { key: "1".into() }));
    assert_eq!(intent("open fiori").await, Err(StartupIntent::Open { key: "2".into() }));
    assert_eq!(intent("open --key=@new").await, Err(StartupIntent::Open { key: "@new".into() }));
    assert_eq!(intent("--hidden").await, Err(StartupIntent::Hidden));
    assert_eq!(intent("open brand new").await, open_named("brand new"));
    assert_eq!(intent("open sap").await.unwrap().exit_status, ExitStatus::NoUniqueApp);
    assert_eq!(intent("").await, Err(StartupIntent::Window));
    assert_eq!(intent("--palette").await, Err(StartupIntent::Show { words: None }));
    assert_eq!(intent("show ji").await, Err(StartupIntent::Show { words: Some("ji".into()) }));
    let link = DeepLink { app: "Jira".into(), source: LinkSource::Unknown };
    assert_eq!(intent("portico://open/Jira").await, Err(StartupIntent::OpenLink(link)));
}

#[tokio::test]
async fn list_and_status_without_any_account_report_not_signed_in() {
    let home = TestHome::new();
    let list = home.output_of("list").await;
    assert_eq!((list.exit_status, list.stdout.as_str()), (ExitStatus::NotSignedIn, ""));
    assert!(list.stderr.contains("not running"));
    let status = home.output_of("status").await;
    assert_eq!(status.exit_status, ExitStatus::NotSignedIn);
    assert_eq!(status.stdout, "Portico:  not running\nSession:  no company is set up\n");
    assert!(!home.context.dirs.state.exists(), "a look leaves nothing behind");
}

#[cfg(unix)]
#[tokio::test]
async fn unresponsive_app_is_reported_unlike_one_that_is_not_running() {
    let home = TestHome::new();
    let folder = home.context.dirs.locks.parent().unwrap();
    fs::create_dir_all(folder).unwrap();
    let listener = tokio::net::UnixListener::bind(folder.join("control")).unwrap();
    tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    for line in ["list", "status", "open Jira", "portico://open/Jira", "quit"] {
        let output = home.output_of(line).await;
        assert_eq!((output.exit_status, output.stdout.as_str()), (ExitStatus::Failed, ""), "{line}");
        assert!(output.stderr.contains("does not answer"));
    }
    // A double click shows a window all the same.
    assert_eq!(home.run_line("").await, Err(StartupIntent::Window));
}
