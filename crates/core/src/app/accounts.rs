//! Several people and several companies: from one account to another, and a place for the next.

use std::sync::Arc;

use super::{App, Stage};

impl App {
    /// Shows another account: at once where its session is in memory, else as far as the keyring and
    /// then a sign-in carry it.
    pub async fn switch_account(self: &Arc<Self>, id: &str) {
        let there = {
            let mut state = self.state();
            let known = state.accounts.named(id).cloned();
            let registration = known.as_ref().and_then(|account| state.settings.for_account(account));
            let (Some(account), Some(registration)) = (known, registration) else { return };
            if state.seat.as_ref() == Some(&account.id) && !matches!(state.stage, Stage::FirstRun { .. }) {
                return;
            }
            state.park();
            let session = state.parked.remove(&account.id);
            state.registration = Some(registration);
            state.seat = Some(account.id.clone());
            state.fleeting = false;
            state.stage = Stage::SignedOut { problem: None };
            // Which one comes first is for the next start; a full disk does not keep people apart.
            let _ = state.accounts.put_first(account);
            session
        };
        self.ports.windows.close_sign_in();
        self.show_copy();
        match there {
            Some(session) => {
                let ends_at = session.ends_at().await;
                let attempt = self.state().next_attempt();
                self.takes_place(attempt, &session, ends_at);
                self.publish_all();
                self.refresh().await;
            }
            None => {
                self.publish_all();
                self.restore().await;
            }
        }
    }

    /// Asks for another company or, where policy fixes that, for another person. Who was signed in
    /// stays so.
    pub async fn add_account(self: &Arc<Self>) {
        let at_once = {
            let mut state = self.state();
            let fixed = state.settings.registration().filter(|(_, fixed)| *fixed).map(|(registration, _)| registration);
            state.park();
            state.fleeting = false;
            state.seat = None;
            let at_once = fixed.is_some();
            state.stage = match fixed {
                Some(_) => Stage::SignedOut { problem: None },
                None => Stage::FirstRun { looking: false, problem: None },
            };
            state.registration = fixed;
            at_once
        };
        self.ports.windows.close_sign_in();
        self.show_copy();
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
    /// Puts the session on screen aside, to be picked up without asking anybody.
    pub(super) fn park(&mut self) {
        self.intent = None;
        self.next_attempt();
        if let Stage::SigningIn(under_way) = &mut self.stage
            && let Some(cancel) = under_way.cancel.take()
        {
            // Err: it has just ended by itself.
            let _ = cancel.send(());
        }
        if let (Some(session), Some(seat), false) = (self.session(), self.seat.clone(), self.fleeting) {
            self.parked.insert(seat, session);
        }
    }
}
