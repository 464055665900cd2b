//! The cable: a proxy between Portico and the tenant that breaks after so many bytes, in one of several
//! ways, and is mended later.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What a break looks like from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Break {
    /// Connections end, and there are no new ones.
    End,
    /// They are reset, and there are no new ones.
    Reset,
    /// They stay, new ones begin, and no byte ever arrives.
    Silence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Up,
    Down,
}

/// Where it breaks: after so many bytes in one direction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) way: Way,
    pub(crate) after: usize,
}

/// One question and its answer: bytes up and down to the end of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Exchange {
    pub(crate) up: usize,
    pub(crate) down: usize,
}

#[derive(Default)]
struct State {
    plan: Option<(Place, Break)>,
    exchanges: Vec<Exchange>,
    /// The last byte came down.
    answers: bool,
}

struct Shared {
    tenant: SocketAddr,
    state: Mutex<State>,
    broken: watch::Sender<Option<Break>>,
}

pub(crate) struct Cord {
    pub(crate) url: String,
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Cord {
    pub(crate) async fn to(tenant: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared { tenant, state: Mutex::default(), broken: watch::Sender::new(None) });
        tokio::spawn(accept(listener, shared.clone()));
        Self { url: format!("http://{address}"), address, shared }
    }

    /// Counts from here on, and breaks there.
    pub(crate) fn breaks(&self, plan: Option<(Place, Break)>) {
        *self.shared.state.lock().unwrap() = State { plan, ..State::default() };
    }

    /// What was carried since.
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.shared.state.lock().unwrap().exchanges.clone()
    }

    pub(crate) async fn is_broken(&self) {
        self.shared.broken.subscribe().wait_for(Option::is_some).await.unwrap();
    }

    /// Breaks now, whatever is carried.
    pub(crate) fn cut(&self, how: Break) {
        self.shared.broken.send_replace(Some(how));
    }

    /// What is broken stays so; new connections work.
    pub(crate) async fn is_mended(&self) {
        self.breaks(None);
        let how = self.shared.broken.send_replace(None);
        if matches!(how, Some(Break::End | Break::Reset)) {
            // Until the old one is gone.
            let listener = loop {
                match TcpListener::bind(self.address).await {
                    Ok(listener) => break listener,
                    Err(_) => tokio::task::yield_now().await,
                }
            };
            tokio::spawn(accept(listener, self.shared.clone()));
        }
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut broken = shared.broken.subscribe();
    loop {
        tokio::select! {
            biased;
            Ok(how) = broken.wait_for(|how| matches!(how, Some(Break::End | Break::Reset))) => {
                drop(how);
                return;
            }
            Ok((stream, _)) = listener.accept() => drop(tokio::spawn(carry(stream, shared.clone()))),
        }
    }
}

async fn carry(mut stream: TcpStream, shared: Arc<Shared>) {
    let mut broken = shared.broken.subscribe();
    let how = *broken.borrow_and_update();
    if how.is_none() {
        let Ok(mut tenant) = TcpStream::connect(shared.tenant).await else { return };
        let (from, to) = stream.split();
        let (back, there) = tenant.split();
        let carried = async {
            tokio::join!(pump(from, there, Way::Up, &shared), pump(back, to, Way::Down, &shared));
        };
        tokio::select! {
            biased;
            Ok(_) = broken.changed() => {}
            () = carried => return,
        }
    }
    let how = how.or(*broken.borrow_and_update());
    match how {
        Some(Break::Silence) => std::future::pending().await,
        Some(Break::Reset) => stream.set_zero_linger().unwrap(),
        Some(Break::End) | None => {}
    }
}

async fn pump(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, way: Way, shared: &Shared) {
    let mut bytes = vec![0; 64 << 10];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        let may = shared.count(way, count);
        let written = to.write_all(&bytes[..may]).await;
        if may < count {
            // It is broken now, and whoever holds the streams says how.
            return std::future::pending().await;
        }
        if written.is_err() {
            break;
        }
    }
    // Err: it is gone.
    let _ = to.shutdown().await;
}

impl Shared {
    /// How many of so many bytes pass. With the first that does not, it breaks.
    fn count(&self, way: Way, count: usize) -> usize {
        let mut state = self.state.lock().unwrap();
        let State { plan, exchanges, answers } = &mut *state;
        let mut so_far = exchanges.last().copied().unwrap_or_default();
        // After an answer the next question begins.
        if exchanges.is_empty() || (way == Way::Up && *answers) {
            exchanges.push(so_far);
        }
        *answers = way == Way::Down;
        let gone = if way == Way::Up { &mut so_far.up } else { &mut so_far.down };
        let may = match plan {
            Some((place, _)) if place.way == way => count.min(place.after.saturating_sub(*gone)),
            _ => count,
        };
        *gone += may;
        exchanges.iter_mut().last().into_iter().for_each(|last| *last = so_far);
        if let (true, Some((_, how))) = (may < count, *plan) {
            self.broken.send_replace(Some(how));
        }
        may
    }
}
