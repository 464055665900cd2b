//! Requests to open an app, and what is known of each on its way to an outcome.

use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::accounts::account::AccountId;
use crate::clock::Timestamp;
use crate::error::{Code, Error};
use crate::session::ActiveSession;
use crate::view::{CredentialsPromptView, LaunchPhase, LaunchView, Target, WaitReason};

/// What is asked for. `target` overrides the settings; without either, the default browser.
pub enum LaunchRequest {
    /// A click in the list on screen.
    Click { key: String, target: Option<Target> },
    /// From outside the main window. It waits for a list, and the main window comes to the front if the person is needed.
    Key { key: String, target: Option<Target> },
    /// As `Key`, for an app whose name is looked up once there is a list. A name that means no single app is searched for.
    Name(String),
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

/// An app and the place where it opens: what makes two clicks the same.
pub(super) type ClickKey = (String, Target);

/// One click on an app.
#[derive(Clone)]
pub(crate) struct Click {
    pub(crate) id: u64,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) target: Target,
    pub(crate) clicked_at: Timestamp,
    /// The tenant was asked for this app once, and the request was lost.
    pub(super) is_retry: bool,
    /// Whether the main window has to be raised if the person is needed.
    pub(super) is_from_outside: bool,
    /// The activation that the click was made in. Nothing opens after its end.
    pub(super) activation: CancellationToken,
    /// `None` until an account is known.
    pub(super) account: Option<AccountId>,
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
    /// To expire a request at this time, unless canceled.
    Expire {
        id: u64,
        at: Instant,
        canceled: CancellationToken,
    },
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

impl Click {
    pub(super) fn place(&self) -> ClickKey {
        (self.key.clone(), self.target.clone())
    }

    pub(super) fn view(&self, phase: LaunchPhase) -> LaunchView {
        let (key, name, target) = (self.key.clone(), self.name.clone(), self.target.clone());
        LaunchView { key, name, phase, target, wait_reason: None, credentials_prompt: None, problem: None }
    }

    /// `error`: why the entered credentials were not accepted.
    pub(super) fn waiting_view(&self, blocked_on: &BlockedOn, error: Option<Error>) -> LaunchView {
        let (phase, wait_reason, credentials_prompt) = match blocked_on {
            BlockedOn::Condition(condition) => (LaunchPhase::Waiting, Some(*condition), None),
            BlockedOn::Credentials(view) => (LaunchPhase::PromptingCredentials, None, Some(view.clone())),
        };
        LaunchView { wait_reason, credentials_prompt, problem: error, ..self.view(phase) }
    }

    /// Whether the click may open as this account.
    pub(super) fn is_of(&self, account: Option<&AccountId>) -> bool {
        self.account.is_none() || self.account.as_ref() == account
    }
}
