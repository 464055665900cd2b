//! A tenant whose login page attacks: it calls every command in every way that reaches the host, opens windows,
//! downloads files, and navigates to forbidden addresses. It reports the outcome of each attempt to its own server. A
//! page that really got away would stop reporting.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

const PAGE: &str = include_str!("hostile_tenant.html");

type Attempts = Arc<Mutex<BTreeMap<String, String>>>;

/// Listens until the process ends.
pub struct HostileTenant {
    address: String,
    attempts: Attempts,
}

impl HostileTenant {
    /// `commands`: what the page tries to call.
    pub fn start(commands: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let attempts = Attempts::default();
        let (sink, page) = (attempts.clone(), PAGE.replace("\"COMMANDS\"", &serde_json::json!(commands).to_string()));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, page) = (sink.clone(), page.clone());
                std::thread::spawn(move || serve(&stream, &page, &kept));
            }
        });
        Self { address, attempts }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// What was tried, and what came of it.
    pub fn attempts(&self) -> Vec<(String, String)> {
        let attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.iter().map(|(attempt, outcome)| (attempt.clone(), outcome.clone())).collect()
    }
}

fn serve(stream: &TcpStream, page: &str, attempts: &Attempts) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let path = first.split(' ').nth(1)?;
    let (kind, text) = if path.starts_with("/oauth2/authorize/") {
        ("text/html; charset=utf-8", page)
    } else if path == "/report" {
        let report: Vec<String> = serde_json::from_slice(&body).ok()?;
        let [what, outcome] = &report[..] else { return None };
        attempts.lock().unwrap_or_else(PoisonError::into_inner).insert(what.clone(), outcome.clone());
        ("text/plain", "noted")
    } else if path == "/loot.bin" {
        ("application/octet-stream\r\nContent-Disposition: attachment; filename=loot.bin", "loot")
    } else {
        ("text/plain", "nothing here")
    };
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        text.len()
    );
    (&*stream).write_all(head.as_bytes()).ok()?;
    (&*stream).write_all(text.as_bytes()).ok()
}
