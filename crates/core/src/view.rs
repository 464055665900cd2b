//! What crosses to the UI: whole view models, complete at every moment.
//!
//! The core sends an [`Update`] whenever one of these changed; the UI replaces what it had and
//! patches nothing. No type here can hold a secret: `SecretString` is not `Serialize`, so it would
//! not compile. Sentences are not here either: the UI has the words, in the person's language, for
//! each [`Code`](crate::problem::Code) and state. The TypeScript twins lie in `ui/src/lib/ipc/types.ts` and
//! are written by a test of this module.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::clock::Millis;
use crate::problem::Problem;

/// One changed view model.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "what", content = "view", rename_all = "camelCase")]
pub enum Update {
    Session(SessionView),
    Apps(AppsView),
    Freshness(FreshnessView),
    Settings(SettingsView),
    Launch(LaunchView),
    Accounts(AccountsView),
    Vault(VaultView),
    Check(CheckView),
}

/// Where the person stands between "never started" and "signed in".
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SessionView {
    /// No tenant is known.
    FirstRun {
        /// The "Try the demo" button is built in.
        offers_demo: bool,
        /// The address is being looked up.
        looking: bool,
        problem: Option<Problem>,
        /// There is an account to go back to: the person only wanted to add another.
        can_go_back: bool,
    },
    /// The address was understood, and the person should look at it before it is used.
    ConfirmTenant { tenant: TenantView, reasons: Vec<ConfirmReason> },
    /// A tenant is known and nobody is signed in.
    SignedOut {
        tenant: TenantView,
        /// Whose local copy is shown, if there is one.
        user: Option<UserView>,
        problem: Option<Problem>,
        /// How "Sign in" signs in.
        way: SignInWay,
        /// "Continue in your browser" is offered: the last attempt failed in a window.
        can_use_browser: bool,
        /// The client secret has to be typed in first.
        needs_secret: bool,
        /// False where policy fixes the tenant.
        can_change_tenant: bool,
        offers_demo: bool,
    },
    /// A session was kept, and is being picked up without a window.
    Restoring { tenant: TenantView, user: UserView },
    SigningIn {
        tenant: TenantView,
        /// Whose local copy is shown meanwhile, if there is one.
        user: Option<UserView>,
        way: SignInWay,
        step: SignInStep,
        /// The host of the page that the sign-in window shows, once there is one.
        host: Option<String>,
        /// The page does not seem to get on. It stays; the person may wait, try again, or go on in
        /// the browser.
        trouble: Option<Problem>,
        /// "Continue in your browser" is offered.
        can_use_browser: bool,
    },
    SignedIn {
        tenant: TenantView,
        user: UserView,
        /// When the session ends, if the tenant said so and it cannot be renewed.
        ends_at: Option<Millis>,
        /// A sign-in is under way that will take the place of this session.
        renewing: bool,
        can_change_tenant: bool,
    },
    /// Nothing of the session is in memory, and nothing of the list. "Unlock" picks it up again.
    Locked { tenant: TenantView, user: UserView },
}

/// How a person signs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum SignInWay {
    /// The tenant's page in a window, redirect intercepted.
    #[default]
    Webview,
    /// The system's browser, loopback redirect (RFC 8252 §7.3).
    Browser,
    /// The portal's own page; its session cookie is the bearer (seed 000).
    Portal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SignInStep {
    /// The tenant is being asked whether a sign-in can work at all.
    Checking,
    /// The sign-in window is being opened; it is not on screen yet.
    Opening,
    /// The tenant's page is on screen, in the window or in the browser, and waits for the person.
    Page,
    /// The answer is there; tokens, identity and the list are being fetched.
    Finishing,
}

/// Why an address deserves a second look (security rules K-01 to K-04).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConfirmReason {
    /// The host does not end in one of the vendor's known suffixes.
    UnknownHost,
    /// The host is an IP address.
    IpAddress,
    /// The host is an international name; it is shown in its ASCII form.
    InternationalName,
    /// Another port than 443.
    Port,
    /// A path that is not known to be part of the portal.
    Path,
    /// A short name was looked up, and this is where it led.
    ShortName,
    /// What was typed reads differently from what it means.
    Rewritten,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TenantView {
    /// The company as people call it: the configured name, else the first label of the host.
    pub name: String,
    /// ASCII host, with the port where it is not the scheme's own.
    pub host: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UserView {
    /// The login name, `user@suffix`.
    pub name: String,
}

/// Everybody who signed in here, the one on screen first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountsView {
    pub accounts: Vec<AccountView>,
    /// False where policy fixes the tenants.
    pub can_add: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// Names the account in commands; no secret.
    pub id: String,
    pub tenant: TenantView,
    pub user: UserView,
    /// There is a session in memory or in the keyring: switching asks for no sign-in.
    pub has_session: bool,
    /// The one on screen.
    pub current: bool,
}

/// Whether sessions outlive Portico.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VaultView {
    /// Why the keyring cannot be used: `E-KEY-…`. Sessions are then in memory only.
    pub problem: Option<Problem>,
    /// The keyring is being asked, which may take as long as a person takes to unlock it.
    pub busy: bool,
}

/// The tenant's setup, seen from here: each step of the administrator's, and the first that fails.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    /// Absent until a check was asked for.
    pub tenant: Option<TenantView>,
    pub running: bool,
    pub steps: Vec<CheckedStep>,
    /// What the administrator has to enter, for the steps that have a value.
    pub expects: CheckExpectation,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckedStep {
    pub step: CheckStep,
    pub verdict: Verdict,
    /// What was seen, where it failed.
    pub problem: Option<Problem>,
}

/// The setup steps of seed 002, in their order.
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

/// Every app, and the order to show them in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppsView {
    pub apps: Vec<AppView>,
    pub sections: Vec<SectionView>,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppView {
    /// The tenant's `AppKey`; every call about this app names it.
    pub key: String,
    pub name: String,
    pub description: Option<String>,
    pub category: Option<String>,
    /// Identifier of the icon, for `host.iconUrl`; absent when the tenant names none.
    pub icon: Option<String>,
    /// One or two letters for the plate while there is no icon.
    pub letters: String,
    /// 0..=11, stable for a key: which of the plate colours the letters take.
    pub hue: u8,
    pub restriction: Option<Restriction>,
}

/// The one thing that stands between a click and the app, most important first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Restriction {
    /// `Intranet`: reachable on the company's network only.
    CompanyNetwork,
    /// `IsMFAEnabled`: the tenant asks for another factor.
    ExtraCheck,
    /// A user-and-password app without stored credentials.
    NeedsPassword,
    /// `CertBasedAuthEnabled`.
    Certificate,
    /// `SharedBy`: somebody shared it.
    Shared,
    /// A desktop or mobile entry: it does not open in a browser.
    NotWeb,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SectionView {
    pub kind: SectionKind,
    /// The category's own name; absent for sections that the UI names.
    pub name: Option<String>,
    /// Indices into [`AppsView::apps`].
    pub apps: Vec<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SectionKind {
    Category,
    /// Apps to which the tenant gave no category.
    Other,
}

/// How new the list is. Apart from [`AppsView`], since it changes often and a list can be long.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FreshnessView {
    /// False until there is any list, be it empty.
    pub loaded: bool,
    pub refreshing: bool,
    /// The list is the copy on this computer, not yet confirmed by the tenant.
    pub from_copy: bool,
    pub updated_at: Option<Millis>,
    /// Rows that could not be read and are not shown.
    pub unreadable: u32,
    /// Why the last refresh failed; the list stays.
    pub problem: Option<Problem>,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchView {
    pub query: String,
    /// How many apps match, of which `hits` shows the best.
    pub total: u32,
    pub hits: Vec<HitView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HitView {
    pub key: String,
    /// Matched parts of the name: `[start, end)` in UTF-16 units, in order. Empty when the match is
    /// in the description or category.
    pub ranges: Vec<(u32, u32)>,
}

/// What became of a click on an app.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LaunchView {
    pub key: String,
    pub name: String,
    pub phase: LaunchPhase,
    pub place: Place,
    pub problem: Option<Problem>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LaunchPhase {
    /// The session is gone; the app opens after the sign-in.
    Waiting,
    Opening,
    Opened,
    Failed,
}

/// Where an app opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Place {
    /// The system's default browser.
    Browser,
    /// A window of Portico that is already signed in.
    Window,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    pub theme: ThemeSetting,
    pub opens_in: OpensInSetting,
    pub local_copy: LocalCopySetting,
    pub idle_lock: IdleLockSetting,
    /// How to sign in to the tenant on screen; absent while there is none.
    pub sign_in: Option<SignInSetting>,
    /// Keys in the settings or policy file that mean nothing to this version.
    pub unknown_keys: Vec<String>,
    /// Why settings could not be read or saved.
    pub problem: Option<Problem>,
    pub version: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ThemeSetting {
    pub value: Theme,
    /// Held by the administrator's policy.
    pub managed: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpensInSetting {
    /// Absent: the person is asked.
    pub value: Option<Place>,
    pub managed: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LocalCopySetting {
    pub value: bool,
    pub managed: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IdleLockSetting {
    /// Minutes without a key or a click; 0: never.
    pub value: u32,
    pub managed: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignInSetting {
    pub value: SignInWay,
    pub managed: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// One changed setting, as the UI sends it.
#[derive(Clone, Debug, PartialEq, Deserialize, TS)]
#[serde(tag = "what", content = "value", rename_all = "camelCase")]
pub enum SettingsChange {
    Theme(Theme),
    /// `null`: ask again.
    OpensIn(Option<Place>),
    LocalCopy(bool),
    /// Minutes; 0: never.
    IdleLock(u32),
    /// For the tenant on screen.
    SignIn(SignInWay),
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::{env, fs};

    use ts_rs::Config;

    use super::*;
    use crate::problem::Code;

    /// Writes the TypeScript twins with `cargo xtask types`, and otherwise fails when they are stale.
    #[test]
    fn typescript_twins_are_fresh() {
        let config = Config::default();
        let declarations = [
            Update::decl(&config),
            SessionView::decl(&config),
            SignInWay::decl(&config),
            SignInStep::decl(&config),
            ConfirmReason::decl(&config),
            TenantView::decl(&config),
            UserView::decl(&config),
            AccountsView::decl(&config),
            AccountView::decl(&config),
            VaultView::decl(&config),
            CheckView::decl(&config),
            CheckedStep::decl(&config),
            CheckStep::decl(&config),
            Verdict::decl(&config),
            CheckExpectation::decl(&config),
            AppsView::decl(&config),
            AppView::decl(&config),
            Restriction::decl(&config),
            SectionView::decl(&config),
            SectionKind::decl(&config),
            FreshnessView::decl(&config),
            SearchView::decl(&config),
            HitView::decl(&config),
            LaunchView::decl(&config),
            LaunchPhase::decl(&config),
            Place::decl(&config),
            SettingsView::decl(&config),
            ThemeSetting::decl(&config),
            OpensInSetting::decl(&config),
            LocalCopySetting::decl(&config),
            IdleLockSetting::decl(&config),
            SignInSetting::decl(&config),
            Theme::decl(&config),
            SettingsChange::decl(&config),
            Problem::decl(&config),
            Code::decl(&config),
            "type Millis = number;".to_owned(),
        ];
        let head = "// Written by `cargo xtask types` from crates/core/src/view.rs and problem.rs. Do not edit.\n";
        let text =
            declarations.iter().fold(head.to_owned(), |text, declaration| text + "\nexport " + declaration + "\n");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/lib/ipc/types.ts");
        if env::var_os("PORTICO_WRITE_TYPES").is_some() {
            fs::write(&path, &text).unwrap();
        }
        assert!(fs::read_to_string(&path).unwrap_or_default() == text, "run `cargo xtask types`");
    }
}
