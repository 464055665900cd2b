//! What the launch queue sees of the rest of the application.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use url::Url;

use super::click::BlockedOn;
use super::request;
use crate::accounts::account::AccountId;
use crate::apps::catalog::{App, Catalog};
use crate::apps::lookup;
use crate::clock::Timestamp;
use crate::error::{Code, Result};
use crate::session::ActiveSession;
use crate::tenant::url::TenantUrl;
use crate::view::{CredentialsPromptView, FreshnessView, Restriction, Target, WaitReason};

pub(crate) trait LaunchContext {
    /// Where the settings open the app.
    fn default_target(&self, app: &App) -> Option<Target>;

    /// Keys of the apps that match, best first.
    fn search(&self, words: &str) -> Vec<String>;
}

/// One moment of the application. The queue is locked meanwhile, so no change goes unnoticed between a look and a decision.
#[derive(Clone)]
pub(crate) struct Situation<'a> {
    pub(crate) context: &'a dyn LaunchContext,
    pub(crate) now: Timestamp,
    /// Canceled at sign-out, lock, and when another account takes the place of this one.
    pub(crate) activation: CancellationToken,
    pub(crate) account: Option<AccountId>,
    pub(crate) session: Option<ActiveSession>,
    /// There is no session, and nobody is getting one.
    pub(crate) is_signed_out: bool,
    pub(crate) tenant: Option<TenantUrl>,
    pub(crate) customer_id: Option<String>,
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) freshness: FreshnessView,
    /// The list is fetched again until the tenant answers.
    pub(crate) is_retrying: bool,
}

impl Situation<'_> {
    /// A browser has a session of its own, so only a dead network is in its way, as far as somebody asks whether it is
    /// back.
    pub(super) fn find_blocker(&self, app: &App, target: &Target) -> Option<BlockedOn> {
        if self.session.is_none() {
            return (*target == Target::Window).then_some(BlockedOn::Condition(WaitReason::SignIn));
        }
        if self.freshness.problem.as_ref().is_some_and(|error| error.code.is_network()) {
            return Some(BlockedOn::Condition(WaitReason::Network));
        }
        app.restrictions.contains(&Restriction::NeedsPassword).then(|| {
            BlockedOn::Credentials(CredentialsPromptView {
                username: app.user_name.clone().unwrap_or_default(),
                username_is_fixed: app.is_user_name_fixed,
                saving: false,
            })
        })
    }

    /// Whether waiting for the tenant's list brings no other list than this one.
    pub(super) fn is_list_final(&self) -> bool {
        !self.freshness.is_cached || self.freshness.problem.is_some() || self.is_signed_out
    }

    /// Whether an app that is not in the list may still come with the next one.
    pub(super) const fn may_list_change(&self) -> bool {
        self.session.is_none() || self.freshness.refreshing || self.is_retrying
    }

    /// The app of that name. On a list that the tenant has not confirmed, only a whole name counts: a better match may
    /// come.
    pub(super) fn find_by_name(&self, name: &str) -> Option<App> {
        if !self.is_list_final() {
            return self.find_exact(name);
        }
        let find_app = |key: &String| self.catalog.find_app(key).cloned();
        let search = |words: &str| self.context.search(words).iter().filter_map(find_app).collect();
        lookup::find(&self.catalog.apps, name, search).unique()
    }

    /// The app of that key or whole name.
    pub(super) fn find_exact(&self, name: &str) -> Option<App> {
        lookup::find_exact(&self.catalog.apps, name).unique()
    }

    /// The address of an app of the list.
    pub(crate) fn launch_url(&self, key: &str) -> Result<Url> {
        let (Some(tenant), Some(_)) = (&self.tenant, self.catalog.find_app(key)) else {
            return Err(Code::LaunchGone.into());
        };
        Ok(request::launch_url(tenant, key, self.customer_id.as_deref()))
    }
}
