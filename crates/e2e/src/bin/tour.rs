//! The demo without a display: from the first page to an opened app, with a picture of each step.
//!
//! `tour --app FILE --tenant FILE --out FOLDER [--theme light|dark]` writes `01-….png` and so on and
//! prints their names. It ends well when every step was seen.
#![cfg(target_os = "linux")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use e2e::{Desktop, Options, Portico, Role, Tenant, Window};

struct Tour {
    desktop: Desktop,
    out: PathBuf,
    taken: usize,
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
    let options = Options::read(&["app", "tenant", "out", "theme"])?;
    let theme = options.text("theme", "light");
    if !["light", "dark"].contains(&theme.as_str()) {
        return Err(format!("--theme is light or dark, not {theme}."));
    }
    let desktop = Desktop::with_theme("tour", theme == "dark");
    // As on most people's computers; without one, each picture would say so.
    desktop.keyring().start();
    let tenant = Tenant::start_program(&options.tenant(), &[]);
    let mut tour = Tour { desktop, out: options.folder("out")?, taken: 0 };
    tour.first_page(&options.app(), &theme);
    tour.sign_in_and_open(&options.app(), &theme, tenant.address());
    Ok(())
}

impl Tour {
    fn first_page(&mut self, app: &Path, theme: &str) {
        self.desktop.homes().write_settings(&format!("theme = \"{theme}\"\n"));
        let desktop = &self.desktop;
        let portico = Portico::start_program(desktop, app);
        portico.main().find(Role::Entry, "Company address");
        self.taken = picture(desktop, &self.out, self.taken, portico.main(), "first-start");
        portico.quit();
    }

    fn sign_in_and_open(&mut self, app: &Path, theme: &str, address: &str) {
        let settings = format!(
            "theme = \"{theme}\"\nopens_in = \"window\"\n\n[[tenant]]\nurl = \"http://{address}\"\nname = \"Acme\"\n"
        );
        self.desktop.homes().write_settings(&settings);
        let desktop = &self.desktop;
        let portico = Portico::start_program(desktop, app);
        let (main, page) = (portico.main(), portico.sign_in());
        let mut step =
            |window: Window<'_>, name: &str| self.taken = picture(desktop, &self.out, self.taken, window, name);
        main.find(Role::Button, "Sign in");
        step(main, "sign-in");
        main.press("Sign in");
        page.write(Role::Entry, "User name", "user@acme.test");
        step(page, "the-tenants-own-page");
        page.keys(&["Return"]);
        page.write(Role::Password, "Password", "portico");
        step(page, "the-password-goes-there-only");
        page.keys(&["Return"]);
        page.wait_closed();
        main.find(Role::Button, "Slack");
        step(main, "every-app");
        main.write(Role::ComboBox, "Search apps", "jir");
        main.find(Role::ListItem, "Jira Software");
        step(main, "found-in-three-letters");
        main.keys(&["Return"]);
        let opened = portico.app("Jira Software");
        opened.find(Role::Heading, "Signed in as user@acme.test");
        step(opened, "opened-and-signed-in");
    }
}

/// Takes one picture and returns its number.
fn picture(desktop: &Desktop, out: &Path, before: usize, window: Window<'_>, name: &str) -> usize {
    let number = before + 1;
    desktop.screen().settle();
    let file = out.join(format!("{number:02}-{name}.png"));
    window.picture(&file);
    println!("{}", file.display());
    number
}
