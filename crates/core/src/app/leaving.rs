//! Signing out, and forgetting: at once and also offline; the tenant is told as far as it can be
//! reached.

use std::sync::Arc;

use super::{App, Stage, State};
use crate::account::{Account, AccountId, Kept};
use crate::problem::{Code, Problem, Result};
use crate::session::{Endpoint, Session};

impl App {
    /// Signs out of the account on screen or of all of them. Their lists leave this computer; the
    /// accounts stay in the menu, to sign in again.
    pub async fn sign_out(self: &Arc<Self>, everybody: bool) {
        let left = {
            let mut state = self.state();
            let others = if everybody { state.others() } else { Vec::new() };
            let mut left: Vec<_> = others.into_iter().map(|id| self.leave(&mut state, &id)).collect();
            left.push(self.leave_screen(&mut state));
            left
        };
        self.after_leaving(everybody);
        self.say_goodbye(left).await;
    }

    /// Signs out of an account and forgets that it ever was.
    pub async fn forget_account(self: &Arc<Self>, id: &str) {
        let (left, on_screen) = {
            let mut state = self.state();
            let Some(account) = state.accounts.named(id).cloned() else { return };
            let on_screen = state.seat.as_ref() == Some(&account.id);
            let left = if on_screen { self.leave_screen(&mut state) } else { self.leave(&mut state, &account.id) };
            let _ = state.accounts.remove(&account.id);
            if !state.accounts.iter().any(|other| other.tenant == account.tenant) {
                let _ = state.settings.forget_tenant(&account.tenant);
            }
            if on_screen {
                state.seat = None;
                state.registration = state.settings.registration().map(|(registration, _)| registration);
                if state.registration.is_none() {
                    state.stage = Stage::FirstRun { looking: false, problem: None };
                }
            }
            (left, on_screen)
        };
        self.after_leaving(false);
        // Not before it is out of the keyring: nobody would know of it any more.
        self.say_goodbye(vec![left]).await;
        if on_screen && !matches!(self.state().stage, Stage::SigningIn { .. }) {
            self.go_back().await;
        }
    }

    /// The local part for the account on screen, in one go: nobody sees a state in between.
    fn leave_screen(&self, state: &mut State) -> Left {
        let seat = state.seat.clone();
        let fleeting = state.fleeting;
        state.park();
        let left = match seat {
            Some(seat) if !fleeting => self.leave(state, &seat),
            _ => Left { account: None, session: state.session() },
        };
        state.stage = match state.registration {
            Some(_) => Stage::SignedOut { problem: None },
            None => Stage::FirstRun { looking: false, problem: None },
        };
        self.empty_list(state);
        left
    }

    /// The local part for one account: from here on no start of Portico picks it up again.
    fn leave(&self, state: &mut State, id: &AccountId) -> Left {
        let session = state.parked.remove(id);
        if let Some(session) = &session {
            session.lay_down();
        }
        let account = state.accounts.get(id).cloned();
        if account.as_ref().is_some_and(|account| account.kept != Kept::Nothing) {
            let _ = state.accounts.keeps(id, Kept::Leftover);
        }
        state.wipe_copy(&self.ports.dirs, id);
        Left { account, session }
    }

    fn after_leaving(&self, everybody: bool) {
        self.ports.windows.close_sign_in();
        let seat = self.state().seat.clone();
        self.ports.windows.close_app_windows(seat.as_ref().filter(|_| !everybody));
        self.publish_all();
    }

    /// Empties the keyring and tells the tenants. What could not be told is said, unless the person
    /// has gone on meanwhile.
    async fn say_goodbye(self: &Arc<Self>, left: Vec<Left>) {
        let mut unheard = None;
        for one in left {
            let told = self.goodbye(&one).await;
            unheard = told.err().or(unheard);
        }
        let Some(problem) = unheard else { return };
        {
            let mut state = self.state();
            let Stage::SignedOut { problem: shown @ None } = &mut state.stage else { return };
            *shown = Some(problem);
        }
        self.publish_session();
    }

    async fn goodbye(&self, left: &Left) -> Result<()> {
        let session = match (&left.session, &left.account) {
            (Some(session), _) => Some(session.clone()),
            // In the keyring only, as after a start: it has to be read to be revoked.
            (None, Some(account)) if account.kept == Kept::Session => self.picked_up(account).await,
            _ => None,
        };
        if let Some(account) = &left.account {
            self.clear_kept(&account.id).await;
        }
        match session {
            Some(session) => session.leave().await,
            None => Ok(()),
        }
    }

    async fn picked_up(&self, account: &Account) -> Option<Arc<Session>> {
        let credential = self.safe(&account.id).read().await?;
        let registration = self.state().settings.for_account(account)?;
        let secret = self.client_secret(&registration).await.ok()?;
        let endpoint = Endpoint::new(registration, secret).ok()?;
        Some(Arc::new(Session::with(endpoint, self.ports.clock.clone(), credential)))
    }

    /// The session ended by itself: the list stays, and the person is asked to sign in.
    pub(super) fn ended(&self, session: &Arc<Session>, problem: Problem) {
        debug_assert_eq!(problem.code, Code::SessionEnded);
        {
            let mut state = self.state();
            if !state.is_session(session) || matches!(state.stage, Stage::SigningIn { .. }) {
                return;
            }
            state.list.freshness.refreshing = false;
            state.stage = Stage::SignedOut { problem: Some(problem) };
            if let Some(seat) = state.seat.clone() {
                let _ = state.accounts.keeps(&seat, Kept::Nothing);
            }
        }
        self.publish_accounts();
        self.publish_freshness();
        self.publish_session();
    }
}

/// An account that was left, for a last word to its tenant.
struct Left {
    account: Option<Account>,
    session: Option<Arc<Session>>,
}

impl State {
    fn others(&self) -> Vec<AccountId> {
        self.accounts.iter().map(|account| account.id.clone()).filter(|id| self.seat.as_ref() != Some(id)).collect()
    }
}
