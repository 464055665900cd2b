//! The accounts in memory, with the writer that keeps their file.

use super::account::Accounts;
use crate::clock::Timestamp;
use crate::error::Error;
use crate::storage::files::Dirs;
use crate::storage::store::Store;

pub(crate) type AccountStore = Store<Accounts>;

impl AccountStore {
    /// What fails is written again with the next change; at worst it costs a sign-in at the next start.
    pub(crate) fn load(dirs: &Dirs, now: Timestamp) -> Self {
        let log_failure = |error: &Error| tracing::warn!(code = error.code.as_str(), "the accounts were not saved");
        Self::new(Accounts::load(dirs, now), move |accounts| accounts.save().inspect_err(log_failure), || {})
    }
}
