//! No module is longer than 15 KB: a longer one holds more than one subject.

use super::report::{Page, Report};

const LIMIT: usize = 15 * 1024;

/// Generated files, and dictionaries, whose length is that of the languages.
const EXEMPT: &[&str] = &["ui/src/lib/ipc/", "ui/src/lib/text/"];

pub(super) fn check(pages: &[Page], report: &mut Report) {
    for page in pages.iter().filter(|page| is_module(&page.path) && page.text.len() > LIMIT) {
        report.finding(page, 1, &format!("the module has {} bytes; {LIMIT} are the limit.", page.text.len()));
    }
}

fn is_module(path: &str) -> bool {
    let is_ui = path.starts_with("ui/src/") && [".ts", ".svelte"].iter().any(|end| path.ends_with(end));
    // Dictionaries lie in a folder for each language; what loads them does not.
    let is_exempt = EXEMPT.iter().any(|folder| {
        path.strip_prefix(folder).is_some_and(|rest| *folder != "ui/src/lib/text/" || rest.contains('/'))
    });
    path.ends_with(".rs") || (is_ui && !is_exempt)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, bytes: usize) -> usize {
        let page = Page { path: path.to_owned(), text: "a".repeat(bytes) };
        let mut report = Report::default();
        check(&[page], &mut report);
        report.findings.len()
    }

    #[test]
    fn long_module_is_found() {
        assert_eq!(findings("crates/core/tests/a.rs", LIMIT + 1), 1);
        assert_eq!(findings("crates/core/tests/a.rs", LIMIT), 0);
        assert_eq!(findings("ui/src/views/A.svelte", LIMIT + 1), 1);
        assert_eq!(findings("ui/src/lib/text/load.ts", LIMIT + 1), 1);
    }

    #[test]
    fn dictionary_and_generated_file_may_be_long() {
        assert_eq!(findings("ui/src/lib/text/ar/messages.ts", LIMIT + 1), 0);
        assert_eq!(findings("ui/src/lib/ipc/types.ts", LIMIT + 1), 0);
    }
}
