//! SVG, as far as an icon needs it: shapes, gradients, masks and clips. No scripts, text, files or
//! network: the drawing names nothing outside itself.
//!
//! What a drawing costs is known before it is drawn. A few lines can ask for any amount of work, by
//! using what uses what uses something, by masks in masks, dashes without number or entities; such a
//! drawing is refused, since a thread that draws it could not be stopped.

use std::collections::HashMap;

use resvg::tiny_skia::{PathSegment, Pixmap, Point, Transform};
use resvg::usvg::roxmltree::{Document, Node, ParsingOptions};
use resvg::usvg::{self, Group, ImageHrefResolver, Options, Tree};

/// Nodes of the XML, and how deep they may lie in each other.
const MAX_NODES: u32 = 20_000;
const MAX_DEPTH: usize = 64;
/// Bytes of it, with everything that is used written out where it is used.
const MAX_EXPANDED_BYTES: usize = 4 << 20;
/// Bytes that entities could make of it.
const MAX_ENTITY_BYTES: usize = 32 << 20;
/// How often one rule of a style sheet is held against one element.
const MAX_SELECTOR_MATCHES: usize = 1_000_000;
/// Words of a selector: each one more can multiply its matches by the depth.
const MAX_SELECTOR_WORDS: usize = 2;

const MAX_PATHS: usize = 2_000;
const MAX_SEGMENTS: usize = 200_000;
const MAX_DASHES: f32 = 50_000.0;
/// What has opacity, a mask or a clip is drawn on a layer of its own, and they may nest.
const MAX_LAYERS: usize = 200;
const MAX_LAYER_DEPTH: usize = 16;

pub(super) fn is_svg(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    head.starts_with("<svg") || (head.starts_with('<') && head.contains("<svg"))
}

/// In the middle of a square; `None` if it cannot be read, or costs too much.
pub(super) fn render(bytes: &[u8], side: u32) -> Option<image::RgbaImage> {
    let text = std::str::from_utf8(bytes).ok()?;
    if max_entity_bytes(text) > MAX_ENTITY_BYTES {
        return None;
    }
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let xml = Document::parse_with_options(text, options).ok()?;
    if !is_within_limits(&xml) {
        return None;
    }
    let options = Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_xmltree(&xml, &options).ok()?;
    // Both are refused by name above; this is what they have become if that has missed them.
    if !tree.patterns().is_empty() || !tree.filters().is_empty() {
        return None;
    }
    RenderCost::default().add_group(tree.root(), 0)?;
    let size = tree.size();
    #[allow(clippy::cast_precision_loss, reason = "a few hundred pixels")]
    let length = side as f32;
    let scale = (length / size.width()).min(length / size.height());
    let mut pixels = Pixmap::new(side, side)?;
    let centered = Transform::from_scale(scale, scale)
        .post_translate((length - size.width() * scale) / 2.0, (length - size.height() * scale) / 2.0);
    if !centered.is_valid() {
        return None;
    }
    resvg::render(&tree, centered, &mut pixels.as_mut());
    let rgba = pixels.pixels().iter().flat_map(|pixel| {
        let color = pixel.demultiply();
        [color.red(), color.green(), color.blue(), color.alpha()]
    });
    image::RgbaImage::from_raw(side, side, rgba.collect())
}

/// How many bytes entities could become, at most: the reader follows 255 references from each one in
/// the text, and no value is longer than what stands before the end of the declarations.
fn max_entity_bytes(text: &str) -> usize {
    if !text.contains("<!ENTITY") {
        return 0;
    }
    let references = text.bytes().filter(|byte| *byte == b'&').count();
    text.rfind(']').unwrap_or(text.len()).saturating_mul(255).saturating_mul(references)
}

/// Whether it stays small when it is taken apart.
fn is_within_limits(xml: &Document) -> bool {
    let elements = || xml.descendants().filter(Node::is_element);
    let elements_named =
        |names: &'static [&str]| elements().filter(move |node| names.contains(&node.tag_name().name()));
    // A pattern is drawn at its own size, a filter can loop for ever, a marker is drawn at each corner.
    if elements_named(&["pattern", "filter", "marker"]).next().is_some() || max_depth(xml) > MAX_DEPTH {
        return false;
    }
    let stylesheets: Vec<&str> =
        elements_named(&["style"]).flat_map(|style| style.children().filter_map(|text| text.text())).collect();
    let count = elements().count();
    if stylesheets
        .iter()
        .map(|stylesheet| count_selectors(stylesheet))
        .fold(0, usize::saturating_add)
        .saturating_mul(count)
        > MAX_SELECTOR_MATCHES
    {
        return false;
    }
    // Each may be taken apart anew for each element that it is laid on, and masks of masks multiply.
    let masks_and_clips = || elements_named(&["mask", "clipPath"]);
    let is_nested = masks_and_clips().flat_map(|mask| mask.descendants()).any(|node| {
        let attribute = |name: &str| node.attribute(name).unwrap_or_default();
        ["mask", "clip-path"].iter().any(|name| attribute(name).contains("url"))
            || ["mask", "clip-path"].iter().any(|name| attribute("style").contains(name))
    });
    let is_stylesheet_masking =
        stylesheets.iter().any(|stylesheet| stylesheet.contains("mask") || stylesheet.contains("clip-path"));
    if is_nested || (is_stylesheet_masking && masks_and_clips().next().is_some()) {
        return false;
    }
    let ids: HashMap<&str, Node> = elements().filter_map(|node| Some((node.attribute("id")?, node))).collect();
    let mut sizes = HashMap::new();
    let document_size = expanded_size(xml.root_element(), &ids, &mut sizes, 0);
    let max_mask_size = masks_and_clips().map(|mask| expanded_size(mask, &ids, &mut sizes, 0)).max().unwrap_or(0);
    document_size.saturating_add(max_mask_size.saturating_mul(count)) <= MAX_EXPANDED_BYTES
}

fn max_depth(xml: &Document) -> usize {
    xml.descendants()
        .filter(|node| node.is_element())
        .map(|node| node.ancestors().take(MAX_DEPTH + 2).count() - 1)
        .max()
        .unwrap_or(0)
}

/// How often a style sheet is held against an element; without bound for selectors of many words.
fn count_selectors(sheet: &str) -> usize {
    let mut count = 0usize;
    for rule in sheet.split('}') {
        let selectors = rule.split('{').next().unwrap_or_default().split(',');
        for selector in selectors {
            if selector
                .split(|c: char| c.is_whitespace() || matches!(c, '>' | '+' | '~'))
                .filter(|word| !word.is_empty())
                .count()
                > MAX_SELECTOR_WORDS
            {
                return usize::MAX;
            }
            count += 1;
        }
    }
    count
}

/// Bytes of an element with what it uses. What uses itself has no end.
fn expanded_size<'a, 'i>(
    node: Node<'a, 'i>,
    ids: &HashMap<&'a str, Node<'a, 'i>>,
    sizes: &mut HashMap<Node<'a, 'i>, Option<usize>>,
    depth: usize,
) -> usize {
    match sizes.get(&node) {
        Some(Some(size)) => return *size,
        Some(None) => return usize::MAX,
        None if depth > MAX_DEPTH => return usize::MAX,
        None => {}
    }
    sizes.insert(node, None);
    let mut total = node.range().len();
    for use_element in node.descendants().filter(|node| node.tag_name().name() == "use") {
        let target = use_element.attributes().find(|attribute| attribute.name() == "href").map(|it| it.value().trim());
        if let Some(target) = target.and_then(|target| ids.get(target.strip_prefix('#')?)) {
            total = total.saturating_add(expanded_size(*target, ids, sizes, depth + 1));
        }
    }
    sizes.insert(node, Some(total));
    total
}

/// What drawing takes.
#[derive(Default)]
struct RenderCost {
    paths: usize,
    segments: usize,
    dashes: f32,
    layers: usize,
}

impl RenderCost {
    /// Adds a group, `layers` deep; `None` once it is too much.
    fn add_group(&mut self, group: &Group, mut layers: usize) -> Option<()> {
        if group.should_isolate() {
            layers += 1;
            self.layers += 1;
        }
        let mut inner = Vec::from_iter(group.clip_path().map(usvg::ClipPath::root));
        inner.extend(group.mask().map(usvg::Mask::root));
        for mask in inner {
            self.add_group(mask, layers + 1)?;
        }
        for node in group.children() {
            match node {
                usvg::Node::Group(group) => self.add_group(group, layers)?,
                usvg::Node::Path(path) => self.add_path(path),
                // Neither is there: nothing loads images, and there are no fonts.
                usvg::Node::Image(_) | usvg::Node::Text(_) => return None,
            }
        }
        // What is no number is too much.
        let is_bounded = self.paths <= MAX_PATHS
            && self.segments <= MAX_SEGMENTS
            && self.dashes <= MAX_DASHES
            && self.layers <= MAX_LAYERS
            && layers <= MAX_LAYER_DEPTH;
        is_bounded.then_some(())
    }

    fn add_path(&mut self, path: &usvg::Path) {
        self.paths += 1;
        self.segments += path.data().len();
        let dashes = path.stroke().and_then(|stroke| stroke.dasharray());
        if let Some(dashes) = dashes {
            let period: f32 = dashes.iter().sum();
            #[allow(clippy::cast_precision_loss, reason = "a few numbers")]
            let number = dashes.len() as f32;
            self.dashes += min_path_length(path) / period * number;
        }
    }
}

/// At least how long a path is: a curve is shorter than the way along its handles.
fn min_path_length(path: &usvg::Path) -> f32 {
    let (mut current, mut subpath_start, mut length) = (Point::zero(), Point::zero(), 0.0);
    for segment in path.data().segments() {
        let (control_points, to) = match segment {
            PathSegment::MoveTo(to) => {
                (current, subpath_start) = (to, to);
                continue;
            }
            PathSegment::LineTo(to) => ([None, None], to),
            PathSegment::QuadTo(one, to) => ([Some(one), None], to),
            PathSegment::CubicTo(one, two, to) => ([Some(one), Some(two)], to),
            PathSegment::Close => ([None, None], subpath_start),
        };
        for to in control_points.into_iter().flatten().chain([to]) {
            length += current.distance(to);
            current = to;
        }
    }
    length
}
