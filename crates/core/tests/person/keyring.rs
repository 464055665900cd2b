//! A keyring in memory that outlives a restart, and that can be told to fail.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use portico_core::vault::{Fault, Keyring, Vault};

#[derive(Clone, Default)]
pub(crate) struct SharedKeyring(Arc<Mutex<Content>>);

#[derive(Default)]
struct Content {
    entries: BTreeMap<String, Vec<u8>>,
    fault: Option<Fault>,
    writes: usize,
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

    pub(crate) fn entries(&self) -> Vec<String> {
        self.0.lock().unwrap().entries.keys().cloned().collect()
    }

    pub(crate) fn damage(&self, change: impl Fn(&str, &mut Vec<u8>)) {
        for (entry, value) in &mut self.0.lock().unwrap().entries {
            change(entry, value);
        }
    }

    fn content<T>(&self, act: impl FnOnce(&mut Content) -> T) -> Result<T, Fault> {
        let mut content = self.0.lock().unwrap();
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
            content.writes += 1;
            content.entries.insert(entry.to_owned(), value.to_owned());
        })
    }

    fn delete(&mut self, entry: &str) -> Result<(), Fault> {
        self.content(|content| drop(content.entries.remove(entry)))
    }
}
