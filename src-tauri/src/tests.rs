//! Tests which window may call which command, with the real configuration and Tauri's mock runtime.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use portico_core::storage::files::Dirs;
use portico_desktop::Environment;
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets};
use tauri::webview::InvokeRequest;
use tauri::{App, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tempfile::TempDir;

use super::{builder, core_starter};
use crate::app_context::{AppContext, core_app};
use crate::commands::typescript::camel_case;
use crate::commands::{COMMANDS, SIGNATURES, Signature};
use crate::remote_control::RunningApp;
use crate::windows::main as main_window;
use crate::windows::palette;
use crate::windows::sign_in as sign_in_window;

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
    let signature = SIGNATURES.iter().copied().flatten().find(|signature| signature.name == command);
    let arguments = signature.map_or(&[][..], |signature: &Signature| signature.arguments);
    arguments.iter().map(|(name, ty)| (camel_case(name), sample(ty))).collect()
}

fn sample(ty: &str) -> Value {
    let labels = |names: &[&'static str]| names.iter().map(|name| (*name, *name)).collect::<HashMap<_, _>>();
    match ty {
        "String" | "SecretString" => json!(""),
        "bool" => json!(false),
        "u32" => json!(0),
        "Channel<Message>" => json!("__CHANNEL__:1"),
        "LinkAnswer" => json!("always"),
        "SettingsChange" => json!({ "what": "theme", "value": "dark" }),
        "DesktopLabels" => {
            json!(labels(&["open", "search", "quit", "shortcut", "backgroundRunningTitle", "backgroundRunningBody",]))
        }
        "AppWindowLabels" => json!(labels(&[
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
        ])),
        ty if ty.starts_with("Option<") => Value::Null,
        ty => panic!("no sample of {ty}"),
    }
}

/// The commands of the main window, and those of the palette.
fn commands() -> (&'static [&'static str], &'static [&'static str]) {
    let [(main_window::LABEL, main_commands), (palette::LABEL, palette_commands)] = COMMANDS else { panic!("windows") };
    (main_commands, palette_commands)
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
    for command in palette_commands {
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
    let (main_commands, palette_commands) = commands();
    let commands: Vec<_> = main_commands.iter().chain(palette_commands).chain(&plugins).collect();
    let mut call_count = 0;
    for (window, origins) in &windows {
        for origin in origins {
            for command in &commands {
                assert!(
                    invoke(window, origin, command, sample_arguments(command)).is_err(),
                    "{} {origin} {command}",
                    window.label()
                );
                call_count += 1;
            }
        }
    }
    assert_eq!(call_count, 17 * commands.len());
    assert!(!home.path().join("config").exists(), "no setting was changed");
}

/// Without access control lists, as if a capability were too wide: the guard refuses, and before the arguments are read.
#[test]
fn guard_refuses_commands_of_another_window_before_reading_arguments() {
    let app = builder(mock_builder()).build(mock_context(noop_assets())).unwrap();
    let (main_commands, palette_commands) = commands();
    let all_commands: Vec<_> = main_commands.iter().chain(palette_commands).copied().collect();
    for (label, refused_commands) in [
        (main_window::LABEL, palette_commands),
        (palette::LABEL, main_commands),
        ("sign-in-0", &all_commands),
        ("app-nobody-0", &all_commands),
    ] {
        let window = window(&app, label);
        for command in refused_commands {
            let refusal = invoke(&window, OWN_ORIGIN, command, json!({})).unwrap_err();
            assert_eq!(refusal["code"], "E-INTERNAL", "{label} {command}");
        }
    }
    let window = app.get_webview_window(main_window::LABEL).unwrap();
    let refusal = invoke(&window, OWN_ORIGIN, "enter_tenant", json!({})).unwrap_err();
    assert!(refusal.is_string(), "past the guard, Tauri misses the arguments: {refusal}");
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
    assert!(security.get("capabilities").is_none(), "the build script makes them");
    let capabilities: Value =
        serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/window-capabilities.json"))).unwrap();
    let capabilities = capabilities.as_array().unwrap();
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
