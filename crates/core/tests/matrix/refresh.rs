//! C: renewal. What the tenant refuses ends the session; nothing else does, and nothing is written over
//! what is kept but what is newer.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use portico_core::clock::Clock as _;
use portico_core::problem::Code;

use super::oracles::{Bench, kept, thrice};
use super::wire::{Act, answer, html, json, replaced};
use crate::person::{SharedKeyring, TurnedClock};

/// Longer than an access token lives, and shorter than a session of the portal's.
const EXPIRY: Duration = Duration::from_secs(18_000);

/// Signed in, kept, and the access token at its end.
struct Expired {
    bench: Bench,
    clock: Arc<TurnedClock>,
}

impl Expired {
    async fn new(rotation: bool) -> Self {
        let clock = Arc::new(TurnedClock(Mutex::default()));
        let mut bench = Bench::with(|config| config.apps[0].rotation = rotation, clock.clone()).await;
        bench.tries_to_sign_in("C").await;
        let (_, refresh) = bench.last_tokens();
        bench.is_kept(&refresh).await;
        bench.begins();
        let own = Self { bench, clock };
        own.expires();
        own
    }

    fn expires(&self) {
        self.turns(EXPIRY);
        self.bench.person.controls().advance(EXPIRY);
    }

    fn turns(&self, by: Duration) {
        *self.clock.0.lock().unwrap() += by;
    }
}

/// C-01, C-02.
#[tokio::test]
async fn the_refresh_token_that_is_newest() {
    for (row, rotation) in [("C-01 none comes back", false), ("C-02 another comes back", true)] {
        thrice(async || {
            let mut expired = Expired::new(rotation).await;
            let bench = &mut expired.bench;
            let (first_access, first) = bench.last_tokens();
            // At the first call with a new access token, what is kept has it already.
            let late = Arc::new(Mutex::new(Vec::new()));
            let (seen, keyring) = (late.clone(), bench.person.keyring.clone());
            bench.wire.watch(move |exchange| {
                let bearer = exchange.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
                if let Some(bearer) = bearer.filter(|_| exchange.is_to("/uprest") && exchange.is_ours()) {
                    seen.lock().unwrap().push(kept(&keyring).contains(bearer));
                }
            });
            bench.person.app.refresh().await;
            let (access, refresh) = bench.last_tokens();
            assert_ne!(access, first_access, "{row}");
            assert_eq!(refresh != first, rotation, "{row}");
            assert_eq!(*late.lock().unwrap(), [true], "{row}: kept before it was used");
            let now = kept(&bench.person.keyring);
            assert!(now.contains(&refresh) && now.contains(&access), "{row}");
            assert_eq!(now.contains(&first), !rotation, "{row}: the old one");
            assert_eq!((bench.code(), bench.count("/oauth2/token"), bench.count("/uprest")), (None, 1, 1), "{row}");
            bench.holds(row);
            // And once more with what is held now.
            expired.expires();
            expired.bench.person.app.refresh().await;
            assert_eq!((expired.bench.code(), expired.bench.count("/oauth2/token")), (None, 2), "{row}");
        })
        .await;
    }
}

/// C-06: refused, but meanwhile another process has put a newer one in its place.
#[tokio::test]
async fn a_newer_one_is_adopted() {
    thrice(async || {
        let mut expired = Expired::new(true).await;
        let bench = &mut expired.bench;
        let old = bench.person.keyring.content_is();
        bench.person.app.sign_in(None).await;
        let (_, refresh) = bench.last_tokens();
        bench.is_kept(&refresh).await;
        let newer = bench.person.keyring.content_is();
        bench.person.keyring.becomes(old);
        bench.restarts(super::oracles::USER);
        // The restart finds the old one, which is at its end.
        bench.begins();
        let keyring = bench.person.keyring.clone();
        let once = Mutex::new(Some(newer));
        bench.wire.watch(move |exchange| {
            if exchange.is_to("/oauth2/token")
                && let Some(newer) = once.lock().unwrap().take()
            {
                keyring.becomes(newer);
            }
        });
        bench.token_endpoint(json(400, r#"{"error":"invalid_grant"}"#));
        bench.person.app.wake().await;
        assert_eq!((bench.is_signed_in(), bench.code(), bench.apps()), (true, None, 42), "C-06");
        assert!(kept(&bench.person.keyring).contains(&refresh), "C-06: cleared");
        assert_eq!(bench.count("/oauth2/token"), 1, "C-06");
        bench.holds("C-06");
    })
    .await;
}

/// C-07.
#[tokio::test]
async fn a_refusal_ends_the_session_and_leaves_the_list() {
    thrice(async || {
        for (row, act) in [
            ("C-07 400", json(400, r#"{"error":"invalid_grant","error_description":"CANARY"}"#)),
            ("C-07 401", json(401, r#"{"error":"invalid_grant"}"#)),
        ] {
            let mut expired = Expired::new(true).await;
            let bench = &mut expired.bench;
            bench.token_endpoint(act);
            bench.person.app.refresh().await;
            assert_eq!(bench.code(), Some(Code::SessionEnded), "{row}");
            assert!(bench.session_is_over(), "{row}");
            assert_eq!(bench.person.keyring.entries(), Vec::<String>::new(), "{row}: the keyring");
            assert_eq!((bench.apps(), bench.count("/oauth2/token")), (42, 1), "{row}");
            bench.holds(row);
            bench.next_try_works(row).await;
        }
    })
    .await;
}

fn troubles() -> Vec<(&'static str, Option<Act>, Code)> {
    vec![
        ("500", Some(html(500)), Code::TokenServer),
        ("502", Some(html(502)), Code::TokenServer),
        ("503", Some(html(503)), Code::TokenServer),
        ("504", Some(answer(504, &[], b"")), Code::TokenServer),
        ("429", Some(answer(429, &["retry-after: 60"], b"")), Code::ApiBusy),
        ("page", Some(html(200)), Code::NetPortal),
        ("redirect", Some(answer(302, &["location: /login"], b"")), Code::NetRedirect),
        ("400 invalid_client", Some(json(400, r#"{"error":"invalid_client"}"#)), Code::TokenClient),
        ("401 invalid_client", Some(json(401, r#"{"error":"invalid_client"}"#)), Code::TokenClient),
        ("403", Some(html(403)), Code::TokenClient),
        ("404", Some(html(404)), Code::TokenAppId),
        ("cut", Some(Act::Say(Vec::new())), Code::NetCut),
        ("nothing", Some(json(200, "")), Code::TokenFormat),
        ("no token", Some(json(200, r#"{"access_token":"","token_type":"Bearer"}"#)), Code::TokenFormat),
        ("no lifetime", Some(replaced("\"expires_in\":18000", "\"expires_in\":true")), Code::TokenFormat),
        ("another type", Some(replaced("\"Bearer\"", "\"mac\"")), Code::TokenType),
        ("offline", None, Code::NetRefused),
    ]
}

/// C-08: whatever else goes wrong, what is kept stays, the tenant is left in peace for a while, and
/// then it works.
#[tokio::test]
async fn trouble_is_no_sign_out() {
    thrice(async || {
        let mut expired = Expired::new(false).await;
        let mut outcomes = Vec::new();
        for (fault, act, expected) in troubles() {
            let row = format!("C-08 {fault}");
            expired.expires();
            let bench = &mut expired.bench;
            bench.begins();
            let before = kept(&bench.person.keyring);
            let offline = act.is_none();
            match act {
                Some(act) => bench.token_endpoint(act),
                None => bench.wire.is_cut().await,
            }
            bench.person.app.refresh().await;
            assert_eq!(bench.code(), Some(expected), "{row}");
            assert_eq!((bench.is_signed_in(), bench.apps()), (true, 42), "{row}");
            assert_eq!(kept(&bench.person.keyring), before, "{row}: the keyring");
            // Again at once: it rests.
            bench.person.app.refresh().await;
            assert_eq!(bench.code(), Some(expected), "{row}");
            assert_eq!(bench.count("/oauth2/token"), usize::from(!offline), "{row}: U5");
            assert_eq!(bench.count("/uprest"), 0, "{row}: a stale token was sent");
            bench.holds(&row);
            outcomes.push((row.clone(), expected));
            if offline {
                bench.wire.is_mended().await;
            }
            expired.turns(Duration::from_secs(121));
            expired.bench.next_try_works(&row).await;
            assert_eq!(expired.bench.count("/oauth2/token"), 1 + usize::from(!offline), "{row}");
        }
        outcomes
    })
    .await;
}

/// C-08: each failure makes the next wait longer, up to half a minute.
#[tokio::test]
async fn failures_in_a_row_are_further_apart() {
    thrice(async || {
        let expired = Expired::new(false).await;
        let bench = &expired.bench;
        bench.wire.answers("/oauth2/token", usize::MAX, html(503));
        let mut asked = Vec::new();
        for second in 0..100 {
            let before = bench.count("/oauth2/token");
            bench.person.app.refresh().await;
            if bench.count("/oauth2/token") > before {
                asked.push(second);
            }
            expired.turns(Duration::from_millis(1_001));
        }
        assert!((5..=8).contains(&asked.len()), "C-08: {asked:?}");
        assert!(asked.windows(2).all(|two| two[1] - two[0] <= 31), "C-08: {asked:?}");
        assert!(bench.clock.now() > portico_core::clock::SystemClock.now());
    })
    .await;
}

/// C-14: the calls are turned down whatever the token.
#[tokio::test]
async fn a_fresh_token_that_is_turned_down() {
    thrice(async || {
        for (row, act) in [
            ("C-14 JSON", json(401, r#"{"success":false}"#)),
            ("C-14 page", html(401)),
            ("C-14 nothing", answer(401, &["www-authenticate: Bearer error=\"invalid_token\""], b"")),
            ("C-14 login", answer(302, &["location: /login?x=1"], b"")),
        ] {
            let mut bench = Bench::new().await;
            bench.tries_to_sign_in(row).await;
            bench.begins();
            bench.wire.answers("/uprest", usize::MAX, act);
            bench.person.app.refresh().await;
            assert_eq!(bench.code(), Some(Code::SessionEnded), "{row}");
            assert!(bench.session_is_over(), "{row}");
            assert!(bench.requests() <= 4, "{row}: U5: {} requests", bench.requests());
            assert_eq!((bench.count("/oauth2/token"), bench.count("/uprest")), (1, 2), "{row}");
            assert_eq!(bench.apps(), 42, "{row}");
            bench.holds(row);
            bench.next_try_works(row).await;
        }
    })
    .await;
}

/// C-02: between the answer and the keyring, the keyring goes away, and comes back.
#[tokio::test]
async fn a_keyring_that_fails_in_the_middle_costs_nothing() {
    thrice(async || {
        let mut expired = Expired::new(true).await;
        let bench = &mut expired.bench;
        let keyring: SharedKeyring = bench.person.keyring.clone();
        bench.wire.watch(move |exchange| {
            if exchange.is_to("/oauth2/token") {
                keyring.fails(Some(portico_core::vault::Fault::Denied));
            }
        });
        bench.person.app.refresh().await;
        assert_eq!((bench.is_signed_in(), bench.code(), bench.apps()), (true, None, 42), "C-02 no keyring");
        bench.holds("C-02 no keyring");
        bench.person.keyring.fails(None);
        bench.person.app.retry_vault().await;
        let (_, refresh) = bench.last_tokens();
        bench.is_kept(&refresh).await;
    })
    .await;
}
