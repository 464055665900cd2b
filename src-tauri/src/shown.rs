//! Whose page a window shows: the host of the last address that was really loaded, for the bar and the title.
//!
//! An empty page has no host. The one that a window begins with is its opener's. One that comes later may be filled by
//! whoever has a hold of the window, so that it bears nobody's name.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tauri::Url;

/// The name of a page that nobody is known to have made.
const NOBODY: &str = "about:blank";

#[derive(Clone)]
pub(crate) struct Shown(Arc<Mutex<Page>>);

struct Page {
    host: Host,
    /// Something was loaded here.
    began: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Host {
    pub(crate) name: String,
    pub(crate) encrypted: bool,
}

impl Shown {
    /// A window that begins with an empty page, and then shows that one.
    pub(crate) fn of(url: &Url) -> Self {
        Self::beginning(Host::of(url))
    }

    /// A window that this one's page opens.
    pub(crate) fn inherited(&self) -> Self {
        Self::beginning(self.host())
    }

    fn beginning(host: Host) -> Self {
        Self(Arc::new(Mutex::new(Page { host, began: false })))
    }

    /// A page is there. To be called once for each.
    pub(crate) fn set(&self, url: &Url) {
        let mut page = self.page();
        let is_first = !std::mem::replace(&mut page.began, true);
        let host = Host::of(url);
        if !(is_first && host.name == NOBODY) {
            page.host = host;
        }
    }

    pub(crate) fn host(&self) -> Host {
        self.page().host.clone()
    }

    fn page(&self) -> MutexGuard<'_, Page> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Host {
    /// As Rust parsed it: letters of other scripts are spelled out, and a user in front of it is left out. What a page
    /// made (`blob:`) is that page's.
    fn of(url: &Url) -> Self {
        let maker = if url.scheme() == "blob" { Url::parse(url.path()).ok() } else { None };
        let url = maker.as_ref().unwrap_or(url);
        let name = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (Some(host), None) => host.to_owned(),
            (None, _) => NOBODY.to_owned(),
        };
        Self { name, encrypted: url.scheme() == "https" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(shown: &Shown, url: &str) -> (String, bool) {
        shown.set(&Url::parse(url).unwrap());
        let Host { name, encrypted } = shown.host();
        (name, encrypted)
    }

    #[test]
    fn a_host_is_what_it_is() {
        let shown = Shown::of(&Url::parse("https://acme.my.idaptive.app/").unwrap());
        for (url, name, encrypted) in [
            ("https://acme.my.idaptive.app@evil.test/acme.my.idaptive.app", "evil.test", true),
            ("https://аcme.my.idaptive.app/", "xn--cme-5cd.my.idaptive.app", true),
            ("http://[::1]:8080/", "[::1]:8080", false),
            ("https://EVIL.test:443/", "evil.test", true),
            ("blob:https://user@app.test:8443/1-2-3", "app.test:8443", true),
            ("blob:http://127.0.0.1:3000/1-2-3", "127.0.0.1:3000", false),
            ("blob:null/https://acme.my.idaptive.app/", "about:blank", false),
            ("data:text/html,https://acme.my.idaptive.app/", "about:blank", false),
        ] {
            assert_eq!(set(&shown, url), (name.to_owned(), encrypted), "{url}");
        }
    }

    #[test]
    fn an_empty_page_is_its_openers_at_first_and_nobodys_later() {
        let opener = Shown::of(&Url::parse("https://acme.my.idaptive.app/").unwrap());
        assert_eq!(set(&opener, "about:blank").0, "acme.my.idaptive.app", "the one before the first");
        set(&opener, "https://evil.test/");
        let popup = opener.inherited();
        assert_eq!(set(&popup, "about:blank"), ("evil.test".to_owned(), true));
        assert_eq!(set(&popup, "https://acme.my.idaptive.app/login").0, "acme.my.idaptive.app");
        assert_eq!(set(&popup, "about:blank"), ("about:blank".to_owned(), false));
        let other = opener.inherited();
        set(&other, "about:blank");
        assert_eq!(set(&other, "about:blank").0, "about:blank", "somebody else may have emptied it");
    }
}
