//! Sessions of the accounts that are not on screen, to be picked up without asking anybody.

use std::collections::HashMap;
use std::sync::Arc;

use crate::accounts::account::AccountId;
use crate::session::Session;
use crate::state_lock::StateLock;

#[derive(Default)]
pub(super) struct InactiveSessions(StateLock<HashMap<AccountId, Arc<Session>>>);

impl InactiveSessions {
    pub(super) fn insert(&self, account: AccountId, session: Arc<Session>) {
        drop(self.0.with(|sessions| sessions.insert(account, session)));
    }

    pub(super) fn get(&self, account: &AccountId) -> Option<Arc<Session>> {
        self.0.with(|sessions| sessions.get(account).cloned())
    }

    pub(super) fn take(&self, account: &AccountId) -> Option<Arc<Session>> {
        self.0.with(|sessions| sessions.remove(account))
    }

    pub(super) fn take_all(&self) -> Vec<Arc<Session>> {
        self.0.with(std::mem::take).into_values().collect()
    }

    pub(super) fn all(&self) -> Vec<(AccountId, Arc<Session>)> {
        self.0.with(|sessions| sessions.iter().map(|(id, session)| (id.clone(), session.clone())).collect())
    }
}
