//! Watches one sign-in window: when to show it, and whether a person is looking at a dead end.
//!
//! A pure machine. It is told what happens and what time it is, and says what to do; it opens nothing,
//! waits for nothing, and ends no attempt. An attempt that needs no person is over before its window
//! would be shown. The caller sleeps until [`Watchdog::next_deadline`] and calls [`Watchdog::tick`].

use std::time::Duration;

use url::Url;

use crate::clock::Millis;
use crate::obstacle::obstacle;
use crate::problem::Code;

/// A page that stands still this long is one for a person, and no step on the way.
const SETTLED: Duration = Duration::from_millis(400);
/// Longer than this nobody waits for a window, finished or not.
const PATIENCE: Duration = Duration::from_millis(1_500);
const BLANK: Duration = Duration::from_secs(8);
const STUCK: Duration = Duration::from_secs(5);

/// What is seen of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// A page began to load.
    Began(Page),
    /// It is there.
    Finished,
    /// It wanted another window and did not get it.
    PopupRefused,
}

/// What a page is, by its address. Said of the page itself, never of its frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    Ordinary,
    /// At the redirect, or at something like it, and not the answer.
    Redirect,
    /// It cannot work in this window.
    Obstacle(Code),
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Show the hidden window. Said once.
    Reveal,
    /// Say this to the person. It replaces what was said before.
    Trouble(Code),
    /// What was said holds no more.
    Clear,
}

pub struct Watchdog {
    opened: Millis,
    /// When the latest page began to load.
    began: Option<Millis>,
    /// When it was there; `None` while it loads.
    finished: Option<Millis>,
    /// Whether anything was ever on screen.
    painted: bool,
    /// Since when the window is at the redirect, until that was said.
    at_redirect: Option<Millis>,
    revealed: bool,
    trouble: Option<Code>,
    latest: Millis,
}

impl Page {
    /// `redirect` is where the answer is expected, if the way to sign in has one.
    pub fn at(url: &Url, redirect: Option<&Url>) -> Self {
        if redirect.is_some_and(|redirect| is_like(url, redirect)) {
            return Self::Redirect;
        }
        obstacle(url).map_or(Self::Ordinary, Self::Obstacle)
    }
}

/// The same place to a server that does not mind letter case, doubled slashes or one at the end.
fn is_like(url: &Url, redirect: &Url) -> bool {
    let path = |url: &Url| -> Vec<String> {
        let segments = url.path().split('/').filter(|segment| !segment.is_empty());
        segments.map(str::to_ascii_lowercase).collect()
    };
    let host = |url: &Url| url.host_str().map(|host| host.trim_end_matches('.').to_owned());
    url.has_host() && host(url) == host(redirect) && path(url) == path(redirect)
}

impl Watchdog {
    /// The window was opened, hidden.
    pub const fn new(now: Millis) -> Self {
        Self {
            opened: now,
            began: None,
            finished: None,
            painted: false,
            at_redirect: None,
            revealed: false,
            trouble: None,
            latest: now,
        }
    }

    pub fn see(&mut self, sight: Sight, now: Millis) -> Vec<Action> {
        // What was due before this is said before this.
        let mut actions = self.tick(now);
        match sight {
            Sight::Began(page) => self.begin(page, now, &mut actions),
            Sight::Finished => {
                self.began.get_or_insert(now);
                self.finished = Some(now);
                self.painted = true;
                if self.trouble == Some(Code::AuthBlank) {
                    self.clear(&mut actions);
                }
            }
            Sight::PopupRefused => self.trouble(Code::AuthPopup, &mut actions),
        }
        self.due(now, &mut actions);
        actions
    }

    /// What is due at `now`.
    pub fn tick(&mut self, now: Millis) -> Vec<Action> {
        self.follow_clock(now);
        let mut actions = Vec::new();
        self.due(now, &mut actions);
        actions
    }

    /// When to call [`Self::tick`], unless something happens first.
    pub fn next_deadline(&self) -> Option<Millis> {
        [self.reveal_at(), self.blank_at(), self.stuck_at()].into_iter().flatten().min()
    }

    fn begin(&mut self, page: Page, now: Millis, actions: &mut Vec<Action>) {
        (self.began, self.finished) = (Some(now), None);
        self.at_redirect = match page {
            // It may reload there for as long as it likes.
            Page::Redirect => self.at_redirect.or(Some(now)),
            Page::Ordinary | Page::Obstacle(_) => None,
        };
        match (page, self.trouble) {
            (Page::Obstacle(code), _) => self.trouble(code, actions),
            // As blank as before; or still stuck.
            (_, None | Some(Code::AuthBlank)) | (Page::Redirect, Some(Code::AuthStuck)) => {}
            // The page it was about is gone.
            _ => self.clear(actions),
        }
    }

    fn due(&mut self, now: Millis, actions: &mut Vec<Action>) {
        let past = |at: Option<Millis>| at.is_some_and(|at| now >= at);
        if past(self.stuck_at()) {
            self.at_redirect = None;
            self.trouble(Code::AuthStuck, actions);
        }
        if past(self.blank_at()) {
            self.trouble(Code::AuthBlank, actions);
        }
        if past(self.reveal_at()) {
            self.reveal(actions);
        }
    }

    fn reveal_at(&self) -> Option<Millis> {
        let at_the_latest = self.opened.plus(PATIENCE);
        self.began.filter(|_| !self.revealed)?;
        Some(self.finished.map_or(at_the_latest, |finished| finished.plus(SETTLED).min(at_the_latest)))
    }

    fn blank_at(&self) -> Option<Millis> {
        let quiet = !self.painted && self.trouble.is_none();
        quiet.then(|| self.began.unwrap_or(self.opened).plus(BLANK))
    }

    fn stuck_at(&self) -> Option<Millis> {
        self.at_redirect.map(|since| since.plus(STUCK))
    }

    fn trouble(&mut self, code: Code, actions: &mut Vec<Action>) {
        self.reveal(actions);
        if self.trouble.replace(code) != Some(code) {
            actions.push(Action::Trouble(code));
        }
    }

    fn clear(&mut self, actions: &mut Vec<Action>) {
        self.trouble = None;
        actions.push(Action::Clear);
    }

    fn reveal(&mut self, actions: &mut Vec<Action>) {
        if !self.revealed {
            self.revealed = true;
            actions.push(Action::Reveal);
        }
    }

    /// A clock that was set back takes what was noted along: a window is not hidden for an hour.
    fn follow_clock(&mut self, now: Millis) {
        let back = self.latest.0.saturating_sub(now.0);
        let earlier = |at: &mut Millis| *at = Millis(at.0.saturating_sub(back));
        earlier(&mut self.opened);
        [&mut self.began, &mut self.finished, &mut self.at_redirect].into_iter().flatten().for_each(earlier);
        self.latest = now;
    }
}

#[cfg(test)]
mod tests;
