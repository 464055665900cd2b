//! So many at once, and whoever came last goes first: what was asked for last is what somebody looks at
//! now. Not fair, on purpose.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

pub(super) struct Turns(Mutex<Line>);

struct Line {
    free: usize,
    waiting: Vec<oneshot::Sender<Turn>>,
}

/// Goes to the next one when it is dropped.
pub(super) struct Turn(Option<Arc<Turns>>);

impl Turns {
    pub(super) fn new(at_once: usize) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Line { free: at_once, waiting: Vec::new() })))
    }

    pub(super) async fn next(self: &Arc<Self>) -> Turn {
        let turn = {
            let mut line = self.line();
            if line.free > 0 {
                line.free -= 1;
                return Turn(Some(self.clone()));
            }
            let (gives, turn) = oneshot::channel();
            line.waiting.push(gives);
            turn
        };
        match turn.await {
            Ok(turn) => turn,
            // Does not happen: the line lives as long as `self`.
            Err(_) => std::future::pending().await,
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(turns) = self.0.take() else { return };
        loop {
            let last = {
                let mut line = turns.line();
                let last = line.waiting.pop();
                line.free += usize::from(last.is_none());
                last
            };
            match last.map(|last| last.send(Self(Some(turns.clone())))) {
                // One who waits no more: the turn that comes back is still this one.
                Some(Err(mut unwanted)) => unwanted.0 = None,
                Some(Ok(())) | None => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn last_come_first_served_and_never_too_many() {
        let turns = Turns::new(2);
        let (first, second) = (turns.next().await, turns.next().await);
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut waiting = Vec::new();
        for number in 0..5 {
            let (turns, order) = (turns.clone(), order.clone());
            waiting.push(tokio::spawn(async move {
                let _turn = turns.next().await;
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
        assert_eq!(turns.line().free, 2);
    }
}
