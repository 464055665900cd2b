//! Implements `org.kde.krunner1`: apps among the results of KRunner and of Plasma's start menu.

use std::collections::HashMap;

use portico_core::apps::catalog::comparison_key;
use zbus::zvariant::Value;

use super::backend::SearchBackend;

pub(super) struct KRunner(pub(super) SearchBackend);

/// Id, text, icon, kind, relevance, properties.
type Match = (String, String, String, i32, f64, HashMap<&'static str, Value<'static>>);

/// `KRunner::QueryMatch`: a whole name, and a part of one.
const EXACT_MATCH: i32 = 100;
const POSSIBLE_MATCH: i32 = 30;

#[zbus::interface(name = "org.kde.krunner1")]
impl KRunner {
    /// Nothing but opening.
    #[expect(clippy::unused_self, reason = "zbus calls it so")]
    fn actions(&self) -> Vec<(String, String, String)> {
        Vec::new()
    }

    #[zbus(name = "Match")]
    fn matches(&self, query: &str) -> Vec<Match> {
        let normalized_query = comparison_key(query.trim());
        let found = self.0.search(query);
        // KRunner sorts by relevance: falling from 1, in our order.
        let step = 1.0 / (found.len() as f64 + 1.0);
        let mut relevance = 1.0 + step;
        let to_match = |(id, app)| {
            relevance -= step;
            let icon = self.0.icon(&app);
            let kind = if comparison_key(&app.name) == normalized_query { EXACT_MATCH } else { POSSIBLE_MATCH };
            let subtext = app.category.map(|text| ("subtext", Value::from(text)));
            (id, app.name, icon, kind, relevance, subtext.into_iter().collect())
        };
        found.into_iter().map(to_match).collect()
    }

    fn run(&self, id: String, _action: &str) {
        self.0.open_app(id);
    }
}
