//! Paths below the build's target folder.

use std::path::PathBuf;

/// A folder or program of the build, as `cargo` lays them out.
pub fn target_path(path: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().unwrap_or(root).join("target").join(path)
}
