//! Secrets that outlive the process, in the keyring of the operating system.
//!
//! A keyring may wait for a person for as long as it likes, and asking it from a runtime's thread
//! hangs or panics. So a [`KeyringClient`] is a handle to one thread that owns the [`KeyringBackend`],
//! every request has a deadline, and nothing waits for that thread when the process ends. The client
//! does not know what the secrets are, and decides nothing about sessions. `docs/adr/003` has the reasons.

mod backend;
mod chunks;
pub mod os;
#[cfg(test)]
mod tests;
mod worker;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretSlice};
use tokio::sync::{oneshot, watch};

use crate::clock::{Clock, SystemClock};
use crate::error::{Code, Error, Result};
use crate::state_lock::assert_not_held;
pub use backend::{KeyringBackend, KeyringError};
use worker::{Connection, OpenBackend, Worker};

/// Longer than any keyring needs that is not waiting for a person.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// A handle to the thread that owns the keyring. Clones share it.
#[derive(Clone)]
pub struct KeyringClient {
    shared: Arc<Shared>,
    deadline: Duration,
}

struct Shared {
    open: Arc<OpenBackend>,
    worker: Mutex<Option<Worker>>,
}

/// Whether a request is still carried out when nobody waits for its answer any more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OnCancel {
    Skip,
    Complete,
}

impl KeyringClient {
    /// The largest secret, in bytes.
    pub const MAX_SECRET_BYTES: usize = chunks::MAX_SECRET_BYTES;

    /// `open` connects to a keyring. It runs on the worker thread at the first request, and again
    /// after each failure, so that a keyring that starts late is found.
    pub fn new(open: impl Fn() -> Result<Box<dyn KeyringBackend>, KeyringError> + Send + Sync + 'static) -> Self {
        let shared = Shared { open: Arc::new(open), worker: Mutex::default() };
        Self { shared: Arc::new(shared), deadline: REQUEST_TIMEOUT }
    }

    /// This system's keyring.
    pub fn for_os() -> Self {
        Self::new(os::open)
    }

    /// No keyring, always.
    pub fn without_keyring() -> Self {
        Self::new(|| Err(KeyringError::Absent))
    }

    /// The same client with another deadline than ten seconds.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// The secret under `id`. `None` if there is none, or if what is there is damaged or was written
    /// by a newer Portico: both mean a new sign-in.
    pub async fn read(&self, id: &str) -> Result<Option<SecretSlice<u8>>> {
        self.read_with_deadline(id, Some(self.deadline)).await
    }

    /// As [`Self::read`], for as long as the person takes to unlock the keyring. It ends early with
    /// [`Self::restart`], and by dropping the future.
    pub async fn read_without_deadline(&self, id: &str) -> Result<Option<SecretSlice<u8>>> {
        self.read_with_deadline(id, None).await
    }

    async fn read_with_deadline(&self, id: &str, deadline: Option<Duration>) -> Result<Option<SecretSlice<u8>>> {
        let id = id.to_owned();
        self.request(OnCancel::Skip, deadline, move |keyring| chunks::read(keyring, &id)).await
    }

    /// Puts `secret` under `id`; whoever reads meanwhile sees the old one or the new one. After
    /// `E-KEY-LOCKED` it may still come to pass, in the order of the requests.
    pub async fn write(&self, id: &str, secret: SecretSlice<u8>) -> Result<()> {
        // An empty credential is how others' clients have signed people out (SECURITY.md).
        if secret.expose_secret().is_empty() {
            return Err(Code::Internal.into());
        }
        let id = id.to_owned();
        self.request(OnCancel::Complete, Some(self.deadline), move |keyring| {
            chunks::write(keyring, &id, secret.expose_secret(), SystemClock.now())
        })
        .await
    }

    /// Takes away all that is under `id`. What is not there is deleted.
    pub async fn delete(&self, id: &str) -> Result<()> {
        let id = id.to_owned();
        self.request(OnCancel::Complete, Some(self.deadline), move |keyring| chunks::delete(keyring, &id)).await
    }

    /// Whether the keyring keeps what it is given: writes, reads, compares and deletes a dummy.
    pub async fn probe(&self) -> Result<()> {
        self.request(OnCancel::Skip, Some(self.deadline), |keyring| {
            let mut random = [0; 1];
            getrandom::fill(&mut random).map_err(|_| KeyringError::Failed)?;
            // Two processes seldom meet on one dummy, and one that dies here does not leave many.
            let entry = format!("v1/probe/{}", random[0]);
            keyring.write(&entry, b"probe")?;
            let is_persisted = keyring.read(&entry)?.is_some_and(|value| value == b"probe");
            keyring.delete(&entry)?;
            if is_persisted { Ok(()) } else { Err(KeyringError::Denied) }
        })
        .await
    }

    /// Starts over with a fresh thread and a fresh connection. Requests that wait for the old ones
    /// are answered with `E-KEY-LOCKED` at once.
    pub fn restart(&self) {
        if let Some(worker) = self.shared.worker.lock().unwrap_or_else(PoisonError::into_inner).take() {
            worker.supersede();
        }
    }

    async fn request<T: Send + 'static>(
        &self,
        on_cancel: OnCancel,
        deadline: Option<Duration>,
        work: impl Fn(&mut dyn KeyringBackend) -> Result<T, KeyringError> + Send + 'static,
    ) -> Result<T> {
        let (reply, response) = oneshot::channel();
        let mut superseded = self.submit(Box::new(move |connection: &mut Connection| {
            if on_cancel == OnCancel::Complete || !reply.is_closed() {
                // Nobody listens after the deadline.
                let _ = reply.send(connection.execute(work));
            }
        }));
        let result = async {
            tokio::select! {
                biased;
                answer = response => answer.unwrap_or(Err(KeyringError::Locked)),
                _ = superseded.wait_for(|superseded| *superseded) => Err(KeyringError::Locked),
            }
        };
        let result = match deadline {
            Some(deadline) => tokio::time::timeout(deadline, result).await.unwrap_or(Err(KeyringError::Locked)),
            None => result.await,
        };
        result.map_err(|keyring_error| {
            let error = Error::from(keyring_error);
            tracing::info!(code = error.code.as_str(), "the keyring did not do what it was asked");
            error
        })
    }

    /// Queues a job, and tells how to learn that its thread was superseded. A thread that a panic
    /// ended, or that never started, is replaced.
    fn submit(&self, job: worker::Job) -> watch::Receiver<bool> {
        assert_not_held();
        let mut guard = self.shared.worker.lock().unwrap_or_else(PoisonError::into_inner);
        let job = match guard.as_ref() {
            None => job,
            Some(worker) => match worker.enqueue(job) {
                Ok(()) => return worker.subscribe_superseded(),
                Err(job) => job,
            },
        };
        let worker = guard.insert(Worker::start(Arc::clone(&self.shared.open)));
        // If the system has no thread for us, the job is dropped, and that is its answer.
        let _ = worker.enqueue(job);
        worker.subscribe_superseded()
    }
}
