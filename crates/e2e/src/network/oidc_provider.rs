//! Runs the certified OAuth server of `peers/oidc-provider` as a process of its own.

use std::path::Path;
use std::process::Command;

use crate::desktop::process::Process;
use crate::network::http;

/// Ends when dropped.
pub struct OidcProvider {
    _process: Process,
    address: String,
}

impl OidcProvider {
    pub fn start(folder: &Path) -> Self {
        let mut node = Command::new("node");
        let (process, line) = Process::start_server(node.arg("server.mjs").current_dir(folder));
        let address = line.split("http://").nth(1).unwrap_or_else(|| panic!("the server says “{line}”")).to_owned();
        Self { _process: process, address }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// How many token requests of that grant type the server granted.
    pub fn grant_count(&self, grant_type: &str) -> u64 {
        let (_, text) = http::request_text(&self.address, "GET", "/__seen", "").expect("the server answers");
        // The response may be chunked: chunk lengths stand around the JSON.
        let json = text.find('{').zip(text.rfind('}')).map_or("{}", |(from, to)| &text[from..=to]);
        let counts: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
        counts[grant_type].as_u64().unwrap_or_default()
    }
}
