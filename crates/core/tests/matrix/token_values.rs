//! B: tokens, in odd forms. What is good is used; what is not never reaches a header.

use std::sync::Arc;

use demo_tenant::TokenType;
use portico_core::clock::SystemClock;
use portico_core::problem::Code;

use super::oracles::{Bench, thrice};
use super::token::{Row, each_is_told, tokens};
use super::wire::{Act, answer, json, replaced, retyped, rewritten};

fn unusable() -> Vec<Row> {
    let utf16 = |order: fn(u16) -> [u8; 2]| {
        let body: Vec<u8> = tokens().encode_utf16().flat_map(order).collect();
        answer(200, &["content-type: application/json; charset=utf-16"], &body)
    };
    let with = |members: &str| json(200, &format!("{{{members}}}"));
    let bearer = r#""token_type":"Bearer""#;
    let mut rows = vec![
        ("B-12", "as a picture", retyped(Some("image/png")), Code::TokenFormat),
        ("B-12", "as bytes", retyped(Some("application/octet-stream")), Code::TokenFormat),
        ("B-12", "as a script", retyped(Some("text/javascript")), Code::TokenFormat),
        ("B-12", "as a page", retyped(Some("text/html; charset=utf-8")), Code::NetPortal),
        (
            "B-13",
            "invalid UTF-8",
            rewritten(|body| body.splice(20..21, [0xff, 0xfe]).for_each(drop)),
            Code::TokenFormat,
        ),
        ("B-13", "UTF-16LE", utf16(u16::to_le_bytes), Code::TokenFormat),
        ("B-13", "UTF-16BE", utf16(u16::to_be_bytes), Code::TokenFormat),
        (
            "B-13",
            "two marks",
            rewritten(|body| body.splice(0..0, *b"\xef\xbb\xbf\xef\xbb\xbf").for_each(drop)),
            Code::TokenFormat,
        ),
        (
            "B-13",
            "a mark of UTF-16",
            rewritten(|body| body.splice(0..0, *b"\xff\xfe").for_each(drop)),
            Code::TokenFormat,
        ),
        ("B-14", "access_token twice", replaced("{", r#"{"access_token":"CANARY-first-1","#), Code::TokenFormat),
        ("B-14", "token_type twice", replaced("{", r#"{"token_type":"Bearer","#), Code::TokenFormat),
        ("B-14", "refresh_token twice", replaced("{", r#"{"refresh_token":"CANARY-first-2","#), Code::TokenFormat),
        ("B-14", "escaped, twice", replaced("{", r#"{"access\u005ftoken":"CANARY-first-3","#), Code::TokenFormat),
        (
            "B-15",
            "deep at the top",
            json(200, &format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))),
            Code::TokenFormat,
        ),
        ("B-15", "deep objects", json(200, &r#"{"a":"#.repeat(10_000)), Code::TokenFormat),
        (
            "B-15",
            "a deep token",
            with(&format!(r#""access_token":{},{bearer}"#, "[".repeat(10_000))),
            Code::TokenFormat,
        ),
        ("B-17", "none", with(bearer), Code::TokenFormat),
        ("B-17", "a mebibyte", with(&format!(r#""access_token":"{}",{bearer}"#, "x".repeat(1 << 20))), Code::ApiTooBig),
        (
            "B-17",
            "a byte too long",
            with(&format!(r#""access_token":"{}",{bearer}"#, "x".repeat(16_385))),
            Code::TokenFormat,
        ),
        ("B-18", "no type", replaced("\"token_type\"", "\"no_type\""), Code::TokenFormat),
        ("B-18", "DPoP", replaced("\"Bearer\"", "\"DPoP\""), Code::TokenType),
        ("B-18", "mac", replaced("\"Bearer\"", "\"mac\""), Code::TokenType),
        ("B-18", "null", replaced("\"Bearer\"", "null"), Code::TokenFormat),
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
        rows.push(("B-17", "no token", with(&format!(r#""access_token":{value},{bearer}"#)), Code::TokenFormat));
    }
    for value in ["true", "\"soon\"", "1e400", "-1e400", "[]", "{}", "\"inf\"", "\"NaN\"", "\"\""] {
        rows.push((
            "B-16",
            "no lifetime",
            replaced("\"expires_in\":18000", format!("\"expires_in\":{value}")),
            Code::TokenFormat,
        ));
    }
    rows
}

/// Row, fault, and how many token requests there may be before the list has been seen three times.
fn usable() -> Vec<(&'static str, &'static str, Act, usize)> {
    let life = |text: &str| replaced("\"expires_in\":18000", text);
    let deep = format!("{{\"x\":{}{},", "[".repeat(10_000), "]".repeat(10_000));
    vec![
        ("B-12", "text/plain", retyped(Some("text/plain; charset=utf-8")), 1),
        ("B-12", "text/json", retyped(Some("text/json")), 1),
        ("B-12", "a kind of JSON", retyped(Some("application/vnd.x+json")), 1),
        ("B-12", "no type", retyped(None), 1),
        ("B-12", "capitals", retyped(Some("APPLICATION/JSON")), 1),
        ("B-13", "one mark", rewritten(|body| body.splice(0..0, *b"\xef\xbb\xbf").for_each(drop)), 1),
        ("B-15", "deep and unknown", replaced("{", deep), 1),
        ("B-16", "digits in a string", life("\"expires_in\":\"3600\""), 1),
        ("B-16", "with a fraction", life("\"expires_in\":3600.0"), 1),
        ("B-16", "null", life("\"expires_in\":null"), 1),
        ("B-16", "absent", life("\"was\":1"), 1),
        ("B-16", "1e18", life("\"expires_in\":1e18"), 1),
        ("B-16", "more than 64 bits", life("\"expires_in\":1000000000000000000000"), 1),
        // Used for the call under way, then one renewal.
        ("B-16", "zero", life("\"expires_in\":0"), 2),
        ("B-16", "negative", life("\"expires_in\":-1"), 2),
        ("B-16", "negative in a string", life("\"expires_in\":\"-3600\""), 2),
        ("B-18", "lower case", replaced("\"Bearer\"", "\"bearer\""), 1),
        ("B-18", "upper case", replaced("\"Bearer\"", "\"BEARER\""), 1),
        ("B-20", "unknown members", replaced("{", r#"{"a":null,"b":[{"c":1}],"id_token":7,"#), 1),
    ]
}

#[tokio::test]
async fn what_is_no_token_is_not_used() {
    each_is_told(unusable).await;
}

#[tokio::test]
async fn what_servers_are_known_to_send_is_used() {
    thrice(async || {
        let mut bench = Bench::new().await;
        let mut outcomes = Vec::new();
        for (id, fault, act, most) in usable() {
            let row = format!("{id} {fault}");
            bench.is_signed_out_with_a_list().await;
            bench.begins();
            bench.token_endpoint(act);
            bench.tries_to_sign_in(&row).await;
            assert!(bench.is_signed_in(), "{row}: {:?}", bench.problem());
            for _ in 0..3 {
                bench.person.app.refresh().await;
                assert_eq!((bench.code(), bench.apps()), (None, 42), "{row}");
            }
            assert!(bench.count("/oauth2/token") <= most, "{row}: U5: {} token requests", bench.count("/oauth2/token"));
            bench.holds(&row);
            outcomes.push((row, bench.count("/oauth2/token"), bench.count("/uprest")));
        }
        outcomes
    })
    .await;
}

/// B-16: a tenant all of whose tokens are dead on arrival. Two of them, and then only its refusals count.
#[tokio::test]
async fn lifetimes_that_are_never_true() {
    thrice(async || {
        let mut bench = Bench::new().await;
        bench.wire.answers("/oauth2/token", usize::MAX, replaced("\"expires_in\":18000", "\"expires_in\":0"));
        bench.tries_to_sign_in("B-16 always zero").await;
        for _ in 0..10 {
            bench.person.app.refresh().await;
            assert_eq!((bench.code(), bench.apps()), (None, 42), "B-16 always zero");
        }
        assert_eq!(bench.count("/oauth2/token"), 2, "B-16: a loop");
        bench.holds("B-16 always zero");
    })
    .await;
}

/// Tokens are as long as the tenant likes, up to a limit, and opaque.
#[tokio::test]
async fn opaque_tokens_are_as_good() {
    thrice(async || {
        let opaque = |config: &mut demo_tenant::Config| config.apps[0].token_type = TokenType::Opaque;
        let mut bench = Bench::with(opaque, Arc::new(SystemClock)).await;
        bench.tries_to_sign_in("B opaque").await;
        assert_eq!((bench.is_signed_in(), bench.apps()), (true, 42));
        bench.holds("B opaque");
    })
    .await;
}
