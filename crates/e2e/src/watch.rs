//! Every window that comes on screen from here on, be it for a moment only: told by the X server, so
//! that none can come and go between two looks.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Stdio;

use crate::desktop::Desktop;
use crate::process::Process;
use crate::{TIMEOUT, wait_within};

/// Ended when it is dropped.
pub struct WindowWatcher {
    _process: Process,
    events: PathBuf,
}

impl WindowWatcher {
    pub fn start(desktop: &Desktop) -> Self {
        let events = desktop.homes().path().join("runtime/windows.log");
        let out = File::create(&events).expect("a file for events");
        let mut listener = desktop.command("xev");
        listener.args(["-root", "-event", "substructure", "-event", "property"]);
        let process = Process::start(listener.stdin(Stdio::null()).stdout(out).stderr(Stdio::null()));
        let watch = Self { _process: process, events };
        // It listens once it hears of something.
        let has_events = || {
            let _ = desktop
                .command("xprop")
                .args(["-root", "-f", "PORTICO_TEST", "8s", "-set", "PORTICO_TEST", "x"])
                .status();
            fs::metadata(&watch.events).is_ok_and(|file| file.len() > 0).then_some(())
        };
        wait_within(TIMEOUT, has_events).expect("the X server tells of windows");
        watch
    }

    /// How many windows were put on screen.
    pub fn mapped_count(&self) -> usize {
        fs::read_to_string(&self.events).unwrap_or_default().matches("MapNotify event").count()
    }
}
