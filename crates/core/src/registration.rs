//! One tenant as Portico knows it: where it is, how people sign in there, and the OAuth2 Client app
//! that its administrator registered. Made from the `[[tenant]]` table of the settings or policy
//! file, or from a typed address with the defaults of `docs/settings.md`.

use url::Url;

use crate::problem::{Code, Result};
use crate::tenant::{TenantUrl, is_loopback};
use crate::view::{SignInWay, TenantView};

pub const DEFAULT_APP_ID: &str = "Portico";
pub const DEFAULT_CLIENT_ID: &str = "portico";
pub const DEFAULT_SCOPE: &str = "UPData";
/// The tenant's own connector ping, which the vendor's samples use as redirect (seed 002).
const WEBVIEW_REDIRECT: &str = "/sysinfo/dummy";
/// Tenants compare redirects as configured, so the loopback port is fixed.
const BROWSER_REDIRECT: &str = "http://127.0.0.1:47631/signed-in";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    pub tenant: TenantUrl,
    pub name: Option<String>,
    pub way: SignInWay,
    /// A file names the way; else Portico may learn which one works.
    pub way_is_set: bool,
    /// The OAuth2 Client app's Application ID: a path segment of the OAuth endpoints.
    pub app_id: String,
    /// Any text where the app's Client ID Type is Anything.
    pub client_id: String,
    /// A client with a secret, which the person enters once. Public otherwise.
    pub confidential: bool,
    /// Empty: the request carries no `scope`.
    pub scope: String,
    /// Compared by the tenant as configured, so it is kept and sent as written.
    pub redirect_uri: String,
}

impl Registration {
    /// A tenant of which only the address is known.
    pub fn of(tenant: TenantUrl) -> Self {
        Self {
            redirect_uri: default_redirect(&tenant, SignInWay::Webview),
            tenant,
            name: None,
            way: SignInWay::Webview,
            way_is_set: false,
            confidential: false,
            app_id: DEFAULT_APP_ID.to_owned(),
            client_id: DEFAULT_CLIENT_ID.to_owned(),
            scope: DEFAULT_SCOPE.to_owned(),
        }
    }

    /// The same tenant by another way. A redirect that only suits the old way becomes the new one's
    /// default.
    #[must_use]
    pub fn by(&self, way: SignInWay) -> Self {
        let mut other = Self { way, ..self.clone() };
        let comes_back_to_us = Url::parse(&self.redirect_uri)
            .is_ok_and(|url| url.scheme() == "http" && is_loopback(&url) && !self.tenant.is_origin_of(&url));
        if comes_back_to_us != (way == SignInWay::Browser) {
            other.redirect_uri = default_redirect(&self.tenant, way);
        }
        other
    }

    pub fn authorization_endpoint(&self) -> Url {
        self.oauth("authorize")
    }

    pub fn token_endpoint(&self) -> Url {
        self.oauth("token")
    }

    pub fn revocation_endpoint(&self) -> Url {
        self.oauth("revoke")
    }

    /// `/oauth2/{action}/{app id}` (tenant-api §3).
    fn oauth(&self, action: &str) -> Url {
        let mut url = self.tenant.join(&format!("/oauth2/{action}"));
        if let Ok(mut path) = url.path_segments_mut() {
            path.push(&self.app_id);
        }
        url
    }

    pub fn view(&self) -> TenantView {
        TenantView { name: self.name.clone().unwrap_or_else(|| self.tenant.short_name()), host: self.tenant.host() }
    }
}

pub fn default_redirect(tenant: &TenantUrl, way: SignInWay) -> String {
    match way {
        SignInWay::Webview | SignInWay::Portal => tenant.join(WEBVIEW_REDIRECT).into(),
        SignInWay::Browser => BROWSER_REDIRECT.to_owned(),
    }
}

/// A redirect that Portico can receive: https, or http on this computer, without credentials or
/// fragment (RFC 6749 §3.1.2).
pub fn check_redirect(text: &str) -> Result<Url> {
    let url = Url::parse(text).map_err(|_| Code::AddressForm)?;
    let safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if safe && plain { Ok(url) } else { Err(Code::AddressForm.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_follow_the_base_path_and_escape_the_app_id() {
        let mut registration = Registration::of(TenantUrl::parse("https://x.delinea.app/identity").unwrap());
        registration.app_id = "a/b?c".into();
        assert_eq!(registration.token_endpoint().as_str(), "https://x.delinea.app/identity/oauth2/token/a%2Fb%3Fc");
        assert_eq!(registration.redirect_uri, "https://x.delinea.app/identity/sysinfo/dummy");
        assert_eq!(registration.view().name, "x");
    }

    #[test]
    fn another_way_has_another_redirect() {
        for tenant in ["https://acme.my.idaptive.app", "http://127.0.0.1:4000"] {
            let window = Registration::of(TenantUrl::parse(tenant).unwrap());
            let browser = window.by(SignInWay::Browser);
            assert_eq!(browser.redirect_uri, "http://127.0.0.1:47631/signed-in");
            assert_eq!(browser.by(SignInWay::Webview), window);
            let own = Registration { redirect_uri: "http://localhost:4711/x".into(), ..browser };
            assert_eq!(own.by(SignInWay::Browser).redirect_uri, "http://localhost:4711/x");
        }
    }

    #[test]
    fn redirects_that_cannot_be_received_are_refused() {
        for text in ["http://acme.test/x", "https://a@acme.test/x", "https://acme.test/x#y", "portico://x", "x"] {
            assert!(check_redirect(text).is_err(), "{text}");
        }
        assert!(check_redirect("http://127.0.0.1:47631/signed-in").is_ok());
    }
}
