//! Reads the part of TOML that `deny.toml` is written in: tables, strings, lists, inline tables and words.

use crate::json::Value;
use std::collections::BTreeMap;

pub(crate) fn parse(text: &str) -> Result<Value, String> {
    let mut parser = Parser { text, at: 0 };
    let mut root = BTreeMap::new();
    let mut table = String::new();
    loop {
        parser.blanks();
        let rest = &text[parser.at..];
        if rest.is_empty() {
            return Ok(Value::Map(root));
        }
        if let Some(name) = rest.strip_prefix('[') {
            let length = name.find(']').ok_or_else(|| parser.fault("a closing bracket"))?;
            table = name[..length].to_owned();
            root.entry(table.clone()).or_insert_with(|| Value::Map(BTreeMap::new()));
            parser.at += length + 2;
            continue;
        }
        let (key, value) = parser.pair()?;
        match root.get_mut(&table) {
            Some(Value::Map(members)) => drop(members.insert(key, value)),
            _ => drop(root.insert(key, value)),
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn pair(&mut self) -> Result<(String, Value), String> {
        self.blanks();
        let rest = &self.text[self.at..];
        let length = rest.find('=').ok_or_else(|| self.fault("an equals sign"))?;
        let key = rest[..length].trim().trim_matches('"').to_owned();
        self.at += length + 1;
        Ok((key, self.value()?))
    }

    fn value(&mut self) -> Result<Value, String> {
        self.blanks();
        match self.text[self.at..].chars().next() {
            Some('"') => {
                let inner = &self.text[self.at + 1..];
                let length = inner.find('"').ok_or_else(|| self.fault("the end of a string"))?;
                self.at += length + 2;
                Ok(Value::Text(inner[..length].to_owned()))
            }
            Some('[') => {
                let mut values = Vec::new();
                self.at += 1;
                while !self.takes(']') {
                    values.push(self.value()?);
                    self.takes(',');
                }
                Ok(Value::List(values))
            }
            Some('{') => {
                let mut members = BTreeMap::new();
                self.at += 1;
                while !self.takes('}') {
                    let (key, value) = self.pair()?;
                    members.insert(key, value);
                    self.takes(',');
                }
                Ok(Value::Map(members))
            }
            Some(_) => {
                let rest = &self.text[self.at..];
                let length = rest.find([',', ']', '}', '#', '\n']).unwrap_or(rest.len());
                let word = rest[..length].trim();
                self.at += length;
                Ok(match word {
                    "true" => Value::Bool(true),
                    "false" => Value::Bool(false),
                    number => Value::Number(number.to_owned()),
                })
            }
            None => Err(self.fault("a value")),
        }
    }

    fn takes(&mut self, letter: char) -> bool {
        self.blanks();
        let is_there = self.text[self.at..].starts_with(letter);
        self.at += if is_there { letter.len_utf8() } else { 0 };
        is_there
    }

    /// Skips comments too.
    fn blanks(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if !trimmed.starts_with('#') {
                return;
            }
            self.at += trimmed.find('\n').unwrap_or(trimmed.len());
        }
    }

    fn fault(&self, expected: &str) -> String {
        format!("TOML: {expected} was expected in line {}.", self.text[..self.at].matches('\n').count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_lists_and_inline_tables_are_read() {
        let text =
            "# a\n[bans] # b\ndeny = [\n  { crate = \"x:<1.2.3\", wrappers = [\"y\"] }, # c\n]\nn = 2\nflag = true\n";
        let value = parse(text).unwrap();
        let entry = &value.get("bans").get("deny").list()[0];
        assert_eq!(entry.get("crate").text(), "x:<1.2.3");
        assert_eq!(entry.get("wrappers").texts(), ["y"]);
        assert_eq!(value.get("bans").get("flag"), &Value::Bool(true));
    }

    #[test]
    fn broken_text_is_refused() {
        for text in ["[a", "a", "a = \"b", "a = [1,"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
