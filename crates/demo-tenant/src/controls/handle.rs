//! Controls a running tenant in Rust: time, sessions, faults, lists, and the requests it received. `/__demo/…` offers
//! the same.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::config::Config;
use crate::config::switches::Switches;
use crate::controls::fault::Fault;
use crate::controls::request_log::RequestRecord;
use crate::oauth::grants::GrantLedger;
use crate::state::{ListOverride, Tenant};

/// A handle on a running tenant; clones act on the same one.
#[derive(Clone)]
pub struct Controls {
    tenant: Arc<Tenant>,
}

impl Controls {
    pub(crate) fn new(tenant: Arc<Tenant>) -> Self {
        Self { tenant }
    }

    /// Moves the tenant's clock ahead; everything that expires reads it.
    pub fn advance(&self, by: Duration) {
        self.tenant.state().clock.advance(by);
    }

    /// Access and refresh tokens of OAuth, and unused codes.
    pub fn revoke_tokens(&self) {
        self.tenant.state().grants.revoke_all();
    }

    /// Access tokens only; refresh tokens stay good.
    pub fn expire_access_tokens(&self) {
        self.tenant.state().grants.expire_access_tokens();
    }

    /// Portal sessions, one-time values and platform tokens.
    pub fn end_sessions(&self) {
        self.tenant.state().sessions.close_all();
    }

    /// The grants that are live, and how often one was presented once more.
    pub fn grants(&self) -> GrantLedger {
        let state = self.tenant.state();
        state.grants.ledger(state.clock.now())
    }

    /// Adds a fault. The error is that of its regular expression.
    pub fn fail(&self, fault: Fault) -> Result<(), String> {
        self.tenant.state().faults.add(fault)
    }

    pub fn clear_faults(&self) {
        self.tenant.state().faults.clear();
    }

    /// Delay before each answer from here on.
    pub fn set_latency(&self, latency: Duration) {
        self.tenant.state().latency = latency;
    }

    /// All requests since the start or the last `forget_requests`, oldest first.
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.tenant.state().request_log.records()
    }

    /// Waits until what has been asked is as `wanted`.
    pub async fn until(&self, mut wanted: impl FnMut(&[RequestRecord]) -> bool) {
        loop {
            // First, so that nothing is missed between the look and the wait.
            let mut changes = self.tenant.state().request_log.subscribe();
            if wanted(&self.requests()) {
                return;
            }
            // An error means that the tenant was reset and has another request log.
            let _ = changes.changed().await;
        }
    }

    /// Requests by lower-case path.
    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.tenant.state().request_log.counts().clone()
    }

    /// Requests to one path, in any case.
    pub fn count(&self, path: &str) -> u64 {
        self.tenant.state().request_log.counts().get(&path.to_lowercase()).copied().unwrap_or(0)
    }

    pub fn forget_requests(&self) {
        self.tenant.state().request_log.clear();
    }

    /// Replaces the whole GetUPData answer of an account by this text; `None` takes the replacement back.
    pub fn set_apps(&self, account: &str, body: Option<String>) {
        self.replace_list(account, body, false);
    }

    /// The same, but the tenant's cache hides it until a call with `force`.
    pub fn set_apps_behind_cache(&self, account: &str, body: String) {
        self.replace_list(account, Some(body), true);
    }

    fn replace_list(&self, account: &str, body: Option<String>, needs_force: bool) {
        let mut state = self.tenant.state();
        match body {
            Some(text) => {
                state.list_overrides.insert(account.to_lowercase(), ListOverride { text: text.into(), needs_force })
            }
            None => state.list_overrides.remove(&account.to_lowercase()),
        };
    }

    /// Clicks the link in the mail, takes the call, approves the push. `false`: no sign-in was waiting for it.
    pub fn confirm_mail(&self, user: &str) -> bool {
        self.tenant.state().sign_in_attempts.confirm_out_of_band(user)
    }

    pub fn switches(&self) -> Switches {
        self.tenant.state().switches.clone()
    }

    pub fn set_switches(&self, switches: Switches) {
        self.tenant.state().switches = switches;
    }

    /// Another tenant from here on: nothing of the old one is remembered.
    pub fn set_config(&self, config: Config) {
        self.tenant.state().set_config(config);
    }

    /// As at the start: no sessions, tokens, faults, replacements or records, and the clock back at the wall's.
    pub fn reset(&self) {
        self.tenant.state().reset();
    }
}
