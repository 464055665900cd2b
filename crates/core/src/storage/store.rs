//! A value in memory that one writer at a time keeps on disk.
//!
//! Reading and changing wait for no disk. The writer is a thread that lives while there is something to write; it
//! writes the newest value, so changes that come faster than the disk cost one write.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::oneshot;

use crate::error::{Code, Result};
use crate::task;

pub(crate) struct Store<T>(Arc<Shared<T>>);

impl<T> Clone for Store<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

type Write<T> = Box<dyn Fn(&T) -> Result<()> + Send + Sync>;

struct Shared<T> {
    state: Mutex<State<T>>,
    write: Write<T>,
    on_result_change: Box<dyn Fn() + Send + Sync>,
}

struct State<T> {
    value: Arc<T>,
    is_dirty: bool,
    is_writing: bool,
    /// `None`: nothing was written yet.
    last_result: Option<Result<()>>,
    waiters: Vec<Box<dyn FnOnce(Result<()>) + Send>>,
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Store<T> {
    /// `on_result_change` is called after a write that succeeded or failed otherwise than the one before.
    pub(crate) fn new(
        value: T,
        write: impl Fn(&T) -> Result<()> + Send + Sync + 'static,
        on_result_change: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let value = Arc::new(value);
        let state = State { value, is_dirty: false, is_writing: false, last_result: None, waiters: Vec::new() };
        Self(Arc::new(Shared {
            state: Mutex::new(state),
            write: Box::new(write),
            on_result_change: Box::new(on_result_change),
        }))
    }

    pub(crate) fn snapshot(&self) -> Arc<T> {
        self.0.lock().value.clone()
    }

    /// What came of the last write; `None` before the first.
    pub(crate) fn last_result(&self) -> Option<Result<()>> {
        self.0.lock().last_result.clone()
    }

    /// Changes the value and has it written, if it differs or the disk lacks the last one.
    pub(crate) fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let mut state = self.0.lock();
        let mut value = state.value.as_ref().clone();
        let result = change(&mut value);
        let has_changed = value != *state.value;
        state.value = Arc::new(value);
        if has_changed || matches!(state.last_result, Some(Err(_))) {
            self.start_writing(state);
        }
        result
    }

    /// Returns once the disk has the value.
    ///
    /// # Errors
    /// Those of the last write. The value in memory stays.
    pub(crate) async fn commit(&self) -> Result<()> {
        let (sender, receiver) = oneshot::channel();
        // Err: the caller went away.
        self.on_idle(|result| drop(sender.send(result)));
        receiver.await.unwrap_or_else(|_| Err(Code::Internal.into()))
    }

    /// As [`Self::commit`], for a thread that may wait, and with another try if the last one failed.
    pub(crate) fn flush(&self, deadline: Instant) {
        let state = self.0.lock();
        if matches!(state.last_result, Some(Err(_))) {
            self.start_writing(state);
        } else {
            drop(state);
        }
        let (sender, receiver) = std::sync::mpsc::channel();
        self.on_idle(move |result| drop(sender.send(result)));
        // Err: the disk does not answer.
        let _ = receiver.recv_timeout(deadline.saturating_duration_since(Instant::now()));
    }

    fn on_idle(&self, callback: impl FnOnce(Result<()>) + Send + 'static) {
        let mut state = self.0.lock();
        if state.is_writing {
            state.waiters.push(Box::new(callback));
        } else {
            callback(state.last_result.clone().unwrap_or(Ok(())));
        }
    }

    fn start_writing(&self, mut state: MutexGuard<'_, State<T>>) {
        state.is_dirty = true;
        if std::mem::replace(&mut state.is_writing, true) {
            return;
        }
        drop(state);
        let shared = self.0.clone();
        let thread = std::thread::Builder::new().name("store".into()).spawn(move || shared.write_until_clean());
        if thread.is_err() {
            self.0.write_until_clean();
        }
    }
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_until_clean(&self) {
        loop {
            let value = {
                let mut state = self.lock();
                state.is_dirty = false;
                state.value.clone()
            };
            // A writer that ended here would leave everybody who waits for it waiting.
            let result = task::catch(|| (self.write)(&value)).flatten();
            let has_result_changed = {
                let mut state = self.lock();
                let previous = state.last_result.replace(result.clone());
                previous.unwrap_or(Ok(())) != result
            };
            // Before anybody who waits goes on.
            if has_result_changed {
                let _ = task::catch(&self.on_result_change);
            }
            let mut state = self.lock();
            if !state.is_dirty {
                state.is_writing = false;
                let waiters = std::mem::take(&mut state.waiters);
                drop(state);
                waiters.into_iter().for_each(|waiter| waiter(result.clone()));
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn changes_during_a_write_are_written_once_and_in_the_end() {
        let (permit, permits) = mpsc::channel();
        let (permits, written) = (Mutex::new(permits), Arc::new(Mutex::new(Vec::new())));
        let log = written.clone();
        let write = move |value: &u32| {
            permits.lock().unwrap().recv().unwrap();
            log.lock().unwrap().push(*value);
            Ok(())
        };
        let store = Store::new(0, write, || {});
        store.update(|value| *value = 0);
        assert_eq!(store.commit().await, Ok(()), "nothing changed, so nothing is written");
        for number in 1..=100 {
            store.update(|value| *value = number);
        }
        assert_eq!(*store.snapshot(), 100);
        let deadline = Instant::now() + Duration::from_millis(1);
        store.flush(deadline);
        assert!(Instant::now() >= deadline && written.lock().unwrap().is_empty(), "the disk is not waited for longer");
        (0..2).for_each(|_| permit.send(()).unwrap());
        store.commit().await.unwrap();
        let written = written.lock().unwrap();
        assert!(written.len() <= 2 && written.last() == Some(&100), "{written:?}");
    }

    #[tokio::test]
    async fn panic_in_a_write_fails_it_and_the_next_one_is_written() {
        let write = |value: &u32| {
            assert_ne!(*value, 1, "a fault");
            Ok(())
        };
        let store = Store::new(0, write, || panic!("a fault"));
        store.update(|value| *value = 1);
        assert_eq!(store.commit().await.unwrap_err().code, Code::Internal);
        store.update(|value| *value = 2);
        assert_eq!(store.commit().await, Ok(()));
    }

    #[tokio::test]
    async fn failed_write_is_reported_once_and_repeated_on_update_and_flush() {
        let results = [Err(Code::DiskFull.into()), Err(Code::DiskFull.into()), Err(Code::DiskFull.into()), Ok(())];
        let (results, changes) = (Mutex::new(results.into_iter()), Arc::new(Mutex::new(0)));
        let counter = changes.clone();
        let write = move |_: &u32| results.lock().unwrap().next().unwrap();
        let store = Store::new(0, write, move || *counter.lock().unwrap() += 1);
        store.update(|value| *value = 1);
        assert_eq!(store.commit().await.unwrap_err().code, Code::DiskFull);
        store.update(|value| *value = 1);
        assert_eq!(store.commit().await.unwrap_err().code, Code::DiskFull);
        let far_deadline = Instant::now() + Duration::from_secs(60);
        for (is_written, expected_changes) in [(false, 1), (true, 2)] {
            store.flush(far_deadline);
            assert_eq!(store.last_result().unwrap().is_ok(), is_written);
            assert_eq!(*changes.lock().unwrap(), expected_changes);
        }
    }
}
