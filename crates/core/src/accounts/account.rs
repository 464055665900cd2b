//! Who signed in here: a person at a tenant. Holds no secret; those are in the
//! [`keyring`](crate::storage::keyring) under the account's id.
//!
//! Everything that belongs to one account, in memory, in the keyring and on disk, is kept under its
//! id, so that two people or two companies share nothing.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::accounts::identity::Identity;
use crate::clock::Timestamp;
use crate::digest::hex;
use crate::error::{Code, Result};
use crate::storage::files::Dirs;
use crate::storage::state_file::{self, Loaded};
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
    /// What a newer Portico wrote down of it.
    unknown_members: Map<String, Value>,
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
        Self {
            id,
            tenant: registration.tenant.clone(),
            identity,
            persistence: Persistence::None,
            is_forgotten: false,
            unknown_members: Map::new(),
        }
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
    /// Rows that this version does not understand, as they are in the file. The keyring may hold something of theirs.
    unreadable_rows: Vec<UnreadableRow>,
    /// What was wrong with the file.
    load_error: Option<Code>,
}

#[derive(Clone, PartialEq, Eq)]
struct UnreadableRow {
    id: Option<AccountId>,
    json: String,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct File {
    version: u32,
    accounts: Vec<Box<RawValue>>,
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
    #[serde(flatten)]
    unknown_members: Map<String, Value>,
}

impl Accounts {
    /// A row that cannot be read costs a sign-in, and stays in the file. A damaged file is quarantined.
    pub fn load(dirs: &Dirs, now: Timestamp) -> Self {
        let accounts = Self::load_readonly(dirs);
        if accounts.load_error == Some(Code::DiskCorrupt) {
            // Err: it is damaged at the next start, too.
            let _ = accounts.to_file().and_then(|file| state_file::repair(&accounts.path, VERSION, &file, now));
        }
        accounts
    }

    /// As [`Self::load`], for a look from outside: no file is touched.
    pub fn load_readonly(dirs: &Dirs) -> Self {
        let path = dirs.state.join("accounts.json");
        let Loaded { value: file, problem } = state_file::load::<File>(&path, MAX_FILE_BYTES, VERSION);
        let (mut accounts, mut unreadable_rows) = (Vec::new(), Vec::new());
        for row in file.accounts {
            match parse_row(row.get()) {
                Some(account) => accounts.push(account),
                None => unreadable_rows.push(UnreadableRow { id: find_id(row.get()), json: row.get().to_owned() }),
            }
        }
        Self { path, accounts, unreadable_rows, load_error: problem }
    }

    /// What was wrong with the file when it was read.
    pub const fn load_error(&self) -> Option<Code> {
        self.load_error
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
    pub fn put_first(&mut self, mut account: Account) {
        if let Some(position) = self.accounts.iter().position(|other| other.id == account.id) {
            account.unknown_members = self.accounts.remove(position).unknown_members;
        }
        self.unreadable_rows.retain(|row| row.id.as_ref() != Some(&account.id));
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
    /// `E-DISK-NEWER` where a newer Portico wrote the file, and `E-DISK-READONLY` where it could not be read: it is left
    /// alone.
    pub fn save(&self) -> Result<()> {
        match self.load_error.filter(|_| state_file::is_read_only(self.load_error)) {
            Some(code) => Err(code.into()),
            None => state_file::save(&self.path, VERSION, &self.to_file()?),
        }
    }

    fn to_file(&self) -> Result<File> {
        let rows = self.accounts.iter().map(|account| {
            to_raw_value(&AccountRow {
                id: account.id.clone(),
                tenant: account.tenant.to_string(),
                user: account.identity.user.clone(),
                tenant_id: account.identity.tenant_id.clone(),
                persistence: account.persistence,
                is_forgotten: account.is_forgotten,
                unknown_members: account.unknown_members.clone(),
            })
        });
        let unreadable_rows = self.unreadable_rows.iter().map(|row| RawValue::from_string(row.json.clone()));
        let accounts = rows.chain(unreadable_rows).collect::<Result<_, _>>().map_err(|_| Code::Internal)?;
        Ok(File { version: VERSION, accounts })
    }
}

fn parse_row(row: &str) -> Option<Account> {
    let row: AccountRow = serde_json::from_str(row).ok()?;
    let tenant = TenantUrl::parse(&row.tenant).ok().filter(|_| row.id.is_valid())?;
    Some(Account {
        id: row.id,
        tenant,
        identity: Identity { user: row.user, tenant_id: row.tenant_id },
        persistence: row.persistence,
        is_forgotten: row.is_forgotten,
        unknown_members: row.unknown_members,
    })
}

/// The id of a row that cannot be read otherwise.
fn find_id(row: &str) -> Option<AccountId> {
    #[derive(Deserialize)]
    struct Row {
        id: AccountId,
    }
    serde_json::from_str::<Row>(row).ok().map(|row| row.id).filter(AccountId::is_valid)
}

#[cfg(test)]
mod tests;
