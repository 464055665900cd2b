//! Sessions that outlive Portico, and several of them side by side.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use crate::person;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{DemoTenant, Fault, FaultKind, Options};
use person::{Manner, Person, TurnedClock};
use portico_core::Launched;
use portico_core::problem::Code;
use portico_core::vault::Fault as KeyringFault;
use portico_core::view::{AccountView, SessionView, SettingsChange};

const USER: Manner = Manner::SignsIn("user@acme.test");
const EMPTY: Manner = Manner::SignsIn("empty@acme.test");

async fn signed_in(person: &Person) {
    let is = |view: &Option<SessionView>| matches!(view, Some(SessionView::SignedIn { renewing: false, .. }));
    person.desk.sees("the signed-in state", |screen| is(&screen.session) && !screen.freshness.refreshing).await;
}

async fn kept(person: &Person) {
    let keyring = person.keyring.clone();
    person.desk.sees("the account", |screen| !screen.accounts.accounts.is_empty()).await;
    while !keyring.entries().iter().any(|entry| entry.ends_with("/m")) {
        tokio::task::yield_now().await;
    }
}

fn accounts(person: &Person) -> Vec<AccountView> {
    person.desk.look(|screen| screen.accounts.accounts.clone())
}

#[tokio::test]
async fn a_restart_asks_nobody() {
    let mut person = Person::new(USER).await;
    person.signs_in().await;
    kept(&person).await;
    person.restarts(Manner::Waits);
    person.desk.look(|screen| assert_eq!(screen.apps.apps.len(), 42, "from the copy, before anything else"));
    person.controls().forget_requests();
    person.app.wake().await;
    signed_in(&person).await;
    assert_eq!(person.controls().count("/UPRest/GetUPData"), 1);
    assert_eq!(person.controls().count("/oauth2/token/Portico"), 0, "the token still lives");
    person.desk.look(|screen| {
        assert_eq!((screen.sign_ins, screen.freshness.from_copy), (0, false));
        assert!(screen.sessions.iter().any(|view| matches!(view, SessionView::Restoring { .. })));
    });
}

#[tokio::test]
async fn a_restart_after_the_token_ended_renews_it() {
    let mut person = Person::with(USER, |app| app.rotation = true).await;
    person.signs_in().await;
    kept(&person).await;
    person.controls().advance(Duration::from_secs(6 * 3600));
    person.turns(Arc::new(TurnedClock(Mutex::new(Duration::from_secs(6 * 3600)))), Manner::Waits);
    person.controls().forget_requests();
    person.app.wake().await;
    signed_in(&person).await;
    assert_eq!(person.controls().count("/oauth2/token/Portico"), 1);
}

#[tokio::test]
async fn a_restart_offline_keeps_the_session_and_heals() {
    let mut person = Person::new(USER).await;
    person.signs_in().await;
    kept(&person).await;
    person.restarts(Manner::Waits);
    person.controls().fail(Fault::always("GetUPData", FaultKind::Drop)).unwrap();
    person.app.wake().await;
    person.desk.sees("the problem", |screen| screen.freshness.problem.is_some()).await;
    person.desk.look(|screen| {
        assert!(matches!(screen.session, Some(SessionView::SignedIn { .. })));
        assert_eq!(screen.apps.apps.len(), 42);
    });
    person.controls().clear_faults();
    person.desk.sees("it heal", |screen| screen.freshness.problem.is_none() && !screen.freshness.from_copy).await;
}

#[tokio::test]
async fn no_keyring_costs_the_restart_and_nothing_else() {
    let mut person = Person::new(USER).await;
    person.app.wake().await;
    person.keyring.fails(Some(KeyringFault::Absent));
    person.signs_in().await;
    person.desk.sees("the banner", |screen| code(&screen.vault.problem) == Some(Code::KeyringAbsent)).await;
    person.app.refresh().await;
    person.desk.look(|screen| assert_eq!(screen.freshness.problem, None));
    // It comes, and Retry keeps what could not be kept.
    person.keyring.fails(None);
    person.app.retry_vault().await;
    person.desk.look(|screen| assert_eq!((screen.vault.problem.clone(), screen.vault.busy), (None, false)));
    kept(&person).await;
    person.restarts(Manner::Waits);
    person.app.wake().await;
    signed_in(&person).await;
}

fn code(problem: &Option<portico_core::problem::Problem>) -> Option<Code> {
    problem.as_ref().map(|problem| problem.code)
}

#[tokio::test]
async fn a_keyring_that_comes_late_gives_the_session_on_retry() {
    for fault in [KeyringFault::Absent, KeyringFault::Locked, KeyringFault::Denied] {
        let mut person = Person::new(USER).await;
        person.signs_in().await;
        kept(&person).await;
        person.keyring.fails(Some(fault));
        person.restarts(Manner::Waits);
        person.app.wake().await;
        person.desk.sees("the banner", |screen| screen.vault.problem.is_some()).await;
        person.desk.look(|screen| {
            assert!(matches!(screen.session, Some(SessionView::SignedOut { problem: None, .. })));
            assert_eq!(screen.apps.apps.len(), 42);
        });
        person.keyring.fails(None);
        person.app.retry_vault().await;
        signed_in(&person).await;
        person.desk.look(|screen| assert_eq!((screen.vault.problem.clone(), screen.sign_ins), (None, 0)));
    }
}

#[tokio::test]
async fn a_damaged_entry_is_a_sign_out_and_no_more() {
    let damages: [fn(&str, &mut Vec<u8>); 4] = [
        |_, value| value.clear(),
        |_, value| *value = vec![0xff; value.len()],
        |entry, value| {
            if !entry.ends_with("/m") {
                value.truncate(value.len() / 2);
            }
        },
        |entry, value| {
            if !entry.ends_with("/m") {
                *value = b"bm8=".to_vec();
            }
        },
    ];
    for damage in damages {
        let mut person = Person::new(USER).await;
        person.signs_in().await;
        kept(&person).await;
        person.keyring.damage(damage);
        person.restarts(USER);
        person.app.wake().await;
        person.desk.look(|screen| {
            assert!(matches!(screen.session, Some(SessionView::SignedOut { problem: None, .. })));
            assert_eq!((screen.vault.problem.clone(), screen.apps.apps.len()), (None, 42));
        });
        person.signs_in().await;
    }
}

#[tokio::test]
async fn signing_out_leaves_nothing_to_come_back_to() {
    let mut person = Person::new(USER).await;
    person.signs_in().await;
    kept(&person).await;
    person.app.sign_out(false).await;
    assert_eq!(person.keyring.entries(), Vec::<String>::new());
    person.restarts(Manner::Waits);
    person.app.wake().await;
    person.desk.look(|screen| assert!(matches!(screen.session, Some(SessionView::SignedOut { .. }))));
    assert_eq!(accounts(&person).len(), 1, "the account is still in the menu");
}

#[tokio::test]
async fn a_sign_out_holds_even_when_the_keyring_did_not_hear_of_it() {
    let mut person = Person::new(USER).await;
    person.signs_in().await;
    kept(&person).await;
    person.keyring.fails(Some(KeyringFault::Locked));
    person.app.sign_out(false).await;
    person.keyring.fails(None);
    person.restarts(Manner::Waits);
    person.app.wake().await;
    person.desk.look(|screen| assert!(matches!(screen.session, Some(SessionView::SignedOut { .. }))));
    while !person.keyring.entries().is_empty() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn signing_out_offline_says_what_it_could_not_do() {
    let person = Person::new(USER).await;
    person.signs_in().await;
    kept(&person).await;
    person.controls().fail(Fault::always("revoke", FaultKind::Drop)).unwrap();
    person.app.sign_out(false).await;
    assert_eq!(person.problem(), Some(Code::SessionNotRevoked));
    assert_eq!(person.keyring.entries(), Vec::<String>::new());
    assert!(!person.files().iter().any(|file| file.ends_with("apps.json")));
    person.controls().clear_faults();
    person.signs_in().await;
}

#[tokio::test]
async fn two_people_at_one_tenant() {
    let mut person = Person::new(USER).await;
    person.signs_in().await;
    kept(&person).await;
    person.app.add_account().await;
    person.desk.look(|screen| {
        assert!(matches!(screen.session, Some(SessionView::FirstRun { can_go_back: true, .. })));
        assert!(screen.apps.apps.is_empty());
    });
    person.behaves(EMPTY);
    person.app.enter_tenant(person.tenant.url()).await;
    signed_in(&person).await;
    person.desk.look(|screen| assert!(screen.apps.apps.is_empty() && screen.freshness.loaded));
    let both = accounts(&person);
    assert_eq!(
        both.iter().map(|account| account.user.name.as_str()).collect::<Vec<_>>(),
        ["empty@acme.test", "user@acme.test"]
    );
    assert!(both.iter().all(|account| account.has_session) && both[0].current && !both[1].current);
    // Back at once: the session was only put aside.
    person.controls().forget_requests();
    person.app.switch_account(&both[1].id).await;
    person.desk.look(|screen| assert_eq!((screen.apps.apps.len(), screen.sign_ins), (42, 2)));
    assert_eq!(person.controls().count("/oauth2/token/Portico"), 0);
    // And after a restart from the keyring, the last one first.
    person.restarts(Manner::Waits);
    person.app.wake().await;
    signed_in(&person).await;
    person.desk.look(|screen| assert_eq!(screen.apps.apps.len(), 42));
    person.app.switch_account(&both[0].id).await;
    signed_in(&person).await;
    person.desk.look(|screen| assert_eq!((screen.apps.apps.len(), screen.sign_ins), (0, 0)));
}

#[tokio::test]
async fn two_companies_share_nothing() {
    let mut person = Person::new(USER).await;
    let other = DemoTenant::start(Options::default()).await;
    person.signs_in().await;
    kept(&person).await;
    person.app.add_account().await;
    person.app.enter_tenant(other.url()).await;
    signed_in(&person).await;
    let both = accounts(&person);
    assert_ne!(both[0].tenant.host, both[1].tenant.host);
    let mut icons: Vec<String> = Vec::new();
    for round in 0..4 {
        person.app.switch_account(&both[(round + 1) % 2].id).await;
        signed_in(&person).await;
        let first = |screen: &person::Screen| screen.apps.apps.iter().find_map(|app| app.icon.clone());
        let icon: String = person.desk.look(first).unwrap();
        // The other company has the very same icon, under another name that opens nothing here.
        for other in icons.iter().filter(|other| **other != icon) {
            assert!(person.app.icon(other).await.is_none(), "an icon of the other account");
        }
        assert!(person.app.icon(&icon).await.is_some());
        icons.push(icon);
    }
    icons.sort();
    icons.dedup();
    assert_eq!(icons.len(), 2);
    let mut bearers = Vec::new();
    for tenant in [&person.tenant, &other] {
        let requests = tenant.controls().requests();
        bearers
            .push(requests.iter().filter_map(|request| request.form.get("refresh_token").cloned()).collect::<Vec<_>>());
        assert!(!requests.iter().any(|request| request.status == 401), "a token went to the wrong tenant");
    }
    // Two folders of lists, and two entries in the keyring.
    let copies = person.files().into_iter().filter(|file| file.ends_with("apps.json")).count();
    let manifests = person.keyring.entries().into_iter().filter(|entry| entry.ends_with("/m")).count();
    assert_eq!((copies, manifests), (2, 2));
    // Leaving all of them leaves nothing, whichever is on screen.
    person.app.sign_out(true).await;
    assert_eq!(person.keyring.entries(), Vec::<String>::new());
    assert!(!person.files().iter().any(|file| file.ends_with("apps.json")));
    for tenant in [&person.tenant, &other] {
        assert_eq!(tenant.controls().count("/oauth2/revoke/Portico"), 2);
    }
    person.restarts(Manner::Waits);
    person.app.wake().await;
    person.desk.look(|screen| assert!(matches!(screen.session, Some(SessionView::SignedOut { .. }))));
}

#[tokio::test]
async fn a_forgotten_account_never_was() {
    let mut person = Person::new(USER).await;
    person.writes_nothing_but_the_address(USER);
    person.signs_in().await;
    kept(&person).await;
    let id = accounts(&person)[0].id.clone();
    person.app.forget_account(&id).await;
    person.desk.look(|screen| {
        assert!(screen.accounts.accounts.is_empty() && screen.apps.apps.is_empty());
        assert!(matches!(screen.session, Some(SessionView::FirstRun { can_go_back: false, .. })));
    });
    assert_eq!(person.keyring.entries(), Vec::<String>::new());
    for file in person.files() {
        let text = std::fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&text);
        assert!(!text.contains("acme.test") && !text.contains(person.tenant.url()), "{}: {text}", file.display());
        assert!(!file.to_string_lossy().contains(&id), "{}", file.display());
    }
}

#[tokio::test]
async fn a_lock_empties_the_memory_and_the_keyring_opens_it() {
    let person = Person::new(USER).await;
    person.app.wake().await;
    person.signs_in().await;
    kept(&person).await;
    person.app.lock();
    person.desk.look(|screen| {
        assert!(matches!(screen.session, Some(SessionView::Locked { .. })));
        assert!(screen.apps.apps.is_empty() && !screen.freshness.loaded);
        assert_eq!(screen.closed_app_windows.last(), Some(&None));
    });
    assert_eq!(person.app.search("a").total, 0);
    person.controls().forget_requests();
    person.app.refresh().await;
    person.app.sign_in(None).await;
    assert_eq!(person.controls().requests().len(), 0, "nothing is sent while it is locked");
    person.app.unlock().await;
    signed_in(&person).await;
    person.desk.look(|screen| assert_eq!((screen.apps.apps.len(), screen.sign_ins), (42, 1)));
}

#[tokio::test]
async fn nobody_there_for_long_enough() {
    let mut person = Person::new(USER).await;
    let clock = Arc::new(TurnedClock(Mutex::default()));
    person.turns(clock.clone(), USER);
    person.app.wake().await;
    person.signs_in().await;
    kept(&person).await;
    *clock.0.lock().unwrap() = Duration::from_secs(6 * 60);
    person.app.save_settings(&SettingsChange::IdleLock(5)).unwrap();
    person.desk.sees("the lock", |screen| matches!(screen.session, Some(SessionView::Locked { .. }))).await;
    person.app.unlock().await;
    signed_in(&person).await;
}

#[tokio::test]
async fn an_app_that_was_clicked_too_early_opens_after_the_session_is_there() {
    let mut person = Person::new(USER).await;
    person.signs_in().await;
    kept(&person).await;
    person.keyring.fails(Some(KeyringFault::Absent));
    person.restarts(USER);
    let key = person.desk.look(|screen| screen.apps.apps[0].key.clone());
    person.app.wake().await;
    person.app.open_app(&key, Some(portico_core::view::Place::Window)).await;
    person.desk.sees("the app", |screen| screen.app_windows.len() == 1).await;
    person.desk.look(|screen| assert!(!screen.app_windows[0].cookies.is_empty()));
}

#[tokio::test]
async fn the_windows_of_a_demo_go_with_it_and_no_others() {
    let person = Person::new(USER).await;
    let demo = DemoTenant::start(Options::default()).await;
    person.signs_in().await;
    kept(&person).await;
    // Another app each time: the same one twice in a second would be one click.
    let open = async |person: &Person| {
        let key = person.desk.look(|screen| screen.apps.apps[screen.app_windows.len()].key.clone());
        let before = person.desk.look(|screen| screen.app_windows.len());
        person.app.open_app(&key, Some(portico_core::view::Place::Window)).await;
        person.desk.sees("the app", |screen| screen.app_windows.len() > before).await;
        person.desk.look(|screen| screen.app_windows[before].account.clone())
    };
    let own = open(&person).await;
    assert_eq!(own.map(|id| id.to_string()), Some(accounts(&person)[0].id.clone()));
    person.app.add_account().await;
    person.app.try_demo(portico_core::tenant::TenantUrl::parse(demo.url()).unwrap()).await;
    signed_in(&person).await;
    person.desk.sees("the list", |screen| !screen.apps.apps.is_empty()).await;
    assert_eq!(open(&person).await, None);
    let closed = person.desk.look(|screen| screen.closed_app_windows.len());
    person.app.sign_out(false).await;
    person.desk.look(|screen| assert_eq!(screen.closed_app_windows[closed..], [None]));
}

#[tokio::test]
async fn a_window_of_somebody_who_is_not_on_screen_still_leads_to_the_browser() {
    let clock = Arc::new(TurnedClock(Mutex::default()));
    let mut person = Person::new(USER).await;
    person.turns(clock.clone(), USER);
    person.signs_in().await;
    kept(&person).await;
    let key = person.desk.look(|screen| screen.apps.apps[0].key.clone());
    person.app.open_app(&key, Some(portico_core::view::Place::Window)).await;
    person.desk.sees("the app", |screen| screen.app_windows.len() == 1).await;
    let beside = person.desk.look(|screen| screen.app_windows[0].beside());
    let browser = |person: &Person| person.desk.look(|screen| screen.opened.clone());
    // While its person is there, it is a click on the app.
    *clock.0.lock().unwrap() += Duration::from_secs(2);
    assert_eq!(person.app.open_beside(&beside).await, Launched::Opened);
    assert_eq!(browser(&person), std::slice::from_ref(&beside.address));

    let demo = DemoTenant::start(Options::default()).await;
    person.app.add_account().await;
    person.app.try_demo(portico_core::tenant::TenantUrl::parse(demo.url()).unwrap()).await;
    signed_in(&person).await;
    person.desk.sees("the list", |screen| !screen.apps.apps.is_empty()).await;
    *clock.0.lock().unwrap() += Duration::from_secs(2);
    for _ in 0..2 {
        assert_eq!(person.app.open_beside(&beside).await, Launched::Opened);
    }
    let opened = browser(&person);
    assert_eq!(opened, [&beside.address, &beside.address].map(Clone::clone), "once, and at its own tenant");
    assert!(beside.address.as_str().starts_with(person.tenant.url()), "{}", beside.address);
}
