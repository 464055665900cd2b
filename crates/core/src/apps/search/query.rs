//! What was typed, folded and taken apart.

use super::arena::letter_bit;
use super::normalize::{Spelling, normalize_to_string};

/// No name is that long.
const MAX_QUERY_CHARS: usize = 80;
/// Nobody means a ninth word.
const MAX_WORDS: usize = 8;

#[derive(Debug, Default)]
pub(super) struct Query {
    pub(super) words: Vec<Word>,
    /// All of it, in each spelling.
    pub(super) phrase: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Word {
    /// The plain one, and the longer one where it differs.
    pub(super) spellings: Vec<String>,
    /// Of the plain spelling.
    pub(super) letters: Vec<char>,
    /// The same, as a set of bits.
    pub(super) letter_bits: u64,
}

impl Query {
    pub(super) fn new(input: &str) -> Self {
        let input: String = input.chars().take(MAX_QUERY_CHARS).collect();
        let (plain, differs) = normalize_to_string(&input, Spelling::Plain);
        let mut phrase = vec![plain];
        if differs {
            phrase.push(normalize_to_string(&input, Spelling::Expanded).0);
        }
        Self::from_phrase(phrase)
    }

    /// With all that is no letter or digit as a gap between words, if there is such a thing.
    pub(super) fn without_punctuation(&self) -> Option<Self> {
        let strip_punctuation = |text: &String| {
            let words: Vec<&str> = text.split(|c| !char::is_alphanumeric(c)).filter(|word| !word.is_empty()).collect();
            words.join(" ")
        };
        let phrase: Vec<String> = self.phrase.iter().map(strip_punctuation).collect();
        (phrase != self.phrase).then(|| Self::from_phrase(phrase))
    }

    fn from_phrase(phrase: Vec<String>) -> Self {
        let mut words: Vec<Word> = Vec::new();
        for (spelling, text) in phrase.iter().enumerate() {
            for (index, word) in text.split(' ').filter(|word| !word.is_empty()).take(MAX_WORDS).enumerate() {
                match words.get_mut(index) {
                    Some(existing) if spelling > 0 && existing.spellings[0] != word => {
                        existing.spellings.push(word.to_owned())
                    }
                    Some(_) => {}
                    None => words.push(Word::new(word)),
                }
            }
        }
        Self { words, phrase }
    }
}

impl Word {
    fn new(word: &str) -> Self {
        let letters: Vec<char> = word.chars().collect();
        let letter_bits = letters.iter().fold(0, |letter_bits, letter| letter_bits | letter_bit(*letter));
        Self { spellings: vec![word.to_owned()], letters, letter_bits }
    }
}
