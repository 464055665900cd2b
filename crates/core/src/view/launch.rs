//! Opening an app: what became of a click, where apps can open, and what has to be asked first.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::Error;
use crate::launch::target::Target;

/// What became of a click on an app.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LaunchView {
    pub key: String,
    pub name: String,
    pub phase: LaunchPhase,
    pub target: Target,
    /// What it waits for, in the phase `Waiting`.
    pub wait_reason: Option<WaitReason>,
    /// What the app asks the person for, in the phase `Asking`.
    pub credentials_prompt: Option<CredentialsPromptView>,
    /// Why it failed, or why what was entered in the phase `Asking` was not taken.
    pub problem: Option<Error>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LaunchPhase {
    /// It opens when the way is free; until then it can be called off, or opened anyway.
    Waiting,
    /// The app signs in with a user name and a password that the tenant does not have yet.
    PromptingCredentials,
    Opening,
    Opened,
    /// The person called it off, or did something else meanwhile.
    Canceled,
    Failed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WaitReason {
    /// The session is gone; the app opens after the sign-in.
    SignIn,
    /// The tenant cannot be reached; the app opens when it can.
    Network,
}

/// User name and password of one app, which the tenant keeps (`/UPRest/SetUserCredsForApp`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CredentialsPromptView {
    /// What the tenant knows already; empty if nothing.
    pub username: String,
    /// `UsernameRO`: it cannot be changed.
    pub username_is_fixed: bool,
    /// They are on their way to the tenant.
    pub saving: bool,
}

/// Where apps can open on this computer, beside the default browser and a window of Portico.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LaunchTargetsView {
    /// The default one first.
    pub browsers: Vec<BrowserView>,
    /// Names of the commands in the settings that are fit to be run.
    pub commands: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BrowserView {
    /// Names it in a [`BrowserTarget`](super::BrowserTarget).
    pub id: String,
    pub name: String,
    pub is_default: bool,
    /// It has private windows.
    pub has_private: bool,
    pub profiles: Vec<ProfileView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileView {
    /// Names it in a [`BrowserTarget`](super::BrowserTarget).
    pub id: String,
    pub name: String,
    /// The account that the browser is signed in with there, if it says.
    pub account: Option<String>,
}

/// Which apps open where: `[[open]]` in the settings. The first that fits decides. One that names
/// neither app nor category fits every app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenRule {
    /// The tenant's `AppKey`.
    pub app: Option<String>,
    pub category: Option<String>,
    pub target: Target,
}

/// A link from outside that the person has to be asked about before it is followed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LinkPromptView {
    pub pending: Option<PendingLink>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PendingLink {
    pub key: String,
    pub name: String,
    /// The program that wants it, where the system says.
    pub program: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LinkAnswer {
    No,
    Once,
    Always,
}

/// A search that is wanted from outside: to be typed into the box as if by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchRequestView {
    pub query: String,
    /// Counts them: the same words may be wanted twice.
    pub sequence: u32,
}
