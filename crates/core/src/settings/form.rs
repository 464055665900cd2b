//! The form that `settings.toml` and `policy.toml` share, read value by value: what is of the wrong
//! kind or unknown is named in `unknown` and otherwise ignored.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use crate::registration::{Registration, check_redirect, default_redirect};
use crate::shortcut::Shortcut;
use crate::tenant::TenantUrl;
use crate::view::{Density, LanguageChoice, Layout, OpenRule, Place, SignInWay, Theme};

#[derive(Debug, Default)]
pub(super) struct Form {
    pub(super) theme: Option<Theme>,
    pub(super) language: Option<LanguageChoice>,
    pub(super) layout: Option<Layout>,
    pub(super) density: Option<Density>,
    /// `Some(None)`: "ask" was written down.
    pub(super) opens_in: Option<Option<Place>>,
    pub(super) local_copy: Option<bool>,
    pub(super) notifications: Option<bool>,
    pub(super) rules: Vec<OpenRule>,
    /// By name: program and arguments.
    pub(super) commands: Vec<(String, Vec<String>)>,
    pub(super) menu_entries: Option<bool>,
    pub(super) autostart: Option<bool>,
    pub(super) keep_running: Option<bool>,
    pub(super) tray: Option<bool>,
    /// `Some(None)`: "" was written down.
    pub(super) palette_shortcut: Option<Option<Shortcut>>,
    /// Minutes; 0: never.
    pub(super) idle_lock: Option<u32>,
    pub(super) tenants: Vec<Registration>,
    /// Keys that mean nothing here, as `key` or `tenant[1].key`.
    pub(super) unknown: Vec<String>,
}

impl Form {
    pub(super) fn read(document: &DocumentMut) -> Self {
        let mut form = Self::default();
        for (key, item) in document.iter() {
            let understood = match key {
                "theme" => set(&mut form.theme, item.as_str().and_then(Word::read)),
                "language" => set(&mut form.language, item.as_str().and_then(Word::read)),
                "layout" => set(&mut form.layout, item.as_str().and_then(Word::read)),
                "density" => set(&mut form.density, item.as_str().and_then(Word::read)),
                "opens_in" => set(&mut form.opens_in, item.as_str().and_then(opens_in)),
                "open" => form.read_rules(item),
                "command" => form.read_commands(item),
                "menu_entries" => set(&mut form.menu_entries, item.as_bool()),
                "autostart" => set(&mut form.autostart, item.as_bool()),
                "keep_running" => set(&mut form.keep_running, item.as_bool()),
                "tray" => set(&mut form.tray, item.as_bool()),
                "palette_shortcut" => set(&mut form.palette_shortcut, item.as_str().and_then(shortcut)),
                "local_copy" => set(&mut form.local_copy, item.as_bool()),
                "notifications" => set(&mut form.notifications, item.as_bool()),
                "idle_lock" => set(&mut form.idle_lock, item.as_integer().and_then(minutes)),
                "tenant" => form.read_tenants(item),
                _ => false,
            };
            if !understood {
                form.unknown.push(key.to_owned());
            }
        }
        form
    }

    fn read_rules(&mut self, item: &Item) -> bool {
        let Some(tables) = tables(item) else { return false };
        for (number, table) in (1..).zip(&tables) {
            match rule(table) {
                Some(rule) => self.rules.push(rule),
                None => self.unknown.push(format!("open[{number}]")),
            }
        }
        true
    }

    fn read_commands(&mut self, item: &Item) -> bool {
        let Some(tables) = tables(item) else { return false };
        for (number, table) in (1..).zip(&tables) {
            match command(table) {
                Some((name, _)) if self.commands.iter().any(|(known, _)| *known == name) => {
                    self.unknown.push(format!("command[{number}].name"));
                }
                Some(command) => self.commands.push(command),
                None => self.unknown.push(format!("command[{number}]")),
            }
        }
        true
    }

    fn read_tenants(&mut self, item: &Item) -> bool {
        let Some(tables) = item.as_array_of_tables() else { return false };
        for (index, table) in tables.iter().enumerate() {
            let place = format!("tenant[{}]", index + 1);
            match registration(table, &place, &mut self.unknown) {
                Some(registration) => self.tenants.push(registration),
                None => self.unknown.push(format!("{place}.url")),
            }
        }
        true
    }
}

fn set<T>(slot: &mut Option<T>, value: Option<T>) -> bool {
    let understood = value.is_some();
    *slot = value;
    understood
}

/// No text: no key.
fn shortcut(text: &str) -> Option<Option<Shortcut>> {
    if text.trim().is_empty() { Some(None) } else { text.parse().ok().map(Some) }
}

fn registration(table: &Table, place: &str, unknown: &mut Vec<String>) -> Option<Registration> {
    let mut made = Registration::of(tenant_url(table)?);
    let mut redirect = None;
    for (key, item) in table.iter() {
        let text = item.as_str().map(str::trim);
        let filled = text.filter(|text| !text.is_empty());
        let understood = match (key, text, filled) {
            ("url", ..) => true,
            ("name", _, Some(name)) => {
                made.name = Some(crate::text::shown(name, 60));
                true
            }
            ("sign_in", _, Some(word)) => SignInWay::read(word)
                .map(|way| {
                    made.way = way;
                    made.way_is_set = true;
                })
                .is_some(),
            ("client_type", _, Some(word @ ("public" | "confidential"))) => {
                made.confidential = word == "confidential";
                true
            }
            // A path segment without spaces (seed 002, step 2).
            ("app_id", _, Some(id)) if !id.contains(char::is_whitespace) => {
                id.clone_into(&mut made.app_id);
                true
            }
            ("client_id", _, Some(id)) => {
                id.clone_into(&mut made.client_id);
                true
            }
            ("scope", Some(scope), _) => {
                scope.clone_into(&mut made.scope);
                true
            }
            ("redirect_uri", _, Some(uri)) if check_redirect(uri).is_ok() => {
                redirect = Some(uri.to_owned());
                true
            }
            _ => false,
        };
        if !understood {
            unknown.push(format!("{place}.{key}"));
        }
    }
    made.redirect_uri = redirect.unwrap_or_else(|| default_redirect(&made.tenant, made.way));
    Some(made)
}

pub(super) fn tenant_url(table: &Table) -> Option<TenantUrl> {
    TenantUrl::parse(table.get("url")?.as_str()?).ok()
}

/// A day at most: longer is "never".
fn minutes(number: i64) -> Option<u32> {
    u32::try_from(number).ok().filter(|minutes| *minutes <= 24 * 60)
}

/// A value that is one of a few words.
pub(super) trait Word: Copy + PartialEq + 'static {
    const ALL: &'static [(Self, &'static str)];

    fn read(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(value, _)| *value)
    }

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(value, _)| *value == self).map_or("", |(_, word)| word)
    }
}

impl Word for Theme {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::System, "system"), (Self::Light, "light"), (Self::Dark, "dark")];
}

/// BCP 47 tags.
impl Word for LanguageChoice {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::System, "system"),
        (Self::En, "en"),
        (Self::De, "de"),
        (Self::Fr, "fr"),
        (Self::Ja, "ja"),
        (Self::Ar, "ar"),
    ];
}

impl Word for Layout {
    const ALL: &'static [(Self, &'static str)] = &[(Self::Auto, "auto"), (Self::Tiles, "tiles"), (Self::List, "list")];
}

impl Word for Density {
    const ALL: &'static [(Self, &'static str)] = &[(Self::Comfortable, "comfortable"), (Self::Compact, "compact")];
}

impl Word for SignInWay {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Webview, "webview"), (Self::Browser, "browser"), (Self::Portal, "portal")];
}

/// A place, or "ask".
pub(super) fn opens_in(word: &str) -> Option<Option<Place>> {
    if word == "ask" { Some(None) } else { word.parse().ok().map(Some) }
}

/// `[[key]]` several times, or `key = [{ … }, …]`.
pub(super) fn tables(item: &Item) -> Option<ArrayOfTables> {
    item.clone().into_array_of_tables().ok()
}

/// `[[open]]`: an app, a category, both or neither, and a place.
pub(super) fn rule(table: &Table) -> Option<OpenRule> {
    let text = |key: &str| table.get(key).and_then(Item::as_str).map(str::to_owned);
    let understood = table.iter().all(|(key, item)| matches!(key, "app" | "category" | "in") && item.is_str());
    let place = text("in")?.parse().ok()?;
    understood.then(|| OpenRule { app: text("app"), category: text("category"), place })
}

pub(super) fn table_of(rule: &OpenRule) -> Table {
    let mut table = Table::new();
    for (key, text) in [("app", &rule.app), ("category", &rule.category)] {
        if let Some(text) = text {
            table[key] = value(text.as_str());
        }
    }
    table["in"] = value(rule.place.to_string());
    table
}

/// `[[command]]`: a name, and the program with its arguments.
fn command(table: &Table) -> Option<(String, Vec<String>)> {
    let name = table.get("name")?.as_str().map(str::trim).filter(|name| !name.is_empty())?;
    let words = table.get("run")?.as_array()?.iter().map(|word| word.as_str().map(str::to_owned));
    let words: Option<Vec<String>> = words.collect();
    let understood = table.iter().all(|(key, _)| matches!(key, "name" | "run"));
    Some((name.to_owned(), words.filter(|words| understood && !words.is_empty())?))
}
