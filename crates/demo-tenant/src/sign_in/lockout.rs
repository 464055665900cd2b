//! Locks an account for a while after a few wrong answers. It is not a permanent lock.

use std::collections::HashMap;

use crate::config::switches::Switches;

#[derive(Default)]
pub(crate) struct Lockouts {
    /// By lower-case user name: wrong answers in a row, and the second the wait ends.
    entries: HashMap<String, (u32, u64)>,
}

impl Lockouts {
    pub(crate) fn record_wrong_answer(&mut self, user: &str, now: u64, switches: &Switches) {
        let (wrong, until) = self.entries.entry(user.to_lowercase()).or_default();
        *wrong += 1;
        if *wrong >= switches.lockout_after {
            *wrong = 0;
            *until = now + switches.lockout_seconds;
        }
    }

    pub(crate) fn reset(&mut self, user: &str) {
        self.entries.remove(&user.to_lowercase());
    }

    /// Seconds left to wait.
    pub(crate) fn remaining_seconds(&self, user: &str, now: u64) -> u64 {
        self.entries.get(&user.to_lowercase()).map_or(0, |(_, until)| until.saturating_sub(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lockout_starts_after_third_wrong_answer_and_resets() {
        let (mut lockouts, switches) = (Lockouts::default(), Switches::default());
        for _ in 0..2 {
            lockouts.record_wrong_answer("A@b", 100, &switches);
        }
        assert_eq!(lockouts.remaining_seconds("a@b", 100), 0);
        lockouts.record_wrong_answer("a@b", 100, &switches);
        assert_eq!(lockouts.remaining_seconds("a@b", 100), 30);
        assert_eq!(lockouts.remaining_seconds("a@b", 130), 0);
        lockouts.reset("a@b");
        assert_eq!(lockouts.remaining_seconds("a@b", 100), 0);
    }
}
