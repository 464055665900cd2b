use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::*;

fn split_args(line: &str) -> Vec<String> {
    line.split(' ').map(|word| if word == "''" { String::new() } else { word.to_owned() }).collect()
}

fn registration_from_args(line: &str) -> ClientRegistration {
    match parse(split_args(line)) {
        Ok(CheckCommand::Check(check_options)) => match check_options.tenant_input.clone() {
            UserInput::Address { url, .. } => check_options.to_registration(url),
            UserInput::ShortName(name) => panic!("{name}"),
        },
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn options_set_registration_fields() {
    let default = registration_from_args("acme.my.idaptive.app/my#/MyApps");
    assert_eq!(default, ClientRegistration::with_defaults(TenantUrl::parse("https://acme.my.idaptive.app").unwrap()));
    let full = registration_from_args(
        "--app-id A --client-id=B https://acme.my.idaptive.app --redirect-uri https://acme.test/x --scope '' --json",
    );
    assert_eq!(
        (full.app_id.as_str(), full.client_id.as_str(), full.redirect_uri.as_str(), full.scope.as_str()),
        ("A", "B", "https://acme.test/x", "")
    );
    let browser = registration_from_args("--sign-in browser -- acme.my.idaptive.app");
    assert_eq!(browser.redirect_uri, "http://127.0.0.1:47631/signed-in");
    assert!(matches!(parse(split_args("acme --help")), Ok(CheckCommand::Help)));
    assert!(
        matches!(parse(split_args("acme")), Ok(CheckCommand::Check(options)) if options.tenant_input == UserInput::ShortName("acme".into()))
    );
}

#[test]
fn invalid_arguments_return_usage_error_naming_the_option() {
    for (line, word) in [
        ("", "empty"),
        ("--json", "missing"),
        ("acme beta", "one URL"),
        ("acme --magic", "--magic"),
        ("acme --app-id", "--app-id"),
        ("acme --json=yes", "--json"),
        ("acme --client-id ''", "--client-id"),
        ("acme --sign-in carrier-pigeon", "webview"),
        ("acme --redirect-uri http://acme.test/", "https"),
        ("http://acme.my.idaptive.app", "https"),
        ("jane@acme.test", "e-mail"),
    ] {
        let sentence = parse(split_args(line)).expect_err(line);
        assert!(sentence.contains(word) && sentence.contains("--help"), "{line}: {sentence}");
    }
    let spaces = parse(["acme".into(), "--app-id".into(), "a b".into()]).expect_err("refused");
    assert!(spaces.contains("spaces"));
}

#[tokio::test]
async fn missing_stdin_secret_is_a_usage_error() {
    let Ok(CheckCommand::Check(check_options)) = parse(split_args("127.0.0.1:1 --secret-stdin")) else { panic!() };
    assert_eq!(run(CheckCommand::Check(check_options), |_| {}).await.1, EXIT_USAGE);
    let (help, code) = run(CheckCommand::Help, |_| {}).await;
    assert_eq!(code, EXIT_PASSED);
    for option in ["--app-id", "--client-id", "--redirect-uri", "--scope", "--sign-in", "--secret-stdin", "--json"] {
        assert!(help.contains(option), "{option}");
    }
}

#[test]
fn debug_output_hides_the_secret() {
    let Ok(CheckCommand::Check(mut check_options)) = parse(split_args("acme --secret-stdin")) else { panic!() };
    check_options.secret = Some("CANARY".into());
    assert_eq!(check_options.secret.as_ref().map(ExposeSecret::expose_secret), Some("CANARY"));
    assert!(!format!("{check_options:?}").contains("CANARY"));
}

proptest! {
    #[test]
    fn parse_never_panics_on_arbitrary_arguments(args in proptest::collection::vec("(--[a-z-]{0,12}=?)?.{0,12}", 0..6)) {
        let _ = parse(args);
    }
}
