//! The lane `docs-and-rules`: what must hold in the text of the repository, and no compiler checks.
//!
//! Each rule says where it looks and what it found, as `file:line: sentence`. A finding fails the lane; a remark (a
//! file that has grown long) does not. Rules about behaviour are tests elsewhere.

use crate::lanes::Verdict;
use crate::run::{self, Run};
use std::path::{Path, PathBuf};

mod links;
mod source;
mod tree;

/// A text file of the repository, with its path from the root.
struct Page {
    path: String,
    text: String,
}

#[derive(Default)]
struct Report {
    findings: Vec<String>,
    remarks: Vec<String>,
}

impl Report {
    fn finding(&mut self, page: &Page, line: usize, sentence: &str) {
        self.findings.push(format!("{}:{line}: {sentence}", page.path));
    }
}

pub(crate) fn check(run: &mut Run) -> Result<Verdict, String> {
    let pages = pages()?;
    let mut report = Report::default();
    source::check(&pages, &mut report);
    links::check(&pages, &mut report);
    tree::check(&pages, &mut report)?;
    for remark in &report.remarks {
        run.say(&format!("remark: {remark}"));
    }
    for finding in &report.findings {
        run.say(finding);
    }
    let remarks = match report.remarks.len() {
        0 => String::new(),
        1 => "; 1 remark in the log".to_owned(),
        count => format!("; {count} remarks in the log"),
    };
    Ok(match report.findings.len() {
        0 => Verdict::Passed(format!("{} files read{remarks}", pages.len())),
        1 => Verdict::Failed(report.findings.remove(0)),
        count => Verdict::Failed(format!("{count} findings{remarks}")),
    })
}

/// All text that git knows or would add, so that what is ignored is not read.
fn pages() -> Result<Vec<Page>, String> {
    let listed =
        run::output(run::program("git").args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]))?;
    let mut paths: Vec<&str> = listed.split('\0').filter(|path| !path.is_empty()).collect();
    paths.sort_unstable();
    paths.dedup();
    let wanted = |path: &&str| {
        let end = Path::new(path).extension().and_then(|end| end.to_str()).unwrap_or_default();
        ["rs", "ts", "js", "svelte", "css", "html", "py", "md", "toml", "json", "sh"].contains(&end)
            || *path == "Cargo.lock"
    };
    let page = |path: &str| {
        let text = std::fs::read_to_string(crate::place::at(PathBuf::from(path))).ok()?;
        Some(Page { path: path.to_owned(), text })
    };
    Ok(paths.into_iter().filter(wanted).filter_map(page).collect())
}
