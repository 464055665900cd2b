//! What this computer holds of the account used last, while no Portico runs: for the command line and
//! the desktop's own search.
//!
//! Reads files and nothing else. It writes nothing, sets nothing aside and asks no keyring, so that a
//! look costs the next start no report, and a person no password.

use std::path::PathBuf;

use crate::accounts::account::{Account, Accounts, Persistence};
use crate::apps::cache::{self, CachedAppList};
use crate::apps::catalog::{App, Catalog};
use crate::apps::icons;
use crate::apps::preferences::Preferences;
use crate::clock::Timestamp;
use crate::settings::Settings;
use crate::storage::files::Dirs;
use crate::tenant::registration::ClientRegistration;
use crate::view::{PreferencesView, TenantView, UserView};

#[derive(Debug, Default)]
pub struct OfflineSnapshot {
    /// The company that Portico would start with.
    pub tenant: Option<TenantView>,
    pub user: Option<UserView>,
    /// The keyring should hold a session: the next start most likely asks for no sign-in.
    pub has_session: bool,
    /// The list, where a copy of it may be kept and there is one.
    pub list: Option<OfflineList>,
}

#[derive(Debug)]
pub struct OfflineList {
    pub catalog: Catalog,
    pub preferences: PreferencesView,
    pub updated_at: Timestamp,
    /// Where icons lie.
    cache_dir: PathBuf,
}

impl OfflineSnapshot {
    /// Chooses the account as [`App::start`](crate::App::start) does.
    pub fn read(dirs: &Dirs, now: Timestamp) -> Self {
        let settings = Settings::load_readonly(dirs);
        let accounts = Accounts::load_readonly(dirs);
        let last_used =
            accounts.iter().find_map(|account| Some((account, settings.registration_for_account(account)?)));
        let Some((account, registration)) = last_used else {
            let tenant = settings.registration().map(|(registration, _)| registration.to_view());
            return Self { tenant, ..Self::default() };
        };
        Self {
            tenant: Some(ClientRegistration::to_view(&registration)),
            user: Some(account.user()),
            has_session: account.persistence == Persistence::Session,
            list: settings.caches_app_list().then(|| OfflineList::read(dirs, account, now)).flatten(),
        }
    }
}

impl OfflineList {
    fn read(dirs: &Dirs, account: &Account, now: Timestamp) -> Option<Self> {
        let cached = CachedAppList::load(dirs, &account.id)?;
        let mut catalog = Catalog::new(cached.apps, cached.unreadable_rows);
        catalog.folders = cached.folders;
        let preferences = Preferences::load_readonly(dirs, &account.id).view(&catalog, now);
        Some(Self {
            catalog,
            preferences,
            updated_at: cached.updated_at,
            cache_dir: cache::cache_dir(dirs, &account.id),
        })
    }

    /// The file of an app's icon, drawn by Portico, if it was ever shown.
    pub fn icon(&self, app: &App) -> Option<PathBuf> {
        icons::cached_file(self.cache_dir.join("icons"), &app.icon_id()?)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::accounts::identity::Identity;
    use crate::apps::preferences::store::PreferencesStore;
    use crate::storage::files;
    use crate::tenant::url::TenantUrl;

    fn dirs(home: &tempfile::TempDir) -> Dirs {
        let path_to = |name: &str| home.path().join(name);
        Dirs {
            config: path_to("c"),
            state: path_to("s"),
            cache: path_to("k"),
            policy: path_to("p"),
            locks: path_to("l"),
        }
    }

    fn write_signed_in_account(dirs: &Dirs) -> Account {
        let acme = ClientRegistration::with_defaults(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
        let mut account = Account::new(&acme, Identity { user: "ada@acme.test".into(), tenant_id: None });
        account.persistence = Persistence::Session;
        let app = App { key: "1".into(), name: "Jira".into(), icon: Some("/i.png".into()), ..App::default() };
        CachedAppList::new(&account.id, &Catalog::new(vec![app], 0), Timestamp(7)).save(dirs).unwrap();
        let preferences = PreferencesStore::load(dirs, &account.id, Timestamp(7), || {});
        preferences.update(|preferences| preferences.set_favorite("1", true));
        preferences.flush(Instant::now() + Duration::from_secs(60));
        let mut accounts = Accounts::load_readonly(dirs);
        accounts.put_first(account.clone());
        accounts.save().unwrap();
        account
    }

    #[test]
    fn snapshot_contains_last_used_account_list_and_icons() {
        let home = tempfile::tempdir().unwrap();
        let dirs = dirs(&home);
        assert!(OfflineSnapshot::read(&dirs, Timestamp(8)).tenant.is_none());
        let account = write_signed_in_account(&dirs);
        let snapshot = OfflineSnapshot::read(&dirs, Timestamp(8));
        assert_eq!(snapshot.tenant.unwrap().host, "acme.my.idaptive.app");
        assert_eq!((snapshot.user.unwrap().name.as_str(), snapshot.has_session), ("ada@acme.test", true));
        let list = snapshot.list.unwrap();
        assert_eq!((list.updated_at, list.preferences.favorites.as_slice()), (Timestamp(7), &["1".to_owned()][..]));
        let app = list.catalog.find_app("1").unwrap();
        assert_eq!(list.icon(app), None);
        icons::store_for_test(cache::cache_dir(&dirs, &account.id).join("icons"), &app.icon_id().unwrap(), b"png");
        assert_eq!(fs::read(list.icon(app).unwrap()).unwrap(), b"png");
    }

    #[test]
    fn policy_without_local_copy_or_tenant_hides_list_and_user() {
        let home = tempfile::tempdir().unwrap();
        let dirs = dirs(&home);
        write_signed_in_account(&dirs);
        fs::write(&dirs.policy, "local_copy = false\n").unwrap();
        let snapshot = OfflineSnapshot::read(&dirs, Timestamp(8));
        assert!(snapshot.has_session && snapshot.list.is_none());
        fs::write(&dirs.policy, "[[tenant]]\nurl = \"https://other.my.idaptive.app\"\n").unwrap();
        let snapshot = OfflineSnapshot::read(&dirs, Timestamp(8));
        assert!(snapshot.user.is_none(), "policy knows no such company");
        assert_eq!(snapshot.tenant.unwrap().host, "other.my.idaptive.app");
    }

    #[test]
    fn reading_snapshot_changes_no_files() {
        let home = tempfile::tempdir().unwrap();
        let dirs = dirs(&home);
        let account = write_signed_in_account(&dirs);
        files::write(&dirs.config.join("settings.toml"), b"damaged [").unwrap();
        files::write(&dirs.state.join("personal").join(format!("{}.json", account.id)), b"damaged").unwrap();
        let files = || {
            let mut paths: Vec<_> = [&dirs.config, &dirs.state, &dirs.state.join("personal"), &dirs.cache]
                .into_iter()
                .flat_map(|folder| fs::read_dir(folder).unwrap())
                .map(|entry| entry.unwrap().path())
                .collect();
            paths.sort();
            paths
        };
        let files_before = files();
        let snapshot = OfflineSnapshot::read(&dirs, Timestamp(8));
        assert_eq!(snapshot.list.unwrap().catalog.apps.len(), 1);
        assert_eq!(files(), files_before);
    }
}
