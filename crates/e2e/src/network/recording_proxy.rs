//! Relays between the application and its tenant and records what passes: every secret that the tenant hands out, and when.
//! The connection can be cut and restored, as a network can.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddrV4, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::net::{AddressFamily, SocketType};

use crate::wait::POLL_INTERVAL;

/// The bytes of one connection.
#[derive(Default)]
struct Exchange {
    request: Vec<u8>,
    response: Vec<u8>,
    /// When each piece of the response arrived, and the length of the response then.
    arrivals: Vec<(Instant, usize)>,
}

struct Shared {
    upstream: String,
    exchanges: Mutex<Vec<Arc<Mutex<Exchange>>>>,
    streams: Mutex<Vec<TcpStream>>,
    is_disconnected: AtomicBool,
    is_stalled: AtomicBool,
}

/// Ends when dropped.
pub struct RecordingProxy {
    shared: Arc<Shared>,
    /// Bound all the time, so that no other journey gets the port while the proxy is disconnected.
    socket: OwnedFd,
    address: String,
    accept_thread: Option<JoinHandle<()>>,
}

impl RecordingProxy {
    /// Starts a proxy for the server at `127.0.0.1:PORT`.
    pub fn in_front_of(address: &str) -> Self {
        let (socket, own_address) = bind_socket();
        let shared = Arc::new(Shared {
            upstream: address.to_owned(),
            exchanges: Mutex::default(),
            streams: Mutex::default(),
            is_disconnected: AtomicBool::new(false),
            is_stalled: AtomicBool::new(false),
        });
        let accept_thread = Some(listen(&socket, shared.clone()));
        Self { shared, socket, address: own_address, accept_thread }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// Breaks all connections and refuses new ones.
    pub fn disconnect(&mut self) {
        self.shared.is_disconnected.store(true, Ordering::SeqCst);
        // The socket listens no more and wakes the thread that accepts. It stays bound.
        let _ = rustix::net::shutdown(&self.socket, rustix::net::Shutdown::Both);
        if let Some(thread) = self.accept_thread.take() {
            let _ = thread.join();
        }
        for stream in lock(&self.shared.streams).drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Accepts connections at the same address again.
    pub fn reconnect(&mut self) {
        self.shared.is_disconnected.store(false, Ordering::SeqCst);
        self.accept_thread = Some(listen(&self.socket, self.shared.clone()));
    }

    /// Holds all bytes back without closing a connection, as a broken link further away does. They pass once the proxy is
    /// not stalled any more.
    pub fn set_stalled(&mut self, is_stalled: bool) {
        self.shared.is_stalled.store(is_stalled, Ordering::SeqCst);
    }

    /// How many bytes of responses passed so far.
    pub fn response_bytes(&self) -> usize {
        lock(&self.shared.exchanges).iter().map(|exchange| lock(exchange).response.len()).sum()
    }

    /// All secrets that passed: codes, states, verifiers, tokens and cookies, as sent and, where that differs, decoded.
    pub fn secrets(&self) -> Vec<String> {
        let mut found = BTreeSet::new();
        for exchange in lock(&self.shared.exchanges).iter() {
            let exchange = lock(exchange);
            for bytes in [&exchange.request, &exchange.response] {
                collect_secrets(&String::from_utf8_lossy(bytes), &mut found);
            }
        }
        found.into_iter().collect()
    }

    /// All requests, as text.
    pub fn request_text(&self) -> String {
        lock(&self.shared.exchanges)
            .iter()
            .map(|exchange| String::from_utf8_lossy(&lock(exchange).request).into_owned())
            .collect()
    }

    /// When `text` last passed in a response, such as the URL of a redirect or the beginning of a list.
    pub fn last_response_time(&self, text: &str) -> Option<Instant> {
        let exchanges = lock(&self.shared.exchanges);
        let times = exchanges.iter().filter_map(|exchange| {
            let exchange = lock(exchange);
            // Offsets count bytes, so the text is searched for in bytes.
            let at = exchange.response.windows(text.len()).rposition(|window| window == text.as_bytes())?;
            exchange.arrivals.iter().find(|(_, end)| *end > at).map(|(time, _)| *time)
        });
        times.max()
    }
}

impl Drop for RecordingProxy {
    fn drop(&mut self) {
        self.disconnect();
    }
}

/// A socket bound to a free port. Only a port that was asked for by its number stays bound across `shutdown`.
fn bind_socket() -> (OwnedFd, String) {
    for _ in 0..20 {
        let probe = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = probe.local_addr().expect("an address").port();
        drop(probe);
        let socket = rustix::net::socket(AddressFamily::INET, SocketType::STREAM, None).expect("a socket");
        // Connections of an earlier `listen` may still occupy the port.
        rustix::net::sockopt::set_socket_reuseaddr(&socket, true).expect("an option of the socket");
        if rustix::net::bind(&socket, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, port)).is_ok() {
            return (socket, format!("127.0.0.1:{port}"));
        }
    }
    panic!("no port stays free")
}

fn listen(socket: &OwnedFd, shared: Arc<Shared>) -> JoinHandle<()> {
    rustix::net::listen(socket, 128).expect("the port");
    let listener = TcpListener::from(socket.try_clone().expect("a second handle"));
    std::thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            if shared.is_disconnected.load(Ordering::SeqCst) {
                return;
            }
            let _ = relay_connection(stream, &shared);
        }
    })
}

/// What precedes a secret in requests, redirects, forms, JSON and headers, in lower case.
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
    // Changes ASCII letters only, so that offsets stay the same.
    let lower = text.to_ascii_lowercase();
    for prefix in SECRET_PREFIXES {
        for (at, _) in lower.match_indices(prefix) {
            let rest = &text[at + prefix.len()..];
            let end = rest.find(|c: char| c.is_whitespace() || "&;\"'<>,".contains(c)).unwrap_or(rest.len());
            let decoded = url::form_urlencoded::parse(&rest.as_bytes()[..end]).next().map(|(key, _)| key.into_owned());
            // Short values are words, which would be found everywhere.
            found.extend(std::iter::once(rest[..end].to_owned()).chain(decoded).filter(|secret| secret.len() >= 12));
        }
    }
}

fn relay_connection(client: TcpStream, shared: &Arc<Shared>) -> io::Result<()> {
    let server = TcpStream::connect(&shared.upstream)?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let request_side = Arc::new(Mutex::new(Exchange::default()));
    let response_side = request_side.clone();
    lock(&shared.exchanges).push(request_side.clone());
    lock(&shared.streams).extend([client.try_clone()?, server.try_clone()?]);
    let (to_client, from_server) = (client.try_clone()?, server.try_clone()?);
    let (request_shared, response_shared) = (shared.clone(), shared.clone());
    std::thread::spawn(move || {
        copy_bytes(client, server, &request_shared, |bytes| {
            let mut exchange = lock(&request_side);
            // No line break separates a request's body from the next request.
            if bytes.starts_with(b"GET ") || bytes.starts_with(b"POST ") {
                exchange.request.push(b'\n');
            }
            exchange.request.extend_from_slice(bytes);
        });
    });
    std::thread::spawn(move || {
        copy_bytes(from_server, to_client, &response_shared, |bytes| {
            let mut exchange = lock(&response_side);
            exchange.response.extend_from_slice(bytes);
            let end = exchange.response.len();
            exchange.arrivals.push((Instant::now(), end));
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
