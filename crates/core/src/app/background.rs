//! What goes on in the background of a session: refreshing its token and its list; and the lock when nobody is there.

use std::sync::{Arc, Weak};
use std::time::Duration;

use super::session_state::SessionState;
use super::state::App;
use crate::clock::Timestamp;
use crate::error::Code;
use crate::session::ActiveSession;

/// The clock is looked at this often while something is due by it: timers stop while a laptop sleeps.
const CLOCK_POLL_INTERVAL: Duration = Duration::from_secs(30);
/// A list on screen is fetched again at this age, so that a window that stays open tells what changed.
const MAX_LIST_AGE: Duration = Duration::from_secs(30 * 60);
const LIST_AGE_POLL_INTERVAL: Duration = Duration::from_secs(5 * 60);

impl App {
    /// Keeps the session that was just put on screen fresh for as long as it is there.
    pub(super) fn spawn_session_tasks(self: &Arc<Self>, session: &ActiveSession) {
        self.record_activity();
        let (app, active) = (Arc::downgrade(self), session.clone());
        self.spawn_loop(move || refresh_session_loop(app.clone(), active.clone()));
        let (app, active) = (Arc::downgrade(self), session.clone());
        self.spawn_loop(move || refresh_list_loop(app.clone(), active.clone()));
    }

    /// Asks for a list that could not be asked for while there was no token.
    async fn refresh_list_without_token(self: &Arc<Self>, session: &ActiveSession) {
        let is_waiting = self.active.read(|active| {
            let list = &active.list;
            list.freshness.problem.as_ref().is_some_and(|problem| problem.code.is_token()) && !list.is_retrying()
        });
        if is_waiting && !session.token.is_cancelled() {
            self.refresh().await;
        }
    }

    /// The person did something: the idle lock counts from here.
    pub fn record_activity(&self) {
        self.idle_lock.record_activity(self.deps.clock.now());
    }

    /// Takes the session and the list out of memory; the keyring and the local copy stay. Without a
    /// keyring that is a sign-out, since there is nothing to come back to.
    pub fn lock(&self) {
        let sessions = self.active.update(|active| {
            if !matches!(
                active.session_state(),
                SessionState::SignedIn | SessionState::SigningIn(_) | SessionState::Restoring
            ) {
                return None;
            }
            let unnamed_session = self.deactivate(active);
            if active.account.is_some() {
                active.set_signed_out(SessionState::Locked);
            }
            self.clear_list(active, None);
            self.client_secrets.clear();
            Some(self.inactive_sessions.take_all().into_iter().chain(unnamed_session).collect::<Vec<_>>())
        });
        let Some(sessions) = sessions else { return };
        for session in sessions {
            session.suspend();
        }
        self.deps.platform.close_sign_in_window();
        let accounts = self.accounts.snapshot();
        for id in accounts.iter().map(|account| Some(&account.id)).chain([None]) {
            self.deps.platform.close_app_windows(id);
        }
        self.publish_all();
    }

    /// Locks once nobody did anything for as long as the setting says.
    pub(super) fn spawn_idle_lock(self: &Arc<Self>) {
        let app = Arc::downgrade(self);
        self.spawn_loop(move || idle_lock_loop(app.clone()));
    }

    /// How long until the lock; `None` where there is nothing to lock, or no lock is wanted.
    fn time_until_idle_lock(&self) -> Option<Duration> {
        let minutes = self.settings.snapshot().idle_lock()?;
        self.active.read(|active| active.session().map(drop))?;
        Some(self.idle_lock.remaining(Duration::from_mins(u64::from(minutes)), self.deps.clock.now()))
    }
}

async fn idle_lock_loop(app: Weak<App>) {
    let Some((mut active_changes, mut limit_changes)) =
        app.upgrade().map(|app| (app.active.subscribe(), app.idle_lock.subscribe()))
    else {
        return;
    };
    loop {
        let Some(current_app) = app.upgrade() else { return };
        active_changes.mark_unchanged();
        limit_changes.mark_unchanged();
        let remaining = current_app.time_until_idle_lock();
        if remaining.is_some_and(|remaining| remaining.is_zero()) {
            current_app.lock();
            continue;
        }
        // Portico may end meanwhile.
        drop(current_app);
        let timeout = async {
            match remaining {
                Some(remaining) => tokio::time::sleep(remaining.min(CLOCK_POLL_INTERVAL)).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = timeout => {}
            _ = active_changes.changed() => {}
            _ = limit_changes.changed() => {}
        }
    }
}

/// Refreshes the token ahead of its end, and notices the end of a session that cannot be refreshed.
async fn refresh_session_loop(app: Weak<App>, session: ActiveSession) {
    loop {
        // Its end shows when it is used.
        let Some(delay) = session.session.time_until_refresh() else { return };
        let wait = tokio::time::sleep(delay.clamp(Duration::from_secs(1), CLOCK_POLL_INTERVAL));
        if session.token.run_until_cancelled(wait).await.is_none() {
            return;
        }
        let result = session.session.refresh_if_due().await;
        let Some(app) = app.upgrade() else { return };
        match result {
            Ok(()) => app.refresh_list_without_token(&session).await,
            Err(error) if error.code == Code::SessionEnded => return app.handle_session_end(&session, error),
            Err(error) => {
                tracing::info!(code = error.code.as_str(), "the session was not renewed; it is tried again");
            }
        }
    }
}

/// As [`refresh_session_loop`], for the list. Goes by the last try, whatever came of it; a clock that was turned
/// back counts as time that went by.
async fn refresh_list_loop(app: Weak<App>, session: ActiveSession) {
    let mut last_attempt = None;
    let age = |time: Timestamp, now: Timestamp| now.since(time).max(time.since(now));
    while session.token.run_until_cancelled(tokio::time::sleep(LIST_AGE_POLL_INTERVAL)).await.is_some() {
        let Some(app) = app.upgrade() else { return };
        let now = app.deps.clock.now();
        let is_due = app.active.read(|active| {
            let last_update = active.list.freshness.updated_at.max(last_attempt);
            !active.list.is_retrying() && last_update.is_none_or(|time| age(time, now) >= MAX_LIST_AGE)
        });
        if is_due && !session.token.is_cancelled() {
            last_attempt = Some(now);
            app.refresh().await;
        }
    }
}
