//! Executes a command: through the running Portico if there is one, otherwise from the cache.

use std::path::Path;

use jiff::tz::TimeZone;
use portico_core::clock::Timestamp;
use portico_core::error::{Code, Kind};
use portico_core::storage::files::Dirs;
use portico_desktop::Environment;

use super::{AppRef, Command, CommandOutput, ExitStatus, check, print};
use crate::ipc::{Client, ConnectError, SocketPath};
use crate::offline_app::OfflineApp;
use crate::startup_intent::StartupIntent;
use portico_core::apps::lookup::{self, Match};
use portico_core::remote_control::DeepLink;
use portico_core::remote_control::{AppControl, AppStatus, AppSummary, OpenOutcome, SessionStatus, WaitMode};

/// Where a command runs.
pub struct CommandContext {
    pub client: Client,
    pub dirs: Dirs,
    pub now: Timestamp,
    pub time_zone: TimeZone,
    pub environment: Environment,
}

impl CommandContext {
    /// `runtime_dir` is the user's [runtime folder](crate::ipc::runtime_dir), if the system has one. `activation_token`
    /// is described in [`activation`](portico_desktop::activation).
    pub fn new(
        runtime_dir: Option<&Path>,
        activation_token: Option<String>,
        dirs: Dirs,
        now: Timestamp,
        environment: Environment,
    ) -> Self {
        Self {
            client: Client::new(SocketPath::resolve(runtime_dir, &dirs)).with_activation_token(activation_token),
            dirs,
            now,
            time_zone: TimeZone::system(),
            environment,
        }
    }
}

/// Carries it out.
///
/// # Errors
/// The window is needed: the caller starts it with that intent. `Background` is the caller's too, and comes back as a
/// plain window if it gets here all the same.
pub async fn run(command: Command, context: &CommandContext) -> Result<CommandOutput, StartupIntent> {
    match command {
        Command::List { words, all, json } => Ok(list(&words, all, json, context).await),
        Command::Status { json } => Ok(status(json, context).await),
        Command::Open { app: AppRef::Name(name), wait } => open(&name, wait, context).await,
        Command::Open { app: AppRef::Key(key), wait } => open_key(key, wait, context).await,
        Command::OpenLink(link) => open_link(link, context).await,
        Command::Show { words } => show_window(words.clone(), StartupIntent::Show { words }, context).await,
        Command::Window => show_window(None, StartupIntent::Window, context).await,
        Command::Palette => show_palette(context).await,
        Command::Quit => Ok(quit(context).await),
        Command::Hidden => start_hidden(context).await,
        Command::Check { request, has_secret, json } => {
            Ok(Box::pin(check::check(*request, has_secret, json, &context.environment)).await)
        }
        Command::Background => Err(StartupIntent::Window),
    }
}

async fn list(words: &str, all: bool, json: bool, context: &CommandContext) -> CommandOutput {
    let has_query = !words.trim().is_empty();
    let response = match context.client.status().await {
        Ok(status) => {
            let apps = if has_query { context.client.search(words).await } else { context.client.apps().await };
            apps.map(|apps| (status, apps, true))
        }
        Err(ConnectError::NotRunning) => {
            let app = OfflineApp::at_time(context.dirs.clone(), context.now);
            let apps = if has_query { app.search(words) } else { app.apps() };
            Ok((app.status(), apps, false))
        }
        Err(error) => Err(error),
    };
    let (status, mut apps, running) = match response {
        Ok(response) => response,
        Err(error) => return connect_error_output(error),
    };
    if status.updated_at.is_none() {
        return list_unavailable(&status, running);
    }
    apps.retain(|app| all || !app.is_hidden);
    let out = if json { print::apps_json(&status, &apps, running) } else { print::apps(&apps) };
    let mut output = CommandOutput::success(out);
    if apps.is_empty() && has_query {
        output.exit_status = ExitStatus::NoUniqueApp;
        output = output.with_note("No app matches.\n");
    }
    if running || json {
        output
    } else {
        output.with_note(&print::snapshot_note(&status, context.now, &context.time_zone))
    }
}

async fn status(json: bool, context: &CommandContext) -> CommandOutput {
    let (status, running) = match context.client.status().await {
        Ok(status) => (status, true),
        Err(ConnectError::NotRunning) => (OfflineApp::at_time(context.dirs.clone(), context.now).status(), false),
        Err(error) => return connect_error_output(error),
    };
    let out = if json {
        print::status_json(&status, running)
    } else {
        print::status(&status, running, context.now, &context.time_zone)
    };
    let exit_status =
        if status.session_status == SessionStatus::SignedIn { ExitStatus::Success } else { ExitStatus::NotSignedIn };
    CommandOutput { exit_status, ..CommandOutput::success(out) }
}

async fn open(name: &str, wait: bool, context: &CommandContext) -> Result<CommandOutput, StartupIntent> {
    let status = match context.client.status().await {
        Ok(status) => status,
        Err(ConnectError::NotRunning) => return open_offline(name, context),
        Err(error) => return Ok(connect_error_output(error)),
    };
    let lookup = async {
        let apps = context.client.apps().await?;
        // The search is asked for only where it may decide.
        match lookup::find(&apps, name, |_| Vec::new()) {
            Match::None => {
                let hits = context.client.search(name).await?;
                Ok(lookup::find(&apps, name, |_| hits))
            }
            found => Ok(found),
        }
    };
    let app = match lookup.await {
        Err(error) => return Ok(connect_error_output(error)),
        Ok(Match::Unique(app)) => app,
        // There is no list to look it up in: the window waits for one.
        Ok(_) if status.updated_at.is_none() => {
            let outcome = context.client.open_named(name.trim(), wait_mode(wait)).await;
            return Ok(outcome.map_or_else(connect_error_output, |outcome| outcome_output(name.trim(), outcome)));
        }
        Ok(found) => return Ok(no_unique_app(name, &found)),
    };
    Ok(context
        .client
        .open(&app.key, wait_mode(wait))
        .await
        .map_or_else(connect_error_output, |outcome| outcome_output(&app.name, outcome)))
}

/// Nobody reads what this prints: where there is no list yet, the window says what has to be done.
async fn open_key(key: String, wait: bool, context: &CommandContext) -> Result<CommandOutput, StartupIntent> {
    match context.client.open(&key, wait_mode(wait)).await {
        Ok(outcome) => Ok(outcome_output("The app", outcome)),
        Err(ConnectError::NotRunning) => Err(StartupIntent::Open { key }),
        Err(error) => Ok(connect_error_output(error)),
    }
}

const fn wait_mode(wait: bool) -> WaitMode {
    if wait { WaitMode::Opened } else { WaitMode::Accepted }
}

/// What the copy knows is known at once; all else is found when somebody has signed in.
fn open_offline(name: &str, context: &CommandContext) -> Result<CommandOutput, StartupIntent> {
    let app = OfflineApp::at_time(context.dirs.clone(), context.now);
    let apps = app.apps();
    match lookup::find(&apps, name, |words| app.search(words)) {
        Match::Unique(app) => Err(StartupIntent::Open { key: app.key }),
        found @ Match::Ambiguous(_) => Ok(no_unique_app(name, &found)),
        // The copy may be gone or old: what there is not, only the tenant knows.
        Match::None => Err(StartupIntent::OpenNamed { name: name.trim().to_owned() }),
    }
}

async fn open_link(link: DeepLink, context: &CommandContext) -> Result<CommandOutput, StartupIntent> {
    match context.client.open_link(link.clone()).await {
        Ok(outcome) => Ok(outcome_output("The app", outcome)),
        Err(ConnectError::NotRunning) => Err(StartupIntent::OpenLink(link)),
        Err(error) => Ok(connect_error_output(error)),
    }
}

async fn show_window(
    words: Option<String>,
    intent: StartupIntent,
    context: &CommandContext,
) -> Result<CommandOutput, StartupIntent> {
    match context.client.show_window(words).await {
        Ok(()) => Ok(CommandOutput::success(String::new())),
        // A double click has to show a window: where the socket says nothing of use, a second start does.
        Err(_) => Err(intent),
    }
}

/// Where none runs there is no list to search yet: the window comes, ready to type in.
async fn show_palette(context: &CommandContext) -> Result<CommandOutput, StartupIntent> {
    match context.client.show_palette().await {
        Ok(()) => Ok(CommandOutput::success(String::new())),
        // As for a double click.
        Err(_) => Err(StartupIntent::Show { words: None }),
    }
}

async fn quit(context: &CommandContext) -> CommandOutput {
    match context.client.quit().await {
        Ok(()) => CommandOutput::success(String::new()),
        Err(ConnectError::NotRunning) => {
            CommandOutput::failure("Portico is not running.\n".to_owned(), ExitStatus::NotSignedIn)
        }
        Err(error) => connect_error_output(error),
    }
}

/// The first of a session is there already: then there is nothing to do.
async fn start_hidden(context: &CommandContext) -> Result<CommandOutput, StartupIntent> {
    match context.client.status().await {
        Ok(_) => Ok(CommandOutput::success(String::new())),
        Err(_) => Err(StartupIntent::Hidden),
    }
}

fn outcome_output(name: &str, outcome: OpenOutcome) -> CommandOutput {
    let name = print::escape_terminal(name);
    match outcome {
        OpenOutcome::Opened => CommandOutput::success(format!("{name} is open.\n")),
        OpenOutcome::Waiting => CommandOutput::failure(
            format!("{name} opens once you have signed in, in Portico's window.\n"),
            ExitStatus::NotSignedIn,
        ),
        OpenOutcome::Canceled => {
            CommandOutput::failure(format!("{name} was not opened: it was called off.\n"), ExitStatus::Failed)
        }
        OpenOutcome::NotFound => {
            CommandOutput::failure(format!("{name} is not in the list, or not alone.\n"), ExitStatus::NoUniqueApp)
        }
        OpenOutcome::Failed(code) => {
            let is_blocked = Code::from_text(&code).is_some_and(|code| code.kind() == Kind::Rule);
            let exit = if is_blocked { ExitStatus::Blocked } else { ExitStatus::Failed };
            CommandOutput::failure(format!("{name} was not opened ({}).\n", print::escape_terminal(&code)), exit)
        }
    }
}

fn no_unique_app(name: &str, found: &Match<AppSummary>) -> CommandOutput {
    let name = print::escape_terminal(name.trim());
    match found {
        Match::Ambiguous(apps) => CommandOutput::failure(
            format!(
                "\"{name}\" could be several apps:\n{}Say which: more of the name, or the key.\n",
                format_candidates(apps)
            ),
            ExitStatus::NoUniqueApp,
        ),
        _ => {
            CommandOutput::failure(format!("No app is called \"{name}\". See: portico list\n"), ExitStatus::NoUniqueApp)
        }
    }
}

/// The first few, with the key where names alone do not tell them apart.
fn format_candidates(apps: &[AppSummary]) -> String {
    const MAX_LISTED_APPS: usize = 10;
    let line = |app: &AppSummary| {
        let is_unique_name = apps.iter().filter(|other| other.name == app.name).count() == 1;
        let key = if is_unique_name { String::new() } else { format!("  (key {})", print::escape_terminal(&app.key)) };
        format!("  {}{key}\n", print::escape_terminal(&app.name))
    };
    let omitted = apps.len().saturating_sub(MAX_LISTED_APPS);
    let footer = if omitted == 0 { String::new() } else { format!("  and {omitted} more\n") };
    apps.iter().take(MAX_LISTED_APPS).map(line).collect::<String>() + &footer
}

fn list_unavailable(status: &AppStatus, running: bool) -> CommandOutput {
    let text = match (status.session_status, running) {
        (SessionStatus::Locked, _) => "Portico is locked. Unlock it in its window: portico show\n",
        (SessionStatus::Restoring | SessionStatus::SigningIn, _) => {
            "The sign-in is under way. Try again when it is done.\n"
        }
        (SessionStatus::SignedIn, _) => "The list is on its way. Try again in a moment.\n",
        (_, true) => "Nobody is signed in. Sign in, in Portico's window: portico show\n",
        (_, false) => "Portico is not running, and no list is kept here. Start it and sign in: portico\n",
    };
    CommandOutput::failure(text.to_owned(), ExitStatus::NotSignedIn)
}

fn connect_error_output(error: ConnectError) -> CommandOutput {
    let (text, exit) = match error {
        ConnectError::NotRunning => ("Portico is not running. Start it: portico\n", ExitStatus::NotSignedIn),
        ConnectError::NoResponse => {
            ("Portico is running and does not answer. Try again, or restart it.\n", ExitStatus::Failed)
        }
        ConnectError::UnsupportedVersion => (
            "The running Portico is of another version, and does not know this command. Restart it.\n",
            ExitStatus::Failed,
        ),
        ConnectError::Busy => ("Too many commands are waiting for a sign-in already.\n", ExitStatus::Failed),
        ConnectError::ForeignOwner => (
            "Portico's socket belongs to somebody else, and is not used. Ask your administrator.\n",
            ExitStatus::Blocked,
        ),
    };
    CommandOutput::failure(text.to_owned(), exit)
}
