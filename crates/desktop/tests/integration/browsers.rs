//! AppRef browsers and profiles are found on a desktop of freedesktop.org, and how they are asked for things.
#![cfg(all(unix, not(target_os = "macos")))]
#![allow(clippy::unwrap_used, reason = "a panic is the report")]

use crate::support::test_home::{self, TestHome};
use portico_desktop::browser::{Family, Packaging, installed};
use portico_desktop::launch::{Error, command_line};
use portico_desktop::{Browser, OpenWith, profile};

const URL: &str = "https://acme.example/run?appkey=%40x";

fn ids(home: &TestHome) -> Vec<String> {
    installed(&home.environment()).into_iter().map(|browser| browser.id).collect()
}

fn find_browser(home: &TestHome, id: &str) -> Browser {
    installed(&home.environment()).into_iter().find(|browser| browser.id == id).unwrap()
}

fn arguments(
    home: &TestHome,
    browser: &Browser,
    profile: Option<&str>,
    is_private: bool,
) -> Result<Vec<String>, Error> {
    let profile = profile.map(test_home::profile);
    let open_with = OpenWith::Browser { browser, profile: profile.as_ref(), is_private };
    command_line(&home.environment(), &URL.parse().unwrap(), open_with).map(|line| line.arguments)
}

#[test]
fn installed_browsers_are_found_from_all_desktop_entry_kinds() {
    let home = TestHome::new();
    home.add_browser("firefox", "Firefox", "Name[de]=Feuerfuchs\nIcon=firefox\nExec=firefox %u");
    home.add_browser("org.mozilla.firefox", "Firefox", "Name[de]=Feuerfuchs\nX-Flatpak=org.mozilla.firefox\nExec=flatpak run --file-forwarding org.mozilla.firefox @@u %u @@");
    home.add_browser(
        "chromium_chromium",
        "Chromium",
        "X-SnapInstanceName=chromium\nExec=env BAMF=x chromium %U\nTryExec=chromium",
    );
    home.add_browser("google-chrome", "Google Chrome", "Exec=google-chrome %U");
    home.add_browser("com.google.Chrome", "Google Chrome", "Exec=google-chrome %U\nNoDisplay=true");
    home.add_browser("links2", "LinkPrompts", "Exec=firefox %u\nTerminal=true");
    home.add_browser("gone", "Gone", "Exec=no-such-program %u");
    home.add_browser("tried", "Tried", "Exec=firefox %u\nTryExec=no-such-program");
    home.add_browser("hidden", "Hidden", "Exec=firefox %u\nHidden=true");
    home.add_browser("kde", "Kde", "Exec=firefox %u\nOnlyShowIn=KDE;");
    home.add_browser("gnome", "Gnome", "Exec=firefox %u\nOnlyShowIn=KDE;GNOME;");
    home.add_browser("not-unity", "NotUnity", "Exec=firefox %u\nNotShowIn=Unity;");
    home.add_browser("broken", "Misconfiguration", "Exec=firefox %u %u");
    home.add_browser("script", "ResponseScript", "Exec=sh -c \"firefox %u\"");
    home.write(
        "share/applications/editor.desktop",
        "[Desktop Entry]\nType=Application\nName=E\nExec=firefox %u\nMimeType=text/plain;\n",
    );
    home.write("share/applications/added.desktop", "[Desktop Entry]\nType=Application\nName=Added\nExec=firefox %u\n");
    home.write(
        "share/applications/sub/dir/deep.desktop",
        "[Desktop Entry]\nType=Application\nName=Deep\nExec=firefox %u\nMimeType=x-scheme-handler/https\n",
    );
    home.add_browser("removed", "Removed", "Exec=firefox %u");
    home.write("home/.config/mimeapps.list", "[Default Applications]\nx-scheme-handler/https=com.google.Chrome.desktop;firefox.desktop\n[Added Associations]\nx-scheme-handler/https=added.desktop;\n[Removed Associations]\nx-scheme-handler/https=removed.desktop;\n");
    // env is a real program.
    let home = home.with_variable("PATH", &format!("{}:/usr/bin:/bin", path_variable()));

    let found = installed(&home.environment());
    let summaries: Vec<(&str, &str, bool)> =
        found.iter().map(|browser| (browser.id.as_str(), browser.name.as_str(), browser.is_default)).collect();
    assert_eq!(
        summaries,
        [
            ("google-chrome", "Google Chrome", true),
            ("added", "Added", false),
            ("chromium", "Chromium", false),
            ("sub-dir-deep", "Deep", false),
            ("firefox", "Feuerfuchs", false),
            ("org.mozilla.firefox", "Feuerfuchs (Flatpak)", false),
            ("gnome", "Gnome", false),
        ]
    );
    assert_eq!(find_browser(&home, "chromium").packaging, Packaging::Snap("chromium".into()));
    assert_eq!(find_browser(&home, "org.mozilla.firefox").packaging, Packaging::Flatpak("org.mozilla.firefox".into()));
    assert_eq!(find_browser(&home, "firefox").icon.as_deref(), Some("firefox"));
    assert_eq!(find_browser(&home, "gnome").family, Family::Other);
    let flatpak = find_browser(&home, "org.mozilla.firefox");
    assert_eq!(
        arguments(&home, &flatpak, Some("Work"), false).unwrap(),
        ["run", "--file-forwarding", "org.mozilla.firefox", "-P", "Work", "--new-tab", "@@u", URL, "@@"]
    );
}

/// PATH of a new home, which is the same for all.
fn path_variable() -> String {
    let environment = TestHome::new().environment();
    let path = environment.vars().find(|(name, _)| *name == "PATH").unwrap().1.to_owned();
    path.into_string().unwrap()
}

#[test]
fn user_entries_and_defaults_override_system_ones() {
    let home = TestHome::new();
    home.add_browser("firefox", "Firefox", "Exec=firefox %u");
    home.add_browser("chromium", "Chromium", "Exec=chromium %u");
    home.write("share/applications/mimeapps.list", "[Default Applications]\nx-scheme-handler/https=firefox.desktop\n");
    assert_eq!(ids(&home), ["firefox", "chromium"]);
    home.write("etc/gnome-mimeapps.list", "[Default Applications]\nx-scheme-handler/https=chromium.desktop\n");
    assert_eq!(ids(&home), ["chromium", "firefox"]);
    home.write(
        "home/.config/mimeapps.list",
        "[Default Applications]\nx-scheme-handler/https=gone.desktop;firefox.desktop;\n",
    );
    assert!(find_browser(&home, "firefox").is_default);
    home.write("home/.local/share/applications/firefox.desktop", "[Desktop Entry]\nHidden=true\n");
    assert_eq!(ids(&home), ["chromium"]);
}

#[test]
fn unreadable_or_odd_files_do_not_hide_browsers() {
    let home = TestHome::new();
    home.add_browser("firefox", "Firefox", "Exec=firefox %u");
    home.write("share/applications/big.desktop", &"x".repeat(2 * 1024 * 1024));
    home.write("share/applications/empty.desktop", "");
    std::fs::write(home.path("share/applications/bytes.desktop"), [0xff, 0xfe, 0, b'[']).unwrap();
    std::os::unix::fs::symlink("..", home.path("share/applications/loop")).unwrap();
    std::os::unix::fs::symlink("nowhere", home.path("share/applications/dangling.desktop")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", home.path("share/applications/endless.desktop")).unwrap();
    std::fs::create_dir(home.path("share/applications/folder.desktop")).unwrap();
    assert_eq!(ids(&home), ["firefox"]);
    assert!(find_browser(&home, "firefox").is_default, "the only one, as GLib has it");
    assert!(ids(&TestHome::new()).is_empty());
}

#[test]
fn profile_and_private_window_arguments_match_the_browser_family() {
    let home = TestHome::new();
    home.add_browser("firefox", "Firefox", "Exec=firefox --name f %u");
    home.add_browser("google-chrome", "Chrome", "Exec=google-chrome %U");
    home.add_browser("microsoft-edge", "Edge", "Exec=google-chrome %U");
    home.add_browser("opera", "Opera", "Exec=google-chrome %U");
    home.add_browser("org.gnome.Epiphany", "Web", "Exec=firefox %U");
    home.add_browser("odd", "Odd", "Exec=firefox --url=%u");
    let unsupported = Err(Error::Unsupported);
    for (id, profile, is_private, expected) in [
        ("firefox", None, false, Ok(&["--name", "f", URL] as &[&str])),
        ("firefox", Some("My Work"), false, Ok(&["--name", "f", "-P", "My Work", "--new-tab", URL])),
        ("firefox", Some("x"), true, Ok(&["--name", "f", "-P", "x", "--private-window", URL])),
        ("google-chrome", Some("Profile 1"), false, Ok(&["--profile-directory=Profile 1", URL])),
        ("google-chrome", Some("Default"), true, Ok(&["--profile-directory=Default", "--incognito", URL])),
        ("google-chrome", Some("../x"), false, unsupported),
        ("microsoft-edge", None, true, Ok(&["--inprivate", URL])),
        ("opera", None, true, Ok(&["--private", URL])),
        ("opera", Some("x"), false, unsupported),
        ("epiphany", None, true, Ok(&["--incognito-mode", URL])),
        ("epiphany", Some("x"), false, unsupported),
        ("odd", None, false, Ok(&["--url=https://acme.example/run?appkey=%40x"])),
        ("odd", None, true, unsupported),
    ] {
        let expected = expected.map(|words| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>());
        assert_eq!(
            arguments(&home, &find_browser(&home, id), profile, is_private),
            expected,
            "{id} {profile:?} {is_private}"
        );
    }
}

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

/// What a group's entry names changes with the member that was used last.
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

/// Chromium makes a new profile of a folder that it does not know.
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
    home.write("home/.mozilla/firefox/profiles.ini", "[Profile0]\nName=TestHome\nPath=h\nIsRelative=1\n");
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
