//! What is drawn, what is not, and that nothing takes long.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use image::{DynamicImage, Rgba};
use proptest::prelude::*;

use super::*;

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
        // LetterSet are not drawn, and nothing is left.
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

/// A few lines that ask for any amount of work.
#[test]
fn svgs_beyond_cost_limits_are_rejected_in_time() {
    let mut laughs = String::from(r#"<g id="l0"><rect width="9" height="9"/></g>"#);
    for level in 1..12 {
        let uses = format!("<use href=\"#l{}\"/>", level - 1).repeat(10);
        let _ = write!(laughs, r#"<g id="l{level}">{uses}</g>"#);
    }
    let mut entities = String::from(r#"<!DOCTYPE svg [<!ENTITY a0 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx">"#);
    for level in 1..9 {
        let _ = write!(entities, "<!ENTITY a{level} \"{}\">", format!("&a{};", level - 1).repeat(10));
    }
    let flat = format!("<!DOCTYPE svg [<!ENTITY a \"{}\">]>", "x".repeat(200_000));
    let long_path = format!(r#"<path id="p" d="M0 0{}"/>"#, "h1v1".repeat(50_000));
    let nested_masks = |depth: usize| {
        (0..depth).fold(String::new(), |mut all, level| {
            let inner = format!(r##"<rect width="9" height="9" mask="url(#m{})"/>"##, level + 1).repeat(8);
            let _ = write!(all, r#"<mask id="m{level}">{inner}</mask>"#);
            all
        })
    };
    let words = format!("<style>{} rect{{fill:red}}</style>", "* ".repeat(20));
    let many_rules: String = (0..5000).fold(String::new(), |all, rule| all + &format!(".a{rule}{{fill:red}}"));
    let rect = r#"<rect width="9" height="9"/>"#;
    for (name, bytes) in [
        ("uses of uses", svg(&format!("<defs>{laughs}</defs><use href=\"#l11\"/>"))),
        ("a use of itself", svg(r##"<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g><use href="#a"/>"##)),
        ("entities of entities", entities + "]>" + &svg(&format!("<desc>{}</desc>{rect}", "&a8;".repeat(1000)))),
        ("one long entity", flat + &svg(&format!("<desc>{}</desc>{rect}", "&a;".repeat(60_000)))),
        ("a long path, often", svg(&format!("<defs>{long_path}</defs>{}", r##"<use href="#p"/>"##.repeat(5000)))),
        ("a very long path", svg(&format!(r#"<path d="M0 0{}"/>"#, "h1v1".repeat(125_000)))),
        ("very many shapes", svg(&r#"<rect width="9"  height="9"/>"#.repeat(15_000))),
        ("more nodes than are read", svg(&"<g/>".repeat(100_000))),
        ("masks of masks", svg(&format!(r##"{}<rect width="9" height="9" mask="url(#m0)"/>"##, nested_masks(12)))),
        (
            "one large clip for many",
            svg(&format!(
                r##"<clipPath id="c" clipPathUnits="objectBoundingBox">{}</clipPath>{}"##,
                rect.repeat(2000),
                r##"<rect width="9" height="9" clip-path="url(#c)"/>"##.repeat(5000)
            )),
        ),
        (
            "markers",
            svg(&format!(
                r##"<marker id="k">{}</marker><path marker-mid="url(#k)" d="M0 0{}"/>"##,
                rect.repeat(100),
                "h1".repeat(10_000)
            )),
        ),
        ("dashes without number", svg(r#"<path d="M0 0H1e6" stroke="red" stroke-dasharray="1e-6"/>"#)),
        ("many dashes, often", svg(&r#"<path d="M0 0H1e4" stroke="red" stroke-dasharray=".02"/>"#.repeat(2000))),
        ("a selector of many words", svg(&format!("{words}{}{rect}{}", "<g>".repeat(50), "</g>".repeat(50)))),
        ("many rules", svg(&format!("<style>{many_rules}</style>{}", rect.repeat(4000)))),
        ("very deep", svg(&format!("{}{rect}{}", "<g>".repeat(1000), "</g>".repeat(1000)))),
        ("deep layers", svg(&format!("{}{rect}{}", r#"<g opacity=".9">"#.repeat(50), "</g>".repeat(50)))),
        ("many layers", svg(&format!(r#"<g opacity=".9">{rect}{rect}</g>"#).repeat(1000))),
    ] {
        assert!(render_in_time(name, bytes.as_bytes()).is_none(), "{name}");
    }
}

/// At the limits it is drawn, and in time.
#[test]
fn svgs_at_cost_limits_render_in_time() {
    let rects = svg(&r#"<rect width="9" height="9" stroke="red" fill="url(#g)"/>"#.repeat(1900));
    let deep = svg(&format!("{}<rect width=\"9\" height=\"9\"/>{}", "<g>".repeat(60), "</g>".repeat(60)));
    let layers =
        svg(&format!("{}<rect width=\"9\" height=\"9\"/>{}", r#"<g opacity=".9">"#.repeat(15), "</g>".repeat(15)));
    let path = svg(&format!(
        r#"<path stroke="red" stroke-linejoin="round" stroke-width="3" d="M0 0{}"/>"#,
        "l9 9-9-8".repeat(45_000)
    ));
    let dashes = svg(r#"<path d="M0 5H10" stroke="red" stroke-dasharray=".0005"/>"#);
    for (name, bytes) in [("shapes", rects), ("depth", deep), ("layers", layers), ("path", path), ("dashes", dashes)] {
        assert!(render_in_time(name, bytes.as_bytes()).is_some(), "{name}");
    }
}

/// Numbers that are none, or that no picture has: something or nothing, but no panic.
#[test]
fn extreme_svg_numbers_do_not_panic() {
    let gradient = |stops: &str| {
        format!(
            r##"<linearGradient id="g" x1="NaN" x2="1e39" gradientTransform="scale(0 NaN)">{stops}</linearGradient><rect width="9" height="9" fill="url(#g)"/>"##
        )
    };
    for inside in [
        gradient(r#"<stop offset="NaN" stop-color="red"/><stop offset="-1e39"/>"#),
        gradient(""),
        r#"<radialGradient id="r" r="0" fr="-1" fx="1e38"><stop/><stop/></radialGradient><rect width="9" height="9" fill="url(#r)"/>"#.into(),
        r#"<rect width="1e38" height="1e38" transform="scale(1e38) rotate(1e38)"/>"#.into(),
        r#"<rect width="9" height="9" transform="matrix(0 0 0 0 0 0)" stroke-width="1e38" stroke="red"/>"#.into(),
        r#"<path d="M1e38 1e38 A1e38 1e-38 1e38 0 1 -1e38 1e38z" stroke="red" stroke-miterlimit="1e38"/>"#.into(),
        r#"<svg width="1e-38" height="1e38" viewBox="-1e38 -1e38 1e-38 1e38"><rect width="9" height="9"/></svg>"#.into(),
    ] {
        let _ = render_in_time(&inside, svg(&inside).as_bytes());
    }
    for size in [
        r#"width="0" height="0""#,
        r#"width="-1" height="5""#,
        r#"width="1e-38" height="1e-38""#,
        r#"width="1e38" height="1e38""#,
        r#"width="1e9" height="1e-9""#,
        r#"viewBox="0 0 0 0""#,
        r#"viewBox="0 0 1e38 1e38""#,
        r#"viewBox="NaN NaN NaN NaN""#,
        r#"width="100%" height="100000%""#,
    ] {
        let _ = render_in_time(size, SQUARE.replace(r#"viewBox="0 0 10 10""#, size).as_bytes());
    }
}

/// As deep as the limits let through, on a stack of the size that drawings get.
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
