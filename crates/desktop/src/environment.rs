//! The environment variables and folders of the user: read from the process once, at its start, or built by a test.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

#[cfg(all(test, target_os = "linux"))]
mod tests;

/// What says something about the start of Portico, and would be wrong for what Portico starts.
const LAUNCH_VARIABLES: &[&str] = &[
    "DESKTOP_STARTUP_ID",
    "XDG_ACTIVATION_TOKEN",
    "GIO_LAUNCHED_DESKTOP_FILE",
    "GIO_LAUNCHED_DESKTOP_FILE_PID",
    "BAMF_DESKTOP_FILE_HINT",
    "INVOCATION_ID",
    "JOURNAL_STREAM",
];

/// Beginnings of names that are about our own web view. A browser built on WebKitGTK would obey them.
const WEB_VIEW_VARIABLE_PREFIXES: &[&str] = &["WEBKIT_", "JSC_", "PORTICO_"];

/// What an AppImage's start script sets without naming its own folder in the value.
const APPIMAGE_VARIABLES: &[&str] =
    &["APPDIR", "APPIMAGE", "ARGV0", "OWD", "GDK_BACKEND", "GTK_THEME", "LD_LIBRARY_PATH", "LD_PRELOAD"];

#[derive(Clone, Debug)]
pub struct Environment {
    vars: BTreeMap<OsString, OsString>,
    program: PathBuf,
}

impl Environment {
    /// For the start of a process. Later the system may name the file that was replaced by an upgrade meanwhile:
    /// `/usr/bin/portico (deleted)`.
    pub fn from_process() -> Self {
        Self::new(std::env::vars_os(), std::env::current_exe().unwrap_or_default())
    }

    /// The variables of a process, and the program that it runs. Variables that only make sense inside that process
    /// are left out at once, so nothing that is found or started sees them.
    pub fn new(vars: impl IntoIterator<Item = (OsString, OsString)>, program: PathBuf) -> Self {
        let vars: BTreeMap<_, _> = vars.into_iter().collect();
        let program = own_program(&vars, program);
        Self { vars: sanitize(vars), program }
    }

    /// The variables that a program is started with.
    pub fn vars(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.vars.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }

    /// How Portico is started the next time. An AppImage's own file, not the mount that is gone by then.
    pub fn program(&self) -> &Path {
        &self.program
    }

    pub fn home(&self) -> Option<PathBuf> {
        self.folder(if cfg!(windows) { "USERPROFILE" } else { "HOME" })
    }

    pub fn data_home(&self) -> Option<PathBuf> {
        self.folder("XDG_DATA_HOME").or_else(|| Some(self.home()?.join(".local/share")))
    }

    pub fn config_home(&self) -> Option<PathBuf> {
        self.folder("XDG_CONFIG_HOME").or_else(|| Some(self.home()?.join(".config")))
    }

    /// The person's own first, then the system's, as the Base Directory Specification orders them.
    pub fn data_dirs(&self) -> Vec<PathBuf> {
        self.data_home().into_iter().chain(self.folders("XDG_DATA_DIRS", "/usr/local/share:/usr/share")).collect()
    }

    pub fn config_dirs(&self) -> Vec<PathBuf> {
        self.config_home().into_iter().chain(self.folders("XDG_CONFIG_DIRS", "/etc/xdg")).collect()
    }

    /// The names that the running desktop is known as.
    pub fn desktops(&self) -> Vec<String> {
        let names = self.variable_text("XDG_CURRENT_DESKTOP").unwrap_or_default();
        names.split(':').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    /// Suffixes of localised keys, best first: `de_AT@euro`, `de_AT`, `de@euro`, `de`.
    pub fn locales(&self) -> Vec<String> {
        let value = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| self.variable_text(name).filter(|it| !it.is_empty()));
        let Some(locale) = value.filter(|locale| locale != "C" && locale != "POSIX") else { return Vec::new() };
        let (base, modifier) = locale.split_once('@').map_or((locale.as_str(), None), |(rest, end)| (rest, Some(end)));
        let rest = base.split('.').next().unwrap_or_default();
        let language = rest.split('_').next().unwrap_or_default();
        let mut names = Vec::new();
        for base in [rest, language] {
            names.extend(modifier.map(|modifier| format!("{base}@{modifier}")));
            names.push(base.to_owned());
        }
        names.dedup();
        names
    }

    /// An absolute program as it is, another one from PATH. What is relative, or lies in the current folder, is none.
    pub fn find_program(&self, name: &str) -> Option<PathBuf> {
        if name.is_empty() || name.contains('\0') {
            return None;
        }
        let path = Path::new(name);
        if path.is_absolute() {
            return is_program(path).then(|| path.to_path_buf());
        }
        if name.contains(['/', '\\']) {
            return None;
        }
        let file = if cfg!(windows) && path.extension().is_none() { format!("{name}.exe") } else { name.to_owned() };
        let path = self.vars.get(OsStr::new("PATH"))?;
        std::env::split_paths(path)
            .filter(|folder| folder.is_absolute())
            .map(|folder| folder.join(&file))
            .find(|path| is_program(path))
    }

    /// A folder that a variable names, if it names one that does not depend on where we stand.
    pub fn folder(&self, variable: &str) -> Option<PathBuf> {
        self.vars.get(OsStr::new(variable)).map(PathBuf::from).filter(|path| path.is_absolute())
    }

    fn folders(&self, variable: &str, default: &str) -> Vec<PathBuf> {
        let value = self.vars.get(OsStr::new(variable)).filter(|value| !value.is_empty());
        let list = value.cloned().unwrap_or_else(|| default.into());
        std::env::split_paths(&list).filter(|folder| folder.is_absolute()).collect()
    }

    fn variable_text(&self, variable: &str) -> Option<String> {
        self.vars.get(OsStr::new(variable))?.to_str().map(str::to_owned)
    }
}

/// Inside an AppImage, `APPDIR` is the mount and `APPIMAGE` the file. Both variables are inherited by whatever an
/// AppImage starts, so the mount must hold our own program for them to be about us.
fn own_program(vars: &BTreeMap<OsString, OsString>, program: PathBuf) -> PathBuf {
    let path = |name: &str| vars.get(OsStr::new(name)).map(PathBuf::from).filter(|path| path.is_absolute());
    match (path("APPDIR"), path("APPIMAGE")) {
        (Some(mount), Some(image)) if program.starts_with(&mount) && image.is_file() => image,
        _ => program,
    }
}

fn sanitize(mut vars: BTreeMap<OsString, OsString>) -> BTreeMap<OsString, OsString> {
    let mount = vars.get(OsStr::new("APPDIR")).map(PathBuf::from).filter(|path| path.is_absolute());
    vars.retain(|name, value| {
        let variable_name = name.to_str().unwrap_or_default();
        if LAUNCH_VARIABLES.contains(&variable_name)
            || WEB_VIEW_VARIABLE_PREFIXES.iter().any(|begin| variable_name.starts_with(begin))
        {
            return false;
        }
        let Some(mount) = &mount else { return true };
        if APPIMAGE_VARIABLES.contains(&variable_name) {
            return false;
        }
        // PATH, XDG_DATA_DIRS, GIO_EXTRA_MODULES, QT_PLUGIN_PATH, …: what lies in the mount goes, the rest stays.
        let parts: Vec<_> = std::env::split_paths(value.as_os_str()).collect();
        if !parts.iter().any(|part| part.starts_with(mount)) {
            return true;
        }
        let remaining = std::env::join_paths(parts.iter().filter(|part| !part.starts_with(mount))).unwrap_or_default();
        *value = remaining;
        !value.is_empty()
    });
    vars
}

#[cfg(unix)]
pub(crate) fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
pub(crate) fn is_program(path: &Path) -> bool {
    path.is_file()
}
