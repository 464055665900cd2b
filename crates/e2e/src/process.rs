//! A program that is ended with everything it started, by the numbers of the processes and never by
//! a name: the same machine may run another Portico.

use std::fs;
use std::process::{Child, Command};

use rustix::process::{Pid, Signal, kill_process};

/// Ended when it is dropped.
pub struct Process(Child);

impl Process {
    pub fn start(command: &mut Command) -> Self {
        let name = command.get_program().to_string_lossy().into_owned();
        Self(command.spawn().unwrap_or_else(|error| panic!("{name} does not start: {error}")))
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

    /// For a report: whether it runs, and else how it ended.
    pub fn state_text(&mut self) -> String {
        match self.0.try_wait() {
            Ok(None) => "It is running.".to_owned(),
            Ok(Some(status)) => format!("It has ended: {status}."),
            Err(error) => format!("Its state is not known: {error}."),
        }
    }

    /// Asks it to end and waits; what stays is killed.
    pub fn terminate(&mut self) {
        let tree = process_tree(self.id());
        if self.is_running() {
            signal(self.id(), Signal::TERM);
            let _ = crate::wait_within(std::time::Duration::from_secs(3), || (!self.is_running()).then_some(()));
        }
        self.kill_tree(&tree);
    }

    /// The numbers of it and all that it started.
    pub fn tree_pids(&self) -> Vec<u32> {
        process_tree(self.id())
    }

    /// The numbers of those of its processes that have that name, as the system cuts it.
    pub fn pids_by_name(&self, name: &str) -> Vec<u32> {
        let is_named = |id: &u32| fs::read_to_string(format!("/proc/{id}/comm")).is_ok_and(|own| own.trim() == name);
        self.tree_pids().into_iter().filter(is_named).collect()
    }

    /// As a power cut would.
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
        // Err: it has ended by itself.
        let _ = kill_process(pid, signal);
    }
}

/// The process and all that it started, oldest first.
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
