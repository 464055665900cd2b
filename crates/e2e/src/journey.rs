//! One journey's stage: a desktop, a tenant, and the steps that most journeys share. When one fails,
//! `target/e2e/<name>/` has a picture of the screen, the trees of the windows, what the application
//! printed and what the tenant was asked.

use std::fs;
use std::time::Duration;

use serde_json::json;

use crate::assignments::Assignments;
use crate::browser::Browser;
use crate::desktop::Desktop;
use crate::homes::Homes;
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
    pub fn new(name: &str) -> Self {
        Self::with(name, Tenant::start())
    }

    pub fn with(name: &str, tenant: Tenant) -> Self {
        Self { tenant, desktop: Desktop::new(name) }
    }

    /// As [`Self::new`], with Portico set up for the tenant at `address`.
    pub fn configure_for(&self, address: &str) -> &Self {
        self.set_up_as(&format!("http://{address}"), "")
    }

    /// With more lines in the tenant's table.
    pub fn set_up_as(&self, url: &str, lines: &str) -> &Self {
        self.homes().write_settings(&format!(
            "opens_in = \"browser\"\n\n[[tenant]]\nurl = \"{url}\"\nname = \"Acme\"\n{lines}\n"
        ));
        self
    }

    pub fn set_up(&self) -> &Self {
        self.configure_for(self.tenant.address())
    }

    /// Tiles however many apps there are: the mark of [`crate::Marker`] is too small in a list.
    pub fn use_tiles(&self) -> &Self {
        let homes = self.homes();
        homes.write_settings(&format!("layout = \"tiles\"\n{}", homes.settings()));
        self
    }

    pub fn portico(&self) -> Portico<'_> {
        Portico::start(&self.desktop)
    }

    /// Portico with the list of `user@acme.test` on screen. A keyring is there, so that nothing complains.
    pub fn start_signed_in(&self) -> Portico<'_> {
        self.desktop.keyring().start();
        if self.homes().settings().is_empty() {
            self.set_up();
        }
        let portico = self.portico();
        self.sign_in(&portico, "user@acme.test");
        portico.main().wait_for_text("updated");
        portico
    }

    /// The apps of that person from here on.
    pub fn assign(&self, user: &str, apps: &Assignments) -> &Self {
        self.tenant.control("apps", &json!({ "account": user, "body": apps.body() }));
        self
    }

    /// Lines at the head of the settings, before the tenant's table.
    pub fn choose(&self, lines: &str) -> &Self {
        let settings = self.homes().settings();
        self.homes().write_settings(&format!("{lines}\n{settings}"));
        self
    }

    /// Asks for the list anew, and waits until it is there.
    pub fn refresh(&self, portico: &Portico<'_>) {
        let asked = self.tenant.count("/uprest/getupdata");
        portico.main().keys(&["F5"]);
        let again = || (self.tenant.count("/uprest/getupdata") > asked).then_some(());
        wait_within(crate::PATIENCE, again).expect("the list is asked for");
        portico.main().wait_for_no_text("updating…");
    }

    pub fn homes(&self) -> &Homes {
        self.desktop.homes()
    }

    pub fn opened(&self) -> Vec<Vec<String>> {
        self.desktop.opened()
    }

    /// Apps open in windows of Portico's own from here on. Before the first start.
    pub fn use_app_windows(&self) -> &Self {
        if self.homes().settings().is_empty() {
            self.set_up();
        }
        let settings = self.homes().settings().replace("opens_in = \"browser\"", "opens_in = \"window\"");
        self.homes().write_settings(&settings);
        self
    }

    /// Opens an app by its name, in a window that begins with that name. Less than a second after it was opened
    /// before, Enter is the same click, so it may take another one.
    pub fn open_app_window<'b>(&self, portico: &Portico<'b>, name: &'b str) -> Window<'b> {
        let main = portico.main();
        main.write(Role::ComboBox, "Search apps", name);
        main.find(Role::ListItem, name);
        let window = portico.app(name);
        let opened = wait_within(crate::PATIENCE, || {
            main.keys(&["Return"]);
            wait_within(Duration::from_secs(10), || window.is_open().then_some(()))
        });
        opened.expect("the app's window");
        window
    }

    /// A program of that name, found before the system's own, that writes down what it is asked to open.
    pub fn records(&self, name: &str) {
        crate::opener::install_command(self.homes(), name);
    }

    /// From "Sign in" to the list, as the person with that login name.
    pub fn sign_in(&self, portico: &Portico<'_>, user: &str) {
        portico.main().press("Sign in");
        self.give_password(portico, user, "portico");
        self.wait_for_list(portico);
    }

    /// The login page's two steps.
    pub fn give_password(&self, portico: &Portico<'_>, user: &str, password: &str) {
        let page = portico.sign_in();
        page.write(Role::Entry, "User name", user);
        page.keys(&["Return"]);
        page.write(Role::Password, "Password", password);
        page.keys(&["Return"]);
    }

    /// The list is there, and the sign-in window is not.
    pub fn wait_for_list(&self, portico: &Portico<'_>) {
        portico.sign_in().wait_closed();
        portico.main().find(Role::ComboBox, "Search apps");
    }

    /// The address at which a sign-in in the browser begins, once it was opened there. `before`: how
    /// many things had been opened.
    pub fn wait_for_browser_sign_in_url(&self, before: usize) -> String {
        let begins = |call: &Vec<String>| call.last().filter(|url| url.contains("/oauth2/authorize/")).cloned();
        wait_within(crate::PATIENCE, || self.opened().iter().skip(before).find_map(begins))
            .expect("the browser is opened for a sign-in")
    }

    /// From a sign-in that waits for the browser to the list.
    pub fn complete_browser_sign_in(&self, portico: &Portico<'_>, before: usize, user: &str) {
        let page = Browser::new().sign_in(&self.wait_for_browser_sign_in_url(before), user);
        assert_eq!((page.status, page.url.port()), (200, Some(47631)), "{page:?}");
        self.wait_for_list(portico);
    }

    /// What was opened, once there is anything.
    pub fn wait_for_opened(&self) -> Vec<Vec<String>> {
        wait_within(crate::PATIENCE, || Some(self.opened()).filter(|calls| !calls.is_empty()))
            .expect("something is opened")
    }
}

impl Drop for Journey {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let requests = serde_json::to_string_pretty(&self.tenant.requests()).unwrap_or_default();
            let _ = fs::write(self.desktop.report_folder().join("requests.json"), requests);
        }
    }
}
