//! What a command says: text for people, JSON for programs.
//!
//! The JSON is a promise (`docs/command-line.md`): names never change their meaning, and more may come.

use std::fmt::Write as _;

// jiff
use jiff::tz::TimeZone;
use portico_core::clock::Millis;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::door::{Listed, Standing, Status};

/// Of the JSON.
const VERSION: u32 = 1;
/// Longer names push nothing to the side.
const WIDEST_NAME: usize = 48;

/// Name, category and what is worth knowing, in columns; nothing for an empty list.
pub(super) fn apps(apps: &[Listed]) -> String {
    let rows: Vec<[String; 3]> = apps
        .iter()
        .map(|app| [plain(&app.name), plain(app.category.as_deref().unwrap_or_default()), notes(app)])
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].width().min(WIDEST_NAME)).max().unwrap_or(0);
    let (name, category) = (width(0), width(1));
    let mut text = String::new();
    for row in &rows {
        let line = format!("{}  {}  {}", padded(&row[0], name), padded(&row[1], category), row[2]);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

pub(super) fn apps_json(status: &Status, apps: &[Listed], running: bool) -> String {
    line(&json!({
        "version": VERSION,
        "running": running,
        "tenant": status.tenant,
        "user": status.user,
        "updatedAt": status.updated_at.and_then(rfc3339),
        "apps": apps,
    }))
}

pub(super) fn status(status: &Status, running: bool, now: Millis, zone: &TimeZone) -> String {
    let mut text = String::new();
    let mut say = |name: &str, value: &str| {
        let _ = writeln!(text, "{:<10}{}", format!("{name}:"), plain(value));
    };
    let standing = match status.standing {
        Standing::FirstRun => "no company is set up",
        Standing::SignedOut => "signed out",
        Standing::Restoring => "picking up the session",
        Standing::SigningIn => "signing in",
        Standing::SignedIn => "signed in",
        Standing::Locked => "locked",
        Standing::Kept => "a session is kept for the next start",
    };
    say("Portico", if running { "running" } else { "not running" });
    say("Session", standing);
    if let Some(company) = &status.company {
        let host = status.tenant.as_deref().unwrap_or_default();
        say("Company", &if company == host { company.clone() } else { format!("{company} ({host})") });
    }
    if let Some(user) = &status.user {
        say("User", user);
    }
    if let Some(at) = status.updated_at {
        say("Apps", &format!("{}, as of {}", status.apps, time(at, now, zone)));
    }
    if let Some(end) = status.ends_at {
        say("Ends", &time(end, now, zone));
    }
    text
}

pub(super) fn status_json(status: &Status, running: bool) -> String {
    line(&json!({
        "version": VERSION,
        "running": running,
        "session": status.standing,
        "company": status.company,
        "tenant": status.tenant,
        "user": status.user,
        "apps": status.apps,
        "updatedAt": status.updated_at.and_then(rfc3339),
        "endsAt": status.ends_at.and_then(rfc3339),
    }))
}

/// That a list is a copy, and how old it is.
pub(super) fn as_of(status: &Status, now: Millis, zone: &TimeZone) -> String {
    let at = status.updated_at.map(|at| format!("as of {}; ", time(at, now, zone))).unwrap_or_default();
    let text = format!("{at}Portico is not running.\n");
    text[..1].to_uppercase() + &text[1..]
}

/// Foreign text with nothing in it that a terminal obeys. The core has filtered names already; keys,
/// and whatever comes over the socket, it has not.
pub(super) fn plain(text: &str) -> String {
    let obeyed = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if obeyed(c) { c.escape_default().to_string() } else { c.to_string() }).collect()
}

fn notes(app: &Listed) -> String {
    let mut notes = Vec::new();
    if app.favourite {
        notes.push("favourite".to_owned());
    }
    if app.hidden {
        notes.push("hidden".to_owned());
    }
    notes.extend(app.restriction.map(restriction));
    notes.join(", ")
}

fn restriction(restriction: portico_core::view::Restriction) -> String {
    use portico_core::view::Restriction as R;
    match restriction {
        R::CompanyNetwork => "company network only",
        R::ExtraCheck => "asks for another factor",
        R::NeedsPassword => "needs your password",
        R::Certificate => "needs a certificate",
        R::Shared => "shared",
        R::ShareEnded => "share has ended",
        R::Extension => "needs the browser extension",
        R::NotWeb => "not for a browser",
    }
    .to_owned()
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// The time of day, with the date if it is not today's.
fn time(at: Millis, now: Millis, zone: &TimeZone) -> String {
    let zoned = |at: Millis| timestamp(at).map(|at| at.to_zoned(zone.clone()));
    match (zoned(at), zoned(now)) {
        (Some(at), Some(now)) if at.date() == now.date() => at.strftime("%H:%M").to_string(),
        (Some(at), _) => at.strftime("%Y-%m-%d %H:%M").to_string(),
        (None, _) => "an unknown time".to_owned(),
    }
}

fn rfc3339(at: Millis) -> Option<String> {
    Some(timestamp(at)?.to_string())
}

fn timestamp(at: Millis) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_millisecond(i64::try_from(at.0).ok()?).ok()
}

fn line(value: &Value) -> String {
    format!("{value}\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn columns_hold_wide_letters_and_nothing_that_a_terminal_obeys() {
        let app = |name: &str, category: &str| Listed {
            name: name.into(),
            category: Some(category.into()),
            favourite: name == "Jira",
            ..Listed::default()
        };
        let text = apps(&[app("Jira", "IT"), app("日本", "IT"), app("a\u{1b}[2J", "")]);
        assert_eq!(text, "Jira        IT  favourite\n日本        IT\na\\u{1b}[2J\n");
        assert_eq!(apps(&[]), "");
    }

    #[test]
    fn times_are_the_persons_own() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let at = Millis(1_795_331_520_000);
        let status = Status { updated_at: Some(at), ..Status::default() };
        assert_eq!(as_of(&status, at, &zone), "As of 09:12; Portico is not running.\n");
        let tomorrow = Millis(at.0 + 86_400_000);
        assert_eq!(as_of(&status, tomorrow, &zone), "As of 2026-11-22 09:12; Portico is not running.\n");
        assert_eq!(as_of(&Status::default(), at, &zone), "Portico is not running.\n");
        assert_eq!(rfc3339(at).as_deref(), Some("2026-11-22T07:12:00Z"));
        assert_eq!(time(Millis(u64::MAX), at, &zone), "an unknown time");
    }

    proptest! {
        #[test]
        fn whatever_a_tenant_says_stays_on_its_line(name in any::<String>(), category in any::<String>()) {
            let text = apps(&[Listed { name, category: Some(category), ..Listed::default() }]);
            prop_assert_eq!(text.matches('\n').count(), 1);
            prop_assert!(!text.trim_end_matches('\n').chars().any(char::is_control));
        }
    }
}
