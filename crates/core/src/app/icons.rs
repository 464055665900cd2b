//! Serves the icons of the list on screen to the UI.

use std::sync::Arc;

use super::state::{App, State};

impl App {
    /// The icon of that id, for the `icon:` addresses of the UI.
    pub async fn icon(&self, id: &str) -> Option<Arc<Vec<u8>>> {
        let (icons, id, url, session) = {
            let state = self.state();
            let (prefix, id) = id.split_once('-')?;
            if prefix != state.icon_prefix() {
                return None;
            }
            (state.list.icons.clone()?, id.to_owned(), state.list.icon_urls.get(id)?.clone(), state.session())
        };
        icons.load_png(&id, &url, session.as_ref()).await
    }
}

impl State {
    /// Keeps one account's icons apart from another's in the UI's own cache.
    pub(super) fn icon_prefix(&self) -> &str {
        self.active_account.as_ref().map_or("none", |account| &account.as_str()[..8])
    }
}
