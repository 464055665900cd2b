//! Icons that have hurt decoders, or that want to be fetched from elsewhere.

use std::io::Cursor;

use demo_tenant::{Fault, FaultKind};
use image::{ImageFormat, RgbaImage};

/// What stands in the list, and what the tenant answers to it.
pub(crate) struct HostileIcon {
    pub(crate) address: String,
    pub(crate) fault: Option<Fault>,
}

/// A hundred of them; `trap` is a host that nobody may ask.
pub(crate) fn all(trap: &str) -> Vec<HostileIcon> {
    let elsewhere = [
        format!("http://{trap}/a.png"),
        format!("https://{trap}/a.png"),
        format!("//{trap}/a.png"),
        format!("/\\{trap}/a.png"),
        format!("\\\\{trap}\\a.png"),
        format!("http:{trap}/a.png"),
        format!("http://user@{trap}/a.png"),
        format!("http://localhost:{}/a.png", trap.rsplit(':').next().unwrap()),
        format!("http://[::ffff:127.0.0.1]:{}/a.png", trap.rsplit(':').next().unwrap()),
        format!("http://2130706433:{}/a.png", trap.rsplit(':').next().unwrap()),
        format!("http://0x7f.1:{}/a.png", trap.rsplit(':').next().unwrap()),
        format!("\thttp://{trap}/a.png"),
        format!("java\nscript://{trap}/%0aalert(1)"),
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
    let elsewhere = elsewhere.into_iter().map(|address| HostileIcon { address, fault: None });
    let mut answers: Vec<FaultKind> = Vec::new();
    answers.extend(drawings(trap).into_iter().map(|drawing| says("image/svg+xml", drawing.as_bytes())));
    answers.extend(pictures().into_iter().map(|picture| says("image/png", &picture)));
    for status in [301, 302, 303, 307, 308] {
        answers.push(FaultKind::Redirect { location: format!("http://{trap}/a.png"), status });
    }
    answers.push(FaultKind::Redirect { location: format!("//{trap}/a.png"), status: 302 });
    answers.push(FaultKind::Redirect { location: "file:///etc/passwd".into(), status: 302 });
    answers.extend([FaultKind::Huge { bytes: 1 << 40 }, FaultKind::Drop, FaultKind::Empty, FaultKind::Cut]);
    answers.extend([FaultKind::UnauthorizedHtml, FaultKind::LoginHtml, FaultKind::ServerError { status: 500 }]);
    answers.push(FaultKind::Throttled { retry_after: Some("999999".into()) });
    let mut bomb = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    bomb.extend(zeros(200_000));
    answers.push(raw(&[("content-type", "image/png"), ("content-encoding", "gzip")], &bomb));
    // Those that take their time: as many as leave others a way.
    answers.extend([FaultKind::Held, FaultKind::Held, FaultKind::Drip { millis: 1000 }]);
    let answers = (0..).zip(answers).map(|(number, kind)| HostileIcon {
        address: format!("/vfslow/lib/application/icons/hostile-{number}.png"),
        fault: Some(Fault::always(&format!("/hostile-{number}\\.png$"), kind)),
    });
    elsewhere.chain(answers).collect()
}

fn raw(headers: &[(&str, &str)], body: &[u8]) -> FaultKind {
    use base64::Engine;
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let body = base64::engine::general_purpose::STANDARD.encode(body);
    FaultKind::Raw { status: 200, headers, body, base64: true }
}

fn says(kind: &str, body: &[u8]) -> FaultKind {
    raw(&[("content-type", kind)], body)
}

fn svg(inside: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{inside}</svg>"#
    )
}

fn drawings(trap: &str) -> Vec<String> {
    let rect = r#"<rect width="9" height="9"/>"#;
    let laughs = (1..12).fold(format!(r#"<g id="l0">{rect}</g>"#), |all, level| {
        all + &format!(r#"<g id="l{level}">{}</g>"#, format!("<use href=\"#l{}\"/>", level - 1).repeat(10))
    });
    let entities = (1..9).fold(String::from(r#"<!ENTITY a0 "xxxxxxxx">"#), |all, level| {
        all + &format!("<!ENTITY a{level} \"{}\">", format!("&a{};", level - 1).repeat(10))
    });
    vec![
        svg("<script>fetch('http://evil.test')</script>"),
        svg(&format!(r#"<image href="http://{trap}/x.png" width="9" height="9"/>"#)),
        svg(&format!(r#"<image xlink:href="//{trap}/x.png" width="9" height="9"/>"#)),
        svg(r#"<image href="file:///etc/passwd" width="9" height="9"/>"#),
        svg(&format!(r##"<use href="http://{trap}/x.svg#a"/>"##)),
        svg(&format!(r#"<style>@import url(http://{trap}/x.css);rect{{fill:url(http://{trap}/x)}}</style>"#)),
        svg(&format!(r#"<foreignObject width="9" height="9"><iframe src="http://{trap}/"/></foreignObject>"#)),
        format!("<?xml-stylesheet href=\"http://{trap}/x.xsl\"?>{}", svg("")),
        format!("<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{}", svg("<text>&x;</text>")),
        format!("<!DOCTYPE svg [<!ENTITY % x SYSTEM \"http://{trap}/x.dtd\"> %x;]>{}", svg("")),
        format!("<!DOCTYPE svg [{entities}]>{}", svg("<desc>&a8;</desc>")),
        svg(&format!("<defs>{laughs}</defs><use href=\"#l11\"/>")),
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

fn encoded(image: &RgbaImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let image = image::DynamicImage::ImageRgba8(image.clone());
    let image = if format == ImageFormat::Jpeg { image.into_rgb8().into() } else { image };
    image.write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn with(bytes: &[u8], at: usize, value: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + value.len()].copy_from_slice(value);
    bytes
}

fn pictures() -> Vec<Vec<u8>> {
    let clear = RgbaImage::new(8, 8);
    let of = |format| encoded(&clear, format);
    let (png, gif, bmp, ico) = (of(ImageFormat::Png), of(ImageFormat::Gif), of(ImageFormat::Bmp), of(ImageFormat::Ico));
    let (jpeg, webp) = (of(ImageFormat::Jpeg), of(ImageFormat::WebP));
    let frame = jpeg.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    let zlib = [&[0x78, 0xda][..], &zeros(300_000)].concat();
    let chunk = |name: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        // With a checksum that is wrong: the reader shall not come so far.
        [&length[..], name, content, &[0; 4]].concat()
    };
    let after_head = |more: &[u8]| [&png[..33], more, &png[33..]].concat();
    let text = chunk(b"zTXt", &[b"k\0\0", &zlib[..]].concat());
    let profile = chunk(b"iCCP", &[b"k\0\0", &zlib[..]].concat());
    let frames: Vec<u8> = (0..10_000).flat_map(|_| chunk(b"fcTL", &[0; 26])).collect();
    let control = chunk(b"acTL", &[10_000u32.to_be_bytes(), [0; 4]].concat());
    vec![
        with(&png, 16, &[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]),
        with(&png, 16, &[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]),
        with(&png, 16, &[0; 8]),
        png[..40].to_vec(),
        png.clone(),
        after_head(&text),
        after_head(&profile),
        after_head(&[control, frames].concat()),
        with(&gif, 6, &[0xff; 4]),
        gif[..14].to_vec(),
        [&gif[..gif.len() - 1], &[0x21, 0xfe, 255][..]].concat(),
        with(&bmp, 18, &[0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0x7f]),
        with(&ico, 4, &[0xff, 0xff]),
        ico[..20].to_vec(),
        with(&jpeg, frame + 5, &[0xff; 4]),
        jpeg[..jpeg.len() / 2].to_vec(),
        with(&webp, 21, &[0xff; 4]),
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
fn zeros(repeats: usize) -> Vec<u8> {
    let bits = std::iter::once("01000110000").chain(std::iter::repeat_n("1100010100000", repeats)).chain(["0000000"]);
    let mut bytes = Vec::new();
    for (at, bit) in bits.flat_map(str::bytes).enumerate() {
        if at.is_multiple_of(8) {
            bytes.push(0);
        }
        *bytes.last_mut().unwrap() |= (bit - b'0') << (at % 8);
    }
    bytes
}
