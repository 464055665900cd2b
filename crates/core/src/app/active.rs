//! The active account with its session and its list: one immutable value, replaced as a whole.
//!
//! Readers take a snapshot. A change is one replacement, so nobody sees one account's list beside another's name. Work in
//! the background holds a token and ends with it. Tokens nest: those of sessions and attempts are children of the
//! activation's. The methods of [`Active`] cancel the tokens of what they replace, while no one else can change the value;
//! so an answer that is applied by [`ActiveCell::update_while`] is never late.

use std::sync::Arc;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::session_state::{SessionState, SignInAttempt};
use super::visible_list::List;
use crate::accounts::account::AccountId;
use crate::clock::Timestamp;
use crate::session::{ActiveSession, Session};
use crate::state_lock::StateLock;
use crate::tenant::registration::ClientRegistration;

#[derive(Clone)]
pub(super) struct Active {
    /// The tenant on screen, and who of its people; nobody yet before their first sign-in.
    pub(super) registration: Option<ClientRegistration>,
    pub(super) account: Option<AccountId>,
    /// Nothing of a demo is kept.
    pub(super) is_demo: bool,
    pub(super) list: List,
    session: Option<ActiveSession>,
    session_state: SessionState,
    /// Identifies the activation: canceled at sign-out, lock, and when another account or tenant takes its place.
    activation: CancellationToken,
    /// The latest attempt to get a session.
    attempt: CancellationToken,
}

pub(super) struct ActiveCell {
    current: StateLock<Arc<Active>>,
    changed: watch::Sender<()>,
}

impl ActiveCell {
    pub(super) fn new(active: Active) -> Self {
        Self { current: StateLock::new(Arc::new(active)), changed: watch::Sender::new(()) }
    }

    pub(super) fn snapshot(&self) -> Arc<Active> {
        self.current.with(|active| active.clone())
    }

    /// Reads the value while nobody can replace it. `read` may use other state, but not this cell.
    pub(super) fn read<R>(&self, read: impl FnOnce(&Active) -> R) -> R {
        self.current.with(|active| read(active))
    }

    /// Replaces the value by a changed copy. `change` may use other state, but not this cell.
    pub(super) fn update<R>(&self, change: impl FnOnce(&mut Active) -> R) -> R {
        let result = self.current.with(|current| {
            let mut next = Active::clone(current);
            let result = change(&mut next);
            *current = Arc::new(next);
            result
        });
        self.changed.send_replace(());
        result
    }

    /// Applies an answer. `None` if it is late: what it was asked for has ended.
    pub(super) fn update_while<R>(
        &self,
        token: &CancellationToken,
        change: impl FnOnce(&mut Active) -> R,
    ) -> Option<R> {
        self.update(|active| (!token.is_cancelled()).then(|| change(active)))
    }

    /// Tells that there is another value to take a snapshot of.
    pub(super) fn subscribe(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }
}

/// The tasks of the activation end with the app.
impl Drop for ActiveCell {
    fn drop(&mut self) {
        self.current.with(|active| active.activation.cancel());
    }
}

impl Active {
    pub(super) fn new(registration: Option<ClientRegistration>, account: Option<AccountId>, list: List) -> Self {
        let activation = CancellationToken::new();
        Self {
            session_state: without_session(registration.as_ref()),
            attempt: activation.child_token(),
            registration,
            account,
            is_demo: false,
            list,
            session: None,
            activation,
        }
    }

    /// The session with which calls are made: also the one that is about to be replaced.
    pub(super) const fn session(&self) -> Option<&ActiveSession> {
        self.session.as_ref()
    }

    pub(super) const fn session_state(&self) -> &SessionState {
        &self.session_state
    }

    pub(super) const fn activation(&self) -> &CancellationToken {
        &self.activation
    }

    pub(super) const fn attempt(&self) -> &CancellationToken {
        &self.attempt
    }

    /// Ends the activation with its session, attempts and tasks; nobody is signed in. Returns the session, which is still
    /// valid.
    pub(super) fn end_activation(&mut self) -> Option<Arc<Session>> {
        self.activation.cancel();
        self.activation = CancellationToken::new();
        self.attempt = self.activation.child_token();
        self.session_state = without_session(self.registration.as_ref());
        self.session.take().map(|active| active.session)
    }

    /// Makes a tenant the one on screen, with nobody signed in there. The session before has been taken care of.
    pub(super) fn set_tenant(&mut self, registration: Option<ClientRegistration>, account: Option<AccountId>) {
        self.registration = registration;
        self.account = account;
        self.is_demo = false;
        drop(self.end_activation());
    }

    /// Begins an attempt to get a session, shown as `session_state`; the one before ends. A session that exists goes on.
    pub(super) fn begin_attempt(&mut self, session_state: SessionState) -> CancellationToken {
        self.session_state = session_state;
        self.replace_attempt()
    }

    /// As [`Self::begin_attempt`], for one that is not shown yet.
    pub(super) fn replace_attempt(&mut self) -> CancellationToken {
        self.attempt.cancel();
        self.attempt = self.activation.child_token();
        self.attempt.clone()
    }

    pub(super) fn sign_in_attempt(&mut self) -> Option<&mut SignInAttempt> {
        match &mut self.session_state {
            SessionState::SigningIn(sign_in) => Some(sign_in),
            _ => None,
        }
    }

    /// Takes up a session. The one before ends.
    pub(super) fn set_session(&mut self, session: Arc<Session>, ends_at: Option<Timestamp>) -> ActiveSession {
        drop(self.end_session());
        let active = ActiveSession { session, token: self.activation.child_token(), ends_at };
        self.session = Some(active.clone());
        self.session_state = SessionState::SignedIn;
        active
    }

    /// Goes back to the session that an attempt was to replace. `false` if there is none that can be used.
    pub(super) fn resume_session(&mut self) -> bool {
        let is_usable = self.session.as_ref().is_some_and(|active| !active.session.is_retired());
        if is_usable {
            self.replace_attempt();
            self.session_state = SessionState::SignedIn;
        }
        is_usable
    }

    /// Shows that nobody is signed in. A session that exists ends.
    pub(super) fn set_signed_out(&mut self, session_state: SessionState) {
        drop(self.end_session());
        self.session_state = session_state;
    }

    /// Ends the session and its tasks; an attempt to replace it goes on.
    pub(super) fn end_session(&mut self) -> Option<Arc<Session>> {
        let ended = self.session.take()?;
        ended.token.cancel();
        Some(ended.session)
    }

    /// The account under whose name something is kept; nobody's in a demo, and until the tenant has named the person.
    pub(super) fn persistent_account(&self) -> Option<&AccountId> {
        self.account.as_ref().filter(|_| !self.is_demo)
    }
}

const fn without_session(registration: Option<&ClientRegistration>) -> SessionState {
    match registration {
        Some(_) => SessionState::SignedOut { error: None },
        None => SessionState::FirstRun { discovering: false, error: None },
    }
}
