//! The lane `supply`: everything that comes into the tree from outside is what `deny.toml` allows.
//!
//! Licenses, bans, oldest versions and sources are checked here, from what Cargo knows of the packages, so they need no
//! other program and no network. Known vulnerabilities need `cargo-deny` and its database; without them the lane says
//! that they are unchecked.

mod license;
mod packages;

use crate::json::Value;
use crate::lane::Verdict;
use crate::run::{self, Run};
use crate::{json, paths, toml};
use packages::Package;

pub(crate) fn check(run: &mut Run) -> Result<Verdict, String> {
    let file = paths::in_repository("deny.toml");
    let text =
        std::fs::read_to_string(&file).map_err(|error| format!("{} cannot be read: {error}.", file.display()))?;
    let rules = toml::parse(&text)?;
    let (metadata, is_partial) = metadata(run, &rules)?;
    let packages = packages::read(&metadata);
    let findings = findings(&rules, &packages)?;
    for finding in &findings {
        run.print(finding);
    }
    match findings.len() {
        0 => {}
        1 => return Ok(Verdict::Failed(findings.into_iter().next().unwrap_or_default())),
        count => return Ok(Verdict::Failed(format!("{count} findings"))),
    }
    let advisories = advisories(run)?;
    let others = if is_partial { "; those of other systems cannot be fetched, and are unchecked" } else { "" };
    Ok(Verdict::Passed(format!("{} packages{others}; {advisories}", packages.len())))
}

/// What Cargo knows of all packages on the systems of `deny.toml`, and whether these are only the packages of this
/// system: Cargo fetches those of the others, which a machine without a network cannot.
fn metadata(run: &mut Run, rules: &Value) -> Result<(Value, bool), String> {
    let command = |words: &[&str], targets: &[&str]| {
        let mut command = run::cargo();
        command.args(["metadata", "--format-version", "1", "--locked", "--all-features"]).args(words);
        command.args(targets.iter().flat_map(|target| ["--filter-platform", target]));
        command
    };
    let targets = rules.get("graph").get("targets").texts();
    if let Ok(printed) = run::output(&mut command(&["--offline"], &targets)) {
        return Ok((json::parse(&printed)?, false));
    }
    if let Ok(printed) = run.step_with_output(&mut command(&[], &targets)) {
        return Ok((json::parse(&printed)?, false));
    }
    let printed = run.step_with_output(&mut command(&["--offline"], &["x86_64-unknown-linux-gnu"]))?;
    Ok((json::parse(&printed)?, true))
}

fn findings(rules: &Value, packages: &[Package]) -> Result<Vec<String>, String> {
    let mut findings = Vec::new();
    let allowed = rules.get("licenses").get("allow").texts();
    let registries = rules.get("sources").get("allow-registry").texts();
    let bans = rules.get("bans").get("deny").list();
    for package in packages {
        let name = format!("{} {}", package.name, package.version);
        if package.license.is_empty() {
            findings.push(format!("{name} names no license."));
        } else if !license::is_allowed(&package.license, &allowed)? {
            findings.push(format!("{name} is under \"{}\", which deny.toml does not allow.", package.license));
        }
        let source = package.source.strip_prefix("registry+").unwrap_or(&package.source);
        if !package.source.is_empty() && !registries.contains(&source) {
            findings.push(format!("{name} comes from {source}, which deny.toml does not allow."));
        }
        for dependency in package.wildcards.iter().filter(|_| package.source.is_empty()) {
            findings.push(format!("{name} takes any version of {dependency}."));
        }
        for ban in bans {
            if let Some(finding) = banned(ban, package, packages)? {
                findings.push(finding);
            }
        }
    }
    Ok(findings)
}

/// A ban is `{ crate = "name" }`, of old versions `{ crate = "name:<1.2.3" }`; `wrappers` are the packages that may
/// nevertheless depend on it.
fn banned(ban: &Value, package: &Package, packages: &[Package]) -> Result<Option<String>, String> {
    let (name, range) = ban.get("crate").text().split_once(':').unwrap_or((ban.get("crate").text(), ""));
    if name != package.name {
        return Ok(None);
    }
    if !range.is_empty() {
        let floor = range.strip_prefix('<').ok_or_else(|| format!("deny.toml: \"{range}\" is not understood."))?;
        if version(&package.version) >= version(floor) {
            return Ok(None);
        }
    }
    let wrappers = ban.get("wrappers").texts();
    let dependents = packages.iter().filter(|other| other.dependencies.contains(&package.id));
    let dependent = dependents.map(|other| other.name.as_str()).find(|other| !wrappers.contains(other));
    let finding =
        |text: String| Some(format!("{} {} {text}: {}.", package.name, package.version, ban.get("reason").text()));
    Ok(match dependent {
        Some(other) => finding(format!("is refused, and {other} depends on it")),
        None if wrappers.is_empty() => finding("is refused".to_owned()),
        None => None,
    })
}

fn version(text: &str) -> [u32; 3] {
    let mut parts = text.split(['.', '-', '+']).map(|part| part.parse().unwrap_or(0));
    std::array::from_fn(|_| parts.next().unwrap_or(0))
}

/// Checks known vulnerabilities where that is possible, and says what was done.
fn advisories(run: &mut Run) -> Result<&'static str, String> {
    if run::output(run::cargo().args(["deny", "--version"])).is_err() {
        return Ok("advisories unchecked: cargo-deny is not installed");
    }
    let outcome = run.step(run::cargo().args(["deny", "--workspace", "check", "advisories"]));
    // Without the database nobody can say that a package is bad, nor that it is good.
    if outcome.is_err() && run.logged_text().contains("failed to fetch advisory database") {
        return Ok("advisories unchecked: their database cannot be reached");
    }
    outcome.map(|()| "advisories checked")
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "[bans]\ndeny = [\n{ crate = \"rsa\", reason = \"r\" },\n{ crate = \"h2:<0.4.16\", reason = \"r\" },\n\
        { crate = \"wry\", wrappers = [\"tauri\"], reason = \"r\" },\n]\n[licenses]\nallow = [\"MIT\"]\n[sources]\n\
        allow-registry = [\"https://good\"]\n";

    fn package(name: &str, version: &str) -> Package {
        Package {
            id: name.to_owned(),
            name: name.to_owned(),
            version: version.to_owned(),
            license: "MIT".to_owned(),
            source: "registry+https://good".to_owned(),
            ..Package::default()
        }
    }

    fn count(packages: &[Package]) -> usize {
        findings(&toml::parse(RULES).unwrap(), packages).unwrap().len()
    }

    #[test]
    fn versions_compare_by_number() {
        assert!(version("2.9.0") < [2, 11, 1]);
        assert!(version("0.103.16") >= [0, 103, 13]);
        assert!(version("2.12.5-rc.1") >= [2, 11, 1]);
    }

    #[test]
    fn banned_and_old_packages_are_found() {
        assert_eq!(count(&[package("rsa", "0.9.0")]), 1);
        assert_eq!(count(&[package("h2", "0.4.15")]), 1);
        assert_eq!(count(&[package("h2", "0.4.16"), package("serde", "1.0.0")]), 0);
    }

    #[test]
    fn package_with_wrappers_is_refused_to_others() {
        let user = |name: &str| Package { dependencies: vec!["wry".to_owned()], ..package(name, "1.0.0") };
        assert_eq!(count(&[package("wry", "0.55.0"), user("tauri")]), 0);
        assert_eq!(count(&[package("wry", "0.55.0"), user("tauri"), user("portico-core")]), 1);
    }

    #[test]
    fn license_source_and_wildcard_are_checked() {
        assert_eq!(count(&[Package { license: "GPL-3.0".to_owned(), ..package("a", "1.0.0") }]), 1);
        assert_eq!(count(&[Package { license: String::new(), ..package("a", "1.0.0") }]), 1);
        assert_eq!(count(&[Package { source: "git+https://evil".to_owned(), ..package("a", "1.0.0") }]), 1);
        let own = Package { source: String::new(), wildcards: vec!["b".to_owned()], ..package("a", "1.0.0") };
        assert_eq!(count(&[own]), 1);
    }
}
