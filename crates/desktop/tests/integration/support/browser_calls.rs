//! Looks up installed browsers and the arguments that would start them.

use portico_desktop::browser::installed;
use portico_desktop::launch::{Error, command_line};
use portico_desktop::{Browser, OpenWith};
use url::Url;

use crate::support::test_home::{self, TestHome};

pub(crate) const URL: &str = "https://acme.example/run?appkey=%40x";

pub(crate) fn find_browser(home: &TestHome, id: &str) -> Browser {
    installed(&home.environment()).into_iter().find(|browser| browser.id == id).unwrap()
}

pub(crate) fn arguments(
    home: &TestHome,
    browser: &Browser,
    profile: Option<&str>,
    is_private: bool,
) -> Result<Vec<String>, Error> {
    let profile = profile.map(test_home::profile);
    let open_with = OpenWith::Browser { browser, profile: profile.as_ref(), is_private };
    let address = Url::parse(URL).unwrap().try_into().unwrap();
    command_line(&home.environment(), &address, open_with).map(|line| line.arguments)
}
