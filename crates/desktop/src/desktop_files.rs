//! Writes what the settings put on the desktop as files: favorites as menu entries, and Portico's autostart entry.
//!
//! Windows and macOS have no such files, and get none.

use std::path::PathBuf;

use portico_core::view::SessionView;
use portico_core::{AppSnapshot, DesktopSettings};

use crate::autostart::AutostartSync;
use crate::environment::Environment;
use crate::menu_entry::{self, Error, MenuEntry};

/// Arguments of Portico at the start of a session.
const AUTOSTART_ARGS: &[&str] = &["--hidden"];

/// What was written last.
#[derive(Debug, Default)]
pub struct DesktopFiles {
    autostart: AutostartSync,
}

impl DesktopFiles {
    /// Brings the files in line with the settings and the list. `icon_file` returns the icon of an app.
    pub fn sync(
        &mut self,
        environment: &Environment,
        settings: &DesktopSettings,
        snapshot: &AppSnapshot,
        icon_file: impl Fn(&str) -> Option<PathBuf>,
    ) {
        log_error(
            self.autostart.apply(environment, settings.autostart, AUTOSTART_ARGS),
            "the autostart entry could not be updated",
        );
        let Some(wanted) = wanted_entries(snapshot, settings.menu_entries) else { return };
        let icons: Vec<_> = wanted.iter().map(|(key, _)| icon_file(key)).collect();
        let entries = wanted.iter().zip(&icons);
        let entries: Vec<_> =
            entries.map(|(&(key, name), icon)| MenuEntry { key, name, icon: icon.as_deref() }).collect();
        log_error(menu_entry::sync(environment, &entries), "the menu entries could not be updated");
    }
}

fn log_error(result: Result<(), Error>, message: &'static str) {
    if let Err(error) = result
        && error != Error::Unsupported
    {
        tracing::warn!(?error, message);
    }
}

/// Keys and names of the menu entries. `None` leaves them as they are while no list is loaded. If the list may not be
/// cached on disk, no names are written into the menu either.
fn wanted_entries(snapshot: &AppSnapshot, has_menu_entries: bool) -> Option<Vec<(&str, &str)>> {
    let is_signed_out = matches!(
        snapshot.session,
        SessionView::FirstRun { .. } | SessionView::ConfirmTenant { .. } | SessionView::SignedOut { .. }
    );
    if !has_menu_entries || (snapshot.freshness.loaded && !snapshot.may_cache_names) {
        return Some(Vec::new());
    }
    if !snapshot.freshness.loaded {
        return is_signed_out.then(Vec::new);
    }
    let to_entry = |key: &String| snapshot.catalog.find_app(key).map(|app| (app.key.as_str(), app.name.as_str()));
    Some(snapshot.preferences.favorites.iter().filter_map(to_entry).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use portico_core::apps::catalog::{App, Catalog};
    use portico_core::clock::Timestamp;
    use portico_core::view::{FreshnessView, PreferencesView, TenantView, UserView};

    use super::*;

    fn snapshot(session: SessionView, loaded: bool, may_cache_names: bool) -> AppSnapshot {
        let app = |(key, name): (&str, &str)| App { key: key.into(), name: name.into(), ..App::default() };
        AppSnapshot {
            taken_at: Timestamp(7),
            session,
            account: None,
            catalog: Arc::new(Catalog::new([("1", "Jira"), ("2", "SAP Concur")].map(app).into(), 0)),
            preferences: PreferencesView {
                favorites: vec!["2".into(), "gone".into(), "1".into()],
                ..PreferencesView::default()
            },
            freshness: FreshnessView { loaded, ..FreshnessView::default() },
            may_cache_names,
        }
    }

    fn tenant() -> TenantView {
        TenantView { name: "Acme".into(), host: "acme.test".into() }
    }

    fn signed_out() -> SessionView {
        SessionView::ConfirmTenant { tenant: tenant(), reasons: Vec::new() }
    }

    #[test]
    fn menu_entries_follow_settings_list_and_cache() {
        let restoring = || SessionView::Restoring { tenant: tenant(), user: UserView { name: "ada@acme.test".into() } };
        let none = Some(Vec::new());
        for (session, loaded, may_cache_names, has_menu_entries, expected) in [
            (restoring(), true, true, true, Some(vec![("2", "SAP Concur"), ("1", "Jira")])),
            (restoring(), true, true, false, none.clone()),
            (restoring(), true, false, true, none.clone()),
            (restoring(), false, true, true, None),
            (restoring(), false, true, false, none.clone()),
            (signed_out(), false, true, true, none),
        ] {
            assert_eq!(wanted_entries(&snapshot(session, loaded, may_cache_names), has_menu_entries), expected);
        }
    }
}
