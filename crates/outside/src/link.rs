//! `portico://open/…` links: how they are read, and from where they are followed unasked.
//!
//! A link names an app by its key or its whole name, and nothing else: there is no place in it for an
//! address, a parameter or a token. Sign-in never comes back over this scheme (RFC 8252 §7.1 lets any
//! program claim one); it is for opening only.

use std::path::PathBuf;

use portico_core::problem::{Code, Result};
use portico_core::store::{self, Dirs};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub const SCHEME: &str = "portico";

/// The longest link that is read, in bytes.
const LONGEST: usize = 1024;

/// What a link asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wanted {
    /// The key or the name of an app; see [`naming::exactly`](crate::naming::exactly).
    pub app: String,
    pub source: Source,
}

/// Who wants a link followed. A browser stands for all of its pages: no system tells which page it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// Linux and Windows start a program with the link as its argument, and do not say on whose behalf.
    #[default]
    Unknown,
    /// macOS names the program that sent the event, by its bundle identifier.
    Program(String),
}

/// Why a text is no link. Has no copy of the text: it is hostile until shown otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// Whether an argument claims to be a link; then it is read as one and as nothing else.
pub fn is_link(argument: &str) -> bool {
    scheme_of(argument).is_some()
}

/// Reads `portico://open/<key or name>`: one percent-encoded segment (RFC 3986 §3.3), at most 1 KiB, and
/// nothing before, after or between.
///
/// # Errors
/// [`Malformed`] for all else.
pub fn parse(link: &str, source: Source) -> std::result::Result<Wanted, Malformed> {
    if link.len() > LONGEST {
        return Err(Malformed);
    }
    let rest = scheme_of(link).and_then(|rest| rest.strip_prefix("//")).ok_or(Malformed)?;
    let (host, segment) = rest.split_once('/').ok_or(Malformed)?;
    if !host.eq_ignore_ascii_case("open") {
        return Err(Malformed);
    }
    let app = decoded(segment).filter(|app| !app.trim().is_empty() && !app.chars().any(char::is_control));
    Ok(Wanted { app: app.ok_or(Malformed)?, source })
}

/// The link that names the app of that key.
pub fn to(key: &str) -> String {
    let segment = key.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    format!("{SCHEME}://open/{}", segment.collect::<String>())
}

fn scheme_of(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    scheme.eq_ignore_ascii_case(SCHEME).then_some(rest)
}

fn decoded(segment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => hex(rest.next()?)? << 4 | hex(rest.next()?)?,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => byte,
            // The rest of what a segment may hold.
            b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'='
            | b':' | b'@' => byte,
            _ => return None,
        });
    }
    String::from_utf8(bytes).ok()
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

const VERSION: u32 = 1;
const LARGEST_FILE: u64 = 1 << 20;
/// Nobody says yes more often; the oldest goes first.
const REMEMBERED: usize = 500;

/// What the person said yes to for good, in `links.json` of the state folder: a known program for every
/// app, or one app from wherever it is wanted. Apps and programs are digests: the file tells nobody what
/// a company uses.
pub struct Allowed {
    path: PathBuf,
    file: File,
}

#[derive(Default, Serialize, Deserialize)]
struct File {
    version: u32,
    allowed: Vec<String>,
}

impl Allowed {
    /// A file that cannot be read allows nothing.
    pub fn load(dirs: &Dirs) -> Self {
        let path = dirs.state.join("links.json");
        let bytes = store::read(&path, LARGEST_FILE).ok().flatten().unwrap_or_default();
        let file = serde_json::from_slice::<File>(&bytes).ok().filter(|file| file.version == VERSION);
        Self { path, file: file.unwrap_or_default() }
    }

    /// Whether the person has to be asked before a link from there opens the app of that key. Where
    /// nobody says who wants it, each app is asked about; else each program.
    pub fn asks(&self, source: &Source, key: &str) -> bool {
        let known = |entry: String| self.file.allowed.contains(&entry);
        let program = match source {
            Source::Program(name) => known(entry("program", name)),
            Source::Unknown => false,
        };
        !program && !known(entry("app", key))
    }

    /// The person said "always": for that program where it is known, else for that app.
    ///
    /// # Errors
    /// The disk's problem; the answer holds for this run all the same.
    pub fn allow(&mut self, source: &Source, key: &str) -> Result<()> {
        if !self.asks(source, key) {
            return Ok(());
        }
        self.file.allowed.push(match source {
            Source::Program(name) => entry("program", name),
            Source::Unknown => entry("app", key),
        });
        let surplus = self.file.allowed.len().saturating_sub(REMEMBERED);
        self.file.allowed.drain(..surplus);
        self.save()
    }

    /// Asks about everything again.
    ///
    /// # Errors
    /// As [`allow`](Self::allow).
    pub fn clear(&mut self) -> Result<()> {
        self.file.allowed.clear();
        self.save()
    }

    fn save(&mut self) -> Result<()> {
        self.file.version = VERSION;
        store::write(&self.path, &serde_json::to_vec(&self.file).map_err(|_| Code::Internal)?)
    }
}

fn entry(kind: &str, name: &str) -> String {
    Sha256::digest(format!("{kind}|{name}"))[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
