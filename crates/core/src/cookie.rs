//! Cookies on their way from the sign-in window to app windows, and the hosts they belong to.
//!
//! Cookies are held in memory only. Values are secrets, so `Debug` does not print them.

use secrecy::SecretString;

/// The cookie of the tenant's own session. Its value is also accepted as a bearer token.
pub const SESSION_COOKIE: &str = ".ASPXAUTH";

/// A session cookie, in memory on its way from the sign-in window to an app window.
#[derive(Clone, Debug)]
pub struct Cookie {
    pub name: String,
    pub value: SecretString,
    pub domain: String,
    pub path: String,
    pub secure: bool,
    pub http_only: bool,
}

impl Cookie {
    /// Whether requests to `host` carry it: it is the host's own, or of a domain above. The leading
    /// dot of a domain is lost on some systems.
    pub fn domain_matches(&self, host: &str) -> bool {
        let (domain, host) = (self.domain().to_ascii_lowercase(), without_port(host).to_ascii_lowercase());
        host == domain || host.ends_with(&format!(".{domain}"))
    }

    /// What a window is given: those that requests to `host` carry, and each for that host alone. One of
    /// a domain above comes after the host's own of the same name, which nobody else can have set.
    pub fn for_host(cookies: Vec<Self>, host: &str) -> Vec<Self> {
        let (host_cookies, parent_cookies): (Vec<_>, Vec<_>) =
            cookies.into_iter().filter(|cookie| cookie.domain_matches(host)).partition(|it| it.is_scoped_to(host));
        let mut selected: Vec<Self> = Vec::new();
        for cookie in host_cookies.into_iter().chain(parent_cookies) {
            if !selected.iter().any(|other| other.name == cookie.name && other.path == cookie.path) {
                selected.push(Self { domain: without_port(host).to_ascii_lowercase(), ..cookie });
            }
        }
        selected
    }

    /// Whether no other host but those below `host` can have set it. A domain above is shared with
    /// the other tenants of the vendor.
    pub fn is_scoped_to(&self, host: &str) -> bool {
        without_port(host).eq_ignore_ascii_case(self.domain())
    }

    fn domain(&self) -> &str {
        self.domain.trim_start_matches('.')
    }
}

fn without_port(host: &str) -> &str {
    let name_and_port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    name_and_port.map_or(host, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn cookie(name: &str, value: &str, domain: &str, path: &str) -> Cookie {
        Cookie {
            name: name.into(),
            value: value.into(),
            domain: domain.into(),
            path: path.into(),
            secure: true,
            http_only: true,
        }
    }

    #[test]
    fn cookie_host_matching_follows_domain() {
        for (domain, host, matches, is_scoped) in [
            ("acme.my.idaptive.app", "acme.my.idaptive.app", true, true),
            (".ACME.my.idaptive.app", "acme.my.idaptive.app:8443", true, true),
            ("my.idaptive.app", "acme.my.idaptive.app", true, false),
            ("other.my.idaptive.app", "acme.my.idaptive.app", false, false),
            ("me.my.idaptive.app", "acme.my.idaptive.app", false, false),
            ("a.acme.my.idaptive.app", "acme.my.idaptive.app", false, false),
            ("", "acme.my.idaptive.app", false, false),
            ("127.0.0.1", "127.0.0.1:3000", true, true),
            ("[::1]", "[::1]", true, true),
        ] {
            let cookie = cookie("a", "b", domain, "/");
            assert_eq!(
                (cookie.domain_matches(host), cookie.is_scoped_to(host)),
                (matches, is_scoped),
                "{domain} {host}"
            );
        }
    }

    #[test]
    fn cookies_for_host_keep_only_that_host_and_prefer_its_own() {
        let cookies = vec![
            cookie("affinity", "above", "idaptive.app", "/"),
            cookie("session", "tossed", ".my.idaptive.app", "/"),
            cookie("session", "own", ".ACME.my.idaptive.app", "/"),
            cookie("session", "deeper", "my.idaptive.app", "/my"),
            cookie("other", "x", "other.my.idaptive.app", "/"),
            cookie("idp", "x", "login.idp.test", "/"),
            cookie("below", "x", "a.acme.my.idaptive.app", "/"),
        ];
        let cookies = Cookie::for_host(cookies, "Acme.my.idaptive.app:8443");
        let summaries: Vec<_> =
            cookies.iter().map(|cookie| (cookie.name.as_str(), cookie.value.expose_secret(), &*cookie.path)).collect();
        assert_eq!(summaries, [("session", "own", "/"), ("affinity", "above", "/"), ("session", "deeper", "/my")]);
        assert!(
            cookies.iter().all(|cookie| cookie.domain == "acme.my.idaptive.app" && cookie.secure && cookie.http_only)
        );
    }
}
