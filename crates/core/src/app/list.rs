//! The list: refreshing it, and what stays when that fails.

use std::sync::{Arc, Weak};
use std::time::Duration;

use super::{App, Prepared, Stage, State};
use crate::account::{AccountId, Kept};
use crate::api::{self, Folders};
use crate::catalogue::Catalogue;
use crate::clock::Millis;
use crate::copy::LocalCopy;
use crate::ports::Soon;
use crate::problem::{Code, Problem, Result};
use crate::session::Session;
use crate::view::FreshnessView;

/// Waits between tries while the tenant cannot be reached; the last one repeats.
const TRY_AGAIN_AFTER: [Duration; 4] =
    [Duration::from_secs(2), Duration::from_secs(5), Duration::from_secs(10), Duration::from_secs(20)];

impl App {
    /// Asks the tenant for the list, past its own cache.
    pub async fn refresh(self: &Arc<Self>) {
        let session = {
            let mut state = self.state();
            let Some(session) = state.session() else { return };
            if state.list.freshness.refreshing {
                return;
            }
            state.list.freshness.refreshing = true;
            session
        };
        self.publish_freshness();
        let listed = api::get_up_data(&session, true, &*self.ports.clock).await;
        self.listed(&session, listed).await;
    }

    /// Takes an answer of the tenant's. A failed one never clears the list.
    pub(super) async fn listed(self: &Arc<Self>, session: &Arc<Session>, listed: Result<Catalogue>) {
        let now = self.ports.clock.now();
        let prepared = listed.map(Prepared::new);
        let mut changed = false;
        let arrived = prepared.is_ok();
        let mut ended = None;
        let mut heals = false;
        let mut nameless = false;
        let mut copy = None;
        {
            let mut state = self.state();
            // Signed out, or in again, while this was under way: it is nobody's answer.
            if !state.is_session(session) {
                return;
            }
            match prepared {
                Ok(mut prepared) => {
                    let before = state.list.freshness.loaded.then(|| state.list.catalogue.clone());
                    // They come with an answer of their own.
                    prepared.catalogue.folders.clone_from(&state.list.catalogue.folders);
                    let catalogue = &prepared.catalogue;
                    state.list.personal.compare(before.as_deref(), catalogue, now);
                    state.list.freshness = FreshnessView {
                        loaded: true,
                        updated_at: Some(now),
                        unreadable: catalogue.unreadable,
                        ..FreshnessView::default()
                    };
                    changed = *state.list.catalogue != *catalogue;
                    if changed {
                        self.put_on_screen(&mut state, prepared);
                    }
                    let seat = state.copied_seat();
                    nameless = state.seat.is_none() && !state.fleeting;
                    copy = seat.map(|seat| (seat, state.list.catalogue.clone()));
                }
                Err(problem) => {
                    tracing::info!(code = problem.code.as_str(), "the list was not refreshed");
                    state.list.freshness.refreshing = false;
                    heals = passes(&problem);
                    if problem.code == Code::SessionEnded {
                        ended = Some(problem);
                    } else {
                        state.list.freshness.problem = Some(problem);
                    }
                }
            }
        }
        if changed {
            self.publish_apps();
        }
        if arrived {
            self.publish_personal();
        }
        self.publish_freshness();
        if arrived {
            self.save_personal_aside().await;
        }
        if let Some(problem) = ended {
            self.ended(session, problem);
        }
        if let Some((seat, catalogue)) = copy {
            self.save_copy(seat, catalogue, now).await;
        }
        if arrived {
            self.learn_folders(session, now).await;
        }
        if nameless {
            self.learn_name(session).await;
        }
        if heals {
            let (app, session) = (Arc::downgrade(self), Arc::downgrade(session));
            let mut state = self.state();
            if !state.healing.ptr_eq(&session) {
                state.healing = session.clone();
                tokio::spawn(async move {
                    try_again(&app, &session).await;
                    if let Some(app) = app.upgrade() {
                        let mut state = app.state();
                        if state.healing.ptr_eq(&session) {
                            state.healing = Weak::new();
                        }
                    }
                });
            }
        }
    }

    /// Asks how the person grouped their apps at the tenant. Few tenants let Portico ask, and a list
    /// without folders is whole.
    async fn learn_folders(self: &Arc<Self>, session: &Arc<Session>, now: Millis) {
        if !self.state().is_session(session) || !self.state().list.may_have_folders {
            return;
        }
        let answer = api::get_folders(session).await;
        let changed = {
            let mut state = self.state();
            if !state.is_session(session) {
                return;
            }
            match answer {
                Folders::Are(folders) if state.list.catalogue.folders != folders => {
                    let catalogue = Catalogue { folders, ..state.list.catalogue.as_ref().clone() };
                    state.list.catalogue = Arc::new(catalogue);
                    Some((state.copied_seat(), state.list.catalogue.clone()))
                }
                Folders::Are(_) | Folders::Unheard => None,
                Folders::Refused => {
                    state.list.may_have_folders = false;
                    None
                }
            }
        };
        let Some((seat, catalogue)) = changed else { return };
        self.publish_apps();
        if let Some(seat) = seat {
            self.save_copy(seat, catalogue, now).await;
        }
    }

    /// [`Self::listed`] for the healing task, which it starts: of a type that does not name itself.
    fn listed_by_healing(self: Arc<Self>, session: Arc<Session>, listed: Result<Catalogue>) -> Soon<()> {
        Box::pin(async move { self.listed(&session, listed).await })
    }

    /// Writes the local copy, off the lock: a list can be long and a disk slow.
    pub(super) async fn save_copy(self: &Arc<Self>, seat: AccountId, catalogue: Arc<Catalogue>, now: Millis) {
        let app = self.clone();
        let written = tokio::task::spawn_blocking(move || {
            let saved = LocalCopy::of(&seat, &catalogue, now).save(&app.ports.dirs);
            // Signed out, or told to keep none, while it was being written: then it may not stay. A
            // session that ended by itself leaves its list.
            let state = app.state();
            let ended = matches!(&state.stage, Stage::SignedOut { problem: Some(problem) }
                if problem.code == Code::SessionEnded && state.seat.as_ref() == Some(&seat));
            let stays = ended || state.accounts.get(&seat).is_some_and(|account| account.kept == Kept::Session);
            if !state.settings.keeps_copy() || !stays {
                LocalCopy::wipe(&app.ports.dirs, &seat);
            }
            saved
        });
        if let Ok(Err(problem)) = written.await {
            tracing::warn!(code = problem.code.as_str(), "the list was not kept");
        }
    }
}

impl State {
    /// Whose list is copied to this computer, if anybody's.
    fn copied_seat(&self) -> Option<AccountId> {
        self.seat.clone().filter(|_| self.settings.keeps_copy() && !self.fleeting)
    }

    pub(super) fn is_session(&self, session: &Arc<Session>) -> bool {
        self.session().is_some_and(|current| Arc::ptr_eq(&current, session))
    }
}

/// Whether time alone may mend it.
const fn passes(problem: &Problem) -> bool {
    matches!(
        problem.code,
        Code::NetOffline
            | Code::NetDns
            | Code::NetRefused
            | Code::NetTimeout
            | Code::NetCut
            | Code::NetPortal
            | Code::NetProxy
            | Code::ApiBusy
            | Code::ApiServer
            | Code::TokenServer
    )
}

/// Refreshes until the tenant answers, somebody else does, or the session is gone.
async fn try_again(app: &Weak<App>, session: &Weak<Session>) {
    for attempt in 0.. {
        let wait = TRY_AGAIN_AFTER[attempt.min(TRY_AGAIN_AFTER.len() - 1)];
        let asked_to_wait = {
            let (Some(app), Some(session)) = (app.upgrade(), session.upgrade()) else { return };
            let state = app.state();
            let current = state.is_session(&session);
            let Some(problem) = state.list.freshness.problem.clone().filter(|_| current) else { return };
            problem.until.map(|until| until.since(app.ports.clock.now()))
        };
        tokio::time::sleep(asked_to_wait.unwrap_or_default().max(wait)).await;
        let (Some(app), Some(session)) = (app.upgrade(), session.upgrade()) else { return };
        {
            let mut state = app.state();
            let current = state.is_session(&session);
            if !current || state.list.freshness.problem.is_none() || state.list.freshness.refreshing {
                return;
            }
            state.list.freshness.refreshing = true;
        }
        app.publish_freshness();
        match api::get_up_data(&session, false, &*app.ports.clock).await {
            Err(problem) if passes(&problem) => {
                {
                    let mut state = app.state();
                    // Another account is on screen by now: its list is well.
                    if !state.is_session(&session) {
                        return;
                    }
                    state.list.freshness.refreshing = false;
                    state.list.freshness.problem = Some(problem);
                }
                app.publish_freshness();
            }
            listed => return app.listed_by_healing(session, listed).await,
        }
    }
}
