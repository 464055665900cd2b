//! Writes the functions with which the UI calls the commands, one file for each window.

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use ts_rs::{Config, TS};

use super::{AppWindowLabels, COMMANDS, DesktopLabels, SIGNATURES, SignInBarLabels, Signature};

#[test]
fn typescript_commands_are_up_to_date() {
    for ((window, _), signatures) in COMMANDS.iter().zip(SIGNATURES) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("ui/src/lib/host/{window}-commands.ts"));
        let text = module(window, signatures);
        if env::var_os("PORTICO_WRITE_TYPES").is_some() {
            fs::write(&path, &text).unwrap();
        }
        assert!(fs::read_to_string(&path).unwrap_or_default() == text, "run `cargo xtask types`");
    }
}

/// An interface with the window's commands, and its implementation with Tauri.
fn module(window: &str, signatures: &[Signature]) -> String {
    let config = Config::default();
    let labels = [
        ("SignInBarLabels", SignInBarLabels::decl(&config)),
        ("AppWindowLabels", AppWindowLabels::decl(&config)),
        ("DesktopLabels", DesktopLabels::decl(&config)),
    ];
    let mut imports = BTreeSet::new();
    let mut declarations = Vec::new();
    let (mut interface, mut functions) = (String::new(), String::new());
    // A channel is for the host itself, which makes views of its messages.
    let is_callable = |signature: &&Signature| signature.arguments.iter().all(|(_, ty)| !ty.starts_with("Channel<"));
    for signature in signatures.iter().filter(is_callable) {
        let types = signature.arguments.iter().map(|(_, ty)| *ty).chain([signature.output]);
        for name in types.map(inner_type).filter(|ty| to_typescript(ty) == *ty) {
            match labels.iter().find(|(label, _)| *label == name) {
                Some((_, declaration)) => declarations.push(format!("export {declaration}\n\n")),
                None => drop(imports.insert(name)),
            }
        }
        for line in signature.docs {
            interface += &format!("  /**{line} */\n");
        }
        let name = camel_case(signature.name.strip_prefix(&format!("{window}_")).unwrap_or(signature.name));
        let parameters = signature
            .arguments
            .iter()
            .map(|(argument, ty)| format!("{}: {}", camel_case(argument), to_typescript(ty)))
            .collect::<Vec<_>>()
            .join(", ");
        let output = to_typescript(signature.output);
        interface += &format!("  {name}({parameters}): Promise<{output}>;\n");
        let names = signature.arguments.iter().map(|(argument, _)| camel_case(argument)).collect::<Vec<_>>().join(", ");
        let payload = if names.is_empty() { String::new() } else { format!(", {{ {names} }}") };
        functions += &format!("  {name}: ({names}) => invoke('{}'{payload}),\n", signature.name);
    }
    let imports = imports.into_iter().collect::<Vec<_>>().join(", ");
    let (declarations, interface_name) = (declarations.concat(), pascal_case(window) + "Commands");
    format!(
        "// Written by `cargo xtask types` from src-tauri/src/commands/list.rs. Do not edit.
import {{ invoke }} from '@tauri-apps/api/core';
import type {{ {imports} }} from '../ipc/types';

{declarations}/** Each call resolves when the core accepts it; results arrive as updates. A rejection is a `Problem`. */
export interface {interface_name} {{
{interface}}}

export const {window}Commands: {interface_name} = {{
{functions}}};
"
    )
}

fn to_typescript(ty: &str) -> String {
    if ty.starts_with("Option<") {
        return format!("{} | null", to_typescript(inner_type(ty)));
    }
    match inner_type(ty) {
        "String" | "SecretString" => "string",
        "bool" => "boolean",
        "u32" => "number",
        "" | "()" => "void",
        name => name,
    }
    .to_owned()
}

/// The type inside an `Option` or `Result`.
fn inner_type(ty: &str) -> &str {
    let inner = ty.strip_prefix("Option<").or_else(|| ty.strip_prefix("Result<"));
    inner.map_or(ty, |inner| inner.trim_end_matches('>'))
}

fn pascal_case(name: &str) -> String {
    name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

pub(crate) fn camel_case(name: &str) -> String {
    name[..1].to_owned() + &pascal_case(name)[1..]
}
