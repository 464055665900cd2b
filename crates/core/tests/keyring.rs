//! The vault against a real Secret Service: gnome-keyring on a session bus of each test's own.
//!
//! Not run by a plain `cargo test`, since not every machine has the daemons: `--test keyring` runs
//! it. Each test starts this binary anew under `dbus-run-session`, with homes of its own, so it touches
//! neither the keyring nor the bus of whoever runs it.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use portico_core::problem::Code;
use portico_core::vault::Vault;
use secrecy::{ExposeSecret, SecretSlice};

/// Set in the process under test.
const INSIDE: &str = "PORTICO_TEST_KEYRING";
/// What the daemon says on its output is not for the test's.
const UNLOCKED: &str = "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";
/// The collection is there, from an earlier unlocking, and its password is not.
const LOCKED: &str = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1";

/// A bus that starts nothing on demand but a prompter, and that one never gets ready.
const BARE_BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
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
const PROMPTER: &str =
    "[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\nExec=/bin/sh -c \"exec sleep 5 >/dev/null 2>&1\"\n";

/// Runs the test `name` again on a bus of its own, after `daemon`, and fails with what it says.
fn stage(name: &str, homes: &Path, daemon: &str) {
    stage_on(&mut Command::new("dbus-run-session"), name, homes, daemon);
}

/// The same on [`BARE_BUS`].
fn stage_bare(name: &str, homes: &Path, daemon: &str) {
    let config = homes.join("bus.conf");
    std::fs::write(&config, BARE_BUS.replace("HOMES", homes.to_str().unwrap())).unwrap();
    std::fs::write(homes.join("org.gnome.keyring.SystemPrompter.service"), PROMPTER).unwrap();
    stage_on(Command::new("dbus-run-session").arg("--config-file").arg(config), name, homes, daemon);
}

fn stage_on(bus: &mut Command, name: &str, homes: &Path, daemon: &str) {
    let script = format!("{daemon}; exec \"$0\" --exact {name} --nocapture");
    bus.args(["--", "sh", "-c", &script]).arg(std::env::current_exe().unwrap());
    finish(homed(bus, homes));
}

fn homed<'a>(command: &'a mut Command, homes: &Path) -> &'a mut Command {
    command
        .env(INSIDE, "1")
        .env("HOME", homes)
        .env("XDG_DATA_HOME", homes.join("data"))
        .env("XDG_CONFIG_HOME", homes.join("config"))
        .env("XDG_CACHE_HOME", homes.join("cache"))
        .env("XDG_RUNTIME_DIR", homes)
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("GNOME_KEYRING_CONTROL")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
}

fn finish(command: &mut Command) {
    let Output { status, stdout, stderr } = command.stdin(Stdio::null()).output().unwrap();
    assert!(status.success(), "{}\n{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
}

fn is_inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// As in the app, whose runtime ends when its last window closes.
fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(work)
}

fn secret(size: usize) -> SecretSlice<u8> {
    (0..size).map(|at| u8::try_from(at % 251).unwrap()).collect::<Vec<_>>().into()
}

#[test]
fn a_secret_comes_back() {
    if !is_inside() {
        let homes = tempfile::tempdir().unwrap();
        return stage("a_secret_comes_back", homes.path(), UNLOCKED);
    }
    run(async {
        let vault = Vault::os();
        vault.probe().await.unwrap();
        assert!(vault.read("id").await.unwrap().is_none());
        vault.delete("id").await.unwrap();
        for size in [1, 2_561, 20_000, 300] {
            vault.write("id", secret(size)).await.unwrap();
            for vault in [&vault, &Vault::os()] {
                let found = vault.read("id").await.unwrap().unwrap();
                assert_eq!(found.expose_secret(), secret(size).expose_secret());
            }
        }
        vault.delete("id").await.unwrap();
        assert!(vault.read("id").await.unwrap().is_none());
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
fn without_a_bus_there_is_no_keyring() {
    if !is_inside() {
        let homes = tempfile::tempdir().unwrap();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "without_a_bus_there_is_no_keyring", "--nocapture"]);
        return finish(homed(&mut command, homes.path()));
    }
    absent_at_once();
}

#[test]
fn a_bus_without_a_secret_service_is_no_keyring() {
    if !is_inside() {
        let homes = tempfile::tempdir().unwrap();
        return stage_bare("a_bus_without_a_secret_service_is_no_keyring", homes.path(), ":");
    }
    absent_at_once();
}

fn absent_at_once() {
    let begun = Instant::now();
    run(async {
        let vault = Vault::os();
        assert_eq!(vault.probe().await.unwrap_err().code, Code::KeyringAbsent);
        assert_eq!(vault.read("id").await.unwrap_err().code, Code::KeyringAbsent);
        assert_eq!(vault.write("id", secret(1)).await.unwrap_err().code, Code::KeyringAbsent);
    });
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[test]
fn without_a_default_collection_there_is_no_keyring() {
    if !is_inside() {
        let homes = tempfile::tempdir().unwrap();
        return stage("without_a_default_collection_there_is_no_keyring", homes.path(), LOCKED);
    }
    run(async {
        let vault = Vault::os();
        assert_eq!(vault.write("id", secret(1)).await.unwrap_err().code, Code::KeyringAbsent);
        assert_eq!(vault.probe().await.unwrap_err().code, Code::KeyringAbsent);
    });
}

#[test]
fn a_locked_collection_does_not_hang() {
    if !is_inside() {
        let homes = tempfile::tempdir().unwrap();
        stage("a_secret_is_put_in", homes.path(), UNLOCKED);
        let begun = Instant::now();
        stage("a_locked_collection_does_not_hang", homes.path(), LOCKED);
        assert!(begun.elapsed() < Duration::from_secs(8), "the process ends without waiting");
        return;
    }
    run(async {
        let vault = Vault::os().with_deadline(Duration::from_secs(2));
        for problem in [
            vault.read("id").await.err().unwrap(),
            vault.write("id", secret(1)).await.unwrap_err(),
            vault.probe().await.unwrap_err(),
        ] {
            assert_eq!(problem.code, Code::KeyringLocked);
        }
    });
}

#[test]
fn a_prompt_that_nobody_answers_does_not_hang() {
    if !is_inside() {
        let homes = tempfile::tempdir().unwrap();
        stage("a_secret_is_put_in", homes.path(), UNLOCKED);
        let begun = Instant::now();
        stage_bare("a_prompt_that_nobody_answers_does_not_hang", homes.path(), LOCKED);
        assert!(begun.elapsed() < Duration::from_secs(4), "the process ends without waiting");
        return;
    }
    run(async {
        let vault = Vault::os();
        let impatient = vault.clone().with_deadline(Duration::from_millis(300));
        let begun = Instant::now();
        assert_eq!(impatient.read("id").await.err().unwrap().code, Code::KeyringLocked);
        assert_eq!(impatient.write("id", secret(1)).await.unwrap_err().code, Code::KeyringLocked);
        assert!(begun.elapsed() >= Duration::from_millis(600), "it was the deadline that answered");
        vault.retry();
        assert_eq!(impatient.probe().await.unwrap_err().code, Code::KeyringLocked);
    });
}

/// The first act of the two tests above.
#[test]
fn a_secret_is_put_in() {
    if is_inside() {
        run(Vault::os().write("id", secret(10))).unwrap();
    }
}

#[test]
fn readers_elsewhere_always_see_a_whole_secret() {
    if !is_inside() {
        let homes = tempfile::tempdir().unwrap();
        return stage("readers_elsewhere_always_see_a_whole_secret", homes.path(), UNLOCKED);
    }
    run(async {
        let vault = Vault::os();
        vault.write("id", secret(3_000)).await.unwrap();
        let readers: Vec<_> = (0..3)
            .map(|_| {
                tokio::spawn(async {
                    let vault = Vault::os();
                    for _ in 0..40 {
                        let found = vault.read("id").await.unwrap().expect("never signed out in between");
                        let found = found.expose_secret();
                        assert_eq!(found, secret(found.len()).expose_secret());
                    }
                })
            })
            .collect();
        for size in 1..30 {
            vault.write("id", secret(size * 200)).await.unwrap();
        }
        for reader in readers {
            reader.await.unwrap();
        }
    });
}

#[test]
fn a_daemon_that_starts_late_or_anew_is_found() {
    if !is_inside() {
        let homes = tempfile::tempdir().unwrap();
        return stage_bare("a_daemon_that_starts_late_or_anew_is_found", homes.path(), ":");
    }
    let start = || {
        // The daemon outlives the shell and ends with the bus.
        assert!(Command::new("sh").args(["-c", UNLOCKED]).status().unwrap().success());
    };
    run(async {
        let vault = Vault::os();
        assert_eq!(vault.probe().await.unwrap_err().code, Code::KeyringAbsent);
        start();
        vault.retry();
        vault.write("id", secret(10)).await.unwrap();
        let replaced = format!("{} --replace >/dev/null 2>&1", UNLOCKED.replace(">/dev/null 2>&1", ""));
        assert!(Command::new("sh").args(["-c", &replaced]).status().unwrap().success());
        let found = vault.read("id").await.unwrap().unwrap();
        assert_eq!(found.expose_secret(), secret(10).expose_secret());
    });
}
