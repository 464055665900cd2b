//! Threads for work on untrusted bytes, with a deep stack and an end to anybody's patience.
//!
//! A thread cannot be stopped. One that takes too long is given up: it gives its turn back, so that it
//! keeps no other icon waiting, and while many of them are lost no new ones are begun.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::oneshot;

use super::turns::Turns;

/// Pieces of work under way.
const AT_ONCE: usize = 2;
/// How long anybody waits for one.
const PATIENCE: Duration = Duration::from_secs(3);
/// Threads that were given up and still run. What is drawn is bounded before it begins, so there
/// should be none; each costs a processor.
const MOST_LOST: usize = 4;
/// The SVG reader goes down a frame a level.
const STACK: usize = 64 << 20;

pub(super) struct Threads {
    turns: Arc<Turns>,
    lost: Arc<AtomicUsize>,
}

/// Why there is no result.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failed {
    /// It panicked, or took too long: it would again.
    Bad,
    /// There was no thread for it.
    Busy,
}

impl Threads {
    pub(super) fn new() -> Self {
        Self { turns: Turns::new(AT_ONCE), lost: Arc::default() }
    }

    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failed> {
        let _turn = self.turns.next().await;
        if self.lost.load(Ordering::Relaxed) >= MOST_LOST {
            return Err(Failed::Busy);
        }
        let (done, mut result) = oneshot::channel();
        let thread = std::thread::Builder::new().name("icon".to_owned()).stack_size(STACK);
        // Err of the sending: nobody waits any longer.
        let begun = thread.spawn(move || drop(done.send(work())));
        begun.map_err(|_| Failed::Busy)?;
        if let Ok(result) = tokio::time::timeout(PATIENCE, &mut result).await {
            return result.map_err(|_| Failed::Bad);
        }
        let lost = self.lost.clone();
        lost.fetch_add(1, Ordering::Relaxed);
        tracing::warn!("drawing an icon took too long; it is left to itself");
        tokio::spawn(async move {
            let _ = result.await;
            lost.fetch_sub(1, Ordering::Relaxed);
        });
        Err(Failed::Bad)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// More of them than there are turns, and then than may be lost.
    #[tokio::test(start_paused = true)]
    async fn work_that_never_ends_keeps_nobody_waiting() {
        let threads = Threads::new();
        let mut ends = Vec::new();
        for _ in 0..MOST_LOST {
            // The time jumps when nothing is to be done: then a thread that answers is late too.
            assert_eq!(quick(&threads).await, Ok(7));
            let (end, waits) = mpsc::channel::<()>();
            ends.push(end);
            assert_eq!(threads.run(move || waits.recv().is_ok()).await, Err(Failed::Bad));
        }
        assert_eq!(threads.run(|| 7).await, Err(Failed::Busy));
        drop(ends);
        while threads.lost.load(Ordering::Relaxed) > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(quick(&threads).await, Ok(7));
        assert_eq!(threads.run(|| -> i32 { panic!("a decoder's fault") }).await, Err(Failed::Bad));
        assert_eq!(quick(&threads).await, Ok(7));
    }

    async fn quick(threads: &Threads) -> Result<i32, Failed> {
        tokio::time::resume();
        let result = threads.run(|| 7).await;
        tokio::time::pause();
        result
    }
}
