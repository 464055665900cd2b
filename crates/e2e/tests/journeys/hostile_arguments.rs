//! Hostile arguments for a running Portico that has a list.

use e2e::run_in_desktop;

use crate::commands::{journey_with_apps, run_command, wait_for_opened_urls};

/// Shell syntax, options, line breaks and other schemes, wherever the command line takes a name, a key or a link.
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
            // `open` searches for its argument, which may match exactly one app.
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
    // Portico works as before.
    assert_eq!(run_command(&journey, &["open", "Wiki"], 0), "Wiki is open.\n");
    wait_for_opened_urls(&journey, opened.len() + 1);
}
