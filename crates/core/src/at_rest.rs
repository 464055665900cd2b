//! What this computer holds of the account used last, while no Portico runs: for the command line and
//! the desktop's own search.
//!
//! Reads files and nothing else. It writes nothing, sets nothing aside and asks no keyring, so that a
//! look costs the next start no report, and a person no password.

use std::path::PathBuf;

use crate::account::{Account, Accounts, Kept};
use crate::catalogue::{App, Catalogue};
use crate::clock::Millis;
use crate::copy::{self, LocalCopy};
use crate::icons;
use crate::personal::Personal;
use crate::registration::Registration;
use crate::settings::Settings;
use crate::store::Dirs;
use crate::view::{PersonalView, TenantView, UserView};

#[derive(Debug, Default)]
pub struct AtRest {
    /// The company that Portico would start with.
    pub tenant: Option<TenantView>,
    pub user: Option<UserView>,
    /// The keyring should hold a session: the next start most likely asks for no sign-in.
    pub has_session: bool,
    /// The list, where a copy of it may be kept and there is one.
    pub list: Option<ListAtRest>,
}

#[derive(Debug)]
pub struct ListAtRest {
    pub catalogue: Catalogue,
    pub personal: PersonalView,
    pub updated_at: Millis,
    /// Where icons lie.
    folder: PathBuf,
}

impl AtRest {
    /// Chooses the account as [`App::start`](crate::App::start) does.
    pub fn read(dirs: &Dirs, now: Millis) -> Self {
        let settings = Settings::look(dirs);
        let accounts = Accounts::load(dirs);
        let last = accounts.iter().find_map(|account| Some((account, settings.for_account(account)?)));
        let Some((account, registration)) = last else {
            let tenant = settings.registration().map(|(registration, _)| registration.view());
            return Self { tenant, ..Self::default() };
        };
        Self {
            tenant: Some(Registration::view(&registration)),
            user: Some(account.user()),
            has_session: account.kept == Kept::Session,
            list: settings.keeps_copy().then(|| ListAtRest::read(dirs, account, now)).flatten(),
        }
    }
}

impl ListAtRest {
    fn read(dirs: &Dirs, account: &Account, now: Millis) -> Option<Self> {
        let copy = LocalCopy::load(dirs, &account.id)?;
        let mut catalogue = Catalogue::new(copy.apps, copy.unreadable);
        catalogue.folders = copy.folders;
        let personal = Personal::look(dirs, &account.id).view(&catalogue, now);
        Some(Self { catalogue, personal, updated_at: copy.updated_at, folder: copy::folder(dirs, &account.id) })
    }

    /// The file of an app's icon, drawn by Portico, if it was ever shown.
    pub fn icon(&self, app: &App) -> Option<PathBuf> {
        icons::file(self.folder.join("icons"), &app.icon_id()?)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::api::Identity;
    use crate::store;
    use crate::tenant::TenantUrl;

    fn dirs(home: &tempfile::TempDir) -> Dirs {
        let at = |name: &str| home.path().join(name);
        Dirs { config: at("c"), state: at("s"), cache: at("k"), policy: at("p"), locks: at("l") }
    }

    fn signed_in(dirs: &Dirs) -> Account {
        let acme = Registration::of(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
        let mut account = Account::new(&acme, Identity { user: "ada@acme.test".into(), tenant_id: None });
        account.kept = Kept::Session;
        let app = App { key: "1".into(), name: "Jira".into(), icon: Some("/i.png".into()), ..App::default() };
        LocalCopy::of(&account.id, &Catalogue::new(vec![app], 0), Millis(7)).save(dirs).unwrap();
        let mut personal = Personal::load(dirs, &account.id, Millis(7));
        personal.set_favourite("1", true);
        let (path, bytes) = personal.to_write(true).unwrap();
        store::write(&path, &bytes).unwrap();
        Accounts::load(dirs).put_first(account.clone()).unwrap();
        account
    }

    #[test]
    fn the_account_used_last_is_read_whole() {
        let home = tempfile::tempdir().unwrap();
        let dirs = dirs(&home);
        assert!(AtRest::read(&dirs, Millis(8)).tenant.is_none());
        let account = signed_in(&dirs);
        let found = AtRest::read(&dirs, Millis(8));
        assert_eq!(found.tenant.unwrap().host, "acme.my.idaptive.app");
        assert_eq!((found.user.unwrap().name.as_str(), found.has_session), ("ada@acme.test", true));
        let list = found.list.unwrap();
        assert_eq!((list.updated_at, list.personal.favourites.as_slice()), (Millis(7), &["1".to_owned()][..]));
        let app = list.catalogue.app("1").unwrap();
        assert_eq!(list.icon(app), None);
        icons::keep(copy::folder(&dirs, &account.id).join("icons"), &app.icon_id().unwrap(), b"png");
        assert_eq!(fs::read(list.icon(app).unwrap()).unwrap(), b"png");
    }

    #[test]
    fn where_no_copy_may_be_kept_none_is_read() {
        let home = tempfile::tempdir().unwrap();
        let dirs = dirs(&home);
        signed_in(&dirs);
        fs::write(&dirs.policy, "local_copy = false\n").unwrap();
        let found = AtRest::read(&dirs, Millis(8));
        assert!(found.has_session && found.list.is_none());
        fs::write(&dirs.policy, "[[tenant]]\nurl = \"https://other.my.idaptive.app\"\n").unwrap();
        let found = AtRest::read(&dirs, Millis(8));
        assert!(found.user.is_none(), "policy knows no such company");
        assert_eq!(found.tenant.unwrap().host, "other.my.idaptive.app");
    }

    #[test]
    fn a_look_changes_no_file() {
        let home = tempfile::tempdir().unwrap();
        let dirs = dirs(&home);
        let account = signed_in(&dirs);
        store::write(&dirs.config.join("settings.toml"), b"damaged [").unwrap();
        store::write(&dirs.state.join("personal").join(format!("{}.json", account.id)), b"damaged").unwrap();
        let files = || {
            let mut all: Vec<_> = [&dirs.config, &dirs.state, &dirs.state.join("personal"), &dirs.cache]
                .into_iter()
                .flat_map(|folder| fs::read_dir(folder).unwrap())
                .map(|entry| entry.unwrap().path())
                .collect();
            all.sort();
            all
        };
        let before = files();
        let found = AtRest::read(&dirs, Millis(8));
        assert_eq!(found.list.unwrap().catalogue.apps.len(), 1);
        assert_eq!(files(), before);
    }
}
