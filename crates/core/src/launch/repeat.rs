//! Tells a double click and a held key from a new click.

use std::collections::HashMap;
use std::time::Duration;

use super::click::ClickKey;
use crate::clock::Timestamp;
use crate::view::{LaunchPhase, LaunchView};

/// A second click on the same app and target within this is the same click, and any while the app is opening.
const REPEAT_WINDOW: Duration = Duration::from_secs(1);
/// Unless it failed, and can have been read. Nobody reads sooner than this after the click; no double click and
/// no pause before a held key repeats (660 ms at most by default) takes longer. A key that repeats is faster
/// than anybody who tries again, so it never gets past the second one.
const REPEAT_AFTER_FAILURE: Duration = Duration::from_millis(700);
const KEY_REPEAT: Duration = Duration::from_millis(200);

#[derive(Default)]
pub(super) struct RecentClicks(HashMap<ClickKey, RecentClick>);

#[derive(Clone)]
pub(super) struct RecentClick {
    pub(super) id: u64,
    first_at: Timestamp,
    last_at: Timestamp,
    /// What was published of it last.
    pub(super) last_view: Option<LaunchView>,
}

impl RecentClicks {
    /// Notes the click `id` and returns the one that it repeats, if it does. A click that failed, and is followed by one
    /// that names a target, was understood: the person tries the other way.
    pub(super) fn note(&mut self, place: ClickKey, id: u64, names_target: bool, now: Timestamp) -> Option<RecentClick> {
        self.0.retain(|_, click| {
            click.has_phase(LaunchPhase::Opening) || now.since(click.last_at) < REPEAT_WINDOW && click.last_at <= now
        });
        if let Some(click) = self.0.get_mut(&place)
            && (!click.has_phase(LaunchPhase::Failed) || !(names_target || click.is_deliberate_retry(now)))
        {
            click.last_at = now;
            return Some(click.clone());
        }
        self.0.insert(place, RecentClick { id, first_at: now, last_at: now, last_view: None });
        None
    }

    /// The next click is a new one.
    pub(super) fn forget(&mut self, place: &ClickKey) {
        self.0.remove(place);
    }

    /// Notes what was published of a click. After a cancellation, the next click is a new one.
    pub(super) fn record(&mut self, place: &ClickKey, view: &LaunchView) {
        if view.phase == LaunchPhase::Canceled {
            self.forget(place);
        } else if let Some(click) = self.0.get_mut(place) {
            click.last_view = Some(view.clone());
        }
    }
}

impl RecentClick {
    fn has_phase(&self, phase: LaunchPhase) -> bool {
        self.last_view.as_ref().is_some_and(|view| view.phase == phase)
    }

    fn is_deliberate_retry(&self, now: Timestamp) -> bool {
        now.since(self.first_at) >= REPEAT_AFTER_FAILURE && now.since(self.last_at) >= KEY_REPEAT
    }
}
