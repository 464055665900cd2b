//! Tests of the IPC between client and server. What is particular to a system's transport is in a module of its own.

use std::sync::Arc;
use std::time::Duration;

use portico_cli::ipc::{BindError, Client, ConnectError, Server, SocketPath};
use portico_core::remote_control::{DeepLink, LinkSource};
use portico_core::remote_control::{OpenOutcome, WaitMode};
use tokio::sync::Barrier;
use tokio::task::{JoinHandle, JoinSet};

#[cfg_attr(unix, path = "ipc/socket.rs")]
#[cfg_attr(not(unix), path = "ipc/pipe.rs")]
mod system;

use crate::support::fake_app::{FakeApp, SharedFakeApp, app};
use crate::support::home;

/// A hang is a failure, not a wait.
const HANG_TIMEOUT: Duration = Duration::from_secs(60);

struct TestHome {
    #[cfg_attr(not(unix), expect(dead_code, reason = "there it is only held"))]
    folder: tempfile::TempDir,
    app: Arc<FakeApp>,
    socket_path: SocketPath,
}

impl TestHome {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket_path = SocketPath::resolve(Some(folder.path()), &home::dirs(&folder));
        Self { folder, app: FakeApp::new(vec![app("1", "Jira"), app("2", "Salesforce")]), socket_path }
    }

    fn client(&self) -> Client {
        Client::new(self.socket_path.clone()).with_timeout(HANG_TIMEOUT)
    }

    async fn serve(&self) -> JoinHandle<()> {
        let server = Server::bind(&self.socket_path).await.unwrap();
        let app = Arc::new(SharedFakeApp(self.app.clone()));
        tokio::spawn(async move {
            server.run(app).await;
        })
    }
}

async fn stop(server: JoinHandle<()>) {
    server.abort();
    assert!(server.await.unwrap_err().is_cancelled());
}

#[tokio::test]
async fn every_request_reaches_the_app() {
    let home = TestHome::new();
    let server = home.serve().await;
    let client = home.client();
    assert_eq!(client.apps().await.unwrap(), *home.app.apps.lock().unwrap());
    assert_eq!(client.search("sales").await.unwrap()[0].key, "2");
    assert_eq!(client.status().await.unwrap(), *home.app.status.lock().unwrap());
    assert_eq!(client.open("1", WaitMode::Accepted).await, Ok(OpenOutcome::Opened));
    let link = DeepLink { app: "Jira".into(), source: LinkSource::Program("com.apple.Safari".into()) };
    assert_eq!(client.open_link(link).await, Ok(OpenOutcome::Opened));
    client.show_window(Some("ji".into())).await.unwrap();
    assert_eq!(
        home.app.take_calls(),
        ["open 1 Accepted", "follow Jira Program(\"com.apple.Safari\")", "show Some(\"ji\")"]
    );
    stop(server).await;
}

#[tokio::test]
async fn only_valid_activation_tokens_are_passed_on() {
    let home = TestHome::new();
    let server = home.serve().await;
    for (given, suffix) in [("t_TIME1", ", token t_TIME1"), ("", ""), ("a\0b", ""), ("ä", "")] {
        let client = home.client().with_activation_token(Some(given.to_owned()));
        client.show_window(None).await.unwrap();
        client.show_palette().await.unwrap();
        client.open_link(DeepLink { app: "Jira".into(), source: LinkSource::Unknown }).await.unwrap();
        let expected = ["show None", "palette", "follow Jira Unknown"].map(|call| format!("{call}{suffix}"));
        assert_eq!(home.app.take_calls(), expected, "{given:?}");
    }
    stop(server).await;
}

#[tokio::test]
async fn socket_is_served_once_and_removed_with_its_server() {
    let home = TestHome::new();
    assert_eq!(home.client().status().await, Err(ConnectError::NotRunning));
    let server = home.serve().await;
    assert_eq!(Server::bind(&home.socket_path).await.err(), Some(BindError::InUse));
    home.client().status().await.unwrap();
    stop(server).await;
    system::assert_gone(&home).await;
    let server = home.serve().await;
    home.client().status().await.unwrap();
    stop(server).await;
}

#[tokio::test]
async fn open_waits_for_sign_in_and_ends_with_its_caller() {
    let home = TestHome::new();
    let server = home.serve().await;
    *home.app.outcome.lock().unwrap() = OpenOutcome::Waiting;
    assert_eq!(home.client().open("1", WaitMode::Accepted).await, Ok(OpenOutcome::Waiting));
    home.app.called.notified().await;
    // More than may wait at once, each gone again before the next.
    for _ in 0..40 {
        let client = home.client();
        let caller = tokio::spawn(async move { client.open("1", WaitMode::Opened).await });
        home.app.called.notified().await;
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
        home.app.finished.notified().await;
    }
    let client = home.client();
    let caller = tokio::spawn(async move { client.open("2", WaitMode::Opened).await });
    home.app.called.notified().await;
    home.app.signed_in.notify_one();
    assert_eq!(tokio::time::timeout(HANG_TIMEOUT, caller).await.unwrap().unwrap(), Ok(OpenOutcome::Opened));
    stop(server).await;
}

#[tokio::test]
async fn waiting_callers_do_not_block_other_requests() {
    let home = TestHome::new();
    let server = home.serve().await;
    *home.app.outcome.lock().unwrap() = OpenOutcome::Waiting;
    let mut waiting = JoinSet::new();
    for _ in 0..16 {
        let client = home.client();
        waiting.spawn(async move { client.open("1", WaitMode::Opened).await });
        home.app.called.notified().await;
    }
    assert_eq!(home.client().open("1", WaitMode::Opened).await, Err(ConnectError::Busy));
    home.client().status().await.unwrap();
    stop(server).await;
    while let Some(result) = waiting.join_next().await {
        assert_eq!(result.unwrap(), Err(ConnectError::NoResponse));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_binds_have_exactly_one_winner() {
    let home = TestHome::new();
    for round in 0..100 {
        if round % 2 == 1 {
            system::simulate_crash(&home);
        }
        let start = Arc::new(Barrier::new(2));
        let spawn_bind = || {
            let (socket_path, start) = (home.socket_path.clone(), start.clone());
            tokio::spawn(async move {
                start.wait().await;
                Server::bind(&socket_path).await
            })
        };
        let (one, other) = (spawn_bind(), spawn_bind());
        let (one, other) = (one.await.unwrap(), other.await.unwrap());
        assert!(one.is_ok() != other.is_ok(), "round {round}: {:?} {:?}", one.err(), other.err());
        assert_eq!(one.as_ref().err().or(other.as_ref().err()), Some(&BindError::InUse));
        let identity = system::socket_identity(&home);
        let app = Arc::new(SharedFakeApp(home.app.clone()));
        let winner = one.or(other).unwrap();
        let server = tokio::spawn(async move {
            winner.run(app).await;
        });
        home.client().status().await.unwrap();
        assert_eq!(system::socket_identity(&home), identity);
        stop(server).await;
        system::assert_gone(&home).await;
    }
}
