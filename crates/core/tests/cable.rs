//! The network cable, pulled at every moment of a refresh: the list stays, what is said about it is
//! right, nobody is signed out, and it heals by itself within half a minute of return.
//!
//! Time is the runtime's, which jumps when nothing is under way; it is also the time of day. The keyring
//! fails, so that nothing waits for its thread.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use crate::person;

mod cable {
    pub(crate) mod cord;
}

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cable::cord::{Break, Cord, Exchange, Place, Way};
use demo_tenant::{Config, DemoTenant, Options};
use person::{Manner, Person};
use portico_core::clock::{Clock, Millis, SystemClock};
use portico_core::problem::Code;
use portico_core::vault::Vault;
use portico_core::view::{AppsView, FreshnessView, SessionView};
use tokio::time::{Instant, sleep};

const USER: Manner = Manner::SignsIn("user@acme.test");
/// What must show 5 of the app list asks for.
const HEALS_IN: Duration = Duration::from_secs(30);
const YEAR: Duration = Duration::from_hours(365 * 24);

/// The runtime's time, turned ahead.
struct RuntimesClock {
    begun: (Millis, Instant),
    turned: Mutex<Duration>,
}

impl Clock for RuntimesClock {
    fn now(&self) -> Millis {
        self.begun.0.plus(self.begun.1.elapsed()).plus(*self.turned.lock().unwrap())
    }
}

struct Desk {
    person: Person,
    cord: Cord,
    clock: Arc<RuntimesClock>,
    apps: AppsView,
}

impl Desk {
    /// Signed in, with the list on screen and on disk, and the time held from here on.
    async fn new() -> Self {
        let mut config = Config::default();
        config.apps[0].access_lifetime = YEAR.as_secs();
        let tenant = DemoTenant::start(Options { config, ..Options::default() }).await;
        let cord = Cord::to(tenant.url().trim_start_matches("http://").parse().unwrap()).await;
        let begun = (SystemClock.now(), Instant::now());
        let clock = Arc::new(RuntimesClock { begun, turned: Mutex::default() });
        let person = Person::through(&cord.url, tenant, Vault::none(), USER, clock.clone());
        person.app.wake().await;
        person.signs_in().await;
        person.desk.sees("that there is no keyring", |screen| screen.vault.problem.is_some()).await;
        person.app.refresh().await;
        let apps = person.desk.look(|screen| screen.apps.clone());
        assert_eq!(apps.apps.len(), 42);
        tokio::time::pause();
        Self { person, cord, clock, apps }
    }

    fn freshness(&self) -> FreshnessView {
        self.person.desk.look(|screen| screen.freshness.clone())
    }

    fn copy(&self) -> serde_json::Value {
        let files = self.person.files();
        let file: Vec<&PathBuf> = files.iter().filter(|file| file.ends_with("apps.json")).collect();
        serde_json::from_slice(&std::fs::read(file[0]).unwrap()).unwrap()
    }

    /// The access token is at its end.
    fn expires(&self) {
        *self.clock.turned.lock().unwrap() += YEAR;
        self.person.controls().expire_access_tokens();
    }

    /// What a refresh is on the wire, question by question.
    async fn exchanges(&self, expired: bool) -> Vec<Exchange> {
        if expired {
            self.expires();
        }
        self.cord.breaks(None);
        self.person.app.refresh().await;
        assert_eq!(self.freshness().problem, None);
        self.cord.exchanges()
    }

    /// Nothing is lost, and nobody is signed out.
    fn stays(&self, row: &str) {
        self.person.desk.look(|screen| {
            // Clocks are turned here, and a share may end by that.
            let names = |apps: &AppsView| apps.apps.iter().map(|app| app.name.clone()).collect::<Vec<_>>();
            assert_eq!(names(&screen.apps), names(&self.apps), "{row}: the list");
            assert!(matches!(screen.session, Some(SessionView::SignedIn { .. })), "{row}: signed out");
            assert!(screen.freshness.loaded && !screen.freshness.from_copy, "{row}");
        });
        assert_eq!(self.copy()["apps"].as_array().map(Vec::len), Some(42), "{row}: the copy");
    }

    /// The list is asked for by itself until it comes; how long that took.
    async fn heals(&self, row: &str, before: &FreshnessView) {
        let began = Instant::now();
        let well = |screen: &person::Screen| {
            let now = &screen.freshness;
            now.problem.is_none() && !now.refreshing && now.updated_at > before.updated_at
        };
        self.person.desk.sees_within(10 * HEALS_IN, "the list again", well).await;
        let took = began.elapsed();
        assert!(took <= HEALS_IN, "{row}: {took:?}");
        self.stays(row);
        // Written behind it.
        while self.copy()["updated_at"].as_u64() != self.freshness().updated_at.map(|at| at.0) {
            sleep(Duration::from_millis(1)).await;
        }
        // Folders are asked for behind that, for three seconds at most.
        sleep(Duration::from_secs(5)).await;
    }
}

/// Places in both directions: closer in the heads and at the ends, and a few in what is long.
fn places(exchanges: &[Exchange]) -> Vec<Place> {
    let mut places = Vec::new();
    let mut from = Exchange::default();
    for to in exchanges {
        for (way, from, to) in [(Way::Up, from.up, to.up), (Way::Down, from.down, to.down)] {
            let length = to - from;
            let near = (0..length.min(600)).step_by(97);
            let far = (600..length).step_by((length / 8).max(1));
            places.extend(near.chain(far).chain([length - 1]).map(|at| Place { way, after: from + at }));
        }
        from = *to;
    }
    places
}

/// Tokens and dates differ in length by so many bytes.
const VARIES: usize = 40;
/// A head of an answer is not longer than this.
const HEAD: usize = 1500;

fn codes(how: Break, place: Place, exchanges: &[Exchange]) -> &'static [Code] {
    let began = exchanges.iter().map(|exchange| exchange.down).filter(|end| *end <= place.after).max().unwrap_or(0);
    match (how, place.way) {
        (Break::Silence, _) => &[Code::NetTimeout],
        // In the middle of a body.
        (Break::End, Way::Down) if place.after > began + HEAD => &[Code::NetCut],
        // Without a head nothing was answered, and the question may be put once more, on a new connection,
        // which is refused.
        _ => &[Code::NetCut, Code::NetRefused],
    }
}

/// Breaks at each place, each time until the refresh is over; then it is mended, and heals.
async fn pulled_everywhere(expired: bool) {
    let desk = Desk::new().await;
    let exchanges = desk.exchanges(expired).await;
    assert_eq!(exchanges.len(), 2 + usize::from(expired), "a renewal, the list, the folders: {exchanges:?}");
    let folders = exchanges[exchanges.len() - 2];
    let mut problems = 0;
    for how in [Break::End, Break::Reset, Break::Silence] {
        for place in places(&exchanges) {
            let row = format!("{how:?} at {place:?} of {exchanges:?}");
            let gone = if place.way == Way::Up { folders.up } else { folders.down };
            if place.after.abs_diff(gone) < VARIES {
                continue;
            }
            if expired {
                desk.expires();
            }
            let (before, copy) = (desk.freshness(), desk.copy());
            desk.cord.breaks(Some((place, how)));
            // So that a time that is the same is told from one that is not.
            sleep(Duration::from_millis(5)).await;
            desk.person.app.refresh().await;
            desk.stays(&row);
            let after = desk.freshness();
            if place.after > gone {
                // The list was there; folders are asked for beside it.
                assert_eq!((after.problem, after.refreshing), (None, false), "{row}");
                desk.cord.is_mended().await;
                continue;
            }
            problems += 1;
            let problem = after.problem.as_ref().unwrap_or_else(|| panic!("{row}")).code;
            assert!(codes(how, place, &exchanges).contains(&problem), "{row}: {problem:?}");
            assert_eq!((after.updated_at, after.refreshing), (before.updated_at, false), "{row}");
            assert!(desk.copy() == copy, "{row}: the copy");
            desk.cord.is_mended().await;
            desk.heals(&row, &before).await;
        }
    }
    assert!(problems > 40, "{problems}");
}

#[tokio::test]
async fn pulled_at_every_moment_of_a_refresh() {
    pulled_everywhere(false).await;
}

#[tokio::test]
async fn pulled_at_every_moment_of_a_renewal_and_a_refresh() {
    pulled_everywhere(true).await;
}

/// Put back while the refresh still waits for what will never come.
#[tokio::test]
async fn put_back_before_anybody_has_noticed() {
    let desk = Desk::new().await;
    for expired in [false, true] {
        let exchanges = desk.exchanges(expired).await;
        for place in places(&exchanges).into_iter().step_by(3) {
            for seconds in [1, 14, 29] {
                let row = format!("{place:?} of {exchanges:?}, for {seconds} s");
                if expired {
                    desk.expires();
                }
                let before = desk.freshness();
                sleep(Duration::from_millis(5)).await;
                desk.cord.breaks(Some((place, Break::Silence)));
                let app = desk.person.app.clone();
                let mut refresh = tokio::spawn(async move { app.refresh().await });
                tokio::select! {
                    () = desk.cord.is_broken() => {}
                    // Answers differ by a few bytes: this one was shorter.
                    _ = &mut refresh => continue,
                }
                sleep(Duration::from_secs(seconds)).await;
                desk.cord.is_mended().await;
                desk.heals(&row, &before).await;
                refresh.await.unwrap();
            }
        }
    }
}

/// However long it was out, and at whichever moment of the tries it comes back.
#[tokio::test]
async fn out_for_any_time() {
    let desk = Desk::new().await;
    for how in [Break::End, Break::Silence] {
        for expired in [false, true] {
            for seconds in (1..200).step_by(13) {
                let row = format!("{how:?} for {seconds} s, expired: {expired}");
                if expired {
                    desk.expires();
                }
                let before = desk.freshness();
                desk.cord.cut(how);
                let app = desk.person.app.clone();
                let refresh = tokio::spawn(async move { app.refresh().await });
                sleep(Duration::from_secs(seconds)).await;
                desk.stays(&row);
                desk.cord.is_mended().await;
                desk.heals(&row, &before).await;
                refresh.await.unwrap();
            }
        }
    }
}

/// Somebody asks while a try in the background waits for what never comes.
#[tokio::test]
async fn a_person_does_not_wait_for_the_background() {
    let desk = Desk::new().await;
    let before = desk.freshness();
    desk.cord.cut(Break::Silence);
    desk.person.app.refresh().await;
    assert_eq!(desk.freshness().problem.map(|problem| problem.code), Some(Code::NetTimeout));
    desk.person.desk.sees_within(HEALS_IN, "a try", |screen| screen.freshness.refreshing).await;
    desk.cord.is_mended().await;
    let began = Instant::now();
    desk.person.app.refresh().await;
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    assert_eq!(desk.freshness().problem, None);
    desk.heals("by hand", &before).await;
    // And what was left in the background does nothing more.
    let at = desk.freshness().updated_at;
    sleep(5 * HEALS_IN).await;
    assert_eq!(desk.freshness().updated_at, at);
}

/// A tenant that takes its time is waited for, and asked a few times at most.
#[tokio::test]
async fn a_slow_tenant_is_not_given_up() {
    let desk = Desk::new().await;
    desk.person.controls().forget_requests();
    desk.person.controls().set_latency(Duration::from_secs(40));
    let before = desk.freshness();
    desk.person.app.refresh().await;
    assert_eq!(desk.freshness().problem, None);
    assert!(desk.freshness().updated_at > before.updated_at);
    assert_eq!(desk.person.controls().count("/UPRest/GetUPData"), 3);
}

/// With the copy on screen, it is said to be one until the tenant has answered.
#[tokio::test]
async fn a_copy_is_called_one_until_the_tenant_answers() {
    let mut config = Config::default();
    config.apps[0].access_lifetime = YEAR.as_secs();
    let tenant = DemoTenant::start(Options { config, ..Options::default() }).await;
    let cord = Cord::to(tenant.url().trim_start_matches("http://").parse().unwrap()).await;
    let keyring = person::SharedKeyring::default();
    let mut person = Person::through(&cord.url, tenant, keyring.vault(), USER, Arc::new(SystemClock));
    person.keyring = keyring;
    person.signs_in().await;
    while person.keyring.entries().is_empty() {
        tokio::task::yield_now().await;
    }
    let updated = person.desk.look(|screen| screen.freshness.updated_at);
    cord.cut(Break::Reset);
    person.restarts(USER);
    person.app.wake().await;
    person.desk.look(|screen| {
        assert_eq!(screen.freshness.problem.as_ref().map(|problem| problem.code), Some(Code::NetRefused));
        assert!(screen.freshness.from_copy && !screen.freshness.refreshing);
        assert_eq!((screen.freshness.updated_at, screen.apps.apps.len()), (updated, 42));
        assert!(matches!(screen.session, Some(SessionView::SignedIn { .. })));
    });
    cord.is_mended().await;
    let fresh = |screen: &person::Screen| !screen.freshness.from_copy && screen.freshness.problem.is_none();
    person.desk.sees("the list", fresh).await;
}
