//! How one secret lies in a keyring whose entries are small.
//!
//! `v1/<id>/m` is the manifest: which generation counts, how many chunks it has, and what they add
//! up to. `v1/<id>/g<number>-<tag>/<i>` are the chunks, base64. An update announces its generation in
//! the manifest, writes its chunks, reads them back, and only then lets the manifest point at them,
//! in one small write. So a reader sees the old secret or the new one, whoever dies when, and the
//! next update or deletion finds what was left lying about. The tag is random: two writers that
//! ought not to be there at once (`crate::session::refresh_lock`) at least never mix their chunks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretSlice;
use secrecy::zeroize::Zeroizing;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::backend::{KeyringBackend, KeyringError};
use crate::clock::Timestamp;
use crate::digest::hex;

/// More than any token; and no more than what a keyring's daemon takes in its stride.
pub(super) const MAX_SECRET_BYTES: usize = 64 * 1024;
/// As base64 these are 2,400 bytes; Windows takes 2,560.
const CHUNK_BYTES: usize = 1_800;
const MAX_CHUNKS: usize = MAX_SECRET_BYTES.div_ceil(CHUNK_BYTES);
const MAX_MANIFEST_BYTES: usize = 2_400;
const VERSION: u32 = 1;
/// Generations of updates that failed. Each is a few bytes of the manifest, which must stay small.
const MAX_STALE_GENERATIONS: usize = 8;
/// How often a reader starts over because a writer was faster.
const MAX_READ_ATTEMPTS: usize = 8;

#[derive(Default, Serialize, Deserialize)]
struct Manifest {
    version: u32,
    current: Option<Current>,
    /// Generations that do not count, of which chunks may be there.
    #[serde(rename = "left")]
    stale_generations: Vec<Generation>,
}

#[derive(Serialize, Deserialize)]
struct Current {
    generation: Generation,
    length: usize,
    sha256: String,
    /// For somebody who looks into the keyring; nothing depends on it.
    created: Timestamp,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Generation {
    number: u64,
    tag: String,
    count: usize,
}

/// The secret, or `None` if there is none or it is not whole.
pub(super) fn read(keyring: &mut dyn KeyringBackend, id: &str) -> Result<Option<SecretSlice<u8>>, KeyringError> {
    let mut torn_generation = None;
    for _ in 0..MAX_READ_ATTEMPTS {
        let Some(current) = read_manifest(keyring, id)?.and_then(|manifest| manifest.current) else {
            return Ok(None);
        };
        if torn_generation.as_ref() == Some(&current.generation) {
            tracing::warn!(found = "torn", "a stored secret is not usable");
            return Ok(None);
        }
        if let Some(bytes) = read_chunks(keyring, id, &current)? {
            return Ok(Some(bytes.to_vec().into()));
        }
        // Another process may have written meanwhile; then the manifest names another generation.
        torn_generation = Some(current.generation);
    }
    // Busy is not signed out.
    Err(KeyringError::Locked)
}

pub(super) fn write(
    keyring: &mut dyn KeyringBackend,
    id: &str,
    secret: &[u8],
    now: Timestamp,
) -> Result<(), KeyringError> {
    if secret.len() > MAX_SECRET_BYTES {
        return Err(KeyringError::TooBig);
    }
    let mut manifest = read_manifest(keyring, id)?.unwrap_or_default();
    let previous = manifest.current.as_ref().map(|current| current.generation.clone());

    // What is older than the current generation is done with. What is newer belongs to an update that
    // failed, or to one that is under way without the lock: that one is left alone until the next time.
    let current_number = previous.as_ref().map_or(0, |old| old.number);
    let excess = manifest.stale_generations.len().saturating_sub(MAX_STALE_GENERATIONS);
    let mut position = 0;
    let (obsolete, remaining): (Vec<_>, Vec<_>) = manifest.stale_generations.into_iter().partition(|left| {
        position += 1;
        left.number < current_number || position <= excess
    });
    for generation in obsolete.iter().filter(|generation| Some(*generation) != previous.as_ref()) {
        let _ = delete_chunks(keyring, id, generation);
    }
    manifest.stale_generations = remaining;

    let generation = Generation {
        number: manifest
            .stale_generations
            .iter()
            .map(|left| left.number)
            .fold(current_number, u64::max)
            .saturating_add(1),
        tag: random_tag()?,
        count: secret.len().div_ceil(CHUNK_BYTES),
    };
    manifest.stale_generations.push(generation.clone());
    write_manifest(keyring, id, &mut manifest)?;

    if let Err(keyring_error) = write_chunks(keyring, id, &generation, secret) {
        // If this fails too, the manifest still names what may be there.
        let _ = delete_chunks(keyring, id, &generation);
        return Err(keyring_error);
    }

    manifest.stale_generations.pop();
    manifest.stale_generations.extend(previous.clone());
    manifest.current = Some(Current { generation, length: secret.len(), sha256: sha256_hex(secret), created: now });
    write_manifest(keyring, id, &mut manifest)?;
    if let Some(old) = previous {
        let _ = delete_chunks(keyring, id, &old);
    }
    Ok(())
}

/// One small write makes the secret unreadable; the rest is tidying, which the next deletion or
/// update takes up where this one was cut off.
pub(super) fn delete(keyring: &mut dyn KeyringBackend, id: &str) -> Result<(), KeyringError> {
    if let Some(mut manifest) = read_manifest(keyring, id)? {
        if let Some(current) = manifest.current.take() {
            manifest.stale_generations.push(current.generation);
            // A keyring that is full or read-only may still delete.
            let _ = write_manifest(keyring, id, &mut manifest);
        }
        let mut outcome = Ok(());
        for generation in &manifest.stale_generations {
            outcome = outcome.and(delete_chunks(keyring, id, generation));
        }
        outcome?;
    }
    keyring.delete(&manifest_name(id))
}

fn manifest_name(id: &str) -> String {
    format!("v1/{id}/m")
}

fn chunk_name(id: &str, generation: &Generation, index: usize) -> String {
    format!("v1/{id}/g{}-{}/{index}", generation.number, generation.tag)
}

/// `None` also for a manifest that nobody can read, or that is from a newer Portico.
fn read_manifest(keyring: &mut dyn KeyringBackend, id: &str) -> Result<Option<Manifest>, KeyringError> {
    let Some(bytes) = keyring.read(&manifest_name(id))? else { return Ok(None) };
    // The parser's own error quotes what it did not expect.
    let manifest = serde_json::from_slice(&bytes).ok().filter(|manifest: &Manifest| {
        let current = manifest.current.iter().map(|current| &current.generation);
        manifest.version == VERSION
            && bytes.len() <= MAX_MANIFEST_BYTES
            && manifest.stale_generations.iter().chain(current).all(|generation| generation.count <= MAX_CHUNKS)
    });
    if manifest.is_none() {
        tracing::warn!(found = "manifest", "a stored secret is not usable");
    }
    Ok(manifest)
}

fn write_manifest(keyring: &mut dyn KeyringBackend, id: &str, manifest: &mut Manifest) -> Result<(), KeyringError> {
    manifest.version = VERSION;
    let json = serde_json::to_vec(manifest).map_err(|_| KeyringError::Failed)?;
    keyring.write(&manifest_name(id), &json)
}

/// The chunks of one generation, if they are all there and add up.
fn read_chunks(
    keyring: &mut dyn KeyringBackend,
    id: &str,
    current: &Current,
) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
    let Generation { count, .. } = current.generation;
    if current.length == 0 || current.length.div_ceil(CHUNK_BYTES) != count {
        return Ok(None);
    }
    // Never grown, since growing leaves copies behind. A decoder may want up to two bytes more.
    let mut bytes = Zeroizing::new(Vec::with_capacity(count * CHUNK_BYTES + 2));
    for chunk_index in 0..count {
        let Some(encoded) = keyring.read(&chunk_name(id, &current.generation, chunk_index))? else { return Ok(None) };
        let text = Zeroizing::new(encoded);
        let mut decoded = Zeroizing::new([0; CHUNK_BYTES + 2]);
        match STANDARD.decode_slice(&*text, &mut *decoded) {
            Ok(length) if length <= CHUNK_BYTES => bytes.extend_from_slice(&decoded[..length]),
            _ => return Ok(None),
        }
    }
    Ok(Some(bytes).filter(|whole| whole.len() == current.length && sha256_hex(whole) == current.sha256))
}

/// Writes the chunks, and reads each back: there are keyrings that say yes and keep nothing.
fn write_chunks(
    keyring: &mut dyn KeyringBackend,
    id: &str,
    generation: &Generation,
    secret: &[u8],
) -> Result<(), KeyringError> {
    let encoded_chunks: Vec<_> =
        secret.chunks(CHUNK_BYTES).map(|piece| Zeroizing::new(STANDARD.encode(piece))).collect();
    for (index, text) in encoded_chunks.iter().enumerate() {
        keyring.write(&chunk_name(id, generation, index), text.as_bytes())?;
    }
    for (index, text) in encoded_chunks.iter().enumerate() {
        let stored = keyring.read(&chunk_name(id, generation, index))?.map(Zeroizing::new);
        if stored.is_none_or(|kept| *kept != text.as_bytes()) {
            return Err(KeyringError::Failed);
        }
    }
    Ok(())
}

fn delete_chunks(keyring: &mut dyn KeyringBackend, id: &str, generation: &Generation) -> Result<(), KeyringError> {
    (0..generation.count).try_for_each(|index| keyring.delete(&chunk_name(id, generation, index)))
}

fn sha256_hex(secret: &[u8]) -> String {
    hex(&Sha256::digest(secret))
}

fn random_tag() -> Result<String, KeyringError> {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).map_err(|_| KeyringError::Failed)?;
    Ok(hex(&bytes))
}

#[cfg(test)]
mod tests;
