//! A proxy between Portico and the tenant that records every byte, and answers in the tenant's place where a row says so.
//! Each connection carries one request.

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
    pub(crate) response: Vec<u8>,
}

/// What is answered instead of what the tenant says. Bytes are sent as they are, and then the
/// connection is closed.
#[derive(Clone)]
pub(crate) enum ScriptedResponse {
    Raw(Vec<u8>),
    /// The tenant's own answer, changed on its way: head and body.
    Edited(ResponseEdit),
}

/// Of a head and a body.
type ResponseEdit = Arc<dyn Fn(&mut String, &mut Vec<u8>) + Send + Sync>;
type RequestObserver = Arc<dyn Fn(&Exchange) + Send + Sync>;

struct ResponseScript {
    path: &'static str,
    remaining: usize,
    response: ScriptedResponse,
}

#[derive(Default)]
struct Shared {
    exchanges: Mutex<Vec<Exchange>>,
    scripts: Mutex<Vec<ResponseScript>>,
    observer: Mutex<Option<RequestObserver>>,
}

pub(crate) struct RecordingProxy {
    pub(crate) url: String,
    address: SocketAddr,
    tenant_address: SocketAddr,
    shared: Arc<Shared>,
    accept_task: Mutex<JoinHandle<()>>,
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
    pub(crate) fn is_from_portico(&self) -> bool {
        self.header("user-agent").is_some_and(|agent| agent.starts_with("Portico/"))
    }

    pub(crate) fn path_contains(&self, text: &str) -> bool {
        self.path().to_ascii_lowercase().contains(&text.to_ascii_lowercase())
    }
}

impl RecordingProxy {
    /// In front of the tenant at `address`.
    pub(crate) async fn start(tenant_address: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let accept_task = Mutex::new(tokio::spawn(accept_connections(listener, tenant_address, shared.clone())));
        Self { url: format!("http://{address}"), address, tenant_address, shared, accept_task }
    }

    /// Nobody listens any more.
    pub(crate) async fn stop(&self) {
        self.accept_task.lock().unwrap().abort();
        while TcpStream::connect(self.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    }

    pub(crate) async fn restart(&self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        *self.accept_task.lock().unwrap() =
            tokio::spawn(accept_connections(listener, self.tenant_address, self.shared.clone()));
    }

    /// The next `times` requests to a path with `path` in it are answered so.
    pub(crate) fn script_response(&self, path: &'static str, remaining: usize, response: ScriptedResponse) {
        self.shared.scripts.lock().unwrap().push(ResponseScript { path, remaining, response });
    }

    pub(crate) fn clear_scripts(&self) {
        self.shared.scripts.lock().unwrap().clear();
    }

    /// Is shown each request before it is answered.
    pub(crate) fn observe_requests(&self, watch: impl Fn(&Exchange) + Send + Sync + 'static) {
        *self.shared.observer.lock().unwrap() = Some(Arc::new(watch));
    }

    /// How many requests there were.
    pub(crate) fn exchange_count(&self) -> usize {
        self.shared.exchanges.lock().unwrap().len()
    }

    /// The exchanges from `mark` on.
    pub(crate) fn exchanges_since(&self, position: usize) -> Vec<Exchange> {
        self.shared.exchanges.lock().unwrap()[position..].to_vec()
    }

    /// How many requests of Portico's own went to `path` from `mark` on.
    pub(crate) fn count_own_requests(&self, position: usize, path: &str) -> usize {
        self.exchanges_since(position)
            .iter()
            .filter(|exchange| exchange.is_from_portico() && exchange.path_contains(path))
            .count()
    }
}

async fn accept_connections(listener: TcpListener, tenant_address: SocketAddr, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = shared.clone();
        // Err: one side left.
        tokio::spawn(async move { handle_connection(stream, tenant_address, &shared).await.ok() });
    }
}

async fn handle_connection(mut stream: TcpStream, tenant_address: SocketAddr, shared: &Shared) -> std::io::Result<()> {
    let Some((head, body)) = read_request(&mut stream).await? else { return Ok(()) };
    let exchange = Exchange { head, body, response: Vec::new() };
    let observer = shared.observer.lock().unwrap().clone();
    if let Some(observer) = observer {
        observer(&exchange);
    }
    let index = {
        let mut exchanges = shared.exchanges.lock().unwrap();
        exchanges.push(exchange.clone());
        exchanges.len() - 1
    };
    let scripted = shared
        .scripts
        .lock()
        .unwrap()
        .iter_mut()
        .find(|script| script.remaining > 0 && exchange.path_contains(script.path))
        .map(|script| {
            script.remaining -= 1;
            script.response.clone()
        });
    let response = match scripted {
        None => forward_to_tenant(tenant_address, &exchange).await?,
        Some(ScriptedResponse::Raw(bytes)) => bytes,
        Some(ScriptedResponse::Edited(edit)) => {
            let response = forward_to_tenant(tenant_address, &exchange).await?;
            let end = end_of_head(&response).expect("the tenant's answer has a head");
            let mut head = String::from_utf8(response[..end].to_vec()).unwrap();
            let mut body = response[end..].to_vec();
            edit(&mut head, &mut body);
            let lines = head.trim_end().lines().filter(|line| !line.to_ascii_lowercase().starts_with("content-length"));
            let head = lines.collect::<Vec<_>>().join("\r\n");
            [format!("{head}\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes(), body].concat()
        }
    };
    shared.exchanges.lock().unwrap()[index].response.clone_from(&response);
    stream.write_all(&response).await?;
    stream.shutdown().await
}

/// The tenant's answer, which ends with its connection.
async fn forward_to_tenant(tenant_address: SocketAddr, exchange: &Exchange) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(tenant_address).await?;
    let head = exchange.head.trim_end();
    stream.write_all(format!("{head}\r\nconnection: close\r\n\r\n").as_bytes()).await?;
    stream.write_all(&exchange.body).await?;
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await?;
    Ok(response)
}

/// Head and body of one request; `None` where the other side left before the end of it.
pub(crate) async fn read_request(stream: &mut TcpStream) -> std::io::Result<Option<(String, Vec<u8>)>> {
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
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|index| index + 4)
}

/// A whole answer with a length.
pub(crate) fn response(status: u16, headers: &[&str], body: &[u8]) -> ScriptedResponse {
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let length = if status == 204 { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    let head = format!("HTTP/1.1 {status} Scripted\r\nconnection: close\r\n{headers}{length}\r\n");
    ScriptedResponse::Raw([head.as_bytes(), body].concat())
}

pub(crate) fn json_response(status: u16, body: &str) -> ScriptedResponse {
    response(status, &["content-type: application/json; charset=utf-8"], body.as_bytes())
}

pub(crate) fn html_response(status: u16) -> ScriptedResponse {
    response(status, &["content-type: text/html"], b"<html><body>CANARY-page at /var/www</body></html>")
}

/// The tenant's own answer with one text in its body replaced by another.
pub(crate) fn tenant_response_replacing(old: &'static str, new: impl Into<String>) -> ScriptedResponse {
    let new = new.into();
    ScriptedResponse::Edited(Arc::new(move |_, body| {
        let text = String::from_utf8(std::mem::take(body)).unwrap();
        assert!(text.contains(old), "no {old} in the tenant's answer");
        *body = text.replacen(old, &new, 1).into_bytes();
    }))
}

/// The tenant's own answer under another type, or under none.
pub(crate) fn tenant_response_with_type(content_type: Option<&'static str>) -> ScriptedResponse {
    ScriptedResponse::Edited(Arc::new(move |head, _| {
        let lines = head.trim_end().lines().filter(|line| !line.to_ascii_lowercase().starts_with("content-type"));
        let content_type_line = content_type.map(|kind| format!("content-type: {kind}"));
        *head = lines.map(str::to_owned).chain(content_type_line).collect::<Vec<_>>().join("\r\n");
    }))
}

/// The tenant's own answer with other bytes for a body.
pub(crate) fn tenant_response_with_body(edit: impl Fn(&mut Vec<u8>) + Send + Sync + 'static) -> ScriptedResponse {
    ScriptedResponse::Edited(Arc::new(move |_, body| edit(body)))
}
