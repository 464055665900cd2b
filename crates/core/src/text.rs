//! Text from the tenant, made fit to be shown.
//!
//! Names, descriptions and error messages come from people and servers we do not know. They are
//! shown as plain text, and what could turn, hide or flood the text around them is taken out here,
//! once. This is no HTML escaping: the UI sets text nodes only.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// The longest name shown, in graphemes.
pub const MAX_NAME_GRAPHEMES: usize = 200;
/// The longest description shown, in graphemes.
pub const MAX_DESCRIPTION_GRAPHEMES: usize = 600;
/// The longest quotation of a server, in graphemes.
const MAX_SERVER_MESSAGE_GRAPHEMES: usize = 200;

/// Combining marks after one base character; no living script needs more.
const MAX_COMBINING_MARKS: usize = 3;
/// No text is looked at beyond this, whatever its graphemes are.
const MAX_BYTES_PER_GRAPHEME: usize = 32;

/// `raw` in NFC, on one line, without control, direction or invisible characters, cut to `limit`
/// graphemes. May come out empty.
pub fn sanitize_display(raw: &str, limit: usize) -> String {
    let mut byte_limit = limit.saturating_mul(MAX_BYTES_PER_GRAPHEME).min(raw.len());
    while !raw.is_char_boundary(byte_limit) {
        byte_limit -= 1;
    }
    let mut clean = String::with_capacity(byte_limit);
    let mut marks = 0;
    let mut has_pending_space = false;
    for c in raw[..byte_limit].nfc() {
        if c.is_whitespace() || c.is_control() {
            has_pending_space = has_pending_space || c.is_whitespace();
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        if marks > MAX_COMBINING_MARKS {
            continue;
        }
        if has_pending_space && !clean.is_empty() {
            clean.push(' ');
        }
        has_pending_space = false;
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
        None if byte_limit < raw.len() && !clean.is_empty() => clean + "…",
        None => clean,
    }
}

/// What a server said, short and plain; `None` when nothing legible is left. Markup is a sign of an
/// error page rather than of a sentence, so it is not quoted at all.
pub fn sanitize_server_message(raw: &str) -> Option<String> {
    let clean = sanitize_display(raw, MAX_SERVER_MESSAGE_GRAPHEMES);
    (!clean.is_empty() && !clean.contains('<')).then_some(clean)
}

/// Whether `words` repeat `secret`, or so much of it that it would be missed: some servers quote what
/// they refuse, cut off or not.
pub fn contains_secret(words: &str, secret: &str) -> bool {
    const MIN_MATCH_CHARS: usize = 8;
    let runs = words.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    words.contains(secret) || runs.filter(|run| run.len() >= MIN_MATCH_CHARS).any(|run| secret.contains(run))
}

/// One or two letters that stand for `name` while it has no icon: initials of the first two words,
/// or the first letter.
pub fn initials(name: &str) -> String {
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
    fn message_with_part_of_a_secret_is_detected() {
        let secret = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1In0.c2ln";
        for message in [
            "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1In0.c2ln is spent",
            "Bad token 'eyJhbGciOiJSUz…'",
            "token=eyJzdWIiOiJ1In0;",
        ] {
            assert!(contains_secret(message, secret), "{message}");
        }
        assert!(!contains_secret("The authorization code has expired; sign in again.", secret));
    }

    fn assert_sanitized(raw: &str, expected: &str) {
        assert_eq!(sanitize_display(raw, MAX_NAME_GRAPHEMES), expected, "{raw:?}");
    }

    #[test]
    fn sanitize_display_removes_control_and_direction_characters() {
        assert_sanitized("  Salesforce \n CRM\t", "Salesforce CRM");
        assert_sanitized("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>");
        assert_sanitized("\u{202e}kcatta\u{202c}", "kcatta");
        assert_sanitized("a\u{200b}b\u{feff}c\u{0}d\u{1b}[2J", "abcd[2J");
        assert_sanitized("\u{2066}x\u{2069}", "x");
        assert_sanitized(" \u{a0}\u{2003} ", "");
        assert_sanitized("\u{200d}\u{200c}\u{301}", "");
        assert_sanitized("e\u{301}", "é");
        assert_sanitized("می\u{200c}خواهم", "می\u{200c}خواهم");
        assert_sanitized(&format!("Z{}algo", "\u{30d}".repeat(10_000)), "Z\u{30d}\u{30d}\u{30d}…");
    }

    #[test]
    fn long_names_are_truncated_at_grapheme_boundaries() {
        let cut = sanitize_display(&"👩‍👩‍👧‍👦".repeat(1000), 5);
        assert_eq!(cut, format!("{}…", "👩‍👩‍👧‍👦".repeat(5)));
        assert_eq!(
            sanitize_display(&"x".repeat(1 << 20), MAX_NAME_GRAPHEMES).graphemes(true).count(),
            MAX_NAME_GRAPHEMES + 1
        );
    }

    #[test]
    fn server_message_with_markup_is_dropped() {
        assert_eq!(sanitize_server_message("<html>no</html>"), None);
        assert_eq!(sanitize_server_message("  \u{200b}"), None);
        assert_eq!(sanitize_server_message("Ask\nIT").as_deref(), Some("Ask IT"));
    }

    #[test]
    fn initials_come_from_the_first_two_words() {
        for (name, expected) in [
            ("Jira", "J"),
            ("SAP Concur", "SC"),
            ("(b)eta-x", "BE"),
            ("ÖBB", "Ö"),
            ("日本語 ポータル", "日ポ"),
            ("!!", "·"),
        ] {
            assert_eq!(initials(name), expected);
        }
    }

    proptest! {
        #[test]
        fn sanitized_text_is_visible_trimmed_and_within_limit(raw in any::<String>(), limit in 1usize..40) {
            let clean = sanitize_display(&raw, limit);
            prop_assert!(clean.graphemes(true).count() <= limit + 1);
            let has_invisible = clean.chars().any(|c| c.is_control() || is_invisible(c));
            prop_assert!(!has_invisible);
            prop_assert_eq!(clean.trim(), clean.as_str());
        }
    }
}
