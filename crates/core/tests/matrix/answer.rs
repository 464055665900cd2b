//! A: the authorization answer. Where it is judged, and what each of its parts may be, is the pure
//! machine's (`oauth/tests.rs`); here the person sees what comes of it.

use std::sync::{Arc, Mutex};

use portico_core::problem::Code;

use super::oracles::{Bench, WHO, thrice};
use crate::person::Manner;

/// Row, what the window is led to, and what is told; `None`: signed in.
type Row = (&'static str, &'static str, &'static [&'static str], Option<Code>);

const RIGHT: &str = "{at}?code={code}&state={state}";

const ROWS: &[Row] = &[
    ("A-01", "right", &[RIGHT], None),
    ("A-02", "wrong state", &["{at}?code={code}&state=wrong"], Some(Code::AuthState)),
    ("A-02", "a letter more", &["{at}?code={code}&state={state}x"], Some(Code::AuthState)),
    ("A-03", "missing state", &["{at}?code={code}"], Some(Code::AuthState)),
    ("A-03", "nothing at all", &["{at}"], Some(Code::AuthState)),
    ("A-04", "empty state", &["{at}?code={code}&state="], Some(Code::AuthState)),
    ("A-05", "state twice", &["{at}?code={code}&state={state}&state=x"], Some(Code::AuthState)),
    ("A-05", "state twice", &["{at}?code={code}&state=x&state={state}"], Some(Code::AuthState)),
    ("A-06", "no code, no error", &["{at}?state={state}"], Some(Code::AuthNoCode)),
    ("A-07", "empty code", &["{at}?code=&state={state}"], Some(Code::AuthBad)),
    ("A-08", "code twice", &["{at}?code={code}&code={code}&state={state}"], Some(Code::AuthBad)),
    ("A-09", "code of a mebibyte", &["{at}?code={long}&state={state}"], Some(Code::AuthBad)),
    ("A-10", "code with NUL", &["{at}?code={code}%00&state={state}"], Some(Code::AuthBad)),
    ("A-10", "code with a new line", &["{at}?code={code}%0A&state={state}"], Some(Code::AuthBad)),
    ("A-10", "code beyond ASCII", &["{at}?code={code}%C3%A4&state={state}"], Some(Code::AuthBad)),
    ("A-11", "refused", &["{at}?error=access_denied&state={state}"], Some(Code::AuthDenied)),
    (
        "A-11",
        "refused, with words",
        &["{at}?error=access_denied&error_description=CANARY-words%20%3Cb%3E&state={state}"],
        Some(Code::AuthDenied),
    ),
    (
        "A-11",
        "refused, with our state",
        &["{at}?error=access_denied&error_description=No%20{state}&state={state}"],
        Some(Code::AuthDenied),
    ),
    ("A-13", "error and code", &["{at}?error=access_denied&code={code}&state={state}"], Some(Code::AuthBad)),
    ("A-14", "twice", &[RIGHT, RIGHT], None),
    ("A-14", "then a wrong one", &[RIGHT, "{at}?error=access_denied&state={state}"], None),
    ("A-14", "a wrong one first", &["{at}?code={code}&state=wrong", RIGHT], Some(Code::AuthState)),
    ("A-16", "slash at the end", &["{at}/?code={code}&state={state}", RIGHT], None),
    ("A-16", "parameter of the path", &["{at};x?code={code}&state={state}", RIGHT], None),
    ("A-16", "two slashes", &["http://{host}//sysinfo/dummy?code={code}&state={state}", RIGHT], None),
    ("A-16", "encoded letter", &["http://{host}/sysinfo/%64ummy?code={code}&state={state}", RIGHT], None),
    ("A-16", "other case", &["http://{host}/SysInfo/Dummy?code={code}&state={state}", RIGHT], None),
    ("A-16", "a port more", &["http://127.0.0.1:444/sysinfo/dummy?code={code}&state={state}", RIGHT], None),
    ("A-16", "another scheme", &["https://{host}/sysinfo/dummy?code={code}&state={state}", RIGHT], None),
    ("A-16", "as a user name", &["https://{host}@evil.test/sysinfo/dummy?code={code}&state={state}", RIGHT], None),
    ("A-16", "another host", &["https://127.0.0.1.evil.test/sysinfo/dummy?code={code}&state={state}", RIGHT], None),
    ("A-16", "plain http elsewhere", &["http://evil.test/sysinfo/dummy?code={code}&state={state}", RIGHT], None),
    ("A-16", "normalised", &["http://{host}/x/../sysinfo\\dummy?code={code}&state={state}"], None),
    ("A-18", "wrong iss", &["{at}?code={code}&state={state}&iss=https://evil.test"], Some(Code::AuthIssuer)),
    (
        "A-18",
        "iss twice",
        &["{at}?code={code}&state={state}&iss=http://{host}&iss=http://{host}"],
        Some(Code::AuthIssuer),
    ),
    ("A-18", "empty iss", &["{at}?code={code}&state={state}&iss="], Some(Code::AuthIssuer)),
    ("A-18", "right iss", &["{at}?code={code}&state={state}&iss=http://{host}/"], None),
];

#[tokio::test]
async fn each_answer_has_its_outcome() {
    thrice(async || {
        let mut bench = Bench::new().await;
        let mut outcomes = Vec::new();
        for (id, fault, led, expected) in ROWS {
            let row = format!("{id} {fault}");
            bench.begins();
            bench.is_signed_out_with_a_list().await;
            bench.begins();
            bench.person.behaves(Manner::IsLed(WHO, led));
            bench.tries_to_sign_in(&row).await;
            assert_eq!(bench.code(), *expected, "{row}");
            assert_eq!(bench.is_signed_in(), expected.is_none(), "{row}");
            assert_eq!(bench.count("/oauth2/token"), usize::from(expected.is_none()), "{row}: token requests");
            assert_eq!(bench.asked("/sysinfo/dummy"), 0, "{row}");
            assert_eq!(bench.apps(), 42, "{row}: U3: the list");
            bench.person.desk.look(|screen| assert_eq!(screen.closed_sign_ins, screen.sign_ins, "{row}: the window"));
            let said = bench.problem().and_then(|problem| problem.said).unwrap_or_default();
            assert!(!said.contains("No "), "{row}: U4: {said}");
            bench.holds(&row);
            outcomes.push((bench.code(), bench.requests()));
            bench.next_try_works(&row).await;
        }
        outcomes
    })
    .await;
}

/// Look-alikes are addresses as others: followed where the web may be followed, and refused in the clear.
#[tokio::test]
async fn what_the_window_is_told_of_each_address() {
    const LED: &[&str] = &[
        "{at}/?code={code}",
        "http://evil.test/sysinfo/dummy?code={code}&state={state}",
        "file:///etc/passwd",
        RIGHT,
        RIGHT,
    ];
    thrice(async || {
        let bench = Bench::new().await;
        bench.person.behaves(Manner::IsLed(WHO, LED));
        bench.person.signs_in().await;
        bench.person.desk.look(|screen| assert_eq!(screen.led, [true, false, false, false, false]));
    })
    .await;
}

/// A-15: an old, valid answer, after the sign-in and after Cancel.
#[tokio::test]
async fn an_old_answer_does_nothing() {
    thrice(async || {
        let mut bench = Bench::new().await;
        let seen = Arc::new(Mutex::new(String::new()));
        let answers = seen.clone();
        bench.person.signs_in().await;
        let page = bench.person.desk.look(|screen| screen.page.clone()).unwrap();
        for exchange in bench.wire.since(0) {
            let answer = String::from_utf8_lossy(&exchange.answer).into_owned();
            if let Some(line) = answer.lines().find(|line| line.contains("/sysinfo/dummy?")) {
                line.split_once(": ").unwrap().1.trim().clone_into(&mut answers.lock().unwrap());
            }
        }
        let replay = seen.lock().unwrap().parse().unwrap();
        let before = bench.wire.mark();
        for _ in 0..3 {
            assert!(!page.may_open(&replay), "A-15: opened");
        }
        // After a Cancel: the same answer, and one that fits the cancelled request.
        bench.person.app.sign_out(false).await;
        bench.person.behaves(Manner::Waits);
        let app = bench.person.app.clone();
        let attempt = tokio::spawn(async move { app.sign_in(None).await });
        bench.person.desk.sees("the attempt", |screen| screen.sign_ins == 2).await;
        bench.person.app.cancel_sign_in();
        attempt.await.unwrap();
        let page = bench.person.desk.look(|screen| screen.page.clone()).unwrap();
        let state = page.url().query_pairs().find(|(key, _)| key == "state").unwrap().1.into_owned();
        let late = format!("{}/sysinfo/dummy?code=CANARY-late-code&state={state}", bench.wire.url).parse().unwrap();
        assert!(!page.may_open(&replay) && !page.may_open(&late), "A-15: opened");
        assert!(bench.session_is_over() && bench.code().is_none());
        assert_eq!(bench.wire.count(before, "/oauth2/token"), 0, "A-15");
        bench.holds("A-15");
        bench.next_try_works("A-15").await;
    })
    .await;
}

/// A-20: the person closes the window, the page does, or ten minutes go by.
#[tokio::test]
async fn an_attempt_that_is_given_up() {
    thrice(async || {
        let mut bench = Bench::new().await;
        for (row, manner, expected) in [
            ("A-20 closed", Manner::ClosesTheWindow, None),
            ("A-20 ten minutes", Manner::Waits, Some(Code::AuthTimeout)),
            ("A-20 ten minutes on a page", Manner::Reads, Some(Code::AuthTimeout)),
        ] {
            bench.is_signed_out_with_a_list().await;
            bench.begins();
            bench.person.behaves(manner);
            let app = bench.person.app.clone();
            let sign_ins = bench.person.desk.look(|screen| screen.sign_ins);
            let attempt = tokio::spawn(async move { app.sign_in(None).await });
            bench.person.desk.sees("the attempt", |screen| screen.sign_ins > sign_ins).await;
            if expected.is_some() {
                tokio::time::pause();
            }
            let began = tokio::time::Instant::now();
            attempt.await.unwrap();
            if expected.is_some() {
                assert!((599..=601).contains(&began.elapsed().as_secs()), "{row}: {:?}", began.elapsed());
                tokio::time::resume();
            }
            assert_eq!(bench.code(), expected, "{row}");
            assert!(bench.session_is_over(), "{row}");
            assert_eq!((bench.count("/oauth2/token"), bench.apps()), (0, 42), "{row}");
            bench.holds(row);
            bench.next_try_works(row).await;
        }
    })
    .await;
}

/// A-18, the rest: metadata promises `iss`, and the answer has none. A document of somebody else's
/// promises nothing, and neither does one that cannot be had.
#[tokio::test]
async fn an_issuer_that_is_promised_and_absent() {
    thrice(async || {
        let mut bench = Bench::new().await;
        let promise = r#"{"authorization_response_iss_parameter_supported":true}"#;
        bench.begins();
        bench.wire.answers("/.well-known/", 1, super::wire::json(200, promise));
        bench.tries_to_sign_in("A-18").await;
        assert_eq!((bench.code(), bench.count("/oauth2/token")), (Some(Code::AuthIssuer), 0), "A-18");
        bench.holds("A-18");
        let foreign = r#"{"issuer":"https://evil.test/","authorization_response_iss_parameter_supported":true}"#;
        bench.begins();
        bench.wire.answers("/.well-known/", 1, super::wire::json(200, foreign));
        bench.tries_to_sign_in("A-18 of another").await;
        assert!(bench.is_signed_in(), "A-18 of another");
        bench.holds("A-18 of another");
    })
    .await;
}
