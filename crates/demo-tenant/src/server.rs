//! Serves the tenant: accepts connections, with TLS if wanted, and passes each request through request log, delay,
//! fault and router.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Response, header};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::controls::fault::FaultKind;
use crate::controls::handle::Controls;
use crate::controls::http_api;
use crate::http::body::TenantBody;
use crate::http::page;
use crate::http::private_ca::PrivateCa;
use crate::http::reply::Reply;
use crate::http::request::{RawRequest, Request};
use crate::oauth::jwt::Signer;
use crate::options::Options;
use crate::router;
use crate::state::Tenant;

/// A request body larger than this is refused: nothing in this API is.
const BODY_LIMIT: usize = 4 * 1024 * 1024;
/// A test may bring a list of 50,000 apps.
const CONTROL_BODY_LIMIT: usize = 64 * 1024 * 1024;

/// A running tenant. Dropping it closes the listener and every connection.
pub struct DemoTenant {
    tenant: Arc<Tenant>,
    url: String,
    private_ca: Option<PrivateCa>,
    accept_task: JoinHandle<()>,
}

/// Why a tenant could not start.
#[derive(Debug)]
pub struct StartError(String);

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StartError {}

impl DemoTenant {
    /// Starts on the current tokio runtime and serves from then on.
    ///
    /// # Panics
    ///
    /// If it cannot start, as with a port that is taken. `try_start` returns the reason instead.
    pub async fn start(options: Options) -> Self {
        match Self::try_start(options).await {
            Ok(tenant) => tenant,
            Err(error) => panic!("{error}"),
        }
    }

    /// Starts on the current tokio runtime and serves from then on.
    pub async fn try_start(options: Options) -> Result<Self, StartError> {
        let signer =
            Signer::with_demo_key().ok_or_else(|| StartError("The embedded signing key cannot be read.".into()))?;
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, options.port)))
            .await
            .map_err(|error| StartError(format!("The port {} cannot be used: {error}.", options.port)))?;
        let address = listener.local_addr().map_err(|error| StartError(error.to_string()))?;
        let private_ca = if options.tls { Some(PrivateCa::create().map_err(StartError)?) } else { None };
        let acceptor = private_ca.as_ref().map(|authority| TlsAcceptor::from(Arc::clone(&authority.server_config)));
        let base = options.base_path.as_deref().unwrap_or_default().trim_matches('/');
        let base = if base.is_empty() { String::new() } else { format!("/{base}") };
        let scheme = if options.tls { "https" } else { "http" };
        let url = format!("{scheme}://{address}{base}");
        let tenant = Arc::new(Tenant::new(&options, signer));
        let context = Arc::new(ServerContext {
            tenant: Arc::clone(&tenant),
            base,
            is_secure: options.tls,
            host: address.to_string(),
        });
        let accept_task = tokio::spawn(accept_connections(listener, acceptor, context));
        Ok(Self { tenant, url, private_ca, accept_task })
    }

    /// Scheme, host, port and base path, without trailing slash.
    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn controls(&self) -> Controls {
        Controls::new(Arc::clone(&self.tenant))
    }

    /// The PEM file of the private CA, with TLS only. It lives as long as the tenant.
    pub fn ca_file(&self) -> Option<&Path> {
        self.private_ca.as_ref().map(|authority| authority.path.as_path())
    }
}

impl Drop for DemoTenant {
    fn drop(&mut self) {
        self.accept_task.abort();
    }
}

struct ServerContext {
    tenant: Arc<Tenant>,
    base: String,
    is_secure: bool,
    host: String,
}

async fn accept_connections(listener: TcpListener, acceptor: Option<TlsAcceptor>, context: Arc<ServerContext>) {
    // Owns the connections, so that they end with this task.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve_connection(stream, acceptor.clone(), Arc::clone(&context)));
                }
                // Out of file descriptors, for instance: give the others time to end.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve_connection(stream: TcpStream, acceptor: Option<TlsAcceptor>, context: Arc<ServerContext>) {
    // Answers are small and many; waiting for more to send would only add to every measurement.
    let _ = stream.set_nodelay(true);
    match acceptor {
        None => serve_http(stream, context).await,
        Some(acceptor) => {
            if let Ok(stream) = acceptor.accept(stream).await {
                serve_http(stream, context).await;
            }
        }
    }
}

async fn serve_http(stream: impl AsyncRead + AsyncWrite + Unpin + 'static, context: Arc<ServerContext>) {
    let service = service_fn(move |request| {
        let context = Arc::clone(&context);
        async move { handle_request(&context, request).await }
    });
    // A broken connection is the client's business, or a fault's.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// An error ends the connection without an answer.
async fn handle_request(
    context: &ServerContext,
    incoming: hyper::Request<Incoming>,
) -> io::Result<Response<TenantBody>> {
    let (head, body) = incoming.into_parts();
    let host = head.uri.authority().map(ToString::to_string);
    let limit = if head.uri.path().starts_with("/__demo/") { CONTROL_BODY_LIMIT } else { BODY_LIMIT };
    let Ok(body) = Limited::new(body, limit).collect().await else {
        return Ok(finish_reply(context, Reply::html(413, "Too large".into())));
    };
    let body = body.to_bytes();
    let path = head.uri.path();
    if let Some(action) = path.strip_prefix("/__demo/") {
        return Ok(finish_reply(context, http_api::handle_control(&context.tenant, &head.method, action, &body)));
    }
    let mut headers = head.headers;
    if let (None, Some(Ok(host))) = (headers.get(header::HOST), host.map(header::HeaderValue::try_from)) {
        headers.insert(header::HOST, host);
    }
    let request = Request::parse(RawRequest {
        method: head.method,
        uri_path: path,
        uri_query: head.uri.query().unwrap_or_default(),
        headers,
        body: &body,
        is_secure: context.is_secure,
        base: &context.base,
        default_host: &context.host,
    });
    match request {
        None => Ok(finish_reply(context, page::not_found())),
        Some(request) => respond(context, &request).await,
    }
}

async fn respond(context: &ServerContext, request: &Request) -> io::Result<Response<TenantBody>> {
    let (number, fault, delay, clear_signal) = {
        let mut state = context.tenant.state();
        let record_number = state.request_log.record_request(request);
        let fault = state.faults.match_request(&request.path);
        let delay = state.latency + fault.as_ref().map(FaultKind::delay).unwrap_or_default();
        let faults_cleared = matches!(fault, Some(FaultKind::UntilCleared)).then(|| state.faults.subscribe_cleared());
        (record_number, fault, delay, faults_cleared)
    };
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    if let Some(mut cleared) = clear_signal {
        // An error means that the tenant was reset, which clears the faults too.
        let _ = cleared.changed().await;
    }
    let normal_reply = || {
        let mut state = context.tenant.state();
        router::route(&mut state, request)
    };
    let reply = match fault {
        None => Some(normal_reply()),
        Some(fault) => {
            let reply = if fault.needs_normal_reply() { Some(normal_reply()) } else { None };
            fault.apply(reply, request)
        }
    };
    let Some(reply) = reply else {
        return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "dropped by a scripted fault"));
    };
    context.tenant.state().request_log.record_status(number, reply.status);
    Ok(finish_reply(context, reply))
}

fn finish_reply(context: &ServerContext, reply: Reply) -> Response<TenantBody> {
    let now = context.tenant.state().clock.now_ms();
    reply.into_response(now, context.is_secure)
}
