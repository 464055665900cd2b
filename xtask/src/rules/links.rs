//! Checks the links of the Markdown pages: the file exists, and so does the heading. Web addresses are not requested.

use super::report::{Page, Report};
use crate::paths;
use std::path::{Component, Path, PathBuf};

/// Pictures that no page shows only make each clone larger; `cargo xtask screenshots` makes them elsewhere.
const PICTURES: &str = "docs/screenshots";

pub(super) fn check(pages: &[Page], report: &mut Report) {
    let mut shown = Vec::new();
    for page in pages.iter().filter(|page| page.path.ends_with(".md")) {
        for (line, target) in links(&page.text) {
            if let Some(fault) = fault(page, &target, pages) {
                report.finding(page, line, &fault);
            }
            shown.push(resolve(&page.path, &target));
        }
    }
    let unused = files(paths::in_repository(PICTURES)).into_iter().map(|file| paths::display(&file));
    for file in unused.filter(|file| !shown.contains(file)) {
        report.findings.push(format!("{file}: no page shows this picture."));
    }
}

/// All files below a folder; none if there is no such folder.
fn files(folder: PathBuf) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(path) } else { vec![path] }).collect()
}

/// The targets of `[text](target)` and `<img src="target">`, outside fenced code.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        let line = without_code(line);
        for (open, close) in [("](", ')'), ("src=\"", '"'), ("href=\"", '"')] {
            let rests = line.split(open).skip(1);
            let targets = rests.filter_map(|rest| Some(rest[..rest.find(close)?].trim().trim_matches(['<', '>'])));
            // What follows a blank is the title.
            let targets = targets.filter_map(|target| target.split_whitespace().next());
            found.extend(targets.map(|target| (at + 1, target.to_owned())));
        }
    }
    found
}

/// A line with its `code` taken out.
fn without_code(line: &str) -> String {
    line.split('`').enumerate().filter(|(at, _)| at % 2 == 0).map(|(_, part)| part).collect()
}

fn fault(page: &Page, target: &str, pages: &[Page]) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (path, heading) = target.split_once('#').map_or((target, None), |(path, heading)| (path, Some(heading)));
    let file = if path.is_empty() { page.path.clone() } else { resolve(&page.path, path) };
    if !paths::in_repository(&file).exists() {
        return Some(format!("the link to {target} leads nowhere."));
    }
    let heading = heading.filter(|_| file.ends_with(".md"))?;
    let other = pages.iter().find(|other| other.path == file)?;
    if anchors(&other.text).iter().any(|anchor| anchor == heading) {
        None
    } else {
        Some(format!("{file} has no heading #{heading}."))
    }
}

fn resolve(from: &str, path: &str) -> String {
    let start = if path.starts_with('/') { Path::new("") } else { Path::new(from).parent().unwrap_or(Path::new("")) };
    let mut whole = PathBuf::new();
    for part in start.join(path.trim_start_matches('/')).components() {
        match part {
            Component::ParentDir => drop(whole.pop()),
            Component::CurDir => {}
            other => whole.push(other),
        }
    }
    whole.to_string_lossy().replace('\\', "/")
}

/// The names that GitHub gives a page's headings, the second of a kind with -1 and so on.
fn anchors(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        let head = line.trim_start_matches('#');
        if fenced || head.len() == line.len() || !head.starts_with(' ') {
            continue;
        }
        let name: String = head
            .trim()
            .to_lowercase()
            .chars()
            .filter(|letter| letter.is_alphanumeric() || [' ', '-', '_'].contains(letter))
            .map(|letter| if letter == ' ' { '-' } else { letter })
            .collect();
        let again = found.iter().filter(|other| **other == name).count();
        found.push(if again == 0 { name } else { format!("{name}-{again}") });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_in_code_are_left_out() {
        let text = "See [a](docs/a.md#b) and `[x](y)`.\n```\n[c](d)\n```\n<img src=\"e.png\">";
        assert_eq!(links(text), [(1, "docs/a.md#b".to_owned()), (5, "e.png".to_owned())]);
    }

    #[test]
    fn anchors_of_headings_are_those_of_github() {
        assert_eq!(anchors("# Sign in, and out\n## `core`\n## Core\n"), ["sign-in-and-out", "core", "core-1"]);
    }

    #[test]
    fn link_target_is_relative_to_its_page() {
        assert_eq!(resolve("docs/adr/0001.md", "../user.md"), "docs/user.md");
        assert_eq!(resolve("README.md", "docs/user.md"), "docs/user.md");
        assert_eq!(resolve("docs/user.md", "/README.md"), "README.md");
    }
}
