//! Resolves the paths of the workspace's code: which file names something that which other file defines.
//!
//! A re-export leads to where the item is defined, so `pub use child::Item` in a parent makes whoever names
//! `parent::Item` depend on the child. Neither `mod child;` nor an import of a module alone is a dependency: what the
//! code then takes from the module is.

use super::modules::Modules;
use super::syntax::Import;
use std::collections::{BTreeMap, BTreeSet};

/// One file names something that is defined in another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) line: usize,
    /// As the code spells it.
    pub(super) path: String,
    /// The modules, by their numbers in `Modules`.
    pub(super) from_module: usize,
    pub(super) to_module: usize,
}

#[derive(Clone, Debug)]
enum Target {
    /// Something defined in a module, in these files.
    Item(usize, BTreeSet<String>),
    Module(usize),
}

/// One edge for each pair of files and each module, the first by line.
pub(super) fn edges(modules: &Modules) -> Vec<Edge> {
    let resolver = Resolver { modules };
    let mut found: BTreeMap<(String, String, usize, usize), Edge> = BTreeMap::new();
    for (number, module) in modules.all.iter().enumerate() {
        let single: BTreeSet<&str> =
            module.paths.iter().filter(|path| path.path.len() == 1).map(|path| path.path[0].as_str()).collect();
        let imports = module.imports.iter().filter(|import| {
            // Handing on is no use of one's own.
            !import.is_public || import.name.as_deref().is_some_and(|name| single.contains(name))
        });
        let imports = imports.filter(|import| import.name.is_some());
        let imports = imports.map(|import| (&import.path, &import.file, import.line));
        let paths = module.paths.iter().map(|path| (&path.path, &path.file, path.line));
        for (path, file, line) in imports.chain(paths) {
            let Some(Target::Item(to_module, files)) = resolver.path(number, path, &mut Vec::new()) else {
                continue;
            };
            // Where each system has a file of its own, the file's own definition is meant.
            for to in files.iter().filter(|to| *to != file && !files.contains(file)) {
                let key = (file.clone(), to.clone(), number, to_module);
                let edge = Edge {
                    from: file.clone(),
                    to: to.clone(),
                    line,
                    path: path.join("::"),
                    from_module: number,
                    to_module,
                };
                found.entry(key).and_modify(|known| known.line = known.line.min(line)).or_insert(edge);
            }
        }
    }
    let mut all: Vec<Edge> = found.into_values().collect();
    all.sort();
    all
}

struct Resolver<'a> {
    modules: &'a Modules,
}

impl Resolver<'_> {
    /// What a path means that stands in a module. `seen` holds the imports under way, against endless loops.
    fn path(&self, module: usize, path: &[String], seen: &mut Vec<(usize, String)>) -> Option<Target> {
        let all = &self.modules.all;
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.below(self.root_of(module), rest, seen),
            "self" => self.below(module, rest, seen),
            "super" => self.below(all[module].parent?, rest, seen),
            name => {
                let own = self.named(module, name, rest, seen);
                own.or_else(|| self.below(*self.modules.libraries.get(name)?, rest, seen))
            }
        }
    }

    fn root_of(&self, mut module: usize) -> usize {
        while let Some(parent) = self.modules.all[module].parent {
            module = parent;
        }
        module
    }

    /// What the rest of a path means, seen from the module that its beginning names.
    fn below(&self, module: usize, path: &[String], seen: &mut Vec<(usize, String)>) -> Option<Target> {
        let Some((first, rest)) = path.split_first() else {
            return Some(Target::Module(module));
        };
        if first == "super" {
            return self.below(self.modules.all[module].parent?, rest, seen);
        }
        let named = self.named(module, first, rest, seen);
        // A macro made it, or it is an import that this reader does not understand: the module itself is meant.
        named.or_else(|| {
            Some(Target::Item(module, self.modules.all[module].files.first().cloned().into_iter().collect()))
        })
    }

    /// A name that a module defines, holds as a child, or imports.
    fn named(&self, number: usize, name: &str, rest: &[String], seen: &mut Vec<(usize, String)>) -> Option<Target> {
        let module = &self.modules.all[number];
        let item = module.items.get(name).map(|files| Target::Item(number, files.clone()));
        if rest.is_empty() && item.is_some() {
            return item;
        }
        if let Some(child) = module.children.get(name) {
            return self.below(*child, rest, seen);
        }
        if item.is_some() {
            return item;
        }
        let mark = (number, name.to_owned());
        if seen.contains(&mark) {
            return None;
        }
        seen.push(mark);
        let found = self.imported(number, name, rest, seen);
        seen.pop();
        found
    }

    fn imported(&self, number: usize, name: &str, rest: &[String], seen: &mut Vec<(usize, String)>) -> Option<Target> {
        let imports = &self.modules.all[number].imports;
        let whole = |import: &Import| [import.path.as_slice(), rest].concat();
        let by_name = imports.iter().filter(|import| import.name.as_deref() == Some(name));
        for import in by_name {
            // `use url;` in a crate without a module of that name leads to itself.
            if let Some(target) = self.path(number, &whole(import), seen) {
                return Some(target);
            }
        }
        // Once a module: the beginning of a glob's own path does not come from another glob.
        let mark = (number, "*".to_owned());
        if seen.contains(&mark) {
            return None;
        }
        seen.push(mark);
        let globs = imports.iter().filter(|import| import.name.is_none());
        let found = globs.into_iter().find_map(|import| match self.path(number, &import.path, seen)? {
            Target::Module(module) => self.named(module, name, rest, seen),
            Target::Item(..) => None,
        });
        seen.pop();
        found
    }
}
