//! The palette, and what else the desktop lets Portico do beside its window.

use serde::Serialize;
use ts_rs::TS;

use super::{AppView, LanguageChoice, Theme};

/// The palette's answer to the words typed into it. Nothing typed: favourites, then what is opened most.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaletteView {
    pub query: String,
    /// False: there is nothing to search, since nobody is signed in or Portico is locked.
    pub ready: bool,
    /// How many apps match, of which `hits` shows the best.
    pub total: u32,
    pub hits: Vec<PaletteHit>,
    pub theme: Theme,
    pub language: LanguageChoice,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaletteHit {
    pub app: AppView,
    /// Matched parts of the name, as in [`HitView`](super::HitView).
    pub ranges: Vec<(u32, u32)>,
    pub favorite: bool,
}

/// What came of the things that only some desktops allow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DesktopIntegrationView {
    pub shortcut: ShortcutView,
    pub tray: TrayView,
}

/// The key that brings the palette.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ShortcutView {
    /// Nobody wants one.
    #[default]
    Off,
    /// The desktop is asking the person.
    Requesting,
    On {
        /// As the desktop tells it, where it decides; absent if it does not say.
        accelerator: Option<String>,
        /// The desktop decides the key: in its own settings.
        is_desktop_managed: bool,
    },
    /// Another program has this key.
    Taken,
    /// The person or the desktop said no.
    Denied,
    /// This desktop gives no program a key. It can run `portico --palette` at one of its own.
    Unavailable,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TrayView {
    #[default]
    Off,
    Visible,
    /// This desktop shows no icons of programs.
    Unavailable,
}
