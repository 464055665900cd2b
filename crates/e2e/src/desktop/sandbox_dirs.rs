//! The home and XDG folders of one desktop, and what the application wrote there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A home and its XDG folders, removed when dropped.
pub struct SandboxDirs(TempDir);

const XDG_DIRS: [(&str, &str); 5] = [
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_STATE_HOME", "state"),
    ("XDG_CACHE_HOME", "cache"),
    ("XDG_DATA_HOME", "data"),
    ("XDG_RUNTIME_DIR", "runtime"),
];

impl SandboxDirs {
    pub fn new() -> Self {
        let dirs = Self(TempDir::with_prefix("portico-e2e-").expect("a folder for the homes"));
        for folder in XDG_DIRS.map(|(_, folder)| folder).iter().chain(&["home", "bin"]) {
            fs::create_dir(dirs.path().join(folder)).expect("a home");
        }
        use std::os::unix::fs::PermissionsExt;
        let private = fs::Permissions::from_mode(0o700);
        fs::set_permissions(dirs.path().join("runtime"), private).expect("a private folder");
        dirs
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn config_dir(&self) -> PathBuf {
        self.path().join("config/portico")
    }

    pub fn cache_dir(&self) -> PathBuf {
        self.path().join("cache/portico")
    }

    /// The folder whose programs the application finds before the system's own.
    pub fn bin_dir(&self) -> PathBuf {
        self.path().join("bin")
    }

    pub fn settings_text(&self) -> String {
        fs::read_to_string(self.config_dir().join("settings.toml")).unwrap_or_default()
    }

    pub fn write_settings(&self, text: &str) {
        fs::create_dir_all(self.config_dir()).expect("a folder for the settings");
        fs::write(self.config_dir().join("settings.toml"), text).expect("the settings");
    }

    pub fn apply_to(&self, command: &mut Command) {
        command.env("HOME", self.path().join("home"));
        for (name, folder) in XDG_DIRS {
            command.env(name, self.path().join(folder));
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path_dirs = std::iter::once(self.bin_dir()).chain(std::env::split_paths(&path));
        command.env("PATH", std::env::join_paths(path_dirs).expect("a PATH"));
    }

    /// Every regular file in these folders, with its content.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                    Ok(kind) if kind.is_file() => {
                        files.push((entry.path(), fs::read(entry.path()).unwrap_or_default()));
                    }
                    _ => {}
                }
            }
        }
        files
    }

    /// Files of the application's cache: the cached list and its icons.
    pub fn cached_files(&self) -> Vec<PathBuf> {
        let cache = self.cache_dir();
        self.files().into_iter().map(|(path, _)| path).filter(|path| path.starts_with(&cache)).collect()
    }
}

impl Default for SandboxDirs {
    fn default() -> Self {
        Self::new()
    }
}
