//! The program: its two lines of output, https under the CA that it names, and a clean end.
#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use reqwest::{Certificate, Client};

#[tokio::test]
async fn program_serves_https_and_stops_on_sigterm() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_demo-tenant"))
        .args(["--port", "0", "--tls", "--apps", "5", "--base-path", "/identity"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut lines = BufReader::new(program.stdout.take().expect("piped")).lines();
    let mut line = || lines.next().expect("a line").expect("text");
    let first = line();
    let url = first.strip_prefix("demo tenant at ").expect("the contract's words").to_owned();
    assert!(url.starts_with("https://127.0.0.1:") && url.ends_with("/identity"), "{url}");
    let file = line();

    // Only the first test of a process gets to set it, and all want the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let authority = Certificate::from_pem(&std::fs::read(&file).expect("a file")).expect("PEM");
    let client = Client::builder().no_proxy().tls_certs_only([authority]).build().expect("a client");
    let answer = client.get(format!("{url}/sysinfo/dummy")).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert!(answer.headers().contains_key("strict-transport-security"));
    let login = client.get(format!("{url}/login")).send().await.expect("an answer");
    assert_eq!(login.status(), 200);

    let killed = Command::new("kill").args(["-TERM", &program.id().to_string()]).status().expect("kill");
    assert!(killed.success());
    assert!(program.wait().expect("ends").success());
    assert!(!Path::new(&file).exists(), "the CA file goes with the tenant");
}

#[test]
fn program_reports_missing_config_file_and_prints_help() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_demo-tenant")).args(["--config", "/nowhere.toml"]).output().expect("runs");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("/nowhere.toml cannot be read"));
    let help = Command::new(env!("CARGO_BIN_EXE_demo-tenant")).arg("--help").output().expect("runs");
    assert!(help.status.success() && String::from_utf8_lossy(&help.stdout).contains("--latency"));
}
