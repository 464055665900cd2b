//! Tests of how arguments are parsed, and which are refused.

use std::fs;

use portico_core::tenant::url::UserInput;
use portico_core::view::SignInMethod;
use proptest::prelude::*;

use super::*;
use crate::startup_intent::StartupIntent;

fn parse_line(line: &str) -> Result<Command, CommandOutput> {
    parse(line.split_whitespace().map(OsString::from))
}

#[test]
fn command_lines_parse_to_commands() {
    for (line, expected) in [
        ("", "Window"),
        ("-psn_0_12345", "Window"),
        ("--background", "Background"),
        ("--palette", "Palette"),
        ("list", r#"List { words: "", all: false, json: false }"#),
        ("list --json sales force --all", r#"List { words: "sales force", all: true, json: true }"#),
        ("open SAP Concur --wait", r#"Open { app: Name("SAP Concur"), wait: true }"#),
        ("open @/home/1", r#"Open { app: Name("@/home/1"), wait: false }"#),
        ("open -- --background", r#"Open { app: Name("--background"), wait: false }"#),
        ("open --key=-x --wait", r#"Open { app: Key("-x"), wait: true }"#),
        ("open --key x --wait", r#"Open { app: Key("x"), wait: true }"#),
        ("open --key=--wait", r#"Open { app: Key("--wait"), wait: false }"#),
        ("open --key=@/home/a=b", r#"Open { app: Key("@/home/a=b"), wait: false }"#),
        ("--hidden", "Hidden"),
        ("status --json", "Status { json: true }"),
        ("show", "Show { words: None }"),
        ("show two words", r#"Show { words: Some("two words") }"#),
        ("show quit", r#"Show { words: Some("quit") }"#),
        ("open quit", r#"Open { app: Name("quit"), wait: false }"#),
        ("quit", "Quit"),
        ("portico://open/SAP%20Concur", r#"OpenLink(DeepLink { app: "SAP Concur", source: Unknown })"#),
    ] {
        assert_eq!(format!("{:?}", parse_line(line).unwrap()), expected, "{line}");
    }
}

fn parse_check(line: &str) -> (CheckRequest, bool, bool) {
    match parse(shell_words(line)) {
        Ok(Command::Check { request, has_secret, json }) => (*request, has_secret, json),
        other => panic!("{line}: {other:?}"),
    }
}

/// Splits at spaces; `''` is an empty word.
fn shell_words(line: &str) -> Vec<OsString> {
    line.split(' ').map(|word| word.trim_matches('\'').into()).collect()
}

#[test]
fn check_options_become_the_request() {
    let (request, has_secret, json) = parse_check("check acme");
    assert_eq!(request.tenant, UserInput::ShortName("acme".into()));
    assert_eq!(
        (request.sign_in_method, request.signs_in_with_browser, has_secret, json),
        (SignInMethod::Webview, false, false, false)
    );
    assert!([&request.app_id, &request.client_id, &request.redirect_uri, &request.scope].iter().all(|it| it.is_none()));
    let (request, has_secret, json) = parse_check(
        "check --app-id A --client-id=B https://acme.my.idaptive.app/my --redirect-uri https://acme.test/x --scope '' \
         --json --secret-stdin --browser",
    );
    assert!(matches!(request.tenant, UserInput::Address { url, .. } if url.as_str() == "https://acme.my.idaptive.app"));
    assert_eq!(
        [request.app_id, request.client_id, request.redirect_uri, request.scope].map(Option::unwrap),
        ["A", "B", "https://acme.test/x", ""]
    );
    assert_eq!((request.sign_in_method, request.signs_in_with_browser), (SignInMethod::Browser, true));
    assert!(has_secret && json && request.secret.is_none());
    for (line, method) in [
        ("check --sign-in browser -- acme", SignInMethod::Browser),
        ("check acme --browser --sign-in browser", SignInMethod::Browser),
        ("check acme --sign-in portal", SignInMethod::Portal),
    ] {
        assert_eq!(parse_check(line).0.sign_in_method, method, "{line}");
    }
}

#[test]
fn invalid_check_arguments_are_named_and_not_repeated() {
    for (line, word) in [
        ("check", "<URL>"),
        ("check ''", "empty"),
        ("check --json", "<URL>"),
        ("check acme beta", "beta"),
        ("check acme --magic", "--magic"),
        ("check acme --app-id", "--app-id"),
        ("check acme --app-id a\u{a0}b", "spaces"),
        ("check acme --json=yes", "--json"),
        ("check acme --client-id ''", "--client-id"),
        ("check acme --sign-in carrier-pigeon", "webview"),
        ("check acme --browser --sign-in portal", "--browser"),
        ("check acme --redirect-uri http://acme.test/", "https"),
        ("check http://acme.my.idaptive.app", "https"),
        ("check https://jane:canary@acme.test", "password"),
        ("check jane@acme.test", "e-mail"),
    ] {
        let output = parse(shell_words(line)).unwrap_err();
        assert_eq!((output.exit_status, output.stdout.as_str()), (ExitStatus::UsageError, ""), "{line}");
        assert!(output.stderr.contains(word) && output.stderr.contains("--help"), "{line}: {}", output.stderr);
        assert!(!output.stderr.contains("canary"), "{}", output.stderr);
    }
}

#[test]
fn check_help_lists_its_options_and_exit_statuses() {
    let help = parse_line("check --help").unwrap_err();
    assert_eq!(help.exit_status, ExitStatus::Success);
    for word in ["--app-id", "--client-id", "--redirect-uri", "--scope", "--sign-in", "--browser", "--secret-stdin"] {
        assert!(help.stdout.contains(word), "{word}");
    }
    assert!(
        help.stdout.contains("--json") && help.stdout.contains("1 a step failed") && help.stdout.contains("portal")
    );
}

#[test]
fn check_command_debug_output_hides_the_secret() {
    let (mut request, ..) = parse_check("check acme --secret-stdin");
    request.secret = Some("CANARY".to_owned().into());
    assert!(
        !format!("{:?}", Command::Check { request: Box::new(request), has_secret: true, json: false })
            .contains("CANARY")
    );
}

#[test]
fn usage_errors_are_printed_to_stderr() {
    for line in [
        "lst",
        "list --jsonn",
        "open",
        "open --magic x",
        "open --key",
        "open --key x y",
        "open --key -x",
        "open --key --wait",
        "open --key -- x",
        "open --key=x y",
        "--hidden open x",
        "status now",
        "--palette list",
        "show --palette",
        "--palette quit",
        "--palette=x",
        "quit now",
        "quit --force",
        "quit portico://open/x",
        "--background status",
        "completions",
        "completions tcsh",
        "check",
        "check --magic acme",
        "portico:",
        "portico://open/x/y",
        "portico://open/x --background",
        "open portico://open/x",
        "list PORTICO://x",
    ] {
        let output = parse_line(line).unwrap_err();
        assert_eq!((output.exit_status, output.stdout.as_str()), (ExitStatus::UsageError, ""), "{line}");
        assert!(output.stderr.ends_with('\n'), "{line}");
    }
}

/// A link out of its quotes, as the registry of Windows would have it.
#[test]
fn links_with_further_arguments_are_rejected() {
    for arguments in [&["portico://open/x\"", "--background"][..], &["--", "portico://open/x"], &["x", "portico:y"]] {
        let output = parse(arguments.iter().map(OsString::from)).unwrap_err();
        assert_eq!(output.exit_status, ExitStatus::UsageError, "{arguments:?}");
        assert!(!output.stderr.contains("background"), "what is hostile is not repeated");
    }
}

#[test]
fn help_lists_every_subcommand_and_exit_status() {
    let help = parse_line("--help").unwrap_err();
    assert_eq!(help.exit_status, ExitStatus::Success);
    for word in ["list", "open", "status", "show", "quit", "check", "completions", "--palette", "5 blocked"] {
        assert!(help.stdout.contains(word), "{word}");
    }
    assert!(!help.stdout.contains("--background"), "of the desktop's, not of a person's");
    assert_eq!(parse_line("--version").unwrap_err().stdout, concat!("portico ", env!("CARGO_PKG_VERSION"), "\n"));
    build_cli().debug_assert();
}

#[test]
fn completions_list_subcommands_but_not_hidden_options() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = parse_line(&format!("completions {shell}")).unwrap_err();
        assert_eq!(output.exit_status, ExitStatus::Success);
        assert!(output.stdout.contains("status") && output.stdout.contains("json"), "{shell}");
        assert!(
            output.stdout.contains("palette") && !output.stdout.contains("background"),
            "{shell}: of the desktop's alone"
        );
    }
}

#[test]
fn docs_list_every_subcommand_and_exit_status() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/command-line.md")).unwrap();
    for verb in build_cli().get_subcommands().map(clap::Command::get_name) {
        assert!(page.contains(&format!("portico {verb}")), "{verb}");
    }
    for exit in [
        ExitStatus::Success,
        ExitStatus::Failed,
        ExitStatus::UsageError,
        ExitStatus::NotSignedIn,
        ExitStatus::NoUniqueApp,
        ExitStatus::Blocked,
    ] {
        assert!(page.contains(&format!("| {} |", exit as u8)), "{exit:?}");
    }
}

#[test]
fn startup_intents_round_trip_through_arguments() {
    let reparse =
        |intent: &StartupIntent| format!("{:?}", parse(intent.to_args().into_iter().map(OsString::from)).unwrap());
    for (intent, expected) in [
        (StartupIntent::Window, "Window"),
        (StartupIntent::Hidden, "Hidden"),
        (StartupIntent::Open { key: "--wait".into() }, r#"Open { app: Key("--wait"), wait: false }"#),
        (StartupIntent::OpenNamed { name: "SAP  Concur".into() }, r#"Open { app: Name("SAP  Concur"), wait: false }"#),
        (
            StartupIntent::OpenLink(DeepLink { app: "a/b".into(), source: LinkSource::Unknown }),
            r#"OpenLink(DeepLink { app: "a/b", source: Unknown })"#,
        ),
        (StartupIntent::Show { words: None }, "Show { words: None }"),
        (StartupIntent::Show { words: Some("-x".into()) }, r#"Show { words: Some("-x") }"#),
    ] {
        assert_eq!(reparse(&intent), expected);
    }
}

proptest! {
    #[test]
    fn parsing_arbitrary_arguments_does_not_panic(arguments in proptest::collection::vec("(list|open|quit|check|--json|--scope|--palette|portico:|-)?.{0,9}", 0..5)) {
        let _ = parse(arguments.into_iter().map(OsString::from));
    }

    #[test]
    fn only_the_quit_subcommand_parses_as_quit(arguments in proptest::collection::vec("quit|show|open|--|--palette|-h|[a-z]{1,4}", 0..4)) {
        let parsed = parse(arguments.iter().map(OsString::from));
        prop_assert_eq!(matches!(parsed, Ok(Command::Quit)), arguments == ["quit"] || arguments == ["quit", "--"]);
    }

    #[test]
    fn arguments_with_a_link_parse_as_that_link_or_fail(before in ".{0,9}", app in "[a-z]{1,9}", after in ".{0,9}") {
        let link = format!("portico://open/{app}");
        let kinds = [vec![before.clone(), link.clone()], vec![link.clone(), after], vec![link]];
        for arguments in kinds {
            let is_alone = arguments.len() == 1;
            match parse(arguments.into_iter().map(OsString::from)) {
                Ok(Command::OpenLink(link)) => prop_assert_eq!((link.app, is_alone), (app.clone(), true)),
                Ok(other) => prop_assert!(before.starts_with("-psn_"), "{:?}", other),
                Err(_) => prop_assert!(!is_alone),
            }
        }
    }
}
