//! Apps with a user name and a password that the tenant does not have yet.

use demo_tenant::{Fault, FaultKind};
use portico_core::Launched;
use portico_core::at_rest::AtRest;
use portico_core::clock::Millis;
use portico_core::problem::Code;
use portico_core::view::{LaunchPhase, Place, Restriction, SessionView, SettingsChange};
use secrecy::SecretString;

use crate::log;
use crate::person::{Manner, Person, dirs};
use crate::opening::{EMPTY, USER, goes_offline, key, last, opened, signs_in, told, with_clock};

use LaunchPhase::{Asking, Cancelled, Opened, Opening};

const SET: &str = "/uprest/setusercredsforapp";
const APP: &str = "BambooHR";
const CANARY: &str = "CANARY-pass \"wörd\" 5519";

fn password() -> SecretString {
    CANARY.into()
}

async fn asks() -> (Person, String) {
    let (person, _) = with_clock().await;
    signs_in(&person).await;
    let key = key(&person, APP);
    assert_eq!(person.app.open_app(&key, Some(Place::Browser)).await, Launched::Waiting);
    person.desk.look(|screen| {
        let asks = last(screen).asks.unwrap();
        assert_eq!((asks.username.as_str(), asks.username_is_fixed, asks.saving), ("", false, false));
    });
    (person, key)
}

#[tokio::test]
async fn they_go_to_the_tenant_and_the_app_opens() {
    let begun = log::mark();
    let (mut person, key) = asks().await;
    person.app.save_app_credentials("ulla", password()).await;
    person.desk.look(|screen| {
        assert_eq!(told(screen, &key), [Asking, Asking, Opening, Opened]);
        assert!(screen.launches[1].asks.as_ref().unwrap().saving);
        assert_eq!(opened(screen), (0, 1));
        let app = screen.apps.apps.iter().find(|app| app.key == key).unwrap();
        assert_ne!(app.restriction, Some(Restriction::NeedsPassword), "before the next list says so");
    });
    // And the tenant's own list says it.
    person.app.refresh().await;
    let details = person.app.app_details(&key).unwrap();
    assert_eq!(details.user_name.as_deref(), Some("ulla"));
    assert!(!details.restrictions.contains(&Restriction::NeedsPassword));
    // Twice is once: nothing asks any more.
    person.app.save_app_credentials("ulla", password()).await;
    assert_eq!(person.controls().count(SET), 1);
    person.app.flush();
    person.restarts(USER);
    person.app.wake().await;
    let lines = log::since(begun);
    assert!(lines.lines().count() > 100, "the log is listened to");
    assert!(!lines.contains("CANARY"), "in the log");
    for file in person.files() {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        assert!(!text.contains("CANARY"), "{}", file.display());
    }
    person.desk.look(|screen| assert!(!format!("{:?}", screen.published).contains("CANARY"), "in a view"));
    let kept = format!("{:?}", person.keyring.content_is());
    assert!(!kept.contains("67, 65, 78, 65, 82, 89"), "in the keyring");
}

#[tokio::test]
async fn the_copy_on_this_computer_knows_it_at_once() {
    let (mut person, key) = asks().await;
    let copied = |person: &Person| {
        let list = AtRest::read(&dirs(&person.home), Millis(0)).list.unwrap();
        let needs = list.catalogue.app(&key).unwrap().restrictions.contains(&Restriction::NeedsPassword);
        (needs, list.updated_at)
    };
    let (needs, updated_at) = copied(&person);
    assert!(needs);
    person.app.save_app_credentials("ulla", password()).await;
    assert_eq!(copied(&person), (false, updated_at), "and says of when the list is");
    // Without a network the next start goes by it.
    goes_offline(&person).await;
    person.restarts(USER);
    let details = person.app.app_details(&key).unwrap();
    assert_eq!(details.user_name.as_deref(), Some("ulla"));
    // Where no list may lie on the disk, it does not come to lie there.
    let (person, _) = asks().await;
    person.app.save_settings(&SettingsChange::LocalCopy(false)).unwrap();
    person.app.save_app_credentials("ulla", password()).await;
    assert!(AtRest::read(&dirs(&person.home), Millis(0)).list.is_none());
}

#[tokio::test]
async fn what_is_refused_is_asked_for_again() {
    for (kind, code) in [
        (FaultKind::Failure { message: "The password is too short.".into() }, Code::ApiFailed),
        (FaultKind::Forbidden, Code::ApiDenied),
        (FaultKind::NotFoundHtml, Code::ApiMissing),
        (FaultKind::ServerError { status: 502 }, Code::ApiServer),
        (FaultKind::Throttled { retry_after: None }, Code::ApiBusy),
        (FaultKind::TruncatedJson, Code::ApiFormat),
        (FaultKind::Drop, Code::NetCut),
        (FaultKind::Redirect { location: "/login?challengeId=1".into(), status: 302 }, Code::StepUp),
    ] {
        let (person, _) = asks().await;
        let label = format!("{kind:?}");
        person.controls().fail(Fault::once("SetUserCredsForApp", kind)).unwrap();
        person.app.save_app_credentials("ulla", password()).await;
        person.desk.look(|screen| {
            let view = last(screen);
            assert_eq!((view.phase, view.problem.as_ref().map(|it| it.code)), (Asking, Some(code)), "{label}");
            let asks = view.asks.unwrap();
            assert_eq!((asks.username.as_str(), asks.saving), ("ulla", false), "{label}");
            assert_eq!(opened(screen), (0, 0), "{label}");
            if code == Code::ApiFailed {
                assert_eq!(view.problem.unwrap().said.as_deref(), Some("The password is too short."));
            }
        });
        person.app.save_app_credentials("ulla", password()).await;
        person.desk.look(|screen| assert_eq!((last(screen).phase, opened(screen)), (Opened, (0, 1)), "{label}"));
    }
}

#[tokio::test]
async fn an_answer_that_repeats_the_password_is_not_quoted() {
    let (person, _) = asks().await;
    for message in [format!("'{CANARY}' is too short."), "CANARY-p… is no password".to_owned()] {
        person.controls().fail(Fault::once("SetUserCredsForApp", FaultKind::Failure { message })).unwrap();
        person.app.save_app_credentials("ulla", password()).await;
        person.desk.look(|screen| {
            let problem = last(screen).problem.unwrap();
            assert_eq!((problem.code, problem.said), (Code::ApiFailed, None));
            assert!(!format!("{:?}", screen.published).contains("CANARY"), "in a view");
        });
    }
}

#[tokio::test]
async fn a_person_may_go_on_without_them_or_not_at_all() {
    let (person, key) = asks().await;
    person.app.open_anyway().await;
    person.desk.look(|screen| assert_eq!(told(screen, &key), [Asking, Opening, Opened]));
    let (person, key) = asks().await;
    person.app.cancel_launch();
    person.app.save_app_credentials("ulla", password()).await;
    person.desk.look(|screen| assert_eq!(told(screen, &key), [Asking, Cancelled]));
    assert_eq!(person.controls().count(SET), 0);
}

#[tokio::test]
async fn called_off_while_they_are_on_their_way_nothing_opens() {
    let (person, key) = asks().await;
    person.controls().fail(Fault::once("SetUserCredsForApp", FaultKind::Held)).unwrap();
    let app = person.app.clone();
    let saving = tokio::spawn(async move { app.save_app_credentials("ulla", password()).await });
    crate::opening::until("the question", || person.controls().count(SET) == 1).await;
    person.app.cancel_launch();
    person.controls().clear_faults();
    saving.await.unwrap();
    person.desk.look(|screen| {
        assert_eq!(told(screen, &key), [Asking, Asking, Cancelled]);
        assert_eq!(opened(screen), (0, 0));
    });
}

/// The session ends as they are saved, or has been noticed to have ended before.
#[tokio::test]
async fn the_session_may_end_meanwhile_and_saving_begins_the_sign_in() {
    for noticed in [false, true] {
        let (person, key) = asks().await;
        person.controls().revoke_tokens();
        if noticed {
            person.app.refresh().await;
            person.desk.sees("the end", |screen| matches!(screen.session, Some(SessionView::SignedOut { .. }))).await;
        }
        person.behaves(Manner::Waits);
        person.controls().forget_requests();
        person.app.save_app_credentials("ulla", password()).await;
        person.desk.sees("the sign-in", |screen| screen.sign_ins == 2).await;
        person.desk.look(|screen| {
            let view = last(screen);
            assert_eq!((view.phase, view.problem.map(|it| it.code)), (Asking, Some(Code::SessionEnded)));
            let asks = view.asks.unwrap();
            assert_eq!((asks.username.as_str(), asks.saving), ("ulla", false));
        });
        // Once more while it is under way: no second one, and the same answer. Called off, the question stays.
        person.app.save_app_credentials("ulla", password()).await;
        person.desk.look(|screen| assert_eq!(last(screen).problem.map(|it| it.code), Some(Code::SessionEnded)));
        person.app.cancel_sign_in();
        person.desk.sees("its end", |screen| matches!(screen.session, Some(SessionView::SignedOut { .. }))).await;
        person.behaves(USER);
        person.app.save_app_credentials("ulla", password()).await;
        person.desk.sees("the session", |screen| matches!(screen.session, Some(SessionView::SignedIn { .. }))).await;
        crate::opening::comes_to_rest(&person).await;
        // Portico has no password to go on with.
        let asked = person.controls().count(SET);
        person
            .desk
            .look(|screen| assert_eq!((last(screen).phase, opened(screen), screen.sign_ins), (Asking, (0, 0), 3)));
        person.app.save_app_credentials("ulla", password()).await;
        assert_eq!(person.controls().count(SET), asked + 1);
        person.desk.look(|screen| assert_eq!(opened(screen), (0, 1)));
        person.desk.look(|screen| assert_eq!(told(screen, &key).last(), Some(&Opened)));
    }
}

#[tokio::test]
async fn whoever_else_signs_in_is_not_asked_for_them() {
    let (person, key) = asks().await;
    person.controls().revoke_tokens();
    // The same app is in the next one's list.
    let row =
        format!(r#"{{"AppKey":"{key}","Name":"BambooHR","WebAppType":"UsernamePassword","PasswordIsSet":false}}"#);
    let list = format!(r#"{{"success":true,"Result":{{"Apps":[{row}]}}}}"#);
    person.controls().set_apps("empty@acme.test", Some(list));
    person.behaves(EMPTY);
    person.app.save_app_credentials("ulla", password()).await;
    person.desk.sees("the other list", |screen| screen.apps.apps.len() == 1).await;
    person.desk.look(|screen| assert_eq!(told(screen, &key).last(), Some(&Cancelled)));
    person.app.save_app_credentials("ulla", password()).await;
    assert!(person.app.app_details(&key).unwrap().restrictions.contains(&Restriction::NeedsPassword));
    person.desk.look(|screen| assert_eq!(opened(screen), (0, 0)));
}

#[tokio::test]
async fn a_name_that_is_fixed_stays_what_the_tenant_says() {
    let person = Person::new(Manner::SignsIn("company@acme.test")).await;
    signs_in(&person).await;
    let key = key(&person, "Door Access Oslo");
    person.app.open_app(&key, Some(Place::Window)).await;
    person.desk.look(|screen| {
        let asks = last(screen).asks.unwrap();
        assert_eq!((asks.username.as_str(), asks.username_is_fixed), ("company@acme.test", true));
    });
    person.app.save_app_credentials("somebody else", password()).await;
    person.app.refresh().await;
    assert_eq!(person.app.app_details(&key).unwrap().user_name.as_deref(), Some("company@acme.test"));
    person.desk.look(|screen| assert_eq!(opened(screen), (1, 0)));
}

#[tokio::test]
async fn another_person_is_not_given_them() {
    let (person, key) = asks().await;
    person.controls().fail(Fault::once("SetUserCredsForApp", FaultKind::Held)).unwrap();
    let app = person.app.clone();
    let saving = tokio::spawn(async move { app.save_app_credentials("ulla", password()).await });
    crate::opening::until("the question", || person.controls().count(SET) == 1).await;
    // The same app is in the next one's list.
    let row =
        format!(r#"{{"AppKey":"{key}","Name":"BambooHR","WebAppType":"UsernamePassword","PasswordIsSet":false}}"#);
    let list = format!(r#"{{"success":true,"Result":{{"Apps":[{row}]}}}}"#);
    person.controls().set_apps("empty@acme.test", Some(list));
    person.app.add_account().await;
    person.behaves(EMPTY);
    person.app.enter_tenant(person.tenant.url()).await;
    person.desk.sees("the other list", |screen| screen.apps.apps.len() == 1).await;
    person.controls().clear_faults();
    saving.await.unwrap();
    assert!(person.app.app_details(&key).unwrap().restrictions.contains(&Restriction::NeedsPassword));
    person.desk.look(|screen| assert_eq!(opened(screen), (0, 0)));
}
