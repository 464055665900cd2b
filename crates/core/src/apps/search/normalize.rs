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
    Expanded,
}

/// Hands over each letter, the byte of `text` that it came from, and whether a word begins with it.
/// Tells whether the two spellings differ.
pub(super) fn normalize(text: &str, spelling: Spelling, emit: impl FnMut(char, usize, bool)) -> bool {
    let mut normalizer = Normalizer {
        emit,
        spelling,
        offset: 0,
        starts_word: false,
        last_letter: None,
        pending_gap: None,
        differs: false,
    };
    let mut previous = CharClass::Separator;
    if text.is_ascii() {
        // Most texts are, and 50,000 apps have millions of letters.
        for (offset, byte) in text.bytes().enumerate() {
            let class = CharClass::classify_ascii(byte);
            let next = || text.as_bytes().get(offset + 1).copied().map(CharClass::classify_ascii);
            normalizer.starts_word |= class.starts_word_after(previous, next);
            previous = class;
            normalizer.offset = offset;
            normalizer.push_letter(char::from(byte.to_ascii_lowercase()));
        }
        return false;
    }
    let mut chars = text.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        if let Some(class) = CharClass::classify(c) {
            let next = || chars.peek().and_then(|(_, next)| CharClass::classify(*next));
            normalizer.starts_word |= class.starts_word_after(previous, next);
            previous = class;
        }
        normalizer.offset = offset;
        if c.is_ascii() {
            normalizer.push_letter(c.to_ascii_lowercase());
        } else {
            decompose_compatible(c, |decomposed| normalizer.push_part(decomposed));
        }
    }
    normalizer.differs
}

/// A query, or another text of which only the letters matter.
pub(super) fn normalize_to_string(text: &str, spelling: Spelling) -> (String, bool) {
    let mut letters = String::with_capacity(text.len());
    let differs = normalize(text, spelling, |letter, _, _| letters.push(letter));
    (letters, differs)
}

struct Normalizer<F> {
    emit: F,
    spelling: Spelling,
    offset: usize,
    starts_word: bool,
    last_letter: Option<char>,
    /// Where the gap before the next letter is.
    pending_gap: Option<usize>,
    differs: bool,
}

impl<F: FnMut(char, usize, bool)> Normalizer<F> {
    /// One part of a decomposed character.
    fn push_part(&mut self, part: char) {
        match part {
            '\u{308}' if matches!(self.last_letter, Some('a' | 'o' | 'u')) => self.push_expanded_letter('e'),
            '\u{30a}' if self.last_letter == Some('a') => self.push_expanded_letter('a'),
            _ if is_ignorable(part) => {}
            'ø' | 'Ø' => {
                self.push_letter('o');
                self.push_expanded_letter('e');
            }
            'ß' | 'ẞ' => self.push_letters(['s', 's']),
            'æ' | 'Æ' => self.push_letters(['a', 'e']),
            'œ' | 'Œ' => self.push_letters(['o', 'e']),
            'þ' | 'Þ' => self.push_letters(['t', 'h']),
            'ı' => self.push_letter('i'),
            'ł' | 'Ł' => self.push_letter('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => self.push_letter('d'),
            'ħ' | 'Ħ' => self.push_letter('h'),
            'ς' => self.push_letter('σ'),
            '‘' | '’' | 'ʼ' => self.push_letter('\''),
            '‐' | '–' | '—' | '−' => self.push_letter('-'),
            'ٱ' => self.push_letter('ا'),
            'ى' | 'ی' => self.push_letter('ي'),
            'ک' => self.push_letter('ك'),
            'ة' => self.push_letter('ه'),
            '٠'..='٩' => self.push_mapped(part, '٠', '0'),
            '۰'..='۹' => self.push_mapped(part, '۰', '0'),
            'ァ'..='ヶ' => self.push_mapped(part, 'ァ', 'ぁ'),
            // What ends one syllable begins the next as soon as a vowel is typed.
            '\u{11a8}'..='\u{11c2}' => self.push_final_consonant(part),
            _ => part.to_lowercase().for_each(|letter| self.push_letter(letter)),
        }
    }

    fn push_letter(&mut self, letter: char) {
        if letter.is_whitespace() || letter.is_control() {
            self.pending_gap = self.pending_gap.or(self.last_letter.map(|_| self.offset));
            return;
        }
        if let Some(offset) = self.pending_gap.take() {
            (self.emit)(' ', offset, false);
        }
        (self.emit)(letter, self.offset, std::mem::take(&mut self.starts_word));
        self.last_letter = Some(letter);
    }

    fn push_letters(&mut self, letters: [char; 2]) {
        letters.into_iter().for_each(|letter| self.push_letter(letter));
    }

    /// The letter that only the longer spelling has.
    fn push_expanded_letter(&mut self, letter: char) {
        self.differs = true;
        if self.spelling == Spelling::Expanded {
            self.push_letter(letter);
        }
    }

    fn push_mapped(&mut self, letter: char, source_start: char, target_start: char) {
        let code_point = u32::from(letter) - u32::from(source_start) + u32::from(target_start);
        self.push_letter(char::from_u32(code_point).unwrap_or(letter));
    }

    fn push_final_consonant(&mut self, letter: char) {
        /// By final consonant: the one or two leading ones.
        const LEADING: [&str; 27] = [
            "ᄀ", "ᄁ", "ᄀᄉ", "ᄂ", "ᄂᄌ", "ᄂᄒ", "ᄃ", "ᄅ", "ᄅᄀ", "ᄅᄆ", "ᄅᄇ", "ᄅᄉ", "ᄅᄐ", "ᄅᄑ",
            "ᄅᄒ", "ᄆ", "ᄇ", "ᄇᄉ", "ᄉ", "ᄊ", "ᄋ", "ᄌ", "ᄎ", "ᄏ", "ᄐ", "ᄑ", "ᄒ",
        ];
        let leading = LEADING.get((u32::from(letter) - 0x11a8) as usize).copied().unwrap_or_default();
        leading.chars().for_each(|letter| self.push_letter(letter));
    }
}

/// Accents of the scripts that write well without them, and what is seen by nobody.
const fn is_ignorable(c: char) -> bool {
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
enum CharClass {
    /// Between words.
    Separator,
    Lower,
    Upper,
    Digit,
    /// A letter without case.
    Caseless,
    Hiragana,
    Katakana,
    /// Written without spaces, and each character means something.
    Ideograph,
}

impl CharClass {
    /// `None` for what belongs to the letter before it.
    fn classify(c: char) -> Option<Self> {
        Some(match c {
            '\0'..='\u{7f}' => u8::try_from(c).map_or(Self::Separator, Self::classify_ascii),
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
            _ if is_ignorable(c) || unicode_normalization::char::is_combining_mark(c) => return None,
            _ if c.is_uppercase() => Self::Upper,
            _ if c.is_lowercase() => Self::Lower,
            _ if c.is_numeric() => Self::Digit,
            _ if c.is_alphabetic() => Self::Caseless,
            _ => Self::Separator,
        })
    }

    const fn classify_ascii(byte: u8) -> Self {
        match byte {
            b'a'..=b'z' => Self::Lower,
            b'A'..=b'Z' => Self::Upper,
            b'0'..=b'9' => Self::Digit,
            _ => Self::Separator,
        }
    }

    fn starts_word_after(self, previous: Self, next: impl FnOnce() -> Option<Self>) -> bool {
        match (previous, self) {
            (_, Self::Separator) | (Self::Upper, Self::Lower) => false,
            (_, Self::Ideograph) => true,
            // The last capital of `SAPConcur` that belongs to the next word.
            (Self::Upper, Self::Upper) => next() == Some(Self::Lower),
            _ => previous != self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_width_and_script_variants_are_normalized() {
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
            let normalized = |text: &str| normalize_to_string(text, Spelling::Plain).0;
            assert_eq!(normalize_to_string(text, Spelling::Plain).0, normalized(plain), "{text}");
            assert_eq!(normalize_to_string(text, Spelling::Expanded).0, normalized(long), "{text}");
            assert_eq!(normalize_to_string(text, Spelling::Plain).1, plain != long, "{text}");
        }
    }

    #[test]
    fn partially_typed_hangul_matches_as_prefix() {
        let name = normalize_to_string("전자결재 회계", Spelling::Plain).0;
        for input in ["ㅈ", "저", "전", "전ㅈ", "전자", "전작", "전자겨", "전자결"] {
            assert!(name.starts_with(&normalize_to_string(input, Spelling::Plain).0), "{input}");
        }
    }

    #[test]
    fn word_starts_are_found_in_mixed_case_and_scripts() {
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
            let mut word_starts = String::new();
            normalize(text, Spelling::Plain, |_, offset, starts_word| {
                word_starts.extend(text[offset..].chars().next().filter(|_| starts_word))
            });
            assert_eq!(word_starts, expected);
        }
    }
}
