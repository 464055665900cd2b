//! Tests of the profiles of Firefox and Chromium: how they are read, and which may be asked for.

use portico_desktop::launch::Error;
use portico_desktop::profile;

use crate::support::browser_calls::{URL, arguments, find_browser};
use crate::support::test_home::TestHome;

#[test]
fn profile_ids_that_look_like_options_are_rejected() {
    let home = TestHome::new();
    home.add_browser("firefox", "Firefox", "Exec=firefox %u");
    let firefox = find_browser(&home, "firefox");
    let find = |id: &str| profile::find(&home.environment(), &firefox, id);
    for invalid_id in ["", "-no-remote", "--profile", "a\nb", "a\0b", "\u{1b}[0m", &"x".repeat(201)] {
        assert_eq!(find(invalid_id), None, "{invalid_id:?}");
        assert_eq!(arguments(&home, &firefox, Some(invalid_id), false), Err(Error::Unsupported), "{invalid_id:?}");
    }
    assert!(find("Straße & $(Söhne)").is_some());
}

#[test]
fn firefox_profiles_are_read_from_ini_files_of_all_packagings() {
    let home = TestHome::new();
    home.add_browser("firefox", "Firefox", "Exec=firefox %u");
    let ini = "[Install1]\nDefault=b.work\nLocked=1\n\n[Profile1]\nName=Privat\nIsRelative=1\nPath=a.privat\nDefault=1\n\n[Profile0]\nName=Work; life\nIsRelative=1\nPath=b.work\n\n[Profile2]\nName=-no-remote\nIsRelative=1\nPath=a.privat\n\n[Profile3]\nName=gone\nIsRelative=1\nPath=gone\n\n[Profile4]\nName=Absolute\nIsRelative=0\nPath=ABSOLUTE\n\n[Profile5]\nPath=a.privat\n\n[General]\nVersion=2\n";
    let ini = ini.replace("ABSOLUTE", home.path("home/elsewhere").to_str().unwrap());
    for folder in ["home/elsewhere", "home/.mozilla/firefox/a.privat", "home/.mozilla/firefox/b.work"] {
        std::fs::create_dir_all(home.path(folder)).unwrap();
    }
    home.write("home/.mozilla/firefox/profiles.ini", &ini);
    let profiles = |home: &TestHome, id: &str| -> Vec<(String, bool)> {
        let found = profile::list(&home.environment(), &find_browser(home, id));
        found.into_iter().map(|profile| (profile.id, profile.is_default)).collect()
    };
    let expect = |list: &[(&str, bool)]| list.iter().map(|&(id, is)| (id.to_owned(), is)).collect::<Vec<_>>();
    assert_eq!(profiles(&home, "firefox"), expect(&[("Privat", false), ("Work; life", true), ("Absolute", false)]));
    // Two installations with defaults of their own: the older mark decides.
    home.write("home/.mozilla/firefox/installs.ini", "[AB]\nDefault=a.privat\n");
    assert_eq!(profiles(&home, "firefox"), expect(&[("Privat", true), ("Work; life", false), ("Absolute", false)]));

    let home = TestHome::new();
    home.add_browser(
        "org.mozilla.firefox",
        "Firefox",
        "X-Flatpak=org.mozilla.firefox\nExec=flatpak run org.mozilla.firefox %u",
    );
    home.add_browser("firefox_firefox", "Firefox", "X-SnapInstanceName=firefox\nExec=firefox %u");
    for (root, name) in [
        ("home/.var/app/org.mozilla.firefox/config/mozilla/firefox", "Flat"),
        ("home/snap/firefox/common/.mozilla/firefox", "Snapped"),
    ] {
        home.write(&format!("{root}/profiles.ini"), &format!("[Profile0]\nName={name}\nPath=p\nIsRelative=1\n"));
        std::fs::create_dir_all(home.path(root).join("p")).unwrap();
    }
    assert_eq!(profiles(&home, "firefox"), expect(&[("Snapped", false)]));
    assert_eq!(profiles(&home, "org.mozilla.firefox"), expect(&[("Flat", false)]));
}

/// The entry of a profile group names the member that was used last, so it is no stable id.
#[test]
fn firefox_profile_group_is_not_listed() {
    let home = TestHome::new();
    home.add_browser("firefox", "Firefox", "Exec=firefox %u");
    let firefox = find_browser(&home, "firefox");
    let group = "[Profile0]\nName=default-release\nIsRelative=1\nPath=p\nDefault=1\nStoreID=0a1b2c3d\nShowSelector=1\n";
    let ids = |ini: &str| -> Vec<String> {
        home.write("home/.mozilla/firefox/profiles.ini", ini);
        profile::list(&home.environment(), &firefox).into_iter().map(|profile| profile.id).collect()
    };
    std::fs::create_dir_all(home.path("home/.mozilla/firefox/p")).unwrap();
    assert_eq!(ids(&format!("{group}\n[Profile1]\nName=Work\nIsRelative=1\nPath=p\nStoreID=\n")), ["Work"]);
    assert_eq!(profile::find(&home.environment(), &firefox, "default-release"), None);
    assert!(ids(group).is_empty());
    assert_eq!(profile::find(&home.environment(), &firefox, "default-release"), None, "also where it is the only one");
    assert_eq!(arguments(&home, &firefox, None, false).unwrap(), [URL], "the browser itself is there");
}

#[test]
fn chromium_profiles_are_read_from_local_state() {
    let home = TestHome::new();
    home.add_browser("google-chrome", "Chrome", "Exec=google-chrome %u");
    let chrome = find_browser(&home, "google-chrome");
    let state = r#"{"profile":{"last_used":"Profile 2","profiles_order":["Profile 2","Default"],"info_cache":{
        "Default":{"name":"Person 1","user_name":""},
        "Profile 2":{"name":"Work","user_name":"a@acme.test","is_ephemeral":false},
        "Profile 3":{"name":7,"user_name":null},
        "Profile 4":{"name":"Passing","is_ephemeral":true},
        "--load-extension=x":{"name":"evil"}, "../up":{"name":"evil"}, "a\nb":{"name":"evil"}, "Odd":[]}}}"#;
    home.write("home/.config/google-chrome/Local State", state);
    let found = profile::list(&home.environment(), &chrome);
    let summaries: Vec<_> = found
        .iter()
        .map(|profile| (profile.id.as_str(), profile.name.as_str(), profile.account.as_deref(), profile.is_default))
        .collect();
    assert_eq!(
        summaries,
        [
            ("Profile 2", "Work", Some("a@acme.test"), true),
            ("Default", "Person 1", None, false),
            ("Odd", "Odd", None, false),
            ("Profile 3", "Profile 3", None, false),
        ]
    );
    for broken in ["", "{", "[]", "{\"profile\":3}", "{\"profile\":{\"info_cache\":[]}}"] {
        home.write("home/.config/google-chrome/Local State", broken);
        assert!(profile::list(&home.environment(), &chrome).is_empty(), "{broken}");
    }
}

/// Chromium creates a new profile for an unknown folder, so unknown ids must not reach it.
#[test]
fn profile_lookup_finds_only_existing_unambiguous_profiles() {
    let home = TestHome::new();
    home.add_browser("google-chrome", "Chrome", "Exec=google-chrome %u");
    home.add_browser("firefox", "Firefox", "Exec=firefox %u");
    let find = |browser: &str, id: &str| {
        let found = profile::find(&home.environment(), &find_browser(&home, browser), id);
        found.map(|profile| profile.id)
    };
    assert_eq!(find("google-chrome", "Default"), None, "nothing to be read");
    assert_eq!(find("firefox", "Work").as_deref(), Some("Work"), "Firefox says so itself");
    let state = r#"{"profile":{"info_cache":{
        "Default":{"name":"Profile 2"}, "Profile 2":{"name":"Work"}, "Profile 3":{"name":"Twice"},
        "Profile 4":{"name":"Twice"}, "Profile 5":{"name":"Passing","is_ephemeral":true}}}}"#;
    home.write("home/.config/google-chrome/Local State", state);
    home.write("home/.mozilla/firefox/profiles.ini", "[Profile0]\nName=Home\nPath=h\nIsRelative=1\n");
    std::fs::create_dir_all(home.path("home/.mozilla/firefox/h")).unwrap();
    for (browser, id, expected) in [
        ("google-chrome", "Profile 2", Some("Profile 2")),
        ("google-chrome", "Work", Some("Profile 2")),
        ("google-chrome", "Profile 4", Some("Profile 4")),
        ("google-chrome", "Twice", None),
        ("google-chrome", "work", None),
        ("google-chrome", "Profile 9", None),
        ("google-chrome", "Passing", None),
        ("firefox", "Home", Some("Home")),
        ("firefox", "Work", None),
    ] {
        assert_eq!(find(browser, id).as_deref(), expected, "{browser} {id}");
    }
    home.write("home/.config/google-chrome/Local State", r#"{"profile":{"info_cache":{}}}"#);
    assert_eq!(find("google-chrome", "Profile 2"), None);
}
