//! Several accounts side by side, and a demo beside them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{DemoTenant, Options};
use portico_core::LaunchOutcome;
use portico_core::storage::keyring::KeyringError as KeyringFault;
use portico_core::view::SessionView;

use super::{USER, USER_WITHOUT_APPS, accounts, wait_for_signed_in, wait_for_stored_credential};
use crate::support::{OffsetClock, SignInBehavior, TestUser};

#[tokio::test]
async fn two_accounts_of_one_tenant_switch_without_sign_in() {
    let mut user = TestUser::new(USER).await;
    user.sign_in().await;
    wait_for_stored_credential(&user).await;
    user.app.add_account().await;
    user.platform.inspect(|recorded| {
        assert!(matches!(recorded.session, Some(SessionView::FirstRun { can_go_back: true, .. })));
        assert!(recorded.apps.apps.is_empty());
    });
    user.set_behavior(USER_WITHOUT_APPS);
    user.app.enter_tenant(user.tenant.url()).await;
    wait_for_signed_in(&user).await;
    user.platform.inspect(|recorded| assert!(recorded.apps.apps.is_empty() && recorded.freshness.loaded));
    let accounts = accounts(&user);
    assert_eq!(
        accounts.iter().map(|account| account.user.name.as_str()).collect::<Vec<_>>(),
        ["empty@acme.test", "user@acme.test"]
    );
    assert!(accounts.iter().all(|account| account.has_session) && accounts[0].current && !accounts[1].current);
    // Back at once: the session was only put aside.
    user.controls().forget_requests();
    user.app.switch_account(&accounts[1].id).await;
    user.platform.inspect(|recorded| assert_eq!((recorded.apps.apps.len(), recorded.sign_ins_opened), (42, 2)));
    assert_eq!(user.controls().count("/oauth2/token/Portico"), 0);
    // And after a restart from the keyring, the last one first.
    user.restart(SignInBehavior::NeverLoad);
    user.app.run_startup_tasks().await;
    wait_for_signed_in(&user).await;
    user.platform.inspect(|recorded| assert_eq!(recorded.apps.apps.len(), 42));
    user.app.switch_account(&accounts[0].id).await;
    wait_for_signed_in(&user).await;
    user.platform.inspect(|recorded| assert_eq!((recorded.apps.apps.len(), recorded.sign_ins_opened), (0, 0)));
}

#[tokio::test]
async fn accounts_of_two_tenants_share_no_icons_tokens_or_files() {
    let mut user = TestUser::new(USER).await;
    let other = DemoTenant::start(Options::default()).await;
    user.sign_in().await;
    wait_for_stored_credential(&user).await;
    user.app.add_account().await;
    user.app.enter_tenant(other.url()).await;
    wait_for_signed_in(&user).await;
    let accounts = accounts(&user);
    assert_ne!(accounts[0].tenant.host, accounts[1].tenant.host);
    let mut icons: Vec<String> = Vec::new();
    for round in 0..4 {
        user.app.switch_account(&accounts[(round + 1) % 2].id).await;
        wait_for_signed_in(&user).await;
        let first_icon =
            |recorded: &crate::support::Recorded| recorded.apps.apps.iter().find_map(|app| app.icon.clone());
        let icon: String = user.platform.inspect(first_icon).unwrap();
        // The other company has the very same icon, under another name that opens nothing here.
        for other in icons.iter().filter(|other| **other != icon) {
            assert!(user.app.icon(other).await.is_none(), "an icon of the other account");
        }
        assert!(user.app.icon(&icon).await.is_some());
        icons.push(icon);
    }
    icons.sort();
    icons.dedup();
    assert_eq!(icons.len(), 2);
    let mut bearers = Vec::new();
    for tenant in [&user.tenant, &other] {
        let requests = tenant.controls().requests();
        bearers
            .push(requests.iter().filter_map(|request| request.form.get("refresh_token").cloned()).collect::<Vec<_>>());
        assert!(!requests.iter().any(|request| request.status == 401), "a token went to the wrong tenant");
    }
    // Two folders of lists, and two entries in the keyring.
    let copies = user.files().into_iter().filter(|file| file.ends_with("apps.json")).count();
    let manifests = user.keyring.entry_names().into_iter().filter(|entry| entry.ends_with("/m")).count();
    assert_eq!((copies, manifests), (2, 2));
    // Leaving all of them leaves nothing, whichever is on screen.
    user.app.sign_out(true).await;
    assert_eq!(user.keyring.entry_names(), Vec::<String>::new());
    assert!(!user.files().iter().any(|file| file.ends_with("apps.json")));
    for tenant in [&user.tenant, &other] {
        assert_eq!(tenant.controls().count("/oauth2/revoke/Portico"), 2);
    }
    user.restart(SignInBehavior::NeverLoad);
    user.app.run_startup_tasks().await;
    user.platform.inspect(|recorded| assert!(matches!(recorded.session, Some(SessionView::SignedOut { .. }))));
}

#[tokio::test]
async fn app_clicked_without_keyring_opens_after_sign_in() {
    let mut user = TestUser::new(USER).await;
    user.sign_in().await;
    wait_for_stored_credential(&user).await;
    user.keyring.set_error(Some(KeyringFault::Absent));
    user.restart(USER);
    let key = user.platform.inspect(|recorded| recorded.apps.apps[0].key.clone());
    user.app.run_startup_tasks().await;
    user.app.open_app(&key, Some(portico_core::view::Target::Window)).await;
    user.platform.wait_for("the app", |recorded| recorded.app_windows.len() == 1).await;
    user.platform.inspect(|recorded| assert!(!recorded.app_windows[0].cookies.is_empty()));
}

#[tokio::test]
async fn sign_out_of_demo_closes_only_its_windows() {
    let user = TestUser::new(USER).await;
    let demo = DemoTenant::start(Options::default()).await;
    user.sign_in().await;
    wait_for_stored_credential(&user).await;
    // Another app each time: the same one twice in a second would be one click.
    let open_app = async |user: &TestUser| {
        let key = user.platform.inspect(|recorded| recorded.apps.apps[recorded.app_windows.len()].key.clone());
        let before = user.platform.inspect(|recorded| recorded.app_windows.len());
        user.app.open_app(&key, Some(portico_core::view::Target::Window)).await;
        user.platform.wait_for("the app", |recorded| recorded.app_windows.len() > before).await;
        user.platform.inspect(|recorded| recorded.app_windows[before].account.clone())
    };
    let account = open_app(&user).await;
    assert_eq!(account.map(|id| id.to_string()), Some(accounts(&user)[0].id.clone()));
    user.app.add_account().await;
    user.app.try_demo(portico_core::tenant::url::TenantUrl::parse(demo.url()).unwrap()).await;
    wait_for_signed_in(&user).await;
    user.platform.wait_for("the list", |recorded| !recorded.apps.apps.is_empty()).await;
    assert_eq!(open_app(&user).await, None);
    let closed_before = user.platform.inspect(|recorded| recorded.closed_app_windows.len());
    user.app.sign_out(false).await;
    user.platform.inspect(|recorded| assert_eq!(recorded.closed_app_windows[closed_before..], [None]));
}

#[tokio::test]
async fn window_of_inactive_account_opens_browser_at_its_own_tenant() {
    let clock = Arc::new(OffsetClock(Mutex::default()));
    let mut user = TestUser::new(USER).await;
    user.restart_with_clock(clock.clone(), USER);
    user.sign_in().await;
    wait_for_stored_credential(&user).await;
    let key = user.platform.inspect(|recorded| recorded.apps.apps[0].key.clone());
    user.app.open_app(&key, Some(portico_core::view::Target::Window)).await;
    user.platform.wait_for("the app", |recorded| recorded.app_windows.len() == 1).await;
    let handoff = user.platform.inspect(|recorded| recorded.app_windows[0].browser_handoff());
    let read_opened_urls = |user: &TestUser| user.platform.inspect(|recorded| recorded.opened_urls.clone());
    // While its person is there, it is a click on the app.
    *clock.0.lock().unwrap() += Duration::from_secs(2);
    assert_eq!(user.app.open_in_browser(&handoff).await, LaunchOutcome::Opened);
    assert_eq!(read_opened_urls(&user), std::slice::from_ref(&handoff.url));

    let demo = DemoTenant::start(Options::default()).await;
    user.app.add_account().await;
    user.app.try_demo(portico_core::tenant::url::TenantUrl::parse(demo.url()).unwrap()).await;
    wait_for_signed_in(&user).await;
    user.platform.wait_for("the list", |recorded| !recorded.apps.apps.is_empty()).await;
    *clock.0.lock().unwrap() += Duration::from_secs(2);
    for _ in 0..2 {
        assert_eq!(user.app.open_in_browser(&handoff).await, LaunchOutcome::Opened);
    }
    let opened_urls = read_opened_urls(&user);
    assert_eq!(opened_urls, [&handoff.url, &handoff.url].map(Clone::clone), "once, and at its own tenant");
    assert!(handoff.url.as_str().starts_with(user.tenant.url()), "{}", handoff.url);
}
