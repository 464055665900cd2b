//! What was typed, folded and taken apart.

use super::fold::{Spelling, folded};
use super::lines::bit;

/// No name is that long.
const LONGEST: usize = 80;
/// Nobody means a ninth word.
const MOST_WORDS: usize = 8;

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
    pub(super) set: u64,
}

impl Query {
    pub(super) fn new(typed: &str) -> Self {
        let typed: String = typed.chars().take(LONGEST).collect();
        let (plain, differs) = folded(&typed, Spelling::Plain);
        let mut phrase = vec![plain];
        if differs {
            phrase.push(folded(&typed, Spelling::Long).0);
        }
        Self::of(phrase)
    }

    /// With all that is no letter or digit as a gap between words, if there is such a thing.
    pub(super) fn without_punctuation(&self) -> Option<Self> {
        let bare = |text: &String| {
            let words: Vec<&str> = text.split(|c| !char::is_alphanumeric(c)).filter(|word| !word.is_empty()).collect();
            words.join(" ")
        };
        let phrase: Vec<String> = self.phrase.iter().map(bare).collect();
        (phrase != self.phrase).then(|| Self::of(phrase))
    }

    fn of(phrase: Vec<String>) -> Self {
        let mut words: Vec<Word> = Vec::new();
        for (spelling, text) in phrase.iter().enumerate() {
            for (place, word) in text.split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS).enumerate() {
                match words.get_mut(place) {
                    Some(known) if spelling > 0 && known.spellings[0] != word => known.spellings.push(word.to_owned()),
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
        let set = letters.iter().fold(0, |set, letter| set | bit(*letter));
        Self { spellings: vec![word.to_owned()], letters, set }
    }
}
