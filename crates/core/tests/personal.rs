//! What a person makes of their list: it is there at the next start, it is theirs alone, and it tells
//! what changed.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use crate::person;

use demo_tenant::{Fault, FaultKind};
use person::{SignInBehavior, TestUser};
use portico_core::error::Code;
use portico_core::view::{AppChangeKind, CollectionKind, SettingsChange, Target};

const USER: SignInBehavior = SignInBehavior::SignIn("user@acme.test");

fn list_response(rows: &[&str]) -> String {
    format!(r#"{{"success":true,"Result":{{"Apps":[{}]}}}}"#, rows.join(","))
}

fn assign_apps(person: &TestUser, keys: &[&str]) {
    let row = |key: &&str| format!(r#"{{"AppKey":"{key}","Name":"App {key}"}}"#);
    let rows: Vec<String> = keys.iter().map(row).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    person.controls().set_apps("user@acme.test", Some(list_response(&rows)));
}

fn feed_entries(person: &TestUser) -> Vec<(AppChangeKind, String)> {
    person.platform.inspect(|screen| {
        screen.preferences.activity_feed.iter().map(|entry| (entry.kind, entry.name.clone())).collect()
    })
}

/// What lies in the state folder of the one account, as text.
fn stored_preferences(person: &TestUser) -> String {
    let files = person.files();
    let file = files.iter().find(|path| path.parent().is_some_and(|folder| folder.ends_with("personal")));
    file.map(|path| std::fs::read_to_string(path).unwrap()).unwrap_or_default()
}

#[tokio::test]
async fn favorites_hidden_apps_and_usage_survive_restart() {
    let mut person = TestUser::new(USER).await;
    assign_apps(&person, &["a", "b", "c", "d"]);
    person.sign_in().await;
    person.app.set_favorite("b", true);
    person.app.set_favorite("d", true);
    person.app.set_favorite("gone", true);
    person.app.move_favorite("d", 0);
    person.app.set_app_hidden("c", true);
    for key in ["a", "b", "b", "d"] {
        person.app.open_app(key, Some(Target::Browser)).await;
    }
    person.platform.inspect(|screen| {
        assert_eq!(screen.preferences.favorites, ["d", "b"]);
        assert_eq!(screen.preferences.hidden, ["c"]);
        // Opened within the same moment: their order says nothing.
        let mut recent = screen.preferences.recent.clone();
        recent.sort();
        assert_eq!(recent, ["a", "b", "d"]);
    });
    person.restart(USER);
    person.app.subscribe(|views| assert!(format!("{views:?}").contains(r#"favourites: ["d", "b"]"#)));
    let details = person.app.app_details("b").unwrap();
    assert_eq!((details.name.as_str(), details.open_count), ("App b", 1), "a held key counts once");
    assert_eq!(person.app.app_details("gone").unwrap_err().code, Code::LaunchGone);
}

#[tokio::test]
async fn list_changes_are_reported_once() {
    let person = TestUser::new(USER).await;
    assign_apps(&person, &["a", "b"]);
    person.sign_in().await;
    assert_eq!(feed_entries(&person), [], "the first list is no news");
    assign_apps(&person, &["a", "c"]);
    person.app.refresh().await;
    person.app.refresh().await;
    let mut entries = feed_entries(&person);
    entries.sort_by_key(|(_, name)| name.clone());
    assert_eq!(entries, [(AppChangeKind::Removed, "App b".into()), (AppChangeKind::Added, "App c".into())]);
    person.platform.inspect(|screen| {
        assert_eq!(
            (screen.preferences.new_apps.as_slice(), screen.preferences.unread_changes),
            (&["c".to_owned()][..], 2)
        );
    });
    person.app.mark_feed_read();
    person.app.open_app("c", Some(Target::Browser)).await;
    person
        .platform
        .inspect(|screen| assert_eq!((screen.preferences.new_apps.len(), screen.preferences.unread_changes), (0, 0)));
    person.controls().fail(Fault::once("GetUPData", FaultKind::TruncatedJson)).unwrap();
    person.app.refresh().await;
    assert_eq!(feed_entries(&person).len(), 2, "a failed refresh is no news");
}

#[tokio::test]
async fn list_changes_are_reported_after_sign_out_and_restart() {
    let mut person = TestUser::new(USER).await;
    assign_apps(&person, &["a", "b"]);
    person.sign_in().await;
    person.app.set_favorite("a", true);
    person.app.sign_out(false).await;
    person.platform.inspect(|screen| assert_eq!(screen.preferences.favorites.len(), 0, "nothing of it is on screen"));
    person.restart(USER);
    assign_apps(&person, &["a", "b", "c"]);
    person.sign_in().await;
    person.platform.inspect(|screen| {
        assert_eq!(screen.preferences.new_apps, ["c"]);
        assert_eq!(screen.preferences.favorites, ["a"]);
    });
}

#[tokio::test]
async fn stored_app_names_are_deleted_with_the_cached_list() {
    let person = TestUser::new(USER).await;
    assign_apps(&person, &["a"]);
    person.sign_in().await;
    assign_apps(&person, &["a", "b"]);
    person.app.refresh().await;
    assert!(stored_preferences(&person).contains("App b"));
    person.app.save_settings(&SettingsChange::LocalCopy(false)).unwrap();
    assert!(!stored_preferences(&person).contains("App b"));
    person.app.save_settings(&SettingsChange::LocalCopy(true)).unwrap();
    assign_apps(&person, &["a", "b", "c"]);
    person.app.refresh().await;
    assert!(stored_preferences(&person).contains("App c"));
    person.app.sign_out(false).await;
    assert!(!stored_preferences(&person).contains("App c") && stored_preferences(&person).contains("known"));
    let id = person.platform.inspect(|screen| screen.accounts.accounts[0].id.clone());
    person.app.forget_account(&id).await;
    assert_eq!(stored_preferences(&person), "", "the account is forgotten whole");
}

#[tokio::test]
async fn favorites_are_separate_per_account() {
    let mut person = TestUser::new(USER).await;
    person.sign_in().await;
    let key = person.platform.inspect(|screen| screen.apps.apps[0].key.clone());
    person.app.set_favorite(&key, true);
    person.app.sign_out(false).await;
    person.set_behavior(SignInBehavior::SignIn("many@acme.test"));
    person.sign_in().await;
    person.platform.inspect(|screen| assert_eq!(screen.preferences.favorites, Vec::<String>::new()));
    person.restart(USER);
    assert_eq!(
        person.files().iter().filter(|path| path.parent().is_some_and(|folder| folder.ends_with("personal"))).count(),
        2
    );
}

#[tokio::test]
async fn failed_preferences_write_is_reported_and_changes_stay_visible() {
    let person = TestUser::new(USER).await;
    person.sign_in().await;
    let key = person.platform.inspect(|screen| screen.apps.apps[0].key.clone());
    let folder =
        person.files().into_iter().find(|path| path.parent().is_some_and(|parent| parent.ends_with("personal")));
    let folder = folder.unwrap().parent().unwrap().to_owned();
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::write(&folder, "in the way").unwrap();
    person.app.set_favorite(&key, true);
    person.platform.inspect(|screen| {
        assert_eq!(screen.preferences.favorites, std::slice::from_ref(&key));
        assert_eq!(screen.preferences.problem.as_ref().map(|problem| problem.code), Some(Code::DiskReadOnly));
    });
    std::fs::remove_file(&folder).unwrap();
    person.app.set_app_hidden(&key, true);
    person.platform.inspect(|screen| assert_eq!(screen.preferences.problem, None));
    assert!(stored_preferences(&person).contains(&key));
}

#[tokio::test]
async fn tenant_tags_and_folders_become_collections() {
    let person = TestUser::new(USER).await;
    let tagged_row = r#"{"AppKey":"a","Name":"A","Tags":["Team"]}"#;
    person.controls().set_apps("user@acme.test", Some(list_response(&[tagged_row, r#"{"AppKey":"b","Name":"B"}"#])));
    let folders = r#"{"success":true,"Result":[{"Name":"Mine","Apps":["b","elsewhere"]}]}"#;
    let folders = FaultKind::Raw {
        status: 200,
        headers: vec![("content-type".into(), "application/json".into())],
        body: folders.into(),
        base64: false,
    };
    person.controls().fail(Fault::always("GetFolders", folders)).unwrap();
    person.sign_in().await;
    person.platform.wait_for("the folder", |screen| screen.apps.collections.len() == 2).await;
    person.platform.inspect(|screen| {
        let collection_of_kind =
            |kind| screen.apps.collections.iter().find(|collection| collection.kind == kind).unwrap();
        assert_eq!(collection_of_kind(CollectionKind::Tag).apps, [0]);
        assert_eq!(
            (
                collection_of_kind(CollectionKind::Folder).name.as_str(),
                collection_of_kind(CollectionKind::Folder).apps.as_slice()
            ),
            ("Mine", &[1][..])
        );
    });
    let details = person.app.app_details("b").unwrap();
    assert_eq!(details.folders, ["Mine"]);
}

#[tokio::test]
async fn refused_folders_request_is_not_repeated() {
    for kind in [FaultKind::Forbidden, FaultKind::NotFoundHtml, FaultKind::UnauthorizedJson] {
        let person = TestUser::new(USER).await;
        person.controls().fail(Fault::always("GetFolders", kind.clone())).unwrap();
        person.sign_in().await;
        person.app.refresh().await;
        person.app.refresh().await;
        assert_eq!(person.controls().count("/Folder/GetFolders"), 1, "{kind:?}");
        person.platform.inspect(|screen| assert_eq!(screen.freshness.problem, None));
        assert_eq!(person.session_error_code(), None, "{kind:?}");
    }
}
