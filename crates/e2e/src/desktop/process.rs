//! Starts a program and ends it with all processes that it started. They are found by their ids and never by a name,
//! since the same machine may run another Portico.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::wait::wait_within;

/// Kills the process and its descendants when dropped.
pub struct Process(Child);

impl Process {
    pub fn start(command: &mut Command) -> Self {
        let name = command.get_program().to_string_lossy().into_owned();
        Self(command.spawn().unwrap_or_else(|error| panic!("{name} does not start: {error}")))
    }

    /// Starts a server whose first line of output says where it listens, and returns that line. The rest of its output is
    /// read and dropped, so that the server never blocks on it.
    pub(crate) fn start_server(command: &mut Command) -> (Self, String) {
        let mut process = Self::start(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()));
        let mut output = BufReader::new(process.child().stdout.take().expect("its output is piped"));
        let mut line = String::new();
        output.read_line(&mut line).expect("a first line");
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        (process, line.trim().to_owned())
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    pub fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    pub fn is_running(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }

    /// For reports: whether the process runs, or how it ended.
    pub fn state_text(&mut self) -> String {
        match self.0.try_wait() {
            Ok(None) => "It is running.".to_owned(),
            Ok(Some(status)) => format!("It has ended: {status}."),
            Err(error) => format!("Its state is not known: {error}."),
        }
    }

    /// Asks the process to end and waits up to three seconds. What still runs then is killed.
    pub fn terminate(&mut self) {
        let tree = process_tree(self.id());
        if self.is_running() {
            signal(self.id(), Signal::TERM);
            let _ = wait_within(Duration::from_secs(3), || (!self.is_running()).then_some(()));
        }
        self.kill_tree(&tree);
    }

    /// The ids of the process and its descendants.
    pub fn tree_pids(&self) -> Vec<u32> {
        process_tree(self.id())
    }

    /// The ids of those of its processes that have that name. Linux cuts names after 15 letters.
    pub fn pids_by_name(&self, name: &str) -> Vec<u32> {
        let is_named = |id: &u32| fs::read_to_string(format!("/proc/{id}/comm")).is_ok_and(|own| own.trim() == name);
        self.tree_pids().into_iter().filter(is_named).collect()
    }

    /// Kills the process and its descendants at once.
    pub fn kill(&mut self) {
        let tree = process_tree(self.id());
        self.kill_tree(&tree);
    }

    fn kill_tree(&mut self, tree: &[u32]) {
        let _ = self.0.kill();
        let _ = self.0.wait();
        for id in tree.iter().skip(1) {
            signal(*id, Signal::KILL);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

pub(crate) fn signal(id: u32, signal: Signal) {
    if let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw) {
        // An error means that the process has ended by itself.
        let _ = kill_process(pid, signal);
    }
}

/// The process and its descendants, parents first.
fn process_tree(id: u32) -> Vec<u32> {
    let mut found = vec![id];
    for task in fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten() {
        let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
        for child in children.split_whitespace().filter_map(|child| child.parse().ok()) {
            found.extend(process_tree(child));
        }
    }
    found
}
