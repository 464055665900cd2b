//! What is a link and what is not, and what a yes is good for.

use proptest::prelude::*;

use super::*;

fn app(link: &str) -> Option<String> {
    parse(link, Source::Unknown).ok().map(|wanted| wanted.app)
}

#[test]
fn a_link_names_one_app() {
    for (link, expected) in [
        ("portico://open/Jira", "Jira"),
        ("PORTICO://OPEN/Jira", "Jira"),
        ("portico://open/SAP%20Concur", "SAP Concur"),
        ("portico://open/%40%2Fhome%2F1", "@/home/1"),
        ("portico://open/%C3%9Cbersicht", "Übersicht"),
        ("portico://open/a%25b", "a%b"),
        // A name, whatever it looks like; no app of the list has it.
        ("portico://open/-o", "-o"),
        ("portico://open/javascript:alert(1)", "javascript:alert(1)"),
    ] {
        assert_eq!(app(link).as_deref(), Some(expected), "{link}");
    }
}

#[test]
fn anything_else_is_no_link() {
    for link in [
        "",
        "portico:",
        "portico:open/Jira",
        "portico:/open/Jira",
        "portico://open",
        "portico://open/",
        "portico://open/%20",
        "portico://open/Jira/",
        "portico://open//Jira",
        "portico://open/Jira/x",
        "portico://open/Jira?x=1",
        "portico://open/Jira#x",
        "portico://open/Jira?",
        "portico://user@open/Jira",
        "portico://user:pw@open/Jira",
        "portico://open:443/Jira",
        "portico://open./Jira",
        "portico://close/Jira",
        "portico:///open/Jira",
        " portico://open/Jira",
        "portico://open/Jira ",
        "portico://open/SAP Concur",
        "portico://open/Jira\n--background",
        "portico://open/Jira\" --background",
        "portico://open/Jira\\..\\x",
        "portico://open/%",
        "portico://open/%4",
        "portico://open/%zz",
        "portico://open/%+1",
        "portico://open/%00",
        "portico://open/a%0Ab",
        "portico://open/%1B%5B2J",
        "portico://open/%7F",
        "portico://open/%C2%85",
        "portico://open/%FF",
        "portico://open/%C0%AF",
        "portico://open/Übersicht",
        "porticox://open/Jira",
        "https://open/Jira",
        "--open",
    ] {
        assert_eq!(app(link), None, "{link:?}");
    }
    assert_eq!(app(&format!("portico://open/{}", "x".repeat(LONGEST))), None);
    assert!(app(&format!("portico://open/{}", "x".repeat(LONGEST - "portico://open/".len()))).is_some());
}

fn dirs(home: &tempfile::TempDir) -> Dirs {
    let at = |name: &str| home.path().join(name);
    Dirs { config: at("c"), state: at("s"), cache: at("k"), policy: at("p"), locks: at("l") }
}

#[test]
fn a_yes_is_for_one_program_or_for_one_app() {
    let home = tempfile::tempdir().unwrap();
    let dirs = dirs(&home);
    let (safari, mail) = (Source::Program("com.apple.Safari".into()), Source::Program("com.apple.mail".into()));
    let mut allowed = Allowed::load(&dirs);
    assert!(allowed.asks(&safari, "1") && allowed.asks(&Source::Unknown, "1"));
    allowed.allow(&safari, "1").unwrap();
    allowed.allow(&Source::Unknown, "2").unwrap();
    let mut again = Allowed::load(&dirs);
    for (source, key, asks) in [
        (&safari, "1", false),
        (&safari, "9", false),
        (&mail, "1", true),
        (&Source::Unknown, "1", true),
        (&Source::Unknown, "2", false),
        (&mail, "2", false),
    ] {
        assert_eq!(again.asks(source, key), asks, "{source:?} {key}");
    }
    again.clear().unwrap();
    assert!(Allowed::load(&dirs).asks(&safari, "1"));
}

#[test]
fn the_file_names_nothing_and_stays_small() {
    let home = tempfile::tempdir().unwrap();
    let dirs = dirs(&home);
    let mut allowed = Allowed::load(&dirs);
    for key in 0..REMEMBERED + 3 {
        // Only the last write counts here; five hundred flushes do not.
        allowed.file.allowed.push(entry("app", &key.to_string()));
    }
    allowed.allow(&Source::Unknown, "Salesforce").unwrap();
    let text = std::fs::read_to_string(dirs.state.join("links.json")).unwrap();
    assert!(!text.contains("Salesforce"));
    let allowed = Allowed::load(&dirs);
    assert_eq!(allowed.file.allowed.len(), REMEMBERED);
    assert!(!allowed.asks(&Source::Unknown, "Salesforce") && allowed.asks(&Source::Unknown, "0"));
}

proptest! {
    #[test]
    fn every_key_comes_back(key in "\\PC{1,60}") {
        prop_assume!(!key.trim().is_empty());
        let link = to(&key);
        prop_assert!(is_link(&link));
        if link.len() <= LONGEST {
            prop_assert_eq!(app(&link), Some(key));
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), tail in any::<String>()) {
        let _ = parse(&text, Source::Unknown);
        if let Some(app) = app(&format!("portico://open/{tail}")) {
            prop_assert!(!app.chars().any(char::is_control) && !app.trim().is_empty());
            prop_assert!(tail.bytes().all(|byte| byte.is_ascii_graphic() && !b"/?#\\\"<>".contains(&byte)));
        }
    }

    #[test]
    fn any_file_can_be_there(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let home = tempfile::tempdir().unwrap();
        let dirs = dirs(&home);
        store::write(&dirs.state.join("links.json"), &bytes).unwrap();
        prop_assert!(Allowed::load(&dirs).asks(&Source::Unknown, "1"));
    }
}
