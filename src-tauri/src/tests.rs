//! Tests which window may call which command, with the real configuration and Tauri's mock runtime.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use portico_core::storage::files::Dirs;
use portico_desktop::Environment;
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tempfile::TempDir;

use super::{builder, core_starter};
use crate::app_context::{AppContext, core_app};
use crate::remote_control::RunningApp;
use crate::windows::main as main_window;
use crate::windows::palette;
use crate::windows::sign_in as sign_in_window;

const COMMANDS: &[&str] = include!("command_names.rs");

/// The origin of the UI.
const OWN_ORIGIN: &str = if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" };

fn app() -> (App<MockRuntime>, TempDir) {
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str| home.path().join(name);
    let dirs = Dirs {
        config: path("config"),
        state: path("state"),
        cache: path("cache"),
        policy: path("policy.toml"),
        locks: path("locks"),
    };
    let app = builder(mock_builder()).build(tauri::generate_context!()).unwrap();
    app.manage(RunningApp::new(app.handle().clone(), &dirs));
    app.manage(AppContext::new(dirs, Environment::from_process(), core_starter(app.handle().clone())));
    core_app(app.handle());
    (app, home)
}

/// A core with no signed-in account.
pub(crate) fn signed_out_core() -> (Arc<portico_core::App>, TempDir) {
    let (app, home) = app();
    (core_app(app.handle()), home)
}

fn window(app: &App<MockRuntime>, label: &str) -> WebviewWindow<MockRuntime> {
    WebviewWindowBuilder::new(app, label, WebviewUrl::default()).build().unwrap()
}

fn invoke(window: &WebviewWindow<MockRuntime>, origin: &str, command: &str, arguments: Value) -> Result<Value, Value> {
    let request = InvokeRequest {
        cmd: command.into(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: origin.parse().unwrap(),
        body: InvokeBody::Json(arguments),
        headers: Default::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request).map(|body| body.deserialize().unwrap_or(Value::Null))
}

fn sample_arguments(command: &str) -> Value {
    match command {
        "answer_link" => json!({ "answer": "always" }),
        "subscribe" => json!({ "channel": "__CHANNEL__:1" }),
        "sign_in" => json!({ "method": null }),
        "set_sign_in_bar" => json!({ "labels": null }),
        "set_app_window_labels" => {
            let names = [
                "back",
                "reload",
                "encrypted",
                "notEncrypted",
                "find",
                "findPrevious",
                "findNext",
                "clear",
                "matchCount",
                "noMatches",
                "zoomOut",
                "zoomReset",
                "zoomIn",
                "print",
                "openInBrowser",
                "close",
                "save",
                "cancel",
                "saved",
                "notSaved",
                "loadFailed",
                "certificateError",
                "crashed",
                "blocked",
                "blockedWithoutBrowser",
            ];
            json!({ "labels": names.map(|name| (name, name)).into_iter().collect::<HashMap<_, _>>() })
        }
        "set_desktop_labels" => {
            let names = ["open", "search", "quit", "shortcut", "backgroundRunningTitle", "backgroundRunningBody"];
            json!({ "labels": names.map(|name| (name, name)).into_iter().collect::<HashMap<_, _>>() })
        }
        "palette_search" => json!({ "query": "a" }),
        "palette_open" => json!({ "key": "none" }),
        "palette_show_window" => json!({ "query": "" }),
        "save_app_credentials" => json!({ "username": "", "password": "" }),
        "save_client_secret" => json!({ "secret": "" }),
        "switch_account" | "forget_account" => json!({ "id": "none" }),
        "sign_out" => json!({ "allAccounts": false }),
        "enter_tenant" => json!({ "address": "" }),
        "search" => json!({ "query": "a" }),
        "open_app" => json!({ "key": "none", "target": null }),
        "app_link" | "app_details" => json!({ "key": "none" }),
        "set_favorite" => json!({ "key": "none", "isFavorite": false }),
        "move_favorite" => json!({ "key": "none", "position": 0 }),
        "set_app_hidden" => json!({ "key": "none", "hidden": false }),
        "notify" => json!({ "title": "", "body": "" }),
        "save_settings" => json!({ "change": { "what": "theme", "value": "dark" } }),
        _ => json!({}),
    }
}

/// The commands of the main window, and those of the palette.
fn commands() -> (Vec<&'static str>, Vec<&'static str>) {
    COMMANDS.iter().partition(|command| !command.starts_with("palette_"))
}

#[test]
fn main_window_may_call_each_of_its_commands() {
    let (app, _home) = app();
    let main = window(&app, main_window::LABEL);
    // Quitting the mock runtime is not supported.
    for command in commands().0.iter().filter(|command| **command != "quit") {
        let result = invoke(&main, OWN_ORIGIN, command, sample_arguments(command));
        match (*command, result) {
            // The list is empty, so these fail with a code.
            ("app_link" | "app_details", Err(problem)) => assert_eq!(problem["code"], "E-LAUNCH-GONE"),
            ("sign_in_link", Err(problem)) => assert_eq!(problem["code"], "E-AUTH-CANCEL"),
            (_, Ok(_)) => {}
            (command, Err(error)) => panic!("{command}: {error}"),
        }
    }
}

#[test]
fn palette_may_call_only_its_own_commands() {
    let (app, home) = app();
    let palette = window(&app, palette::LABEL);
    let (main_commands, palette_commands) = commands();
    assert_eq!(palette_commands.len(), 4);
    for command in &palette_commands {
        let result = invoke(&palette, OWN_ORIGIN, command, sample_arguments(command));
        assert!(result.is_ok(), "{command}: {result:?}");
    }
    // Created only now: the mock runtime cannot raise a window.
    let main = window(&app, main_window::LABEL);
    for command in palette_commands {
        assert!(
            invoke(&main, OWN_ORIGIN, command, sample_arguments(command)).is_err(),
            "{command} is the palette's alone"
        );
    }
    for command in main_commands {
        assert!(invoke(&palette, OWN_ORIGIN, command, sample_arguments(command)).is_err(), "{command}");
    }
    assert!(!home.path().join("config").exists(), "no setting was changed");
    let result = invoke(&palette, OWN_ORIGIN, "palette_search", json!({ "query": "" })).unwrap();
    assert!(result["ready"] == false && result["hits"] == json!([]), "nobody is signed in: {result}");
}

#[test]
fn untrusted_pages_may_call_nothing() {
    let (app, home) = app();
    let windows = [
        (
            window(&app, &format!("{}0", sign_in_window::PREFIX)),
            vec!["https://acme.my.idaptive.app/login", "https://evil.test/", OWN_ORIGIN, "http://127.0.0.1:7000/"],
        ),
        (window(&app, &format!("{}0-0", sign_in_window::PREFIX)), vec!["https://sso.example/", OWN_ORIGIN]),
        (window(&app, "app-nobody-0"), vec!["https://acme.my.idaptive.app/run", OWN_ORIGIN]),
        (window(&app, "app-nobody-0-0"), vec!["https://sso.example/", OWN_ORIGIN]),
        (
            window(&app, main_window::LABEL),
            vec!["https://evil.test/", "http://tauri.localhost.evil.test/", "tauri://evil.test/", "data:text/html,x"],
        ),
        (window(&app, palette::LABEL), vec!["https://evil.test/", "tauri://evil.test/", "data:text/html,x"]),
    ];
    let plugins = [
        "plugin:event|listen",
        "plugin:event|emit",
        "plugin:window|close",
        "plugin:webview|create_webview_window",
        "plugin:app|version",
        "plugin:path|resolve_directory",
        "plugin:window-state|save_window_state",
        "plugin:resources|close",
        "nothing_like_it",
    ];
    let mut call_count = 0;
    for (window, origins) in &windows {
        for origin in origins {
            for command in COMMANDS.iter().chain(&plugins) {
                assert!(
                    invoke(window, origin, command, sample_arguments(command)).is_err(),
                    "{} {origin} {command}",
                    window.label()
                );
                call_count += 1;
            }
        }
    }
    assert_eq!(call_count, 17 * (COMMANDS.len() + plugins.len()));
    assert!(!home.path().join("config").exists(), "no setting was changed");
}

#[test]
fn main_window_may_call_no_plugin() {
    let (app, _home) = app();
    let main = window(&app, main_window::LABEL);
    for command in [
        "plugin:event|listen",
        "plugin:window|create",
        "plugin:webview|create_webview",
        "plugin:app|version",
        "plugin:path|resolve_directory",
    ] {
        assert!(invoke(&main, OWN_ORIGIN, command, json!({})).is_err(), "{command}");
    }
}

#[test]
fn configuration_grants_only_listed_commands() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tauri.conf.json")).unwrap();
    assert!(!text.contains("dangerous"), "no switch that begins with that word");
    let config: Value = serde_json::from_str(&text).unwrap();
    let (app, security) = (&config["app"], &config["app"]["security"]);
    assert_eq!(app["withGlobalTauri"], false);
    assert_eq!(app["windows"], json!([]), "windows are made in Rust, with their handlers");
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(security["assetProtocol"]["enable"], false);
    let capabilities = security["capabilities"].as_array().unwrap();
    assert_eq!(capabilities.len(), 2);
    let (main_commands, palette_commands) = commands();
    for (capability, (label, commands)) in
        capabilities.iter().zip([(main_window::LABEL, main_commands), (palette::LABEL, palette_commands)])
    {
        assert_eq!(capability["windows"], json!([label]));
        assert_eq!(capability["local"], true);
        assert!(capability.get("remote").is_none() && capability.get("webviews").is_none());
        let allowed: Vec<_> = commands.iter().map(|command| format!("allow-{}", command.replace('_', "-"))).collect();
        assert_eq!(capability["permissions"], json!(allowed));
    }
    let csp = security["csp"].as_str().unwrap();
    assert!(csp.starts_with("default-src 'none'") && !csp.contains("unsafe") && !csp.contains('*'), "{csp}");
}
