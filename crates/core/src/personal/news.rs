//! What changed from one list to the next.

use std::collections::HashMap;
use std::time::Duration;

use crate::catalogue::{App, Catalogue};
use crate::clock::Millis;
use crate::view::{NewsKind, NewsView};

/// How long before the end of a share it is told of, and how long after.
const ENDING: Duration = Duration::from_secs(3 * 24 * 60 * 60);
const ENDED: Duration = Duration::from_secs(7 * 24 * 60 * 60);

pub(super) fn of(kind: NewsKind, app: &App, at: Millis) -> NewsView {
    NewsView { kind, key: app.key.clone(), name: app.name.clone(), at, was: None, until: None }
}

/// Adds what went, was renamed, or is fenced otherwise than before. What comes back is told of no
/// more: a list that was short for a day is no news.
pub(super) fn compare(news: &mut Vec<NewsView>, before: &Catalogue, list: &Catalogue, now: Millis) {
    let is: HashMap<&str, &App> = list.apps.iter().map(|app| (app.key.as_str(), app)).collect();
    news.retain(|news| news.kind != NewsKind::Removed || !is.contains_key(news.key.as_str()));
    for app in &before.apps {
        match is.get(app.key.as_str()) {
            None if list.unreadable == 0 => news.push(of(NewsKind::Removed, app, now)),
            None => {}
            Some(after) if after.name != app.name => {
                news.push(NewsView { was: Some(app.name.clone()), ..of(NewsKind::Renamed, after, now) });
            }
            Some(after) if after.restrictions != app.restrictions || after.ends_at != app.ends_at => {
                news.push(NewsView { until: after.ends_at, ..of(NewsKind::Changed, after, now) });
            }
            Some(_) => {}
        }
    }
}

/// Shares that end within days, or ended lately: they follow from the list and the time, so they are
/// kept nowhere.
pub(super) fn ending(list: &Catalogue, now: Millis) -> impl Iterator<Item = NewsView> {
    list.apps.iter().filter_map(move |app| {
        let end = app.ends_at?;
        let (kind, at) = if end > now {
            (NewsKind::Ending, Millis(end.0.saturating_sub(u64::try_from(ENDING.as_millis()).unwrap_or_default())))
        } else {
            (NewsKind::Ended, end)
        };
        let told = if end > now { end.since(now) <= ENDING } else { now.since(end) <= ENDED };
        told.then(|| NewsView { until: Some(end), ..of(kind, app, at) })
    })
}
