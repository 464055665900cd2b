//! Favorites, hidden apps, usage and list changes: they survive a restart and belong to one account.

use demo_tenant::{Fault, FaultKind};
use portico_core::error::Code;
use portico_core::view::{AppChangeKind, CollectionKind, SettingsChange, Target};

use crate::support::{SignInBehavior, TestUser};

const USER: SignInBehavior = SignInBehavior::SignIn("user@acme.test");

fn list_response(rows: &[&str]) -> String {
    format!(r#"{{"success":true,"Result":{{"Apps":[{}]}}}}"#, rows.join(","))
}

fn assign_apps(user: &TestUser, keys: &[&str]) {
    let row = |key: &&str| format!(r#"{{"AppKey":"{key}","Name":"App {key}"}}"#);
    let rows: Vec<String> = keys.iter().map(row).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    user.controls().set_apps("user@acme.test", Some(list_response(&rows)));
}

fn feed_entries(user: &TestUser) -> Vec<(AppChangeKind, String)> {
    user.platform.inspect(|recorded| {
        recorded.preferences.activity_feed.iter().map(|entry| (entry.kind, entry.name.clone())).collect()
    })
}

/// What lies in the state folder of the one account, as text.
fn stored_preferences(user: &TestUser) -> String {
    let files = user.files();
    let file = files.iter().find(|path| path.parent().is_some_and(|folder| folder.ends_with("personal")));
    file.map(|path| std::fs::read_to_string(path).unwrap()).unwrap_or_default()
}

#[tokio::test]
async fn favorites_hidden_apps_and_usage_survive_restart() {
    let mut user = TestUser::new(USER).await;
    assign_apps(&user, &["a", "b", "c", "d"]);
    user.sign_in().await;
    user.app.set_favorite("b", true);
    user.app.set_favorite("d", true);
    user.app.set_favorite("gone", true);
    user.app.move_favorite("d", 0);
    user.app.set_app_hidden("c", true);
    for key in ["a", "b", "b", "d"] {
        user.app.open_app(key, Some(Target::Browser)).await;
    }
    user.platform.inspect(|recorded| {
        assert_eq!(recorded.preferences.favorites, ["d", "b"]);
        assert_eq!(recorded.preferences.hidden, ["c"]);
        // Opened within the same moment: their order says nothing.
        let mut recent = recorded.preferences.recent.clone();
        recent.sort();
        assert_eq!(recent, ["a", "b", "d"]);
    });
    user.restart(USER);
    user.app.subscribe(|views| assert!(format!("{views:?}").contains(r#"favorites: ["d", "b"]"#)));
    let details = user.app.app_details("b").unwrap();
    assert_eq!((details.name.as_str(), details.open_count), ("App b", 1), "a held key counts once");
    assert_eq!(user.app.app_details("gone").unwrap_err().code, Code::LaunchGone);
}

#[tokio::test]
async fn list_changes_are_reported_once() {
    let user = TestUser::new(USER).await;
    assign_apps(&user, &["a", "b"]);
    user.sign_in().await;
    assert_eq!(feed_entries(&user), [], "the first list is no news");
    assign_apps(&user, &["a", "c"]);
    user.app.refresh().await;
    user.app.refresh().await;
    let mut entries = feed_entries(&user);
    entries.sort_by_key(|(_, name)| name.clone());
    assert_eq!(entries, [(AppChangeKind::Removed, "App b".into()), (AppChangeKind::Added, "App c".into())]);
    user.platform.inspect(|recorded| {
        assert_eq!(
            (recorded.preferences.new_apps.as_slice(), recorded.preferences.unread_changes),
            (&["c".to_owned()][..], 2)
        );
    });
    user.app.mark_feed_read();
    user.app.open_app("c", Some(Target::Browser)).await;
    user.platform.inspect(|recorded| {
        assert_eq!((recorded.preferences.new_apps.len(), recorded.preferences.unread_changes), (0, 0))
    });
    user.controls().fail(Fault::once("GetUPData", FaultKind::TruncatedJson)).unwrap();
    user.app.refresh().await;
    assert_eq!(feed_entries(&user).len(), 2, "a failed refresh is no news");
}

#[tokio::test]
async fn list_changes_are_reported_after_sign_out_and_restart() {
    let mut user = TestUser::new(USER).await;
    assign_apps(&user, &["a", "b"]);
    user.sign_in().await;
    user.app.set_favorite("a", true);
    user.app.sign_out(false).await;
    user.platform.inspect(|recorded| assert_eq!(recorded.preferences.favorites.len(), 0, "nothing of it is on screen"));
    user.restart(USER);
    assign_apps(&user, &["a", "b", "c"]);
    user.sign_in().await;
    user.platform.inspect(|recorded| {
        assert_eq!(recorded.preferences.new_apps, ["c"]);
        assert_eq!(recorded.preferences.favorites, ["a"]);
    });
}

#[tokio::test]
async fn stored_app_names_are_deleted_with_the_cached_list() {
    let user = TestUser::new(USER).await;
    assign_apps(&user, &["a"]);
    user.sign_in().await;
    assign_apps(&user, &["a", "b"]);
    user.app.refresh().await;
    assert!(stored_preferences(&user).contains("App b"));
    user.app.save_settings(&SettingsChange::LocalCopy(false)).await.unwrap();
    assert!(!stored_preferences(&user).contains("App b"));
    user.app.save_settings(&SettingsChange::LocalCopy(true)).await.unwrap();
    assign_apps(&user, &["a", "b", "c"]);
    user.app.refresh().await;
    assert!(stored_preferences(&user).contains("App c"));
    user.app.sign_out(false).await;
    assert!(!stored_preferences(&user).contains("App c") && stored_preferences(&user).contains("known"));
    let id = user.platform.inspect(|recorded| recorded.accounts.accounts[0].id.clone());
    user.app.forget_account(&id).await;
    assert_eq!(stored_preferences(&user), "", "the account is forgotten whole");
}

#[tokio::test]
async fn favorites_are_separate_per_account() {
    let mut user = TestUser::new(USER).await;
    user.sign_in().await;
    let key = user.platform.inspect(|recorded| recorded.apps.apps[0].key.clone());
    user.app.set_favorite(&key, true);
    user.app.sign_out(false).await;
    user.set_behavior(SignInBehavior::SignIn("many@acme.test"));
    user.sign_in().await;
    user.platform.inspect(|recorded| assert_eq!(recorded.preferences.favorites, Vec::<String>::new()));
    user.restart(USER);
    assert_eq!(
        user.files().iter().filter(|path| path.parent().is_some_and(|folder| folder.ends_with("personal"))).count(),
        4,
        "a file for each account, and its copy"
    );
}

#[tokio::test]
async fn failed_preferences_write_is_reported_and_changes_stay_visible() {
    let user = TestUser::new(USER).await;
    user.sign_in().await;
    let key = user.platform.inspect(|recorded| recorded.apps.apps[0].key.clone());
    let folder = user.files().into_iter().find(|path| path.parent().is_some_and(|parent| parent.ends_with("personal")));
    let folder = folder.unwrap().parent().unwrap().to_owned();
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::write(&folder, "in the way").unwrap();
    user.app.set_favorite(&key, true);
    user.platform.wait_for("the problem", |recorded| recorded.preferences.problem.is_some()).await;
    user.platform.inspect(|recorded| {
        assert_eq!(recorded.preferences.favorites, std::slice::from_ref(&key));
        assert_eq!(recorded.preferences.problem.as_ref().map(|problem| problem.code), Some(Code::DiskReadOnly));
    });
    std::fs::remove_file(&folder).unwrap();
    user.app.set_app_hidden(&key, true);
    user.platform.wait_for("a write that works", |recorded| recorded.preferences.problem.is_none()).await;
    assert!(stored_preferences(&user).contains(&key));
}

#[tokio::test]
async fn tenant_tags_and_folders_become_collections() {
    let user = TestUser::new(USER).await;
    let tagged_row = r#"{"AppKey":"a","Name":"A","Tags":["Team"]}"#;
    user.controls().set_apps("user@acme.test", Some(list_response(&[tagged_row, r#"{"AppKey":"b","Name":"B"}"#])));
    let folders = r#"{"success":true,"Result":[{"Name":"Mine","Apps":["b","elsewhere"]}]}"#;
    let folders = FaultKind::Raw {
        status: 200,
        headers: vec![("content-type".into(), "application/json".into())],
        body: folders.into(),
        base64: false,
    };
    user.controls().fail(Fault::always("GetFolders", folders)).unwrap();
    user.sign_in().await;
    user.platform.wait_for("the folder", |recorded| recorded.apps.collections.len() == 2).await;
    user.platform.inspect(|recorded| {
        let collection_of_kind =
            |kind| recorded.apps.collections.iter().find(|collection| collection.kind == kind).unwrap();
        assert_eq!(collection_of_kind(CollectionKind::Tag).apps, [0]);
        assert_eq!(
            (
                collection_of_kind(CollectionKind::Folder).name.as_str(),
                collection_of_kind(CollectionKind::Folder).apps.as_slice()
            ),
            ("Mine", &[1][..])
        );
    });
    let details = user.app.app_details("b").unwrap();
    assert_eq!(details.folders, ["Mine"]);
}

#[tokio::test]
async fn refused_folders_request_is_not_repeated() {
    for kind in [FaultKind::Forbidden, FaultKind::NotFoundHtml, FaultKind::UnauthorizedJson] {
        let user = TestUser::new(USER).await;
        user.controls().fail(Fault::always("GetFolders", kind.clone())).unwrap();
        user.sign_in().await;
        user.app.refresh().await;
        user.app.refresh().await;
        assert_eq!(user.controls().count("/Folder/GetFolders"), 1, "{kind:?}");
        user.platform.inspect(|recorded| assert_eq!(recorded.freshness.problem, None));
        assert_eq!(user.session_error_code(), None, "{kind:?}");
    }
}
