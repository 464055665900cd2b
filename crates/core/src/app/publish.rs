//! Makes the views out of the state, and sends them.

use std::sync::atomic::Ordering;

use super::active::Active;
use super::session_state::{SessionState, SignInAttempt};
use super::state::App;
use crate::accounts::account::{Account, Persistence};
use crate::apps::catalog;
use crate::clock::Timestamp;
use crate::error::{Error, Kind};
use crate::view::{
    AccountView, AccountsView, KeyringView, SessionView, SettingsView, SignInMethod, SignInStep, UserView, ViewUpdate,
};

/// A view that is sent by itself.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Settings,
    Accounts,
    Keyring,
    Apps,
    Preferences,
    Freshness,
    SetupCheck,
    Session,
}

const ALL_PARTS: &[Part] = &[
    Part::Settings,
    Part::Accounts,
    Part::Keyring,
    Part::Apps,
    Part::Preferences,
    Part::Freshness,
    Part::SetupCheck,
    Part::Session,
];

impl App {
    /// Hands everything the UI needs to `begin`; what is published afterwards is newer.
    pub fn subscribe(&self, on_initial_views: impl FnOnce(Vec<ViewUpdate>)) {
        let _guard = self.lock_publish();
        on_initial_views(self.views(&self.active.snapshot(), ALL_PARTS));
    }

    /// Sends these views, all of one moment. Where another account became the active one, the others come with them: no
    /// view of one account is seen beside one of another.
    pub(super) fn publish(&self, parts: &[Part]) {
        let _guard = self.lock_publish();
        let active = self.active.snapshot();
        let owner = (active.registration.as_ref().map(|it| it.tenant.clone()), active.account.clone());
        let is_same_owner = self.published_owner.with(|published| std::mem::replace(published, owner.clone()) == owner);
        self.deps.platform.publish(self.views(&active, if is_same_owner { parts } else { ALL_PARTS }));
    }

    /// After the account on screen became another one.
    pub(super) fn publish_all(&self) {
        self.publish_launches();
        self.publish(ALL_PARTS);
    }

    fn views(&self, active: &Active, parts: &[Part]) -> Vec<ViewUpdate> {
        let now = self.deps.clock.now();
        parts.iter().map(|part| self.view(*part, active, now)).collect()
    }

    fn view(&self, part: Part, active: &Active, now: Timestamp) -> ViewUpdate {
        match part {
            Part::Settings => ViewUpdate::Settings(self.settings_view(active)),
            Part::Accounts => ViewUpdate::Accounts(self.accounts_view(active)),
            Part::Keyring => ViewUpdate::Keyring(KeyringView {
                problem: self.keyring_status.error(),
                busy: self.is_probing_keyring.load(Ordering::Acquire),
            }),
            Part::Apps => {
                let settings = self.settings.snapshot();
                let rule_target = |app: &catalog::App| settings.rule_target(app);
                ViewUpdate::Apps(active.list.catalog.view(active.icon_prefix(), now, rule_target))
            }
            Part::Preferences => ViewUpdate::Preferences(active.preferences_view(now)),
            Part::Freshness => ViewUpdate::Freshness(active.list.freshness.clone()),
            Part::SetupCheck => ViewUpdate::SetupCheck(self.setup_check.view()),
            Part::Session => ViewUpdate::Session(self.session_view(active)),
        }
    }

    /// What was wrong with the file of accounts is said where settings are.
    fn settings_view(&self, active: &Active) -> SettingsView {
        let mut view = self.settings.view(active.registration.as_ref());
        view.problem = view.problem.or_else(|| self.accounts_file_error());
        view
    }

    fn accounts_file_error(&self) -> Option<Error> {
        self.accounts.snapshot().load_error().map(|code| Error::new(code).with_reason("accounts"))
    }

    fn accounts_view(&self, active: &Active) -> AccountsView {
        let settings = self.settings.snapshot();
        let view = |account: &Account| {
            let registration = settings.registration_for_account(account)?;
            let is_active = active.account.as_ref() == Some(&account.id);
            let is_in_memory =
                self.inactive_sessions.get(&account.id).is_some() || (is_active && active.session().is_some());
            Some(AccountView {
                id: account.id.to_string(),
                tenant: registration.to_view(),
                user: account.user(),
                has_session: is_in_memory || account.persistence == Persistence::Session,
                current: is_active,
            })
        };
        let mut accounts: Vec<_> = self.accounts.snapshot().iter().filter_map(view).collect();
        accounts.sort_by_key(|account| !account.current);
        AccountsView { accounts, can_add: true }
    }

    pub(super) fn session_view(&self, active: &Active) -> SessionView {
        let settings = self.settings.snapshot();
        let offers_demo = self.deps.offers_demo;
        let accounts = self.accounts.snapshot();
        let can_go_back = accounts.iter().any(|account| settings.registration_for_account(account).is_some());
        let can_change_tenant = !settings.has_managed_tenants();
        let user = || UserView { name: active.list.identity.user.clone() };
        let visible_user = || active.list.freshness.loaded.then(user);
        let session_end = active.session().and_then(|session| session.ends_at);
        match (active.session_state(), active.registration.as_ref()) {
            (SessionState::Confirm { registration, reasons }, _) => {
                SessionView::ConfirmTenant { tenant: registration.to_view(), reasons: reasons.clone() }
            }
            (SessionState::FirstRun { discovering, error }, _) => SessionView::FirstRun {
                offers_demo,
                discovering: *discovering,
                problem: error.clone().or_else(|| self.accounts_file_error()),
                can_go_back,
            },
            (_, None) => SessionView::FirstRun {
                offers_demo,
                discovering: false,
                problem: self.accounts_file_error(),
                can_go_back,
            },
            (SessionState::SignedOut { error }, Some(registration)) => SessionView::SignedOut {
                tenant: registration.to_view(),
                user: visible_user(),
                method: registration.sign_in_method,
                can_use_browser: error.as_ref().is_some_and(|error| error.code.kind() == Kind::SignInPage)
                    && can_use_browser(registration.sign_in_method),
                needs_secret: error.as_ref().is_some_and(|error| error.code.kind() == Kind::ClientSecret),
                problem: error.clone(),
                can_change_tenant,
                offers_demo,
            },
            (SessionState::Restoring, Some(registration)) => {
                SessionView::Restoring { tenant: registration.to_view(), user: user() }
            }
            (SessionState::Locked, Some(registration)) => {
                let user = self.account(active).as_ref().map_or_else(user, Account::user);
                SessionView::Locked { tenant: registration.to_view(), user }
            }
            // A renewal that asks nothing of the person is no sign-in to them.
            (SessionState::SigningIn(sign_in), Some(registration))
                if active.session().is_some() && !sign_in.needs_user() =>
            {
                SessionView::SignedIn {
                    tenant: registration.to_view(),
                    user: user(),
                    ends_at: session_end,
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
            (SessionState::SignedIn, Some(registration)) => SessionView::SignedIn {
                tenant: registration.to_view(),
                user: user(),
                ends_at: session_end,
                replacing: false,
                can_change_tenant,
            },
        }
    }
}

impl SignInAttempt {
    fn needs_user(&self) -> bool {
        self.warning.is_some() || self.step == SignInStep::Page
    }
}

/// From the portal there is no way on in the browser: its session stays there.
const fn can_use_browser(method: SignInMethod) -> bool {
    matches!(method, SignInMethod::Webview)
}
