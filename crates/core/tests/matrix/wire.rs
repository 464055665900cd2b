//! The wire between Portico and the tenant: a proxy that keeps every byte that was asked and answered,
//! and gives other answers than the tenant's where a row says so. Each connection carries one request.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// One exchange.
#[derive(Clone, Default)]
pub(crate) struct Exchange {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
    pub(crate) answer: Vec<u8>,
}

/// What is answered instead of what the tenant says. Bytes are sent as they are, and then the
/// connection is closed.
#[derive(Clone)]
pub(crate) enum Act {
    Say(Vec<u8>),
    /// The tenant's own answer, changed on its way: head and body.
    Change(Edit),
}

/// Of a head and a body.
type Edit = Arc<dyn Fn(&mut String, &mut Vec<u8>) + Send + Sync>;
type Watch = Arc<dyn Fn(&Exchange) + Send + Sync>;

struct Script {
    path: &'static str,
    times: usize,
    act: Act,
}

#[derive(Default)]
struct Shared {
    exchanges: Mutex<Vec<Exchange>>,
    scripts: Mutex<Vec<Script>>,
    watch: Mutex<Option<Watch>>,
}

pub(crate) struct Wire {
    pub(crate) url: String,
    address: SocketAddr,
    tenant: SocketAddr,
    shared: Arc<Shared>,
    carrying: Mutex<JoinHandle<()>>,
}

impl Exchange {
    pub(crate) fn path(&self) -> &str {
        let target = self.head.split(' ').nth(1).unwrap_or_default();
        target.split('?').next().unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// Sent by Portico, and not by the page in the sign-in window.
    pub(crate) fn is_ours(&self) -> bool {
        self.header("user-agent").is_some_and(|agent| agent.starts_with("Portico/"))
    }

    pub(crate) fn is_to(&self, part: &str) -> bool {
        self.path().to_ascii_lowercase().contains(&part.to_ascii_lowercase())
    }
}

impl Wire {
    /// In front of the tenant at `address`.
    pub(crate) async fn to(tenant: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let carrying = Mutex::new(tokio::spawn(carry_all(listener, tenant, shared.clone())));
        Self { url: format!("http://{address}"), address, tenant, shared, carrying }
    }

    /// Nobody listens any more.
    pub(crate) async fn is_cut(&self) {
        self.carrying.lock().unwrap().abort();
        while TcpStream::connect(self.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    }

    pub(crate) async fn is_mended(&self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        *self.carrying.lock().unwrap() = tokio::spawn(carry_all(listener, self.tenant, self.shared.clone()));
    }

    /// The next `times` requests to a path with `path` in it are answered so.
    pub(crate) fn answers(&self, path: &'static str, times: usize, act: Act) {
        self.shared.scripts.lock().unwrap().push(Script { path, times, act });
    }

    pub(crate) fn is_honest_again(&self) {
        self.shared.scripts.lock().unwrap().clear();
    }

    /// Is shown each request before it is answered.
    pub(crate) fn watch(&self, watch: impl Fn(&Exchange) + Send + Sync + 'static) {
        *self.shared.watch.lock().unwrap() = Some(Arc::new(watch));
    }

    /// How many requests there were.
    pub(crate) fn mark(&self) -> usize {
        self.shared.exchanges.lock().unwrap().len()
    }

    /// The exchanges from `mark` on.
    pub(crate) fn since(&self, mark: usize) -> Vec<Exchange> {
        self.shared.exchanges.lock().unwrap()[mark..].to_vec()
    }

    /// How many requests of Portico's own went to `path` from `mark` on.
    pub(crate) fn count(&self, mark: usize, path: &str) -> usize {
        self.since(mark).iter().filter(|exchange| exchange.is_ours() && exchange.is_to(path)).count()
    }
}

async fn carry_all(listener: TcpListener, tenant: SocketAddr, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = shared.clone();
        // Err: one side left.
        tokio::spawn(async move { carry(stream, tenant, &shared).await.ok() });
    }
}

async fn carry(mut stream: TcpStream, tenant: SocketAddr, shared: &Shared) -> std::io::Result<()> {
    let Some((head, body)) = hear(&mut stream).await? else { return Ok(()) };
    let exchange = Exchange { head, body, answer: Vec::new() };
    let watch = shared.watch.lock().unwrap().clone();
    if let Some(watch) = watch {
        watch(&exchange);
    }
    let number = {
        let mut exchanges = shared.exchanges.lock().unwrap();
        exchanges.push(exchange.clone());
        exchanges.len() - 1
    };
    let act =
        shared.scripts.lock().unwrap().iter_mut().find(|script| script.times > 0 && exchange.is_to(script.path)).map(
            |script| {
                script.times -= 1;
                script.act.clone()
            },
        );
    let answer = match act {
        None => ask(tenant, &exchange).await?,
        Some(Act::Say(bytes)) => bytes,
        Some(Act::Change(change)) => {
            let answer = ask(tenant, &exchange).await?;
            let end = end_of_head(&answer).expect("the tenant's answer has a head");
            let mut head = String::from_utf8(answer[..end].to_vec()).unwrap();
            let mut body = answer[end..].to_vec();
            change(&mut head, &mut body);
            let lines = head.trim_end().lines().filter(|line| !line.to_ascii_lowercase().starts_with("content-length"));
            let head = lines.collect::<Vec<_>>().join("\r\n");
            [format!("{head}\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes(), body].concat()
        }
    };
    shared.exchanges.lock().unwrap()[number].answer.clone_from(&answer);
    stream.write_all(&answer).await?;
    stream.shutdown().await
}

/// The tenant's answer, which ends with its connection.
async fn ask(tenant: SocketAddr, exchange: &Exchange) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(tenant).await?;
    let head = exchange.head.trim_end();
    stream.write_all(format!("{head}\r\nconnection: close\r\n\r\n").as_bytes()).await?;
    stream.write_all(&exchange.body).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer)
}

/// Head and body of one request; `None` where the other side left before the end of it.
pub(crate) async fn hear(stream: &mut TcpStream) -> std::io::Result<Option<(String, Vec<u8>)>> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = end_of_head(&bytes) {
            let exchange =
                Exchange { head: String::from_utf8_lossy(&bytes[..end]).into_owned(), ..Exchange::default() };
            let length: usize = exchange.header("content-length").map_or(0, |length| length.parse().unwrap());
            if bytes.len() >= end + length {
                return Ok(Some((exchange.head, bytes[end..].to_vec())));
            }
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    }
}

fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

/// A whole answer with a length.
pub(crate) fn answer(status: u16, headers: &[&str], body: &[u8]) -> Act {
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let length = if status == 204 { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    let head = format!("HTTP/1.1 {status} Scripted\r\nconnection: close\r\n{headers}{length}\r\n");
    Act::Say([head.as_bytes(), body].concat())
}

pub(crate) fn json(status: u16, body: &str) -> Act {
    answer(status, &["content-type: application/json; charset=utf-8"], body.as_bytes())
}

pub(crate) fn html(status: u16) -> Act {
    answer(status, &["content-type: text/html"], b"<html><body>CANARY-page at /var/www</body></html>")
}

/// The tenant's own answer with one text in its body replaced by another.
pub(crate) fn replaced(old: &'static str, new: impl Into<String>) -> Act {
    let new = new.into();
    Act::Change(Arc::new(move |_, body| {
        let text = String::from_utf8(std::mem::take(body)).unwrap();
        assert!(text.contains(old), "no {old} in the tenant's answer");
        *body = text.replacen(old, &new, 1).into_bytes();
    }))
}

/// The tenant's own answer under another type, or under none.
pub(crate) fn retyped(kind: Option<&'static str>) -> Act {
    Act::Change(Arc::new(move |head, _| {
        let lines = head.trim_end().lines().filter(|line| !line.to_ascii_lowercase().starts_with("content-type"));
        let typed = kind.map(|kind| format!("content-type: {kind}"));
        *head = lines.map(str::to_owned).chain(typed).collect::<Vec<_>>().join("\r\n");
    }))
}

/// The tenant's own answer with other bytes for a body.
pub(crate) fn rewritten(change: impl Fn(&mut Vec<u8>) + Send + Sync + 'static) -> Act {
    Act::Change(Arc::new(move |_, body| change(body)))
}
