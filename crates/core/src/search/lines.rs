//! Many short texts in one piece of memory, so that a search reads them in one go, and the list of
//! 50,000 apps is a few allocations.

use memchr::memmem::Finder;

/// Texts one after the other.
#[derive(Default)]
pub(super) struct Packed {
    text: String,
    ends: Vec<u32>,
}

impl Packed {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(offset(self.text.len()));
    }

    pub(super) fn get(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[index] as usize]
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }
}

/// Folded texts with the beginnings of their words. A line belongs to an app, an app can have several.
pub(super) struct Lines {
    /// Each line stands between two line feeds, which no line and no query holds.
    text: String,
    ends: Vec<u32>,
    owners: Vec<u32>,
    /// A bit for each byte of the text.
    begins: Vec<u64>,
    sets: Vec<Letters>,
    /// Of the line that is being written.
    set: Letters,
}

/// Which letters are in a line, and which begin words there. Letters share bits, so a missing one is
/// missing for sure and a present one is not.
#[derive(Clone, Copy, Default)]
pub(super) struct Letters {
    pub(super) all: u64,
    pub(super) first: u64,
}

impl Default for Lines {
    fn default() -> Self {
        Self {
            text: "\n".into(),
            ends: Vec::new(),
            owners: Vec::new(),
            begins: Vec::new(),
            sets: Vec::new(),
            set: Letters::default(),
        }
    }
}

impl Lines {
    /// Adds to the line that is being written.
    pub(super) fn put(&mut self, letter: char, begins: bool) {
        let bit = bit(letter);
        self.set.all |= bit;
        if begins {
            self.set.first |= bit;
            let at = self.text.len();
            while self.begins.len() <= at / 64 {
                self.begins.push(0);
            }
            self.begins[at / 64] |= 1 << (at % 64);
        }
        self.text.push(letter);
    }

    pub(super) fn end(&mut self, owner: usize) {
        self.sets.push(std::mem::take(&mut self.set));
        self.ends.push(offset(self.text.len()));
        self.owners.push(offset(owner));
        self.text.push('\n');
    }

    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.owners.shrink_to_fit();
        self.sets.shrink_to_fit();
        self.begins.shrink_to_fit();
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn owner(&self, line: usize) -> usize {
        self.owners[line] as usize
    }

    pub(super) fn letters(&self, line: usize) -> Letters {
        self.sets[line]
    }

    pub(super) fn start(&self, line: usize) -> usize {
        line.checked_sub(1).map_or(1, |before| self.ends[before] as usize + 1)
    }

    pub(super) fn end_of(&self, line: usize) -> usize {
        self.ends[line] as usize
    }

    /// From a place in it to the end of its line.
    pub(super) fn rest(&self, line: usize, at: usize) -> &str {
        &self.text[at..self.end_of(line)]
    }

    /// From the beginning of its line to a place in it.
    pub(super) fn before(&self, line: usize, at: usize) -> &str {
        &self.text[self.start(line)..at]
    }

    pub(super) fn line(&self, line: usize) -> &str {
        self.rest(line, self.start(line))
    }

    pub(super) fn begins_word(&self, at: usize) -> bool {
        self.begins.get(at / 64).is_some_and(|bits| bits >> (at % 64) & 1 == 1)
    }

    /// The place is right after a letter or digit of the Latin alphabet.
    pub(super) fn is_joined(&self, at: usize) -> bool {
        self.text.as_bytes()[at - 1].is_ascii_alphanumeric()
    }

    /// A word, or a line, ends before this place.
    pub(super) fn ends_word(&self, at: usize) -> bool {
        self.begins_word(at)
            || self.text.as_bytes().get(at).is_none_or(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric())
    }

    /// The beginnings of a line's words.
    pub(super) fn words(&self, line: usize) -> impl Iterator<Item = usize> + '_ {
        let (mut at, end) = (self.start(line), self.end_of(line));
        std::iter::from_fn(move || {
            while at < end {
                let bits = self.begins.get(at / 64)? >> (at % 64);
                if bits == 0 {
                    at = (at / 64 + 1) * 64;
                    continue;
                }
                at += bits.trailing_zeros() as usize;
                at += 1;
                return (at <= end).then_some(at - 1);
            }
            None
        })
    }

    /// Finds a text wherever it is. `found` gets line and place, and says whether it has seen enough
    /// of the line. A line feed is part of the line after it.
    pub(super) fn find(&self, needle: &str, mut found: impl FnMut(usize, usize) -> bool) {
        let finder = Finder::new(needle);
        let (mut from, mut line) = (0, 0);
        while let Some(place) = self.text.as_bytes().get(from..).and_then(|rest| finder.find(rest)) {
            let at = from + place;
            while self.ends.get(line).is_some_and(|end| (*end as usize) < at + 1) {
                line += 1;
            }
            if line == self.ends.len() {
                return;
            }
            from = if found(line, at) { self.end_of(line) } else { at + 1 };
        }
    }
}

fn offset(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The bit of a letter; a gap has none.
pub(super) const fn bit(letter: char) -> u64 {
    match letter {
        ' ' => 0,
        'a'..='z' => 1 << (letter as u32 - 'a' as u32),
        '0'..='9' => 1 << (26 + letter as u32 - '0' as u32),
        _ => 1 << (36 + letter as u32 % 28),
    }
}
