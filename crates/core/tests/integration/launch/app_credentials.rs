//! Apps with a user name and a password that the tenant does not have yet.

use demo_tenant::{Fault, FaultKind};
use portico_core::LaunchOutcome;
use portico_core::OfflineSnapshot;
use portico_core::clock::Timestamp;
use portico_core::error::Code;
use portico_core::view::{LaunchPhase, Restriction, SessionView, SettingsChange, Target};
use secrecy::SecretString;

use super::{
    USER, USER_WITHOUT_APPS, app_key, go_offline, last_launch, launch_phases, opened_counts, settle, sign_in_and_wait,
    user_with_clock, wait_until,
};
use crate::support::{SignInBehavior, TestUser, dirs, log_capture};

use LaunchPhase::{Canceled, Opened, Opening, PromptingCredentials};

const SET_CREDENTIALS_PATH: &str = "/uprest/setusercredsforapp";
const APP_NAME: &str = "BambooHR";
const CANARY: &str = "CANARY-pass \"wörd\" 5519";

fn password() -> SecretString {
    CANARY.into()
}

async fn user_with_credential_prompt() -> (TestUser, String) {
    let (user, _) = user_with_clock().await;
    sign_in_and_wait(&user).await;
    let key = app_key(&user, APP_NAME);
    assert_eq!(user.app.open_app(&key, Some(Target::Browser)).await, LaunchOutcome::Waiting);
    user.platform.inspect(|recorded| {
        let prompt = last_launch(recorded).credentials_prompt.unwrap();
        assert_eq!((prompt.username.as_str(), prompt.username_is_fixed, prompt.saving), ("", false, false));
    });
    (user, key)
}

#[tokio::test]
async fn saved_app_credentials_reach_only_the_tenant_and_app_opens() {
    let log_start = log_capture::position();
    let (mut user, key) = user_with_credential_prompt().await;
    user.app.save_app_credentials("ulla", password()).await;
    user.platform.inspect(|recorded| {
        assert_eq!(launch_phases(recorded, &key), [PromptingCredentials, PromptingCredentials, Opening, Opened]);
        assert!(recorded.launches[1].credentials_prompt.as_ref().unwrap().saving);
        assert_eq!(opened_counts(recorded), (0, 1));
        let app = recorded.apps.apps.iter().find(|app| app.key == key).unwrap();
        assert_ne!(app.restriction, Some(Restriction::NeedsPassword), "before the next list says so");
    });
    // And the tenant's own list says it.
    user.app.refresh().await;
    let details = user.app.app_details(&key).unwrap();
    assert_eq!(details.user_name.as_deref(), Some("ulla"));
    assert!(!details.restrictions.contains(&Restriction::NeedsPassword));
    // Twice is once: nothing asks any more.
    user.app.save_app_credentials("ulla", password()).await;
    assert_eq!(user.controls().count(SET_CREDENTIALS_PATH), 1);
    user.app.flush();
    user.restart(USER);
    user.app.run_startup_tasks().await;
    let lines = log_capture::text_since(log_start);
    assert!(lines.lines().count() > 100, "the log is listened to");
    assert!(!lines.contains("CANARY"), "in the log");
    for file in user.files() {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        assert!(!text.contains("CANARY"), "{}", file.display());
    }
    user.platform
        .inspect(|recorded| assert!(!format!("{:?}", recorded.published_updates).contains("CANARY"), "in a view"));
    let stored = format!("{:?}", user.keyring.snapshot());
    assert!(!stored.contains("67, 65, 78, 65, 82, 89"), "in the keyring");
}

#[tokio::test]
async fn saved_app_credentials_update_the_cached_list() {
    let (mut user, key) = user_with_credential_prompt().await;
    let read_cache = |user: &TestUser| {
        let list = OfflineSnapshot::read(&dirs(&user.home_dir), Timestamp(0)).list.unwrap();
        let needs = list.catalog.find_app(&key).unwrap().restrictions.contains(&Restriction::NeedsPassword);
        (needs, list.updated_at)
    };
    let (needs, updated_at) = read_cache(&user);
    assert!(needs);
    user.app.save_app_credentials("ulla", password()).await;
    assert_eq!(read_cache(&user), (false, updated_at), "and says of when the list is");
    // Without a network the next start goes by it.
    go_offline(&user).await;
    user.restart(USER);
    let details = user.app.app_details(&key).unwrap();
    assert_eq!(details.user_name.as_deref(), Some("ulla"));
    // Where no list may lie on the disk, it does not come to lie there.
    let (user, _) = user_with_credential_prompt().await;
    user.app.save_settings(&SettingsChange::LocalCopy(false)).await.unwrap();
    user.app.save_app_credentials("ulla", password()).await;
    assert!(OfflineSnapshot::read(&dirs(&user.home_dir), Timestamp(0)).list.is_none());
}

#[tokio::test]
async fn rejected_app_credentials_are_asked_for_again() {
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
        let (user, _) = user_with_credential_prompt().await;
        let label = format!("{kind:?}");
        user.controls().fail(Fault::once("SetUserCredsForApp", kind)).unwrap();
        user.app.save_app_credentials("ulla", password()).await;
        user.platform.inspect(|recorded| {
            let view = last_launch(recorded);
            assert_eq!(
                (view.phase, view.problem.as_ref().map(|it| it.code)),
                (PromptingCredentials, Some(code)),
                "{label}"
            );
            let prompt = view.credentials_prompt.unwrap();
            assert_eq!((prompt.username.as_str(), prompt.saving), ("ulla", false), "{label}");
            assert_eq!(opened_counts(recorded), (0, 0), "{label}");
            if code == Code::ApiFailed {
                assert_eq!(view.problem.unwrap().server_message.as_deref(), Some("The password is too short."));
            }
        });
        user.app.save_app_credentials("ulla", password()).await;
        user.platform.inspect(|recorded| {
            assert_eq!((last_launch(recorded).phase, opened_counts(recorded)), (Opened, (0, 1)), "{label}")
        });
    }
}

#[tokio::test]
async fn server_message_with_password_is_not_shown() {
    let (user, _) = user_with_credential_prompt().await;
    for message in [format!("'{CANARY}' is too short."), "CANARY-p… is no password".to_owned()] {
        user.controls().fail(Fault::once("SetUserCredsForApp", FaultKind::Failure { message })).unwrap();
        user.app.save_app_credentials("ulla", password()).await;
        user.platform.inspect(|recorded| {
            let problem = last_launch(recorded).problem.unwrap();
            assert_eq!((problem.code, problem.server_message), (Code::ApiFailed, None));
            assert!(!format!("{:?}", recorded.published_updates).contains("CANARY"), "in a view");
        });
    }
}

#[tokio::test]
async fn credential_prompt_can_be_skipped_or_canceled() {
    let (user, key) = user_with_credential_prompt().await;
    user.app.open_anyway().await;
    user.platform
        .inspect(|recorded| assert_eq!(launch_phases(recorded, &key), [PromptingCredentials, Opening, Opened]));
    let (user, key) = user_with_credential_prompt().await;
    user.app.cancel_launch();
    user.app.save_app_credentials("ulla", password()).await;
    user.platform.inspect(|recorded| assert_eq!(launch_phases(recorded, &key), [PromptingCredentials, Canceled]));
    assert_eq!(user.controls().count(SET_CREDENTIALS_PATH), 0);
}

#[tokio::test]
async fn launch_canceled_while_saving_credentials_opens_nothing() {
    let (user, key) = user_with_credential_prompt().await;
    user.controls().fail(Fault::once("SetUserCredsForApp", FaultKind::UntilCleared)).unwrap();
    let app = user.app.clone();
    let saving = tokio::spawn(async move { app.save_app_credentials("ulla", password()).await });
    wait_until("the question", || user.controls().count(SET_CREDENTIALS_PATH) == 1).await;
    user.app.cancel_launch();
    user.controls().clear_faults();
    saving.await.unwrap();
    user.platform.inspect(|recorded| {
        assert_eq!(launch_phases(recorded, &key), [PromptingCredentials, PromptingCredentials, Canceled]);
        assert_eq!(opened_counts(recorded), (0, 0));
    });
}

/// The session ends as they are saved, or has been noticed to have ended before.
#[tokio::test]
async fn saving_credentials_after_session_ended_starts_one_sign_in() {
    for is_noticed in [false, true] {
        let (user, key) = user_with_credential_prompt().await;
        user.controls().revoke_tokens();
        if is_noticed {
            user.app.refresh().await;
            user.platform
                .wait_for("the end", |recorded| matches!(recorded.session, Some(SessionView::SignedOut { .. })))
                .await;
        }
        user.set_behavior(SignInBehavior::NeverLoad);
        user.controls().forget_requests();
        user.app.save_app_credentials("ulla", password()).await;
        user.platform.wait_for("the sign-in", |recorded| recorded.sign_ins_opened == 2).await;
        user.platform.inspect(|recorded| {
            let view = last_launch(recorded);
            assert_eq!((view.phase, view.problem.map(|it| it.code)), (PromptingCredentials, Some(Code::SessionEnded)));
            let prompt = view.credentials_prompt.unwrap();
            assert_eq!((prompt.username.as_str(), prompt.saving), ("ulla", false));
        });
        // Once more while it is under way: no second one, and the same answer. Called off, the question stays.
        user.app.save_app_credentials("ulla", password()).await;
        user.platform
            .inspect(|recorded| assert_eq!(last_launch(recorded).problem.map(|it| it.code), Some(Code::SessionEnded)));
        user.app.cancel_sign_in();
        user.platform
            .wait_for("its end", |recorded| matches!(recorded.session, Some(SessionView::SignedOut { .. })))
            .await;
        user.set_behavior(USER);
        user.app.save_app_credentials("ulla", password()).await;
        user.platform
            .wait_for("the session", |recorded| matches!(recorded.session, Some(SessionView::SignedIn { .. })))
            .await;
        settle(&user).await;
        // Portico has no password to go on with.
        let saved_before = user.controls().count(SET_CREDENTIALS_PATH);
        user.platform.inspect(|recorded| {
            assert_eq!(
                (last_launch(recorded).phase, opened_counts(recorded), recorded.sign_ins_opened),
                (PromptingCredentials, (0, 0), 3)
            )
        });
        user.app.save_app_credentials("ulla", password()).await;
        assert_eq!(user.controls().count(SET_CREDENTIALS_PATH), saved_before + 1);
        user.platform.inspect(|recorded| assert_eq!(opened_counts(recorded), (0, 1)));
        user.platform.inspect(|recorded| assert_eq!(launch_phases(recorded, &key).last(), Some(&Opened)));
    }
}

#[tokio::test]
async fn credential_prompt_is_canceled_if_other_user_signs_in() {
    let (user, key) = user_with_credential_prompt().await;
    user.controls().revoke_tokens();
    // The same app is in the next one's list.
    let row =
        format!(r#"{{"AppKey":"{key}","Name":"BambooHR","WebAppType":"UsernamePassword","PasswordIsSet":false}}"#);
    let list = format!(r#"{{"success":true,"Result":{{"Apps":[{row}]}}}}"#);
    user.controls().set_apps("empty@acme.test", Some(list));
    user.set_behavior(USER_WITHOUT_APPS);
    user.app.save_app_credentials("ulla", password()).await;
    user.platform.wait_for("the other list", |recorded| recorded.apps.apps.len() == 1).await;
    user.platform.inspect(|recorded| assert_eq!(launch_phases(recorded, &key).last(), Some(&Canceled)));
    user.app.save_app_credentials("ulla", password()).await;
    assert!(user.app.app_details(&key).unwrap().restrictions.contains(&Restriction::NeedsPassword));
    user.platform.inspect(|recorded| assert_eq!(opened_counts(recorded), (0, 0)));
}

#[tokio::test]
async fn fixed_user_name_is_not_overwritten() {
    let user = TestUser::new(SignInBehavior::SignIn("company@acme.test")).await;
    sign_in_and_wait(&user).await;
    let key = app_key(&user, "Door Access Oslo");
    user.app.open_app(&key, Some(Target::Window)).await;
    user.platform.inspect(|recorded| {
        let prompt = last_launch(recorded).credentials_prompt.unwrap();
        assert_eq!((prompt.username.as_str(), prompt.username_is_fixed), ("company@acme.test", true));
    });
    user.app.save_app_credentials("somebody else", password()).await;
    user.app.refresh().await;
    assert_eq!(user.app.app_details(&key).unwrap().user_name.as_deref(), Some("company@acme.test"));
    user.platform.inspect(|recorded| assert_eq!(opened_counts(recorded), (1, 0)));
}

#[tokio::test]
async fn credentials_saved_during_account_switch_stay_with_first_user() {
    let (user, key) = user_with_credential_prompt().await;
    user.controls().fail(Fault::once("SetUserCredsForApp", FaultKind::UntilCleared)).unwrap();
    let app = user.app.clone();
    let saving = tokio::spawn(async move { app.save_app_credentials("ulla", password()).await });
    wait_until("the question", || user.controls().count(SET_CREDENTIALS_PATH) == 1).await;
    // The same app is in the next one's list.
    let row =
        format!(r#"{{"AppKey":"{key}","Name":"BambooHR","WebAppType":"UsernamePassword","PasswordIsSet":false}}"#);
    let list = format!(r#"{{"success":true,"Result":{{"Apps":[{row}]}}}}"#);
    user.controls().set_apps("empty@acme.test", Some(list));
    user.app.add_account().await;
    user.set_behavior(USER_WITHOUT_APPS);
    user.app.enter_tenant(user.tenant.url()).await;
    user.platform.wait_for("the other list", |recorded| recorded.apps.apps.len() == 1).await;
    user.controls().clear_faults();
    saving.await.unwrap();
    assert!(user.app.app_details(&key).unwrap().restrictions.contains(&Restriction::NeedsPassword));
    user.platform.inspect(|recorded| assert_eq!(opened_counts(recorded), (0, 0)));
}
