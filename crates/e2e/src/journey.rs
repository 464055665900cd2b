//! One journey's stage: a desktop, a tenant, and the steps that most journeys share. When one fails,
//! `target/e2e/<name>/` has a picture of the screen, the trees of the windows, what the application
//! printed and what the tenant was asked.

use std::fs;
use std::time::Duration;

use serde_json::json;

use crate::assignments::Assignments;
use crate::browser::Browser;
use crate::desktop::Desktop;
use crate::homes::SandboxDirs;
use crate::portico::Portico;
use crate::role::Role;
use crate::tenant::Tenant;
use crate::wait_within;
use crate::window::Window;

/// A desktop and a tenant of its own.
pub struct Journey {
    pub tenant: Tenant,
    pub desktop: Desktop,
}

impl Journey {
    pub fn new_dir(name: &str) -> Self {
        Self::with_tenant(name, Tenant::start())
    }

    pub fn with_tenant(name: &str, tenant: Tenant) -> Self {
        Self { tenant, desktop: Desktop::new(name) }
    }

    /// As [`Self::new`], with Portico set up for the tenant at `address`.
    pub fn configure_for(&self, address: &str) -> &Self {
        self.configure_with(&format!("http://{address}"), "")
    }

    /// With more lines in the tenant's table.
    pub fn configure_with(&self, url: &str, lines: &str) -> &Self {
        self.dirs().write_settings(&format!(
            "opens_in = \"browser\"\n\n[[tenant]]\nurl = \"{url}\"\nname = \"Acme\"\n{lines}\n"
        ));
        self
    }

    pub fn configure(&self) -> &Self {
        self.configure_for(self.tenant.address())
    }

    /// Tiles however many apps there are: the mark of [`crate::Marker`] is too small in a list.
    pub fn use_tiles(&self) -> &Self {
        let homes = self.dirs();
        homes.write_settings(&format!("layout = \"tiles\"\n{}", homes.settings_text()));
        self
    }

    pub fn start(&self) -> Portico<'_> {
        Portico::start(&self.desktop)
    }

    /// Portico with the list of `user@acme.test` on screen. A keyring is there, so that nothing complains.
    pub fn start_signed_in(&self) -> Portico<'_> {
        self.desktop.keyring().start_unlocked();
        if self.dirs().settings_text().is_empty() {
            self.configure();
        }
        let portico = self.start();
        self.sign_in(&portico, "user@acme.test");
        portico.main_window().wait_for_text("updated");
        portico
    }

    /// The apps of that person from here on.
    pub fn assign_apps(&self, user: &str, apps: &Assignments) -> &Self {
        self.tenant.control("apps", &json!({ "account": user, "body": apps.to_json() }));
        self
    }

    /// Lines at the head of the settings, before the tenant's table.
    pub fn prepend_settings(&self, lines: &str) -> &Self {
        let settings = self.dirs().settings_text();
        self.dirs().write_settings(&format!("{lines}\n{settings}"));
        self
    }

    /// Asks for the list anew, and waits until it is there.
    pub fn refresh(&self, portico: &Portico<'_>) {
        let requests_before = self.tenant.request_count("/uprest/getupdata");
        portico.main_window().press_keys(&["F5"]);
        let is_requested_again = || (self.tenant.request_count("/uprest/getupdata") > requests_before).then_some(());
        wait_within(crate::TIMEOUT, is_requested_again).expect("the list is asked for");
        portico.main_window().wait_for_no_text("updating…");
    }

    pub fn dirs(&self) -> &SandboxDirs {
        self.desktop.homes()
    }

    pub fn browser_calls(&self) -> Vec<Vec<String>> {
        self.desktop.browser_calls()
    }

    /// Apps open in windows of Portico's own from here on. Before the first start.
    pub fn use_app_windows(&self) -> &Self {
        if self.dirs().settings_text().is_empty() {
            self.configure();
        }
        let settings = self.dirs().settings_text().replace("opens_in = \"browser\"", "opens_in = \"window\"");
        self.dirs().write_settings(&settings);
        self
    }

    /// Opens an app by its name, in a window that begins with that name. Less than a second after it was opened
    /// before, Enter is the same click, so it may take another one.
    pub fn open_app_window<'b>(&self, portico: &Portico<'b>, name: &'b str) -> Window<'b> {
        let main = portico.main_window();
        main.fill(Role::ComboBox, "Search apps", name);
        main.find(Role::ListItem, name);
        let window = portico.app_window(name);
        let opened = wait_within(crate::TIMEOUT, || {
            main.press_keys(&["Return"]);
            wait_within(Duration::from_secs(10), || window.is_open().then_some(()))
        });
        opened.expect("the app's window");
        window
    }

    /// A program of that name, found before the system's own, that writes down what it is asked to open.
    pub fn install_fake_browser(&self, name: &str) {
        crate::opener::install_command(self.dirs(), name);
    }

    /// From "Sign in" to the list, as the person with that login name.
    pub fn sign_in(&self, portico: &Portico<'_>, user: &str) {
        portico.main_window().press("Sign in");
        self.enter_credentials(portico, user, "portico");
        self.wait_for_list(portico);
    }

    /// The login page's two steps.
    pub fn enter_credentials(&self, portico: &Portico<'_>, user: &str, password: &str) {
        let page = portico.sign_in_window();
        page.fill(Role::Entry, "User name", user);
        page.press_keys(&["Return"]);
        page.fill(Role::Password, "Password", password);
        page.press_keys(&["Return"]);
    }

    /// The list is there, and the sign-in window is not.
    pub fn wait_for_list(&self, portico: &Portico<'_>) {
        portico.sign_in_window().wait_closed();
        portico.main_window().find(Role::ComboBox, "Search apps");
    }

    /// The address at which a sign-in in the browser begins, once it was opened there. `before`: how
    /// many things had been opened.
    pub fn wait_for_browser_sign_in_url(&self, calls_before: usize) -> String {
        let sign_in_url = |call: &Vec<String>| call.last().filter(|url| url.contains("/oauth2/authorize/")).cloned();
        wait_within(crate::TIMEOUT, || self.browser_calls().iter().skip(calls_before).find_map(sign_in_url))
            .expect("the browser is opened for a sign-in")
    }

    /// From a sign-in that waits for the browser to the list.
    pub fn complete_browser_sign_in(&self, portico: &Portico<'_>, calls_before: usize, user: &str) {
        let page = Browser::new().sign_in(&self.wait_for_browser_sign_in_url(calls_before), user);
        assert_eq!((page.status, page.url.port()), (200, Some(47631)), "{page:?}");
        self.wait_for_list(portico);
    }

    /// What was opened, once there is anything.
    pub fn wait_for_browser_calls(&self) -> Vec<Vec<String>> {
        wait_within(crate::TIMEOUT, || Some(self.browser_calls()).filter(|calls| !calls.is_empty()))
            .expect("something is opened")
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
