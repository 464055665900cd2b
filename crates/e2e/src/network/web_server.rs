//! A web server that is not the tenant: an identity provider, or a server that is no tenant.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddrV4, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, PoisonError};

use rustix::net::{AddressFamily, SocketType};

type Pages = Arc<BTreeMap<String, String>>;
type RequestLog = Arc<Mutex<Vec<String>>>;

/// Listens until the process ends.
pub struct WebServer {
    address: String,
    requests: RequestLog,
}

impl WebServer {
    /// Serves pages by path; `/` also stands for every other path. Paths without a page are not found.
    pub fn start(pages: &[(&str, &str)]) -> Self {
        Self::serve_on(TcpListener::bind("127.0.0.1:0").expect("a port"), pages)
    }

    fn serve_on(listener: TcpListener, pages: &[(&str, &str)]) -> Self {
        let address = listener.local_addr().expect("an address").to_string();
        let pages: Pages =
            Arc::new(pages.iter().map(|(path, page)| ((*path).to_owned(), (*page).to_owned())).collect());
        let requests = RequestLog::default();
        let log = requests.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (pages, log) = (pages.clone(), log.clone());
                std::thread::spawn(move || serve_request(&stream, &pages, &log));
            }
        });
        Self { address, requests }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// The requested paths, in order.
    pub fn requested_paths(&self) -> Vec<String> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A server that is down: it owns its port, which refuses connections.
pub struct OfflineServer {
    socket: OwnedFd,
    address: String,
}

impl OfflineServer {
    pub fn new() -> Self {
        let socket = rustix::net::socket(AddressFamily::INET, SocketType::STREAM, None).expect("a socket");
        rustix::net::bind(&socket, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = rustix::net::getsockname(&socket).expect("an address");
        let address = SocketAddrV4::try_from(address).expect("an address").to_string();
        Self { socket, address }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// Starts to serve at the same address.
    pub fn start(self, pages: &[(&str, &str)]) -> WebServer {
        rustix::net::listen(&self.socket, 16).expect("a server");
        WebServer::serve_on(TcpListener::from(self.socket), pages)
    }
}

impl Default for OfflineServer {
    fn default() -> Self {
        Self::new()
    }
}

fn serve_request(stream: &TcpStream, pages: &Pages, requests: &RequestLog) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut line = String::new();
    while reader.read_line(&mut line).ok()? > 2 {
        line.clear();
    }
    let path = first.split(' ').nth(1)?.split('?').next()?.to_owned();
    requests.lock().unwrap_or_else(PoisonError::into_inner).push(path.clone());
    let page = pages.get(&path).or_else(|| pages.get("/"));
    let status = if page.is_some() { "200 OK" } else { "404 Not Found" };
    let page = page.map_or("<!doctype html><title>Not found</title>", String::as_str);
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        page.len()
    );
    (&*stream).write_all(head.as_bytes()).ok()?;
    (&*stream).write_all(page.as_bytes()).ok()
}
