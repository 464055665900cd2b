//! No circle of files: nothing that a file uses leads back to it.
//!
//! A child module that uses its parent while the parent uses the child is a circle too.

use super::imports::Edge;
use super::report::Report;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(edges: &[Edge], report: &mut Report) {
    for circle in circles(edges) {
        let mut text = format!("{} files form a circle:", circle.len());
        let inner = edges.iter().filter(|edge| circle.contains(&edge.from) && circle.contains(&edge.to));
        for edge in inner {
            text.push_str(&format!("\n    {}:{} uses {} ({})", edge.from, edge.line, edge.path, edge.to));
        }
        report.findings.push(text);
    }
}

/// The sets of files that can all be reached from each other, the smallest first.
fn circles(edges: &[Edge]) -> Vec<BTreeSet<String>> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for edge in edges {
        next.entry(&edge.from).or_default().insert(&edge.to);
    }
    let reach: BTreeMap<&str, BTreeSet<&str>> = next.keys().map(|file| (*file, reached(file, &next))).collect();
    let mut found: Vec<BTreeSet<String>> = Vec::new();
    for (file, files) in &reach {
        let is_known = found.iter().any(|circle| circle.contains(*file));
        if files.contains(file) && !is_known {
            let back = |other: &&&str| reach.get(**other).is_some_and(|files| files.contains(file));
            found.push(files.iter().filter(back).map(|other| (*other).to_owned()).collect());
        }
    }
    found.sort_by_key(BTreeSet::len);
    found
}

fn reached<'a>(file: &str, next: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = next.get(file).into_iter().flatten().copied().collect();
    while let Some(file) = open.pop() {
        if found.insert(file) {
            open.extend(next.get(file).into_iter().flatten());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::imports;
    use super::super::modules::Modules;
    use super::super::report::Page;
    use super::*;

    /// The files of each circle of a crate `a` whose root declares the modules `one` and `two`.
    fn found(one: &str, two: &str, child_of_one: &str) -> Vec<Vec<String>> {
        let page = |path: &str, text: &str| Page { path: path.to_owned(), text: text.to_owned() };
        let pages = [
            page("Cargo.toml", "[package]\nname = \"a\"\n"),
            page("src/lib.rs", "mod one;\npub mod two;\n"),
            page("src/one.rs", one),
            page("src/two.rs", two),
            page("src/one/child.rs", child_of_one),
        ];
        let edges = imports::edges(&Modules::read(&pages));
        circles(&edges).into_iter().map(|circle| circle.into_iter().collect()).collect()
    }

    #[test]
    fn files_that_use_each_other_are_a_circle() {
        let circle =
            found("use crate::two::Two;\npub struct One(Two);", "pub struct Two;\nfn f(_: crate::one::One) {}", "");
        assert_eq!(circle, [["src/one.rs", "src/two.rs"]]);
        assert!(found("use crate::two::Two;\npub struct One(Two);", "pub struct Two;", "").is_empty());
    }

    #[test]
    fn child_that_uses_its_parent_which_uses_it_is_a_circle() {
        let child = "use super::One;\npub struct Child(One);";
        let wanted = vec![vec!["src/one.rs".to_owned(), "src/one/child.rs".to_owned()]];
        assert_eq!(found("mod child;\npub struct One;\nfn f() { child::Child::new() }", "", child), wanted);
        assert_eq!(found("mod child;\npub use child::Child;\npub struct One;\nfn f(_: Child) {}", "", child), wanted);
        // A glob brings the name just as well.
        let glob = "use super::*;\npub struct Child(One);";
        assert_eq!(found("mod child;\npub struct One;\nfn f() { child::Child::new() }", "", glob), wanted);
    }

    #[test]
    fn declaration_and_re_export_are_no_use() {
        let child = "use super::One;\npub struct Child(One);";
        assert!(found("mod child;\npub use child::Child;\npub struct One;", "", child).is_empty());
        // Whoever takes the re-export uses the child, which is no circle with the parent.
        let two = "pub struct Two;\nfn f(_: crate::one::Child) {}";
        assert!(
            found("mod child;\npub use child::Child;\nuse crate::two::Two;\nfn f(_: Two) {}", two, "pub struct Child;")
                .is_empty()
        );
        assert_eq!(
            found("mod child;\npub use child::Child;", two, "use crate::two::Two;\npub struct Child(Two);").len(),
            1
        );
    }

    #[test]
    fn tests_may_use_what_they_like() {
        let two = "pub struct Two;\n#[cfg(test)]\nmod tests { use crate::one::One; fn f(_: One) {} }";
        assert!(found("use crate::two::Two;\npub struct One(Two);", two, "").is_empty());
    }
}
