//! Transport on Linux and macOS: a Unix socket (mode 0600) in a folder of the user (mode 0700).

use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use portico_core::storage::files;
use rustix::process::geteuid;
use tokio::net::{UnixListener, UnixStream};
use tokio::time::timeout;

use super::{BindError, ConnectError, SocketPath};

const SOCKET_NAME: &str = "control";
/// `sun_path` has 104 bytes on macOS and 108 on Linux, with the zero.
const MAX_SOCKET_PATH_BYTES: usize = 103;
/// For whoever has the socket to take a call.
const PROBE_TIMEOUT: Duration = Duration::from_secs(1);

pub(super) struct Listener {
    listener: UnixListener,
    socket: PathBuf,
    /// Identifies our socket file, so that another process's file is not removed at the end.
    inode: u64,
    /// Held for as long as the socket is served; the system lets go of it however we end.
    lock: File,
}

/// Whether a socket in that folder has an address.
pub(super) fn path_fits(folder: &Path) -> bool {
    folder.join(SOCKET_NAME).as_os_str().len() <= MAX_SOCKET_PATH_BYTES
}

/// The folder there that bears our number, if it is ours alone.
pub(super) fn owned_runtime_dir(root: &Path) -> Option<PathBuf> {
    let uid = geteuid().as_raw();
    let folder = root.join(uid.to_string());
    let is_private = |metadata: fs::Metadata| {
        metadata.is_dir() && metadata.uid() == uid && metadata.permissions().mode() & 0o7777 == 0o700
    };
    fs::symlink_metadata(&folder).is_ok_and(is_private).then_some(folder)
}

impl Listener {
    pub(super) async fn bind(socket_path: &SocketPath) -> Result<Self, BindError> {
        ensure_owned_folder(&socket_path.folder).map_err(|_| BindError::UnusableFolder)?;
        let socket = socket_path.folder.join(SOCKET_NAME);
        let lock = acquire_lock(&socket_path.lock_path())?;
        // The lock may have been cleaned away under somebody who still serves.
        if is_served(&socket).await {
            return Err(BindError::InUse);
        }
        let bind_socket = || -> io::Result<Self> {
            match fs::remove_file(&socket) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let listener = UnixListener::bind(&socket)?;
            // Between these two lines the folder keeps others out.
            fs::set_permissions(&socket, Permissions::from_mode(0o600))?;
            let inode = fs::symlink_metadata(&socket)?.ino();
            Ok(Self { listener, socket: socket.clone(), inode, lock })
        };
        bind_socket().map_err(|_| BindError::UnusableFolder)
    }

    /// `None`: the caller is another person's process.
    pub(super) async fn accept(&mut self) -> io::Result<Option<UnixStream>> {
        let (stream, _) = self.listener.accept().await?;
        Ok(is_same_user(&stream).then_some(stream))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if fs::symlink_metadata(&self.socket).is_ok_and(|metadata| metadata.ino() == self.inode) {
            let _ = fs::remove_file(&self.socket);
        }
        // Closing does it too, unless a child process that is just being started has the file open.
        let _ = self.lock.unlock();
    }
}

pub(super) async fn connect(socket_path: &SocketPath) -> Result<UnixStream, ConnectError> {
    match fs::symlink_metadata(&socket_path.folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(ConnectError::NotRunning),
        Ok(folder) if folder.is_dir() && folder.uid() == geteuid().as_raw() => {}
        _ => return Err(ConnectError::ForeignOwner),
    }
    match UnixStream::connect(socket_path.folder.join(SOCKET_NAME)).await {
        Ok(stream) if is_same_user(&stream) => Ok(stream),
        Ok(_) => Err(ConnectError::ForeignOwner),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => {
            Err(ConnectError::NotRunning)
        }
        // `EAGAIN`: its queue is full.
        Err(_) => Err(ConnectError::NoResponse),
    }
}

fn is_same_user(stream: &UnixStream) -> bool {
    stream.peer_cred().is_ok_and(|peer| peer.uid() == geteuid().as_raw())
}

/// A folder that nobody else reaches into; never one of somebody else's, nor a link to anywhere.
fn ensure_owned_folder(folder: &Path) -> io::Result<()> {
    let is_owned = |metadata: fs::Metadata| metadata.is_dir() && metadata.uid() == geteuid().as_raw();
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        metadata => {
            if !metadata.is_ok_and(is_owned) {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
        }
    }
    files::create_private_dir(folder)?;
    if fs::symlink_metadata(folder).is_ok_and(is_owned) { Ok(()) } else { Err(io::ErrorKind::PermissionDenied.into()) }
}

fn acquire_lock(path: &Path) -> Result<File, BindError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600);
    let file = options.open(path).map_err(|_| BindError::UnusableFolder)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(BindError::InUse),
        Err(TryLockError::Error(_)) => Err(BindError::UnusableFolder),
    }
}

async fn is_served(socket: &Path) -> bool {
    match timeout(PROBE_TIMEOUT, UnixStream::connect(socket)).await {
        // A full queue is somebody's queue.
        Ok(Err(error)) => error.kind() == io::ErrorKind::WouldBlock,
        Ok(Ok(_)) | Err(_) => true,
    }
}
