//! What Portico leaves on the desktop by a person's choice: favourites in the menu of programs, and its
//! own start with the session. Kept in step with settings, list and favourites.
//!
//! Where the list may not lie on the disk, neither may the names in the menu. Windows and macOS have
//! neither kind of file, and get none.

use std::sync::Arc;
use std::time::Duration;

use portico_core::view::{SessionView, Update};
use portico_core::{App, Glance, Wishes};
use portico_desktop::entry::Entry;
use portico_desktop::{Environment, autostart, entry};
use tokio::sync::Notify;

/// Changes come in bursts, and desktops read their menu anew after each.
const CALM: Duration = Duration::from_millis(500);

/// What Portico is started with at the start of a session.
const QUIETLY: &[&str] = &["--hidden"];

#[derive(Default)]
pub(crate) struct Integration {
    changed: Arc<Notify>,
}

/// What the files were last made of.
#[derive(Default)]
struct Made {
    autostart: Option<bool>,
}

impl Integration {
    /// A view changed. Called under a lock of the core's, so that it may only note that.
    pub(crate) fn heard(&self, update: &Update) {
        if matches!(update, Update::Settings(_) | Update::Session(_) | Update::Apps(_) | Update::Personal(_)) {
            self.changed.notify_one();
        }
    }

    /// Keeps the files in step, for as long as Portico runs. Begin when what was kept is picked up: a
    /// session that is on its way is no sign-out.
    pub(crate) async fn keep(changed: Arc<Notify>, app: Arc<App>, environment: Arc<Environment>) {
        let mut made = Made::default();
        loop {
            let (core, environment) = (app.clone(), environment.clone());
            let step = tauri::async_runtime::spawn_blocking(move || {
                made.keep(&environment, &core);
                made
            });
            // Err: Portico is ending.
            let Ok(next) = step.await else { return };
            made = next;
            changed.notified().await;
            tokio::time::sleep(CALM).await;
        }
    }

    pub(crate) fn changed(&self) -> Arc<Notify> {
        self.changed.clone()
    }
}

impl Made {
    fn keep(&mut self, environment: &Environment, app: &App) {
        let Wishes { menu_entries, autostart, .. } = app.wishes();
        self.keep_autostart(environment, autostart);
        let glance = app.glance();
        let Some(favourites) = wanted(&glance, menu_entries) else { return };
        let icons: Vec<_> = favourites.iter().map(|(key, _)| app.icon_file(key)).collect();
        let entries: Vec<_> = favourites
            .iter()
            .zip(&icons)
            .map(|(&(key, name), icon)| Entry { key, name, icon: icon.as_deref() })
            .collect();
        let result = entry::sync(environment, &entries);
        if let Err(error) = result
            && error != entry::Error::Unsupported
        {
            tracing::warn!(?error, "the entries of the menu are not what they should be");
        }
    }

    /// A file that a settings panel of the desktop switched off inside stays so, until the person asks
    /// here again; one that is on starts this Portico, wherever it lies by now.
    fn keep_autostart(&mut self, environment: &Environment, wanted: bool) {
        let was = self.autostart.replace(wanted);
        let done = match (was, wanted) {
            (None, true) if autostart::is_there(environment) => autostart::renew(environment, QUIETLY),
            (None | Some(false), true) => autostart::switch_on(environment, QUIETLY),
            (None | Some(true), false) => autostart::switch_off(environment),
            (Some(true), true) | (Some(false), false) => Ok(()),
        };
        if let Err(error) = done
            && error != entry::Error::Unsupported
        {
            tracing::warn!(?error, "the start with the session is not what it should be");
        }
    }
}

/// Keys and names of the entries; `None`: as they are, since there is no list for the moment.
fn wanted(glance: &Glance, menu_entries: bool) -> Option<Vec<(&str, &str)>> {
    if !menu_entries {
        return Some(Vec::new());
    }
    if !glance.freshness.loaded {
        let left = matches!(
            glance.session,
            SessionView::FirstRun { .. } | SessionView::ConfirmTenant { .. } | SessionView::SignedOut { .. }
        );
        return left.then(Vec::new);
    }
    if !glance.may_be_kept {
        return Some(Vec::new());
    }
    let named = |key: &String| glance.catalogue.app(key).map(|app| (app.key.as_str(), app.name.as_str()));
    Some(glance.personal.favourites.iter().filter_map(named).collect())
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::fs;

    use portico_core::view::SettingsChange;
    use portico_outside::Intent;
    use tauri::async_runtime::block_on;

    use super::*;
    use crate::door::tests::{APPS, Stage};

    struct Desktop {
        stage: Stage,
        environment: Environment,
        made: Made,
    }

    impl Desktop {
        fn new() -> Self {
            let stage = Stage::new(APPS, Intent::Window);
            let home = [("HOME".into(), stage.home.path().into())];
            Self { environment: Environment::of(home, std::env::current_exe().unwrap()), made: Made::default(), stage }
        }

        /// Names in the menu.
        fn entries(&mut self) -> Vec<String> {
            self.made.keep(&self.environment, &self.stage.core());
            let folder = self.stage.home.path().join(".local/share/applications");
            let files = fs::read_dir(folder).into_iter().flatten().flatten();
            let texts = files.filter_map(|file| fs::read_to_string(file.path()).ok());
            let name = |text: String| text.lines().find_map(|line| line.strip_prefix("Name=").map(str::to_owned));
            let mut names: Vec<_> = texts.filter_map(name).collect();
            names.sort();
            names
        }

        fn change(&self, change: &SettingsChange) {
            self.stage.core().save_settings(change).unwrap();
        }

        fn autostart(&mut self) -> Option<String> {
            self.made.keep(&self.environment, &self.stage.core());
            fs::read_to_string(self.stage.home.path().join(".config/autostart/dev.portico.Portico.desktop")).ok()
        }
    }

    #[test]
    fn favourites_come_and_go_with_what_allows_them() {
        let mut desktop = Desktop::new();
        let core = desktop.stage.core();
        core.set_favourite("2", true);
        assert!(desktop.entries().is_empty(), "nobody asked for them");
        desktop.change(&SettingsChange::MenuEntries(true));
        assert_eq!(desktop.entries(), ["SAP Concur"]);
        core.set_favourite("1", true);
        assert_eq!(desktop.entries(), ["Jira", "SAP Concur"]);
        core.set_favourite("2", false);
        assert_eq!(desktop.entries(), ["Jira"]);
        desktop.change(&SettingsChange::LocalCopy(false));
        assert!(desktop.entries().is_empty(), "no name may be on the disk");
        desktop.change(&SettingsChange::LocalCopy(true));
        assert_eq!(desktop.entries(), ["Jira"]);
        desktop.change(&SettingsChange::MenuEntries(false));
        assert!(desktop.entries().is_empty());
        desktop.change(&SettingsChange::MenuEntries(true));
        assert_eq!(desktop.entries(), ["Jira"]);
        block_on(core.add_account());
        assert!(desktop.entries().is_empty(), "somebody else may sign in");
    }

    #[test]
    fn what_the_desktop_switched_off_stays_off_until_it_is_asked_for_again() {
        let mut desktop = Desktop::new();
        assert_eq!(desktop.autostart(), None);
        desktop.change(&SettingsChange::Autostart(true));
        assert!(desktop.autostart().unwrap().contains("--hidden"));
        let file = desktop.stage.home.path().join(".config/autostart/dev.portico.Portico.desktop");
        fs::write(&file, "[Desktop Entry]\nHidden=true\n").unwrap();
        desktop.made = Made::default();
        assert!(desktop.autostart().unwrap().contains("Hidden=true"), "at the next start of Portico");
        desktop.change(&SettingsChange::Autostart(false));
        assert_eq!(desktop.autostart(), None);
        desktop.change(&SettingsChange::Autostart(true));
        assert!(desktop.autostart().unwrap().contains("--hidden"));
    }
}
