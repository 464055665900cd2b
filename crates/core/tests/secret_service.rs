//! The keyring client against a real Secret Service: gnome-keyring on a session bus of each test's own.
//!
//! Not run by a plain `cargo test`, since not every machine has the daemons: `--test keyring` runs
//! it. Each test starts this binary anew under `dbus-run-session`, with homes of its own, so it touches
//! neither the keyring nor the bus of whoever runs it.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use portico_core::error::Code;
use portico_core::storage::keyring::KeyringClient;
use secrecy::{ExposeSecret, SecretSlice};

/// Set in the process under test.
const CHILD_VARIABLE: &str = "PORTICO_TEST_KEYRING";
/// What the daemon says on its output is not for the test's.
const START_UNLOCKED_DAEMON: &str = "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";
/// The collection is there, from an earlier unlocking, and its password is not.
const START_LOCKED_DAEMON: &str = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1";

/// A bus that starts nothing on demand but a prompter, and that one never gets ready.
const MINIMAL_BUS_CONFIG: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <servicedir>HOMES</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#;
const STALLED_PROMPTER_SERVICE: &str =
    "[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\nExec=/bin/sh -c \"exec sleep 5 >/dev/null 2>&1\"\n";

/// Runs the test `name` again on a bus of its own, after `daemon`, and fails with what it says.
fn run_in_session(name: &str, home: &Path, daemon: &str) {
    run_under_bus(&mut Command::new("dbus-run-session"), name, home, daemon);
}

/// The same on [`MINIMAL_BUS_CONFIG`].
fn run_in_minimal_session(name: &str, home: &Path, daemon: &str) {
    let config = home.join("bus.conf");
    std::fs::write(&config, MINIMAL_BUS_CONFIG.replace("HOMES", home.to_str().unwrap())).unwrap();
    std::fs::write(home.join("org.gnome.keyring.SystemPrompter.service"), STALLED_PROMPTER_SERVICE).unwrap();
    run_under_bus(Command::new("dbus-run-session").arg("--config-file").arg(config), name, home, daemon);
}

fn run_under_bus(bus: &mut Command, name: &str, home: &Path, daemon: &str) {
    let script = format!("{daemon}; exec \"$0\" --exact {name} --nocapture");
    bus.args(["--", "sh", "-c", &script]).arg(std::env::current_exe().unwrap());
    assert_success(isolate_environment(bus, home));
}

fn isolate_environment<'a>(command: &'a mut Command, home: &Path) -> &'a mut Command {
    command
        .env(CHILD_VARIABLE, "1")
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env("XDG_RUNTIME_DIR", home)
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("GNOME_KEYRING_CONTROL")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
}

fn assert_success(command: &mut Command) {
    let Output { status, stdout, stderr } = command.stdin(Stdio::null()).output().unwrap();
    assert!(status.success(), "{}\n{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
}

fn is_child() -> bool {
    std::env::var_os(CHILD_VARIABLE).is_some()
}

/// As in the app, whose runtime ends when its last window closes.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(future)
}

fn test_secret(size: usize) -> SecretSlice<u8> {
    (0..size).map(|index| u8::try_from(index % 251).unwrap()).collect::<Vec<_>>().into()
}

#[test]
fn secret_of_any_size_round_trips_and_is_deleted_completely() {
    if !is_child() {
        let home = tempfile::tempdir().unwrap();
        return run_in_session(
            "secret_of_any_size_round_trips_and_is_deleted_completely",
            home.path(),
            START_UNLOCKED_DAEMON,
        );
    }
    block_on(async {
        let keyring = KeyringClient::for_os();
        keyring.probe().await.unwrap();
        assert!(keyring.read("id").await.unwrap().is_none());
        keyring.delete("id").await.unwrap();
        for size in [1, 2_561, 20_000, 300] {
            keyring.write("id", test_secret(size)).await.unwrap();
            for keyring in [&keyring, &KeyringClient::for_os()] {
                let found = keyring.read("id").await.unwrap().unwrap();
                assert_eq!(found.expose_secret(), test_secret(size).expose_secret());
            }
        }
        keyring.delete("id").await.unwrap();
        assert!(keyring.read("id").await.unwrap().is_none());
    });
    let left = Command::new("dbus-send")
        .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets"])
        .args(["/org/freedesktop/secrets/collection/login", "org.freedesktop.DBus.Properties.Get"])
        .args(["string:org.freedesktop.Secret.Collection", "string:Items"])
        .output()
        .unwrap();
    let left = String::from_utf8(left.stdout).unwrap();
    assert!(left.contains("array") && !left.contains("object path"), "{left}");
}

#[test]
fn missing_session_bus_reports_keyring_absent() {
    if !is_child() {
        let home = tempfile::tempdir().unwrap();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "missing_session_bus_reports_keyring_absent", "--nocapture"]);
        return assert_success(isolate_environment(&mut command, home.path()));
    }
    assert_absent_without_delay();
}

#[test]
fn bus_without_secret_service_reports_keyring_absent() {
    if !is_child() {
        let home = tempfile::tempdir().unwrap();
        return run_in_minimal_session("bus_without_secret_service_reports_keyring_absent", home.path(), ":");
    }
    assert_absent_without_delay();
}

fn assert_absent_without_delay() {
    let started = Instant::now();
    block_on(async {
        let keyring = KeyringClient::for_os();
        assert_eq!(keyring.probe().await.unwrap_err().code, Code::KeyringAbsent);
        assert_eq!(keyring.read("id").await.unwrap_err().code, Code::KeyringAbsent);
        assert_eq!(keyring.write("id", test_secret(1)).await.unwrap_err().code, Code::KeyringAbsent);
    });
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[test]
fn missing_default_collection_reports_keyring_absent() {
    if !is_child() {
        let home = tempfile::tempdir().unwrap();
        return run_in_session("missing_default_collection_reports_keyring_absent", home.path(), START_LOCKED_DAEMON);
    }
    block_on(async {
        let keyring = KeyringClient::for_os();
        assert_eq!(keyring.write("id", test_secret(1)).await.unwrap_err().code, Code::KeyringAbsent);
        assert_eq!(keyring.probe().await.unwrap_err().code, Code::KeyringAbsent);
    });
}

#[test]
fn locked_collection_reports_locked_without_hanging() {
    if !is_child() {
        let home = tempfile::tempdir().unwrap();
        run_in_session("child_process_stores_secret", home.path(), START_UNLOCKED_DAEMON);
        let started = Instant::now();
        run_in_session("locked_collection_reports_locked_without_hanging", home.path(), START_LOCKED_DAEMON);
        assert!(started.elapsed() < Duration::from_secs(8), "the process ends without waiting");
        return;
    }
    block_on(async {
        let keyring = KeyringClient::for_os().with_deadline(Duration::from_secs(2));
        for error in [
            keyring.read("id").await.err().unwrap(),
            keyring.write("id", test_secret(1)).await.unwrap_err(),
            keyring.probe().await.unwrap_err(),
        ] {
            assert_eq!(error.code, Code::KeyringLocked);
        }
    });
}

#[test]
fn unanswered_prompt_reports_locked_without_hanging() {
    if !is_child() {
        let home = tempfile::tempdir().unwrap();
        run_in_session("child_process_stores_secret", home.path(), START_UNLOCKED_DAEMON);
        let started = Instant::now();
        run_in_minimal_session("unanswered_prompt_reports_locked_without_hanging", home.path(), START_LOCKED_DAEMON);
        assert!(started.elapsed() < Duration::from_secs(4), "the process ends without waiting");
        return;
    }
    block_on(async {
        let keyring = KeyringClient::for_os();
        let client = keyring.clone().with_deadline(Duration::from_millis(300));
        let started = Instant::now();
        assert_eq!(client.read("id").await.err().unwrap().code, Code::KeyringLocked);
        assert_eq!(client.write("id", test_secret(1)).await.unwrap_err().code, Code::KeyringLocked);
        assert!(started.elapsed() >= Duration::from_millis(600), "it was the deadline that answered");
        keyring.restart();
        assert_eq!(client.probe().await.unwrap_err().code, Code::KeyringLocked);
    });
}

/// The first act of the two tests above.
#[test]
fn child_process_stores_secret() {
    if is_child() {
        block_on(KeyringClient::for_os().write("id", test_secret(10))).unwrap();
    }
}

#[test]
fn concurrent_readers_always_see_a_complete_secret() {
    if !is_child() {
        let home = tempfile::tempdir().unwrap();
        return run_in_session("concurrent_readers_always_see_a_complete_secret", home.path(), START_UNLOCKED_DAEMON);
    }
    block_on(async {
        let keyring = KeyringClient::for_os();
        keyring.write("id", test_secret(3_000)).await.unwrap();
        let readers: Vec<_> = (0..3)
            .map(|_| {
                tokio::spawn(async {
                    let keyring = KeyringClient::for_os();
                    for _ in 0..40 {
                        let found = keyring.read("id").await.unwrap().expect("never signed out in between");
                        let found = found.expose_secret();
                        assert_eq!(found, test_secret(found.len()).expose_secret());
                    }
                })
            })
            .collect();
        for size in 1..30 {
            keyring.write("id", test_secret(size * 200)).await.unwrap();
        }
        for reader in readers {
            reader.await.unwrap();
        }
    });
}

#[test]
fn late_or_restarted_daemon_is_found() {
    if !is_child() {
        let home = tempfile::tempdir().unwrap();
        return run_in_minimal_session("late_or_restarted_daemon_is_found", home.path(), ":");
    }
    let start = || {
        // The daemon outlives the shell and ends with the bus.
        assert!(Command::new("sh").args(["-c", START_UNLOCKED_DAEMON]).status().unwrap().success());
    };
    block_on(async {
        let keyring = KeyringClient::for_os();
        assert_eq!(keyring.probe().await.unwrap_err().code, Code::KeyringAbsent);
        start();
        keyring.restart();
        keyring.write("id", test_secret(10)).await.unwrap();
        let restart_command =
            format!("{} --replace >/dev/null 2>&1", START_UNLOCKED_DAEMON.replace(">/dev/null 2>&1", ""));
        assert!(Command::new("sh").args(["-c", &restart_command]).status().unwrap().success());
        let found = keyring.read("id").await.unwrap().unwrap();
        assert_eq!(found.expose_secret(), test_secret(10).expose_secret());
    });
}
