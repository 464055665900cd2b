//! A door that remembers what was asked of it, and homes to try things in.
#![allow(dead_code, reason = "each test uses its own part of it")]

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use portico_core::account::{Account, Accounts, Kept};
use portico_core::api::Identity;
use portico_core::catalogue::{App, Catalogue};
use portico_core::clock::Millis;
use portico_core::copy::LocalCopy;
use portico_core::registration::Registration;
use portico_core::store::Dirs;
use portico_core::tenant::TenantUrl;
use portico_outside::link::Wanted;
use portico_outside::{Door, Listed, Opening, Outcome, Standing, Status, Wait};
use tokio::sync::Notify;

#[cfg(target_os = "linux")]
pub(crate) mod bus;

pub(crate) struct FakeDoor {
    pub(crate) apps: Mutex<Vec<Listed>>,
    pub(crate) status: Mutex<Status>,
    /// What becomes of an opening that does not wait.
    pub(crate) outcome: Mutex<Outcome>,
    /// Ends openings that wait.
    pub(crate) signed_in: Notify,
    /// An opening that waited is over, one way or the other.
    pub(crate) over: Notify,
    pub(crate) icon: Mutex<Option<PathBuf>>,
    asked: Mutex<Vec<String>>,
    pub(crate) heard: Notify,
}

pub(crate) fn app(key: &str, name: &str) -> Listed {
    Listed { key: key.into(), name: name.into(), category: Some("Work".into()), ..Listed::default() }
}

impl FakeDoor {
    pub(crate) fn new(apps: Vec<Listed>) -> Arc<Self> {
        let status = Status {
            standing: Standing::SignedIn,
            company: Some("Acme".into()),
            tenant: Some("acme.my.idaptive.app".into()),
            user: Some("ada@acme.test".into()),
            apps: apps.len(),
            updated_at: Some(Millis(1_795_331_520_000)),
            ends_at: None,
        };
        Arc::new(Self {
            apps: Mutex::new(apps),
            status: Mutex::new(status),
            outcome: Mutex::new(Outcome::Opened),
            signed_in: Notify::new(),
            over: Notify::new(),
            icon: Mutex::default(),
            asked: Mutex::default(),
            heard: Notify::new(),
        })
    }

    pub(crate) fn stands(&self, standing: Standing) {
        let mut status = self.status.lock().unwrap();
        status.standing = standing;
        if !standing.is_open() {
            status.updated_at = None;
            self.apps.lock().unwrap().clear();
        }
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    fn note(&self, words: String) {
        self.asked.lock().unwrap().push(words);
        self.heard.notify_one();
    }
}

/// The test holds it too.
pub(crate) struct Shared(pub(crate) Arc<FakeDoor>);

impl Door for Shared {
    fn apps(&self) -> Vec<Listed> {
        self.0.apps.lock().unwrap().clone()
    }

    fn search(&self, words: &str) -> Vec<Listed> {
        let words = words.to_lowercase();
        self.apps().into_iter().filter(|app| app.name.to_lowercase().contains(&words)).collect()
    }

    fn favourites(&self) -> Vec<Listed> {
        self.apps().into_iter().filter(|app| app.favourite).collect()
    }

    fn icon(&self, _key: &str) -> Option<PathBuf> {
        self.0.icon.lock().unwrap().clone()
    }

    fn status(&self) -> Status {
        self.0.status.lock().unwrap().clone()
    }

    fn open(&self, key: &str, wait: Wait) -> Opening {
        self.0.note(format!("open {key} {wait:?}"));
        let (door, outcome) = (self.0.clone(), self.0.outcome.lock().unwrap().clone());
        Box::pin(async move {
            if wait == Wait::ForTheApp && outcome == Outcome::Waiting {
                let _over = Over(door.clone());
                door.signed_in.notified().await;
                return Outcome::Opened;
            }
            outcome
        })
    }

    fn open_named(&self, name: &str, wait: Wait) -> Opening {
        self.0.note(format!("open by name {name} {wait:?}"));
        let outcome = self.0.outcome.lock().unwrap().clone();
        Box::pin(async move { outcome })
    }

    fn follow(&self, wanted: Wanted, token: Option<String>) -> Opening {
        self.0.note(with(&format!("follow {} {:?}", wanted.app, wanted.source), token));
        let outcome = self.0.outcome.lock().unwrap().clone();
        Box::pin(async move { outcome })
    }

    fn show(&self, words: Option<String>, token: Option<String>) {
        self.0.note(with(&format!("show {words:?}"), token));
    }

    fn palette(&self, token: Option<String>) {
        self.0.note(with("palette", token));
    }

    fn quit(&self) {
        self.0.note("quit".to_owned());
    }
}

fn with(asked: &str, token: Option<String>) -> String {
    asked.to_owned() + &token.map(|token| format!(", token {token}")).unwrap_or_default()
}

struct Over(Arc<FakeDoor>);

impl Drop for Over {
    fn drop(&mut self) {
        self.0.over.notify_one();
    }
}

/// Folders of one person, as short as a socket's path has to be.
pub(crate) fn dirs(home: &tempfile::TempDir) -> Dirs {
    let at = |name: &str| home.path().join(name);
    Dirs { config: at("c"), state: at("s"), cache: at("k"), policy: at("p.toml"), locks: at("portico/locks") }
}

/// Somebody who signed in here once, with a list that was kept.
pub(crate) fn signed_in(dirs: &Dirs, apps: &[(&str, &str)], at: Millis) {
    let acme = Registration::of(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
    let mut account = Account::new(&acme, Identity { user: "ada@acme.test".into(), tenant_id: None });
    account.kept = Kept::Session;
    let app = |(key, name): &(&str, &str)| App {
        key: (*key).into(),
        name: (*name).into(),
        category: Some("Work".into()),
        ..App::default()
    };
    let catalogue = Catalogue::new(apps.iter().map(app).collect(), 0);
    LocalCopy::of(&account.id, &catalogue, at).save(dirs).unwrap();
    Accounts::load(dirs).put_first(account).unwrap();
}
