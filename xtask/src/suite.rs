//! The Rust tests of the workspace and the app that the journeys drive, compiled once for all lanes.
//!
//! `cargo test -p NAME` would compile the dependencies again for each package, because Cargo picks their features for
//! the packages at hand. So Cargo compiles those of the whole workspace, and each lane starts the executables of
//! its own.

use crate::json::{self, Value};
use crate::paths;
use crate::run::{self, Run};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// All but the window for benchmarks, which has no tests, and takes long to link.
const WORKSPACE: &[&str] = &["--workspace", "--exclude", "bench-baseline"];

/// What the journeys start.
const PROGRAMS: &[&str] = &["--bin", "portico", "--bin", "demo-tenant"];

pub(crate) struct Suite {
    /// Empty: the whole workspace.
    packages: Vec<&'static str>,
    built: Mutex<Option<Result<Vec<Executable>, String>>>,
}

/// Something that Cargo built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Executable {
    pub(crate) package: String,
    /// The target's name: `integration`, `journeys`, that of the library or of the program.
    pub(crate) target: String,
    /// Whether it is a test harness, or else a program.
    pub(crate) is_test: bool,
    pub(crate) file: PathBuf,
    /// Where Cargo would start it.
    folder: PathBuf,
}

/// Which tests of a package to run.
#[derive(Clone, Copy)]
pub(crate) enum Select {
    /// All but these targets.
    AllBut(&'static [&'static str]),
    Only(&'static str),
}

impl Suite {
    pub(crate) fn of_workspace() -> Self {
        Self { packages: Vec::new(), built: Mutex::new(None) }
    }

    /// For a few lanes: the rest of the workspace is not compiled.
    pub(crate) fn of(packages: Vec<&'static str>) -> Self {
        Self { packages, built: Mutex::new(None) }
    }

    /// Compiles the tests, once; whoever comes while that goes on waits for it.
    pub(crate) fn build(&self, run: &mut Run) -> Result<Vec<Executable>, String> {
        let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        built.get_or_insert_with(|| self.compile(run)).clone()
    }

    fn compile(&self, run: &mut Run) -> Result<Vec<Executable>, String> {
        let mut found = Vec::new();
        for words in self.commands() {
            let mut command = run::cargo();
            command.args(words).arg("--message-format=json-render-diagnostics");
            found.extend(run.step_with_output(&mut command)?.lines().filter_map(executable));
        }
        Ok(found)
    }

    /// The arguments of each call of Cargo. `cargo test --bin` would give a test harness instead of a program, so the
    /// programs come from `cargo build`; a test target beside them makes Cargo pick the features that the tests need.
    fn commands(&self) -> Vec<Vec<&'static str>> {
        // The keyring's tests are none of `cargo test` (they need a desktop), so they have to be named: for the whole
        // workspace by a pattern. For a package without such tests a pattern is an error.
        if self.packages.is_empty() {
            return vec![
                [&["build"], WORKSPACE, &["--test", "*"], PROGRAMS].concat(),
                [&["test", "--no-run"], WORKSPACE, &["--lib", "--bin", "demo-tenant"]].concat(),
            ];
        }
        let mut commands = vec![[vec!["test", "--no-run", "--tests"], self.package_words()].concat()];
        if self.packages.contains(&"portico-core") {
            commands.push(vec!["test", "--no-run", "-p", "portico-core", "--test", "keyring"]);
        }
        if self.packages.contains(&"e2e") {
            // With the features of the whole workspace, as its lanes have compiled the app.
            commands.push([&["build"], WORKSPACE, &["--test", "journeys"], PROGRAMS].concat());
        }
        commands
    }

    /// Runs the examples in the documentation; rustdoc compiles them.
    pub(crate) fn doc_tests(&self, run: &mut Run) -> Result<(), String> {
        run.step(run::cargo().args(["test", "--doc"]).args(self.package_words()))
    }

    fn package_words(&self) -> Vec<&'static str> {
        if self.packages.is_empty() {
            return WORKSPACE.to_vec();
        }
        self.packages.iter().flat_map(|package| ["-p", package]).collect()
    }

    /// Runs the chosen tests of a package, those whose names contain one of the filters.
    pub(crate) fn run(&self, run: &mut Run, package: &str, select: Select, words: &[&str]) -> Result<(), String> {
        self.run_with(run, package, select, words, &[])
    }

    /// The same with variables of the environment. All chosen executables run, also after one has failed.
    pub(crate) fn run_with(
        &self,
        run: &mut Run,
        package: &str,
        select: Select,
        words: &[&str],
        variables: &[(&str, OsString)],
    ) -> Result<(), String> {
        let executables = self.build(run)?;
        let chosen: Vec<&Executable> = executables.iter().filter(|one| select.takes(one, package)).collect();
        if chosen.is_empty() {
            return Err(format!("{package} has no such tests."));
        }
        let mut outcome = Ok(());
        for one in chosen {
            let mut command = one.command();
            command.args(words).envs(variables.iter().map(|(name, value)| (name, value)));
            outcome = outcome.and(run.step(&mut command));
        }
        outcome
    }

    /// A program that was compiled beside the tests of its package.
    pub(crate) fn program(&self, run: &mut Run, package: &str, name: &str) -> Result<PathBuf, String> {
        let executables = self.build(run)?;
        let found = executables.iter().find(|one| !one.is_test && one.package == package && one.target == name);
        found.map(|one| one.file.clone()).ok_or_else(|| format!("{package} has no program {name}."))
    }
}

impl Select {
    fn takes(self, one: &Executable, package: &str) -> bool {
        let is_chosen = match self {
            Self::AllBut(targets) => !targets.contains(&one.target.as_str()),
            Self::Only(target) => one.target == target,
        };
        one.is_test && one.package == package && is_chosen
    }
}

impl Executable {
    fn command(&self) -> Command {
        let mut command = Command::new(&self.file);
        // As `cargo test` starts it.
        command.current_dir(&self.folder).env("CARGO_MANIFEST_DIR", &self.folder);
        command
    }
}

/// What a line of Cargo's messages says was built, if it can be started.
fn executable(line: &str) -> Option<Executable> {
    let message = json::parse(line).ok()?;
    let file = message.get("executable").text();
    if message.get("reason").text() != "compiler-artifact" || file.is_empty() {
        return None;
    }
    let manifest = PathBuf::from(message.get("manifest_path").text());
    Some(Executable {
        package: package_name(message.get("package_id").text()),
        target: message.get("target").get("name").text().to_owned(),
        is_test: *message.get("profile").get("test") == Value::Bool(true),
        file: PathBuf::from(file),
        folder: manifest.parent().unwrap_or(paths::root()).to_owned(),
    })
}

/// `path+file:///…/crates/core#portico-core@0.1.0`, or without the name where the folder is called the same.
fn package_name(id: &str) -> String {
    let (place, version) = id.split_once('#').unwrap_or((id, ""));
    match version.split_once('@') {
        Some((name, _)) => name.to_owned(),
        None => place.rsplit('/').next().unwrap_or(place).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"reason":"compiler-artifact","package_id":"path+file:///r/crates/core#portico-core@0.1.0","manifest_path":"/r/crates/core/Cargo.toml","target":{"kind":["test"],"name":"integration"},"profile":{"test":true},"executable":"/t/integration-1"}"#;

    #[test]
    fn cargo_message_names_the_executable() {
        let found = executable(LINE).unwrap();
        assert_eq!((found.package.as_str(), found.target.as_str()), ("portico-core", "integration"));
        assert!(found.is_test && found.folder.ends_with("crates/core"));
        assert_eq!(executable(&LINE.replace("\"/t/integration-1\"", "null")), None);
        assert_eq!(executable("   Compiling a"), None);
    }

    #[test]
    fn package_name_comes_from_both_forms_of_id() {
        assert_eq!(package_name("path+file:///r/crates/e2e#0.1.0"), "e2e");
        assert_eq!(package_name("path+file:///r#portico@0.1.0"), "portico");
    }

    #[test]
    fn select_takes_only_tests_of_its_package() {
        let found = executable(LINE).unwrap();
        assert!(Select::AllBut(&["keyring"]).takes(&found, "portico-core"));
        assert!(!Select::AllBut(&["integration"]).takes(&found, "portico-core"));
        assert!(!Select::Only("integration").takes(&found, "e2e"));
        let program = executable(&LINE.replace("\"test\":true", "\"test\":false")).unwrap();
        assert!(!Select::Only("integration").takes(&program, "portico-core"));
    }
}
