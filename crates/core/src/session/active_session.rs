//! The session of the active account, for as long as it is that.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::Session;
use crate::clock::Timestamp;

/// A session with the token that is canceled when the session ends, is replaced or becomes inactive. What is asked for with
/// it carries the token along: the answer counts only while the token is not canceled.
#[derive(Clone)]
pub struct ActiveSession {
    pub session: Arc<Session>,
    pub token: CancellationToken,
    /// When it ends for good; `None` while it can be refreshed, or where nobody knows.
    pub ends_at: Option<Timestamp>,
}
