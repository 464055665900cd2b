//! The folders of one user, and an account whose app list is cached there.

use portico_core::accounts::account::{Account, Accounts, Persistence};
use portico_core::accounts::identity::Identity;
use portico_core::apps::cache::CachedAppList;
use portico_core::apps::catalog::{App, Catalog};
use portico_core::clock::Timestamp;
use portico_core::storage::files::Dirs;
use portico_core::tenant::registration::ClientRegistration;
use portico_core::tenant::url::TenantUrl;

/// Folders of one person, as short as a socket's path has to be.
pub(crate) fn dirs(home: &tempfile::TempDir) -> Dirs {
    let in_home = |name: &str| home.path().join(name);
    Dirs {
        config: in_home("c"),
        state: in_home("s"),
        cache: in_home("k"),
        policy: in_home("p.toml"),
        locks: in_home("portico/locks"),
    }
}

/// Somebody who signed in here once, with a list that was kept.
pub(crate) fn save_signed_in_account(dirs: &Dirs, apps: &[(&str, &str)], updated_at: Timestamp) {
    let acme = ClientRegistration::with_defaults(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
    let mut account = Account::new(&acme, Identity { user: "ada@acme.test".into(), tenant_id: None });
    account.persistence = Persistence::Session;
    let app = |(key, name): &(&str, &str)| App {
        key: (*key).into(),
        name: (*name).into(),
        category: Some("Work".into()),
        ..App::default()
    };
    let catalog = Catalog::new(apps.iter().map(app).collect(), 0);
    CachedAppList::new(&account.id, &catalog, updated_at).save(dirs).unwrap();
    let mut accounts = Accounts::load_readonly(dirs);
    accounts.put_first(account);
    accounts.save().unwrap();
}
