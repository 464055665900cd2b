//! Tests of which arguments are links, and what a stored permission covers.

use proptest::prelude::*;

use super::*;

fn parse_app(link: &str) -> Option<String> {
    parse(link, LinkSource::Unknown).ok().map(|wanted| wanted.app)
}

#[test]
fn links_name_one_app_by_key_or_name() {
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
        assert_eq!(parse_app(link).as_deref(), Some(expected), "{link}");
    }
}

#[test]
fn malformed_links_are_rejected() {
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
        assert_eq!(parse_app(link), None, "{link:?}");
    }
    assert_eq!(parse_app(&format!("portico://open/{}", "x".repeat(MAX_LINK_BYTES))), None);
    assert!(parse_app(&format!("portico://open/{}", "x".repeat(MAX_LINK_BYTES - "portico://open/".len()))).is_some());
}

fn dirs(home: &tempfile::TempDir) -> Dirs {
    let in_home = |name: &str| home.path().join(name);
    Dirs { config: in_home("c"), state: in_home("s"), cache: in_home("k"), policy: in_home("p"), locks: in_home("l") }
}

#[test]
fn permission_covers_one_program_or_one_app() {
    let home = tempfile::tempdir().unwrap();
    let dirs = dirs(&home);
    let (safari, mail) = (LinkSource::Program("com.apple.Safari".into()), LinkSource::Program("com.apple.mail".into()));
    let mut permissions = LinkPermissions::load(&dirs);
    assert!(permissions.needs_confirmation(&safari, "1") && permissions.needs_confirmation(&LinkSource::Unknown, "1"));
    permissions.allow(&safari, "1").unwrap();
    permissions.allow(&LinkSource::Unknown, "2").unwrap();
    let mut reloaded = LinkPermissions::load(&dirs);
    for (source, key, needs_confirmation) in [
        (&safari, "1", false),
        (&safari, "9", false),
        (&mail, "1", true),
        (&LinkSource::Unknown, "1", true),
        (&LinkSource::Unknown, "2", false),
        (&mail, "2", false),
    ] {
        assert_eq!(reloaded.needs_confirmation(source, key), needs_confirmation, "{source:?} {key}");
    }
    reloaded.clear().unwrap();
    assert!(LinkPermissions::load(&dirs).needs_confirmation(&safari, "1"));
}

#[test]
fn permissions_file_has_no_names_and_is_bounded() {
    let home = tempfile::tempdir().unwrap();
    let dirs = dirs(&home);
    let mut permissions = LinkPermissions::load(&dirs);
    for key in 0..MAX_PERMISSIONS + 3 {
        // Only the last write counts here; five hundred flushes do not.
        permissions.loaded.value.allowed.push(entry_digest("app", &key.to_string()));
    }
    permissions.allow(&LinkSource::Unknown, "Salesforce").unwrap();
    let text = std::fs::read_to_string(dirs.state.join("links.json")).unwrap();
    assert!(!text.contains("Salesforce"));
    let permissions = LinkPermissions::load(&dirs);
    assert_eq!(permissions.loaded.value.allowed.len(), MAX_PERMISSIONS);
    assert!(
        !permissions.needs_confirmation(&LinkSource::Unknown, "Salesforce")
            && permissions.needs_confirmation(&LinkSource::Unknown, "0")
    );
}

proptest! {
    #[test]
    fn formatted_links_parse_to_the_same_key(key in "\\PC{1,60}") {
        prop_assume!(!key.trim().is_empty());
        let link = format_link(&key);
        prop_assert!(is_link(&link));
        if link.len() <= MAX_LINK_BYTES {
            prop_assert_eq!(parse_app(&link), Some(key));
        }
    }

    #[test]
    fn parsing_arbitrary_text_does_not_panic(text in any::<String>(), tail in any::<String>()) {
        let _ = parse(&text, LinkSource::Unknown);
        if let Some(app) = parse_app(&format!("portico://open/{tail}")) {
            prop_assert!(!app.chars().any(char::is_control) && !app.trim().is_empty());
            prop_assert!(tail.bytes().all(|byte| byte.is_ascii_graphic() && !b"/?#\\\"<>".contains(&byte)));
        }
    }

    #[test]
    fn unreadable_permissions_file_grants_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let home = tempfile::tempdir().unwrap();
        let dirs = dirs(&home);
        portico_core::storage::files::write(&dirs.state.join("links.json"), &bytes).unwrap();
        prop_assert!(LinkPermissions::load(&dirs).needs_confirmation(&LinkSource::Unknown, "1"));
    }
}
