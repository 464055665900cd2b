//! One holder at a time for one credential, across processes.
//!
//! Two processes that renew one rotating token sign the person out of both. The lock is the
//! system's advisory file lock: the kernel lets go when its holder dies, however it dies. The file is
//! named after the credential and lies in a folder that depends on the person only, so that two
//! installations of Portico, which share the keyring, share the lock too. It stays there: to delete it
//! would let two processes lock two files of one name.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::digest::hex;
use crate::error::{Code, Result};
use crate::storage::files;

/// As long as a renewal may take: a holder that needs longer is not getting done.
const LOCK_TIMEOUT: Duration = Duration::from_secs(30);
const MIN_POLL_MILLIS: u64 = 5;

/// Held until it is dropped, or until the process ends.
#[derive(Debug)]
pub struct RefreshLock {
    file: File,
}

impl RefreshLock {
    /// Waits up to 30 seconds for the lock on `account` at `service`; then `E-BUSY`.
    pub async fn acquire(dir: &Path, service: &str, account: &str) -> Result<Self> {
        Self::acquire_with_timeout(dir, service, account, LOCK_TIMEOUT).await
    }

    pub async fn acquire_with_timeout(dir: &Path, service: &str, account: &str, timeout: Duration) -> Result<Self> {
        let file = open_lock_file(dir, service, account).map_err(|error| files::to_error(&error))?;
        let attempts = async {
            loop {
                match file.try_lock() {
                    Ok(()) => return Ok(()),
                    Err(TryLockError::WouldBlock) => {}
                    Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(TryLockError::Error(error)) => return Err(files::to_error(&error)),
                }
                // Asked again and again, since a wait inside the kernel cannot be called off.
                tokio::time::sleep(poll_delay()).await;
            }
        };
        // The first attempt is made even with a limit of zero.
        tokio::time::timeout(timeout, attempts).await.unwrap_or_else(|_| Err(Code::SessionBusy.into()))?;
        Ok(Self { file })
    }
}

impl Drop for RefreshLock {
    fn drop(&mut self) {
        // Closing the file does it too, unless a child process that is just being started has it open.
        let _ = self.file.unlock();
    }
}

fn open_lock_file(dir: &Path, service: &str, account: &str) -> io::Result<File> {
    files::create_private_dir(dir)?;
    let name = hex(&Sha256::digest(format!("{service}|{account}")));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(dir.join(name).with_extension("lock"))
}

/// Uneven, so that many who wait do not ask in step.
fn poll_delay() -> Duration {
    let mut random = [0; 1];
    // Without randomness they ask in step.
    let _ = getrandom::fill(&mut random);
    Duration::from_millis(MIN_POLL_MILLIS + u64::from(random[0] % 50))
}

#[cfg(test)]
mod tests;
