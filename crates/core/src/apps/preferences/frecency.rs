//! How much an app is used: each opening counts one, and half as much for each [`HALF_LIFE`] since.
//! So what was opened today comes before what was opened often a month ago ("frecency").

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

const HALF_LIFE: Duration = Duration::from_secs(5 * 24 * 60 * 60);
/// Nobody opens an app that often.
const MAX_SCORE: f32 = 1e6;
/// What a star is worth, in openings of right now.
pub(super) const FAVORITE_WEIGHT: f32 = 0.5;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    pub count: u32,
    #[serde(rename = "last")]
    pub last_opened: Timestamp,
    /// The weight at `last`.
    score: f32,
}

impl Usage {
    pub(super) fn record_launch(&mut self, now: Timestamp) {
        self.score = self.weight(now) + 1.0;
        self.count = self.count.saturating_add(1);
        self.last_opened = now;
    }

    pub(super) fn weight(&self, now: Timestamp) -> f32 {
        let half_lives = now.since(self.last_opened).as_secs_f32() / HALF_LIFE.as_secs_f32();
        // A file may say anything.
        self.score.clamp(0.0, MAX_SCORE) * (-half_lives).exp2()
    }
}
