//! Guards state in memory, for the moment in which a closure runs.
//!
//! No guard leaves this module, so none can live across an `.await`. In builds with debug assertions a thread knows whether
//! it holds such a lock; files and the keyring refuse to be used then (see [`assert_not_held`]).

use std::sync::{Mutex, PoisonError};

#[cfg(debug_assertions)]
thread_local! {
    static HELD: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

#[derive(Default)]
pub(crate) struct StateLock<T>(Mutex<T>);

impl<T> StateLock<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// Runs `access` on the value. Nothing else sees the value meanwhile, so `access` only reads and writes memory.
    pub(crate) fn with<R>(&self, access: impl FnOnce(&mut T) -> R) -> R {
        let mut value = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _mark = HeldMark::set();
        access(&mut value)
    }
}

/// Marks the current thread as holding a lock on state.
pub(crate) struct HeldMark(());

impl HeldMark {
    pub(crate) fn set() -> Self {
        #[cfg(debug_assertions)]
        HELD.set(HELD.get() + 1);
        Self(())
    }
}

impl Drop for HeldMark {
    fn drop(&mut self) {
        #[cfg(debug_assertions)]
        HELD.set(HELD.get() - 1);
    }
}

/// Panics in builds with debug assertions if the current thread holds a lock on state: what follows may take long.
pub(crate) fn assert_not_held() {
    #[cfg(debug_assertions)]
    assert_eq!(HELD.get(), 0, "files and the keyring are not used while state is locked");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(debug_assertions)]
    fn file_access_under_lock_panics() {
        let lock = StateLock::new(1);
        lock.with(|value| *value += 1);
        assert_not_held();
        let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| lock.with(|_| assert_not_held())));
        assert!(refused.is_err());
        assert_not_held();
        assert_eq!(lock.with(|value| *value), 2, "a panic leaves the lock usable");
    }
}
