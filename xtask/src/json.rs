//! Reads JSON, as Cargo prints it, into a tree.

use std::collections::BTreeMap;

/// Also what `toml` reads its files into.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// As it is spelled.
    Number(String),
    Text(String),
    List(Vec<Value>),
    Map(BTreeMap<String, Value>),
}

impl Value {
    /// A member of a map; null where there is none.
    pub(crate) fn get(&self, name: &str) -> &Value {
        match self {
            Self::Map(members) => members.get(name).unwrap_or(&Self::Null),
            _ => &Self::Null,
        }
    }

    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }

    pub(crate) fn list(&self) -> &[Value] {
        match self {
            Self::List(values) => values,
            _ => &[],
        }
    }

    /// The texts of a list.
    pub(crate) fn texts(&self) -> Vec<&str> {
        self.list().iter().map(Value::text).collect()
    }
}

pub(crate) fn parse(text: &str) -> Result<Value, String> {
    let mut parser = Parser { text, at: 0 };
    let value = parser.value()?;
    parser.blanks();
    if parser.at == text.len() { Ok(value) } else { Err(parser.fault("the end")) }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn value(&mut self) -> Result<Value, String> {
        self.blanks();
        match self.text[self.at..].chars().next() {
            Some('{') => self.map(),
            Some('[') => self.items(),
            Some('"') => self.string().map(Value::Text),
            _ => self.word(),
        }
    }

    fn map(&mut self) -> Result<Value, String> {
        let mut members = BTreeMap::new();
        self.at += 1;
        while !self.takes('}') {
            self.blanks();
            let name = self.string()?;
            if !self.takes(':') {
                return Err(self.fault("a colon"));
            }
            let value = self.value()?;
            members.insert(name, value);
            self.takes(',');
        }
        Ok(Value::Map(members))
    }

    fn items(&mut self) -> Result<Value, String> {
        let mut values = Vec::new();
        self.at += 1;
        while !self.takes(']') {
            values.push(self.value()?);
            self.takes(',');
        }
        Ok(Value::List(values))
    }

    fn string(&mut self) -> Result<String, String> {
        if !self.text[self.at..].starts_with('"') {
            return Err(self.fault("a string"));
        }
        let mut found = String::new();
        let mut letters = self.text[self.at + 1..].char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' => {
                    self.at += at + 2;
                    return Ok(found);
                }
                '\\' => match letters.next().map(|(_, letter)| letter) {
                    Some('n') => found.push('\n'),
                    Some('t') => found.push('\t'),
                    Some('u') => {
                        let digits: String = letters.by_ref().take(4).map(|(_, digit)| digit).collect();
                        let number = u32::from_str_radix(&digits, 16).unwrap_or_default();
                        // Half of a surrogate pair; no name or path that is read here has one.
                        found.push(char::from_u32(number).unwrap_or('\u{fffd}'));
                    }
                    Some(other) => found.push(other),
                    None => break,
                },
                other => found.push(other),
            }
        }
        Err(self.fault("the end of a string"))
    }

    fn word(&mut self) -> Result<Value, String> {
        let rest = &self.text[self.at..];
        let length = rest.find([',', ']', '}', ' ', '\n', '\r', '\t']).unwrap_or(rest.len());
        let word = &rest[..length];
        let value = match word {
            "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ if word.starts_with(|letter: char| letter == '-' || letter.is_ascii_digit()) => {
                Value::Number(word.to_owned())
            }
            _ => return Err(self.fault("a value")),
        };
        self.at += length;
        Ok(value)
    }

    fn takes(&mut self, letter: char) -> bool {
        self.blanks();
        let is_there = self.text[self.at..].starts_with(letter);
        self.at += if is_there { letter.len_utf8() } else { 0 };
        is_there
    }

    fn blanks(&mut self) {
        self.at = self.text.len() - self.text[self.at..].trim_start().len();
    }

    fn fault(&self, expected: &str) -> String {
        format!("JSON: {expected} was expected at byte {}.", self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_of_each_kind_is_read() {
        let value = parse(r#"{"a":[1,-2.5,true,null],"b":{"c":"d\"\u00e9\n"}}"#).unwrap();
        assert_eq!(value.get("a").list()[0], Value::Number("1".to_owned()));
        assert_eq!(value.get("a").list()[2], Value::Bool(true));
        assert_eq!(value.get("b").get("c").text(), "d\"é\n");
    }

    #[test]
    fn broken_text_is_refused() {
        for text in ["{\"a\"", "[1,", "\"a", "{\"a\" 1}", "nul", "1 2"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
