//! Which letters of a shown name were found: worked out anew for the few names that are shown, so
//! that the index need not keep where each letter came from.

use nucleo_matcher::{Matcher, Utf32Str};
use unicode_segmentation::UnicodeSegmentation;

use super::LEAST_INSIDE_TYPO;
use super::fold::{Spelling, fold};
use super::query::{Query, Word};
use super::rank::Kind;
use super::typo;

/// A name as it is compared, and where in the shown one its letters are.
struct Name {
    letters: Vec<char>,
    at: Vec<usize>,
    begins: Vec<bool>,
}

/// `[start, end)` in UTF-16 units, in order, whole characters as people see them. `kind` tells
/// whether guesses were made.
pub(super) fn ranges(name: &str, query: &Query, kind: Kind, matcher: &mut Matcher) -> Vec<(u32, u32)> {
    let (plain, differs) = Name::new(name, Spelling::Plain);
    let names = [Some(plain), differs.then(|| Name::new(name, Spelling::Long).0)];
    let mut marked = vec![false; name.len()];
    let mut mark = |name: &Name, places: Vec<usize>| places.into_iter().for_each(|place| marked[name.at[place]] = true);
    let names = || names.iter().flatten();
    let whole = names().find_map(|name| Some((name, query.phrase.iter().find_map(|text| name.literal(text))?)));
    if let Some((name, places)) = whole {
        mark(name, places);
    } else {
        for word in &query.words {
            let found = names().find_map(|name| Some((name, name.word(word)?))).or_else(|| {
                let guess = |name| guessed(name, word, kind, matcher);
                names().map(guess).zip(names()).find_map(|(places, name)| Some((name, places?)))
            });
            if let Some((name, places)) = found {
                mark(name, places);
            }
        }
    }
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    let mut unit = 0;
    for (at, grapheme) in name.grapheme_indices(true) {
        let next = unit + u32::try_from(grapheme.encode_utf16().count()).unwrap_or_default();
        if marked[at..at + grapheme.len()].contains(&true) {
            match ranges.last_mut() {
                Some(last) if last.1 == unit => last.1 = next,
                _ => ranges.push((unit, next)),
            }
        }
        unit = next;
    }
    ranges
}

fn guessed(name: &Name, word: &Word, kind: Kind, matcher: &mut Matcher) -> Option<Vec<usize>> {
    match kind {
        Kind::Abbreviated => name.fuzzy(word, matcher),
        Kind::Typo | Kind::Fuzzy => name.typo(word).or_else(|| name.fuzzy(word, matcher)),
        _ => None,
    }
}

impl Name {
    fn new(name: &str, spelling: Spelling) -> (Self, bool) {
        let mut folded = Self { letters: Vec::new(), at: Vec::new(), begins: Vec::new() };
        let differs = fold(name, spelling, |letter, at, begins| {
            folded.letters.push(letter);
            folded.at.push(at);
            folded.begins.push(begins);
        });
        (folded, differs)
    }

    fn word(&self, word: &Word) -> Option<Vec<usize>> {
        word.spellings.iter().find_map(|text| self.literal(text)).or_else(|| self.initials(&word.letters))
    }

    /// At the beginning, else where a word begins, else anywhere.
    fn literal(&self, text: &str) -> Option<Vec<usize>> {
        let text: Vec<char> = text.chars().collect();
        if text.is_empty() {
            return None;
        }
        let places = || self.letters.windows(text.len()).enumerate().filter(|(_, part)| **part == text[..]);
        let first = places().next()?.0;
        let start = if first == 0 { Some(0) } else { places().map(|(at, _)| at).find(|at| self.begins[*at]) };
        let start = start.unwrap_or(first);
        Some((start..start + text.len()).collect())
    }

    fn initials(&self, letters: &[char]) -> Option<Vec<usize>> {
        let mut in_number = false;
        let initials = self.letters.iter().zip(&self.begins).enumerate().filter(|(_, (letter, begins))| {
            in_number = letter.is_ascii_digit() && (**begins || in_number);
            **begins || in_number
        });
        let (places, found): (Vec<usize>, Vec<char>) =
            initials.take(letters.len()).map(|(place, (letter, _))| (place, *letter)).unzip();
        (letters.len() > 1 && found == letters).then_some(places)
    }

    /// The place with the fewest slips, the beginnings of words first.
    fn typo(&self, word: &Word) -> Option<Vec<usize>> {
        let most = typo::allowed(word.letters.len());
        let best = |of_words: bool| {
            let tried = (0..self.letters.len()).filter(|at| self.begins[*at] == of_words);
            let slips = tried
                .filter_map(|at| Some((typo::slips(&word.letters, self.letters[at..].iter().copied(), most)?, at)));
            slips.min()
        };
        if most == 0 {
            return None;
        }
        let inside = || if word.letters.len() >= LEAST_INSIDE_TYPO { best(false) } else { None };
        let (_, at) = best(true).or_else(inside)?;
        Some(typo::letters(&word.letters, &self.letters[at..], most).into_iter().map(|place| at + place).collect())
    }

    fn fuzzy(&self, word: &Word, matcher: &mut Matcher) -> Option<Vec<usize>> {
        let text: String = self.letters.iter().collect();
        let (mut text_chars, mut word_chars, mut places) = (Vec::new(), Vec::new(), Vec::new());
        let needle = Utf32Str::new(&word.spellings[0], &mut word_chars);
        matcher.fuzzy_indices(Utf32Str::new(&text, &mut text_chars), needle, &mut places)?;
        places.sort_unstable();
        places.dedup();
        Some(places.into_iter().filter_map(|place| usize::try_from(place).ok()).collect())
    }
}
