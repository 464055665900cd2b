//! Small lists and single rules. What people would find is in `tests/search_quality.rs`.

use proptest::prelude::*;

use super::*;

fn index_of(names: &[&str]) -> Index {
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

fn search_keys(names: &[&str], query: &str) -> Vec<String> {
    index_of(names).search(query).hits.into_iter().map(|hit| hit.key).collect()
}

/// The name with what is marked in brackets.
fn highlighted_name(name: &str, query: &str) -> String {
    let hit = index_of(&[name]).search(query).hits.pop().unwrap_or_else(|| panic!("{query} does not find {name}"));
    let units: Vec<u16> = name.encode_utf16().collect();
    let text =
        |range: std::ops::Range<u32>| String::from_utf16(&units[range.start as usize..range.end as usize]).unwrap();
    let mut output = String::new();
    let mut end_of_last = 0;
    for (start, end) in hit.ranges {
        output += &format!("{}[{}]", text(end_of_last..start), text(start..end));
        end_of_last = end;
    }
    output + &text(end_of_last..u32::try_from(units.len()).unwrap())
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
fn better_matches_come_first() {
    assert_eq!(search_keys(NAMES, "conf")[..2], ["Confluence", "Conference Rooms"]);
    assert_eq!(search_keys(NAMES, "conc")[0], "SAP Concur");
    assert_eq!(search_keys(NAMES, "co")[0], "Confluence");
    assert_eq!(search_keys(NAMES, "ci")[0], "Cloud Infrastructure");
    assert_eq!(search_keys(NAMES, "sn")[0], "ServiceNow");
    assert_eq!(search_keys(NAMES, "ueber"), ["Übersicht"]);
    assert_eq!(search_keys(NAMES, "ÜBER"), ["Übersicht"]);
    assert_eq!(search_keys(NAMES, "expenses"), ["SAP Concur"]);
    assert_eq!(search_keys(NAMES, "travel sap"), ["SAP Concur"]);
    assert_eq!(search_keys(NAMES, "rooms conf"), ["Conference Rooms"]);
    assert_eq!(search_keys(NAMES, "jira!!"), ["Jira Konfiguration"]);
    assert!(
        search_keys(NAMES, "zzz").is_empty()
            && search_keys(NAMES, "  ").is_empty()
            && search_keys(NAMES, "!!").is_empty()
    );
}

#[test]
fn match_kinds_rank_from_exact_to_fuzzy() {
    // Each is found by "sn", from the best to the last.
    let names = ["sn", "Snap", "Acme Snap", "ServiceNow", "Messner", "Sudden"];
    assert_eq!(search_keys(&names, "sn"), names);
    assert_eq!(
        search_keys(&["Box Archive Tool", "Sandbox", "Box", "Boxer"], "box"),
        ["Box", "Box Archive Tool", "Boxer", "Sandbox"]
    );
    assert_eq!(search_keys(&["Rechnungen Alt", "Eingangsrechnungsprüfung"], "rechnung").len(), 2);
    assert_eq!(search_keys(&["Salesforce"], "salsef"), ["Salesforce"]);
    assert_eq!(search_keys(&["Office 365 Admin"], "o365"), ["Office 365 Admin"]);
    assert_eq!(search_keys(&["Rechnungsprüfung", "Urlaub"], "eingangsrechnugn").len(), 0);
    assert_eq!(search_keys(&["Eingangsrechnungsprüfung", "Urlaub"], "rechnnug"), ["Eingangsrechnungsprüfung"]);
}

#[test]
fn all_fields_but_generic_ones_are_searched() {
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
fn usage_raises_rank_by_at_most_one_kind() {
    let names = ["Mail", "Mailchimp", "Old Mailbox", "My Ad Instance List", "Webmailer", "Hotmail"];
    let mut index = index_of(&names);
    let mut ranked_names = |weights: &[(&str, f32)]| {
        index.set_usage(|key| weights.iter().find(|(name, _)| *name == key).map_or(0.0, |(_, weight)| *weight));
        index.search("mail").hits.into_iter().map(|hit| hit.key).collect::<Vec<_>>()
    };
    let unweighted = ["Mail", "Mailchimp", "Old Mailbox", "My Ad Instance List", "Hotmail", "Webmailer"];
    assert_eq!(ranked_names(&[]), unweighted);
    assert_eq!(ranked_names(&[("Webmailer", f32::NAN), ("Hotmail", -3.0)]), unweighted);
    // Used, but little beside another app: first of its kind.
    let expected = ["Mail", "Mailchimp", "Old Mailbox", "My Ad Instance List", "Webmailer", "Hotmail"];
    assert_eq!(ranked_names(&[("Webmailer", 0.1), ("Mailchimp", 9.0)]), expected);
    // Used a lot: among the kind above, and there first.
    let expected = ["Mail", "Mailchimp", "Old Mailbox", "Webmailer", "My Ad Instance List", "Hotmail"];
    assert_eq!(ranked_names(&[("Webmailer", 9.0)]), expected);
    // Never above a beginning, and never above the whole name.
    let expected = ["Mail", "Mailchimp", "My Ad Instance List", "Old Mailbox", "Hotmail", "Webmailer"];
    assert_eq!(ranked_names(&[("My Ad Instance List", 9.0)]), expected);
    assert_eq!(ranked_names(&[("Mailchimp", 9.0)])[0], "Mail");
}

#[test]
fn matched_letters_are_highlighted() {
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
        assert_eq!(highlighted_name(name, query), expected);
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
    fn search_returns_ordered_ranges_on_grapheme_boundaries(names in proptest::collection::vec(any_name(), 0..12), query in prop_oneof![any_name(), ".{0,90}"]) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut index = index_of(&names);
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
    fn app_is_found_first_by_its_unique_name_prefix(names in proptest::collection::vec(any_name(), 1..12), pick in any::<proptest::sample::Index>(), length in 2usize..12) {
        let name = pick.get(&names);
        let input: String = name.chars().take(length).collect();
        let normalized = |text: &str| crate::apps::search::normalize::normalize_to_string(text, Spelling::Plain).0;
        let input = input.trim();
        let start = normalized(input);
        // A query of one letter, or of accents alone, says nothing.
        prop_assume!(start.chars().filter(|c| c.is_alphanumeric()).count() >= 2);
        let own_name = normalized(name);
        prop_assume!(own_name.starts_with(&start));
        let others = names.iter().filter(|other| *other != name);
        prop_assume!(others.clone().all(|other| {
            [Spelling::Plain, Spelling::Expanded].iter().all(|spelling| {
                let long = crate::apps::search::normalize::normalize_to_string(input, Spelling::Expanded).0;
                let other = crate::apps::search::normalize::normalize_to_string(other, *spelling).0;
                !other.starts_with(&start) && !other.starts_with(&long)
            })
        }));
        prop_assert_eq!(&search_keys(&names.iter().map(String::as_str).collect::<Vec<_>>(), input)[0], name);
    }

    #[test]
    fn name_with_swapped_letters_is_found(name in "[a-z]{6,12}", position in 0usize..11) {
        let mut input: Vec<char> = name.chars().collect();
        let position = position % (input.len() - 1);
        input.swap(position, position + 1);
        prop_assert_eq!(search_keys(&[&name, "0000"], &input.iter().collect::<String>()), [name]);
    }
}
