//! The end that answers.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::{Answer, Ask, LONGEST_REQUEST, Place, Request, VERSION, transport};
use crate::activation;
use crate::door::{Door, Opening};

/// Conversations at once. The next caller waits in the system's queue, and none takes longer than the
/// limits below.
const AT_ONCE: usize = 16;
/// Callers at once that wait for an app through a sign-in, which may take as long as a person takes.
const WAITING: usize = 16;
/// For a caller to say what it wants, and to take the answer.
const LIMIT: Duration = Duration::from_secs(5);
/// After a failure to accept, which mostly means that there are no more file descriptors.
const PAUSE: Duration = Duration::from_millis(100);

/// The socket, owned. It goes when this is dropped.
pub struct Server {
    listener: transport::Listener,
}

/// Why there is no socket. Portico runs all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotServed {
    /// Another Portico of this person has it.
    Taken,
    /// The folder is somebody else's, or cannot be made.
    Place,
}

impl Server {
    /// Takes the socket; what a Portico that died left behind is replaced.
    ///
    /// # Errors
    /// [`NotServed`].
    pub async fn bind(place: &Place) -> Result<Self, NotServed> {
        Ok(Self { listener: transport::Listener::bind(place).await? })
    }

    /// Answers until it is dropped.
    pub async fn run(mut self, door: Arc<dyn Door>) -> Infallible {
        let connections = Arc::new(Semaphore::new(AT_ONCE));
        let waiting = Arc::new(Semaphore::new(WAITING));
        let mut conversations = JoinSet::new();
        loop {
            // It is never closed.
            let permit = connections.clone().acquire_owned().await.ok();
            match self.listener.accept().await {
                Ok(Some(stream)) => {
                    conversations.spawn(converse(stream, door.clone(), permit, waiting.clone()));
                }
                Ok(None) => tracing::warn!("somebody else's process asked at the socket, and was not heard"),
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
            while conversations.try_join_next().is_some() {}
        }
    }
}

async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    door: Arc<dyn Door>,
    permit: Option<OwnedSemaphorePermit>,
    waiting: Arc<Semaphore>,
) {
    let mut stream = BufReader::new(stream);
    let Ok(Some(line)) = timeout(LIMIT, line(&mut stream)).await else { return };
    let (ask, token) = match understand(&line) {
        Err(answer) => (Err(answer), None),
        Ok(Request { ask, token, .. }) => (Ok(ask), token.and_then(activation::token)),
    };
    let answer = match ask {
        Err(answer) => answer,
        Ok(Ask::Apps) => Answer::Apps(door.apps()),
        Ok(Ask::Search { words }) => Answer::Apps(door.search(&words)),
        Ok(Ask::Status) => Answer::Status(door.status()),
        Ok(Ask::Show { words }) => {
            door.show(words, token);
            Answer::Shown
        }
        Ok(Ask::Palette) => {
            door.palette(token);
            Answer::Shown
        }
        Ok(Ask::Quit) => Answer::Quitting,
        Ok(ask @ (Ask::Open { .. } | Ask::OpenNamed { .. } | Ask::Follow(_))) => match waiting.try_acquire() {
            Err(_) => Answer::Busy,
            Ok(_waits) => {
                drop(permit);
                let opening = match ask {
                    Ask::Open { key, wait } => door.open(&key, wait),
                    Ask::OpenNamed { name, wait } => door.open_named(&name, wait),
                    Ask::Follow(wanted) => door.follow(wanted, token),
                    _ => return,
                };
                match unless_gone(opening, &mut stream).await {
                    Some(answer) => answer,
                    None => return,
                }
            }
        },
    };
    let quits = answer == Answer::Quitting;
    let Ok(mut text) = serde_json::to_vec(&answer) else { return };
    text.push(b'\n');
    // Err: the caller went away.
    let _ = timeout(LIMIT, async {
        stream.write_all(&text).await?;
        stream.flush().await?;
        stream.shutdown().await
    })
    .await;
    // After the answer, which would be lost with the process.
    if quits {
        door.quit();
    }
}

/// The line that was sent; `None` if it is too long, or does not end.
async fn line(stream: &mut (impl AsyncBufReadExt + Unpin)) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    stream.take(LONGEST_REQUEST).read_until(b'\n', &mut line).await.ok()?;
    (line.pop() == Some(b'\n')).then_some(line)
}

pub(super) fn understand(line: &[u8]) -> Result<Request, Answer> {
    #[derive(serde::Deserialize)]
    struct Head {
        version: u32,
    }
    // The version first: the rest may be of a form that is not known here.
    let head: Head = serde_json::from_slice(line).map_err(|_| Answer::Malformed)?;
    if head.version != VERSION {
        return Err(Answer::OtherVersion);
    }
    serde_json::from_slice(line).map_err(|_| Answer::Malformed)
}

/// What came of it, unless the caller goes away first, or says more than one line.
async fn unless_gone(opening: Opening, stream: &mut (impl AsyncRead + Unpin)) -> Option<Answer> {
    let mut more = [0; 1];
    tokio::select! {
        biased;
        outcome = opening => Some(Answer::Outcome(outcome)),
        _ = stream.read(&mut more) => None,
    }
}
