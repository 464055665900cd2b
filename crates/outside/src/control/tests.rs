//! What the two ends say to each other, word for word, and what is not understood.

use proptest::prelude::*;

use super::*;

fn said(request: &Request) -> String {
    serde_json::to_string(request).unwrap()
}

#[test]
fn requests_read_as_they_are_written() {
    let wanted = Wanted { app: "Jira".into(), source: crate::link::Source::Unknown };
    for (ask, text) in [
        (Ask::Apps, r#"{"version":1,"ask":"apps"}"#),
        (Ask::Search { words: "ji".into() }, r#"{"version":1,"ask":{"search":{"words":"ji"}}}"#),
        (Ask::Status, r#"{"version":1,"ask":"status"}"#),
        (
            Ask::Open { key: "1".into(), wait: Wait::ForTheApp },
            r#"{"version":1,"ask":{"open":{"key":"1","wait":"forTheApp"}}}"#,
        ),
        (
            Ask::OpenNamed { name: "Jira".into(), wait: Wait::Briefly },
            r#"{"version":1,"ask":{"openNamed":{"name":"Jira","wait":"briefly"}}}"#,
        ),
        (Ask::Follow(wanted), r#"{"version":1,"ask":{"follow":{"app":"Jira","source":"unknown"}}}"#),
        (Ask::Show { words: None }, r#"{"version":1,"ask":{"show":{"words":null}}}"#),
        (Ask::Palette, r#"{"version":1,"ask":"palette"}"#),
        (Ask::Quit, r#"{"version":1,"ask":"quit"}"#),
    ] {
        let request = Request { version: VERSION, ask, token: None };
        assert_eq!(said(&request), text);
        assert_eq!(server::understand(text.as_bytes()), Ok(request));
    }
    // An older Portico reads past it.
    let request = Request { version: VERSION, ask: Ask::Palette, token: Some("t-1".into()) };
    let text = r#"{"version":1,"ask":"palette","token":"t-1"}"#;
    assert_eq!(said(&request), text);
    assert_eq!(server::understand(text.as_bytes()), Ok(request));
}

#[test]
fn what_is_not_understood_is_said() {
    for (text, answer) in [
        ("", Answer::Malformed),
        ("{}", Answer::Malformed),
        ("[1]", Answer::Malformed),
        (r#"{"version":1}"#, Answer::Malformed),
        (r#"{"version":1,"ask":"token"}"#, Answer::Malformed),
        (r#"{"version":1,"ask":{"open":{"key":1}}}"#, Answer::Malformed),
        (r#"{"version":-1,"ask":"apps"}"#, Answer::Malformed),
        (r#"{"version":2,"ask":"apps"}"#, Answer::OtherVersion),
        (r#"{"version":2,"something":"new"}"#, Answer::OtherVersion),
    ] {
        assert_eq!(server::understand(text.as_bytes()), Err(answer), "{text}");
    }
    let deep = "[".repeat(8000);
    assert_eq!(server::understand(deep.as_bytes()), Err(Answer::Malformed));
}

#[test]
fn a_socket_lies_where_it_fits() {
    let at = |name: &str| PathBuf::from("/home/ada").join(name);
    let dirs = Dirs { config: at("c"), state: at("s"), cache: at("k"), policy: at("p"), locks: at("portico/locks") };
    let folder = |runtime: Option<&str>| Place::of(runtime.map(Path::new), &dirs).folder;
    assert_eq!(folder(None), at("portico"));
    assert_eq!(folder(Some("relative")), at("portico"));
    assert_eq!(folder(Some("")), at("portico"));
    if cfg!(unix) {
        assert_eq!(folder(Some("/run/user/1000")), PathBuf::from("/run/user/1000/portico"));
        assert_eq!(folder(Some(&format!("/{}", "x".repeat(100)))), at("portico"));
    }
}

/// Where the variable is not set, as under `su`.
#[cfg(unix)]
#[test]
fn a_runtime_folder_is_taken_unasked_if_it_is_ours_alone() {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt, symlink};

    assert_eq!(runtime_folder(Some("/elsewhere".into())), Some("/elsewhere".into()));
    let root = tempfile::tempdir().unwrap();
    let own = root.path().join(rustix::process::geteuid().as_raw().to_string());
    let found = || transport::own_below(root.path());
    assert_eq!(found(), None);
    fs::create_dir(&own).unwrap();
    for (mode, is_taken) in [(0o700, true), (0o755, false), (0o770, false), (0o1700, false)] {
        fs::set_permissions(&own, Permissions::from_mode(mode)).unwrap();
        assert_eq!(found(), is_taken.then(|| own.clone()), "{mode:o}");
    }
    fs::set_permissions(&own, Permissions::from_mode(0o700)).unwrap();
    let real = root.path().join("real");
    fs::rename(&own, &real).unwrap();
    symlink(&real, &own).unwrap();
    assert_eq!(found(), None, "a link");
    fs::remove_file(&own).unwrap();
    fs::write(&own, "").unwrap();
    fs::set_permissions(&own, Permissions::from_mode(0o700)).unwrap();
    assert_eq!(found(), None, "a file");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = server::understand(&bytes);
    }

    #[test]
    fn nothing_but_quit_ends_portico(word in "[a-zA-Z]{1,8}") {
        let line = format!(r#"{{"version":1,"ask":"{word}"}}"#);
        let quits = server::understand(line.as_bytes()).is_ok_and(|request| request.ask == Ask::Quit);
        prop_assert_eq!(quits, word == "quit");
    }

    #[test]
    fn nothing_but_the_asked_for_comes_of_nearly_right_lines(at in 0usize..60, byte in any::<u8>()) {
        let mut line = br#"{"version":1,"ask":{"open":{"key":"1","wait":"briefly"}}}"#.to_vec();
        let at = at % line.len();
        line[at] = byte;
        if let Ok(request) = server::understand(&line) {
            let is_open = matches!(request.ask, Ask::Open { .. });
            prop_assert!(is_open);
        }
    }
}
