//! App icons: fetched from the tenant and nowhere else, decoded within limits, and drawn anew as
//! small PNGs. The UI never sees a byte that a stranger drew.

use std::collections::HashMap;
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::{DynamicImage, ImageFormat, ImageReader, Limits, imageops::FilterType};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};
use tokio::sync::{Mutex, Semaphore};
use url::Url;

use crate::session::Session;
use crate::store;
use crate::tenant::TenantUrl;

/// 48 CSS pixels at three device pixels each.
const SIDE: u32 = 144;
const LARGEST_SIDE: u32 = 2048;
const LARGEST_DECODE: u64 = 16 << 20;
const LARGEST_FILE: usize = 512 << 10;
const LONGEST_DRAWING: Duration = Duration::from_secs(3);
/// Requests under way to one host.
const AT_ONCE: usize = 6;

/// The icons of one tenant: a folder of PNGs named by [`crate::catalogue::icon_id`].
pub struct Icons {
    folder: PathBuf,
    tenant: TenantUrl,
    keeps: AtomicBool,
    /// In memory: what was drawn in this run, and `None` for what cannot be, so that nothing is
    /// fetched in a loop.
    drawn: Mutex<HashMap<String, Option<Arc<Vec<u8>>>>>,
    turns: Semaphore,
}

impl Icons {
    pub fn new(folder: PathBuf, tenant: TenantUrl, keeps: bool) -> Self {
        Self { folder, tenant, keeps: AtomicBool::new(keeps), drawn: Mutex::default(), turns: Semaphore::new(AT_ONCE) }
    }

    /// Whether files are written from now on. When the folder was wiped, what is still being drawn
    /// shall not refill it.
    pub fn keep(&self, keeps: bool) {
        self.keeps.store(keeps, Ordering::Relaxed);
    }

    /// The icon as a PNG of at most 144 × 144 pixels; `None` leaves the letters in its place.
    /// Without a session only what is on this computer is found.
    pub async fn png(&self, id: &str, icon: &str, session: Option<&Session>) -> Option<Arc<Vec<u8>>> {
        if let Some(known) = self.drawn.lock().await.get(id) {
            return known.clone();
        }
        let file = self.folder.join(format!("{id}.png"));
        if let Ok(Some(png)) = store::read(&file, LARGEST_FILE as u64) {
            let png = Arc::new(png);
            self.drawn.lock().await.insert(id.to_owned(), Some(png.clone()));
            return Some(png);
        }
        let bytes = match icon.strip_prefix("data:") {
            Some(data) => data_uri(data),
            None => self.fetch(icon, session?).await,
        };
        let png = match bytes {
            Some(bytes) => draw_in_time(bytes).await.map(Arc::new),
            None => None,
        };
        if let Some(png) = png.as_ref().filter(|_| self.keeps.load(Ordering::Relaxed)) {
            // A copy that could not be written costs one fetch next time.
            let _ = store::write(&file, png);
        }
        self.drawn.lock().await.insert(id.to_owned(), png.clone());
        png
    }

    async fn fetch(&self, icon: &str, session: &Session) -> Option<Vec<u8>> {
        let url = address(&self.tenant, icon)?;
        let _turn = self.turns.acquire().await.ok()?;
        let answer = session.get_icon(url).await.ok()?;
        (answer.is_ok() && !answer.is_html()).then_some(answer.body)
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

async fn draw_in_time(bytes: Vec<u8>) -> Option<Vec<u8>> {
    let drawing = tokio::task::spawn_blocking(move || draw(&bytes));
    tokio::time::timeout(LONGEST_DRAWING, drawing).await.ok()?.ok()?
}

/// Any of the formats that tenants use, as a PNG.
fn draw(bytes: &[u8]) -> Option<Vec<u8>> {
    let image = if looks_like_svg(bytes) { draw_svg(bytes)? } else { draw_raster(bytes)? };
    let mut png = Cursor::new(Vec::new());
    image.write_to(&mut png, ImageFormat::Png).ok()?;
    Some(png.into_inner())
}

fn draw_raster(bytes: &[u8]) -> Option<DynamicImage> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    limits.max_alloc = Some(LARGEST_DECODE);
    reader.limits(limits);
    let image = reader.decode().ok()?;
    let small = image.width() <= SIDE && image.height() <= SIDE;
    Some(if small { image } else { image.resize(SIDE, SIDE, FilterType::Lanczos3) })
}

/// Drawn without scripts, text, network or files: the drawing names nothing outside itself.
fn draw_svg(bytes: &[u8]) -> Option<DynamicImage> {
    let options = Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_data(bytes, &options).ok()?;
    let size = tree.size();
    #[allow(clippy::cast_precision_loss, reason = "144 is exact")]
    let side = SIDE as f32;
    let scale = (side / size.width()).min(side / size.height());
    let mut pixels = Pixmap::new(SIDE, SIDE)?;
    let centred = Transform::from_scale(scale, scale)
        .post_translate((side - size.width() * scale) / 2.0, (side - size.height() * scale) / 2.0);
    resvg::render(&tree, centred, &mut pixels.as_mut());
    let rgba = pixels.pixels().iter().flat_map(|pixel| {
        let colour = pixel.demultiply();
        [colour.red(), colour.green(), colour.blue(), colour.alpha()]
    });
    image::RgbaImage::from_raw(SIDE, SIDE, rgba.collect()).map(DynamicImage::ImageRgba8)
}

fn looks_like_svg(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    head.starts_with("<svg") || (head.starts_with('<') && head.contains("<svg"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SQUARE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#12AB34"/></svg>"##;

    fn middle(png: &[u8]) -> [u8; 4] {
        let image = image::load_from_memory(png).unwrap().into_rgba8();
        image.get_pixel(image.width() / 2, image.height() / 2).0
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        let image = image::RgbaImage::from_pixel(width, height, image::Rgba([0x12, 0xab, 0x34, 255]));
        DynamicImage::ImageRgba8(image).write_to(&mut out, ImageFormat::Png).unwrap();
        out.into_inner()
    }

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
    fn what_is_drawn() {
        assert_eq!(middle(&draw(SQUARE.as_bytes()).unwrap()), [0x12, 0xab, 0x34, 255]);
        assert_eq!(middle(&draw(&png(64, 64)).unwrap()), [0x12, 0xab, 0x34, 255]);
        let large = draw(&png(1000, 500)).unwrap();
        let drawn = image::load_from_memory(&large).unwrap();
        assert_eq!((drawn.width(), drawn.height()), (144, 72));
        let with_type = format!("image/svg+xml;base64,{}", STANDARD.encode(SQUARE));
        assert!(draw(&data_uri(&with_type).unwrap()).is_some());
        assert_eq!(data_uri("text/plain,a%20b+c").unwrap(), b"a b+c");
    }

    #[test]
    fn what_is_not_drawn() {
        for bytes in [&b""[..], b"<html>", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"<svg", &png(2049, 1)] {
            assert!(draw(bytes).is_none(), "{:?}", &bytes[..bytes.len().min(20)]);
        }
        let entities = format!(
            "<!DOCTYPE svg [<!ENTITY a \"{}\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&a;</svg>",
            "x".repeat(100)
        );
        let _ = draw(entities.as_bytes());
        let outside = SQUARE.replace("<rect", r#"<image href="file:///etc/hostname" width="9" height="9"/><image href="http://evil.test/x.png" width="9" height="9"/><rect"#);
        assert!(draw(outside.as_bytes()).is_some(), "drawn without what it names");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = draw(&bytes);
        }
    }
}
