//! The list: what the tenant may answer, and what stays on screen.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use crate::person;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{Fault, FaultKind, Options};
use person::{OffsetClock, SignInBehavior, TestUser};
use portico_core::error::Code;
use portico_core::view::{LaunchPhase, SessionView, SettingsChange, Target};

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
    let person = TestUser::new(USER).await;
    person.sign_in().await;
    for (kind, code) in faults {
        let label = format!("{kind:?}");
        person.controls().fail(Fault::once("GetUPData", kind)).unwrap();
        person.app.refresh().await;
        person.platform.inspect(|screen| {
            let problem = screen.freshness.problem.as_ref().unwrap_or_else(|| panic!("{label}"));
            assert_eq!(problem.code, code, "{label}");
            assert_eq!(screen.apps.apps.len(), 42, "{label}");
            assert!(screen.freshness.updated_at.is_some() && !screen.freshness.refreshing, "{label}");
            if code == Code::ApiFailed {
                assert_eq!(problem.server_message.as_deref(), Some("The list is being rebuilt."));
            }
            if code == Code::ApiBusy {
                assert!(problem.retry_after.is_some());
            }
        });
    }
    person.app.refresh().await;
    person.platform.inspect(|screen| assert_eq!(screen.freshness.problem, None));
}

#[tokio::test]
async fn login_page_for_list_renews_once_then_ends_the_session() {
    for kind in [FaultKind::LoginHtml, FaultKind::LoginRedirect] {
        let person = TestUser::new(USER).await;
        person.sign_in().await;
        person.controls().forget_requests();
        person.controls().fail(Fault::once("GetUPData", kind.clone())).unwrap();
        person.app.refresh().await;
        person.platform.inspect(|screen| assert_eq!(screen.freshness.problem, None, "one is forgiven"));
        assert_eq!(person.controls().count("/oauth2/token/Portico"), 1);
        person.controls().fail(Fault::always("GetUPData", kind)).unwrap();
        person.app.refresh().await;
        assert_eq!(person.session_error_code(), Some(Code::SessionEnded));
        person.platform.inspect(|screen| assert_eq!(screen.apps.apps.len(), 42));
    }
}

#[tokio::test]
async fn proxy_login_redirect_keeps_the_session() {
    let person = TestUser::new(USER).await;
    person.sign_in().await;
    let proxy_redirect = FaultKind::Redirect { location: "https://proxy.corp.test/login?back=1".into(), status: 302 };
    person.controls().fail(Fault::once("GetUPData", proxy_redirect)).unwrap();
    person.app.refresh().await;
    person.platform.inspect(|screen| {
        assert_eq!(screen.freshness.problem.as_ref().map(|problem| problem.code), Some(Code::NetRedirect));
        assert!(matches!(screen.session, Some(SessionView::SignedIn { .. })));
    });
}

#[tokio::test]
async fn failed_refresh_is_retried_automatically() {
    let person = TestUser::new(USER).await;
    person.sign_in().await;
    person.controls().fail(Fault::once("GetUPData", FaultKind::ServerError { status: 502 })).unwrap();
    person.app.refresh().await;
    person.platform.inspect(|screen| assert!(screen.freshness.problem.is_some()));
    person
        .platform
        .wait_for("the list again", |screen| screen.freshness.problem.is_none() && !screen.freshness.refreshing)
        .await;
}

#[tokio::test]
async fn list_older_than_30_minutes_is_refreshed() {
    let clock = Arc::new(OffsetClock(Mutex::default()));
    let mut person = TestUser::new(USER).await;
    person.restart_with_clock(clock.clone(), USER);
    person.sign_in().await;
    person.platform.wait_for("the list", |screen| screen.freshness.updated_at.is_some()).await;
    let first = person.platform.inspect(|screen| screen.freshness.updated_at);
    for (minutes, is_refreshed) in [(20, false), (31, true)] {
        *clock.0.lock().unwrap() = Duration::from_mins(minutes);
        person.controls().forget_requests();
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(5 * 60 + 1)).await;
        tokio::time::resume();
        if is_refreshed {
            person.platform.wait_for("a newer list", |screen| screen.freshness.updated_at > first).await;
        } else {
            tokio::task::yield_now().await;
            assert_eq!(person.controls().count("/UPRest/GetUPData"), 0);
        }
    }
}

#[tokio::test]
async fn unreadable_rows_are_counted_and_others_are_listed() {
    let person = TestUser::new(USER).await;
    let body = r#"{"success":true,"Result":{"Apps":[{"AppKey":"1","DisplayName":"One","AdminTag":"A"},{"DisplayName":"no key"},
        {"AppKey":"2","DisplayName":"\ud800"},{"AppKey":"1","DisplayName":"again"},{"_RowKey":"@~/apps/X","Name":"Three"}]}}"#;
    person.controls().set_apps("user@acme.test", Some(body.into()));
    person.sign_in().await;
    person.platform.inspect(|screen| {
        let names: Vec<_> = screen.apps.apps.iter().map(|app| app.name.as_str()).collect();
        assert_eq!((names, screen.freshness.unreadable_rows), (vec!["One", "Three"], 2));
    });
}

#[tokio::test]
async fn empty_and_ten_thousand_app_lists_load() {
    let person = TestUser::new(SignInBehavior::SignIn("empty@acme.test")).await;
    person.sign_in().await;
    person.platform.inspect(|screen| assert!(screen.freshness.loaded && screen.apps.apps.is_empty()));

    let person = TestUser::with_tenant_options(
        Options { apps: Some(10_000), ..Options::default() },
        SignInBehavior::SignIn("many@acme.test"),
    )
    .await;
    person.sign_in().await;
    let name = person.platform.inspect(|screen| {
        assert_eq!(screen.apps.apps.len(), 10_000);
        screen.apps.apps[7_777].name.clone()
    });
    let results = person.app.search(&name);
    assert!(
        results.hits.iter().take(3).any(|hit| person.platform.inspect(|screen| screen.apps.apps[7_777].key == hit.key))
    );
}

#[tokio::test]
async fn cached_list_is_shown_at_next_start_unless_disabled() {
    let mut person = TestUser::new(USER).await;
    person.sign_in().await;
    person.restart(USER);
    person.platform.inspect(|screen| {
        assert_eq!(screen.apps.apps.len(), 42);
        assert!(screen.freshness.is_cached);
        let Some(SessionView::SignedOut { user: Some(user), .. }) = &screen.session else {
            panic!("{:?}", screen.session)
        };
        assert_eq!(user.name, "user@acme.test");
    });
    person.app.save_settings(&SettingsChange::LocalCopy(false)).unwrap();
    assert!(!person.files().iter().any(|file| file.ends_with("apps.json")));
    person.sign_in().await;
    assert!(!person.files().iter().any(|file| file.ends_with("apps.json")));
}

#[tokio::test]
async fn icons_are_rendered_or_absent() {
    let person = TestUser::new(USER).await;
    person.sign_in().await;
    let apps = person.platform.inspect(|screen| screen.apps.apps.clone());
    let mut rendered = 0;
    for app in &apps {
        if let Some(id) = &app.icon
            && person.app.icon(id).await.is_some()
        {
            rendered += 1;
        }
    }
    assert!((35..42).contains(&rendered), "{rendered} of {} drawn; one is missing and one is a page", apps.len());
    assert!(person.app.icon("0000").await.is_none());
}

#[tokio::test]
async fn repeated_open_opens_one_url_without_credentials() {
    let person = TestUser::new(USER).await;
    person.sign_in().await;
    let key = person.platform.inspect(|screen| screen.apps.apps[3].key.clone());
    tokio::join!(person.app.open_app(&key, Some(Target::Browser)), person.app.open_app(&key, Some(Target::Browser)));
    person.platform.inspect(|screen| {
        assert_eq!(screen.opened_urls.len(), 1);
        let url = &screen.opened_urls[0];
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        assert_eq!(url.path(), "/run");
        assert_eq!(pairs, [("appkey".to_owned(), key.clone()), ("customerID".to_owned(), "ACM1234".to_owned())]);
        assert_eq!(screen.launches.last().unwrap().phase, LaunchPhase::Opened);
    });
    person.app.open_app("no such key", None).await;
    person.platform.inspect(|screen| {
        assert_eq!(screen.launches.last().unwrap().problem.as_ref().unwrap().code, Code::LaunchGone);
        assert_eq!(screen.opened_urls.len(), 1);
    });
}

#[tokio::test]
async fn app_window_waits_for_sign_in_and_gets_session_cookies() {
    let mut person = TestUser::new(USER).await;
    person.sign_in().await;
    person.restart(USER);
    let key = person.platform.inspect(|screen| screen.apps.apps[0].key.clone());
    person.app.open_app_and_wait(&key, Some(Target::Window)).await;
    person.platform.inspect(|screen| {
        assert_eq!(screen.launches[0].phase, LaunchPhase::Waiting);
        assert_eq!(screen.app_windows.len(), 1);
        assert!(screen.app_windows[0].cookies.iter().any(|cookie| cookie.name == ".ASPXAUTH"));
    });
}
