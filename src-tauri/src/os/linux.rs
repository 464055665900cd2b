//! Linux.

mod activation;
mod app_bar;
mod desktop;
mod download;
mod find_bar;
mod info_bar;
mod load_retry;
mod notice;
mod outside_input;
mod page;
mod page_reload;
mod printing;
mod sign_in_bar;
mod signals;
mod trusted_window;
mod user_activation;

pub(crate) use activation::{complete_startup_notification, request_activation_token};
pub(crate) use app_bar::{attach_app_bar, set_app_bar_labels};
pub(crate) use desktop::{
    RegisteredShortcut, Tray, check_webkit_version, configure, has_display, register_shortcut, serve_background_search,
    serve_desktop_search, show_tray,
};
pub(crate) use download::{CAN_PROMPT_FOR_DOWNLOADS, build_with_save_dialog};
pub(crate) use notice::{show_blocked, show_page_error};
pub(crate) use outside_input::cancel_print_dialogs;
pub(crate) use page::{install_page_handlers, is_bearer_page, load_bearer_page};
pub(crate) use sign_in_bar::set_sign_in_bar;
pub(crate) use signals::quit_on_signal;
pub(crate) use trusted_window::{prepare_trusted_window, raise_window};
