//! The browser's way back (RFC 8252 §7.3): a listener on this computer's own address, for as long as
//! one sign-in in the system's browser takes.
//!
//! It is no web server: it hears one kind of request, shows one of two static pages, and ends with the
//! answer. Any program here and any page in the browser may knock, so what is wrong is turned away and
//! the waiting goes on; only the right `state` ends it, which [`Flow::on_callback`] decides.

#[cfg(test)]
mod tests;

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
use crate::error::{Code, Error, Result};
use crate::sign_in::loopback::page::{ReplyPage, render_response};
use crate::sign_in::loopback::request::{CallbackRequest, MAX_HEAD_BYTES};
use crate::sign_in::oauth::flow::{AuthorizationCode, Callback, Flow, SIGN_IN_TIMEOUT};
use crate::tenant::registration::parse_redirect_uri;

/// How often a port that the system picked for one address family may be taken in the other.
const MAX_PORT_ATTEMPTS: usize = 8;
/// After a refused `accept`, such as for want of file handles.
const ACCEPT_BACKOFF: Duration = Duration::from_millis(50);

/// Waits for the browser.
pub struct Listener {
    sockets: Vec<TcpListener>,
    redirect_url: Url,
    redirect_uri: String,
    limits: Limits,
}

#[derive(Clone, Copy)]
struct Limits {
    /// From the connection to the end of its head.
    header_timeout: Duration,
    /// For a reply to arrive. The answer waits for it, so it is short.
    reply_timeout: Duration,
    /// At a time. Beyond it, the one that has been silent longest makes room.
    max_connections: usize,
    total_timeout: Duration,
}

impl Limits {
    const DEFAULT: Self = Self {
        header_timeout: Duration::from_secs(5),
        reply_timeout: Duration::from_secs(1),
        max_connections: 16,
        total_timeout: SIGN_IN_TIMEOUT,
    };
}

/// A connection whose head has been read.
struct ParsedRequest {
    stream: TcpStream,
    request: CallbackRequest,
}

impl Listener {
    /// Takes the port of `redirect_uri`, which is http to `127.0.0.1`, `[::1]` or `localhost` with the
    /// port named; 0 lets the system pick one. `localhost` may lead a browser to either address, so
    /// both are taken where there are both.
    pub async fn bind(redirect_uri: &str) -> Result<Self> {
        let redirect_url = parse_redirect_uri(redirect_uri)?;
        let (Some(port), "http") = (redirect_url.port(), redirect_url.scheme()) else {
            return Err(Code::AddressForm.into());
        };
        let sockets = match redirect_url.host() {
            Some(Host::Ipv4(ip)) => bind_all(&[ip.into()], port).await,
            Some(Host::Ipv6(ip)) => bind_all(&[ip.into()], port).await,
            _ => bind_all(&[Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()], port).await,
        };
        let sockets = sockets.map_err(|_| Error::new(Code::AuthPort).with_reason(port.to_string()))?;
        let mut listener =
            Self { sockets, redirect_uri: redirect_uri.to_owned(), redirect_url, limits: Limits::DEFAULT };
        if port == 0 {
            let local_address =
                listener.sockets.first().and_then(|socket| socket.local_addr().ok()).ok_or(Code::Internal)?;
            listener.redirect_url.set_port(Some(local_address.port())).map_err(|()| Code::Internal)?;
            listener.redirect_uri = listener.redirect_url.to_string();
        }
        Ok(listener)
    }

    /// The redirect to register the flow with: as it was written, or with the port that was picked.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// Waits until the browser brings the answer to `flow`, whose redirect is [`Self::redirect_uri`].
    /// Dropping the future closes everything.
    pub async fn wait_for_callback(self, flow: Flow, clock: &dyn Clock) -> Result<AuthorizationCode> {
        let total_timeout = self.limits.total_timeout;
        timeout(total_timeout, self.accept_until_callback(flow, clock))
            .await
            .unwrap_or_else(|_| Err(Code::AuthTimeout.into()))
    }

    async fn accept_until_callback(self, mut flow: Flow, clock: &dyn Clock) -> Result<AuthorizationCode> {
        let mut pending: JoinSet<Option<ParsedRequest>> = JoinSet::new();
        let mut replies: JoinSet<()> = JoinSet::new();
        let mut oldest_first: VecDeque<AbortHandle> = VecDeque::new();
        loop {
            oldest_first.retain(|task| !task.is_finished());
            tokio::select! {
                // What has ended makes room before another comes in.
                biased;
                Some(_) = replies.join_next() => {}
                Some(joined) = pending.join_next() => {
                    // Cut off, silent for too long, or gone.
                    let Ok(Some(ParsedRequest { stream, request })) = joined else { continue };
                    let page = match request {
                        CallbackRequest::Incomplete => continue,
                        CallbackRequest::Rejected(refusal) => ReplyPage::Rejected(refusal),
                        CallbackRequest::Callback(url) => match flow.on_callback(&url, clock.now()) {
                            Callback::Ignore => ReplyPage::NoMatchingSignIn,
                            Callback::AlreadyAnswered => ReplyPage::Received,
                            Callback::Finish(result) => {
                                send_reply(stream, ReplyPage::Received, self.limits.reply_timeout).await;
                                return result;
                            }
                        },
                    };
                    replies.spawn(send_reply(stream, page, self.limits.reply_timeout));
                }
                // When all of them are waiting for their reply to arrive, the next one waits too.
                accepted = self.accept(), if replies.len() < self.limits.max_connections => match accepted {
                    Ok(stream) => {
                        if pending.len() + replies.len() >= self.limits.max_connections
                            && let Some(task) = oldest_first.pop_front()
                        {
                            task.abort();
                        }
                        let (redirect_url, limit) = (self.redirect_url.clone(), self.limits.header_timeout);
                        let reading = async move { timeout(limit, read_request(stream, &redirect_url)).await.ok().flatten() };
                        oldest_first.push_back(pending.spawn(reading));
                    }
                    Err(_) => sleep(ACCEPT_BACKOFF).await,
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
async fn bind_all(addresses: &[IpAddr], port: u16) -> io::Result<Vec<TcpListener>> {
    let mut attempts = 0;
    loop {
        match try_bind_all(addresses, port).await {
            Err(error) if port == 0 && error.kind() == io::ErrorKind::AddrInUse && attempts < MAX_PORT_ATTEMPTS => {
                attempts += 1
            }
            listened => return listened,
        }
    }
}

async fn try_bind_all(addresses: &[IpAddr], mut port: u16) -> io::Result<Vec<TcpListener>> {
    let (mut sockets, mut last_error) = (Vec::new(), io::Error::from(io::ErrorKind::AddrNotAvailable));
    for address in addresses {
        match TcpListener::bind(SocketAddr::new(*address, port)).await {
            Ok(socket) => {
                port = socket.local_addr()?.port();
                sockets.push(socket);
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
            Err(error) => last_error = error,
        }
    }
    if sockets.is_empty() { Err(last_error) } else { Ok(sockets) }
}

/// Reads until the request's head is there. `None` where the other side went away.
async fn read_request(mut stream: TcpStream, redirect_url: &Url) -> Option<ParsedRequest> {
    let mut bytes = Vec::with_capacity(1024);
    loop {
        let request = crate::sign_in::loopback::request::parse(&bytes, redirect_url);
        if request != CallbackRequest::Incomplete {
            return Some(ParsedRequest { stream, request });
        }
        let mut remaining = (&mut stream).take((MAX_HEAD_BYTES - bytes.len()) as u64);
        if remaining.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// Sends the page, and reads on until the other side has closed: a socket that is closed over unread
/// bytes is reset, and takes the page with it.
async fn send_reply(mut stream: TcpStream, reply: ReplyPage, limit: Duration) {
    let sending = async {
        stream.write_all(&render_response(reply)).await?;
        stream.shutdown().await?;
        let mut discarded = [0; 1024];
        while stream.read(&mut discarded).await? > 0 {}
        io::Result::Ok(())
    };
    // A browser that left does not see the page; the answer counts all the same.
    let _ = timeout(limit, sending).await;
}
