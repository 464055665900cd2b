//! Pipes leave nothing behind, and nobody else can be in the place of one.

use portico_cli::ipc::ConnectError;

use super::{Home, LONG};

pub(super) fn dies(_home: &Home) {}

pub(super) fn mark(_home: &Home) -> u64 {
    0
}

/// The system closes a pipe a little after its server has.
pub(super) async fn is_gone(home: &Home) {
    let gone = async { while home.client().status().await != Err(ConnectError::NotRunning) {} };
    tokio::time::timeout(LONG, gone).await.unwrap();
}
