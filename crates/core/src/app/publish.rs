//! What the state looks like from outside: the views, and sending them.

use super::state::{App, Dependencies, SessionState, SignInAttempt, State};
use crate::accounts::account::{Account, Persistence};
use crate::error::Code;
use crate::settings::Settings;
use crate::view::{
    AccountView, AccountsView, KeyringView, SessionView, SignInMethod, SignInStep, UserView, ViewUpdate,
};

impl App {
    /// Hands everything the UI needs to `begin`; what is published afterwards is newer.
    pub fn subscribe(&self, on_initial_views: impl FnOnce(Vec<ViewUpdate>)) {
        let _guard = self.lock_publish();
        let state = self.state();
        let views = vec![
            ViewUpdate::Settings(self.settings.view(state.registration.as_ref())),
            ViewUpdate::Accounts(state.accounts_view(&self.settings.snapshot())),
            ViewUpdate::Keyring(self.keyring_view(&state)),
            ViewUpdate::Apps(state.list.catalog.view(state.icon_prefix(), self.deps.clock.now())),
            ViewUpdate::Preferences(state.preferences_view(self.deps.clock.now())),
            ViewUpdate::Freshness(state.list.freshness.clone()),
            ViewUpdate::SetupCheck(state.setup_check.clone()),
            ViewUpdate::Session(state.session_view(&self.settings.snapshot(), &self.deps)),
        ];
        drop(state);
        on_initial_views(views);
    }

    pub(super) fn publish_session(&self) {
        self.publish(|state| ViewUpdate::Session(state.session_view(&self.settings.snapshot(), &self.deps)));
    }

    pub(super) fn publish_accounts(&self) {
        self.publish(|state| ViewUpdate::Accounts(state.accounts_view(&self.settings.snapshot())));
    }

    pub(super) fn publish_keyring(&self) {
        self.publish(|state| ViewUpdate::Keyring(self.keyring_view(state)));
    }

    pub(super) fn publish_check(&self) {
        self.publish(|state| ViewUpdate::SetupCheck(state.setup_check.clone()));
    }

    pub(super) fn publish_settings(&self) {
        self.publish(|state| ViewUpdate::Settings(self.settings.view(state.registration.as_ref())));
    }

    pub(super) fn publish_apps(&self) {
        self.publish(|state| ViewUpdate::Apps(state.list.catalog.view(state.icon_prefix(), self.deps.clock.now())));
    }

    pub(super) fn publish_preferences(&self) {
        self.publish(|state| ViewUpdate::Preferences(state.preferences_view(self.deps.clock.now())));
    }

    pub(super) fn publish_freshness(&self) {
        self.publish(|state| ViewUpdate::Freshness(state.list.freshness.clone()));
    }

    /// After the account on screen became another one.
    pub(super) fn publish_all(&self) {
        self.publish_launches();
        self.publish_settings();
        self.publish_accounts();
        self.publish_apps();
        self.publish_preferences();
        self.publish_freshness();
        self.publish_check();
        self.publish_session();
    }

    fn publish(&self, view: impl FnOnce(&State) -> ViewUpdate) {
        let _guard = self.lock_publish();
        let update = view(&self.state());
        self.deps.platform.publish(update);
    }

    fn keyring_view(&self, state: &State) -> KeyringView {
        KeyringView { problem: self.keyring_status.error(), busy: state.is_probing_keyring }
    }
}

impl State {
    fn accounts_view(&self, settings: &Settings) -> AccountsView {
        let view = |account: &Account| {
            let registration = settings.registration_for_account(account)?;
            let is_active = self.active_account.as_ref() == Some(&account.id);
            let is_in_memory =
                self.inactive_sessions.contains_key(&account.id) || (is_active && self.session().is_some());
            Some(AccountView {
                id: account.id.to_string(),
                tenant: registration.to_view(),
                user: account.user(),
                has_session: is_in_memory || account.persistence == Persistence::Session,
                current: is_active,
            })
        };
        let mut accounts: Vec<_> = self.accounts.iter().filter_map(view).collect();
        accounts.sort_by_key(|account| !account.current);
        AccountsView { accounts, can_add: true }
    }

    pub(super) fn session_view(&self, settings: &Settings, deps: &Dependencies) -> SessionView {
        let offers_demo = deps.offers_demo;
        let can_go_back = self.accounts.iter().any(|account| settings.registration_for_account(account).is_some());
        let can_change_tenant = !settings.has_managed_tenants();
        let user = || UserView { name: self.list.identity.user.clone() };
        let visible_user = || self.list.freshness.loaded.then(user);
        match (&self.session_state, self.registration.as_ref()) {
            (SessionState::Confirm { registration, reasons }, _) => {
                SessionView::ConfirmTenant { tenant: registration.to_view(), reasons: reasons.clone() }
            }
            (SessionState::FirstRun { discovering, error }, _) => {
                SessionView::FirstRun { offers_demo, discovering: *discovering, problem: error.clone(), can_go_back }
            }
            (_, None) => SessionView::FirstRun { offers_demo, discovering: false, problem: None, can_go_back },
            (SessionState::SignedOut { error }, Some(registration)) => SessionView::SignedOut {
                tenant: registration.to_view(),
                user: visible_user(),
                method: registration.sign_in_method,
                can_use_browser: error.as_ref().is_some_and(|error| can_retry_in_browser(error.code))
                    && can_use_browser(registration.sign_in_method),
                needs_secret: error
                    .as_ref()
                    .is_some_and(|error| matches!(error.code, Code::AuthSecret | Code::TokenClient)),
                problem: error.clone(),
                can_change_tenant,
                offers_demo,
            },
            (SessionState::Restoring { .. }, Some(registration)) => {
                SessionView::Restoring { tenant: registration.to_view(), user: user() }
            }
            (SessionState::Locked, Some(registration)) => {
                let user = self.account().map_or_else(user, Account::user);
                SessionView::Locked { tenant: registration.to_view(), user }
            }
            // A renewal that asks nothing of the person is no sign-in to them.
            (SessionState::SigningIn(sign_in), Some(registration)) if sign_in.is_silent_renewal() => {
                let ends_at = sign_in.replacing.as_ref().and_then(|(_, ends_at)| *ends_at);
                SessionView::SignedIn {
                    tenant: registration.to_view(),
                    user: user(),
                    ends_at,
                    replacing: true,
                    can_change_tenant,
                }
            }
            (SessionState::SigningIn(sign_in), Some(registration)) => SessionView::SigningIn {
                tenant: registration.to_view(),
                user: visible_user(),
                method: sign_in.method,
                step: sign_in.step,
                host: sign_in.host.clone(),
                warning: sign_in.warning.clone(),
                can_use_browser: can_use_browser(sign_in.method),
            },
            (SessionState::SignedIn { ends_at, .. }, Some(registration)) => SessionView::SignedIn {
                tenant: registration.to_view(),
                user: user(),
                ends_at: *ends_at,
                replacing: false,
                can_change_tenant,
            },
        }
    }
}

impl SignInAttempt {
    fn is_silent_renewal(&self) -> bool {
        self.replacing.is_some() && self.warning.is_none() && self.step != SignInStep::Page
    }
}

/// From the portal there is no way on in the browser: its session stays there.
const fn can_use_browser(method: SignInMethod) -> bool {
    matches!(method, SignInMethod::Webview)
}

/// What another kind of window may mend.
const fn can_retry_in_browser(code: Code) -> bool {
    matches!(
        code,
        Code::AuthPage
            | Code::AuthCrash
            | Code::AuthBlank
            | Code::AuthStuck
            | Code::AuthPopup
            | Code::AuthPasskey
            | Code::AuthAgent
            | Code::AuthLoop
            | Code::AuthNoCode
            | Code::AuthBad
            | Code::AuthState
            | Code::AuthTimeout
    )
}
