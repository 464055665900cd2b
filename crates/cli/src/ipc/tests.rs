//! Tests of the wire format, byte for byte, and of requests that cannot be read.

use proptest::prelude::*;

use super::*;

fn to_json(request: &RequestEnvelope) -> String {
    serde_json::to_string(request).unwrap()
}

#[test]
fn requests_round_trip_through_json() {
    let link = DeepLink { app: "Jira".into(), source: portico_core::remote_control::LinkSource::Unknown };
    for (request, text) in [
        (Request::Apps, r#"{"version":1,"ask":"apps"}"#),
        (Request::Search { words: "ji".into() }, r#"{"version":1,"ask":{"search":{"words":"ji"}}}"#),
        (Request::Status, r#"{"version":1,"ask":"status"}"#),
        (
            Request::Open { key: "1".into(), wait: WaitMode::Opened },
            r#"{"version":1,"ask":{"open":{"key":"1","wait":"forTheApp"}}}"#,
        ),
        (
            Request::OpenNamed { name: "Jira".into(), wait: WaitMode::Accepted },
            r#"{"version":1,"ask":{"openNamed":{"name":"Jira","wait":"briefly"}}}"#,
        ),
        (Request::OpenLink(link), r#"{"version":1,"ask":{"follow":{"app":"Jira","source":"unknown"}}}"#),
        (Request::Show { words: None }, r#"{"version":1,"ask":{"show":{"words":null}}}"#),
        (Request::Palette, r#"{"version":1,"ask":"palette"}"#),
        (Request::Quit, r#"{"version":1,"ask":"quit"}"#),
    ] {
        let request = RequestEnvelope { version: PROTOCOL_VERSION, request, activation_token: None };
        assert_eq!(to_json(&request), text);
        assert_eq!(server::parse_request(text.as_bytes()), Ok(request));
    }
    // An older Portico reads past it.
    let request =
        RequestEnvelope { version: PROTOCOL_VERSION, request: Request::Palette, activation_token: Some("t-1".into()) };
    let text = r#"{"version":1,"ask":"palette","token":"t-1"}"#;
    assert_eq!(to_json(&request), text);
    assert_eq!(server::parse_request(text.as_bytes()), Ok(request));
}

#[test]
fn unreadable_requests_are_rejected_with_the_reason() {
    for (text, response) in [
        ("", Response::InvalidRequest),
        ("{}", Response::InvalidRequest),
        ("[1]", Response::InvalidRequest),
        (r#"{"version":1}"#, Response::InvalidRequest),
        (r#"{"version":1,"ask":"token"}"#, Response::InvalidRequest),
        (r#"{"version":1,"ask":{"open":{"key":1}}}"#, Response::InvalidRequest),
        (r#"{"version":-1,"ask":"apps"}"#, Response::InvalidRequest),
        (r#"{"version":2,"ask":"apps"}"#, Response::UnsupportedVersion),
        (r#"{"version":2,"something":"new"}"#, Response::UnsupportedVersion),
    ] {
        assert_eq!(server::parse_request(text.as_bytes()), Err(response), "{text}");
    }
    let deep = "[".repeat(8000);
    assert_eq!(server::parse_request(deep.as_bytes()), Err(Response::InvalidRequest));
}

#[test]
fn socket_falls_back_to_state_folder_if_runtime_path_is_unusable() {
    let in_home = |name: &str| PathBuf::from("/home/ada").join(name);
    let dirs = Dirs {
        config: in_home("c"),
        state: in_home("s"),
        cache: in_home("k"),
        policy: in_home("p"),
        locks: in_home("portico/locks"),
    };
    let folder = |runtime: Option<&str>| SocketPath::resolve(runtime.map(Path::new), &dirs).folder;
    assert_eq!(folder(None), in_home("portico"));
    assert_eq!(folder(Some("relative")), in_home("portico"));
    assert_eq!(folder(Some("")), in_home("portico"));
    if cfg!(unix) {
        assert_eq!(folder(Some("/run/user/1000")), PathBuf::from("/run/user/1000/portico"));
        assert_eq!(folder(Some(&format!("/{}", "x".repeat(100)))), in_home("portico"));
    }
}

/// Where the variable is not set, as under `su`.
#[cfg(unix)]
#[test]
fn default_runtime_dir_is_used_only_if_private_to_the_user() {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt, symlink};

    assert_eq!(runtime_dir(Some("/elsewhere".into())), Some("/elsewhere".into()));
    let root = tempfile::tempdir().unwrap();
    let own = root.path().join(rustix::process::geteuid().as_raw().to_string());
    let find_owned = || transport::owned_runtime_dir(root.path());
    assert_eq!(find_owned(), None);
    fs::create_dir(&own).unwrap();
    for (mode, is_used) in [(0o700, true), (0o755, false), (0o770, false), (0o1700, false)] {
        fs::set_permissions(&own, Permissions::from_mode(mode)).unwrap();
        assert_eq!(find_owned(), is_used.then(|| own.clone()), "{mode:o}");
    }
    fs::set_permissions(&own, Permissions::from_mode(0o700)).unwrap();
    let real = root.path().join("real");
    fs::rename(&own, &real).unwrap();
    symlink(&real, &own).unwrap();
    assert_eq!(find_owned(), None, "a link");
    fs::remove_file(&own).unwrap();
    fs::write(&own, "").unwrap();
    fs::set_permissions(&own, Permissions::from_mode(0o700)).unwrap();
    assert_eq!(find_owned(), None, "a file");
}

proptest! {
    #[test]
    fn parsing_arbitrary_bytes_does_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = server::parse_request(&bytes);
    }

    #[test]
    fn only_the_word_quit_parses_as_quit_request(word in "[a-zA-Z]{1,8}") {
        let line = format!(r#"{{"version":1,"ask":"{word}"}}"#);
        let is_quit = server::parse_request(line.as_bytes()).is_ok_and(|request| request.request == Request::Quit);
        prop_assert_eq!(is_quit, word == "quit");
    }

    #[test]
    fn corrupted_open_request_never_parses_as_another_request(index in 0usize..60, byte in any::<u8>()) {
        let mut line = br#"{"version":1,"ask":{"open":{"key":"1","wait":"briefly"}}}"#.to_vec();
        let index = index % line.len();
        line[index] = byte;
        if let Ok(request) = server::parse_request(&line) {
            let is_open = matches!(request.request, Request::Open { .. });
            prop_assert!(is_open);
        }
    }
}
