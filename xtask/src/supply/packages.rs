//! The packages that `cargo metadata` lists, as far as the lane `supply` looks at them.

use crate::json::Value;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default)]
pub(super) struct Package {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) version: String,
    /// Empty if the package names none.
    pub(super) license: String,
    /// Empty for packages of this repository.
    pub(super) source: String,
    /// The ids of the packages that it depends on directly.
    pub(super) dependencies: Vec<String>,
    /// The dependencies of which it takes any version; those with a path have none.
    pub(super) wildcards: Vec<String>,
}

/// The packages that some chosen system needs.
pub(super) fn read(metadata: &Value) -> Vec<Package> {
    let nodes: BTreeMap<&str, &Value> =
        metadata.get("resolve").get("nodes").list().iter().map(|node| (node.get("id").text(), node)).collect();
    let packages = metadata.get("packages").list().iter();
    packages.filter_map(|package| Some(one(package, nodes.get(package.get("id").text())?))).collect()
}

fn one(package: &Value, node: &Value) -> Package {
    let text = |name: &str| package.get(name).text().to_owned();
    let wildcards = package.get("dependencies").list().iter();
    let wildcards = wildcards
        .filter(|dependency| dependency.get("req").text() == "*" && matches!(dependency.get("path"), Value::Null));
    Package {
        id: text("id"),
        name: text("name"),
        version: text("version"),
        license: text("license"),
        source: text("source"),
        dependencies: node.get("dependencies").texts().into_iter().map(str::to_owned).collect(),
        wildcards: wildcards.map(|dependency| dependency.get("name").text().to_owned()).collect(),
    }
}
