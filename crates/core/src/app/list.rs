//! The list: refreshing it, and what stays when that fails.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::task::JoinSet;

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
    [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(5), Duration::from_secs(10)];
/// A question that is not answered by then is asked once more beside it: its connection may be dead,
/// which nobody tells, and a tenant that is only slow shall not be given up.
const ASK_AGAIN_AFTER: Duration = Duration::from_secs(15);

/// A background task that refreshes the list as soon as the tenant answers again.
pub(super) struct Healing {
    number: u64,
    session: Weak<Session>,
    /// A try is under way. One that a person asks for does not wait for it.
    tries: bool,
}

impl App {
    /// Asks the tenant for the list, past its own cache.
    pub async fn refresh(self: &Arc<Self>) {
        if let Some(session) = self.refresh_list().await {
            self.learn_folders(&session).await;
        }
    }

    /// The same without what is beside the list. `None`: there is nobody to ask for, or it is under way.
    pub(super) async fn refresh_list(self: &Arc<Self>) -> Option<Arc<Session>> {
        let session = {
            let mut state = self.state();
            let session = state.session()?;
            // What is tried in the background is left to itself: somebody wants to know now.
            let by_itself = state.healing.as_ref().is_some_and(|healing| healing.tries);
            if state.list.freshness.refreshing && !by_itself {
                return None;
            }
            state.healing = None;
            state.list.freshness.refreshing = true;
            session
        };
        self.publish_freshness();
        let listed = self.ask_for_list(&session, true).await;
        self.listed(&session, listed).await;
        Some(session)
    }

    /// The first answer to a question that is asked again while none comes. What is left behind runs
    /// to its own end: a renewal that is cut off might cost the tokens.
    pub(super) async fn ask_for_list(&self, session: &Arc<Session>, force: bool) -> Result<Catalogue> {
        let mut asked = JoinSet::new();
        loop {
            let (session, clock) = (session.clone(), self.ports.clock.clone());
            asked.spawn(async move { api::get_up_data(&session, force, &*clock).await });
            if let Ok(answer) = tokio::time::timeout(ASK_AGAIN_AFTER, asked.join_next()).await {
                asked.detach_all();
                return answer.and_then(std::result::Result::ok).unwrap_or_else(|| Err(Code::Internal.into()));
            }
        }
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
                    let looked_at = state.list.freshness.updated_at;
                    state.list.personal.compare(before.as_deref(), catalogue, now);
                    state.list.freshness = FreshnessView {
                        loaded: true,
                        updated_at: Some(now),
                        unreadable: catalogue.unreadable,
                        ..FreshnessView::default()
                    };
                    // A share that ended meanwhile has another place in the same list.
                    let ended = |at: Millis| looked_at.is_some_and(|before| before < at) && at <= now;
                    changed = *state.list.catalogue != *catalogue
                        || catalogue.apps.iter().any(|app| app.ends_at.is_some_and(ended));
                    if changed {
                        self.put_on_screen(&mut state, prepared);
                    }
                    // The tenant answers: icons that failed may come now.
                    state.list.icons.iter().for_each(|icons| icons.try_again());
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
            self.make_index_aside();
        }
        if arrived {
            self.publish_personal();
        }
        self.publish_freshness();
        if arrived {
            self.open_intended_aside();
            self.save_personal_aside().await;
        }
        if let Some(problem) = ended {
            self.ended(session, problem);
        }
        if let Some((seat, catalogue)) = copy {
            self.save_copy(seat, catalogue, now).await;
        }
        if nameless {
            self.learn_name(session).await;
        }
        if heals {
            self.heal(session);
        }
    }

    /// Asks how the person grouped their apps at the tenant. Few tenants let Portico ask, and a list
    /// without folders is whole.
    pub(super) async fn learn_folders(self: &Arc<Self>, session: &Arc<Session>) {
        let listed = |state: &State| {
            let fresh = state.list.freshness.updated_at.filter(|_| state.list.freshness.problem.is_none());
            fresh.filter(|_| state.is_session(session) && state.list.may_have_folders)
        };
        let Some(now) = listed(&self.state()) else { return };
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
        self.make_index_aside();
        if let Some(seat) = seat {
            self.save_copy(seat, catalogue, now).await;
        }
    }

    /// Another question was lost on its way: the list tells when the tenant answers again.
    pub(super) fn lost(self: &Arc<Self>, session: &Arc<Session>, problem: Problem) {
        {
            let mut state = self.state();
            if !state.is_session(session) {
                return;
            }
            state.list.freshness.problem = Some(problem);
        }
        self.publish_freshness();
        self.heal(session);
    }

    /// Goes on trying in the background, unless that is going on already.
    fn heal(self: &Arc<Self>, session: &Arc<Session>) {
        let session = Arc::downgrade(session);
        let number = {
            let mut state = self.state();
            if state.healing.as_ref().is_some_and(|healing| healing.session.ptr_eq(&session)) {
                return;
            }
            state.healings += 1;
            let number = state.healings;
            state.healing = Some(Healing { number, session: session.clone(), tries: false });
            number
        };
        let app = Arc::downgrade(self);
        tokio::spawn(async move { try_again(&app, &session, number).await });
    }

    /// [`Self::listed`] for the healing task, which it starts: of a type that does not name itself.
    fn listed_by_healing(self: Arc<Self>, session: Arc<Session>, listed: Result<Catalogue>) -> Soon<()> {
        Box::pin(async move {
            self.listed(&session, listed).await;
            self.learn_folders(&session).await;
        })
    }

    /// Writes the local copy, off the lock: a list can be long and a disk slow.
    pub(super) async fn save_copy(self: &Arc<Self>, seat: AccountId, catalogue: Arc<Catalogue>, now: Millis) {
        let app = self.clone();
        let written = tokio::task::spawn_blocking(move || {
            let saved = LocalCopy::of(&seat, &catalogue, now).save(&app.ports.dirs);
            // Signed out, or told to keep none, while it was being written: then it may not stay.
            let state = app.state();
            if !state.may_keep_list(&seat) {
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
    /// Whether an account's list, and names out of it, may lie on this computer's disk. A session that
    /// ended by itself leaves its list.
    pub(super) fn may_keep_list(&self, account: &AccountId) -> bool {
        let ended = matches!(&self.stage, Stage::SignedOut { problem: Some(problem) }
            if problem.code == Code::SessionEnded && self.seat.as_ref() == Some(account));
        let kept = self.accounts.get(account).is_some_and(|account| account.kept == Kept::Session);
        self.settings.keeps_copy() && (ended || kept)
    }

    /// Whose list is copied to this computer, if anybody's.
    pub(super) fn copied_seat(&self) -> Option<AccountId> {
        self.seat.clone().filter(|_| self.settings.keeps_copy() && !self.fleeting)
    }

    pub(super) fn is_session(&self, session: &Arc<Session>) -> bool {
        self.session().is_some_and(|current| Arc::ptr_eq(&current, session))
    }

    /// Whether the healing task of that number still has something to do. Otherwise it is over.
    fn is_healing(&mut self, number: u64, session: &Arc<Session>) -> bool {
        let own = self.healing.as_ref().is_some_and(|healing| healing.number == number);
        let needed = self.is_session(session) && self.list.freshness.problem.is_some();
        if own && !needed {
            self.healing = None;
        }
        own && needed
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
async fn try_again(app: &Weak<App>, session: &Weak<Session>, number: u64) {
    for attempt in 0.. {
        let wait = TRY_AGAIN_AFTER[attempt.min(TRY_AGAIN_AFTER.len() - 1)];
        let asked_to_wait = {
            let (Some(app), Some(session)) = (app.upgrade(), session.upgrade()) else { return };
            let mut state = app.state();
            if !state.is_healing(number, &session) {
                return;
            }
            let until = state.list.freshness.problem.as_ref().and_then(|problem| problem.until);
            until.map(|until| until.since(app.ports.clock.now()))
        };
        tokio::time::sleep(asked_to_wait.unwrap_or_default().max(wait)).await;
        let (Some(app), Some(session)) = (app.upgrade(), session.upgrade()) else { return };
        {
            let mut state = app.state();
            if !state.is_healing(number, &session) {
                return;
            }
            state.list.freshness.refreshing = true;
            state.healing.iter_mut().for_each(|healing| healing.tries = true);
        }
        app.publish_freshness();
        let listed = app.ask_for_list(&session, false).await;
        let failed = {
            let mut state = app.state();
            if !state.is_healing(number, &session) {
                return;
            }
            match listed {
                Err(problem) if passes(&problem) => {
                    state.healing.iter_mut().for_each(|healing| healing.tries = false);
                    state.list.freshness.refreshing = false;
                    state.list.freshness.problem = Some(problem);
                    None
                }
                listed => {
                    state.healing = None;
                    Some(listed)
                }
            }
        };
        match failed {
            None => app.publish_freshness(),
            Some(listed) => return app.listed_by_healing(session, listed).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Budget;
    use crate::session::LONGEST_REST;

    /// When the network is back at a moment at which a question was just lost: that is asked again, or
    /// fails, and then there is a wait. What comes after that is answered.
    #[test]
    fn it_heals_within_half_a_minute_of_return() {
        let wait = TRY_AGAIN_AFTER.into_iter().max().unwrap();
        let answers = Duration::from_secs(5);
        // The list was asked for; when it is asked for again, that is by a new connection.
        assert!(crate::http::IDLE_CONNECTION < ASK_AGAIN_AFTER);
        assert!(ASK_AGAIN_AFTER + answers <= Duration::from_secs(30));
        // A connection was being made, or a renewal under way, which nothing overtakes.
        for lost in [crate::http::CONNECT, Budget::RENEWAL.time()] {
            assert!(lost + wait.max(LONGEST_REST) + answers <= Duration::from_secs(30));
        }
    }
}
