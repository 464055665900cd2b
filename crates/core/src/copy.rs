//! The copy of the list on this computer, so that it is there before the tenant answers.
//!
//! One file for each tenant, of the person who last signed in there; it is replaced when another
//! does, and wiped at sign-out. It holds what the list shows, and never a credential or a note.

use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::api::Identity;
use crate::catalogue::{App, Catalogue};
use crate::clock::Millis;
use crate::problem::{Code, Result};
use crate::store::{self, Dirs};
use crate::tenant::TenantUrl;

const VERSION: u32 = 1;
const LONGEST: u64 = 64 << 20;

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalCopy {
    version: u32,
    tenant: String,
    pub user: String,
    pub tenant_id: Option<String>,
    pub updated_at: Millis,
    pub unreadable: u32,
    pub apps: Vec<App>,
}

impl LocalCopy {
    pub fn of(tenant: &TenantUrl, identity: &Identity, catalogue: &Catalogue, updated_at: Millis) -> Self {
        Self {
            version: VERSION,
            tenant: tenant.to_string(),
            user: identity.user.clone(),
            tenant_id: identity.tenant_id.clone(),
            updated_at,
            unreadable: catalogue.unreadable,
            apps: catalogue.apps.clone(),
        }
    }

    /// The copy for `tenant`. A missing, damaged or foreign file is no copy: the list comes again.
    pub fn load(dirs: &Dirs, tenant: &TenantUrl) -> Option<Self> {
        let bytes = store::read(&path(dirs, tenant), LONGEST).ok()??;
        let copy: Self = serde_json::from_slice(&bytes).ok()?;
        (copy.version == VERSION && copy.tenant == tenant.as_str()).then_some(copy)
    }

    pub fn save(&self, dirs: &Dirs, tenant: &TenantUrl) -> Result<()> {
        let bytes = serde_json::to_vec(self).map_err(|_| Code::Internal)?;
        store::write(&path(dirs, tenant), &bytes)
    }

    /// Removes the copy and the icons of `tenant`.
    pub fn wipe(dirs: &Dirs, tenant: &TenantUrl) {
        let _ = fs::remove_dir_all(folder(dirs, tenant));
    }

    pub fn identity(&self) -> Identity {
        Identity { user: self.user.clone(), tenant_id: self.tenant_id.clone() }
    }
}

/// What is kept of one tenant. The name is a digest: a listing of the folder tells nobody where
/// somebody works.
pub fn folder(dirs: &Dirs, tenant: &TenantUrl) -> PathBuf {
    let name: String = Sha256::digest(tenant.as_str())[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    dirs.cache.join(name)
}

fn path(dirs: &Dirs, tenant: &TenantUrl) -> PathBuf {
    folder(dirs, tenant).join("apps.json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Restriction;

    #[test]
    fn what_is_saved_comes_back_and_goes() {
        let home = tempfile::tempdir().unwrap();
        let dirs = Dirs {
            config: home.path().into(),
            state: home.path().into(),
            cache: home.path().join("c"),
            policy: home.path().into(),
        };
        let tenant = TenantUrl::parse("https://acme.my.idaptive.app").unwrap();
        let app = App {
            key: "1".into(),
            name: "A".into(),
            description: None,
            category: None,
            icon: None,
            restriction: Some(Restriction::ExtraCheck),
        };
        let copy = LocalCopy::of(&tenant, &Identity::default(), &Catalogue::new(vec![app], 2), Millis(7));
        copy.save(&dirs, &tenant).unwrap();
        assert_eq!(LocalCopy::load(&dirs, &tenant), Some(copy));
        assert_eq!(LocalCopy::load(&dirs, &TenantUrl::parse("https://other.test").unwrap()), None);
        fs::write(path(&dirs, &tenant), "{").unwrap();
        assert_eq!(LocalCopy::load(&dirs, &tenant), None);
        LocalCopy::wipe(&dirs, &tenant);
        assert!(!folder(&dirs, &tenant).exists());
    }
}
