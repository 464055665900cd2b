//! Serves icons: public ones below `/vfslow`, protected ones at `/UPRest/GetIcon`, and broken ones.

use base64::{Engine, engine::general_purpose::STANDARD};
use hyper::body::Bytes;

use crate::catalog::app::{App, IconKind};
use crate::catalog::company;
use crate::http::page;
use crate::http::reply::Reply;
use crate::http::request::{Request, percent_encode};
use crate::icons::marks;
use crate::icons::png;

pub(crate) const ICON_PATH_PREFIX: &str = "/vfslow/lib/application/icons/";

/// Color of the one icon that is nothing but color, for tests that look at pixels.
const SOLID_COLOR: [u8; 3] = [0x12, 0xab, 0x34];

/// The value of an app's `Icon` member.
pub(crate) fn icon_url(app: &App) -> String {
    // Generated apps share a few icon files.
    let number = app.slug.strip_prefix("shared-").and_then(|number| number.parse::<usize>().ok());
    let slug = number.map_or_else(|| app.slug.clone(), |number| format!("shared-{}", number % marks::SHARED_MARKS));
    match app.icon {
        IconKind::Svg => format!("{ICON_PATH_PREFIX}{slug}.svg"),
        IconKind::Png | IconKind::Solid => format!("{ICON_PATH_PREFIX}{slug}.png"),
        IconKind::Protected => format!("/UPRest/GetIcon?appkey={}", percent_encode(&app.key())),
        IconKind::Missing => format!("{ICON_PATH_PREFIX}{slug}-removed.png"),
        IconKind::Html => format!("{ICON_PATH_PREFIX}{slug}.html"),
        IconKind::Data => {
            format!("data:image/svg+xml;base64,{}", STANDARD.encode(marks::mark_svg(&app.mark).unwrap_or_default()))
        }
    }
}

/// The icon's address for a page of the tenant.
pub(crate) fn page_icon_url(app: &App, request: &Request) -> String {
    let url = icon_url(app);
    if url.starts_with('/') { format!("{}{url}", request.base) } else { url }
}

/// A public icon by its lower-case file name.
pub(crate) fn public_icon(name: &str) -> Reply {
    let Some((stem, extension)) = name.rsplit_once('.') else {
        return page::not_found();
    };
    if let Some(number) = stem.strip_prefix("shared-").and_then(|number| number.parse::<usize>().ok()) {
        return marks::mark_svg(&marks::shared_mark(number % marks::SHARED_MARKS))
            .map_or_else(page::not_found, svg_reply);
    }
    let Some(app) = company::company_apps().iter().find(|app| app.slug.to_lowercase() == stem) else {
        return page::not_found();
    };
    match (app.icon, extension) {
        (IconKind::Solid, "png") => png_reply(png::encode_png(96, |_, _| SOLID_COLOR)),
        (IconKind::Png, "png") => png_reply(draw_sundial(&app.mark)),
        (IconKind::Html, _) => page::message(200, "User Portal", "This icon has moved."),
        (IconKind::Svg | IconKind::Data, "svg") => marks::mark_svg(&app.mark).map_or_else(page::not_found, svg_reply),
        _ => page::not_found(),
    }
}

/// `/UPRest/GetIcon?appkey=`, for a caller who has been let in.
pub(crate) fn protected_icon(key: &str) -> Reply {
    match company::company_apps().iter().find(|app| app.key() == key && app.icon == IconKind::Protected) {
        Some(app) => png_reply(draw_sundial(&app.mark)),
        None => page::not_found(),
    }
}

/// `/UserMgmt/GetUserPicture`: everybody has the same one.
pub(crate) fn user_picture() -> Reply {
    png_reply(draw_sundial("portrait square #0b5f66 #eba264 #ffffff"))
}

/// 304 to a caller who has it already.
pub(crate) fn conditional_reply(request: &Request, reply: Reply) -> Reply {
    let etag = reply.headers.iter().find(|(name, _)| name == "etag").map(|(_, value)| value.clone());
    match etag.filter(|etag| request.header("if-none-match") == Some(etag)) {
        Some(etag) => Reply::new(304, "image/png", "")
            .with_header("cache-control", "public, max-age=86400")
            .with_header("etag", &etag),
        None => reply,
    }
}

fn svg_reply(text: String) -> Reply {
    icon_reply("image/svg+xml", text)
}

fn png_reply(bytes: Bytes) -> Reply {
    icon_reply("image/png", bytes)
}

fn icon_reply(content_type: &str, body: impl Into<Bytes>) -> Reply {
    Reply::new(200, content_type, body)
        .with_header("cache-control", "public, max-age=86400")
        .with_header("etag", "\"1\"")
}

/// A round sun-dial in the mark's colors: the one drawing that exists as pixels.
fn draw_sundial(mark: &str) -> Bytes {
    let colors: Vec<[u8; 3]> = mark.split_whitespace().filter_map(parse_color).collect();
    let color_at = |n: usize| colors.get(n).copied().unwrap_or([128; 3]);
    png::encode_png(96, move |x, y| {
        // Four samples a pixel keep the edges smooth.
        let mut sum = [0u32; 3];
        for (dx, dy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
            let (x, y) = (f64::from(x) + dx - 48.0, f64::from(y) + dy - 48.0);
            let (radius, turn) = (x.hypot(y), y.atan2(x) / std::f64::consts::TAU * 12.0);
            let is_ray = radius > 24.0 && radius < 40.0 && turn.rem_euclid(1.0) < 0.45;
            let sample = if radius < 18.0 {
                color_at(2)
            } else if is_ray {
                color_at(1)
            } else {
                color_at(0)
            };
            for (total, part) in sum.iter_mut().zip(sample) {
                *total += u32::from(part);
            }
        }
        sum.map(|total| u8::try_from(total / 4).unwrap_or(u8::MAX))
    })
}

fn parse_color(word: &str) -> Option<[u8; 3]> {
    let number = u32::from_str_radix(word.strip_prefix('#')?, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_icon_reply_follows_icon_kind() {
        assert_eq!(public_icon("slack.svg").status, 200);
        assert_eq!(public_icon("dropbox-removed.png").status, 404);
        assert_eq!(public_icon("emergencycentre.html").headers[0].1, "text/html; charset=utf-8");
        assert_eq!(public_icon("shared-3.svg").status, 200);
        assert_eq!(public_icon("dbprod01.png").status, 404);
        assert_eq!(parse_color("#12ab34"), Some(SOLID_COLOR));
    }
}
