//! Each language that Portico speaks, as it is told on the bus: words, numbers and direction.

use e2e::{Assignments, Journey, Portico, Role, State, wait_within};

struct Language {
    tag: &'static str,
    /// Its name in itself.
    own: &'static str,
    search: &'static str,
    refresh: &'static str,
    menu: &'static str,
    settings: &'static str,
    /// How one, three and forty-two apps are counted, in the digits of the language alone.
    counts: [&'static str; 3],
    right_to_left: bool,
}

const LANGUAGES: [Language; 4] = [
    Language {
        tag: "de",
        own: "Deutsch",
        search: "Apps suchen",
        refresh: "Aktualisieren",
        menu: "Menü",
        settings: "Einstellungen",
        counts: ["1 App ", "3 Apps ", "42 Apps "],
        right_to_left: false,
    },
    Language {
        tag: "fr",
        own: "Français",
        search: "Rechercher une application",
        refresh: "Actualiser",
        menu: "Menu",
        settings: "Paramètres",
        counts: ["1 application ", "3 applications ", "42 applications "],
        right_to_left: false,
    },
    Language {
        tag: "ja",
        own: "日本語",
        search: "アプリを検索",
        refresh: "更新",
        menu: "メニュー",
        settings: "設定",
        counts: ["1 個のアプリ", "3 個のアプリ", "42 個のアプリ"],
        right_to_left: false,
    },
    Language {
        tag: "ar",
        own: "العربية",
        search: "البحث في التطبيقات",
        refresh: "تحديث",
        menu: "القائمة",
        settings: "الإعدادات",
        counts: ["تطبيق واحد", "3 تطبيقات", "42 تطبيقًا"],
        right_to_left: true,
    },
];

const ENGLISH: [&str; 6] = ["Search apps", "Refresh", "Settings", "Keyboard shortcuts", "updated", "Your apps"];

/// In whichever digits and invisible marks.
fn plain(words: &str) -> String {
    let digit = |c: char| match c {
        '٠'..='٩' => char::from_u32(u32::from(c) - u32::from('٠') + u32::from('0')).unwrap_or(c),
        '\u{a0}' | '\u{202f}' => ' ',
        _ => c,
    };
    words.chars().filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}')).map(digit).collect()
}

fn wait_counts(portico: &Portico<'_>, wanted: &str) {
    let main = portico.main();
    let counted = || plain(&main.words().join("\n")).contains(wanted).then_some(());
    wait_within(e2e::PATIENCE, counted).unwrap_or_else(|| panic!("“{wanted}” is not among {:?}", main.words()));
}

fn speaks(portico: &Portico<'_>, language: &Language) {
    let main = portico.main();
    let search = main.find(Role::ComboBox, language.search);
    let refresh = main.find(Role::Button, language.refresh);
    main.find(Role::ComboBox, language.menu);
    let words = main.words();
    for english in ENGLISH {
        assert!(!words.iter().any(|word| word.contains(english)), "“{english}” in {}: {words:?}", language.tag);
    }
    let (search, refresh) = (search.place().expect("a place"), refresh.place().expect("a place"));
    assert_eq!(refresh.x < search.x, language.right_to_left, "{}: {search:?} {refresh:?}", language.tag);
}

#[test]
fn each_language_translates_texts_plurals_and_direction() {
    let journey = Journey::new("languages");
    let portico = journey.start_signed_in();
    portico.quit();
    let settings = journey.homes().settings();
    for language in &LANGUAGES {
        journey.homes().write_settings(&format!("language = \"{}\"\n{settings}", language.tag));
        let portico = journey.portico();
        speaks(&portico, language);
        wait_counts(&portico, language.counts[2]);
        // Plural forms differ: Arabic has one for few and one for many.
        for (at, names) in [&["Mail"][..], &["Mail", "Wiki", "Chat"]].iter().enumerate() {
            journey.assign("user@acme.test", &Assignments::of("Work", names));
            portico.main().keys(&["F5"]);
            wait_counts(&portico, language.counts[at]);
        }
        journey.tenant.control("apps", &serde_json::json!({ "account": "user@acme.test", "body": null }));
        if language.right_to_left {
            follows_the_direction(&portico);
        }
        portico.quit();
    }
}

/// What is later stands further left, and the left arrow leads there.
fn follows_the_direction(portico: &Portico<'_>) {
    let main = portico.main();
    // On the shelf of what is new, the latest first.
    let first = main.find(Role::Button, "Wiki").place().expect("a place");
    let second = main.find(Role::Button, "Chat").place().expect("a place");
    assert!(second.x < first.x && second.y == first.y, "{first:?} {second:?}");
    main.focus(Role::ComboBox, LANGUAGES[3].search);
    main.keys(&["Down"]);
    main.wait_focused(Role::Button, "Wiki");
    main.keys(&["Left"]);
    main.wait_focused(Role::Button, "Chat");
    main.keys(&["Right"]);
    main.wait_focused(Role::Button, "Wiki");
}

#[test]
fn chosen_language_applies_immediately() {
    let journey = Journey::new("language_chosen");
    let portico = journey.start_signed_in();
    let main = portico.main();
    main.wait_focused(Role::ComboBox, "Search apps");
    main.keys(&["ctrl+comma"]);
    main.wait_focused(Role::Radio, "System");
    main.keys(&["Tab"]);
    main.find(Role::Radio, "English");
    // System, English, then these.
    main.keys(&["Down"]);
    main.wait_focused(Role::Radio, "English");
    for language in &LANGUAGES {
        main.keys(&["Down"]);
        main.wait_focused(Role::Radio, language.own);
        main.find(Role::Dialog, language.settings);
        main.wait_state(Role::Radio, language.own, State::Checked, true);
        let written = || journey.homes().settings().contains(&format!("language = \"{}\"", language.tag)).then_some(());
        wait_within(e2e::PATIENCE, written).unwrap_or_else(|| panic!("{}", journey.homes().settings()));
    }
    main.keys(&["Escape"]);
    speaks(&portico, &LANGUAGES[3]);
    main.wait_focused(Role::ComboBox, LANGUAGES[3].search);
}
