//! The copy of an account's list on this computer, so that it is there before the tenant answers.
//!
//! One folder for each account, wiped at sign-out. It holds what the list shows, and never a
//! credential or a note.

use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::accounts::account::AccountId;
use crate::apps::catalog::{App, Catalog, Folder, MAX_APPS};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::net::json::bounded_list;
use crate::state_lock::assert_not_held;
use crate::storage::files::{self, Dirs};
use crate::storage::state_file;

const VERSION: u32 = 3;
const MAX_FILE_BYTES: u64 = 64 << 20;

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CachedAppList {
    version: u32,
    account: AccountId,
    pub updated_at: Timestamp,
    #[serde(rename = "unreadable")]
    pub unreadable_rows: u32,
    #[serde(deserialize_with = "bounded_list::<_, _, MAX_APPS>")]
    pub apps: Vec<App>,
    pub folders: Vec<Folder>,
}

impl CachedAppList {
    pub fn new(account: &AccountId, catalog: &Catalog, updated_at: Timestamp) -> Self {
        Self {
            version: VERSION,
            account: account.clone(),
            updated_at,
            unreadable_rows: catalog.unreadable_rows,
            apps: catalog.apps.clone(),
            folders: catalog.folders.clone(),
        }
    }

    /// The copy of `account`. A missing, damaged or foreign file is no copy: the list comes again.
    pub fn load(dirs: &Dirs, account: &AccountId) -> Option<Self> {
        let bytes = files::read(&file_path(dirs, account), MAX_FILE_BYTES).ok()??;
        let cached: Self = serde_json::from_slice(&bytes).ok()?;
        (cached.version == VERSION && cached.account == *account).then_some(cached)
    }

    pub fn save(&self, dirs: &Dirs) -> Result<()> {
        state_file::save_without_copy(&file_path(dirs, &self.account), VERSION, self).map(drop)
    }

    /// Removes the copy and the icons of `account`.
    pub fn wipe(dirs: &Dirs, account: &AccountId) {
        assert_not_held();
        let _ = fs::remove_dir_all(cache_dir(dirs, account));
    }
}

/// What is kept of one account. Its name is a digest: a listing tells nobody who works where.
pub fn cache_dir(dirs: &Dirs, account: &AccountId) -> PathBuf {
    dirs.cache.join(account.as_str())
}

fn file_path(dirs: &Dirs, account: &AccountId) -> PathBuf {
    cache_dir(dirs, account).join("apps.json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use crate::tenant::registration::ClientRegistration;
    use crate::tenant::url::TenantUrl;
    use crate::view::Restriction;

    #[test]
    fn cached_list_round_trips_rejects_foreign_files_and_wipes() {
        let home = tempfile::tempdir().unwrap();
        let dirs = Dirs {
            config: home.path().into(),
            state: home.path().into(),
            cache: home.path().join("c"),
            policy: home.path().into(),
            locks: home.path().into(),
        };
        let acme = ClientRegistration::with_defaults(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
        let (ada, bob) = (AccountId::derive(&acme, "ada"), AccountId::derive(&acme, "bob"));
        let app =
            App { key: "1".into(), name: "A".into(), restrictions: vec![Restriction::ExtraCheck], ..App::default() };
        let cached = CachedAppList::new(&ada, &Catalog::new(vec![app], 2), Timestamp(7));
        cached.save(&dirs).unwrap();
        assert_eq!(CachedAppList::load(&dirs, &ada), Some(cached));
        assert_eq!(CachedAppList::load(&dirs, &bob), None);
        fs::create_dir_all(cache_dir(&dirs, &bob)).unwrap();
        fs::copy(file_path(&dirs, &ada), file_path(&dirs, &bob)).unwrap();
        assert_eq!(CachedAppList::load(&dirs, &bob), None, "another person's file is nobody's copy");
        fs::write(file_path(&dirs, &ada), "{").unwrap();
        assert_eq!(CachedAppList::load(&dirs, &ada), None);
        let newer = br#"{"version":4,"apps":7}"#;
        fs::write(file_path(&dirs, &ada), newer).unwrap();
        assert_eq!(CachedAppList::load(&dirs, &ada), None);
        let cached = CachedAppList::new(&ada, &Catalog::default(), Timestamp(8));
        assert_eq!(cached.save(&dirs).unwrap_err().code, Code::DiskNewer);
        assert_eq!(fs::read(file_path(&dirs, &ada)).unwrap(), newer, "a newer Portico's copy is left to it");
        CachedAppList::wipe(&dirs, &ada);
        assert!(!cache_dir(&dirs, &ada).exists());
    }
}
