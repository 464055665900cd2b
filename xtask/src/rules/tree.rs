//! Rules about how the crates hang together, what is in the lock file, and what `tauri.conf.json` grants.

use super::{Page, Report};
use crate::run;

/// What must never be in the tree, on any platform. `deny.toml` says the same where cargo-deny is installed.
const REFUSED: &[&str] =
    &["openssl", "openssl-sys", "native-tls", "aws-lc-sys", "rsa", "tauri-plugin-shell", "tauri-plugin-http"];

/// The oldest versions without a hole that concerns us (docs/adr, SECURITY.md).
const FLOORS: &[(&str, [u32; 3])] = &[
    ("tauri", [2, 11, 1]),
    ("h2", [0, 4, 16]),
    ("rustls-webpki", [0, 103, 13]),
    ("url", [2, 5, 4]),
    ("idna", [1, 0, 3]),
];

/// A package, and the beginnings of names that must not be among what it is built from.
const APART: &[(&str, &[&str])] = &[
    ("portico-core", &["tauri", "wry", "gtk", "webkit2gtk", "demo-tenant"]),
    ("portico-desktop", &["tauri", "wry", "gtk", "webkit2gtk", "portico-core", "demo-tenant"]),
    ("portico-outside", &["tauri", "wry", "gtk", "webkit2gtk", "demo-tenant"]),
    ("demo-tenant", &["tauri", "wry", "gtk", "webkit2gtk", "portico"]),
    ("e2e", &["tauri", "wry", "portico"]),
    ("xtask", &["tauri", "portico", "tokio", "serde"]),
];

pub(super) fn check(pages: &[Page], report: &mut Report) -> Result<(), String> {
    let find = |path: &str| pages.iter().find(|page| page.path == path);
    find("Cargo.lock").into_iter().for_each(|lock| locked(lock, report));
    find("tauri.conf.json").into_iter().for_each(|config| granted(config, report));
    for (package, refused) in APART {
        let tree =
            run::output(run::cargo().args(["tree", "-p", package, "-e", "normal", "--prefix", "none", "--locked"]))?;
        // The first line is the package itself.
        for line in tree.lines().skip(1).filter(|line| refused.iter().any(|name| line.starts_with(name))) {
            let sentence = format!("{package} is built from {line}, which it must not know.");
            if !report.findings.contains(&sentence) {
                report.findings.push(sentence);
            }
        }
    }
    Ok(())
}

fn locked(lock: &Page, report: &mut Report) {
    let mut name = "";
    for (at, line) in lock.text.lines().enumerate() {
        if let Some(text) = line.strip_prefix("name = ") {
            name = text.trim_matches('"');
            if REFUSED.contains(&name) {
                report.finding(lock, at + 1, &format!("{name} must not be in the tree (deny.toml says why)."));
            }
        } else if let Some(text) = line.strip_prefix("version = ") {
            let floor = FLOORS.iter().find(|(other, _)| *other == name);
            if let Some((_, floor)) = floor.filter(|(_, floor)| version(text.trim_matches('"')) < *floor) {
                report.finding(
                    lock,
                    at + 1,
                    &format!("{name} {text} is older than {floor:?}, the first without a known hole."),
                );
            }
        } else if line
            .strip_prefix("source = ")
            .is_some_and(|text| !text.contains("github.com/rust-lang/crates.io-index"))
        {
            report.finding(lock, at + 1, &format!("{name} does not come from crates.io."));
        }
    }
}

fn version(text: &str) -> [u32; 3] {
    let mut parts = text.split(['.', '-', '+']).map(|part| part.parse().unwrap_or(0));
    std::array::from_fn(|_| parts.next().unwrap_or(0))
}

/// Text, not JSON: that the file can be read at all is for Tauri to say when it builds. The shell's own tests look at
/// what the grants amount to.
fn granted(config: &Page, report: &mut Report) {
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
    fn versions_compare_by_number() {
        assert!(version("2.9.0") < [2, 11, 1]);
        assert!(version("0.103.16") >= [0, 103, 13]);
        assert!(version("2.12.5-rc.1") >= [2, 11, 1]);
    }

    #[test]
    fn an_old_or_foreign_package_is_found() {
        let text =
            "name = \"tauri\"\nversion = \"2.10.0\"\nsource = \"git+https://example.test/tauri\"\nname = \"rsa\"\n";
        let lock = Page { path: "Cargo.lock".to_owned(), text: text.to_owned() };
        let mut report = Report::default();
        locked(&lock, &mut report);
        assert_eq!(report.findings.len(), 3);
    }
}
