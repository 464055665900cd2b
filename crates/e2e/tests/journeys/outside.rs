//! From outside the window: the command line, the desktop's own search, entries of the desktop's menu,
//! the start with the session.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use e2e::{Assignments, DesktopSearch, Journey, Node, Portico, Role, Said, Startups, run_among, run_on, wait_within};

const APPS: [&str; 4] = ["Jira", "SAP Concur", "SAP Fiori", "Wiki"];

fn stage(name: &str) -> Journey {
    let journey = Journey::new(name);
    journey.assign("user@acme.test", &Assignments::of("Work", &APPS));
    journey
}

/// Says what a terminal was told, with the exit status, or fails with all of it.
fn ends(journey: &Journey, words: &[&str], code: i32) -> String {
    let said = run_on(&journey.desktop, words);
    assert_eq!(said.code, code, "{words:?}: {said:?}");
    said.text + &said.aside
}

fn wait_for_copy(journey: &Journey) {
    let copied = || (!journey.homes().copies().is_empty()).then_some(());
    wait_within(Duration::from_secs(10), copied).expect("a copy of the list");
}

fn wait_for_opened(journey: &Journey, count: usize) -> Vec<String> {
    let addresses = || journey.opened().iter().filter_map(|call| call.last().cloned()).collect::<Vec<_>>();
    wait_within(e2e::PATIENCE, || Some(addresses()).filter(|all| all.len() >= count)).expect("an app is opened")
}

#[test]
fn commands_work_with_running_and_stopped_portico() {
    let journey = stage("command_line");
    assert_eq!(ends(&journey, &["status"], 3).lines().next(), Some("Portico:  not running"));
    let portico = journey.start_signed_in();
    journey.desktop.keyring().wait_for_secret_count(1);
    wait_for_copy(&journey);

    for name in APPS {
        assert!(ends(&journey, &["list"], 0).contains(name));
    }
    assert!(ends(&journey, &["list", "conc"], 0).starts_with("SAP Concur "));
    let list = run_on(&journey.desktop, &["list", "--json"]).json();
    assert_eq!((&list["running"], &list["user"]), (&true.into(), &"user@acme.test".into()), "{list}");
    let key = list["apps"][0]["key"].as_str().expect("a key").to_owned();
    let status = run_on(&journey.desktop, &["status", "--json"]);
    assert_eq!((status.code, &status.json()["session"]), (0, &"signedIn".into()), "{status:?}");

    assert_eq!(ends(&journey, &["open", "wiki"], 0), "Wiki is open.\n");
    assert!(wait_for_opened(&journey, 1)[0].contains("/run?appkey="));
    assert_eq!(ends(&journey, &["open", &format!("--key={key}")], 0), "The app is open.\n");
    wait_for_opened(&journey, 2);
    assert!(ends(&journey, &["open", "sap"], 4).contains("could be several apps"));
    assert!(ends(&journey, &["open", "nothing of that name"], 4).contains("No app is called"));
    ends(&journey, &["open", "--key=nothing"], 4);
    ends(&journey, &["opne", "wiki"], 2);
    ends(&journey, &["show"], 0);
    // A second start is no second Portico.
    ends(&journey, &[], 0);
    ends(&journey, &["--hidden"], 0);
    assert_eq!(journey.opened().len(), 2);

    portico.quit();
    let list = ends(&journey, &["list"], 0);
    assert!(list.contains("SAP Fiori") && list.contains("Portico is not running"), "{list}");
    assert!(ends(&journey, &["status"], 3).contains("not running"));
    ends(&journey, &["open", "sap"], 4);
    // It starts, and the app opens once the session is picked up.
    let portico = Portico::start_with(&journey.desktop, &["open", "jira"]);
    portico.main().wait_for_text("updated");
    wait_for_opened(&journey, 3);
    portico.quit();

    // After a sign-out nothing is told, by neither.
    let portico = journey.portico();
    portico.main().wait_for_text("updated");
    portico.main().press_role(Role::ComboBox, "Menu");
    portico.main().press_role(Role::MenuItem, "Sign out");
    portico.main().find(Role::Heading, "Sign in to Acme");
    assert!(ends(&journey, &["list"], 3).contains("Nobody is signed in"));
    ends(&journey, &["open", "jira"], 3);
    portico.quit();
    assert!(ends(&journey, &["list"], 3).contains("no list is kept"));
    assert_eq!(journey.opened().len(), 3);
}

#[test]
fn windowless_commands_need_no_display() {
    let portico = e2e::CommandLine::new();
    for (words, code) in [
        (&["--help"][..], 0),
        (&["--version"], 0),
        (&["completions", "bash"], 0),
        (&["status"], 3),
        (&["list"], 3),
        (&["portico://open/a/b"], 2),
    ] {
        let said = portico.run(words);
        assert_eq!(said.code, code, "{words:?}: {said:?}");
        assert!(!said.text.contains("cannot open display") && !said.aside.contains("Gtk"), "{said:?}");
    }
    let started = portico.homes().files().into_iter().map(|(path, _)| path);
    let left: Vec<_> = started.filter(|path| !path.starts_with(portico.homes().programs())).collect();
    assert_eq!(left, Vec::<PathBuf>::new(), "a look leaves nothing behind");
}

#[test]
fn desktop_search_works_with_running_and_stopped_portico() {
    let journey = stage("desktop_search");
    let search = DesktopSearch::install(&journey.desktop);
    let portico = journey.start_signed_in();
    journey.desktop.keyring().wait_for_secret_count(1);
    wait_for_copy(&journey);
    let answers = || search.process().map(|_| ());
    wait_within(e2e::PATIENCE, answers).expect("the window answers the desktop");
    let found = search.find(&["conc"]);
    assert_eq!(found.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), ["SAP Concur"]);
    search.activate(&found[0].0, &["conc"]);
    wait_for_opened(&journey, 1);

    portico.quit();
    wait_within(e2e::PATIENCE, || search.process().is_none().then_some(())).expect("nobody answers");
    // The bus starts one without a window.
    let found = search.find(&["jira"]);
    assert_eq!(found.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), ["Jira"]);
    let background = search.process();
    assert!(background.is_some());
    let portico = journey.portico();
    let taken = || search.process().filter(|process| Some(*process) != background);
    wait_within(e2e::PATIENCE, taken).expect("the window takes over");
    let gone = || (!PathBuf::from(format!("/proc/{}", background.unwrap_or_default())).exists()).then_some(());
    wait_within(e2e::PATIENCE, gone).expect("the one without a window ends");
    portico.main().wait_for_text("updated");
    portico.main().press_role(Role::ComboBox, "Menu");
    portico.main().press_role(Role::MenuItem, "Sign out");
    portico.main().find(Role::Heading, "Sign in to Acme");
    assert!(search.find(&["jira"]).is_empty(), "nobody is signed in");
}

fn entries(journey: &Journey) -> Vec<String> {
    let folder = journey.homes().path().join("data/applications");
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let ours = files.filter(|file| file.file_name().to_string_lossy().starts_with("dev.portico.Portico.app-"));
    ours.filter_map(|file| fs::read_to_string(file.path()).ok()).collect()
}

#[test]
fn favorite_has_menu_entry_until_sign_out() {
    let journey = stage("menu_entries");
    journey.set_up().choose("menu_entries = true\nautostart = true");
    let foreign = journey.homes().path().join("data/applications/other.desktop");
    fs::create_dir_all(foreign.parent().expect("a folder")).expect("a menu");
    fs::write(&foreign, "[Desktop Entry]\n").expect("an entry of somebody else's");
    let portico = journey.start_signed_in();
    let autostart = journey.homes().path().join("config/autostart/dev.portico.Portico.desktop");
    let starts = || fs::read_to_string(&autostart).ok().filter(|text| text.contains("--hidden"));
    wait_within(e2e::PATIENCE, starts).expect("it starts with the session");
    assert_eq!(entries(&journey), Vec::<String>::new());
    let main = portico.main();
    main.write(Role::ComboBox, "Search apps", "concur");
    main.find(Role::ListItem, "SAP Concur");
    main.keys(&["ctrl+d"]);
    let one = || Some(entries(&journey)).filter(|entries| entries.len() == 1);
    let entry = wait_within(e2e::PATIENCE, one).expect("an entry").remove(0);
    assert!(entry.contains("Name=SAP Concur\n") && entry.contains("open"), "{entry}");
    let key = entry.lines().find_map(|line| line.split("--key=").nth(1)).expect("a key").trim_end_matches('"');
    ends(&journey, &["open", &format!("--key={key}")], 0);
    wait_for_opened(&journey, 1);

    main.keys(&["Escape"]);
    main.press_role(Role::ComboBox, "Menu");
    main.press_role(Role::MenuItem, "Sign out");
    main.find(Role::Heading, "Sign in to Acme");
    wait_within(e2e::PATIENCE, || entries(&journey).is_empty().then_some(())).expect("no entry stays");
    assert!(foreign.exists(), "what is not ours stays");
    portico.quit();
    let settings = journey.homes().settings().replace("autostart = true", "autostart = false");
    journey.homes().write_settings(&settings);
    let _portico = journey.portico();
    wait_within(e2e::PATIENCE, || (!autostart.exists()).then_some(())).expect("it starts by itself no more");
}

/// A package replaces the file of a Portico that runs; then its folder gets another name.
#[test]
fn upgrade_and_move_update_desktop_entries() {
    let journey = stage("upgrade");
    journey.set_up().choose("menu_entries = true\nautostart = true");
    journey.desktop.keyring().start();
    let [old, new] = ["one", "two"].map(|name| journey.homes().path().join(name));
    fs::create_dir(&old).expect("a folder");
    let program = old.join("portico");
    fs::copy(Portico::program(), &program).expect("a Portico of its own");
    let portico = Portico::start_program(&journey.desktop, &program);
    journey.sign_in(&portico, "user@acme.test");
    let main = portico.main();
    main.wait_for_text("updated");
    let upgrade = old.join("portico.dpkg-new");
    fs::copy(&program, &upgrade).and_then(|_| fs::rename(&upgrade, &program)).expect("an upgrade");
    main.write(Role::ComboBox, "Search apps", "concur");
    main.find(Role::ListItem, "SAP Concur");
    main.keys(&["ctrl+d"]);
    let entry = wait_within(e2e::PATIENCE, || entries(&journey).pop()).expect("an entry");
    assert!(entry.contains(&format!("\nTryExec={}\n", program.display())), "{entry}");
    portico.quit();

    fs::rename(&old, &new).expect("another name");
    let program = new.join("portico");
    let _portico = Portico::start_program(&journey.desktop, &program);
    let autostart = journey.homes().path().join("config/autostart/dev.portico.Portico.desktop");
    let is_right = |text: &String| text.contains(&format!("\nTryExec={}\n", program.display()));
    wait_within(e2e::PATIENCE, || fs::read_to_string(&autostart).ok().filter(is_right)).expect("it starts from there");
}

/// Follows a link as a browser does, and answers the question in the window. Links that come too soon after
/// another are refused, so it is followed until it is taken; and an answer is taken once there was time to
/// read, so the button is pressed until the command ends.
fn follow(journey: &Journey, portico: &Portico<'_>, link: &str, answer: Option<&str>) -> Said {
    let main = portico.main();
    let once = || {
        std::thread::scope(|scope| {
            let following = scope.spawn(|| run_on(&journey.desktop, &[link]));
            while !following.is_finished() {
                let button = answer.and_then(|answer| main.look(Role::Button, answer));
                button.filter(Node::press);
            }
            following.join().expect("the command ends")
        })
    };
    wait_within(e2e::PATIENCE, || Some(once()).filter(|said| said.code != 5)).expect("a link is taken")
}

#[test]
fn deep_link_opens_app_after_confirmation() {
    let journey = stage("links");
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
        let said = follow(&journey, &portico, link, answer);
        assert_eq!(said.code, code, "{link} {answer:?}: {said:?}");
        assert_eq!(wait_for_opened(&journey, opened).len(), opened);
        portico.main().wait_gone(Role::Button, "Open once");
    }
    ends(&journey, &["portico://open/Nothing"], 4);
    assert_eq!(journey.opened().len(), 4);
}

/// The pointer is busy until the desktop is told, whichever window comes, or none.
#[test]
fn second_start_completes_startup_notification() {
    let journey = stage("startup");
    let portico = journey.start_signed_in();
    let main = portico.main();
    let startups = Startups::of(&journey.desktop);
    let starts = |id: &str, words: &[&str], code: i32| {
        let said = run_among(&journey.desktop, words, &[("DESKTOP_STARTUP_ID", id)]);
        assert_eq!(said.code, code, "{words:?}: {said:?}");
        startups.wait_for_completion(id);
    };
    let elsewhere = journey.desktop.another_window();
    wait_within(e2e::PATIENCE, || (!main.is_active()).then_some(())).expect("the person is elsewhere");
    // As old as the screen: the window comes to the front all the same.
    starts("e2e/Portico/1-1-here_TIME1", &[], 0);
    wait_within(e2e::PATIENCE, || main.is_active().then_some(())).expect("the main window comes");
    drop(elsewhere);
    // The palette's page is not there yet the first time, and is the second.
    for id in ["e2e/Portico/1-2-here_TIME1", "e2e/Portico/1-3-here_TIME1"] {
        starts(id, &["--palette"], 0);
        portico.palette().wait_open();
        portico.keys(&["Escape"]);
        portico.palette().wait_closed();
    }
    starts("e2e/Portico/1-4-here_TIME1", &["portico://open/Nothing"], 4);
    assert!(!portico.output().contains("panicked"), "{}", portico.output());
}

/// Shells, options, line breaks and other schemes, in every place of the command line where a name, a key
/// or a link may stand, at a Portico that runs and has a list.
#[test]
fn hostile_arguments_open_no_foreign_url() {
    let journey = stage("hostile_arguments");
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
    let (mut tried, mut guesses) = (0, 0);
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
            let words: Vec<&str> = line.iter().map(String::as_str).collect();
            let said = run_on(&journey.desktop, &words);
            // What a person types is searched for, and one app may be meant by it.
            let typed = line.len() == 3 && line[1] == "--" && said.code == 0;
            assert!(typed || [2, 4].contains(&said.code), "{line:?}: {said:?}");
            guesses += usize::from(typed);
            tried += 1;
        }
    }
    assert!(tried - guesses >= 500, "{tried}, {guesses}");
    let opened = journey.opened();
    assert!(opened.len() <= guesses, "{opened:?}");
    let begin = format!("http://{}/run?appkey=", journey.tenant.address());
    assert!(opened.iter().all(|call| call.len() == 2 && call[1].starts_with(&begin)), "{opened:?}");
    assert_eq!(portico.titles().len(), 1, "no window came");
    // It is there as before.
    assert_eq!(ends(&journey, &["open", "Wiki"], 0), "Wiki is open.\n");
    wait_for_opened(&journey, opened.len() + 1);
}
