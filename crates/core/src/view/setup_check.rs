//! The tenant's setup, as the check sees it.

use serde::Serialize;
use ts_rs::TS;

use super::TenantView;
use crate::error::Error;

/// The tenant's setup, seen from here: each step of the administrator's, and the first that fails.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetupCheckView {
    /// Absent until a check was asked for.
    pub tenant: Option<TenantView>,
    pub running: bool,
    pub steps: Vec<CheckStepResult>,
    /// What the administrator has to enter, for the steps that have a value.
    pub expected: CheckExpectation,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckStepResult {
    pub step: CheckStep,
    pub verdict: Verdict,
    /// What was seen, where it failed.
    pub problem: Option<Error>,
}

/// The setup steps, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CheckStep {
    /// DNS, TLS, proxy and HTTP.
    Reachable,
    /// What answers is a tenant.
    Tenant,
    /// An OAuth2 Client app has that Application ID.
    App,
    /// Its redirects hold ours, letter by letter.
    Redirect,
    /// Its client type takes our client id, with or without a secret.
    Client,
    /// The authorization code flow is on.
    Flow,
    /// It knows the scope.
    Scope,
    /// The scope lets `/UPRest/GetUPData` through.
    Rest,
    /// The person holds a role of the app.
    Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    Passed,
    Failed,
    /// Nothing speaks against it, but only a sign-in can prove it.
    Unproven,
    /// An earlier step failed.
    Skipped,
}

/// What the administrator has to have entered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckExpectation {
    pub app_id: String,
    pub client_id: String,
    pub redirect_uri: String,
    pub scope: String,
}
