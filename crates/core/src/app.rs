//! The use cases of Portico. The shell calls them and draws the views that they publish.
//!
//! Nothing here knows a window, and nothing outside the core knows the tenant's protocol. Every change ends in a complete
//! view model, published through [`Platform`](crate::platform::Platform).

mod accounts;
mod activate;
mod active;
mod app_credentials;
mod background;
mod cached_list;
mod client_secrets;
mod icons;
mod idle_lock;
mod inactive_sessions;
mod keyring;
mod launch;
mod list;
mod offline_snapshot;
mod palette;
mod preferences;
mod publish;
mod restore;
mod retry;
mod search;
mod search_index;
mod session_state;
mod settings;
mod setup_check;
mod setup_check_state;
mod shut_down;
mod sign_in;
mod sign_in_events;
mod sign_in_methods;
mod sign_out;
mod snapshot;
mod startup;
mod state;
mod tasks;
mod tenants;
mod unclaimed_session;
mod visible_list;

pub use offline_snapshot::{OfflineList, OfflineSnapshot};
pub use snapshot::{AppSnapshot, DesktopSettings};
pub use state::{App, Dependencies};
