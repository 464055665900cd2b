//! A screen, a window manager, a session bus and an accessibility bus that belong to one journey, so
//! that journeys neither see each other nor the person who runs them.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use zbus::blocking::{Connection, connection};

use crate::homes::SandboxDirs;
use crate::keyring::{self, Keyring};
use crate::node::Node;
use crate::process::Process;
use crate::screen::{HEIGHT, Screen, WIDTH};
use crate::{TIMEOUT, target_path, opener, wait_within};

/// A call that takes longer has met a web process that is busy or being replaced.
const CALL_TIMEOUT: Duration = Duration::from_secs(3);

/// A bus that starts nothing on demand but what lies in a folder of ours: what is there is what the
/// journey started.
const BUS_CONFIG: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=RUNTIME/bus</listen>
  <auth>EXTERNAL</auth>
  <servicedir>RUNTIME/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// A window manager that leaves the keyboard to the applications, as GNOME's and KDE's do. Openbox by itself
/// takes Alt and Shift with an arrow.
const WINDOW_MANAGER_CONFIG: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard>
</openbox_config>
"#;

/// Everything is ended and removed when it is dropped.
pub struct Desktop {
    accessibility: Connection,
    // In the order in which they end: who uses another comes first.
    processes: Vec<Process>,
    keyring: Mutex<Option<Process>>,
    display: String,
    session_bus: String,
    dark: bool,
    name: String,
    dirs: SandboxDirs,
}

impl Desktop {
    /// `name` names the folder of the report.
    pub fn new(name: &str) -> Self {
        Self::with_theme(name, false)
    }

    /// `dark`: the system's own theme is dark, for pages that follow it.
    pub fn with_theme(name: &str, dark: bool) -> Self {
        let dirs = SandboxDirs::new();
        opener::install(&dirs);
        let runtime_dir = dirs.path().join("runtime");
        let (server, display) = start_x_server(&runtime_dir);
        let services = runtime_dir.join("services");
        fs::create_dir_all(&services).expect("a folder for services");
        keyring::install_prompter(&services);
        let config = runtime_dir.join("bus.conf");
        fs::write(&config, BUS_CONFIG.replace("RUNTIME", &runtime_dir.display().to_string())).expect("the bus's configuration");
        let mut bus = Command::new("dbus-daemon");
        bus.args(["--nofork", "--nopidfile", "--print-address=1"]).arg("--config-file").arg(config);
        dirs.apply_to(&mut bus);
        let (bus, session_bus) = start_server(bus.env("DISPLAY", &display));
        let desktop_command = |program: &str| {
            let mut command = Command::new(program);
            dirs.apply_to(&mut command);
            set_desktop_env(&mut command, &display, &session_bus, dark);
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command
        };
        let manager_config = runtime_dir.join("openbox.xml");
        fs::write(&manager_config, WINDOW_MANAGER_CONFIG).expect("the window manager's keys");
        let window_manager = Process::start(desktop_command("openbox").arg("--config-file").arg(manager_config));
        let launcher = Process::start(desktop_command("/usr/libexec/at-spi-bus-launcher").arg("--launch-immediately"));
        let is_ready =
            || desktop_command("xdotool").arg("get_num_desktops").status().is_ok_and(|status| status.success()).then_some(());
        wait_within(TIMEOUT, is_ready).expect("a window manager");
        // The pointer is painted too, and what it rests on may look different: out of the way.
        let _ = desktop_command("xdotool").args(["mousemove", "1279", "799"]).status();
        let accessibility = wait_within(TIMEOUT, || accessibility_bus(&session_bus)).expect("an accessibility bus");
        Self {
            accessibility,
            processes: vec![launcher, window_manager, bus, server],
            keyring: Mutex::default(),
            display,
            session_bus,
            dark,
            name: name.to_owned(),
            dirs,
        }
    }

    /// A command that runs here.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        self.dirs.apply_to(&mut command);
        set_desktop_env(&mut command, &self.display, &self.session_bus, self.dark);
        command
    }

    /// Its number for X.
    pub(crate) fn display(&self) -> &str {
        &self.display
    }

    pub fn homes(&self) -> &SandboxDirs {
        &self.dirs
    }

    /// None until it is started.
    pub const fn keyring(&self) -> Keyring<'_> {
        Keyring::of(self)
    }

    pub(crate) fn keyring_process(&self) -> MutexGuard<'_, Option<Process>> {
        self.keyring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn session_bus(&self) -> &str {
        &self.session_bus
    }

    /// What was handed to the system to open: program and arguments.
    pub fn browser_calls(&self) -> Vec<Vec<String>> {
        opener::recorded_calls(&self.dirs)
    }

    /// Somebody else's window, which takes the keyboard as it opens. Closed when it is dropped.
    pub fn open_other_window(&self) -> Process {
        let mut window = self.command("xev");
        window.args(["-name", "Another", "-event", "mouse"]);
        Process::start(window.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()))
    }

    pub fn screen(&self) -> Screen<'_> {
        Screen::new(self)
    }

    /// Where a failed journey leaves what is known of it.
    pub(crate) fn report_dir(&self) -> PathBuf {
        let folder = target_path("e2e").join(&self.name);
        let _ = fs::create_dir_all(&folder);
        folder
    }

    /// Writes down what is on screen, and what became of the application.
    pub(crate) fn write_report(&self, state: &str) {
        let folder = self.report_dir();
        self.screen().screenshot(&folder.join("screen.png"));
        let trees: String = self.frames().iter().map(|frame| frame.dump() + "\n").collect();
        let _ = fs::write(folder.join("trees.txt"), trees);
        let _ = fs::copy(self.dirs.path().join("output.log"), folder.join("output.log"));
        #[allow(clippy::print_stderr, reason = "where the report lies is part of the report")]
        {
            eprintln!("{state} What was on screen is in {}", folder.display());
        }
    }

    /// Another connection to the accessibility bus, for whoever listens there.
    pub(crate) fn accessibility_connection(&self) -> Connection {
        accessibility_bus(&self.session_bus).expect("the accessibility bus")
    }

    /// The windows' accessible trees.
    pub(crate) fn frames(&self) -> Vec<Node> {
        Node::registry(&self.accessibility).windows()
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        *self.keyring_process() = None;
        for process in &mut self.processes {
            process.terminate();
        }
    }
}

fn set_desktop_env(command: &mut Command, display: &str, session_bus: &str, dark: bool) {
    for name in ["WAYLAND_DISPLAY", "AT_SPI_BUS_ADDRESS", "NO_AT_BRIDGE", "GTK_MODULES", "XAUTHORITY"] {
        command.env_remove(name);
    }
    // Nobody's proxy stands between a loopback tenant and the app.
    for name in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"] {
        command.env_remove(name);
    }
    command
        .env("DISPLAY", display)
        .env("DBUS_SESSION_BUS_ADDRESS", session_bus)
        .env("GDK_BACKEND", "x11")
        .env("GSETTINGS_BACKEND", "memory")
        .env("GTK_THEME", if dark { "Adwaita:dark" } else { "Adwaita" })
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        // Days begin when the journeys think they do.
        .env("TZ", "UTC")
        .env("LANG", "C.UTF-8")
        .env("LC_ALL", "C.UTF-8");
}

/// One at a time: two servers that look for a free number in the same moment can take the same one.
fn start_x_server(framebuffer_dir: &Path) -> (Process, String) {
    let _ = fs::create_dir_all(target_path("e2e"));
    let lock = fs::File::create(target_path("e2e/screen.lock")).expect("a lock for the screen's number");
    lock.lock().expect("a turn");
    let mut server = Command::new("Xvfb");
    let size = format!("{WIDTH}x{HEIGHT}x24");
    server.args(["-displayfd", "1", "-screen", "0", &size, "-nolisten", "tcp", "-noreset", "-fbdir"]).arg(framebuffer_dir);
    let (server, number) = start_server(&mut server);
    (server, format!(":{number}"))
}

/// Starts a server whose first line says where it is.
fn start_server(command: &mut Command) -> (Process, String) {
    let mut process = Process::start(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()));
    let line = first_line(&mut process);
    (process, line)
}

/// The first line of output. What follows goes nowhere, and never blocks the one who says it.
pub(crate) fn first_line(process: &mut Process) -> String {
    let mut lines = BufReader::new(process.child().stdout.take().expect("its output is piped"));
    let mut line = String::new();
    lines.read_line(&mut line).expect("a first line");
    std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
    line.trim().to_owned()
}

fn accessibility_bus(session_bus: &str) -> Option<Connection> {
    let session = connection::Builder::address(session_bus).ok()?.build().ok()?;
    let reply =
        session.call_method(Some("org.a11y.Bus"), "/org/a11y/bus", Some("org.a11y.Bus"), "GetAddress", &()).ok()?;
    let address: String = reply.body().deserialize().ok()?;
    connection::Builder::address(address.as_str()).ok()?.method_timeout(CALL_TIMEOUT).build().ok()
}
