//! `cargo xtask icons`: renders all files in `icons/` from two drawings there. The results are committed, so that a build
//! does not need the drawing programs.
//!
//! `portico.svg` is the mark; `portico-16.svg` is the same with the strokes that survive at 16 and 24 pixels.

use crate::args::Args;
use crate::run::{self, Run};
use crate::{packages, paths};
use std::path::Path;

const PNGS: &[(&str, u32)] = &[
    ("16x16.png", 16),
    ("24x24.png", 24),
    ("32x32.png", 32),
    ("48x48.png", 48),
    ("64x64.png", 64),
    ("128x128.png", 128),
    ("128x128@2x.png", 256),
    ("256x256.png", 256),
    ("512x512.png", 512),
];

/// What Windows asks for; the last is stored as PNG, the others as bitmaps, which its oldest tools demand.
const ICO: &[&str] = &["16x16.png", "24x24.png", "32x32.png", "48x48.png", "64x64.png", "256x256.png"];

/// What macOS asks for: the type that says size and density, and the picture.
const ICNS: &[(&[u8; 4], &str)] = &[
    (b"icp4", "16x16.png"),
    (b"icp5", "32x32.png"),
    (b"ic11", "32x32.png"),
    (b"ic12", "64x64.png"),
    (b"ic07", "128x128.png"),
    (b"ic13", "256x256.png"),
    (b"ic08", "256x256.png"),
    (b"ic14", "512x512.png"),
    (b"ic09", "512x512.png"),
];

pub(crate) fn run(args: &Args) -> Result<(), String> {
    args.end()?;
    let mut run = Run::to_terminal();
    packages::install(&mut run, &[packages::DRAW])?;
    let folder = paths::in_repository("icons");
    for (name, size) in PNGS {
        let drawing = if *size < 32 { "portico-16.svg" } else { "portico.svg" };
        let size = size.to_string();
        let mut draw = run::program("rsvg-convert");
        draw.args(["--width", &size, "--height", &size, "--output"]).arg(folder.join(name)).arg(folder.join(drawing));
        run.step(&mut draw)?;
        require_rgba(&folder.join(name))?;
    }
    let mut convert = run::program("convert");
    convert.args(ICO.iter().map(|name| folder.join(name))).arg(folder.join("icon.ico"));
    run.step(&mut convert)?;
    let file = folder.join("icon.icns");
    std::fs::write(&file, icns(&folder)?).map_err(|error| format!("{} cannot be written: {error}.", file.display()))
}

/// Apple's container: "icns", the length of all, then each picture with its type and length; numbers big end first.
fn icns(folder: &Path) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    for (kind, name) in ICNS {
        let picture = read(&folder.join(name))?;
        body.extend_from_slice(*kind);
        body.extend_from_slice(&length(picture.len() + 8)?);
        body.extend_from_slice(&picture);
    }
    let mut whole = b"icns".to_vec();
    whole.extend_from_slice(&length(body.len() + 8)?);
    whole.append(&mut body);
    Ok(whole)
}

fn length(bytes: usize) -> Result<[u8; 4], String> {
    u32::try_from(bytes).map(u32::to_be_bytes).map_err(|_| "a picture is too large for an .icns file.".to_owned())
}

/// Tauri takes no other kind: eight bits a channel, colour with alpha.
fn require_rgba(file: &Path) -> Result<(), String> {
    let bytes = read(file)?;
    if bytes.get(24) == Some(&8) && bytes.get(25) == Some(&6) {
        Ok(())
    } else {
        Err(format!("{} is not 8-bit RGBA.", paths::display(file)))
    }
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(file).map_err(|error| format!("{} cannot be read: {error}.", paths::display(file)))
}
