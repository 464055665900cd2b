//! The keyring of a desktop: gnome-keyring on its session bus, protected by a password, in the desktop's folders. None
//! runs until it is started; the bus starts none on demand.
//!
//! Its prompter never becomes ready, as if the user did not see the prompt, so a client of a locked keyring waits.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;
use zbus::blocking::{Connection, Proxy, connection};
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use crate::desktop::environment::Environment;
use crate::desktop::process::Process;
use crate::wait::{TIMEOUT, wait_within};

const NAME: &str = "org.freedesktop.secrets";
const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";
/// Operation code of the daemon's control protocol.
const UNLOCK: u32 = 1;
const PASSWORD: &[u8] = b"keyring-password";

/// Installs the one service that the session bus starts on demand: a prompter that never answers.
pub(crate) fn install_prompter(services: &Path) {
    let prompter = "[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\nExec=/bin/sh -c \"exec sleep 600\"\n";
    fs::write(services.join("org.gnome.keyring.SystemPrompter.service"), prompter).expect("a service");
}

/// Handle on a desktop's keyring.
#[derive(Clone, Copy)]
pub struct Keyring<'a> {
    environment: &'a Environment,
    daemon: &'a Mutex<Option<Process>>,
}

impl<'a> Keyring<'a> {
    pub(crate) const fn new(environment: &'a Environment, daemon: &'a Mutex<Option<Process>>) -> Self {
        Self { environment, daemon }
    }

    /// Starts the daemon unlocked. The first start makes a new, empty collection.
    pub fn start_unlocked(&self) {
        self.start_daemon(&["--foreground", "--unlock", "--components=secrets"]);
        let is_locked = || proxy(&self.bus()?, COLLECTION, "Collection")?.get_property("Locked").ok();
        let is_unlocked = wait_within(TIMEOUT, || is_locked().filter(|locked: &bool| !locked));
        assert!(is_unlocked.is_some(), "the keyring is unlocked");
    }

    /// Starts the daemon locked: the collection exists from an earlier start, and no password is given.
    pub fn start_locked(&self) {
        self.start_daemon(&["--foreground", "--components=secrets"]);
    }

    /// Unlocks the running daemon over its control socket, as a desktop's greeter does.
    pub fn unlock(&self) {
        let socket = self.environment.dirs.path().join("runtime/keyring/control");
        let status = send_control_request(&socket, UNLOCK, PASSWORD)
            .unwrap_or_else(|error| panic!("{}: {error}", socket.display()));
        assert_eq!(status, 0, "the password is taken");
    }

    pub fn stop(&self) {
        *self.daemon.lock().unwrap_or_else(PoisonError::into_inner) = None;
        wait_within(TIMEOUT, || (!self.is_running()).then_some(())).expect("the keyring is gone");
    }

    /// The secrets that Portico stores, by entry name, each assembled from its chunks as Portico does.
    pub fn secrets(&self) -> BTreeMap<String, String> {
        let entries = self.entries();
        let assemble = |(name, manifest): (&String, &Vec<u8>)| {
            let base = name.strip_suffix("/m")?;
            let manifest: Json = serde_json::from_slice(manifest).ok()?;
            let generation = &manifest["current"]["generation"];
            let (number, tag) = (generation["number"].as_u64()?, generation["tag"].as_str()?);
            let mut secret = Vec::new();
            for index in 0..generation["count"].as_u64()? {
                let chunk = entries.get(&format!("{base}/g{number}-{tag}/{index}"))?;
                secret.extend(STANDARD.decode(chunk).ok()?);
            }
            Some((base.strip_prefix("v1/")?.to_owned(), String::from_utf8_lossy(&secret).into_owned()))
        };
        entries.iter().filter_map(assemble).collect()
    }

    /// Every entry that Portico stores, by name, as it lies in the keyring. Probes are left out.
    pub fn entries(&self) -> BTreeMap<String, Vec<u8>> {
        self.bus().and_then(|bus| read_entries(&bus)).unwrap_or_default()
    }

    /// Waits until the keyring holds that many whole secrets.
    pub fn wait_for_secret_count(&self, secrets: usize) {
        wait_within(TIMEOUT, || (self.secrets().len() == secrets).then_some(()))
            .unwrap_or_else(|| panic!("the keyring holds {:?}", self.entries().keys()));
    }

    fn start_daemon(&self, arguments: &[&str]) {
        let mut daemon = self.environment.command("gnome-keyring-daemon");
        daemon.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut daemon = Process::start(&mut daemon);
        send_password(&mut daemon);
        *self.daemon.lock().unwrap_or_else(PoisonError::into_inner) = Some(daemon);
        wait_within(TIMEOUT, || self.is_running().then_some(())).expect("a keyring");
    }

    fn is_running(&self) -> bool {
        let Some(bus) = self.bus() else { return false };
        let owner = bus.call_method(
            Some("org.freedesktop.DBus"),
            "/org/freedesktop/DBus",
            Some("org.freedesktop.DBus"),
            "NameHasOwner",
            &NAME,
        );
        owner.is_ok_and(|answer| answer.body().deserialize().unwrap_or(false))
    }

    fn bus(&self) -> Option<Connection> {
        connection::Builder::address(self.environment.session_bus.as_str()).ok()?.build().ok()
    }
}

/// Reads all entries over one connection, since a session of the service belongs to a connection.
fn read_entries(bus: &Connection) -> Option<BTreeMap<String, Vec<u8>>> {
    let items: Vec<OwnedObjectPath> = proxy(bus, COLLECTION, "Collection")?.get_property("Items").ok()?;
    let service = proxy(bus, "/org/freedesktop/secrets", "Service")?;
    let (_, session): (OwnedValue, OwnedObjectPath) = service.call("OpenSession", &("plain", Value::from(""))).ok()?;
    let entry = |path: &OwnedObjectPath| {
        let item = proxy(bus, path.as_str(), "Item")?;
        let attributes: HashMap<String, String> = item.get_property("Attributes").ok()?;
        let (_, _, secret, _): (OwnedObjectPath, Vec<u8>, Vec<u8>, String) =
            item.call("GetSecret", &(session.clone(),)).ok()?;
        let name = attributes.into_values().find(|value| value.starts_with("v1/"))?;
        (!name.contains("/probe/")).then_some((name, secret))
    };
    Some(items.iter().filter_map(entry).collect())
}

fn proxy(bus: &Connection, path: &str, interface: &str) -> Option<Proxy<'static>> {
    Proxy::new(bus, NAME, path.to_owned(), format!("org.freedesktop.Secret.{interface}")).ok()
}

/// Sends one request of the daemon's control protocol: a byte for the socket's credentials, then numbers and texts, each
/// text after its length.
fn send_control_request(socket: &Path, operation: u32, payload: &[u8]) -> io::Result<u32> {
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    let length = |bytes: usize| u32::try_from(bytes).unwrap_or_default().to_be_bytes();
    stream.write_all(&[0])?;
    stream.write_all(
        &[&length(12 + payload.len())[..], &operation.to_be_bytes(), &length(payload.len()), payload].concat(),
    )?;
    let mut answer = [0; 8];
    stream.read_exact(&mut answer)?;
    Ok(u32::from_be_bytes([answer[4], answer[5], answer[6], answer[7]]))
}

fn send_password(process: &mut Process) {
    if let Some(mut input) = process.child().stdin.take() {
        // A daemon that needs no password closes its end.
        let _ = input.write_all(PASSWORD);
    }
}
