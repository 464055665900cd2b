//! Watches one sign-in window: when to show it, and whether a person is looking at a dead end.
//!
//! A pure machine. It is told what happens and what time it is, and says what to do; it opens nothing,
//! waits for nothing, and ends no attempt. An attempt that needs no person is over before its window
//! would be shown. The caller sleeps until [`Watchdog::next_deadline`] and calls [`Watchdog::tick`].

use std::time::Duration;

use url::Url;

use crate::clock::Timestamp;
use crate::error::Code;
use crate::sign_in::unsupported_page::detect_unsupported_page;

/// A page that stands still this long is one for a person, and no step on the way.
const SETTLE_DELAY: Duration = Duration::from_millis(400);
/// Longer than this nobody waits for a window, finished or not.
const MAX_HIDDEN_TIME: Duration = Duration::from_millis(1_500);
const BLANK_TIMEOUT: Duration = Duration::from_secs(8);
const STUCK_TIMEOUT: Duration = Duration::from_secs(5);

/// What is seen of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageObservation {
    /// A page began to load.
    LoadStarted(PageKind),
    /// It is there.
    LoadFinished,
    /// It wanted another window and did not get it.
    PopupBlocked,
}

/// What a page is, by its address. Said of the page itself, never of its frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    Ordinary,
    /// At the redirect, or at something like it, and not the answer.
    Redirect,
    /// It cannot work in this window.
    Unsupported(Code),
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Show the hidden window. Said once.
    ShowWindow,
    /// Say this to the person. It replaces what was said before.
    Warn(Code),
    /// What was said holds no more.
    ClearWarning,
}

pub struct Watchdog {
    opened_at: Timestamp,
    /// When the latest page began to load.
    load_started_at: Option<Timestamp>,
    /// When it was there; `None` while it loads.
    load_finished_at: Option<Timestamp>,
    /// Whether anything was ever on screen.
    has_painted: bool,
    /// Since when the window is at the redirect, until that was said.
    at_redirect_since: Option<Timestamp>,
    is_shown: bool,
    warning: Option<Code>,
    last_seen_at: Timestamp,
}

impl PageKind {
    /// `redirect` is where the answer is expected, if the way to sign in has one.
    pub fn classify(url: &Url, redirect: Option<&Url>) -> Self {
        if redirect.is_some_and(|redirect| is_similar_url(url, redirect)) {
            return Self::Redirect;
        }
        detect_unsupported_page(url).map_or(Self::Ordinary, Self::Unsupported)
    }
}

/// The same place to a server that does not mind letter case, doubled slashes or one at the end.
fn is_similar_url(url: &Url, redirect: &Url) -> bool {
    let path = |url: &Url| -> Vec<String> {
        let segments = url.path().split('/').filter(|segment| !segment.is_empty());
        segments.map(str::to_ascii_lowercase).collect()
    };
    let host = |url: &Url| url.host_str().map(|host| host.trim_end_matches('.').to_owned());
    url.has_host() && host(url) == host(redirect) && path(url) == path(redirect)
}

impl Watchdog {
    /// The window was opened, hidden.
    pub const fn new(now: Timestamp) -> Self {
        Self {
            opened_at: now,
            load_started_at: None,
            load_finished_at: None,
            has_painted: false,
            at_redirect_since: None,
            is_shown: false,
            warning: None,
            last_seen_at: now,
        }
    }

    pub fn observe(&mut self, observation: PageObservation, now: Timestamp) -> Vec<Action> {
        // What was due before this is said before this.
        let mut actions = self.tick(now);
        match observation {
            PageObservation::LoadStarted(page) => self.on_load_started(page, now, &mut actions),
            PageObservation::LoadFinished => {
                self.load_started_at.get_or_insert(now);
                self.load_finished_at = Some(now);
                self.has_painted = true;
                if self.warning == Some(Code::AuthBlank) {
                    self.clear_warning(&mut actions);
                }
            }
            PageObservation::PopupBlocked => self.warn(Code::AuthPopup, &mut actions),
        }
        self.run_due_actions(now, &mut actions);
        actions
    }

    /// What is due at `now`.
    pub fn tick(&mut self, now: Timestamp) -> Vec<Action> {
        self.adjust_for_clock_change(now);
        let mut actions = Vec::new();
        self.run_due_actions(now, &mut actions);
        actions
    }

    /// When to call [`Self::tick`], unless something happens first.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        [self.show_window_at(), self.blank_warning_at(), self.stuck_warning_at()].into_iter().flatten().min()
    }

    fn on_load_started(&mut self, page_kind: PageKind, now: Timestamp, actions: &mut Vec<Action>) {
        (self.load_started_at, self.load_finished_at) = (Some(now), None);
        self.at_redirect_since = match page_kind {
            // It may reload there for as long as it likes.
            PageKind::Redirect => self.at_redirect_since.or(Some(now)),
            PageKind::Ordinary | PageKind::Unsupported(_) => None,
        };
        match (page_kind, self.warning) {
            (PageKind::Unsupported(code), _) => self.warn(code, actions),
            // As blank as before; or still stuck.
            (_, None | Some(Code::AuthBlank)) | (PageKind::Redirect, Some(Code::AuthStuck)) => {}
            // The page it was about is gone.
            _ => self.clear_warning(actions),
        }
    }

    fn run_due_actions(&mut self, now: Timestamp, actions: &mut Vec<Action>) {
        let is_past = |at: Option<Timestamp>| at.is_some_and(|at| now >= at);
        if is_past(self.stuck_warning_at()) {
            self.at_redirect_since = None;
            self.warn(Code::AuthStuck, actions);
        }
        if is_past(self.blank_warning_at()) {
            self.warn(Code::AuthBlank, actions);
        }
        if is_past(self.show_window_at()) {
            self.show_window(actions);
        }
    }

    fn show_window_at(&self) -> Option<Timestamp> {
        let latest = self.opened_at.plus(MAX_HIDDEN_TIME);
        self.load_started_at.filter(|_| !self.is_shown)?;
        Some(self.load_finished_at.map_or(latest, |finished| finished.plus(SETTLE_DELAY).min(latest)))
    }

    fn blank_warning_at(&self) -> Option<Timestamp> {
        let can_be_blank = !self.has_painted && self.warning.is_none();
        can_be_blank.then(|| self.load_started_at.unwrap_or(self.opened_at).plus(BLANK_TIMEOUT))
    }

    fn stuck_warning_at(&self) -> Option<Timestamp> {
        self.at_redirect_since.map(|since| since.plus(STUCK_TIMEOUT))
    }

    fn warn(&mut self, code: Code, actions: &mut Vec<Action>) {
        self.show_window(actions);
        if self.warning.replace(code) != Some(code) {
            actions.push(Action::Warn(code));
        }
    }

    fn clear_warning(&mut self, actions: &mut Vec<Action>) {
        self.warning = None;
        actions.push(Action::ClearWarning);
    }

    fn show_window(&mut self, actions: &mut Vec<Action>) {
        if !self.is_shown {
            self.is_shown = true;
            actions.push(Action::ShowWindow);
        }
    }

    /// A clock that was set back takes what was noted along: a window is not hidden for an hour.
    fn adjust_for_clock_change(&mut self, now: Timestamp) {
        let regression = self.last_seen_at.0.saturating_sub(now.0);
        let shift_back = |time: &mut Timestamp| *time = Timestamp(time.0.saturating_sub(regression));
        shift_back(&mut self.opened_at);
        [&mut self.load_started_at, &mut self.load_finished_at, &mut self.at_redirect_since]
            .into_iter()
            .flatten()
            .for_each(shift_back);
        self.last_seen_at = now;
    }
}

#[cfg(test)]
mod tests;
