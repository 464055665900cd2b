//! What a person chose and what the administrator fixed.
//!
//! `settings.toml` and `policy.toml` share one form (see `docs/settings.md`); a value in the policy
//! wins and is locked. The person's file is edited in place: comments, order and keys that this
//! version does not know survive. Unknown keys are reported, not fatal.

use std::path::PathBuf;

use toml_edit::{DocumentMut, Item, Table, value};

use crate::clock::Millis;
use crate::problem::{Code, Problem, Result};
use crate::registration::Registration;
use crate::store::{self, Dirs};
use crate::tenant::TenantUrl;
use crate::view::{
    IdleLockSetting, LocalCopySetting, OpensInSetting, Place, SettingsChange, SettingsView, Theme, ThemeSetting,
};

mod form;

use form::Form;

const LONGEST: u64 = 1 << 20;

/// Both files, read; the person's one can be changed.
pub struct Settings {
    path: PathBuf,
    document: DocumentMut,
    own: Form,
    policy: Form,
    problem: Option<Problem>,
    /// The file is there and could not be read, so it is not written over either.
    unreadable: bool,
}

impl Settings {
    /// Reads what there is. A damaged settings file is set aside and defaults take its place; a
    /// damaged policy is reported, since ignoring it in silence would unlock what it holds.
    pub fn load(dirs: &Dirs, now: Millis) -> Self {
        let path = dirs.config.join("settings.toml");
        let mut problem = None;
        let mut unreadable = false;
        let document = match document(&path) {
            Ok(document) => document,
            Err(found) => {
                unreadable = found.code != Code::DiskCorrupt;
                if !unreadable {
                    store::set_aside(&path, now);
                }
                problem = Some(found.because("settings.toml"));
                DocumentMut::new()
            }
        };
        let policy = match document_of_policy(dirs) {
            Ok(document) => Form::read(&document),
            Err(_) => {
                problem = Some(Code::PolicyDamaged.into());
                Form::default()
            }
        };
        Self { own: Form::read(&document), policy, path, document, problem, unreadable }
    }

    /// The tenant to sign in to, and whether policy fixes it.
    pub fn registration(&self) -> Option<(Registration, bool)> {
        match (self.policy.tenants.first(), self.own.tenants.first()) {
            (Some(fixed), _) => Some((fixed.clone(), true)),
            (None, Some(own)) => Some((own.clone(), false)),
            (None, None) => None,
        }
    }

    pub fn opens_in(&self) -> Option<Place> {
        self.policy.opens_in.or(self.own.opens_in).flatten()
    }

    pub fn keeps_copy(&self) -> bool {
        self.policy.local_copy.or(self.own.local_copy).unwrap_or(true)
    }

    /// # Errors
    /// `E-MANAGED` where policy holds the value; the disk's problem where it could not be saved. The
    /// change holds for this run all the same.
    pub fn change(&mut self, change: &SettingsChange) -> Result<()> {
        let managed = match change {
            SettingsChange::Theme(_) => self.policy.theme.is_some(),
            SettingsChange::OpensIn(_) => self.policy.opens_in.is_some(),
            SettingsChange::LocalCopy(_) => self.policy.local_copy.is_some(),
            SettingsChange::IdleLock(_) | SettingsChange::SignIn(_) => false,
        };
        if managed {
            return Err(Code::Managed.into());
        }
        match change {
            SettingsChange::Theme(theme) => self.document["theme"] = value(form::theme_word(*theme)),
            SettingsChange::OpensIn(place) => self.document["opens_in"] = value(form::place_word(*place)),
            SettingsChange::LocalCopy(keep) => self.document["local_copy"] = value(*keep),
            SettingsChange::IdleLock(_) | SettingsChange::SignIn(_) => {}
        }
        self.save()
    }

    /// What a file says of the tenant at that address, if anything.
    pub fn known(&self, tenant: &TenantUrl) -> Option<Registration> {
        self.own.tenants.iter().find(|own| own.tenant == *tenant).cloned()
    }

    /// Makes a tenant the first in the file, since the first is the one that is used. What the file
    /// says of it already stays; of a new one only the address is written down.
    pub fn add_tenant(&mut self, registration: &Registration) -> Result<()> {
        let tenants = self.document.get("tenant").and_then(Item::as_array_of_tables).cloned().unwrap_or_default();
        let (mut all, others): (Vec<Table>, Vec<Table>) =
            tenants.into_iter().partition(|table| form::tenant_url(table).as_ref() == Some(&registration.tenant));
        if all.is_empty() {
            let mut table = Table::new();
            table["url"] = value(registration.tenant.as_str());
            all.push(table);
        }
        all.extend(others);
        for (position, table) in (1..).zip(&mut all) {
            table.set_position(Some(position));
        }
        self.document["tenant"] = Item::ArrayOfTables(all.into_iter().collect());
        self.save()
    }

    pub fn view(&self) -> SettingsView {
        SettingsView {
            theme: ThemeSetting {
                value: self.policy.theme.or(self.own.theme).unwrap_or(Theme::System),
                managed: self.policy.theme.is_some(),
            },
            opens_in: OpensInSetting { value: self.opens_in(), managed: self.policy.opens_in.is_some() },
            local_copy: LocalCopySetting { value: self.keeps_copy(), managed: self.policy.local_copy.is_some() },
            idle_lock: IdleLockSetting { value: 0, managed: false },
            sign_in: None,
            unknown_keys: self.policy.unknown.iter().chain(&self.own.unknown).cloned().collect(),
            problem: self.problem.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    fn save(&mut self) -> Result<()> {
        self.own = Form::read(&self.document);
        if self.unreadable {
            return Err(Code::DiskReadOnly.into());
        }
        let saved = store::write(&self.path, self.document.to_string().as_bytes());
        self.problem = saved.as_ref().err().cloned();
        saved
    }
}

fn document_of_policy(dirs: &Dirs) -> Result<DocumentMut> {
    document(&dirs.policy)
}

fn document(path: &std::path::Path) -> Result<DocumentMut> {
    let bytes = match store::read(path, LONGEST) {
        Ok(bytes) => bytes.unwrap_or_default(),
        Err(error) if error.kind() == std::io::ErrorKind::FileTooLarge => return Err(Code::DiskCorrupt.into()),
        Err(_) => return Err(Code::DiskReadOnly.into()),
    };
    let text =
        std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes)).map_err(|_| Code::DiskCorrupt)?;
    text.parse().map_err(|_| Code::DiskCorrupt.into())
}

#[cfg(test)]
mod tests;
