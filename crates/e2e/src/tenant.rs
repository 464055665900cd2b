//! The demo tenant as a process of its own, and the strings that a journey pulls there.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::desktop::first_line;
use crate::process::Process;
use crate::{http, options};

/// Ended when it is dropped.
pub struct Tenant {
    _process: Process,
    address: String,
    /// Its controls are out of reach then.
    is_secure: bool,
}

impl Tenant {
    /// As it comes: the accounts and apps of its README.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// With words of its command line.
    pub fn start_with(arguments: &[&str]) -> Self {
        Self::start_binary(&options::demo_tenant_binary(), arguments)
    }

    /// Behind a certificate that nobody here trusts.
    pub fn start_untrusted() -> Self {
        Self::start_with(&["--tls"])
    }

    pub fn start_binary(program: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(program);
        command.args(["--port", "0"]).args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = Process::start(&mut command);
        let line = first_line(&mut process);
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

    /// Acts on `/__demo/…`.
    pub fn control(&self, action: &str, body: &Value) -> Value {
        self.call_control("POST", action, &body.to_string())
    }

    /// Another configuration from here on, as TOML. What it does not name keeps its default.
    pub fn configure(&self, toml: &str) {
        self.call_control("POST", "config", toml);
    }

    /// How the next requests to paths that match go wrong.
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

    /// A page of the tenant's that is another one from here on, until the faults are cleared.
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
        let (status, text) =
            http::request_text(&self.address, method, &format!("/__demo/{action}"), body).expect("the demo tenant answers");
        assert_eq!(status, 200, "/__demo/{action}: {text}");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("/__demo/{action}: {error} in {text}"))
    }
}
