//! The whole application, as one page of use cases. The shell calls these and draws what is
//! published; nothing here knows a window, and nothing outside knows the protocol.
//!
//! Every change ends in a published view model, complete at that moment. The lock is held for
//! moments only, never across a request.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::oneshot;

use crate::api::Identity;
use crate::catalogue::Catalogue;
use crate::clock::{Clock, Millis};
use crate::copy::{self, LocalCopy};
use crate::discovery;
use crate::icons::Icons;
use crate::ports::{Cookie, Windows};
use crate::problem::{Problem, Result};
use crate::registration::Registration;
use crate::search;
use crate::session::Session;
use crate::settings::Settings;
use crate::store::Dirs;
use crate::tenant::{TenantUrl, Typed, understand};
use crate::view::{
    ConfirmReason, FreshnessView, Place, SearchView, SessionView, SettingsChange, SignInStep, SignInWay, Update,
    UserView,
};

mod list;
mod opening;
mod signing_in;

/// What the shell hands in.
pub struct Ports {
    pub windows: Arc<dyn Windows>,
    pub clock: Arc<dyn Clock>,
    pub dirs: Dirs,
    /// "Try the demo" is built in.
    pub offers_demo: bool,
}

pub struct App {
    ports: Ports,
    state: Mutex<State>,
    /// Apart from the state, so that a search never waits for it.
    index: Mutex<search::Index>,
    /// Held while a view is made and sent, so that no older one overtakes it.
    turn: Mutex<()>,
}

struct State {
    settings: Settings,
    registration: Option<Registration>,
    /// Policy fixes the tenant.
    fixed: bool,
    stage: Stage,
    list: List,
    intent: Option<Intent>,
    /// How many sign-ins were begun; the number tells a late answer from the one that is awaited.
    attempts: u64,
    /// For which session a background task is trying to refresh the list.
    healing: Weak<Session>,
    /// When each app was last opened, for "one click, one window".
    opened: HashMap<String, Millis>,
}

enum Stage {
    FirstRun { looking: bool, problem: Option<Problem> },
    Confirm { registration: Box<Registration>, reasons: Vec<ConfirmReason> },
    SignedOut { problem: Option<Problem> },
    SigningIn { attempt: u64, step: SignInStep, host: Option<String>, cancel: Option<oneshot::Sender<()>> },
    SignedIn { session: Arc<Session>, cookies: Arc<[Cookie]>, ends_at: Option<Millis> },
}

/// The list on screen, and whose it is.
#[derive(Default)]
struct List {
    identity: Identity,
    catalogue: Arc<Catalogue>,
    freshness: FreshnessView,
    icons: Option<Arc<Icons>>,
    /// The tenant's icon addresses by [`crate::catalogue::icon_id`].
    icon_addresses: HashMap<String, String>,
}

/// A list with what is made of it; made without holding the lock.
struct Prepared {
    catalogue: Catalogue,
    index: search::Index,
    icon_addresses: HashMap<String, String>,
}

impl Prepared {
    fn new(catalogue: Catalogue) -> Self {
        let index = search::Index::new(&catalogue.apps);
        let icon_addresses =
            catalogue.apps.iter().filter_map(|app| Some((app.icon_id()?, app.icon.clone()?))).collect();
        Self { catalogue, index, icon_addresses }
    }
}

/// An app that was clicked while nobody was signed in.
struct Intent {
    key: String,
    place: Place,
}

impl App {
    /// Reads settings and the local copy; sends nothing.
    pub fn start(ports: Ports) -> Arc<Self> {
        let settings = Settings::load(&ports.dirs, ports.clock.now());
        let (registration, fixed) = settings.registration().map_or((None, false), |(own, fixed)| (Some(own), fixed));
        let stage = match registration {
            Some(_) => Stage::SignedOut { problem: None },
            None => Stage::FirstRun { looking: false, problem: None },
        };
        let state = State {
            settings,
            registration,
            fixed,
            stage,
            list: List::default(),
            intent: None,
            attempts: 0,
            healing: Weak::new(),
            opened: HashMap::new(),
        };
        let app = Arc::new(Self { ports, state: Mutex::new(state), index: Mutex::default(), turn: Mutex::default() });
        app.show_copy();
        app
    }

    /// Hands everything the UI needs to `begin`; what is published afterwards is newer.
    pub fn watch(&self, begin: impl FnOnce(Vec<Update>)) {
        let _turn = self.turn();
        let state = self.state();
        let all = vec![
            Update::Settings(state.settings.view()),
            Update::Apps(state.list.catalogue.view()),
            Update::Freshness(state.list.freshness.clone()),
            Update::Session(state.session_view(&self.ports)),
        ];
        drop(state);
        begin(all);
    }

    /// Takes what a person typed as the company's address, and goes on to the sign-in when it is
    /// plainly one.
    pub async fn enter_tenant(self: &Arc<Self>, address: &str) {
        {
            let mut state = self.state();
            if !matches!(state.stage, Stage::FirstRun { looking: false, .. }) {
                return;
            }
            state.stage = Stage::FirstRun { looking: true, problem: None };
        }
        self.publish_session();
        let found = match understand(address) {
            Ok(Typed::Address { url, reasons }) => Ok((url, reasons)),
            Ok(Typed::ShortName(name)) => discovery::find(&name).await.map(|url| (url, vec![ConfirmReason::ShortName])),
            Err(problem) => Err(problem),
        };
        let go_on = {
            let mut state = self.state();
            if !matches!(state.stage, Stage::FirstRun { looking: true, .. }) {
                return;
            }
            state.stage = match found {
                Ok((url, reasons)) => {
                    // What an administrator wrote into the file for this tenant holds.
                    let known = state.settings.known(&url).unwrap_or_else(|| Registration::of(url));
                    Stage::Confirm { registration: Box::new(known), reasons }
                }
                Err(problem) => Stage::FirstRun { looking: false, problem: Some(problem) },
            };
            matches!(&state.stage, Stage::Confirm { reasons, .. } if reasons.is_empty())
        };
        if go_on {
            self.confirm_tenant().await;
        } else {
            self.publish_session();
        }
    }

    /// Uses the address that was shown.
    pub async fn confirm_tenant(self: &Arc<Self>) {
        {
            let mut state = self.state();
            // Taken, so that a second press finds nothing to confirm.
            let asked = Stage::FirstRun { looking: true, problem: None };
            let registration = match std::mem::replace(&mut state.stage, asked) {
                Stage::Confirm { registration, .. } => *registration,
                other => {
                    state.stage = other;
                    return;
                }
            };
            // A settings file that cannot be written costs one more question next time.
            let _ = state.settings.add_tenant(&registration);
            state.adopt(registration);
        }
        self.show_copy();
        self.publish_settings();
        self.sign_in().await;
    }

    /// Signs in to a demo tenant on this computer; not remembered.
    pub async fn try_demo(self: &Arc<Self>, tenant: TenantUrl) {
        let mut registration = Registration::of(tenant);
        registration.name = Some("Acme".to_owned());
        {
            let mut state = self.state();
            if !matches!(state.stage, Stage::FirstRun { .. } | Stage::SignedOut { .. }) {
                return;
            }
            state.adopt(registration);
        }
        self.show_copy();
        self.sign_in().await;
    }

    /// Back to the question for the company's address. The file keeps what it says of the old one.
    pub async fn change_tenant(self: &Arc<Self>) {
        if self.state().fixed {
            return;
        }
        let left = self.forget_session(|state| {
            state.registration = None;
            state.stage = Stage::FirstRun { looking: false, problem: None };
        });
        left.say_goodbye().await;
    }

    pub fn save_settings(&self, change: &SettingsChange) -> Result<()> {
        let saved = {
            let mut state = self.state();
            let saved = state.settings.change(change);
            let keeps = state.settings.keeps_copy();
            if keeps {
                state.list.icons.iter().for_each(|icons| icons.keep(true));
            } else {
                state.wipe_copy(&self.ports.dirs);
            }
            saved
        };
        self.publish_settings();
        saved
    }

    pub fn search(&self, query: &str) -> SearchView {
        self.index.lock().unwrap_or_else(PoisonError::into_inner).search(query)
    }

    /// The icon of that id, for the `icon:` addresses of the UI.
    pub async fn icon(&self, id: &str) -> Option<Arc<Vec<u8>>> {
        let (icons, address, session) = {
            let state = self.state();
            (state.list.icons.clone()?, state.list.icon_addresses.get(id)?.clone(), state.session())
        };
        icons.png(id, &address, session.as_deref()).await
    }

    /// Puts the copy on this computer on screen, if there is one and it may be kept.
    fn show_copy(&self) {
        let mut state = self.state();
        self.empty_list(&mut state);
        let Some(registration) = state.registration.clone() else { return };
        let keeps = state.settings.keeps_copy();
        if let Some(copy) = keeps.then(|| LocalCopy::load(&self.ports.dirs, &registration.tenant)).flatten() {
            state.list.identity = copy.identity();
            state.list.freshness = FreshnessView {
                loaded: true,
                from_copy: true,
                updated_at: Some(copy.updated_at),
                unreadable: copy.unreadable,
                ..FreshnessView::default()
            };
            let catalogue = Catalogue::new(copy.apps, copy.unreadable);
            self.put_on_screen(&mut state, Prepared::new(catalogue));
        }
    }

    /// Nobody's list, and the icons of the tenant that is set.
    fn empty_list(&self, state: &mut State) {
        if let Some(icons) = &state.list.icons {
            // What is still being drawn shall not come back after a wipe.
            icons.keep(false);
        }
        let icons = state.registration.as_ref().map(|registration| {
            let folder = copy::folder(&self.ports.dirs, &registration.tenant).join("icons");
            Arc::new(Icons::new(folder, registration.tenant.clone(), state.settings.keeps_copy()))
        });
        state.list = List { icons, ..List::default() };
        self.put_on_screen(state, Prepared::new(Catalogue::default()));
    }

    /// Makes a list the one that is shown and searched.
    fn put_on_screen(&self, state: &mut State, prepared: Prepared) {
        *self.index.lock().unwrap_or_else(PoisonError::into_inner) = prepared.index;
        state.list.icon_addresses = prepared.icon_addresses;
        state.list.catalogue = Arc::new(prepared.catalogue);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn publish_session(&self) {
        self.publish(|state| Update::Session(state.session_view(&self.ports)));
    }

    fn publish_settings(&self) {
        self.publish(|state| Update::Settings(state.settings.view()));
    }

    fn publish_apps(&self) {
        self.publish(|state| Update::Apps(state.list.catalogue.view()));
    }

    fn publish_freshness(&self) {
        self.publish(|state| Update::Freshness(state.list.freshness.clone()));
    }

    fn publish(&self, view: impl FnOnce(&State) -> Update) {
        let _turn = self.turn();
        let update = view(&self.state());
        self.ports.windows.publish(update);
    }
}

impl State {
    fn adopt(&mut self, registration: Registration) {
        self.registration = Some(registration);
        self.fixed = self.settings.registration().is_some_and(|(_, fixed)| fixed);
        self.stage = Stage::SignedOut { problem: None };
    }

    /// Takes the list off this computer's disk.
    fn wipe_copy(&self, dirs: &Dirs) {
        if let Some(icons) = &self.list.icons {
            icons.wipe();
        }
        if let Some(registration) = &self.registration {
            LocalCopy::wipe(dirs, &registration.tenant);
        }
    }

    fn session(&self) -> Option<Arc<Session>> {
        match &self.stage {
            Stage::SignedIn { session, .. } => Some(session.clone()),
            _ => None,
        }
    }

    fn session_view(&self, ports: &Ports) -> SessionView {
        let tenant = |registration: &Option<Registration>| registration.as_ref().map(Registration::view);
        let user = || UserView { name: self.list.identity.user.clone() };
        match (&self.stage, tenant(&self.registration)) {
            (Stage::Confirm { registration, reasons }, _) => {
                SessionView::ConfirmTenant { tenant: registration.view(), reasons: reasons.clone() }
            }
            (Stage::FirstRun { looking, problem }, _) => SessionView::FirstRun {
                offers_demo: ports.offers_demo,
                looking: *looking,
                problem: problem.clone(),
                can_go_back: false,
            },
            (_, None) => SessionView::FirstRun {
                offers_demo: ports.offers_demo,
                looking: false,
                problem: None,
                can_go_back: false,
            },
            (Stage::SignedOut { problem }, Some(tenant)) => SessionView::SignedOut {
                tenant,
                user: self.list.freshness.loaded.then(user),
                problem: problem.clone(),
                way: SignInWay::Webview,
                can_use_browser: false,
                needs_secret: false,
                can_change_tenant: !self.fixed,
                offers_demo: ports.offers_demo,
            },
            (Stage::SigningIn { step, host, .. }, Some(tenant)) => SessionView::SigningIn {
                tenant,
                user: None,
                way: SignInWay::Webview,
                step: *step,
                host: host.clone(),
                trouble: None,
                can_use_browser: false,
            },
            (Stage::SignedIn { ends_at, .. }, Some(tenant)) => SessionView::SignedIn {
                tenant,
                user: user(),
                ends_at: *ends_at,
                renewing: false,
                can_change_tenant: !self.fixed,
            },
        }
    }
}
