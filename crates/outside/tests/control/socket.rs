//! What is particular to a socket that lies in a folder.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::Duration;

use portico_outside::control::{Client, NotServed, Server, Unreachable};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinSet;

use super::{Home, end};

fn socket(home: &Home) -> PathBuf {
    home.folder.path().join("portico/control")
}

/// As one that ended without a word leaves it behind.
pub(super) fn dies(home: &Home) {
    drop(UnixListener::bind(socket(home)).unwrap());
}

/// What tells the socket from another one in its place.
pub(super) fn mark(home: &Home) -> u64 {
    fs::symlink_metadata(socket(home)).unwrap().ino()
}

pub(super) async fn is_gone(home: &Home) {
    assert!(!socket(home).exists());
    assert_eq!(home.client().status().await, Err(Unreachable::NotRunning));
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn it_is_the_persons_alone_and_leaves_nothing() {
    let home = Home::new();
    let server = home.serve().await;
    assert_eq!((mode(&home.folder.path().join("portico")), mode(&socket(&home))), (0o700, 0o600));
    end(server).await;
    is_gone(&home).await;
}

#[tokio::test]
async fn what_the_dead_left_behind_is_replaced() {
    let home = Home::new();
    fs::create_dir(home.folder.path().join("portico")).unwrap();
    dies(&home);
    assert!(socket(&home).exists());
    assert_eq!(home.client().status().await, Err(Unreachable::NotRunning));
    let server = home.serve().await;
    home.client().status().await.unwrap();
    // Cleaned away under the one who serves, the lock alone makes nobody the next.
    fs::remove_file(home.folder.path().join("portico/control.lock")).unwrap();
    assert_eq!(Server::bind(&home.place).await.err(), Some(NotServed::Taken));
    home.client().status().await.unwrap();
    end(server).await;
}

#[tokio::test]
async fn a_folder_that_is_not_ours_is_not_used() {
    let home = Home::new();
    let elsewhere = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), home.folder.path().join("portico")).unwrap();
    assert_eq!(Server::bind(&home.place).await.err(), Some(NotServed::Place));
    assert_eq!(home.client().status().await, Err(Unreachable::Foreign));
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    // Only root may give a folder away.
    fs::remove_file(home.folder.path().join("portico")).unwrap();
    fs::create_dir(home.folder.path().join("portico")).unwrap();
    if std::os::unix::fs::chown(home.folder.path().join("portico"), Some(65_534), None).is_ok() {
        assert_eq!(Server::bind(&home.place).await.err(), Some(NotServed::Place));
        assert_eq!(home.client().status().await, Err(Unreachable::Foreign));
    }
}

#[tokio::test]
async fn whoever_listens_and_says_nothing_of_use_does_not_answer() {
    for says in [&b""[..], b"\n", b"{}\n", b"\"shown\"\n", b"\xff\xfe\n", b"{\"apps\":[]}"] {
        let home = Home::new();
        fs::create_dir(home.folder.path().join("portico")).unwrap();
        let listener = UnixListener::bind(socket(&home)).unwrap();
        let answering = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 1024]).await;
            let _ = stream.write_all(says).await;
        });
        assert_eq!(home.client().status().await, Err(Unreachable::NoAnswer), "{says:?}");
        answering.await.unwrap();
    }
    let home = Home::new();
    fs::create_dir(home.folder.path().join("portico")).unwrap();
    let _silent = UnixListener::bind(socket(&home)).unwrap();
    let client = Client::new(home.place.clone()).within(Duration::from_millis(50));
    assert_eq!(client.status().await, Err(Unreachable::NoAnswer));
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
async fn a_thousand_connections_with_garbage_do_nothing() {
    let home = Home::new();
    let server = home.serve().await;
    let socket = socket(&home);
    for round in 0..10u64 {
        let mut hostile = JoinSet::new();
        for one in 0..100 {
            let socket = socket.clone();
            hostile.spawn(async move {
                let mut stream = UnixStream::connect(socket).await.unwrap();
                // It may hang up in the middle.
                let _ = stream.write_all(&garbage(round * 100 + one)).await;
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
    assert_eq!(home.door.asked(), [""; 0]);
    end(server).await;
}
