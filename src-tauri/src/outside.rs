//! Programs outside that open addresses: which there are, and how one is started. What the desktop has
//! is known to `portico_desktop`; where an app opens is decided in the core.

use portico_core::place::Chosen;
use portico_core::ports::Outside;
use portico_core::problem::{Code, Problem, Result};
use portico_core::view::{BrowserView, PlacesView, ProfileView};
use portico_desktop::launch::{self, Error as LaunchError, PATIENCE};
use portico_desktop::{Address, Browser, Environment, Place, Profile, Template, browser, profile};
use tauri::Url;

/// Starts it, and looks for a moment whether it gives up. Blocks. `token`: of [`launch_token`](crate::launch_token).
pub(crate) fn open(environment: &Environment, url: &Url, program: &Outside, token: Option<&str>) -> Result<()> {
    let address = Address::try_from(url.clone()).map_err(|_| Code::LaunchBlocked)?;
    let started = match program {
        Outside::Default => launch::open(environment, &address, Place::Default, token),
        Outside::Browser(chosen) => {
            let gone = || Problem::new(Code::LaunchPlace).because(chosen.browser.clone());
            let installed = browser::installed(environment);
            let browser = installed.iter().find(|browser| browser.id == chosen.browser).ok_or_else(gone)?;
            let profile = match &chosen.profile {
                Some(id) => Some(profile::find(environment, browser, id).ok_or_else(gone)?),
                None => None,
            };
            let place = Place::Browser { browser, profile: profile.as_ref(), private: chosen.private };
            launch::open(environment, &address, place, token)
        }
        Outside::Command(words) => {
            let template = Template::parse(words).map_err(|_| command_gone(words))?;
            launch::open(environment, &address, Place::Template(&template), token)
        }
    };
    started.and_then(|started| started.outcome(PATIENCE)).map_err(|error| meaning(error, program))
}

/// Browsers with their profiles, and those commands that are fit to be run. Reads the browsers' own
/// files, so it blocks.
pub(crate) fn places(environment: &Environment, commands: &[(String, Vec<String>)]) -> PlacesView {
    let browsers = browser::installed(environment).iter().map(|browser| shown(environment, browser)).collect();
    let fit = |(_, words): &&(String, Vec<String>)| Template::parse(words).is_ok();
    PlacesView { browsers, commands: commands.iter().filter(fit).map(|(name, _)| name.clone()).collect() }
}

fn shown(environment: &Environment, browser: &Browser) -> BrowserView {
    let profiles = profile::of(environment, browser);
    BrowserView {
        id: browser.id.clone(),
        name: browser.name.clone(),
        is_default: browser.is_default,
        has_private: browser.has_private(),
        profiles: profiles
            .into_iter()
            .map(|Profile { id, name, account, .. }| ProfileView { id, name, account })
            .collect(),
    }
}

fn meaning(error: LaunchError, program: &Outside) -> Problem {
    match (error, program) {
        (LaunchError::NoProgram | LaunchError::NotOffered, Outside::Browser(Chosen { browser, .. })) => {
            Problem::new(Code::LaunchPlace).because(browser.clone())
        }
        (LaunchError::NoProgram | LaunchError::NotOffered, Outside::Command(words)) => command_gone(words),
        _ => Code::LaunchOpen.into(),
    }
}

fn command_gone(words: &[String]) -> Problem {
    Problem::new(Code::LaunchPlace).because(words.first().cloned().unwrap_or_default())
}
