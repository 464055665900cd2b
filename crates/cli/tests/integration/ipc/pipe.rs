//! The parts of the IPC tests that are particular to a named pipe: a pipe leaves no file behind, and nothing can
//! replace it.

use portico_cli::ipc::ConnectError;

use super::{HANG_TIMEOUT, TestHome};

/// Does nothing: a crashed server leaves no pipe behind.
pub(super) fn simulate_crash(_home: &TestHome) {}

/// Always the same: no other file can take the place of a pipe.
pub(super) fn socket_identity(_home: &TestHome) -> u64 {
    0
}

/// Windows closes a pipe a little after its server ended.
pub(super) async fn assert_gone(home: &TestHome) {
    let until_gone = async { while home.client().status().await != Err(ConnectError::NotRunning) {} };
    tokio::time::timeout(HANG_TIMEOUT, until_gone).await.unwrap();
}
