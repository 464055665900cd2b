//! Transport on Windows: a named pipe that only its owner may open, and only from this computer.
//!
//! Pipes have no folder, so the pipe's name is a digest of the path of the user's lock folder. The process that creates
//! the first pipe of a name decides who may open it; further creators are refused.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use interprocess::os::windows::named_pipe::pipe_mode::Bytes;
use interprocess::os::windows::named_pipe::tokio::{DuplexPipeStream, PipeListener};
use interprocess::os::windows::named_pipe::{PipeListenerOptions, PipeMode};
use interprocess::os::windows::security_descriptor::SecurityDescriptor;
use portico_core::digest::short_sha256;
use portico_core::storage::files;

use super::{BindError, ConnectError, SocketPath};

/// Full access for the owner of the pipe, none for others, and no inherited entries.
const OWNER_ONLY: &widestring::U16CStr = widestring::u16cstr!("D:P(A;;GA;;;OW)");

pub(super) struct Listener {
    listener: PipeListener<Bytes, Bytes>,
    /// Held while the pipe is served. The system releases it however the process ends.
    lock: File,
}

/// Always true: a pipe's name is a digest of fixed length.
pub(super) const fn path_fits(_folder: &Path) -> bool {
    true
}

/// Always `None`: Windows has no runtime folders.
pub(super) const fn owned_runtime_dir(_root: &Path) -> Option<PathBuf> {
    None
}

impl Listener {
    #[expect(clippy::unused_async, reason = "the Unix transport awaits a probe of the socket")]
    pub(super) async fn bind(socket_path: &SocketPath) -> Result<Self, BindError> {
        files::create_private_dir(&socket_path.folder).map_err(|_| BindError::UnusableFolder)?;
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(socket_path.lock_path())
            .map_err(|_| BindError::UnusableFolder)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(BindError::InUse),
            Err(TryLockError::Error(_)) => return Err(BindError::UnusableFolder),
        }
        let owner_only = SecurityDescriptor::deserialize(OWNER_ONLY).map_err(|_| BindError::UnusableFolder)?;
        let listener = PipeListenerOptions::new()
            .path(pipe_path(socket_path))
            .mode(PipeMode::Bytes)
            .security_descriptor(Some(owner_only))
            .create_tokio_duplex::<Bytes>()
            .map_err(|_| BindError::InUse)?;
        Ok(Self { listener, lock })
    }

    /// Never `None`: the pipe admits only processes of its owner.
    pub(super) async fn accept(&mut self) -> io::Result<Option<DuplexPipeStream<Bytes>>> {
        self.listener.accept().await.map(Some)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.lock.unlock();
    }
}

pub(super) async fn connect(socket_path: &SocketPath) -> Result<DuplexPipeStream<Bytes>, ConnectError> {
    match DuplexPipeStream::connect_by_path(pipe_path(socket_path)).await {
        Ok(stream) => Ok(stream),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(ConnectError::NotRunning),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(ConnectError::ForeignOwner),
        Err(_) => Err(ConnectError::NoResponse),
    }
}

fn pipe_path(socket_path: &SocketPath) -> PathBuf {
    let name = short_sha256(socket_path.folder.as_os_str().as_encoded_bytes());
    PathBuf::from(format!(r"\\.\pipe\portico-{name}"))
}
