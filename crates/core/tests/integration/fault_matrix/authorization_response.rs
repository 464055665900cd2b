//! A: the authorization response, as the user sees its outcome. The unit tests of `sign_in::oauth` cover each of its
//! parts.

use std::sync::{Arc, Mutex};

use portico_core::error::Code;

use super::harness::{Harness, LOGIN, assert_repeatable};
use crate::support::SignInBehavior;

/// Row, what the window is led to, and what is told; `None`: signed in.
type Row = (&'static str, &'static str, &'static [&'static str], Option<Code>);

const VALID_REDIRECT: &str = "{at}?code={code}&state={state}";

const ROWS: &[Row] = &[
    ("A-01", "right", &[VALID_REDIRECT], None),
    ("A-02", "wrong state", &["{at}?code={code}&state=wrong"], Some(Code::AuthState)),
    ("A-02", "a letter more", &["{at}?code={code}&state={state}x"], Some(Code::AuthState)),
    ("A-03", "missing state", &["{at}?code={code}"], Some(Code::AuthState)),
    ("A-03", "nothing at all", &["{at}"], Some(Code::AuthState)),
    ("A-04", "empty state", &["{at}?code={code}&state="], Some(Code::AuthState)),
    ("A-05", "state twice", &["{at}?code={code}&state={state}&state=x"], Some(Code::AuthState)),
    ("A-05", "state twice", &["{at}?code={code}&state=x&state={state}"], Some(Code::AuthState)),
    ("A-06", "no code, no error", &["{at}?state={state}"], Some(Code::AuthNoCode)),
    ("A-07", "empty code", &["{at}?code=&state={state}"], Some(Code::AuthBad)),
    ("A-08", "code twice", &["{at}?code={code}&code={code}&state={state}"], Some(Code::AuthBad)),
    ("A-09", "code of a mebibyte", &["{at}?code={long}&state={state}"], Some(Code::AuthBad)),
    ("A-10", "code with NUL", &["{at}?code={code}%00&state={state}"], Some(Code::AuthBad)),
    ("A-10", "code with a new line", &["{at}?code={code}%0A&state={state}"], Some(Code::AuthBad)),
    ("A-10", "code beyond ASCII", &["{at}?code={code}%C3%A4&state={state}"], Some(Code::AuthBad)),
    ("A-11", "refused", &["{at}?error=access_denied&state={state}"], Some(Code::AuthDenied)),
    (
        "A-11",
        "refused, with words",
        &["{at}?error=access_denied&error_description=CANARY-words%20%3Cb%3E&state={state}"],
        Some(Code::AuthDenied),
    ),
    (
        "A-11",
        "refused, with our state",
        &["{at}?error=access_denied&error_description=No%20{state}&state={state}"],
        Some(Code::AuthDenied),
    ),
    ("A-13", "error and code", &["{at}?error=access_denied&code={code}&state={state}"], Some(Code::AuthBad)),
    ("A-14", "twice", &[VALID_REDIRECT, VALID_REDIRECT], None),
    ("A-14", "then a wrong one", &[VALID_REDIRECT, "{at}?error=access_denied&state={state}"], None),
    ("A-14", "a wrong one first", &["{at}?code={code}&state=wrong", VALID_REDIRECT], Some(Code::AuthState)),
    ("A-16", "slash at the end", &["{at}/?code={code}&state={state}", VALID_REDIRECT], None),
    ("A-16", "parameter of the path", &["{at};x?code={code}&state={state}", VALID_REDIRECT], None),
    ("A-16", "two slashes", &["http://{host}//sysinfo/dummy?code={code}&state={state}", VALID_REDIRECT], None),
    ("A-16", "encoded letter", &["http://{host}/sysinfo/%64ummy?code={code}&state={state}", VALID_REDIRECT], None),
    ("A-16", "other case", &["http://{host}/SysInfo/Dummy?code={code}&state={state}", VALID_REDIRECT], None),
    ("A-16", "a port more", &["http://127.0.0.1:444/sysinfo/dummy?code={code}&state={state}", VALID_REDIRECT], None),
    ("A-16", "another scheme", &["https://{host}/sysinfo/dummy?code={code}&state={state}", VALID_REDIRECT], None),
    (
        "A-16",
        "as a user name",
        &["https://{host}@evil.test/sysinfo/dummy?code={code}&state={state}", VALID_REDIRECT],
        None,
    ),
    (
        "A-16",
        "another host",
        &["https://127.0.0.1.evil.test/sysinfo/dummy?code={code}&state={state}", VALID_REDIRECT],
        None,
    ),
    (
        "A-16",
        "plain http elsewhere",
        &["http://evil.test/sysinfo/dummy?code={code}&state={state}", VALID_REDIRECT],
        None,
    ),
    ("A-16", "normalised", &["http://{host}/x/../sysinfo\\dummy?code={code}&state={state}"], None),
    ("A-18", "wrong iss", &["{at}?code={code}&state={state}&iss=https://evil.test"], Some(Code::AuthIssuer)),
    (
        "A-18",
        "iss twice",
        &["{at}?code={code}&state={state}&iss=http://{host}&iss=http://{host}"],
        Some(Code::AuthIssuer),
    ),
    ("A-18", "empty iss", &["{at}?code={code}&state={state}&iss="], Some(Code::AuthIssuer)),
    ("A-18", "right iss", &["{at}?code={code}&state={state}&iss=http://{host}/"], None),
];

#[tokio::test]
async fn each_authorization_response_has_its_expected_outcome() {
    assert_repeatable(async || {
        let mut harness = Harness::new().await;
        let mut outcomes = Vec::new();
        for (id, fault, addresses, expected) in ROWS {
            let row = format!("{id} {fault}");
            harness.start_row();
            harness.sign_out_with_list().await;
            harness.start_row();
            harness.user.set_behavior(SignInBehavior::SignInThenNavigate(LOGIN, addresses));
            harness.attempt_sign_in(&row).await;
            assert_eq!(harness.error_code(), *expected, "{row}");
            assert_eq!(harness.is_signed_in(), expected.is_none(), "{row}");
            assert_eq!(
                harness.count_own_requests("/oauth2/token"),
                usize::from(expected.is_none()),
                "{row}: token requests"
            );
            assert_eq!(harness.count_all_requests("/sysinfo/dummy"), 0, "{row}");
            assert_eq!(harness.app_count(), 42, "{row}: U3: the list");
            harness.user.platform.inspect(|recorded| {
                assert_eq!(recorded.sign_ins_closed, recorded.sign_ins_opened, "{row}: the window")
            });
            let server_message = harness.error().and_then(|problem| problem.server_message).unwrap_or_default();
            assert!(!server_message.contains("No "), "{row}: U4: {server_message}");
            harness.assert_invariants(&row);
            outcomes.push((harness.error_code(), harness.own_request_count()));
            harness.assert_next_attempt_succeeds(&row).await;
        }
        outcomes
    })
    .await;
}

/// Look-alikes are addresses as others: followed where the web may be followed, and refused in the clear.
#[tokio::test]
async fn sign_in_window_allows_only_safe_navigation() {
    const ADDRESSES: &[&str] = &[
        "{at}/?code={code}",
        "http://evil.test/sysinfo/dummy?code={code}&state={state}",
        "file:///etc/passwd",
        VALID_REDIRECT,
        VALID_REDIRECT,
    ];
    assert_repeatable(async || {
        let harness = Harness::new().await;
        harness.user.set_behavior(SignInBehavior::SignInThenNavigate(LOGIN, ADDRESSES));
        harness.user.sign_in().await;
        harness
            .user
            .platform
            .inspect(|recorded| assert_eq!(recorded.navigation_results, [true, false, false, false, false]));
    })
    .await;
}

/// A-15: an old, valid answer, after the sign-in and after Cancel.
#[tokio::test]
async fn replayed_authorization_response_is_ignored() {
    assert_repeatable(async || {
        let mut harness = Harness::new().await;
        let redirect = Arc::new(Mutex::new(String::new()));
        let captured = redirect.clone();
        harness.user.sign_in().await;
        let page = harness.user.platform.inspect(|recorded| recorded.sign_in_page.clone()).unwrap();
        for exchange in harness.proxy.exchanges_since(0) {
            let response = String::from_utf8_lossy(&exchange.response).into_owned();
            if let Some(line) = response.lines().find(|line| line.contains("/sysinfo/dummy?")) {
                line.split_once(": ").unwrap().1.trim().clone_into(&mut captured.lock().unwrap());
            }
        }
        let replay = redirect.lock().unwrap().parse().unwrap();
        let before = harness.proxy.exchange_count();
        for _ in 0..3 {
            assert!(!page.allow_navigation(&replay), "A-15: opened");
        }
        // After a Cancel: the same answer, and one that fits the cancelled request.
        harness.user.app.sign_out(false).await;
        harness.user.set_behavior(SignInBehavior::NeverLoad);
        let app = harness.user.app.clone();
        let attempt = tokio::spawn(async move { app.sign_in(None).await });
        harness.user.platform.wait_for("the attempt", |recorded| recorded.sign_ins_opened == 2).await;
        harness.user.app.cancel_sign_in();
        attempt.await.unwrap();
        let page = harness.user.platform.inspect(|recorded| recorded.sign_in_page.clone()).unwrap();
        let state = page.url().query_pairs().find(|(key, _)| key == "state").unwrap().1.into_owned();
        let late_redirect =
            format!("{}/sysinfo/dummy?code=CANARY-late-code&state={state}", harness.proxy.url).parse().unwrap();
        assert!(!page.allow_navigation(&replay) && !page.allow_navigation(&late_redirect), "A-15: opened");
        assert!(harness.is_signed_out() && harness.error_code().is_none());
        assert_eq!(harness.proxy.count_own_requests(before, "/oauth2/token"), 0, "A-15");
        harness.assert_invariants("A-15");
        harness.assert_next_attempt_succeeds("A-15").await;
    })
    .await;
}

/// A-20: the person closes the window, the page does, or ten minutes go by.
#[tokio::test]
async fn abandoned_sign_in_ends_signed_out_and_keeps_list() {
    assert_repeatable(async || {
        let mut harness = Harness::new().await;
        for (row, behavior, expected) in [
            ("A-20 closed", SignInBehavior::CloseWindow, None),
            ("A-20 ten minutes", SignInBehavior::NeverLoad, Some(Code::AuthTimeout)),
            ("A-20 ten minutes on a page", SignInBehavior::LoadAndIdle, Some(Code::AuthTimeout)),
        ] {
            harness.sign_out_with_list().await;
            harness.start_row();
            harness.user.set_behavior(behavior);
            let app = harness.user.app.clone();
            let sign_ins = harness.user.platform.inspect(|recorded| recorded.sign_ins_opened);
            let attempt = tokio::spawn(async move { app.sign_in(None).await });
            harness.user.platform.wait_for("the attempt", |recorded| recorded.sign_ins_opened > sign_ins).await;
            if expected.is_some() {
                tokio::time::pause();
            }
            let started = tokio::time::Instant::now();
            attempt.await.unwrap();
            if expected.is_some() {
                assert!((599..=601).contains(&started.elapsed().as_secs()), "{row}: {:?}", started.elapsed());
                tokio::time::resume();
            }
            assert_eq!(harness.error_code(), expected, "{row}");
            assert!(harness.is_signed_out(), "{row}");
            assert_eq!((harness.count_own_requests("/oauth2/token"), harness.app_count()), (0, 42), "{row}");
            harness.assert_invariants(row);
            harness.assert_next_attempt_succeeds(row).await;
        }
    })
    .await;
}

/// A-18, the rest: metadata promises `iss`, and the answer has none. A document of somebody else's
/// promises nothing, and neither does one that cannot be had.
#[tokio::test]
async fn response_without_issuer_promised_by_metadata_is_rejected() {
    assert_repeatable(async || {
        let mut harness = Harness::new().await;
        let metadata = r#"{"authorization_response_iss_parameter_supported":true}"#;
        harness.start_row();
        harness.proxy.script_response("/.well-known/", 1, super::recording_proxy::json_response(200, metadata));
        harness.attempt_sign_in("A-18").await;
        assert_eq!(
            (harness.error_code(), harness.count_own_requests("/oauth2/token")),
            (Some(Code::AuthIssuer), 0),
            "A-18"
        );
        harness.assert_invariants("A-18");
        let foreign_metadata =
            r#"{"issuer":"https://evil.test/","authorization_response_iss_parameter_supported":true}"#;
        harness.start_row();
        harness.proxy.script_response("/.well-known/", 1, super::recording_proxy::json_response(200, foreign_metadata));
        harness.attempt_sign_in("A-18 of another").await;
        assert!(harness.is_signed_in(), "A-18 of another");
        harness.assert_invariants("A-18 of another");
    })
    .await;
}
