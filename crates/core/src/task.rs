//! Tasks whose panic ends nothing but themselves.
//!
//! Tokio drops the panic of a task without a word. Every task is spawned here, so that its spawner says what becomes
//! of the state that the task held; `cargo xtask rules` refuses other ways.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::error::{Code, Result};

/// A loop that panics begins again after this: a fault that repeats shall not take the processor.
const LOOP_RESTART_DELAY: Duration = Duration::from_mins(1);

/// Spawns a task on the runtime of the caller.
pub fn spawn<T: Send + 'static>(
    future: impl Future<Output = T> + Send + 'static,
    on_panic: impl FnOnce() + Send + 'static,
) -> JoinHandle<Result<T>> {
    spawn_on(&Handle::current(), future, on_panic)
}

/// As [`spawn`], on this runtime.
pub fn spawn_on<T: Send + 'static>(
    runtime: &Handle,
    future: impl Future<Output = T> + Send + 'static,
    on_panic: impl FnOnce() + Send + 'static,
) -> JoinHandle<Result<T>> {
    runtime.spawn(async move {
        let result = catch_panic(future).await;
        if result.is_err() {
            on_panic();
        }
        result
    })
}

/// Spawns a loop that begins again, by another call of `start`, when it panics.
pub fn spawn_loop<F: Future<Output = ()> + Send>(
    runtime: &Handle,
    start: impl Fn() -> F + Send + 'static,
    on_panic: impl Fn() + Send + 'static,
) {
    runtime.spawn(async move {
        while catch_panic(start()).await.is_err() {
            on_panic();
            tokio::time::sleep(LOOP_RESTART_DELAY).await;
        }
    });
}

/// # Errors
/// `E-INTERNAL` if the future panics.
pub fn catch_panic<F: Future>(future: F) -> impl Future<Output = Result<F::Output>> {
    let mut future = Box::pin(future);
    poll_fn(move |context| match catch(|| future.as_mut().poll(context)) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
        Err(error) => Poll::Ready(Err(error)),
    })
}

/// # Errors
/// `E-INTERNAL` if the function panics.
pub fn catch<T>(function: impl FnOnce() -> T) -> Result<T> {
    // What the function borrows is behind locks that a panic does not close, and is set by its caller.
    catch_unwind(AssertUnwindSafe(function)).map_err(|_| Code::Internal.into())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::sync::{Arc, mpsc};

    use super::*;

    #[tokio::test]
    async fn panic_of_a_task_is_reported_to_its_spawner() {
        let (sender, receiver) = mpsc::channel();
        let task = spawn(
            async {
                tokio::task::yield_now().await;
                panic!("a fault");
            },
            move || sender.send(()).unwrap(),
        );
        let result: Result<()> = task.await.unwrap();
        assert_eq!(result.unwrap_err().code, Code::Internal);
        receiver.try_recv().unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn loop_that_panics_begins_again() {
        let (starts, panics) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let (done, is_done) = tokio::sync::oneshot::channel();
        let (counter, done) = (starts.clone(), std::sync::Mutex::new(Some(done)));
        let start = move || {
            let done = (counter.fetch_add(1, Ordering::Relaxed) == 2).then(|| done.lock().unwrap().take().unwrap());
            async move { done.expect("a fault").send(()).unwrap() }
        };
        let counter = panics.clone();
        spawn_loop(&Handle::current(), start, move || {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        is_done.await.unwrap();
        assert_eq!((starts.load(Ordering::Relaxed), panics.load(Ordering::Relaxed)), (3, 2));
    }
}
