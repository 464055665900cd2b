//! Splits Rust and TypeScript into tokens, without comments and with strings set apart.
//!
//! The rules need identifiers, paths and brackets, not a syntax tree. Numbers and lifetimes are dropped.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Identifier,
    /// One character of punctuation, or `::`.
    Punctuation,
    /// A string literal; `text` is what stands between the quotes, escapes included.
    Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    /// Counted from 1.
    pub(super) line: usize,
}

impl Token<'_> {
    pub(super) fn is(&self, text: &str) -> bool {
        self.kind != Kind::Text && self.text == text
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Rust,
    /// TypeScript and JavaScript.
    Script,
}

pub(super) fn tokens(text: &str, language: Language) -> Vec<Token<'_>> {
    let mut lexer = Lexer { text, at: 0, line: 1, language, found: Vec::new(), templates: Vec::new() };
    while lexer.at < text.len() {
        lexer.step();
    }
    lexer.found
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    language: Language,
    found: Vec<Token<'a>>,
    /// For each template literal whose `${` is open: how many braces are open inside.
    templates: Vec<usize>,
}

impl<'a> Lexer<'a> {
    fn step(&mut self) {
        let rest = &self.text[self.at..];
        let first = rest.chars().next().unwrap_or(' ');
        if first.is_whitespace() {
            self.skip(first.len_utf8());
        } else if rest.starts_with("//") {
            self.skip(rest.find('\n').unwrap_or(rest.len()));
        } else if rest.starts_with("/*") {
            self.skip(block_comment(rest, self.language == Language::Rust));
        } else if self.language == Language::Rust {
            self.rust(rest, first);
        } else {
            self.script(rest, first);
        }
    }

    fn rust(&mut self, rest: &'a str, first: char) {
        if let Some((prefix, hashes)) = raw_string(rest) {
            let close = format!("\"{}", "#".repeat(hashes));
            let inner = &rest[prefix..];
            let length = inner.find(&close).unwrap_or(inner.len());
            self.push(Kind::Text, &inner[..length]);
            self.skip((prefix + length + close.len()).min(rest.len()));
        } else if let Some(prefix) = ["\"", "b\"", "c\""].iter().find(|prefix| rest.starts_with(**prefix)) {
            self.string(rest, prefix.len(), '"');
        } else if let Some(inner) = rest.strip_prefix("b'") {
            self.skip((quoted(inner, '\'') + 3).min(rest.len()));
        } else if first == '\'' {
            self.character_or_lifetime(rest);
        } else if let Some(name) = rest.strip_prefix("r#").filter(|name| name.starts_with(begins_identifier)) {
            self.skip(2);
            self.identifier(name);
        } else {
            self.other(rest, first);
        }
    }

    fn script(&mut self, rest: &'a str, first: char) {
        match first {
            '"' | '\'' => self.string(rest, 1, first),
            '`' => self.template(1),
            '{' => {
                if let Some(depth) = self.templates.last_mut() {
                    *depth += 1;
                }
                self.other(rest, first);
            }
            '}' => match self.templates.last_mut() {
                Some(0) => {
                    self.templates.pop();
                    self.template(1);
                }
                Some(depth) => {
                    *depth -= 1;
                    self.other(rest, first);
                }
                None => self.other(rest, first),
            },
            '/' if self.begins_expression() => self.skip(regular_expression(rest)),
            _ => self.other(rest, first),
        }
    }

    /// Skips `start` bytes and then the text of a template literal, up to its end or its next `${`.
    fn template(&mut self, start: usize) {
        let rest = &self.text[self.at + start..];
        let mut escaped = false;
        for (at, letter) in rest.char_indices() {
            if escaped {
                escaped = false;
            } else if letter == '\\' {
                escaped = true;
            } else if letter == '`' {
                return self.skip(start + at + 1);
            } else if rest[at..].starts_with("${") {
                self.templates.push(0);
                return self.skip(start + at + 2);
            }
        }
        self.skip(start + rest.len());
    }

    /// Whether a `/` here begins a regular expression: what stands before it is no value.
    fn begins_expression(&self) -> bool {
        self.found.last().is_none_or(|token| match token.kind {
            Kind::Punctuation => ![")", "]", "}"].contains(&token.text),
            Kind::Identifier => ["return", "typeof", "case", "in", "of"].contains(&token.text),
            Kind::Text => false,
        })
    }

    fn string(&mut self, rest: &'a str, prefix: usize, quote: char) {
        let length = quoted(&rest[prefix..], quote);
        self.push(Kind::Text, &rest[prefix..prefix + length]);
        self.skip((prefix + length + 1).min(rest.len()));
    }

    fn character_or_lifetime(&mut self, rest: &'a str) {
        let inner = &rest[1..];
        let letter = inner.chars().next().unwrap_or(' ');
        if letter == '\\' || inner[letter.len_utf8()..].starts_with('\'') {
            self.skip((quoted(inner, '\'') + 2).min(rest.len()));
        } else {
            self.skip(1 + inner.find(|letter| !continues_identifier(letter)).unwrap_or(inner.len()));
        }
    }

    fn other(&mut self, rest: &'a str, first: char) {
        if begins_identifier(first) {
            self.identifier(rest);
        } else if first.is_ascii_digit() {
            self.skip(rest.find(|letter| !continues_identifier(letter)).unwrap_or(rest.len()));
        } else {
            let length = if rest.starts_with("::") { 2 } else { first.len_utf8() };
            self.push(Kind::Punctuation, &rest[..length]);
            self.skip(length);
        }
    }

    fn identifier(&mut self, rest: &'a str) {
        let length = rest.find(|letter| !continues_identifier(letter)).unwrap_or(rest.len());
        self.push(Kind::Identifier, &rest[..length]);
        self.skip(length);
    }

    fn push(&mut self, kind: Kind, text: &'a str) {
        self.found.push(Token { kind, text, line: self.line });
    }

    fn skip(&mut self, bytes: usize) {
        self.line += self.text[self.at..self.at + bytes].matches('\n').count();
        self.at += bytes;
    }
}

fn begins_identifier(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_' || letter == '$'
}

fn continues_identifier(letter: char) -> bool {
    begins_identifier(letter) || letter.is_numeric()
}

/// The length of the comment at the beginning. Rust's nest, TypeScript's do not.
fn block_comment(rest: &str, nests: bool) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") && (nests || depth == 0) {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// The length of what stands before the closing quote.
fn quoted(inner: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in inner.char_indices() {
        if escaped {
            escaped = false;
        } else if letter == '\\' {
            escaped = true;
        } else if letter == quote {
            return at;
        }
    }
    inner.len()
}

/// For `r#"`, `br"` and the like: the length of that prefix and its number of hashes.
fn raw_string(rest: &str) -> Option<(usize, usize)> {
    let letters = ["br", "cr", "r"].iter().find(|letters| rest.starts_with(**letters))?.len();
    let hashes = rest[letters..].bytes().take_while(|byte| *byte == b'#').count();
    rest[letters + hashes..].starts_with('"').then_some((letters + hashes + 1, hashes))
}

/// The length of a regular expression, its flags left over. A class such as `[/]` may hold a slash.
fn regular_expression(rest: &str) -> usize {
    let (mut escaped, mut in_class) = (false, false);
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => return at + 1,
            // No expression spans lines: it was a division after all.
            '\n' => return 1,
            _ => {}
        }
    }
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identifiers(text: &str, language: Language) -> Vec<&str> {
        let found = tokens(text, language);
        found.into_iter().filter(|token| token.kind == Kind::Identifier).map(|token| token.text).collect()
    }

    #[test]
    fn rust_comments_and_literals_yield_no_identifiers() {
        let text = "a /* b /* c */ d */ e // f\n r#\"g \" h\"# 'i' '\\'' b'j' \"k \\\" l\" m r#type 1u8 &'n o 'é' p";
        assert_eq!(identifiers(text, Language::Rust), ["a", "e", "m", "type", "o", "p"]);
    }

    #[test]
    fn script_templates_yield_only_their_expressions() {
        let text = "a `b ${c + `d ${e}` + { f: 1 }.f} g`; /h[/]i/u.test(j) / k 'l' // m\n n";
        assert_eq!(identifiers(text, Language::Script), ["a", "c", "e", "f", "f", "u", "test", "j", "k", "n"]);
    }

    #[test]
    fn tokens_carry_their_line() {
        let found = tokens("a\n/*\n*/ \"\n\" b::c", Language::Rust);
        let lines: Vec<(&str, usize)> = found.iter().map(|token| (token.text, token.line)).collect();
        assert_eq!(lines, [("a", 1), ("\n", 3), ("b", 4), ("::", 4), ("c", 4)]);
    }
}
