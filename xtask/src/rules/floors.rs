//! No import leads from a lower floor to a higher one, between crates and between the features of the core.
//!
//! Names on one floor may use each other; that they form no circle is another rule.

use super::imports::Edge;
use super::modules::Modules;
use super::report::Report;

/// Libraries, the lowest first. One that is not named may use none of these and be used by none.
const CRATES: &[&[&str]] =
    &[&["demo_tenant", "portico_core"], &["portico_desktop"], &["portico_cli"], &["portico_shell"]];

/// The library whose modules have floors of their own.
const CORE: &str = "portico_core";

/// The core's modules, the lowest first; a path such as `tenant::url` is a module on a floor apart from its parent's. Every
/// module below the root must be named. View models are values that the features fill, so they are below the features.
const FEATURES: &[&[&str]] = &[
    &["text", "clock", "digest", "error", "cookie", "state_lock", "task", "launch::target"],
    &["view", "web_page"],
    &["tenant::url"],
    &["net", "storage"],
    &["tenant"],
    &["accounts", "sign_in"],
    &["session"],
    &["apps", "launch"],
    &["settings", "platform", "setup_check"],
    &["app"],
    &["remote_control"],
];

/// What the core's code never names.
const NOT_IN_CORE: &[&str] = &["tauri", "gtk", "gdk", "wry", "webkit2gtk"];

pub(super) fn check(modules: &Modules, edges: &[Edge], report: &mut Report) {
    let library = |module: usize| library(modules, module);
    for edge in edges {
        let (from, to) = (library(edge.from_module), library(edge.to_module));
        let upward = if from != to {
            refused_crate(from, to)
        } else if from == CORE {
            upward_feature(modules, edge)
        } else {
            None
        };
        if let Some(why) = upward {
            report.findings.push(format!("{}:{}: {} {why}.", edge.from, edge.line, edge.path));
        }
    }
    let Some(core) = modules.libraries.get(CORE) else {
        return;
    };
    for name in modules.all[*core].children.keys().filter(|name| floor(FEATURES, name).is_none()) {
        report.findings.push(format!("{CORE}::{name} is on no floor; see xtask/src/rules/floors.rs."));
    }
    for module in modules.all.iter().filter(|module| module.root == modules.all[*core].root) {
        for path in module.paths.iter().filter(|path| path.path.len() > 1) {
            if NOT_IN_CORE.contains(&path.path[0].as_str()) {
                report.findings.push(format!("{}:{}: the core knows no windows.", path.file, path.line));
            }
        }
        for import in module.imports.iter().filter(|import| NOT_IN_CORE.contains(&import.path[0].as_str())) {
            report.findings.push(format!("{}:{}: the core knows no windows.", import.file, import.line));
        }
    }
}

fn library(modules: &Modules, module: usize) -> &str {
    &modules.roots[modules.all[module].root].name
}

/// A program or example is above its own library and has no floor; what it may use, its library may too.
fn refused_crate(from: &str, to: &str) -> Option<String> {
    let to_floor = floor(CRATES, to)?;
    match floor(CRATES, from) {
        Some(from_floor) if from_floor > to_floor => None,
        Some(_) => Some(format!("leads from {from} to {to}, which is not below it")),
        None if from.contains('/') => {
            let is_e2e = from.starts_with("crates/e2e/") || from.starts_with("xtask/");
            is_e2e.then(|| format!("leads to {to}, which the tests and tasks see from outside only"))
        }
        None => Some(format!("leads from {from} to {to}, which it must not know")),
    }
}

fn upward_feature(modules: &Modules, edge: &Edge) -> Option<String> {
    let (from, to) = (&modules.all[edge.from_module].path, &modules.all[edge.to_module].path);
    let is_upward = feature_floor(from)? < feature_floor(to)?;
    is_upward.then(|| format!("leads up from {} to {}", from.join("::"), to.join("::")))
}

/// The floor of the module itself, or else of the nearest module around it that has one.
fn feature_floor(path: &[String]) -> Option<usize> {
    (1..=path.len()).rev().find_map(|len| floor(FEATURES, &path[..len].join("::")))
}

fn floor(floors: &[&[&str]], name: &str) -> Option<usize> {
    floors.iter().position(|names| names.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::super::imports;
    use super::super::report::Page;
    use super::*;

    fn findings(files: &[(&str, &str)]) -> Vec<String> {
        let pages: Vec<Page> =
            files.iter().map(|(path, text)| Page { path: (*path).to_owned(), text: (*text).to_owned() }).collect();
        let modules = Modules::read(&pages);
        let mut report = Report::default();
        check(&modules, &imports::edges(&modules), &mut report);
        report.findings
    }

    const CORE_MANIFEST: (&str, &str) = ("crates/core/Cargo.toml", "[package]\nname = \"portico-core\"\n");

    #[test]
    fn upward_import_between_features_is_found() {
        let library = ("crates/core/src/lib.rs", "pub mod app;\npub mod tenant;\n");
        let app = ("crates/core/src/app.rs", "use crate::tenant::Url;\npub struct App(Url);\n");
        let tenant = ("crates/core/src/tenant.rs", "pub struct Url;\n");
        assert!(findings(&[CORE_MANIFEST, library, app, tenant]).is_empty());
        let tenant = ("crates/core/src/tenant.rs", "pub struct Url;\nfn f(_: &crate::app::App) {}\n");
        assert_eq!(findings(&[CORE_MANIFEST, library, app, tenant]).len(), 1);
    }

    #[test]
    fn child_with_its_own_floor_is_used_from_below_its_parent() {
        let library = ("crates/core/src/lib.rs", "pub mod net;\npub mod tenant;\n");
        let tenant = ("crates/core/src/tenant.rs", "pub mod url;\npub struct Registration;\n");
        let url = ("crates/core/src/tenant/url.rs", "pub struct Url;\n");
        let net = ("crates/core/src/net.rs", "use crate::tenant::url::Url;\npub struct Http(Url);\n");
        assert!(findings(&[CORE_MANIFEST, library, tenant, url, net]).is_empty());
        let net = ("crates/core/src/net.rs", "pub struct Http(crate::tenant::Registration);\n");
        assert_eq!(findings(&[CORE_MANIFEST, library, tenant, url, net]).len(), 1);
    }

    #[test]
    fn core_that_names_windows_or_an_unknown_feature_is_found() {
        let library = ("crates/core/src/lib.rs", "mod gadgets;\nuse tauri::Window;\n");
        let gadgets = ("crates/core/src/gadgets.rs", "fn f() { gtk::init() }\n");
        assert_eq!(findings(&[CORE_MANIFEST, library, gadgets]).len(), 3);
    }

    #[test]
    fn upward_import_between_crates_is_found() {
        let library = ("crates/core/src/lib.rs", "use portico_cli::Request;\n");
        let cli = ("crates/cli/src/lib.rs", "pub struct Request;\n");
        let manifest = ("crates/cli/Cargo.toml", "[package]\nname = \"portico-cli\"\n");
        assert_eq!(findings(&[CORE_MANIFEST, library, manifest, cli]).len(), 1);
    }
}
