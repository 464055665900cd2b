//! Rules about single lines of source: words that must not occur, and where they may.

use super::{Page, Report};

struct Ban {
    words: &'static [&'static str],
    /// Files below these folders are read.
    under: &'static [&'static str],
    /// Files whose path begins so may.
    except: &'static [&'static str],
    why: &'static str,
}

const PRODUCT: &[&str] = &["crates/core/src/", "crates/desktop/src/", "crates/outside/src/", "src-tauri/src/"];

const BANS: &[Ban] = &[
    Ban {
        words: &["danger_accept", "tls_danger"],
        under: &["crates/", "src-tauri/"],
        except: &[],
        why: "a certificate is never waved through, in tests neither",
    },
    Ban {
        words: &["connection_verbose", "disable_recursion_limit"],
        under: PRODUCT,
        except: &[],
        why: "it prints secrets, or lets a tenant exhaust the stack",
    },
    Ban {
        words: &[".text().await", ".json().await", ".json::<", ".bytes().await"],
        under: PRODUCT,
        except: &[],
        why: "an answer is read up to a cap, chunk by chunk",
    },
    Ban {
        words: &["set_password("],
        under: PRODUCT,
        except: &[],
        why: "Windows halves what fits; secrets are stored as bytes",
    },
    Ban {
        words: &["Command::new(\"sh\"", "Command::new(\"cmd\"", "Command::new(\"bash\""],
        under: PRODUCT,
        except: &[],
        why: "no shell stands between us and a link",
    },
    Ban {
        words: &["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "{@html"],
        under: &["ui/src/"],
        except: &["ui/src/lib/host/demo/"],
        // The in-page fake names such words, to show that they stay words.
        why: "what a tenant sends is text, never markup or code",
    },
    Ban {
        words: &["from \"@tauri-apps", "from '@tauri-apps", "import(\"@tauri-apps", "import('@tauri-apps", "__TAURI"],
        under: &["ui/src/"],
        except: &["ui/src/lib/host/"],
        why: "ui/src/lib/host is the only door to Tauri",
    },
    Ban {
        words: &["#[ignore"],
        under: &["crates/", "src-tauri/", "xtask/"],
        except: &["xtask/src/rules/"],
        why: "a test runs or is removed; a lane that cannot run is skipped by name",
    },
    Ban {
        words: &["println!(", "eprintln!("],
        under: PRODUCT,
        except: &[],
        why: "the log has one writer, and it redacts",
    },
];

/// Names that say nothing (CONTRIBUTING.md).
const EMPTY_NAMES: &[&str] = &["Manager", "Helper", "Util", "Service"];

/// Longer than this, a file holds more than one noun.
const LONG: usize = 15 * 1024;

pub(super) fn check(pages: &[Page], report: &mut Report) {
    for page in pages {
        for ban in BANS {
            if starts(&page.path, ban.under) && !starts(&page.path, ban.except) {
                banned(page, ban, report);
            }
        }
        let ours = ["crates/", "src-tauri/", "ui/src/", "xtask/"];
        let code = [".rs", ".ts", ".svelte", ".py"].iter().any(|end| page.path.ends_with(end));
        if starts(&page.path, &ours) && code {
            shape(page, report);
        }
    }
}

fn banned(page: &Page, ban: &Ban, report: &mut Report) {
    for (at, line) in product_lines(page) {
        if let Some(word) = ban.words.iter().find(|word| line.contains(**word)) {
            report.finding(page, at, &format!("\"{word}\": {}.", ban.why));
        }
    }
}

/// A file's lines with their numbers, without comments and without the tests at its end.
fn product_lines(page: &Page) -> impl Iterator<Item = (usize, &str)> {
    let rust = page.path.ends_with(".rs");
    page.text
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line))
        .take_while(move |(_, line)| !(rust && line.trim() == "#[cfg(test)]"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn shape(page: &Page, report: &mut Report) {
    let generated = page.path.starts_with("ui/src/lib/ipc/");
    if page.text.len() > LONG && !generated {
        report.remarks.push(format!("{} has {} KB; does it hold one noun?", page.path, page.text.len() / 1024));
    }
    let whole = page.path.ends_with(".rs") && !page.path.ends_with("build.rs");
    if whole && !page.text.starts_with("//!") && page.text.len() > 400 {
        report.remarks.push(format!("{} does not begin with what it is", page.path));
    }
    for (at, line) in product_lines(page) {
        let named =
            ["struct ", "enum ", "trait ", "class ", "interface "].iter().find_map(|kind| line.split_once(kind));
        let name =
            named.map(|(_, rest)| rest.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default());
        if let Some(name) = name.filter(|name| EMPTY_NAMES.iter().any(|empty| name.ends_with(empty))) {
            report.finding(page, at, &format!("{name} says nothing about what it is."));
        }
    }
}

fn starts(path: &str, folders: &[&str]) -> bool {
    folders.iter().any(|folder| path.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> usize {
        let page = Page { path: path.to_owned(), text: text.to_owned() };
        let mut report = Report::default();
        check(&[page], &mut report);
        report.findings.len()
    }

    #[test]
    fn a_banned_word_is_found_in_code_only() {
        assert_eq!(findings("crates/core/src/a.rs", "let a = b.text().await;"), 1);
        assert_eq!(findings("crates/core/src/a.rs", "// never b.text().await;"), 0);
        assert_eq!(findings("crates/core/src/a.rs", "#[cfg(test)]\nmod tests { b.text().await }"), 0);
        assert_eq!(findings("crates/demo-tenant/src/a.rs", "let a = b.text().await;"), 0);
    }

    #[test]
    fn only_the_host_imports_tauri() {
        let line = "import { invoke } from '@tauri-apps/api/core';";
        assert_eq!(findings("ui/src/lib/host/tauri.ts", line), 0);
        assert_eq!(findings("ui/src/App.svelte", line), 1);
    }

    #[test]
    fn empty_names_are_refused() {
        assert_eq!(findings("crates/core/src/a.rs", "pub(crate) struct SessionManager {"), 1);
        assert_eq!(findings("crates/core/src/a.rs", "pub(crate) struct Session {"), 0);
    }
}
