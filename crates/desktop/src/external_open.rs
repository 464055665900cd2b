//! Opens URLs in programs outside Portico, and lists the browsers and commands to choose from.
//!
//! The core decides where an app opens; this module finds the program and reports in the terms of the core.

use portico_core::error::{Code, Error, Result};
use portico_core::launch::target::BrowserTarget;
use portico_core::platform::ExternalOpener;
use portico_core::view::{BrowserView, LaunchTargetsView, ProfileView};
use url::Url;

use crate::address::Address;
use crate::browser::{self, Browser};
use crate::command_template::CommandTemplate;
use crate::environment::Environment;
use crate::launch::{self, EARLY_EXIT_TIMEOUT, Error as LaunchError, OpenWith};
use crate::profile::{self, Profile};

/// Starts the program and waits a moment for an early exit. Blocks. `token` is an XDG
/// activation token, see [`activation`](crate::activation).
///
/// # Errors
/// [`Code::LaunchBlocked`] if the URL may not be opened, [`Code::LaunchPlace`] if the program or profile is not there,
/// [`Code::LaunchOpen`] if the program failed.
pub fn open(environment: &Environment, url: &Url, opener: &ExternalOpener, token: Option<&str>) -> Result<()> {
    let address = Address::try_from(url.clone()).map_err(|_| Code::LaunchBlocked)?;
    let launch_result = match opener {
        ExternalOpener::Default => launch::open(environment, &address, OpenWith::Default, token),
        ExternalOpener::Browser(target) => {
            let not_found = || Error::new(Code::LaunchPlace).with_reason(target.browser.clone());
            let installed = browser::installed(environment);
            let browser = installed.iter().find(|browser| browser.id == target.browser).ok_or_else(not_found)?;
            let profile = match &target.profile {
                Some(id) => Some(profile::find(environment, browser, id).ok_or_else(not_found)?),
                None => None,
            };
            let open_with = OpenWith::Browser { browser, profile: profile.as_ref(), is_private: target.is_private };
            launch::open(environment, &address, open_with, token)
        }
        ExternalOpener::Command(arguments) => {
            let template = CommandTemplate::parse(arguments).map_err(|_| command_not_found(arguments))?;
            launch::open(environment, &address, OpenWith::Template(&template), token)
        }
    };
    launch_result
        .and_then(|launched| launched.wait_for_early_exit(EARLY_EXIT_TIMEOUT))
        .map_err(|error| to_error(error, opener))
}

/// Lists browsers with their profiles, and the valid commands. Reads the browsers' files, so it blocks.
pub fn list_launch_targets(environment: &Environment, commands: &[(String, Vec<String>)]) -> LaunchTargetsView {
    let browsers = browser::installed(environment).iter().map(|browser| browser_view(environment, browser)).collect();
    let is_valid = |(_, arguments): &&(String, Vec<String>)| CommandTemplate::parse(arguments).is_ok();
    LaunchTargetsView { browsers, commands: commands.iter().filter(is_valid).map(|(name, _)| name.clone()).collect() }
}

fn browser_view(environment: &Environment, browser: &Browser) -> BrowserView {
    let profiles = profile::list(environment, browser);
    BrowserView {
        id: browser.id.clone(),
        name: browser.name.clone(),
        is_default: browser.is_default,
        has_private: browser.supports_private_window(),
        profiles: profiles
            .into_iter()
            .map(|Profile { id, name, account, .. }| ProfileView { id, name, account })
            .collect(),
    }
}

fn to_error(error: LaunchError, opener: &ExternalOpener) -> Error {
    match (error, opener) {
        (LaunchError::NoProgram | LaunchError::Unsupported, ExternalOpener::Browser(BrowserTarget { browser, .. })) => {
            Error::new(Code::LaunchPlace).with_reason(browser.clone())
        }
        (LaunchError::NoProgram | LaunchError::Unsupported, ExternalOpener::Command(arguments)) => {
            command_not_found(arguments)
        }
        _ => Code::LaunchOpen.into(),
    }
}

fn command_not_found(arguments: &[String]) -> Error {
    Error::new(Code::LaunchPlace).with_reason(arguments.first().cloned().unwrap_or_default())
}
