//! The palette: its rows, their order, and that it shows nothing of a list that is not on screen.

use portico_core::view::{PaletteView, SettingsChange, Target, Theme};

use crate::support::{SignInBehavior, TestUser};

const USER: SignInBehavior = SignInBehavior::SignIn("user@acme.test");

fn assign_apps(user: &TestUser, names: &[&str]) {
    let row = |name: &&str| format!(r#"{{"AppKey":"key of {name}","Name":"{name}"}}"#);
    let rows: Vec<_> = names.iter().map(row).collect();
    let list = format!(r#"{{"success":true,"Result":{{"Apps":[{}]}}}}"#, rows.join(","));
    user.controls().set_apps("user@acme.test", Some(list));
}

fn hit_names(view: &PaletteView) -> Vec<&str> {
    view.hits.iter().map(|hit| hit.app.name.as_str()).collect()
}

#[tokio::test]
async fn empty_query_lists_favorites_then_most_opened_apps() {
    let user = TestUser::new(USER).await;
    let app_names: Vec<String> = (10..40).map(|number| format!("App {number}")).collect();
    assign_apps(&user, &app_names.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(!user.app.palette("").ready, "nobody is signed in");
    user.sign_in().await;
    let view = user.app.palette(" ");
    assert_eq!((view.ready, view.total, view.hits.len()), (true, 30, 8));
    assert_eq!(hit_names(&view)[0], "App 10");
    user.app.set_favorite("key of App 30", true);
    user.app.set_app_hidden("key of App 10", true);
    for key in ["key of App 20", "key of App 21", "key of App 22"] {
        user.app.open_app(key, Some(Target::Browser)).await;
    }
    let view = user.app.palette("");
    let names = hit_names(&view);
    assert_eq!((names[0], view.hits[0].favorite, view.hits[1].favorite), ("App 30", true, false));
    let mut recent = names[1..4].to_vec();
    recent.sort_unstable();
    assert_eq!(recent, ["App 20", "App 21", "App 22"]);
    assert_eq!((&names[4..], view.total), (&["App 11", "App 12", "App 13", "App 14"][..], 29));
}

#[tokio::test]
async fn palette_finds_the_same_apps_as_search_except_hidden_ones() {
    let user = TestUser::new(USER).await;
    assign_apps(&user, &["Jira", "Concur", "Concourse", "Wiki"]);
    user.sign_in().await;
    let view = user.app.palette("conc");
    let results = user.app.search("conc");
    let keys: Vec<_> = view.hits.iter().map(|hit| hit.app.key.as_str()).collect();
    assert_eq!(keys, results.hits.iter().map(|hit| hit.key.as_str()).collect::<Vec<_>>());
    assert_eq!((view.query.as_str(), view.total, view.hits[0].ranges.as_slice()), ("conc", 2, &[(0, 4)][..]));
    user.app.set_app_hidden("key of Concur", true);
    let view = user.app.palette("conc");
    assert_eq!((hit_names(&view), view.total), (vec!["Concourse"], 1));
    let no_match = user.app.palette("nothing of that kind");
    assert!(no_match.ready && no_match.total == 0 && no_match.hits.is_empty());
}

#[tokio::test]
async fn palette_is_empty_and_not_ready_after_sign_out() {
    let user = TestUser::new(USER).await;
    assign_apps(&user, &["Jira"]);
    user.sign_in().await;
    user.app.save_settings(&SettingsChange::Theme(Theme::Dark)).await.unwrap();
    assert_eq!(user.app.palette("").theme, Theme::Dark);
    user.app.sign_out(false).await;
    for query in ["", "jira"] {
        let view = user.app.palette(query);
        assert!(!view.ready && view.hits.is_empty() && view.total == 0, "{view:?}");
    }
}
