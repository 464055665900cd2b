//! What the rules about modules read from the tokens of a Rust module: its items, its imports, the paths in its code.

use super::lexer::{Kind, Token};
use std::collections::BTreeSet;

/// One name brought into a module by `use`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Import {
    pub(super) path: Vec<String>,
    /// What it is called here; `None` is a glob.
    pub(super) name: Option<String>,
    /// `pub use`, `pub(crate) use` and the like.
    pub(super) is_public: bool,
    pub(super) file: String,
    pub(super) line: usize,
}

/// A path in code, such as `super::Session::new`, or a name that stands alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PathUse {
    pub(super) path: Vec<String>,
    pub(super) file: String,
    pub(super) line: usize,
}

#[derive(Default)]
pub(super) struct Parsed {
    pub(super) items: BTreeSet<String>,
    pub(super) imports: Vec<Import>,
    pub(super) paths: Vec<PathUse>,
}

const DEFINES: &[&str] = &["fn", "struct", "enum", "union", "trait", "type", "const", "static"];
/// What an item may begin with: a comma does not end it.
const BEGINS_ITEM: &[&str] = &[
    "pub", "fn", "mod", "use", "impl", "struct", "enum", "trait", "type", "const", "static", "async", "unsafe",
    "extern",
];

/// Takes out every item, field, arm or statement under `#[cfg(test)]` or `#[cfg(all(test, …))]`; with `#![cfg(test)]`
/// all of it.
pub(super) fn without_tests<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let is_inner = tokens[at].is("#") && tokens.get(at + 1).is_some_and(|token| token.is("!"));
        let open = at + 1 + usize::from(is_inner);
        if tokens[at].is("#") && tokens.get(open).is_some_and(|token| token.is("[")) {
            let close = closing(tokens, open);
            if is_test_only(&tokens[open + 1..close]) {
                if is_inner {
                    return Vec::new();
                }
                at = end_of_item(tokens, close + 1);
                continue;
            }
            kept.extend_from_slice(&tokens[at..=close.min(tokens.len() - 1)]);
            at = close + 1;
            continue;
        }
        kept.push(tokens[at]);
        at += 1;
    }
    kept
}

fn is_test_only(attribute: &[Token<'_>]) -> bool {
    let words: Vec<&str> = attribute.iter().map(|token| token.text).collect();
    matches!(words[..], ["cfg", "(", "test", ..] | ["cfg", "(", "all", "(", "test", ..]) || words == ["test"]
}

/// Where the item, field or statement that begins at `at` ends. Attributes may come first.
fn end_of_item(tokens: &[Token<'_>], mut at: usize) -> usize {
    while tokens.get(at).is_some_and(|token| token.is("#")) {
        at = closing(tokens, at + 1) + 1;
    }
    let is_item = tokens.get(at).is_some_and(|token| BEGINS_ITEM.contains(&token.text));
    let is_use = tokens[at..].iter().take(6).find(|token| DEFINES.contains(&token.text) || token.is("use"));
    let is_use = is_use.is_some_and(|token| token.is("use"));
    while let Some(token) = tokens.get(at) {
        if token.is(";") || (token.is(",") && !is_item) {
            return at + 1;
        } else if token.is("{") && !is_use {
            return closing(tokens, at) + 1;
        } else if token.is("(") || token.is("[") || token.is("{") {
            at = closing(tokens, at);
        } else if token.is("}") || token.is(")") || token.is("]") {
            return at;
        }
        at += 1;
    }
    at
}

/// The position of the bracket that closes the one at `open`, or the end.
pub(super) fn closing(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.kind != Kind::Punctuation {
            continue;
        }
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    tokens.len()
}

/// Takes `pub` or `pub(…)` off the end.
pub(super) fn drop_visibility(tokens: &mut Vec<Token<'_>>) {
    let open = tokens.iter().rposition(|token| token.is("pub")).unwrap_or(tokens.len());
    let is_last = open + 1 == tokens.len() || closing(tokens, open + 1) + 1 == tokens.len();
    if is_last {
        tokens.truncate(open);
    }
}

/// The file that `#[path = "…"]` gives the item which follows these tokens.
pub(super) fn path_attribute<'a>(before: &[Token<'a>]) -> Option<&'a str> {
    let from = before.iter().rposition(|token| token.is(";") || token.is("}")).map_or(0, |at| at + 1);
    let at = before[from..].windows(3).position(|three| three[0].is("[") && three[1].is("path") && three[2].is("="))?;
    before.get(from + at + 3).filter(|token| token.kind == Kind::Text).map(|token| token.text)
}

pub(super) fn parse(tokens: &[Token<'_>], file: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let (mut at, mut depth) = (0, 0_usize);
    while at < tokens.len() {
        let token = tokens[at];
        let next = tokens.get(at + 1);
        if token.is("use") && next.is_some_and(|next| next.kind == Kind::Identifier || next.is("{") || next.is("::")) {
            let end = tokens[at..].iter().position(|token| token.is(";")).map_or(tokens.len(), |end| at + end);
            let is_public = depth == 0 && at > 0 && (tokens[at - 1].is("pub") || tokens[at - 1].is(")"));
            imports(&tokens[at + 1..end], &mut Vec::new(), &mut |path, name, line| {
                parsed.imports.push(Import { path, name, is_public, file: file.to_owned(), line });
            });
            at = end;
            continue;
        }
        match token.text {
            "{" if token.kind == Kind::Punctuation => depth += 1,
            "}" if token.kind == Kind::Punctuation => depth = depth.saturating_sub(1),
            _ => {}
        }
        if token.kind != Kind::Identifier {
            at += 1;
            continue;
        }
        if let Some(name) = next.filter(|next| next.kind == Kind::Identifier && DEFINES.contains(&token.text)) {
            if depth == 0 && !DEFINES.contains(&name.text) {
                parsed.items.insert(name.text.to_owned());
                at += 2;
                continue;
            }
        } else if token.is("macro_rules") {
            parsed.items.extend(tokens.get(at + 2).map(|token| token.text.to_owned()));
        }
        at = path(tokens, at, file, &mut parsed.paths);
    }
    parsed
}

/// Takes the path that begins at `at`, and returns where it ends.
fn path(tokens: &[Token<'_>], at: usize, file: &str, paths: &mut Vec<PathUse>) -> usize {
    let mut names = vec![tokens[at].text.trim_start_matches('$').to_owned()];
    let mut end = at + 1;
    while tokens.get(end).is_some_and(|token| token.is("::"))
        && tokens.get(end + 1).is_some_and(|token| token.kind == Kind::Identifier)
    {
        names.push(tokens[end + 1].text.to_owned());
        end += 2;
    }
    let before = at.checked_sub(1).and_then(|at| tokens.get(at));
    // A method or field, or what follows a type's `>::`.
    let is_member = before.is_some_and(|token| token.is(".") || token.is("::"));
    let is_label = names.len() == 1 && tokens.get(end).is_some_and(|token| token.is(":"));
    if !is_member && !is_label {
        paths.push(PathUse { path: names, file: file.to_owned(), line: tokens[at].line });
    }
    end
}

/// Walks the tree of a `use`.
fn imports(tokens: &[Token<'_>], above: &mut Vec<String>, found: &mut impl FnMut(Vec<String>, Option<String>, usize)) {
    let depth = above.len();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if token.kind == Kind::Identifier && !token.is("as") {
            above.push(token.text.to_owned());
            let next = tokens.get(at + 1);
            if next.is_some_and(|next| next.is("as")) {
                let name = tokens.get(at + 2).map(|token| token.text.to_owned());
                found(with_self(above), name, token.line);
                above.truncate(depth);
                at += 2;
            } else if next.is_none_or(|next| next.is(",")) {
                let path = with_self(above);
                let name = path.last().cloned();
                found(path, name, token.line);
                above.truncate(depth);
            }
        } else if token.is("*") {
            found(above.clone(), None, token.line);
            above.truncate(depth);
        } else if token.is("{") {
            let close = closing(tokens, at);
            imports(&tokens[at + 1..close.min(tokens.len())], above, found);
            above.truncate(depth);
            at = close;
        }
        at += 1;
    }
}

/// `a::{self}` is `a`.
fn with_self(path: &[String]) -> Vec<String> {
    let end =
        if path.len() > 1 && path.last().is_some_and(|name| name == "self") { path.len() - 1 } else { path.len() };
    path[..end].to_vec()
}

#[cfg(test)]
mod tests {
    use super::super::lexer::{Language, tokens};
    use super::*;

    fn parsed(text: &str) -> Parsed {
        parse(&without_tests(&tokens(text, Language::Rust)), "a.rs")
    }

    #[test]
    fn use_tree_is_flattened() {
        let found = parsed("pub(crate) use a::{self, b::{c as d, e}, f::*}; use g;");
        let shown: Vec<String> = found
            .imports
            .iter()
            .map(|import| format!("{} as {:?} {}", import.path.join("::"), import.name, import.is_public))
            .collect();
        let wanted = [
            "a as Some(\"a\") true",
            "a::b::c as Some(\"d\") true",
            "a::b::e as Some(\"e\") true",
            "a::f as None true",
            "g as Some(\"g\") false",
        ];
        assert_eq!(shown, wanted);
    }

    #[test]
    fn test_code_is_left_out() {
        let found = parsed(
            "#[cfg(test)] use x::{y}; #[cfg(test)] #[allow(a)] fn t<A, B>(z: [u8; 2]) { q::r() }\n\
             struct S { #[cfg(test)] f: T<u8>, g: v::U } #[cfg(all(test, unix))] mod tests; fn k() {}",
        );
        assert!(found.imports.is_empty());
        assert_eq!(found.items.into_iter().collect::<Vec<_>>(), ["S", "k"]);
        assert!(found.paths.iter().any(|path| path.path == ["v", "U"]));
        assert!(!found.paths.iter().any(|path| path.path == ["q", "r"] || path.path == ["T"]));
    }

    #[test]
    fn members_and_labels_are_no_paths() {
        let found = parsed("fn f() { a.b(); let c: d::E = <F>::g(); h::i(j) }");
        let shown: Vec<String> = found.paths.iter().map(|path| path.path.join("::")).collect();
        for name in ["d::E", "F", "h::i", "j", "a"] {
            assert!(shown.contains(&name.to_owned()), "{name} in {shown:?}");
        }
        for name in ["b", "c", "g"] {
            assert!(!shown.contains(&name.to_owned()), "{name} in {shown:?}");
        }
    }
}
