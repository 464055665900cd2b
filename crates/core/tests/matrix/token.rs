//! B: what the token endpoint answers instead of tokens. The code is spent once whatever comes, and the
//! person begins anew.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use demo_tenant::ClientIdType;
use portico_core::clock::SystemClock;
use portico_core::problem::Code;
use tokio::net::TcpListener;

use super::canaries::CLIENT_SECRET;
use super::oracles::{Bench, thrice};
use super::wire::{Act, answer, html, json, replaced, rewritten};

pub(super) type Row = (&'static str, &'static str, Act, Code);

fn refusals() -> Vec<Row> {
    let grant = r#"{"error":"invalid_grant","error_description":"CANARY-words of the server"}"#;
    let client = r#"{"error":"invalid_client"}"#;
    let challenge = "www-authenticate: Basic realm=\"CANARY-realm\"";
    let mut rows = vec![
        ("B-01", "invalid_grant", json(400, grant), Code::TokenGrant),
        (
            "B-01",
            "invalid_grant with a page's type",
            answer(400, &["content-type: text/html"], grant.as_bytes()),
            Code::TokenGrant,
        ),
        ("B-02", "400 invalid_client", json(400, client), Code::TokenClient),
        ("B-02", "400 unauthorized_client", json(400, r#"{"error":"unauthorized_client"}"#), Code::TokenClient),
        (
            "B-02",
            "401 with a challenge",
            answer(401, &[challenge, "content-type: application/json"], client.as_bytes()),
            Code::TokenClient,
        ),
        ("B-02", "401 without", json(401, "{}"), Code::TokenClient),
        ("B-02", "401 page", html(401), Code::TokenClient),
        ("B-02", "403", html(403), Code::TokenClient),
        ("B-03", "404 page", html(404), Code::TokenAppId),
        ("B-03", "404 nothing", answer(404, &[], b""), Code::TokenAppId),
        ("B-06", "login page", html(200), Code::NetPortal),
        ("B-06", "portal in XHTML", answer(200, &["content-type: application/xhtml+xml"], b"<html/>"), Code::NetPortal),
        (
            "B-06",
            "tokens as a page",
            answer(200, &["content-type: Text/HTML; charset=utf-8"], tokens().as_bytes()),
            Code::NetPortal,
        ),
        ("B-07", "204", answer(204, &[], b""), Code::TokenFormat),
    ];
    for status in [500, 502, 503, 504] {
        rows.push(("B-05", "server error", html(status), Code::TokenServer));
        rows.push(("B-05", "nothing", answer(status, &[], b""), Code::TokenServer));
    }
    for body in ["", "{}", "null", "[]", "\"x\"", "7", "true", " ", "{\"access_token\":\"CANARY-at-1"] {
        rows.push(("B-07", "no tokens", json(200, body), Code::TokenFormat));
    }
    rows
}

pub(super) fn tokens() -> &'static str {
    r#"{"access_token":"CANARY-access-1","token_type":"Bearer","expires_in":3600,"refresh_token":"CANARY-refresh-1"}"#
}

/// Ends before its end.
fn cuts() -> Vec<Row> {
    let say = |head: &str, body: &str| {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{head}\r\n");
        Act::Say([head.as_bytes(), body.as_bytes()].concat())
    };
    let length = tokens().len();
    vec![
        ("B-08", "before any answer", Act::Say(Vec::new()), Code::NetCut),
        ("B-08", "in the status line", Act::Say(b"HTTP/1.".to_vec()), Code::NetCut),
        ("B-08", "in the head", Act::Say(b"HTTP/1.1 200 OK\r\ncontent-ty".to_vec()), Code::NetCut),
        ("B-08", "no HTTP at all", Act::Say(b"SSH-2.0-CANARY\r\n\r\n".to_vec()), Code::NetCut),
        ("B-08", "length too long", say(&format!("content-length: {}\r\n", length + 9), tokens()), Code::NetCut),
        ("B-08", "length too short", say(&format!("content-length: {}\r\n", length - 9), tokens()), Code::TokenFormat),
        ("B-08", "two lengths", say("content-length: 9\r\ncontent-length: 7\r\n", tokens()), Code::NetCut),
        ("B-08", "in a chunk", say("transfer-encoding: chunked\r\n", "ff\r\n{\"access_tok"), Code::NetCut),
        ("B-08", "between chunks", say("transfer-encoding: chunked\r\n", "1\r\n{\r\n"), Code::NetCut),
        ("B-08", "chunk of no size", say("transfer-encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n"), Code::NetCut),
        ("B-08", "half the tokens", rewritten(|body| body.truncate(body.len() / 2)), Code::TokenFormat),
        ("B-11", "gzip that is none", answer(200, &["content-encoding: gzip"], b"CANARY no gzip"), Code::NetCut),
        ("B-11", "gzip in gzip", answer(200, &["content-encoding: gzip, gzip"], b"CANARY"), Code::TokenFormat),
        ("B-11", "brotli, unasked", answer(200, &["content-encoding: br"], &[0x8b; 4096]), Code::TokenFormat),
        ("B-11", "zstd, unasked", answer(200, &["content-encoding: zstd"], &[0x28; 4096]), Code::TokenFormat),
    ]
}

/// Each row: one token request, its own code, the list stays, and the next try gets in.
pub(super) async fn each_is_told(rows: impl Fn() -> Vec<Row>) {
    thrice(async || {
        let mut bench = Bench::new().await;
        let mut outcomes = Vec::new();
        for (id, fault, act, expected) in rows() {
            let row = format!("{id} {fault}");
            bench.is_signed_out_with_a_list().await;
            bench.begins();
            bench.token_endpoint(act);
            bench.tries_to_sign_in(&row).await;
            let problem = bench.problem().unwrap_or_else(|| panic!("{row}: signed in"));
            assert_eq!(problem.code, expected, "{row}");
            assert!(bench.session_is_over(), "{row}");
            assert_eq!(bench.count("/oauth2/token"), 1, "{row}: the code is sent once");
            assert_eq!(bench.count("/uprest"), 0, "{row}: nothing is called");
            assert_eq!(bench.apps(), 42, "{row}: U3: the list");
            if matches!(expected, Code::TokenClient | Code::TokenAppId) {
                assert_eq!(problem.reason.as_deref(), Some("Portico"), "{row}: names the app");
            }
            bench.holds(&row);
            outcomes.push((row.clone(), problem.code, bench.requests()));
            bench.next_try_works(&row).await;
        }
        outcomes
    })
    .await;
}

#[tokio::test]
async fn refusals_are_told() {
    each_is_told(refusals).await;
}

#[tokio::test]
async fn answers_that_end_too_soon() {
    each_is_told(cuts).await;
}

/// B-04: how long to wait is shown, for two minutes at most; the code is not sent again.
#[tokio::test]
async fn patience_that_is_asked_for() {
    thrice(async || {
        let mut bench = Bench::new().await;
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
            bench.is_signed_out_with_a_list().await;
            bench.begins();
            let header = value.map(|value| format!("retry-after: {value}"));
            let headers: Vec<&str> = header.as_deref().into_iter().collect();
            bench.token_endpoint(answer(429, &headers, b"{}"));
            let before = bench.clock.now();
            bench.tries_to_sign_in(&row).await;
            let after = bench.clock.now();
            let problem = bench.problem().unwrap();
            assert_eq!((problem.code, bench.count("/oauth2/token")), (Code::ApiBusy, 1), "{row}");
            match (problem.until, seconds) {
                (None, None) => {}
                (Some(until), Some(seconds)) => {
                    // A date has whole seconds.
                    let early = before.plus(Duration::from_secs(seconds)).0.saturating_sub(10_000);
                    let late = after.plus(Duration::from_secs(seconds + 1)).0;
                    assert!((early..=late).contains(&until.0), "{row}: {until:?}");
                }
                other => panic!("{row}: {other:?}"),
            }
            bench.holds(&row);
            bench.next_try_works(&row).await;
        }
    })
    .await;
}

/// B-21: a redirect is an answer, and nothing is sent to where it points.
#[tokio::test]
async fn redirects_are_not_followed() {
    thrice(async || {
        let elsewhere = TcpListener::bind("127.0.0.2:0").await.unwrap();
        let there = elsewhere.local_addr().unwrap();
        let knocks = Arc::new(AtomicUsize::new(0));
        let counted = knocks.clone();
        tokio::spawn(async move {
            while elsewhere.accept().await.is_ok() {
                counted.fetch_add(1, Ordering::SeqCst);
            }
        });
        let mut bench = Bench::new().await;
        let own = bench.wire.url.clone();
        let targets = [
            format!("{own}/elsewhere"),
            format!("{own}/oauth2/token/Portico"),
            format!("http://{there}/steal"),
            format!("https://{there}/steal"),
            "file:///etc/passwd".to_owned(),
            String::new(),
        ];
        for status in [301, 302, 303, 307, 308] {
            // Which status goes with which target makes no difference to the code: each with two.
            for target in targets.iter().cycle().skip(status as usize).take(2).chain([&targets[2]]) {
                let row = format!("B-21 {status} to {target}");
                bench.is_signed_out_with_a_list().await;
                bench.begins();
                bench.token_endpoint(answer(status, &[&format!("location: {target}")], b""));
                bench.tries_to_sign_in(&row).await;
                assert_eq!(bench.code(), Some(Code::NetRedirect), "{row}");
                assert_eq!(bench.count("/oauth2/token"), 1, "{row}");
                assert_eq!((bench.asked("/elsewhere"), knocks.load(Ordering::SeqCst)), (0, 0), "{row}");
                bench.holds(&row);
                bench.next_try_works(&row).await;
            }
        }
    })
    .await;
}

/// B-02 for a client with a secret: it is tried in both places, and goes nowhere else.
#[tokio::test]
async fn a_client_secret_that_is_refused() {
    thrice(async || {
        let change = |config: &mut demo_tenant::Config| {
            config.apps[0].client_id_type = ClientIdType::Confidential;
            config.apps[0].clients = vec!["portico".to_owned()];
            config.apps[0].secret = CLIENT_SECRET.to_owned();
        };
        let mut bench = Bench::with(change, Arc::new(SystemClock)).await;
        bench.person.app.save_client_secret(CLIENT_SECRET.into()).await;
        bench.settings_changed();
        for (row, act, expected, requests) in [
            ("B-02 a secret, 401", json(401, r#"{"error":"invalid_client"}"#), Code::TokenClient, 2),
            ("B-02 a secret, 403", html(403), Code::TokenClient, 1),
            ("B-05 a secret, 503", html(503), Code::TokenServer, 1),
        ] {
            bench.begins();
            bench.wire.answers("/oauth2/token", 2, act);
            bench.tries_to_sign_in(row).await;
            assert_eq!(bench.code(), Some(expected), "{row}");
            assert_eq!(bench.count("/oauth2/token"), requests, "{row}");
            bench.holds(row);
            bench.next_try_works(row).await;
            bench.holds(row);
            bench.person.app.sign_out(false).await;
        }
    })
    .await;
}

/// A server that repeats what it was sent: its words are shown, but not those.
#[tokio::test]
async fn secrets_in_the_servers_own_words() {
    thrice(async || {
        let mut bench = Bench::new().await;
        bench.is_signed_out_with_a_list().await;
        bench.begins();
        let spent = Arc::new(std::sync::Mutex::new(String::new()));
        // The answer to the token request is the tenant's for a wrong verifier, with the code in it.
        let words = spent.clone();
        bench.wire.watch(move |exchange| {
            if exchange.is_to("/oauth2/token") {
                let code = url::form_urlencoded::parse(&exchange.body).find(|(key, _)| key == "code");
                *words.lock().unwrap() = code.map(|(_, code)| code.into_owned()).unwrap_or_default();
            }
        });
        let words = spent.clone();
        bench.token_endpoint(Act::Change(Arc::new(move |head, body| {
            *head = head.replacen("200", "400", 1);
            let code = words.lock().unwrap().clone();
            *body =
                format!(r#"{{"error":"invalid_grant","error_description":"The code {code} is spent"}}"#).into_bytes();
        })));
        bench.tries_to_sign_in("B-01 echo").await;
        let problem = bench.problem().unwrap();
        assert_eq!(problem.code, Code::TokenGrant);
        let code = spent.lock().unwrap().clone();
        assert!(code.len() >= 8);
        assert!(!problem.said.unwrap_or_default().contains(&code), "B-01: U4: the code is quoted");
        bench.holds("B-01 echo");
        bench.next_try_works("B-01 echo").await;
    })
    .await;
}

/// B-19: no refresh token. The end is known, and told.
#[tokio::test]
async fn a_session_that_cannot_be_renewed() {
    thrice(async || {
        let mut bench = Bench::with(|config| config.apps[0].refresh = false, Arc::new(SystemClock)).await;
        bench.tries_to_sign_in("B-19").await;
        bench.person.desk.look(|screen| {
            let Some(portico_core::view::SessionView::SignedIn { ends_at: Some(end), .. }) = screen.session else {
                panic!("B-19: {:?}", screen.session)
            };
            let left = end.since(bench.clock.now());
            assert!(left <= Duration::from_hours(5) && left > Duration::from_mins(299), "B-19: {left:?}");
        });
        bench.holds("B-19");
        // The same from an empty and a null member.
        for empty in ["\"\"", "null"] {
            bench.begins();
            let mut old = Bench::new().await;
            old.token_endpoint(replaced("\"refresh_token\"", format!("\"refresh_token\":{empty},\"was\"")));
            old.tries_to_sign_in("B-19").await;
            assert!(old.is_signed_in());
            old.person.desk.look(|screen| {
                use portico_core::view::SessionView::SignedIn;
                assert!(matches!(screen.session, Some(SignedIn { ends_at: Some(_), .. })), "B-19 {empty}");
            });
            old.holds("B-19");
        }
    })
    .await;
}
