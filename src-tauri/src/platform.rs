//! Implements the core's [`Platform`] with Tauri windows. Each method hands its work over and returns.

use std::sync::Arc;

use portico_core::App;
use portico_core::accounts::account::AccountId;
use portico_core::cookie::Cookie;
use portico_core::error::{Code, Result};
use portico_core::launch::window::AppWindow;
use portico_core::platform::{BoxFuture, ExternalOpener, Platform};
use portico_core::remote_control::AppControl;
use portico_core::sign_in::page::SignInPage;
use portico_core::tenant::url::TenantUrl;
use portico_core::view::ViewUpdate;
use portico_desktop::external_open;
use tauri::{AppHandle, Manager, Runtime, Url};

use crate::activation_token;
use crate::app_context::AppContext;
use crate::desktop_integration::DesktopIntegration;
use crate::remote_control::RunningApp;
use crate::view_channel::ViewChannel;
use crate::webview::untrusted::WindowCounter;
use crate::windows::app as app_window;
use crate::windows::main as main_window;
use crate::windows::sign_in as sign_in_window;

pub(crate) struct TauriPlatform<R: Runtime> {
    app: AppHandle<R>,
    app_windows: WindowCounter,
    sign_in_windows: WindowCounter,
}

impl<R: Runtime> TauriPlatform<R> {
    pub(crate) fn new(app: AppHandle<R>) -> Self {
        Self { app, app_windows: WindowCounter::default(), sign_in_windows: WindowCounter::default() }
    }
}

impl<R: Runtime> Platform for TauriPlatform<R> {
    fn open_sign_in_window(&self, page: Arc<SignInPage>) {
        sign_in_window::open(&self.app, &self.sign_in_windows, &page);
    }

    fn show_sign_in_window(&self) {
        sign_in_window::show(&self.app);
    }

    fn sign_in_cookies(&self, tenant: &TenantUrl) -> BoxFuture<Vec<Cookie>> {
        let (app, tenant) = (self.app.clone(), tenant.clone());
        Box::pin(async move {
            let read_task = tauri::async_runtime::spawn_blocking(move || sign_in_window::cookies(&app, &tenant));
            read_task.await.unwrap_or_default()
        })
    }

    fn close_sign_in_window(&self) {
        sign_in_window::close(&self.app);
    }

    fn open_app_window(&self, window: AppWindow) -> Result<()> {
        app_window::open(&self.app, &self.app_windows, &window).map_err(|_| Code::LaunchOpen.into())
    }

    fn close_app_windows(&self, account: Option<&AccountId>) {
        app_window::close(&self.app, account);
    }

    fn raise_main_window(&self) {
        main_window::raise(&self.app, None);
    }

    fn show_search(&self, words: String) {
        if let Some(running_app) = self.app.try_state::<RunningApp<R>>() {
            running_app.show_window(Some(words), None);
        }
    }

    /// The core built this URL below the tenant's; `external_open` checks it once more.
    fn open_external(&self, url: &Url, opener: ExternalOpener) -> BoxFuture<Result<()>> {
        let (app, url, environment) = (self.app.clone(), url.clone(), self.app.state::<AppContext>().environment());
        Box::pin(async move {
            let open_task = move || {
                external_open::open(&environment, &url, &opener, activation_token::take_or_request(&app).as_deref())
            };
            let result = tauri::async_runtime::spawn_blocking(open_task).await;
            result.unwrap_or_else(|_| Err(Code::Internal.into()))
        })
    }

    fn publish(&self, updates: Vec<ViewUpdate>) {
        for update in updates {
            if let Some(running_app) = self.app.try_state::<RunningApp<R>>() {
                running_app.on_update(&update);
            }
            self.app.state::<DesktopIntegration>().on_update(&update);
            self.app.state::<ViewChannel>().send(update);
        }
    }
}

/// Starts the built-in demo tenant and signs in there.
#[cfg(feature = "demo")]
pub(crate) fn start_demo<R: Runtime>(handle: &AppHandle<R>, app: Arc<App>) {
    let handle = handle.clone();
    app.clone().spawn(async move {
        if handle.try_state::<demo_tenant::DemoTenant>().is_none() {
            let Ok(tenant) = demo_tenant::DemoTenant::try_start(demo_tenant::Options::default()).await else { return };
            // Managed by the application, so it runs until the application ends.
            handle.manage(tenant);
        }
        let address = handle.state::<demo_tenant::DemoTenant>().url().to_owned();
        if let Ok(url) = portico_core::tenant::url::TenantUrl::parse(&address) {
            app.try_demo(url).await;
        }
    });
}

#[cfg(not(feature = "demo"))]
pub(crate) fn start_demo<R: Runtime>(_handle: &AppHandle<R>, _app: Arc<App>) {}
