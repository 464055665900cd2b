//! The command line of a desktop entry, as the Desktop Entry Specification defines `Exec`.
//!
//! Read, it is a program and arguments with exactly one place for an address: field codes are expanded here, and none
//! is left when something is started. There is no shell: `$`, `;` and `|` are letters.
//!
//! Where the specification says "undefined", GLib's behaviour is taken: outside double quotes a backslash makes the
//! next letter plain, and single quotes quote. A command without a place for an address gets it at the end.
#![cfg_attr(any(windows, target_os = "macos"), allow(dead_code, reason = "other systems read no desktop entries"))]

/// What the codes of an entry stand for.
#[derive(Clone, Copy, Default)]
pub(crate) struct FieldCodes<'a> {
    pub(crate) icon: &'a str,
    pub(crate) name: &'a str,
    pub(crate) file: &'a str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exec {
    /// The program, and what comes before the address.
    leading_words: Vec<String>,
    /// What stands in front of and behind the address within its own argument: `--url=%u`.
    prefix: String,
    suffix: String,
    trailing_words: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParseExecError {
    NoProgram,
    UnclosedQuote,
    UnknownFieldCode,
    /// More than one place for an address, or a list of addresses within an argument.
    MisplacedFieldCode,
    /// "Field codes must not be used inside a quoted argument": what is quoted may be a script.
    QuotedFieldCode,
    ControlCharacter,
}

/// Flags of Firefox that take the argument behind them. Where ours go between, they would take ours.
const FLAGS_WITH_URL_VALUE: &[&str] = &["url", "new-tab", "new-window", "private-window"];

impl Exec {
    /// A program that is given nothing but the address.
    #[cfg(any(windows, target_os = "macos"))]
    pub(crate) fn from_program(program: &str) -> Self {
        Self {
            leading_words: vec![program.to_owned()],
            prefix: String::new(),
            suffix: String::new(),
            trailing_words: Vec::new(),
        }
    }

    #[cfg(target_os = "macos")]
    pub(crate) fn with_options(program: &str, options: &[&str]) -> Self {
        let mut exec = Self::from_program(program);
        exec.leading_words.extend(options.iter().map(|&option| option.to_owned()));
        exec
    }

    /// Reads a value of which the escapes of strings are undone already.
    pub(crate) fn parse(value: &str, field_codes: FieldCodes<'_>) -> Result<Self, ParseExecError> {
        let mut exec = Self {
            leading_words: Vec::new(),
            prefix: String::new(),
            suffix: String::new(),
            trailing_words: Vec::new(),
        };
        let mut has_address = false;
        for word in split_words(value)? {
            match expand(&word, field_codes)? {
                Expanded::Empty => {}
                Expanded::Address(..) if has_address => return Err(ParseExecError::MisplacedFieldCode),
                Expanded::Address(prefix, suffix) => {
                    (exec.prefix, exec.suffix) = (prefix, suffix);
                    has_address = true;
                }
                Expanded::Arguments(arguments) => {
                    if has_address { &mut exec.trailing_words } else { &mut exec.leading_words }.extend(arguments);
                }
            }
        }
        match exec.leading_words.first() {
            Some(program) if !program.is_empty() && !program.contains('=') => Ok(exec),
            _ => Err(ParseExecError::NoProgram),
        }
    }

    pub(crate) fn program(&self) -> &str {
        self.leading_words.first().map_or("", String::as_str)
    }

    #[cfg(test)]
    fn words(&self) -> impl Iterator<Item = &str> {
        self.leading_words.iter().chain(&self.trailing_words).map(String::as_str)
    }

    /// The arguments behind the program, with `options` right before the address. `None` if options cannot be put
    /// there.
    pub(crate) fn arguments(&self, options: &[String], address: &str) -> Option<Vec<String>> {
        let mut arguments: Vec<String> = self.leading_words.iter().skip(1).cloned().collect();
        if !options.is_empty() {
            if !self.prefix.is_empty() || !self.suffix.is_empty() {
                return None;
            }
            // Flatpak reads `@@u` as "the next are addresses"; the options stand in front of it.
            let forwarding_marker = arguments.pop_if(|last| last == "@@u");
            arguments
                .pop_if(|last| last.starts_with('-') && FLAGS_WITH_URL_VALUE.contains(&last.trim_start_matches('-')));
            arguments.extend(options.iter().cloned());
            arguments.extend(forwarding_marker);
        }
        arguments.push([self.prefix.as_str(), address, self.suffix.as_str()].concat());
        arguments.extend(self.trailing_words.iter().cloned());
        Some(arguments)
    }
}

/// Words for `Exec`, without the escapes of strings. None of them may hold a control character; see [`is_writable`].
pub(crate) fn quote<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = String::new();
    for word in words {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push('"');
        for letter in word.chars() {
            match letter {
                '"' | '`' | '$' | '\\' => line.extend(['\\', letter]),
                '%' => line.push_str("%%"),
                _ => line.push(letter),
            }
        }
        line.push('"');
    }
    line
}

/// Whether a word comes back from an entry as it was. Readers differ about control characters in a command.
pub(crate) fn is_writable(word: &str) -> bool {
    !word.chars().any(|letter| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}'))
}

struct Word {
    text: String,
    is_quoted: bool,
}

fn split_words(value: &str) -> Result<Vec<Word>, ParseExecError> {
    let mut words = Vec::new();
    let mut word: Option<Word> = None;
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        if letter == '\0' {
            return Err(ParseExecError::ControlCharacter);
        }
        if matches!(letter, ' ' | '\t' | '\n') {
            words.extend(word.take());
            continue;
        }
        let current = word.get_or_insert_with(|| Word { text: String::new(), is_quoted: false });
        match letter {
            '"' => {
                current.is_quoted = true;
                loop {
                    match letters.next().ok_or(ParseExecError::UnclosedQuote)? {
                        '"' => break,
                        '\\' => match letters.next().ok_or(ParseExecError::UnclosedQuote)? {
                            escaped @ ('"' | '`' | '$' | '\\') => current.text.push(escaped),
                            other => current.text.extend(['\\', other]),
                        },
                        other => current.text.push(other),
                    }
                }
            }
            '\'' => {
                current.is_quoted = true;
                loop {
                    match letters.next().ok_or(ParseExecError::UnclosedQuote)? {
                        '\'' => break,
                        other => current.text.push(other),
                    }
                }
            }
            '\\' => current.text.push(letters.next().ok_or(ParseExecError::UnclosedQuote)?),
            other => current.text.push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

enum Expanded {
    Empty,
    Arguments(Vec<String>),
    Address(String, String),
}

fn expand(word: &Word, field_codes: FieldCodes<'_>) -> Result<Expanded, ParseExecError> {
    match word.text.as_str() {
        "%f" | "%F" | "%u" | "%U" => return Ok(Expanded::Address(String::new(), String::new())),
        "%i" if field_codes.icon.is_empty() => return Ok(Expanded::Empty),
        "%i" => return Ok(Expanded::Arguments(vec!["--icon".to_owned(), field_codes.icon.to_owned()])),
        "%d" | "%D" | "%n" | "%N" | "%v" | "%m" => return Ok(Expanded::Empty),
        _ => {}
    }
    let mut text = String::new();
    let mut prefix = None;
    let mut letters = word.text.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        match letters.next() {
            Some('%') => text.push('%'),
            Some('c') => text.push_str(field_codes.name),
            Some('k') => text.push_str(field_codes.file),
            Some('d' | 'D' | 'n' | 'N' | 'v' | 'm') => {}
            Some('f' | 'u') if word.is_quoted => return Err(ParseExecError::QuotedFieldCode),
            Some('f' | 'u') if prefix.is_none() => prefix = Some(std::mem::take(&mut text)),
            Some('f' | 'u' | 'F' | 'U' | 'i') => return Err(ParseExecError::MisplacedFieldCode),
            _ => return Err(ParseExecError::UnknownFieldCode),
        }
    }
    if text.contains('\0') {
        return Err(ParseExecError::ControlCharacter);
    }
    Ok(match prefix {
        Some(prefix) => Expanded::Address(prefix, text),
        None if text.is_empty() && !word.is_quoted => Expanded::Empty,
        None => Expanded::Arguments(vec![text]),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const URL: &str = "https://a.example/x?y=%20$(z)";
    const CODES: FieldCodes<'_> = FieldCodes { icon: "fox", name: "Fire fox", file: "/a/b.desktop" };

    fn parse_and_expand(value: &str) -> Result<Vec<String>, ParseExecError> {
        let exec = Exec::parse(value, CODES)?;
        let mut words = vec![exec.program().to_owned()];
        words.extend(exec.arguments(&[], URL).unwrap());
        Ok(words)
    }

    #[test]
    fn exec_values_of_real_desktop_entries_are_parsed() {
        for (value, expected) in [
            ("firefox %u", &["firefox", URL] as &[&str]),
            ("/usr/lib/firefox/firefox  --name x\t%U ", &["/usr/lib/firefox/firefox", "--name", "x", URL]),
            ("epiphany", &["epiphany", URL]),
            ("env A=b /snap/bin/firefox %u", &["env", "A=b", "/snap/bin/firefox", URL]),
            (
                "/usr/bin/flatpak run --command=firefox --file-forwarding org.mozilla.firefox @@u %u @@",
                &[
                    "/usr/bin/flatpak",
                    "run",
                    "--command=firefox",
                    "--file-forwarding",
                    "org.mozilla.firefox",
                    "@@u",
                    URL,
                    "@@",
                ],
            ),
            (r#""/opt/My Browser/b" "a \"b\" \$c \`d\` \\e" %u"#, &["/opt/My Browser/b", r#"a "b" $c `d` \e"#, URL]),
            (r"/opt/My\ Browser/b 'x  y' %u", &["/opt/My Browser/b", "x  y", URL]),
            (
                "b %i --name=%c --at %k 100%% %d%N %m",
                &["b", "--icon", "fox", "--name=Fire fox", "--at", "/a/b.desktop", "100%", URL],
            ),
            ("b \"\" --url=%u;x -z", &["b", "", "--url=https://a.example/x?y=%20$(z);x", "-z"]),
            ("b $HOME ; rm -rf | x %u", &["b", "$HOME", ";", "rm", "-rf", "|", "x", URL]),
        ] {
            assert_eq!(parse_and_expand(value).unwrap(), expected, "{value}");
        }
    }

    #[test]
    fn invalid_exec_values_are_rejected_with_the_reason() {
        for (value, error) in [
            ("", ParseExecError::NoProgram),
            ("  ", ParseExecError::NoProgram),
            ("%u firefox", ParseExecError::NoProgram),
            ("A=b firefox", ParseExecError::NoProgram),
            ("\"\" %u", ParseExecError::NoProgram),
            ("a \"b", ParseExecError::UnclosedQuote),
            ("a 'b", ParseExecError::UnclosedQuote),
            ("a b\\", ParseExecError::UnclosedQuote),
            ("a %x", ParseExecError::UnknownFieldCode),
            ("a %", ParseExecError::UnknownFieldCode),
            ("a %u %u", ParseExecError::MisplacedFieldCode),
            ("a %u%f", ParseExecError::MisplacedFieldCode),
            ("a --x=%U", ParseExecError::MisplacedFieldCode),
            ("a x%i", ParseExecError::MisplacedFieldCode),
            ("sh -c \"firefox %u\"", ParseExecError::QuotedFieldCode),
            ("sh -c 'firefox %u'", ParseExecError::QuotedFieldCode),
            ("a \0 %u", ParseExecError::ControlCharacter),
        ] {
            assert_eq!(parse_and_expand(value), Err(error), "{value}");
        }
        assert_eq!(parse_and_expand("a \"%u\"").unwrap(), ["a", URL], "a whole argument may be quoted");
    }

    #[test]
    fn options_are_inserted_before_the_address() {
        let options = ["-P".to_owned(), "Work".to_owned()];
        for (value, expected) in [
            ("firefox %u", &["-P", "Work", URL] as &[&str]),
            ("firefox --class x -new-tab %u", &["--class", "x", "-P", "Work", URL]),
            ("flatpak run f @@u %u @@", &["run", "f", "-P", "Work", "@@u", URL, "@@"]),
        ] {
            let exec = Exec::parse(value, CODES).unwrap();
            assert_eq!(exec.arguments(&options, URL).unwrap(), expected, "{value}");
        }
        assert_eq!(Exec::parse("b --url=%u", CODES).unwrap().arguments(&options, URL), None);
    }

    proptest! {
        #[test]
        fn quoted_words_round_trip(words in proptest::collection::vec("[\\PC]*", 1..6)) {
            let mut words: Vec<String> = words.into_iter().filter(|word| is_writable(word)).collect();
            words.insert(0, "/a b/c".to_owned());
            let exec = Exec::parse(&quote(words.iter().map(String::as_str)), CODES).unwrap();
            prop_assert_eq!(exec.words().collect::<Vec<_>>(), words);
        }

        #[test]
        fn address_is_exactly_one_argument_of_any_command(value in "[a-z%uUfFick \"'\\\\$;=@-]{0,40}") {
            if let Ok(exec) = Exec::parse(&value, CODES) {
                let arguments = exec.arguments(&[], URL).unwrap();
                prop_assert_eq!(arguments.iter().filter(|argument| argument.contains(URL)).count(), 1);
                // Another address changes that one argument and nothing else.
                let other = exec.arguments(&[], "https://b.example/ -x \" '").unwrap();
                prop_assert_eq!(arguments.len(), other.len());
                prop_assert_eq!(arguments.iter().zip(&other).filter(|(one, two)| one != two).count(), 1);
            }
        }

        #[test]
        fn parsing_arbitrary_text_does_not_panic(value in any::<String>()) {
            let _ = Exec::parse(&value, CODES);
        }
    }
}
