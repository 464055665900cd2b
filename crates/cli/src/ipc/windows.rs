//! Windows: a named pipe that only its owner may open, on this computer only.
//!
//! Pipes have no folder, so the name is a digest of where this person's locks lie. Whoever makes the
//! first pipe of a name decides who may open it; a second maker is refused.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use interprocess::os::windows::named_pipe::pipe_mode::Bytes;
use interprocess::os::windows::named_pipe::tokio::{DuplexPipeStream, PipeListener};
use interprocess::os::windows::named_pipe::{PipeListenerOptions, PipeMode};
use interprocess::os::windows::security_descriptor::SecurityDescriptor;
use portico_core::storage::files;
use sha2::{Digest, Sha256};

use super::{BindError, ConnectError, Place};

/// Everything for the owner of the pipe, nothing for anybody else, and nothing inherited.
const OWNER_ONLY: &widestring::U16CStr = widestring::u16cstr!("D:P(A;;GA;;;OW)");

pub(super) struct Listener {
    listener: PipeListener<Bytes, Bytes>,
    /// Held for as long as the pipe is served; the system lets go of it however we end.
    lock: File,
}

/// A pipe's name is a digest, and always fits.
pub(super) const fn fits(_folder: &Path) -> bool {
    true
}

/// There are no such folders.
pub(super) const fn own_below(_root: &Path) -> Option<PathBuf> {
    None
}

impl Listener {
    #[expect(clippy::unused_async, reason = "elsewhere it asks whether somebody answers")]
    pub(super) async fn bind(place: &Place) -> Result<Self, BindError> {
        files::private_folder(&place.folder).map_err(|_| BindError::Place)?;
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(place.lock())
            .map_err(|_| BindError::Place)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(BindError::Taken),
            Err(TryLockError::Error(_)) => return Err(BindError::Place),
        }
        let owner_only = SecurityDescriptor::deserialize(OWNER_ONLY).map_err(|_| BindError::Place)?;
        let listener = PipeListenerOptions::new()
            .path(pipe(place))
            .mode(PipeMode::Bytes)
            .security_descriptor(Some(owner_only))
            .create_tokio_duplex::<Bytes>()
            .map_err(|_| BindError::Taken)?;
        Ok(Self { listener, lock })
    }

    /// The pipe lets nobody else in, so this is never `None`.
    pub(super) async fn accept(&mut self) -> io::Result<Option<DuplexPipeStream<Bytes>>> {
        self.listener.accept().await.map(Some)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.lock.unlock();
    }
}

pub(super) async fn connect(place: &Place) -> Result<DuplexPipeStream<Bytes>, ConnectError> {
    match DuplexPipeStream::connect_by_path(pipe(place)).await {
        Ok(stream) => Ok(stream),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(ConnectError::NotRunning),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(ConnectError::Foreign),
        Err(_) => Err(ConnectError::NoAnswer),
    }
}

fn pipe(place: &Place) -> PathBuf {
    let digest = Sha256::digest(place.folder.as_os_str().as_encoded_bytes());
    let name: String = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    PathBuf::from(format!(r"\\.\pipe\portico-{name}"))
}
