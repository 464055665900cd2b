//! Many short texts in one piece of memory, so that a search reads them in one go, and the list of
//! 50,000 apps is a few allocations.

use memchr::memmem::Finder;

/// Texts one after the other.
#[derive(Default)]
pub(super) struct PackedStrings {
    text: String,
    ends: Vec<u32>,
}

impl PackedStrings {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(to_u32(self.text.len()));
    }

    pub(super) fn get(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |previous| self.ends[previous] as usize);
        &self.text[start..self.ends[index] as usize]
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }
}

/// Folded texts with the beginnings of their words. A line belongs to an app, an app can have several.
pub(super) struct TextArena {
    /// Each line stands between two line feeds, which no line and no query holds.
    text: String,
    ends: Vec<u32>,
    owners: Vec<u32>,
    /// A bit for each byte of the text.
    word_start_bits: Vec<u64>,
    letter_sets: Vec<LetterSet>,
    /// Of the line that is being written.
    current_letters: LetterSet,
}

/// Which letters are in a line, and which begin words there. Letters share bits, so a missing one is
/// missing for sure and a present one is not.
#[derive(Clone, Copy, Default)]
pub(super) struct LetterSet {
    pub(super) all: u64,
    pub(super) word_initials: u64,
}

impl Default for TextArena {
    fn default() -> Self {
        Self {
            text: "\n".into(),
            ends: Vec::new(),
            owners: Vec::new(),
            word_start_bits: Vec::new(),
            letter_sets: Vec::new(),
            current_letters: LetterSet::default(),
        }
    }
}

impl TextArena {
    /// Adds to the line that is being written.
    pub(super) fn push_letter(&mut self, letter: char, starts_word: bool) {
        let bit = letter_bit(letter);
        self.current_letters.all |= bit;
        if starts_word {
            self.current_letters.word_initials |= bit;
            let offset = self.text.len();
            while self.word_start_bits.len() <= offset / 64 {
                self.word_start_bits.push(0);
            }
            self.word_start_bits[offset / 64] |= 1 << (offset % 64);
        }
        self.text.push(letter);
    }

    pub(super) fn end_line(&mut self, owner: usize) {
        self.letter_sets.push(std::mem::take(&mut self.current_letters));
        self.ends.push(to_u32(self.text.len()));
        self.owners.push(to_u32(owner));
        self.text.push('\n');
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.owners.shrink_to_fit();
        self.letter_sets.shrink_to_fit();
        self.word_start_bits.shrink_to_fit();
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn owner(&self, line: usize) -> usize {
        self.owners[line] as usize
    }

    pub(super) fn letters(&self, line: usize) -> LetterSet {
        self.letter_sets[line]
    }

    pub(super) fn line_start(&self, line: usize) -> usize {
        line.checked_sub(1).map_or(1, |previous| self.ends[previous] as usize + 1)
    }

    pub(super) fn line_end(&self, line: usize) -> usize {
        self.ends[line] as usize
    }

    /// From a place in it to the end of its line.
    pub(super) fn text_from(&self, line: usize, offset: usize) -> &str {
        &self.text[offset..self.line_end(line)]
    }

    /// From the beginning of its line to a place in it.
    pub(super) fn text_before(&self, line: usize, offset: usize) -> &str {
        &self.text[self.line_start(line)..offset]
    }

    pub(super) fn line_text(&self, line: usize) -> &str {
        self.text_from(line, self.line_start(line))
    }

    pub(super) fn is_word_start(&self, offset: usize) -> bool {
        self.word_start_bits.get(offset / 64).is_some_and(|bits| bits >> (offset % 64) & 1 == 1)
    }

    /// The place is right after a letter or digit of the Latin alphabet.
    pub(super) fn follows_alphanumeric(&self, offset: usize) -> bool {
        self.text.as_bytes()[offset - 1].is_ascii_alphanumeric()
    }

    /// A word, or a line, ends before this place.
    pub(super) fn is_word_end(&self, offset: usize) -> bool {
        self.is_word_start(offset)
            || self.text.as_bytes().get(offset).is_none_or(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric())
    }

    /// The beginnings of a line's words.
    pub(super) fn word_starts(&self, line: usize) -> impl Iterator<Item = usize> + '_ {
        let (mut offset, end) = (self.line_start(line), self.line_end(line));
        std::iter::from_fn(move || {
            while offset < end {
                let bits = self.word_start_bits.get(offset / 64)? >> (offset % 64);
                if bits == 0 {
                    offset = (offset / 64 + 1) * 64;
                    continue;
                }
                offset += bits.trailing_zeros() as usize;
                offset += 1;
                return (offset <= end).then_some(offset - 1);
            }
            None
        })
    }

    /// Finds a text wherever it is. `found` gets line and place, and says whether it has seen enough
    /// of the line. A line feed is part of the line after it.
    pub(super) fn find(&self, needle: &str, mut on_match: impl FnMut(usize, usize) -> bool) {
        let finder = Finder::new(needle);
        let (mut search_start, mut line) = (0, 0);
        while let Some(relative_offset) = self.text.as_bytes().get(search_start..).and_then(|rest| finder.find(rest)) {
            let offset = search_start + relative_offset;
            while self.ends.get(line).is_some_and(|end| (*end as usize) < offset + 1) {
                line += 1;
            }
            if line == self.ends.len() {
                return;
            }
            search_start = if on_match(line, offset) { self.line_end(line) } else { offset + 1 };
        }
    }
}

fn to_u32(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// The bit of a letter; a gap has none.
pub(super) const fn letter_bit(letter: char) -> u64 {
    match letter {
        ' ' => 0,
        'a'..='z' => 1 << (letter as u32 - 'a' as u32),
        '0'..='9' => 1 << (26 + letter as u32 - '0' as u32),
        _ => 1 << (36 + letter as u32 % 28),
    }
}
