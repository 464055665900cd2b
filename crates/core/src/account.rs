//! Who signed in here: a person at a tenant. Holds no secret; those are in the
//! [`vault`](crate::vault) under the account's id.
//!
//! Everything that belongs to one account, in memory, in the keyring and on disk, is kept under its
//! id, so that two people or two companies share nothing.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::api::Identity;
use crate::problem::{Code, Result};
use crate::registration::Registration;
use crate::store::{self, Dirs};
use crate::tenant::TenantUrl;
use crate::view::UserView;

const VERSION: u32 = 1;
const LONGEST: u64 = 1 << 20;

/// Names an account in the keyring, in file names and in commands. A digest: it tells nobody who
/// works where, and is the same for each Portico of this person.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(String);

impl AccountId {
    /// `user` is empty where the tenant does not tell.
    pub fn of(registration: &Registration, user: &str) -> Self {
        let parts = [registration.tenant.as_str(), &registration.app_id, &registration.client_id, &user.to_lowercase()];
        let mut digest = Sha256::new();
        for part in parts {
            // The length keeps ("a", "bc") and ("ab", "c") apart.
            digest.update(part.len().to_be_bytes());
            digest.update(part);
        }
        Self(digest.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn is_sound(&self) -> bool {
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
    pub kept: Kept,
    /// The person wants it gone; it stays, unseen, until the keyring has let go of it too.
    forgotten: bool,
}

/// What the keyring should hold of an account. Written down before the keyring is asked, so that a
/// sign-out holds even when Portico dies in the middle of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kept {
    #[default]
    Nothing,
    Session,
    /// Signed out, and the keyring has not confirmed yet.
    Leftover,
}

impl Account {
    pub fn new(registration: &Registration, identity: Identity) -> Self {
        let id = AccountId::of(registration, &identity.user);
        Self { id, tenant: registration.tenant.clone(), identity, kept: Kept::Nothing, forgotten: false }
    }

    pub fn user(&self) -> UserView {
        UserView { name: self.identity.user.clone() }
    }
}

/// The accounts of this person, the one used last first, in `accounts.json` of the state folder.
pub struct Accounts {
    path: PathBuf,
    all: Vec<Account>,
}

#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    accounts: Vec<Row>,
}

#[derive(Serialize, Deserialize)]
struct Row {
    id: AccountId,
    tenant: String,
    user: String,
    tenant_id: Option<String>,
    #[serde(default)]
    kept: Kept,
    #[serde(default)]
    forgotten: bool,
}

impl Accounts {
    /// Rows that cannot be read cost a sign-in each, and nothing else.
    pub fn load(dirs: &Dirs) -> Self {
        let path = dirs.state.join("accounts.json");
        let bytes = store::read(&path, LONGEST).ok().flatten().unwrap_or_default();
        let file = serde_json::from_slice::<File>(&bytes).ok().filter(|file| file.version == VERSION);
        let all = file.map(|file| file.accounts.into_iter().filter_map(account).collect()).unwrap_or_default();
        Self { path, all }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Account> {
        self.all.iter().filter(|account| !account.forgotten)
    }

    /// What the keyring may still hold of somebody who signed out.
    pub fn leftovers(&self) -> impl Iterator<Item = &Account> {
        self.all.iter().filter(|account| account.kept == Kept::Leftover)
    }

    pub fn get(&self, id: &AccountId) -> Option<&Account> {
        self.all.iter().find(|account| account.id == *id)
    }

    /// The account whose id reads like that.
    pub fn named(&self, id: &str) -> Option<&Account> {
        self.iter().find(|account| account.id.as_str() == id)
    }

    /// Makes an account the first, adding it if it is new.
    pub fn put_first(&mut self, account: Account) -> Result<()> {
        self.all.retain(|other| other.id != account.id);
        self.all.insert(0, account);
        self.save()
    }

    pub fn keeps(&mut self, id: &AccountId, kept: Kept) -> Result<()> {
        match self.all.iter_mut().find(|account| account.id == *id) {
            Some(account) if account.kept != kept => {
                account.kept = kept;
                self.save()
            }
            _ => Ok(()),
        }
    }

    /// Takes an account away, or out of sight while the keyring may hold something of it. Its name is
    /// gone at once.
    pub fn forget(&mut self, id: &AccountId) -> Result<()> {
        self.all.retain(|account| account.id != *id || account.kept == Kept::Leftover);
        for account in self.all.iter_mut().filter(|account| account.id == *id) {
            account.forgotten = true;
            account.identity = Identity::default();
        }
        self.save()
    }

    /// The keyring has let go of what was left there.
    pub fn cleared(&mut self, id: &AccountId) -> Result<()> {
        self.all.retain(|account| account.id != *id || !account.forgotten);
        self.keeps(id, Kept::Nothing)?;
        self.save()
    }

    fn save(&self) -> Result<()> {
        let rows = self.all.iter().map(|account| Row {
            id: account.id.clone(),
            tenant: account.tenant.to_string(),
            user: account.identity.user.clone(),
            tenant_id: account.identity.tenant_id.clone(),
            kept: account.kept,
            forgotten: account.forgotten,
        });
        let file = File { version: VERSION, accounts: rows.collect() };
        store::write(&self.path, &serde_json::to_vec(&file).map_err(|_| Code::Internal)?)
    }
}

fn account(row: Row) -> Option<Account> {
    let tenant = TenantUrl::parse(&row.tenant).ok().filter(|_| row.id.is_sound())?;
    let identity = Identity { user: row.user, tenant_id: row.tenant_id };
    Some(Account { id: row.id, tenant, identity, kept: row.kept, forgotten: row.forgotten })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn registration(tenant: &str) -> Registration {
        Registration::of(TenantUrl::parse(tenant).unwrap())
    }

    fn dirs(home: &tempfile::TempDir) -> Dirs {
        let at = |name: &str| home.path().join(name);
        Dirs { config: at("c"), state: at("s"), cache: at("k"), policy: at("p"), locks: at("l") }
    }

    fn person(tenant: &str, user: &str) -> Account {
        Account::new(&registration(tenant), Identity { user: user.into(), tenant_id: None })
    }

    #[test]
    fn each_person_at_each_tenant_is_another_account() {
        let acme = "https://acme.my.idaptive.app";
        let ids = [person(acme, "a"), person(acme, "b"), person(acme, ""), person("https://b.my.idaptive.app", "a")]
            .map(|account| account.id);
        for (index, id) in ids.iter().enumerate() {
            assert!(id.is_sound());
            assert_eq!(ids.iter().position(|other| other == id), Some(index));
        }
        assert_eq!(person(acme, "A@x").id, person(acme, "a@X").id);
        let mut other = registration(acme);
        other.app_id = "Other".into();
        assert_ne!(AccountId::of(&other, "a"), ids[0]);
    }

    #[test]
    fn the_last_used_comes_first_and_stays() {
        let home = tempfile::tempdir().unwrap();
        let dirs = dirs(&home);
        let (ada, bob) = (person("https://a.my.idaptive.app", "ada"), person("https://a.my.idaptive.app", "bob"));
        let mut accounts = Accounts::load(&dirs);
        for account in [&ada, &bob, &ada] {
            accounts.put_first(account.clone()).unwrap();
        }
        let names = |accounts: &Accounts| accounts.iter().map(|a| a.identity.user.clone()).collect::<Vec<_>>();
        assert_eq!(names(&Accounts::load(&dirs)), ["ada", "bob"]);
        accounts.forget(&ada.id).unwrap();
        assert_eq!(names(&Accounts::load(&dirs)), ["bob"]);
        accounts.keeps(&bob.id, Kept::Leftover).unwrap();
        accounts.forget(&bob.id).unwrap();
        let mut later = Accounts::load(&dirs);
        assert_eq!((later.iter().count(), later.leftovers().count()), (0, 1), "until the keyring let go");
        later.cleared(&bob.id).unwrap();
        assert_eq!(Accounts::load(&dirs).leftovers().count(), 0);
        accounts.put_first(bob.clone()).unwrap();
        assert_eq!(Accounts::load(&dirs).named(bob.id.as_str()), Some(&bob));
    }

    proptest! {
        #[test]
        fn any_file_can_be_there(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let home = tempfile::tempdir().unwrap();
            let dirs = dirs(&home);
            store::write(&dirs.state.join("accounts.json"), &bytes).unwrap();
            prop_assert_eq!(Accounts::load(&dirs).iter().count(), 0);
        }
    }
}
