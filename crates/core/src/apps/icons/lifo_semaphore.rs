//! So many at once, and whoever came last goes first: what was asked for last is what somebody looks at
//! now. Not fair, on purpose.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

pub(super) struct LifoSemaphore(Mutex<State>);

struct State {
    available: usize,
    waiters: Vec<oneshot::Sender<Permit>>,
}

/// Goes to the next one when it is dropped.
pub(super) struct Permit(Option<Arc<LifoSemaphore>>);

impl LifoSemaphore {
    pub(super) fn new(permits: usize) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State { available: permits, waiters: Vec::new() })))
    }

    pub(super) async fn acquire(self: &Arc<Self>) -> Permit {
        let receiver = {
            let mut state = self.state();
            if state.available > 0 {
                state.available -= 1;
                return Permit(Some(self.clone()));
            }
            let (sender, receiver) = oneshot::channel();
            state.waiters.push(sender);
            receiver
        };
        match receiver.await {
            Ok(permit) => permit,
            // Does not happen: the line lives as long as `self`.
            Err(_) => std::future::pending().await,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let Some(semaphore) = self.0.take() else { return };
        loop {
            let newest = {
                let mut state = semaphore.state();
                let newest = state.waiters.pop();
                state.available += usize::from(newest.is_none());
                newest
            };
            match newest.map(|sender| sender.send(Self(Some(semaphore.clone())))) {
                // One who waits no more: the turn that comes back is still this one.
                Some(Err(mut unclaimed)) => unclaimed.0 = None,
                Some(Ok(())) | None => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn newest_waiter_acquires_first_and_permits_stay_within_limit() {
        let semaphore = LifoSemaphore::new(2);
        let (first, second) = (semaphore.acquire().await, semaphore.acquire().await);
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut waiting = Vec::new();
        for number in 0..5 {
            let (semaphore, order) = (semaphore.clone(), order.clone());
            waiting.push(tokio::spawn(async move {
                let _permit = semaphore.acquire().await;
                order.lock().unwrap().push(number);
            }));
            tokio::task::yield_now().await;
        }
        assert_eq!(*order.lock().unwrap(), Vec::<i32>::new());
        // One goes away, the second before last.
        waiting.remove(3).abort();
        tokio::task::yield_now().await;
        drop(first);
        for task in waiting {
            task.await.unwrap();
        }
        assert_eq!(*order.lock().unwrap(), [4, 2, 1, 0]);
        drop(second);
        assert_eq!(semaphore.state().available, 2);
    }
}
