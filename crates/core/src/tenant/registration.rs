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
/// The tenant's own connector ping, which the vendor's samples use as redirect.
const WEBVIEW_REDIRECT_PATH: &str = "/sysinfo/dummy";
/// Tenants compare redirects as configured, so the loopback port is fixed.
const LOOPBACK_ORIGIN: &str = "http://127.0.0.1:47631";

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
        let is_listener = Url::parse(&self.redirect_uri).is_ok_and(|url| self.is_listener(&url));
        if is_listener != (sign_in_method == SignInMethod::Browser) {
            registration.redirect_uri = default_redirect_uri(&self.tenant, sign_in_method);
        }
        registration
    }

    /// Whether a code that the other tenant issues could come back in a sign-in at this one (mix-up, RFC 9700 §4.4).
    /// Servers ignore the port of a loopback redirect (RFC 8252 §7.3) and may know this computer by several names, so
    /// neither tells two of them apart.
    pub fn shares_redirect_with(&self, other: &Self) -> bool {
        self.tenant != other.tenant
            && [SignInMethod::Webview, SignInMethod::Browser].into_iter().any(|method| {
                let other = other.with_sign_in_method(method);
                let redirects = (Url::parse(&self.redirect_uri), Url::parse(&other.redirect_uri));
                let (Ok(own_redirect), Ok(other_redirect)) = redirects else { return false };
                let is_same_origin = (self.is_listener(&own_redirect) && other.is_listener(&other_redirect))
                    || own_redirect.origin() == other_redirect.origin();
                is_same_origin && own_redirect.path() == other_redirect.path()
            })
    }

    /// Whether Portico itself listens at that redirect, for a browser.
    fn is_listener(&self, redirect: &Url) -> bool {
        redirect.scheme() == "http" && is_loopback(redirect) && !self.tenant.is_origin_of(redirect)
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

/// The redirect of a tenant for which no file names one. It contains the tenant's whole address, so that no two tenants
/// share one.
pub fn default_redirect_uri(tenant: &TenantUrl, method: SignInMethod) -> String {
    match method {
        SignInMethod::Webview | SignInMethod::Portal => tenant.join(WEBVIEW_REDIRECT_PATH).into(),
        SignInMethod::Browser => format!("{LOOPBACK_ORIGIN}/{}", tenant.as_path()),
    }
}

/// Whether `text` can be an Application ID: one segment of a URL's path, which nothing rewrites.
pub fn is_app_id(text: &str) -> bool {
    const MAX_BYTES: usize = 200;
    let is_segment_char = |c: char| !c.is_whitespace() && !c.is_control() && !"/\\?#%".contains(c);
    (1..=MAX_BYTES).contains(&text.len()) && !matches!(text, "." | "..") && text.chars().all(is_segment_char)
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
    use proptest::prelude::*;

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
            assert_eq!(browser.redirect_uri, default_redirect_uri(&browser.tenant, SignInMethod::Browser));
            assert_eq!(browser.with_sign_in_method(SignInMethod::Webview), webview);
            let custom = ClientRegistration { redirect_uri: "http://localhost:4711/x".into(), ..browser };
            assert_eq!(custom.with_sign_in_method(SignInMethod::Browser).redirect_uri, "http://localhost:4711/x");
        }
    }

    #[test]
    fn browser_redirect_is_the_tenant_address_as_path() {
        for (tenant, path) in [
            ("https://acme.my.idaptive.app", "acme.my.idaptive.app"),
            ("https://acme.delinea.app/identity", "acme.delinea.app/identity"),
            ("https://sso.acme.com:8443", "sso.acme.com:8443"),
            ("http://127.0.0.1:4000", "127.0.0.1:4000"),
            ("http://localhost", "localhost:80"),
            ("https://[::1]:4000/a", "%5B::1%5D:4000/a"),
        ] {
            let redirect_uri = default_redirect_uri(&TenantUrl::parse(tenant).unwrap(), SignInMethod::Browser);
            assert_eq!(redirect_uri, format!("http://127.0.0.1:47631/{path}"));
            assert_eq!(Url::parse(&redirect_uri).unwrap().as_str(), redirect_uri, "as the browser sends it");
        }
    }

    #[test]
    fn redirects_that_a_server_may_take_for_one_are_shared() {
        let registration = |tenant: &str, redirect_uri: &str| ClientRegistration {
            redirect_uri: redirect_uri.to_owned(),
            ..ClientRegistration::with_defaults(TenantUrl::parse(tenant).unwrap())
        };
        let acme = registration("https://acme.my.idaptive.app", "http://127.0.0.1:47631/signed-in");
        for (tenant, redirect_uri, is_shared) in [
            ("https://evil.test", "http://127.0.0.1:47631/signed-in", true),
            ("https://evil.test", "http://127.0.0.1:0/signed-in", true),
            ("https://evil.test", "http://localhost:4711/signed-in?x=1", true),
            ("https://evil.test", "http://127.0.0.1:47631/evil.test", false),
            ("https://evil.test", "https://127.0.0.1.evil.test/signed-in", false),
            ("https://acme.my.idaptive.app", "http://127.0.0.1:47631/signed-in", false),
        ] {
            let other = registration(tenant, redirect_uri);
            let browser = acme.with_sign_in_method(SignInMethod::Browser);
            assert_eq!(browser.shares_redirect_with(&other), is_shared, "{tenant} {redirect_uri}");
        }
        // Whichever way the other tenant is used at the moment.
        let evil = registration("https://evil.test", "https://acme.my.idaptive.app/sysinfo/dummy");
        let acme = ClientRegistration::with_defaults(acme.tenant);
        assert!(evil.shares_redirect_with(&acme.with_sign_in_method(SignInMethod::Browser)));
    }

    proptest! {
        /// RFC 9700 §2.1: a redirect belongs to one authorization server.
        #[test]
        fn no_two_tenants_share_a_default_redirect(
            one in "(https|http)://(localhost|127\\.0\\.0\\.1|\\[::1\\]|a|a\\.b|b)(:(80|443|81))?(/(a|b|%2f|sysinfo|:80)){0,2}/?",
            other in "(https|http)://(localhost|127\\.0\\.0\\.1|\\[::1\\]|a|a\\.b|b)(:(80|443|81))?(/(a|b|%2f|sysinfo|:80)){0,2}/?",
        ) {
            if let (Ok(one), Ok(other)) = (TenantUrl::parse(&one), TenantUrl::parse(&other)) {
                // One port of this computer is one server, whichever the scheme.
                let authority = |tenant: &TenantUrl| {
                    let url = tenant.join("/");
                    (url.host_str().map(str::to_owned), url.port_or_known_default())
                };
                prop_assume!(one == other || authority(&one) != authority(&other) || one.join("").path() != other.join("").path());
                for method in [SignInMethod::Webview, SignInMethod::Browser] {
                    let registration = ClientRegistration::with_defaults(one.clone()).with_sign_in_method(method);
                    let other = ClientRegistration::with_defaults(other.clone());
                    prop_assert!(!registration.shares_redirect_with(&other), "{registration:?}");
                    let is_same = registration.redirect_uri == other.with_sign_in_method(method).redirect_uri;
                    prop_assert_eq!(is_same, one == other.tenant);
                }
            }
        }
    }

    #[test]
    fn app_ids_are_segments_that_nothing_rewrites() {
        for id in ["Portico", "my-app_1.2", "Büro", "..."] {
            assert!(is_app_id(id), "{id}");
        }
        for id in ["", ".", "..", "My Portico", "a/b", "a\\b", "a?b", "a#b", "%2e", "a\u{1}", &"x".repeat(201)] {
            assert!(!is_app_id(id), "{id}");
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
