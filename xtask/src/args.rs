//! The arguments after a verb. Each verb takes those that it knows and then calls `end`, which refuses the rest, so that
//! a mistyped option is not ignored.

pub(crate) struct Args(Vec<String>);

impl Args {
    pub(crate) fn new(words: Vec<String>) -> Self {
        Self(words)
    }

    /// Whether `--name` was given.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() != before
    }

    /// The number after `--name`.
    pub(crate) fn number(&mut self, name: &str) -> Result<Option<u32>, String> {
        let Some(at) = self.0.iter().position(|word| word == name) else {
            return Ok(None);
        };
        self.0.remove(at);
        let number = if at < self.0.len() { self.0.remove(at).parse().ok() } else { None };
        number.map(Some).ok_or_else(|| format!("{name} needs a whole number after it."))
    }

    /// All words left that are not options.
    pub(crate) fn words(&mut self) -> Vec<String> {
        let (words, rest) = std::mem::take(&mut self.0).into_iter().partition(|word| !word.starts_with('-'));
        self.0 = rest;
        words
    }

    pub(crate) fn end(&self) -> Result<(), String> {
        match self.0.first() {
            None => Ok(()),
            Some(word) => Err(format!("\"{word}\" means nothing here. See: cargo xtask help")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(text: &str) -> Args {
        Args::new(text.split_whitespace().map(str::to_owned).collect())
    }

    #[test]
    fn each_kind_of_argument_is_taken_out() {
        let mut args = args("lint --record --rounds 3 core");
        assert!(args.flag("--record"));
        assert_eq!(args.number("--rounds"), Ok(Some(3)));
        assert_eq!(args.words(), ["lint", "core"]);
        assert_eq!(args.end(), Ok(()));
    }

    #[test]
    fn unknown_option_is_refused() {
        assert!(args("--recrod").end().is_err());
        assert!(args("--rounds").number("--rounds").is_err());
        assert!(args("--rounds many").number("--rounds").is_err());
    }
}
