//! User name and password of one app, on their way from the person to the tenant. They are kept nowhere
//! here: what comes while nobody is signed in begins the sign-in, and is asked for once more after it.

use std::sync::Arc;

use secrecy::SecretString;

use super::active::Active;
use super::publish::Part;
use super::session_state::SessionState;
use super::state::App;
use crate::accounts::account::AccountId;
use crate::apps::api;
use crate::apps::catalog::Catalog;
use crate::clock::Timestamp;
use crate::error::Code;
use crate::launch::credentials_prompt::CredentialsSave;
use crate::view::Restriction;

impl App {
    /// Gives the tenant user name and password of the app that asks for them, and opens it.
    pub async fn save_app_credentials(self: &Arc<Self>, username: &str, password: SecretString) {
        let save = self.update_launches(|queue, situation| queue.begin_saving(situation, username));
        let Some(save) = save else { return };
        let CredentialsSave { click_id, key, username, session, .. } = &save;
        let Some(session) = session else { return self.sign_in_before_saving() };
        let result = api::set_user_creds(&session.session, key, username, &password, &*self.deps.clock).await;
        drop(password);
        if let Err(error) = result {
            let is_prompting = self.update_launches(|queue, _| queue.fail_saving(*click_id, &error));
            if error.code == Code::SessionEnded {
                self.handle_session_end(session, error);
                if is_prompting {
                    self.sign_in_before_saving();
                }
            }
            return;
        }
        let list_to_cache = self.active.update(|active| {
            apply_saved_credentials(active, &save);
            self.list_to_cache(active, &save)
        });
        let ticket = self.update_launches(|queue, situation| queue.open_saved(situation, &save));
        self.publish(&[Part::Apps]);
        let open = async {
            if let Some(ticket) = ticket {
                ticket.accepted().await;
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
    fn sign_in_before_saving(&self) {
        if matches!(self.active.snapshot().session_state(), SessionState::SigningIn(_)) {
            self.show_sign_in_window();
        } else {
            self.update_launches(|queue, _| queue.request_sign_in());
        }
    }

    /// The list as it is now, where it is copied to this computer: at a start it asks for nothing that the tenant has.
    fn list_to_cache(&self, active: &Active, save: &CredentialsSave) -> Option<(AccountId, Arc<Catalog>, Timestamp)> {
        let account = self.cacheable_account(active).filter(|account| save.account.as_ref() == Some(account))?;
        Some((account, active.list.catalog.clone(), active.list.freshness.updated_at?))
    }
}

/// The tenant has them; its next list says so too.
fn apply_saved_credentials(active: &mut Active, save: &CredentialsSave) {
    if active.account != save.account {
        return;
    }
    let catalog = Arc::make_mut(&mut active.list.catalog);
    if let Some(app) = catalog.apps.iter_mut().find(|app| app.key == save.key) {
        app.restrictions.retain(|restriction| *restriction != Restriction::NeedsPassword);
        app.user_name = Some(save.username.clone()).filter(|name| !name.is_empty());
    }
}
