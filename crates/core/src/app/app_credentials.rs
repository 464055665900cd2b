//! User name and password of one app, on their way from the person to the tenant. They are kept nowhere
//! here: what comes while nobody is signed in begins the sign-in, and is asked for once more after it.

use std::sync::Arc;

use secrecy::SecretString;

use super::active::Active;
use super::publish::Part;
use super::session_state::SessionState;
use super::state::{App, State};
use crate::accounts::account::AccountId;
use crate::apps::api;
use crate::apps::catalog::{self, Catalog};
use crate::clock::Timestamp;
use crate::error::{Code, Error};
use crate::launch::queue::{BlockedOn, NextStep, PendingLaunch};
use crate::session::ActiveSession;
use crate::view::{LaunchView, Restriction};

/// What is being told to the tenant, but for the password.
struct CredentialsSave {
    /// The click that asks.
    click_id: u64,
    key: String,
    username: String,
    session: ActiveSession,
    account: Option<AccountId>,
}

enum SaveDecision {
    Save(CredentialsSave),
    /// There is nobody to tell it for.
    SignIn,
    /// Nothing asks any more, or it is being told already.
    Ignore,
}

impl App {
    /// Gives the tenant user name and password of the app that asks for them, and opens it.
    pub async fn save_app_credentials(self: &Arc<Self>, username: &str, password: SecretString) {
        let save = match self.update_launches(|active, state, events| state.begin_save(active, username, events)) {
            SaveDecision::Save(save) => save,
            SaveDecision::SignIn => return self.sign_in_before_saving(),
            SaveDecision::Ignore => return,
        };
        let CredentialsSave { key, username, session, .. } = &save;
        let result = api::set_user_creds(&session.session, key, username, &password, &*self.deps.clock).await;
        drop(password);
        let error = result.err();
        let saved = if error.is_none() { self.active.update(|active| save.apply_to(active)) } else { None };
        let (step, list_to_cache) = self.update_launches(|active, state, events| match &error {
            None => (state.open_saved(active, &save, saved, events), self.list_to_cache(active, &save)),
            Some(error) => {
                let prompt = state.finish_saving(save.click_id);
                events.extend(prompt.map(|pending| pending.view(Some(error.clone()))));
                (None, None)
            }
        });
        match error {
            None => self.publish(&[Part::Apps]),
            Some(error) if error.code == Code::SessionEnded => {
                self.handle_session_end(&save.session, error);
                if self.state.with(|state| state.finish_saving(save.click_id).is_some()) {
                    self.sign_in_before_saving();
                }
            }
            Some(_) => {}
        }
        let open = async {
            if let Some(step) = step {
                self.execute_step(step).await;
            }
        };
        let cache = async {
            if let Some((account, catalog, updated_at)) = list_to_cache {
                self.save_list_cache(account, catalog, updated_at).await;
            }
        };
        tokio::join!(open, cache);
    }

    /// Begins the sign-in that has to come first, or shows the one that is under way.
    fn sign_in_before_saving(self: &Arc<Self>) {
        if matches!(self.active.snapshot().session_state(), SessionState::SigningIn(_)) {
            self.show_sign_in_window();
        } else {
            tokio::spawn(self.clone().sign_in_for_launch());
        }
    }

    /// The list as it is now, where it is copied to this computer: at a start it asks for nothing that the tenant has.
    fn list_to_cache(&self, active: &Active, save: &CredentialsSave) -> Option<(AccountId, Arc<Catalog>, Timestamp)> {
        let account = self.cacheable_account(active).filter(|account| save.account.as_ref() == Some(account))?;
        Some((account, active.list.catalog.clone(), active.list.freshness.updated_at?))
    }
}

impl CredentialsSave {
    /// The tenant has them; its next list says so too. Returns the app.
    fn apply_to(&self, active: &mut Active) -> Option<catalog::App> {
        if active.account != self.account {
            return None;
        }
        let catalog = Arc::make_mut(&mut active.list.catalog);
        let app = catalog.apps.iter_mut().find(|app| app.key == self.key)?;
        app.restrictions.retain(|restriction| *restriction != Restriction::NeedsPassword);
        app.user_name = Some(self.username.clone()).filter(|name| !name.is_empty());
        Some(app.clone())
    }
}

impl State {
    fn begin_save(&mut self, active: &Active, username: &str, events: &mut Vec<LaunchView>) -> SaveDecision {
        let (session, account) = (active.session().cloned(), active.account.clone());
        let Some(pending) = self.launch_queue.pending.as_mut() else { return SaveDecision::Ignore };
        let BlockedOn::Credentials(view) = &mut pending.blocked_on else { return SaveDecision::Ignore };
        if view.saving {
            return SaveDecision::Ignore;
        }
        if !view.username_is_fixed {
            username.clone_into(&mut view.username);
        }
        view.saving = session.is_some();
        let (click_id, key, username) = (pending.click.id, pending.click.key.clone(), view.username.clone());
        events.push(pending.view(session.is_none().then(|| Error::new(Code::SessionEnded))));
        session.map_or(SaveDecision::SignIn, |session| {
            SaveDecision::Save(CredentialsSave { click_id, key, username, session, account })
        })
    }

    /// Goes on with what asked for them. `app` is as the list has it by now.
    fn open_saved(
        &mut self,
        active: &Active,
        save: &CredentialsSave,
        app: Option<catalog::App>,
        events: &mut Vec<LaunchView>,
    ) -> Option<NextStep> {
        if active.account != save.account {
            return None;
        }
        self.finish_saving(save.click_id)?;
        let pending = self.launch_queue.pending.take()?;
        Some(match app {
            Some(app) => self.open_or_wait(active, pending.click, &app, None, events),
            None => self.begin_opening(active, pending.click, events),
        })
    }

    /// What asks since that click, and is told to nobody now.
    fn finish_saving(&mut self, click_id: u64) -> Option<&PendingLaunch> {
        let pending = self.launch_queue.pending.as_mut().filter(|intent| intent.click.id == click_id)?;
        let BlockedOn::Credentials(view) = &mut pending.blocked_on else { return None };
        view.saving = false;
        Some(pending)
    }
}
