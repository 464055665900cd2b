//! The user portal: app list and folders, calls about one app, launches, pages.

pub(crate) mod app_json;
pub(crate) mod app_list;
pub(crate) mod app_page;
pub(crate) mod credentials;
pub(crate) mod launch;
pub(crate) mod pages;
pub(crate) mod tags;
