//! App icons: fetched from the tenant and nowhere else, decoded within limits, and drawn anew as
//! small PNGs. The UI never sees a byte that a stranger drew.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::{Mutex, Semaphore, oneshot};
use url::Url;

use crate::problem::Code;
use crate::session::Session;
use crate::store;
use crate::tenant::TenantUrl;

mod drawing;

const LARGEST_FILE: usize = 512 << 10;
/// Requests under way to one host.
const AT_ONCE: usize = 6;
/// Drawings under way; a hostile one may take its time, and shall not take all the threads.
const DRAWN_AT_ONCE: usize = 2;
/// Icons that are kept in memory where none are kept on disk.
const REMEMBERED: usize = 500;

/// The icons of one tenant: a folder of PNGs named by [`crate::catalogue::icon_id`].
pub struct Icons {
    folder: PathBuf,
    tenant: TenantUrl,
    /// Held while a file is written, so that a wipe comes before or after it.
    keeps: std::sync::Mutex<bool>,
    /// What is in no file: icons where none may be kept, and `None` for what cannot be drawn, so that
    /// nothing is fetched in a loop.
    remembered: Mutex<HashMap<String, Option<Arc<Vec<u8>>>>>,
    fetching: Semaphore,
    drawing: Arc<Semaphore>,
}

/// What came of asking for an icon.
enum Fetched {
    Bytes(Vec<u8>),
    /// There is none, or none that may be fetched.
    Never,
    /// The network or the session is in the way.
    NotNow,
}

impl Icons {
    pub fn new(folder: PathBuf, tenant: TenantUrl, keeps: bool) -> Self {
        Self {
            folder,
            tenant,
            keeps: std::sync::Mutex::new(keeps),
            remembered: Mutex::default(),
            fetching: Semaphore::new(AT_ONCE),
            drawing: Arc::new(Semaphore::new(DRAWN_AT_ONCE)),
        }
    }

    /// Whether files are written from now on.
    pub fn keep(&self, keeps: bool) {
        *self.keeps.lock().unwrap_or_else(PoisonError::into_inner) = keeps;
    }

    /// The icon as a PNG of at most 144 × 144 pixels; `None` leaves the letters in its place.
    /// Without a session only what is on this computer is found.
    pub async fn png(&self, id: &str, icon: &str, session: Option<&Session>) -> Option<Arc<Vec<u8>>> {
        if let Some(known) = self.remembered.lock().await.get(id) {
            return known.clone();
        }
        let file = self.folder.join(format!("{id}.png"));
        if let Ok(Some(png)) = store::read(&file, LARGEST_FILE as u64) {
            return Some(Arc::new(png));
        }
        let fetched = match icon.strip_prefix("data:") {
            Some(data) => data_uri(data).map_or(Fetched::Never, Fetched::Bytes),
            None => self.fetch(icon, session).await,
        };
        let png = match fetched {
            Fetched::Bytes(bytes) => self.draw(bytes).await.map(Arc::new),
            Fetched::Never => None,
            Fetched::NotNow => return None,
        };
        let on_disk = png.as_ref().is_some_and(|png| self.write(&file, png));
        if !on_disk {
            let mut remembered = self.remembered.lock().await;
            if remembered.len() >= REMEMBERED {
                remembered.retain(|_, icon| icon.is_none());
            }
            remembered.insert(id.to_owned(), png.clone());
        }
        png
    }

    async fn fetch(&self, icon: &str, session: Option<&Session>) -> Fetched {
        let Some(url) = address(&self.tenant, icon) else { return Fetched::Never };
        let (Some(session), Ok(_turn)) = (session, self.fetching.acquire().await) else { return Fetched::NotNow };
        match session.get_icon(url).await {
            Ok(answer) if answer.is_ok() && !answer.is_html() => Fetched::Bytes(answer.body),
            Ok(answer) if answer.status == 429 || answer.status >= 500 => Fetched::NotNow,
            Ok(_) => Fetched::Never,
            Err(problem) if problem.code == Code::ApiTooBig => Fetched::Never,
            Err(_) => Fetched::NotNow,
        }
    }

    /// Draws on a thread of its own, whose stack is deep enough for the deepest drawing that the
    /// parser lets through. It cannot be stopped: what takes too long is waited for no longer, and
    /// holds its turn to its end.
    async fn draw(&self, bytes: Vec<u8>) -> Option<Vec<u8>> {
        let turn = tokio::time::timeout(drawing::PATIENCE, self.drawing.clone().acquire_owned()).await.ok()?.ok()?;
        let (done, drawn) = oneshot::channel();
        let thread = std::thread::Builder::new().name("icon".to_owned()).stack_size(drawing::STACK);
        thread
            .spawn(move || {
                // Err: nobody waits any longer.
                let _ = done.send(drawing::draw(&bytes));
                drop(turn);
            })
            .ok()?;
        tokio::time::timeout(drawing::PATIENCE, drawn).await.ok()?.ok()?
    }

    fn write(&self, file: &Path, png: &[u8]) -> bool {
        let keeps = self.keeps.lock().unwrap_or_else(PoisonError::into_inner);
        *keeps && store::write(file, png).is_ok()
    }

    /// Deletes what is kept, and keeps nothing from now on.
    pub fn wipe(&self) {
        let mut keeps = self.keeps.lock().unwrap_or_else(PoisonError::into_inner);
        *keeps = false;
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Where an icon is fetched from: the tenant, below its base address when given as a path.
fn address(tenant: &TenantUrl, icon: &str) -> Option<Url> {
    let is_path = icon.starts_with('/') && !icon.starts_with("//") && !icon.starts_with("/\\");
    let url = if is_path {
        Url::parse(&format!("{}{icon}", tenant.as_str())).ok()?
    } else {
        Url::parse(&format!("{}/", tenant.as_str())).ok()?.join(icon).ok()?
    };
    let plain = url.username().is_empty() && url.password().is_none();
    (plain && tenant.is_origin_of(&url)).then_some(url)
}

/// The content of `data:[type][;base64],…`, whose type is not believed: the bytes are sniffed.
fn data_uri(data: &str) -> Option<Vec<u8>> {
    let (head, body) = data.split_once(',')?;
    let bytes = if head.to_ascii_lowercase().ends_with(";base64") {
        let compact: String = body.chars().filter(|c| !c.is_whitespace()).collect();
        STANDARD.decode(compact).ok()?
    } else {
        // A query of one nameless value: the URL crate's own percent-decoder.
        let encoded = body.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
        url::form_urlencoded::parse(encoded.as_bytes()).next()?.0.into_owned().into_bytes()
    };
    (bytes.len() <= LARGEST_FILE).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn icons_are_fetched_from_the_tenant_only() {
        let tenant = TenantUrl::parse("https://x.delinea.app/identity").unwrap();
        let at = |icon: &str| address(&tenant, icon).map(String::from);
        assert_eq!(at("/vfslow/a.svg?x=1").unwrap(), "https://x.delinea.app/identity/vfslow/a.svg?x=1");
        assert_eq!(at("vfslow/a.svg").unwrap(), "https://x.delinea.app/identity/vfslow/a.svg");
        assert_eq!(at("https://x.delinea.app/a.png").unwrap(), "https://x.delinea.app/a.png");
        for icon in [
            "//evil.test/a.png",
            "/\\evil.test/a.png",
            "\\\\evil.test\\a.png",
            "https://evil.test/a.png",
            "http://x.delinea.app/a.png",
            "file:///etc/passwd",
            "http://169.254.169.254/",
            "https://localhost/",
            "https://[::ffff:127.0.0.1]/",
            "javascript:1",
            "https://x.delinea.app@evil.test/",
            "https://u:p@x.delinea.app/a",
        ] {
            assert_eq!(at(icon), None, "{icon}");
        }
    }

    #[test]
    fn data_is_sniffed_not_believed() {
        assert_eq!(data_uri("text/plain,a%20b+c").unwrap(), b"a b+c");
        assert_eq!(data_uri("image/png;base64,aGk=").unwrap(), b"hi");
        assert_eq!(data_uri("image/png;base64,***"), None);
        assert_eq!(data_uri("no comma"), None);
    }
}
