//! Browsers on Windows: the programs below `RegisteredApplications` that are listed as browsers
//! (`StartMenuInternet`) and open https. Written from Microsoft's "Default Programs" and "Registering an Application";
//! its tests were run by Wine, never by Windows.

use windows_registry::{CLASSES_ROOT, CURRENT_USER, Key, LOCAL_MACHINE};

use super::installation::{Browser, Packaging};
use super::known::{self, Family};
use crate::environment::Environment;
use crate::exec::Exec;

const REGISTERED: &str = r"Software\RegisteredApplications";
const CHOICE: &str = r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations\https\UserChoice";
const BROWSERS: &str = r"\StartMenuInternet\";

pub(super) fn installed(environment: &Environment) -> Vec<Browser> {
    found(environment, &FakeRegistry { classes: CLASSES_ROOT, user: CURRENT_USER, machine: LOCAL_MACHINE })
}

/// The three keys that everything is below.
struct FakeRegistry<'a> {
    classes: &'a Key,
    user: &'a Key,
    machine: &'a Key,
}

fn found(environment: &Environment, registry: &FakeRegistry<'_>) -> Vec<Browser> {
    let chosen = registry.user.open(CHOICE).and_then(|key| key.get_string("ProgId")).ok();
    let mut browsers: Vec<Browser> = Vec::new();
    for root in [registry.user, registry.machine] {
        let Ok(registered) = root.open(REGISTERED) else { continue };
        let Ok(values) = registered.values() else { continue };
        for (_, value) in values {
            let Ok(path) = String::try_from(value) else { continue };
            let found = browser(environment, registry.classes, root, &path, chosen.as_deref());
            browsers.extend(found.filter(|new| browsers.iter().all(|old| old.id != new.id)));
        }
    }
    browsers
}

fn browser(
    environment: &Environment,
    classes: &Key,
    root: &Key,
    capabilities: &str,
    chosen: Option<&str>,
) -> Option<Browser> {
    let key = capabilities.split_once(BROWSERS)?.1.split('\\').next()?.to_owned();
    let capabilities = root.open(capabilities).ok()?;
    let class = capabilities.open("URLAssociations").and_then(|key| key.get_string("https")).ok()?;
    let command = classes.open(format!(r"{class}\shell\open\command")).and_then(|key| key.get_string("")).ok()?;
    let program = program(&command)?;
    environment.find_program(&program)?;
    let product = product::of_start_menu(&key);
    // "@C:\…\x.dll,-12" names a text in a library, which is not read here.
    let name = capabilities.get_string("ApplicationName").ok().filter(|name| !name.starts_with('@'));
    let exec = Exec::of_program(&program);
    Some(Browser {
        name: name.unwrap_or_else(|| key.clone()),
        id: key,
        family: product.map_or(Family::Other, |product| product.family),
        is_default: chosen == Some(class.as_str()),
        packaging: Packaging::Native,
        icon: None,
        product,
        plain: exec.clone(),
        direct: exec,
    })
}

/// `"C:\Program Files\Mozilla Firefox\firefox.exe" -osint -url "%1"`: only the program; an address needs no option.
fn program(command: &str) -> Option<String> {
    let command = command.trim();
    let program = match command.strip_prefix('"') {
        Some(rest) => rest.split('"').next()?,
        // Without quotes a blank may be part of the path.
        None => &command[..command.to_ascii_lowercase().find(".exe")? + 4],
    };
    Some(program.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A place of its own in the registry, gone with the test.
    struct Own {
        path: String,
        root: Key,
    }

    impl Own {
        fn new(name: &str) -> Self {
            let path = format!(r"Software\PorticoTests\{name}-{}", std::process::id());
            Self { root: CURRENT_USER.create(&path).unwrap(), path }
        }

        fn set(&self, path: &str, name: &str, value: &str) {
            self.root.create(path).unwrap().set_string(name, value).unwrap();
        }

        /// As an installer does it.
        fn install(&self, whose: &str, key: &str, name: &str, command: &str) {
            let capabilities = format!(r"Software\Clients\StartMenuInternet\{key}\Capabilities");
            self.set(&format!(r"{whose}\{REGISTERED}"), key, &capabilities);
            self.set(&format!(r"{whose}\{capabilities}"), "ApplicationName", name);
            self.set(&format!(r"{whose}\{capabilities}\URLAssociations"), "https", &format!("{key}HTML"));
            self.set(&format!(r"classes\{key}HTML\shell\open\command"), "", command);
        }

        fn found(&self) -> Vec<Browser> {
            let [classes, user, machine] = ["classes", "user", "machine"].map(|name| self.root.create(name).unwrap());
            found(&Environment::of_process(), &FakeRegistry { classes: &classes, user: &user, machine: &machine })
        }
    }

    impl Drop for Own {
        fn drop(&mut self) {
            let _ = CURRENT_USER.remove_tree(&self.path);
        }
    }

    #[test]
    fn what_is_registered_as_a_browser_and_is_there() {
        let programs = tempfile::tempdir().unwrap();
        let program = |name: &str| {
            let path = programs.path().join("Program Files").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, "").unwrap();
            path.display().to_string()
        };
        let own = Own::new("registered");
        assert!(own.found().is_empty());
        let (firefox, edge) = (program("firefox.exe"), program("msedge.exe"));
        own.install("machine", "Firefox-308046B0AF4A39CB", "Firefox", &format!("\"{firefox}\" -osint -url \"%1\""));
        own.install("machine", "Microsoft Edge", "Microsoft Edge", &format!("{edge} --single-argument %1"));
        own.install("user", "Own", "@own.dll,-12", &format!("\"{}\"", program("own.EXE")));
        own.install("user", "Gone", "Gone", r#""C:\not there\gone.exe" "%1""#);
        own.set(&format!(r"user\{REGISTERED}"), "Notes", r"Software\Notes\Capabilities");
        own.set(&format!(r"user\{CHOICE}"), "ProgId", "Microsoft EdgeHTML");
        let mut found = own.found();
        found.sort_by(|one, other| one.id.cmp(&other.id));
        let seen: Vec<_> = found.iter().map(|one| (one.id.as_str(), one.name.as_str(), one.is_default)).collect();
        assert_eq!(
            seen,
            [
                ("Firefox-308046B0AF4A39CB", "Firefox", false),
                ("Microsoft Edge", "Microsoft Edge", true),
                ("Own", "Own", false)
            ]
        );
        assert_eq!(found.iter().map(Browser::has_private).collect::<Vec<_>>(), [true, true, false]);
    }

    #[test]
    fn a_command_names_its_program() {
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
            assert_eq!(program(command).as_deref(), expected, "{command}");
        }
    }
}
