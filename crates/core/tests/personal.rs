//! What a person makes of their list: it is there at the next start, it is theirs alone, and it tells
//! what changed.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use crate::person;

use demo_tenant::{Fault, FaultKind};
use person::{Manner, Person};
use portico_core::problem::Code;
use portico_core::view::{CollectionKind, NewsKind, Place, SettingsChange};

const USER: Manner = Manner::SignsIn("user@acme.test");

fn rows(rows: &[&str]) -> String {
    format!(r#"{{"success":true,"Result":{{"Apps":[{}]}}}}"#, rows.join(","))
}

fn listed(person: &Person, keys: &[&str]) {
    let row = |key: &&str| format!(r#"{{"AppKey":"{key}","Name":"App {key}"}}"#);
    let all: Vec<String> = keys.iter().map(row).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    person.controls().set_apps("user@acme.test", Some(rows(&all)));
}

fn news(person: &Person) -> Vec<(NewsKind, String)> {
    person.desk.look(|screen| screen.personal.feed.iter().map(|news| (news.kind, news.name.clone())).collect())
}

/// What lies in the state folder of the one account, as text.
fn written(person: &Person) -> String {
    let files = person.files();
    let file = files.iter().find(|path| path.parent().is_some_and(|folder| folder.ends_with("personal")));
    file.map(|path| std::fs::read_to_string(path).unwrap()).unwrap_or_default()
}

#[tokio::test]
async fn stars_and_habits_are_there_at_the_next_start() {
    let mut person = Person::new(USER).await;
    listed(&person, &["a", "b", "c", "d"]);
    person.signs_in().await;
    person.app.set_favourite("b", true);
    person.app.set_favourite("d", true);
    person.app.set_favourite("gone", true);
    person.app.move_favourite("d", 0);
    person.app.hide_app("c", true);
    for key in ["a", "b", "b", "d"] {
        person.app.open_app(key, Some(Place::Browser)).await;
    }
    person.desk.look(|screen| {
        assert_eq!(screen.personal.favourites, ["d", "b"]);
        assert_eq!(screen.personal.hidden, ["c"]);
        // Opened within the same moment: their order says nothing.
        let mut recent = screen.personal.recent.clone();
        recent.sort();
        assert_eq!(recent, ["a", "b", "d"]);
    });
    person.restarts(USER);
    person.app.watch(|all| assert!(format!("{all:?}").contains(r#"favourites: ["d", "b"]"#)));
    let details = person.app.app_details("b").unwrap();
    assert_eq!((details.name.as_str(), details.opened), ("App b", 1), "a held key counts once");
    assert_eq!(person.app.app_details("gone").unwrap_err().code, Code::LaunchGone);
}

#[tokio::test]
async fn what_changes_is_told_once() {
    let person = Person::new(USER).await;
    listed(&person, &["a", "b"]);
    person.signs_in().await;
    assert_eq!(news(&person), [], "the first list is no news");
    listed(&person, &["a", "c"]);
    person.app.refresh().await;
    person.app.refresh().await;
    let mut told = news(&person);
    told.sort_by_key(|(_, name)| name.clone());
    assert_eq!(told, [(NewsKind::Removed, "App b".into()), (NewsKind::Added, "App c".into())]);
    person.desk.look(|screen| {
        assert_eq!((screen.personal.fresh.as_slice(), screen.personal.unread), (&["c".to_owned()][..], 2));
    });
    person.app.read_feed();
    person.app.open_app("c", Some(Place::Browser)).await;
    person.desk.look(|screen| assert_eq!((screen.personal.fresh.len(), screen.personal.unread), (0, 0)));
    person.controls().fail(Fault::once("GetUPData", FaultKind::TruncatedJson)).unwrap();
    person.app.refresh().await;
    assert_eq!(news(&person).len(), 2, "a failed refresh is no news");
}

#[tokio::test]
async fn news_of_a_new_day_are_told_though_the_person_had_signed_out() {
    let mut person = Person::new(USER).await;
    listed(&person, &["a", "b"]);
    person.signs_in().await;
    person.app.set_favourite("a", true);
    person.app.sign_out(false).await;
    person.desk.look(|screen| assert_eq!(screen.personal.favourites.len(), 0, "nothing of it is on screen"));
    person.restarts(USER);
    listed(&person, &["a", "b", "c"]);
    person.signs_in().await;
    person.desk.look(|screen| {
        assert_eq!(screen.personal.fresh, ["c"]);
        assert_eq!(screen.personal.favourites, ["a"]);
    });
}

#[tokio::test]
async fn names_leave_the_disk_with_the_list() {
    let person = Person::new(USER).await;
    listed(&person, &["a"]);
    person.signs_in().await;
    listed(&person, &["a", "b"]);
    person.app.refresh().await;
    assert!(written(&person).contains("App b"));
    person.app.save_settings(&SettingsChange::LocalCopy(false)).unwrap();
    assert!(!written(&person).contains("App b"));
    person.app.save_settings(&SettingsChange::LocalCopy(true)).unwrap();
    listed(&person, &["a", "b", "c"]);
    person.app.refresh().await;
    assert!(written(&person).contains("App c"));
    person.app.sign_out(false).await;
    assert!(!written(&person).contains("App c") && written(&person).contains("known"));
    let id = person.desk.look(|screen| screen.accounts.accounts[0].id.clone());
    person.app.forget_account(&id).await;
    assert_eq!(written(&person), "", "the account is forgotten whole");
}

#[tokio::test]
async fn people_share_no_stars() {
    let mut person = Person::new(USER).await;
    person.signs_in().await;
    let key = person.desk.look(|screen| screen.apps.apps[0].key.clone());
    person.app.set_favourite(&key, true);
    person.app.sign_out(false).await;
    person.behaves(Manner::SignsIn("many@acme.test"));
    person.signs_in().await;
    person.desk.look(|screen| assert_eq!(screen.personal.favourites, Vec::<String>::new()));
    person.restarts(USER);
    assert_eq!(
        person.files().iter().filter(|path| path.parent().is_some_and(|it| it.ends_with("personal"))).count(),
        2
    );
}

#[tokio::test]
async fn a_disk_that_takes_nothing_is_told_of_and_costs_nothing_on_screen() {
    let person = Person::new(USER).await;
    person.signs_in().await;
    let key = person.desk.look(|screen| screen.apps.apps[0].key.clone());
    let folder = person.files().into_iter().find(|path| path.parent().is_some_and(|it| it.ends_with("personal")));
    let folder = folder.unwrap().parent().unwrap().to_owned();
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::write(&folder, "in the way").unwrap();
    person.app.set_favourite(&key, true);
    person.desk.look(|screen| {
        assert_eq!(screen.personal.favourites, std::slice::from_ref(&key));
        assert_eq!(screen.personal.problem.as_ref().map(|problem| problem.code), Some(Code::DiskReadOnly));
    });
    std::fs::remove_file(&folder).unwrap();
    person.app.hide_app(&key, true);
    person.desk.look(|screen| assert_eq!(screen.personal.problem, None));
    assert!(written(&person).contains(&key));
}

#[tokio::test]
async fn tags_and_folders_of_the_tenant() {
    let person = Person::new(USER).await;
    let tagged = r#"{"AppKey":"a","Name":"A","Tags":["Team"]}"#;
    person.controls().set_apps("user@acme.test", Some(rows(&[tagged, r#"{"AppKey":"b","Name":"B"}"#])));
    let folders = r#"{"success":true,"Result":[{"Name":"Mine","Apps":["b","elsewhere"]}]}"#;
    let folders = FaultKind::Raw {
        status: 200,
        headers: vec![("content-type".into(), "application/json".into())],
        body: folders.into(),
        base64: false,
    };
    person.controls().fail(Fault::always("GetFolders", folders)).unwrap();
    person.signs_in().await;
    person.desk.sees("the folder", |screen| screen.apps.collections.len() == 2).await;
    person.desk.look(|screen| {
        let named = |kind| screen.apps.collections.iter().find(|it| it.kind == kind).unwrap();
        assert_eq!(named(CollectionKind::Tag).apps, [0]);
        assert_eq!(
            (named(CollectionKind::Folder).name.as_str(), named(CollectionKind::Folder).apps.as_slice()),
            ("Mine", &[1][..])
        );
    });
    let details = person.app.app_details("b").unwrap();
    assert_eq!(details.folders, ["Mine"]);
}

#[tokio::test]
async fn a_tenant_that_tells_no_folders_is_asked_once() {
    for kind in [FaultKind::Forbidden, FaultKind::NotFoundHtml, FaultKind::UnauthorizedJson] {
        let person = Person::new(USER).await;
        person.controls().fail(Fault::always("GetFolders", kind.clone())).unwrap();
        person.signs_in().await;
        person.app.refresh().await;
        person.app.refresh().await;
        assert_eq!(person.controls().count("/Folder/GetFolders"), 1, "{kind:?}");
        person.desk.look(|screen| assert_eq!(screen.freshness.problem, None));
        assert_eq!(person.problem(), None, "{kind:?}");
    }
}
