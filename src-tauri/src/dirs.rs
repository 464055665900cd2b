//! Locates the user's directories on this system.
//!
//! The command line needs them before there is a Tauri application, so they come from the `dirs` crate, which Tauri
//! uses too.

use std::io;
use std::path::PathBuf;

use portico_core::storage::files::{self, Dirs};
use tauri::{AppHandle, Manager, Runtime};

const DIR_NAME: &str = "portico";

/// Returns `None` if the system has no home directory.
pub(crate) fn user_dirs() -> Option<Dirs> {
    let (home_dir, local_data_dir) = (dirs::home_dir()?, dirs::data_local_dir()?);
    Some(Dirs {
        config: dirs::config_dir()?.join(DIR_NAME),
        state: state_home(&home_dir, local_data_dir.clone()).join(DIR_NAME),
        cache: dirs::cache_dir()?.join(DIR_NAME),
        policy: policy_path(),
        locks: lock_home(&home_dir, local_data_dir).join(DIR_NAME).join("locks"),
    })
}

/// Creates two directories with private permissions that other code writes into: WebKit the UI's storage, and the
/// window state plugin the positions of windows.
pub(crate) fn restrict_permissions<R: Runtime>(app: &AppHandle<R>) -> io::Result<()> {
    let path = app.path();
    for folder in [path.app_local_data_dir(), path.app_config_dir()].into_iter().flatten() {
        files::create_private_dir(&folder)?;
    }
    Ok(())
}

#[cfg(target_os = "linux")]
fn state_home(home: &std::path::Path, _local: PathBuf) -> PathBuf {
    // The XDG Base Directory Specification says to ignore relative paths.
    let configured_path = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    configured_path.unwrap_or_else(|| home.join(".local/state"))
}

#[cfg(not(target_os = "linux"))]
fn state_home(_home: &std::path::Path, local_data_dir: PathBuf) -> PathBuf {
    local_data_dir
}

/// Not from the environment: processes with different environments share the same keyring.
#[cfg(target_os = "linux")]
fn lock_home(home: &std::path::Path, _local: PathBuf) -> PathBuf {
    home.join(".local/state")
}

#[cfg(not(target_os = "linux"))]
fn lock_home(_home: &std::path::Path, local_data_dir: PathBuf) -> PathBuf {
    local_data_dir
}

#[cfg(target_os = "windows")]
fn policy_path() -> PathBuf {
    PathBuf::from(r"C:\ProgramData\Portico\policy.toml")
}

#[cfg(target_os = "macos")]
fn policy_path() -> PathBuf {
    PathBuf::from("/Library/Application Support/Portico/policy.toml")
}

#[cfg(not(any(target_os = "windows", target_os = "macos")))]
fn policy_path() -> PathBuf {
    PathBuf::from("/etc/portico/policy.toml")
}
