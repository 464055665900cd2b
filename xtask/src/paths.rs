//! Paths of the repository and of what Cargo builds. Nothing here looks at the disk.

use std::path::{Path, PathBuf};

/// The repository. Every program is started there, so each path in a command counts from the root.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

pub(crate) fn in_repository(path: impl AsRef<Path>) -> PathBuf {
    root().join(path)
}

/// Cargo's folder for what it builds; `CARGO_TARGET_DIR` moves it.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| in_repository("target"), |folder| root().join(folder))
}

/// A program built with the release profile.
pub(crate) fn release(program: &str) -> PathBuf {
    target().join("release").join(format!("{program}{}", std::env::consts::EXE_SUFFIX))
}

/// A path for people: counted from the root of the repository where it lies below it.
pub(crate) fn display(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
