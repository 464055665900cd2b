//! Applies a change of the settings to everything that follows them.

use super::state::App;
use crate::error::{Code, Result};
use crate::tenant::registration::ClientRegistration;
use crate::view::SettingsChange;

impl App {
    /// # Errors
    /// `E-MANAGED` where policy holds the value; the disk's problem where it could not be saved. The change holds for
    /// this run all the same.
    pub async fn save_settings(&self, change: &SettingsChange) -> Result<()> {
        let result = self.apply_settings_change(change);
        let written = self.settings.commit().await;
        self.save_preferences();
        self.idle_lock_changed.notify_one();
        self.publish_settings();
        self.publish_session();
        result.and(written)
    }

    fn apply_settings_change(&self, change: &SettingsChange) -> Result<()> {
        let mut state = self.state();
        let registration = state.registration.clone();
        // Of a demo nothing is written down.
        let tenant = registration.as_ref().filter(|_| !state.is_demo).map(|registration| &registration.tenant);
        let result = self.settings.update(|settings| settings.change(change, tenant));
        let is_managed = result.as_ref().is_err_and(|error| error.code == Code::Managed);
        if let (SettingsChange::SignIn(method), Some(registration), false) = (change, registration, is_managed) {
            state.registration =
                Some(ClientRegistration { is_sign_in_method_set: true, ..registration.with_sign_in_method(*method) });
        }
        let settings = self.settings.snapshot();
        if settings.caches_app_list() {
            state.list.icons.iter().for_each(|icons| icons.set_persistent(state.may_cache_icons(&settings)));
        } else {
            state.wipe_caches(&self.deps.dirs);
        }
        result
    }
}
