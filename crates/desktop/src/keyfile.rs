//! The format that desktop entries, `mimeapps.list` and Firefox's `profiles.ini` share: groups of keys.
//!
//! Reading is lenient, since one odd line must not hide a browser. Values are kept as written; [`unescape`] and
//! [`parse_list`] give them their meaning, and [`escape`] writes them.
#![cfg_attr(any(windows, target_os = "macos"), allow(dead_code, reason = "other systems read no desktop entries"))]

/// Other spaces of Unicode are part of a name.
const BLANKS: [char; 3] = [' ', '\t', '\r'];

pub(crate) struct KeyFile<'a>(Vec<Group<'a>>);

pub(crate) struct Group<'a> {
    pub(crate) name: &'a str,
    keys: Vec<(&'a str, &'a str)>,
}

impl<'a> KeyFile<'a> {
    pub(crate) fn parse(text: &'a str) -> Self {
        let mut groups: Vec<Group<'a>> = Vec::new();
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.trim_matches(BLANKS);
            if line.is_empty() || line.starts_with(['#', ';']) {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                groups.push(Group { name, keys: Vec::new() });
            } else if let (Some(group), Some((key, value))) = (groups.last_mut(), line.split_once('=')) {
                group.keys.push((key.trim_end_matches(BLANKS), value.trim_start_matches(BLANKS)));
            }
        }
        Self(groups)
    }

    pub(crate) fn groups(&self) -> impl Iterator<Item = &Group<'a>> {
        self.0.iter()
    }

    pub(crate) fn group(&self, name: &str) -> Option<&Group<'a>> {
        self.0.iter().find(|group| group.name == name)
    }
}

impl<'a> Group<'a> {
    pub(crate) fn get(&self, key: &str) -> Option<&'a str> {
        self.keys.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }

    pub(crate) fn string(&self, key: &str) -> Option<String> {
        self.get(key).map(unescape)
    }

    /// The value in the first of these languages that has one, else the plain one.
    pub(crate) fn localized(&self, key: &str, locales: &[String]) -> Option<String> {
        let found = locales.iter().find_map(|locale| self.get(&format!("{key}[{locale}]")));
        found.or_else(|| self.get(key)).map(unescape)
    }

    pub(crate) fn is_true(&self, key: &str) -> bool {
        self.get(key) == Some("true")
    }

    pub(crate) fn list(&self, key: &str) -> Option<Vec<String>> {
        self.get(key).map(parse_list)
    }
}

/// Undoes `\s`, `\n`, `\t`, `\r` and `\\`. Other backslashes stay: the specification names no others.
pub(crate) fn unescape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            text.push(letter);
            continue;
        }
        match letters.next() {
            Some('s') => text.push(' '),
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('\\') => text.push('\\'),
            other => {
                text.push('\\');
                text.extend(other);
            }
        }
    }
    text
}

/// The parts between semicolons; `\;` is none.
pub(crate) fn parse_list(value: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ';' => parts.push(std::mem::take(&mut part)),
            '\\' => match letters.next() {
                Some(';') => part.push(';'),
                other => {
                    part.push('\\');
                    part.extend(other);
                }
            },
            _ => part.push(letter),
        }
    }
    parts.push(part);
    parts.iter().filter(|part| !part.is_empty()).map(|part| unescape(part)).collect()
}

/// One line that [`unescape`] reads back. Blanks at the ends are escaped, since readers trim them; control
/// characters without an escape of their own have no place in a line of text and become U+FFFD.
pub(crate) fn escape(text: &str) -> String {
    let inner = text.trim_matches(' ');
    let leading = text.len() - text.trim_start_matches(' ').len();
    let trailing = if inner.is_empty() { 0 } else { text.len() - text.trim_end_matches(' ').len() };
    let mut value = "\\s".repeat(leading);
    for letter in inner.chars() {
        match letter {
            '\\' => value.push_str("\\\\"),
            '\n' => value.push_str("\\n"),
            '\t' => value.push_str("\\t"),
            '\r' => value.push_str("\\r"),
            // NEL and the line and paragraph separators end a line for some readers.
            '\u{2028}' | '\u{2029}' => value.push('\u{fffd}'),
            _ if letter.is_control() => value.push('\u{fffd}'),
            _ => value.push(letter),
        }
    }
    value.push_str(&"\\s".repeat(trailing));
    value
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn groups_keys_and_localized_values_are_read() {
        let text = "\u{feff}# x\nlost=1\n[A]\nName = One\nName[de]=Eins\nName[de_AT]=Ans\nbroken\n; y\n[B c]\nList=a\\;b;c\\\\;;d;\nOn=true\n";
        let file = KeyFile::parse(text);
        let a = file.group("A").unwrap();
        assert_eq!(a.localized("Name", &["de_AT".into(), "de".into()]).unwrap(), "Ans");
        assert_eq!(a.localized("Name", &["fr".into()]).unwrap(), "One");
        let b = file.group("B c").unwrap();
        assert_eq!(b.list("List").unwrap(), ["a;b", "c\\", "d"]);
        assert!(b.is_true("On") && !b.is_true("Off"));
        assert_eq!(file.groups().count(), 2);
    }

    #[test]
    fn escape_sequences_are_read_and_written() {
        assert_eq!(unescape(r"\sa\tb\\n\x\"), " a\tb\\n\\x\\");
        assert_eq!(escape("  a\nb\\ "), r"\s\sa\nb\\\s");
        assert_eq!(escape(" "), r"\s");
        assert_eq!(escape("\0\u{1b}\u{85}"), "\u{fffd}\u{fffd}\u{fffd}");
    }

    proptest! {
        #[test]
        fn escaped_text_is_one_line_and_round_trips(text in "[\\PC\n\t\r\\\\ ]*") {
            let text = text.replace(['\u{2028}', '\u{2029}'], "");
            let line = format!("[G]\nName={}\n", escape(&text));
            let file = KeyFile::parse(&line);
            prop_assert_eq!(line.lines().count(), 2);
            prop_assert_eq!(file.group("G").unwrap().string("Name").unwrap(), text);
        }

        #[test]
        fn parsing_arbitrary_text_does_not_panic(text in any::<String>()) {
            for group in KeyFile::parse(&text).groups() {
                for (_, value) in &group.keys {
                    let _ = (unescape(value), parse_list(value));
                }
            }
        }
    }
}
