//! Reads the license expressions of packages: SPDX, and the older `MIT/Apache-2.0`.

/// Whether the licenses that are allowed suffice for an expression. Err: it is not understood.
pub(super) fn is_allowed(expression: &str, allowed: &[&str]) -> Result<bool, String> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, at: 0, allowed };
    let outcome = reader.alternatives();
    match outcome {
        Some(outcome) if reader.at == words.len() => Ok(outcome),
        _ => Err(format!("the license \"{expression}\" is not understood.")),
    }
}

struct Reader<'a> {
    words: &'a [&'a str],
    at: usize,
    allowed: &'a [&'a str],
}

impl Reader<'_> {
    fn alternatives(&mut self) -> Option<bool> {
        let mut outcome = self.parts()?;
        while self.takes("OR") {
            outcome |= self.parts()?;
        }
        Some(outcome)
    }

    fn parts(&mut self) -> Option<bool> {
        let mut outcome = self.term()?;
        while self.takes("AND") {
            outcome &= self.term()?;
        }
        Some(outcome)
    }

    fn term(&mut self) -> Option<bool> {
        if self.takes("(") {
            let outcome = self.alternatives()?;
            return self.takes(")").then_some(outcome);
        }
        let mut name = self.next()?.to_owned();
        if self.takes("WITH") {
            name = format!("{name} WITH {}", self.next()?);
        }
        Some(self.allowed.contains(&name.as_str()))
    }

    fn next(&mut self) -> Option<&str> {
        let word = self.words.get(self.at).filter(|word| !["OR", "AND", "WITH", "(", ")"].contains(word))?;
        self.at += 1;
        Some(word)
    }

    fn takes(&mut self, word: &str) -> bool {
        let is_next = self.words.get(self.at) == Some(&word);
        self.at += usize::from(is_next);
        is_next
    }
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn expressions_mean_what_spdx_says() {
        let allowed = ["MIT", "Apache-2.0 WITH LLVM-exception"];
        for (expression, wanted) in [
            ("MIT", true),
            ("GPL-3.0", false),
            ("GPL-3.0 OR MIT", true),
            ("GPL-3.0/MIT", true),
            ("GPL-3.0 AND MIT", false),
            ("(MIT OR GPL-3.0) AND MIT", true),
            ("MIT OR GPL-3.0 AND LGPL-2.1", true),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("Apache-2.0", false),
        ] {
            assert_eq!(is_allowed(expression, &allowed), Ok(wanted), "{expression}");
        }
    }

    #[test]
    fn broken_expression_is_refused() {
        for expression in ["", "MIT OR", "(MIT", "MIT MIT"] {
            assert!(is_allowed(expression, &["MIT"]).is_err(), "{expression}");
        }
    }
}
