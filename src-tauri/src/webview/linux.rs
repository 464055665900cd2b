//! GTK and WebKitGTK around a page: the bars above and below it, printing, and repeated loads.

pub(crate) mod find_bar;
pub(crate) mod info_bar;
pub(crate) mod load_retry;
pub(crate) mod printing;
pub(crate) mod user_activation;
