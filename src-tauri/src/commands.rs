//! The commands that the UI may call.
//!
//! Each checks which window calls it, runs one use case of the core, and returns nothing or a view; later changes are
//! published. No command takes a URL, a path or a token. Commands that may wait for the core run off the main thread.
//! `tauri.conf.json` permits each by name: those of [`palette`] for the palette, all others for the main window.

#![allow(clippy::needless_pass_by_value, reason = "the command macro requires owned arguments")]

use portico_core::error::{Code, Error, Result};
use portico_core::view::{
    DetailsView, LaunchTargetsView, LinkAnswer, SearchView, SettingsChange, SignInMethod, Target,
};
use portico_desktop::{external_open, notification};
use secrecy::SecretString;
use tauri::async_runtime::{spawn, spawn_blocking};
use tauri::ipc::{Channel, Invoke};
use tauri::{Manager, Runtime, State, Webview};

use crate::app_context::{AppContext, AppState};
use crate::desktop_integration::DesktopIntegration;
use crate::labels::{AppWindowLabels, DesktopLabels, LabelStore, SignInBarLabels};
use crate::os;
use crate::remote_control::RunningApp;
use crate::view_channel::{Message, ViewChannel};
use crate::windows::main as main_window;
use crate::windows::sign_in as sign_in_window;

mod palette;

pub(crate) fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        add_account,
        answer_link,
        app_details,
        app_link,
        cancel_launch,
        cancel_sign_in,
        check_tenant,
        confirm_tenant,
        enter_tenant,
        forget_account,
        go_back,
        list_launch_targets,
        lock,
        mark_activity_read,
        mark_new_seen,
        move_favorite,
        notify,
        open_anyway,
        open_app,
        palette::palette_close,
        palette::palette_open,
        palette::palette_search,
        palette::palette_show_window,
        quit,
        record_activity,
        refresh,
        retry_keyring,
        save_app_credentials,
        save_client_secret,
        save_settings,
        search,
        set_app_hidden,
        set_app_window_labels,
        set_desktop_labels,
        set_favorite,
        set_sign_in_bar,
        show_sign_in,
        sign_in,
        sign_in_link,
        sign_out,
        subscribe,
        switch_account,
        try_demo,
        unlock
    ]
}

/// A second check in addition to the capability, in case a capability is ever too wide.
fn require_main_window<R: Runtime>(webview: &Webview<R>) -> Result<()> {
    if webview.label() == main_window::LABEL { Ok(()) } else { Err(Error::new(Code::Internal)) }
}

#[tauri::command(async)]
fn subscribe<R: Runtime>(webview: Webview<R>, app: AppState<'_>, channel: Channel<Message>) -> Result<()> {
    require_main_window(&webview)?;
    webview.state::<ViewChannel>().connect(&app, channel);
    Ok(())
}

#[tauri::command]
fn enter_tenant<R: Runtime>(webview: Webview<R>, app: AppState<'_>, address: String) -> Result<()> {
    require_main_window(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.enter_tenant(&address).await });
    Ok(())
}

#[tauri::command]
fn confirm_tenant<R: Runtime>(webview: Webview<R>, app: AppState<'_>) -> Result<()> {
    require_main_window(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.confirm_tenant().await });
    Ok(())
}

#[tauri::command]
fn add_account<R: Runtime>(webview: Webview<R>, app: AppState<'_>) -> Result<()> {
    require_main_window(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.add_account().await });
    Ok(())
}

/// Answers the prompt about a deep link.
#[tauri::command(async)]
fn answer_link<R: Runtime>(webview: Webview<R>, answer: LinkAnswer) -> Result<()> {
    require_main_window(&webview)?;
    webview.state::<RunningApp<R>>().answer_link(answer);
    Ok(())
}

#[tauri::command]
fn go_back<R: Runtime>(webview: Webview<R>, app: AppState<'_>) -> Result<()> {
    require_main_window(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.return_to_last_used_account().await });
    Ok(())
}

#[tauri::command]
fn switch_account<R: Runtime>(webview: Webview<R>, app: AppState<'_>, id: String) -> Result<()> {
    require_main_window(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.switch_account(&id).await });
    Ok(())
}

#[tauri::command]
fn forget_account<R: Runtime>(webview: Webview<R>, app: AppState<'_>, id: String) -> Result<()> {
    require_main_window(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.forget_account(&id).await });
    Ok(())
}

#[tauri::command]
fn sign_in<R: Runtime>(webview: Webview<R>, app: AppState<'_>, method: Option<SignInMethod>) -> Result<()> {
    require_main_window(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.sign_in(method).await });
    Ok(())
}

#[tauri::command(async)]
fn sign_in_link<R: Runtime>(webview: Webview<R>, app: AppState<'_>) -> Result<String> {
    require_main_window(&webview)?;
    app.sign_in_url()
}

/// Shows the bar in the sign-in window with these labels; `None` hides it.
#[tauri::command]
fn set_sign_in_bar<R: Runtime>(webview: Webview<R>, labels: Option<SignInBarLabels>) -> Result<()> {
    require_main_window(&webview)?;
    sign_in_window::set_bar(webview.app_handle(), labels);
    Ok(())
}

#[tauri::command]
fn save_client_secret<R: Runtime>(webview: Webview<R>, app: AppState<'_>, secret: SecretString) -> Result<()> {
    require_main_window(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.save_client_secret(secret).await });
    Ok(())
}

#[tauri::command(async)]
fn cancel_sign_in<R: Runtime>(webview: Webview<R>, app: AppState<'_>) -> Result<()> {
    require_main_window(&webview)?;
    app.cancel_sign_in();
    Ok(())
}

#[tauri::command]
fn show_sign_in<R: Runtime>(webview: Webview<R>, app: AppState<'_>) -> Result<()> {
    require_main_window(&webview)?;
    app.show_sign_in_window();
    Ok(())
}

#[tauri::command]
fn sign_out<R: Runtime>(webview: Webview<R>, app: AppState<'_>, all_accounts: bool) -> Result<()> {
    require_main_window(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.sign_out(all_accounts).await });
    Ok(())
}

#[tauri::command(async)]
fn lock<R: Runtime>(webview: Webview<R>, app: AppState<'_>) -> Result<()> {
    require_main_window(&webview)?;
    app.lock();
    Ok(())
}

#[tauri::command]
fn unlock<R: Runtime>(webview: Webview<R>, app: AppState<'_>) -> Result<()> {
    require_main_window(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.unlock().await });
    Ok(())
}

#[tauri::command(async)]
fn record_activity<R: Runtime>(webview: Webview<R>, app: AppState<'_>) -> Result<()> {
    require_main_window(&webview)?;
    app.record_activity();
    Ok(())
}

#[tauri::command]
fn retry_keyring<R: Runtime>(webview: Webview<R>, app: AppState<'_>) -> Result<()> {
    require_main_window(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.retry_keyring().await });
    Ok(())
}

#[tauri::command]
fn check_tenant<R: Runtime>(webview: Webview<R>, app: AppState<'_>) -> Result<()> {
    require_main_window(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.check_tenant().await });
    Ok(())
}

#[tauri::command]
fn refresh<R: Runtime>(webview: Webview<R>, app: AppState<'_>) -> Result<()> {
    require_main_window(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.refresh().await });
    Ok(())
}

#[tauri::command(async)]
fn search<R: Runtime>(webview: Webview<R>, app: AppState<'_>, query: String) -> Result<SearchView> {
    require_main_window(&webview)?;
    Ok(app.search(&query))
}

#[tauri::command]
async fn open_app<R: Runtime>(
    webview: Webview<R>,
    app: AppState<'_>,
    key: String,
    target: Option<Target>,
) -> Result<()> {
    require_main_window(&webview)?;
    app.open_app(&key, target).await;
    Ok(())
}

#[tauri::command]
fn cancel_launch<R: Runtime>(webview: Webview<R>, app: AppState<'_>) -> Result<()> {
    require_main_window(&webview)?;
    app.cancel_launch();
    Ok(())
}

#[tauri::command]
fn open_anyway<R: Runtime>(webview: Webview<R>, app: AppState<'_>) -> Result<()> {
    require_main_window(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.open_anyway().await });
    Ok(())
}

#[tauri::command]
fn save_app_credentials<R: Runtime>(
    webview: Webview<R>,
    app: AppState<'_>,
    username: String,
    password: SecretString,
) -> Result<()> {
    require_main_window(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.save_app_credentials(&username, password).await });
    Ok(())
}

#[tauri::command(async)]
fn list_launch_targets<R: Runtime>(
    webview: Webview<R>,
    app: AppState<'_>,
    context: State<'_, AppContext>,
) -> Result<LaunchTargetsView> {
    require_main_window(&webview)?;
    Ok(external_open::list_launch_targets(&context.environment(), &app.commands()))
}

#[tauri::command(async)]
fn app_link<R: Runtime>(webview: Webview<R>, app: AppState<'_>, key: String) -> Result<String> {
    require_main_window(&webview)?;
    app.app_link(&key)
}

/// The UI sends the labels, since it knows the user's language.
#[tauri::command]
fn set_app_window_labels<R: Runtime>(webview: Webview<R>, labels: AppWindowLabels) -> Result<()> {
    require_main_window(&webview)?;
    webview.state::<LabelStore<AppWindowLabels>>().set(labels.clone());
    os::set_app_bar_labels(webview.app_handle(), labels);
    Ok(())
}

/// Labels of the tray menu, the global shortcut and notifications.
#[tauri::command]
fn set_desktop_labels<R: Runtime>(webview: Webview<R>, labels: DesktopLabels) -> Result<()> {
    require_main_window(&webview)?;
    webview.state::<LabelStore<DesktopLabels>>().set(labels);
    webview.state::<DesktopIntegration>().on_labels_changed();
    Ok(())
}

#[tauri::command]
fn quit<R: Runtime>(webview: Webview<R>) -> Result<()> {
    require_main_window(&webview)?;
    main_window::quit(webview.app_handle());
    Ok(())
}

#[tauri::command(async)]
fn app_details<R: Runtime>(webview: Webview<R>, app: AppState<'_>, key: String) -> Result<DetailsView> {
    require_main_window(&webview)?;
    app.app_details(&key)
}

#[tauri::command(async)]
fn set_favorite<R: Runtime>(webview: Webview<R>, app: AppState<'_>, key: String, is_favorite: bool) -> Result<()> {
    require_main_window(&webview)?;
    app.set_favorite(&key, is_favorite);
    Ok(())
}

#[tauri::command(async)]
fn move_favorite<R: Runtime>(webview: Webview<R>, app: AppState<'_>, key: String, position: u32) -> Result<()> {
    require_main_window(&webview)?;
    app.move_favorite(&key, position);
    Ok(())
}

#[tauri::command(async)]
fn set_app_hidden<R: Runtime>(webview: Webview<R>, app: AppState<'_>, key: String, hidden: bool) -> Result<()> {
    require_main_window(&webview)?;
    app.set_app_hidden(&key, hidden);
    Ok(())
}

#[tauri::command(async)]
fn mark_new_seen<R: Runtime>(webview: Webview<R>, app: AppState<'_>) -> Result<()> {
    require_main_window(&webview)?;
    app.mark_new_seen();
    Ok(())
}

#[tauri::command(async)]
fn mark_activity_read<R: Runtime>(webview: Webview<R>, app: AppState<'_>) -> Result<()> {
    require_main_window(&webview)?;
    app.mark_feed_read();
    Ok(())
}

/// Shows a desktop notification, unless the settings disable them.
#[tauri::command]
fn notify<R: Runtime>(webview: Webview<R>, app: AppState<'_>, title: String, body: String) -> Result<()> {
    require_main_window(&webview)?;
    if app.are_notifications_enabled() {
        spawn_blocking(move || notification::show(&title, &body));
    }
    Ok(())
}

#[tauri::command]
async fn save_settings<R: Runtime>(webview: Webview<R>, app: AppState<'_>, change: SettingsChange) -> Result<()> {
    require_main_window(&webview)?;
    app.save_settings(&change).await
}

#[tauri::command]
fn try_demo<R: Runtime>(webview: Webview<R>, app: AppState<'_>) -> Result<()> {
    require_main_window(&webview)?;
    crate::platform::start_demo(webview.app_handle(), app.inner().clone());
    Ok(())
}
