//! How one secret lies in a keyring whose entries are small.
//!
//! `v1/<id>/m` is the manifest: which generation counts, how many chunks it has, and what they add
//! up to. `v1/<id>/g<number>-<tag>/<i>` are the chunks, base64. An update announces its generation in
//! the manifest, writes its chunks, reads them back, and only then lets the manifest point at them,
//! in one small write. So a reader sees the old secret or the new one, whoever dies when, and the
//! next update or deletion finds what was left lying about. The tag is random: two writers that
//! ought not to be there at once (`crate::lock`) at least never mix their chunks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretSlice;
use secrecy::zeroize::Zeroizing;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Fault, Keyring};
use crate::clock::Millis;

/// More than any token; and no more than what a keyring's daemon takes in its stride.
pub(super) const LARGEST: usize = 64 * 1024;
/// As base64 these are 2,400 bytes; Windows takes 2,560.
const CHUNK: usize = 1_800;
const MOST_CHUNKS: usize = LARGEST.div_ceil(CHUNK);
const LARGEST_MANIFEST: usize = 2_400;
const VERSION: u32 = 1;
/// Generations of updates that failed. Each is a few bytes of the manifest, which must stay small.
const MOST_LEFT: usize = 8;
/// How often a reader starts over because a writer was faster.
const TRIES: usize = 8;

#[derive(Default, Serialize, Deserialize)]
struct Manifest {
    version: u32,
    current: Option<Current>,
    /// Generations that do not count, of which chunks may be there.
    left: Vec<Generation>,
}

#[derive(Serialize, Deserialize)]
struct Current {
    generation: Generation,
    length: usize,
    sha256: String,
    /// For somebody who looks into the keyring; nothing depends on it.
    created: Millis,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Generation {
    number: u64,
    tag: String,
    count: usize,
}

/// The secret, or `None` if there is none or it is not whole.
pub(super) fn read(keyring: &mut dyn Keyring, id: &str) -> Result<Option<SecretSlice<u8>>, Fault> {
    let mut torn = None;
    for _ in 0..TRIES {
        let Some(current) = read_manifest(keyring, id)?.and_then(|manifest| manifest.current) else {
            return Ok(None);
        };
        if torn.as_ref() == Some(&current.generation) {
            tracing::warn!(found = "torn", "a stored secret is not usable");
            return Ok(None);
        }
        if let Some(bytes) = assemble(keyring, id, &current)? {
            return Ok(Some(bytes.to_vec().into()));
        }
        // Another process may have written meanwhile; then the manifest names another generation.
        torn = Some(current.generation);
    }
    // Busy is not signed out.
    Err(Fault::Locked)
}

pub(super) fn write(keyring: &mut dyn Keyring, id: &str, secret: &[u8], now: Millis) -> Result<(), Fault> {
    if secret.len() > LARGEST {
        return Err(Fault::TooBig);
    }
    let mut manifest = read_manifest(keyring, id)?.unwrap_or_default();
    let old = manifest.current.as_ref().map(|current| current.generation.clone());

    // What is older than the current generation is done with. What is newer belongs to an update that
    // failed, or to one that is under way without the lock: that one is left alone until the next time.
    let until = old.as_ref().map_or(0, |old| old.number);
    let surplus = manifest.left.len().saturating_sub(MOST_LEFT);
    let mut at = 0;
    let (done, left): (Vec<_>, Vec<_>) = manifest.left.into_iter().partition(|left| {
        at += 1;
        left.number < until || at <= surplus
    });
    for generation in done.iter().filter(|generation| Some(*generation) != old.as_ref()) {
        let _ = discard(keyring, id, generation);
    }
    manifest.left = left;

    let generation = Generation {
        number: manifest.left.iter().map(|left| left.number).fold(until, u64::max).saturating_add(1),
        tag: random_tag()?,
        count: secret.len().div_ceil(CHUNK),
    };
    manifest.left.push(generation.clone());
    write_manifest(keyring, id, &mut manifest)?;

    if let Err(fault) = place(keyring, id, &generation, secret) {
        // If this fails too, the manifest still names what may be there.
        let _ = discard(keyring, id, &generation);
        return Err(fault);
    }

    manifest.left.pop();
    manifest.left.extend(old.clone());
    manifest.current = Some(Current { generation, length: secret.len(), sha256: digest(secret), created: now });
    write_manifest(keyring, id, &mut manifest)?;
    if let Some(old) = old {
        let _ = discard(keyring, id, &old);
    }
    Ok(())
}

/// One small write makes the secret unreadable; the rest is tidying, which the next deletion or
/// update takes up where this one was cut off.
pub(super) fn delete(keyring: &mut dyn Keyring, id: &str) -> Result<(), Fault> {
    if let Some(mut manifest) = read_manifest(keyring, id)? {
        if let Some(current) = manifest.current.take() {
            manifest.left.push(current.generation);
            // A keyring that is full or read-only may still delete.
            let _ = write_manifest(keyring, id, &mut manifest);
        }
        let mut outcome = Ok(());
        for generation in &manifest.left {
            outcome = outcome.and(discard(keyring, id, generation));
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
fn read_manifest(keyring: &mut dyn Keyring, id: &str) -> Result<Option<Manifest>, Fault> {
    let Some(bytes) = keyring.read(&manifest_name(id))? else { return Ok(None) };
    // The parser's own error quotes what it did not expect.
    let manifest = serde_json::from_slice(&bytes).ok().filter(|manifest: &Manifest| {
        let current = manifest.current.iter().map(|current| &current.generation);
        manifest.version == VERSION
            && bytes.len() <= LARGEST_MANIFEST
            && manifest.left.iter().chain(current).all(|generation| generation.count <= MOST_CHUNKS)
    });
    if manifest.is_none() {
        tracing::warn!(found = "manifest", "a stored secret is not usable");
    }
    Ok(manifest)
}

fn write_manifest(keyring: &mut dyn Keyring, id: &str, manifest: &mut Manifest) -> Result<(), Fault> {
    manifest.version = VERSION;
    let json = serde_json::to_vec(manifest).map_err(|_| Fault::Failed)?;
    keyring.write(&manifest_name(id), &json)
}

/// The chunks of one generation, if they are all there and add up.
fn assemble(keyring: &mut dyn Keyring, id: &str, current: &Current) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
    let Generation { count, .. } = current.generation;
    if current.length == 0 || current.length.div_ceil(CHUNK) != count {
        return Ok(None);
    }
    // Never grown, since growing leaves copies behind. A decoder may want up to two bytes more.
    let mut whole = Zeroizing::new(Vec::with_capacity(count * CHUNK + 2));
    for index in 0..count {
        let Some(text) = keyring.read(&chunk_name(id, &current.generation, index))? else { return Ok(None) };
        let text = Zeroizing::new(text);
        let mut piece = Zeroizing::new([0; CHUNK + 2]);
        match STANDARD.decode_slice(&*text, &mut *piece) {
            Ok(length) if length <= CHUNK => whole.extend_from_slice(&piece[..length]),
            _ => return Ok(None),
        }
    }
    Ok(Some(whole).filter(|whole| whole.len() == current.length && digest(whole) == current.sha256))
}

/// Writes the chunks, and reads each back: there are keyrings that say yes and keep nothing.
fn place(keyring: &mut dyn Keyring, id: &str, generation: &Generation, secret: &[u8]) -> Result<(), Fault> {
    let texts: Vec<_> = secret.chunks(CHUNK).map(|piece| Zeroizing::new(STANDARD.encode(piece))).collect();
    for (index, text) in texts.iter().enumerate() {
        keyring.write(&chunk_name(id, generation, index), text.as_bytes())?;
    }
    for (index, text) in texts.iter().enumerate() {
        let kept = keyring.read(&chunk_name(id, generation, index))?.map(Zeroizing::new);
        if kept.is_none_or(|kept| *kept != text.as_bytes()) {
            return Err(Fault::Failed);
        }
    }
    Ok(())
}

fn discard(keyring: &mut dyn Keyring, id: &str, generation: &Generation) -> Result<(), Fault> {
    (0..generation.count).try_for_each(|index| keyring.delete(&chunk_name(id, generation, index)))
}

fn digest(secret: &[u8]) -> String {
    hex(&Sha256::digest(secret))
}

fn random_tag() -> Result<String, Fault> {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).map_err(|_| Fault::Failed)?;
    Ok(hex(&bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
