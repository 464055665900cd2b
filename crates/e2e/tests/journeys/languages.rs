//! Each language of Portico on the accessibility bus: texts, numbers and direction.

use e2e::{Assignments, Journey, Portico, Role, State, wait_within};

struct Language {
    tag: &'static str,
    /// The language's name in that language.
    native_name: &'static str,
    search: &'static str,
    refresh: &'static str,
    menu: &'static str,
    settings: &'static str,
    /// The texts for 1, 3 and 42 apps, with Latin digits.
    app_counts: [&'static str; 3],
    is_right_to_left: bool,
}

const LANGUAGES: [Language; 4] = [
    Language {
        tag: "de",
        native_name: "Deutsch",
        search: "Apps suchen",
        refresh: "Aktualisieren",
        menu: "Menü",
        settings: "Einstellungen",
        app_counts: ["1 App ", "3 Apps ", "42 Apps "],
        is_right_to_left: false,
    },
    Language {
        tag: "fr",
        native_name: "Français",
        search: "Rechercher une application",
        refresh: "Actualiser",
        menu: "Menu",
        settings: "Paramètres",
        app_counts: ["1 application ", "3 applications ", "42 applications "],
        is_right_to_left: false,
    },
    Language {
        tag: "ja",
        native_name: "日本語",
        search: "アプリを検索",
        refresh: "更新",
        menu: "メニュー",
        settings: "設定",
        app_counts: ["1 個のアプリ", "3 個のアプリ", "42 個のアプリ"],
        is_right_to_left: false,
    },
    Language {
        tag: "ar",
        native_name: "العربية",
        search: "البحث في التطبيقات",
        refresh: "تحديث",
        menu: "القائمة",
        settings: "الإعدادات",
        app_counts: ["تطبيق واحد", "3 تطبيقات", "42 تطبيقًا"],
        is_right_to_left: true,
    },
];

const ENGLISH_TEXTS: [&str; 6] = ["Search apps", "Refresh", "Settings", "Keyboard shortcuts", "updated", "Your apps"];

/// Replaces the language's digits by Latin ones and removes invisible marks.
fn normalize(words: &str) -> String {
    let digit = |c: char| match c {
        '٠'..='٩' => char::from_u32(u32::from(c) - u32::from('٠') + u32::from('0')).unwrap_or(c),
        '\u{a0}' | '\u{202f}' => ' ',
        _ => c,
    };
    words.chars().filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}')).map(digit).collect()
}

fn wait_for_count(portico: &Portico<'_>, wanted: &str) {
    let main = portico.main_window();
    let is_shown = || normalize(&main.texts().join("\n")).contains(wanted).then_some(());
    wait_within(e2e::TIMEOUT, is_shown).unwrap_or_else(|| panic!("“{wanted}” is not among {:?}", main.texts()));
}

fn assert_translated(portico: &Portico<'_>, language: &Language) {
    let main = portico.main_window();
    let search = main.find(Role::ComboBox, language.search);
    let refresh = main.find(Role::Button, language.refresh);
    main.find(Role::ComboBox, language.menu);
    let words = main.texts();
    for english in ENGLISH_TEXTS {
        assert!(!words.iter().any(|word| word.contains(english)), "“{english}” in {}: {words:?}", language.tag);
    }
    let (search, refresh) = (search.bounds().expect("a place"), refresh.bounds().expect("a place"));
    assert_eq!(refresh.x < search.x, language.is_right_to_left, "{}: {search:?} {refresh:?}", language.tag);
}

#[test]
fn each_language_translates_texts_plurals_and_direction() {
    let journey = Journey::new("languages");
    let portico = journey.start_signed_in();
    portico.quit();
    let settings = journey.dirs().settings_text();
    for language in &LANGUAGES {
        journey.dirs().write_settings(&format!("language = \"{}\"\n{settings}", language.tag));
        let portico = journey.start();
        assert_translated(&portico, language);
        wait_for_count(&portico, language.app_counts[2]);
        // Plural forms differ: Arabic has one for few and one for many.
        for (index, names) in [&["Mail"][..], &["Mail", "Wiki", "Chat"]].iter().enumerate() {
            journey.assign_apps("user@acme.test", &Assignments::in_category("Work", names));
            portico.main_window().press_keys(&["F5"]);
            wait_for_count(&portico, language.app_counts[index]);
        }
        journey.tenant.control("apps", &serde_json::json!({ "account": "user@acme.test", "body": null }));
        if language.is_right_to_left {
            assert_right_to_left_navigation(&portico);
        }
        portico.quit();
    }
}

/// Asserts that later apps stand further left, and that the left arrow leads there.
fn assert_right_to_left_navigation(portico: &Portico<'_>) {
    let main = portico.main_window();
    // In the section of new apps the latest comes first.
    let first = main.find(Role::Button, "Wiki").bounds().expect("a place");
    let second = main.find(Role::Button, "Chat").bounds().expect("a place");
    assert!(second.x < first.x && second.y == first.y, "{first:?} {second:?}");
    main.focus(Role::ComboBox, LANGUAGES[3].search);
    main.press_keys(&["Down"]);
    main.wait_focused(Role::Button, "Wiki");
    main.press_keys(&["Left"]);
    main.wait_focused(Role::Button, "Chat");
    main.press_keys(&["Right"]);
    main.wait_focused(Role::Button, "Wiki");
}

#[test]
fn chosen_language_applies_immediately() {
    let journey = Journey::new("language_chosen");
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    main.wait_focused(Role::ComboBox, "Search apps");
    main.press_keys(&["ctrl+comma"]);
    main.wait_focused(Role::Radio, "System");
    main.press_keys(&["Tab"]);
    main.find(Role::Radio, "English");
    // System, English, then these.
    main.press_keys(&["Down"]);
    main.wait_focused(Role::Radio, "English");
    for language in &LANGUAGES {
        main.press_keys(&["Down"]);
        main.wait_focused(Role::Radio, language.native_name);
        main.find(Role::Dialog, language.settings);
        main.wait_state(Role::Radio, language.native_name, State::Checked, true);
        let is_saved =
            || journey.dirs().settings_text().contains(&format!("language = \"{}\"", language.tag)).then_some(());
        wait_within(e2e::TIMEOUT, is_saved).unwrap_or_else(|| panic!("{}", journey.dirs().settings_text()));
    }
    main.press_keys(&["Escape"]);
    assert_translated(&portico, &LANGUAGES[3]);
    main.wait_focused(Role::ComboBox, LANGUAGES[3].search);
}
