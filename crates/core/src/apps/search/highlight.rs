//! Finds which letters of a shown name match the query. This is computed for the few names that are shown, so
//! that the index does not have to keep where each letter came from.

use nucleo_matcher::{Matcher, Utf32Str};
use unicode_segmentation::UnicodeSegmentation;

use super::normalize::{Spelling, normalize};
use super::query::{Query, Word};
use super::rank::MatchKind;
use super::typo::{self, MIN_INNER_TYPO_LEN};

/// A name as it is compared, and where in the shown one its letters are.
struct NormalizedName {
    letters: Vec<char>,
    byte_offsets: Vec<usize>,
    word_starts: Vec<bool>,
}

/// `[start, end)` in UTF-16 units, in order, whole characters as people see them. `kind` tells
/// whether guesses were made.
pub(super) fn highlight_ranges(name: &str, query: &Query, kind: MatchKind, matcher: &mut Matcher) -> Vec<(u32, u32)> {
    let (plain, differs) = NormalizedName::new(name, Spelling::Plain);
    let names = [Some(plain), differs.then(|| NormalizedName::new(name, Spelling::Expanded).0)];
    let mut is_highlighted = vec![false; name.len()];
    let mut highlight = |name: &NormalizedName, positions: Vec<usize>| {
        positions.into_iter().for_each(|position| is_highlighted[name.byte_offsets[position]] = true)
    };
    let names = || names.iter().flatten();
    let phrase_match =
        names().find_map(|name| Some((name, query.phrase.iter().find_map(|text| name.match_literal(text))?)));
    if let Some((name, positions)) = phrase_match {
        highlight(name, positions);
    } else {
        for word in &query.words {
            let word_match = names().find_map(|name| Some((name, name.match_word(word)?))).or_else(|| {
                let guess_for_name = |name| match_guess(name, word, kind, matcher);
                names().map(guess_for_name).zip(names()).find_map(|(positions, name)| Some((name, positions?)))
            });
            if let Some((name, positions)) = word_match {
                highlight(name, positions);
            }
        }
    }
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    let mut unit = 0;
    for (offset, grapheme) in name.grapheme_indices(true) {
        let next = unit + u32::try_from(grapheme.encode_utf16().count()).unwrap_or_default();
        if is_highlighted[offset..offset + grapheme.len()].contains(&true) {
            match ranges.last_mut() {
                Some(last) if last.1 == unit => last.1 = next,
                _ => ranges.push((unit, next)),
            }
        }
        unit = next;
    }
    ranges
}

fn match_guess(name: &NormalizedName, word: &Word, kind: MatchKind, matcher: &mut Matcher) -> Option<Vec<usize>> {
    match kind {
        MatchKind::Abbreviation => name.match_fuzzy(word, matcher),
        MatchKind::Typo | MatchKind::Fuzzy => name.match_typo(word).or_else(|| name.match_fuzzy(word, matcher)),
        _ => None,
    }
}

impl NormalizedName {
    fn new(name: &str, spelling: Spelling) -> (Self, bool) {
        let mut normalized = Self { letters: Vec::new(), byte_offsets: Vec::new(), word_starts: Vec::new() };
        let differs = normalize(name, spelling, |letter, offset, starts_word| {
            normalized.letters.push(letter);
            normalized.byte_offsets.push(offset);
            normalized.word_starts.push(starts_word);
        });
        (normalized, differs)
    }

    fn match_word(&self, word: &Word) -> Option<Vec<usize>> {
        word.spellings.iter().find_map(|text| self.match_literal(text)).or_else(|| self.match_initials(&word.letters))
    }

    /// At the beginning, else where a word begins, else anywhere.
    fn match_literal(&self, text: &str) -> Option<Vec<usize>> {
        let text: Vec<char> = text.chars().collect();
        if text.is_empty() {
            return None;
        }
        let occurrences = || self.letters.windows(text.len()).enumerate().filter(|(_, window)| **window == text[..]);
        let first = occurrences().next()?.0;
        let start =
            if first == 0 { Some(0) } else { occurrences().map(|(offset, _)| offset).find(|at| self.word_starts[*at]) };
        let start = start.unwrap_or(first);
        Some((start..start + text.len()).collect())
    }

    fn match_initials(&self, letters: &[char]) -> Option<Vec<usize>> {
        let mut in_number = false;
        let initials = self.letters.iter().zip(&self.word_starts).enumerate().filter(|(_, (letter, starts_word))| {
            in_number = letter.is_ascii_digit() && (**starts_word || in_number);
            **starts_word || in_number
        });
        let (positions, found): (Vec<usize>, Vec<char>) =
            initials.take(letters.len()).map(|(position, (letter, _))| (position, *letter)).unzip();
        (letters.len() > 1 && found == letters).then_some(positions)
    }

    /// The place with the fewest slips, the beginnings of words first.
    fn match_typo(&self, word: &Word) -> Option<Vec<usize>> {
        let max_edits = typo::allowed_edits(word.letters.len());
        let best_match = |at_word_start: bool| {
            let offsets = (0..self.letters.len()).filter(|offset| self.word_starts[*offset] == at_word_start);
            let candidates = offsets.filter_map(|offset| {
                Some((typo::edit_distance(&word.letters, self.letters[offset..].iter().copied(), max_edits)?, offset))
            });
            candidates.min()
        };
        if max_edits == 0 {
            return None;
        }
        let inside_word = || if word.letters.len() >= MIN_INNER_TYPO_LEN { best_match(false) } else { None };
        let (_, offset) = best_match(true).or_else(inside_word)?;
        Some(
            typo::matched_letters(&word.letters, &self.letters[offset..], max_edits)
                .into_iter()
                .map(|position| offset + position)
                .collect(),
        )
    }

    fn match_fuzzy(&self, word: &Word, matcher: &mut Matcher) -> Option<Vec<usize>> {
        let text: String = self.letters.iter().collect();
        let (mut text_chars, mut word_chars, mut positions) = (Vec::new(), Vec::new(), Vec::new());
        let needle = Utf32Str::new(&word.spellings[0], &mut word_chars);
        matcher.fuzzy_indices(Utf32Str::new(&text, &mut text_chars), needle, &mut positions)?;
        positions.sort_unstable();
        positions.dedup();
        Some(positions.into_iter().filter_map(|position| usize::try_from(position).ok()).collect())
    }
}
