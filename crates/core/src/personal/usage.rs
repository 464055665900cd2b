//! How much an app is used: each opening counts one, and half as much for each [`HALF_LIFE`] since.
//! So what was opened today comes before what was opened often a month ago ("frecency").

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Millis;

const HALF_LIFE: Duration = Duration::from_secs(5 * 24 * 60 * 60);
/// Nobody opens an app that often.
const MOST: f32 = 1e6;
/// What a star is worth, in openings of right now.
pub(super) const FAVOURITE: f32 = 0.5;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    pub count: u32,
    pub last: Millis,
    /// The weight at `last`.
    score: f32,
}

impl Usage {
    pub(super) fn opened(&mut self, now: Millis) {
        self.score = self.weight(now) + 1.0;
        self.count = self.count.saturating_add(1);
        self.last = now;
    }

    pub(super) fn weight(&self, now: Millis) -> f32 {
        let halvings = now.since(self.last).as_secs_f32() / HALF_LIFE.as_secs_f32();
        // A file may say anything.
        self.score.clamp(0.0, MOST) * (-halvings).exp2()
    }
}
