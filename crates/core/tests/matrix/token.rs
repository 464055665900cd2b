//! B: what the token endpoint answers instead of tokens. The code is spent once whatever comes, and the
//! person begins anew.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use demo_tenant::ClientIdType;
use portico_core::clock::SystemClock;
use portico_core::error::Code;
use tokio::net::TcpListener;

use super::canaries::CLIENT_SECRET;
use super::oracles::{Harness, assert_repeatable};
use super::wire::{
    ScriptedResponse, html_response, json_response, response, tenant_response_replacing, tenant_response_with_body,
};

pub(super) type Row = (&'static str, &'static str, ScriptedResponse, Code);

fn error_responses() -> Vec<Row> {
    let grant = r#"{"error":"invalid_grant","error_description":"CANARY-words of the server"}"#;
    let client = r#"{"error":"invalid_client"}"#;
    let challenge = "www-authenticate: Basic realm=\"CANARY-realm\"";
    let mut rows = vec![
        ("B-01", "invalid_grant", json_response(400, grant), Code::TokenGrant),
        (
            "B-01",
            "invalid_grant with a page's type",
            response(400, &["content-type: text/html"], grant.as_bytes()),
            Code::TokenGrant,
        ),
        ("B-02", "400 invalid_client", json_response(400, client), Code::TokenClient),
        (
            "B-02",
            "400 unauthorized_client",
            json_response(400, r#"{"error":"unauthorized_client"}"#),
            Code::TokenClient,
        ),
        (
            "B-02",
            "401 with a challenge",
            response(401, &[challenge, "content-type: application/json"], client.as_bytes()),
            Code::TokenClient,
        ),
        ("B-02", "401 without", json_response(401, "{}"), Code::TokenClient),
        ("B-02", "401 page", html_response(401), Code::TokenClient),
        ("B-02", "403", html_response(403), Code::TokenClient),
        ("B-03", "404 page", html_response(404), Code::TokenAppId),
        ("B-03", "404 nothing", response(404, &[], b""), Code::TokenAppId),
        ("B-06", "login page", html_response(200), Code::NetPortal),
        (
            "B-06",
            "portal in XHTML",
            response(200, &["content-type: application/xhtml+xml"], b"<html/>"),
            Code::NetPortal,
        ),
        (
            "B-06",
            "tokens as a page",
            response(200, &["content-type: Text/HTML; charset=utf-8"], token_json().as_bytes()),
            Code::NetPortal,
        ),
        ("B-07", "204", response(204, &[], b""), Code::TokenFormat),
    ];
    for status in [500, 502, 503, 504] {
        rows.push(("B-05", "server error", html_response(status), Code::TokenServer));
        rows.push(("B-05", "nothing", response(status, &[], b""), Code::TokenServer));
    }
    for body in ["", "{}", "null", "[]", "\"x\"", "7", "true", " ", "{\"access_token\":\"CANARY-at-1"] {
        rows.push(("B-07", "no tokens", json_response(200, body), Code::TokenFormat));
    }
    rows
}

pub(super) fn token_json() -> &'static str {
    r#"{"access_token":"CANARY-access-1","token_type":"Bearer","expires_in":3600,"refresh_token":"CANARY-refresh-1"}"#
}

/// Ends before its end.
fn truncated_responses() -> Vec<Row> {
    let raw_response = |head: &str, body: &str| {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{head}\r\n");
        ScriptedResponse::Raw([head.as_bytes(), body.as_bytes()].concat())
    };
    let length = token_json().len();
    vec![
        ("B-08", "before any answer", ScriptedResponse::Raw(Vec::new()), Code::NetCut),
        ("B-08", "in the status line", ScriptedResponse::Raw(b"HTTP/1.".to_vec()), Code::NetCut),
        ("B-08", "in the head", ScriptedResponse::Raw(b"HTTP/1.1 200 OK\r\ncontent-ty".to_vec()), Code::NetCut),
        ("B-08", "no HTTP at all", ScriptedResponse::Raw(b"SSH-2.0-CANARY\r\n\r\n".to_vec()), Code::NetCut),
        (
            "B-08",
            "length too long",
            raw_response(&format!("content-length: {}\r\n", length + 9), token_json()),
            Code::NetCut,
        ),
        (
            "B-08",
            "length too short",
            raw_response(&format!("content-length: {}\r\n", length - 9), token_json()),
            Code::TokenFormat,
        ),
        ("B-08", "two lengths", raw_response("content-length: 9\r\ncontent-length: 7\r\n", token_json()), Code::NetCut),
        ("B-08", "in a chunk", raw_response("transfer-encoding: chunked\r\n", "ff\r\n{\"access_tok"), Code::NetCut),
        ("B-08", "between chunks", raw_response("transfer-encoding: chunked\r\n", "1\r\n{\r\n"), Code::NetCut),
        (
            "B-08",
            "chunk of no size",
            raw_response("transfer-encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n"),
            Code::NetCut,
        ),
        ("B-08", "half the tokens", tenant_response_with_body(|body| body.truncate(body.len() / 2)), Code::TokenFormat),
        ("B-11", "gzip that is none", response(200, &["content-encoding: gzip"], b"CANARY no gzip"), Code::NetCut),
        ("B-11", "gzip in gzip", response(200, &["content-encoding: gzip, gzip"], b"CANARY"), Code::TokenFormat),
        ("B-11", "brotli, unasked", response(200, &["content-encoding: br"], &[0x8b; 4096]), Code::TokenFormat),
        ("B-11", "zstd, unasked", response(200, &["content-encoding: zstd"], &[0x28; 4096]), Code::TokenFormat),
    ]
}

/// Each row: one token request, its own code, the list stays, and the next try gets in.
pub(super) async fn assert_each_is_reported(rows: impl Fn() -> Vec<Row>) {
    assert_repeatable(async || {
        let mut harness = Harness::new().await;
        let mut outcomes = Vec::new();
        for (id, fault, response, expected) in rows() {
            let row = format!("{id} {fault}");
            harness.sign_out_with_list().await;
            harness.start_row();
            harness.script_token_endpoint(response);
            harness.attempt_sign_in(&row).await;
            let error = harness.error().unwrap_or_else(|| panic!("{row}: signed in"));
            assert_eq!(error.code, expected, "{row}");
            assert!(harness.is_signed_out(), "{row}");
            assert_eq!(harness.count_own_requests("/oauth2/token"), 1, "{row}: the code is sent once");
            assert_eq!(harness.count_own_requests("/uprest"), 0, "{row}: nothing is called");
            assert_eq!(harness.app_count(), 42, "{row}: U3: the list");
            if matches!(expected, Code::TokenClient | Code::TokenAppId) {
                assert_eq!(error.reason.as_deref(), Some("Portico"), "{row}: names the app");
            }
            harness.assert_invariants(&row);
            outcomes.push((row.clone(), error.code, harness.own_request_count()));
            harness.assert_next_attempt_succeeds(&row).await;
        }
        outcomes
    })
    .await;
}

#[tokio::test]
async fn token_error_response_is_reported_and_keeps_list() {
    assert_each_is_reported(error_responses).await;
}

#[tokio::test]
async fn truncated_token_response_is_reported_and_keeps_list() {
    assert_each_is_reported(truncated_responses).await;
}

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
            // AppRef status goes with which target makes no difference to the code: each with two.
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
        harness.user.app.save_client_secret(CLIENT_SECRET.into()).await;
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
