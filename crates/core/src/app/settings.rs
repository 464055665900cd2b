//! Applies a change of the settings to everything that follows them.

use std::sync::Arc;

use super::cached_list::CacheWipe;
use super::publish::Part;
use super::state::App;
use crate::error::{Code, Result};
use crate::tenant::registration::ClientRegistration;
use crate::view::SettingsChange;

impl App {
    /// # Errors
    /// `E-MANAGED` where policy holds the value; the disk's problem where it could not be saved. The change holds for
    /// this run all the same.
    pub async fn save_settings(self: &Arc<Self>, change: &SettingsChange) -> Result<()> {
        let (result, wipes) = self.apply_settings_change(change);
        let written = self.settings.commit().await;
        self.wipe_caches(wipes).await;
        self.idle_lock.on_limit_changed();
        self.publish(match change {
            // Each app says where the rules open it.
            SettingsChange::OpenRules(_) => &[Part::Settings, Part::Apps, Part::Session],
            _ => &[Part::Settings, Part::Session],
        });
        result.and(written)
    }

    fn apply_settings_change(&self, change: &SettingsChange) -> (Result<()>, Vec<CacheWipe>) {
        self.active.update(|active| {
            let registration = active.registration.clone();
            // Of a demo nothing is written down.
            let tenant = registration.as_ref().filter(|_| !active.is_demo).map(|registration| &registration.tenant);
            let result = self.settings.update(|settings| settings.change(change, tenant));
            let is_managed = result.as_ref().is_err_and(|error| error.code == Code::Managed);
            if let (SettingsChange::SignIn(method), Some(registration), false) = (change, registration, is_managed) {
                active.registration = Some(ClientRegistration {
                    is_sign_in_method_set: true,
                    ..registration.with_sign_in_method(*method)
                });
            }
            if !self.settings.snapshot().caches_app_list() {
                return (result, self.wipes_of_all(active));
            }
            active.list.icons.iter().for_each(|icons| icons.set_persistent(self.may_cache_icons(active)));
            (result, Vec::new())
        })
    }
}
