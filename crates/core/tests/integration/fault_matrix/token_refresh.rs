//! C: token refresh. Only a refusal by the tenant ends the session, and a stored credential is replaced only by a newer
//! one.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use portico_core::clock::Clock as _;
use portico_core::error::Code;

use super::harness::{Harness, assert_repeatable, stored_text};
use super::recording_proxy::{ScriptedResponse, html_response, json_response, response, tenant_response_replacing};
use crate::support::{MemoryKeyring, OffsetClock};

/// Longer than an access token lives, and shorter than a session of the portal's.
const TOKEN_LIFETIME: Duration = Duration::from_secs(18_000);

/// Signed in, kept, and the access token at its end.
struct ExpiredSession {
    harness: Harness,
    clock: Arc<OffsetClock>,
}

impl ExpiredSession {
    async fn new(rotation: bool) -> Self {
        let clock = Arc::new(OffsetClock(Mutex::default()));
        let mut harness = Harness::with_config(|config| config.apps[0].rotation = rotation, clock.clone()).await;
        harness.attempt_sign_in("C").await;
        let (_, refresh) = harness.last_tokens();
        harness.wait_until_stored(&refresh).await;
        harness.start_row();
        let session = Self { harness, clock };
        session.expire_token();
        session
    }

    fn expire_token(&self) {
        self.advance_clock(TOKEN_LIFETIME);
        self.harness.user.controls().advance(TOKEN_LIFETIME);
    }

    fn advance_clock(&self, by: Duration) {
        *self.clock.0.lock().unwrap() += by;
    }
}

/// C-01, C-02.
#[tokio::test]
async fn latest_refresh_token_is_stored_before_it_is_used() {
    for (row, rotation) in [("C-01 none comes back", false), ("C-02 another comes back", true)] {
        assert_repeatable(async || {
            let mut expired_session = ExpiredSession::new(rotation).await;
            let harness = &mut expired_session.harness;
            let (first_access, first_refresh) = harness.last_tokens();
            // At the first call with a new access token, what is kept has it already.
            let stored_before_use = Arc::new(Mutex::new(Vec::new()));
            let (observed, keyring) = (stored_before_use.clone(), harness.user.keyring.clone());
            harness.proxy.observe_requests(move |exchange| {
                let bearer = exchange.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
                if let Some(bearer) = bearer.filter(|_| exchange.path_contains("/uprest") && exchange.is_from_portico())
                {
                    observed.lock().unwrap().push(stored_text(&keyring).contains(bearer));
                }
            });
            harness.user.app.refresh().await;
            let (access, refresh) = harness.last_tokens();
            assert_ne!(access, first_access, "{row}");
            assert_eq!(refresh != first_refresh, rotation, "{row}");
            assert_eq!(*stored_before_use.lock().unwrap(), [true], "{row}: kept before it was used");
            let stored = stored_text(&harness.user.keyring);
            assert!(stored.contains(&refresh) && stored.contains(&access), "{row}");
            assert_eq!(stored.contains(&first_refresh), !rotation, "{row}: the old one");
            assert_eq!(
                (
                    harness.error_code(),
                    harness.count_own_requests("/oauth2/token"),
                    harness.count_own_requests("/uprest")
                ),
                (None, 1, 1),
                "{row}"
            );
            harness.assert_invariants(row);
            // And once more with what is held now.
            expired_session.expire_token();
            expired_session.harness.user.app.refresh().await;
            assert_eq!(
                (expired_session.harness.error_code(), expired_session.harness.count_own_requests("/oauth2/token")),
                (None, 2),
                "{row}"
            );
        })
        .await;
    }
}

/// C-06: refused, but meanwhile another process has put a newer one in its place.
#[tokio::test]
async fn rejected_refresh_adopts_newer_stored_credential() {
    assert_repeatable(async || {
        let mut expired_session = ExpiredSession::new(true).await;
        let harness = &mut expired_session.harness;
        let old_entries = harness.user.keyring.snapshot();
        harness.user.app.sign_in(None).await;
        let (_, refresh) = harness.last_tokens();
        harness.wait_until_stored(&refresh).await;
        let newer_entries = harness.user.keyring.snapshot();
        harness.user.keyring.restore(old_entries);
        harness.restart(super::harness::USER);
        // The restart finds the old one, which is at its end.
        harness.start_row();
        let keyring = harness.user.keyring.clone();
        let pending = Mutex::new(Some(newer_entries));
        harness.proxy.observe_requests(move |exchange| {
            if exchange.path_contains("/oauth2/token")
                && let Some(newer_entries) = pending.lock().unwrap().take()
            {
                keyring.restore(newer_entries);
            }
        });
        harness.script_token_endpoint(json_response(400, r#"{"error":"invalid_grant"}"#));
        harness.user.app.run_startup_tasks().await;
        assert_eq!((harness.is_signed_in(), harness.error_code(), harness.app_count()), (true, None, 42), "C-06");
        assert!(stored_text(&harness.user.keyring).contains(&refresh), "C-06: cleared");
        assert_eq!(harness.count_own_requests("/oauth2/token"), 1, "C-06");
        harness.assert_invariants("C-06");
    })
    .await;
}

/// C-07.
#[tokio::test]
async fn refresh_with_invalid_grant_ends_session_and_keeps_list() {
    assert_repeatable(async || {
        for (row, response) in [
            ("C-07 400", json_response(400, r#"{"error":"invalid_grant","error_description":"CANARY"}"#)),
            ("C-07 401", json_response(401, r#"{"error":"invalid_grant"}"#)),
        ] {
            let mut expired_session = ExpiredSession::new(true).await;
            let harness = &mut expired_session.harness;
            harness.script_token_endpoint(response);
            harness.user.app.refresh().await;
            assert_eq!(harness.error_code(), Some(Code::SessionEnded), "{row}");
            assert!(harness.is_signed_out(), "{row}");
            assert_eq!(harness.user.keyring.entry_names(), Vec::<String>::new(), "{row}: the keyring");
            assert_eq!((harness.app_count(), harness.count_own_requests("/oauth2/token")), (42, 1), "{row}");
            harness.assert_invariants(row);
            harness.assert_next_attempt_succeeds(row).await;
        }
    })
    .await;
}

fn other_failures() -> Vec<(&'static str, Option<ScriptedResponse>, Code)> {
    vec![
        ("500", Some(html_response(500)), Code::TokenServer),
        ("502", Some(html_response(502)), Code::TokenServer),
        ("503", Some(html_response(503)), Code::TokenServer),
        ("504", Some(response(504, &[], b"")), Code::TokenServer),
        ("429", Some(response(429, &["retry-after: 60"], b"")), Code::ApiBusy),
        ("page", Some(html_response(200)), Code::NetPortal),
        ("redirect", Some(response(302, &["location: /login"], b"")), Code::NetRedirect),
        ("400 invalid_client", Some(json_response(400, r#"{"error":"invalid_client"}"#)), Code::TokenClient),
        ("401 invalid_client", Some(json_response(401, r#"{"error":"invalid_client"}"#)), Code::TokenClient),
        ("403", Some(html_response(403)), Code::TokenClient),
        ("404", Some(html_response(404)), Code::TokenAppId),
        ("cut", Some(ScriptedResponse::Raw(Vec::new())), Code::NetCut),
        ("nothing", Some(json_response(200, "")), Code::TokenFormat),
        ("no token", Some(json_response(200, r#"{"access_token":"","token_type":"Bearer"}"#)), Code::TokenFormat),
        (
            "no lifetime",
            Some(tenant_response_replacing("\"expires_in\":18000", "\"expires_in\":true")),
            Code::TokenFormat,
        ),
        ("another type", Some(tenant_response_replacing("\"Bearer\"", "\"mac\"")), Code::TokenType),
        ("offline", None, Code::NetRefused),
    ]
}

/// C-08: whatever else goes wrong, what is kept stays, the tenant is left in peace for a while, and
/// then it works.
#[tokio::test]
async fn refresh_failing_without_invalid_grant_keeps_session() {
    assert_repeatable(async || {
        let mut expired_session = ExpiredSession::new(false).await;
        let mut outcomes = Vec::new();
        for (fault, response, expected) in other_failures() {
            let row = format!("C-08 {fault}");
            expired_session.expire_token();
            let harness = &mut expired_session.harness;
            harness.start_row();
            let before = stored_text(&harness.user.keyring);
            let is_offline = response.is_none();
            match response {
                Some(response) => harness.script_token_endpoint(response),
                None => harness.proxy.stop().await,
            }
            harness.user.app.refresh().await;
            assert_eq!(harness.error_code(), Some(expected), "{row}");
            assert_eq!((harness.is_signed_in(), harness.app_count()), (true, 42), "{row}");
            assert_eq!(stored_text(&harness.user.keyring), before, "{row}: the keyring");
            // Again at once: it rests.
            harness.user.app.refresh().await;
            assert_eq!(harness.error_code(), Some(expected), "{row}");
            assert_eq!(harness.count_own_requests("/oauth2/token"), usize::from(!is_offline), "{row}: U5");
            assert_eq!(harness.count_own_requests("/uprest"), 0, "{row}: a stale token was sent");
            harness.assert_invariants(&row);
            outcomes.push((row.clone(), expected));
            if is_offline {
                harness.proxy.restart().await;
            }
            expired_session.advance_clock(Duration::from_secs(121));
            expired_session.harness.assert_next_attempt_succeeds(&row).await;
            assert_eq!(
                expired_session.harness.count_own_requests("/oauth2/token"),
                1 + usize::from(!is_offline),
                "{row}"
            );
        }
        outcomes
    })
    .await;
}

/// C-08: each failure makes the next wait longer, up to half a minute.
#[tokio::test]
async fn repeated_refresh_failures_back_off_up_to_30s() {
    assert_repeatable(async || {
        let expired_session = ExpiredSession::new(false).await;
        let harness = &expired_session.harness;
        harness.proxy.script_response("/oauth2/token", usize::MAX, html_response(503));
        let mut request_times = Vec::new();
        for second in 0..100 {
            let before = harness.count_own_requests("/oauth2/token");
            harness.user.app.refresh().await;
            if harness.count_own_requests("/oauth2/token") > before {
                request_times.push(second);
            }
            expired_session.advance_clock(Duration::from_millis(1_001));
        }
        assert!((5..=8).contains(&request_times.len()), "C-08: {request_times:?}");
        assert!(request_times.windows(2).all(|two| two[1] - two[0] <= 31), "C-08: {request_times:?}");
        assert!(harness.clock.now() > portico_core::clock::SystemClock.now());
    })
    .await;
}

/// C-02: between the answer and the keyring, the keyring goes away, and comes back.
#[tokio::test]
async fn keyring_failure_during_refresh_keeps_session_and_retry_persists_it() {
    assert_repeatable(async || {
        let mut expired_session = ExpiredSession::new(true).await;
        let harness = &mut expired_session.harness;
        let keyring: MemoryKeyring = harness.user.keyring.clone();
        harness.proxy.observe_requests(move |exchange| {
            if exchange.path_contains("/oauth2/token") {
                keyring.set_error(Some(portico_core::storage::keyring::KeyringError::Denied));
            }
        });
        harness.user.app.refresh().await;
        assert_eq!(
            (harness.is_signed_in(), harness.error_code(), harness.app_count()),
            (true, None, 42),
            "C-02 no keyring"
        );
        harness.assert_invariants("C-02 no keyring");
        harness.user.keyring.set_error(None);
        harness.user.app.retry_keyring().await;
        let (_, refresh) = harness.last_tokens();
        harness.wait_until_stored(&refresh).await;
    })
    .await;
}
