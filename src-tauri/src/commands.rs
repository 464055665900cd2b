//! What the UI may ask for. Each command first checks which window asks, calls one use case of the
//! core, and answers with nothing or with a view; what happens then is published. None takes a URL,
//! a path or a token. Those that may have to wait for the core run off the main thread. Permitted by name in `tauri.conf.json`, for the window `main` alone.

#![allow(clippy::needless_pass_by_value, reason = "a command owns what it is called with, says its macro")]

use std::sync::Arc;

use portico_core::App;
use portico_core::problem::{Code, Problem, Result};
use portico_core::view::{Place, SearchView, SettingsChange, Update};
use tauri::async_runtime::spawn;
use tauri::ipc::{Channel, Invoke};
use tauri::{Manager, Runtime, State, Webview};

use crate::main_window;
use crate::publisher::Publisher;

type Core<'a> = State<'a, Arc<App>>;

pub(crate) fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        app_link,
        cancel_sign_in,
        change_tenant,
        confirm_tenant,
        enter_tenant,
        open_app,
        refresh,
        save_settings,
        search,
        show_sign_in,
        sign_in,
        sign_out,
        try_demo,
        watch
    ]
}

/// The second lock beside the capability: a page in another window gets nothing even if one day a
/// capability were written too widely.
fn asked_by_main<R: Runtime>(webview: &Webview<R>) -> Result<()> {
    if webview.label() == main_window::LABEL { Ok(()) } else { Err(Problem::new(Code::Internal)) }
}

#[tauri::command(async)]
fn watch<R: Runtime>(webview: Webview<R>, app: Core<'_>, channel: Channel<Update>) -> Result<()> {
    asked_by_main(&webview)?;
    webview.state::<Publisher>().connect(&app, channel);
    Ok(())
}

#[tauri::command]
fn enter_tenant<R: Runtime>(webview: Webview<R>, app: Core<'_>, address: String) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.enter_tenant(&address).await });
    Ok(())
}

#[tauri::command]
fn confirm_tenant<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.confirm_tenant().await });
    Ok(())
}

#[tauri::command]
fn change_tenant<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.change_tenant().await });
    Ok(())
}

#[tauri::command]
fn sign_in<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.sign_in().await });
    Ok(())
}

#[tauri::command(async)]
fn cancel_sign_in<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    app.cancel_sign_in();
    Ok(())
}

#[tauri::command]
fn show_sign_in<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    app.show_sign_in();
    Ok(())
}

#[tauri::command]
fn sign_out<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.sign_out().await });
    Ok(())
}

#[tauri::command]
fn refresh<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.refresh().await });
    Ok(())
}

#[tauri::command(async)]
fn search<R: Runtime>(webview: Webview<R>, app: Core<'_>, query: String) -> Result<SearchView> {
    asked_by_main(&webview)?;
    Ok(app.search(&query))
}

#[tauri::command]
fn open_app<R: Runtime>(webview: Webview<R>, app: Core<'_>, key: String, place: Option<Place>) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.open_app(&key, place).await });
    Ok(())
}

#[tauri::command(async)]
fn app_link<R: Runtime>(webview: Webview<R>, app: Core<'_>, key: String) -> Result<String> {
    asked_by_main(&webview)?;
    app.app_link(&key)
}

#[tauri::command(async)]
fn save_settings<R: Runtime>(webview: Webview<R>, app: Core<'_>, change: SettingsChange) -> Result<()> {
    asked_by_main(&webview)?;
    app.save_settings(&change)
}

#[tauri::command]
fn try_demo<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    crate::windows::start_demo(webview.app_handle(), app.inner().clone());
    Ok(())
}
