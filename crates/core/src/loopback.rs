//! The browser's way back (RFC 8252 §7.3): a listener on this computer's own address, for as long as
//! one sign-in in the system's browser takes.
//!
//! It is no web server: it hears one kind of request, shows one of two static pages, and ends with the
//! answer. Any program here and any page in the browser may knock, so what is wrong is turned away and
//! the waiting goes on; only the right `state` ends it, which [`Flow::on_callback`] decides.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::task::Poll;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{sleep, timeout};
use url::{Host, Url};

use crate::clock::Clock;
use crate::loopback::page::{Reply, response};
use crate::loopback::request::{LONGEST_HEAD, Request};
use crate::oauth::{Callback, Flow, Grant, TIME_LIMIT};
use crate::problem::{Code, Problem, Result};
use crate::registration::check_redirect;

mod page;
mod request;

/// How often a port that the system picked for one address family may be taken in the other.
const PICKS: usize = 8;
/// After a refused `accept`, such as for want of file handles.
const BREATH: Duration = Duration::from_millis(50);

/// Waits for the browser.
pub struct Listener {
    sockets: Vec<TcpListener>,
    redirect: Url,
    redirect_uri: String,
    limits: Limits,
}

#[derive(Clone, Copy)]
struct Limits {
    /// From the connection to the end of its head.
    head: Duration,
    /// For a reply to arrive. The answer waits for it, so it is short.
    reply: Duration,
    /// At a time. Beyond it, the one that has been silent longest makes room.
    connections: usize,
    whole: Duration,
}

impl Limits {
    const REAL: Self =
        Self { head: Duration::from_secs(5), reply: Duration::from_secs(1), connections: 16, whole: TIME_LIMIT };
}

/// A connection whose head has been read.
struct Heard {
    stream: TcpStream,
    request: Request,
}

impl Listener {
    /// Takes the port of `redirect_uri`, which is http to `127.0.0.1`, `[::1]` or `localhost` with the
    /// port named; 0 lets the system pick one. `localhost` may lead a browser to either address, so
    /// both are taken where there are both.
    pub async fn bind(redirect_uri: &str) -> Result<Self> {
        let redirect = check_redirect(redirect_uri)?;
        let (Some(port), "http") = (redirect.port(), redirect.scheme()) else {
            return Err(Code::AddressForm.into());
        };
        let sockets = match redirect.host() {
            Some(Host::Ipv4(ip)) => listen(&[ip.into()], port).await,
            Some(Host::Ipv6(ip)) => listen(&[ip.into()], port).await,
            _ => listen(&[Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()], port).await,
        };
        let sockets = sockets.map_err(|_| Problem::new(Code::AuthPort).because(port.to_string()))?;
        let mut own = Self { sockets, redirect_uri: redirect_uri.to_owned(), redirect, limits: Limits::REAL };
        if port == 0 {
            let picked = own.sockets.first().and_then(|socket| socket.local_addr().ok()).ok_or(Code::Internal)?;
            own.redirect.set_port(Some(picked.port())).map_err(|()| Code::Internal)?;
            own.redirect_uri = own.redirect.to_string();
        }
        Ok(own)
    }

    /// The redirect to register the flow with: as it was written, or with the port that was picked.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// Waits until the browser brings the answer to `flow`, whose redirect is [`Self::redirect_uri`].
    /// Dropping the future closes everything.
    pub async fn answer(self, flow: Flow, clock: &dyn Clock) -> Result<Grant> {
        let whole = self.limits.whole;
        timeout(whole, self.wait(flow, clock)).await.unwrap_or_else(|_| Err(Code::AuthTimeout.into()))
    }

    async fn wait(self, mut flow: Flow, clock: &dyn Clock) -> Result<Grant> {
        let mut knocking: JoinSet<Option<Heard>> = JoinSet::new();
        let mut replying: JoinSet<()> = JoinSet::new();
        let mut oldest: VecDeque<AbortHandle> = VecDeque::new();
        loop {
            oldest.retain(|task| !task.is_finished());
            tokio::select! {
                // What has ended makes room before another comes in.
                biased;
                Some(_) = replying.join_next() => {}
                Some(heard) = knocking.join_next() => {
                    // Cut off, silent for too long, or gone.
                    let Ok(Some(Heard { stream, request })) = heard else { continue };
                    let said = match request {
                        Request::Unfinished => continue,
                        Request::Refused(refusal) => Reply::Refused(refusal),
                        Request::Callback(url) => match flow.on_callback(&url, clock.now()) {
                            Callback::Ignore => Reply::NotOurs,
                            Callback::Late => Reply::Taken,
                            Callback::Finish(answer) => {
                                reply(stream, Reply::Taken, self.limits.reply).await;
                                return answer;
                            }
                        },
                    };
                    replying.spawn(reply(stream, said, self.limits.reply));
                }
                // When all of them are waiting for their reply to arrive, the next one waits too.
                accepted = self.accept(), if replying.len() < self.limits.connections => match accepted {
                    Ok(stream) => {
                        if knocking.len() + replying.len() >= self.limits.connections
                            && let Some(task) = oldest.pop_front()
                        {
                            task.abort();
                        }
                        let (redirect, limit) = (self.redirect.clone(), self.limits.head);
                        let hearing = async move { timeout(limit, hear(stream, &redirect)).await.ok().flatten() };
                        oldest.push_back(knocking.spawn(hearing));
                    }
                    Err(_) => sleep(BREATH).await,
                },
            }
        }
    }

    async fn accept(&self) -> io::Result<TcpStream> {
        poll_fn(|cx| {
            for socket in &self.sockets {
                if let Poll::Ready(accepted) = socket.poll_accept(cx) {
                    return Poll::Ready(accepted.map(|(stream, _)| stream));
                }
            }
            Poll::Pending
        })
        .await
    }
}

/// One socket for each address there is on this computer, all at the same port. A port that another
/// program holds on one of them is no way back: the browser might come out there.
async fn listen(addresses: &[IpAddr], port: u16) -> io::Result<Vec<TcpListener>> {
    let mut picks = 0;
    loop {
        match listen_once(addresses, port).await {
            Err(error) if port == 0 && error.kind() == io::ErrorKind::AddrInUse && picks < PICKS => picks += 1,
            listened => return listened,
        }
    }
}

async fn listen_once(addresses: &[IpAddr], mut port: u16) -> io::Result<Vec<TcpListener>> {
    let (mut sockets, mut missing) = (Vec::new(), io::Error::from(io::ErrorKind::AddrNotAvailable));
    for address in addresses {
        match TcpListener::bind(SocketAddr::new(*address, port)).await {
            Ok(socket) => {
                port = socket.local_addr()?.port();
                sockets.push(socket);
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
            Err(error) => missing = error,
        }
    }
    if sockets.is_empty() { Err(missing) } else { Ok(sockets) }
}

/// Reads until the request's head is there. `None` where the other side went away.
async fn hear(mut stream: TcpStream, redirect: &Url) -> Option<Heard> {
    let mut bytes = Vec::with_capacity(1024);
    loop {
        let request = request::read(&bytes, redirect);
        if request != Request::Unfinished {
            return Some(Heard { stream, request });
        }
        let mut left = (&mut stream).take((LONGEST_HEAD - bytes.len()) as u64);
        if left.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// Sends the page, and reads on until the other side has closed: a socket that is closed over unread
/// bytes is reset, and takes the page with it.
async fn reply(mut stream: TcpStream, reply: Reply, limit: Duration) {
    let sending = async {
        stream.write_all(&response(reply)).await?;
        stream.shutdown().await?;
        let mut rest = [0; 1024];
        while stream.read(&mut rest).await? > 0 {}
        io::Result::Ok(())
    };
    // A browser that left does not see the page; the answer counts all the same.
    let _ = timeout(limit, sending).await;
}

#[cfg(test)]
mod tests;
