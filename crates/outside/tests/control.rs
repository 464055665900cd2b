//! The way to a running Portico: what is asked there, who waits, and that there is one. What is particular to a socket
//! stands beside it.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use std::sync::Arc;
use std::time::Duration;

use portico_outside::control::{Client, NotServed, Place, Server, Unreachable};
use portico_outside::link::{Source, Wanted};
use portico_outside::{Outcome, Wait};
use tokio::sync::Barrier;
use tokio::task::{JoinHandle, JoinSet};

mod common;
#[cfg_attr(unix, path = "control/socket.rs")]
#[cfg_attr(not(unix), path = "control/pipe.rs")]
mod system;

use common::{FakeDoor, Shared, app};

/// A hang is a failure, not a wait.
const LONG: Duration = Duration::from_secs(60);

struct Home {
    #[cfg_attr(not(unix), expect(dead_code, reason = "there it is only held"))]
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
async fn what_lets_a_window_come_to_the_front_goes_along() {
    let home = Home::new();
    let server = home.serve().await;
    for (given, seen) in [("t_TIME1", ", token t_TIME1"), ("", ""), ("a\0b", ""), ("ä", "")] {
        let client = home.client().with_token(Some(given.to_owned()));
        client.show(None).await.unwrap();
        client.palette().await.unwrap();
        client.follow(Wanted { app: "Jira".into(), source: Source::Unknown }).await.unwrap();
        let expected = ["show None", "palette", "follow Jira Unknown"].map(|asked| format!("{asked}{seen}"));
        assert_eq!(home.door.asked(), expected, "{given:?}");
    }
    end(server).await;
}

#[tokio::test]
async fn it_is_there_once_and_goes_with_its_server() {
    let home = Home::new();
    assert_eq!(home.client().status().await, Err(Unreachable::NotRunning));
    let server = home.serve().await;
    assert_eq!(Server::bind(&home.place).await.err(), Some(NotServed::Taken));
    home.client().status().await.unwrap();
    end(server).await;
    system::is_gone(&home).await;
    let server = home.serve().await;
    home.client().status().await.unwrap();
    end(server).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_start_at_once_one_wins() {
    let home = Home::new();
    for round in 0..100 {
        if round % 2 == 1 {
            system::dies(&home);
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
        let there = system::mark(&home);
        let door = Arc::new(Shared(home.door.clone()));
        let winner = one.or(other).unwrap();
        let server = tokio::spawn(async move {
            winner.run(door).await;
        });
        home.client().status().await.unwrap();
        assert_eq!(system::mark(&home), there);
        end(server).await;
        system::is_gone(&home).await;
    }
}
