//! Several people and several companies: from one account to another, and a place for the next.

use std::sync::Arc;

use super::seating::give_back;
use super::{App, Stage};
use crate::registration::Registration;
use crate::session::Session;

impl App {
    /// Shows another account: at once where its session is in memory, else as far as the keyring and
    /// then a sign-in carry it.
    pub async fn switch_account(self: &Arc<Self>, id: &str) {
        let (there, attempt) = {
            let mut state = self.state();
            let known = state.accounts.named(id).cloned();
            let registration = known.as_ref().and_then(|account| state.settings.for_account(account));
            let (Some(account), Some(registration)) = (known, registration) else { return };
            if state.seat.as_ref() == Some(&account.id) && !matches!(state.stage, Stage::FirstRun { .. }) {
                return;
            }
            // Nobody can come back to it.
            state.park().into_iter().for_each(give_back);
            let session = state.parked.remove(&account.id).filter(|session| !session.is_over());
            state.turn_to(registration);
            state.seat = Some(account.id.clone());
            if let Some(session) = &session {
                state.stage = Stage::SignedIn { session: session.clone(), ends_at: None };
            }
            // Which one comes first is for the next start; a full disk does not keep people apart.
            let _ = state.accounts.put_first(account);
            self.copy_on_screen(&mut state);
            (session, state.attempts)
        };
        self.ports.windows.close_sign_in();
        self.publish_all();
        self.make_index_aside();
        match there {
            Some(session) => {
                self.keep_on_screen(&session);
                self.learn_end(attempt, &session).await;
                self.refresh().await;
            }
            None => self.restore().await,
        }
    }

    /// Asks for another company or, where policy fixes that, for another person. Who was signed in
    /// stays so.
    pub async fn add_account(self: &Arc<Self>) {
        let at_once = {
            let mut state = self.state();
            let fixed = state.next_fixed_tenant();
            let at_once = fixed.is_some();
            state.park().into_iter().for_each(give_back);
            match fixed {
                Some(registration) => state.turn_to(registration),
                None => {
                    state.fleeting = false;
                    state.seat = None;
                    state.registration = None;
                    state.stage = Stage::FirstRun { looking: false, problem: None };
                }
            }
            self.empty_list(&mut state);
            at_once
        };
        self.ports.windows.close_sign_in();
        self.publish_all();
        if at_once {
            self.sign_in(None).await;
        }
    }

    /// Back to the account that was used last.
    pub async fn go_back(self: &Arc<Self>) {
        let last = {
            let state = self.state();
            state.accounts.iter().find(|account| state.settings.for_account(account).is_some()).map(|it| it.id.clone())
        };
        if let Some(id) = last {
            self.switch_account(id.as_str()).await;
        }
    }
}

impl super::State {
    /// Puts the session on screen aside, to be picked up without asking anybody. One of which nobody
    /// knows whose it is, or that shall not be kept, is handed out.
    pub(super) fn park(&mut self) -> Option<Arc<Session>> {
        self.launching.call_off();
        self.next_attempt();
        if let Stage::SigningIn(under_way) = &mut self.stage
            && let Some(cancel) = under_way.cancel.take()
        {
            // Err: it has just ended by itself.
            let _ = cancel.send(());
        }
        let session = self.session()?;
        match self.seat.clone().filter(|_| !self.fleeting) {
            Some(seat) => {
                self.parked.insert(seat, session);
                None
            }
            None => Some(session),
        }
    }

    /// Of the tenants that policy names, the first without an account here, or else the first.
    fn next_fixed_tenant(&self) -> Option<Registration> {
        let all = self.settings.fixed_tenants();
        let unused = all.iter().find(|fixed| !self.accounts.iter().any(|account| account.tenant == fixed.tenant));
        unused.or(all.first()).cloned()
    }
}
