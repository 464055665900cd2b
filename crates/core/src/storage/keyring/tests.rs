//! The client over keyrings that are small, late, stuck or broken. None of these tests waits for a
//! time to pass, but for the deadline that it is about.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use super::*;

/// A keyring in memory, with what can go wrong.
#[derive(Clone, Debug)]
pub(super) struct FakeKeyring {
    pub(super) entries: BTreeMap<String, Vec<u8>>,
    /// The largest value, in bytes.
    pub(super) max_value_bytes: usize,
    pub(super) calls: usize,
    /// This call fails so, with nothing done.
    pub(super) fail_on_call: Option<(usize, KeyringError)>,
    /// After so many changes everything fails, as if the process had been killed.
    pub(super) dies_after_changes: Option<usize>,
    pub(super) is_dead: bool,
}

impl Default for FakeKeyring {
    fn default() -> Self {
        Self {
            entries: BTreeMap::new(),
            max_value_bytes: usize::MAX,
            calls: 0,
            fail_on_call: None,
            dies_after_changes: None,
            is_dead: false,
        }
    }
}

impl FakeKeyring {
    pub(super) fn has_died(&self) -> bool {
        self.is_dead
    }

    pub(super) fn revive(&mut self) {
        (self.is_dead, self.dies_after_changes, self.fail_on_call) = (false, None, None);
    }

    fn record_call(&mut self, is_change: bool) -> Result<(), KeyringError> {
        let call = self.calls;
        self.calls += 1;
        if let Some((_, keyring_error)) = self.fail_on_call.filter(|(at, _)| *at == call) {
            return Err(keyring_error);
        }
        if let Some(changes_left) = self.dies_after_changes.as_mut().filter(|_| is_change) {
            self.is_dead |= *changes_left == 0;
            *changes_left = changes_left.saturating_sub(1);
        }
        if self.is_dead { Err(KeyringError::Failed) } else { Ok(()) }
    }
}

impl KeyringBackend for FakeKeyring {
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, KeyringError> {
        self.record_call(false)?;
        Ok(self.entries.get(entry).cloned())
    }

    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), KeyringError> {
        self.record_call(true)?;
        if value.len() > self.max_value_bytes {
            return Err(KeyringError::TooBig);
        }
        self.entries.insert(entry.to_owned(), value.to_vec());
        Ok(())
    }

    fn delete(&mut self, entry: &str) -> Result<(), KeyringError> {
        self.record_call(true)?;
        self.entries.remove(entry);
        Ok(())
    }
}

/// A connection to a keyring that others see too.
#[derive(Clone, Default)]
struct SharedKeyring(Arc<Mutex<FakeKeyring>>);

impl SharedKeyring {
    fn entry_count(&self) -> usize {
        self.0.lock().unwrap().entries.len()
    }

    fn client(&self) -> KeyringClient {
        let shared = self.clone();
        KeyringClient::new(move || Ok(Box::new(shared.clone())))
    }
}

impl KeyringBackend for SharedKeyring {
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, KeyringError> {
        self.0.lock().unwrap().read(entry)
    }
    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), KeyringError> {
        self.0.lock().unwrap().write(entry, value)
    }
    fn delete(&mut self, entry: &str) -> Result<(), KeyringError> {
        self.0.lock().unwrap().delete(entry)
    }
}

/// A keyring whose every call first asks `before_call` (which may block, panic or refuse).
struct HookedKeyring<F> {
    inner: SharedKeyring,
    before_call: F,
}

impl<F: FnMut() -> Result<(), KeyringError> + Send> KeyringBackend for HookedKeyring<F> {
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, KeyringError> {
        (self.before_call)()?;
        self.inner.read(entry)
    }
    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), KeyringError> {
        (self.before_call)()?;
        self.inner.write(entry, value)
    }
    fn delete(&mut self, entry: &str) -> Result<(), KeyringError> {
        (self.before_call)()?;
        self.inner.delete(entry)
    }
}

fn secret(bytes: &[u8]) -> SecretSlice<u8> {
    bytes.to_vec().into()
}

async fn read_secret(client: &KeyringClient) -> Option<Vec<u8>> {
    client.read("id").await.unwrap().map(|secret| secret.expose_secret().to_vec())
}

fn error_code<T>(outcome: Result<T>) -> Code {
    outcome.err().unwrap().code
}

#[tokio::test]
async fn written_secret_is_read_back_and_deleted() {
    let keyring = SharedKeyring::default();
    keyring.0.lock().unwrap().max_value_bytes = 2_560;
    let client = keyring.client();
    client.probe().await.unwrap();
    assert_eq!(keyring.entry_count(), 0, "a probe leaves nothing");
    assert_eq!(read_secret(&client).await, None);
    client.write("id", secret(&[7; 16_384])).await.unwrap();
    assert_eq!(read_secret(&client.clone()).await.unwrap(), [7; 16_384]);
    assert_eq!(read_secret(&keyring.client()).await.unwrap(), [7; 16_384]);
    client.delete("id").await.unwrap();
    client.delete("id").await.unwrap();
    assert_eq!(read_secret(&client).await, None);
    assert_eq!(keyring.entry_count(), 0);
}

#[tokio::test]
async fn keyring_errors_map_to_codes() {
    let client = SharedKeyring::default().client();
    assert_eq!(error_code(client.write("id", secret(b"")).await), Code::Internal);
    assert_eq!(
        error_code(client.write("id", secret(&[0; KeyringClient::MAX_SECRET_BYTES + 1])).await),
        Code::KeyringTooBig
    );
    let without_keyring = KeyringClient::without_keyring();
    assert_eq!(error_code(without_keyring.read("id").await), Code::KeyringAbsent);
    assert_eq!(error_code(without_keyring.read_without_deadline("id").await), Code::KeyringAbsent);
    assert_eq!(error_code(without_keyring.write("id", secret(b"x")).await), Code::KeyringAbsent);
    assert_eq!(error_code(without_keyring.delete("id").await), Code::KeyringAbsent);
    assert_eq!(error_code(without_keyring.probe().await), Code::KeyringAbsent);
    for (keyring_error, expected) in [
        (KeyringError::Locked, Code::KeyringLocked),
        (KeyringError::Denied, Code::KeyringDenied),
        (KeyringError::Failed, Code::KeyringDenied),
        (KeyringError::TooBig, Code::KeyringTooBig),
    ] {
        let client = KeyringClient::new(move || {
            Ok(Box::new(HookedKeyring { inner: SharedKeyring::default(), before_call: move || Err(keyring_error) }))
        });
        assert_eq!(error_code(client.read("id").await), expected);
        assert_eq!(error_code(client.probe().await), expected);
    }
}

#[tokio::test]
async fn keyring_that_discards_writes_is_detected() {
    struct DiscardingKeyring;
    impl KeyringBackend for DiscardingKeyring {
        fn read(&mut self, _: &str) -> Result<Option<Vec<u8>>, KeyringError> {
            Ok(None)
        }
        fn write(&mut self, _: &str, _: &[u8]) -> Result<(), KeyringError> {
            Ok(())
        }
        fn delete(&mut self, _: &str) -> Result<(), KeyringError> {
            Ok(())
        }
    }
    let client = KeyringClient::new(|| Ok(Box::new(DiscardingKeyring)));
    assert_eq!(error_code(client.probe().await), Code::KeyringDenied);
    assert_eq!(error_code(client.write("id", secret(b"x")).await), Code::KeyringDenied);
}

#[tokio::test]
async fn keyring_that_starts_late_is_connected() {
    for restarts in [false, true] {
        let keyring = SharedKeyring::default();
        let attempts = Arc::new(AtomicUsize::new(0));
        let (late_keyring, attempt_counter) = (keyring.clone(), Arc::clone(&attempts));
        let client = KeyringClient::new(move || {
            let is_first = attempt_counter.fetch_add(1, Ordering::SeqCst) == 0;
            if is_first { Err(KeyringError::Absent) } else { Ok(Box::new(late_keyring.clone())) }
        });
        assert_eq!(error_code(client.probe().await), Code::KeyringAbsent);
        if restarts {
            client.restart();
        }
        client.probe().await.unwrap();
        client.probe().await.unwrap();
        assert_eq!(attempts.load(Ordering::SeqCst), 2, "a connection that works is kept");
    }
}

#[tokio::test]
async fn lost_connection_is_reopened() {
    let keyring = SharedKeyring::default();
    let open_count = Arc::new(AtomicUsize::new(0));
    let (inner, open_counter) = (keyring.clone(), Arc::clone(&open_count));
    let client = KeyringClient::new(move || {
        let is_first = open_counter.fetch_add(1, Ordering::SeqCst) == 0;
        let mut calls = 0;
        let before_call = move || {
            calls += 1;
            if is_first && calls > 3 { Err(KeyringError::Absent) } else { Ok(()) }
        };
        Ok(Box::new(HookedKeyring { inner: inner.clone(), before_call }))
    });
    client.probe().await.unwrap();
    client.write("id", secret(b"x")).await.unwrap();
    assert_eq!(open_count.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn panic_in_backend_fails_one_request() {
    let calls = Arc::new(AtomicUsize::new(0));
    let client = KeyringClient::new(move || {
        let calls = Arc::clone(&calls);
        let before_call = move || {
            assert!(calls.fetch_add(1, Ordering::SeqCst) > 0, "on purpose");
            Ok(())
        };
        Ok(Box::new(HookedKeyring { inner: SharedKeyring::default(), before_call }))
    });
    assert_eq!(error_code(client.read("id").await), Code::KeyringLocked);
    // The thread may still be unwinding, and then it takes one more request with it.
    while client.read("id").await.is_err() {}
}

/// A client whose first connection hangs in its first call until it is released, and says when it is
/// dropped; the ones after it do not hang.
struct HangingKeyring {
    client: KeyringClient,
    keyring: SharedKeyring,
    release: mpsc::Sender<()>,
    hung: mpsc::Receiver<()>,
    dropped: mpsc::Receiver<()>,
}

impl HangingKeyring {
    fn new() -> Self {
        struct NotifyOnDrop(mpsc::Sender<()>);
        impl Drop for NotifyOnDrop {
            fn drop(&mut self) {
                let _ = self.0.send(());
            }
        }
        let keyring = SharedKeyring::default();
        let ((release, released), (hanging, hung), (on_drop, dropped)) =
            (mpsc::channel::<()>(), mpsc::channel(), mpsc::channel());
        let first = Mutex::new(Some((released, hanging, NotifyOnDrop(on_drop))));
        let inner = keyring.clone();
        let client = KeyringClient::new(move || {
            let mut first = first.lock().unwrap().take();
            let mut has_hung = false;
            let before_call = move || {
                if let Some((released, hanging, _)) = first.as_mut().filter(|_| !has_hung) {
                    has_hung = true;
                    hanging.send(()).unwrap();
                    let _ = released.recv();
                }
                Ok(())
            };
            Ok(Box::new(HookedKeyring { inner: inner.clone(), before_call }))
        });
        Self { client, keyring, release, hung, dropped }
    }

    fn client_with_short_deadline(&self) -> KeyringClient {
        self.client.clone().with_deadline(Duration::from_millis(20))
    }
}

#[tokio::test]
async fn hanging_keyring_reports_locked_and_restart_recovers() {
    let hanging = HangingKeyring::new();
    assert_eq!(error_code(hanging.client_with_short_deadline().write("id", secret(b"old")).await), Code::KeyringLocked);
    hanging.hung.recv().unwrap();
    assert_eq!(
        error_code(hanging.client_with_short_deadline().read("id").await),
        Code::KeyringLocked,
        "the next one waits behind it"
    );

    let waiting_client = hanging.client.clone();
    let waiting_read = tokio::spawn(async move { waiting_client.read_without_deadline("id").await });
    tokio::task::yield_now().await;
    hanging.client.restart();
    assert_eq!(error_code(waiting_read.await.unwrap()), Code::KeyringLocked, "a retry ends the wait");

    hanging.client.write("id", secret(b"new")).await.unwrap();
    hanging.release.send(()).unwrap();
    hanging.dropped.recv().unwrap();
    assert_eq!(read_secret(&hanging.client).await.unwrap(), b"new", "the old write did not go on over the new one");
    assert_eq!(hanging.keyring.entry_count(), 2);
}

#[tokio::test]
async fn late_writes_complete_in_order() {
    let hanging = HangingKeyring::new();
    assert_eq!(error_code(hanging.client_with_short_deadline().write("id", secret(b"one")).await), Code::KeyringLocked);
    assert_eq!(error_code(hanging.client_with_short_deadline().write("id", secret(b"two")).await), Code::KeyringLocked);
    hanging.release.send(()).unwrap();
    let found = hanging.client.read_without_deadline("id").await.unwrap().unwrap();
    assert_eq!(found.expose_secret(), b"two");
}

#[test]
fn runtime_shuts_down_while_keyring_hangs() {
    let hanging = HangingKeyring::new();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    assert_eq!(error_code(runtime.block_on(hanging.client_with_short_deadline().read("id"))), Code::KeyringLocked);
    drop(runtime);
    assert!(hanging.dropped.try_recv().is_err(), "it hangs yet");
}
