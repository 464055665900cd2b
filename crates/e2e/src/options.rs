//! Parses command-line options of the form `--name value`.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::paths::target_path;

/// The values that were given, by name.
pub struct Options(HashMap<String, String>);

impl Options {
    /// # Errors
    /// A sentence, for an option that is not in `known_names` or has no value.
    pub fn parse(known_names: &[&str]) -> Result<Self, String> {
        let mut arguments = std::env::args().skip(1);
        let mut values = HashMap::new();
        while let Some(argument) = arguments.next() {
            let name = argument.strip_prefix("--").filter(|name| known_names.contains(name));
            let name =
                name.ok_or_else(|| format!("{argument} is not known here. Known are --{}.", known_names.join(", --")))?;
            let value = arguments.next().ok_or_else(|| format!("{argument} needs a value."))?;
            values.insert(name.to_owned(), value);
        }
        Ok(Self(values))
    }

    pub fn string(&self, name: &str, default: &str) -> String {
        self.0.get(name).cloned().unwrap_or_else(|| default.to_owned())
    }

    pub fn number(&self, name: &str, default: usize) -> Result<usize, String> {
        match self.0.get(name) {
            Some(text) => text.parse().map_err(|_| format!("--{name} needs a number, not {text}.")),
            None => Ok(default),
        }
    }

    pub fn create_dir(&self, name: &str) -> Result<PathBuf, String> {
        let text = self.0.get(name).ok_or_else(|| format!("--{name} is missing."))?;
        std::fs::create_dir_all(text).map_err(|error| format!("{text} cannot be made: {error}."))?;
        Ok(PathBuf::from(text))
    }

    /// The application that `--app` names, else the one of `PORTICO_BIN` or the build.
    pub fn app_binary(&self) -> PathBuf {
        self.0.get("app").map_or_else(portico_binary, PathBuf::from)
    }

    pub fn tenant_binary(&self) -> PathBuf {
        self.0.get("tenant").map_or_else(demo_tenant_binary, PathBuf::from)
    }
}

pub(crate) fn portico_binary() -> PathBuf {
    std::env::var_os("PORTICO_BIN").map_or_else(|| target_path("release/portico"), PathBuf::from)
}

pub(crate) fn demo_tenant_binary() -> PathBuf {
    std::env::var_os("DEMO_TENANT_BIN").map_or_else(|| target_path("release/demo-tenant"), PathBuf::from)
}
