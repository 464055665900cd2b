//! Reads what is painted: screenshots for reports, and the frame buffer for measurements.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::accessibility::node::Bounds;
use crate::desktop::environment::Environment;
use crate::wait::wait_within;

pub(crate) const WIDTH: usize = 1280;
pub(crate) const HEIGHT: usize = 800;

/// The screen of a desktop.
pub struct Screen<'a>(&'a Environment);

impl<'a> Screen<'a> {
    pub(crate) const fn new(environment: &'a Environment) -> Self {
        Self(environment)
    }

    /// The whole screen as a PNG.
    pub fn screenshot(&self, file: &Path) {
        self.run_import(&["-window", "root"], file);
    }

    /// One window with its frame.
    pub(crate) fn screenshot_of(&self, window: &str, file: &Path) {
        self.run_import(&["-frame", "-window", window], file);
    }

    /// Whether a square of one color, at least 24 pixels wide, is on screen.
    pub fn shows_square(&self, [red, green, blue]: [u8; 3]) -> bool {
        let pixels = self.pixels();
        // Every eighth pixel of every eighth row hits a square of 24 pixels in three rows, three times each. That is fast
        // enough to be asked every other millisecond.
        let rows = pixels.chunks_exact(WIDTH * 4).step_by(8);
        let crosses_square =
            |row: &[u8]| row.chunks_exact(4).step_by(8).filter(|pixel| pixel[..3] == [blue, green, red]).count() >= 3;
        rows.filter(|row| crosses_square(row)).count() >= 3
    }

    /// A pixel inside a square of that color, for frequent reads.
    pub fn find_square(&self, [red, green, blue]: [u8; 3]) -> Option<Pixel> {
        const MIN_RUN: usize = 16;
        let pixels = self.pixels();
        let has_square_color = |pixel: &[u8]| pixel[..3] == [blue, green, red];
        let inside = pixels.chunks_exact(WIDTH * 4).enumerate().step_by(4).find_map(|(row, line)| {
            let column = line
                .chunks_exact(4)
                .collect::<Vec<_>>()
                .windows(MIN_RUN)
                .position(|run| run.iter().all(|pixel| has_square_color(pixel)))?;
            Some((row * WIDTH + column + MIN_RUN / 2) * 4)
        })?;
        let file = File::open(self.framebuffer_file()).ok()?;
        let header = usize::try_from(file.metadata().ok()?.len()).ok()?.checked_sub(WIDTH * HEIGHT * 4)?;
        Some(Pixel { file, offset: (header + inside) as u64 })
    }

    /// The pixels inside `bounds`, four bytes each, as far as they are on screen.
    pub fn pixels_in(&self, place: Bounds) -> Vec<u8> {
        let visible_range = |at: i32, length: i32, all: usize| {
            let end = |at: i32| usize::try_from(at).unwrap_or_default().min(all);
            end(at)..end(at.saturating_add(length))
        };
        let (columns, rows) =
            (visible_range(place.x, place.width, WIDTH), visible_range(place.y, place.height, HEIGHT));
        let pixels = self.pixels();
        let lines = pixels.chunks_exact(WIDTH * 4).skip(rows.start).take(rows.len());
        lines.flat_map(|line| line[columns.start * 4..columns.end * 4].to_vec()).collect()
    }

    /// Waits until the windows in the middle are painted and nothing moves any more, 15 seconds at most. Accessible trees
    /// exist before the windows are painted.
    pub fn wait_until_stable(&self) {
        let mut previous = Vec::new();
        let mut unchanged_frames = 0;
        wait_within(Duration::from_secs(15), || {
            let pixels = self.pixels();
            if is_blank(&pixels) {
                return None;
            }
            unchanged_frames = if pixels == previous { unchanged_frames + 1 } else { 0 };
            previous = pixels;
            (unchanged_frames >= 8).then_some(())
        });
    }

    fn pixels(&self) -> Vec<u8> {
        let mut frame = fs::read(self.framebuffer_file()).unwrap_or_default();
        // A header of varying length comes first.
        frame.drain(..frame.len().saturating_sub(WIDTH * HEIGHT * 4));
        frame
    }

    fn framebuffer_file(&self) -> PathBuf {
        self.0.dirs.path().join("runtime/Xvfb_screen0")
    }

    fn run_import(&self, arguments: &[&str], file: &Path) {
        // A missing screenshot is no failure of the journey.
        let _ = self.0.command("import").args(arguments).arg(file).status();
    }
}

/// One pixel of the screen; reading it costs microseconds.
pub struct Pixel {
    file: File,
    offset: u64,
}

impl Pixel {
    pub fn has_color(&self, [red, green, blue]: [u8; 3]) -> bool {
        let mut pixel_bytes = [0; 4];
        self.file.read_exact_at(&mut pixel_bytes, self.offset).is_ok() && pixel_bytes[..3] == [blue, green, red]
    }
}

/// Whether the middle of the screen, where windows have their content, has one color all over.
fn is_blank(pixels: &[u8]) -> bool {
    let rows = pixels.chunks_exact(WIDTH * 4).skip(130).take(590).step_by(4);
    let mut pixels_seen = rows.flat_map(|row| row[180 * 4..1100 * 4].chunks_exact(4).step_by(4));
    pixels_seen.next().is_none_or(|first| pixels_seen.all(|pixel| pixel == first))
}
