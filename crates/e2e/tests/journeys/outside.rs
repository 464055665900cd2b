//! From outside the window: the command line, the desktop's own search, entries of the desktop's menu,
//! the start with the session.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use e2e::{Assignments, DesktopSearch, Journey, Node, Portico, Role, CommandOutput, StartupNotifications, run_in_desktop_with_env, run_in_desktop, wait_within};

const APPS: [&str; 4] = ["Jira", "SAP Concur", "SAP Fiori", "Wiki"];

fn journey_with_apps(name: &str) -> Journey {
    let journey = Journey::new_dir(name);
    journey.assign_apps("user@acme.test", &Assignments::in_category("Work", &APPS));
    journey
}

/// Says what a terminal was told, with the exit status, or fails with all of it.
fn run_command(journey: &Journey, arguments: &[&str], code: i32) -> String {
    let output = run_in_desktop(&journey.desktop, arguments);
    assert_eq!(output.exit_code, code, "{arguments:?}: {output:?}");
    output.stdout + &output.stderr
}

fn wait_for_cached_list(journey: &Journey) {
    let is_cached = || (!journey.dirs().cached_files().is_empty()).then_some(());
    wait_within(Duration::from_secs(10), is_cached).expect("a copy of the list");
}

fn wait_for_opened_urls(journey: &Journey, count: usize) -> Vec<String> {
    let addresses = || journey.browser_calls().iter().filter_map(|call| call.last().cloned()).collect::<Vec<_>>();
    wait_within(e2e::TIMEOUT, || Some(addresses()).filter(|all| all.len() >= count)).expect("an app is opened")
}

#[test]
fn commands_work_with_running_and_stopped_portico() {
    let journey = journey_with_apps("command_line");
    assert_eq!(run_command(&journey, &["status"], 3).lines().next(), Some("Portico:  not running"));
    let portico = journey.start_signed_in();
    journey.desktop.keyring().wait_for_secret_count(1);
    wait_for_cached_list(&journey);

    for name in APPS {
        assert!(run_command(&journey, &["list"], 0).contains(name));
    }
    assert!(run_command(&journey, &["list", "conc"], 0).starts_with("SAP Concur "));
    let list = run_in_desktop(&journey.desktop, &["list", "--json"]).json();
    assert_eq!((&list["running"], &list["user"]), (&true.into(), &"user@acme.test".into()), "{list}");
    let key = list["apps"][0]["key"].as_str().expect("a key").to_owned();
    let status = run_in_desktop(&journey.desktop, &["status", "--json"]);
    assert_eq!((status.exit_code, &status.json()["session"]), (0, &"signedIn".into()), "{status:?}");

    assert_eq!(run_command(&journey, &["open", "wiki"], 0), "Wiki is open.\n");
    assert!(wait_for_opened_urls(&journey, 1)[0].contains("/run?appkey="));
    assert_eq!(run_command(&journey, &["open", &format!("--key={key}")], 0), "The app is open.\n");
    wait_for_opened_urls(&journey, 2);
    assert!(run_command(&journey, &["open", "sap"], 4).contains("could be several apps"));
    assert!(run_command(&journey, &["open", "nothing of that name"], 4).contains("No app is called"));
    run_command(&journey, &["open", "--key=nothing"], 4);
    run_command(&journey, &["opne", "wiki"], 2);
    run_command(&journey, &["show"], 0);
    // A second start is no second Portico.
    run_command(&journey, &[], 0);
    run_command(&journey, &["--hidden"], 0);
    assert_eq!(journey.browser_calls().len(), 2);

    portico.quit();
    let list = run_command(&journey, &["list"], 0);
    assert!(list.contains("SAP Fiori") && list.contains("Portico is not running"), "{list}");
    assert!(run_command(&journey, &["status"], 3).contains("not running"));
    run_command(&journey, &["open", "sap"], 4);
    // It starts, and the app opens once the session is picked up.
    let portico = Portico::start_with_args(&journey.desktop, &["open", "jira"]);
    portico.main_window().wait_for_text("updated");
    wait_for_opened_urls(&journey, 3);
    portico.quit();

    // After a sign-out nothing is told, by neither.
    let portico = journey.start();
    portico.main_window().wait_for_text("updated");
    portico.main_window().press_role(Role::ComboBox, "Menu");
    portico.main_window().press_role(Role::MenuItem, "Sign out");
    portico.main_window().find(Role::Heading, "Sign in to Acme");
    assert!(run_command(&journey, &["list"], 3).contains("Nobody is signed in"));
    run_command(&journey, &["open", "jira"], 3);
    portico.quit();
    assert!(run_command(&journey, &["list"], 3).contains("no list is kept"));
    assert_eq!(journey.browser_calls().len(), 3);
}

#[test]
fn windowless_commands_need_no_display() {
    let portico = e2e::CommandLine::new();
    for (arguments, code) in [
        (&["--help"][..], 0),
        (&["--version"], 0),
        (&["completions", "bash"], 0),
        (&["status"], 3),
        (&["list"], 3),
        (&["portico://open/a/b"], 2),
    ] {
        let output = portico.run(arguments);
        assert_eq!(output.exit_code, code, "{arguments:?}: {output:?}");
        assert!(!output.stdout.contains("cannot open display") && !output.stderr.contains("Gtk"), "{output:?}");
    }
    let files = portico.dirs().files().into_iter().map(|(path, _)| path);
    let leftovers: Vec<_> = files.filter(|path| !path.starts_with(portico.dirs().bin_dir())).collect();
    assert_eq!(leftovers, Vec::<PathBuf>::new(), "a look leaves nothing behind");
}

#[test]
fn desktop_search_works_with_running_and_stopped_portico() {
    let journey = journey_with_apps("desktop_search");
    let search = DesktopSearch::install(&journey.desktop);
    let portico = journey.start_signed_in();
    journey.desktop.keyring().wait_for_secret_count(1);
    wait_for_cached_list(&journey);
    let is_answering = || search.provider_pid().map(|_| ());
    wait_within(e2e::TIMEOUT, is_answering).expect("the window answers the desktop");
    let found = search.search(&["conc"]);
    assert_eq!(found.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), ["SAP Concur"]);
    search.activate(&found[0].0, &["conc"]);
    wait_for_opened_urls(&journey, 1);

    portico.quit();
    wait_within(e2e::TIMEOUT, || search.provider_pid().is_none().then_some(())).expect("nobody answers");
    // The bus starts one without a window.
    let found = search.search(&["jira"]);
    assert_eq!(found.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), ["Jira"]);
    let background = search.provider_pid();
    assert!(background.is_some());
    let portico = journey.start();
    let new_provider = || search.provider_pid().filter(|process| Some(*process) != background);
    wait_within(e2e::TIMEOUT, new_provider).expect("the window takes over");
    let is_ended = || (!PathBuf::from(format!("/proc/{}", background.unwrap_or_default())).exists()).then_some(());
    wait_within(e2e::TIMEOUT, is_ended).expect("the one without a window ends");
    portico.main_window().wait_for_text("updated");
    portico.main_window().press_role(Role::ComboBox, "Menu");
    portico.main_window().press_role(Role::MenuItem, "Sign out");
    portico.main_window().find(Role::Heading, "Sign in to Acme");
    assert!(search.search(&["jira"]).is_empty(), "nobody is signed in");
}

fn menu_entries(journey: &Journey) -> Vec<String> {
    let folder = journey.dirs().path().join("data/applications");
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let ours = files.filter(|file| file.file_name().to_string_lossy().starts_with("dev.portico.Portico.app-"));
    ours.filter_map(|file| fs::read_to_string(file.path()).ok()).collect()
}

#[test]
fn favorite_has_menu_entry_until_sign_out() {
    let journey = journey_with_apps("menu_entries");
    journey.configure().prepend_settings("menu_entries = true\nautostart = true");
    let other_entry = journey.dirs().path().join("data/applications/other.desktop");
    fs::create_dir_all(other_entry.parent().expect("a folder")).expect("a menu");
    fs::write(&other_entry, "[Desktop Entry]\n").expect("an entry of somebody else's");
    let portico = journey.start_signed_in();
    let autostart = journey.dirs().path().join("config/autostart/dev.portico.Portico.desktop");
    let autostart_entry = || fs::read_to_string(&autostart).ok().filter(|text| text.contains("--hidden"));
    wait_within(e2e::TIMEOUT, autostart_entry).expect("it starts with the session");
    assert_eq!(menu_entries(&journey), Vec::<String>::new());
    let main = portico.main_window();
    main.fill(Role::ComboBox, "Search apps", "concur");
    main.find(Role::ListItem, "SAP Concur");
    main.press_keys(&["ctrl+d"]);
    let single_entry = || Some(menu_entries(&journey)).filter(|entries| entries.len() == 1);
    let entry = wait_within(e2e::TIMEOUT, single_entry).expect("an entry").remove(0);
    assert!(entry.contains("Name=SAP Concur\n") && entry.contains("open"), "{entry}");
    let key = entry.lines().find_map(|line| line.split("--key=").nth(1)).expect("a key").trim_end_matches('"');
    run_command(&journey, &["open", &format!("--key={key}")], 0);
    wait_for_opened_urls(&journey, 1);

    main.press_keys(&["Escape"]);
    main.press_role(Role::ComboBox, "Menu");
    main.press_role(Role::MenuItem, "Sign out");
    main.find(Role::Heading, "Sign in to Acme");
    wait_within(e2e::TIMEOUT, || menu_entries(&journey).is_empty().then_some(())).expect("no entry stays");
    assert!(other_entry.exists(), "what is not ours stays");
    portico.quit();
    let settings = journey.dirs().settings_text().replace("autostart = true", "autostart = false");
    journey.dirs().write_settings(&settings);
    let _portico = journey.start();
    wait_within(e2e::TIMEOUT, || (!autostart.exists()).then_some(())).expect("it starts by itself no more");
}

/// A package replaces the file of a Portico that runs; then its folder gets another name.
#[test]
fn upgrade_and_move_update_desktop_entries() {
    let journey = journey_with_apps("upgrade");
    journey.configure().prepend_settings("menu_entries = true\nautostart = true");
    journey.desktop.keyring().start_unlocked();
    let [old_dir, new] = ["one", "two"].map(|name| journey.dirs().path().join(name));
    fs::create_dir(&old_dir).expect("a folder");
    let program = old_dir.join("portico");
    fs::copy(Portico::binary(), &program).expect("a Portico of its own");
    let portico = Portico::start_binary(&journey.desktop, &program);
    journey.sign_in(&portico, "user@acme.test");
    let main = portico.main_window();
    main.wait_for_text("updated");
    let upgrade = old_dir.join("portico.dpkg-new");
    fs::copy(&program, &upgrade).and_then(|_| fs::rename(&upgrade, &program)).expect("an upgrade");
    main.fill(Role::ComboBox, "Search apps", "concur");
    main.find(Role::ListItem, "SAP Concur");
    main.press_keys(&["ctrl+d"]);
    let entry = wait_within(e2e::TIMEOUT, || menu_entries(&journey).pop()).expect("an entry");
    assert!(entry.contains(&format!("\nTryExec={}\n", program.display())), "{entry}");
    portico.quit();

    fs::rename(&old_dir, &new).expect("another name");
    let program = new.join("portico");
    let _portico = Portico::start_binary(&journey.desktop, &program);
    let autostart = journey.dirs().path().join("config/autostart/dev.portico.Portico.desktop");
    let names_binary = |text: &String| text.contains(&format!("\nTryExec={}\n", program.display()));
    wait_within(e2e::TIMEOUT, || fs::read_to_string(&autostart).ok().filter(names_binary)).expect("it starts from there");
}

/// Follows a link as a browser does, and answers the question in the window. Links that come too soon after
/// another are refused, so it is followed until it is taken; and an answer is taken once there was time to
/// read, so the button is pressed until the command ends.
fn follow_link(journey: &Journey, portico: &Portico<'_>, link: &str, answer: Option<&str>) -> CommandOutput {
    let main = portico.main_window();
    let once = || {
        std::thread::scope(|scope| {
            let following = scope.spawn(|| run_in_desktop(&journey.desktop, &[link]));
            while !following.is_finished() {
                let button = answer.and_then(|answer| main.query(Role::Button, answer));
                button.filter(Node::press);
            }
            following.join().expect("the command ends")
        })
    };
    wait_within(e2e::TIMEOUT, || Some(once()).filter(|said| said.exit_code != 5)).expect("a link is taken")
}

#[test]
fn deep_link_opens_app_after_confirmation() {
    let journey = journey_with_apps("links");
    let portico = journey.start_signed_in();
    // "Always" is shown by the same app once more, two links later: within a second of its opening, the same
    // app again would be the same click.
    for (link, answer, code, opened) in [
        ("portico://open/SAP%20Concur", Some("No"), 1, 0),
        ("portico://open/Jira", Some("Open once"), 0, 1),
        ("portico://open/SAP%20Concur", Some("Always for SAP Concur"), 0, 2),
        ("portico://open/Jira", Some("Open once"), 0, 3),
        ("portico://open/SAP%20Concur", None, 0, 4),
    ] {
        let output = follow_link(&journey, &portico, link, answer);
        assert_eq!(output.exit_code, code, "{link} {answer:?}: {output:?}");
        assert_eq!(wait_for_opened_urls(&journey, opened).len(), opened);
        portico.main_window().wait_removed(Role::Button, "Open once");
    }
    run_command(&journey, &["portico://open/Nothing"], 4);
    assert_eq!(journey.browser_calls().len(), 4);
}

/// The pointer is busy until the desktop is told, whichever window comes, or none.
#[test]
fn second_start_completes_startup_notification() {
    let journey = journey_with_apps("startup");
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    let startups = StartupNotifications::listen(&journey.desktop);
    let start_again = |id: &str, arguments: &[&str], code: i32| {
        let output = run_in_desktop_with_env(&journey.desktop, arguments, &[("DESKTOP_STARTUP_ID", id)]);
        assert_eq!(output.exit_code, code, "{arguments:?}: {output:?}");
        startups.wait_for_completion(id);
    };
    let other_window = journey.desktop.open_other_window();
    wait_within(e2e::TIMEOUT, || (!main.is_active()).then_some(())).expect("the person is elsewhere");
    // As old as the screen: the window comes to the front all the same.
    start_again("e2e/Portico/1-1-here_TIME1", &[], 0);
    wait_within(e2e::TIMEOUT, || main.is_active().then_some(())).expect("the main window comes");
    drop(other_window);
    // The palette's page is not there yet the first time, and is the second.
    for id in ["e2e/Portico/1-2-here_TIME1", "e2e/Portico/1-3-here_TIME1"] {
        start_again(id, &["--palette"], 0);
        portico.palette_window().wait_open();
        portico.press_keys(&["Escape"]);
        portico.palette_window().wait_closed();
    }
    start_again("e2e/Portico/1-4-here_TIME1", &["portico://open/Nothing"], 4);
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

/// Shells, options, line breaks and other schemes, in every place of the command line where a name, a key
/// or a link may stand, at a Portico that runs and has a list.
#[test]
fn hostile_arguments_open_no_foreign_url() {
    let journey = journey_with_apps("hostile_arguments");
    let portico = journey.start_signed_in();
    let bodies = [
        "https://evil.test/",
        "//evil.test/x",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "\\\\evil\\share",
        "-P",
        "--new-window",
        "--profile=/tmp",
        "-x=1",
        "$(id)",
        "`id`",
        "a;id",
        "a|id",
        "a&id",
        "\"id\"",
        "'id'",
        "a\nid",
        "a\r\nid",
        "a\tid",
        "%0aid",
        "%00",
        "%u",
        "%f",
        "{url}",
        "{key}",
        "..",
        "../../x",
        "/run?appkey=1",
        "Jira/..",
        "Jira?x=1",
        "Jira#x",
        "Jira%2f",
        "Jira\u{200b}",
        "\u{202e}ariJ",
        "Jira\u{7}",
        "https://acme.test@evil.test",
        "C:\\Windows\\x.exe",
        "smb://evil/x",
        "%25%34%31",
        "~root",
        "*",
        "?",
        "[a-z]",
        "sap",
        "S",
        " ",
        "=",
        "--",
        "\u{feff}Jira",
        "0x7f.1",
        "::1",
        "con",
        "x\u{0300}\u{0301}",
    ];
    let (mut attempts, mut guesses) = (0, 0);
    for body in bodies {
        let percent: String = body.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let lines = [
            vec!["open".to_owned(), "--".to_owned(), body.to_owned()],
            vec!["open".to_owned(), format!("--key={body}")],
            vec!["open".to_owned(), "--key".to_owned(), body.to_owned()],
            vec![format!("portico://open/{body}")],
            vec![format!("portico://open/{percent}")],
            vec![format!("PORTICO:{body}")],
            vec![format!("portico://{body}/open/Jira")],
            vec![format!("portico://open/Jira?x={body}")],
            vec![format!("portico://open/Jira/{body}")],
            vec![format!("portico://open/Jira {body}")],
            vec!["portico://open/Jira".to_owned(), body.to_owned()],
            vec![body.to_owned(), "portico://open/Jira".to_owned()],
        ];
        for line in lines {
            let arguments: Vec<&str> = line.iter().map(String::as_str).collect();
            let output = run_in_desktop(&journey.desktop, &arguments);
            // What a person types is searched for, and one app may be meant by it.
            let is_search = line.len() == 3 && line[1] == "--" && output.exit_code == 0;
            assert!(is_search || [2, 4].contains(&output.exit_code), "{line:?}: {output:?}");
            guesses += usize::from(is_search);
            attempts += 1;
        }
    }
    assert!(attempts - guesses >= 500, "{attempts}, {guesses}");
    let opened = journey.browser_calls();
    assert!(opened.len() <= guesses, "{opened:?}");
    let url_prefix = format!("http://{}/run?appkey=", journey.tenant.address());
    assert!(opened.iter().all(|call| call.len() == 2 && call[1].starts_with(&url_prefix)), "{opened:?}");
    assert_eq!(portico.window_titles().len(), 1, "no window came");
    // It is there as before.
    assert_eq!(run_command(&journey, &["open", "Wiki"], 0), "Wiki is open.\n");
    wait_for_opened_urls(&journey, opened.len() + 1);
}
