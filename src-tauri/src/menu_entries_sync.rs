//! Writes what the settings put on the desktop: favorites as menu entries, and Portico's autostart entry. Follows the
//! settings, the app list and the favorites.
//!
//! If the app list may not be cached on disk, no names are written into the menu either. Windows and macOS have no such
//! files, and get none.

use std::sync::Arc;
use std::time::Duration;

use portico_core::view::{SessionView, ViewUpdate};
use portico_core::{App, AppSnapshot, DesktopSettings};
use portico_desktop::autostart_sync::AutostartSync;
use portico_desktop::menu_entry::MenuEntry;
use portico_desktop::{Environment, menu_entry};
use tokio::sync::Notify;

/// Changes come in bursts, and desktops reload their menu after each write.
const DEBOUNCE: Duration = Duration::from_millis(500);

/// Arguments of Portico at the start of a session.
const AUTOSTART_ARGS: &[&str] = &["--hidden"];

#[derive(Default)]
pub(crate) struct MenuEntriesSync {
    change_signal: Arc<Notify>,
}

/// What was written last.
#[derive(Default)]
struct SyncState {
    autostart: AutostartSync,
}

impl MenuEntriesSync {
    /// Notes that a view changed. The core calls this under a lock, so it must not call back.
    pub(crate) fn on_update(&self, update: &ViewUpdate) {
        if matches!(
            update,
            ViewUpdate::Settings(_) | ViewUpdate::Session(_) | ViewUpdate::Apps(_) | ViewUpdate::Preferences(_)
        ) {
            self.change_signal.notify_one();
        }
    }

    /// Updates the files until the application ends. To be called once the core has restored the saved session: before
    /// that, a session in progress looks like a sign-out.
    pub(crate) async fn run(change_signal: Arc<Notify>, app: Arc<App>, environment: Arc<Environment>) {
        let mut state = SyncState::default();
        loop {
            let (core, environment) = (app.clone(), environment.clone());
            let sync_task = tauri::async_runtime::spawn_blocking(move || {
                state.sync(&environment, &core);
                state
            });
            // Err: the application is ending.
            let Ok(next_state) = sync_task.await else { return };
            state = next_state;
            change_signal.notified().await;
            tokio::time::sleep(DEBOUNCE).await;
        }
    }

    pub(crate) fn change_signal(&self) -> Arc<Notify> {
        self.change_signal.clone()
    }
}

impl SyncState {
    fn sync(&mut self, environment: &Environment, app: &App) {
        let DesktopSettings { menu_entries, autostart, .. } = app.desktop_settings();
        let result = self.autostart.apply(environment, autostart, AUTOSTART_ARGS);
        if let Err(error) = result
            && error != menu_entry::Error::Unsupported
        {
            tracing::warn!(?error, "the autostart entry could not be updated");
        }
        let snapshot = app.snapshot();
        let Some(entries_by_key) = wanted_entries(&snapshot, menu_entries) else { return };
        let icons: Vec<_> = entries_by_key.iter().map(|(key, _)| app.icon_file(key)).collect();
        let entries: Vec<_> = entries_by_key
            .iter()
            .zip(&icons)
            .map(|(&(key, name), icon)| MenuEntry { key, name, icon: icon.as_deref() })
            .collect();
        let result = menu_entry::sync(environment, &entries);
        if let Err(error) = result
            && error != menu_entry::Error::Unsupported
        {
            tracing::warn!(?error, "the menu entries could not be updated");
        }
    }
}

/// Keys and names of the entries. `None` leaves them as they are while no list is loaded.
fn wanted_entries(snapshot: &AppSnapshot, menu_entries: bool) -> Option<Vec<(&str, &str)>> {
    if !menu_entries {
        return Some(Vec::new());
    }
    if !snapshot.freshness.loaded {
        let is_signed_out = matches!(
            snapshot.session,
            SessionView::FirstRun { .. } | SessionView::ConfirmTenant { .. } | SessionView::SignedOut { .. }
        );
        return is_signed_out.then(Vec::new);
    }
    if !snapshot.may_cache_names {
        return Some(Vec::new());
    }
    let to_entry = |key: &String| snapshot.catalog.find_app(key).map(|app| (app.key.as_str(), app.name.as_str()));
    Some(snapshot.preferences.favorites.iter().filter_map(to_entry).collect())
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::fs;

    use portico_cli::startup_intent::StartupIntent;
    use portico_core::view::SettingsChange;
    use tauri::async_runtime::block_on;

    use super::*;
    use crate::remote_control::tests::{APPS, TestApp};

    struct DesktopFixture {
        test_app: TestApp,
        environment: Environment,
        state: SyncState,
    }

    impl DesktopFixture {
        fn new() -> Self {
            let test_app = TestApp::new(APPS, StartupIntent::Window);
            let home = [("HOME".into(), test_app.home.path().into())];
            Self {
                environment: Environment::new(home, std::env::current_exe().unwrap()),
                state: SyncState::default(),
                test_app,
            }
        }

        /// Names in the menu.
        fn menu_names(&mut self) -> Vec<String> {
            self.state.sync(&self.environment, &self.test_app.core_app());
            let folder = self.test_app.home.path().join(".local/share/applications");
            let files = fs::read_dir(folder).into_iter().flatten().flatten();
            let texts = files.filter_map(|file| fs::read_to_string(file.path()).ok());
            let name = |text: String| text.lines().find_map(|line| line.strip_prefix("Name=").map(str::to_owned));
            let mut names: Vec<_> = texts.filter_map(name).collect();
            names.sort();
            names
        }

        fn change_setting(&self, change: &SettingsChange) {
            block_on(self.test_app.core_app().save_settings(change)).unwrap();
        }

        fn autostart_file(&mut self) -> Option<String> {
            self.state.sync(&self.environment, &self.test_app.core_app());
            fs::read_to_string(self.test_app.home.path().join(".config/autostart/dev.portico.Portico.desktop")).ok()
        }
    }

    #[test]
    fn favorites_menu_entries_follow_settings_and_cache() {
        let mut desktop = DesktopFixture::new();
        let core = desktop.test_app.core_app();
        core.set_favorite("2", true);
        assert!(desktop.menu_names().is_empty(), "off by default");
        desktop.change_setting(&SettingsChange::MenuEntries(true));
        assert_eq!(desktop.menu_names(), ["SAP Concur"]);
        core.set_favorite("1", true);
        assert_eq!(desktop.menu_names(), ["Jira", "SAP Concur"]);
        core.set_favorite("2", false);
        assert_eq!(desktop.menu_names(), ["Jira"]);
        desktop.change_setting(&SettingsChange::LocalCopy(false));
        assert!(desktop.menu_names().is_empty(), "names may not be on disk");
        desktop.change_setting(&SettingsChange::LocalCopy(true));
        assert_eq!(desktop.menu_names(), ["Jira"]);
        desktop.change_setting(&SettingsChange::MenuEntries(false));
        assert!(desktop.menu_names().is_empty());
        desktop.change_setting(&SettingsChange::MenuEntries(true));
        assert_eq!(desktop.menu_names(), ["Jira"]);
        block_on(core.add_account());
        assert!(desktop.menu_names().is_empty(), "another user may sign in");
    }

    #[test]
    fn autostart_disabled_by_desktop_stays_off_until_reenabled() {
        let mut desktop = DesktopFixture::new();
        assert_eq!(desktop.autostart_file(), None);
        desktop.change_setting(&SettingsChange::Autostart(true));
        assert!(desktop.autostart_file().unwrap().contains("--hidden"));
        let file = desktop.test_app.home.path().join(".config/autostart/dev.portico.Portico.desktop");
        fs::write(&file, "[Desktop Entry]\nHidden=true\n").unwrap();
        desktop.state = SyncState::default();
        assert!(desktop.autostart_file().unwrap().contains("Hidden=true"), "at the next start of Portico");
        desktop.change_setting(&SettingsChange::Autostart(false));
        assert_eq!(desktop.autostart_file(), None);
        desktop.change_setting(&SettingsChange::Autostart(true));
        assert!(desktop.autostart_file().unwrap().contains("--hidden"));
    }
}
