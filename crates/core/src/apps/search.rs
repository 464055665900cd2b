//! Finding an app by a few letters.
//!
//! What a match is worth is in `rank`, and in ADR 019. Literal matches are looked for in all apps;
//! slips of the fingers and left-out letters only while there are few of them, since guesses below a
//! page of good hits help nobody. Nothing here knows what is on screen.

use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::apps::catalog::App;
use crate::view::{HitView, SearchView};

mod arena;
mod highlight;
mod normalize;
mod query;
mod rank;
mod typo;

use arena::{PackedStrings, TextArena, letter_bit};
use normalize::Spelling;
use query::{Query, Word};
use rank::{MatchKind, Score, Usage};
use typo::MIN_INNER_TYPO_LEN;

/// More hits than anybody scrolls through.
const MAX_HITS: usize = 200;
/// With so many hits nothing is guessed.
const ENOUGH_LITERAL_HITS: usize = 8;
/// Shorter parts of a word are in every other description.
const MIN_SUBSTRING_LEN: usize = 4;
/// What nucleo gives a letter after a gap of two.
const MIN_FUZZY_POINTS: usize = 14;
/// What it gives a letter where nearly all are in parts that begin words.
const MIN_ABBREVIATION_POINTS: usize = 22;

/// What is matched, prepared once for each list.
#[derive(Default)]
pub struct Index {
    keys: PackedStrings,
    names: PackedStrings,
    normalized_names: TextArena,
    initials: TextArena,
    /// Category, tags, template, host, description.
    other_fields: TextArena,
    usage: Usage,
    matcher: Matcher,
}

impl Index {
    pub fn new(apps: &[App]) -> Self {
        let mut index = Self { matcher: Matcher::new(MATCHER), ..Self::default() };
        for (app_index, app) in apps.iter().enumerate() {
            index.keys.push(&app.key);
            index.names.push(&app.name);
            index.add_name(app_index, &app.name);
            index.add_other_fields(app_index, app);
        }
        for arena in [&mut index.normalized_names, &mut index.initials, &mut index.other_fields] {
            arena.shrink_to_fit();
        }
        index
    }

    /// Takes how much each app is used, by key: 0 is never, and only the proportions count. A
    /// favourite that was never used may weigh next to nothing.
    pub fn set_usage(&mut self, weight: impl Fn(&str) -> f32) {
        self.usage = Usage::new((0..self.keys.len()).map(|app| weight(self.keys.get(app))));
    }

    pub fn search(&mut self, query: &str) -> SearchView {
        let mut parsed = Query::new(query);
        let mut ranked = self.rank_apps(&parsed);
        if ranked.is_empty()
            && let Some(simplified) = parsed.without_punctuation()
        {
            // "e-mail", "jira!!"
            parsed = simplified;
            ranked = self.rank_apps(&parsed);
        }
        let total = u32::try_from(ranked.len()).unwrap_or(u32::MAX);
        if ranked.len() > MAX_HITS {
            ranked.select_nth_unstable(MAX_HITS);
            ranked.truncate(MAX_HITS);
        }
        ranked.sort_unstable();
        let hits = ranked.into_iter().map(|(rank, app)| self.hit_view(&parsed, rank, app as usize)).collect();
        SearchView { query: query.to_owned(), total, hits }
    }

    fn add_name(&mut self, app: usize, name: &str) {
        let (names, initials) = (&mut self.normalized_names, &mut self.initials);
        let mut in_number = false;
        let differs = normalize::normalize(name, Spelling::Plain, |letter, _, starts_word| {
            names.push_letter(letter, starts_word);
            // Of a number all digits: "o365".
            in_number = letter.is_ascii_digit() && (starts_word || in_number);
            if starts_word || in_number {
                initials.push_letter(letter, starts_word);
            }
        });
        names.end_line(app);
        initials.end_line(app);
        if differs {
            normalize::normalize(name, Spelling::Expanded, |letter, _, starts_word| {
                names.push_letter(letter, starts_word)
            });
            names.end_line(app);
        }
    }

    fn add_other_fields(&mut self, app_index: usize, app: &App) {
        // Most apps are made from a handful of generic templates; their names would find everything.
        let template = app.template.as_ref().filter(|name| !name.starts_with("Generic"));
        let host = app.host.as_deref().map(distinctive_host_part);
        let texts = [app.category.as_deref(), template.map(String::as_str), host, app.description.as_deref()];
        for spelling in [Spelling::Plain, Spelling::Expanded] {
            let mut differs = false;
            for text in texts.into_iter().flatten().chain(app.tags.iter().map(String::as_str)) {
                differs |= normalize::normalize(text, spelling, |letter, _, starts_word| {
                    self.other_fields.push_letter(letter, starts_word)
                });
                self.other_fields.push_letter(' ', false);
            }
            self.other_fields.end_line(app_index);
            if !differs {
                break;
            }
        }
    }

    /// Rank and place in the list of each app that has all words, in no order.
    fn rank_apps(&mut self, query: &Query) -> Vec<(u64, u32)> {
        if query.words.is_empty() {
            return Vec::new();
        }
        let mut scores: Vec<Vec<Score>> = query.words.iter().map(|word| self.literal_scores(word)).collect();
        let mut phrase = vec![Score::NONE; if query.words.len() > 1 { self.keys.len() } else { 0 }];
        if !phrase.is_empty() {
            query.phrase.iter().for_each(|text| self.score_names(text, &mut phrase));
        }
        let mut ranked = self.collect_ranks(&scores, &phrase);
        if ranked.len() < ENOUGH_LITERAL_HITS {
            for (word, scores) in query.words.iter().zip(&mut scores) {
                self.score_typos(word, scores);
                self.score_fuzzy(word, scores);
            }
            ranked = self.collect_ranks(&scores, &phrase);
        }
        if ranked.is_empty() {
            query
                .words
                .iter()
                .zip(&mut scores)
                .for_each(|(word, scores)| score_inner_typos(&self.other_fields, word, scores));
            ranked = self.collect_ranks(&scores, &phrase);
        }
        ranked
    }

    fn collect_ranks(&self, scores: &[Vec<Score>], phrase: &[Score]) -> Vec<(u64, u32)> {
        let rank = |app: usize| {
            let words = scores.iter().map(|scores| scores[app]);
            let phrase = phrase.get(app).copied().unwrap_or(Score::NONE);
            rank::rank(words, phrase, self.usage.weight_of(app), || self.names.get(app).len())
        };
        (0u32..).take(self.keys.len()).filter_map(|app| Some((rank(app as usize)?, app))).collect()
    }

    fn literal_scores(&self, word: &Word) -> Vec<Score> {
        let mut scores = vec![Score::NONE; self.keys.len()];
        for text in &word.spellings {
            self.score_names(text, &mut scores);
            if word.letters.len() > 1 {
                self.initials.find(&format!("\n{text}"), |line, offset| {
                    let is_complete = offset + 1 + text.len() == self.initials.line_end(line);
                    scores[self.initials.owner(line)].improve(MatchKind::Initials, u8::from(!is_complete));
                    false
                });
            }
            if text.len() > 1 {
                self.other_fields.find(text, |line, offset| {
                    let starts_word = self.other_fields.is_word_start(offset);
                    let kind = if starts_word { MatchKind::OtherFields } else { MatchKind::OtherFieldsSubstring };
                    if starts_word || text.len() >= MIN_SUBSTRING_LEN {
                        let is_partial = !self.other_fields.is_word_end(offset + text.len());
                        let score = &mut scores[self.other_fields.owner(line)];
                        if starts_word {
                            score.confirm();
                        }
                        score.improve(kind, u8::from(is_partial));
                    }
                    starts_word
                });
            }
        }
        scores
    }

    /// Where the text is in names as it stands.
    fn score_names(&self, text: &str, scores: &mut [Score]) {
        let arena = &self.normalized_names;
        arena.find(text, |line, offset| {
            let (starts_line, end) = (offset == arena.line_start(line), offset + text.len());
            let kind = match (starts_line, arena.is_word_start(offset)) {
                (true, _) if end == arena.line_end(line) => MatchKind::Exact,
                (true, _) => MatchKind::Prefix,
                (_, true) => MatchKind::WordPrefix,
                _ => MatchKind::Substring,
            };
            let penalty = match kind {
                MatchKind::Substring => rank::UNCONFIRMED_PENALTY,
                _ if arena.follows_alphanumeric(offset) => rank::JOINED_WORD_PENALTY,
                _ => 0,
            };
            scores[arena.owner(line)].improve(kind, penalty | u8::from(!arena.is_word_end(end)));
            kind < MatchKind::Substring && penalty == 0
        });
    }

    fn score_typos(&mut self, word: &Word, scores: &mut [Score]) {
        let max_edits = typo::allowed_edits(word.letters.len());
        let [first, second, ..] = word.letters[..] else { return };
        let arena = &self.normalized_names;
        for line in (0..arena.len()).filter(|_| max_edits > 0) {
            let score = &mut scores[arena.owner(line)];
            // Each slip loses one letter at most, and nearly nobody gets both first letters wrong.
            let letters = arena.letters(line);
            if score.is_literal()
                || letters.word_initials & (letter_bit(first) | letter_bit(second)) == 0
                || (word.letter_bits & !letters.all).count_ones() > u32::from(max_edits)
            {
                continue;
            }
            for offset in arena.word_starts(line) {
                let text = arena.text_from(line, offset);
                if text.starts_with([first, second])
                    && let Some(edits) = typo::edit_distance(&word.letters, text.chars(), max_edits)
                {
                    score.improve(MatchKind::Typo, edits * 4 + u8::from(offset != arena.line_start(line)));
                }
            }
        }
        score_inner_typos(arena, word, scores);
    }

    fn score_fuzzy(&mut self, word: &Word, scores: &mut [Score]) {
        let [first, _, ..] = word.letters[..] else { return };
        let (mut line_chars, mut word_chars) = (Vec::new(), Vec::new());
        let needle = Utf32Str::new(&word.spellings[0], &mut word_chars);
        for line in 0..self.normalized_names.len() {
            let score = &mut scores[self.normalized_names.owner(line)];
            let letters = self.normalized_names.letters(line);
            if score.is_literal()
                || word.letter_bits & !letters.all != 0
                || letters.word_initials & letter_bit(first) == 0
            {
                continue;
            }
            let text = Utf32Str::new(self.normalized_names.line_text(line), &mut line_chars);
            let points = self.matcher.fuzzy_match(text, needle).map_or(0, usize::from) / word.letters.len();
            let kind = if points >= MIN_ABBREVIATION_POINTS { MatchKind::Abbreviation } else { MatchKind::Fuzzy };
            if points >= MIN_FUZZY_POINTS {
                score.improve(kind, u8::MAX - u8::try_from(points).unwrap_or(u8::MAX));
            }
        }
    }

    fn hit_view(&mut self, query: &Query, rank: u64, app: usize) -> HitView {
        let ranges =
            highlight::highlight_ranges(self.names.get(app), query, rank::kind_of_rank(rank), &mut self.matcher);
        HitView { key: self.keys.get(app).to_owned(), ranges }
    }
}

/// Everything is folded before.
const MATCHER: Config = {
    let mut config = Config::DEFAULT;
    config.normalize = false;
    config.ignore_case = false;
    config
};

/// Finds words with a slip in one half by the other half.
fn score_inner_typos(arena: &TextArena, word: &Word, scores: &mut [Score]) {
    let (count, max_edits) = (word.letters.len(), typo::allowed_edits(word.letters.len()));
    if count < MIN_INNER_TYPO_LEN || max_edits == 0 {
        return;
    }
    let half = count / 2;
    let mut score_at = |line: usize, offset: usize| {
        let score = &mut scores[arena.owner(line)];
        if !score.is_literal()
            && let Some(edits) = typo::edit_distance(&word.letters, arena.text_from(line, offset).chars(), max_edits)
        {
            score.improve(MatchKind::Typo, edits * 4 + 2);
        }
    };
    let to_text = |letters: &[char]| letters.iter().collect::<String>();
    arena.find(&to_text(&word.letters[..half]), |line, offset| {
        score_at(line, offset);
        false
    });
    arena.find(&to_text(&word.letters[half..]), |line, offset| {
        let preceding = arena.text_before(line, offset);
        // The first half with a letter too few, right, or with one too many.
        let start_offsets =
            preceding.char_indices().rev().map(|(offset, _)| offset).skip(half.saturating_sub(2)).take(3);
        start_offsets.for_each(|offset| score_at(line, arena.line_start(line) + offset));
        false
    });
    // Both halves lose a letter when the two in the middle are swapped.
    let mut swapped = word.letters.clone();
    swapped.swap(half - 1, half);
    arena.find(&to_text(&swapped), |line, offset| {
        score_at(line, offset);
        false
    });
}

/// Without what most addresses share: the last label, and "www".
fn distinctive_host_part(host: &str) -> &str {
    let host = host.strip_prefix("www.").unwrap_or(host);
    match host.rsplit_once('.') {
        Some((name, suffix)) if suffix.parse::<u8>().is_err() => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests;
