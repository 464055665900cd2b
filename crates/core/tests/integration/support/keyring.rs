//! Keyrings for tests: one in memory that survives a restart and can be told to fail, and one in a directory that several
//! processes share.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portico_core::storage::keyring::{KeyringBackend, KeyringClient, KeyringError};

#[derive(Clone, Default)]
pub(crate) struct MemoryKeyring(Arc<Mutex<MemoryState>>);

#[derive(Default)]
struct MemoryState {
    entries: BTreeMap<String, Vec<u8>>,
    error: Option<KeyringError>,
    is_blocked: bool,
}

impl MemoryKeyring {
    pub(crate) fn client(&self) -> KeyringClient {
        let keyring = self.clone();
        KeyringClient::new(move || Ok(Box::new(keyring.clone())))
    }

    /// What each call answers from now on; `None`: it works.
    pub(crate) fn set_error(&self, error: Option<KeyringError>) {
        self.0.lock().unwrap().error = error;
    }

    /// Each call waits from now on, as for a person at a prompt.
    pub(crate) fn set_blocked(&self, is_blocked: bool) {
        self.0.lock().unwrap().is_blocked = is_blocked;
    }

    pub(crate) fn entry_names(&self) -> Vec<String> {
        self.0.lock().unwrap().entries.keys().cloned().collect()
    }

    pub(crate) fn snapshot(&self) -> BTreeMap<String, Vec<u8>> {
        self.0.lock().unwrap().entries.clone()
    }

    /// As if another process had written meanwhile.
    pub(crate) fn restore(&self, entries: BTreeMap<String, Vec<u8>>) {
        self.0.lock().unwrap().entries = entries;
    }

    pub(crate) fn corrupt_entries(&self, change: impl Fn(&str, &mut Vec<u8>)) {
        for (entry, value) in &mut self.0.lock().unwrap().entries {
            change(entry, value);
        }
    }

    fn with_state<T>(&self, operation: impl FnOnce(&mut MemoryState) -> T) -> Result<T, KeyringError> {
        let mut state = loop {
            let state = self.0.lock().unwrap();
            if !state.is_blocked {
                break state;
            }
            drop(state);
            std::thread::sleep(Duration::from_millis(5));
        };
        match state.error {
            Some(error) => Err(error),
            None => Ok(operation(&mut state)),
        }
    }
}

impl KeyringBackend for MemoryKeyring {
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, KeyringError> {
        self.with_state(|state| state.entries.get(entry).cloned())
    }

    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), KeyringError> {
        self.with_state(|state| {
            state.entries.insert(entry.to_owned(), value.to_owned());
        })
    }

    fn delete(&mut self, entry: &str) -> Result<(), KeyringError> {
        self.with_state(|state| drop(state.entries.remove(entry)))
    }
}

#[derive(Clone)]
pub(crate) struct DirectoryKeyring(PathBuf);

impl DirectoryKeyring {
    pub(crate) fn open(directory: &Path) -> Self {
        fs::create_dir_all(directory).unwrap();
        Self(directory.to_owned())
    }

    pub(crate) fn client(&self) -> KeyringClient {
        let keyring = self.clone();
        KeyringClient::new(move || Ok(Box::new(keyring.clone())))
    }

    /// Waits until something was put in.
    pub(crate) async fn wait_until_not_empty(&self) {
        while fs::read_dir(&self.0).unwrap().all(|entry| !entry.unwrap().path().to_string_lossy().ends_with("!m")) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn entry_path(&self, entry: &str) -> PathBuf {
        self.0.join(entry.replace('/', "!"))
    }
}

impl KeyringBackend for DirectoryKeyring {
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, KeyringError> {
        match fs::read(self.entry_path(entry)) {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(_) => Err(KeyringError::Failed),
        }
    }

    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), KeyringError> {
        // Outside the folder, so that a killed process leaves nothing in it.
        let mut file = tempfile::NamedTempFile::new_in(self.0.parent().unwrap()).unwrap();
        file.write_all(value).unwrap();
        file.persist(self.entry_path(entry)).unwrap();
        Ok(())
    }

    fn delete(&mut self, entry: &str) -> Result<(), KeyringError> {
        let _ = fs::remove_file(self.entry_path(entry));
        Ok(())
    }
}
