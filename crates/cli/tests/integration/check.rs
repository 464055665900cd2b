//! `portico check` where the tenant cannot be reached: report, exit status, and no trace in the user's folders.

use std::ffi::OsString;
use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;

use portico_cli::command::{CommandContext, CommandOutput, ExitStatus, parse, run};
use portico_core::clock::Timestamp;
use portico_desktop::Environment;
use serde_json::{Value, json};

use crate::support::home;

async fn output_of(line: &str) -> CommandOutput {
    let folder = tempfile::tempdir().unwrap();
    let environment = Environment::new([], PathBuf::new());
    let context = CommandContext::new(None, None, home::dirs(&folder), Timestamp(0), environment);
    let before = fs::read_dir(folder.path()).unwrap().count();
    let output = run(parse(line.split(' ').map(OsString::from)).unwrap(), &context).await.unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), before);
    output
}

#[tokio::test]
async fn unreachable_server_is_reported_as_text_and_json() {
    let closed_port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let text = output_of(&format!("check {closed_port} --scope Everything")).await;
    assert_eq!((text.exit_status, text.stderr.as_str()), (ExitStatus::Failed, ""));
    assert!(text.stdout.starts_with(&format!("Checking {closed_port}\n")), "{text:?}");
    assert!(text.stdout.contains("E-NET-REFUSED") && text.stdout.contains("Failed at: "), "{text:?}");
    let json = output_of(&format!("check {closed_port} --scope Everything --json")).await;
    assert_eq!(json.exit_status, ExitStatus::Failed);
    let report: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((&report["ok"], &report["failed"]), (&json!(false), &json!("reachable")));
    assert_eq!(report["expects"]["scope"], "Everything");
}
