//! Behavior that differs between tenants or is not documented. Each switch can be changed while the tenant runs.

use serde::{Deserialize, Serialize};

/// Read from `[switches]` of the configuration and from `POST /__demo/switches`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// Status of a bearer call whose scopes do not cover the path: 401 or 403.
    pub scope_mismatch_status: u16,
    /// Serve `/{app}/.well-known/openid-configuration`; OAuth2 Client apps usually do not have it.
    pub discovery: bool,
    /// Name the issuer in each answer of the authorization endpoint, and say so in the metadata (RFC 9207).
    pub issuer_in_response: bool,
    /// `/Security/Logout` with an OAuth bearer also revokes that token.
    pub logout_revokes_bearer: bool,
    /// `Auth` can be used for one call, as documented; newer tenants accept it for many.
    pub auth_single_use: bool,
    /// Accept `code_challenge_method=plain`.
    pub plain_pkce: bool,
    /// Refuse a code request without a challenge.
    pub require_pkce: bool,
    /// StartAuthentication on this host answers only `PodFqdn` the first time, naming the host it was asked on.
    pub pod_redirect: bool,
    /// Send `PodFqdn` together with the challenges, as newer tenants do.
    pub pod_with_challenges: bool,
    /// `GetUPData` sets cookies that a client should not keep.
    pub noisy_cookies: bool,
    /// Codes die after this many seconds.
    pub code_lifetime: u64,
    /// Wrong answers before the wait.
    pub lockout_after: u32,
    /// Seconds of the wait.
    pub lockout_seconds: u64,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            scope_mismatch_status: 401,
            discovery: false,
            issuer_in_response: false,
            logout_revokes_bearer: false,
            auth_single_use: true,
            plain_pkce: false,
            require_pkce: false,
            pod_redirect: false,
            pod_with_challenges: false,
            noisy_cookies: true,
            code_lifetime: 60,
            lockout_after: 3,
            lockout_seconds: 30,
        }
    }
}
