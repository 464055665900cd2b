//! The command line of a running and of a stopped Portico.

use std::path::PathBuf;

use e2e::{CommandLine, Portico, Role, run_in_desktop};

use crate::commands::{APPS, journey_with_apps, run_command, wait_for_cached_list, wait_for_opened_urls};

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
    // A second start opens no second Portico.
    run_command(&journey, &[], 0);
    run_command(&journey, &["--hidden"], 0);
    assert_eq!(journey.browser_calls().len(), 2);

    portico.quit();
    let list = run_command(&journey, &["list"], 0);
    assert!(list.contains("SAP Fiori") && list.contains("Portico is not running"), "{list}");
    assert!(run_command(&journey, &["status"], 3).contains("not running"));
    run_command(&journey, &["open", "sap"], 4);
    // Portico starts, and the app opens once the session is restored.
    let portico = Portico::start_with_args(&journey.desktop, &["open", "jira"]);
    portico.main_window().wait_for_text("updated");
    wait_for_opened_urls(&journey, 3);
    portico.quit();

    // After a sign-out neither lists anything.
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
    let portico = CommandLine::new("windowless_commands");
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
    let created_files: Vec<_> = files.filter(|path| !path.starts_with(portico.dirs().bin_dir())).collect();
    assert_eq!(created_files, Vec::<PathBuf>::new(), "a look leaves nothing behind");
}
