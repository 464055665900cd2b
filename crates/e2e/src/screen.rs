//! What is painted: pictures for people, and the frame buffer for clocks.

use std::fs;
use std::path::Path;
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
    pub(crate) fn picture_of(&self, window: &str, file: &Path) {
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

    /// The pixels of one place, four bytes each, as far as it is on screen.
    pub fn cut_out(&self, place: Place) -> Vec<u8> {
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
        let file = self.0.homes().path().join("runtime/Xvfb_screen0");
        let mut frame = fs::read(file).unwrap_or_default();
        // A header of a length that varies comes first.
        frame.drain(..frame.len().saturating_sub(WIDTH * HEIGHT * 4));
        frame
    }

    fn import(&self, words: &[&str], file: &Path) {
        // A picture is an aid; that it cannot be taken is no failure of the journey.
        let _ = self.0.command("import").args(words).arg(file).status();
    }
}

/// One colour all over, where windows of the usual size and place have their content.
fn is_blank(pixels: &[u8]) -> bool {
    let rows = pixels.chunks_exact(WIDTH * 4).skip(130).take(590).step_by(4);
    let mut seen = rows.flat_map(|row| row[180 * 4..1100 * 4].chunks_exact(4).step_by(4));
    seen.next().is_none_or(|first| seen.all(|pixel| pixel == first))
}
