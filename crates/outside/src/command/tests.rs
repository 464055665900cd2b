//! What words mean, and which are refused.

use std::fs;

use proptest::prelude::*;

use super::*;
use crate::door::Intent;

fn parsed(line: &str) -> Result<Command, Ended> {
    parse(line.split_whitespace().map(OsString::from))
}

#[test]
fn words_are_understood() {
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
        ("portico://open/SAP%20Concur", r#"Follow(Wanted { app: "SAP Concur", source: Unknown })"#),
        ("check --help", "Check(Help)"),
    ] {
        assert_eq!(format!("{:?}", parsed(line).unwrap()), expected, "{line}");
    }
    assert!(matches!(parsed("check --json acme.my.idaptive.app"), Ok(Command::Check(CheckCommand::Check(_)))));
}

#[test]
fn wrong_usage_is_said_on_standard_error() {
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
        let ended = parsed(line).unwrap_err();
        assert_eq!((ended.exit, ended.out.as_str()), (Exit::WrongUsage, ""), "{line}");
        assert!(ended.err.ends_with('\n'), "{line}");
    }
}

/// A link out of its quotes, as the registry of Windows would have it.
#[test]
fn nothing_follows_a_link() {
    for arguments in [&["portico://open/x\"", "--background"][..], &["--", "portico://open/x"], &["x", "portico:y"]] {
        let ended = parse(arguments.iter().map(OsString::from)).unwrap_err();
        assert_eq!(ended.exit, Exit::WrongUsage, "{arguments:?}");
        assert!(!ended.err.contains("background"), "what is hostile is not repeated");
    }
}

#[test]
fn help_names_every_verb_and_status() {
    let help = parsed("--help").unwrap_err();
    assert_eq!(help.exit, Exit::Done);
    for word in ["list", "open", "status", "show", "quit", "check", "completions", "--palette", "5 blocked"] {
        assert!(help.out.contains(word), "{word}");
    }
    assert!(!help.out.contains("--background"), "of the desktop's, not of a person's");
    assert_eq!(parsed("--version").unwrap_err().out, concat!("portico ", env!("CARGO_PKG_VERSION"), "\n"));
    grammar().debug_assert();
}

#[test]
fn completions_know_the_verbs() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ended = parsed(&format!("completions {shell}")).unwrap_err();
        assert_eq!(ended.exit, Exit::Done);
        assert!(ended.out.contains("status") && ended.out.contains("json"), "{shell}");
        assert!(ended.out.contains("palette") && !ended.out.contains("background"), "{shell}: of the desktop's alone");
    }
}

/// The core reads them, and has the last word.
#[test]
fn the_options_of_check_are_those_that_it_takes() {
    let grammar = grammar();
    let offered = grammar.find_subcommand("check").unwrap().get_arguments().filter_map(clap::Arg::get_long);
    let mut offered: Vec<_> = offered.map(|long| format!("--{long}")).collect();
    let mut taken: Vec<_> = check::HELP.lines().filter_map(|line| line.strip_prefix("  --")).collect();
    let mut taken: Vec<_> = taken.drain(..).map(|line| format!("--{}", line.split(' ').next().unwrap())).collect();
    offered.sort();
    taken.sort();
    assert_eq!(offered, taken);
}

#[test]
fn the_page_names_every_verb_and_status() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/command-line.md")).unwrap();
    for verb in grammar().get_subcommands().map(clap::Command::get_name) {
        assert!(page.contains(&format!("portico {verb}")), "{verb}");
    }
    for exit in [Exit::Done, Exit::Failed, Exit::WrongUsage, Exit::NobodyThere, Exit::NotOneApp, Exit::Blocked] {
        assert!(page.contains(&format!("| {} |", exit as u8)), "{exit:?}");
    }
}

#[test]
fn another_process_takes_an_intent_over() {
    let again = |intent: &Intent| format!("{:?}", parse(intent.arguments().into_iter().map(OsString::from)).unwrap());
    for (intent, expected) in [
        (Intent::Window, "Window"),
        (Intent::Hidden, "Hidden"),
        (Intent::Open { key: "--wait".into() }, r#"Open { app: Key("--wait"), wait: false }"#),
        (Intent::OpenNamed { name: "SAP  Concur".into() }, r#"Open { app: Name("SAP  Concur"), wait: false }"#),
        (
            Intent::Follow(Wanted { app: "a/b".into(), source: Source::Unknown }),
            r#"Follow(Wanted { app: "a/b", source: Unknown })"#,
        ),
        (Intent::Show { words: None }, "Show { words: None }"),
        (Intent::Show { words: Some("-x".into()) }, r#"Show { words: Some("-x") }"#),
    ] {
        assert_eq!(again(&intent), expected);
    }
}

proptest! {
    #[test]
    fn no_words_make_it_panic(arguments in proptest::collection::vec("(list|open|quit|--json|--palette|portico:|-)?.{0,9}", 0..5)) {
        let _ = parse(arguments.into_iter().map(OsString::from));
    }

    #[test]
    fn nothing_but_quit_quits(arguments in proptest::collection::vec("quit|show|open|--|--palette|-h|[a-z]{1,4}", 0..4)) {
        let parsed = parse(arguments.iter().map(OsString::from));
        prop_assert_eq!(matches!(parsed, Ok(Command::Quit)), arguments == ["quit"] || arguments == ["quit", "--"]);
    }

    #[test]
    fn what_holds_a_link_is_a_link_or_nothing(before in ".{0,9}", app in "[a-z]{1,9}", after in ".{0,9}") {
        let link = format!("portico://open/{app}");
        let kinds = [vec![before.clone(), link.clone()], vec![link.clone(), after], vec![link]];
        for arguments in kinds {
            let alone = arguments.len() == 1;
            match parse(arguments.into_iter().map(OsString::from)) {
                Ok(Command::Follow(wanted)) => prop_assert_eq!((wanted.app, alone), (app.clone(), true)),
                Ok(other) => prop_assert!(before.starts_with("-psn_"), "{:?}", other),
                Err(_) => prop_assert!(!alone),
            }
        }
    }
}
