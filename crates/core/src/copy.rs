//! The copy of an account's list on this computer, so that it is there before the tenant answers.
//!
//! One folder for each account, wiped at sign-out. It holds what the list shows, and never a
//! credential or a note.

use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::account::AccountId;
use crate::catalogue::{App, Catalogue, Folder};
use crate::clock::Millis;
use crate::problem::{Code, Result};
use crate::store::{self, Dirs};

const VERSION: u32 = 3;
const LONGEST: u64 = 64 << 20;

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalCopy {
    version: u32,
    account: AccountId,
    pub updated_at: Millis,
    pub unreadable: u32,
    pub apps: Vec<App>,
    pub folders: Vec<Folder>,
}

impl LocalCopy {
    pub fn of(account: &AccountId, catalogue: &Catalogue, updated_at: Millis) -> Self {
        Self {
            version: VERSION,
            account: account.clone(),
            updated_at,
            unreadable: catalogue.unreadable,
            apps: catalogue.apps.clone(),
            folders: catalogue.folders.clone(),
        }
    }

    /// The copy of `account`. A missing, damaged or foreign file is no copy: the list comes again.
    pub fn load(dirs: &Dirs, account: &AccountId) -> Option<Self> {
        let bytes = store::read(&path(dirs, account), LONGEST).ok()??;
        let copy: Self = serde_json::from_slice(&bytes).ok()?;
        (copy.version == VERSION && copy.account == *account).then_some(copy)
    }

    pub fn save(&self, dirs: &Dirs) -> Result<()> {
        let bytes = serde_json::to_vec(self).map_err(|_| Code::Internal)?;
        store::write(&path(dirs, &self.account), &bytes)
    }

    /// Removes the copy and the icons of `account`.
    pub fn wipe(dirs: &Dirs, account: &AccountId) {
        let _ = fs::remove_dir_all(folder(dirs, account));
    }
}

/// What is kept of one account. Its name is a digest: a listing tells nobody who works where.
pub fn folder(dirs: &Dirs, account: &AccountId) -> PathBuf {
    dirs.cache.join(account.as_str())
}

fn path(dirs: &Dirs, account: &AccountId) -> PathBuf {
    folder(dirs, account).join("apps.json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registration::Registration;
    use crate::tenant::TenantUrl;
    use crate::view::Restriction;

    #[test]
    fn what_is_saved_comes_back_and_goes() {
        let home = tempfile::tempdir().unwrap();
        let dirs = Dirs {
            config: home.path().into(),
            state: home.path().into(),
            cache: home.path().join("c"),
            policy: home.path().into(),
            locks: home.path().into(),
        };
        let acme = Registration::of(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
        let (ada, bob) = (AccountId::of(&acme, "ada"), AccountId::of(&acme, "bob"));
        let app =
            App { key: "1".into(), name: "A".into(), restrictions: vec![Restriction::ExtraCheck], ..App::default() };
        let copy = LocalCopy::of(&ada, &Catalogue::new(vec![app], 2), Millis(7));
        copy.save(&dirs).unwrap();
        assert_eq!(LocalCopy::load(&dirs, &ada), Some(copy));
        assert_eq!(LocalCopy::load(&dirs, &bob), None);
        fs::create_dir_all(folder(&dirs, &bob)).unwrap();
        fs::copy(path(&dirs, &ada), path(&dirs, &bob)).unwrap();
        assert_eq!(LocalCopy::load(&dirs, &bob), None, "another person's file is nobody's copy");
        fs::write(path(&dirs, &ada), "{").unwrap();
        assert_eq!(LocalCopy::load(&dirs, &ada), None);
        LocalCopy::wipe(&dirs, &ada);
        assert!(!folder(&dirs, &ada).exists());
    }
}
