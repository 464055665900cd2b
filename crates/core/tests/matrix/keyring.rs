//! I: keyrings that are absent, late, locked, damaged or small. A session is then in memory only, which
//! is said, and nothing else is lost. A real Secret Service is `tests/keyring.rs`.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use portico_core::clock::SystemClock;
use portico_core::problem::Code;
use portico_core::vault::{Fault, Keyring, Vault};

use super::oracles::{Bench, USER, is_plain, thrice};
use super::wire::replaced;
use crate::person::SharedKeyring;

impl Bench {
    fn vault_problem(&self) -> Option<Code> {
        self.person.desk.look(|screen| screen.vault.problem.as_ref().map(|problem| problem.code))
    }

    async fn tells_of_keyring(&self, expected: Option<Code>) {
        let seen = |screen: &crate::person::Screen| screen.vault.problem.as_ref().map(|it| it.code) == expected;
        self.person.desk.sees(&format!("{expected:?} of the keyring"), seen).await;
        self.person.desk.look(|screen| screen.vault.problem.iter().for_each(|problem| is_plain(problem, "I")));
    }

    async fn signs_in_and_is_kept(&mut self, row: &str) {
        self.person.behaves(USER);
        self.tries_to_sign_in(row).await;
        assert!(self.is_signed_in(), "{row}: {:?}", self.problem());
        let (access, _) = self.last_tokens();
        self.is_kept(&access).await;
    }
}

/// I-01, and I-02: there is none, and later there is.
#[tokio::test]
async fn a_keyring_that_is_not_there() {
    thrice(async || {
        for (row, fault, code) in [
            ("I-01 absent", Fault::Absent, Code::KeyringAbsent),
            ("I-03 locked", Fault::Locked, Code::KeyringLocked),
            ("I-03 dismissed", Fault::Denied, Code::KeyringDenied),
            ("I-01 broken", Fault::Failed, Code::KeyringDenied),
            ("I-05 full", Fault::TooBig, Code::KeyringTooBig),
        ] {
            let mut bench = Bench::new().await;
            bench.person.keyring.fails(Some(fault));
            bench.person.app.wake().await;
            bench.tries_to_sign_in(row).await;
            assert_eq!((bench.is_signed_in(), bench.apps()), (true, 42), "{row}");
            bench.tells_of_keyring(Some(code)).await;
            bench.person.app.refresh().await;
            assert_eq!((bench.is_signed_in(), bench.code()), (true, None), "{row}");
            bench.holds(row);
            // Retry while it is so, and when it works.
            bench.person.app.retry_vault().await;
            assert_eq!(bench.vault_problem(), Some(code), "{row}");
            bench.person.keyring.fails(None);
            bench.person.app.retry_vault().await;
            bench.tells_of_keyring(None).await;
            let (access, _) = bench.last_tokens();
            bench.is_kept(&access).await;
            bench.begins();
            bench.restarts(USER);
            bench.person.app.wake().await;
            assert_eq!((bench.is_signed_in(), bench.apps(), bench.asked("/oauth2")), (true, 42, 0), "I-02 {row}");
            bench.holds(row);
        }
    })
    .await;
}

/// Without one, closing the window is the end of the session, and no fault.
#[tokio::test]
async fn without_one_a_restart_is_a_sign_in() {
    thrice(async || {
        let mut bench = Bench::new().await;
        bench.person.keyring.fails(Some(Fault::Absent));
        bench.person.app.wake().await;
        bench.tries_to_sign_in("I-01").await;
        bench.restarts(USER);
        bench.person.app.wake().await;
        assert!(bench.session_is_over() && bench.code().is_none(), "I-01");
        assert_eq!(bench.apps(), 42, "I-01: the list");
        bench.holds("I-01");
        bench.next_try_works("I-01").await;
    })
    .await;
}

/// A keyring whose every call waits until the test ends.
struct Ignored(mpsc::Receiver<()>);

impl Keyring for Ignored {
    fn read(&mut self, _: &str) -> Result<Option<Vec<u8>>, Fault> {
        let _ = self.0.recv();
        Err(Fault::Locked)
    }
    fn write(&mut self, _: &str, _: &[u8]) -> Result<(), Fault> {
        let _ = self.0.recv();
        Err(Fault::Locked)
    }
    fn delete(&mut self, _: &str) -> Result<(), Fault> {
        let _ = self.0.recv();
        Err(Fault::Locked)
    }
}

/// I-03: the prompt is ignored. Nothing waits for it: not the start, not a sign-in, not the end.
#[tokio::test]
async fn a_prompt_that_nobody_answers() {
    thrice(async || {
        let mut bench = Bench::new().await;
        bench.signs_in_and_is_kept("I-03").await;
        let (release, waits) = mpsc::channel();
        let waits = std::sync::Mutex::new(Some(waits));
        let stuck = Vault::new(move || match waits.lock().unwrap().take() {
            Some(waits) => Ok(Box::new(Ignored(waits))),
            None => Err(Fault::Locked),
        });
        bench.person.restarts_with(bench.clock.clone(), stuck.with_deadline(Duration::from_millis(50)), USER);
        bench.begins();
        bench.forgets_what_was_told();
        let app = bench.person.app.clone();
        let waking = tokio::spawn(async move { app.wake().await });
        // The three seconds that a keyring is given pass at once: nothing else is under way.
        tokio::time::pause();
        bench.tells_of_keyring(Some(Code::KeyringLocked)).await;
        tokio::time::resume();
        assert!(bench.session_is_over() && bench.code().is_none(), "I-03: the start waits");
        assert_eq!(bench.apps(), 42, "I-03");
        bench.tries_to_sign_in("I-03").await;
        assert_eq!((bench.is_signed_in(), bench.code()), (true, None), "I-03: the sign-in waits");
        bench.holds("I-03");
        waking.abort();
        drop(release);
    })
    .await;
}

type Damage = fn(&str, &mut Vec<u8>);

/// Row, and what happens to each entry of the keyring.
const DAMAGES: &[(&str, Damage)] = &[
    ("I-04 manifest empty", |entry, value| {
        if entry.ends_with("/m") {
            value.clear()
        }
    }),
    ("I-04 manifest not UTF-8", |entry, value| {
        if entry.ends_with("/m") {
            *value = vec![0xff, 0xfe, 0]
        }
    }),
    ("I-04 manifest cut", |entry, value| {
        if entry.ends_with("/m") {
            value.truncate(value.len() / 2)
        }
    }),
    ("I-04 manifest of another kind", |entry, value| {
        if entry.ends_with("/m") {
            *value = b"[]".to_vec()
        }
    }),
    ("I-04 newer version", |entry, value| {
        if entry.ends_with("/m") {
            replace(value, "\"version\":1", "\"version\":9")
        }
    }),
    ("I-04 more chunks", |entry, value| {
        if entry.ends_with("/m") {
            replace(value, "\"count\":1", "\"count\":2")
        }
    }),
    ("I-04 absurd count", |entry, value| {
        if entry.ends_with("/m") {
            replace(value, "\"count\":1", "\"count\":99999999")
        }
    }),
    ("I-04 wrong hash", |entry, value| {
        if entry.ends_with("/m") {
            replace(value, "\"sha256\":\"", "\"sha256\":\"0")
        }
    }),
    ("I-04 bad base64", |entry, value| {
        if !entry.ends_with("/m") {
            value[3] = b'*'
        }
    }),
    ("I-04 chunk not UTF-8", |entry, value| {
        if !entry.ends_with("/m") {
            value[3] = 0xff
        }
    }),
    ("I-04 a letter changed", |entry, value| {
        if !entry.ends_with("/m") {
            value[40] ^= 1
        }
    }),
    ("I-04 torn chunk", |entry, value| {
        if !entry.ends_with("/m") {
            value.truncate(41)
        }
    }),
    ("I-04 chunk empty", |entry, value| {
        if !entry.ends_with("/m") {
            value.clear()
        }
    }),
];

fn replace(value: &mut Vec<u8>, old: &str, new: &str) {
    let text = String::from_utf8(value.clone()).unwrap();
    assert!(text.contains(old), "{text}");
    *value = text.replacen(old, new, 1).into_bytes();
}

/// I-04: signed out, without a word about it, and the next sign-in is kept.
#[tokio::test]
async fn what_is_damaged_is_a_sign_in() {
    thrice(async || {
        // Short tokens: one chunk, so that counts are known.
        let opaque = |config: &mut demo_tenant::Config| config.apps[0].token_type = demo_tenant::TokenType::Opaque;
        let mut bench = Bench::with(opaque, Arc::new(SystemClock)).await;
        bench.signs_in_and_is_kept("I-04").await;
        let gone: Damage = |_, _| {};
        for (row, damage) in DAMAGES.iter().chain(&[("I-04 gone", gone)]) {
            bench.begins();
            bench.person.keyring.damage(damage);
            if row.ends_with("gone") {
                bench.person.keyring.becomes(std::collections::BTreeMap::default());
            }
            bench.restarts(USER);
            bench.person.app.wake().await;
            assert!(bench.session_is_over(), "{row}");
            assert_eq!((bench.code(), bench.vault_problem(), bench.apps()), (None, None, 42), "{row}");
            assert_eq!(bench.requests(), 0, "{row}");
            bench.holds(row);
            bench.signs_in_and_is_kept(row).await;
            bench.holds(row);
        }
    })
    .await;
}

/// As Windows' is: so many bytes a value, and no more.
struct Small(SharedKeyring);

impl Keyring for Small {
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, Fault> {
        self.0.read(entry)
    }
    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), Fault> {
        assert!(std::str::from_utf8(value).is_ok(), "KWallet takes text only");
        if value.len() > 2_560 { Err(Fault::TooBig) } else { self.0.write(entry, value) }
    }
    fn delete(&mut self, entry: &str) -> Result<(), Fault> {
        self.0.delete(entry)
    }
}

/// I-05: long tokens in a keyring of small entries.
#[tokio::test]
async fn tokens_longer_than_an_entry() {
    thrice(async || {
        for length in [2_559, 2_560, 2_561, 10_000, 16_384] {
            let row = format!("I-05 {length}");
            let keyring = SharedKeyring::default();
            let inner = keyring.clone();
            let small = Vault::new(move || Ok(Box::new(Small(inner.clone()))));
            let mut bench = Bench::with_vault(|_| {}, Arc::new(SystemClock), small.clone()).await;
            bench.person.keyring = keyring;
            let long = format!("CANARY-{}", "r".repeat(length - 7));
            bench.token_endpoint(replaced("\"refresh_token\":\"", format!("\"refresh_token\":\"{long}\",\"was\":\"")));
            bench.signs_in_and_is_kept(&row).await;
            assert_eq!(bench.vault_problem(), None, "{row}");
            bench.holds(&row);
            bench.begins();
            bench.person.restarts_with(bench.clock.clone(), small, USER);
            bench.forgets_what_was_told();
            bench.person.app.wake().await;
            assert_eq!((bench.is_signed_in(), bench.apps(), bench.asked("/oauth2")), (true, 42, 0), "{row}");
            bench.holds(&row);
        }
    })
    .await;
}

/// I-04, KNOWN REST: a keyring cannot be asked what it holds, so the chunk that a damaged manifest named stays
/// in it, also after signing out. It is in the keyring, where it belongs, but longer than it should be.
#[tokio::test]
async fn what_a_damaged_manifest_leaves_behind() {
    thrice(async || {
        let mut bench = Bench::new().await;
        bench.signs_in_and_is_kept("I-04").await;
        let (first, _) = bench.last_tokens();
        bench.person.keyring.damage(|entry, value| {
            if entry.ends_with("/m") {
                value.clear()
            }
        });
        bench.restarts(USER);
        bench.person.app.wake().await;
        bench.signs_in_and_is_kept("I-04").await;
        bench.person.app.sign_out(false).await;
        let left = super::oracles::kept(&bench.person.keyring);
        assert!(left.contains(&first), "I-04 is mended: say so in SECURITY.md");
    })
    .await;
}
