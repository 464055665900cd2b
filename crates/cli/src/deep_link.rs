//! Parses `portico://open/…` links, and stores from which sources they are opened without a question.
//!
//! A link names an app by its key or its whole name. It has no place for a URL, a parameter or a token. Sign-in never
//! returns over this scheme, since any program can claim one (RFC 8252 §7.1).

use std::path::PathBuf;

use portico_core::clock::{Clock, SystemClock};
use portico_core::digest::short_sha256;
use portico_core::error::{Code, Result};
use portico_core::remote_control::{DeepLink, LinkSource};
use portico_core::storage::files::Dirs;
use portico_core::storage::state_file::{self, Loaded};
use serde::{Deserialize, Serialize};

pub const SCHEME: &str = "portico";

/// The longest link that is read, in bytes.
const MAX_LINK_BYTES: usize = 1024;

/// Why a text is no link. Has no copy of the text: it is hostile until shown otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseLinkError;

/// Whether an argument claims to be a link; then it is read as one and as nothing else.
pub fn is_link(argument: &str) -> bool {
    strip_scheme(argument).is_some()
}

/// Reads `portico://open/<key or name>`: one percent-encoded segment (RFC 3986 §3.3), at most 1 KiB, and
/// nothing before, after or between.
///
/// # Errors
/// [`ParseLinkError`] for anything else.
pub fn parse(link: &str, source: LinkSource) -> std::result::Result<DeepLink, ParseLinkError> {
    if link.len() > MAX_LINK_BYTES {
        return Err(ParseLinkError);
    }
    let rest = strip_scheme(link).and_then(|rest| rest.strip_prefix("//")).ok_or(ParseLinkError)?;
    let (host, segment) = rest.split_once('/').ok_or(ParseLinkError)?;
    if !host.eq_ignore_ascii_case("open") {
        return Err(ParseLinkError);
    }
    let app = percent_decode(segment).filter(|app| !app.trim().is_empty() && !app.chars().any(char::is_control));
    Ok(DeepLink { app: app.ok_or(ParseLinkError)?, source })
}

/// The link that names the app of that key.
pub fn format_link(key: &str) -> String {
    let segment = key.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    format!("{SCHEME}://open/{}", segment.collect::<String>())
}

fn strip_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    scheme.eq_ignore_ascii_case(SCHEME).then_some(rest)
}

fn percent_decode(segment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => hex_digit(rest.next()?)? << 4 | hex_digit(rest.next()?)?,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => byte,
            // The rest of what a segment may hold.
            b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'='
            | b':' | b'@' => byte,
            _ => return None,
        });
    }
    String::from_utf8(bytes).ok()
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

const FILE_VERSION: u32 = 1;
const MAX_FILE_BYTES: u64 = 1 << 20;
/// Nobody says yes more often; the oldest goes first.
const MAX_PERMISSIONS: usize = 500;

/// What the person said yes to for good, in `links.json` of the state folder: a known program for every
/// app, or one app from wherever it is wanted. Apps and programs are digests: the file tells nobody what
/// a company uses.
pub struct LinkPermissions {
    path: PathBuf,
    loaded: Loaded<PermissionsFile>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct PermissionsFile {
    version: u32,
    allowed: Vec<String>,
}

impl LinkPermissions {
    /// What cannot be read of the file allows nothing.
    pub fn load(dirs: &Dirs) -> Self {
        let path = dirs.state.join("links.json");
        let mut loaded = state_file::load::<PermissionsFile>(&path, MAX_FILE_BYTES, FILE_VERSION);
        loaded.value.version = FILE_VERSION;
        if loaded.problem == Some(Code::DiskCorrupt) {
            // Err: it is damaged at the next start, too.
            let _ = state_file::repair(&path, FILE_VERSION, &loaded.value, SystemClock.now());
        }
        Self { path, loaded }
    }

    /// Whether the person has to be asked before a link from there opens the app of that key. Where
    /// nobody says who wants it, each app is asked about; else each program.
    pub fn needs_confirmation(&self, source: &LinkSource, key: &str) -> bool {
        let is_allowed = |entry: String| self.loaded.value.allowed.contains(&entry);
        let is_program_allowed = match source {
            LinkSource::Program(name) => is_allowed(entry_digest("program", name)),
            LinkSource::Unknown => false,
        };
        !is_program_allowed && !is_allowed(entry_digest("app", key))
    }

    /// The person said "always": for that program where it is known, else for that app.
    ///
    /// # Errors
    /// The disk's problem; the answer holds for this run all the same.
    pub fn allow(&mut self, source: &LinkSource, key: &str) -> Result<()> {
        if !self.needs_confirmation(source, key) {
            return Ok(());
        }
        self.loaded.value.allowed.push(match source {
            LinkSource::Program(name) => entry_digest("program", name),
            LinkSource::Unknown => entry_digest("app", key),
        });
        let surplus = self.loaded.value.allowed.len().saturating_sub(MAX_PERMISSIONS);
        self.loaded.value.allowed.drain(..surplus);
        self.save()
    }

    /// Asks about everything again.
    ///
    /// # Errors
    /// As [`allow`](Self::allow).
    pub fn clear(&mut self) -> Result<()> {
        self.loaded.value.allowed.clear();
        self.save()
    }

    fn save(&self) -> Result<()> {
        match self.loaded.problem.filter(|_| self.loaded.is_read_only()) {
            Some(code) => Err(code.into()),
            None => state_file::save(&self.path, FILE_VERSION, &self.loaded.value),
        }
    }
}

fn entry_digest(kind: &str, name: &str) -> String {
    short_sha256(format!("{kind}|{name}"))
}

#[cfg(test)]
mod tests;
