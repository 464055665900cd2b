//! Formats the output of commands: text for people, JSON for programs.
//!
//! The JSON is stable (`docs/command-line.md`): members never change their meaning, and new ones may be added.

use std::fmt::Write as _;

use jiff::tz::TimeZone;
use portico_core::clock::Timestamp;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use portico_core::remote_control::{AppStatus, AppSummary, SessionStatus};

/// Of the JSON.
const JSON_VERSION: u32 = 1;
/// Longer names push nothing to the side.
const MAX_COLUMN_WIDTH: usize = 48;

/// Name, category and what is worth knowing, in columns; nothing for an empty list.
pub(super) fn apps(apps: &[AppSummary]) -> String {
    let rows: Vec<[String; 3]> = apps
        .iter()
        .map(|app| {
            [escape_terminal(&app.name), escape_terminal(app.category.as_deref().unwrap_or_default()), notes(app)]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].width().min(MAX_COLUMN_WIDTH)).max().unwrap_or(0);
    let (name, category) = (width(0), width(1));
    let mut text = String::new();
    for row in &rows {
        let line = format!("{}  {}  {}", pad_to_width(&row[0], name), pad_to_width(&row[1], category), row[2]);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

pub(super) fn apps_json(status: &AppStatus, apps: &[AppSummary], running: bool) -> String {
    json_line(&json!({
        "version": JSON_VERSION,
        "running": running,
        "tenant": status.tenant,
        "user": status.user,
        "updatedAt": status.updated_at.and_then(rfc3339),
        "apps": apps,
    }))
}

pub(super) fn status(status: &AppStatus, running: bool, now: Timestamp, time_zone: &TimeZone) -> String {
    let mut text = String::new();
    let mut write_row = |name: &str, value: &str| {
        let _ = writeln!(text, "{:<10}{}", format!("{name}:"), escape_terminal(value));
    };
    let session = match status.session_status {
        SessionStatus::FirstRun => "no company is set up",
        SessionStatus::SignedOut => "signed out",
        SessionStatus::Restoring => "picking up the session",
        SessionStatus::SigningIn => "signing in",
        SessionStatus::SignedIn => "signed in",
        SessionStatus::Locked => "locked",
        SessionStatus::Stored => "a session is kept for the next start",
    };
    write_row("Portico", if running { "running" } else { "not running" });
    write_row("Session", session);
    if let Some(company) = &status.company {
        let host = status.tenant.as_deref().unwrap_or_default();
        write_row("Company", &if company == host { company.clone() } else { format!("{company} ({host})") });
    }
    if let Some(user) = &status.user {
        write_row("User", user);
    }
    if let Some(updated_at) = status.updated_at {
        write_row("Apps", &format!("{}, as of {}", status.apps, format_time(updated_at, now, time_zone)));
    }
    if let Some(ends_at) = status.ends_at {
        write_row("Ends", &format_time(ends_at, now, time_zone));
    }
    text
}

pub(super) fn status_json(status: &AppStatus, running: bool) -> String {
    json_line(&json!({
        "version": JSON_VERSION,
        "running": running,
        "session": status.session_status,
        "company": status.company,
        "tenant": status.tenant,
        "user": status.user,
        "apps": status.apps,
        "updatedAt": status.updated_at.and_then(rfc3339),
        "endsAt": status.ends_at.and_then(rfc3339),
    }))
}

/// That a list is a copy, and how old it is.
pub(super) fn snapshot_note(status: &AppStatus, now: Timestamp, time_zone: &TimeZone) -> String {
    let prefix = status.updated_at.map(|at| format!("as of {}; ", format_time(at, now, time_zone))).unwrap_or_default();
    let text = format!("{prefix}Portico is not running.\n");
    text[..1].to_uppercase() + &text[1..]
}

/// Foreign text with nothing in it that a terminal obeys. The core has filtered names already; keys,
/// and whatever comes over the socket, it has not.
pub(super) fn escape_terminal(text: &str) -> String {
    let is_control = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if is_control(c) { c.escape_default().to_string() } else { c.to_string() }).collect()
}

fn notes(app: &AppSummary) -> String {
    let mut notes = Vec::new();
    if app.is_favorite {
        notes.push("favourite".to_owned());
    }
    if app.is_hidden {
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

fn pad_to_width(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// The time of day, with the date if it is not today's.
fn format_time(at: Timestamp, now: Timestamp, time_zone: &TimeZone) -> String {
    let zoned = |at: Timestamp| timestamp(at).map(|at| at.to_zoned(time_zone.clone()));
    match (zoned(at), zoned(now)) {
        (Some(at), Some(now)) if at.date() == now.date() => at.strftime("%H:%M").to_string(),
        (Some(at), _) => at.strftime("%Y-%m-%d %H:%M").to_string(),
        (None, _) => "an unknown time".to_owned(),
    }
}

fn rfc3339(at: Timestamp) -> Option<String> {
    Some(timestamp(at)?.to_string())
}

fn timestamp(at: Timestamp) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_millisecond(i64::try_from(at.0).ok()?).ok()
}

fn json_line(value: &Value) -> String {
    format!("{value}\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn app_table_aligns_wide_characters_and_escapes_controls() {
        let app = |name: &str, category: &str| AppSummary {
            name: name.into(),
            category: Some(category.into()),
            is_favorite: name == "Jira",
            ..AppSummary::default()
        };
        let text = apps(&[app("Jira", "IT"), app("日本", "IT"), app("a\u{1b}[2J", "")]);
        assert_eq!(text, "Jira        IT  favourite\n日本        IT\na\\u{1b}[2J\n");
        assert_eq!(apps(&[]), "");
    }

    #[test]
    fn times_are_in_local_time_zone_with_date_if_not_today() {
        let time_zone = TimeZone::fixed(jiff::tz::offset(2));
        let updated_at = Timestamp(1_795_331_520_000);
        let status = AppStatus { updated_at: Some(updated_at), ..AppStatus::default() };
        assert_eq!(snapshot_note(&status, updated_at, &time_zone), "As of 09:12; Portico is not running.\n");
        let tomorrow = Timestamp(updated_at.0 + 86_400_000);
        assert_eq!(snapshot_note(&status, tomorrow, &time_zone), "As of 2026-11-22 09:12; Portico is not running.\n");
        assert_eq!(snapshot_note(&AppStatus::default(), updated_at, &time_zone), "Portico is not running.\n");
        assert_eq!(rfc3339(updated_at).as_deref(), Some("2026-11-22T07:12:00Z"));
        assert_eq!(format_time(Timestamp(u64::MAX), updated_at, &time_zone), "an unknown time");
    }

    proptest! {
        #[test]
        fn tenant_text_stays_on_one_line_without_control_characters(name in any::<String>(), category in any::<String>()) {
            let text = apps(&[AppSummary { name, category: Some(category), ..AppSummary::default() }]);
            prop_assert_eq!(text.matches('\n').count(), 1);
            prop_assert!(!text.trim_end_matches('\n').chars().any(char::is_control));
        }
    }
}
