//! App windows of a user with a session of the portal, and what happens when the tenant has ended it.

use std::sync::Arc;

use demo_tenant::{Fault, FaultKind};
use portico_core::LaunchOutcome;
use portico_core::view::{LaunchPhase, Target, WaitReason};
use secrecy::ExposeSecret;

use super::{
    CLICK_INTERVAL, USER, advance, app_key, initial_page, last_launch, launch_phases, open_in_window, opened_counts,
    restarted_user, settle, sign_in_and_wait, user_with_clock,
};
use crate::support::{OffsetClock, TestUser};

#[tokio::test]
async fn ended_portal_session_falls_back_to_bearer_page() {
    let (user, clock) = user_with_clock().await;
    sign_in_and_wait(&user).await;
    open_in_window(&user, "Salesforce").await;
    assert!(initial_page(&user).starts_with("address /run?"));
    user.platform.inspect(|recorded| {
        let cookies = &recorded.app_windows[0].cookies;
        assert!(cookies.iter().any(|it| it.name == ".ASPXAUTH"));
        assert!(cookies.iter().all(|it| it.domain == "127.0.0.1"), "for the tenant's host alone");
    });
    advance(&clock, CLICK_INTERVAL);
    user.controls().end_sessions();
    open_in_window(&user, "Salesforce").await;
    assert!(initial_page(&user).contains("SAMLResponse"), "with the bearer");
    user.platform.inspect(|recorded| assert!(!recorded.app_windows[1].cookies.iter().any(|it| it.name == ".ASPXAUTH")));
    assert_eq!(user.platform.inspect(|recorded| recorded.sign_ins_opened), 1);
}

#[tokio::test]
async fn portal_session_cookie_reaches_window_after_restart() {
    let mut user = TestUser::new(USER).await;
    user.restart_with_tenant_settings("sign_in = \"portal\"\n", USER);
    sign_in_and_wait(&user).await;
    user.restart(USER);
    user.app.run_startup_tasks().await;
    open_in_window(&user, "Salesforce").await;
    assert!(initial_page(&user).starts_with("address /run?"));
    let cookies = user.platform.inspect(|recorded| recorded.app_windows[0].cookies.clone());
    assert_eq!((cookies.len(), cookies[0].name.as_str(), cookies[0].domain.as_str()), (1, ".ASPXAUTH", "127.0.0.1"));
    let key = app_key(&user, "Salesforce");
    assert_eq!(
        status_with_session_cookie(&user, &key, cookies[0].value.expose_secret()).await,
        200,
        "no second sign-in"
    );
}

/// At the list, with a session of the portal's own.
async fn portal_user() -> (TestUser, Arc<OffsetClock>) {
    let (mut user, clock) = user_with_clock().await;
    user.restart_with_tenant_settings("sign_in = \"portal\"\n", USER);
    user.restart_with_clock(clock.clone(), USER);
    sign_in_and_wait(&user).await;
    (user, clock)
}

#[tokio::test]
async fn click_with_ended_portal_session_signs_in_and_opens() {
    let step_up = FaultKind::Redirect { location: "/login?challengeId=1".into(), status: 302 };
    for (fault, ends_session) in [
        (None, true),
        (Some(FaultKind::UnauthorizedJson), true),
        (Some(FaultKind::UnauthorizedHtml), true),
        (Some(FaultKind::LoginRedirect), false),
        (Some(FaultKind::LoginHtml), false),
        (Some(step_up), false),
        (Some(FaultKind::Redirect { location: "https://elsewhere.test/login".into(), status: 302 }), false),
        (Some(FaultKind::Forbidden), false),
        (Some(FaultKind::NotFoundHtml), false),
        (Some(FaultKind::Throttled { retry_after: None }), false),
        (Some(FaultKind::ServerError { status: 503 }), false),
        (Some(FaultKind::Failure { message: "No.".into() }), false),
        (Some(FaultKind::Empty), false),
        (Some(FaultKind::Drop), false),
    ] {
        let label = format!("{fault:?}");
        // Also after a restart, when the keyring holds all that there is.
        for is_restarted in [false, true] {
            let (mut user, clock) = portal_user().await;
            let key = app_key(&user, "Salesforce");
            let before = user.platform.inspect(|recorded| recorded.sign_ins_opened);
            if is_restarted {
                user.restart_with_clock(clock.clone(), USER);
                user.app.run_startup_tasks().await;
                settle(&user).await;
            }
            let before = if is_restarted { 0 } else { before };
            advance(&clock, CLICK_INTERVAL);
            match &fault {
                None => user.controls().end_sessions(),
                Some(kind) => user.controls().fail(Fault::once("whoami", kind.clone())).unwrap(),
            }
            assert_eq!(user.app.open_app_and_wait(&key, Some(Target::Window)).await, LaunchOutcome::Opened, "{label}");
            user.platform.inspect(|recorded| {
                use LaunchPhase::{Opened, Opening, Waiting};
                let expected: &[_] =
                    if ends_session { &[Opening, Waiting, Opening, Opened] } else { &[Opening, Opened] };
                assert_eq!(launch_phases(recorded, &key), expected, "{label}");
                assert_eq!(
                    (recorded.sign_ins_opened, opened_counts(recorded)),
                    (before + usize::from(ends_session), (1, 0)),
                    "{label}"
                );
                let cookies = &recorded.app_windows[0].cookies;
                assert_eq!(cookies.iter().filter(|it| it.name == ".ASPXAUTH").count(), 1, "{label}");
            });
            let window = user.platform.inspect(|recorded| recorded.app_windows[0].cookies.clone());
            let session_cookie = window.iter().find(|it| it.name == ".ASPXAUTH").unwrap();
            assert_eq!(
                status_with_session_cookie(&user, &key, session_cookie.value.expose_secret()).await,
                200,
                "{label}: no second sign-in"
            );
        }
    }
}

#[tokio::test]
async fn click_signs_in_only_once_if_tenant_keeps_rejecting_session() {
    let (user, clock) = portal_user().await;
    let key = app_key(&user, "Salesforce");
    advance(&clock, CLICK_INTERVAL);
    // It takes the session at the sign-in and refuses it at each other time.
    let refuse_after = |after| Fault { after, ..Fault::always("whoami", FaultKind::UnauthorizedJson) };
    user.controls().fail(Fault::once("whoami", FaultKind::UnauthorizedJson)).unwrap();
    user.controls().fail(refuse_after(1)).unwrap();
    assert_eq!(user.app.open_app_and_wait(&key, Some(Target::Window)).await, LaunchOutcome::Opened);
    settle(&user).await;
    user.platform.inspect(|recorded| assert_eq!((recorded.sign_ins_opened, opened_counts(recorded)), (2, (1, 0))));
}

/// What the tenant answers to a window with that session at the address of an app.
async fn status_with_session_cookie(user: &TestUser, key: &str, session: &str) -> u16 {
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let url = user.app.app_link(key).unwrap();
    client.get(url).header("cookie", format!(".ASPXAUTH={session}")).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn click_with_revoked_tokens_signs_in_and_opens() {
    let (user, _) = restarted_user().await;
    let key = app_key(&user, "Salesforce");
    user.controls().revoke_tokens();
    assert_eq!(user.app.open_app_and_wait(&key, Some(Target::Window)).await, LaunchOutcome::Opened);
    user.platform.inspect(|recorded| {
        use LaunchPhase::{Opened, Opening, Waiting};
        assert_eq!(launch_phases(recorded, &key), [Opening, Waiting, Opening, Opened]);
        assert_eq!(recorded.launches[1].wait_reason, Some(WaitReason::SignIn));
        assert_eq!((recorded.sign_ins_opened, recorded.app_windows.len()), (1, 1));
        assert!(recorded.app_windows[0].cookies.iter().any(|cookie| cookie.name == ".ASPXAUTH"));
        assert_eq!(last_launch(recorded).phase, Opened);
    });
}
