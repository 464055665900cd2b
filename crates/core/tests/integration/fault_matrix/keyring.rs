//! I: keyrings that are absent, slow, locked, damaged or small. The session is then in memory only, Portico says so, and
//! nothing else is lost. `tests/secret_service.rs` uses a real Secret Service.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use portico_core::clock::SystemClock;
use portico_core::error::Code;
use portico_core::storage::keyring::{KeyringBackend, KeyringClient, KeyringError};

use super::harness::{Harness, USER, assert_error_is_presentable, assert_repeatable};
use super::recording_proxy::tenant_response_replacing;
use crate::support::MemoryKeyring;

impl Harness {
    fn keyring_error_code(&self) -> Option<Code> {
        self.user.platform.inspect(|recorded| recorded.keyring.problem.as_ref().map(|problem| problem.code))
    }

    async fn wait_for_keyring_error(&self, expected: Option<Code>) {
        let is_expected =
            |recorded: &crate::support::Recorded| recorded.keyring.problem.as_ref().map(|it| it.code) == expected;
        self.user.platform.wait_for(&format!("{expected:?} of the keyring"), is_expected).await;
        self.user.platform.inspect(|recorded| {
            recorded.keyring.problem.iter().for_each(|problem| assert_error_is_presentable(problem, "I"))
        });
    }

    async fn sign_in_and_wait_until_stored(&mut self, row: &str) {
        self.user.set_behavior(USER);
        self.attempt_sign_in(row).await;
        assert!(self.is_signed_in(), "{row}: {:?}", self.error());
        let (access, _) = self.last_tokens();
        self.wait_until_stored(&access).await;
    }
}

/// I-01, and I-02: there is none, and later there is.
#[tokio::test]
async fn unavailable_keyring_is_reported_and_retry_persists_session() {
    assert_repeatable(async || {
        for (row, fault, code) in [
            ("I-01 absent", KeyringError::Absent, Code::KeyringAbsent),
            ("I-03 locked", KeyringError::Locked, Code::KeyringLocked),
            ("I-03 dismissed", KeyringError::Denied, Code::KeyringDenied),
            ("I-01 broken", KeyringError::Failed, Code::KeyringDenied),
            ("I-05 full", KeyringError::TooBig, Code::KeyringTooBig),
        ] {
            let mut harness = Harness::new().await;
            harness.user.keyring.set_error(Some(fault));
            harness.user.app.run_startup_tasks().await;
            harness.attempt_sign_in(row).await;
            assert_eq!((harness.is_signed_in(), harness.app_count()), (true, 42), "{row}");
            harness.wait_for_keyring_error(Some(code)).await;
            harness.user.app.refresh().await;
            assert_eq!((harness.is_signed_in(), harness.error_code()), (true, None), "{row}");
            harness.assert_invariants(row);
            // Retry while it is so, and when it works.
            harness.user.app.retry_keyring().await;
            assert_eq!(harness.keyring_error_code(), Some(code), "{row}");
            harness.user.keyring.set_error(None);
            harness.user.app.retry_keyring().await;
            harness.wait_for_keyring_error(None).await;
            let (access, _) = harness.last_tokens();
            harness.wait_until_stored(&access).await;
            harness.start_row();
            harness.restart(USER);
            harness.user.app.run_startup_tasks().await;
            assert_eq!(
                (harness.is_signed_in(), harness.app_count(), harness.count_all_requests("/oauth2")),
                (true, 42, 0),
                "I-02 {row}"
            );
            harness.assert_invariants(row);
        }
    })
    .await;
}

/// Without one, closing the window is the end of the session, and no fault.
#[tokio::test]
async fn restart_without_keyring_signs_out_and_keeps_list() {
    assert_repeatable(async || {
        let mut harness = Harness::new().await;
        harness.user.keyring.set_error(Some(KeyringError::Absent));
        harness.user.app.run_startup_tasks().await;
        harness.attempt_sign_in("I-01").await;
        harness.restart(USER);
        harness.user.app.run_startup_tasks().await;
        assert!(harness.is_signed_out() && harness.error_code().is_none(), "I-01");
        assert_eq!(harness.app_count(), 42, "I-01: the list");
        harness.assert_invariants("I-01");
        harness.assert_next_attempt_succeeds("I-01").await;
    })
    .await;
}

/// A keyring whose every call waits until the test ends.
struct BlockedKeyring(mpsc::Receiver<()>);

impl KeyringBackend for BlockedKeyring {
    fn read(&mut self, _: &str) -> Result<Option<Vec<u8>>, KeyringError> {
        let _ = self.0.recv();
        Err(KeyringError::Locked)
    }
    fn write(&mut self, _: &str, _: &[u8]) -> Result<(), KeyringError> {
        let _ = self.0.recv();
        Err(KeyringError::Locked)
    }
    fn delete(&mut self, _: &str) -> Result<(), KeyringError> {
        let _ = self.0.recv();
        Err(KeyringError::Locked)
    }
}

/// I-03: the prompt is ignored. Nothing waits for it: not the start, not a sign-in, not the end.
#[tokio::test]
async fn unanswered_keyring_prompt_blocks_neither_start_nor_sign_in() {
    assert_repeatable(async || {
        let mut harness = Harness::new().await;
        harness.sign_in_and_wait_until_stored("I-03").await;
        let (release, receiver) = mpsc::channel();
        let receiver = std::sync::Mutex::new(Some(receiver));
        let blocked_client = KeyringClient::new(move || match receiver.lock().unwrap().take() {
            Some(receiver) => Ok(Box::new(BlockedKeyring(receiver))),
            None => Err(KeyringError::Locked),
        });
        harness.user.restart_with(harness.clock.clone(), blocked_client.with_deadline(Duration::from_millis(50)), USER);
        harness.start_row();
        harness.reset_checked_updates();
        let app = harness.user.app.clone();
        let start = tokio::spawn(async move { app.run_startup_tasks().await });
        // The three seconds that a keyring is given pass at once: nothing else is under way.
        tokio::time::pause();
        harness.wait_for_keyring_error(Some(Code::KeyringLocked)).await;
        tokio::time::resume();
        assert!(harness.is_signed_out() && harness.error_code().is_none(), "I-03: the start waits");
        assert_eq!(harness.app_count(), 42, "I-03");
        harness.attempt_sign_in("I-03").await;
        assert_eq!((harness.is_signed_in(), harness.error_code()), (true, None), "I-03: the sign-in waits");
        harness.assert_invariants("I-03");
        // The shell goes on to the tray, the shortcut and the menu entries only then.
        start.await.unwrap();
        drop(release);
    })
    .await;
}

type Corruption = fn(&str, &mut Vec<u8>);

/// Row, and what happens to each entry of the keyring.
const CORRUPTIONS: &[(&str, Corruption)] = &[
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
            replace_text(value, "\"version\":1", "\"version\":9")
        }
    }),
    ("I-04 more chunks", |entry, value| {
        if entry.ends_with("/m") {
            replace_text(value, "\"count\":1", "\"count\":2")
        }
    }),
    ("I-04 absurd count", |entry, value| {
        if entry.ends_with("/m") {
            replace_text(value, "\"count\":1", "\"count\":99999999")
        }
    }),
    ("I-04 wrong hash", |entry, value| {
        if entry.ends_with("/m") {
            replace_text(value, "\"sha256\":\"", "\"sha256\":\"0")
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

fn replace_text(value: &mut Vec<u8>, old: &str, new: &str) {
    let text = String::from_utf8(value.clone()).unwrap();
    assert!(text.contains(old), "{text}");
    *value = text.replacen(old, new, 1).into_bytes();
}

/// I-04: signed out, without a word about it, and the next sign-in is kept.
#[tokio::test]
async fn corrupt_keyring_entry_signs_out_and_next_sign_in_is_stored() {
    assert_repeatable(async || {
        // Short tokens: one chunk, so that counts are known.
        let opaque = |config: &mut demo_tenant::Config| config.apps[0].token_type = demo_tenant::TokenType::Opaque;
        let mut harness = Harness::with_config(opaque, Arc::new(SystemClock)).await;
        harness.sign_in_and_wait_until_stored("I-04").await;
        let no_corruption: Corruption = |_, _| {};
        for (row, corrupt) in CORRUPTIONS.iter().chain(&[("I-04 gone", no_corruption)]) {
            harness.start_row();
            harness.user.keyring.corrupt_entries(corrupt);
            if row.ends_with("gone") {
                harness.user.keyring.restore(std::collections::BTreeMap::default());
            }
            harness.restart(USER);
            harness.user.app.run_startup_tasks().await;
            assert!(harness.is_signed_out(), "{row}");
            assert_eq!(
                (harness.error_code(), harness.keyring_error_code(), harness.app_count()),
                (None, None, 42),
                "{row}"
            );
            assert_eq!(harness.own_request_count(), 0, "{row}");
            harness.assert_invariants(row);
            harness.sign_in_and_wait_until_stored(row).await;
            harness.assert_invariants(row);
        }
    })
    .await;
}

/// As Windows' is: so many bytes a value, and no more.
struct SizeLimitedKeyring(MemoryKeyring);

impl KeyringBackend for SizeLimitedKeyring {
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, KeyringError> {
        self.0.read(entry)
    }
    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), KeyringError> {
        assert!(std::str::from_utf8(value).is_ok(), "KWallet takes text only");
        if value.len() > 2_560 { Err(KeyringError::TooBig) } else { self.0.write(entry, value) }
    }
    fn delete(&mut self, entry: &str) -> Result<(), KeyringError> {
        self.0.delete(entry)
    }
}

/// I-05: long tokens in a keyring of small entries.
#[tokio::test]
async fn token_longer_than_keyring_entry_survives_restart() {
    assert_repeatable(async || {
        for length in [2_559, 2_560, 2_561, 10_000, 16_384] {
            let row = format!("I-05 {length}");
            let keyring = MemoryKeyring::default();
            let inner = keyring.clone();
            let client = KeyringClient::new(move || Ok(Box::new(SizeLimitedKeyring(inner.clone()))));
            let mut harness = Harness::with_keyring(|_| {}, Arc::new(SystemClock), client.clone()).await;
            harness.user.keyring = keyring;
            let long_token = format!("CANARY-{}", "r".repeat(length - 7));
            harness.script_token_endpoint(tenant_response_replacing(
                "\"refresh_token\":\"",
                format!("\"refresh_token\":\"{long_token}\",\"was\":\""),
            ));
            harness.sign_in_and_wait_until_stored(&row).await;
            assert_eq!(harness.keyring_error_code(), None, "{row}");
            harness.assert_invariants(&row);
            harness.start_row();
            harness.user.restart_with(harness.clock.clone(), client, USER);
            harness.reset_checked_updates();
            harness.user.app.run_startup_tasks().await;
            assert_eq!(
                (harness.is_signed_in(), harness.app_count(), harness.count_all_requests("/oauth2")),
                (true, 42, 0),
                "{row}"
            );
            harness.assert_invariants(&row);
        }
    })
    .await;
}

/// I-04, KNOWN REST: a keyring cannot be asked what it holds, so the chunk that a damaged manifest named stays
/// in it, also after signing out. It is in the keyring, where it belongs, but longer than it should be.
#[tokio::test]
async fn chunk_of_corrupt_manifest_stays_after_sign_out() {
    assert_repeatable(async || {
        let mut harness = Harness::new().await;
        harness.sign_in_and_wait_until_stored("I-04").await;
        let (access_token, _) = harness.last_tokens();
        harness.user.keyring.corrupt_entries(|entry, value| {
            if entry.ends_with("/m") {
                value.clear()
            }
        });
        harness.restart(USER);
        harness.user.app.run_startup_tasks().await;
        harness.sign_in_and_wait_until_stored("I-04").await;
        harness.user.app.sign_out(false).await;
        let stored = super::harness::stored_text(&harness.user.keyring);
        assert!(stored.contains(&access_token), "I-04 is mended: say so in SECURITY.md");
    })
    .await;
}
