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

/// A running Portico. It ends when dropped.
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

    /// As [`Self::start`], with command-line arguments.
    pub fn start_with_args(desktop: &'a Desktop, arguments: &[&str]) -> Self {
        Self::start_process(desktop, &options::portico_binary(), arguments, &[])
    }

    /// As [`Self::start`], with further environment variables.
    pub fn start_with_env(desktop: &'a Desktop, variables: &[(&str, &str)]) -> Self {
        Self::start_process(desktop, &options::portico_binary(), &[], variables)
    }

    /// Starts this program, and returns when its window is open. Its output goes to a file, at the highest log level.
    pub fn start_binary(desktop: &'a Desktop, program: &Path) -> Self {
        Self::start_process(desktop, program, &[], &[])
    }

    fn start_process(desktop: &'a Desktop, program: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let output = File::options().create(true).append(true).open(log_file(desktop)).expect("a file for its output");
        let mut command = desktop.command(std::path::absolute(program).expect("a program"));
        // Desktops start programs in the home folder, where files without a path are written.
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

    /// The palette.
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

    /// The ids of the processes that show pages.
    pub fn web_processes(&self) -> Vec<u32> {
        // Linux cuts names after 15 letters.
        self.process.pids_by_name("WebKitWebProces")
    }

    /// The file of that name below `/proc/ID`, for each of its processes.
    pub fn proc_files(&self, name: &str) -> Vec<String> {
        let read = |id: u32| fs::read_to_string(format!("/proc/{id}/{name}")).unwrap_or_default();
        self.process.tree_pids().into_iter().map(read).collect()
    }

    /// Kills one of its processes.
    pub fn kill_process(&self, id: u32) {
        signal(id, rustix::process::Signal::KILL);
    }

    /// Kills Portico and its processes.
    pub fn kill(mut self) {
        self.process.kill();
    }

    /// The window of an opened app. Its title begins with the app's name; the page's host follows where that matters.
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

    /// The titles of those windows that contain such a node.
    pub fn window_titles_containing(&self, role: Role, name: &str) -> Vec<String> {
        let contains_node = |frame: &Node| frame.find(&mut |node| node.role() == role && node.name() == name).is_some();
        self.desktop.windows().iter().filter(|frame| contains_node(frame)).map(Node::name).collect()
    }

    /// A dialog of the system's toolkit, by its title.
    pub fn toolkit_dialog(&self, title: &str) -> Option<Node> {
        self.desktop.windows().into_iter().find(|frame| frame.role() != Role::Frame && frame.name() == title)
    }

    /// Types letters to whatever window has the keyboard.
    pub fn type_text(&self, text: &str) {
        keyboard::type_text(self.desktop, text);
    }

    /// Presses keys in whatever window has the keyboard.
    pub fn press_keys(&self, keys: &[&str]) {
        keyboard::press_keys(self.desktop, keys);
    }

    /// Closes the main window, and waits until Portico has ended.
    pub fn quit(mut self) {
        self.main_window().close();
        wait_within(TIMEOUT, || (!self.process.is_running()).then_some(())).expect("Portico ends with its window");
    }

    /// Waits until Portico has ended by itself. Returns its exit status, if it has one.
    pub fn wait_until_ended(mut self) -> Option<i32> {
        let ended = || self.process.child().try_wait().expect("its state");
        wait_within(TIMEOUT, ended).expect("Portico ends").code()
    }

    pub fn is_running(&mut self) -> bool {
        self.process.is_running()
    }

    /// Everything that Portico printed on this desktop, over all its starts.
    pub fn output(&self) -> String {
        fs::read_to_string(log_file(self.desktop)).unwrap_or_default()
    }
}

impl Drop for Portico<'_> {
    fn drop(&mut self) {
        // The report is written here, while the windows are still on screen.
        if std::thread::panicking() {
            self.desktop.write_report(&self.process.state_text());
        }
    }
}

fn log_file(desktop: &Desktop) -> PathBuf {
    desktop.dirs().path().join("output.log")
}
