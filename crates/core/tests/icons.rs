//! Icons over time: kept once each, asked for again when they are old, and left in peace when they fail.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use crate::person;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{DemoTenant, Fault, FaultKind, Options};
use person::{Manner, Person, SharedKeyring, TurnedClock};
use serde_json::json;

const USER: Manner = Manner::SignsIn("user@acme.test");
const SLACK: &str = "/vfslow/lib/application/icons/Slack.svg";
const DAY: Duration = Duration::from_hours(24);
/// What takes longer, hangs.
const PATIENCE: Duration = Duration::from_secs(20);

struct Desk {
    person: Person,
    clock: Arc<TurnedClock>,
}

impl Desk {
    /// At a tenant whose list has these icons.
    async fn with(icons: &[&str]) -> Self {
        let clock = Arc::new(TurnedClock(Mutex::default()));
        let tenant = DemoTenant::start(Options::default()).await;
        let url = tenant.url().to_owned();
        let keyring = SharedKeyring::default();
        let mut person = Person::through(&url, tenant, keyring.vault(), USER, clock.clone());
        person.keyring = keyring;
        let rows = (0..).zip(icons).map(|(key, icon)| json!({ "AppKey": format!("{key}"), "Name": key, "Icon": icon }));
        let list = json!({ "success": true, "Result": { "Apps": rows.collect::<Vec<_>>() } });
        person.controls().set_apps("user@acme.test", Some(list.to_string()));
        person.signs_in().await;
        Self { person, clock }
    }

    fn turns(&self, by: Duration) {
        *self.clock.0.lock().unwrap() += by;
    }

    async fn icon(&self, key: &str) -> Option<Vec<u8>> {
        let id = self
            .person
            .desk
            .look(|screen| screen.apps.apps.iter().find(|app| app.key == key).and_then(|app| app.icon.clone()));
        self.person.app.icon(&id.unwrap()).await.map(|png| png.to_vec())
    }

    fn asked(&self) -> u64 {
        self.person
            .controls()
            .counts()
            .iter()
            .filter(|(path, _)| path.contains("/icons/"))
            .map(|(_, count)| count)
            .sum()
    }

    /// And has its answers: what Portico makes of them is announced to nobody, so it gets a moment.
    async fn has_asked(&self, times: u64) {
        let there = async {
            while self.asked() < times || self.person.controls().requests().iter().any(|it| it.status == 0) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, there).await.unwrap();
    }

    fn pictures(&self) -> usize {
        let files = self.person.files();
        files.iter().filter(|file| file.extension().is_some_and(|kind| kind == "png")).count()
    }
}

#[tokio::test]
async fn two_apps_with_one_picture_share_a_file() {
    let desk = Desk::with(&[SLACK, &format!("{SLACK}?size=2"), SLACK]).await;
    let (one, two, three) = tokio::join!(desk.icon("0"), desk.icon("1"), desk.icon("2"));
    assert!(one.is_some() && one == two && two == three);
    assert_eq!((desk.asked(), desk.pictures()), (2, 1), "who wants the same waits for it");
    assert!(desk.icon("0").await.is_some());
    assert_eq!(desk.asked(), 2);
}

#[tokio::test]
async fn an_old_picture_stays_while_it_is_asked_for_again() {
    let mut desk = Desk::with(&[SLACK]).await;
    let first = desk.icon("0").await;
    desk.turns(6 * DAY);
    assert_eq!(desk.icon("0").await, first);
    assert_eq!(desk.asked(), 1);
    desk.turns(2 * DAY);
    assert_eq!(desk.icon("0").await, first);
    desk.has_asked(2).await;
    let last = desk.person.controls().requests().pop().unwrap();
    assert_eq!((last.status, last.header_names.contains(&"if-none-match".into())), (304, true));
    assert_eq!(desk.icon("0").await, first);
    // It fails: the old one stays, and nothing is asked in a loop.
    desk.turns(8 * DAY);
    desk.person.controls().fail(Fault::always("Slack", FaultKind::ServerError { status: 500 })).unwrap();
    for _ in 0..5 {
        assert_eq!(desk.icon("0").await, first);
        desk.has_asked(3).await;
    }
    assert_eq!(desk.asked(), 3);
    desk.person.controls().clear_faults();
    // Another picture, after a restart.
    let vault = desk.person.keyring.vault();
    desk.person.restarts_with(desk.clock.clone(), vault, USER);
    desk.person.app.wake().await;
    let other = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="9" fill="#123456"/></svg>"##;
    let kind = FaultKind::Raw { status: 200, headers: Vec::new(), body: other.into(), base64: false };
    desk.person.controls().fail(Fault::always("Slack", kind)).unwrap();
    assert_eq!(desk.icon("0").await, first);
    desk.has_asked(4).await;
    // It is asked, not told, what picture there is: nothing announces the new one.
    let mut tries = 0;
    while desk.icon("0").await == first {
        tokio::time::sleep(Duration::from_millis(5)).await;
        tries += 1;
        assert!(tries < 1000, "the new picture never came");
    }
    assert_eq!(desk.asked(), 4);
}

#[tokio::test]
async fn what_failed_is_asked_for_again_after_a_while_and_after_a_refresh() {
    let desk = Desk::with(&[SLACK, "/vfslow/lib/application/icons/none.png"]).await;
    desk.person.controls().fail(Fault::always("Slack", FaultKind::Empty)).unwrap();
    let mut waits = Vec::new();
    for minute in 0..600 {
        let before = desk.asked();
        assert_eq!(desk.icon("0").await, None);
        if desk.asked() > before {
            waits.push(minute);
        }
        desk.turns(Duration::from_mins(1));
    }
    assert!((5..10).contains(&waits.len()), "{waits:?}");
    desk.person.app.refresh().await;
    desk.person.controls().clear_faults();
    assert!(desk.icon("0").await.is_some());
    assert_eq!(desk.icon("1").await, None);
}

#[tokio::test]
async fn six_at_once_and_the_last_first() {
    let icons: Vec<String> =
        (0..30).map(|number| format!("/vfslow/lib/application/icons/shared-{number}.svg")).collect();
    let desk = Desk::with(&icons.iter().map(String::as_str).collect::<Vec<_>>()).await;
    desk.person.controls().forget_requests();
    desk.person.controls().fail(Fault::always("shared", FaultKind::Held)).unwrap();
    let mut asking = Vec::new();
    for key in 0..30 {
        let id = desk.person.desk.look(|screen| {
            screen.apps.apps.iter().find(|app| app.key == key.to_string()).and_then(|app| app.icon.clone()).unwrap()
        });
        let app = desk.person.app.clone();
        asking.push(tokio::spawn(async move { app.icon(&id).await.is_some() }));
        tokio::task::yield_now().await;
    }
    let controls = desk.person.controls();
    tokio::time::timeout(PATIENCE, controls.until(|_| desk.asked() >= 6)).await.unwrap();
    // The list does not wait for them; and while it comes no seventh is asked for.
    tokio::time::timeout(PATIENCE, desk.person.app.refresh()).await.unwrap();
    assert_eq!(desk.asked(), 6);
    desk.person.controls().clear_faults();
    for icon in asking {
        assert!(icon.await.unwrap());
    }
    let order: Vec<String> = desk.person.controls().requests().iter().map(|it| it.path.clone()).collect();
    let icons: Vec<&String> = order.iter().filter(|path| path.contains("/icons/")).collect();
    assert_eq!(icons.len(), 30);
    let next: BTreeSet<&str> = icons[6..12].iter().map(|path| path.rsplit('/').next().unwrap()).collect();
    assert!(next.contains("shared-29.svg"), "{next:?}");
}
