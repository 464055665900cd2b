//! One journey: a desktop, a tenant, and the steps that most journeys share.
//!
//! When a journey fails, `target/e2e/<name>/` has a picture of the screen, the accessible trees of the windows, what the
//! application printed and which requests the tenant received.

use std::collections::HashMap;
use std::fs;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::accessibility::role::Role;
use crate::app::portico::Portico;
use crate::app::window::Window;
use crate::desktop::fake_browser;
use crate::desktop::sandbox_dirs::SandboxDirs;
use crate::desktop::session::Desktop;
use crate::network::assignments::Assignments;
use crate::network::browser::Browser;
use crate::network::tenant::Tenant;
use crate::wait::{TIMEOUT, wait_within};

/// Portico takes two clicks on an app within a second for one. Only then a further click is a new one.
const CLICK_INTERVAL: Duration = Duration::from_millis(1150);

/// A desktop and a tenant that belong to one journey.
pub struct Journey {
    pub tenant: Tenant,
    pub desktop: Desktop,
    /// When each app was opened in a window last, by name.
    clicks: Mutex<HashMap<String, Instant>>,
}

impl Journey {
    /// `name` is unique among all journeys.
    pub fn new(name: &str) -> Self {
        Self::with_tenant(name, Tenant::start())
    }

    pub fn with_tenant(name: &str, tenant: Tenant) -> Self {
        Self { tenant, desktop: Desktop::new(name), clicks: Mutex::default() }
    }

    /// Writes settings with the journey's tenant; apps open in the browser.
    pub fn configure(&self) -> &Self {
        self.configure_for(self.tenant.address())
    }

    /// As [`Self::configure`], for the tenant at `address`, such as that of a proxy.
    pub fn configure_for(&self, address: &str) -> &Self {
        self.configure_with(&format!("http://{address}"), "")
    }

    /// As [`Self::configure`], with further lines in the tenant's table.
    pub fn configure_with(&self, url: &str, lines: &str) -> &Self {
        self.dirs().write_settings(&format!(
            "opens_in = \"browser\"\n\n[[tenant]]\nurl = \"{url}\"\nname = \"Acme\"\n{lines}\n"
        ));
        self
    }

    /// Shows apps as tiles, however many there are: the square of [`crate::PaintMarker`] is too small in a list.
    pub fn use_tiles(&self) -> &Self {
        self.prepend_settings("layout = \"tiles\"")
    }

    /// Opens apps in windows of Portico. Call it before the first start.
    pub fn use_app_windows(&self) -> &Self {
        self.configure_if_needed();
        let settings = self.dirs().settings_text().replace("opens_in = \"browser\"", "opens_in = \"window\"");
        self.dirs().write_settings(&settings);
        self
    }

    /// Adds lines at the head of the settings, before the tenant's table.
    pub fn prepend_settings(&self, lines: &str) -> &Self {
        let settings = self.dirs().settings_text();
        self.dirs().write_settings(&format!("{lines}\n{settings}"));
        self
    }

    fn configure_if_needed(&self) {
        if self.dirs().settings_text().is_empty() {
            self.configure();
        }
    }

    pub fn start(&self) -> Portico<'_> {
        Portico::start(&self.desktop)
    }

    /// Starts Portico and signs `user@acme.test` in. A keyring runs, so that Portico shows no notice about it.
    pub fn start_signed_in(&self) -> Portico<'_> {
        self.desktop.keyring().start_unlocked();
        self.configure_if_needed();
        let portico = self.start();
        self.sign_in(&portico, "user@acme.test");
        portico.main_window().wait_for_text("updated");
        portico
    }

    /// Replaces the apps that the tenant assigns to the account.
    pub fn assign_apps(&self, user: &str, apps: &Assignments) -> &Self {
        self.tenant.control("apps", &json!({ "account": user, "body": apps.to_json() }));
        self
    }

    /// Refreshes the list with F5, and waits until it is updated.
    pub fn refresh(&self, portico: &Portico<'_>) {
        let requests_before = self.tenant.request_count("/uprest/getupdata");
        portico.main_window().press_keys(&["F5"]);
        let is_requested_again = || (self.tenant.request_count("/uprest/getupdata") > requests_before).then_some(());
        wait_within(TIMEOUT, is_requested_again).expect("a request for the list");
        portico.main_window().wait_for_no_text("updating…");
    }

    pub fn dirs(&self) -> &SandboxDirs {
        self.desktop.dirs()
    }

    /// Every call of a browser or opener so far: program and arguments.
    pub fn browser_calls(&self) -> Vec<Vec<String>> {
        self.desktop.browser_calls()
    }

    /// Opens an app by its name, in a window whose title begins with that name.
    pub fn open_app_window<'b>(&self, portico: &Portico<'b>, name: &'b str) -> Window<'b> {
        let main = portico.main_window();
        main.fill(Role::ComboBox, "Search apps", name);
        main.wait_focused(Role::ListItem, name);
        self.wait_for_next_click(name);
        main.press_keys(&["Return"]);
        self.clicks.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), Instant::now());
        let window = portico.app_window(name);
        window.wait_open();
        window
    }

    /// Waits until a click on the app counts as another one than that of the last [`Self::open_app_window`].
    pub fn wait_for_next_click(&self, name: &str) {
        let last = self.clicks.lock().unwrap_or_else(PoisonError::into_inner).get(name).copied();
        if let Some(last) = last {
            std::thread::sleep(CLICK_INTERVAL.saturating_sub(last.elapsed()));
        }
    }

    /// Installs a program of that name, found before the system's own, that records what it is asked to open.
    pub fn install_fake_browser(&self, name: &str) {
        fake_browser::install_command(self.dirs(), name);
    }

    /// Signs in with the account's default password, from "Sign in" to the list.
    pub fn sign_in(&self, portico: &Portico<'_>, user: &str) {
        portico.main_window().press("Sign in");
        self.enter_credentials(portico, user, "portico");
        self.wait_for_list(portico);
    }

    /// Fills in the two steps of the tenant's login page.
    pub fn enter_credentials(&self, portico: &Portico<'_>, user: &str, password: &str) {
        let page = portico.sign_in_window();
        page.fill(Role::Entry, "User name", user);
        page.press_keys(&["Return"]);
        page.fill(Role::Password, "Password", password);
        page.press_keys(&["Return"]);
    }

    /// Waits until the sign-in window is closed and the list is there.
    pub fn wait_for_list(&self, portico: &Portico<'_>) {
        portico.sign_in_window().wait_closed();
        portico.main_window().find(Role::ComboBox, "Search apps");
    }

    /// Waits for the authorization URL that Portico opens in the browser. `calls_before`: how many calls the browser had.
    pub fn wait_for_browser_sign_in_url(&self, calls_before: usize) -> String {
        self.desktop.exclusive().assert_has_loopback_port();
        let sign_in_url = |call: &Vec<String>| call.last().filter(|url| url.contains("/oauth2/authorize/")).cloned();
        wait_within(TIMEOUT, || self.browser_calls().iter().skip(calls_before).find_map(sign_in_url))
            .expect("the browser is opened for a sign-in")
    }

    /// Completes a sign-in that waits for the browser.
    pub fn complete_browser_sign_in(&self, portico: &Portico<'_>, calls_before: usize, user: &str) {
        let page = Browser::new().sign_in(&self.wait_for_browser_sign_in_url(calls_before), user);
        assert_eq!((page.status, page.url.port()), (200, Some(47631)), "{page:?}");
        self.wait_for_list(portico);
    }

    /// Waits until the browser is called, and returns all calls so far.
    pub fn wait_for_browser_calls(&self) -> Vec<Vec<String>> {
        wait_within(TIMEOUT, || Some(self.browser_calls()).filter(|calls| !calls.is_empty()))
            .expect("a call of the browser")
    }
}

impl Drop for Journey {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let requests = serde_json::to_string_pretty(&self.tenant.requests()).unwrap_or_default();
            let _ = fs::write(self.desktop.report_dir().join("requests.json"), requests);
        }
    }
}
