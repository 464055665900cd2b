//! Finds browsers on Windows: the programs under `RegisteredApplications` that are registered as browsers
//! (`StartMenuInternet`) and open https.
//!
//! Written from Microsoft's "Default Programs" and "Registering an Application". The tests have run under Wine, never
//! on Windows.

use windows_registry::{CLASSES_ROOT, CURRENT_USER, Key, LOCAL_MACHINE};

use super::installation::{Browser, Packaging};
use super::known::{self, Family};
use crate::environment::Environment;
use crate::exec::Exec;

const REGISTERED_APPLICATIONS: &str = r"Software\RegisteredApplications";
const USER_CHOICE: &str = r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations\https\UserChoice";
const START_MENU_INTERNET: &str = r"\StartMenuInternet\";

pub(super) fn installed(environment: &Environment) -> Vec<Browser> {
    find_browsers(environment, &Registry { classes: CLASSES_ROOT, user: CURRENT_USER, machine: LOCAL_MACHINE })
}

/// The three root keys that are read.
struct Registry<'a> {
    classes: &'a Key,
    user: &'a Key,
    machine: &'a Key,
}

fn find_browsers(environment: &Environment, registry: &Registry<'_>) -> Vec<Browser> {
    let default_prog_id = registry.user.open(USER_CHOICE).and_then(|key| key.get_string("ProgId")).ok();
    let mut browsers: Vec<Browser> = Vec::new();
    for root in [registry.user, registry.machine] {
        let Ok(registered) = root.open(REGISTERED_APPLICATIONS) else { continue };
        let Ok(values) = registered.values() else { continue };
        for (_, value) in values {
            let Ok(path) = String::try_from(value) else { continue };
            let found = read_browser(environment, registry.classes, root, &path, default_prog_id.as_deref());
            browsers.extend(found.filter(|new| browsers.iter().all(|old| old.id != new.id)));
        }
    }
    browsers
}

fn read_browser(
    environment: &Environment,
    classes: &Key,
    root: &Key,
    capabilities: &str,
    default_prog_id: Option<&str>,
) -> Option<Browser> {
    let key = capabilities.split_once(START_MENU_INTERNET)?.1.split('\\').next()?.to_owned();
    let capabilities = root.open(capabilities).ok()?;
    let class = capabilities.open("URLAssociations").and_then(|key| key.get_string("https")).ok()?;
    let command = classes.open(format!(r"{class}\shell\open\command")).and_then(|key| key.get_string("")).ok()?;
    let program = program_path(&command)?;
    environment.find_program(&program)?;
    let known_browser = known::find_by_start_menu_key(&key);
    // "@C:\…\x.dll,-12" refers to a string resource in a library, which is not read.
    let name = capabilities.get_string("ApplicationName").ok().filter(|name| !name.starts_with('@'));
    let exec = Exec::from_program(&program);
    Some(Browser {
        name: name.unwrap_or_else(|| key.clone()),
        id: key,
        family: known_browser.map_or(Family::Other, |known| known.family),
        is_default: default_prog_id == Some(class.as_str()),
        packaging: Packaging::Native,
        icon: None,
        known_browser,
        open_command: exec.clone(),
        options_command: exec,
    })
}

/// `"C:\Program Files\Mozilla Firefox\firefox.exe" -osint -url "%1"`: takes only the program; an address needs no
/// option.
fn program_path(command: &str) -> Option<String> {
    let command = command.trim();
    let program = match command.strip_prefix('"') {
        Some(rest) => rest.split('"').next()?,
        // Without quotes a space may be part of the path.
        None => &command[..command.to_ascii_lowercase().find(".exe")? + 4],
    };
    Some(program.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A registry key of its own, deleted with the test.
    struct TestRegistry {
        path: String,
        root: Key,
    }

    impl TestRegistry {
        fn new(name: &str) -> Self {
            let path = format!(r"Software\PorticoTests\{name}-{}", std::process::id());
            Self { root: CURRENT_USER.create(&path).unwrap(), path }
        }

        fn set(&self, path: &str, name: &str, value: &str) {
            self.root.create(path).unwrap().set_string(name, value).unwrap();
        }

        /// Registers a browser as an installer does.
        fn install(&self, hive: &str, key: &str, name: &str, command: &str) {
            let capabilities = format!(r"Software\Clients\StartMenuInternet\{key}\Capabilities");
            self.set(&format!(r"{hive}\{REGISTERED_APPLICATIONS}"), key, &capabilities);
            self.set(&format!(r"{hive}\{capabilities}"), "ApplicationName", name);
            self.set(&format!(r"{hive}\{capabilities}\URLAssociations"), "https", &format!("{key}HTML"));
            self.set(&format!(r"classes\{key}HTML\shell\open\command"), "", command);
        }

        fn find_browsers(&self) -> Vec<Browser> {
            let [classes, user, machine] = ["classes", "user", "machine"].map(|name| self.root.create(name).unwrap());
            find_browsers(&Environment::from_process(), &Registry { classes: &classes, user: &user, machine: &machine })
        }
    }

    impl Drop for TestRegistry {
        fn drop(&mut self) {
            let _ = CURRENT_USER.remove_tree(&self.path);
        }
    }

    #[test]
    fn registered_browsers_with_existing_programs_are_found() {
        let programs = tempfile::tempdir().unwrap();
        let program = |name: &str| {
            let path = programs.path().join("Program Files").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, "").unwrap();
            path.display().to_string()
        };
        let registry = TestRegistry::new("registered");
        assert!(registry.find_browsers().is_empty());
        let (firefox, edge) = (program("firefox.exe"), program("msedge.exe"));
        registry.install(
            "machine",
            "Firefox-308046B0AF4A39CB",
            "Firefox",
            &format!("\"{firefox}\" -osint -url \"%1\""),
        );
        registry.install("machine", "Microsoft Edge", "Microsoft Edge", &format!("{edge} --single-argument %1"));
        registry.install("user", "Own", "@own.dll,-12", &format!("\"{}\"", program("own.EXE")));
        registry.install("user", "Gone", "Gone", r#""C:\not there\gone.exe" "%1""#);
        registry.set(&format!(r"user\{REGISTERED_APPLICATIONS}"), "Notes", r"Software\Notes\Capabilities");
        registry.set(&format!(r"user\{USER_CHOICE}"), "ProgId", "Microsoft EdgeHTML");
        let mut browsers = registry.find_browsers();
        browsers.sort_by(|one, other| one.id.cmp(&other.id));
        let summaries: Vec<_> =
            browsers.iter().map(|one| (one.id.as_str(), one.name.as_str(), one.is_default)).collect();
        assert_eq!(
            summaries,
            [
                ("Firefox-308046B0AF4A39CB", "Firefox", false),
                ("Microsoft Edge", "Microsoft Edge", true),
                ("Own", "Own", false)
            ]
        );
        assert_eq!(browsers.iter().map(Browser::supports_private_window).collect::<Vec<_>>(), [true, true, false]);
    }

    #[test]
    fn program_path_is_read_from_open_command() {
        for (command, expected) in [
            (
                r#""C:\Program Files\Mozilla Firefox\firefox.exe" -osint -url "%1""#,
                Some(r"C:\Program Files\Mozilla Firefox\firefox.exe"),
            ),
            (r"C:\Program Files\Opera\Launcher.EXE -noautoupdate -- %1", Some(r"C:\Program Files\Opera\Launcher.EXE")),
            (r"  C:\b.exe", Some(r"C:\b.exe")),
            ("", None),
            ("rundll32 ieframe.dll,OpenURL %l", None),
        ] {
            assert_eq!(program_path(command).as_deref(), expected, "{command}");
        }
    }
}
