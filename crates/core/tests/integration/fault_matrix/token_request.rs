//! B: token requests that are throttled, redirected, rejected or echoed, and a response without a refresh token.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use demo_tenant::ClientIdType;
use portico_core::clock::SystemClock;
use portico_core::error::Code;
use tokio::net::TcpListener;

use super::canaries::CLIENT_SECRET;
use super::harness::{Harness, assert_repeatable};
use super::recording_proxy::{ScriptedResponse, html_response, json_response, response, tenant_response_replacing};

/// B-04: how long to wait is shown, for two minutes at most; the code is not sent again.
#[tokio::test]
async fn retry_after_is_shown_and_capped_at_two_minutes() {
    assert_repeatable(async || {
        let mut harness = Harness::new().await;
        let in_a_minute = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(61));
        for (value, seconds) in [
            (Some("5"), Some(5)),
            (Some(in_a_minute.as_str()), Some(60)),
            (Some("Wed, 21 Oct 2015 07:28:00 GMT"), Some(0)),
            (Some("0"), Some(0)),
            (Some("-1"), None),
            (Some("never"), None),
            (Some("1000000000"), Some(120)),
            (None, None),
        ] {
            let row = format!("B-04 {value:?}");
            harness.sign_out_with_list().await;
            harness.start_row();
            let header = value.map(|value| format!("retry-after: {value}"));
            let headers: Vec<&str> = header.as_deref().into_iter().collect();
            harness.script_token_endpoint(response(429, &headers, b"{}"));
            let before = harness.clock.now();
            harness.attempt_sign_in(&row).await;
            let after = harness.clock.now();
            let error = harness.error().unwrap();
            assert_eq!((error.code, harness.count_own_requests("/oauth2/token")), (Code::ApiBusy, 1), "{row}");
            match (error.retry_after, seconds) {
                (None, None) => {}
                (Some(until), Some(seconds)) => {
                    // A date has whole seconds.
                    let early = before.plus(Duration::from_secs(seconds)).0.saturating_sub(10_000);
                    let late = after.plus(Duration::from_secs(seconds + 1)).0;
                    assert!((early..=late).contains(&until.0), "{row}: {until:?}");
                }
                other => panic!("{row}: {other:?}"),
            }
            harness.assert_invariants(&row);
            harness.assert_next_attempt_succeeds(&row).await;
        }
    })
    .await;
}

/// B-21: a redirect is an answer, and nothing is sent to where it points.
#[tokio::test]
async fn token_endpoint_redirect_is_reported_and_not_followed() {
    assert_repeatable(async || {
        let listener = TcpListener::bind("127.0.0.2:0").await.unwrap();
        let foreign_address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = connections.clone();
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                counter.fetch_add(1, Ordering::SeqCst);
            }
        });
        let mut harness = Harness::new().await;
        let own_url = harness.proxy.url.clone();
        let targets = [
            format!("{own_url}/elsewhere"),
            format!("{own_url}/oauth2/token/Portico"),
            format!("http://{foreign_address}/steal"),
            format!("https://{foreign_address}/steal"),
            "file:///etc/passwd".to_owned(),
            String::new(),
        ];
        for status in [301, 302, 303, 307, 308] {
            // Which status goes with which target makes no difference to the code: each status with three targets.
            for target in targets.iter().cycle().skip(status as usize).take(2).chain([&targets[2]]) {
                let row = format!("B-21 {status} to {target}");
                harness.sign_out_with_list().await;
                harness.start_row();
                harness.script_token_endpoint(response(status, &[&format!("location: {target}")], b""));
                harness.attempt_sign_in(&row).await;
                assert_eq!(harness.error_code(), Some(Code::NetRedirect), "{row}");
                assert_eq!(harness.count_own_requests("/oauth2/token"), 1, "{row}");
                assert_eq!(
                    (harness.count_all_requests("/elsewhere"), connections.load(Ordering::SeqCst)),
                    (0, 0),
                    "{row}"
                );
                harness.assert_invariants(&row);
                harness.assert_next_attempt_succeeds(&row).await;
            }
        }
    })
    .await;
}

/// B-02 for a client with a secret: it is tried in both places, and goes nowhere else.
#[tokio::test]
async fn rejected_client_secret_is_reported_and_sent_nowhere_else() {
    assert_repeatable(async || {
        let confidential_client = |config: &mut demo_tenant::Config| {
            config.apps[0].client_id_type = ClientIdType::Confidential;
            config.apps[0].clients = vec!["portico".to_owned()];
            config.apps[0].secret = CLIENT_SECRET.to_owned();
        };
        let mut harness = Harness::with_config(confidential_client, Arc::new(SystemClock)).await;
        harness.user.app.save_client_secret(&CLIENT_SECRET.into()).await;
        harness.accept_settings();
        for (row, response, expected, requests) in [
            ("B-02 a secret, 401", json_response(401, r#"{"error":"invalid_client"}"#), Code::TokenClient, 2),
            ("B-02 a secret, 403", html_response(403), Code::TokenClient, 1),
            ("B-05 a secret, 503", html_response(503), Code::TokenServer, 1),
        ] {
            harness.start_row();
            harness.proxy.script_response("/oauth2/token", 2, response);
            harness.attempt_sign_in(row).await;
            assert_eq!(harness.error_code(), Some(expected), "{row}");
            assert_eq!(harness.count_own_requests("/oauth2/token"), requests, "{row}");
            harness.assert_invariants(row);
            harness.assert_next_attempt_succeeds(row).await;
            harness.assert_invariants(row);
            harness.user.app.sign_out(false).await;
        }
    })
    .await;
}

/// A server that repeats what it was sent: its words are shown, but not those.
#[tokio::test]
async fn server_message_with_code_is_not_shown() {
    assert_repeatable(async || {
        let mut harness = Harness::new().await;
        harness.sign_out_with_list().await;
        harness.start_row();
        let sent_code = Arc::new(std::sync::Mutex::new(String::new()));
        // The answer to the token request is the tenant's for a wrong verifier, with the code in it.
        let observed_code = sent_code.clone();
        harness.proxy.observe_requests(move |exchange| {
            if exchange.path_contains("/oauth2/token") {
                let code = url::form_urlencoded::parse(&exchange.body).find(|(key, _)| key == "code");
                *observed_code.lock().unwrap() = code.map(|(_, code)| code.into_owned()).unwrap_or_default();
            }
        });
        let echoed_code = sent_code.clone();
        harness.script_token_endpoint(ScriptedResponse::Edited(Arc::new(move |head, body| {
            *head = head.replacen("200", "400", 1);
            let code = echoed_code.lock().unwrap().clone();
            *body =
                format!(r#"{{"error":"invalid_grant","error_description":"The code {code} is spent"}}"#).into_bytes();
        })));
        harness.attempt_sign_in("B-01 echo").await;
        let error = harness.error().unwrap();
        assert_eq!(error.code, Code::TokenGrant);
        let code = sent_code.lock().unwrap().clone();
        assert!(code.len() >= 8);
        assert!(!error.server_message.unwrap_or_default().contains(&code), "B-01: U4: the code is quoted");
        harness.assert_invariants("B-01 echo");
        harness.assert_next_attempt_succeeds("B-01 echo").await;
    })
    .await;
}

/// B-19: no refresh token. The end is known, and told.
#[tokio::test]
async fn session_without_refresh_token_shows_its_end() {
    assert_repeatable(async || {
        let mut harness = Harness::with_config(|config| config.apps[0].refresh = false, Arc::new(SystemClock)).await;
        harness.attempt_sign_in("B-19").await;
        harness.user.platform.inspect(|recorded| {
            let Some(portico_core::view::SessionView::SignedIn { ends_at: Some(end), .. }) = recorded.session else {
                panic!("B-19: {:?}", recorded.session)
            };
            let remaining = end.since(harness.clock.now());
            assert!(
                remaining <= Duration::from_hours(5) && remaining > Duration::from_mins(299),
                "B-19: {remaining:?}"
            );
        });
        harness.assert_invariants("B-19");
        // The same from an empty and a null member.
        for empty in ["\"\"", "null"] {
            harness.start_row();
            let mut harness_without_token = Harness::new().await;
            harness_without_token.script_token_endpoint(tenant_response_replacing(
                "\"refresh_token\"",
                format!("\"refresh_token\":{empty},\"was\""),
            ));
            harness_without_token.attempt_sign_in("B-19").await;
            assert!(harness_without_token.is_signed_in());
            harness_without_token.user.platform.inspect(|recorded| {
                use portico_core::view::SessionView::SignedIn;
                assert!(matches!(recorded.session, Some(SignedIn { ends_at: Some(_), .. })), "B-19 {empty}");
            });
            harness_without_token.assert_invariants("B-19");
        }
    })
    .await;
}
