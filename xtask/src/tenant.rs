//! Runs the demo tenant on a free port; dropping it ends the process.

use crate::run;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

pub(crate) struct Tenant {
    child: Child,
    pub(crate) url: String,
    /// The file of its private authority, if it was started with `--tls`.
    pub(crate) authority: Option<String>,
}

impl Tenant {
    /// Waits for its first line, `demo tenant at URL`; with `--tls` the second names the authority's file.
    pub(crate) fn start(program: &Path, words: &[&str], errors: Stdio) -> Result<Self, String> {
        let mut child = Command::new(program)
            .args(["--port", "0"])
            .args(words)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .map_err(|error| format!("the demo tenant ({}) did not start: {error}.", program.display()))?;
        let mut lines = child.stdout.take().map(|pipe| BufReader::new(pipe).lines());
        let mut next = || lines.as_mut().and_then(|lines| lines.next()?.ok());
        let url = next().and_then(|line| Some(line.split_once("http")?.1.to_owned())).map(|rest| format!("http{rest}"));
        let authority = if words.contains(&"--tls") { next() } else { None };
        let authority = authority.and_then(|line| line.find('/').map(|at| line[at..].trim().to_owned()));
        // The rest is read and dropped, so that the tenant never waits for a full pipe.
        if let Some(lines) = lines {
            std::thread::spawn(move || lines.for_each(drop));
        }
        let mut tenant = Self { child, url: String::new(), authority };
        match url {
            Some(url) => tenant.url = url.trim().to_owned(),
            None => return Err("the demo tenant ended without saying its address.".to_owned()),
        }
        Ok(tenant)
    }
}

impl Drop for Tenant {
    fn drop(&mut self) {
        run::kill_tree(&mut self.child);
    }
}
