//! From the bytes of any icon to a small PNG. Works on untrusted bytes: nothing is read but them, and
//! pictures that could eat all memory or never end are refused before they begin.

use std::borrow::Cow;
use std::io::Cursor;

use image::imageops::{self, FilterType};
use image::{ImageFormat, ImageReader, Limits, RgbaImage};

use super::svg;

/// 48 CSS pixels at three device pixels each.
const SIDE: u32 = 144;
/// Device pixels for each CSS pixel, at most.
const SCALE: u32 = 3;
/// A raster of fewer pixels than the 48 that it is shown in would be blurred.
const SMALL: u32 = SIDE / SCALE;
/// CSS pixels that a small one takes, if they come out even: what favicons are drawn for.
const SMALL_SIDE: u32 = 32;
const LARGEST_SIDE: u32 = 2048;
const LARGEST_DECODE: u64 = 16 << 20;
/// What is fainter is not seen.
const SEEN: u8 = 8;

/// Any of the formats that tenants use, as a PNG; `None` also where there is nothing to see.
pub(super) fn draw(bytes: &[u8]) -> Option<Vec<u8>> {
    let image = if svg::is_svg(bytes) { svg::draw(bytes, SIDE)? } else { raster(bytes)? };
    if is_blank(&image) {
        return None;
    }
    let mut png = Cursor::new(Vec::new());
    image.write_to(&mut png, ImageFormat::Png).ok()?;
    Some(png.into_inner())
}

/// The first picture of an animation, the largest of an ICO.
fn raster(bytes: &[u8]) -> Option<RgbaImage> {
    let bytes = largest_of_ico(bytes);
    let mut reader = ImageReader::new(Cursor::new(&bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    limits.max_alloc = Some(LARGEST_DECODE);
    reader.limits(limits);
    let image = reader.decode().ok()?;
    // A picture of a pixel counts visits, and is no icon.
    let larger = image.width().max(image.height());
    if larger <= 2 {
        return None;
    }
    Some(if larger > SIDE {
        image.resize(SIDE, SIDE, FilterType::Lanczos3).into_rgba8()
    } else if larger < SMALL {
        in_the_middle(&image.into_rgba8())
    } else {
        image.into_rgba8()
    })
}

/// Each pixel as a square of whole pixels, whatever the screen's scale, in the middle of the plate.
fn in_the_middle(image: &RgbaImage) -> RgbaImage {
    let larger = image.width().max(image.height());
    let square = SCALE * (SMALL_SIDE / larger).max(1);
    let (width, height) = (image.width() * square, image.height() * square);
    let enlarged = imageops::resize(image, width, height, FilterType::Nearest);
    let mut plate = RgbaImage::new(SIDE, SIDE);
    imageops::replace(&mut plate, &enlarged, i64::from((SIDE - width) / 2), i64::from((SIDE - height) / 2));
    plate
}

/// An ICO whose directory has one entry, the largest: the decoder's own choice goes by colours first.
fn largest_of_ico(bytes: &[u8]) -> Cow<'_, [u8]> {
    const HEAD: usize = 6;
    const ENTRY: usize = 16;
    let count = match bytes {
        [0, 0, 1, 0, low, high, ..] => usize::from(u16::from_le_bytes([*low, *high])),
        _ => return Cow::Borrowed(bytes),
    };
    let entries = bytes[HEAD..].chunks_exact(ENTRY).take(count);
    // 256 is written as 0.
    let side = |length: u8| if length == 0 { 256 } else { u32::from(length) };
    let Some(entry) = entries.max_by_key(|entry| (side(entry[0]) * side(entry[1]), entry[6])) else {
        return Cow::Borrowed(bytes);
    };
    let mut alone = bytes.to_vec();
    alone[4..HEAD].copy_from_slice(&[1, 0]);
    alone[HEAD..HEAD + ENTRY].copy_from_slice(entry);
    Cow::Owned(alone)
}

/// Nothing to be seen: transparent, or one white, on a plate that may be white.
fn is_blank(image: &RgbaImage) -> bool {
    image.pixels().all(|pixel| pixel[3] < SEEN) || image.pixels().all(|pixel| pixel.0 == [255; 4])
}

#[cfg(test)]
mod tests;
