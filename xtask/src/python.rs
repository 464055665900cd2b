//! Python programs from PyPI, each set in a virtual environment of its own below `target/`.

use crate::freshness::is_stale;
use crate::paths;
use crate::run::{self, Run};
use std::path::{Path, PathBuf};

/// Makes the environment `target/NAME` and installs what the requirements file names, if that has not been done since
/// the file changed. Returns the folder of the environment's programs.
pub(crate) fn environment(run: &mut Run, name: &str, requirements: &Path) -> Result<PathBuf, String> {
    let home = paths::target().join(name);
    let programs = home.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let stamp = home.join("installed");
    if is_stale(&stamp, &[requirements.to_owned()]) {
        let python = if cfg!(windows) { "python" } else { "python3" };
        run.step(run::program(python).args(["-m", "venv", "--clear"]).arg(&home))?;
        let mut install = run::program(programs.join(format!("python{}", std::env::consts::EXE_SUFFIX)));
        run.step(install.args(["-m", "pip", "install", "--quiet", "-r"]).arg(requirements))?;
        std::fs::write(&stamp, "").map_err(|error| format!("{} cannot be written: {error}.", stamp.display()))?;
    }
    Ok(programs)
}
