//! Where an app begins: one address below the tenant, built here and nowhere else, or the page that the
//! tenant gives to whoever has a bearer and no cookie.

use std::sync::Arc;

use secrecy::SecretString;
use url::Url;

use crate::clock::Timestamp;
use crate::cookie::{Cookie, SESSION_COOKIE};
use crate::error::{Code, Error, Result};
use crate::net::http::Response;
use crate::session::Session;
use crate::sign_in::navigation_policy::block_reason;
use crate::tenant::url::TenantUrl;

const APP_CLICK_PATH: &str = "/uprest/HandleAppClick";

/// With what the window of an app begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InitialContent {
    Address(Url),
    /// A page to be shown as if it came from `base`: mostly a form that posts itself to the app.
    Page {
        html: String,
        base: Url,
    },
}

/// `/run?appkey=…&customerID=…` (tenant-api §7.1). The key is data: it is escaped whole, and no
/// credential is ever part of this address.
pub fn launch_url(tenant: &TenantUrl, app_key: &str, customer_id: Option<&str>) -> Url {
    let mut url = tenant.join("/run");
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("appkey", app_key);
        if let Some(id) = customer_id {
            query.append_pair("customerID", id);
        }
    }
    url
}

/// What a window needs to show an app without another sign-in: the cookie of the tenant's own session,
/// while that lasts, which may be shorter than ours. Without it the tenant is asked once, with the bearer
/// (tenant-api §7.2).
///
/// # Errors
/// The network's, the end of the session, and an app at an address that no window may open. A tenant that does
/// not let Portico ask is no error: then the window begins at `plain`, and signs in by itself. So it does with a
/// portal's session that is newer than the click: one for which the person has just signed in is not asked
/// about, or a tenant that says yes and no in turns would have them sign in for ever.
pub async fn load_initial_page(
    session: &Arc<Session>,
    app_key: &str,
    fallback_url: Url,
    clicked_at: Timestamp,
) -> Result<(InitialContent, Vec<Cookie>)> {
    let tenant = &session.registration().tenant;
    let mut cookies = session.cookies().to_vec();
    let is_session_cookie = |cookie: &Cookie| cookie.name == SESSION_COOKIE && cookie.is_scoped_to(&tenant.host());
    if let Some(value) = session.portal_cookie() {
        if !session.signed_in_after(clicked_at) && session.is_bearer_rejected(&value).await {
            return Err(session.end_session().await);
        }
        // It is what the session is, also after a restart.
        cookies.retain(|cookie| !is_session_cookie(cookie));
        cookies.push(portal_session_cookie(value, tenant));
        return Ok((InitialContent::Address(fallback_url), cookies));
    }
    if let Some(session_cookie) = cookies.iter().find(|cookie| is_session_cookie(cookie)) {
        if !session.is_bearer_rejected(&session_cookie.value).await {
            return Ok((InitialContent::Address(fallback_url), cookies));
        }
        cookies.retain(|cookie| !is_session_cookie(cookie));
    }
    let mut url = tenant.join(APP_CLICK_PATH);
    url.query_pairs_mut().append_pair("appkey", app_key).append_pair("markAppVisited", "true");
    let response = match session.get_page(url.clone()).await {
        Ok(response) => response,
        Err(error) if error.code == Code::SessionEnded && !session.is_retired() => {
            return Ok((InitialContent::Address(fallback_url), cookies));
        }
        // Longer than any form.
        Err(error) if error.code == Code::ApiTooBig => return Ok((InitialContent::Address(fallback_url), cookies)),
        Err(error) => return Err(error),
    };
    for received in response.set_cookies.iter().filter_map(|line| parse_cookie(line, tenant)) {
        cookies.retain(|cookie| cookie.name != received.name || !cookie.is_scoped_to(&tenant.host()));
        cookies.push(received);
    }
    Ok((parse_initial_content(&response, url, tenant)?.unwrap_or(InitialContent::Address(fallback_url)), cookies))
}

/// What the answer shows, if it shows anything. `base` is what was asked for, whole: a form without an
/// action, or a script, goes by its query, and there is no secret in it.
fn parse_initial_content(response: &Response, base: Url, tenant: &TenantUrl) -> Result<Option<InitialContent>> {
    if response.is_redirect() {
        let Some(location) = response.redirect_target(&base) else { return Ok(None) };
        if block_reason(&location, tenant).is_some() {
            // The plain address would ask for a sign-in, and lead there all the same.
            return Err(Error::new(Code::LaunchBlocked).with_reason(location.scheme()));
        }
        let has_userinfo = !location.username().is_empty() || location.password().is_some();
        return Ok((!has_userinfo).then_some(InitialContent::Address(location)));
    }
    let html = String::from_utf8_lossy(response.body_without_bom()).into_owned();
    let is_page = response.is_ok() && response.is_html() && !html.trim().is_empty();
    Ok(is_page.then_some(InitialContent::Page { html, base }))
}

/// The cookie of a portal session, of which the keyring has the value only.
fn portal_session_cookie(value: SecretString, tenant: &TenantUrl) -> Cookie {
    Cookie {
        name: SESSION_COOKIE.to_owned(),
        value,
        domain: tenant_host_name(tenant),
        path: "/".to_owned(),
        secure: !tenant.is_loopback(),
        http_only: true,
    }
}

/// Cookies know no port.
fn tenant_host_name(tenant: &TenantUrl) -> String {
    tenant.join("/").host_str().unwrap_or_default().to_owned()
}

/// A cookie of the tenant's own host (RFC 6265 §5.2). One for a domain above is another's as well.
fn parse_cookie(line: &str, tenant: &TenantUrl) -> Option<Cookie> {
    let parsed = cookie::Cookie::parse(line).ok()?;
    let cookie = Cookie {
        name: parsed.name().to_owned(),
        value: parsed.value().to_owned().into(),
        domain: parsed.domain().map_or_else(|| tenant_host_name(tenant), str::to_ascii_lowercase),
        path: parsed.path().filter(|path| path.starts_with('/')).unwrap_or("/").to_owned(),
        secure: parsed.secure().unwrap_or(false),
        http_only: parsed.http_only().unwrap_or(false),
    };
    cookie.is_scoped_to(&tenant.host()).then_some(cookie)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;

    fn tenant() -> TenantUrl {
        TenantUrl::parse("https://acme.my.idaptive.app").unwrap()
    }

    #[test]
    fn launch_url_escapes_the_app_key() {
        let url = launch_url(&tenant(), "@/home/1 2/apps/X&Auth=1#?%", Some("ABC1234"));
        assert_eq!(
            url.as_str(),
            "https://acme.my.idaptive.app/run?appkey=%40%2Fhome%2F1+2%2Fapps%2FX%26Auth%3D1%23%3F%25&customerID=ABC1234"
        );
    }

    #[test]
    fn cookies_for_other_domains_are_ignored() {
        let parse = |line: &str| {
            parse_cookie(line, &tenant()).map(|cookie| format!("{}={}", cookie.name, cookie.value.expose_secret()))
        };
        assert_eq!(parse(".ASPXAUTH=a1; path=/; secure; HttpOnly").as_deref(), Some(".ASPXAUTH=a1"));
        assert_eq!(parse("a=b; Domain=acme.my.idaptive.app").as_deref(), Some("a=b"));
        for line in ["a=b; Domain=my.idaptive.app", "a=b; Domain=evil.test", "=b", "nothing"] {
            assert_eq!(parse(line), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn any_app_key_stays_one_query_value_on_the_tenant_origin(key in any::<String>()) {
            let tenant = TenantUrl::parse("https://x.delinea.app/identity").unwrap();
            let url = launch_url(&tenant, &key, None);
            prop_assert!(tenant.is_origin_of(&url));
            prop_assert_eq!(url.path(), "/identity/run");
            let pairs: Vec<_> = url.query_pairs().into_owned().collect();
            prop_assert_eq!(pairs, vec![("appkey".to_owned(), key)]);
        }
    }
}
