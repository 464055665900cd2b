use proptest::prelude::*;

use super::*;
use crate::catalogue::App;
use crate::registration::Registration;
use crate::tenant::TenantUrl;
use crate::view::Restriction;

const DAY: u64 = 24 * 60 * 60 * 1000;

fn list(keys: &[&str]) -> Catalogue {
    let app = |key: &&str| App { key: (*key).into(), name: key.to_uppercase(), ..App::default() };
    Catalogue::new(keys.iter().map(app).collect(), 0)
}

struct Home {
    _folder: tempfile::TempDir,
    dirs: Dirs,
    account: AccountId,
}

fn home() -> Home {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let dirs = Dirs { config: at("c"), state: at("s"), cache: at("k"), policy: at("p"), locks: at("l") };
    let acme = Registration::of(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
    Home { account: AccountId::of(&acme, "ada"), _folder: folder, dirs }
}

fn load(home: &Home) -> Personal {
    Personal::load(&home.dirs, &home.account, Millis(1))
}

fn save(personal: &mut Personal) {
    let (path, bytes) = personal.to_write(true).unwrap();
    store::write(&path, &bytes).unwrap();
}

fn news(personal: &Personal, list: &Catalogue, now: Millis) -> Vec<(NewsKind, String)> {
    personal.view(list, now).feed.into_iter().map(|news| (news.kind, news.key)).collect()
}

#[test]
fn favourites_keep_their_order_also_around_what_is_away() {
    let home = home();
    let mut personal = load(&home);
    for key in ["a", "away", "b", "c"] {
        personal.set_favourite(key, true);
        personal.set_favourite(key, true);
    }
    let list = list(&["a", "b", "c", "d"]);
    let shown = |personal: &Personal| personal.view(&list, Millis(1)).favourites.concat();
    assert_eq!(shown(&personal), "abc");
    personal.move_favourite("c", 0, &list);
    assert_eq!(shown(&personal), "cab");
    personal.move_favourite("c", 2, &list);
    assert_eq!(shown(&personal), "abc");
    personal.move_favourite("a", 99, &list);
    personal.move_favourite("d", 0, &list);
    assert_eq!(shown(&personal), "bca");
    personal.set_favourite("b", false);
    personal.set_hidden("c", true);
    assert_eq!((shown(&personal), personal.view(&list, Millis(1)).hidden), ("a".into(), vec!["c".to_owned()]));
    save(&mut personal);
    assert_eq!(load(&home).file.favourites, ["away", "c", "a"]);
}

#[test]
fn what_is_opened_lately_and_often_comes_first() {
    let mut personal = Personal::default();
    let list = list(&["a", "b", "c", "d"]);
    let recent = |personal: &Personal, day: u64| personal.view(&list, Millis(day * DAY)).recent.concat();
    personal.opened("a", Millis(0));
    personal.opened("a", Millis(1));
    assert_eq!(recent(&personal, 0), "", "two openings are no habit");
    personal.opened("b", Millis(2));
    assert_eq!(recent(&personal, 0), "ab");
    personal.opened("b", Millis(20 * DAY));
    assert_eq!(recent(&personal, 20), "ba", "two openings of three weeks ago weigh less than one of today");
    assert_eq!(personal.usage("b").map(|usage| usage.count), Some(2));
    personal.set_hidden("b", true);
    assert_eq!(recent(&personal, 20), "a");
}

#[test]
fn new_is_what_was_never_there_until_it_is_opened() {
    let home = home();
    let mut personal = load(&home);
    let first = list(&["a", "b"]);
    personal.compare(None, &first, Millis(10));
    assert_eq!(personal.view(&first, Millis(10)).fresh, Vec::<String>::new(), "the first list is not new");
    save(&mut personal);

    let mut personal = load(&home);
    let second = list(&["a", "b", "c", "d"]);
    personal.compare(None, &second, Millis(20));
    let view = personal.view(&second, Millis(20));
    assert_eq!((view.fresh.concat(), view.unread), ("dc".into(), 2));
    personal.compare(Some(&second), &second, Millis(30));
    assert_eq!(personal.view(&second, Millis(30)).feed.len(), 2, "told once");
    personal.opened("d", Millis(40));
    assert_eq!(personal.view(&second, Millis(40)).fresh, ["c"]);
    personal.see_new();
    personal.read_feed(Millis(50));
    let view = personal.view(&second, Millis(50));
    assert_eq!((view.fresh.len(), view.unread, view.feed.len()), (0, 0, 2));
}

#[test]
fn the_feed_tells_what_went_and_what_became_of_the_rest() {
    let mut personal = Personal::default();
    let before = list(&["a", "b", "c"]);
    personal.compare(None, &before, Millis(1));
    let mut after = list(&["a", "b"]);
    after.apps[0].name = "Alpha".into();
    after.apps[1].restrictions.push(Restriction::ExtraCheck);
    personal.compare(Some(&before), &after, Millis(2));
    let expected = [(NewsKind::Removed, "c"), (NewsKind::Changed, "b"), (NewsKind::Renamed, "a")];
    assert_eq!(news(&personal, &after, Millis(2)), expected.map(|(kind, key)| (kind, key.to_owned())));
    assert_eq!(personal.view(&after, Millis(2)).feed[2].was.as_deref(), Some("A"));
    personal.compare(Some(&after), &before, Millis(3));
    let kinds: Vec<_> = news(&personal, &before, Millis(3)).into_iter().map(|(kind, _)| kind).collect();
    assert!(!kinds.contains(&NewsKind::Removed) && !kinds.contains(&NewsKind::Added), "it came back: {kinds:?}");
}

#[test]
fn a_short_answer_takes_nothing_away() {
    let mut personal = Personal::default();
    let before = list(&["a", "b"]);
    personal.compare(None, &before, Millis(1));
    let short = Catalogue { unreadable: 1, ..list(&["a"]) };
    personal.compare(Some(&before), &short, Millis(2));
    assert_eq!(news(&personal, &short, Millis(2)), []);
}

#[test]
fn shares_that_end_are_told_of_in_time() {
    let mut personal = Personal::default();
    let mut list = list(&["a"]);
    list.apps[0].ends_at = Some(Millis(100 * DAY));
    let kinds = |personal: &Personal, day| {
        let view = personal.view(&list, Millis(day * DAY));
        (view.feed.iter().map(|news| news.kind).collect::<Vec<_>>(), view.unread)
    };
    assert_eq!(kinds(&personal, 96), (vec![], 0));
    assert_eq!(kinds(&personal, 98), (vec![NewsKind::Ending], 1));
    personal.read_feed(Millis(98 * DAY));
    assert_eq!(kinds(&personal, 99), (vec![NewsKind::Ending], 0));
    assert_eq!(kinds(&personal, 101), (vec![NewsKind::Ended], 1));
    assert_eq!(kinds(&personal, 108), (vec![], 0));
}

#[test]
fn news_do_not_pile_up() {
    let mut personal = Personal::default();
    personal.compare(None, &list(&[]), Millis(0));
    let keys: Vec<String> = (0..300).map(|number| number.to_string()).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    personal.compare(None, &list(&keys), Millis(1));
    assert_eq!(personal.file.news.len(), NEWS);
    personal.compare(None, &list(&keys), Millis(91 * DAY));
    assert_eq!(personal.file.news.len(), 0);
}

#[test]
fn names_are_written_only_where_the_list_may_be_kept() {
    let home = home();
    let mut personal = load(&home);
    personal.compare(None, &list(&["a"]), Millis(1));
    personal.compare(None, &list(&["a", "secret project"]), Millis(2));
    let mut text = |names| {
        personal.changed = true;
        String::from_utf8(personal.to_write(names).unwrap().1).unwrap()
    };
    assert!(text(true).contains("SECRET PROJECT") && !text(false).contains("SECRET PROJECT"));
    assert_eq!(Personal::default().to_write(true), None);
    let (path, bytes) = {
        personal.changed = true;
        personal.to_write(true).unwrap()
    };
    store::write(&path, &bytes).unwrap();
    Personal::forget_names(&home.dirs, &home.account);
    assert_eq!(load(&home).file.news, []);
    assert!(load(&home).file.known.is_some());
}

#[test]
fn damaged_and_foreign_files_are_not_lost() {
    let home = home();
    let path = path(&home.dirs, &home.account);
    store::write(&path, b"{").unwrap();
    let personal = load(&home);
    assert_eq!(personal.view(&list(&[]), Millis(1)).problem.map(|problem| problem.code), Some(Code::DiskCorrupt));
    assert!(path.with_file_name(format!("{}.json.bad-1", home.account)).exists());
    store::write(&path, br#"{"version":9,"favourites":["a"]}"#).unwrap();
    let mut newer = load(&home);
    newer.set_favourite("b", true);
    assert_eq!(newer.to_write(true), None, "a newer Portico's file is left to it");
    Personal::wipe(&home.dirs, &home.account);
    assert!(!path.exists());
}

proptest! {
    #[test]
    fn any_file_can_be_there(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let home = home();
        store::write(&path(&home.dirs, &home.account), &bytes).unwrap();
        let view = load(&home).view(&list(&["a"]), Millis(1));
        prop_assert!(view.favourites.is_empty());
    }

    #[test]
    fn what_is_written_is_read(keys in proptest::collection::vec(".{0,8}", 0..20), times in proptest::collection::vec(0u64..1 << 40, 0..20)) {
        let home = home();
        let mut personal = load(&home);
        let names: Vec<&str> = keys.iter().map(String::as_str).collect();
        personal.compare(None, &list(&[]), Millis(1));
        personal.compare(None, &list(&names), Millis(1 << 40));
        for (key, time) in keys.iter().zip(times) {
            personal.set_favourite(key, true);
            personal.opened(key, Millis(time));
        }
        save(&mut personal);
        let now = Millis(1 << 40);
        prop_assert_eq!(load(&home).view(&list(&names), now), personal.view(&list(&names), now));
    }
}
