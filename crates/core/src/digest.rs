//! Digests as text: names of files and entries, and ids that reveal nothing.

use sha2::{Digest as _, Sha256};

/// Two lowercase hexadecimal digits for each byte.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The first half of the SHA-256, in hexadecimal digits.
pub fn short_sha256(data: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(data)[..16])
}
