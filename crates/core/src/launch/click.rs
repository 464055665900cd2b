//! Requests to open an app, and what is known of each on its way to an outcome.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::accounts::account::AccountId;
use crate::clock::Timestamp;
use crate::error::{Code, Error, Result};
use crate::session::ActiveSession;
use crate::view::{CredentialsPromptView, LaunchPhase, LaunchView, Target, WaitReason};

/// Nobody expects a window from a request that is longer ago.
const PENDING_TTL: Duration = Duration::from_mins(10);

/// What is asked for. `target` overrides the settings; without either, the default browser.
pub enum LaunchRequest {
    /// A click in the list on screen.
    Click { key: String, target: Option<Target> },
    /// From outside the main window. It waits for a list, and the main window comes to the front if the person is needed.
    Key { key: String, target: Option<Target> },
    /// As `Key`, for an app whose name is looked up once there is a list. A name that means no single app is searched for.
    Name(String),
    /// Words to search for in the main window, once there is a list.
    Search(String),
    /// Opens nothing: finds the app once there is a list.
    Link { app: String, reply: oneshot::Sender<Result<LinkedApp>> },
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LaunchOutcome {
    Opened,
    /// The app opens once there is a list, a session or a network, or the person has entered its credentials.
    Waiting,
    Canceled,
    Failed(Error),
}

/// Tells the outcome of one request. Dropping it cancels nothing.
pub struct LaunchTicket(mpsc::UnboundedReceiver<LaunchOutcome>);

/// The app that a link names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedApp {
    pub key: String,
    pub name: String,
    /// In whose list it is.
    pub account: Option<AccountId>,
}

/// What is known of every request.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) id: u64,
    pub(crate) requested_at: Timestamp,
    expires_at: Instant,
    /// Whether the main window has to be raised if the person is needed.
    pub(super) is_from_outside: bool,
    /// `None` until an account is known: the request is bound to the first.
    pub(super) account: Option<AccountId>,
}

/// An app and the place where it opens: what makes two clicks the same.
pub(super) type ClickKey = (String, Target);

/// A request whose app and target are known.
#[derive(Clone)]
pub(crate) struct Click {
    pub(crate) request: Request,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) target: Target,
    /// The tenant was asked for this app once, and the request was lost.
    pub(super) is_retry: bool,
    /// The activation that the click was made in. Nothing opens after its end.
    pub(super) activation: CancellationToken,
}

/// A request that cannot be carried out yet.
pub(super) enum Waiting {
    /// For the app list.
    List(Request, LaunchRequest),
    Click(Click, BlockedOn),
}

/// A click whose way is free, and whose it is.
pub(crate) struct ReadyLaunch {
    pub(crate) click: Click,
    pub(crate) url: Url,
    pub(crate) session: Option<ActiveSession>,
    pub(crate) account: Option<AccountId>,
}

/// What a click waits for.
#[derive(PartialEq)]
pub(super) enum BlockedOn {
    Condition(WaitReason),
    /// User name and password, of which the tenant has the first at most.
    Credentials(CredentialsPromptView),
}

/// What the queue asks of its owner.
pub(crate) enum Effect {
    Open(Box<ReadyLaunch>),
    /// A click waits for a session, and nobody is getting one.
    SignIn,
    /// To call [`Queue::expire`](super::queue::Queue::expire) at this time.
    Expire(Instant),
    /// The person is needed.
    RaiseWindow,
    /// To show a search for these words in the main window.
    Search(String),
}

impl LaunchTicket {
    pub(super) fn new() -> (mpsc::UnboundedSender<LaunchOutcome>, Self) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (sender, Self(receiver))
    }

    /// Whether the app opens at once: [`LaunchOutcome::Waiting`] if it has to wait.
    pub async fn accepted(mut self) -> LaunchOutcome {
        self.0.recv().await.unwrap_or(LaunchOutcome::Canceled)
    }

    /// Waits until the app is open or will not be.
    pub async fn finished(mut self) -> LaunchOutcome {
        loop {
            match self.0.recv().await {
                Some(LaunchOutcome::Waiting) => {}
                outcome => return outcome.unwrap_or(LaunchOutcome::Canceled),
            }
        }
    }
}

impl From<&LaunchView> for LaunchOutcome {
    fn from(view: &LaunchView) -> Self {
        match view.phase {
            LaunchPhase::Waiting | LaunchPhase::PromptingCredentials | LaunchPhase::Opening => Self::Waiting,
            LaunchPhase::Opened => Self::Opened,
            LaunchPhase::Canceled => Self::Canceled,
            LaunchPhase::Failed => Self::Failed(view.problem.clone().unwrap_or(Code::Internal.into())),
        }
    }
}

impl Request {
    pub(super) fn new(id: u64, is_from_outside: bool, requested_at: Timestamp, account: Option<AccountId>) -> Self {
        Self { id, requested_at, expires_at: Instant::now() + PENDING_TTL, is_from_outside, account }
    }

    pub(super) const fn expiry(&self) -> Effect {
        Effect::Expire(self.expires_at)
    }

    /// By the wall clock too: timers stop while a laptop sleeps.
    pub(super) fn is_expired(&self, now: Timestamp) -> bool {
        Instant::now() >= self.expires_at || now.since(self.requested_at) > PENDING_TTL
    }
}

impl Click {
    pub(super) fn place(&self) -> ClickKey {
        (self.key.clone(), self.target.clone())
    }

    /// Whether the activation that the click was made in has ended.
    pub(crate) fn is_called_off(&self) -> bool {
        self.activation.is_cancelled()
    }

    pub(super) fn view(&self, phase: LaunchPhase) -> LaunchView {
        let (key, name, target) = (self.key.clone(), self.name.clone(), self.target.clone());
        LaunchView { key, name, phase, target, wait_reason: None, credentials_prompt: None, problem: None }
    }

    /// `problem`: why the entered credentials were not accepted.
    pub(super) fn waiting_view(&self, blocked_on: &BlockedOn, problem: Option<Error>) -> LaunchView {
        match blocked_on {
            BlockedOn::Condition(reason) => {
                LaunchView { wait_reason: Some(*reason), problem, ..self.view(LaunchPhase::Waiting) }
            }
            BlockedOn::Credentials(prompt) => LaunchView {
                credentials_prompt: Some(prompt.clone()),
                problem,
                ..self.view(LaunchPhase::PromptingCredentials)
            },
        }
    }
}

impl Waiting {
    pub(super) const fn request(&self) -> &Request {
        match self {
            Self::List(request, _) | Self::Click(Click { request, .. }, _) => request,
        }
    }

    /// Goes on without another word from the person.
    pub(super) const fn resumes_automatically(&self) -> bool {
        !matches!(self, Self::Click(_, BlockedOn::Credentials(_)))
    }

    /// Whether the person has gone. A request that waits for the list outlives a lock.
    pub(super) fn is_stale(&mut self, account: Option<&AccountId>) -> bool {
        let (Self::List(request, _) | Self::Click(Click { request, .. }, _)) = self;
        if request.account.is_none() {
            request.account = account.cloned();
        }
        let is_other_account = request.account.as_ref() != account;
        is_other_account || matches!(self, Self::Click(click, _) if click.is_called_off())
    }
}
