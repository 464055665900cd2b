//! The lane `workflows`: the files in `.github` are what GitHub understands.
//!
//! `check-jsonschema` brings the schemas of workflows and issue forms with it, so it needs no network once installed.

use crate::lane::{Context, Verdict};
use crate::{paths, python, run};
use std::path::PathBuf;

pub(crate) fn check(context: &mut Context<'_>) -> Result<Verdict, String> {
    let requirements = paths::in_repository("xtask/requirements.txt");
    let programs = python::environment(&mut context.run, "check-jsonschema", &requirements)?;
    let program = programs.join(format!("check-jsonschema{}", std::env::consts::EXE_SUFFIX));
    let workflows = files(".github/workflows")?;
    let (config, forms): (Vec<PathBuf>, Vec<PathBuf>) =
        files(".github/ISSUE_TEMPLATE")?.into_iter().partition(|file| file.ends_with("config.yml"));
    for (schema, files) in [
        ("vendor.github-workflows", &workflows),
        // A job that hangs would otherwise hold a machine for six hours.
        ("custom.github-workflows-require-timeout", &workflows),
        ("vendor.github-issue-forms", &forms),
        ("vendor.github-issue-config", &config),
    ] {
        context.run.step(run::program(&program).args(["--builtin-schema", schema]).args(files))?;
    }
    Ok(Verdict::Passed(format!("{} files", workflows.len() + forms.len() + config.len())))
}

fn files(folder: &str) -> Result<Vec<PathBuf>, String> {
    let folder = paths::in_repository(folder);
    let entries =
        std::fs::read_dir(&folder).map_err(|error| format!("{} cannot be read: {error}.", folder.display()))?;
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    found.retain(|path| path.extension().is_some_and(|end| end == "yml"));
    found.sort();
    Ok(found)
}
