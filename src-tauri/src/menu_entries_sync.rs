//! What Portico leaves on the desktop by a person's choice: favourites in the menu of programs, and its
//! own start with the session. Kept in step with settings, list and favourites.
//!
//! Where the list may not lie on the disk, neither may the names in the menu. Windows and macOS have
//! neither kind of file, and get none.

use std::sync::Arc;
use std::time::Duration;

use portico_core::view::{SessionView, ViewUpdate};
use portico_core::{App, AppSnapshot, DesktopSettings};
use portico_desktop::menu_entry::MenuEntry;
use portico_desktop::{Environment, autostart, menu_entry};
use tokio::sync::Notify;

/// Changes come in bursts, and desktops read their menu anew after each.
const DEBOUNCE: Duration = Duration::from_millis(500);

/// What Portico is started with at the start of a session.
const AUTOSTART_ARGS: &[&str] = &["--hidden"];

#[derive(Default)]
pub(crate) struct MenuEntriesSync {
    change_signal: Arc<Notify>,
}

/// What the files were last made of.
#[derive(Default)]
struct SyncState {
    autostart: Option<bool>,
}

impl MenuEntriesSync {
    /// A view changed. Called under a lock of the core's, so that it may only note that.
    pub(crate) fn on_update(&self, update: &ViewUpdate) {
        if matches!(
            update,
            ViewUpdate::Settings(_) | ViewUpdate::Session(_) | ViewUpdate::Apps(_) | ViewUpdate::Preferences(_)
        ) {
            self.change_signal.notify_one();
        }
    }

    /// Keeps the files in step, for as long as Portico runs. Begin when what was kept is picked up: a
    /// session that is on its way is no sign-out.
    pub(crate) async fn run(change_signal: Arc<Notify>, app: Arc<App>, environment: Arc<Environment>) {
        let mut state = SyncState::default();
        loop {
            let (core, environment) = (app.clone(), environment.clone());
            let sync_task = tauri::async_runtime::spawn_blocking(move || {
                state.sync(&environment, &core);
                state
            });
            // Err: Portico is ending.
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
        self.sync_autostart(environment, autostart);
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
            tracing::warn!(?error, "the entries of the menu are not what they should be");
        }
    }

    /// A file that a settings panel of the desktop switched off inside stays so, until the person asks
    /// here again; one that is on starts this Portico, wherever it lies by now.
    fn sync_autostart(&mut self, environment: &Environment, is_enabled: bool) {
        let previous = self.autostart.replace(is_enabled);
        let result = match (previous, is_enabled) {
            (None, true) if autostart::exists(environment) => autostart::update_if_stale(environment, AUTOSTART_ARGS),
            (None | Some(false), true) => autostart::enable(environment, AUTOSTART_ARGS),
            (None | Some(true), false) => autostart::disable(environment),
            (Some(true), true) | (Some(false), false) => Ok(()),
        };
        if let Err(error) = result
            && error != menu_entry::Error::Unsupported
        {
            tracing::warn!(?error, "the start with the session is not what it should be");
        }
    }
}

/// Keys and names of the entries; `None`: as they are, since there is no list for the moment.
fn wanted_entries(snapshot: &AppSnapshot, menu_entries: bool) -> Option<Vec<(&str, &str)>> {
    if !menu_entries {
        return Some(Vec::new());
    }
    if !snapshot.freshness.loaded {
        let left = matches!(
            snapshot.session,
            SessionView::FirstRun { .. } | SessionView::ConfirmTenant { .. } | SessionView::SignedOut { .. }
        );
        return left.then(Vec::new);
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
            self.test_app.core_app().save_settings(change).unwrap();
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
        assert!(desktop.menu_names().is_empty(), "nobody asked for them");
        desktop.change_setting(&SettingsChange::MenuEntries(true));
        assert_eq!(desktop.menu_names(), ["SAP Concur"]);
        core.set_favorite("1", true);
        assert_eq!(desktop.menu_names(), ["Jira", "SAP Concur"]);
        core.set_favorite("2", false);
        assert_eq!(desktop.menu_names(), ["Jira"]);
        desktop.change_setting(&SettingsChange::LocalCopy(false));
        assert!(desktop.menu_names().is_empty(), "no name may be on the disk");
        desktop.change_setting(&SettingsChange::LocalCopy(true));
        assert_eq!(desktop.menu_names(), ["Jira"]);
        desktop.change_setting(&SettingsChange::MenuEntries(false));
        assert!(desktop.menu_names().is_empty());
        desktop.change_setting(&SettingsChange::MenuEntries(true));
        assert_eq!(desktop.menu_names(), ["Jira"]);
        block_on(core.add_account());
        assert!(desktop.menu_names().is_empty(), "somebody else may sign in");
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
