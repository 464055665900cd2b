//! What the person makes of their list: stars, order, what is hidden and seen; and what is known of
//! one app. Everything here works offline, and tells no tenant.

use std::sync::{Arc, PoisonError};

use super::{App, State};
use crate::catalogue::Catalogue;
use crate::clock::Millis;
use crate::personal::Personal;
use crate::problem::{Code, Result};
use crate::store;
use crate::view::{DetailsView, PersonalView};

impl App {
    pub fn set_favourite(&self, key: &str, favourite: bool) {
        self.personally(|personal, list, _| {
            if list.app(key).is_some() || !favourite {
                personal.set_favourite(key, favourite);
            }
        });
        self.weigh();
    }

    /// To the place `to` among the favourites, 0 the first.
    pub fn move_favourite(&self, key: &str, to: u32) {
        let to = usize::try_from(to).unwrap_or(usize::MAX);
        self.personally(|personal, list, _| personal.move_favourite(key, to, list));
    }

    pub fn hide_app(&self, key: &str, hidden: bool) {
        self.personally(|personal, list, _| {
            if list.app(key).is_some() || !hidden {
                personal.set_hidden(key, hidden);
            }
        });
    }

    /// Empties the shelf of what is new.
    pub fn see_new(&self) {
        self.personally(|personal, _, _| personal.see_new());
    }

    pub fn read_feed(&self) {
        self.personally(|personal, _, now| personal.read_feed(now));
    }

    /// Whether changes of the assignments are told of on the desktop.
    pub fn notifies(&self) -> bool {
        self.state().settings.notifies()
    }

    /// # Errors
    /// `E-LAUNCH-GONE` when the app is no longer in the list.
    pub fn app_details(&self, key: &str) -> Result<DetailsView> {
        let now = self.ports.clock.now();
        let state = self.state();
        let list = &state.list.catalogue;
        let app = list.app(key).ok_or(Code::LaunchGone)?;
        let folders = list.folders.iter().filter(|folder| folder.apps.iter().any(|other| other == key));
        let usage = state.list.personal.usage(key);
        Ok(DetailsView {
            key: app.key.clone(),
            name: app.name.clone(),
            description: app.description.clone(),
            category: app.category.clone(),
            tags: app.tags.clone(),
            folders: folders.map(|folder| folder.name.clone()).collect(),
            kind: app.kind,
            kind_name: app.kind_name.clone(),
            template: app.template.clone(),
            host: app.host.clone(),
            user_name: app.user_name.clone(),
            parent: app.parent.clone(),
            origin: app.origin,
            shared_by: app.shared_by.clone(),
            ends_at: app.ends_at,
            registration: app.registration.clone(),
            restrictions: app.restrictions_at(now).collect(),
            opened: usage.map_or(0, |usage| usage.count),
            last_opened: usage.map(|usage| usage.last),
        })
    }

    /// Notes that an app was opened.
    pub(super) async fn was_opened(self: &Arc<Self>, key: &str) {
        let now = self.ports.clock.now();
        self.state().list.personal.opened(key, now);
        self.publish_personal();
        self.weigh();
        self.save_personal_aside().await;
    }

    /// Writes down what changed, on a thread that may wait for the disk.
    pub(super) async fn save_personal_aside(self: &Arc<Self>) {
        let app = self.clone();
        // Err: Portico is ending.
        let _ = tokio::task::spawn_blocking(move || app.save_personal()).await;
    }

    fn personally(&self, change: impl FnOnce(&mut Personal, &Catalogue, Millis)) {
        let now = self.ports.clock.now();
        {
            let mut state = self.state();
            let list = state.list.catalogue.clone();
            change(&mut state.list.personal, &list, now);
        }
        self.publish_personal();
        self.save_personal();
    }

    /// The last to come writes what all before it changed; so nothing older is ever written later.
    fn save_personal(&self) {
        let _turn = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        let (seat, names, to_write) = {
            let mut state = self.state();
            let names = state.settings.keeps_copy();
            (state.seat.clone(), names, state.list.personal.to_write(names))
        };
        let (Some(seat), Some((path, bytes))) = (seat, to_write) else { return };
        let result = store::write(&path, &bytes);
        if let Err(problem) = &result {
            tracing::warn!(code = problem.code.as_str(), "favourites and history were not saved");
        }
        let is_news = {
            let mut state = self.state();
            if state.accounts.get(&seat).is_none() {
                // Forgotten while it was being written.
                Personal::wipe(&self.ports.dirs, &seat);
            } else if names && !state.tells_names(&seat) {
                Personal::forget_names(&self.ports.dirs, &seat);
            }
            state.seat.as_ref() == Some(&seat) && state.list.personal.wrote(&result)
        };
        if is_news {
            self.publish_personal();
        }
    }

    /// Tells the search what is used most.
    pub(super) fn weigh(&self) {
        let now = self.ports.clock.now();
        let state = self.state();
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        index.weigh(|key| state.list.personal.weight(key, now));
    }
}

impl State {
    /// Nothing of a list that is not on screen: it may be locked, or left.
    pub(super) fn personal_view(&self, now: Millis) -> PersonalView {
        if self.list.freshness.loaded {
            self.list.personal.view(&self.list.catalogue, now)
        } else {
            PersonalView::default()
        }
    }

    /// Whether names of apps may lie on this computer's disk.
    fn tells_names(&self, seat: &crate::account::AccountId) -> bool {
        self.settings.keeps_copy() && (self.seat.as_ref() != Some(seat) || self.list.freshness.loaded)
    }
}
