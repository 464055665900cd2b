//! What a person chose and what the administrator fixed.
//!
//! `settings.toml` and `policy.toml` share one form (see `docs/settings.md`); a value in the policy
//! wins and is locked. The person's file is edited in place: comments, order and keys that this
//! version does not know survive. Unknown keys are reported, not fatal.

use std::path::PathBuf;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table};

use crate::catalogue::App;
use crate::clock::Millis;
use crate::problem::{Code, Problem, Result};
use crate::registration::Registration;
use crate::shortcut::Shortcut;
use crate::store::{self, Dirs};
use crate::tenant::TenantUrl;
use crate::view::{OpenRule, Place, Setting, SettingsChange, SettingsView};

mod form;
mod tenants;

use form::{Form, Word};

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
        let (settings, damaged) = Self::read(dirs);
        if damaged {
            store::set_aside(&settings.path, now);
        }
        settings
    }

    /// Reads them for a look from outside, and leaves the files as they are.
    pub fn look(dirs: &Dirs) -> Self {
        Self::read(dirs).0
    }

    /// The settings, and whether the person's file is damaged.
    fn read(dirs: &Dirs) -> (Self, bool) {
        let path = dirs.config.join("settings.toml");
        let mut problem = None;
        let mut damaged = false;
        let document = match document(&path) {
            Ok(document) => document,
            Err(found) => {
                damaged = found.code == Code::DiskCorrupt;
                problem = Some(found.because("settings.toml"));
                DocumentMut::new()
            }
        };
        let unreadable = problem.is_some() && !damaged;
        let policy = match document_of_policy(dirs) {
            Ok(document) => Form::read(&document),
            Err(_) => {
                problem = Some(Code::PolicyDamaged.into());
                Form::default()
            }
        };
        (Self { own: Form::read(&document), policy, path, document, problem, unreadable }, damaged)
    }

    /// Minutes without a key or a click until Portico locks; `None`: never.
    pub fn idle_lock(&self) -> Option<u32> {
        self.policy.idle_lock.or(self.own.idle_lock).filter(|minutes| *minutes > 0)
    }

    /// Where an app opens if nobody says otherwise at the click; `None`: the person is asked. Rules of
    /// the policy come first, then the person's own, then the one place for all.
    pub fn place_of(&self, app: &App) -> Option<Place> {
        let fits = |rule: &&OpenRule| {
            let of_app = rule.app.as_ref().is_none_or(|key| *key == app.key);
            let of_category = rule.category.as_ref().is_none_or(|name| app.category.as_ref() == Some(name));
            of_app && of_category
        };
        let rule = self.policy.rules.iter().chain(&self.own.rules).find(fits);
        rule.map(|rule| rule.place.clone()).or_else(|| self.opens_in())
    }

    fn opens_in(&self) -> Option<Place> {
        self.policy.opens_in.clone().or_else(|| self.own.opens_in.clone()).flatten()
    }

    /// Program and arguments of a command; the policy's goes before the person's own.
    pub fn command(&self, name: &str) -> Option<&[String]> {
        let all = self.policy.commands.iter().chain(&self.own.commands);
        all.into_iter().find(|(known, _)| known == name).map(|(_, words)| words.as_slice())
    }

    /// All commands, the policy's first; one of the person's own is not offered beside it under one name.
    pub fn commands(&self) -> impl Iterator<Item = (&str, &[String])> {
        let fixed = &self.policy.commands;
        let own = self.own.commands.iter().filter(|(name, _)| !fixed.iter().any(|(known, _)| known == name));
        fixed.iter().chain(own).map(|(name, words)| (name.as_str(), words.as_slice()))
    }

    pub fn has_menu_entries(&self) -> bool {
        self.policy.menu_entries.or(self.own.menu_entries).unwrap_or_default()
    }

    pub fn starts_with_desktop(&self) -> bool {
        self.policy.autostart.or(self.own.autostart).unwrap_or_default()
    }

    /// Closing the window leaves Portico running.
    pub fn keeps_running(&self) -> bool {
        self.policy.keep_running.or(self.own.keep_running).unwrap_or_default()
    }

    pub fn has_tray(&self) -> bool {
        self.policy.tray.or(self.own.tray).unwrap_or_default()
    }

    pub fn palette_shortcut(&self) -> Option<&Shortcut> {
        self.policy.palette_shortcut.as_ref().or(self.own.palette_shortcut.as_ref())?.as_ref()
    }

    /// Changes of the assignments are told of on the desktop.
    pub fn notifies(&self) -> bool {
        self.policy.notifications.or(self.own.notifications).unwrap_or_default()
    }

    pub fn keeps_copy(&self) -> bool {
        self.policy.local_copy.or(self.own.local_copy).unwrap_or(true)
    }

    /// `tenant` is the one that a change of the way to sign in is about; without it nothing is written.
    ///
    /// # Errors
    /// `E-MANAGED` where policy holds the value; the disk's problem where it could not be saved. The
    /// change holds for this run all the same.
    pub fn change(&mut self, change: &SettingsChange, tenant: Option<&TenantUrl>) -> Result<()> {
        let (managed, key, new): (bool, &str, toml_edit::Value) = match change {
            SettingsChange::Theme(theme) => (self.policy.theme.is_some(), "theme", theme.word().into()),
            SettingsChange::Language(language) => (self.policy.language.is_some(), "language", language.word().into()),
            SettingsChange::Layout(layout) => (self.policy.layout.is_some(), "layout", layout.word().into()),
            SettingsChange::Density(density) => (self.policy.density.is_some(), "density", density.word().into()),
            SettingsChange::OpensIn(place) => {
                let word = place.as_ref().map_or_else(|| "ask".to_owned(), Place::to_string);
                (self.policy.opens_in.is_some(), "opens_in", word.into())
            }
            SettingsChange::OpenRules(rules) => return self.set_rules(rules),
            SettingsChange::MenuEntries(wanted) => {
                (self.policy.menu_entries.is_some(), "menu_entries", (*wanted).into())
            }
            SettingsChange::Autostart(wanted) => (self.policy.autostart.is_some(), "autostart", (*wanted).into()),
            SettingsChange::KeepRunning(wanted) => {
                (self.policy.keep_running.is_some(), "keep_running", (*wanted).into())
            }
            SettingsChange::Tray(wanted) => (self.policy.tray.is_some(), "tray", (*wanted).into()),
            SettingsChange::PaletteShortcut(text) => {
                let wanted: Option<Shortcut> =
                    text.as_deref().map(str::parse).transpose().map_err(|_| Code::Internal)?;
                let word = wanted.map_or_else(String::new, |shortcut| shortcut.to_string());
                (self.policy.palette_shortcut.is_some(), "palette_shortcut", word.into())
            }
            SettingsChange::LocalCopy(keep) => (self.policy.local_copy.is_some(), "local_copy", (*keep).into()),
            SettingsChange::Notifications(tell) => {
                (self.policy.notifications.is_some(), "notifications", (*tell).into())
            }
            SettingsChange::IdleLock(minutes) => {
                (self.policy.idle_lock.is_some(), "idle_lock", i64::from(*minutes).into())
            }
            SettingsChange::SignIn(way) => return tenant.map_or(Ok(()), |tenant| self.set_way(tenant, *way)),
        };
        if managed {
            return Err(Code::Managed.into());
        }
        put(&mut self.document, key, new);
        self.save()
    }

    /// Writes the person's own rules anew. Those in the file that this version does not understand, and
    /// comments of those that stay, are kept.
    fn set_rules(&mut self, rules: &[OpenRule]) -> Result<()> {
        let old = match self.document.get("open") {
            Some(item) => form::tables(item).ok_or(Code::DiskReadOnly)?,
            None => ArrayOfTables::new(),
        };
        let (mut known, strange): (Vec<_>, Vec<_>) =
            old.into_iter().map(|table| (form::rule(&table), table)).partition(|(rule, _)| rule.is_some());
        let mut tables: Vec<Table> = Vec::new();
        for rule in rules {
            let same = known.iter().position(|(other, _)| other.as_ref() == Some(rule));
            tables.push(same.map_or_else(|| form::table_of(rule), |at| known.swap_remove(at).1));
        }
        tables.extend(strange.into_iter().map(|(_, table)| table));
        if tables.is_empty() {
            self.document.remove("open");
        } else {
            // Behind one another, wherever they stood.
            let first = tables.iter().filter_map(Table::position).min();
            for table in &mut tables {
                table.set_position(first);
            }
            self.document["open"] = Item::ArrayOfTables(tables.into_iter().collect());
        }
        self.save()
    }

    /// `tenant` is the one on screen.
    pub fn view(&self, tenant: Option<&Registration>) -> SettingsView {
        let (policy, own) = (&self.policy, &self.own);
        SettingsView {
            theme: setting(policy.theme, own.theme),
            language: setting(policy.language, own.language),
            layout: setting(policy.layout, own.layout),
            density: setting(policy.density, own.density),
            opens_in: setting(policy.opens_in.clone(), own.opens_in.clone()),
            fixed_rules: policy.rules.clone(),
            open_rules: own.rules.clone(),
            menu_entries: setting(policy.menu_entries, own.menu_entries),
            autostart: setting(policy.autostart, own.autostart),
            keep_running: setting(policy.keep_running, own.keep_running),
            tray: setting(policy.tray, own.tray),
            palette_shortcut: Setting {
                value: self.palette_shortcut().map(Shortcut::to_string),
                managed: policy.palette_shortcut.is_some(),
            },
            local_copy: Setting { value: self.keeps_copy(), managed: policy.local_copy.is_some() },
            notifications: setting(policy.notifications, own.notifications),
            idle_lock: setting(policy.idle_lock, own.idle_lock),
            sign_in: tenant.map(|on| Setting { value: on.way, managed: self.holds_way(&on.tenant) }),
            unknown_keys: policy.unknown.iter().chain(&own.unknown).cloned().collect(),
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

/// A value in the policy wins and is locked.
fn setting<T: Default>(policy: Option<T>, own: Option<T>) -> Setting<T> {
    Setting { managed: policy.is_some(), value: policy.or(own).unwrap_or_default() }
}

/// Sets a value and keeps the comment beside it.
fn put(table: &mut Table, key: &str, new: impl Into<toml_edit::Value>) {
    let mut new = new.into();
    if let Some(old) = table.get(key).and_then(Item::as_value) {
        *new.decor_mut() = old.decor().clone();
    }
    table[key] = Item::Value(new);
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
