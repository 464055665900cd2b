//! What the rules read, and what they found.

/// A text file of the repository, with its path from the root.
pub(super) struct Page {
    pub(super) path: String,
    pub(super) text: String,
}

#[derive(Default)]
pub(super) struct Report {
    /// Each fails the lane.
    pub(super) findings: Vec<String>,
}

impl Report {
    pub(super) fn finding(&mut self, page: &Page, line: usize, sentence: &str) {
        self.findings.push(format!("{}:{line}: {sentence}", page.path));
    }
}
