//! The whole application, as a few pages of use cases. The shell calls these and draws what is
//! published; nothing here knows a window, and nothing outside knows the protocol.
//!
//! Every change ends in a published view model, complete at that moment. The lock is held for
//! moments only, never across a request.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;
use tokio::sync::{Notify, broadcast, oneshot};
use url::Url;

use crate::account::{Account, AccountId, Accounts};
use crate::api::Identity;
use crate::catalogue::Catalogue;
use crate::clock::{Clock, Millis};
use crate::copy::{self, LocalCopy};
use crate::icons::Icons;
use crate::personal::Personal;
use crate::ports::Windows;
use crate::problem::{Code, Problem, Result};
use crate::registration::Registration;
use crate::safe::{Health, Safe};
use crate::session::Session;
use crate::settings::Settings;
use crate::store::Dirs;
use crate::vault::Vault;
use crate::view::{CheckView, ConfirmReason, FreshnessView, LaunchView, SettingsChange, SignInStep, SignInWay};

mod accounts;
mod checking;
mod credentials;
mod glance;
mod keeping;
mod launching;
mod leaving;
mod list;
mod opening;
mod palette;
mod personal;
mod restoring;
mod searching;
mod seating;
mod showing;
mod signing_in;
mod tenants;
mod watched;

pub use glance::{Glance, Wishes};
pub use launching::Launched;
use launching::Launching;
use list::Healing;

/// What the shell hands in.
pub struct Ports {
    pub windows: Arc<dyn Windows>,
    pub clock: Arc<dyn Clock>,
    pub dirs: Dirs,
    pub vault: Vault,
    /// "Try the demo" is built in.
    pub offers_demo: bool,
}

pub struct App {
    ports: Ports,
    /// Whether the keyring works.
    health: Health,
    state: Mutex<State>,
    /// Held while an index is made.
    indexing: Mutex<()>,
    /// Never held while the state is waited for.
    searched: Mutex<searching::Searched>,
    /// Held while a view is made and sent, so that no older one overtakes it.
    turn: Mutex<()>,
    /// Held while the person's own file is written.
    saving: Mutex<()>,
    /// Held by the sign-in under way: the next one begins when its windows and ports are free.
    one_sign_in: tokio::sync::Mutex<()>,
    /// Something changed that the idle lock goes by.
    stirred: Notify,
    /// What became of each click, for whoever waits for one.
    launches: broadcast::Sender<LaunchView>,
}

struct State {
    settings: Settings,
    accounts: Accounts,
    /// The tenant on screen, and who of its people; nobody yet before their first sign-in.
    registration: Option<Registration>,
    seat: Option<AccountId>,
    /// A demo: nothing of it is kept.
    fleeting: bool,
    stage: Stage,
    list: List,
    /// What was clicked and is not open yet.
    launching: Launching,
    /// How many attempts to get a session were begun; the number tells a late answer from the one
    /// that is awaited.
    attempts: u64,
    /// Sessions of the accounts that are not on screen.
    parked: HashMap<AccountId, Arc<Session>>,
    /// What accounts that were on screen have changed, until the disk has it.
    unsaved: HashMap<AccountId, Personal>,
    /// Client secrets that were entered or read, by [`Registration`]: see [`App::client_secret`].
    secrets: HashMap<AccountId, SecretString>,
    /// The background task that is trying to refresh the list.
    healing: Option<Healing>,
    /// How many such tasks were begun.
    healings: u64,
    /// When the person last did something.
    stirred: Millis,
    asking_keyring: bool,
    /// How many sessions were put on screen; each is kept fresh by one task.
    fresh: u64,
    check: CheckView,
    /// How many checks were begun.
    checks: u64,
}

enum Stage {
    FirstRun { looking: bool, problem: Option<Problem> },
    Confirm { registration: Box<Registration>, reasons: Vec<ConfirmReason> },
    SignedOut { problem: Option<Problem> },
    Restoring { attempt: u64 },
    SigningIn(Box<SigningIn>),
    SignedIn { session: Arc<Session>, ends_at: Option<Millis> },
    Locked,
}

/// A sign-in under way.
struct SigningIn {
    attempt: u64,
    way: SignInWay,
    step: SignInStep,
    host: Option<String>,
    trouble: Option<Problem>,
    /// Where the browser was sent, for whoever wants to use another one.
    link: Option<Url>,
    cancel: Option<oneshot::Sender<()>>,
    /// The session that this one will replace, and its end; it goes on meanwhile.
    renews: Option<(Arc<Session>, Option<Millis>)>,
}

/// The list on screen, and whose it is.
struct List {
    identity: Identity,
    catalogue: Arc<Catalogue>,
    /// The tenant has not refused to tell.
    may_have_folders: bool,
    personal: Personal,
    freshness: FreshnessView,
    icons: Option<Arc<Icons>>,
    /// The tenant's icon addresses by [`crate::catalogue::icon_id`].
    icon_addresses: HashMap<String, String>,
}

impl Default for List {
    fn default() -> Self {
        Self {
            identity: Identity::default(),
            catalogue: Arc::default(),
            may_have_folders: true,
            personal: Personal::default(),
            freshness: FreshnessView::default(),
            icons: None,
            icon_addresses: HashMap::new(),
        }
    }
}

/// A list with what is made of it; made without holding the lock.
struct Prepared {
    catalogue: Catalogue,
    icon_addresses: HashMap<String, String>,
}

impl Prepared {
    fn new(catalogue: Catalogue) -> Self {
        let icon_addresses =
            catalogue.apps.iter().filter_map(|app| Some((app.icon_id()?, app.icon.clone()?))).collect();
        Self { catalogue, icon_addresses }
    }
}

impl App {
    /// Reads settings, accounts and the local copy; sends nothing, and asks the keyring nothing.
    pub fn start(ports: Ports) -> Arc<Self> {
        let now = ports.clock.now();
        let settings = Settings::load(&ports.dirs, now);
        let accounts = Accounts::load(&ports.dirs);
        let last = accounts.iter().find_map(|account| Some((settings.for_account(account)?, account.id.clone())));
        let (registration, seat) = match last {
            Some((registration, id)) => (Some(registration), Some(id)),
            None => (settings.registration().map(|(own, _)| own), None),
        };
        let stage = match registration {
            Some(_) => Stage::SignedOut { problem: None },
            None => Stage::FirstRun { looking: false, problem: None },
        };
        let state = State {
            settings,
            accounts,
            registration,
            seat,
            fleeting: false,
            stage,
            list: List::default(),
            launching: Launching::default(),
            attempts: 0,
            parked: HashMap::new(),
            unsaved: HashMap::new(),
            secrets: HashMap::new(),
            healing: None,
            healings: 0,
            stirred: now,
            asking_keyring: false,
            fresh: 0,
            check: CheckView::default(),
            checks: 0,
        };
        let app = Arc::new(Self {
            ports,
            health: Health::default(),
            state: Mutex::new(state),
            indexing: Mutex::default(),
            searched: Mutex::default(),
            turn: Mutex::default(),
            saving: Mutex::default(),
            one_sign_in: tokio::sync::Mutex::default(),
            stirred: Notify::new(),
            launches: broadcast::Sender::new(64),
        });
        app.state().wipe_unwanted_copies(&app.ports.dirs);
        app.show_copy();
        app
    }

    /// Begins what goes on in the background, and picks up the session that was kept. Call once, when
    /// the window is there.
    pub async fn wake(self: &Arc<Self>) {
        self.tell_of_keyring();
        self.lock_when_idle();
        self.clear_leftovers();
        self.make_index_aside();
        self.restore().await;
    }

    pub fn save_settings(&self, change: &SettingsChange) -> Result<()> {
        let saved = {
            let mut state = self.state();
            let registration = state.registration.clone();
            // Of a demo nothing is written down.
            let tenant = registration.as_ref().filter(|_| !state.fleeting).map(|registration| &registration.tenant);
            let saved = state.settings.change(change, tenant);
            let managed = saved.as_ref().is_err_and(|problem| problem.code == Code::Managed);
            if let (SettingsChange::SignIn(way), Some(registration), false) = (change, registration, managed) {
                state.registration = Some(Registration { way_is_set: true, ..registration.by(*way) });
            }
            if state.settings.keeps_copy() {
                state.list.icons.iter().for_each(|icons| icons.keep(state.keeps_icons()));
            } else {
                state.wipe_copies(&self.ports.dirs);
            }
            saved
        };
        self.save_personal();
        self.stirred.notify_one();
        self.publish_settings();
        self.publish_session();
        saved
    }

    /// The icon of that id, for the `icon:` addresses of the UI.
    pub async fn icon(&self, id: &str) -> Option<Arc<Vec<u8>>> {
        let (icons, id, address, session) = {
            let state = self.state();
            let (seat, id) = id.split_once('-')?;
            if seat != state.icon_prefix() {
                return None;
            }
            (state.list.icons.clone()?, id.to_owned(), state.list.icon_addresses.get(id)?.clone(), state.session())
        };
        icons.png(&id, &address, session.as_ref()).await
    }

    /// Puts the account's copy on this computer on screen, if there is one and it may be kept.
    fn show_copy(&self) {
        self.copy_on_screen(&mut self.state());
    }

    fn copy_on_screen(&self, state: &mut State) {
        self.empty_list(state);
        let Some(account) = state.account().cloned() else { return };
        state.list.identity = account.identity.clone();
        self.put_copy_on_screen(state, &account);
    }

    fn put_copy_on_screen(&self, state: &mut State, account: &Account) {
        let keeps = state.settings.keeps_copy();
        if let Some(copy) = keeps.then(|| LocalCopy::load(&self.ports.dirs, &account.id)).flatten() {
            state.list.freshness = FreshnessView {
                loaded: true,
                from_copy: true,
                updated_at: Some(copy.updated_at),
                unreadable: copy.unreadable,
                ..FreshnessView::default()
            };
            let catalogue = Catalogue { folders: copy.folders, ..Catalogue::new(copy.apps, copy.unreadable) };
            self.put_on_screen(state, Prepared::new(catalogue));
        }
    }

    /// Nobody's list, and the icons of the account that is set.
    fn empty_list(&self, state: &mut State) {
        if let Some(icons) = &state.list.icons {
            // What is still being drawn shall not come back after a wipe.
            icons.keep(false);
        }
        let personal = std::mem::take(&mut state.list.personal);
        state.list = List { personal, ..List::default() };
        self.take_personal(state);
        self.take_icons(state);
        self.put_on_screen(state, Prepared::new(Catalogue::default()));
    }

    /// Favourites and history are the account's; of a demo, and of somebody without a name, nothing is
    /// kept.
    fn take_personal(&self, state: &mut State) {
        let left = std::mem::take(&mut state.list.personal);
        if let Some(account) = left.account().cloned().filter(|_| !left.is_settled()) {
            state.unsaved.insert(account, left);
        }
        let Some(seat) = state.seat.clone().filter(|_| !state.fleeting) else { return };
        let unsaved = state.unsaved.remove(&seat);
        state.list.personal =
            unsaved.unwrap_or_else(|| Personal::load(&self.ports.dirs, &seat, self.ports.clock.now()));
    }

    /// Icons are the account's, as the list is.
    fn take_icons(&self, state: &mut State) {
        state.list.icons = state.registration.as_ref().map(|registration| {
            let id = state.seat.clone().unwrap_or_else(|| AccountId::of(registration, ""));
            let keeps = state.keeps_icons();
            let folder = copy::folder(&self.ports.dirs, &id).join("icons");
            Arc::new(Icons::new(folder, registration.tenant.clone(), keeps, self.ports.clock.clone()))
        });
    }

    /// Makes a list the one that is shown and searched.
    fn put_on_screen(&self, state: &mut State, prepared: Prepared) {
        state.list.icon_addresses = prepared.icon_addresses;
        state.list.catalogue = Arc::new(prepared.catalogue);
        self.forget_index();
    }

    /// Where the credential of an account is kept.
    fn safe(&self, account: &AccountId) -> Safe {
        Safe::new(self.ports.vault.clone(), self.health.clone(), account, self.ports.dirs.locks.clone())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The next attempt to get a session; those before it are of no interest any more.
    const fn next_attempt(&mut self) -> u64 {
        self.attempts += 1;
        self.attempts
    }

    fn account(&self) -> Option<&Account> {
        self.accounts.get(self.seat.as_ref()?)
    }

    /// The session with which calls are made: also the one that is about to be replaced.
    fn session(&self) -> Option<Arc<Session>> {
        match &self.stage {
            Stage::SignedIn { session, .. } => Some(session.clone()),
            Stage::SigningIn(under_way) => under_way.renewed(),
            _ => None,
        }
    }

    fn keeps_icons(&self) -> bool {
        self.settings.keeps_copy() && self.seat.is_some() && !self.fleeting
    }

    /// Keeps one account's icons apart from another's in the UI's own cache.
    fn icon_prefix(&self) -> &str {
        self.seat.as_ref().map_or("none", |seat| &seat.as_str()[..8])
    }

    /// The administrator's file may have come since the last time.
    fn wipe_unwanted_copies(&mut self, dirs: &Dirs) {
        if !self.settings.keeps_copy() {
            self.wipe_copies(dirs);
        }
    }

    /// Takes every list off this computer's disk.
    fn wipe_copies(&mut self, dirs: &Dirs) {
        if let Some(icons) = &self.list.icons {
            icons.wipe();
        }
        // What is on screen stays there.
        self.list.personal.write_anew();
        let accounts: Vec<_> = self.accounts.iter().map(|account| account.id.clone()).collect();
        for account in accounts {
            LocalCopy::wipe(dirs, &account);
            if self.list.personal.account() != Some(&account) {
                self.forget_names(dirs, &account);
            }
        }
    }

    /// Takes the names out of what an account keeps beside its list. What is in memory has to be saved
    /// after it.
    fn forget_names(&mut self, dirs: &Dirs, account: &AccountId) {
        match self.personal_of(account) {
            Some(personal) => personal.drop_names(),
            None => Personal::forget_names(dirs, account),
        }
    }

    fn personal_of(&mut self, account: &AccountId) -> Option<&mut Personal> {
        if self.list.personal.account() == Some(account) {
            return Some(&mut self.list.personal);
        }
        self.unsaved.get_mut(account)
    }

    /// Takes one account's list off this computer's disk.
    fn wipe_copy(&mut self, dirs: &Dirs, account: &AccountId) {
        if let Some(icons) = self.list.icons.as_ref().filter(|_| self.seat.as_ref() == Some(account)) {
            icons.wipe();
        }
        LocalCopy::wipe(dirs, account);
        self.forget_names(dirs, account);
    }
}
