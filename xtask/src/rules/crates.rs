//! Rules about which crates are built from which, and about what `tauri.conf.json` grants. Versions, licenses and
//! sources are the business of the lane `supply`.

use super::report::{Page, Report};
use crate::run;

/// A package, and the beginnings of names that must not be among what it is built from.
const APART: &[(&str, &[&str])] = &[
    ("portico-core", &["tauri", "wry", "gtk", "webkit2gtk", "demo-tenant"]),
    ("portico-desktop", &["tauri", "wry", "gtk", "webkit2gtk", "demo-tenant"]),
    ("portico-cli", &["tauri", "wry", "gtk", "webkit2gtk", "demo-tenant"]),
    ("demo-tenant", &["tauri", "wry", "gtk", "webkit2gtk", "portico"]),
    ("e2e", &["tauri", "wry", "portico"]),
    ("xtask", &["tauri", "portico", "tokio", "serde"]),
];

pub(super) fn check(pages: &[Page], report: &mut Report) {
    let find = |path: &str| pages.iter().find(|page| page.path == path);
    find("tauri.conf.json").into_iter().for_each(|config| check_grants(config, report));
    for (package, refused) in APART {
        let mut command = run::cargo();
        command.args(["tree", "-p", package, "-e", "normal", "--prefix", "none", "--locked"]);
        let tree = match run::output(&mut command) {
            Ok(tree) => tree,
            Err(sentence) => {
                report.findings.push(sentence);
                continue;
            }
        };
        // The first line is the package itself.
        for line in tree.lines().skip(1).filter(|line| refused.iter().any(|name| line.starts_with(name))) {
            let sentence = format!("{package} is built from {line}, which it must not know.");
            if !report.findings.contains(&sentence) {
                report.findings.push(sentence);
            }
        }
    }
}

/// Text, not JSON: that the file can be read at all is for Tauri to say when it builds. The shell's own tests look at
/// what the grants amount to.
fn check_grants(config: &Page, report: &mut Report) {
    for (at, line) in config.text.lines().enumerate() {
        let line = line.trim();
        let refused = [
            ("\"remote\"", "no page from outside may call a command."),
            ("\"dangerous", "the name says it."),
            ("\"withGlobalTauri\": true", "scripts reach Tauri through the host module only."),
            ("\"windows\": [\"*\"]", "a capability names its window."),
            ("'unsafe-inline'", "the content policy allows no inline code or style."),
            ("'unsafe-eval'", "the content policy allows no code from text."),
            ("\"core:default\"", "permissions are named one by one."),
        ];
        for (_, why) in refused.iter().filter(|(word, _)| line.contains(word)) {
            report.finding(config, at + 1, why);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dangerous_grant_is_found() {
        let text = "{\n\"withGlobalTauri\": true,\n\"csp\": \"script-src 'self'\"\n}";
        let config = Page { path: "tauri.conf.json".to_owned(), text: text.to_owned() };
        let mut report = Report::default();
        check_grants(&config, &mut report);
        assert_eq!(report.findings.len(), 1);
    }
}
