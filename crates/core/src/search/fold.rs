//! What counts when letters are compared, and where words begin.
//!
//! Case, width, accents, points and kinds of kana do not count; ä is found as `a` and, in the spelling
//! of those who have no such key, as `ae`. What is an accent in one script is a vowel in another, so
//! marks are dropped by script. Romanising (`kintai` for 勤怠) is not done.

use unicode_normalization::char::decompose_compatible;

/// Two spellings of the same text, where it has letters with two.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// ä as `a`.
    Plain,
    /// ä as `ae`.
    Long,
}

/// Hands over each letter, the byte of `text` that it came from, and whether a word begins with it.
/// Tells whether the two spellings differ.
pub(super) fn fold(text: &str, spelling: Spelling, put: impl FnMut(char, usize, bool)) -> bool {
    let mut folding = Folding { put, spelling, at: 0, begins: false, last: None, gap: None, differs: false };
    let mut before = Class::Apart;
    if text.is_ascii() {
        // Most texts are, and 50,000 apps have millions of letters.
        for (at, byte) in text.bytes().enumerate() {
            let class = Class::of_ascii(byte);
            let next = || text.as_bytes().get(at + 1).copied().map(Class::of_ascii);
            folding.begins |= class.begins_after(before, next);
            before = class;
            folding.at = at;
            folding.letter(char::from(byte.to_ascii_lowercase()));
        }
        return false;
    }
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if let Some(class) = Class::of(c) {
            let next = || chars.peek().and_then(|(_, next)| Class::of(*next));
            folding.begins |= class.begins_after(before, next);
            before = class;
        }
        folding.at = at;
        if c.is_ascii() {
            folding.letter(c.to_ascii_lowercase());
        } else {
            decompose_compatible(c, |part| folding.part(part));
        }
    }
    folding.differs
}

/// A query, or another text of which only the letters matter.
pub(super) fn folded(text: &str, spelling: Spelling) -> (String, bool) {
    let mut letters = String::with_capacity(text.len());
    let differs = fold(text, spelling, |letter, _, _| letters.push(letter));
    (letters, differs)
}

struct Folding<F> {
    put: F,
    spelling: Spelling,
    at: usize,
    begins: bool,
    last: Option<char>,
    /// Where the gap before the next letter is.
    gap: Option<usize>,
    differs: bool,
}

impl<F: FnMut(char, usize, bool)> Folding<F> {
    /// One part of a decomposed character.
    fn part(&mut self, part: char) {
        match part {
            '\u{308}' if matches!(self.last, Some('a' | 'o' | 'u')) => self.long('e'),
            '\u{30a}' if self.last == Some('a') => self.long('a'),
            _ if is_silent(part) => {}
            'ø' | 'Ø' => {
                self.letter('o');
                self.long('e');
            }
            'ß' | 'ẞ' => self.letters(['s', 's']),
            'æ' | 'Æ' => self.letters(['a', 'e']),
            'œ' | 'Œ' => self.letters(['o', 'e']),
            'þ' | 'Þ' => self.letters(['t', 'h']),
            'ı' => self.letter('i'),
            'ł' | 'Ł' => self.letter('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => self.letter('d'),
            'ħ' | 'Ħ' => self.letter('h'),
            'ς' => self.letter('σ'),
            '‘' | '’' | 'ʼ' => self.letter('\''),
            '‐' | '–' | '—' | '−' => self.letter('-'),
            'ٱ' => self.letter('ا'),
            'ى' | 'ی' => self.letter('ي'),
            'ک' => self.letter('ك'),
            'ة' => self.letter('ه'),
            '٠'..='٩' => self.shifted(part, '٠', '0'),
            '۰'..='۹' => self.shifted(part, '۰', '0'),
            'ァ'..='ヶ' => self.shifted(part, 'ァ', 'ぁ'),
            // What ends one syllable begins the next as soon as a vowel is typed.
            '\u{11a8}'..='\u{11c2}' => self.shifted_final(part),
            _ => part.to_lowercase().for_each(|letter| self.letter(letter)),
        }
    }

    fn letter(&mut self, letter: char) {
        if letter.is_whitespace() || letter.is_control() {
            self.gap = self.gap.or(self.last.map(|_| self.at));
            return;
        }
        if let Some(at) = self.gap.take() {
            (self.put)(' ', at, false);
        }
        (self.put)(letter, self.at, std::mem::take(&mut self.begins));
        self.last = Some(letter);
    }

    fn letters(&mut self, letters: [char; 2]) {
        letters.into_iter().for_each(|letter| self.letter(letter));
    }

    /// The letter that only the longer spelling has.
    fn long(&mut self, letter: char) {
        self.differs = true;
        if self.spelling == Spelling::Long {
            self.letter(letter);
        }
    }

    fn shifted(&mut self, letter: char, from: char, to: char) {
        let moved = u32::from(letter) - u32::from(from) + u32::from(to);
        self.letter(char::from_u32(moved).unwrap_or(letter));
    }

    fn shifted_final(&mut self, letter: char) {
        /// By final consonant: the one or two leading ones.
        const LEADING: [&str; 27] = [
            "ᄀ", "ᄁ", "ᄀᄉ", "ᄂ", "ᄂᄌ", "ᄂᄒ", "ᄃ", "ᄅ", "ᄅᄀ", "ᄅᄆ", "ᄅᄇ", "ᄅᄉ", "ᄅᄐ", "ᄅᄑ",
            "ᄅᄒ", "ᄆ", "ᄇ", "ᄇᄉ", "ᄉ", "ᄊ", "ᄋ", "ᄌ", "ᄎ", "ᄏ", "ᄐ", "ᄑ", "ᄒ",
        ];
        let leading = LEADING.get((u32::from(letter) - 0x11a8) as usize).copied().unwrap_or_default();
        leading.chars().for_each(|letter| self.letter(letter));
    }
}

/// Accents of the scripts that write well without them, and what is seen by nobody.
const fn is_silent(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}'
        // Hebrew points; Arabic vowels and the stretching stroke.
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}'
        | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Between words.
    Apart,
    Lower,
    Upper,
    Digit,
    /// A letter without case.
    Letter,
    Hiragana,
    Katakana,
    /// Written without spaces, and each character means something.
    Ideograph,
}

impl Class {
    /// `None` for what belongs to the letter before it.
    fn of(c: char) -> Option<Self> {
        Some(match c {
            '\0'..='\u{7f}' => u8::try_from(c).map_or(Self::Apart, Self::of_ascii),
            '\u{3041}'..='\u{3096}' | '\u{309d}' | '\u{309e}' => Self::Hiragana,
            '\u{30a1}'..='\u{30fa}' | '\u{30fd}' | '\u{30fe}' | '\u{ff66}'..='\u{ff6f}' | '\u{ff71}'..='\u{ff9d}' => {
                Self::Katakana
            }
            'ー' | 'ｰ' | 'ﾞ' | 'ﾟ' | '゛' | '゜' | '\u{3099}' | '\u{309a}' => return None,
            '\u{3005}'
            | '\u{3007}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}' => Self::Ideograph,
            _ if is_silent(c) || unicode_normalization::char::is_combining_mark(c) => return None,
            _ if c.is_uppercase() => Self::Upper,
            _ if c.is_lowercase() => Self::Lower,
            _ if c.is_numeric() => Self::Digit,
            _ if c.is_alphabetic() => Self::Letter,
            _ => Self::Apart,
        })
    }

    const fn of_ascii(byte: u8) -> Self {
        match byte {
            b'a'..=b'z' => Self::Lower,
            b'A'..=b'Z' => Self::Upper,
            b'0'..=b'9' => Self::Digit,
            _ => Self::Apart,
        }
    }

    fn begins_after(self, before: Self, next: impl FnOnce() -> Option<Self>) -> bool {
        match (before, self) {
            (_, Self::Apart) | (Self::Upper, Self::Lower) => false,
            (_, Self::Ideograph) => true,
            // The last capital of `SAPConcur` that belongs to the next word.
            (Self::Upper, Self::Upper) => next() == Some(Self::Lower),
            _ => before != self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_count() {
        for (text, plain, long) in [
            ("Übersicht", "ubersicht", "uebersicht"),
            ("A\u{308}ren Ａｂ", "aren ab", "aeren ab"),
            ("Straße, STRAẞE", "strasse, strasse", "strasse, strasse"),
            ("Lønn Åre œuvre", "lonn are oeuvre", "loenn aare oeuvre"),
            ("İstanbul ISPARTA ılık", "istanbul isparta ilik", "istanbul isparta ilik"),
            ("グループ", "ぐるーぷ", "ぐるーぷ"),
            ("ｸﾞﾙｰﾌﾟ", "ぐるーぷ", "ぐるーぷ"),
            ("ΟΔΟΣ οδός", "οδοσ οδοσ", "οδοσ οδοσ"),
            ("Учёт", "учет", "учет"),
            ("إجـــازة أرشيف", "اجازه ارشيف", "اجازه ارشيف"),
            ("שָׁלוֹם", "שלום", "שלום"),
            ("٣ ۴", "3 4", "3 4"),
            ("财务", "财务", "财务"),
            ("हिंदी", "हिंदी", "हिंदी"),
            (" a \t\u{3000} b ", "a b", "a b"),
            ("Zgłoszenia’s", "zgloszenia's", "zgloszenia's"),
        ] {
            let decomposed = |text: &str| folded(text, Spelling::Plain).0;
            assert_eq!(folded(text, Spelling::Plain).0, decomposed(plain), "{text}");
            assert_eq!(folded(text, Spelling::Long).0, decomposed(long), "{text}");
            assert_eq!(folded(text, Spelling::Plain).1, plain != long, "{text}");
        }
    }

    #[test]
    fn a_syllable_begins_as_it_is_typed() {
        let name = folded("전자결재 회계", Spelling::Plain).0;
        for typed in ["ㅈ", "저", "전", "전ㅈ", "전자", "전작", "전자겨", "전자결"] {
            assert!(name.starts_with(&folded(typed, Spelling::Plain).0), "{typed}");
        }
    }

    #[test]
    fn words_begin() {
        for (text, expected) in [
            ("ServiceNow", "SN"),
            ("SAPConcur", "SC"),
            ("db-prod-01 (root)", "dp0r"),
            ("Office365 Admin", "O3A"),
            ("社内ポータル", "社内ポ"),
            ("Übersicht ÖPNV", "ÜÖ"),
            ("e\u{301}tat", "e"),
            ("회계 관리", "회관"),
            ("Учёт времени", "Ув"),
        ] {
            let mut begins = String::new();
            fold(text, Spelling::Plain, |_, at, first| begins.extend(text[at..].chars().next().filter(|_| first)));
            assert_eq!(begins, expected);
        }
    }
}
