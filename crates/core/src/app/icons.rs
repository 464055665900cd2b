//! Serves the icons of the list on screen to the UI.

use std::sync::Arc;

use super::active::Active;
use super::state::App;

impl App {
    /// The icon of that id, for the `icon:` addresses of the UI.
    pub async fn icon(&self, id: &str) -> Option<Arc<Vec<u8>>> {
        let active = self.active.snapshot();
        let (prefix, id) = id.split_once('-')?;
        if prefix != active.icon_prefix() {
            return None;
        }
        let (icons, url) = (active.list.icons.clone()?, active.list.icon_urls.get(id)?.clone());
        let session = active.session().map(|active| active.session.clone());
        // The list may go while the icon is fetched.
        drop(active);
        icons.load_png(id, &url, session.as_ref()).await
    }
}

impl Active {
    /// Keeps one account's icons apart from another's in the UI's own cache.
    pub(super) fn icon_prefix(&self) -> &str {
        self.account.as_ref().map_or("none", |account| &account.as_str()[..8])
    }
}
