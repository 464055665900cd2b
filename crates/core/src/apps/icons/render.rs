//! From the bytes of any icon to a small PNG. Works on untrusted bytes: nothing is read but them, and
//! pictures that could eat all memory or never end are refused before they begin.

use std::borrow::Cow;
use std::io::Cursor;

use image::imageops::{self, FilterType};
use image::{ImageFormat, ImageReader, Limits, RgbaImage};

use super::svg;

/// 48 CSS pixels at three device pixels each.
const OUTPUT_SIZE: u32 = 144;
/// Device pixels for each CSS pixel, at most.
const MAX_PIXEL_RATIO: u32 = 3;
/// A raster of fewer pixels than the 48 that it is shown in would be blurred.
const MIN_RASTER_SIZE: u32 = OUTPUT_SIZE / MAX_PIXEL_RATIO;
/// CSS pixels that a small one takes, if they come out even: what favicons are drawn for.
const SMALL_ICON_SIZE: u32 = 32;
const MAX_INPUT_SIZE: u32 = 2048;
const MAX_DECODE_BYTES: u64 = 16 << 20;
/// What is fainter is not seen.
const MIN_VISIBLE_ALPHA: u8 = 8;

/// Any of the formats that tenants use, as a PNG; `None` also where there is nothing to see.
pub(super) fn render_png(bytes: &[u8]) -> Option<Vec<u8>> {
    let image = if svg::is_svg(bytes) { svg::render(bytes, OUTPUT_SIZE)? } else { decode_raster(bytes)? };
    if is_blank(&image) {
        return None;
    }
    let mut png = Cursor::new(Vec::new());
    image.write_to(&mut png, ImageFormat::Png).ok()?;
    Some(png.into_inner())
}

/// The first picture of an animation, the largest of an ICO.
fn decode_raster(bytes: &[u8]) -> Option<RgbaImage> {
    let bytes = keep_largest_ico_entry(bytes);
    let mut reader = ImageReader::new(Cursor::new(&bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_INPUT_SIZE);
    limits.max_image_height = Some(MAX_INPUT_SIZE);
    limits.max_alloc = Some(MAX_DECODE_BYTES);
    reader.limits(limits);
    let image = reader.decode().ok()?;
    // A picture of a pixel counts visits, and is no icon.
    let longer_side = image.width().max(image.height());
    if longer_side <= 2 {
        return None;
    }
    Some(if longer_side > OUTPUT_SIZE {
        image.resize(OUTPUT_SIZE, OUTPUT_SIZE, FilterType::Lanczos3).into_rgba8()
    } else if longer_side < MIN_RASTER_SIZE {
        center_enlarged(&image.into_rgba8())
    } else {
        image.into_rgba8()
    })
}

/// Each pixel as a square of whole pixels, whatever the screen's scale, in the middle of the plate.
fn center_enlarged(image: &RgbaImage) -> RgbaImage {
    let longer_side = image.width().max(image.height());
    let pixel_scale = MAX_PIXEL_RATIO * (SMALL_ICON_SIZE / longer_side).max(1);
    let (width, height) = (image.width() * pixel_scale, image.height() * pixel_scale);
    let enlarged = imageops::resize(image, width, height, FilterType::Nearest);
    let mut canvas = RgbaImage::new(OUTPUT_SIZE, OUTPUT_SIZE);
    imageops::replace(
        &mut canvas,
        &enlarged,
        i64::from((OUTPUT_SIZE - width) / 2),
        i64::from((OUTPUT_SIZE - height) / 2),
    );
    canvas
}

/// An ICO whose directory has one entry, the largest: the decoder's own choice goes by colours first.
fn keep_largest_ico_entry(bytes: &[u8]) -> Cow<'_, [u8]> {
    const HEADER_LEN: usize = 6;
    const ENTRY_LEN: usize = 16;
    let count = match bytes {
        [0, 0, 1, 0, low, high, ..] => usize::from(u16::from_le_bytes([*low, *high])),
        _ => return Cow::Borrowed(bytes),
    };
    let entries = bytes[HEADER_LEN..].chunks_exact(ENTRY_LEN).take(count);
    // 256 is written as 0.
    let side = |length: u8| if length == 0 { 256 } else { u32::from(length) };
    let Some(entry) = entries.max_by_key(|entry| (side(entry[0]) * side(entry[1]), entry[6])) else {
        return Cow::Borrowed(bytes);
    };
    let mut single_entry = bytes.to_vec();
    single_entry[4..HEADER_LEN].copy_from_slice(&[1, 0]);
    single_entry[HEADER_LEN..HEADER_LEN + ENTRY_LEN].copy_from_slice(entry);
    Cow::Owned(single_entry)
}

/// Nothing to be seen: transparent, or one white, on a plate that may be white.
fn is_blank(image: &RgbaImage) -> bool {
    image.pixels().all(|pixel| pixel[3] < MIN_VISIBLE_ALPHA) || image.pixels().all(|pixel| pixel.0 == [255; 4])
}

#[cfg(test)]
mod tests;
