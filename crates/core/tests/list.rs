//! The list: what the tenant may answer, and what stays on screen.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use crate::person;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{Fault, FaultKind, Options};
use person::{Manner, Person, TurnedClock};
use portico_core::problem::Code;
use portico_core::view::{LaunchPhase, Place, SessionView, SettingsChange};

const USER: Manner = Manner::SignsIn("user@acme.test");

#[tokio::test]
async fn a_failed_refresh_keeps_the_list_and_says_why() {
    let answers = [
        (FaultKind::Forbidden, Code::ApiDenied),
        (FaultKind::NotFoundHtml, Code::ApiMissing),
        (FaultKind::Failure { message: "The list is being rebuilt.".into() }, Code::ApiFailed),
        (FaultKind::TruncatedJson, Code::ApiFormat),
        (FaultKind::Empty, Code::ApiFormat),
        (FaultKind::Huge { bytes: 70 << 20 }, Code::ApiTooBig),
        (FaultKind::WrongContentType { content_type: "image/png".into() }, Code::ApiFormat),
        (FaultKind::Throttled { retry_after: Some("90".into()) }, Code::ApiBusy),
    ];
    let person = Person::new(USER).await;
    person.signs_in().await;
    for (kind, code) in answers {
        let label = format!("{kind:?}");
        person.controls().fail(Fault::once("GetUPData", kind)).unwrap();
        person.app.refresh().await;
        person.desk.look(|screen| {
            let problem = screen.freshness.problem.as_ref().unwrap_or_else(|| panic!("{label}"));
            assert_eq!(problem.code, code, "{label}");
            assert_eq!(screen.apps.apps.len(), 42, "{label}");
            assert!(screen.freshness.updated_at.is_some() && !screen.freshness.refreshing, "{label}");
            if code == Code::ApiFailed {
                assert_eq!(problem.said.as_deref(), Some("The list is being rebuilt."));
            }
            if code == Code::ApiBusy {
                assert!(problem.until.is_some());
            }
        });
    }
    person.app.refresh().await;
    person.desk.look(|screen| assert_eq!(screen.freshness.problem, None));
}

#[tokio::test]
async fn a_login_page_instead_of_the_list_costs_a_renewal_then_ends_the_session() {
    for kind in [FaultKind::LoginHtml, FaultKind::LoginRedirect] {
        let person = Person::new(USER).await;
        person.signs_in().await;
        person.controls().forget_requests();
        person.controls().fail(Fault::once("GetUPData", kind.clone())).unwrap();
        person.app.refresh().await;
        person.desk.look(|screen| assert_eq!(screen.freshness.problem, None, "one is forgiven"));
        assert_eq!(person.controls().count("/oauth2/token/Portico"), 1);
        person.controls().fail(Fault::always("GetUPData", kind)).unwrap();
        person.app.refresh().await;
        assert_eq!(person.problem(), Some(Code::SessionEnded));
        person.desk.look(|screen| assert_eq!(screen.apps.apps.len(), 42));
    }
}

#[tokio::test]
async fn a_proxys_login_page_is_no_sign_out() {
    let person = Person::new(USER).await;
    person.signs_in().await;
    let elsewhere = FaultKind::Redirect { location: "https://proxy.corp.test/login?back=1".into(), status: 302 };
    person.controls().fail(Fault::once("GetUPData", elsewhere)).unwrap();
    person.app.refresh().await;
    person.desk.look(|screen| {
        assert_eq!(screen.freshness.problem.as_ref().map(|problem| problem.code), Some(Code::NetRedirect));
        assert!(matches!(screen.session, Some(SessionView::SignedIn { .. })));
    });
}

#[tokio::test]
async fn it_heals_by_itself() {
    let person = Person::new(USER).await;
    person.signs_in().await;
    person.controls().fail(Fault::once("GetUPData", FaultKind::ServerError { status: 502 })).unwrap();
    person.app.refresh().await;
    person.desk.look(|screen| assert!(screen.freshness.problem.is_some()));
    person
        .desk
        .sees("the list again", |screen| screen.freshness.problem.is_none() && !screen.freshness.refreshing)
        .await;
}

#[tokio::test]
async fn a_list_that_is_half_an_hour_old_is_fetched_again() {
    let clock = Arc::new(TurnedClock(Mutex::default()));
    let mut person = Person::new(USER).await;
    person.turns(clock.clone(), USER);
    person.signs_in().await;
    person.desk.sees("the list", |screen| screen.freshness.updated_at.is_some()).await;
    let first = person.desk.look(|screen| screen.freshness.updated_at);
    for (minutes, again) in [(20, false), (31, true)] {
        *clock.0.lock().unwrap() = Duration::from_mins(minutes);
        person.controls().forget_requests();
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(5 * 60 + 1)).await;
        tokio::time::resume();
        if again {
            person.desk.sees("a newer list", |screen| screen.freshness.updated_at > first).await;
        } else {
            tokio::task::yield_now().await;
            assert_eq!(person.controls().count("/UPRest/GetUPData"), 0);
        }
    }
}

#[tokio::test]
async fn odd_rows_cost_themselves() {
    let person = Person::new(USER).await;
    let body = r#"{"success":true,"Result":{"Apps":[{"AppKey":"1","DisplayName":"One","AdminTag":"A"},{"DisplayName":"no key"},
        {"AppKey":"2","DisplayName":"\ud800"},{"AppKey":"1","DisplayName":"again"},{"_RowKey":"@~/apps/X","Name":"Three"}]}}"#;
    person.controls().set_apps("user@acme.test", Some(body.into()));
    person.signs_in().await;
    person.desk.look(|screen| {
        let names: Vec<_> = screen.apps.apps.iter().map(|app| app.name.as_str()).collect();
        assert_eq!((names, screen.freshness.unreadable), (vec!["One", "Three"], 2));
    });
}

#[tokio::test]
async fn nobody_has_no_apps_and_somebody_has_ten_thousand() {
    let person = Person::new(Manner::SignsIn("empty@acme.test")).await;
    person.signs_in().await;
    person.desk.look(|screen| assert!(screen.freshness.loaded && screen.apps.apps.is_empty()));

    let person =
        Person::at(Options { apps: Some(10_000), ..Options::default() }, Manner::SignsIn("many@acme.test")).await;
    person.signs_in().await;
    let name = person.desk.look(|screen| {
        assert_eq!(screen.apps.apps.len(), 10_000);
        screen.apps.apps[7_777].name.clone()
    });
    let found = person.app.search(&name);
    assert!(found.hits.iter().take(3).any(|hit| person.desk.look(|screen| screen.apps.apps[7_777].key == hit.key)));
}

#[tokio::test]
async fn the_copy_is_there_at_the_next_start() {
    let mut person = Person::new(USER).await;
    person.signs_in().await;
    person.restarts(USER);
    person.desk.look(|screen| {
        assert_eq!(screen.apps.apps.len(), 42);
        assert!(screen.freshness.from_copy);
        let Some(SessionView::SignedOut { user: Some(user), .. }) = &screen.session else {
            panic!("{:?}", screen.session)
        };
        assert_eq!(user.name, "user@acme.test");
    });
    person.app.save_settings(&SettingsChange::LocalCopy(false)).unwrap();
    assert!(!person.files().iter().any(|file| file.ends_with("apps.json")));
    person.signs_in().await;
    assert!(!person.files().iter().any(|file| file.ends_with("apps.json")));
}

#[tokio::test]
async fn icons_are_drawn_or_left_out() {
    let person = Person::new(USER).await;
    person.signs_in().await;
    let apps = person.desk.look(|screen| screen.apps.apps.clone());
    let mut drawn = 0;
    for app in &apps {
        if let Some(id) = &app.icon
            && person.app.icon(id).await.is_some()
        {
            drawn += 1;
        }
    }
    assert!((35..42).contains(&drawn), "{drawn} of {} drawn; one is missing and one is a page", apps.len());
    assert!(person.app.icon("0000").await.is_none());
}

#[tokio::test]
async fn one_click_opens_one_address_without_a_credential() {
    let person = Person::new(USER).await;
    person.signs_in().await;
    let key = person.desk.look(|screen| screen.apps.apps[3].key.clone());
    tokio::join!(person.app.open_app(&key, Some(Place::Browser)), person.app.open_app(&key, Some(Place::Browser)));
    person.desk.look(|screen| {
        assert_eq!(screen.opened.len(), 1);
        let url = &screen.opened[0];
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        assert_eq!(url.path(), "/run");
        assert_eq!(pairs, [("appkey".to_owned(), key.clone()), ("customerID".to_owned(), "ACM1234".to_owned())]);
        assert_eq!(screen.launches.last().unwrap().phase, LaunchPhase::Opened);
    });
    person.app.open_app("no such key", None).await;
    person.desk.look(|screen| {
        assert_eq!(screen.launches.last().unwrap().problem.as_ref().unwrap().code, Code::LaunchGone);
        assert_eq!(screen.opened.len(), 1);
    });
}

#[tokio::test]
async fn an_app_window_has_the_session_and_waits_for_it() {
    let mut person = Person::new(USER).await;
    person.signs_in().await;
    person.restarts(USER);
    let key = person.desk.look(|screen| screen.apps.apps[0].key.clone());
    person.app.open_app_and_wait(&key, Some(Place::Window)).await;
    person.desk.look(|screen| {
        assert_eq!(screen.launches[0].phase, LaunchPhase::Waiting);
        assert_eq!(screen.app_windows.len(), 1);
        assert!(screen.app_windows[0].cookies.iter().any(|cookie| cookie.name == ".ASPXAUTH"));
    });
}
