//! Runs requests whose answers must not be lost: code exchange, renewal, revocation, sign-out.
//!
//! Each runs in a task of its own. Its caller may stop waiting for it, but it is read to its end, and a program that is about
//! to end waits for it.

use std::time::Duration;

use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::error::{Code, Result};

/// Clones track the same tasks.
#[derive(Clone, Default)]
pub struct CriticalTasks(TaskTracker);

impl CriticalTasks {
    /// Starts the task at once, whether or not the returned future is awaited.
    ///
    /// # Errors
    /// Those of the task; `E-INTERNAL` where it panics.
    pub fn run<T, F>(&self, task: F) -> impl Future<Output = Result<T>> + Send + use<T, F>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        let task = self.0.spawn(task);
        async move { task.await.unwrap_or_else(|_| Err(Code::Internal.into())) }
    }

    /// Counts as a task until it is dropped.
    pub fn token(&self) -> TaskTrackerToken {
        self.0.token()
    }

    /// Waits for all tasks, but no longer than that. From here on no renewal begins.
    pub async fn finish(&self, timeout: Duration) {
        self.0.close();
        // Err: a tenant that takes longer is not waited for.
        let _ = tokio::time::timeout(timeout, self.0.wait()).await;
    }

    pub(super) fn is_finishing(&self) -> bool {
        self.0.is_closed()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn task_ends_though_its_caller_does_not_wait_and_finish_waits_for_it() {
        let tasks = CriticalTasks::default();
        let is_done = Arc::new(AtomicBool::default());
        let done = is_done.clone();
        drop(tasks.run(async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            done.store(true, Ordering::Release);
            Ok(())
        }));
        tasks.finish(Duration::from_secs(2)).await;
        assert!(is_done.load(Ordering::Acquire));
    }

    #[tokio::test(start_paused = true)]
    async fn finish_waits_no_longer_than_its_timeout() {
        let tasks = CriticalTasks::default();
        let started = tokio::time::Instant::now();
        let _token = tasks.token();
        tasks.finish(Duration::from_secs(2)).await;
        assert_eq!(started.elapsed().as_secs(), 2);
    }

    #[tokio::test]
    async fn panic_in_a_task_is_an_internal_error() {
        let tasks = CriticalTasks::default();
        let result: Result<()> = tasks.run(async { panic!("a fault") }).await;
        assert_eq!(result.unwrap_err().code, Code::Internal);
    }
}
