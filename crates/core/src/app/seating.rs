//! From a session to a person at their list: who it is, whose seat it takes, and what becomes of the
//! one who sat there.

use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::oneshot;

use super::signing_in::Opened;
use super::{App, Prepared, Stage, State};
use crate::account::{Account, AccountId, Kept};
use crate::api::{self, Identity};
use crate::catalogue::Catalogue;
use crate::copy::LocalCopy;
use crate::problem::Code;
use crate::registration::Registration;
use crate::session::Session;
use crate::view::SignInWay;

impl App {
    /// Asks who this is and what they have, at the same time: the list is what people wait for.
    pub(super) async fn enter(
        self: &Arc<Self>,
        attempt: u64,
        opened: Opened,
        way: SignInWay,
        renewal: bool,
        mut cancelled: Pin<&mut oneshot::Receiver<()>>,
    ) {
        let session = Arc::new(opened.session);
        let named = async {
            let identity = async {
                match opened.identity {
                    Some(identity) => Some(identity),
                    None => api::whoami(&session).await,
                }
            };
            let seated = tokio::select! {
                biased;
                Ok(()) = &mut cancelled => {
                    self.not_signed_in(attempt, Code::AuthCancel.into());
                    false
                }
                identity = identity => self.signed_in(attempt, &session, identity, way).await,
            };
            if !seated {
                // Nobody waits for it any more: the tenant shall not keep it either.
                if renewal {
                    give_back(session.clone());
                } else {
                    let session = session.clone();
                    session.part();
                    tokio::spawn(async move { drop(session.leave().await) });
                }
            }
        };
        let ((), listed) = tokio::join!(named, self.ask_for_list(&session, false));
        self.listed(&session, listed).await;
        self.open_intended().await;
        self.learn_folders(&session).await;
    }

    /// Puts the session on screen, if the attempt is still the one.
    async fn signed_in(
        self: &Arc<Self>,
        attempt: u64,
        session: &Arc<Session>,
        identity: Option<Identity>,
        way: SignInWay,
    ) -> bool {
        let ends_at = session.ends_at().await;
        let seat = {
            let mut state = self.state();
            if !state.is_attempt(attempt) {
                return false;
            }
            state.learn_way(way);
            let before = state.seat.clone();
            self.take_seat(&mut state, session, identity);
            if state.seat != before {
                state.launching.ask_no_more();
            }
            state.stage = Stage::SignedIn { session: session.clone(), ends_at };
            state.list.freshness.refreshing = true;
            state.list.freshness.problem = None;
            state.seat.clone().filter(|_| !state.fleeting)
        };
        self.keep_on_screen(session);
        self.keep_in_background(session, seat);
        self.publish_all();
        self.tell_of_launches();
        self.open_intended_aside();
        true
    }

    /// Asks once more who it is, after a tenant that could not say so at the sign-in.
    pub(super) async fn learn_name(self: &Arc<Self>, session: &Arc<Session>) {
        let Some(identity) = api::whoami(session).await else { return };
        let seat = {
            let mut state = self.state();
            if !state.is_session(session) || state.seat.is_some() || state.fleeting {
                return;
            }
            // The list that was just fetched is this person's.
            let (list, freshness) = (state.list.catalogue.clone(), state.list.freshness.clone());
            self.take_seat(&mut state, session, Some(identity));
            // Their own copy, if there was one.
            let before = state.list.freshness.loaded.then(|| state.list.catalogue.clone());
            self.put_on_screen(&mut state, Prepared::new(list.as_ref().clone()));
            state.list.freshness = freshness;
            state.list.personal.compare(before.as_deref(), &list, self.ports.clock.now());
            state.seat.clone()
        };
        self.keep_in_background(session, seat.clone());
        self.publish_all();
        self.save_personal_aside().await;
        if let Some(seat) = seat {
            let (catalogue, keeps) = {
                let state = self.state();
                (state.list.catalogue.clone(), state.settings.keeps_copy())
            };
            if keeps {
                self.save_copy(seat, catalogue, self.ports.clock.now()).await;
            }
        }
    }

    fn keep_in_background(&self, session: &Arc<Session>, seat: Option<AccountId>) {
        if let Some(seat) = seat {
            let (safe, session) = (self.safe(&seat), session.clone());
            tokio::spawn(async move { session.keep_in(safe).await });
        }
    }

    /// Who signed in takes the seat. Nobody sees another's list: it is put away, or wiped where that
    /// other had no session any more and so was replaced.
    fn take_seat(&self, state: &mut State, session: &Arc<Session>, identity: Option<Identity>) {
        let registration = session.registration().clone();
        let before = state.seat.clone().filter(|_| !state.fleeting);
        let renewed = match &state.stage {
            Stage::SigningIn(under_way) => under_way.renewed(),
            _ => None,
        };
        // It may be this one that goes on, and learns its name only now.
        let renewed = renewed.filter(|renewed| !Arc::ptr_eq(renewed, session));
        let Some(identity) = identity else {
            // A tenant that could not be asked has named nobody: the list stays, without a name, and
            // nothing is kept under one.
            if let (Some(before), Some(renewed)) = (before, renewed) {
                state.parked.insert(before, renewed);
            }
            state.seat = None;
            state.list.identity = Identity::default();
            // Folders are somebody's own.
            if !state.list.catalogue.folders.is_empty() {
                let catalogue = Catalogue { folders: Vec::new(), ..state.list.catalogue.as_ref().clone() };
                state.list.catalogue = Arc::new(catalogue);
                self.forget_index();
            }
            state.list.may_have_folders = true;
            self.take_personal(state);
            self.take_icons(state);
            return;
        };
        let mut account = Account::new(&registration, identity);
        let mut replaced = Vec::from_iter(state.parked.remove(&account.id));
        match (before, renewed) {
            // It goes on, for when the person comes back to it.
            (Some(other), Some(renewed)) if other != account.id => drop(state.parked.insert(other, renewed)),
            (Some(other), None) if other != account.id => {
                if state.accounts.get(&other).is_none_or(|other| other.kept != Kept::Session) {
                    LocalCopy::wipe(&self.ports.dirs, &other);
                    state.forget_names(&self.ports.dirs, &other);
                }
            }
            (_, renewed) => replaced.extend(renewed),
        }
        replaced.into_iter().for_each(give_back);
        let same = state.seat.as_ref() == Some(&account.id);
        state.seat = Some(account.id.clone());
        if !same {
            self.empty_list(state);
            self.put_copy_on_screen(state, &account);
        }
        state.list.identity = account.identity.clone();
        if !state.fleeting {
            account.kept = Kept::Session;
            // A full disk costs a sign-in at the next start.
            let _ = state.accounts.put_first(account);
        }
    }
}

impl State {
    /// A way that worked is the way from now on, unless a file says another.
    fn learn_way(&mut self, way: SignInWay) {
        let Some(current) = self.registration.clone() else { return };
        if current.way == way || current.way_is_set || self.fleeting {
            return;
        }
        if self.settings.set_way(&current.tenant, way).is_ok() {
            self.registration = Some(Registration { way_is_set: true, ..current.by(way) });
        }
    }
}

/// Parts with a session beside which another goes on: its tokens go back to the tenant, but the
/// portal's own session is the other's too.
pub(super) fn give_back(session: Arc<Session>) {
    session.part();
    tokio::spawn(async move { session.revoke().await });
}
