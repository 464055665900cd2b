//! A proxy between Portico and the tenant that fails after a number of bytes, in one of several ways, until it is repaired.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What a break looks like from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkFailure {
    /// Connections end, and there are no new ones.
    Close,
    /// They are reset, and there are no new ones.
    Reset,
    /// They stay, new ones begin, and no byte ever arrives.
    Stall,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Upstream,
    Downstream,
}

/// Where it breaks: after so many bytes in one direction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BreakPoint {
    pub(crate) direction: Direction,
    pub(crate) after_bytes: usize,
}

/// One question and its answer: bytes up and down to the end of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Exchange {
    pub(crate) upstream_bytes: usize,
    pub(crate) downstream_bytes: usize,
}

#[derive(Default)]
struct ProxyState {
    scheduled_failure: Option<(BreakPoint, LinkFailure)>,
    exchanges: Vec<Exchange>,
    /// The last byte came down.
    last_was_downstream: bool,
}

struct Shared {
    tenant_address: SocketAddr,
    state: Mutex<ProxyState>,
    failure: watch::Sender<Option<LinkFailure>>,
}

pub(crate) struct FaultProxy {
    pub(crate) url: String,
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl FaultProxy {
    pub(crate) async fn start(tenant_address: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared { tenant_address, state: Mutex::default(), failure: watch::Sender::new(None) });
        tokio::spawn(accept_connections(listener, shared.clone()));
        Self { url: format!("http://{address}"), address, shared }
    }

    /// Counts from here on, and breaks there.
    pub(crate) fn schedule_failure(&self, scheduled_failure: Option<(BreakPoint, LinkFailure)>) {
        *self.shared.state.lock().unwrap() = ProxyState { scheduled_failure, ..ProxyState::default() };
    }

    /// What was carried since.
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.shared.state.lock().unwrap().exchanges.clone()
    }

    pub(crate) async fn wait_until_failed(&self) {
        self.shared.failure.subscribe().wait_for(Option::is_some).await.unwrap();
    }

    /// Breaks now, whatever is carried.
    pub(crate) fn fail_now(&self, failure: LinkFailure) {
        self.shared.failure.send_replace(Some(failure));
    }

    /// What is broken stays so; new connections work.
    pub(crate) async fn repair(&self) {
        self.schedule_failure(None);
        let failure = self.shared.failure.send_replace(None);
        if matches!(failure, Some(LinkFailure::Close | LinkFailure::Reset)) {
            // Until the old one is gone.
            let listener = loop {
                match TcpListener::bind(self.address).await {
                    Ok(listener) => break listener,
                    Err(_) => tokio::task::yield_now().await,
                }
            };
            tokio::spawn(accept_connections(listener, self.shared.clone()));
        }
    }
}

async fn accept_connections(listener: TcpListener, shared: Arc<Shared>) {
    let mut failure_changes = shared.failure.subscribe();
    loop {
        tokio::select! {
            biased;
            Ok(failure) = failure_changes.wait_for(|failure| matches!(failure, Some(LinkFailure::Close | LinkFailure::Reset))) => {
                drop(failure);
                return;
            }
            Ok((stream, _)) = listener.accept() => drop(tokio::spawn(forward_connection(stream, shared.clone()))),
        }
    }
}

async fn forward_connection(mut stream: TcpStream, shared: Arc<Shared>) {
    let mut failure_changes = shared.failure.subscribe();
    let failure = *failure_changes.borrow_and_update();
    if failure.is_none() {
        let Ok(mut tenant) = TcpStream::connect(shared.tenant_address).await else { return };
        let (client_reader, client_writer) = stream.split();
        let (tenant_reader, tenant_writer) = tenant.split();
        let forwarding = async {
            tokio::join!(
                forward_bytes(client_reader, tenant_writer, Direction::Upstream, &shared),
                forward_bytes(tenant_reader, client_writer, Direction::Downstream, &shared)
            );
        };
        tokio::select! {
            biased;
            Ok(_) = failure_changes.changed() => {}
            () = forwarding => return,
        }
    }
    let failure = failure.or(*failure_changes.borrow_and_update());
    match failure {
        Some(LinkFailure::Stall) => std::future::pending().await,
        Some(LinkFailure::Reset) => stream.set_zero_linger().unwrap(),
        Some(LinkFailure::Close) | None => {}
    }
}

async fn forward_bytes(
    mut reader: impl AsyncRead + Unpin,
    mut writer: impl AsyncWrite + Unpin,
    direction: Direction,
    shared: &Shared,
) {
    let mut bytes = vec![0; 64 << 10];
    while let Ok(received @ 1..) = reader.read(&mut bytes).await {
        let allowed = shared.admit_bytes(direction, received);
        let written = writer.write_all(&bytes[..allowed]).await;
        if allowed < received {
            // It is broken now, and whoever holds the streams says how.
            return std::future::pending().await;
        }
        if written.is_err() {
            break;
        }
    }
    // Err: it is gone.
    let _ = writer.shutdown().await;
}

impl Shared {
    /// How many of so many bytes pass. With the first that does not, it breaks.
    fn admit_bytes(&self, direction: Direction, count: usize) -> usize {
        let mut state = self.state.lock().unwrap();
        let ProxyState { scheduled_failure, exchanges, last_was_downstream } = &mut *state;
        let mut totals = exchanges.last().copied().unwrap_or_default();
        // After an answer the next question begins.
        if exchanges.is_empty() || (direction == Direction::Upstream && *last_was_downstream) {
            exchanges.push(totals);
        }
        *last_was_downstream = direction == Direction::Downstream;
        let total =
            if direction == Direction::Upstream { &mut totals.upstream_bytes } else { &mut totals.downstream_bytes };
        let allowed = match scheduled_failure {
            Some((point, _)) if point.direction == direction => count.min(point.after_bytes.saturating_sub(*total)),
            _ => count,
        };
        *total += allowed;
        exchanges.iter_mut().last().into_iter().for_each(|last| *last = totals);
        if let (true, Some((_, failure))) = (allowed < count, *scheduled_failure) {
            self.failure.send_replace(Some(failure));
        }
        allowed
    }
}
