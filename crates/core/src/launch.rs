//! Where an app begins: one address below the tenant, built here and nowhere else, or the page that the
//! tenant gives to whoever has a bearer and no cookie.

use secrecy::SecretString;
use url::Url;

use crate::clock::Millis;
use crate::http::Answer;
use crate::navigation::refusal;
use crate::portal;
use crate::ports::Cookie;
use crate::problem::{Code, Problem, Result};
use crate::session::Session;
use crate::tenant::TenantUrl;

const CLICK: &str = "/uprest/HandleAppClick";

/// With what the window of an app begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
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
pub async fn start(session: &Session, app_key: &str, plain: Url, clicked: Millis) -> Result<(Start, Vec<Cookie>)> {
    let tenant = &session.registration().tenant;
    let mut cookies = session.cookies().to_vec();
    let is_session = |cookie: &Cookie| cookie.name == portal::SESSION_COOKIE && cookie.is_own_of(&tenant.host());
    if let Some(value) = session.portal_cookie().await {
        if !session.is_newer_than(clicked) && session.is_refused(&value).await {
            return Err(session.end().await);
        }
        // It is what the session is, also after a restart.
        cookies.retain(|cookie| !is_session(cookie));
        cookies.push(own_session(value, tenant));
        return Ok((Start::Address(plain), cookies));
    }
    if let Some(own) = cookies.iter().find(|cookie| is_session(cookie)) {
        if !session.is_refused(&own.value).await {
            return Ok((Start::Address(plain), cookies));
        }
        cookies.retain(|cookie| !is_session(cookie));
    }
    let mut url = tenant.join(CLICK);
    url.query_pairs_mut().append_pair("appkey", app_key).append_pair("markAppVisited", "true");
    let answer = match session.page(url.clone()).await {
        Ok(answer) => answer,
        Err(problem) if problem.code == Code::SessionEnded && !session.is_over() => {
            return Ok((Start::Address(plain), cookies));
        }
        // Longer than any form.
        Err(problem) if problem.code == Code::ApiTooBig => return Ok((Start::Address(plain), cookies)),
        Err(problem) => return Err(problem),
    };
    for given in answer.set_cookies.iter().filter_map(|line| cookie(line, tenant)) {
        cookies.retain(|cookie| cookie.name != given.name || !cookie.is_own_of(&tenant.host()));
        cookies.push(given);
    }
    Ok((begins(&answer, url, tenant)?.unwrap_or(Start::Address(plain)), cookies))
}

/// What the answer shows, if it shows anything. `base` is what was asked for, whole: a form without an
/// action, or a script, goes by its query, and there is no secret in it.
fn begins(answer: &Answer, base: Url, tenant: &TenantUrl) -> Result<Option<Start>> {
    if answer.is_redirect() {
        let Some(to) = answer.location.as_deref().and_then(|to| base.join(to).ok()) else { return Ok(None) };
        if refusal(&to, tenant).is_some() {
            // The plain address would ask for a sign-in, and lead there all the same.
            return Err(Problem::new(Code::LaunchBlocked).because(to.scheme()));
        }
        let names_somebody = !to.username().is_empty() || to.password().is_some();
        return Ok((!names_somebody).then_some(Start::Address(to)));
    }
    let html = String::from_utf8_lossy(answer.text()).into_owned();
    let is_page = answer.is_ok() && answer.is_html() && !html.trim().is_empty();
    Ok(is_page.then_some(Start::Page { html, base }))
}

/// The cookie of a portal session, of which the keyring has the value only.
fn own_session(value: SecretString, tenant: &TenantUrl) -> Cookie {
    Cookie {
        name: portal::SESSION_COOKIE.to_owned(),
        value,
        domain: host_name(tenant),
        path: "/".to_owned(),
        secure: !tenant.is_loopback(),
        http_only: true,
    }
}

/// Cookies know no port.
fn host_name(tenant: &TenantUrl) -> String {
    tenant.join("/").host_str().unwrap_or_default().to_owned()
}

/// A cookie of the tenant's own host (RFC 6265 §5.2). One for a domain above is another's as well.
fn cookie(line: &str, tenant: &TenantUrl) -> Option<Cookie> {
    let parsed = cookie::Cookie::parse(line).ok()?;
    let cookie = Cookie {
        name: parsed.name().to_owned(),
        value: parsed.value().to_owned().into(),
        domain: parsed.domain().map_or_else(|| host_name(tenant), str::to_ascii_lowercase),
        path: parsed.path().filter(|path| path.starts_with('/')).unwrap_or("/").to_owned(),
        secure: parsed.secure().unwrap_or(false),
        http_only: parsed.http_only().unwrap_or(false),
    };
    cookie.is_own_of(&tenant.host()).then_some(cookie)
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
    fn keys_are_data() {
        let url = launch_url(&tenant(), "@/home/1 2/apps/X&Auth=1#?%", Some("ABC1234"));
        assert_eq!(
            url.as_str(),
            "https://acme.my.idaptive.app/run?appkey=%40%2Fhome%2F1+2%2Fapps%2FX%26Auth%3D1%23%3F%25&customerID=ABC1234"
        );
    }

    #[test]
    fn only_the_tenants_own_cookies_are_taken() {
        let name = |line: &str| cookie(line, &tenant()).map(|it| format!("{}={}", it.name, it.value.expose_secret()));
        assert_eq!(name(".ASPXAUTH=a1; path=/; secure; HttpOnly").as_deref(), Some(".ASPXAUTH=a1"));
        assert_eq!(name("a=b; Domain=acme.my.idaptive.app").as_deref(), Some("a=b"));
        for line in ["a=b; Domain=my.idaptive.app", "a=b; Domain=evil.test", "=b", "nothing"] {
            assert_eq!(name(line), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn every_key_stays_one_value_at_the_tenant(key in any::<String>()) {
            let tenant = TenantUrl::parse("https://x.delinea.app/identity").unwrap();
            let url = launch_url(&tenant, &key, None);
            prop_assert!(tenant.is_origin_of(&url));
            prop_assert_eq!(url.path(), "/identity/run");
            let pairs: Vec<_> = url.query_pairs().into_owned().collect();
            prop_assert_eq!(pairs, vec![("appkey".to_owned(), key)]);
        }
    }
}
