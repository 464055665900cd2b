//! Words with a slip: a letter too many, too few, another one, or two in the wrong order.
//!
//! The word may stop anywhere in the text, since it is searched for while it is being typed. The
//! crates that know such distances (strsim, rapidfuzz) compare whole texts, so this is our own.

/// Longer words are compared as they are.
const MAX_WORD_LEN: usize = 32;
/// From this length on, a typo is also looked for inside a longer word, as in German compounds.
pub(super) const MIN_INNER_TYPO_LEN: usize = 6;

/// How many slips a word may have.
pub(super) const fn allowed_edits(letters: usize) -> u8 {
    match letters {
        0..4 => 0,
        4..8 => 1,
        8..=MAX_WORD_LEN => 2,
        _ => 0,
    }
}

/// The fewest slips that make a beginning of `text` of the word, if they are at most `max_edits`.
pub(super) fn edit_distance(word: &[char], text: impl Iterator<Item = char>, max_edits: u8) -> Option<u8> {
    let word_len = word.len().min(MAX_WORD_LEN);
    let width = usize::from(max_edits);
    let over_limit = max_edits + 1;
    // Costs by how much of the word is used, for so much of the text; and for one and two letters
    // less. Only those near the diagonal can be small enough.
    let mut row = [over_limit; MAX_WORD_LEN + 2];
    for (prefix_len, cost) in (0..=max_edits).zip(&mut row[..=word_len]) {
        *cost = prefix_len;
    }
    let mut previous_row = [over_limit; MAX_WORD_LEN + 2];
    let mut row_before_previous;
    let mut best = Some(row[word_len]).filter(|cost| *cost <= max_edits);
    let mut previous_char = None;
    let mut was_over_limit = false;
    for (text_len, letter) in (1usize..).zip(text.take(word_len + width)) {
        (row_before_previous, previous_row) = (previous_row, row);
        let first_column = text_len.saturating_sub(width).max(1);
        row[first_column - 1] =
            if first_column == 1 { u8::try_from(text_len).unwrap_or(over_limit).min(over_limit) } else { over_limit };
        let mut row_min = row[first_column - 1];
        let last_column = word_len.min(text_len + width);
        for prefix_len in first_column..=last_column {
            let mut cost = previous_row[prefix_len - 1] + u8::from(word[prefix_len - 1] != letter);
            cost = cost.min(previous_row[prefix_len] + 1).min(row[prefix_len - 1] + 1);
            if prefix_len > 1 && previous_char == Some(word[prefix_len - 1]) && word[prefix_len - 2] == letter {
                cost = cost.min(row_before_previous[prefix_len - 2] + 1);
            }
            row[prefix_len] = cost.min(over_limit);
            row_min = row_min.min(cost);
        }
        row[last_column + 1] = over_limit;
        if last_column == word_len && row[word_len] <= max_edits {
            best = Some(best.map_or(row[word_len], |best| best.min(row[word_len])));
        }
        // Two rows, since a swap reaches back two.
        if row_min > max_edits && was_over_limit {
            break;
        }
        was_over_limit = row_min > max_edits;
        previous_char = Some(letter);
    }
    best
}

/// Which letters of `text` are letters of the word, when its beginning is the word with slips.
pub(super) fn matched_letters(word: &[char], text: &[char], max_edits: u8) -> Vec<usize> {
    let word_len = word.len().min(MAX_WORD_LEN);
    let text = &text[..text.len().min(word_len + usize::from(max_edits))];
    let width = word_len + 1;
    let mut costs = vec![0usize; width * (text.len() + 1)];
    let is_swap = |text_len: usize, prefix_len: usize| {
        text_len > 1
            && prefix_len > 1
            && text[text_len - 1] == word[prefix_len - 2]
            && text[text_len - 2] == word[prefix_len - 1]
    };
    for text_len in 0..=text.len() {
        for prefix_len in 0..=word_len {
            costs[text_len * width + prefix_len] = if text_len == 0 || prefix_len == 0 {
                text_len + prefix_len
            } else {
                let cost_at = |text_len: usize, prefix_len: usize| costs[text_len * width + prefix_len];
                let substitution_cost =
                    cost_at(text_len - 1, prefix_len - 1) + usize::from(text[text_len - 1] != word[prefix_len - 1]);
                let cost = substitution_cost
                    .min(cost_at(text_len - 1, prefix_len) + 1)
                    .min(cost_at(text_len, prefix_len - 1) + 1);
                if is_swap(text_len, prefix_len) { cost.min(cost_at(text_len - 2, prefix_len - 2) + 1) } else { cost }
            };
        }
    }
    let cost_at = |text_len: usize, prefix_len: usize| costs[text_len * width + prefix_len];
    // As much of the text as costs no more: its last letter may be the word's.
    let mut text_len = (0..=text.len()).rev().min_by_key(|text_len| cost_at(*text_len, word_len)).unwrap_or_default();
    let mut prefix_len = word_len;
    let mut positions = Vec::new();
    while text_len > 0 && prefix_len > 0 {
        let cost = cost_at(text_len, prefix_len);
        if text[text_len - 1] == word[prefix_len - 1] && cost == cost_at(text_len - 1, prefix_len - 1) {
            (text_len, prefix_len) = (text_len - 1, prefix_len - 1);
            positions.push(text_len);
        } else if is_swap(text_len, prefix_len) && cost == cost_at(text_len - 2, prefix_len - 2) + 1 {
            (text_len, prefix_len) = (text_len - 2, prefix_len - 2);
            positions.extend([text_len, text_len + 1]);
        } else if cost == cost_at(text_len - 1, prefix_len - 1) + 1 {
            (text_len, prefix_len) = (text_len - 1, prefix_len - 1);
        } else if cost == cost_at(text_len - 1, prefix_len) + 1 {
            text_len -= 1;
        } else {
            prefix_len -= 1;
        }
    }
    positions.sort_unstable();
    positions
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn common_typos_have_expected_edit_distance() {
        for (word, text, expected) in [
            ("salesforce", "salesforce", Some(0)),
            ("sales", "salesforce", Some(0)),
            ("salsef", "salesforce", Some(1)),
            ("slaesfroce", "salesforce", Some(2)),
            ("jria", "jira software", Some(1)),
            ("outlok", "outlook", Some(1)),
            ("outloook", "outlook", Some(1)),
            ("zendesc", "zendesk", Some(1)),
            ("zandesc", "zendesk", None),
            ("databrcisk", "databricks", Some(2)),
            ("powerbi", "power bi", Some(1)),
            ("jira", "", None),
        ] {
            let max_edits = allowed_edits(word.len());
            assert_eq!(edit_distance(&chars(word), text.chars(), max_edits), expected, "{word}");
        }
    }

    #[test]
    fn matched_letters_align_typos_with_the_name() {
        for (word, text, expected) in [
            ("salsef", "salesforce", "salesf"),
            ("outlok", "outlook", "outlok"),
            ("outloook", "outlook", "outlook"),
            ("zendesc", "zendesk", "zendes"),
            ("conflunce", "confluence", "conflunce"),
        ] {
            let text = chars(text);
            let matched: String =
                matched_letters(&chars(word), &text, 2).into_iter().map(|position| text[position]).collect();
            assert_eq!(matched, expected);
        }
    }

    proptest! {
        #[test]
        fn single_edit_has_distance_of_at_most_one(word in "[a-e]{2,12}", position in 0usize..12, letter in proptest::char::range('a', 'e'), edit_kind in 0..4) {
            let word = chars(&word);
            let at = position % word.len();
            let mut edited = word.clone();
            match edit_kind {
                0 => edited[at] = letter,
                1 => edited.insert(at, letter),
                2 => drop(edited.remove(at)),
                _ => edited.swap(at, (at + 1) % word.len().min(at + 2)),
            }
            prop_assume!(edit_kind < 3 || at + 1 < word.len());
            prop_assert!(edit_distance(&edited, word.iter().copied(), 2).is_some_and(|distance| distance <= 1));
        }

        #[test]
        fn matched_letters_are_in_order_and_within_text(word in ".{0,40}", text in ".{0,40}", most in 0u8..3) {
            let text = chars(&text);
            let positions = matched_letters(&chars(&word), &text, most);
            prop_assert!(positions.is_sorted_by(|a, b| a < b) && positions.iter().all(|position| *position < text.len()));
            let _ = edit_distance(&chars(&word), text.into_iter(), most);
        }
    }
}
