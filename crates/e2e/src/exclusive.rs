//! Keeps the few journeys apart that cannot run beside each other. All others may run at the same time, since each has
//! its own display, buses, keyring and folders.
//!
//! The locks are files, so that they hold between threads and between test processes of one user.

use std::fs::File;
use std::path::PathBuf;

/// What a journey needs for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Resource {
    /// `127.0.0.1:47631`. Tenants compare redirect URIs exactly, so the port of a sign-in in the browser is fixed.
    LoopbackPort,
    /// The processors: the journey asserts that Portico responds within a few seconds.
    Processors,
}

use Resource::{LoopbackPort, Processors};

/// Every journey that needs such a resource. A sign-in in the browser asserts that its journey is listed here.
const JOURNEYS: [(&str, Resource); 19] = [
    ("bearer_page", LoopbackPort),
    ("browser_chosen", LoopbackPort),
    ("browser_link", LoopbackPort),
    ("browser_mix_up", LoopbackPort),
    ("browser_port", LoopbackPort),
    ("browser_state", LoopbackPort),
    ("browser_sign_in", LoopbackPort),
    ("check_configured", LoopbackPort),
    ("check_failures", LoopbackPort),
    ("check_secrets", LoopbackPort),
    ("redirect_loop", LoopbackPort),
    ("blank_login_page", LoopbackPort),
    ("foreign_state", LoopbackPort),
    ("unsupported_pages", LoopbackPort),
    ("sign_in_popup_blocked", LoopbackPort),
    ("persisted_secrets", LoopbackPort),
    ("untrusted_tenant", LoopbackPort),
    // Cancel must work within 2 seconds while the page is busy.
    ("sign_in_cancel", Processors),
    // Portico must end within 4 seconds although the keyring does not answer.
    ("keyring_locked", Processors),
];

/// The locks that a journey holds until it ends.
pub(crate) struct Guard {
    // Released in this order.
    _port: Option<File>,
    _processors: File,
    _processors_queue: Option<File>,
    has_port: bool,
}

impl Guard {
    /// Panics unless the journey is listed for the loopback port.
    pub(crate) fn assert_has_loopback_port(&self) {
        assert!(self.has_port, "add this journey to the table in src/exclusive.rs: it needs the loopback port");
    }
}

/// Waits until the journey of that name may run.
pub(crate) fn acquire(journey: &str) -> Guard {
    let needs = |resource| JOURNEYS.iter().any(|(name, needed)| *name == journey && *needed == resource);
    let queue = locked("processors-queue");
    let processors = lock_file("processors");
    let queue = if needs(Processors) {
        // Journeys that start later wait in the queue, so that this one cannot starve.
        processors.lock().expect("the lock for the processors");
        Some(queue)
    } else {
        processors.lock_shared().expect("the lock for the processors");
        None
    };
    let has_port = needs(LoopbackPort);
    let port = has_port.then(|| locked("loopback-port"));
    Guard { _port: port, _processors: processors, _processors_queue: queue, has_port }
}

/// Held while an X server looks for a free display number.
pub(crate) fn lock_display_numbers() -> File {
    locked("display-numbers")
}

fn locked(name: &str) -> File {
    let file = lock_file(name);
    file.lock().unwrap_or_else(|error| panic!("the lock for the {name}: {error}"));
    file
}

fn lock_file(name: &str) -> File {
    let user = rustix::process::getuid().as_raw();
    let path: PathBuf = std::env::temp_dir().join(format!("portico-e2e-{user}-{name}.lock"));
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    file.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn journeys_are_listed_once() {
        let mut names: Vec<&str> = JOURNEYS.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), JOURNEYS.len());
    }
}
