//! What the UI may ask for. Each command first checks which window asks, calls one use case of the
//! core, and answers with nothing or with a view; what happens then is published. None takes a URL,
//! a path or a token. Those that may have to wait for the core run off the main thread. Permitted by name in
//! `tauri.conf.json`: those of [`of_palette`] for the palette, all others for the window `main` alone.

#![allow(clippy::needless_pass_by_value, reason = "a command owns what it is called with, says its macro")]

use std::sync::Arc;

use portico_core::App;
use portico_core::problem::{Code, Problem, Result};
use portico_core::view::{DetailsView, LinkAnswer, Place, PlacesView, SearchView, SettingsChange, SignInWay};
use secrecy::SecretString;
use tauri::async_runtime::spawn;
use tauri::ipc::{Channel, Invoke};
use tauri::{Manager, Runtime, State, Webview};

use crate::app_bar;
use crate::app_words::{AppWindowWords, AppWords};
use crate::door::OpenDoor;
use crate::main_window;
use crate::notification;
use crate::outside;
use crate::presence::{DesktopWords, Presence};
use crate::publisher::{Message, Publisher};
use crate::sign_in_bar::{self, BarWords};

mod of_palette;

type Core<'a> = State<'a, Arc<App>>;

pub(crate) fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        add_account,
        answer_link,
        app_details,
        app_link,
        app_window_words,
        cancel_launch,
        cancel_sign_in,
        check_tenant,
        confirm_tenant,
        desktop_words,
        enter_tenant,
        forget_account,
        go_back,
        hide_app,
        lock,
        move_favourite,
        notify,
        open_anyway,
        open_app,
        of_palette::palette_close,
        of_palette::palette_open,
        of_palette::palette_search,
        of_palette::palette_show_window,
        places,
        quit,
        read_feed,
        refresh,
        retry_vault,
        save_app_credentials,
        save_client_secret,
        save_settings,
        search,
        see_new,
        set_favourite,
        show_sign_in,
        sign_in,
        sign_in_bar,
        sign_in_link,
        sign_out,
        stir,
        switch_account,
        try_demo,
        unlock,
        watch
    ]
}

/// The second lock beside the capability: a page in another window gets nothing even if one day a
/// capability were written too widely.
fn asked_by_main<R: Runtime>(webview: &Webview<R>) -> Result<()> {
    if webview.label() == main_window::LABEL { Ok(()) } else { Err(Problem::new(Code::Internal)) }
}

#[tauri::command(async)]
fn watch<R: Runtime>(webview: Webview<R>, app: Core<'_>, channel: Channel<Message>) -> Result<()> {
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
fn add_account<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.add_account().await });
    Ok(())
}

/// What the person says to the question about a link from outside.
#[tauri::command(async)]
fn answer_link<R: Runtime>(webview: Webview<R>, answer: LinkAnswer) -> Result<()> {
    asked_by_main(&webview)?;
    webview.state::<OpenDoor<R>>().answer_link(answer);
    Ok(())
}

#[tauri::command]
fn go_back<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.go_back().await });
    Ok(())
}

#[tauri::command]
fn switch_account<R: Runtime>(webview: Webview<R>, app: Core<'_>, id: String) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.switch_account(&id).await });
    Ok(())
}

#[tauri::command]
fn forget_account<R: Runtime>(webview: Webview<R>, app: Core<'_>, id: String) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.forget_account(&id).await });
    Ok(())
}

#[tauri::command]
fn sign_in<R: Runtime>(webview: Webview<R>, app: Core<'_>, way: Option<SignInWay>) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.sign_in(way).await });
    Ok(())
}

#[tauri::command(async)]
fn sign_in_link<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<String> {
    asked_by_main(&webview)?;
    app.sign_in_link()
}

/// Words for the bar inside the sign-in window, which has no words of its own; none take it away.
#[tauri::command]
fn sign_in_bar<R: Runtime>(webview: Webview<R>, words: Option<BarWords>) -> Result<()> {
    asked_by_main(&webview)?;
    sign_in_bar::set(webview.app_handle(), words);
    Ok(())
}

#[tauri::command]
fn save_client_secret<R: Runtime>(webview: Webview<R>, app: Core<'_>, secret: SecretString) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.save_client_secret(secret).await });
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
fn sign_out<R: Runtime>(webview: Webview<R>, app: Core<'_>, everybody: bool) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.sign_out(everybody).await });
    Ok(())
}

#[tauri::command(async)]
fn lock<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    app.lock();
    Ok(())
}

#[tauri::command]
fn unlock<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.unlock().await });
    Ok(())
}

#[tauri::command(async)]
fn stir<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    app.stir();
    Ok(())
}

#[tauri::command]
fn retry_vault<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.retry_vault().await });
    Ok(())
}

#[tauri::command]
fn check_tenant<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.check_tenant().await });
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

#[tauri::command]
fn cancel_launch<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    app.cancel_launch();
    Ok(())
}

#[tauri::command]
fn open_anyway<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.open_anyway().await });
    Ok(())
}

#[tauri::command]
fn save_app_credentials<R: Runtime>(
    webview: Webview<R>,
    app: Core<'_>,
    username: String,
    password: SecretString,
) -> Result<()> {
    asked_by_main(&webview)?;
    let app = app.inner().clone();
    spawn(async move { app.save_app_credentials(&username, password).await });
    Ok(())
}

#[tauri::command(async)]
fn places<R: Runtime>(webview: Webview<R>, app: Core<'_>, here: State<'_, crate::Core>) -> Result<PlacesView> {
    asked_by_main(&webview)?;
    Ok(outside::places(&here.environment, &app.commands()))
}

#[tauri::command(async)]
fn app_link<R: Runtime>(webview: Webview<R>, app: Core<'_>, key: String) -> Result<String> {
    asked_by_main(&webview)?;
    app.app_link(&key)
}

/// In the person's language, which the UI knows.
#[tauri::command]
fn app_window_words<R: Runtime>(webview: Webview<R>, words: AppWindowWords) -> Result<()> {
    asked_by_main(&webview)?;
    webview.state::<AppWords>().set(words.clone());
    app_bar::speak(webview.app_handle(), words);
    Ok(())
}

/// The same for what Portico has on the desktop beside its windows.
#[tauri::command]
fn desktop_words<R: Runtime>(webview: Webview<R>, words: DesktopWords) -> Result<()> {
    asked_by_main(&webview)?;
    webview.state::<Presence>().say(words);
    Ok(())
}

#[tauri::command]
fn quit<R: Runtime>(webview: Webview<R>) -> Result<()> {
    asked_by_main(&webview)?;
    main_window::quit(webview.app_handle());
    Ok(())
}

#[tauri::command(async)]
fn app_details<R: Runtime>(webview: Webview<R>, app: Core<'_>, key: String) -> Result<DetailsView> {
    asked_by_main(&webview)?;
    app.app_details(&key)
}

#[tauri::command(async)]
fn set_favourite<R: Runtime>(webview: Webview<R>, app: Core<'_>, key: String, favourite: bool) -> Result<()> {
    asked_by_main(&webview)?;
    app.set_favourite(&key, favourite);
    Ok(())
}

#[tauri::command(async)]
fn move_favourite<R: Runtime>(webview: Webview<R>, app: Core<'_>, key: String, to: u32) -> Result<()> {
    asked_by_main(&webview)?;
    app.move_favourite(&key, to);
    Ok(())
}

#[tauri::command(async)]
fn hide_app<R: Runtime>(webview: Webview<R>, app: Core<'_>, key: String, hidden: bool) -> Result<()> {
    asked_by_main(&webview)?;
    app.hide_app(&key, hidden);
    Ok(())
}

#[tauri::command(async)]
fn see_new<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    app.see_new();
    Ok(())
}

#[tauri::command(async)]
fn read_feed<R: Runtime>(webview: Webview<R>, app: Core<'_>) -> Result<()> {
    asked_by_main(&webview)?;
    app.read_feed();
    Ok(())
}

/// What changed, in words that the UI has in the person's language.
#[tauri::command]
fn notify<R: Runtime>(webview: Webview<R>, app: Core<'_>, title: String, body: String) -> Result<()> {
    asked_by_main(&webview)?;
    if app.notifies() {
        notification::show(&title, &body);
    }
    Ok(())
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
