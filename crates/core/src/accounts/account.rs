//! Who signed in here: a person at a tenant. Holds no secret; those are in the
//! [`keyring`](crate::storage::keyring) under the account's id.
//!
//! Everything that belongs to one account, in memory, in the keyring and on disk, is kept under its
//! id, so that two people or two companies share nothing.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::accounts::identity::Identity;
use crate::clock::Timestamp;
use crate::digest::hex;
use crate::error::{Code, Result};
use crate::storage::files::{self, Dirs};
use crate::tenant::registration::ClientRegistration;
use crate::tenant::url::TenantUrl;
use crate::view::UserView;

const VERSION: u32 = 1;
const MAX_FILE_BYTES: u64 = 1 << 20;

/// Names an account in the keyring, in file names and in commands. A digest: it tells nobody who
/// works where, and is the same for each Portico of this person.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(String);

impl AccountId {
    /// `user` is empty where the tenant does not tell.
    pub fn derive(registration: &ClientRegistration, user: &str) -> Self {
        let parts = [registration.tenant.as_str(), &registration.app_id, &registration.client_id, &user.to_lowercase()];
        let mut digest = Sha256::new();
        for part in parts {
            // The length keeps ("a", "bc") and ("ab", "c") apart.
            digest.update(part.len().to_be_bytes());
            digest.update(part);
        }
        Self(hex(&digest.finalize()[..16]))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn is_valid(&self) -> bool {
        self.0.len() == 32 && self.0.bytes().all(|byte| byte.is_ascii_hexdigit())
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub tenant: TenantUrl,
    pub identity: Identity,
    pub persistence: Persistence,
    /// The person wants it gone; it stays, unseen, until the keyring has let go of it too.
    is_forgotten: bool,
}

/// What the keyring should hold of an account. Written down before the keyring is asked, so that a
/// sign-out holds even when Portico dies in the middle of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Persistence {
    #[default]
    #[serde(rename = "nothing")]
    None,
    Session,
    /// Signed out, and the keyring has not confirmed yet.
    #[serde(rename = "leftover")]
    PendingRemoval,
}

impl Account {
    pub fn new(registration: &ClientRegistration, identity: Identity) -> Self {
        let id = AccountId::derive(registration, &identity.user);
        Self { id, tenant: registration.tenant.clone(), identity, persistence: Persistence::None, is_forgotten: false }
    }

    pub fn user(&self) -> UserView {
        UserView { name: self.identity.user.clone() }
    }
}

/// The accounts of this person, the one used last first, in `accounts.json` of the state folder.
#[derive(Clone, PartialEq, Eq)]
pub struct Accounts {
    path: PathBuf,
    accounts: Vec<Account>,
    /// What was wrong with the file.
    load_error: Option<Code>,
}

#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    accounts: Vec<AccountRow>,
}

#[derive(Serialize, Deserialize)]
struct AccountRow {
    id: AccountId,
    tenant: String,
    user: String,
    tenant_id: Option<String>,
    #[serde(default)]
    #[serde(rename = "kept")]
    persistence: Persistence,
    #[serde(default)]
    #[serde(rename = "forgotten")]
    is_forgotten: bool,
}

impl Accounts {
    /// Rows that cannot be read cost a sign-in each, and nothing else. A damaged file is set aside.
    pub fn load(dirs: &Dirs, now: Timestamp) -> Self {
        let accounts = Self::load_readonly(dirs);
        if accounts.load_error == Some(Code::DiskCorrupt) {
            files::quarantine(&accounts.path, now);
        }
        accounts
    }

    /// As [`Self::load`], for a look from outside: no file is touched.
    pub fn load_readonly(dirs: &Dirs) -> Self {
        let path = dirs.state.join("accounts.json");
        let (rows, load_error) = match files::read_json::<File>(&path, MAX_FILE_BYTES, VERSION) {
            Ok(file) => (file.map(|file| file.accounts).unwrap_or_default(), None),
            Err(error) => (Vec::new(), Some(error.code)),
        };
        Self { path, accounts: rows.into_iter().filter_map(parse_row).collect(), load_error }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Account> {
        self.accounts.iter().filter(|account| !account.is_forgotten)
    }

    /// What the keyring may still hold of somebody who signed out.
    pub fn pending_removals(&self) -> impl Iterator<Item = &Account> {
        self.accounts.iter().filter(|account| account.persistence == Persistence::PendingRemoval)
    }

    pub fn get(&self, id: &AccountId) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == *id)
    }

    /// The account whose id reads like that.
    pub fn find_by_id(&self, id: &str) -> Option<&Account> {
        self.iter().find(|account| account.id.as_str() == id)
    }

    /// Makes an account the first, adding it if it is new.
    pub fn put_first(&mut self, account: Account) {
        self.accounts.retain(|other| other.id != account.id);
        self.accounts.insert(0, account);
    }

    pub fn set_persistence(&mut self, id: &AccountId, persistence: Persistence) {
        self.accounts.iter_mut().filter(|account| account.id == *id).for_each(|it| it.persistence = persistence);
    }

    /// Takes an account away, or out of sight while the keyring may hold something of it. Its name is
    /// gone at once.
    pub fn forget(&mut self, id: &AccountId) {
        self.accounts.retain(|account| account.id != *id || account.persistence == Persistence::PendingRemoval);
        for account in self.accounts.iter_mut().filter(|account| account.id == *id) {
            account.is_forgotten = true;
            account.identity = Identity::default();
        }
    }

    /// The keyring has let go of what was left there.
    pub fn confirm_removal(&mut self, id: &AccountId) {
        self.accounts.retain(|account| account.id != *id || !account.is_forgotten);
        self.set_persistence(id, Persistence::None);
    }

    /// # Errors
    /// `E-DISK-READONLY` also where a newer Portico wrote the file: it is left to it.
    pub fn save(&self) -> Result<()> {
        if self.load_error == Some(Code::DiskReadOnly) {
            return Err(Code::DiskReadOnly.into());
        }
        let rows = self.accounts.iter().map(|account| AccountRow {
            id: account.id.clone(),
            tenant: account.tenant.to_string(),
            user: account.identity.user.clone(),
            tenant_id: account.identity.tenant_id.clone(),
            persistence: account.persistence,
            is_forgotten: account.is_forgotten,
        });
        let file = File { version: VERSION, accounts: rows.collect() };
        files::write(&self.path, &serde_json::to_vec(&file).map_err(|_| Code::Internal)?)
    }
}

fn parse_row(row: AccountRow) -> Option<Account> {
    let tenant = TenantUrl::parse(&row.tenant).ok().filter(|_| row.id.is_valid())?;
    let identity = Identity { user: row.user, tenant_id: row.tenant_id };
    Some(Account { id: row.id, tenant, identity, persistence: row.persistence, is_forgotten: row.is_forgotten })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn registration(tenant: &str) -> ClientRegistration {
        ClientRegistration::with_defaults(TenantUrl::parse(tenant).unwrap())
    }

    fn dirs(home: &tempfile::TempDir) -> Dirs {
        let path_to = |name: &str| home.path().join(name);
        Dirs {
            config: path_to("c"),
            state: path_to("s"),
            cache: path_to("k"),
            policy: path_to("p"),
            locks: path_to("l"),
        }
    }

    fn account_of(tenant: &str, user: &str) -> Account {
        Account::new(&registration(tenant), Identity { user: user.into(), tenant_id: None })
    }

    #[test]
    fn account_id_differs_per_user_tenant_and_app() {
        let acme = "https://acme.my.idaptive.app";
        let ids = [
            account_of(acme, "a"),
            account_of(acme, "b"),
            account_of(acme, ""),
            account_of("https://b.my.idaptive.app", "a"),
        ]
        .map(|account| account.id);
        for (index, id) in ids.iter().enumerate() {
            assert!(id.is_valid());
            assert_eq!(ids.iter().position(|other| other == id), Some(index));
        }
        assert_eq!(account_of(acme, "A@x").id, account_of(acme, "a@X").id);
        let mut other = registration(acme);
        other.app_id = "Other".into();
        assert_ne!(AccountId::derive(&other, "a"), ids[0]);
    }

    #[test]
    fn accounts_keep_last_used_order_and_pending_removals() {
        let home = tempfile::tempdir().unwrap();
        let dirs = dirs(&home);
        let (ada, bob) =
            (account_of("https://a.my.idaptive.app", "ada"), account_of("https://a.my.idaptive.app", "bob"));
        let mut accounts = Accounts::load_readonly(&dirs);
        for account in [&ada, &bob, &ada] {
            accounts.put_first(account.clone());
        }
        let reload = |accounts: &Accounts| {
            accounts.save().unwrap();
            Accounts::load_readonly(&dirs)
        };
        let names = |accounts: &Accounts| accounts.iter().map(|a| a.identity.user.clone()).collect::<Vec<_>>();
        assert_eq!(names(&reload(&accounts)), ["ada", "bob"]);
        accounts.forget(&ada.id);
        assert_eq!(names(&reload(&accounts)), ["bob"]);
        accounts.set_persistence(&bob.id, Persistence::PendingRemoval);
        accounts.forget(&bob.id);
        let mut reloaded = reload(&accounts);
        assert_eq!((reloaded.iter().count(), reloaded.pending_removals().count()), (0, 1), "until the keyring let go");
        reloaded.confirm_removal(&bob.id);
        assert_eq!(reload(&reloaded).pending_removals().count(), 0);
        accounts.put_first(bob.clone());
        assert_eq!(reload(&accounts).find_by_id(bob.id.as_str()), Some(&bob));
    }

    #[test]
    fn damaged_file_is_set_aside_and_newer_version_is_not_overwritten() {
        let home = tempfile::tempdir().unwrap();
        let dirs = dirs(&home);
        let path = dirs.state.join("accounts.json");
        files::write(&path, b"{").unwrap();
        let mut accounts = Accounts::load(&dirs, Timestamp(1));
        assert!(dirs.state.join("accounts.json.bad-1").exists());
        accounts.put_first(account_of("https://a.my.idaptive.app", "ada"));
        accounts.save().unwrap();
        assert_eq!(Accounts::load(&dirs, Timestamp(2)).iter().count(), 1);
        let newer = br#"{"version":9,"accounts":[]}"#;
        files::write(&path, newer).unwrap();
        assert_eq!(Accounts::load(&dirs, Timestamp(3)).save().unwrap_err().code, Code::DiskReadOnly);
        assert_eq!(std::fs::read(&path).unwrap(), newer);
    }

    proptest! {
        #[test]
        fn load_ignores_arbitrary_file_content(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let home = tempfile::tempdir().unwrap();
            let dirs = dirs(&home);
            files::write(&dirs.state.join("accounts.json"), &bytes).unwrap();
            prop_assert_eq!(Accounts::load(&dirs, Timestamp(1)).iter().count(), 0);
        }
    }
}
