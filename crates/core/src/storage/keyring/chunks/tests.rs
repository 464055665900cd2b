//! Whoever dies, fails or meddles when: a reader sees the old secret, the new one or none.

use proptest::prelude::*;
use secrecy::ExposeSecret as _;

use super::*;
use crate::storage::keyring::tests::FakeKeyring;

const OLD: &[u8] = &[b'o'; 4_000];
const NEW: &[u8] = &[b'n'; 5_500];
const NOW: Timestamp = Timestamp(1);

fn write_secret(keyring: &mut dyn KeyringBackend, secret: &[u8]) -> Result<(), KeyringError> {
    write(keyring, "id", secret, NOW)
}

fn read_secret(keyring: &mut dyn KeyringBackend) -> Option<Vec<u8>> {
    read(keyring, "id").unwrap().map(|secret| secret.expose_secret().to_vec())
}

fn keyring_with(secret: &[u8]) -> FakeKeyring {
    let mut keyring = FakeKeyring::default();
    write_secret(&mut keyring, secret).unwrap();
    keyring
}

/// How many entries a keyring has that holds `secret` and nothing else.
fn expected_entry_count(secret: &[u8]) -> usize {
    1 + secret.len().div_ceil(CHUNK_BYTES)
}

#[test]
fn secrets_of_any_size_fit_small_entries() {
    for size in [1, 1_799, 1_800, 1_801, 2_561, 10_000, 16_384, MAX_SECRET_BYTES] {
        let secret: Vec<u8> = (0..size).map(|index| u8::try_from(index % 251).unwrap()).collect();
        let mut keyring = FakeKeyring { max_value_bytes: 2_560, ..FakeKeyring::default() };
        write_secret(&mut keyring, &secret).unwrap();
        write_secret(&mut keyring, &secret).unwrap();
        assert_eq!(read_secret(&mut keyring).unwrap(), secret);
        assert_eq!(keyring.entries.len(), expected_entry_count(&secret));
        assert!(keyring.entries.values().all(|value| value.len() <= 2_400 && value.is_ascii()));
        delete(&mut keyring, "id").unwrap();
        assert!(keyring.entries.is_empty());
    }
    let mut keyring = FakeKeyring::default();
    assert_eq!(write_secret(&mut keyring, &[0; MAX_SECRET_BYTES + 1]), Err(KeyringError::TooBig));
    assert!(keyring.entries.is_empty());
    delete(&mut keyring, "id").unwrap();
    assert_eq!(read_secret(&mut keyring), None);
}

#[test]
fn ids_are_independent() {
    let mut keyring = FakeKeyring::default();
    write(&mut keyring, "a", OLD, NOW).unwrap();
    write(&mut keyring, "b", NEW, NOW).unwrap();
    delete(&mut keyring, "a").unwrap();
    assert_eq!(read(&mut keyring, "b").unwrap().unwrap().expose_secret(), NEW);
}

#[test]
fn interrupted_update_leaves_old_or_new_secret() {
    let mut is_new_by_cut = Vec::new();
    for changes in 0.. {
        let mut keyring = keyring_with(OLD);
        keyring.dies_after_changes = Some(changes);
        let outcome = write_secret(&mut keyring, NEW);
        let died = keyring.has_died();
        keyring.revive();
        let found = read_secret(&mut keyring).unwrap();
        assert!(found == OLD || found == NEW, "after {changes} changes");
        assert!(outcome.is_err() || found == NEW);
        is_new_by_cut.push(found == NEW);
        let mut signed_out = keyring.clone();
        delete(&mut signed_out, "id").unwrap();
        assert!(
            signed_out.entries.is_empty(),
            "nothing stays after {changes} changes: {:?}",
            signed_out.entries.keys()
        );
        write_secret(&mut keyring, OLD).unwrap();
        write_secret(&mut keyring, OLD).unwrap();
        assert_eq!(
            keyring.entries.len(),
            expected_entry_count(OLD),
            "the leavings of {changes} changes are tidied away"
        );
        if !died {
            break;
        }
    }
    assert!(is_new_by_cut.is_sorted() && is_new_by_cut.len() > 8);
}

#[test]
fn interrupted_first_write_or_delete_leaves_whole_or_no_secret() {
    for changes in 0.. {
        let mut first = FakeKeyring { dies_after_changes: Some(changes), ..FakeKeyring::default() };
        let _ = write_secret(&mut first, NEW);
        let mut last = FakeKeyring { dies_after_changes: Some(changes), ..keyring_with(OLD) };
        let _ = delete(&mut last, "id");
        let died = first.has_died() || last.has_died();
        for keyring in [&mut first, &mut last] {
            keyring.revive();
            assert!(read_secret(keyring).is_none_or(|found| found == OLD || found == NEW));
            delete(keyring, "id").unwrap();
            assert!(keyring.entries.is_empty(), "after {changes} changes");
        }
        if !died {
            break;
        }
    }
}

#[test]
fn failed_call_fails_only_the_current_update() {
    for keyring_error in [KeyringError::Locked, KeyringError::Denied, KeyringError::TooBig, KeyringError::Failed] {
        for call in 0.. {
            let mut keyring = FakeKeyring { fail_on_call: Some((call, keyring_error)), ..keyring_with(OLD) };
            keyring.calls = 0;
            let outcome = write_secret(&mut keyring, NEW);
            let failed = keyring.calls > call;
            keyring.revive();
            let found = read_secret(&mut keyring).unwrap();
            assert_eq!(found, if outcome.is_ok() { NEW } else { OLD }, "call {call}");
            write_secret(&mut keyring, NEW).unwrap();
            assert_eq!(read_secret(&mut keyring).unwrap(), NEW);
            let mut reader = FakeKeyring { fail_on_call: Some((call, keyring_error)), ..keyring.clone() };
            reader.calls = 0;
            assert!(read(&mut reader, "id").is_err() || reader.calls <= call);
            if !failed {
                break;
            }
        }
    }
}

#[test]
fn repeated_failed_updates_do_not_accumulate_entries() {
    let mut keyring = keyring_with(OLD);
    for _ in 0..50 {
        // Manifest read and written, one chunk written, and then no more.
        keyring.dies_after_changes = Some(2);
        assert!(write_secret(&mut keyring, NEW).is_err());
        keyring.revive();
    }
    assert!(keyring.entries.len() <= expected_entry_count(OLD) + MAX_STALE_GENERATIONS + 2);
    assert!(keyring.entries["v1/id/m"].len() <= 1_000);
    write_secret(&mut keyring, NEW).unwrap();
    write_secret(&mut keyring, NEW).unwrap();
    assert_eq!(keyring.entries.len(), expected_entry_count(NEW));
}

/// Between two calls, another process writes without having the lock.
struct ConcurrentWriter {
    memory: FakeKeyring,
    write_before_call: usize,
}

impl ConcurrentWriter {
    fn run_concurrent_write(&mut self) -> &mut FakeKeyring {
        if self.memory.calls == self.write_before_call {
            write_secret(&mut self.memory, b"meddler").unwrap();
            // Once.
            self.write_before_call = usize::MAX;
        }
        &mut self.memory
    }
}

impl KeyringBackend for ConcurrentWriter {
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, KeyringError> {
        self.run_concurrent_write().read(entry)
    }
    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), KeyringError> {
        self.run_concurrent_write().write(entry, value)
    }
    fn delete(&mut self, entry: &str) -> Result<(), KeyringError> {
        self.run_concurrent_write().delete(entry)
    }
}

#[test]
fn read_during_concurrent_write_gives_old_or_new_secret() {
    for write_before_call in 0.. {
        let mut keyring = keyring_with(OLD);
        keyring.calls = 0;
        let mut keyring = ConcurrentWriter { memory: keyring, write_before_call };
        let found = read_secret(&mut keyring).unwrap();
        assert!(found == OLD || found == b"meddler");
        if keyring.write_before_call == write_before_call {
            break;
        }
    }
}

#[test]
fn concurrent_writers_without_lock_never_mix_chunks() {
    for write_before_call in 0.. {
        let mut keyring = keyring_with(OLD);
        keyring.calls = 0;
        let mut keyring = ConcurrentWriter { memory: keyring, write_before_call };
        write_secret(&mut keyring, NEW).unwrap();
        let found = read_secret(&mut keyring.memory).unwrap();
        assert!(found == NEW || found == b"meddler", "the meddler came at {write_before_call}");
        if keyring.write_before_call == write_before_call {
            break;
        }
    }
}

#[test]
fn unreadable_manifest_means_no_secret() {
    let manifest = "v1/id/m";
    let valid_manifest = keyring_with(OLD).entries[manifest].clone();
    let newer = String::from_utf8(valid_manifest).unwrap().replace("\"version\":1", "\"version\":2");
    let huge = br#"{"version":1,"current":{"generation":{"number":1,"tag":"x","count":99999999},"length":1,"sha256":"","created":1},"left":[]}"#;
    for bytes in [b"".as_slice(), b"\xff\xfe", b"{}", b"null", b"[1]", newer.as_bytes(), huge] {
        let mut keyring = keyring_with(OLD);
        keyring.entries.insert(manifest.to_owned(), bytes.to_vec());
        assert_eq!(read_secret(&mut keyring), None);
        write_secret(&mut keyring, NEW).unwrap();
        assert_eq!(read_secret(&mut keyring).unwrap(), NEW);
    }
}

#[derive(Clone, Debug)]
enum Damage {
    Missing,
    Bytes(Vec<u8>),
    Truncated(prop::sample::Index),
    BitsFlipped(prop::sample::Index, u8),
    ReplacedByOther(prop::sample::Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        Just(Damage::Missing),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(Damage::Bytes),
        any::<prop::sample::Index>().prop_map(Damage::Truncated),
        (any::<prop::sample::Index>(), 1..=255_u8).prop_map(|(at, mask)| Damage::BitsFlipped(at, mask)),
        any::<prop::sample::Index>().prop_map(Damage::ReplacedByOther),
    ]
}

proptest! {
    #[test]
    fn written_secret_is_read_back(secret in prop::collection::vec(any::<u8>(), 1..9_000), before in prop::collection::vec(any::<u8>(), 1..4_000)) {
        let mut keyring = keyring_with(&before);
        write_secret(&mut keyring, &secret).unwrap();
        prop_assert_eq!(read_secret(&mut keyring).unwrap(), secret);
    }

    #[test]
    fn damaged_entry_never_yields_a_different_secret(
        secret in prop::collection::vec(any::<u8>(), 1..9_000),
        entry in any::<prop::sample::Index>(),
        damage in damage(),
    ) {
        let mut keyring = keyring_with(&secret);
        let names: Vec<String> = keyring.entries.keys().cloned().collect();
        let name = entry.get(&names).clone();
        let mut value = keyring.entries.remove(&name).unwrap();
        match damage {
            Damage::Missing => {}
            Damage::Bytes(bytes) => { keyring.entries.insert(name, bytes); }
            Damage::Truncated(at) => {
                value.truncate(at.index(value.len()));
                keyring.entries.insert(name, value);
            }
            Damage::BitsFlipped(at, mask) => {
                let at = at.index(value.len());
                value[at] ^= mask;
                keyring.entries.insert(name, value);
            }
            Damage::ReplacedByOther(with) => {
                let other = with.get(&names);
                let other = keyring.entries.get(other).cloned().unwrap_or(value);
                keyring.entries.insert(name, other);
            }
        }
        prop_assert!(read_secret(&mut keyring).is_none_or(|found| found == secret));
        write_secret(&mut keyring, b"next").unwrap();
        prop_assert_eq!(read_secret(&mut keyring).unwrap(), b"next");
    }
}
