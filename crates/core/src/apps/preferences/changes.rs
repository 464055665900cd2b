//! What changed from one list to the next.

use std::collections::HashMap;
use std::time::Duration;

use crate::apps::catalog::{App, Catalog};
use crate::clock::Timestamp;
use crate::view::{AppChangeKind, AppChangeView};

/// How long before the end of a share it is told of, and how long after.
const NOTICE_BEFORE_EXPIRY: Duration = Duration::from_secs(3 * 24 * 60 * 60);
const NOTICE_AFTER_EXPIRY: Duration = Duration::from_secs(7 * 24 * 60 * 60);

pub(super) fn new_change(kind: AppChangeKind, app: &App, at: Timestamp) -> AppChangeView {
    AppChangeView { kind, key: app.key.clone(), name: app.name.clone(), at, was: None, until: None }
}

/// Adds what went, was renamed, or is fenced otherwise than before. What comes back is told of no
/// more: a list that was short for a day is no news.
pub(super) fn append_changes(changes: &mut Vec<AppChangeView>, previous: &Catalog, list: &Catalog, now: Timestamp) {
    let current: HashMap<&str, &App> = list.apps.iter().map(|app| (app.key.as_str(), app)).collect();
    changes.retain(|change| change.kind != AppChangeKind::Removed || !current.contains_key(change.key.as_str()));
    for app in &previous.apps {
        match current.get(app.key.as_str()) {
            None if list.unreadable_rows == 0 => changes.push(new_change(AppChangeKind::Removed, app, now)),
            None => {}
            Some(current_app) if current_app.name != app.name => {
                changes.push(AppChangeView {
                    was: Some(app.name.clone()),
                    ..new_change(AppChangeKind::Renamed, current_app, now)
                });
            }
            Some(current_app) if current_app.restrictions != app.restrictions || current_app.ends_at != app.ends_at => {
                changes.push(AppChangeView {
                    until: current_app.ends_at,
                    ..new_change(AppChangeKind::Changed, current_app, now)
                });
            }
            Some(_) => {}
        }
    }
}

/// Shares that end within days, or ended lately: they follow from the list and the time, so they are
/// kept nowhere.
pub(super) fn expiring_shares(list: &Catalog, now: Timestamp) -> impl Iterator<Item = AppChangeView> {
    list.apps.iter().filter_map(move |app| {
        let ends_at = app.ends_at?;
        let (kind, at, is_due) = if ends_at > now {
            let notice = u64::try_from(NOTICE_BEFORE_EXPIRY.as_millis()).unwrap_or_default();
            let at = Timestamp(ends_at.0.saturating_sub(notice));
            (AppChangeKind::Ending, at, ends_at.since(now) <= NOTICE_BEFORE_EXPIRY)
        } else {
            (AppChangeKind::Ended, ends_at, now.since(ends_at) <= NOTICE_AFTER_EXPIRY)
        };
        is_due.then(|| AppChangeView { until: Some(ends_at), ..new_change(kind, app, at) })
    })
}
