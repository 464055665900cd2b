//! What a person chose and what the administrator fixed.
//!
//! `settings.toml` and `policy.toml` share one form (see `docs/settings.md`); a value in the policy
//! wins and is locked. The person's file is edited in place: comments, order and keys that this
//! version does not know survive. Unknown keys are reported, not fatal.

use std::path::PathBuf;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table};

use crate::apps::catalog::App;
use crate::clock::Timestamp;
use crate::error::{Code, Error, Result};
use crate::settings::accelerator::Accelerator;
use crate::storage::files::{self, Dirs};
use crate::tenant::registration::ClientRegistration;
use crate::tenant::url::TenantUrl;
use crate::view::{OpenRule, Setting, SettingsChange, SettingsView, Target};

pub mod accelerator;
mod file_format;
pub(crate) mod store;
mod tenants;

use file_format::{FileSettings, Keyword};

const MAX_FILE_BYTES: u64 = 1 << 20;

/// Both files, read; the person's one can be changed.
#[derive(Clone)]
pub struct Settings {
    path: PathBuf,
    document: DocumentMut,
    user: FileSettings,
    policy: FileSettings,
    error: Option<Error>,
    /// The file is there and could not be read, so it is not written over either.
    is_unreadable: bool,
    /// Why nobody may sign in.
    sign_in_block: Option<Error>,
}

impl Settings {
    /// Reads what there is. A damaged settings file is quarantined and defaults take its place; with a damaged policy nobody
    /// signs in, since ignoring it would unlock what it holds.
    pub fn load(dirs: &Dirs, now: Timestamp) -> Self {
        let (mut settings, is_damaged) = Self::read(dirs);
        if is_damaged && !files::quarantine(&settings.path, now) {
            settings.is_unreadable = true;
        }
        settings
    }

    /// Reads them for a look from outside, and leaves the files as they are.
    pub fn load_readonly(dirs: &Dirs) -> Self {
        Self::read(dirs).0
    }

    /// The settings, and whether the person's file is damaged.
    fn read(dirs: &Dirs) -> (Self, bool) {
        let path = dirs.config.join("settings.toml");
        let mut error = None;
        let mut is_damaged = false;
        let document = match read_document(&path) {
            Ok(document) => document,
            Err(load_error) => {
                is_damaged = load_error.code == Code::DiskCorrupt;
                error = Some(load_error.with_reason("settings.toml"));
                DocumentMut::new()
            }
        };
        let is_unreadable = error.is_some() && !is_damaged;
        let mut sign_in_block = None;
        let policy = match read_document(&dirs.policy) {
            Ok(document) => {
                let policy = FileSettings::read_strictly(&document);
                let value_error = |key: &String| Error::new(Code::PolicyValue).with_reason(key);
                error = policy.unreadable_keys.first().map(value_error).or(error);
                sign_in_block = policy.unreadable_keys.iter().find(|key| key.starts_with("tenant")).map(value_error);
                policy
            }
            Err(_) => {
                error = Some(Code::PolicyDamaged.into());
                sign_in_block.clone_from(&error);
                FileSettings { local_copy: Some(false), ..FileSettings::default() }
            }
        };
        let user = FileSettings::read(&document);
        (Self { user, policy, path, document, error, is_unreadable, sign_in_block }, is_damaged)
    }

    /// # Errors
    /// `E-POLICY-…` where it is not known what the policy says of tenants.
    pub fn check_sign_in_allowed(&self) -> Result<()> {
        self.sign_in_block.clone().map_or(Ok(()), Err)
    }

    /// Minutes without a key or a click until Portico locks; `None`: never.
    pub fn idle_lock(&self) -> Option<u32> {
        self.policy.idle_lock.or(self.user.idle_lock).filter(|minutes| *minutes > 0)
    }

    /// Where an app opens if nobody says otherwise at the click; `None`: the person is asked. Rules of
    /// the policy come first, then the person's own, then the one place for all.
    pub fn target_for_app(&self, app: &App) -> Option<Target> {
        self.rule_target(app).map(|target| target.value).or_else(|| self.default_target())
    }

    /// Where the first rule that fits opens the app.
    pub fn rule_target(&self, app: &App) -> Option<Setting<Target>> {
        let find = |rules: &[OpenRule], managed| {
            let rule = rules.iter().find(|rule| {
                rule.app.as_ref().is_none_or(|key| *key == app.key)
                    && rule.category.as_ref().is_none_or(|name| app.category.as_ref() == Some(name))
            })?;
            Some(Setting { value: rule.target.clone(), managed })
        };
        find(&self.policy.rules, true).or_else(|| find(&self.user.rules, false))
    }

    fn default_target(&self) -> Option<Target> {
        self.policy.opens_in.clone().or_else(|| self.user.opens_in.clone()).flatten()
    }

    /// Program and arguments of a command; the policy's goes before the person's own.
    pub fn command(&self, name: &str) -> Option<&[String]> {
        let commands = self.policy.commands.iter().chain(&self.user.commands);
        commands.into_iter().find(|(other, _)| other == name).map(|(_, args)| args.as_slice())
    }

    /// All commands, the policy's first; one of the person's own is not offered beside it under one name.
    pub fn commands(&self) -> impl Iterator<Item = (&str, &[String])> {
        let managed = &self.policy.commands;
        let user =
            self.user.commands.iter().filter(|(name, _)| !managed.iter().any(|(managed_name, _)| managed_name == name));
        managed.iter().chain(user).map(|(name, args)| (name.as_str(), args.as_slice()))
    }

    pub fn has_menu_entries(&self) -> bool {
        self.policy.menu_entries.or(self.user.menu_entries).unwrap_or_default()
    }

    pub fn starts_with_desktop(&self) -> bool {
        self.policy.autostart.or(self.user.autostart).unwrap_or_default()
    }

    /// Closing the window leaves Portico running.
    pub fn keeps_running(&self) -> bool {
        self.policy.keep_running.or(self.user.keep_running).unwrap_or_default()
    }

    pub fn has_tray(&self) -> bool {
        self.policy.tray.or(self.user.tray).unwrap_or_default()
    }

    pub fn palette_accelerator(&self) -> Option<&Accelerator> {
        self.policy.palette_shortcut.as_ref().or(self.user.palette_shortcut.as_ref())?.as_ref()
    }

    /// Changes of the assignments are told of on the desktop.
    pub fn notifies_of_changes(&self) -> bool {
        self.policy.notifications.or(self.user.notifications).unwrap_or_default()
    }

    pub fn caches_app_list(&self) -> bool {
        self.policy.local_copy.or(self.user.local_copy).unwrap_or(true)
    }

    /// `tenant` is the one that a change of the way to sign in is about; without it nothing is written.
    ///
    /// # Errors
    /// `E-MANAGED` where policy holds the value.
    pub fn change(&mut self, change: &SettingsChange, tenant: Option<&TenantUrl>) -> Result<()> {
        let (is_managed, key, value): (bool, &str, toml_edit::Value) = match change {
            SettingsChange::Theme(theme) => (self.policy.theme.is_some(), "theme", theme.keyword().into()),
            SettingsChange::Language(language) => {
                (self.policy.language.is_some(), "language", language.keyword().into())
            }
            SettingsChange::Layout(layout) => (self.policy.layout.is_some(), "layout", layout.keyword().into()),
            SettingsChange::Density(density) => (self.policy.density.is_some(), "density", density.keyword().into()),
            SettingsChange::OpensIn(target) => {
                let text = target.as_ref().map_or_else(|| Ok("ask".to_owned()), Target::to_text);
                let text = text.map_err(|_| Code::Internal)?;
                (self.policy.opens_in.is_some(), "opens_in", text.into())
            }
            SettingsChange::OpenRules(rules) => return self.set_open_rules(rules),
            SettingsChange::MenuEntries(is_enabled) => {
                (self.policy.menu_entries.is_some(), "menu_entries", (*is_enabled).into())
            }
            SettingsChange::Autostart(is_enabled) => {
                (self.policy.autostart.is_some(), "autostart", (*is_enabled).into())
            }
            SettingsChange::KeepRunning(is_enabled) => {
                (self.policy.keep_running.is_some(), "keep_running", (*is_enabled).into())
            }
            SettingsChange::Tray(is_enabled) => (self.policy.tray.is_some(), "tray", (*is_enabled).into()),
            SettingsChange::PaletteShortcut(text) => {
                let accelerator: Option<Accelerator> =
                    text.as_deref().map(str::parse).transpose().map_err(|_| Code::Internal)?;
                let text = accelerator.map_or_else(String::new, |accelerator| accelerator.to_string());
                (self.policy.palette_shortcut.is_some(), "palette_shortcut", text.into())
            }
            SettingsChange::LocalCopy(is_enabled) => {
                (self.policy.local_copy.is_some(), "local_copy", (*is_enabled).into())
            }
            SettingsChange::Notifications(is_enabled) => {
                (self.policy.notifications.is_some(), "notifications", (*is_enabled).into())
            }
            SettingsChange::IdleLock(minutes) => {
                (self.policy.idle_lock.is_some(), "idle_lock", i64::from(*minutes).into())
            }
            SettingsChange::SignIn(method) => {
                return tenant.map_or(Ok(()), |tenant| self.set_sign_in_method(tenant, *method));
            }
        };
        if is_managed {
            return Err(Code::Managed.into());
        }
        set_value(&mut self.document, key, value);
        self.read_document();
        Ok(())
    }

    /// Writes the person's own rules anew. Those in the file that this version does not understand, and
    /// comments of those that stay, are kept.
    fn set_open_rules(&mut self, rules: &[OpenRule]) -> Result<()> {
        if rules.iter().any(|rule| rule.target.to_text().is_err()) {
            return Err(Code::Internal.into());
        }
        let old_tables = match self.document.get("open") {
            Some(item) => file_format::to_tables(item).ok_or(Code::DiskReadOnly)?,
            None => ArrayOfTables::new(),
        };
        let (mut recognized, unrecognized): (Vec<_>, Vec<_>) = old_tables
            .into_iter()
            .map(|table| (file_format::open_rule(&table), table))
            .partition(|(rule, _)| rule.is_some());
        let mut tables: Vec<Table> = Vec::new();
        for rule in rules {
            let position_of_same = recognized.iter().position(|(other, _)| other.as_ref() == Some(rule));
            tables.push(
                position_of_same
                    .map_or_else(|| file_format::rule_to_table(rule), |index| recognized.swap_remove(index).1),
            );
        }
        tables.extend(unrecognized.into_iter().map(|(_, table)| table));
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
        self.read_document();
        Ok(())
    }

    /// `tenant` is the one on screen.
    pub fn view(&self, tenant: Option<&ClientRegistration>) -> SettingsView {
        let (policy, user) = (&self.policy, &self.user);
        SettingsView {
            theme: merge_setting(policy.theme, user.theme),
            language: merge_setting(policy.language, user.language),
            layout: merge_setting(policy.layout, user.layout),
            density: merge_setting(policy.density, user.density),
            opens_in: merge_setting(policy.opens_in.clone(), user.opens_in.clone()),
            policy_rules: policy.rules.clone(),
            open_rules: user.rules.clone(),
            menu_entries: merge_setting(policy.menu_entries, user.menu_entries),
            autostart: merge_setting(policy.autostart, user.autostart),
            keep_running: merge_setting(policy.keep_running, user.keep_running),
            tray: merge_setting(policy.tray, user.tray),
            palette_shortcut: Setting {
                value: self.palette_accelerator().map(Accelerator::to_string),
                managed: policy.palette_shortcut.is_some(),
            },
            local_copy: Setting { value: self.caches_app_list(), managed: policy.local_copy.is_some() },
            notifications: merge_setting(policy.notifications, user.notifications),
            idle_lock: merge_setting(policy.idle_lock, user.idle_lock),
            sign_in: tenant.map(|registration| Setting {
                value: registration.sign_in_method,
                managed: self.is_method_managed(&registration.tenant),
            }),
            unknown_keys: policy.unknown_keys.iter().chain(&user.unknown_keys).cloned().collect(),
            problem: self.error.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// Writes the person's file.
    fn save(&self) -> Result<()> {
        if self.is_unreadable {
            return Err(Code::DiskReadOnly.into());
        }
        files::write(&self.path, self.document.to_string().as_bytes())
    }

    fn read_document(&mut self) {
        self.user = FileSettings::read(&self.document);
    }
}

impl PartialEq for Settings {
    /// Whether the person's file says the same, to the last comment.
    fn eq(&self, other: &Self) -> bool {
        self.document.to_string() == other.document.to_string()
    }
}

/// A value in the policy wins and is locked.
fn merge_setting<T: Default>(policy: Option<T>, user: Option<T>) -> Setting<T> {
    Setting { managed: policy.is_some(), value: policy.or(user).unwrap_or_default() }
}

/// Sets a value and keeps the comment beside it.
fn set_value(table: &mut Table, key: &str, value: impl Into<toml_edit::Value>) {
    let mut value = value.into();
    if let Some(previous) = table.get(key).and_then(Item::as_value) {
        *value.decor_mut() = previous.decor().clone();
    }
    table[key] = Item::Value(value);
}

fn read_document(path: &std::path::Path) -> Result<DocumentMut> {
    let bytes = match files::read_linked(path, MAX_FILE_BYTES) {
        Ok(file) => file.map(|(bytes, _)| bytes).unwrap_or_default(),
        Err(error) if error.kind() == std::io::ErrorKind::FileTooLarge => return Err(Code::DiskCorrupt.into()),
        Err(_) => return Err(Code::DiskReadOnly.into()),
    };
    let text =
        std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes)).map_err(|_| Code::DiskCorrupt)?;
    text.parse().map_err(|_| Code::DiskCorrupt.into())
}

#[cfg(test)]
mod tests;
