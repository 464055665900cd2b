use std::fmt::Write as _;

use super::{SQUARE, render_in_time, svg};

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
