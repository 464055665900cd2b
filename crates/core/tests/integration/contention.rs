//! Many callers and many processes share one credential: one token refresh per expiry, and a process that is killed during
//! a refresh leaves an intact credential (SECURITY.md C-03 to C-06, C-09, C-10).
//!
//! The processes are this test's own executable, started again for `call_worker_process` or `refresh_worker_process`, which
//! do nothing in the parent. They share a keyring in a directory and a clock in a file, so that nothing waits for real time
//! to pass.
#![allow(clippy::print_stdout, reason = "workers answer on stdout")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{Config, DemoTenant, Options};
use portico_core::accounts::account::AccountId;
use portico_core::apps::api;
use portico_core::clock::{Clock, SystemClock, Timestamp};
use portico_core::session::credential_store::{CredentialStore, KeyringStatus};
use portico_core::session::{Session, TokenClient};
use portico_core::tenant::registration::ClientRegistration;
use portico_core::tenant::url::TenantUrl;

use crate::support::{DirectoryKeyring, OffsetClock, SignInBehavior, TestUser};

const USER: &str = "user@acme.test";
const DIRECTORY_VARIABLE: &str = "PORTICO_TEST_PLACE";
const TENANT_VARIABLE: &str = "PORTICO_TEST_TENANT";
/// Seconds; the shared clock is turned by as much and a bit.
const TOKEN_LIFETIME_SECS: u64 = 600;

/// A clock that several processes read from one file.
struct FileClock(PathBuf);

impl FileClock {
    fn set_offset(&self, offset: Duration) {
        let new_file = self.0.with_extension("new");
        fs::write(&new_file, offset.as_millis().to_string()).unwrap();
        fs::rename(new_file, &self.0).unwrap();
    }
}

impl Clock for FileClock {
    fn now(&self) -> Timestamp {
        let millis = fs::read_to_string(&self.0).ok().and_then(|text| text.parse().ok()).unwrap_or(0);
        SystemClock.now().plus(Duration::from_millis(millis))
    }
}

fn file_clock(directory: &Path) -> Arc<FileClock> {
    Arc::new(FileClock(directory.join("clock")))
}

fn registration(tenant: &str) -> ClientRegistration {
    ClientRegistration::with_defaults(TenantUrl::parse(tenant).unwrap())
}

fn credential_store(directory: &Path, tenant: &str) -> CredentialStore {
    let keyring = DirectoryKeyring::open(&directory.join("keyring")).client();
    CredentialStore::new(
        keyring,
        KeyringStatus::default(),
        &AccountId::derive(&registration(tenant), USER),
        directory.join("locks"),
    )
}

/// The session as another start of Portico finds it.
async fn restore_session(directory: &Path, tenant: &str) -> Option<Arc<Session>> {
    let store = credential_store(directory, tenant);
    let credential = store.read_without_deadline().await.unwrap()?;
    let session = Session::from_credential(
        TokenClient::new(registration(tenant), None).unwrap(),
        file_clock(directory),
        credential,
    );
    session.restored_from(store);
    Some(Arc::new(session))
}

/// A tenant with a rotating app, and a credential for it in the shared keyring.
async fn start_tenant_with_credential(directory: &Path, rotation: bool) -> DemoTenant {
    let mut config = Config::default();
    config.apps[0].rotation = rotation;
    config.apps[0].access_lifetime = TOKEN_LIFETIME_SECS;
    let tenant = DemoTenant::start(Options { config, ..Options::default() }).await;
    let keyring = DirectoryKeyring::open(&directory.join("keyring"));
    let user = TestUser::with_keyring(tenant, keyring.client(), SignInBehavior::SignIn(USER));
    user.sign_in().await;
    keyring.wait_until_not_empty().await;
    user.tenant
}

#[tokio::test(flavor = "multi_thread")]
async fn thousand_concurrent_callers_refresh_once() {
    let directory = tempfile::tempdir().unwrap();
    let tenant = start_tenant_with_credential(directory.path(), true).await;
    let session = restore_session(directory.path(), tenant.url()).await.unwrap();
    let past_expiry = Duration::from_secs(TOKEN_LIFETIME_SECS + 1);
    file_clock(directory.path()).set_offset(past_expiry);
    tenant.controls().advance(past_expiry);
    tenant.controls().forget_requests();
    let calls = (0..1000).map(|_| {
        let session = session.clone();
        tokio::spawn(async move { session.refresh_if_due().await })
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
    stdin: ChildStdin,
    stdout: BufReader<std::process::ChildStdout>,
}

impl Worker {
    fn start(directory: &Path, tenant: &str, test: &str) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args([&format!("contention::{test}"), "--exact", "--nocapture", "--test-threads=1"])
            .env(DIRECTORY_VARIABLE, directory)
            .env(TENANT_VARIABLE, tenant)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (stdin, stdout) = (process.stdin.take().unwrap(), BufReader::new(process.stdout.take().unwrap()));
        Self { process, stdin, stdout }
    }

    fn request_call(&mut self) {
        self.stdin.write_all(b"go\n").unwrap();
    }

    fn read_answer(&mut self) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(self.stdout.read_line(&mut line).unwrap(), 0, "the worker ended");
            // The test harness talks too.
            if let Some((_, word)) = line.trim().split_once("worker: ") {
                return word.to_owned();
            }
        }
    }
}

/// One process of many: makes a call for each line it is sent.
#[tokio::test]
async fn call_worker_process() {
    let (Some(directory), Ok(tenant)) =
        (std::env::var_os(DIRECTORY_VARIABLE).map(PathBuf::from), std::env::var(TENANT_VARIABLE))
    else {
        return;
    };
    let session = restore_session(&directory, &tenant).await.expect("a credential");
    println!("worker: ready");
    for _ in std::io::stdin().lines() {
        match session.post("/security/whoami", "{}", portico_core::net::http::Budget::CALL).await {
            Ok(response) => println!("worker: {}", response.status),
            Err(error) => println!("worker: {}", error.code.as_str()),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes: cargo xtask prove contention"]
async fn eighty_processes_refresh_once_per_expiry() {
    const PROCESSES: usize = 80;
    const ROUNDS: u64 = 100;
    let directory = tempfile::tempdir().unwrap();
    let tenant = start_tenant_with_credential(directory.path(), true).await;
    let mut workers: Vec<_> =
        (0..PROCESSES).map(|_| Worker::start(directory.path(), tenant.url(), "call_worker_process")).collect();
    assert!(workers.iter_mut().all(|worker| worker.read_answer() == "ready"));
    let clock = file_clock(directory.path());
    for round in 1..=ROUNDS {
        let step = Duration::from_secs(TOKEN_LIFETIME_SECS + 1);
        tenant.controls().forget_requests();
        tenant.controls().advance(step);
        clock.set_offset(step * u32::try_from(round).unwrap());
        workers.iter_mut().for_each(Worker::request_call);
        for worker in &mut workers {
            assert_eq!(worker.read_answer(), "200", "round {round}");
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
async fn refresh_worker_process() {
    let (Some(directory), Ok(tenant)) =
        (std::env::var_os(DIRECTORY_VARIABLE).map(PathBuf::from), std::env::var(TENANT_VARIABLE))
    else {
        return;
    };
    let clock = Arc::new(OffsetClock(Mutex::default()));
    let credential =
        credential_store(&directory, &tenant).read_without_deadline().await.unwrap().expect("a credential");
    let session =
        Session::from_credential(TokenClient::new(registration(&tenant), None).unwrap(), clock.clone(), credential);
    session.restored_from(credential_store(&directory, &tenant));
    let session = Arc::new(session);
    for round in 0u32.. {
        *clock.0.lock().unwrap() += Duration::from_secs(TOKEN_LIFETIME_SECS + 1);
        session.refresh_if_due().await.unwrap();
        if round == 0 {
            println!("worker: ready");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes: cargo xtask prove contention"]
async fn process_killed_during_refresh_leaves_intact_credential() {
    const KILLS: u32 = 300;
    let directory = tempfile::tempdir().unwrap();
    let tenant = start_tenant_with_credential(directory.path(), false).await;
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    for kill in 1..=KILLS {
        let mut worker = Worker::start(directory.path(), tenant.url(), "refresh_worker_process");
        assert_eq!(worker.read_answer(), "ready");
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        std::thread::sleep(Duration::from_micros(random % 25_000));
        worker.process.kill().unwrap();
        worker.process.wait().unwrap();
        let stored = credential_store(directory.path(), tenant.url()).read_without_deadline().await.unwrap();
        assert!(stored.is_some_and(|stored| stored.refresh_token().is_some()), "kill {kill}: blank or torn");
    }
    let refreshes = tenant.controls().count("/oauth2/token/Portico");
    assert!(refreshes > u64::from(KILLS), "the kills met no renewal: {refreshes}");
    let session = restore_session(directory.path(), tenant.url()).await.unwrap();
    session.refresh_if_due().await.unwrap();
    assert!(api::get_up_data(&session, false, &SystemClock).await.is_ok());
}
