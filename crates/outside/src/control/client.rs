//! The end that asks.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::time::timeout;

use super::{Answer, Ask, LONGEST_ANSWER, Place, Request, VERSION, transport};
use crate::door::{Listed, Outcome, Status, Wait};
use crate::link::Wanted;

/// For an answer that waits for nobody.
const LIMIT: Duration = Duration::from_secs(10);
/// For an opening that may ask the tenant first.
const LIMIT_OF_OPENING: Duration = Duration::from_secs(60);
/// For one that waits for a person; a sign-in ends after ten minutes by itself.
const LIMIT_OF_WAITING: Duration = Duration::from_secs(15 * 60);

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreachable {
    /// Nobody listens.
    NotRunning,
    /// Somebody listens and says nothing of use.
    NoAnswer,
    /// What listens, or its folder, belongs to somebody else.
    Foreign,
    /// The running Portico is of another version, and does not know what is asked.
    OtherVersion,
    /// Too many callers are waiting already.
    Busy,
}

#[derive(Clone, Debug)]
pub struct Client {
    place: Place,
    limit: Duration,
    token: Option<String>,
}

impl Client {
    pub const fn new(place: Place) -> Self {
        Self { place, limit: LIMIT, token: None }
    }

    /// Another time limit for what waits for nobody.
    #[must_use]
    pub const fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// With what the desktop gave to the one who asks: see [`activation`](crate::activation).
    #[must_use]
    pub fn with_token(mut self, token: Option<String>) -> Self {
        self.token = token;
        self
    }

    /// # Errors
    /// [`Unreachable`], as everywhere here.
    pub async fn apps(&self) -> Result<Vec<Listed>, Unreachable> {
        match self.ask(Ask::Apps, self.limit).await? {
            Answer::Apps(apps) => Ok(apps),
            _ => Err(Unreachable::NoAnswer),
        }
    }

    pub async fn search(&self, words: &str) -> Result<Vec<Listed>, Unreachable> {
        match self.ask(Ask::Search { words: words.to_owned() }, self.limit).await? {
            Answer::Apps(apps) => Ok(apps),
            _ => Err(Unreachable::NoAnswer),
        }
    }

    pub async fn status(&self) -> Result<Status, Unreachable> {
        match self.ask(Ask::Status, self.limit).await? {
            Answer::Status(status) => Ok(status),
            _ => Err(Unreachable::NoAnswer),
        }
    }

    pub async fn open(&self, key: &str, wait: Wait) -> Result<Outcome, Unreachable> {
        self.outcome(Ask::Open { key: key.to_owned(), wait }, limit(wait)).await
    }

    pub async fn open_named(&self, name: &str, wait: Wait) -> Result<Outcome, Unreachable> {
        self.outcome(Ask::OpenNamed { name: name.to_owned(), wait }, limit(wait)).await
    }

    /// The person may be asked first.
    pub async fn follow(&self, wanted: Wanted) -> Result<Outcome, Unreachable> {
        self.outcome(Ask::Follow(wanted), LIMIT_OF_WAITING).await
    }

    pub async fn show(&self, words: Option<String>) -> Result<(), Unreachable> {
        match self.ask(Ask::Show { words }, self.limit).await? {
            Answer::Shown => Ok(()),
            _ => Err(Unreachable::NoAnswer),
        }
    }

    pub async fn palette(&self) -> Result<(), Unreachable> {
        match self.ask(Ask::Palette, self.limit).await? {
            Answer::Shown => Ok(()),
            _ => Err(Unreachable::NoAnswer),
        }
    }

    pub async fn quit(&self) -> Result<(), Unreachable> {
        match self.ask(Ask::Quit, self.limit).await? {
            Answer::Quitting => Ok(()),
            _ => Err(Unreachable::NoAnswer),
        }
    }

    async fn outcome(&self, ask: Ask, limit: Duration) -> Result<Outcome, Unreachable> {
        match self.ask(ask, limit).await? {
            Answer::Outcome(outcome) => Ok(outcome),
            _ => Err(Unreachable::NoAnswer),
        }
    }

    async fn ask(&self, ask: Ask, limit: Duration) -> Result<Answer, Unreachable> {
        match timeout(limit, self.converse(ask)).await.unwrap_or(Err(Unreachable::NoAnswer))? {
            // What is written here reads well, so who cannot read it does not know it.
            Answer::OtherVersion | Answer::Malformed => Err(Unreachable::OtherVersion),
            Answer::Busy => Err(Unreachable::Busy),
            answer => Ok(answer),
        }
    }

    async fn converse(&self, ask: Ask) -> Result<Answer, Unreachable> {
        let mut stream = BufReader::new(transport::connect(&self.place).await?);
        let request = Request { version: VERSION, ask, token: self.token.clone() };
        let mut request = serde_json::to_vec(&request).map_err(|_| Unreachable::NoAnswer)?;
        request.push(b'\n');
        let mut line = Vec::new();
        let conversation = async {
            stream.write_all(&request).await?;
            stream.flush().await?;
            (&mut stream).take(LONGEST_ANSWER).read_until(b'\n', &mut line).await
        };
        conversation.await.map_err(|_| Unreachable::NoAnswer)?;
        serde_json::from_slice(&line).map_err(|_| Unreachable::NoAnswer)
    }
}

fn limit(wait: Wait) -> Duration {
    if wait == Wait::ForTheApp { LIMIT_OF_WAITING } else { LIMIT_OF_OPENING }
}
