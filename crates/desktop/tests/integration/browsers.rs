//! Tests of how browsers are found on freedesktop.org desktops, and how they are asked for profiles and private
//! windows.

use portico_desktop::browser::{Family, Packaging, installed};
use portico_desktop::launch::Error;

use crate::support::browser_calls::{URL, arguments, find_browser};
use crate::support::test_home::TestHome;

fn ids(home: &TestHome) -> Vec<String> {
    installed(&home.environment()).into_iter().map(|browser| browser.id).collect()
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
    home.add_browser("links2", "Links", "Exec=firefox %u\nTerminal=true");
    home.add_browser("gone", "Gone", "Exec=no-such-program %u");
    home.add_browser("tried", "Tried", "Exec=firefox %u\nTryExec=no-such-program");
    home.add_browser("hidden", "Hidden", "Exec=firefox %u\nHidden=true");
    home.add_browser("kde", "Kde", "Exec=firefox %u\nOnlyShowIn=KDE;");
    home.add_browser("gnome", "Gnome", "Exec=firefox %u\nOnlyShowIn=KDE;GNOME;");
    home.add_browser("not-unity", "NotUnity", "Exec=firefox %u\nNotShowIn=Unity;");
    home.add_browser("broken", "Broken", "Exec=firefox %u %u");
    home.add_browser("script", "Script", "Exec=sh -c \"firefox %u\"");
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
