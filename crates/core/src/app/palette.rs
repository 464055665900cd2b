//! The palette: a few apps for a few letters, each with all that one row shows, since its page holds no list.

use super::{App, State};
use crate::clock::Millis;
use crate::view::{HitView, PaletteHit, PaletteView, SearchView};

/// Rows of the palette.
const SHOWN: usize = 8;

impl App {
    /// What the palette shows for these words; for none, what is opened most. Hidden apps are not among them.
    pub fn palette(&self, query: &str) -> PaletteView {
        let found = (!query.trim().is_empty()).then(|| self.search(query));
        let now = self.ports.clock.now();
        let state = self.state();
        let settings = state.settings.view(None);
        let ready = state.list.freshness.loaded;
        let found = found.unwrap_or_else(|| state.usual(now));
        let hidden = |hit: &HitView| state.list.personal.hides(&hit.key);
        let unseen = u32::try_from(found.hits.iter().filter(|hit| hidden(hit)).count()).unwrap_or_default();
        let shown = found.hits.iter().filter(|hit| !hidden(hit));
        PaletteView {
            query: query.to_owned(),
            ready,
            total: if ready { found.total.saturating_sub(unseen) } else { 0 },
            hits: shown.filter_map(|hit| state.row(hit, now)).take(SHOWN).collect(),
            theme: settings.theme.value,
            language: settings.language.value,
        }
    }
}

impl State {
    /// Favourites, then what was opened lately or often, then the rest of the list.
    fn usual(&self, now: Millis) -> SearchView {
        let list = &self.list.catalogue;
        let personal = self.personal_view(now);
        let known = personal.favourites.into_iter().chain(personal.recent);
        let mut keys: Vec<String> = Vec::new();
        for key in known.chain(list.apps.iter().map(|app| app.key.clone())) {
            if keys.len() == SHOWN {
                break;
            }
            if !keys.contains(&key) && !self.list.personal.hides(&key) {
                keys.push(key);
            }
        }
        let seen = list.apps.iter().filter(|app| !self.list.personal.hides(&app.key)).count();
        let total = u32::try_from(seen).unwrap_or(u32::MAX);
        let hits = keys.into_iter().map(|key| HitView { key, ranges: Vec::new() }).collect();
        SearchView { query: String::new(), total, hits }
    }

    /// `None`: the search was of a list that is gone.
    fn row(&self, hit: &HitView, now: Millis) -> Option<PaletteHit> {
        let app = self.list.catalogue.app(&hit.key).filter(|_| self.list.freshness.loaded)?;
        Some(PaletteHit {
            app: app.view(self.icon_prefix(), now),
            ranges: hit.ranges.clone(),
            favourite: self.list.personal.is_favourite(&hit.key),
        })
    }
}
