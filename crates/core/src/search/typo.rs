//! Words with a slip: a letter too many, too few, another one, or two in the wrong order.
//!
//! The word may stop anywhere in the text, since it is searched for while it is being typed. The
//! crates that know such distances (strsim, rapidfuzz) compare whole texts, so this is our own.

/// Longer words are compared as they are.
const LONGEST: usize = 32;

/// How many slips a word may have.
pub(super) const fn allowed(letters: usize) -> u8 {
    match letters {
        0..4 => 0,
        4..8 => 1,
        8..=LONGEST => 2,
        _ => 0,
    }
}

/// The fewest slips that make a beginning of `text` of the word, if they are at most `most`.
pub(super) fn slips(word: &[char], text: impl Iterator<Item = char>, most: u8) -> Option<u8> {
    let letters = word.len().min(LONGEST);
    let width = usize::from(most);
    let hopeless = most + 1;
    // Costs by how much of the word is used, for so much of the text; and for one and two letters
    // less. Only those near the diagonal can be small enough.
    let mut row = [hopeless; LONGEST + 2];
    for (used, cost) in (0..=most).zip(&mut row[..=letters]) {
        *cost = used;
    }
    let mut before = [hopeless; LONGEST + 2];
    let mut two_before;
    let mut best = Some(row[letters]).filter(|cost| *cost <= most);
    let mut last = None;
    let mut was_hopeless = false;
    for (taken, c) in (1usize..).zip(text.take(letters + width)) {
        (two_before, before) = (before, row);
        let first = taken.saturating_sub(width).max(1);
        row[first - 1] = if first == 1 { u8::try_from(taken).unwrap_or(hopeless).min(hopeless) } else { hopeless };
        let mut least = row[first - 1];
        let end = letters.min(taken + width);
        for used in first..=end {
            let mut cost = before[used - 1] + u8::from(word[used - 1] != c);
            cost = cost.min(before[used] + 1).min(row[used - 1] + 1);
            if used > 1 && last == Some(word[used - 1]) && word[used - 2] == c {
                cost = cost.min(two_before[used - 2] + 1);
            }
            row[used] = cost.min(hopeless);
            least = least.min(cost);
        }
        row[end + 1] = hopeless;
        if end == letters && row[letters] <= most {
            best = Some(best.map_or(row[letters], |best| best.min(row[letters])));
        }
        // Two rows, since a swap reaches back two.
        if least > most && was_hopeless {
            break;
        }
        was_hopeless = least > most;
        last = Some(c);
    }
    best
}

/// Which letters of `text` are letters of the word, when its beginning is the word with slips.
pub(super) fn letters(word: &[char], text: &[char], most: u8) -> Vec<usize> {
    let letters = word.len().min(LONGEST);
    let text = &text[..text.len().min(letters + usize::from(most))];
    let width = letters + 1;
    let mut costs = vec![0usize; width * (text.len() + 1)];
    let swapped = |taken: usize, used: usize| {
        taken > 1 && used > 1 && text[taken - 1] == word[used - 2] && text[taken - 2] == word[used - 1]
    };
    for taken in 0..=text.len() {
        for used in 0..=letters {
            costs[taken * width + used] = if taken == 0 || used == 0 {
                taken + used
            } else {
                let at = |taken: usize, used: usize| costs[taken * width + used];
                let same = at(taken - 1, used - 1) + usize::from(text[taken - 1] != word[used - 1]);
                let cost = same.min(at(taken - 1, used) + 1).min(at(taken, used - 1) + 1);
                if swapped(taken, used) { cost.min(at(taken - 2, used - 2) + 1) } else { cost }
            };
        }
    }
    let at = |taken: usize, used: usize| costs[taken * width + used];
    // As much of the text as costs no more: its last letter may be the word's.
    let mut taken = (0..=text.len()).rev().min_by_key(|taken| at(*taken, letters)).unwrap_or_default();
    let mut used = letters;
    let mut places = Vec::new();
    while taken > 0 && used > 0 {
        let cost = at(taken, used);
        if text[taken - 1] == word[used - 1] && cost == at(taken - 1, used - 1) {
            (taken, used) = (taken - 1, used - 1);
            places.push(taken);
        } else if swapped(taken, used) && cost == at(taken - 2, used - 2) + 1 {
            (taken, used) = (taken - 2, used - 2);
            places.extend([taken, taken + 1]);
        } else if cost == at(taken - 1, used - 1) + 1 {
            (taken, used) = (taken - 1, used - 1);
        } else if cost == at(taken - 1, used) + 1 {
            taken -= 1;
        } else {
            used -= 1;
        }
    }
    places.sort_unstable();
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn slips_people_make() {
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
            let most = allowed(word.len());
            assert_eq!(slips(&chars(word), text.chars(), most), expected, "{word}");
        }
    }

    #[test]
    fn the_letters_that_correspond() {
        for (word, text, expected) in [
            ("salsef", "salesforce", "salesf"),
            ("outlok", "outlook", "outlok"),
            ("outloook", "outlook", "outlook"),
            ("zendesc", "zendesk", "zendes"),
            ("conflunce", "confluence", "conflunce"),
        ] {
            let text = chars(text);
            let marked: String = letters(&chars(word), &text, 2).into_iter().map(|place| text[place]).collect();
            assert_eq!(marked, expected);
        }
    }

    proptest! {
        #[test]
        fn one_slip_is_one_slip(word in "[a-e]{2,12}", at in 0usize..12, letter in proptest::char::range('a', 'e'), how in 0..4) {
            let word = chars(&word);
            let at = at % word.len();
            let mut typed = word.clone();
            match how {
                0 => typed[at] = letter,
                1 => typed.insert(at, letter),
                2 => drop(typed.remove(at)),
                _ => typed.swap(at, (at + 1) % word.len().min(at + 2)),
            }
            prop_assume!(how < 3 || at + 1 < word.len());
            prop_assert!(slips(&typed, word.iter().copied(), 2).is_some_and(|slips| slips <= 1));
        }

        #[test]
        fn places_are_in_order(word in ".{0,40}", text in ".{0,40}", most in 0u8..3) {
            let text = chars(&text);
            let places = letters(&chars(&word), &text, most);
            prop_assert!(places.is_sorted_by(|a, b| a < b) && places.iter().all(|place| *place < text.len()));
            let _ = slips(&chars(&word), text.into_iter(), most);
        }
    }
}
