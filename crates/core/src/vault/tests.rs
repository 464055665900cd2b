//! The vault over keyrings that are small, late, stuck or broken. None of these tests waits for a
//! time to pass, but for the deadline that it is about.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use super::*;

/// A keyring in memory, with what can go wrong.
#[derive(Clone, Debug)]
pub(super) struct Memory {
    pub(super) entries: BTreeMap<String, Vec<u8>>,
    /// The largest value, in bytes.
    pub(super) limit: usize,
    pub(super) calls: usize,
    /// This call fails so, with nothing done.
    pub(super) fails_at: Option<(usize, Fault)>,
    /// After so many changes everything fails, as if the process had been killed.
    pub(super) dies_after: Option<usize>,
    pub(super) dead: bool,
}

impl Default for Memory {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), limit: usize::MAX, calls: 0, fails_at: None, dies_after: None, dead: false }
    }
}

impl Memory {
    pub(super) fn is_dead(&self) -> bool {
        self.dead
    }

    pub(super) fn revive(&mut self) {
        (self.dead, self.dies_after, self.fails_at) = (false, None, None);
    }

    fn call(&mut self, change: bool) -> Result<(), Fault> {
        let call = self.calls;
        self.calls += 1;
        if let Some((_, fault)) = self.fails_at.filter(|(at, _)| *at == call) {
            return Err(fault);
        }
        if let Some(left) = self.dies_after.as_mut().filter(|_| change) {
            self.dead |= *left == 0;
            *left = left.saturating_sub(1);
        }
        if self.dead { Err(Fault::Failed) } else { Ok(()) }
    }
}

impl Keyring for Memory {
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, Fault> {
        self.call(false)?;
        Ok(self.entries.get(entry).cloned())
    }

    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), Fault> {
        self.call(true)?;
        if value.len() > self.limit {
            return Err(Fault::TooBig);
        }
        self.entries.insert(entry.to_owned(), value.to_vec());
        Ok(())
    }

    fn delete(&mut self, entry: &str) -> Result<(), Fault> {
        self.call(true)?;
        self.entries.remove(entry);
        Ok(())
    }
}

/// A connection to a keyring that others see too.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Memory>>);

impl Shared {
    fn entries(&self) -> usize {
        self.0.lock().unwrap().entries.len()
    }

    fn vault(&self) -> Vault {
        let shared = self.clone();
        Vault::new(move || Ok(Box::new(shared.clone())))
    }
}

impl Keyring for Shared {
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, Fault> {
        self.0.lock().unwrap().read(entry)
    }
    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), Fault> {
        self.0.lock().unwrap().write(entry, value)
    }
    fn delete(&mut self, entry: &str) -> Result<(), Fault> {
        self.0.lock().unwrap().delete(entry)
    }
}

/// A keyring whose every call first asks `before` (which may block, panic or refuse).
struct Moody<F> {
    inner: Shared,
    before: F,
}

impl<F: FnMut() -> Result<(), Fault> + Send> Keyring for Moody<F> {
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, Fault> {
        (self.before)()?;
        self.inner.read(entry)
    }
    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), Fault> {
        (self.before)()?;
        self.inner.write(entry, value)
    }
    fn delete(&mut self, entry: &str) -> Result<(), Fault> {
        (self.before)()?;
        self.inner.delete(entry)
    }
}

fn secret(bytes: &[u8]) -> SecretSlice<u8> {
    bytes.to_vec().into()
}

async fn read(vault: &Vault) -> Option<Vec<u8>> {
    vault.read("id").await.unwrap().map(|secret| secret.expose_secret().to_vec())
}

fn code<T>(outcome: Result<T>) -> Code {
    outcome.err().unwrap().code
}

#[tokio::test]
async fn what_is_put_in_comes_out() {
    let keyring = Shared::default();
    keyring.0.lock().unwrap().limit = 2_560;
    let vault = keyring.vault();
    vault.probe().await.unwrap();
    assert_eq!(keyring.entries(), 0, "a probe leaves nothing");
    assert_eq!(read(&vault).await, None);
    vault.write("id", secret(&[7; 16_384])).await.unwrap();
    assert_eq!(read(&vault.clone()).await.unwrap(), [7; 16_384]);
    assert_eq!(read(&keyring.vault()).await.unwrap(), [7; 16_384]);
    vault.delete("id").await.unwrap();
    vault.delete("id").await.unwrap();
    assert_eq!(read(&vault).await, None);
    assert_eq!(keyring.entries(), 0);
}

#[tokio::test]
async fn refusals_have_codes() {
    let vault = Shared::default().vault();
    assert_eq!(code(vault.write("id", secret(b"")).await), Code::Internal);
    assert_eq!(code(vault.write("id", secret(&[0; Vault::LARGEST + 1])).await), Code::KeyringTooBig);
    let none = Vault::none();
    assert_eq!(code(none.read("id").await), Code::KeyringAbsent);
    assert_eq!(code(none.read_patiently("id").await), Code::KeyringAbsent);
    assert_eq!(code(none.write("id", secret(b"x")).await), Code::KeyringAbsent);
    assert_eq!(code(none.delete("id").await), Code::KeyringAbsent);
    assert_eq!(code(none.probe().await), Code::KeyringAbsent);
    for (fault, expected) in [
        (Fault::Locked, Code::KeyringLocked),
        (Fault::Denied, Code::KeyringDenied),
        (Fault::Failed, Code::KeyringDenied),
        (Fault::TooBig, Code::KeyringTooBig),
    ] {
        let vault = Vault::new(move || Ok(Box::new(Moody { inner: Shared::default(), before: move || Err(fault) })));
        assert_eq!(code(vault.read("id").await), expected);
        assert_eq!(code(vault.probe().await), expected);
    }
}

#[tokio::test]
async fn a_keyring_that_keeps_nothing_is_found_out() {
    struct Sieve;
    impl Keyring for Sieve {
        fn read(&mut self, _: &str) -> Result<Option<Vec<u8>>, Fault> {
            Ok(None)
        }
        fn write(&mut self, _: &str, _: &[u8]) -> Result<(), Fault> {
            Ok(())
        }
        fn delete(&mut self, _: &str) -> Result<(), Fault> {
            Ok(())
        }
    }
    let vault = Vault::new(|| Ok(Box::new(Sieve)));
    assert_eq!(code(vault.probe().await), Code::KeyringDenied);
    assert_eq!(code(vault.write("id", secret(b"x")).await), Code::KeyringDenied);
}

#[tokio::test]
async fn a_keyring_that_starts_late_is_found() {
    for press_retry in [false, true] {
        let keyring = Shared::default();
        let attempts = Arc::new(AtomicUsize::new(0));
        let (late, counted) = (keyring.clone(), Arc::clone(&attempts));
        let vault = Vault::new(move || {
            let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
            if first { Err(Fault::Absent) } else { Ok(Box::new(late.clone())) }
        });
        assert_eq!(code(vault.probe().await), Code::KeyringAbsent);
        if press_retry {
            vault.retry();
        }
        vault.probe().await.unwrap();
        vault.probe().await.unwrap();
        assert_eq!(attempts.load(Ordering::SeqCst), 2, "a connection that works is kept");
    }
}

#[tokio::test]
async fn a_connection_that_died_is_made_anew() {
    let keyring = Shared::default();
    let opened = Arc::new(AtomicUsize::new(0));
    let (inner, counted) = (keyring.clone(), Arc::clone(&opened));
    let vault = Vault::new(move || {
        let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
        let mut calls = 0;
        let before = move || {
            calls += 1;
            if first && calls > 3 { Err(Fault::Absent) } else { Ok(()) }
        };
        Ok(Box::new(Moody { inner: inner.clone(), before }))
    });
    vault.probe().await.unwrap();
    vault.write("id", secret(b"x")).await.unwrap();
    assert_eq!(opened.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_panic_costs_one_request() {
    let calls = Arc::new(AtomicUsize::new(0));
    let vault = Vault::new(move || {
        let calls = Arc::clone(&calls);
        let before = move || {
            assert!(calls.fetch_add(1, Ordering::SeqCst) > 0, "on purpose");
            Ok(())
        };
        Ok(Box::new(Moody { inner: Shared::default(), before }))
    });
    assert_eq!(code(vault.read("id").await), Code::KeyringLocked);
    // The thread may still be unwinding, and then it takes one more request with it.
    while vault.read("id").await.is_err() {}
}

/// A vault whose first connection hangs in its first call until it is released, and says when it is
/// dropped; the ones after it do not hang.
struct Stuck {
    vault: Vault,
    keyring: Shared,
    release: mpsc::Sender<()>,
    hangs: mpsc::Receiver<()>,
    dropped: mpsc::Receiver<()>,
}

impl Stuck {
    fn new() -> Self {
        struct Told(mpsc::Sender<()>);
        impl Drop for Told {
            fn drop(&mut self) {
                let _ = self.0.send(());
            }
        }
        let keyring = Shared::default();
        let ((release, released), (hanging, hangs), (gone, dropped)) =
            (mpsc::channel::<()>(), mpsc::channel(), mpsc::channel());
        let first = Mutex::new(Some((released, hanging, Told(gone))));
        let inner = keyring.clone();
        let vault = Vault::new(move || {
            let mut first = first.lock().unwrap().take();
            let mut hung = false;
            let before = move || {
                if let Some((released, hanging, _)) = first.as_mut().filter(|_| !hung) {
                    hung = true;
                    hanging.send(()).unwrap();
                    let _ = released.recv();
                }
                Ok(())
            };
            Ok(Box::new(Moody { inner: inner.clone(), before }))
        });
        Self { vault, keyring, release, hangs, dropped }
    }

    fn impatient(&self) -> Vault {
        self.vault.clone().with_deadline(Duration::from_millis(20))
    }
}

#[tokio::test]
async fn a_stuck_keyring_is_locked_and_a_retry_gets_past_it() {
    let stuck = Stuck::new();
    assert_eq!(code(stuck.impatient().write("id", secret(b"old")).await), Code::KeyringLocked);
    stuck.hangs.recv().unwrap();
    assert_eq!(code(stuck.impatient().read("id").await), Code::KeyringLocked, "the next one waits behind it");

    let patient = stuck.vault.clone();
    let patient = tokio::spawn(async move { patient.read_patiently("id").await });
    tokio::task::yield_now().await;
    stuck.vault.retry();
    assert_eq!(code(patient.await.unwrap()), Code::KeyringLocked, "a retry ends the wait");

    stuck.vault.write("id", secret(b"new")).await.unwrap();
    stuck.release.send(()).unwrap();
    stuck.dropped.recv().unwrap();
    assert_eq!(read(&stuck.vault).await.unwrap(), b"new", "the old write did not go on over the new one");
    assert_eq!(stuck.keyring.entries(), 2);
}

#[tokio::test]
async fn what_was_late_still_comes_to_pass_in_order() {
    let stuck = Stuck::new();
    assert_eq!(code(stuck.impatient().write("id", secret(b"one")).await), Code::KeyringLocked);
    assert_eq!(code(stuck.impatient().write("id", secret(b"two")).await), Code::KeyringLocked);
    stuck.release.send(()).unwrap();
    let found = stuck.vault.read_patiently("id").await.unwrap().unwrap();
    assert_eq!(found.expose_secret(), b"two");
}

#[test]
fn a_runtime_ends_while_a_keyring_hangs() {
    let stuck = Stuck::new();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    assert_eq!(code(runtime.block_on(stuck.impatient().read("id"))), Code::KeyringLocked);
    drop(runtime);
    assert!(stuck.dropped.try_recv().is_err(), "it hangs yet");
}
