//! Serves requests in the running app: reads them, calls the [`AppControl`], and writes the responses.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::{MAX_REQUEST_BYTES, PROTOCOL_VERSION, Request, RequestEnvelope, Response, SocketPath, transport};
use portico_core::remote_control::{AppControl, OpenFuture};
use portico_desktop::activation;

/// Conversations at once. The next caller waits in the system's queue, and none takes longer than the
/// limits below.
const MAX_CONNECTIONS: usize = 16;
/// Callers at once that wait for an app through a sign-in, which may take as long as a person takes.
const MAX_WAITING_CALLERS: usize = 16;
/// For a caller to say what it wants, and to take the answer.
const IO_TIMEOUT: Duration = Duration::from_secs(5);
/// After a failure to accept, which mostly means that there are no more file descriptors.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(100);

/// The socket, owned. It goes when this is dropped.
pub struct Server {
    listener: transport::Listener,
}

/// Why there is no socket. Portico runs all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindError {
    /// Another Portico of this person has it.
    InUse,
    /// The folder is somebody else's, or cannot be made.
    UnusableFolder,
}

impl Server {
    /// Takes the socket; what a Portico that died left behind is replaced.
    ///
    /// # Errors
    /// [`BindError`].
    pub async fn bind(socket_path: &SocketPath) -> Result<Self, BindError> {
        Ok(Self { listener: transport::Listener::bind(socket_path).await? })
    }

    /// Answers until it is dropped.
    pub async fn run(mut self, app: Arc<dyn AppControl>) -> Infallible {
        let connections = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        let waiting_slots = Arc::new(Semaphore::new(MAX_WAITING_CALLERS));
        let mut connection_tasks = JoinSet::new();
        loop {
            // It is never closed.
            let permit = connections.clone().acquire_owned().await.ok();
            match self.listener.accept().await {
                Ok(Some(stream)) => {
                    connection_tasks.spawn(handle_connection(stream, app.clone(), permit, waiting_slots.clone()));
                }
                Ok(None) => tracing::warn!("somebody else's process asked at the socket, and was not heard"),
                Err(_) => tokio::time::sleep(ACCEPT_RETRY_DELAY).await,
            }
            while connection_tasks.try_join_next().is_some() {}
        }
    }
}

async fn handle_connection<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    app: Arc<dyn AppControl>,
    permit: Option<OwnedSemaphorePermit>,
    waiting_slots: Arc<Semaphore>,
) {
    let mut stream = BufReader::new(stream);
    let Ok(Some(line)) = timeout(IO_TIMEOUT, read_line(&mut stream)).await else { return };
    let (request, activation_token) = match parse_request(&line) {
        Err(response) => (Err(response), None),
        Ok(RequestEnvelope { request, activation_token, .. }) => {
            (Ok(request), activation_token.and_then(activation::validate_token))
        }
    };
    let response = match request {
        Err(response) => response,
        Ok(Request::Apps) => Response::Apps(app.apps()),
        Ok(Request::Search { words }) => Response::Apps(app.search(&words)),
        Ok(Request::Status) => Response::Status(app.status()),
        Ok(Request::Show { words }) => {
            app.show_window(words, activation_token);
            Response::WindowShown
        }
        Ok(Request::Palette) => {
            app.show_palette(activation_token);
            Response::WindowShown
        }
        Ok(Request::Quit) => Response::Quitting,
        Ok(request @ (Request::Open { .. } | Request::OpenNamed { .. } | Request::OpenLink(_))) => {
            match waiting_slots.try_acquire() {
                Err(_) => Response::Busy,
                Ok(_waiting_slot) => {
                    drop(permit);
                    let open_future = match request {
                        Request::Open { key, wait } => app.open(&key, wait),
                        Request::OpenNamed { name, wait } => app.open_named(&name, wait),
                        Request::OpenLink(wanted) => app.open_link(wanted, activation_token),
                        _ => return,
                    };
                    match unless_disconnected(open_future, &mut stream).await {
                        Some(response) => response,
                        None => return,
                    }
                }
            }
        }
    };
    let should_quit = response == Response::Quitting;
    let Ok(mut bytes) = serde_json::to_vec(&response) else { return };
    bytes.push(b'\n');
    // Err: the caller went away.
    let _ = timeout(IO_TIMEOUT, async {
        stream.write_all(&bytes).await?;
        stream.flush().await?;
        stream.shutdown().await
    })
    .await;
    // After the answer, which would be lost with the process.
    if should_quit {
        app.quit();
    }
}

/// The line that was sent; `None` if it is too long, or does not end.
async fn read_line(stream: &mut (impl AsyncBufReadExt + Unpin)) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    stream.take(MAX_REQUEST_BYTES).read_until(b'\n', &mut line).await.ok()?;
    (line.pop() == Some(b'\n')).then_some(line)
}

pub(super) fn parse_request(line: &[u8]) -> Result<RequestEnvelope, Response> {
    #[derive(serde::Deserialize)]
    struct VersionHeader {
        version: u32,
    }
    // The version first: the rest may be of a form that is not known here.
    let header: VersionHeader = serde_json::from_slice(line).map_err(|_| Response::InvalidRequest)?;
    if header.version != PROTOCOL_VERSION {
        return Err(Response::UnsupportedVersion);
    }
    serde_json::from_slice(line).map_err(|_| Response::InvalidRequest)
}

/// What came of it, unless the caller goes away first, or says more than one line.
async fn unless_disconnected(open_future: OpenFuture, stream: &mut (impl AsyncRead + Unpin)) -> Option<Response> {
    let mut extra = [0; 1];
    tokio::select! {
        biased;
        outcome = open_future => Some(Response::Outcome(outcome)),
        _ = stream.read(&mut extra) => None,
    }
}
