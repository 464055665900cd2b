//! What can go wrong, as a closed set of codes.
//!
//! [`Error`] is the only error that leaves a module of the core. It holds no sentence and no
//! foreign error text: other crates' errors quote URLs, headers and values, so each is mapped to a
//! code where it arises and then dropped. The UI turns the code into one plain sentence; the code
//! stands small at its end and never changes its meaning.

use std::fmt;

use serde::Serialize;
use ts_rs::TS;

use crate::clock::Timestamp;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Something went wrong. The UI makes one plain sentence of it: what happened, what was kept, what
/// to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
// `Error` is a global of JavaScript.
#[ts(rename = "Problem")]
#[serde(rename_all = "camelCase")]
pub struct Error {
    pub code: Code,
    /// The host it is about.
    pub host: Option<String>,
    /// A short word that refines the code, such as the refused scheme or the application id.
    pub reason: Option<String>,
    /// What the server said, plain text of at most 200 characters. Shown as the server's words.
    pub server_message: Option<String>,
    /// When trying again makes sense.
    pub retry_after: Option<Timestamp>,
    /// The tenant's own number for this request (`X-CFY-TX-ID`), for the administrator.
    pub transaction_id: Option<String>,
}

impl Error {
    pub const fn new(code: Code) -> Self {
        Self { code, host: None, reason: None, server_message: None, retry_after: None, transaction_id: None }
    }

    #[must_use]
    pub fn with_host(mut self, host: impl Into<String>) -> Self {
        self.host = Some(host.into());
        self
    }

    #[must_use]
    pub fn with_reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Whether it is the network, and not the tenant, that does not answer.
    pub const fn is_network(&self) -> bool {
        matches!(self.code, Code::NetOffline | Code::NetDns | Code::NetRefused | Code::NetTimeout | Code::NetCut)
    }

    /// Keeps what the server said, if it said anything; see [`crate::text::sanitize_server_message`] for the filter.
    #[must_use]
    pub fn with_server_message(mut self, message: Option<String>) -> Self {
        self.server_message = message;
        self
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())?;
        if let Some(host) = &self.host {
            write!(f, " ({host})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// Every code that the UI has a sentence for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, TS)]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Code {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

codes! {
    /// Nothing was typed.
    AddressEmpty = "E-ADDR-EMPTY",
    /// Not an address at all.
    AddressForm = "E-ADDR-FORM",
    /// Plain `http:` to another machine.
    AddressHttp = "E-ADDR-HTTP",
    /// A scheme other than `https:`; the reason names it.
    AddressScheme = "E-ADDR-SCHEME",
    /// A user name or password inside the address.
    AddressUser = "E-ADDR-USER",
    /// An e-mail address instead of the company's.
    AddressMail = "E-ADDR-MAIL",
    /// No tenant answers to that short name.
    AddressUnknown = "E-ADDR-UNKNOWN",

    /// The answer did not belong to this request.
    AuthState = "E-AUTH-STATE",
    /// The person closed the window or pressed Cancel.
    AuthCancel = "E-AUTH-CANCEL",
    /// `error=access_denied`: cancelled or refused on the tenant's page.
    AuthDenied = "E-AUTH-DENIED",
    /// Ten minutes went by.
    AuthTimeout = "E-AUTH-TIMEOUT",
    /// Neither a code nor an error.
    AuthNoCode = "E-AUTH-NOCODE",
    /// A malformed answer.
    AuthBad = "E-AUTH-BAD",
    /// `iss` names another server (RFC 9207).
    AuthIssuer = "E-AUTH-ISS",
    /// Too many page loads in a row.
    AuthLoop = "E-AUTH-LOOP",
    /// The page could not be shown.
    AuthPage = "E-AUTH-PAGE",
    /// The process that shows the page died.
    AuthCrash = "E-AUTH-CRASH",
    /// Eight seconds, and nothing is on screen.
    AuthBlank = "E-AUTH-BLANK",
    /// The page is at the redirect, and brought no answer.
    AuthStuck = "E-AUTH-STUCK",
    /// The page wanted another window, which it may not have.
    AuthPopup = "E-AUTH-POPUP",
    /// The page asks for a passkey or a security key, which this window may not have.
    AuthPasskey = "E-AUTH-PASSKEY",
    /// The identity provider refuses windows like this one (`disallowed_useragent`).
    AuthAgent = "E-AUTH-AGENT",
    /// `unsupported_response_type`, `unauthorized_client`: the code flow is not switched on.
    AuthFlow = "E-AUTH-FLOW",
    /// `invalid_scope`; the reason is the scope.
    AuthScope = "E-AUTH-SCOPE",
    /// The tenant does not know our redirect; the reason is that address.
    AuthRedirect = "E-AUTH-REDIRECT",
    /// Another program holds the port to which the browser comes back; the reason is the port.
    AuthPort = "E-AUTH-PORT",
    /// The client secret has not been entered, or is not to be had from the keyring.
    AuthSecret = "E-AUTH-SECRET",
    /// What answers there is no tenant.
    NotTenant = "E-TENANT-NONE",

    /// `invalid_grant`.
    TokenGrant = "E-TOK-GRANT",
    /// `invalid_client`, 401 or 403; the reason is the application id.
    TokenClient = "E-TOK-CLIENT",
    /// 404: no such application id.
    TokenAppId = "E-TOK-APPID",
    TokenFormat = "E-TOK-FORMAT",
    /// Not a bearer token.
    TokenType = "E-TOK-TYPE",
    TokenServer = "E-TOK-SERVER",

    SessionEnded = "E-SESSION-ENDED",
    /// Another Portico is renewing the session and does not get done.
    SessionBusy = "E-BUSY",
    /// Signed out here; the tenant could not be told.
    SessionNotRevoked = "E-SESSION-LEFT",
    /// The tenant wants another check before it answers (tenant-api §7.4).
    StepUp = "E-STEP-UP",

    /// No keyring on this computer.
    KeyringAbsent = "E-KEY-ABSENT",
    /// It is locked, or does not answer.
    KeyringLocked = "E-KEY-LOCKED",
    /// It refused, or the person did.
    KeyringDenied = "E-KEY-DENIED",
    /// More than it can hold.
    KeyringTooBig = "E-KEY-TOOBIG",

    NetOffline = "E-NET-OFFLINE",
    NetDns = "E-NET-DNS",
    NetRefused = "E-NET-REFUSED",
    NetTimeout = "E-NET-TIMEOUT",
    /// The connection ended in the middle of an answer.
    NetCut = "E-NET-CUT",
    /// A web page where data was expected.
    NetPortal = "E-NET-PORTAL",
    NetProxy = "E-NET-PROXY",
    /// A redirect where none belongs; it was not followed.
    NetRedirect = "E-NET-REDIRECT",

    TlsExpired = "E-TLS-EXPIRED",
    TlsName = "E-TLS-NAME",
    TlsUntrusted = "E-TLS-UNTRUSTED",
    /// The certificate is not valid yet: most likely this computer's clock.
    TlsClock = "E-TLS-CLOCK",
    TlsFailed = "E-TLS-FAILED",

    ApiFormat = "E-API-FORMAT",
    ApiTooBig = "E-API-TOOBIG",
    ApiDenied = "E-API-DENIED",
    /// 429 or 503; `until` says when to come back.
    ApiBusy = "E-API-BUSY",
    /// `success: false`, with the tenant's words.
    ApiFailed = "E-API-FAILED",
    /// 404: not a tenant, or another base path.
    ApiMissing = "E-API-MISSING",
    ApiServer = "E-API-SERVER",

    DiskFull = "E-DISK-FULL",
    DiskReadOnly = "E-DISK-READONLY",
    /// A damaged file was set aside.
    DiskCorrupt = "E-DISK-CORRUPT",

    /// The link uses a scheme that is not allowed; the reason names it.
    LaunchBlocked = "E-LAUNCH-BLOCKED",
    /// No browser could be started.
    LaunchOpen = "E-LAUNCH-OPEN",
    /// The browser, profile or command in which the app opens is not on this computer; the reason names it.
    LaunchPlace = "E-LAUNCH-PLACE",
    /// The app is no longer in the list.
    LaunchGone = "E-LAUNCH-GONE",

    /// The policy file could not be read; its rules do not hold.
    PolicyDamaged = "E-POLICY-DAMAGED",
    /// Held by the administrator's policy.
    Managed = "E-MANAGED",
    /// A fault of Portico's own.
    Internal = "E-INTERNAL",
}
