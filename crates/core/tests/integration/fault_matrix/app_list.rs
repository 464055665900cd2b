//! D: the app list, except for hostile rows (`hostile`). Whatever the tenant answers, the list on screen and on disk stays
//! until a better one arrives, and a malformed row affects only itself.

use portico_core::error::Code;

use super::harness::{Harness, assert_repeatable};
use super::recording_proxy::{ScriptedResponse, html_response, json_response, response};

const LIST_PATH: &str = "/uprest/getupdata";

fn app_list_response(rows: &str) -> ScriptedResponse {
    json_response(200, &format!(r#"{{"success":true,"Result":{{"Apps":[{rows}]}}}}"#))
}

/// D-01, D-05 to D-08: lists, with how many apps and how many that could not be read.
fn list_responses() -> Vec<(&'static str, ScriptedResponse, usize, u32)> {
    let long = "x".repeat(1 << 20);
    vec![
        ("D-01 none", app_list_response(""), 0, 0),
        ("D-01 absent", json_response(200, r#"{"success":true,"Result":{}}"#), 0, 0),
        ("D-01 null", json_response(200, r#"{"success":true,"Result":{"Apps":null}}"#), 0, 0),
        (
            "D-05 odd rows",
            app_list_response(
                r#"{"AppKey":"1","Name":null},{"Name":"x"},7,null,{"AppKey":[]},{"AppKey":"2","Name":{}}"#,
            ),
            2,
            4,
        ),
        ("D-05 twice", app_list_response(r#"{"AppKey":"1","Name":"a","Name":"b"},{"AppKey":"1","AppKey":"2"}"#), 1, 1),
        (
            "D-06 half a character",
            app_list_response(r#"{"AppKey":"1","Name":"\ud800"},{"AppKey":"2","Name":"x"}"#),
            1,
            1,
        ),
        (
            "D-07 the same key",
            app_list_response(r#"{"AppKey":"1","Name":"a"},{"AppKey":"1","Name":"b"},{"AppKey":"","Name":"c"}"#),
            1,
            1,
        ),
        (
            "D-07 keys",
            app_list_response(r##"{"AppKey":"../x"},{"AppKey":"?a=b"},{"AppKey":"#"},{"AppKey":"%2e"}"##),
            4,
            0,
        ),
        ("D-07 a long key", app_list_response(&format!(r#"{{"AppKey":"{long}"}}"#)), 0, 1),
        (
            "D-08 names",
            app_list_response(
                r#"{"AppKey":"1","Name":"<img src=x onerror=alert(1)>"},{"AppKey":"2","Name":"\u001b[2J\u202e\u0000"}"#,
            ),
            2,
            0,
        ),
        ("D-08 a long name", app_list_response(&format!(r#"{{"AppKey":"1","Name":"{long}"}}"#)), 1, 0),
    ]
}

#[tokio::test]
async fn list_with_odd_rows_skips_only_unreadable_ones() {
    assert_repeatable(async || {
        let mut harness = Harness::new().await;
        harness.attempt_sign_in("D").await;
        for (row, response, count, unreadable) in list_responses() {
            harness.start_row();
            harness.proxy.script_response(LIST_PATH, 1, response);
            harness.user.app.refresh().await;
            assert_eq!(
                (harness.error_code(), harness.app_count(), harness.count_own_requests(LIST_PATH)),
                (None, count, 1),
                "{row}"
            );
            assert_eq!(
                harness.user.platform.inspect(|recorded| recorded.freshness.unreadable_rows),
                unreadable,
                "{row}"
            );
            harness.assert_invariants(row);
            harness.assert_next_attempt_succeeds(row).await;
        }
    })
    .await;
}

/// D-04, D-10, D-11: no list, and what is said instead.
fn failed_responses() -> Vec<(&'static str, ScriptedResponse, Code)> {
    let exception = r#"{"success":false,"Message":"No rights.","Exception":"at System.Web CANARY-page"}"#;
    vec![
        ("D-04", json_response(200, exception), Code::ApiFailed),
        ("D-04 markup", json_response(200, r#"{"success":false,"Message":"<html>CANARY-page"}"#), Code::ApiFailed),
        ("D-10 403", html_response(403), Code::ApiDenied),
        ("D-10 404", html_response(404), Code::ApiMissing),
        ("D-10 409", html_response(409), Code::ApiFormat),
        ("D-10 429", response(429, &["retry-after: 60"], b""), Code::ApiBusy),
        ("D-10 500", html_response(500), Code::ApiServer),
        ("D-10 503", html_response(503), Code::ApiBusy),
        ("D-11 cut JSON", json_response(200, r#"{"success":true,"Result":{"Apps":[{"AppKey":"1""#), Code::ApiFormat),
        ("D-11 more behind it", json_response(200, r#"{"success":true,"Result":{"Apps":[]}} x"#), Code::ApiFormat),
        ("D-11 line by line", json_response(200, "{\"AppKey\":\"1\"}\n{\"AppKey\":\"2\"}\n"), Code::ApiFormat),
        ("D-11 a page", html_response(200), Code::NetPortal),
        ("D-11 nothing", json_response(200, ""), Code::ApiFormat),
    ]
}

#[tokio::test]
async fn failed_list_response_keeps_current_list() {
    assert_repeatable(async || {
        for (row, response, code) in failed_responses() {
            let mut harness = Harness::new().await;
            harness.attempt_sign_in(row).await;
            harness.start_row();
            let before =
                harness.user.platform.inspect(|recorded| (recorded.apps.clone(), recorded.freshness.updated_at));
            harness.proxy.script_response(LIST_PATH, 1, response);
            harness.user.app.refresh().await;
            let after =
                harness.user.platform.inspect(|recorded| (recorded.apps.clone(), recorded.freshness.updated_at));
            assert_eq!((harness.error_code(), after == before), (Some(code), true), "{row}");
            assert!(harness.is_signed_in(), "{row}");
            harness.assert_invariants(row);
            harness.assert_next_attempt_succeeds(row).await;
        }
    })
    .await;
}
