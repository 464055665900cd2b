//! `org.kde.krunner1`: apps among the results of KRunner and of Plasma's start menu.

use std::collections::HashMap;

use portico_core::catalogue::fold;
use zbus::zvariant::Value;

use super::Desk;

pub(super) struct Runner(pub(super) Desk);

/// Id, text, icon, kind, relevance, properties.
type Match = (String, String, String, i32, f64, HashMap<&'static str, Value<'static>>);

/// `KRunner::QueryMatch`: a whole name, and a part of one.
const EXACT: i32 = 100;
const POSSIBLE: i32 = 30;

#[zbus::interface(name = "org.kde.krunner1")]
impl Runner {
    /// Nothing but opening.
    #[expect(clippy::unused_self, reason = "zbus calls it so")]
    fn actions(&self) -> Vec<(String, String, String)> {
        Vec::new()
    }

    #[zbus(name = "Match")]
    fn matches(&self, query: &str) -> Vec<Match> {
        let whole = fold(query.trim());
        let found = self.0.search(query);
        // KRunner sorts by relevance: falling from 1, in our order.
        let step = 1.0 / (found.len() as f64 + 1.0);
        let mut relevance = 1.0 + step;
        let one = |(id, app)| {
            relevance -= step;
            let icon = self.0.icon(&app);
            let kind = if fold(&app.name) == whole { EXACT } else { POSSIBLE };
            let about = app.category.map(|text| ("subtext", Value::from(text)));
            (id, app.name, icon, kind, relevance, about.into_iter().collect())
        };
        found.into_iter().map(one).collect()
    }

    fn run(&self, id: String, _action: &str) {
        self.0.open(id);
    }
}
