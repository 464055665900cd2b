use proptest::prelude::*;

use super::store::PreferencesStore;
use super::*;
use crate::apps::catalog::App;
use crate::tenant::registration::ClientRegistration;
use crate::tenant::url::TenantUrl;
use crate::view::Restriction;

const DAY: u64 = 24 * 60 * 60 * 1000;

fn catalog_with_keys(keys: &[&str]) -> Catalog {
    let app = |key: &&str| App { key: (*key).into(), name: key.to_uppercase(), ..App::default() };
    Catalog::new(keys.iter().map(app).collect(), 0)
}

struct TestHome {
    _folder: tempfile::TempDir,
    dirs: Dirs,
    account: AccountId,
}

fn test_home() -> TestHome {
    let folder = tempfile::tempdir().unwrap();
    let path_to = |name: &str| folder.path().join(name);
    let dirs = Dirs {
        config: path_to("c"),
        state: path_to("s"),
        cache: path_to("k"),
        policy: path_to("p"),
        locks: path_to("l"),
    };
    let acme = ClientRegistration::with_defaults(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
    TestHome { account: AccountId::derive(&acme, "ada"), _folder: folder, dirs }
}

fn load(home: &TestHome) -> Preferences {
    Preferences::load_readonly(&home.dirs, &home.account)
}

fn load_store(home: &TestHome) -> PreferencesStore {
    PreferencesStore::load(&home.dirs, &home.account, Timestamp(1), || {})
}

fn save(home: &TestHome, preferences: &Preferences) {
    Preferences { keeps_names: true, ..preferences.clone() }.save(&file_path(&home.dirs, &home.account)).unwrap();
}

fn feed_entries(preferences: &Preferences, list: &Catalog, now: Timestamp) -> Vec<(AppChangeKind, String)> {
    preferences.view(list, now).activity_feed.into_iter().map(|change| (change.kind, change.key)).collect()
}

#[test]
fn favorites_keep_order_around_apps_missing_from_the_list() {
    let home = test_home();
    let mut preferences = load(&home);
    for key in ["a", "away", "b", "c"] {
        preferences.set_favorite(key, true);
        preferences.set_favorite(key, true);
    }
    let list = catalog_with_keys(&["a", "b", "c", "d"]);
    let visible_favorites = |preferences: &Preferences| preferences.view(&list, Timestamp(1)).favorites.concat();
    assert_eq!(visible_favorites(&preferences), "abc");
    preferences.move_favorite("c", 0, &list);
    assert_eq!(visible_favorites(&preferences), "cab");
    preferences.move_favorite("c", 2, &list);
    assert_eq!(visible_favorites(&preferences), "abc");
    preferences.move_favorite("a", 99, &list);
    preferences.move_favorite("d", 0, &list);
    assert_eq!(visible_favorites(&preferences), "bca");
    preferences.set_favorite("b", false);
    preferences.set_hidden("c", true);
    assert_eq!(
        (visible_favorites(&preferences), preferences.view(&list, Timestamp(1)).hidden),
        ("a".into(), vec!["c".to_owned()])
    );
    save(&home, &preferences);
    assert_eq!(load(&home).file.favorites, ["away", "c", "a"]);
}

#[test]
fn recent_apps_rank_by_frecency() {
    let mut preferences = Preferences::default();
    let list = catalog_with_keys(&["a", "b", "c", "d"]);
    let recent = |preferences: &Preferences, day: u64| preferences.view(&list, Timestamp(day * DAY)).recent.concat();
    preferences.record_launch("a", Timestamp(0));
    preferences.record_launch("a", Timestamp(1));
    assert_eq!(recent(&preferences, 0), "", "two openings are no habit");
    preferences.record_launch("b", Timestamp(2));
    assert_eq!(recent(&preferences, 0), "ab");
    preferences.record_launch("b", Timestamp(20 * DAY));
    assert_eq!(recent(&preferences, 20), "ba", "two openings of three weeks ago weigh less than one of today");
    assert_eq!(preferences.usage("b").map(|usage| usage.count), Some(2));
    preferences.set_hidden("b", true);
    assert_eq!(recent(&preferences, 20), "a");
}

#[test]
fn app_is_new_until_opened_or_marked_seen() {
    let home = test_home();
    let mut preferences = load(&home);
    let first = catalog_with_keys(&["a", "b"]);
    preferences.compare(None, &first, Timestamp(10));
    assert_eq!(preferences.view(&first, Timestamp(10)).new_apps, Vec::<String>::new(), "the first list is not new");
    save(&home, &preferences);

    let mut preferences = load(&home);
    let second = catalog_with_keys(&["a", "b", "c", "d"]);
    preferences.compare(None, &second, Timestamp(20));
    let view = preferences.view(&second, Timestamp(20));
    assert_eq!((view.new_apps.concat(), view.unread_changes), ("dc".into(), 2));
    preferences.compare(Some(&second), &second, Timestamp(30));
    assert_eq!(preferences.view(&second, Timestamp(30)).activity_feed.len(), 2, "told once");
    preferences.record_launch("d", Timestamp(40));
    assert_eq!(preferences.view(&second, Timestamp(40)).new_apps, ["c"]);
    preferences.mark_new_seen();
    preferences.mark_feed_read(Timestamp(50));
    let view = preferences.view(&second, Timestamp(50));
    assert_eq!((view.new_apps.len(), view.unread_changes, view.activity_feed.len()), (0, 0, 2));
}

#[test]
fn feed_lists_removed_changed_and_renamed_apps() {
    let mut preferences = Preferences::default();
    let previous = catalog_with_keys(&["a", "b", "c"]);
    preferences.compare(None, &previous, Timestamp(1));
    let mut current = catalog_with_keys(&["a", "b"]);
    current.apps[0].name = "Alpha".into();
    current.apps[1].restrictions.push(Restriction::ExtraCheck);
    preferences.compare(Some(&previous), &current, Timestamp(2));
    let expected = [(AppChangeKind::Removed, "c"), (AppChangeKind::Changed, "b"), (AppChangeKind::Renamed, "a")];
    assert_eq!(feed_entries(&preferences, &current, Timestamp(2)), expected.map(|(kind, key)| (kind, key.to_owned())));
    assert_eq!(preferences.view(&current, Timestamp(2)).activity_feed[2].was.as_deref(), Some("A"));
    preferences.compare(Some(&current), &previous, Timestamp(3));
    let kinds: Vec<_> = feed_entries(&preferences, &previous, Timestamp(3)).into_iter().map(|(kind, _)| kind).collect();
    assert!(
        !kinds.contains(&AppChangeKind::Removed) && !kinds.contains(&AppChangeKind::Added),
        "it came back: {kinds:?}"
    );
}

#[test]
fn list_with_unreadable_rows_reports_no_removals() {
    let mut preferences = Preferences::default();
    let previous = catalog_with_keys(&["a", "b"]);
    preferences.compare(None, &previous, Timestamp(1));
    let partial = Catalog { unreadable_rows: 1, ..catalog_with_keys(&["a"]) };
    preferences.compare(Some(&previous), &partial, Timestamp(2));
    assert_eq!(feed_entries(&preferences, &partial, Timestamp(2)), []);
}

#[test]
fn feed_announces_share_expiry_within_notice_window() {
    let mut preferences = Preferences::default();
    let mut list = catalog_with_keys(&["a"]);
    list.apps[0].ends_at = Some(Timestamp(100 * DAY));
    let kinds = |preferences: &Preferences, day| {
        let view = preferences.view(&list, Timestamp(day * DAY));
        (view.activity_feed.iter().map(|change| change.kind).collect::<Vec<_>>(), view.unread_changes)
    };
    assert_eq!(kinds(&preferences, 96), (vec![], 0));
    assert_eq!(kinds(&preferences, 98), (vec![AppChangeKind::Ending], 1));
    preferences.mark_feed_read(Timestamp(98 * DAY));
    assert_eq!(kinds(&preferences, 99), (vec![AppChangeKind::Ending], 0));
    assert_eq!(kinds(&preferences, 101), (vec![AppChangeKind::Ended], 1));
    assert_eq!(kinds(&preferences, 108), (vec![], 0));
}

#[test]
fn changes_are_capped_by_count_and_age() {
    let mut preferences = Preferences::default();
    preferences.compare(None, &catalog_with_keys(&[]), Timestamp(0));
    let keys: Vec<String> = (0..300).map(|number| number.to_string()).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    preferences.compare(None, &catalog_with_keys(&keys), Timestamp(1));
    assert_eq!(preferences.file.changes.len(), MAX_CHANGES);
    preferences.compare(None, &catalog_with_keys(&keys), Timestamp(91 * DAY));
    assert_eq!(preferences.file.changes.len(), 0);
}

#[tokio::test]
async fn app_names_are_written_only_if_kept() {
    let home = test_home();
    let store = load_store(&home);
    store.update(|preferences| {
        preferences.compare(None, &catalog_with_keys(&["a"]), Timestamp(1));
        preferences.compare(None, &catalog_with_keys(&["a", "secret project"]), Timestamp(2));
    });
    for keeps_names in [true, false, true] {
        store.update(|preferences| preferences.set_keeps_names(keeps_names));
        store.commit().await.unwrap();
        assert_eq!(load(&home).file.changes.len(), usize::from(keeps_names));
    }
    store.update(|preferences| {
        preferences.set_keeps_names(false);
        preferences.drop_unkept_names();
    });
    store.commit().await.unwrap();
    assert_eq!((store.snapshot().file.changes.len(), load(&home).file.changes.len()), (0, 0));
    assert!(load(&home).file.known_keys.is_some());
    store.update(|preferences| *preferences = Preferences::default());
    store.commit().await.unwrap();
    assert!(!file_path(&home.dirs, &home.account).exists(), "no file where there is nothing to keep");
}

#[tokio::test]
async fn damaged_file_is_set_aside_and_newer_version_is_not_overwritten() {
    let home = test_home();
    let path = file_path(&home.dirs, &home.account);
    let problem =
        |store: &PreferencesStore| store.view(&catalog_with_keys(&[]), Timestamp(1)).problem.map(|error| error.code);
    crate::storage::files::write(&path, b"{").unwrap();
    let damaged = load_store(&home);
    damaged.update(|preferences| {
        preferences.set_keeps_names(true);
        preferences.set_favorite("a", true);
    });
    damaged.commit().await.unwrap();
    assert_eq!(problem(&damaged), Some(Code::DiskCorrupt), "the loss is reported for as long as Portico runs");
    assert!(path.with_file_name(format!("{}.json.bad-1", home.account)).exists());
    assert_eq!(load(&home).file.favorites, ["a"]);
    damaged.update(|preferences| {
        preferences.set_keeps_names(false);
        preferences.set_favorite("b", true);
    });
    damaged.commit().await.unwrap();
    assert!(!path.with_file_name(format!("{}.json.bad-1", home.account)).exists(), "it may name apps");
    crate::storage::files::write(&path, br#"{"version":1,"favourites":["a",7],"opened":3}"#).unwrap();
    let with_bad_row = load_store(&home);
    assert_eq!((problem(&with_bad_row), with_bad_row.snapshot().file.total_launches), (Some(Code::DiskCorrupt), 3));
    assert_eq!(load(&home).file.favorites, ["a"], "a row costs itself alone");
    let content = br#"{"version":9,"favourites":["a"]}"#;
    crate::storage::files::write(&path, content).unwrap();
    let newer = load_store(&home);
    newer.update(|preferences| preferences.set_favorite("b", true));
    newer.commit().await.unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), content, "a newer Portico's file is left to it");
    assert_eq!(problem(&newer), Some(Code::DiskNewer));
    newer.update(|preferences| *preferences = Preferences::default());
    newer.commit().await.unwrap();
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 0, "a forgotten account leaves nothing");
}

proptest! {
    #[test]
    fn load_ignores_arbitrary_file_content(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let home = test_home();
        crate::storage::files::write(&file_path(&home.dirs, &home.account), &bytes).unwrap();
        let view = load(&home).view(&catalog_with_keys(&["a"]), Timestamp(1));
        prop_assert!(view.favorites.is_empty());
    }

    #[test]
    fn preferences_round_trip_through_file(keys in proptest::collection::vec(".{0,8}", 0..20), times in proptest::collection::vec(0u64..1 << 40, 0..20)) {
        let home = test_home();
        let mut preferences = load(&home);
        let names: Vec<&str> = keys.iter().map(String::as_str).collect();
        preferences.compare(None, &catalog_with_keys(&[]), Timestamp(1));
        preferences.compare(None, &catalog_with_keys(&names), Timestamp(1 << 40));
        for (key, time) in keys.iter().zip(times) {
            preferences.set_favorite(key, true);
            preferences.record_launch(key, Timestamp(time));
        }
        save(&home, &preferences);
        let now = Timestamp(1 << 40);
        prop_assert_eq!(load(&home).view(&catalog_with_keys(&names), now), preferences.view(&catalog_with_keys(&names), now));
    }
}
