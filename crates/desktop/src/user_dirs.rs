//! Locates Portico's own folders on this system.

use std::path::{Path, PathBuf};

use portico_core::storage::files::Dirs;

const DIR_NAME: &str = "portico";

/// Returns `None` if the user has no home directory. Reads the process environment, through the `dirs` crate that Tauri
/// uses too.
pub fn user_dirs() -> Option<Dirs> {
    let (home_dir, local_data_dir) = (dirs::home_dir()?, dirs::data_local_dir()?);
    Some(Dirs {
        config: dirs::config_dir()?.join(DIR_NAME),
        state: dirs::state_dir().unwrap_or_else(|| local_data_dir.clone()).join(DIR_NAME),
        cache: dirs::cache_dir()?.join(DIR_NAME),
        policy: policy_path(),
        locks: lock_home(&home_dir, local_data_dir).join(DIR_NAME).join("locks"),
    })
}

/// On Linux not from the environment: processes with different environments share the same keyring.
fn lock_home(home: &Path, local_data_dir: PathBuf) -> PathBuf {
    if cfg!(target_os = "linux") { home.join(".local/state") } else { local_data_dir }
}

fn policy_path() -> PathBuf {
    if cfg!(windows) {
        r"C:\ProgramData\Portico\policy.toml".into()
    } else if cfg!(target_os = "macos") {
        "/Library/Application Support/Portico/policy.toml".into()
    } else {
        "/etc/portico/policy.toml".into()
    }
}
