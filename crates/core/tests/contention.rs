//! Many callers and many processes with one credential: one renewal an expiry, and nothing lost when
//! a process is killed in the middle of one (security.md C-03 to C-06, C-09, C-10).
//!
//! The processes are this test's own executable, started again as `worker`, which does nothing when
//! nobody started it so. They share a keyring in
//! a folder and a clock in a file, so that nothing waits for real time to pass.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a failing step ends the test; workers answer on stdout")]

use crate::person;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{Config, DemoTenant, Options};
use person::{FolderKeyring, Manner, Person, TurnedClock};
use portico_core::account::AccountId;
use portico_core::api;
use portico_core::clock::{Clock, Millis, SystemClock};
use portico_core::registration::Registration;
use portico_core::safe::{Health, Safe};
use portico_core::session::{Endpoint, Session};
use portico_core::tenant::TenantUrl;

const USER: &str = "user@acme.test";
const PLACE: &str = "PORTICO_TEST_PLACE";
const TENANT: &str = "PORTICO_TEST_TENANT";
/// Seconds; the shared clock is turned by as much and a bit.
const LIFE: u64 = 600;

/// A clock that several processes read from one file.
struct SharedClock(PathBuf);

impl SharedClock {
    fn turn(&self, to: Duration) {
        let fresh = self.0.with_extension("new");
        fs::write(&fresh, to.as_millis().to_string()).unwrap();
        fs::rename(fresh, &self.0).unwrap();
    }
}

impl Clock for SharedClock {
    fn now(&self) -> Millis {
        let millis = fs::read_to_string(&self.0).ok().and_then(|text| text.parse().ok()).unwrap_or(0);
        SystemClock.now().plus(Duration::from_millis(millis))
    }
}

fn clock(place: &Path) -> Arc<SharedClock> {
    Arc::new(SharedClock(place.join("clock")))
}

fn registration(tenant: &str) -> Registration {
    Registration::of(TenantUrl::parse(tenant).unwrap())
}

fn safe(place: &Path, tenant: &str) -> Safe {
    let vault = FolderKeyring::at(&place.join("keyring")).vault();
    Safe::new(vault, Health::default(), &AccountId::of(&registration(tenant), USER), place.join("locks"))
}

/// The session as another start of Portico finds it.
async fn found(place: &Path, tenant: &str) -> Option<Session> {
    let safe = safe(place, tenant);
    let credential = safe.read_patiently().await.unwrap()?;
    let session = Session::with(Endpoint::new(registration(tenant), None).unwrap(), clock(place), credential);
    session.found_in(safe).await;
    Some(session)
}

/// A tenant with a rotating app, and a credential for it in the shared keyring.
async fn signed_in(place: &Path, rotation: bool) -> DemoTenant {
    let mut config = Config::default();
    config.apps[0].rotation = rotation;
    config.apps[0].access_lifetime = LIFE;
    let tenant = DemoTenant::start(Options { config, ..Options::default() }).await;
    let keyring = FolderKeyring::at(&place.join("keyring"));
    let person = Person::with_vault(tenant, keyring.vault(), Manner::SignsIn(USER));
    person.signs_in().await;
    keyring.holds_something().await;
    person.tenant
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_callers_renew_once() {
    let place = tempfile::tempdir().unwrap();
    let tenant = signed_in(place.path(), true).await;
    let session = Arc::new(found(place.path(), tenant.url()).await.unwrap());
    let later = Duration::from_secs(LIFE + 1);
    clock(place.path()).turn(later);
    tenant.controls().advance(later);
    tenant.controls().forget_requests();
    let calls = (0..1000).map(|_| {
        let session = session.clone();
        tokio::spawn(async move { session.freshen().await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(tenant.controls().count("/oauth2/token/Portico"), 1);
    // The same once more, now that the tenant turns the token down before its time.
    tenant.controls().expire_access_tokens();
    tenant.controls().forget_requests();
    let calls = (0..200).map(|_| {
        let session = session.clone();
        tokio::spawn(async move { api::get_up_data(&session, false, &SystemClock).await.map(drop) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(tenant.controls().count("/oauth2/token/Portico"), 1);
}

struct Worker {
    process: Child,
    orders: ChildStdin,
    answers: BufReader<std::process::ChildStdout>,
}

impl Worker {
    fn start(place: &Path, tenant: &str, test: &str) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args([test, "--exact", "--nocapture", "--test-threads=1"])
            .env(PLACE, place)
            .env(TENANT, tenant)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (orders, answers) = (process.stdin.take().unwrap(), BufReader::new(process.stdout.take().unwrap()));
        Self { process, orders, answers }
    }

    fn go(&mut self) {
        self.orders.write_all(b"go\n").unwrap();
    }

    fn answer(&mut self) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(self.answers.read_line(&mut line).unwrap(), 0, "the worker ended");
            // The test harness talks too.
            if let Some((_, word)) = line.trim().split_once("worker: ") {
                return word.to_owned();
            }
        }
    }
}

/// One process of many: makes a call for each line it is sent.
#[tokio::test]
async fn worker() {
    let (Some(place), Ok(tenant)) = (std::env::var_os(PLACE).map(PathBuf::from), std::env::var(TENANT)) else { return };
    let session = found(&place, &tenant).await.expect("a credential");
    println!("worker: ready");
    for _ in std::io::stdin().lines() {
        match session.post("/security/whoami", "{}", portico_core::http::Budget::CALL).await {
            Ok(answer) => println!("worker: {}", answer.status),
            Err(problem) => println!("worker: {}", problem.code.as_str()),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn eighty_processes_renew_once_an_expiry() {
    const PROCESSES: usize = 80;
    const ROUNDS: u64 = 100;
    let place = tempfile::tempdir().unwrap();
    let tenant = signed_in(place.path(), true).await;
    let mut workers: Vec<_> = (0..PROCESSES).map(|_| Worker::start(place.path(), tenant.url(), "worker")).collect();
    assert!(workers.iter_mut().all(|worker| worker.answer() == "ready"));
    let clock = clock(place.path());
    for round in 1..=ROUNDS {
        let step = Duration::from_secs(LIFE + 1);
        tenant.controls().forget_requests();
        tenant.controls().advance(step);
        clock.turn(step * u32::try_from(round).unwrap());
        workers.iter_mut().for_each(Worker::go);
        for worker in &mut workers {
            assert_eq!(worker.answer(), "200", "round {round}");
        }
        assert_eq!(tenant.controls().count("/oauth2/token/Portico"), 1, "round {round}");
    }
    for mut worker in workers {
        let _ = worker.process.kill();
        let _ = worker.process.wait();
    }
}

/// Renews as fast as it can until it is killed.
#[tokio::test]
async fn restless_worker() {
    let (Some(place), Ok(tenant)) = (std::env::var_os(PLACE).map(PathBuf::from), std::env::var(TENANT)) else { return };
    let clock = Arc::new(TurnedClock(Mutex::default()));
    let credential = safe(&place, &tenant).read_patiently().await.unwrap().expect("a credential");
    let session = Session::with(Endpoint::new(registration(&tenant), None).unwrap(), clock.clone(), credential);
    session.found_in(safe(&place, &tenant)).await;
    for round in 0u32.. {
        *clock.0.lock().unwrap() += Duration::from_secs(LIFE + 1);
        session.freshen().await.unwrap();
        if round == 0 {
            println!("worker: ready");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_it_leaves_a_whole_credential() {
    const KILLS: u32 = 300;
    let place = tempfile::tempdir().unwrap();
    let tenant = signed_in(place.path(), false).await;
    let mut moments = 0x2545_f491_4f6c_dd1d_u64;
    for kill in 1..=KILLS {
        let mut worker = Worker::start(place.path(), tenant.url(), "restless_worker");
        assert_eq!(worker.answer(), "ready");
        moments ^= moments << 13;
        moments ^= moments >> 7;
        moments ^= moments << 17;
        std::thread::sleep(Duration::from_micros(moments % 25_000));
        worker.process.kill().unwrap();
        worker.process.wait().unwrap();
        let left = safe(place.path(), tenant.url()).read_patiently().await.unwrap();
        assert!(left.is_some_and(|left| left.refresh().is_some()), "kill {kill}: blank or torn");
    }
    let renewals = tenant.controls().count("/oauth2/token/Portico");
    assert!(renewals > u64::from(KILLS), "the kills met no renewal: {renewals}");
    let session = found(place.path(), tenant.url()).await.unwrap();
    session.freshen().await.unwrap();
    assert!(api::get_up_data(&session, false, &SystemClock).await.is_ok());
}
