//! A person's home in a temporary folder, with programs that record how they were started.

#![allow(dead_code, reason = "each test uses a part")]
#![allow(unreachable_pub, reason = "a module that each test includes")]

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use portico_desktop::{Environment, Profile};
use tempfile::TempDir;

/// Shims of these names are in each home's PATH.
const SHIMS: &[&str] = &["xdg-open", "firefox", "chromium", "google-chrome", "flatpak", "fails", "portico"];

/// Writes down where it finds itself.
const REPORT_ENVIRONMENT_SHIM: &str = r#"#!/bin/sh
read -r pid name state parent group rest < /proc/$$/stat
streams=$(for stream in 0 1 2; do echo "stream=$(/usr/bin/readlink /proc/$$/fd/$stream)"; done)
{
    echo "$streams"
    echo "alone=$([ "$pid" = "$group" ] && echo yes)"
    echo "folder=$(pwd)"
    /usr/bin/env
} > "$RECORDS/looks"
"#;

/// Tells its arguments to whoever reads the pipe.
const WRITE_PIPE_SHIM: &str = "#!/bin/sh\nprintf '%s\\0' \"$@\" > \"$RECORDS/pipe\"\n";

/// Stays until somebody writes into the pipe.
const READ_PIPE_SHIM: &str = "#!/bin/sh\nread -r line < \"$RECORDS/pipe\"\n";

pub struct TestHome {
    folder: TempDir,
    vars: Vec<(OsString, OsString)>,
}

/// Written once, before anything is started: a program cannot be run while somebody has it open for writing, and a
/// process that another test starts at that moment would have.
pub fn shims_folder() -> &'static Path {
    static SHIMS_FOLDER: OnceLock<TempDir> = OnceLock::new();
    let folder = SHIMS_FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        for name in SHIMS {
            let code = if *name == "fails" { 3 } else { 0 };
            let text = format!("#!/bin/sh\nprintf '%s\\0' {name} \"$@\" > \"$RECORDS/{name}.$$\"\nexit {code}\n");
            write_program(&folder.path().join(name), &text);
        }
        write_program(&folder.path().join("looks"), REPORT_ENVIRONMENT_SHIM);
        write_program(&folder.path().join("stays"), READ_PIPE_SHIM);
        write_program(&folder.path().join("tells"), WRITE_PIPE_SHIM);
        folder
    });
    folder.path()
}

/// As if the browser had it.
pub fn profile(id: &str) -> Profile {
    Profile { id: id.into(), name: id.into(), account: None, is_default: false }
}

/// Our own program.
pub fn portico_program() -> PathBuf {
    shims_folder().join("portico")
}

pub fn write_program(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

impl TestHome {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path_to = |name: &str| folder.path().join(name);
        for name in ["home", "records", "share/applications"] {
            fs::create_dir_all(path_to(name)).unwrap();
        }
        let vars = [
            ("HOME", path_to("home").into_os_string()),
            ("RECORDS", path_to("records").into_os_string()),
            ("PATH", shims_folder().as_os_str().to_owned()),
            ("XDG_DATA_DIRS", path_to("share").into_os_string()),
            ("XDG_CONFIG_DIRS", path_to("etc").into_os_string()),
            ("XDG_CURRENT_DESKTOP", "Unity:GNOME".into()),
            ("LANG", "de_AT.UTF-8".into()),
        ];
        Self { vars: vars.into_iter().map(|(name, value)| (name.into(), value)).collect(), folder }
    }

    pub fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.vars.push((name.into(), value.into()));
        self
    }

    pub fn environment(&self) -> Environment {
        self.environment_with_program(&portico_program())
    }

    /// With another program as our own.
    pub fn environment_with_program(&self, program: &Path) -> Environment {
        Environment::new(self.vars.clone(), program.to_owned())
    }

    /// A pipe that `stays` reads and `tells` writes.
    pub fn pipe(&self) -> PathBuf {
        let pipe = self.path("records/pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        pipe
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A browser's entry in the system's folder.
    pub fn add_browser(&self, id: &str, name: &str, rest: &str) {
        self.write(
            &format!("share/applications/{id}.desktop"),
            &format!(
                "[Desktop Entry]\nType=Application\nName={name}\nMimeType=text/html;x-scheme-handler/https;\n{rest}\n"
            ),
        );
    }

    /// What was started so far, each with its name and arguments; forgets it.
    pub fn take_records(&self) -> Vec<Vec<String>> {
        let mut records = Vec::new();
        for entry in fs::read_dir(self.path("records")).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            records.push(text.strip_suffix('\0').unwrap().split('\0').map(str::to_owned).collect());
            fs::remove_file(path).unwrap();
        }
        records
    }
}
