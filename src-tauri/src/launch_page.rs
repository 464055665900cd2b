//! The page that the tenant gives to whoever has a bearer (`Start::Page`), shown as if it came from there.
//! WebKitGTK takes a page together with its address. Elsewhere a scheme of our own brings it: at 128
//! random bits, to the one window it was made for, once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portico_core::problem::{Code, Result};
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder, Url};

pub(crate) const SCHEME: &str = "launch";

/// What waits to be fetched, by the label of its window.
#[derive(Default)]
pub(crate) struct LaunchPages(Mutex<HashMap<String, Waiting>>);

struct Waiting {
    path: String,
    html: String,
}

impl LaunchPages {
    /// The address at which that window finds it.
    pub(crate) fn put(&self, label: &str, html: &str, base: &Url) -> Result<Url> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|_| Code::Internal)?;
        let path = format!("/{}", URL_SAFE_NO_PAD.encode(random));
        let origin = if cfg!(windows) { "http://launch.localhost" } else { "launch://localhost" };
        let url = Url::parse(&format!("{origin}{path}")).map_err(|_| Code::Internal)?;
        self.waiting().insert(label.to_owned(), Waiting { path, html: with_base(html, base) });
        Ok(url)
    }

    fn take(&self, label: &str, path: &str) -> Option<String> {
        let mut waiting = self.waiting();
        waiting.get(label).filter(|page| page.path == path)?;
        waiting.remove(label).map(|page| page.html)
    }

    /// What was never fetched goes with its window.
    pub(crate) fn forget(&self, label: &str) {
        self.waiting().remove(label);
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, HashMap<String, Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[allow(clippy::needless_pass_by_value, reason = "the signature is Tauri's")]
pub(crate) fn answer<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let pages = context.app_handle().try_state::<LaunchPages>();
    let page = pages.and_then(|pages| pages.take(context.webview_label(), request.uri().path()));
    responder.respond(page.map_or_else(nothing, shown));
}

fn shown(html: String) -> Response<Vec<u8>> {
    let mut response = Response::new(html.into_bytes());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    response
}

fn nothing() -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// Relative addresses lead to the tenant, unless the page says otherwise itself.
fn with_base(html: &str, base: &Url) -> String {
    // ASCII only, so that offsets stay the same.
    let lower = html.to_ascii_lowercase();
    if lower.contains("<base") {
        return html.to_owned();
    }
    let after = |tag: &str| {
        let at = lower.find(tag)? + tag.len();
        let ends = lower[at..].starts_with(|c: char| c == '>' || c.is_ascii_whitespace());
        ends.then(|| lower[at..].find('>').map(|end| at + end + 1)).flatten()
    };
    let at = after("<head").or_else(|| after("<html")).or_else(|| after("<!doctype")).unwrap_or(0);
    // `Url` has escaped what would end the attribute.
    format!("{}<base href=\"{}\">{}", &html[..at], base.as_str().replace('&', "&amp;"), &html[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Url {
        Url::parse("https://acme.my.idaptive.app/uprest/HandleAppClick?a=1&b=2").unwrap()
    }

    #[test]
    fn a_page_is_given_once_to_its_own_window() {
        let pages = LaunchPages::default();
        let url = pages.put("app-x-1", "<form>", &base()).unwrap();
        assert!(url.path().len() > 21 && url.host_str().is_some_and(|host| host.ends_with("localhost")), "{url}");
        assert_ne!(pages.put("app-x-2", "<form>", &base()).unwrap(), url);
        assert_eq!(pages.take("app-x-2", url.path()), None);
        assert_eq!(pages.take("app-x-1", "/"), None);
        assert!(pages.take("app-x-1", url.path()).is_some_and(|page| page.ends_with("<form>")));
        assert_eq!(pages.take("app-x-1", url.path()), None, "once");
        let url = pages.put("app-x-3", "<form>", &base()).unwrap();
        pages.forget("app-x-3");
        assert_eq!(pages.take("app-x-3", url.path()), None);
    }

    #[test]
    fn relative_addresses_lead_to_the_tenant() {
        let tag = "<base href=\"https://acme.my.idaptive.app/uprest/HandleAppClick?a=1&amp;b=2\">";
        for (page, with) in [
            ("<html><head><title>x", format!("<html><head>{tag}<title>x")),
            ("<!DOCTYPE html>\n<HEAD lang=\"a\">", format!("<!DOCTYPE html>\n<HEAD lang=\"a\">{tag}")),
            ("<!doctype html><header>", format!("<!doctype html>{tag}<header>")),
            ("<form>ß", format!("{tag}<form>ß")),
            ("<head><base href=\"/x\">", "<head><base href=\"/x\">".to_owned()),
        ] {
            assert_eq!(with_base(page, &base()), with);
        }
    }
}
