//! The socket: whose it is, what it takes, and that nothing said there does harm.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use portico_outside::control::{Client, NotServed, Place, Server, Unreachable};
use portico_outside::link::{Source, Wanted};
use portico_outside::{Outcome, Wait};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Barrier;
use tokio::task::{JoinHandle, JoinSet};

mod common;

use common::{FakeDoor, Shared, app};

/// A hang is a failure, not a wait.
const LONG: Duration = Duration::from_secs(60);

struct Home {
    folder: tempfile::TempDir,
    door: Arc<FakeDoor>,
    place: Place,
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::of(Some(folder.path()), &common::dirs(&folder));
        Self { folder, door: FakeDoor::new(vec![app("1", "Jira"), app("2", "Salesforce")]), place }
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("portico/control")
    }

    fn client(&self) -> Client {
        Client::new(self.place.clone()).within(LONG)
    }

    async fn serve(&self) -> JoinHandle<()> {
        let server = Server::bind(&self.place).await.unwrap();
        let door = Arc::new(Shared(self.door.clone()));
        tokio::spawn(async move {
            server.run(door).await;
        })
    }
}

async fn end(server: JoinHandle<()>) {
    server.abort();
    assert!(server.await.unwrap_err().is_cancelled());
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn each_question_reaches_the_door() {
    let home = Home::new();
    let server = home.serve().await;
    let client = home.client();
    assert_eq!(client.apps().await.unwrap(), *home.door.apps.lock().unwrap());
    assert_eq!(client.search("sales").await.unwrap()[0].key, "2");
    assert_eq!(client.status().await.unwrap(), *home.door.status.lock().unwrap());
    assert_eq!(client.open("1", Wait::Briefly).await, Ok(Outcome::Opened));
    let wanted = Wanted { app: "Jira".into(), source: Source::Program("com.apple.Safari".into()) };
    assert_eq!(client.follow(wanted).await, Ok(Outcome::Opened));
    client.show(Some("ji".into())).await.unwrap();
    assert_eq!(home.door.asked(), ["open 1 Briefly", "follow Jira Program(\"com.apple.Safari\")", "show Some(\"ji\")"]);
    end(server).await;
}

#[tokio::test]
async fn the_socket_is_the_persons_alone_and_goes_with_its_server() {
    let home = Home::new();
    assert_eq!(home.client().status().await, Err(Unreachable::NotRunning));
    let server = home.serve().await;
    assert_eq!((mode(&home.folder.path().join("portico")), mode(&home.socket())), (0o700, 0o600));
    assert_eq!(Server::bind(&home.place).await.err(), Some(NotServed::Taken));
    end(server).await;
    assert!(!home.socket().exists());
    assert_eq!(home.client().status().await, Err(Unreachable::NotRunning));
}

#[tokio::test]
async fn what_the_dead_left_behind_is_replaced() {
    let home = Home::new();
    fs::create_dir(home.folder.path().join("portico")).unwrap();
    drop(UnixListener::bind(home.socket()).unwrap());
    assert!(home.socket().exists());
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
        let listener = UnixListener::bind(home.socket()).unwrap();
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
    let _silent = UnixListener::bind(home.socket()).unwrap();
    let client = Client::new(home.place.clone()).within(Duration::from_millis(50));
    assert_eq!(client.status().await, Err(Unreachable::NoAnswer));
}

#[tokio::test]
async fn an_opening_waits_through_a_sign_in_and_no_longer_than_its_caller() {
    let home = Home::new();
    let server = home.serve().await;
    *home.door.outcome.lock().unwrap() = Outcome::Waiting;
    assert_eq!(home.client().open("1", Wait::Briefly).await, Ok(Outcome::Waiting));
    home.door.heard.notified().await;
    // More than may wait at once, each gone again before the next.
    for _ in 0..40 {
        let client = home.client();
        let caller = tokio::spawn(async move { client.open("1", Wait::ForTheApp).await });
        home.door.heard.notified().await;
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
        home.door.over.notified().await;
    }
    let client = home.client();
    let caller = tokio::spawn(async move { client.open("2", Wait::ForTheApp).await });
    home.door.heard.notified().await;
    home.door.signed_in.notify_one();
    assert_eq!(tokio::time::timeout(LONG, caller).await.unwrap().unwrap(), Ok(Outcome::Opened));
    end(server).await;
}

#[tokio::test]
async fn those_who_wait_keep_nobody_else_out() {
    let home = Home::new();
    let server = home.serve().await;
    *home.door.outcome.lock().unwrap() = Outcome::Waiting;
    let mut waiting = JoinSet::new();
    for _ in 0..16 {
        let client = home.client();
        waiting.spawn(async move { client.open("1", Wait::ForTheApp).await });
        home.door.heard.notified().await;
    }
    assert_eq!(home.client().open("1", Wait::ForTheApp).await, Err(Unreachable::Busy));
    home.client().status().await.unwrap();
    end(server).await;
    while let Some(ended) = waiting.join_next().await {
        assert_eq!(ended.unwrap(), Err(Unreachable::NoAnswer));
    }
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
    let socket = home.socket();
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

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_start_at_once_one_wins() {
    let home = Home::new();
    for round in 0..100 {
        // Every other time the dead left a socket behind.
        if round % 2 == 1 {
            drop(UnixListener::bind(home.socket()).unwrap());
        }
        let start = Arc::new(Barrier::new(2));
        let begin = || {
            let (place, start) = (home.place.clone(), start.clone());
            tokio::spawn(async move {
                start.wait().await;
                Server::bind(&place).await
            })
        };
        let (one, other) = (begin(), begin());
        let (one, other) = (one.await.unwrap(), other.await.unwrap());
        assert!(one.is_ok() != other.is_ok(), "round {round}: {:?} {:?}", one.err(), other.err());
        assert_eq!(one.as_ref().err().or(other.as_ref().err()), Some(&NotServed::Taken));
        let there = fs::symlink_metadata(home.socket()).unwrap().ino();
        let door = Arc::new(Shared(home.door.clone()));
        let winner = one.or(other).unwrap();
        let server = tokio::spawn(async move {
            winner.run(door).await;
        });
        home.client().status().await.unwrap();
        assert_eq!(fs::symlink_metadata(home.socket()).unwrap().ino(), there);
        end(server).await;
        assert!(!home.socket().exists());
    }
}
