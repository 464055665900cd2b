//! A relay between the application and its tenant that keeps what passes: every secret the tenant
//! hands out is on this wire, and so is every moment. It can be cut and mended, as a network can.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::LOOK_AGAIN;

/// One connection's bytes, and when the last of them came.
#[derive(Default)]
struct Talk {
    asked: Vec<u8>,
    answered: Vec<u8>,
    /// Moments at which pieces of the answers passed, with their offset.
    moments: Vec<(Instant, usize)>,
}

struct Shared {
    to: String,
    talks: Mutex<Vec<Arc<Mutex<Talk>>>>,
    streams: Mutex<Vec<TcpStream>>,
    cut: AtomicBool,
    hushed: AtomicBool,
}

/// Ended when it is dropped.
pub struct Wire {
    shared: Arc<Shared>,
    address: String,
    listening: Option<JoinHandle<()>>,
}

impl Wire {
    /// In front of `127.0.0.1:PORT`.
    pub fn before(address: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let own = listener.local_addr().expect("an address").to_string();
        let shared = Arc::new(Shared {
            to: address.to_owned(),
            talks: Mutex::default(),
            streams: Mutex::default(),
            cut: AtomicBool::new(false),
            hushed: AtomicBool::new(false),
        });
        let listening = Some(listen(listener, shared.clone()));
        Self { shared, address: own, listening }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// From here on connections are refused, and those that stand break.
    pub fn cut(&mut self) {
        self.shared.cut.store(true, Ordering::SeqCst);
        // Wakes the one who waits for connections, so that the port is closed.
        let _ = TcpStream::connect(&self.address);
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
        for stream in locked(&self.shared.streams).drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// The same address answers again.
    pub fn mend(&mut self) {
        self.shared.cut.store(false, Ordering::SeqCst);
        let listener = TcpListener::bind(&self.address).expect("the same port");
        self.listening = Some(listen(listener, self.shared.clone()));
    }

    /// From here on nothing passes, and nobody is told so: a cable that is pulled further away. What was
    /// sent meanwhile arrives once it is back, as TCP has it.
    pub fn hush(&mut self, hushed: bool) {
        self.shared.hushed.store(hushed, Ordering::SeqCst);
    }

    /// How many bytes of answers passed so far.
    pub fn answered(&self) -> usize {
        locked(&self.shared.talks).iter().map(|talk| locked(talk).answered.len()).sum()
    }

    /// Everything that must not be found elsewhere: codes, states, verifiers, tokens and cookies, as
    /// they passed and, where that differs, as they read once decoded.
    pub fn secrets(&self) -> Vec<String> {
        let mut found = BTreeSet::new();
        for talk in locked(&self.shared.talks).iter() {
            let talk = locked(talk);
            for bytes in [&talk.asked, &talk.answered] {
                gather(&String::from_utf8_lossy(bytes), &mut found);
            }
        }
        found.into_iter().collect()
    }

    /// All that was asked, as text.
    pub fn asked(&self) -> String {
        locked(&self.shared.talks)
            .iter()
            .map(|talk| String::from_utf8_lossy(&locked(talk).asked).into_owned())
            .collect()
    }

    /// When `text` last passed in an answer: a redirect's address, say, or the beginning of a list.
    pub fn last_response_time(&self, text: &str) -> Option<Instant> {
        let talks = locked(&self.shared.talks);
        let moments = talks.iter().filter_map(|talk| {
            let talk = locked(talk);
            // Offsets are those of bytes, so nothing is replaced on the way.
            let at = talk.answered.windows(text.len()).rposition(|window| window == text.as_bytes())?;
            talk.moments.iter().find(|(_, end)| *end > at).map(|(moment, _)| *moment)
        });
        moments.max()
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.cut();
    }
}

/// What introduces a secret, in requests, redirects, forms, JSON and headers.
const BEFORE: [&str; 14] = [
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

fn gather(text: &str, found: &mut BTreeSet<String>) {
    // ASCII only, so that offsets stay the same.
    let lower = text.to_ascii_lowercase();
    for before in BEFORE {
        for (at, _) in lower.match_indices(before) {
            let rest = &text[at + before.len()..];
            let end = rest.find(|c: char| c.is_whitespace() || "&;\"'<>,".contains(c)).unwrap_or(rest.len());
            let decoded = url::form_urlencoded::parse(&rest.as_bytes()[..end]).next().map(|(key, _)| key.into_owned());
            // Short ones are words, and would be found everywhere.
            found.extend(std::iter::once(rest[..end].to_owned()).chain(decoded).filter(|secret| secret.len() >= 12));
        }
    }
}

fn listen(listener: TcpListener, shared: Arc<Shared>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if shared.cut.load(Ordering::SeqCst) {
                return;
            }
            let _ = relay(stream, &shared);
        }
    })
}

fn relay(near: TcpStream, shared: &Arc<Shared>) -> io::Result<()> {
    let far = TcpStream::connect(&shared.to)?;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    let talk = Arc::new(Mutex::new(Talk::default()));
    locked(&shared.talks).push(talk.clone());
    locked(&shared.streams).extend([near.try_clone()?, far.try_clone()?]);
    let (other, back, forth) = (talk.clone(), (far.try_clone()?, near.try_clone()?), (near, far));
    let (shared, other_shared) = (shared.clone(), shared.clone());
    std::thread::spawn(move || {
        pass(forth.0, forth.1, &shared, |bytes| {
            let mut talk = locked(&talk);
            // Nothing stands between a request's body and the next request.
            if bytes.starts_with(b"GET ") || bytes.starts_with(b"POST ") {
                talk.asked.push(b'\n');
            }
            talk.asked.extend_from_slice(bytes);
        });
    });
    std::thread::spawn(move || {
        pass(back.0, back.1, &other_shared, |bytes| {
            let mut talk = locked(&other);
            talk.answered.extend_from_slice(bytes);
            let end = talk.answered.len();
            talk.moments.push((Instant::now(), end));
        });
    });
    Ok(())
}

fn pass(mut from: TcpStream, mut to: TcpStream, shared: &Shared, keep: impl Fn(&[u8])) {
    let mut bytes = [0; 32 * 1024];
    let _ = from.set_read_timeout(Some(Duration::from_secs(120)));
    while let Ok(length @ 1..) = from.read(&mut bytes) {
        while shared.hushed.load(Ordering::SeqCst) && !shared.cut.load(Ordering::SeqCst) {
            std::thread::sleep(LOOK_AGAIN);
        }
        keep(&bytes[..length]);
        if to.write_all(&bytes[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
