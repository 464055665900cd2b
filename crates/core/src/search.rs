//! Finding an app by a few letters.
//!
//! What a match is worth is in [`rank`], and in ADR 019. Literal matches are looked for in all apps;
//! slips of the fingers and left-out letters only while there are few of them, since guesses below a
//! page of good hits help nobody. Nothing here knows what is on screen.

use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::catalogue::App;
use crate::view::{HitView, SearchView};

mod fold;
mod lines;
mod mark;
mod query;
mod rank;
mod typo;

use fold::Spelling;
use lines::{Lines, Packed, bit};
use query::{Query, Word};
use rank::{Kind, Score, Usage};

/// More hits than anybody scrolls through.
const SHOWN: usize = 200;
/// With so many hits nothing is guessed.
const ENOUGH: usize = 8;
/// Shorter parts of a word are in every other description.
const LEAST_INSIDE: usize = 4;
/// A slip inside a longer word, as in German compounds, is looked for from this length on.
const LEAST_INSIDE_TYPO: usize = 6;
/// What nucleo gives a letter after a gap of two.
const LEAST_FUZZY: usize = 14;
/// What it gives a letter where nearly all are in parts that begin words.
const LEAST_ABBREVIATED: usize = 22;

/// What is matched, prepared once for each list.
#[derive(Default)]
pub struct Index {
    keys: Packed,
    names: Packed,
    folded: Lines,
    initials: Lines,
    /// Category, tags, template, host, description.
    around: Lines,
    usage: Usage,
    matcher: Matcher,
}

impl Index {
    pub fn new(apps: &[App]) -> Self {
        let mut index = Self { matcher: Matcher::new(MATCHER), ..Self::default() };
        for (place, app) in apps.iter().enumerate() {
            index.keys.push(&app.key);
            index.names.push(&app.name);
            index.add_name(place, &app.name);
            index.add_around(place, app);
        }
        for lines in [&mut index.folded, &mut index.initials, &mut index.around] {
            lines.shrink();
        }
        index
    }

    /// Takes how much each app is used, by key: 0 is never, and only the proportions count. A
    /// favourite that was never used may weigh next to nothing.
    pub fn weigh(&mut self, weight: impl Fn(&str) -> f32) {
        self.usage = Usage::new((0..self.keys.len()).map(|app| weight(self.keys.get(app))));
    }

    pub fn search(&mut self, query: &str) -> SearchView {
        let mut asked = Query::new(query);
        let mut found = self.ranked(&asked);
        if found.is_empty()
            && let Some(bare) = asked.without_punctuation()
        {
            // "e-mail", "jira!!"
            asked = bare;
            found = self.ranked(&asked);
        }
        let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
        if found.len() > SHOWN {
            found.select_nth_unstable(SHOWN);
            found.truncate(SHOWN);
        }
        found.sort_unstable();
        let hits = found.into_iter().map(|(rank, app)| self.hit(&asked, rank, app as usize)).collect();
        SearchView { query: query.to_owned(), total, hits }
    }

    fn add_name(&mut self, app: usize, name: &str) {
        let (folded, initials) = (&mut self.folded, &mut self.initials);
        let mut in_number = false;
        let differs = fold::fold(name, Spelling::Plain, |letter, _, begins| {
            folded.put(letter, begins);
            // Of a number all digits: "o365".
            in_number = letter.is_ascii_digit() && (begins || in_number);
            if begins || in_number {
                initials.put(letter, begins);
            }
        });
        folded.end(app);
        initials.end(app);
        if differs {
            fold::fold(name, Spelling::Long, |letter, _, begins| folded.put(letter, begins));
            folded.end(app);
        }
    }

    fn add_around(&mut self, place: usize, app: &App) {
        // Most apps are made from a handful of generic templates; their names would find everything.
        let template = app.template.as_ref().filter(|name| !name.starts_with("Generic"));
        let host = app.host.as_deref().map(own_part);
        let texts = [app.category.as_deref(), template.map(String::as_str), host, app.description.as_deref()];
        for spelling in [Spelling::Plain, Spelling::Long] {
            let mut differs = false;
            for text in texts.into_iter().flatten().chain(app.tags.iter().map(String::as_str)) {
                differs |= fold::fold(text, spelling, |letter, _, begins| self.around.put(letter, begins));
                self.around.put(' ', false);
            }
            self.around.end(place);
            if !differs {
                break;
            }
        }
    }

    /// Rank and place in the list of each app that has all words, in no order.
    fn ranked(&mut self, query: &Query) -> Vec<(u64, u32)> {
        if query.words.is_empty() {
            return Vec::new();
        }
        let mut scores: Vec<Vec<Score>> = query.words.iter().map(|word| self.literal(word)).collect();
        let mut phrase = vec![Score::NONE; if query.words.len() > 1 { self.keys.len() } else { 0 }];
        if !phrase.is_empty() {
            query.phrase.iter().for_each(|text| self.in_names(text, &mut phrase));
        }
        let mut found = self.collect(&scores, &phrase);
        if found.len() < ENOUGH {
            for (word, scores) in query.words.iter().zip(&mut scores) {
                self.typos(word, scores);
                self.fuzzy(word, scores);
            }
            found = self.collect(&scores, &phrase);
        }
        if found.is_empty() {
            query.words.iter().zip(&mut scores).for_each(|(word, scores)| typos_inside(&self.around, word, scores));
            found = self.collect(&scores, &phrase);
        }
        found
    }

    fn collect(&self, scores: &[Vec<Score>], phrase: &[Score]) -> Vec<(u64, u32)> {
        let rank = |app: usize| {
            let words = scores.iter().map(|scores| scores[app]);
            let phrase = phrase.get(app).copied().unwrap_or(Score::NONE);
            rank::rank(words, phrase, self.usage.of(app), || self.names.get(app).len())
        };
        (0u32..).take(self.keys.len()).filter_map(|app| Some((rank(app as usize)?, app))).collect()
    }

    fn literal(&self, word: &Word) -> Vec<Score> {
        let mut scores = vec![Score::NONE; self.keys.len()];
        for text in &word.spellings {
            self.in_names(text, &mut scores);
            if word.letters.len() > 1 {
                self.initials.find(&format!("\n{text}"), |line, at| {
                    let whole = at + 1 + text.len() == self.initials.end_of(line);
                    scores[self.initials.owner(line)].better(Kind::Initials, u8::from(!whole));
                    false
                });
            }
            if text.len() > 1 {
                self.around.find(text, |line, at| {
                    let begins = self.around.begins_word(at);
                    let kind = if begins { Kind::Around } else { Kind::InsideAround };
                    if begins || text.len() >= LEAST_INSIDE {
                        let partial = !self.around.ends_word(at + text.len());
                        let score = &mut scores[self.around.owner(line)];
                        if begins {
                            score.confirm();
                        }
                        score.better(kind, u8::from(partial));
                    }
                    begins
                });
            }
        }
        scores
    }

    /// Where the text is in names as it stands.
    fn in_names(&self, text: &str, scores: &mut [Score]) {
        let lines = &self.folded;
        lines.find(text, |line, at| {
            let (starts, end) = (at == lines.start(line), at + text.len());
            let kind = match (starts, lines.begins_word(at)) {
                (true, _) if end == lines.end_of(line) => Kind::Exact,
                (true, _) => Kind::Start,
                (_, true) => Kind::WordStart,
                _ => Kind::Inside,
            };
            let fine = match kind {
                Kind::Inside => rank::UNCONFIRMED,
                _ if lines.is_joined(at) => rank::JOINED,
                _ => 0,
            };
            scores[lines.owner(line)].better(kind, fine | u8::from(!lines.ends_word(end)));
            kind < Kind::Inside && fine == 0
        });
    }

    fn typos(&mut self, word: &Word, scores: &mut [Score]) {
        let most = typo::allowed(word.letters.len());
        let [first, second, ..] = word.letters[..] else { return };
        let lines = &self.folded;
        for line in (0..lines.len()).filter(|_| most > 0) {
            let score = &mut scores[lines.owner(line)];
            // Each slip loses one letter at most, and nearly nobody gets both first letters wrong.
            let letters = lines.letters(line);
            if score.is_literal()
                || letters.first & (bit(first) | bit(second)) == 0
                || (word.set & !letters.all).count_ones() > u32::from(most)
            {
                continue;
            }
            for at in lines.words(line) {
                let text = lines.rest(line, at);
                if text.starts_with([first, second])
                    && let Some(slips) = typo::slips(&word.letters, text.chars(), most)
                {
                    score.better(Kind::Typo, slips * 4 + u8::from(at != lines.start(line)));
                }
            }
        }
        typos_inside(lines, word, scores);
    }

    fn fuzzy(&mut self, word: &Word, scores: &mut [Score]) {
        let [first, _, ..] = word.letters[..] else { return };
        let (mut line_chars, mut word_chars) = (Vec::new(), Vec::new());
        let needle = Utf32Str::new(&word.spellings[0], &mut word_chars);
        for line in 0..self.folded.len() {
            let score = &mut scores[self.folded.owner(line)];
            let letters = self.folded.letters(line);
            if score.is_literal() || word.set & !letters.all != 0 || letters.first & bit(first) == 0 {
                continue;
            }
            let text = Utf32Str::new(self.folded.line(line), &mut line_chars);
            let points = self.matcher.fuzzy_match(text, needle).map_or(0, usize::from) / word.letters.len();
            let kind = if points >= LEAST_ABBREVIATED { Kind::Abbreviated } else { Kind::Fuzzy };
            if points >= LEAST_FUZZY {
                score.better(kind, u8::MAX - u8::try_from(points).unwrap_or(u8::MAX));
            }
        }
    }

    fn hit(&mut self, query: &Query, rank: u64, app: usize) -> HitView {
        let ranges = mark::ranges(self.names.get(app), query, rank::kind(rank), &mut self.matcher);
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
fn typos_inside(lines: &Lines, word: &Word, scores: &mut [Score]) {
    let (count, most) = (word.letters.len(), typo::allowed(word.letters.len()));
    if count < LEAST_INSIDE_TYPO || most == 0 {
        return;
    }
    let half = count / 2;
    let mut try_at = |line: usize, at: usize| {
        let score = &mut scores[lines.owner(line)];
        if !score.is_literal()
            && let Some(slips) = typo::slips(&word.letters, lines.rest(line, at).chars(), most)
        {
            score.better(Kind::Typo, slips * 4 + 2);
        }
    };
    let text = |letters: &[char]| letters.iter().collect::<String>();
    lines.find(&text(&word.letters[..half]), |line, at| {
        try_at(line, at);
        false
    });
    lines.find(&text(&word.letters[half..]), |line, at| {
        let before = lines.before(line, at);
        // The first half with a letter too few, right, or with one too many.
        let starts = before.char_indices().rev().map(|(place, _)| place).skip(half.saturating_sub(2)).take(3);
        starts.for_each(|place| try_at(line, lines.start(line) + place));
        false
    });
    // Both halves lose a letter when the two in the middle are swapped.
    let mut swapped = word.letters.clone();
    swapped.swap(half - 1, half);
    lines.find(&text(&swapped), |line, at| {
        try_at(line, at);
        false
    });
}

/// Without what most addresses share: the last label, and "www".
fn own_part(host: &str) -> &str {
    let host = host.strip_prefix("www.").unwrap_or(host);
    match host.rsplit_once('.') {
        Some((own, last)) if last.parse::<u8>().is_err() => own,
        _ => host,
    }
}

#[cfg(test)]
mod tests;
