//! Whoever dies, fails or meddles when: a reader sees the old secret, the new one or none.

use proptest::prelude::*;
use secrecy::ExposeSecret as _;

use super::*;
use crate::vault::tests::Memory;

const OLD: &[u8] = &[b'o'; 4_000];
const NEW: &[u8] = &[b'n'; 5_500];
const NOW: Millis = Millis(1);

fn put(keyring: &mut dyn Keyring, secret: &[u8]) -> Result<(), Fault> {
    write(keyring, "id", secret, NOW)
}

fn get(keyring: &mut dyn Keyring) -> Option<Vec<u8>> {
    read(keyring, "id").unwrap().map(|secret| secret.expose_secret().to_vec())
}

fn holding(secret: &[u8]) -> Memory {
    let mut memory = Memory::default();
    put(&mut memory, secret).unwrap();
    memory
}

/// How many entries a keyring has that holds `secret` and nothing else.
fn entries(secret: &[u8]) -> usize {
    1 + secret.len().div_ceil(CHUNK)
}

#[test]
fn any_size_fits_where_entries_are_small() {
    for size in [1, 1_799, 1_800, 1_801, 2_561, 10_000, 16_384, LARGEST] {
        let secret: Vec<u8> = (0..size).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let mut memory = Memory { limit: 2_560, ..Memory::default() };
        put(&mut memory, &secret).unwrap();
        put(&mut memory, &secret).unwrap();
        assert_eq!(get(&mut memory).unwrap(), secret);
        assert_eq!(memory.entries.len(), entries(&secret));
        assert!(memory.entries.values().all(|value| value.len() <= 2_400 && value.is_ascii()));
        delete(&mut memory, "id").unwrap();
        assert!(memory.entries.is_empty());
    }
    let mut memory = Memory::default();
    assert_eq!(put(&mut memory, &[0; LARGEST + 1]), Err(Fault::TooBig));
    assert!(memory.entries.is_empty());
    delete(&mut memory, "id").unwrap();
    assert_eq!(get(&mut memory), None);
}

#[test]
fn ids_do_not_meet() {
    let mut memory = Memory::default();
    write(&mut memory, "a", OLD, NOW).unwrap();
    write(&mut memory, "b", NEW, NOW).unwrap();
    delete(&mut memory, "a").unwrap();
    assert_eq!(read(&mut memory, "b").unwrap().unwrap().expose_secret(), NEW);
}

#[test]
fn an_update_cut_off_anywhere_leaves_the_old_secret_or_the_new_one() {
    let mut seen = Vec::new();
    for changes in 0.. {
        let mut memory = holding(OLD);
        memory.dies_after = Some(changes);
        let outcome = put(&mut memory, NEW);
        let died = memory.is_dead();
        memory.revive();
        let found = get(&mut memory).unwrap();
        assert!(found == OLD || found == NEW, "after {changes} changes");
        assert!(outcome.is_err() || found == NEW);
        seen.push(found == NEW);
        let mut signed_out = memory.clone();
        delete(&mut signed_out, "id").unwrap();
        assert!(
            signed_out.entries.is_empty(),
            "nothing stays after {changes} changes: {:?}",
            signed_out.entries.keys()
        );
        put(&mut memory, OLD).unwrap();
        put(&mut memory, OLD).unwrap();
        assert_eq!(memory.entries.len(), entries(OLD), "the leavings of {changes} changes are tidied away");
        if !died {
            break;
        }
    }
    assert!(seen.is_sorted() && seen.len() > 8);
}

#[test]
fn a_first_write_or_a_deletion_cut_off_anywhere_leaves_all_or_none() {
    for changes in 0.. {
        let mut first = Memory { dies_after: Some(changes), ..Memory::default() };
        let _ = put(&mut first, NEW);
        let mut last = Memory { dies_after: Some(changes), ..holding(OLD) };
        let _ = delete(&mut last, "id");
        let died = first.is_dead() || last.is_dead();
        for memory in [&mut first, &mut last] {
            memory.revive();
            assert!(get(memory).is_none_or(|found| found == OLD || found == NEW));
            delete(memory, "id").unwrap();
            assert!(memory.entries.is_empty(), "after {changes} changes");
        }
        if !died {
            break;
        }
    }
}

#[test]
fn a_call_that_fails_costs_nothing_but_this_update() {
    for fault in [Fault::Locked, Fault::Denied, Fault::TooBig, Fault::Failed] {
        for call in 0.. {
            let mut memory = Memory { fails_at: Some((call, fault)), ..holding(OLD) };
            memory.calls = 0;
            let outcome = put(&mut memory, NEW);
            let failed = memory.calls > call;
            memory.revive();
            let found = get(&mut memory).unwrap();
            assert_eq!(found, if outcome.is_ok() { NEW } else { OLD }, "call {call}");
            put(&mut memory, NEW).unwrap();
            assert_eq!(get(&mut memory).unwrap(), NEW);
            let mut reader = Memory { fails_at: Some((call, fault)), ..memory.clone() };
            reader.calls = 0;
            assert!(read(&mut reader, "id").is_err() || reader.calls <= call);
            if !failed {
                break;
            }
        }
    }
}

#[test]
fn updates_that_keep_failing_do_not_pile_up() {
    let mut memory = holding(OLD);
    for _ in 0..50 {
        // Manifest read and written, one chunk written, and then no more.
        memory.dies_after = Some(2);
        assert!(put(&mut memory, NEW).is_err());
        memory.revive();
    }
    assert!(memory.entries.len() <= entries(OLD) + MOST_LEFT + 2);
    assert!(memory.entries["v1/id/m"].len() <= 1_000);
    put(&mut memory, NEW).unwrap();
    put(&mut memory, NEW).unwrap();
    assert_eq!(memory.entries.len(), entries(NEW));
}

/// Between two calls, another process writes without having the lock.
struct Meddled {
    memory: Memory,
    at: usize,
}

impl Meddled {
    fn memory(&mut self) -> &mut Memory {
        if self.memory.calls == self.at {
            put(&mut self.memory, b"meddler").unwrap();
            // Once.
            self.at = usize::MAX;
        }
        &mut self.memory
    }
}

impl Keyring for Meddled {
    fn read(&mut self, entry: &str) -> Result<Option<Vec<u8>>, Fault> {
        self.memory().read(entry)
    }
    fn write(&mut self, entry: &str, value: &[u8]) -> Result<(), Fault> {
        self.memory().write(entry, value)
    }
    fn delete(&mut self, entry: &str) -> Result<(), Fault> {
        self.memory().delete(entry)
    }
}

#[test]
fn a_reader_outlives_a_writer_that_comes_between() {
    for at in 0.. {
        let mut memory = holding(OLD);
        memory.calls = 0;
        let mut meddled = Meddled { memory, at };
        let found = get(&mut meddled).unwrap();
        assert!(found == OLD || found == b"meddler");
        if meddled.at == at {
            break;
        }
    }
}

#[test]
fn two_writers_without_a_lock_never_mix() {
    for at in 0.. {
        let mut memory = holding(OLD);
        memory.calls = 0;
        let mut meddled = Meddled { memory, at };
        put(&mut meddled, NEW).unwrap();
        let found = get(&mut meddled.memory).unwrap();
        assert!(found == NEW || found == b"meddler", "the meddler came at {at}");
        if meddled.at == at {
            break;
        }
    }
}

#[test]
fn what_nobody_can_read_is_no_secret() {
    let manifest = "v1/id/m";
    let whole = holding(OLD).entries[manifest].clone();
    let newer = String::from_utf8(whole).unwrap().replace("\"version\":1", "\"version\":2");
    let huge = br#"{"version":1,"current":{"generation":{"number":1,"tag":"x","count":99999999},"length":1,"sha256":"","created":1},"left":[]}"#;
    for bytes in [b"".as_slice(), b"\xff\xfe", b"{}", b"null", b"[1]", newer.as_bytes(), huge] {
        let mut memory = holding(OLD);
        memory.entries.insert(manifest.to_owned(), bytes.to_vec());
        assert_eq!(get(&mut memory), None);
        put(&mut memory, NEW).unwrap();
        assert_eq!(get(&mut memory).unwrap(), NEW);
    }
}

#[derive(Clone, Debug)]
enum Damage {
    Missing,
    Bytes(Vec<u8>),
    Cut(prop::sample::Index),
    Flipped(prop::sample::Index, u8),
    Swapped(prop::sample::Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        Just(Damage::Missing),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(Damage::Bytes),
        any::<prop::sample::Index>().prop_map(Damage::Cut),
        (any::<prop::sample::Index>(), 1..=255_u8).prop_map(|(at, mask)| Damage::Flipped(at, mask)),
        any::<prop::sample::Index>().prop_map(Damage::Swapped),
    ]
}

proptest! {
    #[test]
    fn whatever_is_written_is_read(secret in prop::collection::vec(any::<u8>(), 1..9_000), before in prop::collection::vec(any::<u8>(), 1..4_000)) {
        let mut memory = holding(&before);
        put(&mut memory, &secret).unwrap();
        prop_assert_eq!(get(&mut memory).unwrap(), secret);
    }

    #[test]
    fn one_damaged_entry_never_makes_another_secret(
        secret in prop::collection::vec(any::<u8>(), 1..9_000),
        entry in any::<prop::sample::Index>(),
        damage in damage(),
    ) {
        let mut memory = holding(&secret);
        let names: Vec<String> = memory.entries.keys().cloned().collect();
        let name = entry.get(&names).clone();
        let mut value = memory.entries.remove(&name).unwrap();
        match damage {
            Damage::Missing => {}
            Damage::Bytes(bytes) => { memory.entries.insert(name, bytes); }
            Damage::Cut(at) => {
                value.truncate(at.index(value.len()));
                memory.entries.insert(name, value);
            }
            Damage::Flipped(at, mask) => {
                let at = at.index(value.len());
                value[at] ^= mask;
                memory.entries.insert(name, value);
            }
            Damage::Swapped(with) => {
                let other = with.get(&names);
                let other = memory.entries.get(other).cloned().unwrap_or(value);
                memory.entries.insert(name, other);
            }
        }
        prop_assert!(get(&mut memory).is_none_or(|found| found == secret));
        put(&mut memory, b"next").unwrap();
        prop_assert_eq!(get(&mut memory).unwrap(), b"next");
    }
}
