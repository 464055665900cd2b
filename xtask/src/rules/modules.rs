//! Reads the modules of the workspace's crates: which file holds which module, what a module defines, what it imports
//! and which paths its code names. Tests (`#[cfg(test)]` and the folders `tests/`) are left out.

use super::lexer::{Kind, Language, Token, tokens};
use super::report::Page;
use super::syntax::{self, Import, PathUse};
use std::collections::{BTreeMap, BTreeSet};

/// One library, program or example, with the file that it starts in.
pub(super) struct Root {
    /// As other crates name it in a path.
    pub(super) name: String,
    pub(super) file: String,
    pub(super) is_library: bool,
}

#[derive(Default)]
pub(super) struct Module {
    pub(super) root: usize,
    pub(super) parent: Option<usize>,
    /// The names from the crate's root down to here.
    pub(super) path: Vec<String>,
    /// More than one where each system has its own.
    pub(super) files: Vec<String>,
    pub(super) children: BTreeMap<String, usize>,
    /// What is defined here, and in which file.
    pub(super) items: BTreeMap<String, BTreeSet<String>>,
    pub(super) imports: Vec<Import>,
    pub(super) paths: Vec<PathUse>,
}

#[derive(Default)]
pub(super) struct Modules {
    pub(super) roots: Vec<Root>,
    pub(super) all: Vec<Module>,
    /// Library name → its root module.
    pub(super) libraries: BTreeMap<String, usize>,
}

impl Modules {
    pub(super) fn read(pages: &[Page]) -> Self {
        let files: BTreeMap<&str, &str> = pages.iter().map(|page| (page.path.as_str(), page.text.as_str())).collect();
        let mut modules = Self::default();
        for root in roots(pages) {
            let Some(text) = files.get(root.file.as_str()) else {
                continue;
            };
            let number = modules.all.len();
            modules.all.push(Module { root: modules.roots.len(), ..Module::default() });
            if root.is_library {
                modules.libraries.insert(root.name.clone(), number);
            }
            let folder = folder_of(&root.file);
            modules.file(&files, number, &root.file, &folder, text);
            modules.roots.push(root);
        }
        modules
    }

    /// Adds a file to a module. The files of its children lie in `folder`.
    fn file(&mut self, files: &BTreeMap<&str, &str>, module: usize, file: &str, folder: &str, text: &str) {
        self.all[module].files.push(file.to_owned());
        let found = tokens(text, Language::Rust);
        let found = syntax::without_tests(&found);
        self.block(files, module, file, folder, &found);
    }

    /// Adds the tokens of a module, a whole file or what stands between the braces of `mod name { … }`.
    fn block(&mut self, files: &BTreeMap<&str, &str>, module: usize, file: &str, folder: &str, tokens: &[Token<'_>]) {
        let mut at = 0;
        let mut own = Vec::new();
        // Children are read apart; what is left is this module's own.
        while at < tokens.len() {
            let is_child =
                tokens[at].is("mod") && tokens.get(at + 1).is_some_and(|token| token.kind == Kind::Identifier);
            let end = is_child.then(|| tokens.get(at + 2)).flatten();
            if end.is_some_and(|end| end.is(";") || end.is("{")) {
                syntax::drop_visibility(&mut own);
            }
            match end {
                Some(end) if end.is(";") => {
                    let given = syntax::path_attribute(&tokens[..at]);
                    self.child_file(files, module, tokens[at + 1].text, folder, given.map(|path| (path, file)));
                    at += 3;
                }
                Some(end) if end.is("{") => {
                    let close = syntax::closing(tokens, at + 2);
                    let name = tokens[at + 1].text;
                    let child = self.child(module, name);
                    if !self.all[child].files.iter().any(|other| other == file) {
                        self.all[child].files.push(file.to_owned());
                    }
                    self.block(files, child, file, &format!("{folder}/{name}"), &tokens[at + 3..close]);
                    at = close + 1;
                }
                _ => {
                    own.push(tokens[at]);
                    at += 1;
                }
            }
        }
        let parsed = syntax::parse(&own, file);
        let module = &mut self.all[module];
        for name in parsed.items {
            module.items.entry(name).or_default().insert(file.to_owned());
        }
        module.imports.extend(parsed.imports);
        module.paths.extend(parsed.paths);
    }

    fn child_file(
        &mut self,
        files: &BTreeMap<&str, &str>,
        module: usize,
        name: &str,
        folder: &str,
        given: Option<(&str, &str)>,
    ) {
        let places = match given {
            Some((path, from)) => vec![format!("{}/{path}", folder_of(from))],
            None => vec![format!("{folder}/{name}.rs"), format!("{folder}/{name}/mod.rs")],
        };
        let Some((file, text)) = places.iter().find_map(|place| Some((place, *files.get(place.as_str())?))) else {
            return;
        };
        let child = self.child(module, name);
        // The compiler takes a file named by `#[path]` for a `mod.rs`.
        let below = if given.is_some() { folder_of(file) } else { format!("{folder}/{name}") };
        self.file(files, child, file, &below, text);
    }

    fn child(&mut self, module: usize, name: &str) -> usize {
        if let Some(child) = self.all[module].children.get(name) {
            return *child;
        }
        let number = self.all.len();
        let mut path = self.all[module].path.clone();
        path.push(name.to_owned());
        let root = self.all[module].root;
        self.all.push(Module { root, parent: Some(module), path, ..Module::default() });
        self.all[module].children.insert(name.to_owned(), number);
        number
    }
}

/// The roots of all crates: each package's library and program, `src/bin/`, and `examples/`.
fn roots(pages: &[Page]) -> Vec<Root> {
    let mut found = Vec::new();
    for manifest in pages.iter().filter(|page| page.path == "Cargo.toml" || page.path.ends_with("/Cargo.toml")) {
        let folder = manifest.path.trim_end_matches("Cargo.toml");
        let Some(package) = value(&manifest.text, "[package]", "name") else {
            continue;
        };
        let library = value(&manifest.text, "[lib]", "name").unwrap_or(package).replace('-', "_");
        let named = |section: &str| value(&manifest.text, section, "path").map(|path| format!("{folder}{path}"));
        let library_file = named("[lib]").unwrap_or_else(|| format!("{folder}src/lib.rs"));
        let program_file = named("[[bin]]").filter(|path| !path.contains("/bin/"));
        let program_file = program_file.unwrap_or_else(|| format!("{folder}src/main.rs"));
        found.push(Root { name: library, file: library_file, is_library: true });
        let mut programs = vec![program_file];
        for page in pages.iter().filter(|page| page.path.ends_with(".rs")) {
            for below in ["src/bin/", "examples/"] {
                let inner = page.path.strip_prefix(folder).and_then(|rest| rest.strip_prefix(below));
                if inner.is_some_and(|inner| !inner.contains('/') || inner.ends_with("/main.rs")) {
                    programs.push(page.path.clone());
                }
            }
        }
        found.extend(programs.into_iter().map(|file| Root { name: file.clone(), file, is_library: false }));
    }
    found
}

/// The first `key = "value"` of a section of a manifest.
fn value<'a>(manifest: &'a str, section: &str, key: &str) -> Option<&'a str> {
    let mut lines = manifest.lines().skip_while(|line| line.trim() != section).skip(1);
    lines.by_ref().take_while(|line| !line.starts_with('[')).find_map(|line| {
        let (name, value) = line.split_once('=')?;
        (name.trim() == key).then(|| value.trim().trim_matches('"'))
    })
}

fn folder_of(file: &str) -> String {
    file.rsplit_once('/').map_or_else(String::new, |(folder, _)| folder.to_owned())
}
