//! Measures when a program is started: a script in the place of `xdg-open` opens a named pipe.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::desktop::sandbox_dirs::SandboxDirs;

pub struct SpawnProbe {
    program: PathBuf,
    spawns: Receiver<Instant>,
}

impl SpawnProbe {
    /// Replaces the `xdg-open` in these folders.
    pub fn install(dirs: &SandboxDirs) -> Self {
        let fifo = dirs.path().join("bell");
        let mkfifo_status = Command::new("mkfifo").arg(&fifo).status().expect("mkfifo");
        assert!(mkfifo_status.success(), "a pipe");
        let program = dirs.bin_dir().join("xdg-open");
        fs::write(&program, format!("#!/bin/sh\n: > '{}'\n", fifo.display())).expect("a program");
        fs::set_permissions(&program, Permissions::from_mode(0o755)).expect("an executable");
        let (ring, rings) = channel();
        std::thread::spawn(move || {
            // Opening blocks until the script opens the other end. It fails once the folders are removed.
            while let Ok(end) = File::open(&fifo) {
                let now = Instant::now();
                // Reported once the other end is closed, since two simultaneous starts would count as one.
                drop(std::io::read_to_string(end));
                if ring.send(now).is_err() {
                    return;
                }
            }
        });
        Self { program, spawns: rings }
    }

    /// Waits for the next start, and returns when it happened; `None` after `limit`.
    pub fn next_spawn(&self, limit: Duration) -> Option<Instant> {
        self.spawns.recv_timeout(limit).ok()
    }

    /// The script in the place of `xdg-open`.
    pub fn program(&self) -> &Path {
        &self.program
    }
}
