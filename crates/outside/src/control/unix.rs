//! Linux and macOS: a Unix socket, 0600, in a folder of the person's own, 0700.

use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use portico_core::store;
use rustix::process::geteuid;
use tokio::net::{UnixListener, UnixStream};
use tokio::time::timeout;

use super::{NotServed, Place, Unreachable};

const NAME: &str = "control";
/// `sun_path` has 104 bytes on macOS and 108 on Linux, with the zero.
const LONGEST_PATH: usize = 103;
/// For whoever has the socket to take a call.
const TAKEN_WITHIN: Duration = Duration::from_secs(1);

pub(super) struct Listener {
    listener: UnixListener,
    socket: PathBuf,
    /// Which file it is, so that another's is not removed at the end.
    inode: u64,
    /// Held for as long as the socket is served; the system lets go of it however we end.
    lock: File,
}

/// Whether a socket in that folder has an address.
pub(super) fn fits(folder: &Path) -> bool {
    folder.join(NAME).as_os_str().len() <= LONGEST_PATH
}

/// The folder there that bears our number, if it is ours alone.
pub(super) fn own_below(root: &Path) -> Option<PathBuf> {
    let us = geteuid().as_raw();
    let folder = root.join(us.to_string());
    let is_own = |it: fs::Metadata| it.is_dir() && it.uid() == us && it.permissions().mode() & 0o7777 == 0o700;
    fs::symlink_metadata(&folder).is_ok_and(is_own).then_some(folder)
}

impl Listener {
    pub(super) async fn bind(place: &Place) -> Result<Self, NotServed> {
        own_folder(&place.folder).map_err(|_| NotServed::Place)?;
        let socket = place.folder.join(NAME);
        let lock = take_lock(&place.lock())?;
        // The lock may have been cleaned away under somebody who still serves.
        if is_served(&socket).await {
            return Err(NotServed::Taken);
        }
        let bound = || -> io::Result<Self> {
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
        bound().map_err(|_| NotServed::Place)
    }

    /// `None`: the caller is another person's process.
    pub(super) async fn accept(&mut self) -> io::Result<Option<UnixStream>> {
        let (stream, _) = self.listener.accept().await?;
        Ok(is_ours(&stream).then_some(stream))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if fs::symlink_metadata(&self.socket).is_ok_and(|there| there.ino() == self.inode) {
            let _ = fs::remove_file(&self.socket);
        }
        // Closing does it too, unless a child process that is just being started has the file open.
        let _ = self.lock.unlock();
    }
}

pub(super) async fn connect(place: &Place) -> Result<UnixStream, Unreachable> {
    match fs::symlink_metadata(&place.folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Unreachable::NotRunning),
        Ok(folder) if folder.is_dir() && folder.uid() == geteuid().as_raw() => {}
        _ => return Err(Unreachable::Foreign),
    }
    match UnixStream::connect(place.folder.join(NAME)).await {
        Ok(stream) if is_ours(&stream) => Ok(stream),
        Ok(_) => Err(Unreachable::Foreign),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => {
            Err(Unreachable::NotRunning)
        }
        // `EAGAIN`: its queue is full.
        Err(_) => Err(Unreachable::NoAnswer),
    }
}

fn is_ours(stream: &UnixStream) -> bool {
    stream.peer_cred().is_ok_and(|peer| peer.uid() == geteuid().as_raw())
}

/// A folder that nobody else reaches into; never one of somebody else's, nor a link to anywhere.
fn own_folder(folder: &Path) -> io::Result<()> {
    let is_own = |there: fs::Metadata| there.is_dir() && there.uid() == geteuid().as_raw();
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        there => {
            if !there.is_ok_and(is_own) {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
        }
    }
    store::private_folder(folder)?;
    if fs::symlink_metadata(folder).is_ok_and(is_own) { Ok(()) } else { Err(io::ErrorKind::PermissionDenied.into()) }
}

fn take_lock(path: &Path) -> Result<File, NotServed> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600);
    let file = options.open(path).map_err(|_| NotServed::Place)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(NotServed::Taken),
        Err(TryLockError::Error(_)) => Err(NotServed::Place),
    }
}

async fn is_served(socket: &Path) -> bool {
    match timeout(TAKEN_WITHIN, UnixStream::connect(socket)).await {
        // A full queue is somebody's queue.
        Ok(Err(error)) => error.kind() == io::ErrorKind::WouldBlock,
        Ok(Ok(_)) | Err(_) => true,
    }
}
