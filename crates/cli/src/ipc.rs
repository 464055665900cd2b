//! The IPC with the running app: the place of its socket, and the requests and responses.
//!
//! A connection carries one line of JSON each way. Only processes of the same user are served: the folder is private to
//! the user, and the operating system identifies the peer. The socket is neither a lock nor a secret: a process that
//! can open it can also start a browser. So the protocol can name apps, but it cannot reveal a session.

use std::path::{Path, PathBuf};

use portico_core::remote_control::{AppStatus, AppSummary, DeepLink, OpenOutcome, WaitMode};
use portico_core::storage::files::Dirs;
use serde::{Deserialize, Serialize};

mod client;
mod server;
#[cfg_attr(unix, path = "ipc/unix.rs")]
#[cfg_attr(windows, path = "ipc/windows.rs")]
mod transport;

pub use client::{Client, ConnectError};
pub use server::{BindError, Server};

/// What both ends speak. It grows when an older Portico would misread a newer one.
const PROTOCOL_VERSION: u32 = 1;

/// The longest line to the running instance, in bytes: a key and its wrapping.
const MAX_REQUEST_BYTES: u64 = 8 << 10;
/// The longest line back: fifty thousand apps with long descriptions.
const MAX_RESPONSE_BYTES: u64 = 64 << 20;

/// The person's runtime folder: the one that `XDG_RUNTIME_DIR` says, else the one that systems with logind keep for
/// them. `su`, `cron` and `env -i` leave the variable out, and the Portico that runs had it.
pub fn runtime_dir(env_value: Option<PathBuf>) -> Option<PathBuf> {
    // A relative path is to be ignored, says the base directory specification.
    env_value.filter(|path| path.is_absolute()).or_else(|| transport::owned_runtime_dir(Path::new("/run/user")))
}

/// Where the socket is.
#[derive(Clone, Debug)]
pub struct SocketPath {
    folder: PathBuf,
}

impl SocketPath {
    /// In the person's runtime folder, which ends with their last session, else beside the locks.
    pub fn resolve(runtime: Option<&Path>, dirs: &Dirs) -> Self {
        let runtime = runtime.filter(|path| path.is_absolute()).map(|path| path.join("portico"));
        let fallback = dirs.locks.parent().unwrap_or(&dirs.locks);
        Self { folder: runtime.filter(|folder| transport::path_fits(folder)).unwrap_or_else(|| fallback.to_owned()) }
    }

    fn lock_path(&self) -> PathBuf {
        self.folder.join("control.lock")
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct RequestEnvelope {
    version: u32,
    #[serde(rename = "ask")]
    request: Request,
    /// Of whoever asks, for a window that comes: see [`activation`](portico_desktop::activation). Beside the question,
    /// so that an older Portico, which does not know of it, reads the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(rename = "token")]
    activation_token: Option<String>,
}

/// A request to the running app. Each is one method of [`AppControl`](portico_core::remote_control::AppControl).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Request {
    Apps,
    Search {
        words: String,
    },
    Status,
    Open {
        key: String,
        wait: WaitMode,
    },
    OpenNamed {
        name: String,
        wait: WaitMode,
    },
    #[serde(rename = "follow")]
    OpenLink(DeepLink),
    Show {
        words: Option<String>,
    },
    Palette,
    Quit,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Response {
    Apps(Vec<AppSummary>),
    Status(AppStatus),
    Outcome(OpenOutcome),
    #[serde(rename = "shown")]
    WindowShown,
    /// It ends as soon as this is said.
    Quitting,
    /// The request was of another version.
    #[serde(rename = "otherVersion")]
    UnsupportedVersion,
    /// The request could not be read, or a newer Portico added it without a new version.
    #[serde(rename = "malformed")]
    InvalidRequest,
    /// Too many are waiting for an app already.
    Busy,
}

#[cfg(test)]
mod tests;
