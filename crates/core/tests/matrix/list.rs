//! D: the list, but for those that are large (`list.rs`). Whatever the tenant answers, the list on screen and on disk stays until a better one
//! comes, and an odd row costs itself.

use portico_core::problem::Code;

use super::oracles::{Bench, thrice};
use super::wire::{Act, answer, html, json};

const LIST: &str = "/uprest/getupdata";

fn apps(rows: &str) -> Act {
    json(200, &format!(r#"{{"success":true,"Result":{{"Apps":[{rows}]}}}}"#))
}

/// D-01, D-05 to D-08: lists, with how many apps and how many that could not be read.
fn lists() -> Vec<(&'static str, Act, usize, u32)> {
    let long = "x".repeat(1 << 20);
    vec![
        ("D-01 none", apps(""), 0, 0),
        ("D-01 absent", json(200, r#"{"success":true,"Result":{}}"#), 0, 0),
        ("D-01 null", json(200, r#"{"success":true,"Result":{"Apps":null}}"#), 0, 0),
        (
            "D-05 odd rows",
            apps(r#"{"AppKey":"1","Name":null},{"Name":"x"},7,null,{"AppKey":[]},{"AppKey":"2","Name":{}}"#),
            2,
            4,
        ),
        ("D-05 twice", apps(r#"{"AppKey":"1","Name":"a","Name":"b"},{"AppKey":"1","AppKey":"2"}"#), 1, 1),
        ("D-06 half a character", apps(r#"{"AppKey":"1","Name":"\ud800"},{"AppKey":"2","Name":"x"}"#), 1, 1),
        (
            "D-07 the same key",
            apps(r#"{"AppKey":"1","Name":"a"},{"AppKey":"1","Name":"b"},{"AppKey":"","Name":"c"}"#),
            1,
            1,
        ),
        ("D-07 keys", apps(r##"{"AppKey":"../x"},{"AppKey":"?a=b"},{"AppKey":"#"},{"AppKey":"%2e"}"##), 4, 0),
        ("D-07 a long key", apps(&format!(r#"{{"AppKey":"{long}"}}"#)), 0, 1),
        (
            "D-08 names",
            apps(
                r#"{"AppKey":"1","Name":"<img src=x onerror=alert(1)>"},{"AppKey":"2","Name":"\u001b[2J\u202e\u0000"}"#,
            ),
            2,
            0,
        ),
        ("D-08 a long name", apps(&format!(r#"{{"AppKey":"1","Name":"{long}"}}"#)), 1, 0),
    ]
}

#[tokio::test]
async fn lists_of_every_kind() {
    thrice(async || {
        let mut bench = Bench::new().await;
        bench.tries_to_sign_in("D").await;
        for (row, act, count, unreadable) in lists() {
            bench.begins();
            bench.wire.answers(LIST, 1, act);
            bench.person.app.refresh().await;
            assert_eq!((bench.code(), bench.apps(), bench.count(LIST)), (None, count, 1), "{row}");
            assert_eq!(bench.person.desk.look(|screen| screen.freshness.unreadable), unreadable, "{row}");
            bench.holds(row);
            bench.next_try_works(row).await;
        }
    })
    .await;
}

/// D-04, D-10, D-11: no list, and what is said instead.
fn refusals() -> Vec<(&'static str, Act, Code)> {
    let exception = r#"{"success":false,"Message":"No rights.","Exception":"at System.Web CANARY-page"}"#;
    vec![
        ("D-04", json(200, exception), Code::ApiFailed),
        ("D-04 markup", json(200, r#"{"success":false,"Message":"<html>CANARY-page"}"#), Code::ApiFailed),
        ("D-10 403", html(403), Code::ApiDenied),
        ("D-10 404", html(404), Code::ApiMissing),
        ("D-10 409", html(409), Code::ApiFormat),
        ("D-10 429", answer(429, &["retry-after: 60"], b""), Code::ApiBusy),
        ("D-10 500", html(500), Code::ApiServer),
        ("D-10 503", html(503), Code::ApiBusy),
        ("D-11 cut JSON", json(200, r#"{"success":true,"Result":{"Apps":[{"AppKey":"1""#), Code::ApiFormat),
        ("D-11 more behind it", json(200, r#"{"success":true,"Result":{"Apps":[]}} x"#), Code::ApiFormat),
        ("D-11 line by line", json(200, "{\"AppKey\":\"1\"}\n{\"AppKey\":\"2\"}\n"), Code::ApiFormat),
        ("D-11 a page", html(200), Code::NetPortal),
        ("D-11 nothing", json(200, ""), Code::ApiFormat),
    ]
}

#[tokio::test]
async fn a_list_that_is_none_leaves_the_one_there_is() {
    thrice(async || {
        for (row, act, code) in refusals() {
            let mut bench = Bench::new().await;
            bench.tries_to_sign_in(row).await;
            bench.begins();
            let before = bench.person.desk.look(|screen| (screen.apps.clone(), screen.freshness.updated_at));
            bench.wire.answers(LIST, 1, act);
            bench.person.app.refresh().await;
            let after = bench.person.desk.look(|screen| (screen.apps.clone(), screen.freshness.updated_at));
            assert_eq!((bench.code(), after == before), (Some(code), true), "{row}");
            assert!(bench.is_signed_in(), "{row}");
            bench.holds(row);
            bench.next_try_works(row).await;
        }
    })
    .await;
}
