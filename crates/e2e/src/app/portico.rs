//! Runs the application under test, and reads what it printed.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::accessibility::node::Node;
use crate::accessibility::role::Role;
use crate::app::window::Window;
use crate::desktop::keyboard;
use crate::desktop::process::{Process, signal};
use crate::desktop::session::Desktop;
use crate::options;
use crate::wait::{TIMEOUT, wait_within};

/// Ended when it is dropped.
pub struct Portico<'a> {
    desktop: &'a Desktop,
    process: Process,
}

impl<'a> Portico<'a> {
    /// What `PORTICO_BIN` names, else what is in `target/release`.
    pub fn binary() -> PathBuf {
        options::portico_binary()
    }

    pub fn start(desktop: &'a Desktop) -> Self {
        Self::start_binary(desktop, &Self::binary())
    }

    /// The same, with words on its command line.
    pub fn start_with_args(desktop: &'a Desktop, arguments: &[&str]) -> Self {
        Self::start_process(desktop, &options::portico_binary(), arguments, &[])
    }

    /// The same, with more variables in its environment.
    pub fn start_with_env(desktop: &'a Desktop, variables: &[(&str, &str)]) -> Self {
        Self::start_process(desktop, &options::portico_binary(), &[], variables)
    }

    /// Returns when its window is there. What it prints goes to a file in the homes, with all the
    /// detail it has.
    pub fn start_binary(desktop: &'a Desktop, program: &Path) -> Self {
        Self::start_process(desktop, program, &[], &[])
    }

    fn start_process(desktop: &'a Desktop, program: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let output = File::options().create(true).append(true).open(log_file(desktop)).expect("a file for its output");
        let mut command = desktop.command(std::path::absolute(program).expect("a program"));
        // As desktops start programs: what is written nowhere in particular is written there.
        command.current_dir(desktop.dirs().path().join("home"));
        command.args(arguments).env("PORTICO_LOG", "trace").envs(variables.iter().copied()).stdin(Stdio::null());
        command.stdout(output.try_clone().expect("a second handle")).stderr(output);
        let portico = Self { desktop, process: Process::start(&mut command) };
        portico.main_window().wait_open();
        portico
    }

    /// The window with Portico's own UI.
    pub fn main_window(&self) -> Window<'a> {
        Window::main_window(self.desktop)
    }

    /// The small window that searches and opens.
    pub fn palette_window(&self) -> Window<'a> {
        Window::palette_window(self.desktop)
    }

    /// The window with the tenant's login page.
    pub fn sign_in_window(&self) -> Window<'a> {
        Window::sign_in_window(self.desktop)
    }

    /// A window that the tenant's page opened, while it shows a page of `host`.
    pub fn popup_window<'b>(&self, host: &'b str) -> Window<'b>
    where
        'a: 'b,
    {
        Window::popup_window(self.desktop, host)
    }

    /// The processes that show pages.
    pub fn web_processes(&self) -> Vec<u32> {
        // The system cuts names after 15 letters.
        self.process.pids_by_name("WebKitWebProces")
    }

    /// What the system says about it and each of its processes, from the file of that name below `/proc/ID`.
    pub fn proc_files(&self, name: &str) -> Vec<String> {
        let read = |id: u32| fs::read_to_string(format!("/proc/{id}/{name}")).unwrap_or_default();
        self.process.tree_pids().into_iter().map(read).collect()
    }

    /// Ends one of its processes as the system does when memory is short.
    pub fn kill_process(&self, id: u32) {
        signal(id, rustix::process::Signal::KILL);
    }

    /// Ends it without a chance to say anything.
    pub fn kill(mut self) {
        self.process.kill();
    }

    /// The window of an opened app.
    /// The beginning of its title tells it: the app's name, and the page's host where that matters.
    pub fn app_window<'b>(&self, name: &'b str) -> Window<'b>
    where
        'a: 'b,
    {
        Window::app_window(self.desktop, name)
    }

    /// The titles of all windows.
    pub fn window_titles(&self) -> Vec<String> {
        self.desktop.windows().iter().map(Node::name).collect()
    }

    /// The titles of those windows in which that is.
    pub fn window_titles_containing(&self, role: Role, name: &str) -> Vec<String> {
        let contains_node = |frame: &Node| frame.find(&mut |node| node.role() == role && node.name() == name).is_some();
        self.desktop.windows().iter().filter(|frame| contains_node(frame)).map(Node::name).collect()
    }

    /// A dialog of the system's toolkit, by its title.
    pub fn toolkit_dialog(&self, title: &str) -> Option<Node> {
        self.desktop.windows().into_iter().find(|frame| frame.role() != Role::Frame && frame.name() == title)
    }

    /// Letters to whatever window has the keyboard.
    pub fn type_text(&self, text: &str) {
        keyboard::type_text(self.desktop, text);
    }

    /// Keys to whatever window has the keyboard.
    pub fn press_keys(&self, keys: &[&str]) {
        keyboard::press_keys(self.desktop, keys);
    }

    /// Closes the main window, and waits for the end.
    pub fn quit(mut self) {
        self.main_window().close();
        wait_within(TIMEOUT, || (!self.process.is_running()).then_some(())).expect("Portico ends with its window");
    }

    /// Waits for the end that something else brought about. Its exit status, if it had one.
    pub fn wait_for_completion(mut self) -> Option<i32> {
        let ended = || self.process.child().try_wait().expect("its state");
        wait_within(TIMEOUT, ended).expect("Portico ends").code()
    }

    pub fn is_running(&mut self) -> bool {
        self.process.is_running()
    }

    /// All that it printed, over all its starts.
    pub fn output(&self) -> String {
        fs::read_to_string(log_file(self.desktop)).unwrap_or_default()
    }
}

impl Drop for Portico<'_> {
    fn drop(&mut self) {
        // Here, while it is still on screen.
        if std::thread::panicking() {
            self.desktop.write_report(&self.process.state_text());
        }
    }
}

fn log_file(desktop: &Desktop) -> PathBuf {
    desktop.dirs().path().join("output.log")
}
