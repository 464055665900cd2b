//! B: error responses and truncated responses of the token endpoint. The code is sent once, and the user starts again.

use portico_core::error::Code;

use super::harness::{Harness, assert_repeatable};
use super::recording_proxy::{ScriptedResponse, html_response, json_response, response, tenant_response_with_body};

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
