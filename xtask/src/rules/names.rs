//! Refuses names of the project's former private dialect, in code only. `refused_words.txt` holds them.
//!
//! Each line of that file has a pattern, a tab, and the standard term with the reason; after another tab may stand the
//! folder where the pattern applies. Lines that begin with `#` are comments. A pattern is one of
//!
//! * `Name`: this whole identifier;
//! * `~word`: an identifier that contains this word, however it is joined: `~stir` finds `stir`, `stir_up`, `last_stir`
//!   and `LastStir`, and neither `stirring` nor `Stirling`;
//! * several tokens, such as `fn part` or `State.seat`: these tokens one after the other. `fn what_*` finds all
//!   functions whose names begin so.

use super::lexer::{Kind, Language, Token, tokens};
use super::report::{Page, Report};

const WORDS: &str = include_str!("refused_words.txt");

/// The list itself, and the rules' tests.
const EXEMPT: &[&str] = &["xtask/src/rules/", "ui/src/lib/ipc/"];

struct Refused<'a> {
    pattern: Pattern<'a>,
    reason: &'a str,
    folder: &'a str,
}

enum Pattern<'a> {
    Tokens(Vec<&'a str>),
    /// The last token only begins so.
    Prefix(Vec<&'a str>),
    Word(&'a str),
}

pub(super) fn check(pages: &[Page], report: &mut Report) -> Result<(), String> {
    check_against(WORDS, pages, report)
}

fn check_against(words: &str, pages: &[Page], report: &mut Report) -> Result<(), String> {
    let refused = words.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(parse);
    let refused = refused.collect::<Result<Vec<_>, _>>()?;
    for page in pages.iter().filter(|page| !EXEMPT.iter().any(|folder| page.path.starts_with(folder))) {
        let found = code(page);
        for (at, token) in found.iter().enumerate().filter(|(_, token)| token.kind == Kind::Identifier) {
            let here = refused.iter().filter(|one| page.path.starts_with(one.folder));
            for one in here.filter(|one| one.pattern.matches(&found[at..])) {
                let name = &found[(at + one.pattern.length() - 1).min(found.len() - 1)];
                report.finding(page, token.line, &format!("\"{}\": {}", name.text, one.reason));
            }
        }
    }
    Ok(())
}

fn parse(line: &str) -> Result<Refused<'_>, String> {
    let (pattern, reason) =
        line.split_once('\t').ok_or_else(|| format!("refused_words.txt: \"{line}\" gives no reason."))?;
    let (reason, folder) = reason.split_once('\t').unwrap_or((reason, ""));
    let texts = |text| tokens(text, Language::Rust).iter().map(|token| token.text).collect();
    let pattern = if let Some(word) = pattern.strip_prefix('~') {
        Pattern::Word(word)
    } else if let Some(prefix) = pattern.strip_suffix('*') {
        Pattern::Prefix(texts(prefix))
    } else {
        Pattern::Tokens(texts(pattern))
    };
    Ok(Refused { pattern, reason, folder })
}

impl Pattern<'_> {
    /// In tokens.
    fn length(&self) -> usize {
        match self {
            Self::Tokens(pattern) | Self::Prefix(pattern) => pattern.len(),
            Self::Word(_) => 1,
        }
    }

    fn matches(&self, code: &[Token<'_>]) -> bool {
        match self {
            Self::Tokens(pattern) => {
                code.len() >= pattern.len() && code.iter().zip(pattern).all(|(token, text)| token.is(text))
            }
            Self::Prefix(pattern) => {
                let last = pattern.len() - 1;
                code.len() > last
                    && code.iter().zip(&pattern[..last]).all(|(token, text)| token.is(text))
                    && code[last].kind == Kind::Identifier
                    && code[last].text.starts_with(pattern[last])
            }
            Self::Word(word) => code.first().is_some_and(|token| words(token.text).any(|one| one == *word)),
        }
    }
}

/// The words of an identifier, in small letters: `LastStir`, `last_stir` and `LAST_STIR` have the same.
fn words(identifier: &str) -> impl Iterator<Item = String> {
    let mut found: Vec<String> = vec![String::new()];
    let mut was_small = false;
    for letter in identifier.chars() {
        if letter == '_' || (letter.is_uppercase() && was_small) {
            found.push(String::new());
        }
        was_small = letter.is_lowercase() || letter.is_numeric();
        if let Some(last) = found.last_mut().filter(|_| letter != '_') {
            last.extend(letter.to_lowercase());
        }
    }
    found.into_iter()
}

/// The tokens of a page's code: all of Rust and TypeScript, the scripts of a Svelte file and its components' names.
fn code(page: &Page) -> Vec<Token<'_>> {
    if page.path.ends_with(".rs") {
        return tokens(&page.text, Language::Rust);
    }
    if [".ts", ".js", ".mjs"].iter().any(|end| page.path.ends_with(end)) {
        return tokens(&page.text, Language::Script);
    }
    if !page.path.ends_with(".svelte") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(tag) = page.text[at..].find('<').map(|offset| at + offset) {
        line += page.text[at..tag].matches('\n').count();
        let rest = &page.text[tag + 1..];
        at = tag + 1;
        if rest.starts_with("script") {
            let open = rest.find('>').map_or(rest.len(), |open| open + 1);
            let end = rest.find("</script>").unwrap_or(rest.len());
            let before = line - 1 + rest[..open.min(end)].matches('\n').count();
            let script = tokens(&rest[open.min(end)..end], Language::Script);
            found.extend(script.into_iter().map(|token| Token { line: token.line + before, ..token }));
            line += rest[..end].matches('\n').count();
            at += end;
        } else if rest.starts_with(|letter: char| letter.is_ascii_uppercase()) {
            let length = rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(rest.len());
            found.push(Token { kind: Kind::Identifier, text: &rest[..length], line });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<String> {
        let page = Page { path: path.to_owned(), text: text.to_owned() };
        let mut report = Report::default();
        let words = "# a comment\nGlance\tAppSnapshot\n~stir\trecord_activity\nfn part\tdiscard\nfn what_*\tsubject first\nNothing\tEmptyState\tui/\n";
        check_against(words, &[page], &mut report).unwrap();
        report.findings
    }

    #[test]
    fn refused_name_is_found_in_code_only() {
        assert_eq!(findings("a.rs", "// Glance\nstruct Glance; \"Glance\""), ["a.rs:2: \"Glance\": AppSnapshot"]);
        assert!(findings("a.rs", "struct GlanceView;").is_empty());
        assert_eq!(findings("a.rs", "fn part() { a.part() }").len(), 1);
    }

    #[test]
    fn prefix_and_folder_are_minded() {
        assert_eq!(
            findings("a.rs", "fn what_is_wrong() { what_is_wrong() }"),
            ["a.rs:1: \"what_is_wrong\": subject first"]
        );
        assert_eq!(findings("ui/a.ts", "Nothing").len(), 1);
        assert!(findings("a.rs", "Nothing").is_empty());
    }

    #[test]
    fn word_is_found_inside_identifiers() {
        assert_eq!(findings("a.rs", "stir last_stir LastStir STIR_UP stirTime").len(), 5);
        assert!(findings("a.rs", "stirring Stirling restir").is_empty());
    }

    #[test]
    fn script_and_component_of_svelte_are_read() {
        let text = "<script lang=\"ts\">\nconst a = 'Glance';\nGlance;\n</script>\n<p>Glance</p>\n<Glance />";
        assert_eq!(
            findings("a.svelte", text),
            ["a.svelte:3: \"Glance\": AppSnapshot", "a.svelte:6: \"Glance\": AppSnapshot"]
        );
    }

    #[test]
    fn list_gives_a_reason_for_each_word() {
        check(&[], &mut Report::default()).unwrap();
        assert!(check_against("Glance\n", &[], &mut Report::default()).is_err());
    }
}
