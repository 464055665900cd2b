//! Text from the tenant, made fit to be shown.
//!
//! Names, descriptions and error messages come from people and servers we do not know. They are
//! shown as plain text, and what could turn, hide or flood the text around them is taken out here,
//! once. This is no HTML escaping: the UI sets text nodes only.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// The longest name shown, in graphemes.
pub const NAME: usize = 200;
/// The longest description shown, in graphemes.
pub const DESCRIPTION: usize = 600;
/// The longest quotation of a server, in graphemes.
const SAID: usize = 200;

/// Combining marks after one base character; no living script needs more.
const MARKS: usize = 3;
/// No text is looked at beyond this, whatever its graphemes are.
const BYTES_PER_GRAPHEME: usize = 32;

/// `raw` in NFC, on one line, without control, direction or invisible characters, cut to `limit`
/// graphemes. May come out empty.
pub fn shown(raw: &str, limit: usize) -> String {
    let mut budget = limit.saturating_mul(BYTES_PER_GRAPHEME).min(raw.len());
    while !raw.is_char_boundary(budget) {
        budget -= 1;
    }
    let mut clean = String::with_capacity(budget);
    let mut marks = 0;
    let mut gap = false;
    for c in raw[..budget].nfc() {
        if c.is_whitespace() || c.is_control() {
            gap = gap || c.is_whitespace();
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        if marks > MARKS {
            continue;
        }
        if gap && !clean.is_empty() {
            clean.push(' ');
        }
        gap = false;
        clean.push(c);
    }
    // Joiners and marks alone show nothing.
    if clean.chars().all(|c| c.is_whitespace() || is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}')) {
        return String::new();
    }
    match clean.grapheme_indices(true).nth(limit) {
        Some((end, _)) => {
            clean.truncate(end);
            clean.truncate(clean.trim_end().len());
            clean.push('…');
            clean
        }
        None if budget < raw.len() && !clean.is_empty() => clean + "…",
        None => clean,
    }
}

/// What a server said, short and plain; `None` when nothing legible is left. Markup is a sign of an
/// error page rather than of a sentence, so it is not quoted at all.
pub fn said(raw: &str) -> Option<String> {
    let clean = shown(raw, SAID);
    (!clean.is_empty() && !clean.contains('<')).then_some(clean)
}

/// Whether `words` repeat `secret`, or so much of it that it would be missed: some servers quote what
/// they refuse, cut off or not.
pub fn quotes(words: &str, secret: &str) -> bool {
    const ENOUGH: usize = 8;
    let runs = words.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    words.contains(secret) || runs.filter(|run| run.len() >= ENOUGH).any(|run| secret.contains(run))
}

/// One or two letters that stand for `name` while it has no icon: initials of the first two words,
/// or the first letter.
pub fn letters(name: &str) -> String {
    let mut words = name
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(|word| word.chars().next())
        .map(|c| c.to_uppercase().next().unwrap_or(c));
    match (words.next(), words.next()) {
        (Some(first), Some(second)) => [first, second].iter().collect(),
        (Some(only), None) => only.to_string(),
        _ => "·".to_owned(),
    }
}

/// Characters that take no room and change how the rest is read: direction marks and overrides,
/// zero-width characters, interlinear and tag characters, variation selectors of the second plane.
/// U+200C and U+200D stay: Persian, Hindi and emoji are written with them.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_repeats_a_secret() {
        let secret = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1In0.c2ln";
        for words in [
            "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1In0.c2ln is spent",
            "Bad token 'eyJhbGciOiJSUz…'",
            "token=eyJzdWIiOiJ1In0;",
        ] {
            assert!(quotes(words, secret), "{words}");
        }
        assert!(!quotes("The authorization code has expired; sign in again.", secret));
    }

    fn check(raw: &str, expected: &str) {
        assert_eq!(shown(raw, NAME), expected, "{raw:?}");
    }

    #[test]
    fn hostile_names_become_plain_text() {
        check("  Salesforce \n CRM\t", "Salesforce CRM");
        check("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>");
        check("\u{202e}kcatta\u{202c}", "kcatta");
        check("a\u{200b}b\u{feff}c\u{0}d\u{1b}[2J", "abcd[2J");
        check("\u{2066}x\u{2069}", "x");
        check(" \u{a0}\u{2003} ", "");
        check("\u{200d}\u{200c}\u{301}", "");
        check("e\u{301}", "é");
        check("می\u{200c}خواهم", "می\u{200c}خواهم");
        check(&format!("Z{}algo", "\u{30d}".repeat(10_000)), "Z\u{30d}\u{30d}\u{30d}…");
    }

    #[test]
    fn long_names_are_cut_between_graphemes() {
        let cut = shown(&"👩‍👩‍👧‍👦".repeat(1000), 5);
        assert_eq!(cut, format!("{}…", "👩‍👩‍👧‍👦".repeat(5)));
        assert_eq!(shown(&"x".repeat(1 << 20), NAME).graphemes(true).count(), NAME + 1);
    }

    #[test]
    fn error_pages_are_not_quoted() {
        assert_eq!(said("<html>no</html>"), None);
        assert_eq!(said("  \u{200b}"), None);
        assert_eq!(said("Ask\nIT").as_deref(), Some("Ask IT"));
    }

    #[test]
    fn plates_have_letters() {
        for (name, expected) in [
            ("Jira", "J"),
            ("SAP Concur", "SC"),
            ("(b)eta-x", "BE"),
            ("ÖBB", "Ö"),
            ("日本語 ポータル", "日ポ"),
            ("!!", "·"),
        ] {
            assert_eq!(letters(name), expected);
        }
    }

    proptest! {
        #[test]
        fn nothing_invisible_and_never_too_long(raw in any::<String>(), limit in 1usize..40) {
            let clean = shown(&raw, limit);
            prop_assert!(clean.graphemes(true).count() <= limit + 1);
            let hidden = clean.chars().any(|c| c.is_control() || is_invisible(c));
            prop_assert!(!hidden);
            prop_assert_eq!(clean.trim(), clean.as_str());
        }
    }
}
