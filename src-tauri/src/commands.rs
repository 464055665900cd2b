//! Runs the commands of the UI, which [`list.rs`](../commands/list.rs) declares: each is one use case of the core or the
//! shell, and returns nothing or a view; later changes are published.
//!
//! Each is for one window. The capabilities that `build.rs` makes of the list permit it there by name, and [`may_call`]
//! checks the window again before the arguments are read, in case a capability is ever too wide.

#![allow(clippy::needless_pass_by_value, reason = "the command macro requires owned arguments")]

use portico_core::App;
use portico_core::error::{Code, Error, Result};
use portico_core::remote_control::{AppControl, WaitMode};
use portico_core::view::{
    DetailsView, LaunchTargetsView, LinkAnswer, PaletteView, SearchView, SettingsChange, SignInMethod, Target,
};
use portico_desktop::{external_open, notification};
use secrecy::SecretString;
use tauri::async_runtime::spawn_blocking;
use tauri::ipc::{Channel, Invoke};
use tauri::{AppHandle, Manager, Runtime, Webview};

use crate::activation_token;
use crate::app_context::{AppContext, AppState};
use crate::desktop_integration::DesktopIntegration;
use crate::labels::{AppWindowLabels, DesktopLabels, LabelStore, SignInBarLabels};
use crate::os;
use crate::remote_control::RunningApp;
use crate::view_channel::{Message, ViewChannel};
use crate::windows::main as main_window;
use crate::windows::palette;
use crate::windows::sign_in as sign_in_window;

#[cfg(test)]
pub(crate) mod typescript;

/// What the functions of the UI are made of.
#[cfg(test)]
pub(crate) struct Signature {
    pub(crate) name: &'static str,
    pub(crate) docs: &'static [&'static str],
    /// Names and types, as they are in the list.
    pub(crate) arguments: &'static [(&'static str, &'static str)],
    /// Empty if there is none.
    pub(crate) output: &'static str,
}

macro_rules! commands {
    ($($window:ident($webview:ident, $app:ident) {$(
        $(#[doc = $docs:literal])*
        $kind:ident $name:ident($($argument:ident: $type:ty),*) $(-> $output:ty)? = $body:expr;
    )*})*) => {
        $($(command! { $kind $name($webview, $app $(, $argument: $type)*) ($($output)?) $body })*)*

        /// The labels of windows, and what each may call.
        pub(crate) const COMMANDS: &[(&str, &[&str])] = &[$((stringify!($window), &[$(stringify!($name)),*])),*];

        #[cfg(test)]
        pub(crate) const SIGNATURES: &[&[Signature]] = &[$(&[$(Signature {
            name: stringify!($name),
            docs: &[$($docs),*],
            arguments: &[$((stringify!($argument), stringify!($type))),*],
            output: concat!($(stringify!($output))?),
        }),*]),*];

        fn dispatcher<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($($name),*),*]
        }
    };
}

macro_rules! command {
    (async $name:ident($webview:ident, $app:ident $(, $argument:ident: $type:ty)*) () $body:expr) => {
        #[tauri::command]
        fn $name<R: Runtime>($webview: Webview<R>, $app: AppState<'_> $(, $argument: $type)*) {
            let _ = $webview;
            let $app = $app.inner().clone();
            $app.clone().spawn(async move { $body.await });
        }
    };
    (awaited $name:ident($webview:ident, $app:ident $(, $argument:ident: $type:ty)*) ($output:ty) $body:expr) => {
        #[tauri::command]
        async fn $name<R: Runtime>($webview: Webview<R>, $app: AppState<'_> $(, $argument: $type)*) -> $output {
            let _ = $webview;
            $body.await
        }
    };
    (blocking $name:ident($webview:ident, $app:ident $(, $argument:ident: $type:ty)*) ($($output:ty)?) $body:expr) => {
        #[tauri::command(async)]
        fn $name<R: Runtime>($webview: Webview<R>, $app: AppState<'_> $(, $argument: $type)*) $(-> $output)? {
            let _ = (&$webview, &$app);
            $body
        }
    };
    (ordered $name:ident($webview:ident, $app:ident $(, $argument:ident: $type:ty)*) () $body:expr) => {
        #[tauri::command]
        fn $name<R: Runtime>($webview: Webview<R>, $app: AppState<'_> $(, $argument: $type)*) {
            let _ = (&$webview, &$app);
            $body;
        }
    };
}

include!("commands/list.rs");

pub(crate) fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    let dispatch = dispatcher();
    move |invoke| {
        if may_call(invoke.message.webview_ref().label(), invoke.message.command()) {
            return dispatch(invoke);
        }
        invoke.resolver.reject(Error::new(Code::Internal));
        true
    }
}

/// Whether the window with this label may call the command.
fn may_call(window: &str, command: &str) -> bool {
    COMMANDS.iter().any(|(label, commands)| *label == window && commands.contains(&command))
}

/// The UI sends the labels, since it knows the user's language.
fn apply_app_window_labels<R: Runtime>(handle: &AppHandle<R>, labels: AppWindowLabels) {
    handle.state::<LabelStore<AppWindowLabels>>().set(labels.clone());
    os::set_app_bar_labels(handle, labels);
}

/// Labels of the tray menu, the global shortcut and notifications.
fn apply_desktop_labels<R: Runtime>(handle: &AppHandle<R>, labels: DesktopLabels) {
    handle.state::<LabelStore<DesktopLabels>>().set(labels);
    handle.state::<DesktopIntegration>().on_labels_changed();
}

fn show_notification(app: &App, title: String, body: String) {
    if app.are_notifications_enabled() {
        spawn_blocking(move || notification::show(&title, &body));
    }
}

/// Returns once it is known what becomes of the click.
async fn open_from_main(app: &App, key: &str, target: Option<Target>) -> Result<()> {
    app.open_app(key, target).await;
    Ok(())
}

/// Opens an app as a click in the main window does. The main window is raised if the launch needs the user.
fn open_from_palette<R: Runtime>(handle: &AppHandle<R>, key: &str) {
    // Before the palette is hidden and loses the keyboard focus.
    activation_token::store_from_desktop(handle);
    palette::hide(handle);
    drop(handle.state::<RunningApp<R>>().open(key, WaitMode::Accepted));
}

/// Continues in the main window, with `query` in its search box.
fn show_window_from_palette<R: Runtime>(handle: &AppHandle<R>, query: String) {
    palette::hide(handle);
    handle.state::<RunningApp<R>>().show_window(Some(query).filter(|query| !query.trim().is_empty()), None);
}
