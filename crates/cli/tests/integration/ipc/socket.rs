//! The parts of the IPC tests that are particular to a Unix socket in a folder.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::Duration;

use portico_cli::ipc::{BindError, Client, ConnectError, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinSet;

use super::{TestHome, stop};

fn socket(home: &TestHome) -> PathBuf {
    home.folder.path().join("portico/control")
}

/// As one that ended without a word leaves it behind.
pub(super) fn simulate_crash(home: &TestHome) {
    drop(UnixListener::bind(socket(home)).unwrap());
}

/// What tells the socket from another one in its place.
pub(super) fn socket_identity(home: &TestHome) -> u64 {
    fs::symlink_metadata(socket(home)).unwrap().ino()
}

pub(super) async fn assert_gone(home: &TestHome) {
    assert!(!socket(home).exists());
    assert_eq!(home.client().status().await, Err(ConnectError::NotRunning));
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn socket_is_private_to_the_user_and_removed_at_the_end() {
    let home = TestHome::new();
    let server = home.serve().await;
    assert_eq!((mode(&home.folder.path().join("portico")), mode(&socket(&home))), (0o700, 0o600));
    stop(server).await;
    assert_gone(&home).await;
}

#[tokio::test]
async fn stale_socket_is_replaced_but_a_served_one_is_not() {
    let home = TestHome::new();
    fs::create_dir(home.folder.path().join("portico")).unwrap();
    simulate_crash(&home);
    assert!(socket(&home).exists());
    assert_eq!(home.client().status().await, Err(ConnectError::NotRunning));
    let server = home.serve().await;
    home.client().status().await.unwrap();
    // Cleaned away under the one who serves, the lock alone makes nobody the next.
    fs::remove_file(home.folder.path().join("portico/control.lock")).unwrap();
    assert_eq!(Server::bind(&home.socket_path).await.err(), Some(BindError::InUse));
    home.client().status().await.unwrap();
    stop(server).await;
}

#[tokio::test]
async fn foreign_or_symlinked_folder_is_rejected() {
    let home = TestHome::new();
    let elsewhere = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), home.folder.path().join("portico")).unwrap();
    assert_eq!(Server::bind(&home.socket_path).await.err(), Some(BindError::UnusableFolder));
    assert_eq!(home.client().status().await, Err(ConnectError::ForeignOwner));
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    // Only root may give a folder away.
    fs::remove_file(home.folder.path().join("portico")).unwrap();
    fs::create_dir(home.folder.path().join("portico")).unwrap();
    if std::os::unix::fs::chown(home.folder.path().join("portico"), Some(65_534), None).is_ok() {
        assert_eq!(Server::bind(&home.socket_path).await.err(), Some(BindError::UnusableFolder));
        assert_eq!(home.client().status().await, Err(ConnectError::ForeignOwner));
    }
}

#[tokio::test]
async fn unusable_responses_are_reported_as_no_response() {
    for response in [&b""[..], b"\n", b"{}\n", b"\"shown\"\n", b"\xff\xfe\n", b"{\"apps\":[]}"] {
        let home = TestHome::new();
        fs::create_dir(home.folder.path().join("portico")).unwrap();
        let listener = UnixListener::bind(socket(&home)).unwrap();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 1024]).await;
            let _ = stream.write_all(response).await;
        });
        assert_eq!(home.client().status().await, Err(ConnectError::NoResponse), "{response:?}");
        server.await.unwrap();
    }
    let home = TestHome::new();
    fs::create_dir(home.folder.path().join("portico")).unwrap();
    let _silent = UnixListener::bind(socket(&home)).unwrap();
    let client = Client::new(home.socket_path.clone()).with_timeout(Duration::from_millis(50));
    assert_eq!(client.status().await, Err(ConnectError::NoResponse));
}

/// Bytes that differ from run to run in nothing.
fn garbage(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let length = usize::try_from(next() % 20_000).unwrap();
    let mut bytes: Vec<u8> = (0..length).map(|_| next().to_le_bytes()[0]).collect();
    match seed % 5 {
        0 => bytes.clear(),
        1 => bytes.retain(|byte| *byte != b'\n'),
        2 => bytes = [b"{\"version\":1,\"ask\":\"apps\"", bytes.as_slice(), b"\n"].concat(),
        3 => bytes = [b"[".repeat(8000).as_slice(), b"\n"].concat(),
        _ => bytes.push(b'\n'),
    }
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_requests_reach_no_app_and_the_server_survives() {
    let home = TestHome::new();
    let server = home.serve().await;
    let socket = socket(&home);
    for round in 0..10u64 {
        let mut hostile = JoinSet::new();
        for index in 0..100 {
            let socket = socket.clone();
            hostile.spawn(async move {
                let mut stream = UnixStream::connect(socket).await.unwrap();
                // It may hang up in the middle.
                let _ = stream.write_all(&garbage(round * 100 + index)).await;
                let _ = stream.shutdown().await;
                let mut answer = Vec::new();
                let _ = stream.read_to_end(&mut answer).await;
                answer
            });
        }
        while let Some(answer) = hostile.join_next().await {
            let answer = String::from_utf8(answer.unwrap()).unwrap();
            assert!(["", "\"malformed\"\n", "\"otherVersion\"\n"].contains(&answer.as_str()), "{answer}");
        }
        assert_eq!(home.client().status().await.unwrap().apps, 2);
    }
    assert_eq!(home.app.take_calls(), [""; 0]);
    stop(server).await;
}
