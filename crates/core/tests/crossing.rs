#![allow(clippy::all, clippy::pedantic)]
mod person;
use demo_tenant::{Fault, FaultKind};
use person::{Manner, Person, TurnedClock};
use portico_core::vault::Fault as KeyringFault;
use portico_core::view::*;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{sleep, timeout};

const USER: Manner = Manner::SignsIn("user@acme.test");
const EMPTY: Manner = Manner::SignsIn("empty@acme.test");
fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}
async fn signed_in(person: &Person) {
    let is = |view: &Option<SessionView>| matches!(view, Some(SessionView::SignedIn { renewing: false, .. }));
    person.desk.sees("the signed-in state", |s| is(&s.session) && !s.freshness.refreshing).await;
}
async fn kept(person: &Person, n: usize) {
    while person.keyring.entries().iter().filter(|e| e.ends_with("/m")).count() < n {
        sleep(ms(5)).await;
    }
}
fn accounts(person: &Person) -> Vec<AccountView> {
    person.desk.look(|s| s.accounts.accounts.clone())
}
async fn two(person: &Person) {
    person.signs_in().await;
    kept(person, 1).await;
    person.app.add_account().await;
    person.behaves(EMPTY);
    person.app.enter_tenant(person.tenant.url()).await;
    signed_in(person).await;
    kept(person, 2).await;
}
const LATER: Duration = Duration::from_secs(6 * 3600);

#[tokio::test]
async fn t1_switch_crosses_over() {
    let mut person = Person::new(USER).await;
    let clock = Arc::new(TurnedClock(Mutex::default()));
    person.turns(clock.clone(), USER);
    two(&person).await;
    let both = accounts(&person); // [empty (on screen), user]
    *clock.0.lock().unwrap() = LATER;
    person.controls().advance(LATER);
    person.controls().fail(Fault::once("^/oauth2/token", FaultKind::Slow { millis: 3000 })).unwrap();
    let app = person.app.clone();
    tokio::spawn(async move { app.refresh().await }); // empty renews slowly
    sleep(ms(200)).await;
    person.app.switch_account(&both[1].id).await;
    signed_in(&person).await;
    person.desk.look(|s| assert_eq!(s.apps.apps.len(), 42));
    let (app, id) = (person.app.clone(), both[0].id.clone());
    let late = tokio::spawn(async move { app.switch_account(&id).await });
    sleep(ms(200)).await;
    person.app.switch_account(&both[1].id).await;
    signed_in(&person).await;
    person.desk.look(|s| assert_eq!(s.apps.apps.len(), 42));
    late.await.unwrap();
    sleep(ms(300)).await;
    let current = accounts(&person).into_iter().find(|a| a.current).unwrap();
    let n = person.desk.look(|s| s.apps.apps.len());
    assert_eq!((current.user.name.as_str(), n), ("user@acme.test", 42), "empty@'s list under user@");
}

#[tokio::test]
async fn t2_old_credential_adopted() {
    let mut person = Person::new(USER).await;
    person.signs_in().await;
    kept(&person, 1).await;
    let clock = Arc::new(TurnedClock(Mutex::default()));
    person.turns(clock.clone(), USER);
    person.keyring.blocks(true);
    person.controls().revoke_tokens();
    let app = person.app.clone();
    tokio::spawn(async move { app.wake().await });
    person
        .desk
        .sees("signed out", |s| s.vault.problem.is_some() && matches!(s.session, Some(SessionView::SignedOut { .. })))
        .await;
    person.signs_in().await;
    person.keyring.blocks(false);
    person.desk.sees("keyring ok", |s| s.vault.problem.is_none()).await;
    sleep(ms(200)).await;
    person.app.refresh().await;
    signed_in(&person).await;
    *clock.0.lock().unwrap() = LATER;
    person.controls().advance(LATER);
    person.app.refresh().await;
    assert_eq!(person.problem(), None, "a good session was given up for an old credential");
}

#[tokio::test]
async fn t3_cancel_waits_for_a_list() {
    let person = Person::new(USER).await;
    person.controls().fail(Fault::always("GetUPData", FaultKind::Slow { millis: 30_000 })).unwrap();
    let app = person.app.clone();
    tokio::spawn(async move { app.sign_in(None).await });
    person.desk.sees("in", |s| matches!(s.session, Some(SessionView::SignedIn { .. }))).await;
    person.app.sign_out(false).await;
    let app = person.app.clone();
    tokio::spawn(async move { app.sign_in(None).await });
    person.desk.sees("signing in", |s| matches!(s.session, Some(SessionView::SigningIn { .. }))).await;
    sleep(ms(3000)).await;
    let opened = person.desk.look(|s| s.sign_ins);
    person.app.cancel_sign_in();
    let cancelled =
        timeout(ms(3000), person.desk.sees("out", |s| matches!(s.session, Some(SessionView::SignedOut { .. }))))
            .await
            .is_ok();
    assert_eq!((opened, cancelled), (2, true));
}

#[tokio::test]
async fn t4_forget_leaves_credential() {
    let mut person = Person::new(USER).await;
    person.signs_in().await;
    kept(&person, 1).await;
    let id = accounts(&person)[0].id.clone();
    person.keyring.fails(Some(KeyringFault::Locked));
    person.app.forget_account(&id).await;
    person.keyring.fails(None);
    person.restarts(Manner::Waits);
    person.app.wake().await;
    sleep(ms(1500)).await;
    assert_eq!(person.keyring.entries(), Vec::<String>::new());
}

#[tokio::test]
async fn t5_forget_closes_whose_windows() {
    let person = Person::new(USER).await;
    two(&person).await;
    let both = accounts(&person);
    person.app.forget_account(&both[1].id).await;
    let closed = person.desk.look(|s| s.closed_app_windows.last().cloned()).flatten().map(|id| id.to_string());
    assert_eq!(closed.as_deref(), Some(both[1].id.as_str()), "on screen: {}", both[0].id);
}

#[tokio::test]
async fn t6_renewal_rewrites_after_sign_out() {
    let mut person = Person::with(USER, |app| app.rotation = true).await;
    let clock = Arc::new(TurnedClock(Mutex::default()));
    person.turns(clock.clone(), USER);
    person.signs_in().await;
    kept(&person, 1).await;
    *clock.0.lock().unwrap() = LATER;
    person.controls().advance(LATER);
    person.controls().fail(Fault::once("^/oauth2/token", FaultKind::Slow { millis: 1500 })).unwrap();
    let app = person.app.clone();
    tokio::spawn(async move { app.refresh().await });
    sleep(ms(300)).await;
    person.app.sign_out(false).await;
    sleep(ms(500)).await;
    assert_eq!(person.keyring.entries(), Vec::<String>::new());
}

#[tokio::test]
async fn t7_idle_lock_after_cancelled_renewal() {
    let mut person = Person::new(USER).await;
    let clock = Arc::new(TurnedClock(Mutex::default()));
    person.turns(clock.clone(), USER);
    person.app.save_settings(&SettingsChange::IdleLock(5)).unwrap();
    person.app.wake().await;
    person.signs_in().await;
    kept(&person, 1).await;
    person.behaves(Manner::Waits);
    let app = person.app.clone();
    let j = tokio::spawn(async move { app.sign_in(None).await });
    sleep(Duration::from_secs(33)).await; // the idle task looks and sees a sign-in
    person.app.cancel_sign_in();
    j.await.unwrap();
    signed_in(&person).await;
    *clock.0.lock().unwrap() = Duration::from_secs(3600);
    let locked = timeout(Duration::from_secs(40), async {
        loop {
            if person.desk.look(|s| matches!(s.session, Some(SessionView::Locked { .. }))) {
                break;
            }
            sleep(ms(200)).await
        }
    })
    .await
    .is_ok();
    assert!(locked, "an hour of nobody, and no lock");
}

#[tokio::test]
async fn t9_comment_beside_a_value() {
    let person = Person::new(USER).await;
    let path = person.home.path().join("config/settings.toml");
    std::fs::write(&path, format!("# head\ntheme = \"dark\" # my eyes\n\n# acme, ask Bob\n[[tenant]]\nurl = \"{}\"\nsign_in = \"webview\" # IT said so\n", person.tenant.url())).unwrap();
    let mut person = person;
    person.restarts(USER);
    person.app.save_settings(&SettingsChange::Theme(Theme::Light)).unwrap();
    person.app.sign_in(Some(SignInWay::Browser)).await;
    let text = std::fs::read_to_string(&path).unwrap();
    println!("{text}");
    assert!(text.contains("my eyes") && text.contains("IT said so") && text.contains("webview"));
}

#[tokio::test]
async fn t10_window_stays_when_browser_is_used() {
    let person = Person::new(Manner::Reads).await;
    let app = person.app.clone();
    tokio::spawn(async move { app.sign_in(None).await });
    person.desk.sees("window", |s| s.shown == 1).await;
    person.behaves(Manner::Waits);
    let app = person.app.clone();
    tokio::spawn(async move { app.sign_in(Some(SignInWay::Browser)).await });
    person.desk.sees("browser", |s| s.opened.len() == 1).await;
    sleep(ms(300)).await;
    assert!(person.desk.look(|s| s.closed_sign_ins) > 0, "the sign-in window is still there");
}

#[tokio::test]
async fn t11_cancel_after_tokens() {
    let person = Person::new(USER).await;
    person.controls().fail(Fault::always("whoami", FaultKind::Slow { millis: 2500 })).unwrap();
    let app = person.app.clone();
    let j = tokio::spawn(async move { app.sign_in(None).await });
    while person.controls().count("/security/whoami") == 0 {
        sleep(ms(10)).await;
    }
    person.app.cancel_sign_in();
    j.await.unwrap();
    sleep(ms(1500)).await;
    assert!(matches!(person.desk.look(|s| s.session.clone()), Some(SessionView::SignedOut { .. })));
    assert_eq!(person.controls().count("/oauth2/revoke/Portico"), 2);
}

#[tokio::test]
async fn t12_no_lock_folder() {
    let mut person = Person::new(USER).await;
    let clock = Arc::new(TurnedClock(Mutex::default()));
    person.turns(clock.clone(), USER);
    person.signs_in().await;
    kept(&person, 1).await;
    let locks = person.home.path().join("locks");
    let _ = std::fs::remove_dir_all(&locks);
    std::fs::write(&locks, "x").unwrap();
    *clock.0.lock().unwrap() = LATER;
    person.controls().advance(LATER);
    person.app.refresh().await;
    assert_eq!(person.desk.look(|s| s.freshness.problem.clone()).map(|p| p.code), None);
}

#[tokio::test]
async fn t14_parked_kept_on_retry() {
    let mut person = Person::new(USER).await;
    person.app.wake().await;
    person.keyring.fails(Some(KeyringFault::Absent));
    person.signs_in().await;
    person.app.add_account().await;
    person.behaves(EMPTY);
    person.app.enter_tenant(person.tenant.url()).await;
    signed_in(&person).await;
    person.keyring.fails(None);
    person.app.retry_vault().await;
    sleep(ms(500)).await;
    assert_eq!(person.keyring.entries().iter().filter(|e| e.ends_with("/m")).count(), 2);
    person.restarts(USER);
}

#[tokio::test]
async fn t16_nameless_for_life() {
    let mut person = Person::new(USER).await;
    person.signs_in().await;
    kept(&person, 1).await;
    person.controls().fail(Fault::always("whoami", FaultKind::ServerError { status: 503 })).unwrap();
    person.app.sign_in(None).await;
    signed_in(&person).await; // signs in again
    sleep(ms(300)).await;
    person.controls().clear_faults();
    person.app.refresh().await;
    person.restarts(Manner::Waits);
    person.app.wake().await;
    signed_in(&person).await;
    let names: Vec<_> = accounts(&person).into_iter().map(|a| (a.user.name, a.has_session, a.current)).collect();
    assert_eq!(names, vec![("user@acme.test".to_owned(), true, true)]);
}

#[tokio::test]
async fn t17_renewed_by_another_person() {
    let person = Person::with(USER, |app| app.refresh = false).await;
    person.signs_in().await;
    kept(&person, 1).await;
    // the tenant's own session ended, so the page asks; somebody else answers
    person.controls().end_sessions();
    person.behaves(EMPTY);
    person.app.sign_in(None).await;
    signed_in(&person).await;
    sleep(ms(300)).await;
    println!("{:?}", accounts(&person).iter().map(|a| (a.user.name.clone(), a.has_session)).collect::<Vec<_>>());
    let user = accounts(&person).into_iter().find(|a| a.user.name == "user@acme.test").unwrap();
    assert!(user.has_session);
    person.controls().forget_requests();
    person.controls().fail(Fault::always("GetUPData", FaultKind::Drop)).unwrap();
    person.app.switch_account(&user.id).await;
    sleep(ms(500)).await;
    assert_eq!(person.desk.look(|s| s.apps.apps.len()), 42, "its copy is gone though it has a session");
}

#[tokio::test]
async fn t18_demo_theme_keeps_icons_and_way() {
    let person = Person::new(USER).await;
    person.app.try_demo(portico_core::tenant::TenantUrl::parse(person.tenant.url()).unwrap()).await;
    signed_in(&person).await;
    let before = std::fs::read_to_string(person.home.path().join("config/settings.toml")).unwrap();
    person.app.save_settings(&SettingsChange::SignIn(SignInWay::Browser)).unwrap();
    let id = person.desk.look(|s| s.apps.apps.iter().find_map(|a| a.icon.clone()));
    println!("{id:?}");
    if let Some(id) = id {
        assert!(person.app.icon(&id).await.is_some());
    }
    assert!(!person.files().iter().any(|f| f.to_string_lossy().contains("cache")), "{:?}", person.files());
    assert_eq!(std::fs::read_to_string(person.home.path().join("config/settings.toml")).unwrap(), before);
}

#[tokio::test]
async fn t19_sign_out_everybody_then_in_again() {
    let person = Person::new(USER).await;
    two(&person).await;
    person.controls().fail(Fault::once("revoke", FaultKind::Slow { millis: 4000 })).unwrap();
    let app = person.app.clone();
    let j = tokio::spawn(async move { app.sign_out(true).await });
    person.desk.sees("out", |s| matches!(s.session, Some(SessionView::SignedOut { .. }))).await;
    sleep(ms(300)).await;
    person.signs_in().await;
    kept(&person, 1).await;
    j.await.unwrap();
    sleep(ms(500)).await;
    assert!(!person.keyring.entries().is_empty(), "the goodbye to the old one took the new one's credential");
}

#[tokio::test]
async fn t21_sign_out_unreadable_keyring_says_nothing() {
    let mut person = Person::new(USER).await;
    person.signs_in().await;
    kept(&person, 1).await;
    person.keyring.fails(Some(KeyringFault::Absent));
    person.restarts(Manner::Waits);
    person.app.wake().await;
    person.app.sign_out(false).await;
    let said = person.problem();
    person.keyring.fails(None);
    person.restarts(Manner::Waits);
    person.app.wake().await;
    sleep(ms(800)).await;
    println!(
        "said {said:?} entries {:?} revokes {}",
        person.keyring.entries(),
        person.controls().count("/oauth2/revoke/Portico")
    );
    assert!(said.is_some() || person.controls().count("/oauth2/revoke/Portico") > 0);
}

#[tokio::test]
async fn t23_revoke_503_is_told() {
    let person = Person::new(USER).await;
    person.signs_in().await;
    kept(&person, 1).await;
    person.controls().fail(Fault::always("revoke", FaultKind::ServerError { status: 503 })).unwrap();
    person.controls().fail(Fault::always("Logout", FaultKind::ServerError { status: 503 })).unwrap();
    person.app.sign_out(false).await;
    assert!(person.problem().is_some());
}

#[tokio::test]
async fn t24_wrong_list_and_credential_on_disk() {
    let mut person = Person::new(USER).await;
    let clock = Arc::new(TurnedClock(Mutex::default()));
    person.turns(clock.clone(), USER);
    two(&person).await;
    let both = accounts(&person);
    *clock.0.lock().unwrap() = LATER;
    person.controls().advance(LATER);
    person.controls().fail(Fault::once("^/oauth2/token", FaultKind::Slow { millis: 2500 })).unwrap();
    let app = person.app.clone();
    tokio::spawn(async move { app.refresh().await });
    sleep(ms(200)).await;
    person.app.switch_account(&both[1].id).await;
    signed_in(&person).await;
    let (app, id) = (person.app.clone(), both[0].id.clone());
    let late = tokio::spawn(async move { app.switch_account(&id).await });
    sleep(ms(200)).await;
    person.app.switch_account(&both[1].id).await;
    signed_in(&person).await;
    late.await.unwrap();
    sleep(ms(300)).await;
    person.app.retry_vault().await;
    sleep(ms(300)).await;
    person.turns(clock, Manner::Waits);
    person.app.wake().await;
    signed_in(&person).await;
    let who = accounts(&person).into_iter().find(|a| a.current).unwrap().user.name;
    let n = person.desk.look(|s| s.apps.apps.len());
    assert_eq!((who.as_str(), n), ("user@acme.test", 42), "after a restart");
}

#[tokio::test]
async fn t25_forget_another_ends_the_sign_in_on_screen() {
    let person = Person::new(USER).await;
    two(&person).await;
    let both = accounts(&person);
    person.app.add_account().await;
    person.behaves(Manner::Reads);
    let (app, url) = (person.app.clone(), person.tenant.url().to_owned());
    tokio::spawn(async move { app.enter_tenant(&url).await });
    person.desk.sees("window", |s| s.shown >= 1).await;
    let (closed, all) = person.desk.look(|s| (s.closed_sign_ins, s.closed_app_windows.len()));
    person.app.forget_account(&both[1].id).await;
    let (now, windows) = person.desk.look(|s| (s.closed_sign_ins, s.closed_app_windows[all..].to_vec()));
    println!("app windows closed: {windows:?}");
    assert_eq!(closed, now, "the sign-in window of another was closed");
}

#[tokio::test]
async fn t26_foreign_lookup() {
    // the wake loop with a broken lock folder
    let mut person = Person::new(USER).await;
    let clock = Arc::new(TurnedClock(Mutex::default()));
    person.turns(clock.clone(), USER);
    person.signs_in().await;
    kept(&person, 1).await;
    let locks = person.home.path().join("locks");
    let _ = std::fs::remove_dir_all(&locks);
    std::fs::write(&locks, "x").unwrap();
    *clock.0.lock().unwrap() = LATER;
    person.controls().advance(LATER);
    sleep(Duration::from_secs(3)).await;
    assert!(person.controls().count("/oauth2/token/Portico") > 1);
}
