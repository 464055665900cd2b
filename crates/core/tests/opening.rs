//! Opening an app: where it opens, what it waits for, and that one click opens it once or not at all.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use crate::person;


use crate::log;

mod opening {
    mod credentials;
    mod places;
    mod waiting;
    mod windows;
}

use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{Fault, FaultKind};
use person::{Manner, Person, Screen, TurnedClock};
use portico_core::view::{LaunchPhase, LaunchView, SessionView};

const USER: Manner = Manner::SignsIn("user@acme.test");
const EMPTY: Manner = Manner::SignsIn("empty@acme.test");
const CLICK: &str = "/uprest/handleappclick";

/// Somebody whose clock the test turns, not signed in yet.
async fn with_clock() -> (Person, Arc<TurnedClock>) {
    let mut person = Person::new(USER).await;
    let clock = Arc::new(TurnedClock(Mutex::default()));
    person.turns(clock.clone(), USER);
    (person, clock)
}

fn turn(clock: &TurnedClock, by: Duration) {
    *clock.0.lock().unwrap() += by;
}

/// Signs in, with the list on screen and the credential in the keyring.
async fn signs_in(person: &Person) {
    person.signs_in().await;
    person.desk.sees("the list", |screen| screen.freshness.loaded && !screen.freshness.refreshing).await;
    until("a credential in the keyring", || person.keyring.entries().iter().any(|entry| entry.ends_with("/m"))).await;
}

/// The same, and then Portico starts anew: it has the tokens, and no cookie.
async fn after_a_restart() -> (Person, Arc<TurnedClock>) {
    let (mut person, clock) = with_clock().await;
    signs_in(&person).await;
    person.turns(clock.clone(), USER);
    person.app.wake().await;
    person.desk.sees("the session", |screen| matches!(screen.session, Some(SessionView::SignedIn { .. }))).await;
    person.controls().forget_requests();
    (person, clock)
}

async fn until(what: &str, there: impl Fn() -> bool) {
    let seen = async {
        while !there() {
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(20), seen).await.is_ok(), "never: {what}");
}

fn key(person: &Person, name: &str) -> String {
    person.desk.look(|screen| screen.apps.apps.iter().find(|app| app.name == name).unwrap().key.clone())
}

/// What was told of an app, one after the other.
fn told(screen: &Screen, key: &str) -> Vec<LaunchPhase> {
    screen.launches.iter().filter(|view| view.key == key).map(|view| view.phase).collect()
}

fn last(screen: &Screen) -> LaunchView {
    screen.launches.last().unwrap().clone()
}

/// How many windows and addresses were opened.
fn opened(screen: &Screen) -> (usize, usize) {
    (screen.app_windows.len(), screen.opened.len())
}

fn fail(person: &Person, path: &str, kind: FaultKind) {
    person.controls().fail(Fault::always(path, kind)).unwrap();
}

/// Nothing of the tenant's arrives until the faults are cleared, and the list says so.
async fn goes_offline(person: &Person) {
    fail(person, ".", FaultKind::Drop);
    person.app.refresh().await;
    person
        .desk
        .sees("that it is offline", |screen| {
            screen.freshness.problem.as_ref().is_some_and(portico_core::problem::Problem::is_no_network)
        })
        .await;
}

/// Everything that was begun has had its turn.
async fn comes_to_rest(person: &Person) {
    person.app.refresh().await;
    for _ in 0..200 {
        tokio::task::yield_now().await;
    }
}
