//! Keeps the page that the tenant returned to a request with a bearer token until its window loads it, for web engines
//! that take no page together with its URL.
//!
//! A scheme of the shell's serves it: under a path of 128 random bits, once, and only to the window that it was created
//! for.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::Url;

use crate::error::{Code, Result};

/// Pages that wait for their request, by the label of their window.
#[derive(Default)]
pub struct BearerPages(Mutex<HashMap<String, PendingPage>>);

struct PendingPage {
    url: Url,
    html: String,
}

impl BearerPages {
    /// Stores a page and returns the URL under which its window can load it: below `origin`, that of the scheme.
    pub fn add(&self, label: &str, origin: &str, html: &str, base: &Url) -> Result<Url> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|_| Code::Internal)?;
        let url = Url::parse(&format!("{origin}/{}", URL_SAFE_NO_PAD.encode(random))).map_err(|_| Code::Internal)?;
        let page = PendingPage { url: url.clone(), html: insert_base_element(html, base) };
        self.pending_pages().insert(label.to_owned(), page);
        Ok(url)
    }

    /// Whether `url` is that of a page which this window has not loaded yet.
    pub fn is_pending(&self, label: &str, url: &Url) -> bool {
        self.pending_pages().get(label).is_some_and(|page| page.url == *url)
    }

    pub fn take(&self, label: &str, path: &str) -> Option<String> {
        let mut pending = self.pending_pages();
        pending.get(label).filter(|page| page.url.path() == path)?;
        pending.remove(label).map(|page| page.html)
    }

    /// Removes the page of a window that has closed.
    pub fn remove(&self, label: &str) {
        self.pending_pages().remove(label);
    }

    fn pending_pages(&self) -> MutexGuard<'_, HashMap<String, PendingPage>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Resolves relative URLs against the tenant's, unless the page has a `<base>` of its own.
fn insert_base_element(html: &str, base: &Url) -> String {
    // ASCII only, so that offsets stay valid.
    let lower = html.to_ascii_lowercase();
    if lower.contains("<base") {
        return html.to_owned();
    }
    let end_of_tag = |tag: &str| {
        let name_end = lower.find(tag)? + tag.len();
        let is_whole_name = lower[name_end..].starts_with(|c: char| c == '>' || c.is_ascii_whitespace());
        is_whole_name.then(|| lower[name_end..].find('>').map(|end| name_end + end + 1)).flatten()
    };
    let insert_at =
        end_of_tag("<head").or_else(|| end_of_tag("<html")).or_else(|| end_of_tag("<!doctype")).unwrap_or(0);
    // `Url` has escaped quotes.
    format!("{}<base href=\"{}\">{}", &html[..insert_at], base.as_str().replace('&', "&amp;"), &html[insert_at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "launch://localhost";

    fn base() -> Url {
        Url::parse("https://acme.my.idaptive.app/uprest/HandleAppClick?a=1&b=2").unwrap()
    }

    #[test]
    fn bearer_page_is_served_once_to_its_window() {
        let pages = BearerPages::default();
        let url = pages.add("app-x-1", ORIGIN, "<form>", &base()).unwrap();
        assert!(pages.is_pending("app-x-1", &url) && !pages.is_pending("app-x-2", &url));
        assert!(url.path().len() > 21 && url.host_str().is_some_and(|host| host.ends_with("localhost")), "{url}");
        assert_ne!(pages.add("app-x-2", ORIGIN, "<form>", &base()).unwrap(), url);
        assert_eq!(pages.take("app-x-2", url.path()), None);
        assert_eq!(pages.take("app-x-1", "/"), None);
        assert!(pages.take("app-x-1", url.path()).is_some_and(|page| page.ends_with("<form>")));
        assert_eq!(pages.take("app-x-1", url.path()), None, "once");
        assert!(!pages.is_pending("app-x-1", &url));
        let url = pages.add("app-x-3", ORIGIN, "<form>", &base()).unwrap();
        pages.remove("app-x-3");
        assert_eq!(pages.take("app-x-3", url.path()), None);
    }

    #[test]
    fn base_element_is_added_unless_present() {
        let tag = "<base href=\"https://acme.my.idaptive.app/uprest/HandleAppClick?a=1&amp;b=2\">";
        for (page, expected) in [
            ("<html><head><title>x", format!("<html><head>{tag}<title>x")),
            ("<!DOCTYPE html>\n<HEAD lang=\"a\">", format!("<!DOCTYPE html>\n<HEAD lang=\"a\">{tag}")),
            ("<!doctype html><header>", format!("<!doctype html>{tag}<header>")),
            ("<form>ß", format!("{tag}<form>ß")),
            ("<head><base href=\"/x\">", "<head><base href=\"/x\">".to_owned()),
        ] {
            assert_eq!(insert_base_element(page, &base()), expected);
        }
    }
}
