//! The form that `settings.toml` and `policy.toml` share, read value by value: what is of the wrong
//! kind or unknown is named in `unknown` and otherwise ignored.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use crate::settings::accelerator::Accelerator;
use crate::tenant::registration::{ClientRegistration, default_redirect_uri, is_app_id, parse_redirect_uri};
use crate::tenant::url::TenantUrl;
use crate::view::{Density, LanguageChoice, Layout, OpenRule, SignInMethod, Target, Theme};

#[derive(Clone, Debug, Default)]
pub(super) struct FileSettings {
    pub(super) theme: Option<Theme>,
    pub(super) language: Option<LanguageChoice>,
    pub(super) layout: Option<Layout>,
    pub(super) density: Option<Density>,
    /// `Some(None)`: "ask" was written down.
    pub(super) opens_in: Option<Option<Target>>,
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
    pub(super) palette_shortcut: Option<Option<Accelerator>>,
    /// Minutes; 0: never.
    pub(super) idle_lock: Option<u32>,
    pub(super) tenants: Vec<ClientRegistration>,
    /// Keys that mean nothing here, as `key` or `tenant[1].key`.
    pub(super) unknown_keys: Vec<String>,
    /// Of a policy: those of them that mean something, with a value that does not.
    pub(super) unreadable_keys: Vec<String>,
}

const TENANT_KEYS: [&str; 8] =
    ["url", "name", "sign_in", "client_type", "app_id", "client_id", "scope", "redirect_uri"];

impl FileSettings {
    pub(super) fn read(document: &DocumentMut) -> Self {
        let mut settings = Self::default();
        for (key, item) in document.iter() {
            let is_understood = match key {
                "theme" => set_option(&mut settings.theme, item.as_str().and_then(Keyword::from_keyword)),
                "language" => set_option(&mut settings.language, item.as_str().and_then(Keyword::from_keyword)),
                "layout" => set_option(&mut settings.layout, item.as_str().and_then(Keyword::from_keyword)),
                "density" => set_option(&mut settings.density, item.as_str().and_then(Keyword::from_keyword)),
                "opens_in" => set_option(&mut settings.opens_in, item.as_str().and_then(parse_default_target)),
                "open" => settings.read_rules(item),
                "command" => settings.read_commands(item),
                "menu_entries" => set_option(&mut settings.menu_entries, item.as_bool()),
                "autostart" => set_option(&mut settings.autostart, item.as_bool()),
                "keep_running" => set_option(&mut settings.keep_running, item.as_bool()),
                "tray" => set_option(&mut settings.tray, item.as_bool()),
                "palette_shortcut" => {
                    set_option(&mut settings.palette_shortcut, item.as_str().and_then(parse_accelerator))
                }
                "local_copy" => set_option(&mut settings.local_copy, item.as_bool()),
                "notifications" => set_option(&mut settings.notifications, item.as_bool()),
                "idle_lock" => set_option(&mut settings.idle_lock, item.as_integer().and_then(parse_minutes)),
                "tenant" => settings.read_tenants(item),
                _ => false,
            };
            if !is_understood {
                settings.unknown_keys.push(key.to_owned());
            }
        }
        settings
    }

    /// Reads a policy: what it names and cannot be understood gets the strictest value.
    pub(super) fn read_strictly(document: &DocumentMut) -> Self {
        let mut policy = Self::read(document);
        let unknown_keys = std::mem::take(&mut policy.unknown_keys);
        (policy.unreadable_keys, policy.unknown_keys) = unknown_keys.into_iter().partition(|key| policy.restrict(key));
        policy
    }

    /// Whether the key means something.
    fn restrict(&mut self, key: &str) -> bool {
        match key {
            "theme" => self.theme = Some(Theme::default()),
            "language" => self.language = Some(LanguageChoice::default()),
            "layout" => self.layout = Some(Layout::default()),
            "density" => self.density = Some(Density::default()),
            "opens_in" => self.opens_in = Some(None),
            "menu_entries" => self.menu_entries = Some(false),
            "autostart" => self.autostart = Some(false),
            "keep_running" => self.keep_running = Some(false),
            "tray" => self.tray = Some(false),
            "palette_shortcut" => self.palette_shortcut = Some(None),
            "local_copy" => self.local_copy = Some(false),
            "notifications" => self.notifications = Some(false),
            "idle_lock" => self.idle_lock = Some(1),
            _ => {
                let (list, member) = key.split_once("].").unwrap_or((key, ""));
                return match list.split('[').next() {
                    Some("open" | "command") => true,
                    Some("tenant") => member.is_empty() || TENANT_KEYS.contains(&member),
                    _ => false,
                };
            }
        }
        true
    }

    fn read_rules(&mut self, item: &Item) -> bool {
        let Some(tables) = to_tables(item) else { return false };
        for (number, table) in (1..).zip(&tables) {
            match open_rule(table) {
                Some(rule) => self.rules.push(rule),
                None => self.unknown_keys.push(format!("open[{number}]")),
            }
        }
        true
    }

    fn read_commands(&mut self, item: &Item) -> bool {
        let Some(tables) = to_tables(item) else { return false };
        for (number, table) in (1..).zip(&tables) {
            match read_command(table) {
                Some((name, _)) if self.commands.iter().any(|(other, _)| *other == name) => {
                    self.unknown_keys.push(format!("command[{number}].name"));
                }
                Some(command) => self.commands.push(command),
                None => self.unknown_keys.push(format!("command[{number}]")),
            }
        }
        true
    }

    fn read_tenants(&mut self, item: &Item) -> bool {
        let Some(tables) = item.as_array_of_tables() else { return false };
        for (index, table) in tables.iter().enumerate() {
            let key_prefix = format!("tenant[{}]", index + 1);
            match read_registration(table, &key_prefix, &mut self.unknown_keys) {
                Some(registration) => self.tenants.push(registration),
                None => self.unknown_keys.push(format!("{key_prefix}.url")),
            }
        }
        true
    }
}

fn set_option<T>(field: &mut Option<T>, value: Option<T>) -> bool {
    let is_understood = value.is_some();
    *field = value;
    is_understood
}

/// No text: no key.
fn parse_accelerator(text: &str) -> Option<Option<Accelerator>> {
    if text.trim().is_empty() { Some(None) } else { text.parse().ok().map(Some) }
}

fn read_registration(table: &Table, key_prefix: &str, unknown_keys: &mut Vec<String>) -> Option<ClientRegistration> {
    let mut registration = ClientRegistration::with_defaults(tenant_url(table)?);
    let mut redirect = None;
    for (key, item) in table.iter() {
        let text = item.as_str().map(str::trim);
        let non_empty = text.filter(|text| !text.is_empty());
        let is_understood = match (key, text, non_empty) {
            ("url", ..) => true,
            ("name", _, Some(name)) => {
                registration.name = Some(crate::text::sanitize_display(name, 60));
                true
            }
            ("sign_in", _, Some(text)) => SignInMethod::from_keyword(text)
                .map(|method| {
                    registration.sign_in_method = method;
                    registration.is_sign_in_method_set = true;
                })
                .is_some(),
            ("client_type", _, Some(text @ ("public" | "confidential"))) => {
                registration.is_confidential = text == "confidential";
                true
            }
            ("app_id", _, Some(id)) if is_app_id(id) => {
                id.clone_into(&mut registration.app_id);
                true
            }
            ("client_id", _, Some(id)) => {
                id.clone_into(&mut registration.client_id);
                true
            }
            ("scope", Some(scope), _) => {
                scope.clone_into(&mut registration.scope);
                true
            }
            ("redirect_uri", _, Some(uri)) if parse_redirect_uri(uri).is_ok() => {
                redirect = Some(uri.to_owned());
                true
            }
            _ => false,
        };
        if !is_understood {
            unknown_keys.push(format!("{key_prefix}.{key}"));
        }
    }
    registration.redirect_uri =
        redirect.unwrap_or_else(|| default_redirect_uri(&registration.tenant, registration.sign_in_method));
    Some(registration)
}

pub(super) fn tenant_url(table: &Table) -> Option<TenantUrl> {
    TenantUrl::parse(table.get("url")?.as_str()?).ok()
}

/// A day at most: longer is "never".
fn parse_minutes(number: i64) -> Option<u32> {
    u32::try_from(number).ok().filter(|minutes| *minutes <= 24 * 60)
}

/// A value that is one of a few words.
pub(super) trait Keyword: Copy + PartialEq + 'static {
    const ALL: &'static [(Self, &'static str)];

    fn from_keyword(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, other)| *other == word).map(|(value, _)| *value)
    }

    fn keyword(self) -> &'static str {
        Self::ALL.iter().find(|(value, _)| *value == self).map_or("", |(_, keyword)| keyword)
    }
}

impl Keyword for Theme {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::System, "system"), (Self::Light, "light"), (Self::Dark, "dark")];
}

/// BCP 47 tags.
impl Keyword for LanguageChoice {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::System, "system"),
        (Self::En, "en"),
        (Self::De, "de"),
        (Self::Fr, "fr"),
        (Self::Ja, "ja"),
        (Self::Ar, "ar"),
    ];
}

impl Keyword for Layout {
    const ALL: &'static [(Self, &'static str)] = &[(Self::Auto, "auto"), (Self::Tiles, "tiles"), (Self::List, "list")];
}

impl Keyword for Density {
    const ALL: &'static [(Self, &'static str)] = &[(Self::Comfortable, "comfortable"), (Self::Compact, "compact")];
}

impl Keyword for SignInMethod {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Webview, "webview"), (Self::Browser, "browser"), (Self::Portal, "portal")];
}

/// A place, or "ask".
pub(super) fn parse_default_target(text: &str) -> Option<Option<Target>> {
    if text == "ask" { Some(None) } else { text.parse().ok().map(Some) }
}

/// `[[key]]` several times, or `key = [{ … }, …]`.
pub(super) fn to_tables(item: &Item) -> Option<ArrayOfTables> {
    item.clone().into_array_of_tables().ok()
}

/// `[[open]]`: an app, a category, both or neither, and a place.
pub(super) fn open_rule(table: &Table) -> Option<OpenRule> {
    let string_member = |key: &str| table.get(key).and_then(Item::as_str).map(str::to_owned);
    let is_understood = table.iter().all(|(key, item)| matches!(key, "app" | "category" | "in") && item.is_str());
    let target = string_member("in")?.parse().ok()?;
    is_understood.then(|| OpenRule { app: string_member("app"), category: string_member("category"), target })
}

pub(super) fn rule_to_table(rule: &OpenRule) -> Table {
    let mut table = Table::new();
    for (key, text) in [("app", &rule.app), ("category", &rule.category)] {
        if let Some(text) = text {
            table[key] = value(text.as_str());
        }
    }
    table["in"] = value(rule.target.to_string());
    table
}

/// `[[command]]`: a name, and the program with its arguments.
fn read_command(table: &Table) -> Option<(String, Vec<String>)> {
    let name = table.get("name")?.as_str().map(str::trim).filter(|name| !name.is_empty())?;
    let elements = table.get("run")?.as_array()?.iter().map(|element| element.as_str().map(str::to_owned));
    let args: Option<Vec<String>> = elements.collect();
    let is_understood = table.iter().all(|(key, _)| matches!(key, "name" | "run"));
    Some((name.to_owned(), args.filter(|args| is_understood && !args.is_empty())?))
}
