//! From the bytes of any icon to a small PNG. Works on untrusted bytes: nothing is read but them, and
//! drawings that could eat all memory or never end are refused before they begin.

use std::io::Cursor;
use std::time::Duration;

use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

/// 48 CSS pixels at three device pixels each.
const SIDE: u32 = 144;
const LARGEST_SIDE: u32 = 2048;
const LARGEST_DECODE: u64 = 16 << 20;
/// Masks and clips cost a layer each, and may nest.
const MOST_LAYERS: usize = 8;

/// How long anybody waits for a drawing.
pub(super) const PATIENCE: Duration = Duration::from_secs(3);
/// The SVG reader allows 1,024 levels, and each level of drawing is a deep frame.
pub(super) const STACK: usize = 64 << 20;

/// Any of the formats that tenants use, as a PNG.
pub(super) fn draw(bytes: &[u8]) -> Option<Vec<u8>> {
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
    // A pattern is drawn at its own size, a filter can loop for ever, nested masks double each time.
    let layers = tree.masks().len() + tree.clip_paths().len();
    if !tree.patterns().is_empty() || !tree.filters().is_empty() || layers > MOST_LAYERS {
        return None;
    }
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
    fn what_is_drawn() {
        assert_eq!(middle(&draw(SQUARE.as_bytes()).unwrap()), [0x12, 0xab, 0x34, 255]);
        assert_eq!(middle(&draw(&png(64, 64)).unwrap()), [0x12, 0xab, 0x34, 255]);
        let large = draw(&png(1000, 500)).unwrap();
        let drawn = image::load_from_memory(&large).unwrap();
        assert_eq!((drawn.width(), drawn.height()), (144, 72));
    }

    #[test]
    fn what_is_not_drawn() {
        for bytes in [&b""[..], b"<html>", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"<svg", &png(2049, 1)] {
            assert!(draw(bytes).is_none(), "{:?}", &bytes[..bytes.len().min(20)]);
        }
        let svg =
            |inside: &str| format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{inside}</svg>"#);
        for inside in [
            r#"<pattern id="p" width="1e7" height="1e7" patternUnits="userSpaceOnUse"><rect width="1" height="1"/></pattern><rect width="9" height="9" fill="url(#p)"/>"#,
            r#"<filter id="f"><feTurbulence numOctaves="4000000000"/></filter><rect width="9" height="9" filter="url(#f)"/>"#,
        ] {
            assert!(draw(svg(inside).as_bytes()).is_none(), "{inside}");
        }
        let entities = format!(
            "<!DOCTYPE svg [<!ENTITY a \"{}\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&a;</svg>",
            "x".repeat(100)
        );
        let _ = draw(entities.as_bytes());
        let outside = SQUARE.replace("<rect", r#"<image href="file:///etc/hostname" width="9" height="9"/><image href="http://evil.test/x.png" width="9" height="9"/><rect"#);
        assert!(draw(outside.as_bytes()).is_some(), "drawn without what it names");
    }

    /// As many levels as the reader lets through, on a stack of the size that drawings get.
    #[test]
    fn the_deepest_drawing_fits_its_stack() {
        let levels = 1000;
        let open = r#"<g opacity="0.9">"#.repeat(levels);
        let deep = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{open}<rect width="9" height="9"/>{}</svg>"#,
            "</g>".repeat(levels)
        );
        let drawing =
            std::thread::Builder::new().stack_size(STACK).spawn(move || draw(deep.as_bytes()).is_some()).unwrap();
        assert!(drawing.join().unwrap());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = draw(&bytes);
        }
    }
}
