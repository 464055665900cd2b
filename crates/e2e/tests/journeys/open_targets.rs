//! Where apps open: each target that the settings can name gets the tenant's own URL and nothing else, whatever the
//! list contains.

use std::fs;

use e2e::{Assignments, Journey, Role, State, run_in_desktop, wait_within};
use serde_json::json;

const USER: &str = "user@acme.test";

/// Installs recording programs as Firefox and Chrome with their desktop entries, and one for a command.
fn install_browsers(journey: &Journey) {
    journey.install_fake_browser("firefox");
    journey.install_fake_browser("kiosk");
    let applications = journey.dirs().path().join("data/applications");
    fs::create_dir_all(&applications).expect("a folder");
    let entry = "[Desktop Entry]\nType=Application\nName=Firefox\nExec=firefox %u\n\
                 MimeType=text/html;x-scheme-handler/http;x-scheme-handler/https;\n\
                 Categories=Network;WebBrowser;\n";
    fs::write(applications.join("firefox.desktop"), entry).expect("a desktop entry");
    journey.install_fake_browser("google-chrome");
    let chrome = entry.replace("Firefox", "Chrome").replace("firefox", "google-chrome");
    fs::write(applications.join("google-chrome.desktop"), chrome).expect("a desktop entry");
    let data = journey.dirs().path().join("config/google-chrome");
    fs::create_dir_all(&data).expect("a folder");
    let state =
        json!({ "profile": { "info_cache": { "Default": { "name": "Home" }, "Profile 2": { "name": "Work" } } } });
    fs::write(data.join("Local State"), state.to_string()).expect("profiles");
}

fn rule(name: &str, target: &str) -> String {
    format!("[[open]]\napp = \"{}\"\nin = \"{target}\"\n\n", Assignments::app_key(name))
}

#[test]
fn app_opens_in_target_of_its_rule() {
    let journey = Journey::new("open_targets");
    let targets = [
        ("Ash", "browser", &["xdg-open", "URL"][..]),
        ("Birch", "browser:firefox", &["firefox", "URL"]),
        ("Cedar", "browser:firefox:private", &["firefox", "--private-window", "URL"]),
        ("Elm", "browser:firefox:profile=Work 2", &["firefox", "-P", "Work 2", "--new-tab", "URL"]),
        ("Hazel", "browser:google-chrome:profile=Work", &["google-chrome", "--profile-directory=Profile 2", "URL"]),
        ("Fir", "command:Kiosk", &["kiosk", "--app=URL"]),
    ];
    journey.assign_apps(
        USER,
        &Assignments::in_category("Trees", &["Ash", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Maple", "Oak"]),
    );
    install_browsers(&journey);
    let mut settings = "opens_in = \"browser\"\n\n".to_owned();
    settings.extend(targets.iter().map(|(name, place, _)| rule(name, place)));
    settings.push_str(&rule("Larch", "window"));
    settings.push_str(&rule("Maple", "browser:netscape"));
    settings.push_str(&rule("Oak", "browser:google-chrome:profile=Gone"));
    settings.push_str("[[command]]\nname = \"Kiosk\"\nrun = [\"kiosk\", \"--app={url}\"]\n\n");
    journey
        .dirs()
        .write_settings(&format!("{settings}[[tenant]]\nurl = \"{}\"\nname = \"Acme\"\n", journey.tenant.url()));
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    for (count, (name, target, call)) in targets.iter().enumerate() {
        main.press(name);
        let opened = wait_within(e2e::TIMEOUT, || Some(journey.browser_calls()).filter(|calls| calls.len() > count));
        let opened = opened.unwrap_or_else(|| panic!("{target} opens nothing"));
        let key = Assignments::app_key(name);
        let url = format!("{}/run?appkey={key}&customerID=", journey.tenant.url());
        let actual_call: Vec<String> = opened[count]
            .iter()
            .map(|word| word.find(&url).map_or_else(|| word.clone(), |at| format!("{}URL", &word[..at])))
            .collect();
        assert_eq!(actual_call, *call, "{target}: {opened:?}");
    }
    // A missing browser is named, and the default browser is offered.
    main.press("Maple");
    main.wait_for_text("E-LAUNCH-PLACE");
    main.press("Open in your browser");
    let further_calls = || Some(journey.browser_calls()).filter(|calls| calls.len() > targets.len());
    let opened = wait_within(e2e::TIMEOUT, further_calls);
    assert_eq!(opened.expect("the default browser")[targets.len()][0], "xdg-open");
    // So is a missing profile, which the browser would create.
    main.press("Oak");
    main.wait_for_text("E-LAUNCH-PLACE");
    // And a window of Portico.
    main.press("Larch");
    assert!(
        wait_within(e2e::TIMEOUT, || portico.window_titles().iter().any(|it| it.starts_with("Larch")).then_some(()))
            .is_some()
    );
    assert_eq!(journey.browser_calls().len(), targets.len() + 1);
}

#[test]
fn target_chosen_in_dialog_is_saved_as_rule() {
    let journey = Journey::new("open_with");
    journey.assign_apps(USER, &Assignments::in_category("Trees", &["Ash", "Birch"]));
    install_browsers(&journey);
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    main.fill(Role::ComboBox, "Search apps", "birch");
    main.wait_focused(Role::ListItem, "Birch");
    main.press_keys(&["ctrl+o"]);
    main.find(Role::Dialog, "Open Birch with…");
    main.press_role(Role::Radio, "Firefox");
    main.wait_state(Role::Radio, "Firefox", State::Checked, true);
    main.press_role(Role::CheckBox, "Always open Birch here");
    main.press_role(Role::Button, "Open");
    let opened = journey.wait_for_browser_calls();
    assert_eq!((opened[0][0].as_str(), opened[0].len()), ("firefox", 2), "{opened:?}");
    let is_saved = || journey.dirs().settings_text().contains("in = \"browser:firefox\"").then_some(());
    wait_within(e2e::TIMEOUT, is_saved).expect("the rule is written down");
    assert!(journey.dirs().settings_text().contains(&Assignments::app_key("Birch")));
}

/// Hostile keys and URLs in the tenant's list: options, scripts, other schemes, other hosts, line breaks.
#[test]
fn hostile_list_entries_open_only_tenant_urls() {
    let journey = Journey::new("hostile_list");
    let targets = [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "file:///etc/passwd",
        "smb://evil/share",
        "\\\\evil\\share",
        "ms-msdt:/id",
        "search-ms:query=x",
        "vbscript:x",
        "data:text/html,x",
        "https://evil.test/",
        "//evil.test/",
        "@evil.test/",
        ".evil.test",
        "?appkey=1",
        "#x",
        "&customerID=EVIL",
        "../../evil",
        "-P",
        "--new-window",
        "--profile=/tmp/x",
        "-o",
        "$(touch x)",
        "`touch x`",
        "%COMSPEC%",
        "%0a--private",
        "a\r\nb",
        "a\tb",
        " x",
        "x ",
        "\"x\"",
        "'x'",
        "a;b",
        "a|b",
        "a&b",
        "a>b",
        "a<b",
        "*",
        "~",
        "{url}",
        "{url:encoded}",
        "%u",
        "%f",
        "%%",
        "\u{202e}x",
        "\u{200b}",
        "ｊavascript:x",
        "x\u{0}y",
        "C:\\x.exe",
        "mailto:x@evil.test",
        "tel:1",
        "portico://open/x",
        "about:config",
    ];
    let forms: [fn(&str) -> String; 10] = [
        str::to_owned,
        |it| format!("-{it}"),
        |it| format!(" {it}"),
        |it| format!("{it}\n"),
        |it| format!("x {it}"),
        |it| format!("/{it}"),
        |it| format!("%{it}"),
        |it| format!("{it}{it}"),
        |it| format!("\"{it}"),
        |it| it.to_uppercase(),
    ];
    let mut keys: Vec<String> = forms.iter().flat_map(|form| targets.iter().map(|it| form(it))).collect();
    keys.sort();
    keys.dedup();
    assert!(keys.len() >= 500, "{}", keys.len());
    let app = |(number, key): (usize, &String)| json!({ "AppKey": key, "DisplayName": format!("App {number}"), "Url": key, "Icon": key, "AppType": "Web" });
    let apps: Vec<_> = keys.iter().enumerate().map(app).collect();
    let body = json!({ "success": true, "Result": { "Apps": apps } }).to_string();
    journey.tenant.control("apps", &json!({ "account": USER, "body": body }));
    install_browsers(&journey);
    journey.dirs().write_settings(&format!(
        "opens_in = \"browser:firefox\"\n\n[[tenant]]\nurl = \"{}\"\nname = \"Acme\"\n",
        journey.tenant.url()
    ));
    let portico = journey.start_signed_in();
    for number in 0..keys.len() {
        run_in_desktop(&journey.desktop, &["open", &format!("App {number}")]);
    }
    let url_prefix = format!("{}/run?appkey=", journey.tenant.url());
    let opened = journey.browser_calls();
    assert!(opened.len() >= 400, "most of them are apps like any other: {}", opened.len());
    for call in &opened {
        let is_tenant_url =
            |url: &String| url.starts_with(&url_prefix) && url.bytes().all(|byte| byte.is_ascii_graphic());
        assert!(call.len() == 2 && call[0] == "firefox" && is_tenant_url(&call[1]), "{call:?}");
        assert!(!call[1].contains("appkey=&") && call[1].matches("&customerID=").count() <= 1, "{call:?}");
    }
    assert_eq!(portico.window_titles().len(), 1, "{:?}", portico.window_titles());
}
