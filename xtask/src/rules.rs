//! The lane `docs-and-rules`: what must hold in the text of the repository and no compiler checks.
//!
//! Each rule says where it looks and what it found, as `file:line: sentence`. Rules about behavior are tests elsewhere.

use crate::lane::Verdict;
use crate::paths;
use crate::run::{self, Run};
use report::{Page, Report};
use std::path::Path;
use std::process::ExitCode;

mod circles;
mod crates;
mod floors;
mod imports;
mod lexer;
mod links;
mod modules;
mod names;
mod report;
mod sizes;
mod source;
mod syntax;

/// `cargo xtask rules`: prints each finding on the terminal.
pub(crate) fn print() -> Result<ExitCode, String> {
    match check(&mut Run::to_terminal())? {
        Verdict::Failed(sentence) => Err(sentence),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// Prints each finding to the log, or with `print` on the terminal.
pub(crate) fn check(run: &mut Run) -> Result<Verdict, String> {
    let pages = pages()?;
    let mut report = Report::default();
    source::check(&pages, &mut report);
    links::check(&pages, &mut report);
    sizes::check(&pages, &mut report);
    names::check(&pages, &mut report)?;
    let modules = modules::Modules::read(&pages);
    let edges = imports::edges(&modules);
    floors::check(&modules, &edges, &mut report);
    circles::check(&edges, &mut report);
    crates::check(&pages, &mut report);
    for finding in &report.findings {
        run.print(finding);
    }
    Ok(match report.findings.len() {
        0 => Verdict::Passed(format!("{} files read", pages.len())),
        1 => Verdict::Failed(report.findings.remove(0)),
        count => Verdict::Failed(format!("{count} findings; `cargo xtask rules` prints all")),
    })
}

/// All text that git knows or would add, so that what is ignored is not read.
fn pages() -> Result<Vec<Page>, String> {
    let listed =
        run::output(run::program("git").args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]))?;
    let mut paths: Vec<&str> = listed.split('\0').filter(|path| !path.is_empty()).collect();
    paths.sort_unstable();
    paths.dedup();
    let is_text = |path: &&str| {
        let extension = Path::new(path).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        ["rs", "ts", "js", "svelte", "css", "html", "py", "md", "toml", "json", "sh"].contains(&extension)
    };
    let page = |path: &str| {
        let text = std::fs::read_to_string(paths::in_repository(path)).ok()?;
        Some(Page { path: path.to_owned(), text })
    };
    Ok(paths.into_iter().filter(is_text).filter_map(page).collect())
}
