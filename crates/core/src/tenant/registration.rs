//! One tenant as Portico knows it: where it is, how people sign in there, and the OAuth2 Client app
//! that its administrator registered. Made from the `[[tenant]]` table of the settings or policy
//! file, or from a typed address with the defaults of `docs/settings.md`.

use url::Url;

use crate::error::{Code, Result};
use crate::tenant::url::{TenantUrl, is_loopback};
use crate::view::{SignInMethod, TenantView};

pub const DEFAULT_APP_ID: &str = "Portico";
pub const DEFAULT_CLIENT_ID: &str = "portico";
pub const DEFAULT_SCOPE: &str = "UPData";
/// The tenant's own connector ping, which the vendor's samples use as redirect (seed 002).
const WEBVIEW_REDIRECT_PATH: &str = "/sysinfo/dummy";
/// Tenants compare redirects as configured, so the loopback port is fixed.
const BROWSER_REDIRECT_URI: &str = "http://127.0.0.1:47631/signed-in";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRegistration {
    pub tenant: TenantUrl,
    pub name: Option<String>,
    pub sign_in_method: SignInMethod,
    /// A file names the way; else Portico may learn which one works.
    pub is_sign_in_method_set: bool,
    /// The OAuth2 Client app's Application ID: a path segment of the OAuth endpoints.
    pub app_id: String,
    /// Any text where the app's Client ID Type is Anything.
    pub client_id: String,
    /// A client with a secret, which the person enters once. Public otherwise.
    pub is_confidential: bool,
    /// Empty: the request carries no `scope`.
    pub scope: String,
    /// Compared by the tenant as configured, so it is kept and sent as written.
    pub redirect_uri: String,
}

impl ClientRegistration {
    /// A tenant of which only the address is known.
    pub fn with_defaults(tenant: TenantUrl) -> Self {
        Self {
            redirect_uri: default_redirect_uri(&tenant, SignInMethod::Webview),
            tenant,
            name: None,
            sign_in_method: SignInMethod::Webview,
            is_sign_in_method_set: false,
            is_confidential: false,
            app_id: DEFAULT_APP_ID.to_owned(),
            client_id: DEFAULT_CLIENT_ID.to_owned(),
            scope: DEFAULT_SCOPE.to_owned(),
        }
    }

    /// The same tenant by another way. A redirect that only suits the old way becomes the new one's
    /// default.
    #[must_use]
    pub fn with_sign_in_method(&self, sign_in_method: SignInMethod) -> Self {
        let mut registration = Self { sign_in_method, ..self.clone() };
        let has_loopback_redirect = Url::parse(&self.redirect_uri)
            .is_ok_and(|url| url.scheme() == "http" && is_loopback(&url) && !self.tenant.is_origin_of(&url));
        if has_loopback_redirect != (sign_in_method == SignInMethod::Browser) {
            registration.redirect_uri = default_redirect_uri(&self.tenant, sign_in_method);
        }
        registration
    }

    pub fn authorization_endpoint(&self) -> Url {
        self.oauth_endpoint("authorize")
    }

    pub fn token_endpoint(&self) -> Url {
        self.oauth_endpoint("token")
    }

    pub fn revocation_endpoint(&self) -> Url {
        self.oauth_endpoint("revoke")
    }

    /// `/oauth2/{action}/{app id}` (tenant-api §3).
    fn oauth_endpoint(&self, action: &str) -> Url {
        let mut url = self.tenant.join(&format!("/oauth2/{action}"));
        if let Ok(mut path) = url.path_segments_mut() {
            path.push(&self.app_id);
        }
        url
    }

    pub fn to_view(&self) -> TenantView {
        TenantView { name: self.name.clone().unwrap_or_else(|| self.tenant.short_name()), host: self.tenant.host() }
    }
}

pub fn default_redirect_uri(tenant: &TenantUrl, method: SignInMethod) -> String {
    match method {
        SignInMethod::Webview | SignInMethod::Portal => tenant.join(WEBVIEW_REDIRECT_PATH).into(),
        SignInMethod::Browser => BROWSER_REDIRECT_URI.to_owned(),
    }
}

/// A redirect that Portico can receive: https, or http on this computer, without credentials or
/// fragment (RFC 6749 §3.1.2).
pub fn parse_redirect_uri(text: &str) -> Result<Url> {
    let url = Url::parse(text).map_err(|_| Code::AddressForm)?;
    let is_allowed_scheme = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
    let has_no_credentials_or_fragment =
        url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if is_allowed_scheme && has_no_credentials_or_fragment { Ok(url) } else { Err(Code::AddressForm.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_keep_the_base_path_and_escape_the_app_id() {
        let mut registration =
            ClientRegistration::with_defaults(TenantUrl::parse("https://x.delinea.app/identity").unwrap());
        registration.app_id = "a/b?c".into();
        assert_eq!(registration.token_endpoint().as_str(), "https://x.delinea.app/identity/oauth2/token/a%2Fb%3Fc");
        assert_eq!(registration.redirect_uri, "https://x.delinea.app/identity/sysinfo/dummy");
        assert_eq!(registration.to_view().name, "x");
    }

    #[test]
    fn changed_sign_in_method_replaces_unsuitable_redirect() {
        for tenant in ["https://acme.my.idaptive.app", "http://127.0.0.1:4000"] {
            let webview = ClientRegistration::with_defaults(TenantUrl::parse(tenant).unwrap());
            let browser = webview.with_sign_in_method(SignInMethod::Browser);
            assert_eq!(browser.redirect_uri, "http://127.0.0.1:47631/signed-in");
            assert_eq!(browser.with_sign_in_method(SignInMethod::Webview), webview);
            let custom = ClientRegistration { redirect_uri: "http://localhost:4711/x".into(), ..browser };
            assert_eq!(custom.with_sign_in_method(SignInMethod::Browser).redirect_uri, "http://localhost:4711/x");
        }
    }

    #[test]
    fn unreceivable_redirect_uris_are_rejected() {
        for text in ["http://acme.test/x", "https://a@acme.test/x", "https://acme.test/x#y", "portico://x", "x"] {
            assert!(parse_redirect_uri(text).is_err(), "{text}");
        }
        assert!(parse_redirect_uri("http://127.0.0.1:47631/signed-in").is_ok());
    }
}
