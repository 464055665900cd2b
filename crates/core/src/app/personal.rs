//! What the person makes of their list: stars, order, what is hidden and seen; and what is known of
//! one app. Everything here works offline, and tells no tenant.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use super::{App, State};
use crate::account::AccountId;
use crate::catalogue::Catalogue;
use crate::clock::Millis;
use crate::personal::Personal;
use crate::problem::{Code, Result};
use crate::store::{self, Dirs};
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
            opens_in: state.settings.place_of(app),
            opened: usage.map_or(0, |usage| usage.count),
            last_opened: usage.map(|usage| usage.last),
        })
    }

    /// Notes that an app was opened, by whoever had the seat when it was clicked.
    pub(super) async fn was_opened(self: &Arc<Self>, key: &str, seat: Option<AccountId>) {
        let now = self.ports.clock.now();
        {
            let mut state = self.state();
            if state.seat != seat || state.list.catalogue.app(key).is_none() {
                return;
            }
            state.list.personal.opened(key, now);
        }
        self.publish_personal();
        self.weigh();
        self.save_personal_aside().await;
    }

    /// Writes what is not written yet, before Portico ends.
    pub fn flush(&self) {
        self.save_personal();
    }

    /// Writes down what changed, on a thread that may wait for the disk.
    pub(super) async fn save_personal_aside(self: &Arc<Self>) {
        let app = self.clone();
        // Err: Portico is ending.
        let _ = tokio::task::spawn_blocking(move || app.save_personal()).await;
    }

    /// The last to come writes what all before it changed; so nothing older is ever written later.
    pub(super) fn save_personal(&self) {
        let _turn = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        let to_write = self.state().personal_to_write();
        for (account, path, bytes) in to_write {
            let result = store::write(&path, &bytes);
            if let Err(problem) = &result {
                tracing::warn!(code = problem.code.as_str(), "favourites and history were not saved");
            }
            let is_news = self.state().wrote_personal(&self.ports.dirs, &account, &result);
            if is_news {
                self.publish_personal();
            }
        }
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

    /// Of the account on screen, and of those before it.
    fn personal_to_write(&mut self) -> Vec<(AccountId, PathBuf, Vec<u8>)> {
        let accounts: Vec<_> = self.list.personal.account().into_iter().chain(self.unsaved.keys()).cloned().collect();
        let mut all = Vec::new();
        for account in accounts {
            let names = self.may_keep_list(&account);
            let written = self.personal_of(&account).and_then(|personal| personal.to_write(names));
            all.extend(written.map(|(path, bytes)| (account, path, bytes)));
        }
        all
    }

    /// Whether there is something new to be told on screen.
    fn wrote_personal(&mut self, dirs: &Dirs, account: &AccountId, result: &Result<()>) -> bool {
        if self.accounts.named(account.as_str()).is_none() {
            // Forgotten while it was being written.
            Personal::wipe(dirs, account);
            self.unsaved.remove(account);
            return false;
        }
        let is_news = self.personal_of(account).is_some_and(|personal| personal.wrote(result));
        self.unsaved.retain(|_, personal| !personal.is_settled());
        is_news && self.list.personal.account() == Some(account)
    }
}
