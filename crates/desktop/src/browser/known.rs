//! The table of known browsers: how each is asked for a private window, and where it keeps its profiles.
//!
//! The table says nothing about what is installed; [`crate::browser`] finds that out.
//!
//! Sources: Mozilla's "Command Line Parameters" (`-P`, `--private-window <url>`), Chromium's "User Data Directory" and
//! the switches `--profile-directory` and `--incognito`, the private-window actions in the entries that Edge
//! (`--inprivate`) and Opera (`--private`) install, and the manual pages of Epiphany and Falkon.

/// What a browser descends from, which decides how it is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    Firefox,
    Chromium,
    Other,
}

#[derive(Debug, PartialEq, Eq)]
pub struct KnownBrowser {
    /// Written into settings: it never changes.
    pub id: &'static str,
    pub family: Family,
    /// Names of its desktop entries, without `.desktop`: of distributions, Flatpak and Snap.
    pub entries: &'static [&'static str],
    /// Its bundle on macOS with its identifier there.
    pub bundle: Option<(&'static str, &'static str)>,
    /// Its name below `StartMenuInternet` on Windows, without what tells installations apart.
    pub start_menu: Option<&'static str>,
    /// How it is asked for a private window.
    pub private_window_flag: Option<&'static str>,
    pub profile_folders: Option<ProfileFolders>,
}

/// Where profiles are kept. On Linux below the home folder (Firefox) or the configuration folder (Chromium); on macOS
/// below `Library/Application Support`; on Windows below the roaming (Firefox) or local (Chromium) folder.
#[derive(Debug, PartialEq, Eq)]
pub struct ProfileFolders {
    pub linux: &'static str,
    pub macos: &'static str,
    pub windows: &'static str,
}

#[rustfmt::skip]
pub const KNOWN_BROWSERS: &[KnownBrowser] = &[
    firefox("firefox", &["firefox", "org.mozilla.firefox", "firefox_firefox"],
        Some(("Firefox.app", "org.mozilla.firefox")), Some("Firefox"), MOZILLA),
    firefox("firefox-beta", &["firefox-beta"], None, None, MOZILLA),
    firefox("firefox-esr", &["firefox-esr"], None, None, MOZILLA),
    firefox("firefox-developer-edition",
        &["firefox-developer-edition", "firefoxdeveloperedition", "firefox-devedition"],
        Some(("Firefox Developer Edition.app", "org.mozilla.firefoxdeveloperedition")), None, MOZILLA),
    firefox("firefox-nightly", &["firefox-nightly", "firefox-trunk"],
        Some(("Firefox Nightly.app", "org.mozilla.nightly")), None, MOZILLA),
    firefox("librewolf", &["librewolf", "io.gitlab.librewolf-community"],
        Some(("LibreWolf.app", "org.mozilla.librewolf")), Some("LibreWolf"), [".librewolf", "librewolf", "librewolf"]),
    firefox("waterfox", &["waterfox", "net.waterfox.waterfox"], Some(("Waterfox.app", "net.waterfox.waterfox")),
        Some("Waterfox"), [".waterfox", "Waterfox", "Waterfox"]),
    firefox("zen", &["zen", "zen-browser", "app.zen_browser.zen"], Some(("Zen.app", "app.zen-browser.zen")),
        Some("Zen"), [".zen", "zen", "zen"]),
    firefox("floorp", &["floorp", "one.ablaze.floorp"], Some(("Floorp.app", "one.ablaze.floorp")), Some("Floorp"),
        [".floorp", "Floorp", "Floorp"]),
    chromium("google-chrome", &["google-chrome", "google-chrome-stable", "com.google.Chrome"],
        Some(("Google Chrome.app", "com.google.Chrome")), Some("Google Chrome"), "--incognito",
        ["google-chrome", "Google/Chrome", r"Google\Chrome\User Data"]),
    chromium("google-chrome-beta", &["google-chrome-beta", "com.google.ChromeBeta"],
        Some(("Google Chrome Beta.app", "com.google.Chrome.beta")), Some("Google Chrome Beta"), "--incognito",
        ["google-chrome-beta", "Google/Chrome Beta", r"Google\Chrome Beta\User Data"]),
    chromium("google-chrome-unstable", &["google-chrome-unstable", "com.google.ChromeDev"],
        Some(("Google Chrome Dev.app", "com.google.Chrome.dev")), Some("Google Chrome Dev"), "--incognito",
        ["google-chrome-unstable", "Google/Chrome Dev", r"Google\Chrome Dev\User Data"]),
    chromium("chromium", &["chromium", "chromium-browser", "org.chromium.Chromium", "chromium_chromium"],
        Some(("Chromium.app", "org.chromium.Chromium")), Some("Chromium"), "--incognito",
        ["chromium", "Chromium", r"Chromium\User Data"]),
    chromium("microsoft-edge", &["microsoft-edge", "microsoft-edge-stable", "com.microsoft.Edge"],
        Some(("Microsoft Edge.app", "com.microsoft.edgemac")), Some("Microsoft Edge"), "--inprivate",
        ["microsoft-edge", "Microsoft Edge", r"Microsoft\Edge\User Data"]),
    chromium("microsoft-edge-beta", &["microsoft-edge-beta"],
        Some(("Microsoft Edge Beta.app", "com.microsoft.edgemac.Beta")), Some("Microsoft Edge Beta"), "--inprivate",
        ["microsoft-edge-beta", "Microsoft Edge Beta", r"Microsoft\Edge Beta\User Data"]),
    chromium("microsoft-edge-dev", &["microsoft-edge-dev"],
        Some(("Microsoft Edge Dev.app", "com.microsoft.edgemac.Dev")), Some("Microsoft Edge Dev"), "--inprivate",
        ["microsoft-edge-dev", "Microsoft Edge Dev", r"Microsoft\Edge Dev\User Data"]),
    chromium("brave", &["brave-browser", "brave", "com.brave.Browser", "brave_brave"],
        Some(("Brave Browser.app", "com.brave.Browser")), Some("Brave"), "--incognito",
        ["BraveSoftware/Brave-Browser", "BraveSoftware/Brave-Browser", r"BraveSoftware\Brave-Browser\User Data"]),
    chromium("vivaldi", &["vivaldi-stable", "vivaldi", "com.vivaldi.Vivaldi"],
        Some(("Vivaldi.app", "com.vivaldi.Vivaldi")), Some("Vivaldi"), "--incognito",
        ["vivaldi", "Vivaldi", r"Vivaldi\User Data"]),
    OPERA,
    KnownBrowser { id: "opera-gx", entries: &[], bundle: None, start_menu: Some("OperaGXStable"), ..OPERA },
    other("epiphany", &["org.gnome.Epiphany", "epiphany", "epiphany-browser"], Some("--incognito-mode")),
    other("falkon", &["org.kde.falkon", "falkon"], Some("--private-browsing")),
    other("konqueror", &["org.kde.konqueror", "kfmclient_html", "konqueror"], None),
    KnownBrowser { bundle: Some(("Safari.app", "com.apple.Safari")), ..other("safari", &[], None) },
];

/// The editions of Firefox share one folder.
const MOZILLA: [&str; 3] = [".mozilla/firefox", "Firefox", r"Mozilla\Firefox"];

/// Its profiles are not those of Chromium.
const OPERA: KnownBrowser = KnownBrowser {
    id: "opera",
    family: Family::Chromium,
    entries: &["opera", "com.opera.Opera", "opera_opera"],
    bundle: Some(("Opera.app", "com.operasoftware.Opera")),
    start_menu: Some("OperaStable"),
    private_window_flag: Some("--private"),
    profile_folders: None,
};

/// By the name of a desktop entry, `firefox_firefox.desktop`.
pub fn find_by_desktop_entry(entry: &str) -> Option<&'static KnownBrowser> {
    let name = entry.strip_suffix(".desktop").unwrap_or(entry);
    KNOWN_BROWSERS.iter().find(|browser| browser.entries.contains(&name))
}

/// By the name of a key of Windows' registry: `Firefox-308046B0AF4A39CB`, `Google Chrome.ABCD`. `Google Chrome SxS` is
/// another product, with profiles of its own.
pub fn find_by_start_menu_key(key: &str) -> Option<&'static KnownBrowser> {
    let matches_key =
        |name: &str| key.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']));
    KNOWN_BROWSERS.iter().find(|browser| browser.start_menu.is_some_and(matches_key))
}

type Bundle = Option<(&'static str, &'static str)>;

const fn firefox(
    id: &'static str,
    entries: &'static [&'static str],
    bundle: Bundle,
    start_menu: Option<&'static str>,
    [linux, macos, windows]: [&'static str; 3],
) -> KnownBrowser {
    let profile_folders = Some(ProfileFolders { linux, macos, windows });
    KnownBrowser {
        id,
        family: Family::Firefox,
        entries,
        bundle,
        start_menu,
        private_window_flag: Some("--private-window"),
        profile_folders,
    }
}

const fn chromium(
    id: &'static str,
    entries: &'static [&'static str],
    bundle: Bundle,
    start_menu: Option<&'static str>,
    private: &'static str,
    [linux, macos, windows]: [&'static str; 3],
) -> KnownBrowser {
    let profile_folders = Some(ProfileFolders { linux, macos, windows });
    KnownBrowser {
        id,
        family: Family::Chromium,
        entries,
        bundle,
        start_menu,
        private_window_flag: Some(private),
        profile_folders,
    }
}

const fn other(
    id: &'static str,
    entries: &'static [&'static str],
    private_window_flag: Option<&'static str>,
) -> KnownBrowser {
    KnownBrowser {
        id,
        family: Family::Other,
        entries,
        bundle: None,
        start_menu: None,
        private_window_flag,
        profile_folders: None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_name_identifies_one_browser() {
        let mut ids = HashSet::new();
        let (mut entries, mut keys) = (HashSet::new(), HashSet::new());
        for browser in KNOWN_BROWSERS {
            assert!(ids.insert(browser.id), "{}", browser.id);
            assert!(browser.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", browser.id);
            for entry in browser.entries {
                assert!(entries.insert(entry), "{entry}");
            }
            assert!(browser.start_menu.is_none_or(|name| keys.insert(name)), "{:?}", browser.start_menu);
            assert!(browser.private_window_flag.is_none_or(|flag| flag.starts_with("--")));
        }
    }

    #[test]
    fn desktop_entry_and_start_menu_names_identify_browsers() {
        let id = |found: Option<&'static KnownBrowser>| found.map(|known| known.id);
        assert_eq!(id(find_by_desktop_entry("firefox_firefox.desktop")), Some("firefox"));
        assert_eq!(id(find_by_desktop_entry("com.google.Chrome")), Some("google-chrome"));
        assert_eq!(id(find_by_desktop_entry("firefox-devedition.desktop")), Some("firefox-developer-edition"));
        assert_eq!(id(find_by_desktop_entry("firefox-beta.desktop")), Some("firefox-beta"));
        assert_eq!(id(find_by_desktop_entry("links2.desktop")), None);
        assert_eq!(id(find_by_start_menu_key("Firefox-308046B0AF4A39CB")), Some("firefox"));
        assert_eq!(id(find_by_start_menu_key("Google Chrome Beta")), Some("google-chrome-beta"));
        assert_eq!(id(find_by_start_menu_key("Google Chrome.ABCD")), Some("google-chrome"));
        assert_eq!(id(find_by_start_menu_key("OperaStable")), Some("opera"));
        assert_eq!(id(find_by_start_menu_key("OperaGXStable")), Some("opera-gx"));
        assert_eq!(id(find_by_start_menu_key("Zen-F0DC299D809B9700")), Some("zen"));
        assert_eq!(id(find_by_start_menu_key("LibreWolf")), Some("librewolf"));
        for other in [
            "IEXPLORE.EXE",
            "Google Chrome SxS",
            "Google Chrome Canary",
            "Microsoft Edge SxS",
            "BraveBeta",
            "Brave Nightly",
            "Firefox Nightly-1",
            "OperaDeveloper",
            "Zenith",
        ] {
            assert_eq!(id(find_by_start_menu_key(other)), None, "{other}");
        }
    }
}
