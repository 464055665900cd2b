//! Draws the marks that stand for apps: abstract shapes made for this project, nobody's trademark. A mark is written
//! `shape ground #a #b #c`; the ground is `square`, `disc` or `none`.

/// Shapes on a 64 × 64 field; A, B and C are the three colors. On a ground, A is the ground's own.
const SHAPES: [(&str, &str); 40] = [
    (
        "week",
        r#"<rect x="12" y="15" width="40" height="36" rx="6" fill="C"/><path d="M12 26h40" stroke="A" stroke-width="4"/><rect x="34" y="33" width="11" height="11" rx="3" fill="B"/>"#,
    ),
    (
        "beam",
        r#"<path d="M32 14l19 34H13z" fill="none" stroke="B" stroke-width="5" stroke-linejoin="round"/><circle cx="32" cy="38" r="6" fill="C"/>"#,
    ),
    (
        "bars",
        r#"<rect x="14" y="32" width="9" height="18" rx="3" fill="C"/><rect x="27.5" y="14" width="9" height="36" rx="3" fill="B"/><rect x="41" y="24" width="9" height="26" rx="3" fill="C"/>"#,
    ),
    (
        "branch",
        r#"<g fill="none" stroke="B" stroke-width="5"><path d="M23 19v26M23 38c0-9 18-5 18-16"/></g><circle cx="23" cy="17" r="6" fill="B"/><circle cx="23" cy="47" r="6" fill="B"/><circle cx="41" cy="20" r="6" fill="C"/>"#,
    ),
    (
        "voice",
        r#"<g stroke-width="5.5" stroke-linecap="round"><path d="M15 28v8M49 28v8" stroke="C"/><path d="M23.5 21v22M32 14v36M40.5 23v18" stroke="B"/></g>"#,
    ),
    (
        "chart",
        r#"<path d="M13 48l12-14 9 7 17-23" fill="none" stroke="B" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/><circle cx="51" cy="18" r="6" fill="C"/>"#,
    ),
    (
        "sticky",
        r#"<rect x="13" y="13" width="22" height="22" rx="3" fill="B"/><rect x="31" y="30" width="20" height="20" rx="3" fill="C" transform="rotate(14 41 40)"/>"#,
    ),
    (
        "clock",
        r#"<circle cx="32" cy="32" r="19" fill="none" stroke="B" stroke-width="5"/><path d="M32 20v13l9 6" fill="none" stroke="C" stroke-width="5" stroke-linecap="round"/>"#,
    ),
    (
        "fan",
        r#"<path d="M32 32V5a27 27 0 0 1 27 27z" fill="A"/><path d="M32 32h27a27 27 0 0 1-27 27z" fill="B"/><path d="M32 59a27 27 0 0 1 0-54z" fill="C"/>"#,
    ),
    (
        "coin",
        r#"<circle cx="32" cy="32" r="18" fill="none" stroke="B" stroke-width="5"/><path d="M39 26a9 9 0 1 0 0 12M24 32h14" fill="none" stroke="C" stroke-width="4.5" stroke-linecap="round"/>"#,
    ),
    (
        "cube",
        r#"<path d="M32 6l24 13-24 13L8 19z" fill="C"/><path d="M8 22l22 12v25L8 46z" fill="A"/><path d="M56 22L34 34v25l22-13z" fill="B"/>"#,
    ),
    (
        "drum",
        r#"<path d="M14 20v24c0 5 8 9 18 9s18-4 18-9V20" fill="B"/><ellipse cx="32" cy="20" rx="18" ry="8" fill="C"/><path d="M14 32c0 5 8 9 18 9s18-4 18-9" fill="none" stroke="A" stroke-width="3"/>"#,
    ),
    (
        "duo",
        r#"<circle cx="23" cy="23" r="8" fill="B"/><path d="M10 50a13 15 0 0 1 26 0z" fill="B"/><circle cx="43" cy="27" r="6.5" fill="C"/><path d="M36 50a10 12 0 0 1 18 0z" fill="C"/>"#,
    ),
    (
        "gear",
        r#"<g stroke="B" stroke-width="7" stroke-linecap="round"><path d="M32 13v38M13 32h38M18.5 18.5l27 27M45.5 18.5l-27 27"/></g><circle cx="32" cy="32" r="14" fill="B"/><circle cx="32" cy="32" r="7" fill="C"/>"#,
    ),
    (
        "grid",
        r#"<g fill="B"><rect x="14" y="14" width="10" height="10" rx="2"/><rect x="27" y="14" width="10" height="10" rx="2"/><rect x="40" y="14" width="10" height="10" rx="2"/><rect x="14" y="27" width="10" height="10" rx="2"/><rect x="40" y="27" width="10" height="10" rx="2"/></g><rect x="14" y="40" width="36" height="10" rx="2" fill="C"/>"#,
    ),
    (
        "facets",
        r#"<path d="M32 6l26 26H32z" fill="A"/><path d="M58 32L32 58V32z" fill="B"/><path d="M32 58L6 32h26z" fill="A"/><path d="M6 32L32 6v26z" fill="C"/>"#,
    ),
    (
        "links",
        r#"<g fill="none" stroke-width="6"><circle cx="25" cy="26" r="11" stroke="B"/><circle cx="39" cy="38" r="11" stroke="C"/></g>"#,
    ),
    (
        "lattice",
        r#"<g fill="none" stroke-width="5" stroke-linecap="round"><path d="M13 25l26 26M25 13l26 26" stroke="B"/><path d="M51 25L25 51M39 13L13 39" stroke="C"/></g>"#,
    ),
    (
        "leaf",
        r#"<path d="M14 50C12 26 26 12 52 13c1 26-12 40-38 37z" fill="B"/><path d="M14 50c8-14 16-20 26-25" fill="none" stroke="C" stroke-width="4" stroke-linecap="round"/>"#,
    ),
    (
        "frame",
        r#"<rect x="12" y="17" width="40" height="30" rx="9" fill="none" stroke="B" stroke-width="5"/><circle cx="32" cy="32" r="7" fill="C"/>"#,
    ),
    (
        "letter",
        r#"<rect x="11" y="18" width="42" height="29" rx="5" fill="B"/><path d="M13 22l19 14 19-14" fill="none" stroke="A" stroke-width="4" stroke-linejoin="round"/><circle cx="51" cy="18" r="7" fill="C"/>"#,
    ),
    (
        "orbit",
        r#"<circle cx="32" cy="32" r="8" fill="B"/><ellipse cx="32" cy="32" rx="22" ry="10" fill="none" stroke="C" stroke-width="4" transform="rotate(-30 32 32)"/><circle cx="50" cy="21" r="5" fill="B"/>"#,
    ),
    (
        "lines",
        r#"<rect x="14" y="11" width="36" height="42" rx="5" fill="C"/><path d="M22 22h20M22 32h20M22 42h11" stroke="B" stroke-width="4" stroke-linecap="round"/>"#,
    ),
    (
        "hills",
        r#"<path d="M4 54l20-38 20 38z" fill="A"/><path d="M28 54l16-28 16 28z" fill="B"/><path d="M28 54l8-14.5L44 54z" fill="C"/>"#,
    ),
    (
        "petals",
        r#"<ellipse cx="32" cy="18" rx="11" ry="14" fill="A"/><ellipse cx="46" cy="42" rx="11" ry="14" fill="B" transform="rotate(120 46 42)"/><ellipse cx="18" cy="42" rx="11" ry="14" fill="C" transform="rotate(240 18 42)"/>"#,
    ),
    ("plane", r#"<path d="M52 13L11 30l13 6 6 14z" fill="B"/><path d="M52 13L24 36l1 13z" fill="C"/>"#),
    (
        "pulse",
        r#"<path d="M9 34h11l6-16 11 30 7-21 4 7h8" fill="none" stroke="B" stroke-width="5" stroke-linejoin="round" stroke-linecap="round"/><circle cx="26" cy="18" r="4" fill="C"/>"#,
    ),
    (
        "ribbon",
        r#"<path d="M12 40c14-24 26 8 40-16v12c-14 24-26-8-40 16z" fill="B"/><path d="M12 26c14-24 26 8 40-16v8c-14 24-26-8-40 16z" fill="C"/>"#,
    ),
    (
        "cross",
        r#"<path d="M26 13h12v13h13v12H38v13H26V38H13V26h13z" fill="B"/><circle cx="32" cy="32" r="6" fill="C"/>"#,
    ),
    (
        "screen",
        r#"<rect x="10" y="14" width="44" height="30" rx="4" fill="B"/><path d="M22 52h20" stroke="C" stroke-width="5" stroke-linecap="round"/><path d="M20 36l8-7-8-7M32 36h10" fill="none" stroke="A" stroke-width="3.5" stroke-linecap="round"/>"#,
    ),
    (
        "shield",
        r#"<path d="M32 9l20 7v14c0 13-8 20-20 25-12-5-20-12-20-25V16z" fill="B"/><path d="M32 19v17" stroke="A" stroke-width="6" stroke-linecap="round"/><circle cx="32" cy="45" r="3.5" fill="A"/>"#,
    ),
    (
        "sign",
        r#"<path d="M11 44c8-24 16-30 17-22s-9 21-5 23 8-14 13-13-2 12 3 12 7-4 13-6" fill="none" stroke="B" stroke-width="4.5" stroke-linecap="round"/><path d="M12 52h40" stroke="C" stroke-width="4"/>"#,
    ),
    (
        "dial",
        r#"<path d="M13 44a19 19 0 1 1 38 0" fill="none" stroke="B" stroke-width="6" stroke-linecap="round"/><path d="M32 44l10-13" stroke="C" stroke-width="5" stroke-linecap="round"/><circle cx="32" cy="44" r="5" fill="C"/>"#,
    ),
    ("split", r#"<path d="M13 15h15v34H13z" fill="B"/><path d="M34 15h17L36 49h-2z" fill="C"/>"#),
    (
        "stack",
        r#"<path d="M32 11l20 9-20 9-20-9z" fill="B"/><path d="M12 31l20 9 20-9" fill="none" stroke="C" stroke-width="5" stroke-linejoin="round"/><path d="M12 42l20 9 20-9" fill="none" stroke="B" stroke-width="5" stroke-linejoin="round"/>"#,
    ),
    (
        "stalks",
        r#"<g fill="none" stroke="B" stroke-width="6" stroke-linecap="round"><path d="M24 50V31M24 25V14M37 50V38M37 32V18"/></g><path d="M40 22c6-1 10-4 11-9-6 0-10 3-11 9z" fill="C"/>"#,
    ),
    (
        "star",
        r#"<path d="M32 10l6 16 16 6-16 6-6 16-6-16-16-6 16-6z" fill="B"/><circle cx="32" cy="32" r="5" fill="C"/>"#,
    ),
    ("steps", r#"<path d="M14 50V38h12V26h12V14h12v12H38v12H26v12z" fill="B"/><path d="M14 14h12v12H14z" fill="C"/>"#),
    (
        "sun",
        r#"<g stroke="B" stroke-width="5" stroke-linecap="round"><path d="M32 9v7M32 48v7M9 32h7M48 32h7M16 16l5 5M43 43l5 5M48 16l-5 5M21 43l-5 5"/></g><circle cx="32" cy="32" r="11" fill="C"/>"#,
    ),
    (
        "overlap",
        r#"<rect x="13" y="13" width="26" height="30" rx="5" fill="C"/><rect x="25" y="22" width="26" height="30" rx="5" fill="B"/>"#,
    ),
];

/// `None`: there is no such shape.
pub(crate) fn mark_svg(mark: &str) -> Option<String> {
    let mut words = mark.split_whitespace();
    let (name, ground) = (words.next()?, words.next()?);
    let (a, b, c) = (words.next()?, words.next()?, words.next()?);
    let shape = if name == "sunrise" { SUNRISE } else { SHAPES.iter().find(|(shape, _)| *shape == name)?.1 };
    let background = match ground {
        "square" => format!(r#"<rect width="64" height="64" rx="14" fill="{a}"/>"#),
        "disc" => format!(r#"<circle cx="32" cy="32" r="31" fill="{a}"/>"#),
        _ => String::new(),
    };
    let color = |letter: char| match letter {
        'A' => a,
        'B' => b,
        _ => c,
    };
    let mut drawing = String::with_capacity(shape.len() + 64);
    let mut rest = shape;
    // Colors stand as a whole attribute value; path commands may contain the same letters.
    while let Some(index) = rest.find(r#"=""#) {
        let (head, tail) = rest.split_at(index + 2);
        drawing.push_str(head);
        rest = match tail.split_once('"') {
            Some((value @ ("A" | "B" | "C"), after)) => {
                drawing.push_str(color(value.chars().next().unwrap_or('A')));
                drawing.push('"');
                after
            }
            Some((value, after)) => {
                drawing.push_str(value);
                drawing.push('"');
                after
            }
            None => tail,
        };
    }
    drawing.push_str(rest);
    Some(format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">{background}{drawing}</svg>"#
    ))
}

const SUNRISE: &str = r#"<path d="M14 40a18 18 0 0 1 36 0z" fill="B"/><path d="M12 46h40M18 53h28" stroke="C" stroke-width="4" stroke-linecap="round"/>"#;

/// Marks of generated apps: a few shapes in a few palettes.
pub(crate) fn shared_mark(number: usize) -> String {
    const PALETTES: [&str; 8] = [
        "#1d4ed8 #ffffff #93c5fd",
        "#b91c1c #ffffff #fecaca",
        "#047857 #ffffff #a7f3d0",
        "#6d28d9 #ffffff #ddd6fe",
        "#c2410c #ffffff #fed7aa",
        "#0e7490 #ffffff #a5f3fc",
        "#be185d #ffffff #fbcfe8",
        "#334155 #ffffff #cbd5e1",
    ];
    let shape = SHAPES[(number * 7) % SHAPES.len()].0;
    let ground = if number % 3 == 2 { "disc" } else { "square" };
    format!("{shape} {ground} {}", PALETTES[number % PALETTES.len()])
}

pub(crate) const SHARED_MARKS: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn svg_colors_replace_attribute_values_only() {
        let svg = mark_svg("leaf square #111111 #222222 #333333").expect("a shape");
        assert!(svg.contains(r##"fill="#222222""##) && svg.contains("M14 50C12 26"));
        assert!(!svg.contains(r#"="B""#));
    }

    #[test]
    fn shared_marks_all_have_a_shape() {
        assert!((0..SHARED_MARKS).all(|number| mark_svg(&shared_mark(number)).is_some()));
    }
}
