//! What the core needs from the program around it: windows, a way to open addresses elsewhere, and a receiver of views.
//!
//! The shell implements [`Platform`] with Tauri; tests implement it in memory.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use url::Url;

use crate::accounts::account::AccountId;
use crate::cookie::Cookie;
use crate::error::Result;
use crate::launch::target::BrowserTarget;
use crate::launch::window::AppWindow;
use crate::sign_in::page::SignInPage;
use crate::tenant::url::TenantUrl;
use crate::view::ViewUpdate;

pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Windows and what happens in them. Nothing here waits for a person.
pub trait Platform: Send + Sync {
    /// Opens the one sign-in window, out of sight, with nothing in its cookie jar but what `page`
    /// brings, and tells `page` what happens in it.
    fn open_sign_in_window(&self, page: Arc<SignInPage>);
    /// Shows the sign-in window, in front.
    fn show_sign_in_window(&self);
    /// The cookies of the sign-in window with which it asks this tenant, HttpOnly ones included.
    fn sign_in_cookies(&self, tenant: &TenantUrl) -> BoxFuture<Vec<Cookie>>;
    fn close_sign_in_window(&self);
    /// Opens an app in a window of Portico's own.
    fn open_app_window(&self, window: AppWindow) -> Result<()>;
    /// Of one account, or of none: a demo, and a person whom the tenant has not named yet.
    fn close_app_windows(&self, account: Option<&AccountId>);
    /// Hands an address to a program outside. `E-LAUNCH-PLACE` where that program, or its profile, is not
    /// there; `E-LAUNCH-OPEN` where it gave up.
    fn open_external(&self, url: &Url, opener: ExternalOpener) -> BoxFuture<Result<()>>;
    /// Brings the main window to the front.
    fn raise_main_window(&self);
    /// Brings the main window to the front, with a search for these words.
    fn show_search(&self, words: String);
    /// Sends views that belong to one moment, in this order.
    fn publish(&self, updates: Vec<ViewUpdate>);
}

/// A program outside that opens addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExternalOpener {
    /// Whatever the system has for it.
    Default,
    Browser(BrowserTarget),
    /// A command of the settings: a program and its arguments, one with a placeholder in it.
    Command(Vec<String>),
}
