use std::time::{Duration, Instant};

use image::{DynamicImage, Rgba};
use proptest::prelude::*;

use super::*;

mod svg_limits;

const GREEN: [u8; 4] = [0x12, 0xab, 0x34, 255];
const SQUARE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#12AB34"/></svg>"##;

fn decode(png: &[u8]) -> RgbaImage {
    image::load_from_memory(png).unwrap().into_rgba8()
}

fn center_pixel(png: &[u8]) -> [u8; 4] {
    let image = decode(png);
    image.get_pixel(image.width() / 2, image.height() / 2).0
}

fn encode(image: &RgbaImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let image = DynamicImage::ImageRgba8(image.clone());
    let is_jpeg = matches!(format, ImageFormat::Jpeg);
    let image = if is_jpeg { DynamicImage::ImageRgb8(image.into_rgb8()) } else { image };
    image.write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    encode(&RgbaImage::from_pixel(width, height, Rgba(GREEN)), ImageFormat::Png)
}

fn svg(content: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">{content}</svg>"#
    )
}

/// Unoptimised, and beside other tests.
const MAX_DURATION: Duration = Duration::from_secs(20);

fn render_in_time(name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let started_at = Instant::now();
    let rendered = render_png(bytes);
    let elapsed = started_at.elapsed();
    assert!(elapsed < MAX_DURATION, "{name}: {elapsed:?}");
    rendered
}

#[test]
fn supported_formats_render_to_png() {
    assert_eq!(center_pixel(&render_png(SQUARE.as_bytes()).unwrap()), GREEN);
    for format in [ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Bmp, ImageFormat::Ico] {
        let image = RgbaImage::from_pixel(64, 64, Rgba(GREEN));
        assert_eq!(center_pixel(&render_png(&encode(&image, format)).unwrap()), GREEN, "{format:?}");
    }
    let large = decode(&render_png(&png(1000, 500)).unwrap());
    assert_eq!((large.width(), large.height()), (144, 72));
    let exported = r##"<?xml version="1.0" encoding="utf-8"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [<!ENTITY ns_svg "http://www.w3.org/2000/svg">]>
        <svg xmlns="&ns_svg;" viewBox="0 0 10 10"><style type="text/css">.st0{fill:#12AB34;} .a, g .b{stroke:none}</style>
        <defs><rect id="p" width="10" height="10"/></defs><mask id="m" fill="white"><use href="#p"/></mask>
        <g mask="url(#m)"><use href="#p" class="st0"/></g></svg>"##;
    assert_eq!(center_pixel(&render_png(exported.as_bytes()).unwrap()), GREEN, "as drawing programs write it");
}

#[test]
fn invalid_and_external_content_is_not_rendered() {
    for bytes in
        [&b""[..], b"<html>", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"<svg", &png(2049, 1), b"II*\0\x08\0\0\0", b"%PDF-1.7"]
    {
        assert!(render_png(bytes).is_none(), "{:?}", &bytes[..bytes.len().min(20)]);
    }
    for inside in [
        r#"<pattern id="p" width="1e7" height="1e7" patternUnits="userSpaceOnUse"><rect width="1" height="1"/></pattern><rect width="9" height="9" fill="url(#p)"/>"#,
        r#"<filter id="f"><feTurbulence numOctaves="4000000000"/></filter><rect width="9" height="9" filter="url(#f)"/>"#,
        // Text is not drawn, and nothing else is there.
        r#"<text x="1" y="9">Wordmark</text>"#,
    ] {
        assert!(render_png(svg(inside).as_bytes()).is_none(), "{inside}");
    }
    let outside = SQUARE.replace("<rect", r#"<image href="file:///etc/hostname" width="9" height="9"/><image href="http://evil.test/x.png" width="9" height="9"/><script>alert(1)</script><foreignObject width="9" height="9"><body xmlns="http://www.w3.org/1999/xhtml">x</body></foreignObject><rect"#);
    assert_eq!(center_pixel(&render_png(outside.as_bytes()).unwrap()), GREEN, "drawn without what it names");
}

#[test]
fn blank_images_are_rejected() {
    for color in [[0, 0, 0, 0], [200, 10, 10, 4], [255; 4]] {
        let image = RgbaImage::from_pixel(64, 64, Rgba(color));
        assert!(render_png(&encode(&image, ImageFormat::Png)).is_none(), "{color:?}");
    }
    assert!(render_png(&png(1, 1)).is_none(), "a pixel");
    assert!(render_png(svg("").as_bytes()).is_none());
    let mut image = RgbaImage::from_pixel(64, 64, Rgba([255; 4]));
    image.put_pixel(3, 3, Rgba(GREEN));
    assert!(render_png(&encode(&image, ImageFormat::Png)).is_some(), "but for one pixel");
}

/// Each pixel of a favicon is a square at one, two and three device pixels a CSS pixel.
#[test]
fn small_rasters_are_enlarged_by_whole_pixels() {
    for (side, css) in [(16u32, 32u32), (32, 32), (24, 24), (8, 32), (40, 40)] {
        let image = RgbaImage::from_fn(side, side, |x, y| Rgba(if (x + y) % 2 == 0 { GREEN } else { [0, 0, 0, 255] }));
        let rendered = decode(&render_png(&encode(&image, ImageFormat::Png)).unwrap());
        assert_eq!(rendered.width(), 144);
        let (pixel_scale, margin) = (css * 3 / side, (144 - css * 3) / 2);
        for (x, y, pixel) in rendered.enumerate_pixels() {
            let is_inside = |coordinate: u32| (margin..144 - margin).contains(&coordinate);
            let expected = if is_inside(x) && is_inside(y) {
                image.get_pixel((x - margin) / pixel_scale, (y - margin) / pixel_scale).0
            } else {
                [0; 4]
            };
            assert_eq!(pixel.0, expected, "{side}: {x}, {y}");
        }
    }
    let enough = decode(&render_png(&png(48, 48)).unwrap());
    assert_eq!(enough.width(), 48);
}

/// Files with many pictures: the largest of an ICO, whatever its colours, and the first of the rest.
#[test]
fn largest_ico_entry_and_first_gif_frame_are_rendered() {
    let encoded_square =
        |side: u32, color: [u8; 4]| encode(&RgbaImage::from_pixel(side, side, Rgba(color)), ImageFormat::Png);
    let parts = [
        (16u8, 32u8, encoded_square(16, [255, 0, 0, 255])),
        (64, 8, encoded_square(64, GREEN)),
        (32, 32, encoded_square(32, [0, 0, 255, 255])),
    ];
    let mut ico = vec![0, 0, 1, 0, 3, 0];
    let mut offset = 6 + 16 * parts.len();
    for (side, bits, bytes) in &parts {
        ico.extend([*side, *side, 0, 0, 1, 0, *bits, 0]);
        ico.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
        ico.extend(u32::try_from(offset).unwrap().to_le_bytes());
        offset += bytes.len();
    }
    parts.iter().for_each(|(_, _, bytes)| ico.extend(bytes));
    let rendered = render_png(&ico).unwrap();
    assert_eq!((center_pixel(&rendered), decode(&rendered).width()), (GREEN, 64));
    for end in 0..ico.len().min(80) {
        let _ = render_png(&ico[..end]);
    }
    let mut gif = Vec::new();
    {
        let mut encoder = image::codecs::gif::GifEncoder::new(&mut gif);
        for number in 0..300u32 {
            let color = if number == 0 { GREEN } else { [255, 0, 0, 255] };
            encoder.encode_frame(image::Frame::new(RgbaImage::from_pixel(64, 64, Rgba(color)))).unwrap();
        }
    }
    assert_eq!(center_pixel(&render_png(&gif).unwrap()), GREEN);
}

/// Each header claims more pixels than an icon may have.
#[test]
fn oversized_rasters_are_rejected_by_their_headers() {
    let overwrite =
        |bytes: &mut Vec<u8>, offset: usize, value: &[u8]| bytes[offset..offset + value.len()].copy_from_slice(value);
    let mut wide = png(4, 4);
    overwrite(&mut wide, 16, &65_535u32.to_be_bytes());
    overwrite(&mut wide, 20, &65_535u32.to_be_bytes());
    let image = RgbaImage::from_pixel(8, 8, Rgba(GREEN));
    let mut gif = encode(&image, ImageFormat::Gif);
    overwrite(&mut gif, 6, &[0xff; 4]);
    let mut bmp = encode(&image, ImageFormat::Bmp);
    overwrite(&mut bmp, 18, &1_000_000u32.to_le_bytes());
    overwrite(&mut bmp, 22, &1_000_000u32.to_le_bytes());
    let mut jpeg = encode(&image, ImageFormat::Jpeg);
    let head = jpeg.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    overwrite(&mut jpeg, head + 5, &[0xff; 4]);
    let webp = encode(&RgbaImage::from_pixel(2049, 8, Rgba(GREEN)), ImageFormat::WebP);
    for (name, bytes) in [("PNG", wide), ("GIF", gif), ("BMP", bmp), ("JPEG", jpeg), ("WebP", webp)] {
        assert!(render_in_time(name, &bytes).is_none(), "{name}");
    }
}

proptest! {
    #[test]
    fn render_never_panics_on_arbitrary_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = render_png(&bytes);
    }

    #[test]
    fn render_never_panics_on_damaged_images(at in 0usize..400, byte in any::<u8>(), format in 0usize..6) {
        let formats = [ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Bmp, ImageFormat::Ico, ImageFormat::Jpeg];
        let mut bytes = encode(&RgbaImage::from_pixel(50, 50, Rgba(GREEN)), formats[format]);
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = render_png(&bytes);
    }

    #[test]
    fn render_never_panics_on_damaged_svg(at in 0usize..SQUARE.len(), text in "[0-9a-z<>&\"'/#.,() -]{0,6}") {
        let mut drawing = SQUARE.to_owned();
        drawing.insert_str(at, &text);
        let _ = render_png(drawing.as_bytes());
    }
}
