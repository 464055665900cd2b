//! The preferences file of one account.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::frecency::Usage;
use crate::accounts::account::AccountId;
use crate::clock::Timestamp;
use crate::storage::files::Dirs;
use crate::view::AppChangeView;

pub(super) const VERSION: u32 = 1;
pub(super) const MAX_FILE_BYTES: u64 = 16 << 20;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct File {
    pub(super) version: u32,
    #[serde(rename = "favourites")]
    pub(super) favorites: Vec<String>,
    pub(super) hidden: BTreeSet<String>,
    pub(super) usage: HashMap<String, Usage>,
    /// How often anything was opened.
    #[serde(rename = "opened")]
    pub(super) total_launches: u64,
    #[serde(rename = "fresh")]
    pub(super) new_apps: Vec<NewApp>,
    /// The apps that were ever in the list, once there was one.
    #[serde(rename = "known")]
    pub(super) known_keys: Option<KnownKeys>,
    #[serde(rename = "news")]
    pub(super) changes: Vec<AppChangeView>,
    #[serde(rename = "read_at")]
    pub(super) feed_read_at: Timestamp,
}

/// An app that appeared, and was not opened yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct NewApp {
    pub(super) key: String,
    #[serde(rename = "at")]
    pub(super) added_at: Timestamp,
}

/// Digests of keys: enough to tell a new app from one that was there before.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct KnownKeys(Arc<HashSet<[u8; 8]>>);

impl KnownKeys {
    /// Whether it is new. What others see of the set stays as it is.
    pub(super) fn insert(&mut self, digest: [u8; 8]) -> bool {
        !self.0.contains(&digest) && Arc::make_mut(&mut self.0).insert(digest)
    }
}

pub(super) fn file_path(dirs: &Dirs, account: &AccountId) -> PathBuf {
    dirs.state.join("personal").join(format!("{account}.json"))
}

pub(super) fn key_digest(key: &str) -> [u8; 8] {
    let mut short = [0; 8];
    short.copy_from_slice(&Sha256::digest(key)[..8]);
    short
}

/// One text for all: a list can be long.
impl Serialize for KnownKeys {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut digests: Vec<_> = self.0.iter().copied().collect();
        digests.sort_unstable();
        serializer.serialize_str(&STANDARD.encode(digests.concat()))
    }
}

impl<'de> Deserialize<'de> for KnownKeys {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = STANDARD.decode(text).map_err(serde::de::Error::custom)?;
        let (digests, _) = bytes.as_chunks::<8>();
        Ok(Self(Arc::new(digests.iter().copied().collect())))
    }
}
