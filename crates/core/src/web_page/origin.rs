//! Tracks whose page a window shows: the host of the last URL that was loaded, for the bar and the title.
//!
//! A blank page has no host. The one that a window starts with counts as its opener's. A later one may have been
//! written by any page with a handle to the window, so it is shown as `about:blank`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use url::Url;

/// The label of a page whose author is unknown.
const UNKNOWN_ORIGIN: &str = "about:blank";

#[derive(Clone)]
pub struct PageOrigin(Arc<Mutex<State>>);

struct State {
    host: HostLabel,
    /// A page was loaded in this window.
    has_loaded: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostLabel {
    pub name: String,
    pub is_encrypted: bool,
}

impl PageOrigin {
    /// For a window that starts with a blank page and then loads `url`.
    pub fn new(url: &Url) -> Self {
        Self::with_host(HostLabel::from_url(url))
    }

    /// For a popup of this window's page.
    pub fn for_popup(&self) -> Self {
        Self::with_host(self.host())
    }

    fn with_host(host: HostLabel) -> Self {
        Self(Arc::new(Mutex::new(State { host, has_loaded: false })))
    }

    /// Records a load. To be called once for each.
    pub fn record_load(&self, url: &Url) {
        let mut state = self.state();
        let is_first = !std::mem::replace(&mut state.has_loaded, true);
        let host = HostLabel::from_url(url);
        if !(is_first && host.name == UNKNOWN_ORIGIN) {
            state.host = host;
        }
    }

    pub fn host(&self) -> HostLabel {
        self.state().host.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HostLabel {
    /// The host as the `url` crate parsed it: in Punycode and without user information. A `blob:` URL has the host of
    /// the page that created it.
    fn from_url(url: &Url) -> Self {
        let creator_url = if url.scheme() == "blob" { Url::parse(url.path()).ok() } else { None };
        let url = creator_url.as_ref().unwrap_or(url);
        let name = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (Some(host), None) => host.to_owned(),
            (None, _) => UNKNOWN_ORIGIN.to_owned(),
        };
        Self { name, is_encrypted: url.scheme() == "https" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record_load(origin: &PageOrigin, url: &str) -> (String, bool) {
        origin.record_load(&Url::parse(url).unwrap());
        let HostLabel { name, is_encrypted } = origin.host();
        (name, is_encrypted)
    }

    #[test]
    fn host_label_names_the_effective_host() {
        let origin = PageOrigin::new(&Url::parse("https://acme.my.idaptive.app/").unwrap());
        for (url, name, is_encrypted) in [
            ("https://acme.my.idaptive.app@evil.test/acme.my.idaptive.app", "evil.test", true),
            ("https://аcme.my.idaptive.app/", "xn--cme-5cd.my.idaptive.app", true),
            ("http://[::1]:8080/", "[::1]:8080", false),
            ("https://EVIL.test:443/", "evil.test", true),
            ("blob:https://user@app.test:8443/1-2-3", "app.test:8443", true),
            ("blob:http://127.0.0.1:3000/1-2-3", "127.0.0.1:3000", false),
            ("blob:null/https://acme.my.idaptive.app/", "about:blank", false),
            ("data:text/html,https://acme.my.idaptive.app/", "about:blank", false),
        ] {
            assert_eq!(record_load(&origin, url), (name.to_owned(), is_encrypted), "{url}");
        }
    }

    #[test]
    fn blank_popup_has_opener_origin_until_first_load() {
        let opener = PageOrigin::new(&Url::parse("https://acme.my.idaptive.app/").unwrap());
        assert_eq!(record_load(&opener, "about:blank").0, "acme.my.idaptive.app", "the one before the first");
        record_load(&opener, "https://evil.test/");
        let popup = opener.for_popup();
        assert_eq!(record_load(&popup, "about:blank"), ("evil.test".to_owned(), true));
        assert_eq!(record_load(&popup, "https://acme.my.idaptive.app/login").0, "acme.my.idaptive.app");
        assert_eq!(record_load(&popup, "about:blank"), ("about:blank".to_owned(), false));
        let second_popup = opener.for_popup();
        record_load(&second_popup, "about:blank");
        assert_eq!(record_load(&second_popup, "about:blank").0, "about:blank", "somebody else may have emptied it");
    }
}
