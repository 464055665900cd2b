//! What is painted: pictures for people, and the frame buffer for clocks.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::desktop::Desktop;
use crate::node::Place;
use crate::wait_within;

pub(crate) const WIDTH: usize = 1280;
pub(crate) const HEIGHT: usize = 800;

pub struct Screen<'a>(&'a Desktop);

impl<'a> Screen<'a> {
    pub(crate) fn new(desktop: &'a Desktop) -> Self {
        Self(desktop)
    }

    /// The whole screen as a PNG.
    pub fn picture(&self, file: &Path) {
        self.import(&["-window", "root"], file);
    }

    /// One window with its frame.
    pub(crate) fn screenshot_of(&self, window: &str, file: &Path) {
        self.import(&["-frame", "-window", window], file);
    }

    /// Whether a square of one colour, at least 24 pixels wide, is on screen.
    pub fn shows(&self, [red, green, blue]: [u8; 3]) -> bool {
        let pixels = self.pixels();
        // Every eighth pixel of every eighth row meets a square of 24 in three rows, three times each:
        // fast enough to be asked every other millisecond.
        let rows = pixels.chunks_exact(WIDTH * 4).step_by(8);
        let meets =
            |row: &[u8]| row.chunks_exact(4).step_by(8).filter(|pixel| pixel[..3] == [blue, green, red]).count() >= 3;
        rows.filter(|row| meets(row)).count() >= 3
    }

    /// A pixel inside a square of that colour, to be looked at often.
    pub fn find(&self, [red, green, blue]: [u8; 3]) -> Option<Pixel> {
        const WIDE: usize = 16;
        let pixels = self.pixels();
        let is_it = |pixel: &[u8]| pixel[..3] == [blue, green, red];
        let inside = pixels.chunks_exact(WIDTH * 4).enumerate().step_by(4).find_map(|(row, line)| {
            let column = line
                .chunks_exact(4)
                .collect::<Vec<_>>()
                .windows(WIDE)
                .position(|run| run.iter().all(|pixel| is_it(pixel)))?;
            Some((row * WIDTH + column + WIDE / 2) * 4)
        })?;
        let file = File::open(self.file()).ok()?;
        let header = usize::try_from(file.metadata().ok()?.len()).ok()?.checked_sub(WIDTH * HEIGHT * 4)?;
        Some(Pixel { file, at: (header + inside) as u64 })
    }

    /// The pixels of one place, four bytes each, as far as it is on screen.
    pub fn pixels_in(&self, place: Place) -> Vec<u8> {
        let within = |at: i32, length: i32, all: usize| {
            let end = |at: i32| usize::try_from(at).unwrap_or_default().min(all);
            end(at)..end(at.saturating_add(length))
        };
        let (columns, rows) = (within(place.x, place.width, WIDTH), within(place.y, place.height, HEIGHT));
        let pixels = self.pixels();
        let lines = pixels.chunks_exact(WIDTH * 4).skip(rows.start).take(rows.len());
        lines.flat_map(|line| line[columns.start * 4..columns.end * 4].to_vec()).collect()
    }

    /// Waits until the windows in the middle are painted (their trees are there earlier) and nothing
    /// moves any more, or for so long that something always does.
    pub fn settle(&self) {
        let mut last = Vec::new();
        let mut still = 0;
        wait_within(Duration::from_secs(15), || {
            let pixels = self.pixels();
            if is_blank(&pixels) {
                return None;
            }
            still = if pixels == last { still + 1 } else { 0 };
            last = pixels;
            (still >= 8).then_some(())
        });
    }

    fn pixels(&self) -> Vec<u8> {
        let mut frame = fs::read(self.file()).unwrap_or_default();
        // A header of a length that varies comes first.
        frame.drain(..frame.len().saturating_sub(WIDTH * HEIGHT * 4));
        frame
    }

    fn file(&self) -> PathBuf {
        self.0.homes().path().join("runtime/Xvfb_screen0")
    }

    fn import(&self, words: &[&str], file: &Path) {
        // A picture is an aid; that it cannot be taken is no failure of the journey.
        let _ = self.0.command("import").args(words).arg(file).status();
    }
}

/// One place on screen; a look at it costs microseconds.
pub struct Pixel {
    file: File,
    at: u64,
}

impl Pixel {
    pub fn is(&self, [red, green, blue]: [u8; 3]) -> bool {
        let mut seen = [0; 4];
        self.file.read_exact_at(&mut seen, self.at).is_ok() && seen[..3] == [blue, green, red]
    }
}

/// One colour all over, where windows of the usual size and place have their content.
fn is_blank(pixels: &[u8]) -> bool {
    let rows = pixels.chunks_exact(WIDTH * 4).skip(130).take(590).step_by(4);
    let mut seen = rows.flat_map(|row| row[180 * 4..1100 * 4].chunks_exact(4).step_by(4));
    seen.next().is_none_or(|first| seen.all(|pixel| pixel == first))
}
