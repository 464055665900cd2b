//! Carries out a command: at the running Portico if there is one, else from what this computer holds.

use std::path::Path;

use jiff::tz::TimeZone;
use portico_core::clock::Millis;
use portico_core::problem::Code;
use portico_core::store::Dirs;

use super::{Command, Ended, Exit, Which, print};
use crate::at_rest::AtRestDoor;
use crate::control::{Client, Place, Unreachable};
use crate::door::{Door, Intent, Listed, Outcome, Standing, Status, Wait};
use crate::link::Wanted;
use crate::naming::{self, Found};

/// Where a command runs.
pub struct Surroundings {
    pub client: Client,
    pub dirs: Dirs,
    pub now: Millis,
    pub zone: TimeZone,
}

impl Surroundings {
    /// `runtime` is the [runtime folder](crate::control::runtime_folder), where the system has one; `token` as in
    /// [`activation`](crate::activation).
    pub fn of(runtime: Option<&Path>, token: Option<String>, dirs: Dirs, now: Millis) -> Self {
        Self { client: Client::new(Place::of(runtime, &dirs)).with_token(token), dirs, now, zone: TimeZone::system() }
    }
}

/// Carries it out.
///
/// # Errors
/// The window is needed: the caller starts it with that intent. `Background` and `Check` are the
/// caller's too, and come back as a plain window if they get here all the same.
pub async fn run(command: Command, here: &Surroundings) -> Result<Ended, Intent> {
    match command {
        Command::List { words, all, json } => Ok(list(&words, all, json, here).await),
        Command::Status { json } => Ok(status(json, here).await),
        Command::Open { app: Which::Name(name), wait } => open(&name, wait, here).await,
        Command::Open { app: Which::Key(key), wait } => open_key(key, wait, here).await,
        Command::Follow(wanted) => follow(wanted, here).await,
        Command::Show { words } => show(words.clone(), Intent::Show { words }, here).await,
        Command::Window => show(None, Intent::Window, here).await,
        Command::Palette => palette(here).await,
        Command::Quit => Ok(quit(here).await),
        Command::Hidden => hidden(here).await,
        Command::Background | Command::Check(_) => Err(Intent::Window),
    }
}

async fn list(words: &str, all: bool, json: bool, here: &Surroundings) -> Ended {
    let searches = !words.trim().is_empty();
    let asked = match here.client.status().await {
        Ok(status) => {
            let apps = if searches { here.client.search(words).await } else { here.client.apps().await };
            apps.map(|apps| (status, apps, true))
        }
        Err(Unreachable::NotRunning) => {
            let door = AtRestDoor::at(here.dirs.clone(), here.now);
            let apps = if searches { door.search(words) } else { door.apps() };
            Ok((door.status(), apps, false))
        }
        Err(unreachable) => Err(unreachable),
    };
    let (status, mut apps, running) = match asked {
        Ok(asked) => asked,
        Err(unreachable) => return unreached(unreachable),
    };
    if status.updated_at.is_none() {
        return nobody(&status, running);
    }
    apps.retain(|app| all || !app.hidden);
    let out = if json { print::apps_json(&status, &apps, running) } else { print::apps(&apps) };
    let mut ended = Ended::out(out);
    if apps.is_empty() && searches {
        ended.exit = Exit::NotOneApp;
        ended = ended.noting("No app matches.\n");
    }
    if running || json { ended } else { ended.noting(&print::as_of(&status, here.now, &here.zone)) }
}

async fn status(json: bool, here: &Surroundings) -> Ended {
    let (status, running) = match here.client.status().await {
        Ok(status) => (status, true),
        Err(Unreachable::NotRunning) => (AtRestDoor::at(here.dirs.clone(), here.now).status(), false),
        Err(unreachable) => return unreached(unreachable),
    };
    let out =
        if json { print::status_json(&status, running) } else { print::status(&status, running, here.now, &here.zone) };
    let exit = if status.standing == Standing::SignedIn { Exit::Done } else { Exit::NobodyThere };
    Ended { exit, ..Ended::out(out) }
}

async fn open(name: &str, wait: bool, here: &Surroundings) -> Result<Ended, Intent> {
    let status = match here.client.status().await {
        Ok(status) => status,
        Err(Unreachable::NotRunning) => return open_at_rest(name, here),
        Err(unreachable) => return Ok(unreached(unreachable)),
    };
    let meant = async {
        let apps = here.client.apps().await?;
        // The search is asked for only where it may decide.
        match naming::find(&apps, name, |_| Vec::new()) {
            Found::Nothing => {
                let hits = here.client.search(name).await?;
                Ok(naming::find(&apps, name, |_| hits))
            }
            found => Ok(found),
        }
    };
    let app = match meant.await {
        Err(unreachable) => return Ok(unreached(unreachable)),
        Ok(Found::One(app)) => app,
        // There is no list to look it up in: the window waits for one.
        Ok(_) if status.updated_at.is_none() => {
            let opening = here.client.open_named(name.trim(), patience(wait)).await;
            return Ok(opening.map_or_else(unreached, |outcome| opened(name.trim(), outcome)));
        }
        Ok(found) => return Ok(not_one(name, &found)),
    };
    Ok(here.client.open(&app.key, patience(wait)).await.map_or_else(unreached, |outcome| opened(&app.name, outcome)))
}

/// Nobody reads what this prints: where there is no list yet, the window says what has to be done.
async fn open_key(key: String, wait: bool, here: &Surroundings) -> Result<Ended, Intent> {
    match here.client.open(&key, patience(wait)).await {
        Ok(outcome) => Ok(opened("The app", outcome)),
        Err(Unreachable::NotRunning) => Err(Intent::Open { key }),
        Err(unreachable) => Ok(unreached(unreachable)),
    }
}

const fn patience(wait: bool) -> Wait {
    if wait { Wait::ForTheApp } else { Wait::Briefly }
}

/// What the copy knows is known at once; all else is found when somebody has signed in.
fn open_at_rest(name: &str, here: &Surroundings) -> Result<Ended, Intent> {
    let door = AtRestDoor::at(here.dirs.clone(), here.now);
    let apps = door.apps();
    match naming::find(&apps, name, |words| door.search(words)) {
        Found::One(app) => Err(Intent::Open { key: app.key }),
        found @ Found::Several(_) => Ok(not_one(name, &found)),
        // The copy may be gone or old: what there is not, only the tenant knows.
        Found::Nothing => Err(Intent::OpenNamed { name: name.trim().to_owned() }),
    }
}

async fn follow(wanted: Wanted, here: &Surroundings) -> Result<Ended, Intent> {
    match here.client.follow(wanted.clone()).await {
        Ok(outcome) => Ok(opened("The app", outcome)),
        Err(Unreachable::NotRunning) => Err(Intent::Follow(wanted)),
        Err(unreachable) => Ok(unreached(unreachable)),
    }
}

async fn show(words: Option<String>, intent: Intent, here: &Surroundings) -> Result<Ended, Intent> {
    match here.client.show(words).await {
        Ok(()) => Ok(Ended::out(String::new())),
        // A double click has to show a window: where the socket says nothing of use, a second start does.
        Err(_) => Err(intent),
    }
}

/// Where none runs there is no list to search yet: the window comes, ready to type in.
async fn palette(here: &Surroundings) -> Result<Ended, Intent> {
    match here.client.palette().await {
        Ok(()) => Ok(Ended::out(String::new())),
        // As for a double click.
        Err(_) => Err(Intent::Show { words: None }),
    }
}

async fn quit(here: &Surroundings) -> Ended {
    match here.client.quit().await {
        Ok(()) => Ended::out(String::new()),
        Err(Unreachable::NotRunning) => Ended::err("Portico is not running.\n".to_owned(), Exit::NobodyThere),
        Err(unreachable) => unreached(unreachable),
    }
}

/// The first of a session is there already: then there is nothing to do.
async fn hidden(here: &Surroundings) -> Result<Ended, Intent> {
    match here.client.status().await {
        Ok(_) => Ok(Ended::out(String::new())),
        Err(_) => Err(Intent::Hidden),
    }
}

fn opened(name: &str, outcome: Outcome) -> Ended {
    let name = print::plain(name);
    match outcome {
        Outcome::Opened => Ended::out(format!("{name} is open.\n")),
        Outcome::Waiting => {
            Ended::err(format!("{name} opens once you have signed in, in Portico's window.\n"), Exit::NobodyThere)
        }
        Outcome::Cancelled => Ended::err(format!("{name} was not opened: it was called off.\n"), Exit::Failed),
        Outcome::NotFound => Ended::err(format!("{name} is not in the list, or not alone.\n"), Exit::NotOneApp),
        Outcome::Refused(code) => {
            let exit = if is_block(&code) { Exit::Blocked } else { Exit::Failed };
            Ended::err(format!("{name} was not opened ({}).\n", print::plain(&code)), exit)
        }
    }
}

/// Refused by a rule, so that trying again changes nothing.
fn is_block(code: &str) -> bool {
    [Code::LaunchBlocked, Code::Managed, Code::PolicyDamaged].iter().any(|blocked| blocked.as_str() == code)
}

fn not_one(name: &str, found: &Found) -> Ended {
    let name = print::plain(name.trim());
    match found {
        Found::Several(apps) => Ended::err(
            format!("\"{name}\" could be several apps:\n{}Say which: more of the name, or the key.\n", several(apps)),
            Exit::NotOneApp,
        ),
        _ => Ended::err(format!("No app is called \"{name}\". See: portico list\n"), Exit::NotOneApp),
    }
}

/// The first few, with the key where names alone do not tell them apart.
fn several(apps: &[Listed]) -> String {
    const TOLD: usize = 10;
    let line = |app: &Listed| {
        let alone = apps.iter().filter(|other| other.name == app.name).count() == 1;
        let key = if alone { String::new() } else { format!("  (key {})", print::plain(&app.key)) };
        format!("  {}{key}\n", print::plain(&app.name))
    };
    let more = apps.len().saturating_sub(TOLD);
    let rest = if more == 0 { String::new() } else { format!("  and {more} more\n") };
    apps.iter().take(TOLD).map(line).collect::<String>() + &rest
}

fn nobody(status: &Status, running: bool) -> Ended {
    let text = match (status.standing, running) {
        (Standing::Locked, _) => "Portico is locked. Unlock it in its window: portico show\n",
        (Standing::Restoring | Standing::SigningIn, _) => "The sign-in is under way. Try again when it is done.\n",
        (Standing::SignedIn, _) => "The list is on its way. Try again in a moment.\n",
        (_, true) => "Nobody is signed in. Sign in, in Portico's window: portico show\n",
        (_, false) => "Portico is not running, and no list is kept here. Start it and sign in: portico\n",
    };
    Ended::err(text.to_owned(), Exit::NobodyThere)
}

fn unreached(unreachable: Unreachable) -> Ended {
    let (text, exit) = match unreachable {
        Unreachable::NotRunning => ("Portico is not running. Start it: portico\n", Exit::NobodyThere),
        Unreachable::NoAnswer => ("Portico is running and does not answer. Try again, or restart it.\n", Exit::Failed),
        Unreachable::OtherVersion => {
            ("The running Portico is of another version, and does not know this command. Restart it.\n", Exit::Failed)
        }
        Unreachable::Busy => ("Too many commands are waiting for a sign-in already.\n", Exit::Failed),
        Unreachable::Foreign => {
            ("Portico's socket belongs to somebody else, and is not used. Ask your administrator.\n", Exit::Blocked)
        }
    };
    Ended::err(text.to_owned(), exit)
}
