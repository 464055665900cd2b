//! The apps assigned to the signed-in person: the API calls, the catalog and its cache, icons, search and the
//! person's preferences.

pub mod api;
pub mod cache;
pub mod catalog;
pub mod icons;
pub mod lookup;
pub mod preferences;
pub mod search;
