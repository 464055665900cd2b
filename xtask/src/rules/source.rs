//! Rules about single lines of source: words that must not occur, and where they may.

use super::report::{Page, Report};

struct Ban {
    words: &'static [&'static str],
    /// Files below these folders are read.
    under: &'static [&'static str],
    /// Files whose path begins so may.
    except: &'static [&'static str],
    why: &'static str,
}

const PRODUCT: &[&str] = &["crates/core/src/", "crates/desktop/src/", "crates/cli/src/", "src-tauri/src/"];

const BANS: &[Ban] = &[
    Ban {
        words: &["danger_accept", "tls_danger"],
        under: &["crates/", "src-tauri/"],
        except: &[],
        why: "certificates are always verified, in tests too",
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
        why: "a response is read in chunks, up to a limit",
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
        why: "a link is never given to a shell",
    },
    Ban {
        words: &["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "{@html"],
        under: &["ui/src/"],
        except: &[],
        why: "what a tenant sends is text, never markup or code",
    },
    Ban {
        words: &["from \"@tauri-apps", "from '@tauri-apps", "import(\"@tauri-apps", "import('@tauri-apps", "__TAURI"],
        under: &["ui/src/"],
        except: &["ui/src/lib/host/"],
        why: "ui/src/lib/host is the only door to Tauri",
    },
    Ban {
        words: &["tokio::spawn(", "async_runtime::spawn(", "async_runtime::spawn}", "runtime.spawn(", "thread::spawn("],
        under: PRODUCT,
        except: &["crates/core/src/task.rs"],
        why: "a panic would go unseen: portico_core::task says what becomes of it",
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

pub(super) fn check(pages: &[Page], report: &mut Report) {
    for page in pages {
        for ban in BANS {
            if starts(&page.path, ban.under) && !starts(&page.path, ban.except) {
                check_ban(page, ban, report);
            }
        }
        if page.path.ends_with(".rs") && !page.path.starts_with("xtask/src/rules/") {
            check_ignored_tests(page, report);
        }
        let ours = ["crates/", "src-tauri/", "ui/src/", "xtask/"];
        let code = [".rs", ".ts", ".svelte", ".py"].iter().any(|end| page.path.ends_with(end));
        if starts(&page.path, &ours) && code {
            check_type_names(page, report);
        }
    }
}

fn check_ban(page: &Page, ban: &Ban, report: &mut Report) {
    let covers_tests = ban.under != PRODUCT;
    let lines: Vec<_> =
        if covers_tests { code_lines(page, usize::MAX).collect() } else { product_lines(page).collect() };
    for (at, line) in lines {
        if let Some(word) = ban.words.iter().find(|word| line.contains(**word)) {
            report.finding(page, at, &format!("\"{word}\": {}.", ban.why));
        }
    }
}

/// A test runs in a lane, or says which part of `cargo xtask prove` runs it.
fn check_ignored_tests(page: &Page, report: &mut Report) {
    for (at, line) in page.text.lines().enumerate() {
        if line.trim_start().starts_with("#[ignore") && !line.contains("cargo xtask prove") {
            report.finding(page, at + 1, "an ignored test names the part of `cargo xtask prove` that runs it.");
        }
    }
}

/// A file's lines with their numbers, without comments and without the tests at its end.
fn product_lines(page: &Page) -> impl Iterator<Item = (usize, &str)> + use<'_> {
    let lines = page.text.lines();
    let inline_tests = lines.clone().zip(lines.skip(1)).position(|(line, next)| {
        page.path.ends_with(".rs") && line == "#[cfg(test)]" && next.starts_with("mod ") && !next.ends_with(';')
    });
    code_lines(page, if page.path.ends_with("/tests.rs") { 0 } else { inline_tests.unwrap_or(usize::MAX) })
}

fn code_lines(page: &Page, count: usize) -> impl Iterator<Item = (usize, &str)> + use<'_> {
    let numbered = page.text.lines().take(count).enumerate().map(|(at, line)| (at + 1, line));
    numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn check_type_names(page: &Page, report: &mut Report) {
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
    fn banned_word_is_found_in_code_only() {
        assert_eq!(findings("crates/core/src/a.rs", "let a = b.text().await;"), 1);
        assert_eq!(findings("crates/core/src/a.rs", "// never b.text().await;"), 0);
        assert_eq!(findings("crates/core/src/a.rs", "#[cfg(test)]\nmod tests { b.text().await }"), 0);
        assert_eq!(findings("crates/core/src/a.rs", "#[cfg(test)]\nmod tests;\nlet a = b.text().await;"), 1);
        assert_eq!(findings("crates/core/src/a/tests.rs", "let a = b.text().await;"), 0);
        assert_eq!(findings("crates/core/src/a/tests.rs", "let a = b.danger_accept_invalid_certs(true);"), 1);
        assert_eq!(findings("crates/demo-tenant/src/a.rs", "let a = b.text().await;"), 0);
    }

    #[test]
    fn tauri_is_imported_by_the_host_only() {
        let line = "import { invoke } from '@tauri-apps/api/core';";
        assert_eq!(findings("ui/src/lib/host/tauri.ts", line), 0);
        assert_eq!(findings("ui/src/App.svelte", line), 1);
    }

    #[test]
    fn ignored_test_names_its_part_of_prove() {
        assert_eq!(findings("crates/core/tests/a.rs", "    #[ignore]"), 1);
        assert_eq!(findings("crates/core/tests/a.rs", "    #[ignore = \"flaky\"]"), 1);
        assert_eq!(findings("crates/core/tests/a.rs", "    #[ignore = \"minutes: cargo xtask prove contention\"]"), 0);
    }

    #[test]
    fn empty_name_is_refused() {
        assert_eq!(findings("crates/core/src/a.rs", "pub(crate) struct SessionManager {"), 1);
        assert_eq!(findings("crates/core/src/a.rs", "pub(crate) struct Session {"), 0);
    }
}
