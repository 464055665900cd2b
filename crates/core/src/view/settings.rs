//! What a person can choose, and what the administrator holds.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{OpenRule, SignInMethod, Target};
use crate::error::Error;

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    pub theme: Setting<Theme>,
    pub language: Setting<LanguageChoice>,
    pub layout: Setting<Layout>,
    pub density: Setting<Density>,
    /// Absent: the person is asked.
    pub opens_in: Setting<Option<Target>>,
    /// Those of the administrator's policy; they come first.
    pub policy_rules: Vec<OpenRule>,
    /// The person's own.
    pub open_rules: Vec<OpenRule>,
    /// Favourites in the desktop's menu of programs.
    pub menu_entries: Setting<bool>,
    /// Portico starts with the desktop, without a window.
    pub autostart: Setting<bool>,
    /// Closing the window leaves Portico running.
    pub keep_running: Setting<bool>,
    /// An icon among those of programs that run.
    pub tray: Setting<bool>,
    /// The key that brings the palette, such as `Ctrl+Alt+Space`; absent: none.
    pub palette_shortcut: Setting<Option<String>>,
    pub local_copy: Setting<bool>,
    /// A desktop notification when the assignments change.
    pub notifications: Setting<bool>,
    /// Minutes without a key or a click; 0: never.
    pub idle_lock: Setting<u32>,
    /// How to sign in to the tenant on screen; absent while there is none.
    pub sign_in: Option<Setting<SignInMethod>>,
    /// Keys in the settings or policy file that mean nothing to this version.
    pub unknown_keys: Vec<String>,
    /// Why settings could not be read or saved.
    pub problem: Option<Error>,
    pub version: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Setting<T> {
    pub value: T,
    /// Held by the administrator's policy.
    pub managed: bool,
}

/// The languages that the UI speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LanguageChoice {
    #[default]
    System,
    En,
    De,
    Fr,
    Ja,
    Ar,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Layout {
    /// Tiles, or a list where the window is narrow or the apps are many.
    #[default]
    Auto,
    Tiles,
    List,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Density {
    #[default]
    Comfortable,
    Compact,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// One changed setting, as the UI sends it.
#[derive(Clone, Debug, PartialEq, Deserialize, TS)]
#[serde(tag = "what", content = "value", rename_all = "camelCase")]
pub enum SettingsChange {
    Theme(Theme),
    Language(LanguageChoice),
    Layout(Layout),
    Density(Density),
    Notifications(bool),
    /// `null`: ask again.
    OpensIn(Option<Target>),
    /// All of the person's own, in order.
    OpenRules(Vec<OpenRule>),
    MenuEntries(bool),
    Autostart(bool),
    KeepRunning(bool),
    Tray(bool),
    /// As `Accelerator` reads it; `null`: none.
    PaletteShortcut(Option<String>),
    LocalCopy(bool),
    /// Minutes; 0: never.
    IdleLock(u32),
    /// For the tenant on screen.
    SignIn(SignInMethod),
}
