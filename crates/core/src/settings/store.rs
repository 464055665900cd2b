//! The settings in memory, with the writer that keeps the person's file.

use super::Settings;
use crate::clock::Timestamp;
use crate::storage::files::Dirs;
use crate::storage::store::Store;
use crate::tenant::registration::ClientRegistration;
use crate::view::SettingsView;

pub(crate) type SettingsStore = Store<Settings>;

impl SettingsStore {
    pub(crate) fn load(dirs: &Dirs, now: Timestamp, on_result_change: impl Fn() + Send + Sync + 'static) -> Self {
        Self::new(Settings::load(dirs, now), Settings::save, on_result_change)
    }

    /// `tenant` is the one on screen. A file that was written is whole, whatever was wrong with it at the start.
    pub(crate) fn view(&self, tenant: Option<&ClientRegistration>) -> SettingsView {
        let (settings, last_result) = (self.snapshot(), self.last_result());
        let view = settings.view(tenant);
        match last_result.filter(|_| !settings.is_unreadable) {
            Some(result) => SettingsView { problem: result.err(), ..view },
            None => view,
        }
    }
}
