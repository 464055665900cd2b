//! Keyrings for tests: one in memory that outlives a restart and can be told to fail, and one in a
//! folder that several processes share.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portico_core::vault::{Fault, Keyring, Vault};

#[derive(Clone, Default)]
pub(crate) struct SharedKeyring(Arc<Mutex<Content>>);

#[derive(Default)]
struct Content {
    entries: BTreeMap<String, Vec<u8>>,
    fault: Option<Fault>,
    blocked: bool,
}

impl SharedKeyring {
    pub(crate) fn vault(&self) -> Vault {
        let keyring = self.clone();
        Vault::new(move || Ok(Box::new(keyring.clone())))
    }

    /// What each call answers from now on; `None`: it works.
    pub(crate) fn fails(&self, fault: Option<Fault>) {
        self.0.lock().unwrap().fault = fault;
    }

    /// Each call waits from now on, as for a person at a prompt.
    pub(crate) fn blocks(&self, blocked: bool) {
        self.0.lock().unwrap().blocked = blocked;
    }

    pub(crate) fn entries(&self) -> Vec<String> {
        self.0.lock().unwrap().entries.keys().cloned().collect()
    }

    pub(crate) fn content_is(&self) -> BTreeMap<String, Vec<u8>> {
        self.0.lock().unwrap().entries.clone()
    }

    /// As if another process had written meanwhile.
    pub(crate) fn becomes(&self, entries: BTreeMap<String, Vec<u8>>) {
        self.0.lock().unwrap().entries = entries;
    }

    pub(crate) fn damage(&self, change: impl Fn(&str, &mut Vec<u8>)) {
        for (entry, value) in &mut self.0.lock().unwrap().entries {
            change(entry, value);
        }
    }

    fn content<T>(&self, act: impl FnOnce(&mut Content) -> T) -> Result<T, Fault> {
        let mut content = loop {
            let content = self.0.lock().unwrap();
            if !content.blocked {
                break content;
            }
            drop(content);
            std::thread::sleep(Duration::from_millis(5));
        };
        match content.fault {
            Some(fault) => Err(fault),
            None => Ok(act(&mut content)),
        }
    }
}

impl Keyring for SharedKeyring {
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, Fault> {
        self.content(|content| content.entries.get(entry).cloned())
    }

    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), Fault> {
        self.content(|content| {
            content.entries.insert(entry.to_owned(), value.to_owned());
        })
    }

    fn delete(&mut self, entry: &str) -> Result<(), Fault> {
        self.content(|content| drop(content.entries.remove(entry)))
    }
}

#[derive(Clone)]
pub(crate) struct FolderKeyring(PathBuf);

impl FolderKeyring {
    pub(crate) fn at(folder: &Path) -> Self {
        fs::create_dir_all(folder).unwrap();
        Self(folder.to_owned())
    }

    pub(crate) fn vault(&self) -> Vault {
        let keyring = self.clone();
        Vault::new(move || Ok(Box::new(keyring.clone())))
    }

    /// Waits until something was put in.
    pub(crate) async fn holds_something(&self) {
        while fs::read_dir(&self.0).unwrap().all(|entry| !entry.unwrap().path().to_string_lossy().ends_with("!m")) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn path(&self, entry: &str) -> PathBuf {
        self.0.join(entry.replace('/', "!"))
    }
}

impl Keyring for FolderKeyring {
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, Fault> {
        match fs::read(self.path(entry)) {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(_) => Err(Fault::Failed),
        }
    }

    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), Fault> {
        // Outside the folder, so that a killed process leaves nothing in it.
        let mut file = tempfile::NamedTempFile::new_in(self.0.parent().unwrap()).unwrap();
        file.write_all(value).unwrap();
        file.persist(self.path(entry)).unwrap();
        Ok(())
    }

    fn delete(&mut self, entry: &str) -> Result<(), Fault> {
        let _ = fs::remove_file(self.path(entry));
        Ok(())
    }
}
