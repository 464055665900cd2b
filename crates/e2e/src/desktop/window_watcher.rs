//! Counts every window that is mapped, even for a moment only. The X server reports them, so none can come and go between
//! two looks.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Stdio;

use crate::desktop::process::Process;
use crate::desktop::session::Desktop;
use crate::wait::{TIMEOUT, wait_within};

/// Ends when dropped.
pub struct WindowWatcher {
    _process: Process,
    events: PathBuf,
}

impl WindowWatcher {
    pub fn start(desktop: &Desktop) -> Self {
        let events = desktop.dirs().path().join("runtime/windows.log");
        let out = File::create(&events).expect("a file for events");
        let mut listener = desktop.command("xev");
        listener.args(["-root", "-event", "substructure", "-event", "property"]);
        let process = Process::start(listener.stdin(Stdio::null()).stdout(out).stderr(Stdio::null()));
        let watcher = Self { _process: process, events };
        // A property of the root window is set until `xev` reports it, so that it is known to listen. Portico is not involved.
        let has_events = || {
            let _ = desktop
                .command("xprop")
                .args(["-root", "-f", "PORTICO_TEST", "8s", "-set", "PORTICO_TEST", "x"])
                .status();
            fs::metadata(&watcher.events).is_ok_and(|file| file.len() > 0).then_some(())
        };
        wait_within(TIMEOUT, has_events).expect("events of the X server");
        watcher
    }

    /// How many windows were mapped so far.
    pub fn mapped_count(&self) -> usize {
        fs::read_to_string(&self.events).unwrap_or_default().matches("MapNotify event").count()
    }
}
