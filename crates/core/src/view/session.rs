//! Who is at the window, and how far their sign-in has come.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::clock::Timestamp;
use crate::error::Error;

/// Where the person stands between "never started" and "signed in".
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SessionView {
    /// No tenant is known.
    FirstRun {
        /// The "Try the demo" button is built in.
        offers_demo: bool,
        /// The address is being looked up.
        discovering: bool,
        problem: Option<Error>,
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
        problem: Option<Error>,
        /// How "Sign in" signs in.
        method: SignInMethod,
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
        method: SignInMethod,
        step: SignInStep,
        /// The host of the page that the sign-in window shows, once there is one.
        host: Option<String>,
        /// The page does not seem to get on. It stays; the person may wait, try again, or go on in
        /// the browser.
        warning: Option<Error>,
        /// "Continue in your browser" is offered.
        can_use_browser: bool,
    },
    SignedIn {
        tenant: TenantView,
        user: UserView,
        /// When the session ends, if the tenant said so and it cannot be renewed.
        ends_at: Option<Timestamp>,
        /// A sign-in is under way that will take the place of this session.
        replacing: bool,
        can_change_tenant: bool,
    },
    /// Nothing of the session is in memory, and nothing of the list. "Unlock" picks it up again.
    Locked { tenant: TenantView, user: UserView },
}

/// How a person signs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum SignInMethod {
    /// The tenant's page in a window, redirect intercepted.
    #[default]
    Webview,
    /// The system's browser, loopback redirect (RFC 8252 §7.3).
    Browser,
    /// The portal's own page; its session cookie is the bearer.
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
pub struct KeyringView {
    /// Why the keyring cannot be used: `E-KEY-…`. Sessions are then in memory only.
    pub problem: Option<Error>,
    /// The keyring is being asked, which may take as long as a person takes to unlock it.
    pub busy: bool,
}
