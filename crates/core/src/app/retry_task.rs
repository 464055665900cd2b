//! Identifies the background task that refreshes the list until the tenant answers.

use std::sync::Weak;

use crate::session::Session;

/// A background task that refreshes the list as soon as the tenant answers again.
pub(super) struct RetryTask {
    pub(super) epoch: u64,
    pub(super) session: Weak<Session>,
    /// A try is under way. One that a person asks for does not wait for it.
    pub(super) is_attempting: bool,
}
