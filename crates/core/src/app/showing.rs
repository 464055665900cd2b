//! What the state looks like from outside: the views, and sending them.

use super::{App, Ports, SigningIn, Stage, State};
use crate::account::{Account, Kept};
use crate::problem::Code;
use crate::view::{AccountView, AccountsView, SessionView, SignInStep, SignInWay, Update, UserView, VaultView};

impl App {
    /// Hands everything the UI needs to `begin`; what is published afterwards is newer.
    pub fn watch(&self, begin: impl FnOnce(Vec<Update>)) {
        let _turn = self.turn();
        let state = self.state();
        let all = vec![
            Update::Settings(state.settings.view(state.registration.as_ref())),
            Update::Accounts(state.accounts_view()),
            Update::Vault(self.vault_view(&state)),
            Update::Apps(state.list.catalogue.view(state.icon_prefix(), self.ports.clock.now())),
            Update::Personal(state.personal_view(self.ports.clock.now())),
            Update::Freshness(state.list.freshness.clone()),
            Update::Check(state.check.clone()),
            Update::Session(state.session_view(&self.ports)),
        ];
        drop(state);
        begin(all);
    }

    pub(super) fn publish_session(&self) {
        self.publish(|state| Update::Session(state.session_view(&self.ports)));
    }

    pub(super) fn publish_accounts(&self) {
        self.publish(|state| Update::Accounts(state.accounts_view()));
    }

    pub(super) fn publish_vault(&self) {
        self.publish(|state| Update::Vault(self.vault_view(state)));
    }

    pub(super) fn publish_check(&self) {
        self.publish(|state| Update::Check(state.check.clone()));
    }

    pub(super) fn publish_settings(&self) {
        self.publish(|state| Update::Settings(state.settings.view(state.registration.as_ref())));
    }

    pub(super) fn publish_apps(&self) {
        self.publish(|state| Update::Apps(state.list.catalogue.view(state.icon_prefix(), self.ports.clock.now())));
    }

    pub(super) fn publish_personal(&self) {
        self.publish(|state| Update::Personal(state.personal_view(self.ports.clock.now())));
    }

    pub(super) fn publish_freshness(&self) {
        self.publish(|state| Update::Freshness(state.list.freshness.clone()));
    }

    /// After the account on screen became another one.
    pub(super) fn publish_all(&self) {
        self.tell_of_launches();
        self.publish_settings();
        self.publish_accounts();
        self.publish_apps();
        self.publish_personal();
        self.publish_freshness();
        self.publish_check();
        self.publish_session();
    }

    fn publish(&self, view: impl FnOnce(&State) -> Update) {
        let _turn = self.turn();
        let update = view(&self.state());
        self.ports.windows.publish(update);
    }

    fn vault_view(&self, state: &State) -> VaultView {
        VaultView { problem: self.health.problem(), busy: state.asking_keyring }
    }
}

impl State {
    fn accounts_view(&self) -> AccountsView {
        let view = |account: &Account| {
            let registration = self.settings.for_account(account)?;
            let current = self.seat.as_ref() == Some(&account.id);
            let in_memory = self.parked.contains_key(&account.id) || (current && self.session().is_some());
            Some(AccountView {
                id: account.id.to_string(),
                tenant: registration.view(),
                user: account.user(),
                has_session: in_memory || account.kept == Kept::Session,
                current,
            })
        };
        let mut accounts: Vec<_> = self.accounts.iter().filter_map(view).collect();
        accounts.sort_by_key(|account| !account.current);
        AccountsView { accounts, can_add: true }
    }

    pub(super) fn session_view(&self, ports: &Ports) -> SessionView {
        let offers_demo = ports.offers_demo;
        let can_go_back = self.accounts.iter().any(|account| self.settings.for_account(account).is_some());
        let can_change_tenant = !self.settings.fixes_tenants();
        let user = || UserView { name: self.list.identity.user.clone() };
        let shown_user = || self.list.freshness.loaded.then(user);
        match (&self.stage, self.registration.as_ref()) {
            (Stage::Confirm { registration, reasons }, _) => {
                SessionView::ConfirmTenant { tenant: registration.view(), reasons: reasons.clone() }
            }
            (Stage::FirstRun { looking, problem }, _) => {
                SessionView::FirstRun { offers_demo, looking: *looking, problem: problem.clone(), can_go_back }
            }
            (_, None) => SessionView::FirstRun { offers_demo, looking: false, problem: None, can_go_back },
            (Stage::SignedOut { problem }, Some(registration)) => SessionView::SignedOut {
                tenant: registration.view(),
                user: shown_user(),
                way: registration.way,
                can_use_browser: problem.as_ref().is_some_and(|problem| escapes(problem.code))
                    && can_use_browser(registration.way),
                needs_secret: problem
                    .as_ref()
                    .is_some_and(|problem| matches!(problem.code, Code::AuthSecret | Code::TokenClient)),
                problem: problem.clone(),
                can_change_tenant,
                offers_demo,
            },
            (Stage::Restoring { .. }, Some(registration)) => {
                SessionView::Restoring { tenant: registration.view(), user: user() }
            }
            (Stage::Locked, Some(registration)) => {
                let user = self.account().map_or_else(user, Account::user);
                SessionView::Locked { tenant: registration.view(), user }
            }
            // A renewal that asks nothing of the person is no sign-in to them.
            (Stage::SigningIn(under_way), Some(registration)) if under_way.is_silent_renewal() => {
                let ends_at = under_way.renews.as_ref().and_then(|(_, ends_at)| *ends_at);
                SessionView::SignedIn {
                    tenant: registration.view(),
                    user: user(),
                    ends_at,
                    renewing: true,
                    can_change_tenant,
                }
            }
            (Stage::SigningIn(under_way), Some(registration)) => SessionView::SigningIn {
                tenant: registration.view(),
                user: shown_user(),
                way: under_way.way,
                step: under_way.step,
                host: under_way.host.clone(),
                trouble: under_way.trouble.clone(),
                can_use_browser: can_use_browser(under_way.way),
            },
            (Stage::SignedIn { ends_at, .. }, Some(registration)) => SessionView::SignedIn {
                tenant: registration.view(),
                user: user(),
                ends_at: *ends_at,
                renewing: false,
                can_change_tenant,
            },
        }
    }
}

impl SigningIn {
    fn is_silent_renewal(&self) -> bool {
        self.renews.is_some() && self.trouble.is_none() && self.step != SignInStep::Page
    }
}

/// From the portal there is no way on in the browser: its session stays there.
const fn can_use_browser(way: SignInWay) -> bool {
    matches!(way, SignInWay::Webview)
}

/// What another kind of window may mend.
const fn escapes(code: Code) -> bool {
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
