//! The palette: a few apps for a few letters, each with all that one row shows, since its page holds no list.

use super::active::Active;
use super::state::App;
use crate::clock::Timestamp;
use crate::settings::Settings;
use crate::view::{HitView, PaletteHit, PaletteView, SearchView};

/// Rows of the palette.
const MAX_ROWS: usize = 8;

impl App {
    /// What the palette shows for these words; for none, what is opened most. Hidden apps are not among them.
    pub fn palette(&self, query: &str) -> PaletteView {
        let results = (!query.trim().is_empty()).then(|| self.search(query));
        let now = self.deps.clock.now();
        let active = self.active.snapshot();
        let settings = self.settings.snapshot();
        let appearance = settings.view(None);
        let is_ready = active.list.freshness.loaded;
        let results = results.unwrap_or_else(|| active.default_results(now));
        let preferences = active.list.preferences.snapshot();
        let is_hidden = |hit: &HitView| preferences.is_hidden(&hit.key);
        let hidden_count = u32::try_from(results.hits.iter().filter(|hit| is_hidden(hit)).count()).unwrap_or_default();
        let visible = results.hits.iter().filter(|hit| !is_hidden(hit));
        PaletteView {
            query: query.to_owned(),
            ready: is_ready,
            total: if is_ready { results.total.saturating_sub(hidden_count) } else { 0 },
            hits: visible.filter_map(|hit| active.palette_hit(hit, now, &settings)).take(MAX_ROWS).collect(),
            theme: appearance.theme.value,
            language: appearance.language.value,
        }
    }
}

impl Active {
    /// Favourites, then what was opened lately or often, then the rest of the list.
    fn default_results(&self, now: Timestamp) -> SearchView {
        let catalog = &self.list.catalog;
        let (preferences, view) = (self.list.preferences.snapshot(), self.preferences_view(now));
        let preferred = view.favorites.into_iter().chain(view.recent);
        let mut keys: Vec<String> = Vec::new();
        for key in preferred.chain(catalog.apps.iter().map(|app| app.key.clone())) {
            if keys.len() == MAX_ROWS {
                break;
            }
            if !keys.contains(&key) && !preferences.is_hidden(&key) {
                keys.push(key);
            }
        }
        let visible_count = catalog.apps.iter().filter(|app| !preferences.is_hidden(&app.key)).count();
        let total = u32::try_from(visible_count).unwrap_or(u32::MAX);
        let hits = keys.into_iter().map(|key| HitView { key, ranges: Vec::new() }).collect();
        SearchView { query: String::new(), total, hits }
    }

    /// `None`: the search was of a list that is gone.
    fn palette_hit(&self, hit: &HitView, now: Timestamp, settings: &Settings) -> Option<PaletteHit> {
        let app = self.list.catalog.find_app(&hit.key).filter(|_| self.list.freshness.loaded)?;
        Some(PaletteHit {
            app: app.view(self.icon_prefix(), now, settings.rule_target(app)),
            ranges: hit.ranges.clone(),
            favorite: self.list.preferences.snapshot().is_favorite(&hit.key),
        })
    }
}
