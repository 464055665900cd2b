//! Loads the app list from every kind of response, and checks what stays on screen.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{Fault, FaultKind, Options};
use portico_core::error::Code;
use portico_core::view::{LaunchPhase, SessionView, SettingsChange, Target};

use crate::support::{OffsetClock, SignInBehavior, TestUser};

const USER: SignInBehavior = SignInBehavior::SignIn("user@acme.test");

#[tokio::test]
async fn failed_refresh_keeps_the_list_and_reports_the_error() {
    let faults = [
        (FaultKind::Forbidden, Code::ApiDenied),
        (FaultKind::NotFoundHtml, Code::ApiMissing),
        (FaultKind::Failure { message: "The list is being rebuilt.".into() }, Code::ApiFailed),
        (FaultKind::TruncatedJson, Code::ApiFormat),
        (FaultKind::Empty, Code::ApiFormat),
        (FaultKind::Huge { bytes: 70 << 20 }, Code::ApiTooBig),
        (FaultKind::WrongContentType { content_type: "image/png".into() }, Code::ApiFormat),
        (FaultKind::Throttled { retry_after: Some("90".into()) }, Code::ApiBusy),
    ];
    let user = TestUser::new(USER).await;
    user.sign_in().await;
    for (kind, code) in faults {
        let label = format!("{kind:?}");
        user.controls().fail(Fault::once("GetUPData", kind)).unwrap();
        user.app.refresh().await;
        user.platform.inspect(|recorded| {
            let problem = recorded.freshness.problem.as_ref().unwrap_or_else(|| panic!("{label}"));
            assert_eq!(problem.code, code, "{label}");
            assert_eq!(recorded.apps.apps.len(), 42, "{label}");
            assert!(recorded.freshness.updated_at.is_some() && !recorded.freshness.refreshing, "{label}");
            if code == Code::ApiFailed {
                assert_eq!(problem.server_message.as_deref(), Some("The list is being rebuilt."));
            }
            if code == Code::ApiBusy {
                assert!(problem.retry_after.is_some());
            }
        });
    }
    user.app.refresh().await;
    user.platform.inspect(|recorded| assert_eq!(recorded.freshness.problem, None));
}

#[tokio::test]
async fn login_page_for_list_renews_once_and_keeps_the_session() {
    for (kind, expected) in [(FaultKind::LoginHtml, Code::NetPortal), (FaultKind::LoginRedirect, Code::ApiDenied)] {
        let user = TestUser::new(USER).await;
        user.sign_in().await;
        user.controls().forget_requests();
        user.controls().fail(Fault::once("GetUPData", kind.clone())).unwrap();
        user.app.refresh().await;
        user.platform.inspect(|recorded| assert_eq!(recorded.freshness.problem, None, "one is forgiven"));
        assert_eq!(user.controls().count("/oauth2/token/Portico"), 1);
        user.controls().fail(Fault::always("GetUPData", kind)).unwrap();
        user.app.refresh().await;
        user.platform.inspect(|recorded| {
            assert_eq!(recorded.freshness.problem.as_ref().map(|problem| problem.code), Some(expected));
            assert!(matches!(recorded.session, Some(SessionView::SignedIn { .. })));
            assert_eq!(recorded.apps.apps.len(), 42);
        });
    }
}

#[tokio::test]
async fn refresh_key_held_down_asks_twice() {
    let user = TestUser::new(USER).await;
    user.sign_in().await;
    user.controls().forget_requests();
    let keys: Vec<_> = (0..60)
        .map(|_| {
            let app = user.app.clone();
            tokio::spawn(async move { app.refresh_by_key().await })
        })
        .collect();
    for key in keys {
        key.await.unwrap();
    }
    assert_eq!(user.controls().count("/UPRest/GetUPData"), 2);
}

#[tokio::test]
async fn proxy_login_redirect_keeps_the_session() {
    let user = TestUser::new(USER).await;
    user.sign_in().await;
    let proxy_redirect = FaultKind::Redirect { location: "https://proxy.corp.test/login?back=1".into(), status: 302 };
    user.controls().fail(Fault::once("GetUPData", proxy_redirect)).unwrap();
    user.app.refresh().await;
    user.platform.inspect(|recorded| {
        assert_eq!(recorded.freshness.problem.as_ref().map(|problem| problem.code), Some(Code::NetRedirect));
        assert!(matches!(recorded.session, Some(SessionView::SignedIn { .. })));
    });
}

#[tokio::test]
async fn failed_refresh_is_retried_automatically() {
    let user = TestUser::new(USER).await;
    user.sign_in().await;
    user.controls().fail(Fault::once("GetUPData", FaultKind::ServerError { status: 502 })).unwrap();
    user.app.refresh().await;
    user.platform.inspect(|recorded| assert!(recorded.freshness.problem.is_some()));
    user.platform
        .wait_for("the list again", |recorded| recorded.freshness.problem.is_none() && !recorded.freshness.refreshing)
        .await;
}

#[tokio::test]
async fn list_older_than_30_minutes_is_refreshed() {
    let clock = Arc::new(OffsetClock(Mutex::default()));
    let mut user = TestUser::new(USER).await;
    user.restart_with_clock(clock.clone(), USER);
    user.sign_in().await;
    user.platform.wait_for("the list", |recorded| recorded.freshness.updated_at.is_some()).await;
    let first = user.platform.inspect(|recorded| recorded.freshness.updated_at);
    for (minutes, is_refreshed) in [(20, false), (31, true)] {
        *clock.0.lock().unwrap() = Duration::from_mins(minutes);
        user.controls().forget_requests();
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(5 * 60 + 1)).await;
        tokio::time::resume();
        if is_refreshed {
            user.platform.wait_for("a newer list", |recorded| recorded.freshness.updated_at > first).await;
        } else {
            tokio::task::yield_now().await;
            assert_eq!(user.controls().count("/UPRest/GetUPData"), 0);
        }
    }
}

#[tokio::test]
async fn unreadable_rows_are_counted_and_others_are_listed() {
    let user = TestUser::new(USER).await;
    let body = r#"{"success":true,"Result":{"Apps":[{"AppKey":"1","DisplayName":"One","AdminTag":"A"},{"DisplayName":"no key"},
        {"AppKey":"2","DisplayName":"\ud800"},{"AppKey":"1","DisplayName":"again"},{"_RowKey":"@~/apps/X","Name":"Three"}]}}"#;
    user.controls().set_apps("user@acme.test", Some(body.into()));
    user.sign_in().await;
    user.platform.inspect(|recorded| {
        let names: Vec<_> = recorded.apps.apps.iter().map(|app| app.name.as_str()).collect();
        assert_eq!((names, recorded.freshness.unreadable_rows), (vec!["One", "Three"], 2));
    });
}

#[tokio::test]
async fn empty_and_ten_thousand_app_lists_load() {
    let user = TestUser::new(SignInBehavior::SignIn("empty@acme.test")).await;
    user.sign_in().await;
    user.platform.inspect(|recorded| assert!(recorded.freshness.loaded && recorded.apps.apps.is_empty()));

    let user = TestUser::with_tenant_options(
        Options { apps: Some(10_000), ..Options::default() },
        SignInBehavior::SignIn("many@acme.test"),
    )
    .await;
    user.sign_in().await;
    let name = user.platform.inspect(|recorded| {
        assert_eq!(recorded.apps.apps.len(), 10_000);
        recorded.apps.apps[7_777].name.clone()
    });
    let results = user.app.search(&name);
    assert!(
        results
            .hits
            .iter()
            .take(3)
            .any(|hit| user.platform.inspect(|recorded| recorded.apps.apps[7_777].key == hit.key))
    );
}

#[tokio::test]
async fn cached_list_is_shown_at_next_start_unless_disabled() {
    let mut user = TestUser::new(USER).await;
    user.sign_in().await;
    user.restart(USER);
    user.platform.inspect(|recorded| {
        assert_eq!(recorded.apps.apps.len(), 42);
        assert!(recorded.freshness.is_cached);
        let Some(SessionView::SignedOut { user: Some(user), .. }) = &recorded.session else {
            panic!("{:?}", recorded.session)
        };
        assert_eq!(user.name, "user@acme.test");
    });
    user.app.save_settings(&SettingsChange::LocalCopy(false)).await.unwrap();
    assert!(!user.files().iter().any(|file| file.ends_with("apps.json")));
    user.sign_in().await;
    assert!(!user.files().iter().any(|file| file.ends_with("apps.json")));
}

#[tokio::test]
async fn icons_are_rendered_or_absent() {
    let user = TestUser::new(USER).await;
    user.sign_in().await;
    let apps = user.platform.inspect(|recorded| recorded.apps.apps.clone());
    let mut rendered = 0;
    for app in &apps {
        if let Some(id) = &app.icon
            && user.app.icon(id).await.is_some()
        {
            rendered += 1;
        }
    }
    assert!((35..42).contains(&rendered), "{rendered} of {} drawn; one is missing and one is a page", apps.len());
    assert!(user.app.icon("0000").await.is_none());
}

#[tokio::test]
async fn repeated_open_opens_one_url_without_credentials() {
    let user = TestUser::new(USER).await;
    user.sign_in().await;
    let key = user.platform.inspect(|recorded| recorded.apps.apps[3].key.clone());
    tokio::join!(user.app.open_app(&key, Some(Target::Browser)), user.app.open_app(&key, Some(Target::Browser)));
    user.platform.inspect(|recorded| {
        assert_eq!(recorded.opened_urls.len(), 1);
        let url = &recorded.opened_urls[0];
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        assert_eq!(url.path(), "/run");
        assert_eq!(pairs, [("appkey".to_owned(), key.clone()), ("customerID".to_owned(), "ACM1234".to_owned())]);
        assert_eq!(recorded.launches.last().unwrap().phase, LaunchPhase::Opened);
    });
    user.app.open_app("no such key", None).await;
    user.platform.inspect(|recorded| {
        assert_eq!(recorded.launches.last().unwrap().problem.as_ref().unwrap().code, Code::LaunchGone);
        assert_eq!(recorded.opened_urls.len(), 1);
    });
}

#[tokio::test]
async fn app_window_waits_for_sign_in_and_gets_session_cookies() {
    let mut user = TestUser::new(USER).await;
    user.sign_in().await;
    user.restart(USER);
    let key = user.platform.inspect(|recorded| recorded.apps.apps[0].key.clone());
    user.app.open_app_and_wait(&key, Some(Target::Window)).await;
    user.platform.inspect(|recorded| {
        assert_eq!(recorded.launches[0].phase, LaunchPhase::Waiting);
        assert_eq!(recorded.app_windows.len(), 1);
        assert!(recorded.app_windows[0].cookies.iter().any(|cookie| cookie.name == ".ASPXAUTH"));
    });
}
