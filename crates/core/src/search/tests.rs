//! Small lists and single rules. What people would find is in `tests/search_quality.rs`.

use proptest::prelude::*;

use super::*;

fn index(names: &[&str]) -> Index {
    let apps: Vec<App> = names
        .iter()
        .map(|name| App {
            key: (*name).into(),
            name: (*name).into(),
            description: name.starts_with("SAP").then(|| "Travel and expenses".into()),
            ..App::default()
        })
        .collect();
    Index::new(&apps)
}

fn found(names: &[&str], query: &str) -> Vec<String> {
    index(names).search(query).hits.into_iter().map(|hit| hit.key).collect()
}

/// The name with what is marked in brackets.
fn marked(name: &str, query: &str) -> String {
    let hit = index(&[name]).search(query).hits.pop().unwrap_or_else(|| panic!("{query} does not find {name}"));
    let units: Vec<u16> = name.encode_utf16().collect();
    let text =
        |range: std::ops::Range<u32>| String::from_utf16(&units[range.start as usize..range.end as usize]).unwrap();
    let mut shown = String::new();
    let mut last = 0;
    for (start, end) in hit.ranges {
        shown += &format!("{}[{}]", text(last..start), text(start..end));
        last = end;
    }
    shown + &text(last..u32::try_from(units.len()).unwrap())
}

const NAMES: &[&str] = &[
    "Cloud Infrastructure",
    "Conference Rooms",
    "Confluence",
    "Customer Onboarding",
    "Jira Konfiguration",
    "SAP Concur",
    "ServiceNow",
    "Übersicht",
];

#[test]
fn the_better_match_comes_first() {
    assert_eq!(found(NAMES, "conf")[..2], ["Confluence", "Conference Rooms"]);
    assert_eq!(found(NAMES, "conc")[0], "SAP Concur");
    assert_eq!(found(NAMES, "co")[0], "Confluence");
    assert_eq!(found(NAMES, "ci")[0], "Cloud Infrastructure");
    assert_eq!(found(NAMES, "sn")[0], "ServiceNow");
    assert_eq!(found(NAMES, "ueber"), ["Übersicht"]);
    assert_eq!(found(NAMES, "ÜBER"), ["Übersicht"]);
    assert_eq!(found(NAMES, "expenses"), ["SAP Concur"]);
    assert_eq!(found(NAMES, "travel sap"), ["SAP Concur"]);
    assert_eq!(found(NAMES, "rooms conf"), ["Conference Rooms"]);
    assert_eq!(found(NAMES, "jira!!"), ["Jira Konfiguration"]);
    assert!(found(NAMES, "zzz").is_empty() && found(NAMES, "  ").is_empty() && found(NAMES, "!!").is_empty());
}

#[test]
fn kinds_in_order() {
    // Each is found by "sn", from the best to the last.
    let names = ["sn", "Snap", "Acme Snap", "ServiceNow", "Messner", "Sudden"];
    assert_eq!(found(&names, "sn"), names);
    assert_eq!(
        found(&["Box Archive Tool", "Sandbox", "Box", "Boxer"], "box"),
        ["Box", "Box Archive Tool", "Boxer", "Sandbox"]
    );
    assert_eq!(found(&["Rechnungen Alt", "Eingangsrechnungsprüfung"], "rechnung").len(), 2);
    assert_eq!(found(&["Salesforce"], "salsef"), ["Salesforce"]);
    assert_eq!(found(&["Office 365 Admin"], "o365"), ["Office 365 Admin"]);
    assert_eq!(found(&["Rechnungsprüfung", "Urlaub"], "eingangsrechnugn").len(), 0);
    assert_eq!(found(&["Eingangsrechnungsprüfung", "Urlaub"], "rechnnug"), ["Eingangsrechnungsprüfung"]);
}

#[test]
fn all_that_is_said_about_an_app() {
    let app = App {
        key: "1".into(),
        name: "X".into(),
        category: Some("Finance".into()),
        tags: vec!["Werk Köln".into()],
        template: Some("Zendesk".into()),
        host: Some("www.acme.helpdesk.test".into()),
        description: Some("Kundenanfragen beantworten".into()),
        ..App::default()
    };
    let generic = App { template: Some("Generic SAML".into()), host: Some("10.0.0.7".into()), ..app.clone() };
    for query in ["fin", "köln", "koeln", "zendesk", "helpd", "kunden", "anfragen", "finance werk", "knudenanfragen"] {
        assert_eq!(Index::new(std::slice::from_ref(&app)).search(query).total, 1, "{query}");
    }
    for query in ["generic", "www", "test", "saml"] {
        assert_eq!(Index::new(&[app.clone(), generic.clone()]).search(query).total, 0, "{query}");
    }
    assert_eq!(Index::new(&[generic]).search("10.0.0").total, 1);
}

#[test]
fn what_is_used_rises_within_bounds() {
    let names = ["Mail", "Mailchimp", "Old Mailbox", "My Ad Instance List", "Webmailer", "Hotmail"];
    let mut index = index(&names);
    let mut order = |weights: &[(&str, f32)]| {
        index.weigh(|key| weights.iter().find(|(name, _)| *name == key).map_or(0.0, |(_, weight)| *weight));
        index.search("mail").hits.into_iter().map(|hit| hit.key).collect::<Vec<_>>()
    };
    let plain = ["Mail", "Mailchimp", "Old Mailbox", "My Ad Instance List", "Hotmail", "Webmailer"];
    assert_eq!(order(&[]), plain);
    assert_eq!(order(&[("Webmailer", f32::NAN), ("Hotmail", -3.0)]), plain);
    // Used, but little beside another app: first of its kind.
    let used = ["Mail", "Mailchimp", "Old Mailbox", "My Ad Instance List", "Webmailer", "Hotmail"];
    assert_eq!(order(&[("Webmailer", 0.1), ("Mailchimp", 9.0)]), used);
    // Used a lot: among the kind above, and there first.
    let used = ["Mail", "Mailchimp", "Old Mailbox", "Webmailer", "My Ad Instance List", "Hotmail"];
    assert_eq!(order(&[("Webmailer", 9.0)]), used);
    // Never above a beginning, and never above the whole name.
    let used = ["Mail", "Mailchimp", "My Ad Instance List", "Old Mailbox", "Hotmail", "Webmailer"];
    assert_eq!(order(&[("My Ad Instance List", 9.0)]), used);
    assert_eq!(order(&[("Mailchimp", 9.0)])[0], "Mail");
}

#[test]
fn matched_letters_are_marked() {
    for (name, query, expected) in [
        ("👩 Salesforce", "sales", "👩 [Sales]force"),
        ("Cloud Infrastructure", "ci", "[C]loud [I]nfrastructure"),
        ("Cloud Infrastructure", "clinf", "[Cl]oud [Inf]rastructure"),
        ("Office 365 Admin", "o365", "[O]ffice [365] Admin"),
        ("Salesforce", "salsef", "[Salesf]orce"),
        ("Zendesk", "zendesc", "[Zendes]k"),
        ("Übersicht", "ueber", "[Über]sicht"),
        ("Straße", "strass", "[Straß]e"),
        ("U\u{308}bersicht", "uber", "[U\u{308}ber]sicht"),
        ("Re\u{301}sume\u{301}", "resume", "[Re\u{301}sume\u{301}]"),
        ("Jira Software", "jria soft", "[Jira] [Soft]ware"),
        ("Jira Software", "software jira", "[Jira] [Software]"),
        ("Jira Software", "jira  SOFT", "[Jira Soft]ware"),
        ("Eingangsrechnungsprüfung", "pruefung rechnung", "Eingangs[rechnung]s[prüfung]"),
        ("グループウェア", "ぐるーぷ", "[グループ]ウェア"),
        ("ｸﾞﾙｰﾌﾟ", "ぐ", "[ｸﾞ]ﾙｰﾌﾟ"),
        ("전자결재", "전자겨", "[전자결]재"),
        ("SAP Concur", "expenses", "SAP Concur"),
        ("👩‍👩‍👧 Mail", "mail", "👩‍👩‍👧 [Mail]"),
    ] {
        assert_eq!(marked(name, query), expected);
    }
}

/// Names as tenants write them, and as nobody would.
fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z]{1,6}( [A-Z][a-z]{1,5}){0,2}",
        "[äöüßÄÖÜøåa-z]{1,10}",
        "[ァ-ンー漢字가-힣]{1,8}",
        "[א-תء-ي\u{64b}-\u{652}]{1,8}",
        ".{0,12}",
    ]
}

proptest! {
    #[test]
    fn any_query_is_answered(names in proptest::collection::vec(any_name(), 0..12), query in prop_oneof![any_name(), ".{0,90}"]) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut index = index(&names);
        let view = index.search(&query);
        prop_assert!(view.hits.len() <= names.len());
        for hit in &view.hits {
            let mut last = 0;
            let mut ends = vec![0];
            for grapheme in unicode_segmentation::UnicodeSegmentation::graphemes(hit.key.as_str(), true) {
                ends.push(ends[ends.len() - 1] + u32::try_from(grapheme.encode_utf16().count()).unwrap());
            }
            for (start, end) in &hit.ranges {
                prop_assert!(start < end && (last == 0 || last < *start), "in order, and apart");
                prop_assert!(ends.contains(start) && ends.contains(end), "whole characters");
                last = *end;
            }
        }
        prop_assert!(index.search(&query) == view, "the same each time");
    }

    #[test]
    fn a_name_is_found_by_its_beginnings(names in proptest::collection::vec(any_name(), 1..12), pick in any::<proptest::sample::Index>(), length in 2usize..12) {
        let name = pick.get(&names);
        let typed: String = name.chars().take(length).collect();
        let plain = |text: &str| fold::folded(text, Spelling::Plain).0;
        let typed = typed.trim();
        let start = plain(typed);
        // A query of one letter, or of accents alone, says nothing.
        prop_assume!(start.chars().filter(|c| c.is_alphanumeric()).count() >= 2);
        let own = plain(name);
        prop_assume!(own.starts_with(&start));
        let others = names.iter().filter(|other| *other != name);
        prop_assume!(others.clone().all(|other| {
            [Spelling::Plain, Spelling::Long].iter().all(|spelling| {
                let long = fold::folded(typed, Spelling::Long).0;
                let other = fold::folded(other, *spelling).0;
                !other.starts_with(&start) && !other.starts_with(&long)
            })
        }));
        prop_assert_eq!(&found(&names.iter().map(String::as_str).collect::<Vec<_>>(), typed)[0], name);
    }

    #[test]
    fn a_slip_is_forgiven(name in "[a-z]{6,12}", at in 0usize..11) {
        let mut typed: Vec<char> = name.chars().collect();
        let at = at % (typed.len() - 1);
        typed.swap(at, at + 1);
        prop_assert_eq!(found(&[&name, "0000"], &typed.iter().collect::<String>()), [name]);
    }
}
