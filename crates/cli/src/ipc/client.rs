//! Sends requests to the running app and reads its responses.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::time::timeout;

use super::{MAX_RESPONSE_BYTES, PROTOCOL_VERSION, Request, RequestEnvelope, Response, SocketPath, transport};
use portico_core::remote_control::DeepLink;
use portico_core::remote_control::{AppStatus, AppSummary, OpenOutcome, WaitMode};

/// For an answer that waits for nobody.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// For an opening that may ask the tenant first.
const OPEN_TIMEOUT: Duration = Duration::from_secs(60);
/// For one that waits for a person; a sign-in ends after ten minutes by itself.
const SIGN_IN_TIMEOUT: Duration = Duration::from_secs(15 * 60);

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectError {
    /// Nobody listens.
    NotRunning,
    /// Somebody listens and says nothing of use.
    NoResponse,
    /// What listens, or its folder, belongs to somebody else.
    ForeignOwner,
    /// The running Portico is of another version, and does not know what is asked.
    UnsupportedVersion,
    /// Too many callers are waiting already.
    Busy,
}

#[derive(Clone, Debug)]
pub struct Client {
    socket_path: SocketPath,
    request_timeout: Duration,
    activation_token: Option<String>,
}

impl Client {
    pub const fn new(socket_path: SocketPath) -> Self {
        Self { socket_path, request_timeout: REQUEST_TIMEOUT, activation_token: None }
    }

    /// Replaces the timeout of requests that wait for no user action.
    #[must_use]
    pub const fn with_timeout(mut self, request_timeout: Duration) -> Self {
        self.request_timeout = request_timeout;
        self
    }

    /// Sends the caller's activation token with each request: see [`activation`](portico_desktop::activation).
    #[must_use]
    pub fn with_activation_token(mut self, activation_token: Option<String>) -> Self {
        self.activation_token = activation_token;
        self
    }

    /// # Errors
    /// [`ConnectError`], as everywhere here.
    pub async fn apps(&self) -> Result<Vec<AppSummary>, ConnectError> {
        match self.send(Request::Apps, self.request_timeout).await? {
            Response::Apps(apps) => Ok(apps),
            _ => Err(ConnectError::NoResponse),
        }
    }

    pub async fn search(&self, words: &str) -> Result<Vec<AppSummary>, ConnectError> {
        match self.send(Request::Search { words: words.to_owned() }, self.request_timeout).await? {
            Response::Apps(apps) => Ok(apps),
            _ => Err(ConnectError::NoResponse),
        }
    }

    pub async fn status(&self) -> Result<AppStatus, ConnectError> {
        match self.send(Request::Status, self.request_timeout).await? {
            Response::Status(status) => Ok(status),
            _ => Err(ConnectError::NoResponse),
        }
    }

    pub async fn open(&self, key: &str, wait: WaitMode) -> Result<OpenOutcome, ConnectError> {
        self.send_open(Request::Open { key: key.to_owned(), wait }, open_timeout(wait)).await
    }

    pub async fn open_named(&self, name: &str, wait: WaitMode) -> Result<OpenOutcome, ConnectError> {
        self.send_open(Request::OpenNamed { name: name.to_owned(), wait }, open_timeout(wait)).await
    }

    /// The person may be asked first.
    pub async fn open_link(&self, link: DeepLink) -> Result<OpenOutcome, ConnectError> {
        self.send_open(Request::OpenLink(link), SIGN_IN_TIMEOUT).await
    }

    pub async fn show_window(&self, words: Option<String>) -> Result<(), ConnectError> {
        match self.send(Request::Show { words }, self.request_timeout).await? {
            Response::WindowShown => Ok(()),
            _ => Err(ConnectError::NoResponse),
        }
    }

    pub async fn show_palette(&self) -> Result<(), ConnectError> {
        match self.send(Request::Palette, self.request_timeout).await? {
            Response::WindowShown => Ok(()),
            _ => Err(ConnectError::NoResponse),
        }
    }

    pub async fn quit(&self) -> Result<(), ConnectError> {
        match self.send(Request::Quit, self.request_timeout).await? {
            Response::Quitting => Ok(()),
            _ => Err(ConnectError::NoResponse),
        }
    }

    async fn send_open(&self, request: Request, response_timeout: Duration) -> Result<OpenOutcome, ConnectError> {
        match self.send(request, response_timeout).await? {
            Response::Outcome(outcome) => Ok(outcome),
            _ => Err(ConnectError::NoResponse),
        }
    }

    async fn send(&self, request: Request, response_timeout: Duration) -> Result<Response, ConnectError> {
        match timeout(response_timeout, self.exchange(request)).await.unwrap_or(Err(ConnectError::NoResponse))? {
            // What is written here reads well, so who cannot read it does not know it.
            Response::UnsupportedVersion | Response::InvalidRequest => Err(ConnectError::UnsupportedVersion),
            Response::Busy => Err(ConnectError::Busy),
            response => Ok(response),
        }
    }

    async fn exchange(&self, request: Request) -> Result<Response, ConnectError> {
        let mut stream = BufReader::new(transport::connect(&self.socket_path).await?);
        let request =
            RequestEnvelope { version: PROTOCOL_VERSION, request, activation_token: self.activation_token.clone() };
        let mut request = serde_json::to_vec(&request).map_err(|_| ConnectError::NoResponse)?;
        request.push(b'\n');
        let mut line = Vec::new();
        let exchange = async {
            stream.write_all(&request).await?;
            stream.flush().await?;
            (&mut stream).take(MAX_RESPONSE_BYTES).read_until(b'\n', &mut line).await
        };
        exchange.await.map_err(|_| ConnectError::NoResponse)?;
        serde_json::from_slice(&line).map_err(|_| ConnectError::NoResponse)
    }
}

fn open_timeout(wait: WaitMode) -> Duration {
    if wait == WaitMode::Opened { SIGN_IN_TIMEOUT } else { OPEN_TIMEOUT }
}
