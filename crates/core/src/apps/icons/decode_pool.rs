//! Threads that decode untrusted bytes: 64 MiB of stack, a timeout of 3 s.
//!
//! A thread cannot be stopped. One that takes too long is abandoned: its permit is released, so that other icons do not
//! wait for it, and while many threads are abandoned no new ones start.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::oneshot;

use super::lifo_semaphore::LifoSemaphore;
use crate::task;

/// Pieces of work under way.
const MAX_CONCURRENT: usize = 2;
/// After this a thread is abandoned.
const TIMEOUT: Duration = Duration::from_secs(3);
/// Threads that were abandoned and still run. The work is bounded before it begins, so there should be none; each costs
/// a processor.
const MAX_ABANDONED: usize = 4;
/// The SVG reader goes down a frame a level.
const STACK_SIZE: usize = 64 << 20;

pub(super) struct DecodePool {
    permits: Arc<LifoSemaphore>,
    abandoned: Arc<AtomicUsize>,
}

/// Why there is no result.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum DecodeError {
    /// It panicked, or took too long: it would again.
    Aborted,
    /// There was no thread for it.
    Saturated,
}

impl DecodePool {
    pub(super) fn new() -> Self {
        Self { permits: LifoSemaphore::new(MAX_CONCURRENT), abandoned: Arc::default() }
    }

    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, DecodeError> {
        let _permit = self.permits.acquire().await;
        if self.abandoned.load(Ordering::Relaxed) >= MAX_ABANDONED {
            return Err(DecodeError::Saturated);
        }
        let (sender, mut result) = oneshot::channel();
        let thread = std::thread::Builder::new().name("icon".to_owned()).stack_size(STACK_SIZE);
        // Err of the sending: nobody waits any longer.
        let spawned = thread.spawn(move || drop(sender.send(work())));
        spawned.map_err(|_| DecodeError::Saturated)?;
        if let Ok(result) = tokio::time::timeout(TIMEOUT, &mut result).await {
            return result.map_err(|_| DecodeError::Aborted);
        }
        let abandoned = self.abandoned.clone();
        abandoned.fetch_add(1, Ordering::Relaxed);
        tracing::warn!("drawing an icon took too long; it is left to itself");
        let wait = async move {
            let _ = result.await;
            abandoned.fetch_sub(1, Ordering::Relaxed);
        };
        task::spawn(wait, || {});
        Err(DecodeError::Aborted)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// More of them than there are turns, and then than may be lost.
    #[tokio::test(start_paused = true)]
    async fn endless_work_times_out_and_pool_recovers() {
        let pool = DecodePool::new();
        let mut blockers = Vec::new();
        for _ in 0..MAX_ABANDONED {
            // The time jumps when nothing is to be done: then a thread that answers is late too.
            assert_eq!(run_quick_work(&pool).await, Ok(7));
            let (blocker, unblocked) = mpsc::channel::<()>();
            blockers.push(blocker);
            assert_eq!(pool.run(move || unblocked.recv().is_ok()).await, Err(DecodeError::Aborted));
        }
        assert_eq!(pool.run(|| 7).await, Err(DecodeError::Saturated));
        drop(blockers);
        while pool.abandoned.load(Ordering::Relaxed) > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(run_quick_work(&pool).await, Ok(7));
        assert_eq!(pool.run(|| -> i32 { panic!("a decoder's fault") }).await, Err(DecodeError::Aborted));
        assert_eq!(run_quick_work(&pool).await, Ok(7));
    }

    async fn run_quick_work(pool: &DecodePool) -> Result<i32, DecodeError> {
        tokio::time::resume();
        let result = pool.run(|| 7).await;
        tokio::time::pause();
        result
    }
}
