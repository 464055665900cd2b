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

use super::{Fault, Keyring};

/// A connection that nobody has used for this long is closed: it costs memory, and a key to listen.
const IDLE: Duration = Duration::from_mins(1);

pub(super) type Open = dyn Fn() -> Result<Box<dyn Keyring>, Fault> + Send + Sync;
pub(super) type Job = Box<dyn FnOnce(&mut Holder) + Send>;

pub(super) struct Keeper {
    queue: mpsc::Sender<Job>,
    superseded: watch::Sender<bool>,
}

impl Keeper {
    pub(super) fn start(open: Arc<Open>) -> Self {
        let (queue, jobs) = mpsc::channel::<Job>();
        let (superseded, told) = watch::channel(false);
        let holder = Holder { open, superseded: told, keyring: None };
        // Without a thread the queue's other end is gone, and `take` says so.
        let _ = thread::Builder::new().name("keyring".to_owned()).spawn(move || keep(holder, &jobs));
        Self { queue, superseded }
    }

    /// Queues a job, or gives it back if the thread is no more.
    pub(super) fn take(&self, job: Job) -> Result<(), Job> {
        self.queue.send(job).map_err(|mpsc::SendError(job)| job)
    }

    pub(super) fn superseded(&self) -> watch::Receiver<bool> {
        self.superseded.subscribe()
    }

    pub(super) fn supersede(self) {
        self.superseded.send_replace(true);
    }
}

fn keep(mut holder: Holder, jobs: &mpsc::Receiver<Job>) {
    loop {
        let job = if holder.keyring.is_none() {
            jobs.recv().ok()
        } else {
            match jobs.recv_timeout(IDLE) {
                Err(RecvTimeoutError::Timeout) => {
                    holder.keyring = None;
                    continue;
                }
                job => job.ok(),
            }
        };
        match job {
            Some(job) if !*holder.superseded.borrow() => job(&mut holder),
            _ => return,
        }
    }
}

/// The connection, made when it is needed.
pub(super) struct Holder {
    open: Arc<Open>,
    superseded: watch::Receiver<bool>,
    keyring: Option<Box<dyn Keyring>>,
}

impl Holder {
    /// Does `work` with the keyring. If a connection from before turns out to be dead (the keyring's
    /// daemon was started anew), it is done once more with a fresh one.
    pub(super) fn serve<T>(&mut self, work: impl Fn(&mut dyn Keyring) -> Result<T, Fault>) -> Result<T, Fault> {
        let fresh = self.keyring.is_none();
        match self.attempt(&work) {
            Err(Fault::Absent | Fault::Failed) if !fresh => self.attempt(&work),
            outcome => outcome,
        }
    }

    fn attempt<T>(&mut self, work: &impl Fn(&mut dyn Keyring) -> Result<T, Fault>) -> Result<T, Fault> {
        let keyring = match self.keyring.take() {
            Some(keyring) => keyring,
            None => (self.open)()?,
        };
        let mut guarded = Guarded { keyring, superseded: &self.superseded };
        let outcome = work(&mut guarded);
        let keyring = guarded.keyring;
        if !matches!(outcome, Err(Fault::Absent | Fault::Failed)) {
            self.keyring = Some(keyring);
        }
        outcome
    }
}

/// A keyring that is left alone once its thread was superseded.
struct Guarded<'a> {
    keyring: Box<dyn Keyring>,
    superseded: &'a watch::Receiver<bool>,
}

impl Guarded<'_> {
    fn keyring(&mut self) -> Result<&mut dyn Keyring, Fault> {
        if *self.superseded.borrow() { Err(Fault::Locked) } else { Ok(&mut *self.keyring) }
    }
}

impl Keyring for Guarded<'_> {
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, Fault> {
        self.keyring()?.read(entry)
    }

    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), Fault> {
        self.keyring()?.write(entry, value)
    }

    fn delete(&mut self, entry: &str) -> Result<(), Fault> {
        self.keyring()?.delete(entry)
    }
}
