//! B: token responses in unusual forms. Valid values are used; invalid ones never reach a header.

use std::sync::Arc;

use demo_tenant::TokenType;
use portico_core::clock::SystemClock;
use portico_core::error::Code;

use super::harness::{Harness, assert_repeatable};
use super::recording_proxy::{
    ScriptedResponse, json_response, response, tenant_response_replacing, tenant_response_with_body,
    tenant_response_with_type,
};
use super::token_endpoint::{Row, assert_each_is_reported, token_json};

fn unusable_responses() -> Vec<Row> {
    let utf16 = |order: fn(u16) -> [u8; 2]| {
        let body: Vec<u8> = token_json().encode_utf16().flat_map(order).collect();
        response(200, &["content-type: application/json; charset=utf-16"], &body)
    };
    let object = |members: &str| json_response(200, &format!("{{{members}}}"));
    let bearer = r#""token_type":"Bearer""#;
    let mut rows = vec![
        ("B-12", "as a picture", tenant_response_with_type(Some("image/png")), Code::TokenFormat),
        ("B-12", "as bytes", tenant_response_with_type(Some("application/octet-stream")), Code::TokenFormat),
        ("B-12", "as a script", tenant_response_with_type(Some("text/javascript")), Code::TokenFormat),
        ("B-12", "as a page", tenant_response_with_type(Some("text/html; charset=utf-8")), Code::NetPortal),
        (
            "B-13",
            "invalid UTF-8",
            tenant_response_with_body(|body| body.splice(20..21, [0xff, 0xfe]).for_each(drop)),
            Code::TokenFormat,
        ),
        ("B-13", "UTF-16LE", utf16(u16::to_le_bytes), Code::TokenFormat),
        ("B-13", "UTF-16BE", utf16(u16::to_be_bytes), Code::TokenFormat),
        (
            "B-13",
            "two marks",
            tenant_response_with_body(|body| body.splice(0..0, *b"\xef\xbb\xbf\xef\xbb\xbf").for_each(drop)),
            Code::TokenFormat,
        ),
        (
            "B-13",
            "a mark of UTF-16",
            tenant_response_with_body(|body| body.splice(0..0, *b"\xff\xfe").for_each(drop)),
            Code::TokenFormat,
        ),
        (
            "B-14",
            "access_token twice",
            tenant_response_replacing("{", r#"{"access_token":"CANARY-first-1","#),
            Code::TokenFormat,
        ),
        ("B-14", "token_type twice", tenant_response_replacing("{", r#"{"token_type":"Bearer","#), Code::TokenFormat),
        (
            "B-14",
            "refresh_token twice",
            tenant_response_replacing("{", r#"{"refresh_token":"CANARY-first-2","#),
            Code::TokenFormat,
        ),
        (
            "B-14",
            "escaped, twice",
            tenant_response_replacing("{", r#"{"access\u005ftoken":"CANARY-first-3","#),
            Code::TokenFormat,
        ),
        (
            "B-15",
            "deep at the top",
            json_response(200, &format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))),
            Code::TokenFormat,
        ),
        ("B-15", "deep objects", json_response(200, &r#"{"a":"#.repeat(10_000)), Code::TokenFormat),
        (
            "B-15",
            "a deep token",
            object(&format!(r#""access_token":{},{bearer}"#, "[".repeat(10_000))),
            Code::TokenFormat,
        ),
        ("B-17", "none", object(bearer), Code::TokenFormat),
        (
            "B-17",
            "a mebibyte",
            object(&format!(r#""access_token":"{}",{bearer}"#, "x".repeat(1 << 20))),
            Code::ApiTooBig,
        ),
        (
            "B-17",
            "a byte too long",
            object(&format!(r#""access_token":"{}",{bearer}"#, "x".repeat(16_385))),
            Code::TokenFormat,
        ),
        ("B-18", "no type", tenant_response_replacing("\"token_type\"", "\"no_type\""), Code::TokenFormat),
        ("B-18", "DPoP", tenant_response_replacing("\"Bearer\"", "\"DPoP\""), Code::TokenType),
        ("B-18", "mac", tenant_response_replacing("\"Bearer\"", "\"mac\""), Code::TokenType),
        ("B-18", "null", tenant_response_replacing("\"Bearer\"", "null"), Code::TokenFormat),
    ];
    for value in [
        "null",
        "7",
        "true",
        "[]",
        "{}",
        r#""""#,
        r#""CANARY\nx-evil: 1""#,
        r#""CANARY two""#,
        r#""CANARY\u0000""#,
        r#""CANARY-ä""#,
        r#""\ud800""#,
    ] {
        rows.push(("B-17", "no token", object(&format!(r#""access_token":{value},{bearer}"#)), Code::TokenFormat));
    }
    for value in ["true", "\"soon\"", "1e400", "-1e400", "[]", "{}", "\"inf\"", "\"NaN\"", "\"\""] {
        rows.push((
            "B-16",
            "no lifetime",
            tenant_response_replacing("\"expires_in\":18000", format!("\"expires_in\":{value}")),
            Code::TokenFormat,
        ));
    }
    rows
}

/// Row, fault, and how many token requests there may be before the list has been seen three times.
fn usable_responses() -> Vec<(&'static str, &'static str, ScriptedResponse, usize)> {
    let with_lifetime = |text: &str| tenant_response_replacing("\"expires_in\":18000", text);
    let deep = format!("{{\"x\":{}{},", "[".repeat(10_000), "]".repeat(10_000));
    vec![
        ("B-12", "text/plain", tenant_response_with_type(Some("text/plain; charset=utf-8")), 1),
        ("B-12", "text/json", tenant_response_with_type(Some("text/json")), 1),
        ("B-12", "a kind of JSON", tenant_response_with_type(Some("application/vnd.x+json")), 1),
        ("B-12", "no type", tenant_response_with_type(None), 1),
        ("B-12", "capitals", tenant_response_with_type(Some("APPLICATION/JSON")), 1),
        ("B-13", "one mark", tenant_response_with_body(|body| body.splice(0..0, *b"\xef\xbb\xbf").for_each(drop)), 1),
        ("B-15", "deep and unknown", tenant_response_replacing("{", deep), 1),
        ("B-16", "digits in a string", with_lifetime("\"expires_in\":\"3600\""), 1),
        ("B-16", "with a fraction", with_lifetime("\"expires_in\":3600.0"), 1),
        ("B-16", "null", with_lifetime("\"expires_in\":null"), 1),
        ("B-16", "absent", with_lifetime("\"was\":1"), 1),
        ("B-16", "1e18", with_lifetime("\"expires_in\":1e18"), 1),
        ("B-16", "more than 64 bits", with_lifetime("\"expires_in\":1000000000000000000000"), 1),
        // Used for the call under way, then one renewal.
        ("B-16", "zero", with_lifetime("\"expires_in\":0"), 2),
        ("B-16", "negative", with_lifetime("\"expires_in\":-1"), 2),
        ("B-16", "negative in a string", with_lifetime("\"expires_in\":\"-3600\""), 2),
        ("B-18", "lower case", tenant_response_replacing("\"Bearer\"", "\"bearer\""), 1),
        ("B-18", "upper case", tenant_response_replacing("\"Bearer\"", "\"BEARER\""), 1),
        ("B-20", "unknown members", tenant_response_replacing("{", r#"{"a":null,"b":[{"c":1}],"id_token":7,"#), 1),
    ]
}

#[tokio::test]
async fn unusable_token_response_is_rejected() {
    assert_each_is_reported(unusable_responses).await;
}

#[tokio::test]
async fn unusual_but_valid_token_response_is_used() {
    assert_repeatable(async || {
        let mut harness = Harness::new().await;
        let mut outcomes = Vec::new();
        for (id, fault, response, max_requests) in usable_responses() {
            let row = format!("{id} {fault}");
            harness.sign_out_with_list().await;
            harness.start_row();
            harness.script_token_endpoint(response);
            harness.attempt_sign_in(&row).await;
            assert!(harness.is_signed_in(), "{row}: {:?}", harness.error());
            for _ in 0..3 {
                harness.user.app.refresh().await;
                assert_eq!((harness.error_code(), harness.app_count()), (None, 42), "{row}");
            }
            assert!(
                harness.count_own_requests("/oauth2/token") <= max_requests,
                "{row}: U5: {} token requests",
                harness.count_own_requests("/oauth2/token")
            );
            harness.assert_invariants(&row);
            outcomes.push((row, harness.count_own_requests("/oauth2/token"), harness.count_own_requests("/uprest")));
        }
        outcomes
    })
    .await;
}

/// B-16: a tenant all of whose tokens are dead on arrival: only its refusals count.
#[tokio::test]
async fn tokens_always_expired_on_arrival_are_used_until_refused() {
    assert_repeatable(async || {
        let mut harness = Harness::new().await;
        harness.proxy.script_response(
            "/oauth2/token",
            usize::MAX,
            tenant_response_replacing("\"expires_in\":18000", "\"expires_in\":0"),
        );
        harness.attempt_sign_in("B-16 always zero").await;
        for _ in 0..10 {
            harness.user.app.refresh().await;
            assert_eq!((harness.error_code(), harness.app_count()), (None, 42), "B-16 always zero");
        }
        assert_eq!(harness.count_own_requests("/oauth2/token"), 1, "B-16: a loop");
        harness.assert_invariants("B-16 always zero");
    })
    .await;
}

/// Tokens are as long as the tenant likes, up to a limit, and opaque.
#[tokio::test]
async fn opaque_token_signs_in_and_loads_list() {
    assert_repeatable(async || {
        let opaque = |config: &mut demo_tenant::Config| config.apps[0].token_type = TokenType::Opaque;
        let mut harness = Harness::with_config(opaque, Arc::new(SystemClock)).await;
        harness.attempt_sign_in("B opaque").await;
        assert_eq!((harness.is_signed_in(), harness.app_count()), (true, 42));
        harness.assert_invariants("B opaque");
    })
    .await;
}
