//! The thread that owns a keyring: one queue, one connection, one request at a time.
//!
//! It may hang in a prompt for ever. Then another takes its place: this one asks before every call
//! to the keyring whether that has happened, and if so makes no further call, so that a write that
//! hung does not go on over a newer one. Nothing joins it.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use tokio::sync::watch;

use super::backend::{KeyringBackend, KeyringError};

/// A connection that nobody has used for this long is closed: it costs memory, and a key to listen.
const IDLE_TIMEOUT: Duration = Duration::from_mins(1);

pub(super) type OpenBackend = dyn Fn() -> Result<Box<dyn KeyringBackend>, KeyringError> + Send + Sync;
pub(super) type Job = Box<dyn FnOnce(&mut Connection) + Send>;

pub(super) struct Worker {
    queue: mpsc::Sender<Job>,
    superseded: watch::Sender<bool>,
}

impl Worker {
    pub(super) fn start(open: Arc<OpenBackend>) -> Self {
        let (queue, jobs) = mpsc::channel::<Job>();
        let (superseded, supersede_receiver) = watch::channel(false);
        let connection = Connection { open, superseded: supersede_receiver, backend: None };
        // Without a thread the queue's other end is gone, and `take` says so.
        let _ = thread::Builder::new().name("keyring".to_owned()).spawn(move || run(connection, &jobs));
        Self { queue, superseded }
    }

    /// Queues a job, or gives it back if the thread is no more.
    pub(super) fn enqueue(&self, job: Job) -> Result<(), Job> {
        self.queue.send(job).map_err(|mpsc::SendError(job)| job)
    }

    pub(super) fn subscribe_superseded(&self) -> watch::Receiver<bool> {
        self.superseded.subscribe()
    }

    pub(super) fn supersede(self) {
        self.superseded.send_replace(true);
    }
}

fn run(mut connection: Connection, jobs: &mpsc::Receiver<Job>) {
    loop {
        let job = if connection.backend.is_none() {
            jobs.recv().ok()
        } else {
            match jobs.recv_timeout(IDLE_TIMEOUT) {
                Err(RecvTimeoutError::Timeout) => {
                    connection.backend = None;
                    continue;
                }
                job => job.ok(),
            }
        };
        match job {
            Some(job) if !*connection.superseded.borrow() => job(&mut connection),
            _ => return,
        }
    }
}

/// The connection, made when it is needed.
pub(super) struct Connection {
    open: Arc<OpenBackend>,
    superseded: watch::Receiver<bool>,
    backend: Option<Box<dyn KeyringBackend>>,
}

impl Connection {
    /// Does `work` with the keyring. If a connection from before turns out to be dead (the keyring's
    /// daemon was started anew), it is done once more with a fresh one.
    pub(super) fn execute<T>(
        &mut self,
        work: impl Fn(&mut dyn KeyringBackend) -> Result<T, KeyringError>,
    ) -> Result<T, KeyringError> {
        let is_new = self.backend.is_none();
        match self.try_execute(&work) {
            Err(KeyringError::Absent | KeyringError::Failed) if !is_new => self.try_execute(&work),
            outcome => outcome,
        }
    }

    fn try_execute<T>(
        &mut self,
        work: &impl Fn(&mut dyn KeyringBackend) -> Result<T, KeyringError>,
    ) -> Result<T, KeyringError> {
        let backend = match self.backend.take() {
            Some(keyring) => keyring,
            None => (self.open)()?,
        };
        let mut guard = SupersedeGuard { backend, superseded: &self.superseded };
        let outcome = work(&mut guard);
        let keyring = guard.backend;
        if !matches!(outcome, Err(KeyringError::Absent | KeyringError::Failed)) {
            self.backend = Some(keyring);
        }
        outcome
    }
}

/// A keyring that is left alone once its thread was superseded.
struct SupersedeGuard<'a> {
    backend: Box<dyn KeyringBackend>,
    superseded: &'a watch::Receiver<bool>,
}

impl SupersedeGuard<'_> {
    fn active_backend(&mut self) -> Result<&mut dyn KeyringBackend, KeyringError> {
        if *self.superseded.borrow() { Err(KeyringError::Locked) } else { Ok(&mut *self.backend) }
    }
}

impl KeyringBackend for SupersedeGuard<'_> {
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, KeyringError> {
        self.active_backend()?.read(entry)
    }

    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), KeyringError> {
        self.active_backend()?.write(entry, value)
    }

    fn delete(&mut self, entry: &str) -> Result<(), KeyringError> {
        self.active_backend()?.delete(entry)
    }
}
