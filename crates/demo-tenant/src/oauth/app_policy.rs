//! Decides what an OAuth app allows: redirects, clients, scopes, roles.

use crate::config::account::Account;
use crate::config::oauth_app::{ClientIdType, OAuthApp};
use crate::config::scope::{self, OPENID_SCOPES, Scope};

/// Whether the redirect is exactly one of the app's. `{url}` stands for the tenant's URL as the client addressed it,
/// `{host}` for the same without its scheme.
pub(crate) fn allows_redirect(app: &OAuthApp, redirect: &str, url: &str) -> bool {
    let host = url.split_once("://").map_or(url, |(_, host)| host);
    app.redirects.iter().any(|allowed| allowed.replace("{url}", url).replace("{host}", host) == redirect)
}

pub(crate) fn accepts_client(app: &OAuthApp, client_id: &str) -> bool {
    match app.client_id_type {
        ClientIdType::Anything => !client_id.is_empty(),
        ClientIdType::List | ClientIdType::Confidential => app.clients.iter().any(|known| known == client_id),
    }
}

pub(crate) fn has_required_role(app: &OAuthApp, account: &Account) -> bool {
    app.roles.is_empty() || app.roles.iter().any(|role| account.roles.contains(role))
}

/// Names granted for what was asked; nothing asked = everything the app knows. The error names the unknown scope.
pub(crate) fn grant_scope(app: &OAuthApp, requested: &str) -> Result<String, String> {
    let names = scope::parse_scope_names(requested);
    if names.is_empty() {
        return Ok(app.scopes.iter().map(|scope| scope.name.as_str()).collect::<Vec<_>>().join(" "));
    }
    match names.iter().find(|name| find(app, name).is_none() && !OPENID_SCOPES.contains(&name.as_str())) {
        Some(unknown) => Err(unknown.clone()),
        None => Ok(names.join(" ")),
    }
}

pub(crate) fn granted_scopes(app: &OAuthApp, granted: &str) -> Vec<Scope> {
    scope::parse_scope_names(granted).iter().filter_map(|name| find(app, name)).cloned().collect()
}

fn find<'a>(app: &'a OAuthApp, name: &str) -> Option<&'a Scope> {
    app.scopes.iter().find(|scope| scope.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn redirect_is_allowed_on_exact_match_only() {
        let config = Config::default();
        let app = config.app("Portico").expect("the demo app");
        let url = "http://127.0.0.1:9";
        for redirect in ["http://127.0.0.1:9/sysinfo/dummy", "http://127.0.0.1:47631/127.0.0.1:9"] {
            assert!(allows_redirect(app, redirect, url), "{redirect}");
        }
        for other in [
            "http://127.0.0.1:9/sysinfo/dummy/",
            "http://127.0.0.1:9/SysInfo/dummy",
            "http://127.0.0.1:47631/127.0.0.1:8",
            "http://127.0.0.1:47631/signed-in",
            "",
        ] {
            assert!(!allows_redirect(app, other, url), "{other}");
        }
    }

    #[test]
    fn empty_scope_grants_all_and_unknown_scope_is_named() {
        let config = Config::default();
        let app = config.app("Portico").expect("the demo app");
        assert_eq!(grant_scope(app, "").as_deref(), Ok("UPData all"));
        assert_eq!(grant_scope(app, "openid UPData").as_deref(), Ok("openid UPData"));
        assert_eq!(grant_scope(app, "UPData updata"), Err("updata".into()));
    }
}
