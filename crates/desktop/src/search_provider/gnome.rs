//! Implements `org.gnome.Shell.SearchProvider2`: apps among the results of GNOME's overview.

use std::collections::HashMap;

use zbus::zvariant::Value;

use super::backend::SearchBackend;

pub(super) struct SearchProvider(pub(super) SearchBackend);

#[zbus::interface(name = "org.gnome.Shell.SearchProvider2")]
#[expect(clippy::needless_pass_by_value, reason = "zbus hands over what it read")]
impl SearchProvider {
    fn get_initial_result_set(&self, terms: Vec<String>) -> Vec<String> {
        self.0.search(&terms.join(" ")).into_iter().map(|(id, _)| id).collect()
    }

    /// The words grew; a new search is quicker than what the earlier one would save.
    fn get_subsearch_result_set(&self, _previous: Vec<String>, terms: Vec<String>) -> Vec<String> {
        self.get_initial_result_set(terms)
    }

    fn get_result_metas(&self, ids: Vec<String>) -> Vec<HashMap<&'static str, Value<'static>>> {
        let to_meta = |(id, app)| {
            let icon = self.0.icon(&app);
            let description = app.description.or(app.category);
            let mut meta =
                HashMap::from([("id", Value::from(id)), ("name", Value::from(app.name)), ("gicon", Value::from(icon))]);
            meta.extend(description.map(|text| ("description", Value::from(text))));
            meta
        };
        self.0.apps(&ids).into_iter().map(to_meta).collect()
    }

    fn activate_result(&self, id: String, _terms: Vec<String>, _timestamp: u32) {
        self.0.open_app(id);
    }

    fn launch_search(&self, terms: Vec<String>, _timestamp: u32) {
        self.0.show_window(&terms.join(" "));
    }
}
