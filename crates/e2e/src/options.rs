//! The words after a program's name: `--name value`, nothing else.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::in_target;

/// What was given.
pub struct Options(HashMap<String, String>);

impl Options {
    /// # Errors
    /// A sentence, for a word that is not in `known` or has no value.
    pub fn read(known: &[&str]) -> Result<Self, String> {
        let mut words = std::env::args().skip(1);
        let mut given = HashMap::new();
        while let Some(word) = words.next() {
            let name = word.strip_prefix("--").filter(|name| known.contains(name));
            let name = name.ok_or_else(|| format!("{word} is not known here. Known are --{}.", known.join(", --")))?;
            let value = words.next().ok_or_else(|| format!("{word} needs a value."))?;
            given.insert(name.to_owned(), value);
        }
        Ok(Self(given))
    }

    pub fn text(&self, name: &str, default: &str) -> String {
        self.0.get(name).cloned().unwrap_or_else(|| default.to_owned())
    }

    pub fn number(&self, name: &str, default: usize) -> Result<usize, String> {
        match self.0.get(name) {
            Some(text) => text.parse().map_err(|_| format!("--{name} needs a number, not {text}.")),
            None => Ok(default),
        }
    }

    pub fn folder(&self, name: &str) -> Result<PathBuf, String> {
        let text = self.0.get(name).ok_or_else(|| format!("--{name} is missing."))?;
        std::fs::create_dir_all(text).map_err(|error| format!("{text} cannot be made: {error}."))?;
        Ok(PathBuf::from(text))
    }

    /// The programs on stage, as `--app` and `--tenant` name them.
    pub fn app(&self) -> PathBuf {
        self.0.get("app").map_or_else(portico, PathBuf::from)
    }

    pub fn tenant(&self) -> PathBuf {
        self.0.get("tenant").map_or_else(demo_tenant, PathBuf::from)
    }
}

pub(crate) fn portico() -> PathBuf {
    std::env::var_os("PORTICO_BIN").map_or_else(|| in_target("release/portico"), PathBuf::from)
}

pub(crate) fn demo_tenant() -> PathBuf {
    std::env::var_os("DEMO_TENANT_BIN").map_or_else(|| in_target("release/demo-tenant"), PathBuf::from)
}
