//! Runs the demo tenant as a process of its own and calls its controls.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::desktop::process::Process;
use crate::network::http;
use crate::options;

/// Ends when dropped.
pub struct Tenant {
    _process: Process,
    address: String,
    /// Serves https. The controls cannot be called then.
    is_secure: bool,
}

impl Tenant {
    /// With the accounts and apps of its README.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// With these command-line arguments.
    pub fn start_with(arguments: &[&str]) -> Self {
        Self::start_binary(&options::demo_tenant_binary(), arguments)
    }

    /// With a certificate that no client here trusts.
    pub fn start_untrusted() -> Self {
        Self::start_with(&["--tls"])
    }

    pub fn start_binary(program: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(program);
        let (process, line) = Process::start_server(command.args(["--port", "0"]).args(arguments));
        let address = line.split("://").nth(1).unwrap_or_else(|| panic!("the demo tenant says “{line}”")).to_owned();
        Self { _process: process, address, is_secure: line.contains("https://") }
    }

    /// `127.0.0.1:PORT`
    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn url(&self) -> String {
        format!("{}://{}", if self.is_secure { "https" } else { "http" }, self.address)
    }

    /// Posts to the control `/__demo/ACTION`.
    pub fn control(&self, action: &str, body: &Value) -> Value {
        self.call_control("POST", action, &body.to_string())
    }

    /// Replaces the configuration. What the TOML does not name keeps its default.
    pub fn configure(&self, toml: &str) {
        self.call_control("POST", "config", toml);
    }

    /// Adds a fault for requests whose path matches the regular expression `path`.
    pub fn inject_fault(&self, path: &str, fault: &Value) {
        let mut fault = fault.clone();
        fault["path"] = json!(path);
        self.control("fail", &fault);
    }

    pub fn requests(&self) -> Vec<Value> {
        self.call_control("GET", "requests", "").as_array().cloned().unwrap_or_default()
    }

    /// Requests to one path so far.
    pub fn request_count(&self, path: &str) -> u64 {
        self.call_control("GET", "counts", "")[path.to_lowercase()].as_u64().unwrap_or_default()
    }

    /// Serves `html` in place of the tenant's page at `path` until the faults are cleared.
    pub fn serve_page(&self, path: &str, html: &str) {
        let headers = json!([["content-type", "text/html; charset=utf-8"]]);
        let page = json!({ "kind": "raw", "status": 200, "headers": headers, "body": html, "times": null });
        self.inject_fault(path, &page);
    }

    pub fn clear_faults(&self) {
        self.control("clear-faults", &json!({}));
    }

    fn call_control(&self, method: &str, action: &str, body: &str) -> Value {
        if self.is_secure {
            return Value::Null;
        }
        let (status, text) = http::request_text(&self.address, method, &format!("/__demo/{action}"), body)
            .expect("the demo tenant answers");
        assert_eq!(status, 200, "/__demo/{action}: {text}");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("/__demo/{action}: {error} in {text}"))
    }
}
