//! A relay between the application and its tenant that keeps what passes: every secret the tenant
//! hands out is on this wire, and so is every moment. It can be cut and mended, as a network can.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::wait::POLL_INTERVAL;

/// One connection's bytes, and when the last of them came.
#[derive(Default)]
struct Exchange {
    request: Vec<u8>,
    response: Vec<u8>,
    /// Moments at which pieces of the answers passed, with their offset.
    arrivals: Vec<(Instant, usize)>,
}

struct Shared {
    upstream: String,
    exchanges: Mutex<Vec<Arc<Mutex<Exchange>>>>,
    streams: Mutex<Vec<TcpStream>>,
    is_disconnected: AtomicBool,
    is_stalled: AtomicBool,
}

/// Ended when it is dropped.
pub struct RecordingProxy {
    shared: Arc<Shared>,
    address: String,
    accept_thread: Option<JoinHandle<()>>,
}

impl RecordingProxy {
    /// In front of `127.0.0.1:PORT`.
    pub fn in_front_of(address: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let own = listener.local_addr().expect("an address").to_string();
        let shared = Arc::new(Shared {
            upstream: address.to_owned(),
            exchanges: Mutex::default(),
            streams: Mutex::default(),
            is_disconnected: AtomicBool::new(false),
            is_stalled: AtomicBool::new(false),
        });
        let listening = Some(accept_connections(listener, shared.clone()));
        Self { shared, address: own, accept_thread: listening }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// From here on connections are refused, and those that stand break.
    pub fn disconnect(&mut self) {
        self.shared.is_disconnected.store(true, Ordering::SeqCst);
        // Wakes the one who waits for connections, so that the port is closed.
        let _ = TcpStream::connect(&self.address);
        if let Some(listening) = self.accept_thread.take() {
            let _ = listening.join();
        }
        for stream in lock(&self.shared.streams).drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// The same address answers again.
    pub fn reconnect(&mut self) {
        self.shared.is_disconnected.store(false, Ordering::SeqCst);
        let listener = TcpListener::bind(&self.address).expect("the same port");
        self.accept_thread = Some(accept_connections(listener, self.shared.clone()));
    }

    /// From here on nothing passes, and nobody is told so: a cable that is pulled further away. What was
    /// sent meanwhile arrives once it is back, as TCP has it.
    pub fn set_stalled(&mut self, hushed: bool) {
        self.shared.is_stalled.store(hushed, Ordering::SeqCst);
    }

    /// How many bytes of answers passed so far.
    pub fn response_bytes(&self) -> usize {
        lock(&self.shared.exchanges).iter().map(|talk| lock(talk).response.len()).sum()
    }

    /// Everything that must not be found elsewhere: codes, states, verifiers, tokens and cookies, as
    /// they passed and, where that differs, as they read once decoded.
    pub fn secrets(&self) -> Vec<String> {
        let mut found = BTreeSet::new();
        for talk in lock(&self.shared.exchanges).iter() {
            let talk = lock(talk);
            for bytes in [&talk.request, &talk.response] {
                collect_secrets(&String::from_utf8_lossy(bytes), &mut found);
            }
        }
        found.into_iter().collect()
    }

    /// All that was asked, as text.
    pub fn request_text(&self) -> String {
        lock(&self.shared.exchanges)
            .iter()
            .map(|talk| String::from_utf8_lossy(&lock(talk).request).into_owned())
            .collect()
    }

    /// When `text` last passed in an answer: a redirect's address, say, or the beginning of a list.
    pub fn last_response_time(&self, text: &str) -> Option<Instant> {
        let talks = lock(&self.shared.exchanges);
        let moments = talks.iter().filter_map(|talk| {
            let talk = lock(talk);
            // Offsets are those of bytes, so nothing is replaced on the way.
            let at = talk.response.windows(text.len()).rposition(|window| window == text.as_bytes())?;
            talk.arrivals.iter().find(|(_, end)| *end > at).map(|(moment, _)| *moment)
        });
        moments.max()
    }
}

impl Drop for RecordingProxy {
    fn drop(&mut self) {
        self.disconnect();
    }
}

/// What introduces a secret, in requests, redirects, forms, JSON and headers.
const SECRET_PREFIXES: [&str; 14] = [
    "code=",
    "state=",
    "code_verifier=",
    "refresh_token=",
    "token=",
    "\"access_token\":\"",
    "\"refresh_token\":\"",
    "\"id_token\":\"",
    "authorization: bearer ",
    "authorization: basic ",
    "client_secret=",
    ".aspxauth=",
    "\"auth\":\"",
    "bounce=",
];

fn collect_secrets(text: &str, found: &mut BTreeSet<String>) {
    // ASCII only, so that offsets stay the same.
    let lower = text.to_ascii_lowercase();
    for prefix in SECRET_PREFIXES {
        for (at, _) in lower.match_indices(prefix) {
            let rest = &text[at + prefix.len()..];
            let end = rest.find(|c: char| c.is_whitespace() || "&;\"'<>,".contains(c)).unwrap_or(rest.len());
            let decoded = url::form_urlencoded::parse(&rest.as_bytes()[..end]).next().map(|(key, _)| key.into_owned());
            // Short ones are words, and would be found everywhere.
            found.extend(std::iter::once(rest[..end].to_owned()).chain(decoded).filter(|secret| secret.len() >= 12));
        }
    }
}

fn accept_connections(listener: TcpListener, shared: Arc<Shared>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if shared.is_disconnected.load(Ordering::SeqCst) {
                return;
            }
            let _ = relay_connection(stream, &shared);
        }
    })
}

fn relay_connection(client: TcpStream, shared: &Arc<Shared>) -> io::Result<()> {
    let server = TcpStream::connect(&shared.upstream)?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let talk = Arc::new(Mutex::new(Exchange::default()));
    lock(&shared.exchanges).push(talk.clone());
    lock(&shared.streams).extend([client.try_clone()?, server.try_clone()?]);
    let (other, back, forth) = (talk.clone(), (server.try_clone()?, client.try_clone()?), (client, server));
    let (shared, other_shared) = (shared.clone(), shared.clone());
    std::thread::spawn(move || {
        copy_bytes(forth.0, forth.1, &shared, |bytes| {
            let mut talk = lock(&talk);
            // Nothing stands between a request's body and the next request.
            if bytes.starts_with(b"GET ") || bytes.starts_with(b"POST ") {
                talk.request.push(b'\n');
            }
            talk.request.extend_from_slice(bytes);
        });
    });
    std::thread::spawn(move || {
        copy_bytes(back.0, back.1, &other_shared, |bytes| {
            let mut talk = lock(&other);
            talk.response.extend_from_slice(bytes);
            let end = talk.response.len();
            talk.arrivals.push((Instant::now(), end));
        });
    });
    Ok(())
}

fn copy_bytes(mut from: TcpStream, mut to: TcpStream, shared: &Shared, record: impl Fn(&[u8])) {
    let mut bytes = [0; 32 * 1024];
    let _ = from.set_read_timeout(Some(Duration::from_secs(120)));
    while let Ok(length @ 1..) = from.read(&mut bytes) {
        while shared.is_stalled.load(Ordering::SeqCst) && !shared.is_disconnected.load(Ordering::SeqCst) {
            std::thread::sleep(POLL_INTERVAL);
        }
        record(&bytes[..length]);
        if to.write_all(&bytes[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
