//! Tests of the manual page that packages install.

use portico_cli::command::{ExitStatus, build_cli};

#[path = "../../examples/manual/page.rs"]
mod page;

/// As it reads: without the marks of fonts and of hyphens.
fn page_text() -> String {
    let plain = page::render_page();
    ["\\fB", "\\fI", "\\fR"].iter().fold(plain, |text, mark| text.replace(mark, "")).replace("\\-", "-")
}

#[test]
fn manual_page_has_each_section_once_in_order() {
    let page = page_text();
    let titles: Vec<_> = page.lines().filter_map(|line| line.strip_prefix(".SH ")).collect();
    let titles: Vec<_> = titles.iter().map(|title| title.trim_matches('"')).collect();
    let expected = [
        "NAME",
        "SYNOPSIS",
        "DESCRIPTION",
        "COMMANDS",
        "OPTIONS",
        "WHICH APP A NAME MEANS",
        "LINKS",
        "EXIT STATUS",
        "FILES",
        "EXAMPLES",
        "SEE ALSO",
    ];
    assert_eq!(titles, expected);
}

#[test]
fn manual_page_lists_every_command_option_and_exit_status() {
    let page = page_text();
    let tags: Vec<_> = page
        .lines()
        .zip(page.lines().skip(1))
        .filter(|(line, _)| line.starts_with(".TP"))
        .map(|(_, tag)| tag)
        .collect();
    let has = |tag: &str| tags.iter().any(|line| line.split([' ', '=', ',']).next() == Some(tag));
    for verb in build_cli().get_subcommands() {
        assert!(has(verb.get_name()), "{}", verb.get_name());
        assert!(page.contains(&format!("\nportico {}", verb.get_name())), "{}", verb.get_name());
        for long in verb.get_arguments().filter_map(clap::Arg::get_long) {
            assert!(has(&format!("--{long}")), "{long}");
        }
    }
    for exit in [
        ExitStatus::Success,
        ExitStatus::Failed,
        ExitStatus::UsageError,
        ExitStatus::NotSignedIn,
        ExitStatus::NoUniqueApp,
        ExitStatus::Blocked,
    ] {
        assert!(tags.contains(&(exit as u8).to_string().as_str()), "{exit:?}");
    }
    for word in ["--palette", "--hidden", "portico://open/NAME", "~/.config/portico/settings.toml"] {
        assert!(page.contains(word), "{word}");
    }
    assert!(!page.contains("--background"), "of the desktop's, not of a person's");
    // What an empty text would leave.
    assert!(!page.contains("\n.\n") && page.is_ascii());
}
