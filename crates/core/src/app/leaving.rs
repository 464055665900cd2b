//! Signing out, and forgetting: at once and also offline; the tenant is told as far as it can be
//! reached.
//!
//! In this order: nothing of it is used any more, this computer forgets it in one go, the keyring is
//! emptied, and only then the tenant is asked for anything.

use std::sync::Arc;

use super::keeping::{secret_entry, secret_id};
use super::{App, SigningIn, Stage, State};
use crate::account::{Account, AccountId, Kept};
use crate::personal::Personal;
use crate::problem::{Code, Problem, Result};
use crate::registration::Registration;
use crate::session::{Endpoint, Session};

impl App {
    /// Signs out of the account on screen or of all of them. Their lists leave this computer; the
    /// accounts stay in the menu, to sign in again.
    pub async fn sign_out(self: &Arc<Self>, everybody: bool) {
        let left = {
            let mut state = self.state();
            let others = if everybody { state.others() } else { Vec::new() };
            let mut left = vec![self.leave_screen(&mut state)];
            left.extend(others.into_iter().map(|id| self.leave(&mut state, &id)));
            left
        };
        self.ports.windows.close_sign_in();
        self.after_leaving(&left);
        self.save_personal_aside().await;
        self.say_goodbye(left).await;
    }

    /// Signs out of an account and forgets that it ever was.
    pub async fn forget_account(self: &Arc<Self>, id: &str) {
        let (left, on_screen) = {
            let mut state = self.state();
            let Some(account) = state.accounts.named(id).cloned() else { return };
            let on_screen = state.seat.as_ref() == Some(&account.id);
            let mut left = if on_screen { self.leave_screen(&mut state) } else { self.leave(&mut state, &account.id) };
            let _ = state.accounts.forget(&account.id);
            state.unsaved.remove(&account.id);
            if state.list.personal.account() == Some(&account.id) {
                state.list.personal = Personal::default();
            }
            Personal::wipe(&self.ports.dirs, &account.id);
            if !state.accounts.iter().any(|other| other.tenant == account.tenant) {
                if let Some(registration) = state.settings.for_account(&account) {
                    let id = secret_id(&registration);
                    state.secrets.remove(&id);
                    left.client = registration.confidential.then_some(id);
                }
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
        if on_screen {
            self.ports.windows.close_sign_in();
        }
        self.after_leaving(std::slice::from_ref(&left));
        let farewell = self.say_goodbye(vec![left]);
        if on_screen {
            tokio::join!(farewell, self.go_back());
        } else {
            farewell.await;
        }
    }

    /// The local part for the account on screen, in one go: nobody sees a state in between.
    fn leave_screen(&self, state: &mut State) -> Left {
        let seat = state.seat.clone().filter(|_| !state.fleeting);
        let nameless = state.park();
        let left = match seat {
            Some(seat) => self.leave(state, &seat),
            None => {
                nameless.iter().for_each(|session| session.part());
                Left { account: None, registration: None, session: nameless, client: None }
            }
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
            session.part();
        }
        let account = state.accounts.get(id).cloned();
        if account.as_ref().is_some_and(|account| account.kept != Kept::Nothing) {
            let _ = state.accounts.keeps(id, Kept::Leftover);
        }
        state.wipe_copy(&self.ports.dirs, id);
        let registration = account.as_ref().and_then(|account| state.settings.for_account(account));
        Left { account, registration, session, client: None }
    }

    fn after_leaving(&self, left: &[Left]) {
        for one in left {
            self.ports.windows.close_app_windows(one.account.as_ref().map(|account| &account.id));
        }
        self.publish_all();
    }

    /// Empties the keyring, then tells the tenants. What could not be told is said, unless the person
    /// has gone on meanwhile.
    async fn say_goodbye(self: &Arc<Self>, left: Vec<Left>) {
        let attempts = self.state().attempts;
        let mut sessions = Vec::new();
        for one in &left {
            sessions.push(self.take_out(one).await);
        }
        let mut telling = tokio::task::JoinSet::new();
        for session in sessions {
            telling.spawn(async move {
                match session {
                    Ok(Some(session)) => session.leave().await,
                    Ok(None) => Ok(()),
                    Err(problem) => Err(problem),
                }
            });
        }
        let mut unheard = None;
        while let Some(told) = telling.join_next().await {
            unheard = told.unwrap_or(Ok(())).err().or(unheard);
        }
        let Some(problem) = unheard else { return };
        {
            let mut state = self.state();
            if state.attempts != attempts {
                return;
            }
            let Stage::SignedOut { problem: shown @ None } = &mut state.stage else { return };
            *shown = Some(problem);
        }
        self.publish_session();
    }

    /// Takes an account out of the keyring. What has to be told to its tenant comes back.
    ///
    /// # Errors
    /// `E-SESSION-LEFT` where the keyring did not say what it held.
    async fn take_out(&self, left: &Left) -> Result<Option<Arc<Session>>> {
        let kept = match (&left.session, &left.account) {
            (Some(session), _) => Ok(Some(session.clone())),
            // In the keyring only, as after a start: it has to be read to be revoked.
            (None, Some(account)) if account.kept != Kept::Nothing => {
                self.picked_up(account, left.registration.clone()).await
            }
            _ => Ok(None),
        };
        if let Some(account) = &left.account {
            self.clear_kept(&account.id).await;
        }
        if let Some(client) = &left.client {
            let _ = self.ports.vault.delete(&secret_entry(client)).await;
        }
        kept
    }

    async fn picked_up(&self, account: &Account, registration: Option<Registration>) -> Result<Option<Arc<Session>>> {
        let left = || Problem::new(Code::SessionNotRevoked).at(account.tenant.host());
        if self.health.is_out() {
            return Err(left());
        }
        let Some(credential) = self.safe(&account.id).read().await else {
            return if self.health.is_out() { Err(left()) } else { Ok(None) };
        };
        if !self.state().accounts.leftovers().any(|other| other.id == account.id) {
            // Signed in again meanwhile: this may be the new one.
            return Ok(None);
        }
        let registration = registration.ok_or_else(left)?;
        let secret = self.client_secret(&registration).await.map_err(|_| left())?;
        let session = Session::with(Endpoint::new(registration, secret)?, self.ports.clock.clone(), credential);
        session.part();
        Ok(Some(Arc::new(session)))
    }

    /// Goes on with the sign-outs that the keyring did not hear of when Portico last ended.
    pub(super) fn clear_leftovers(self: &Arc<Self>) {
        let left: Vec<_> = {
            let state = self.state();
            let left = |account: &Account| {
                let registration = state.settings.for_account(account);
                Left { account: Some(account.clone()), registration, session: None, client: None }
            };
            state.accounts.leftovers().map(left).collect()
        };
        let app = self.clone();
        tokio::spawn(async move {
            for one in left {
                if let Ok(Some(session)) = app.take_out(&one).await {
                    let _ = session.leave().await;
                }
            }
        });
    }

    /// Takes an account's credential out of the keyring, and notes when that is done.
    pub(super) async fn clear_kept(&self, id: &AccountId) {
        let is_left = |state: &State| state.accounts.leftovers().any(|account| account.id == *id);
        if !is_left(&self.state()) || self.safe(id).clear().await.is_err() {
            return;
        }
        let signed_in_again = {
            let mut state = self.state();
            if is_left(&state) {
                let _ = state.accounts.cleared(id);
                return;
            }
            state.session_of(id)
        };
        if let Some(session) = signed_in_again {
            session.keep_again().await;
        }
    }

    /// The session ended by itself: the list stays, and the person is asked to sign in.
    pub(super) fn ended(self: &Arc<Self>, session: &Arc<Session>, problem: Problem) {
        {
            let mut state = self.state();
            if !state.is_session(session) {
                return;
            }
            state.list.freshness.refreshing = false;
            // It was the tenant that said so.
            state.list.freshness.problem.take_if(|problem| problem.is_no_network());
            match &mut state.stage {
                // Its successor is on its way already.
                Stage::SigningIn(under_way) => under_way.renews = None,
                _ => state.stage = Stage::SignedOut { problem: Some(problem) },
            }
            if let Some(seat) = state.seat.clone() {
                let _ = state.accounts.keeps(&seat, Kept::Nothing);
            }
        }
        self.publish_accounts();
        self.publish_freshness();
        self.publish_session();
        // An app that was clicked waits for the next sign-in, or for nothing.
        self.open_intended_aside();
    }
}

/// An account that was left, for a last word to its tenant.
struct Left {
    /// None in a demo, and where the tenant has not said who it was.
    account: Option<Account>,
    /// How the account signed in; the settings may not know it any more.
    registration: Option<Registration>,
    session: Option<Arc<Session>>,
    /// The client secret that nobody uses any more.
    client: Option<AccountId>,
}

impl State {
    fn others(&self) -> Vec<AccountId> {
        self.accounts.iter().map(|account| account.id.clone()).filter(|id| self.seat.as_ref() != Some(id)).collect()
    }

    fn session_of(&self, id: &AccountId) -> Option<Arc<Session>> {
        let on_screen = || self.session().filter(|_| self.seat.as_ref() == Some(id));
        self.parked.get(id).cloned().or_else(on_screen)
    }
}

impl SigningIn {
    /// The session that goes on meanwhile.
    pub(super) fn renewed(&self) -> Option<Arc<Session>> {
        self.renews.as_ref().map(|(session, _)| session.clone())
    }
}
