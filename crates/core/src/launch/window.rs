//! An app window: what it begins with, the pages it may show, and how it is handed to the browser.

use std::sync::Arc;

use url::Url;

use crate::accounts::account::AccountId;
use crate::cookie::Cookie;
use crate::launch::request::InitialContent;
use crate::sign_in::navigation_policy::app_block_reason;
use crate::tenant::url::TenantUrl;

/// An app to be shown, already signed in.
pub struct AppWindow {
    /// Whose it is; none in a demo, and until the tenant has named the person.
    pub account: Option<AccountId>,
    /// The app's, to open it elsewhere as well.
    pub key: String,
    pub name: String,
    pub content: InitialContent,
    /// The app's, for any browser: no credential is in it.
    pub url: Url,
    pub tenant: TenantUrl,
    /// Set in memory before the first request.
    pub cookies: Arc<[Cookie]>,
}

/// An app that has a window, to be opened in the browser beside it. The fields are the window's.
#[derive(Clone, Debug)]
pub struct BrowserHandoff {
    pub account: Option<AccountId>,
    pub key: String,
    pub name: String,
    pub url: Url,
}

impl AppWindow {
    pub fn browser_handoff(&self) -> BrowserHandoff {
        let Self { account, key, name, url, .. } = self;
        BrowserHandoff { account: account.clone(), key: key.clone(), name: name.clone(), url: url.clone() }
    }

    /// Whether the window, or a frame in it, may open `url`, or make a file of it.
    pub fn allows_url(tenant: &TenantUrl, url: &Url) -> bool {
        app_block_reason(url, tenant).is_none()
    }

    /// Whether `url` may be the window's page. A `data:` address may not: there it would be nobody's, and could look
    /// like anybody's.
    pub fn allows_page(tenant: &TenantUrl, url: &Url) -> bool {
        url.scheme() != "data" && Self::allows_url(tenant, url)
    }
}
