//! Browsers on Windows: the programs below `RegisteredApplications` that are listed as browsers
//! (`StartMenuInternet`) and open https. Compiled, but never run on Windows: written from Microsoft's "Default
//! Programs" and "Registering an Application".

use windows_registry::{CLASSES_ROOT, CURRENT_USER, Key, LOCAL_MACHINE};

use super::{Browser, Packaging};
use crate::environment::Environment;
use crate::exec::Exec;
use crate::product::{self, Family};

const REGISTERED: &str = r"Software\RegisteredApplications";
const CHOICE: &str = r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations\https\UserChoice";
const BROWSERS: &str = r"\StartMenuInternet\";

pub(super) fn installed(environment: &Environment) -> Vec<Browser> {
    let chosen = CURRENT_USER.open(CHOICE).and_then(|key| key.get_string("ProgId")).ok();
    let mut browsers: Vec<Browser> = Vec::new();
    for root in [CURRENT_USER, LOCAL_MACHINE] {
        let Ok(registered) = root.open(REGISTERED) else { continue };
        let Ok(values) = registered.values() else { continue };
        for (_, value) in values {
            let Ok(path) = String::try_from(value) else { continue };
            let found = browser(environment, root, &path, chosen.as_deref());
            browsers.extend(found.filter(|new| browsers.iter().all(|old| old.id != new.id)));
        }
    }
    browsers
}

fn browser(environment: &Environment, root: &Key, capabilities: &str, chosen: Option<&str>) -> Option<Browser> {
    let key = capabilities.split_once(BROWSERS)?.1.split('\\').next()?.to_owned();
    let capabilities = root.open(capabilities).ok()?;
    let class = capabilities.open("URLAssociations").and_then(|key| key.get_string("https")).ok()?;
    let command = CLASSES_ROOT.open(format!(r"{class}\shell\open\command")).and_then(|key| key.get_string("")).ok()?;
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
