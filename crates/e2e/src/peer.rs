//! The certified OAuth server of `peers/oidc-provider`, as a process of its own.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::desktop::first_line;
use crate::http;
use crate::process::Process;

/// Ended when it is dropped.
pub struct OidcProvider {
    _process: Process,
    address: String,
}

impl OidcProvider {
    pub fn start(folder: &Path) -> Self {
        let mut node = Command::new("node");
        node.arg("server.mjs").current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = Process::start(&mut node);
        let line = first_line(&mut process);
        let address = line.split("http://").nth(1).unwrap_or_else(|| panic!("the peer says “{line}”")).to_owned();
        Self { _process: process, address }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// How many tokens it gave for that grant type.
    pub fn grant_count(&self, grant_type: &str) -> u64 {
        let (_, text) = http::request_text(&self.address, "GET", "/__seen", "").expect("the peer answers");
        // The answer may come in chunks, whose lengths stand around it.
        let json = text.find('{').zip(text.rfind('}')).map_or("{}", |(from, to)| &text[from..=to]);
        let counts: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
        counts[grant_type].as_u64().unwrap_or_default()
    }
}
