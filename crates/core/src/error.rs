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

/// What a code is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "ProblemKind")]
pub enum Kind {
    /// What the user typed.
    Address,
    /// The tenant or the user ended the sign-in.
    SignIn,
    /// The sign-in window could not finish; a browser may.
    SignInPage,
    /// The tenant's setup for Portico.
    Setup,
    /// The tenant's setup, most likely the client secret.
    ClientSecret,
    Session,
    Keyring,
    /// The tenant cannot be reached.
    Network,
    Proxy,
    /// Something answers, but the tenant does not serve requests at the moment.
    Outage,
    Tls,
    /// The tenant's response cannot be used.
    Response,
    Storage,
    Launch,
    /// Portico or the administrator does not allow it.
    Rule,
    Internal,
}

/// How loudly a problem is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Expected, such as a cancellation or the regular end of a session.
    Info,
    Warning,
    /// Serious even if the list is still there.
    Error,
}

/// What the user can do, beyond reading the advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "RemedyKind")]
pub enum Remedy {
    None,
    Retry,
    SignIn,
    ChangeTenant,
    CopyLink,
    OpenInBrowser,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $kind:ident, $severity:ident, $remedy:ident;)*) => {
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

            pub const fn kind(self) -> Kind {
                match self { $(Self::$name => Kind::$kind,)* }
            }

            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            pub const fn remedy(self) -> Remedy {
                match self { $(Self::$name => Remedy::$remedy,)* }
            }
        }
    };
}

impl Code {
    /// The code of this text; `None` for one of a newer Portico.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text)
    }

    /// The tenant cannot be reached.
    pub const fn is_network(self) -> bool {
        matches!(self.kind(), Kind::Network)
    }

    /// There is no token to send a request with.
    pub const fn is_token(self) -> bool {
        use Code::{SessionBusy, TokenAppId, TokenClient, TokenFormat, TokenGrant, TokenServer, TokenType};
        matches!(self, TokenGrant | TokenClient | TokenAppId | TokenFormat | TokenType | TokenServer | SessionBusy)
    }

    /// The same request can succeed later without anybody's help.
    pub const fn is_transient(self) -> bool {
        matches!(self.kind(), Kind::Network | Kind::Proxy | Kind::Outage)
    }

    /// The cause may be the setup of tenant or network, which the setup check can find.
    pub const fn is_setup(self) -> bool {
        matches!(self.kind(), Kind::Setup | Kind::ClientSecret | Kind::Proxy)
    }
}

// Text, kind, severity, remedy.
codes! {
    /// Nothing was typed.
    AddressEmpty = "E-ADDR-EMPTY", Address, Warning, None;
    /// Not an address at all.
    AddressForm = "E-ADDR-FORM", Address, Warning, None;
    /// Plain `http:` to another machine.
    AddressHttp = "E-ADDR-HTTP", Address, Warning, None;
    /// A scheme other than `https:`; the reason names it.
    AddressScheme = "E-ADDR-SCHEME", Address, Warning, None;
    /// A user name or password inside the address.
    AddressUser = "E-ADDR-USER", Address, Warning, None;
    /// An e-mail address instead of the company's.
    AddressMail = "E-ADDR-MAIL", Address, Warning, None;
    /// No tenant answers to that short name.
    AddressUnknown = "E-ADDR-UNKNOWN", Address, Warning, None;

    /// The answer did not belong to this request.
    AuthState = "E-AUTH-STATE", SignInPage, Warning, SignIn;
    /// The person closed the window or pressed Cancel.
    AuthCancel = "E-AUTH-CANCEL", SignIn, Info, SignIn;
    /// `error=access_denied`: cancelled or refused on the tenant's page.
    AuthDenied = "E-AUTH-DENIED", SignIn, Warning, SignIn;
    /// Ten minutes went by.
    AuthTimeout = "E-AUTH-TIMEOUT", SignInPage, Warning, SignIn;
    /// Neither a code nor an error.
    AuthNoCode = "E-AUTH-NOCODE", SignInPage, Warning, SignIn;
    /// A malformed answer.
    AuthBad = "E-AUTH-BAD", SignInPage, Warning, SignIn;
    /// `iss` names another server (RFC 9207).
    AuthIssuer = "E-AUTH-ISS", SignIn, Warning, SignIn;
    /// Too many page loads in a row.
    AuthLoop = "E-AUTH-LOOP", SignInPage, Warning, SignIn;
    /// The page could not be shown.
    AuthPage = "E-AUTH-PAGE", SignInPage, Warning, SignIn;
    /// The process that shows the page died.
    AuthCrash = "E-AUTH-CRASH", SignInPage, Warning, SignIn;
    /// Eight seconds, and nothing is on screen.
    AuthBlank = "E-AUTH-BLANK", SignInPage, Warning, SignIn;
    /// The page is at the redirect, and brought no answer.
    AuthStuck = "E-AUTH-STUCK", SignInPage, Warning, SignIn;
    /// The page wanted another window, which it may not have.
    AuthPopup = "E-AUTH-POPUP", SignInPage, Warning, SignIn;
    /// The page asks for a passkey or a security key, which this window may not have.
    AuthPasskey = "E-AUTH-PASSKEY", SignInPage, Warning, SignIn;
    /// The identity provider refuses windows like this one (`disallowed_useragent`).
    AuthAgent = "E-AUTH-AGENT", SignInPage, Warning, SignIn;
    /// `unsupported_response_type`, `unauthorized_client`: the code flow is not switched on.
    AuthFlow = "E-AUTH-FLOW", Setup, Warning, SignIn;
    /// `invalid_scope`; the reason is the scope.
    AuthScope = "E-AUTH-SCOPE", Setup, Warning, SignIn;
    /// The tenant does not know our redirect; the reason is that address.
    AuthRedirect = "E-AUTH-REDIRECT", Setup, Warning, SignIn;
    /// Another tenant has the same redirect, and the answer does not name its issuer; the reason is the redirect that
    /// belongs to this tenant alone.
    AuthShared = "E-AUTH-SHARED", Setup, Warning, SignIn;
    /// Another program holds the port to which the browser comes back; the reason is the port.
    AuthPort = "E-AUTH-PORT", SignIn, Warning, SignIn;
    /// The client secret has not been entered, or is not to be had from the keyring.
    AuthSecret = "E-AUTH-SECRET", ClientSecret, Warning, SignIn;
    /// What answers there is no tenant.
    NotTenant = "E-TENANT-NONE", Setup, Warning, ChangeTenant;

    /// `invalid_grant`.
    TokenGrant = "E-TOK-GRANT", SignIn, Warning, SignIn;
    /// `invalid_client`, 401 or 403; the reason is the application id.
    TokenClient = "E-TOK-CLIENT", ClientSecret, Warning, Retry;
    /// 404: no such application id.
    TokenAppId = "E-TOK-APPID", Setup, Warning, Retry;
    TokenFormat = "E-TOK-FORMAT", Response, Warning, Retry;
    /// Not a bearer token.
    TokenType = "E-TOK-TYPE", Response, Warning, Retry;
    TokenServer = "E-TOK-SERVER", Outage, Warning, Retry;

    SessionEnded = "E-SESSION-ENDED", Session, Info, SignIn;
    /// Another Portico is renewing the session and does not get done.
    SessionBusy = "E-BUSY", Session, Warning, Retry;
    /// Signed out here; the tenant could not be told.
    SessionNotRevoked = "E-SESSION-LEFT", Session, Info, None;
    /// The tenant wants another factor before it answers.
    StepUp = "E-STEP-UP", Session, Info, SignIn;

    /// No keyring on this computer.
    KeyringAbsent = "E-KEY-ABSENT", Keyring, Warning, None;
    /// It is locked, or does not answer.
    KeyringLocked = "E-KEY-LOCKED", Keyring, Warning, None;
    /// It refused, or the person did.
    KeyringDenied = "E-KEY-DENIED", Keyring, Warning, None;
    /// More than it can hold.
    KeyringTooBig = "E-KEY-TOOBIG", Keyring, Warning, None;

    NetOffline = "E-NET-OFFLINE", Network, Warning, Retry;
    NetDns = "E-NET-DNS", Network, Warning, Retry;
    NetRefused = "E-NET-REFUSED", Network, Warning, Retry;
    NetTimeout = "E-NET-TIMEOUT", Network, Warning, Retry;
    /// The connection ended in the middle of an answer.
    NetCut = "E-NET-CUT", Network, Warning, Retry;
    /// A web page where data was expected.
    NetPortal = "E-NET-PORTAL", Outage, Warning, Retry;
    NetProxy = "E-NET-PROXY", Proxy, Warning, Retry;
    /// A redirect where none belongs; it was not followed.
    NetRedirect = "E-NET-REDIRECT", Setup, Error, ChangeTenant;

    TlsExpired = "E-TLS-EXPIRED", Tls, Error, Retry;
    TlsName = "E-TLS-NAME", Tls, Error, Retry;
    TlsUntrusted = "E-TLS-UNTRUSTED", Tls, Error, Retry;
    /// The certificate is not valid yet: most likely this computer's clock.
    TlsClock = "E-TLS-CLOCK", Tls, Error, Retry;
    TlsFailed = "E-TLS-FAILED", Tls, Error, Retry;

    ApiFormat = "E-API-FORMAT", Response, Warning, Retry;
    ApiTooBig = "E-API-TOOBIG", Response, Warning, None;
    ApiDenied = "E-API-DENIED", Setup, Error, None;
    /// 429 or 503; `retry_after` says when to come back.
    ApiBusy = "E-API-BUSY", Outage, Warning, Retry;
    /// `success: false`, with the tenant's words.
    ApiFailed = "E-API-FAILED", Response, Warning, Retry;
    /// 404: not a tenant, or another base path.
    ApiMissing = "E-API-MISSING", Setup, Warning, ChangeTenant;
    ApiServer = "E-API-SERVER", Outage, Warning, Retry;

    DiskFull = "E-DISK-FULL", Storage, Warning, None;
    DiskReadOnly = "E-DISK-READONLY", Storage, Warning, None;
    /// A newer Portico wrote the file; it is left alone.
    DiskNewer = "E-DISK-NEWER", Storage, Warning, None;
    /// A damaged file was set aside.
    DiskCorrupt = "E-DISK-CORRUPT", Storage, Warning, None;

    /// The link uses a scheme that is not allowed; the reason names it.
    LaunchBlocked = "E-LAUNCH-BLOCKED", Rule, Warning, OpenInBrowser;
    /// No browser could be started.
    LaunchOpen = "E-LAUNCH-OPEN", Launch, Warning, CopyLink;
    /// The browser, profile or command in which the app opens is not on this computer; the reason names it.
    LaunchPlace = "E-LAUNCH-PLACE", Launch, Warning, OpenInBrowser;
    /// The app is no longer in the list.
    LaunchGone = "E-LAUNCH-GONE", Launch, Warning, Retry;

    /// The policy file could not be read; nobody signs in.
    PolicyDamaged = "E-POLICY-DAMAGED", Rule, Error, None;
    /// A value of the policy could not be understood, and the strictest one holds: of a tenant's, no sign-in. The reason is
    /// its key.
    PolicyValue = "E-POLICY-VALUE", Rule, Warning, None;
    /// Held by the administrator's policy.
    Managed = "E-MANAGED", Rule, Warning, None;
    /// A fault of Portico's own.
    Internal = "E-INTERNAL", Internal, Error, Retry;
}
