//! C-14: calls that are refused although the token is good. Only a refused grant ends a session, or, where nothing can be
//! renewed, a 401 of `whoami`.

use std::sync::{Arc, Mutex};

use portico_core::error::Code;

use super::harness::{Harness, assert_repeatable, stored_text};
use super::recording_proxy::{html_response, json_response, response};
use crate::support::OffsetClock;

/// C-14: the calls are turned down whatever the token. Only a refused grant ends a session.
#[tokio::test]
async fn api_rejecting_refreshed_token_keeps_session() {
    assert_repeatable(async || {
        let page = response(200, &["content-type: text/html", "x-cfy-tx-id: 1"], b"<h1>Maintenance</h1>");
        for (row, response, expected) in [
            ("C-14 JSON", json_response(401, r#"{"success":false}"#), Code::ApiDenied),
            ("C-14 page", html_response(401), Code::ApiDenied),
            (
                "C-14 nothing",
                response(401, &["www-authenticate: Bearer error=\"invalid_token\""], b""),
                Code::ApiDenied,
            ),
            ("C-14 login", response(302, &["location: /login?x=1"], b""), Code::ApiDenied),
            ("C-14 maintenance", page, Code::NetPortal),
        ] {
            let mut harness = Harness::new().await;
            harness.attempt_sign_in(row).await;
            let (_, refresh) = harness.last_tokens();
            harness.wait_until_stored(&refresh).await;
            harness.start_row();
            harness.proxy.script_response("/uprest", usize::MAX, response);
            harness.user.app.refresh().await;
            assert_eq!(harness.error_code(), Some(expected), "{row}");
            assert!(harness.is_signed_in(), "{row}");
            assert!(harness.own_request_count() <= 4, "{row}: U5: {} requests", harness.own_request_count());
            assert_eq!(
                (harness.count_own_requests("/oauth2/token"), harness.count_own_requests("/uprest")),
                (1, 2),
                "{row}"
            );
            let (access, refresh) = harness.last_tokens();
            let stored = stored_text(&harness.user.keyring);
            assert!(stored.contains(&access) && stored.contains(&refresh), "{row}: the keyring");
            assert_eq!(harness.app_count(), 42, "{row}");
            // However long it is there, a page costs one renewal.
            if expected == Code::NetPortal {
                harness.user.app.refresh().await;
                harness.user.app.refresh().await;
                assert_eq!(harness.count_own_requests("/oauth2/token"), 1, "{row}");
            }
            harness.assert_invariants(row);
            harness.assert_next_attempt_succeeds(row).await;
        }
    })
    .await;
}

/// C-14: what cannot be renewed ends with a 401 of `whoami`, and with no other refusal.
#[tokio::test]
async fn unrenewable_session_ends_only_when_whoami_rejects_it() {
    for (row, change) in [
        ("portal", (|config| config.apps[0].refresh = true) as fn(&mut demo_tenant::Config)),
        ("no refresh token", |config| config.apps[0].refresh = false),
    ] {
        let clock = Arc::new(OffsetClock(Mutex::default()));
        let mut harness = Harness::with_config(change, clock).await;
        if row == "portal" {
            let settings = format!("{}sign_in = \"portal\"\n", harness.user.read_settings());
            harness.user.restart_with_settings(&settings, super::harness::USER);
            harness.reset_checked_updates();
            harness.accept_settings();
        }
        harness.attempt_sign_in(row).await;
        for (response, expected) in [
            (json_response(401, r#"{"success":false}"#), Code::ApiDenied),
            (response(302, &["location: /login?x=1"], b""), Code::ApiDenied),
            (response(200, &["content-type: text/html", "x-cfy-tx-id: 1"], b"<h1>Maintenance</h1>"), Code::NetPortal),
        ] {
            harness.start_row();
            harness.proxy.script_response("/uprest", usize::MAX, response);
            harness.user.app.refresh().await;
            assert_eq!((harness.is_signed_in(), harness.error_code()), (true, Some(expected)), "{row}");
            assert!(harness.own_request_count() <= 4, "{row}: U5");
        }
        harness.start_row();
        harness.proxy.script_response("/uprest", 1, json_response(401, r#"{"success":false}"#));
        harness.proxy.script_response("whoami", usize::MAX, json_response(401, r#"{"success":false}"#));
        harness.user.app.refresh().await;
        assert_eq!((harness.is_signed_out(), harness.error_code()), (true, Some(Code::SessionEnded)), "{row}");
        assert_eq!(harness.app_count(), 42, "{row}");
        harness.assert_invariants(row);
    }
}
