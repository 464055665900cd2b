//! Runs the demo without a display: from the first page to an opened app, with a screenshot of each step.
//!
//! `tour --app FILE --tenant FILE --out FOLDER [--theme light|dark]` writes `01-….png` and so on and
//! prints their names. It succeeds if every step was seen.
#![cfg(target_os = "linux")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use e2e::{Desktop, Options, Portico, Role, Tenant, Window};

struct Tour {
    desktop: Desktop,
    out: PathBuf,
    screenshots: usize,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("tour: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let options = Options::parse(&["app", "tenant", "out", "theme"])?;
    let theme = options.string("theme", "light");
    if !["light", "dark"].contains(&theme.as_str()) {
        return Err(format!("--theme is light or dark, not {theme}."));
    }
    let desktop = Desktop::with_theme("tour", theme == "dark");
    // Without a keyring, a notice about it would be in every screenshot.
    desktop.keyring().start_unlocked();
    let tenant = Tenant::start_binary(&options.tenant_binary(), &[]);
    let mut tour = Tour { desktop, out: options.create_dir("out")?, screenshots: 0 };
    tour.first_page(&options.app_binary(), &theme);
    tour.sign_in_and_open(&options.app_binary(), &theme, tenant.address());
    Ok(())
}

impl Tour {
    fn first_page(&mut self, app: &Path, theme: &str) {
        self.desktop.dirs().write_settings(&format!("theme = \"{theme}\"\n"));
        let desktop = &self.desktop;
        let portico = Portico::start_binary(desktop, app);
        portico.main_window().find(Role::Entry, "Company address");
        self.screenshots = take_screenshot(desktop, &self.out, self.screenshots, portico.main_window(), "first-start");
        portico.quit();
    }

    fn sign_in_and_open(&mut self, app: &Path, theme: &str, address: &str) {
        let settings = format!(
            "theme = \"{theme}\"\nopens_in = \"window\"\n\n[[tenant]]\nurl = \"http://{address}\"\nname = \"Acme\"\n"
        );
        self.desktop.dirs().write_settings(&settings);
        let desktop = &self.desktop;
        let portico = Portico::start_binary(desktop, app);
        let (main, page) = (portico.main_window(), portico.sign_in_window());
        let mut step = |window: Window<'_>, name: &str| {
            self.screenshots = take_screenshot(desktop, &self.out, self.screenshots, window, name)
        };
        main.find(Role::Button, "Sign in");
        step(main, "sign-in");
        main.press("Sign in");
        page.fill(Role::Entry, "User name", "user@acme.test");
        step(page, "the-tenants-own-page");
        page.press_keys(&["Return"]);
        page.fill(Role::Password, "Password", "portico");
        step(page, "the-password-goes-there-only");
        page.press_keys(&["Return"]);
        page.wait_closed();
        main.find(Role::Button, "Slack");
        step(main, "every-app");
        main.fill(Role::ComboBox, "Search apps", "jir");
        main.find(Role::ListItem, "Jira Software");
        step(main, "found-in-three-letters");
        main.press_keys(&["Return"]);
        let opened = portico.app_window("Jira Software");
        opened.find(Role::Heading, "Signed in as user@acme.test");
        step(opened, "opened-and-signed-in");
    }
}

/// Takes one screenshot and returns its number.
fn take_screenshot(desktop: &Desktop, out: &Path, before: usize, window: Window<'_>, name: &str) -> usize {
    let number = before + 1;
    desktop.screen().wait_until_stable();
    let file = out.join(format!("{number:02}-{name}.png"));
    window.screenshot(&file);
    println!("{}", file.display());
    number
}
