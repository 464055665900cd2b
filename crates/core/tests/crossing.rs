//! What is under way for one account while something else happens to it or to another: whoever comes
//! late changes nothing that is not theirs any more.
#![allow(clippy::unwrap_used, reason = "a failing step ends the test")]

use crate::person;

use std::future::Future;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{ClientIdType, Fault, FaultKind};
use person::{Manner, Person, TurnedClock};
use portico_core::App;
use portico_core::problem::Code;
use portico_core::tenant::TenantUrl;
use portico_core::vault::Fault as KeyringFault;
use portico_core::view::{AccountView, Place, SessionView, SettingsChange, SignInWay, Theme, Update};
use secrecy::ExposeSecret;
use tokio::task::JoinHandle;

const USER: Manner = Manner::SignsIn("user@acme.test");
const EMPTY: Manner = Manner::SignsIn("empty@acme.test");
const TOKEN: &str = "/oauth2/token/Portico";
const REVOKE: &str = "/oauth2/revoke/Portico";
/// After it each token has ended.
const LATER: Duration = Duration::from_hours(6);
/// How often the core looks at the clock by itself.
const LOOK: Duration = Duration::from_secs(30);

/// Waits for what no view tells.
async fn until(what: &str, there: impl Fn() -> bool) {
    let seen = async {
        while !there() {
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(20), seen).await.is_ok(), "never: {what}");
}

async fn signed_in(person: &Person) {
    let is = |view: &Option<SessionView>| matches!(view, Some(SessionView::SignedIn { renewing: false, .. }));
    person.desk.sees("the signed-in state", |screen| is(&screen.session) && !screen.freshness.refreshing).await;
}

async fn signed_out(person: &Person) {
    person.desk.sees("the way in", |screen| matches!(screen.session, Some(SessionView::SignedOut { .. }))).await;
}

fn accounts(person: &Person) -> Vec<AccountView> {
    person.desk.look(|screen| screen.accounts.accounts.clone())
}

/// Who is on screen, and how many apps.
fn on_screen(person: &Person) -> (String, usize) {
    let who = accounts(person).into_iter().find(|account| account.current).map(|account| account.user.name);
    (who.unwrap_or_default(), person.desk.look(|screen| screen.apps.apps.len()))
}

async fn credential(person: &Person, id: &str) -> Option<Vec<u8>> {
    person.keyring.vault().read(id).await.unwrap().map(|bytes| bytes.expose_secret().to_vec())
}

/// Waits until the keyring holds another credential of that account than `before`.
async fn kept_after(person: &Person, id: &str, before: Option<Vec<u8>>) {
    let kept = async {
        loop {
            let now = credential(person, id).await;
            if now.is_some() && now != before {
                return;
            }
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(20), kept).await.is_ok(), "never kept");
}

/// Signs in; the account's id.
async fn signs_in(person: &Person) -> String {
    person.signs_in().await;
    let id = accounts(person)[0].id.clone();
    kept_after(person, &id, None).await;
    id
}

/// Signs in as user@ and then as empty@, who is on screen; their ids.
async fn two(person: &Person) -> (String, String) {
    let user = signs_in(person).await;
    adds(person, EMPTY).await;
    let empty = accounts(person)[0].id.clone();
    kept_after(person, &empty, None).await;
    (user, empty)
}

async fn adds(person: &Person, manner: Manner) {
    person.app.add_account().await;
    person.behaves(manner);
    person.app.enter_tenant(person.tenant.url()).await;
    signed_in(person).await;
}

fn goes_on<F: Future<Output = ()> + Send + 'static>(
    person: &Person,
    act: impl FnOnce(Arc<App>) -> F,
) -> JoinHandle<()> {
    tokio::spawn(act(person.app.clone()))
}

/// A person whose clock the test turns.
async fn with_clock() -> (Person, Arc<TurnedClock>) {
    let mut person = Person::with(USER, |app| app.rotation = true).await;
    let clock = Arc::new(TurnedClock(Mutex::default()));
    person.turns(clock.clone(), USER);
    (person, clock)
}

fn turn(person: &Person, clock: &TurnedClock) {
    *clock.0.lock().unwrap() += LATER;
    person.controls().advance(LATER);
}

/// The next request there gets no answer before `clear_faults`.
fn hold(person: &Person, path: &str) {
    person.controls().fail(Fault::once(path, FaultKind::Held)).unwrap();
}

fn fail(person: &Person, path: &str, kind: FaultKind) {
    person.controls().fail(Fault::always(path, kind)).unwrap();
}

async fn asked(person: &Person, path: &str, times: u64) {
    until(path, || person.controls().count(path) >= times).await;
}

/// A renewal that began, and that the tenant does not answer yet.
async fn slow_renewal(person: &Person, clock: &TurnedClock) -> JoinHandle<()> {
    turn(person, clock);
    person.controls().forget_requests();
    hold(person, "^/oauth2/token");
    let renewal = goes_on(person, |app| async move { app.refresh().await });
    asked(person, TOKEN, 1).await;
    renewal
}

#[tokio::test]
async fn a_slow_switch_puts_nobody_on_anothers_seat() {
    let (mut person, clock) = with_clock().await;
    let (user, empty) = two(&person).await;
    let _renewal = slow_renewal(&person, &clock).await;
    person.app.switch_account(&user).await;
    signed_in(&person).await;
    let late = goes_on(&person, |app| async move { app.switch_account(&empty).await });
    person.desk.sees("empty@", |screen| screen.accounts.accounts[0].user.name == "empty@acme.test").await;
    person.app.switch_account(&user).await;
    signed_in(&person).await;
    person.controls().clear_faults();
    late.await.unwrap();
    signed_in(&person).await;
    assert_eq!(on_screen(&person), ("user@acme.test".to_owned(), 42));
    person.app.retry_vault().await;
    person.turns(clock, Manner::Waits);
    person.app.wake().await;
    signed_in(&person).await;
    assert_eq!(on_screen(&person), ("user@acme.test".to_owned(), 42), "after a restart");
}

#[tokio::test]
async fn what_was_kept_before_is_not_taken_for_what_is_used() {
    let (mut person, clock) = with_clock().await;
    signs_in(&person).await;
    person.turns(clock.clone(), USER);
    person.keyring.blocks(true);
    person.controls().revoke_tokens();
    tokio::time::pause();
    drop(goes_on(&person, |app| async move { app.wake().await }));
    person.desk.sees("the keyring's trouble", |screen| screen.vault.problem.is_some()).await;
    tokio::time::resume();
    signed_out(&person).await;
    person.signs_in().await;
    person.keyring.blocks(false);
    person.desk.sees("the keyring well", |screen| screen.vault.problem.is_none()).await;
    turn(&person, &clock);
    person.app.refresh().await;
    assert_eq!(person.problem(), None, "a good session was given up for an old credential");
    signed_in(&person).await;
}

#[tokio::test]
async fn a_cancel_is_heard_while_the_list_of_an_earlier_session_is_awaited() {
    let person = Person::new(USER).await;
    fail(&person, "GetUPData", FaultKind::Held);
    drop(goes_on(&person, |app| async move { app.sign_in(None).await }));
    asked(&person, "/UPRest/GetUPData", 1).await;
    person.desk.sees("the session", |screen| matches!(screen.session, Some(SessionView::SignedIn { .. }))).await;
    person.app.sign_out(false).await;
    person.behaves(Manner::Reads);
    drop(goes_on(&person, |app| async move { app.sign_in(None).await }));
    person.desk.sees("the second window", |screen| screen.sign_ins == 2).await;
    person.app.cancel_sign_in();
    signed_out(&person).await;
}

#[tokio::test]
async fn what_the_keyring_held_of_a_forgotten_account_goes_when_it_opens() {
    let mut person = Person::new(USER).await;
    let id = signs_in(&person).await;
    person.keyring.fails(Some(KeyringFault::Locked));
    person.app.forget_account(&id).await;
    assert!(accounts(&person).is_empty());
    person.keyring.fails(None);
    person.restarts(Manner::Waits);
    person.app.wake().await;
    until("an empty keyring", || person.keyring.entries().is_empty()).await;
}

#[tokio::test]
async fn forgetting_closes_the_windows_of_whom_is_forgotten() {
    let person = Person::new(USER).await;
    let (user, _) = two(&person).await;
    person.app.forget_account(&user).await;
    let closed = person.desk.look(|screen| screen.closed_app_windows.last().cloned()).flatten();
    assert_eq!(closed.map(|id| id.to_string()), Some(user));
}

#[tokio::test]
async fn a_renewal_on_its_way_brings_nothing_back_after_a_sign_out() {
    let (person, clock) = with_clock().await;
    signs_in(&person).await;
    let renewal = slow_renewal(&person, &clock).await;
    let leaving = goes_on(&person, |app| async move { app.sign_out(false).await });
    until("an empty keyring", || person.keyring.entries().is_empty()).await;
    person.controls().clear_faults();
    renewal.await.unwrap();
    leaving.await.unwrap();
    assert_eq!(person.keyring.entries(), Vec::<String>::new());
    assert_eq!(person.controls().count(REVOKE), 2, "what it brought was given back");
}

#[tokio::test]
async fn nobody_there_is_noticed_after_a_renewal_that_was_called_off() {
    let (person, clock) = with_clock().await;
    person.app.wake().await;
    signs_in(&person).await;
    person.behaves(Manner::Waits);
    let renewal = goes_on(&person, |app| async move { app.sign_in(None).await });
    person.desk.sees("the window", |screen| screen.sign_ins == 2).await;
    // It is looked whether somebody is there, while the renewal is under way.
    person.app.save_settings(&SettingsChange::IdleLock(5)).unwrap();
    tokio::task::yield_now().await;
    person.app.cancel_sign_in();
    renewal.await.unwrap();
    signed_in(&person).await;
    *clock.0.lock().unwrap() += Duration::from_hours(1);
    passes(LOOK).await;
    person.desk.sees("the lock", |screen| matches!(screen.session, Some(SessionView::Locked { .. }))).await;
}

/// Lets the timers of so long a time go off.
async fn passes(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

#[tokio::test]
async fn what_a_person_wrote_into_the_settings_stays() {
    let mut person = Person::new(USER).await;
    let text = format!(
        "# head\ntheme = \"dark\" # my eyes\n\n# acme, ask Bob\n[[tenant]]\nurl = \"{}\"\nsign_in = \"webview\" # IT said so\n",
        person.tenant.url()
    );
    std::fs::write(person.home.path().join("config/settings.toml"), &text).unwrap();
    person.restarts(USER);
    person.app.save_settings(&SettingsChange::Theme(Theme::Light)).unwrap();
    person.app.sign_in(Some(SignInWay::Portal)).await;
    signed_in(&person).await;
    assert_eq!(person.settings_text(), text.replace("dark", "light"));
}

#[tokio::test]
async fn the_window_goes_when_the_browser_takes_over() {
    // One that nothing holds now.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let redirect = format!("http://127.0.0.1:{port}/signed-in");
    let mut person = Person::with(Manner::Reads, |app| app.redirects.push(redirect.clone())).await;
    person.writes(&format!("redirect_uri = \"{redirect}\"\nsign_in = \"browser\"\n"), Manner::Reads);
    drop(goes_on(&person, |app| async move { app.sign_in(Some(SignInWay::Portal)).await }));
    person.desk.sees("the window", |screen| screen.sign_ins == 1).await;
    assert_eq!(person.desk.look(|screen| screen.closed_sign_ins), 0);
    person.behaves(Manner::Waits);
    drop(goes_on(&person, |app| async move { app.sign_in(None).await }));
    person.desk.sees("the browser", |screen| screen.opened.len() == 1).await;
    assert_eq!(person.desk.look(|screen| screen.closed_sign_ins), 1);
}

#[tokio::test]
async fn a_cancel_after_the_tokens_gives_them_back() {
    let person = Person::new(USER).await;
    hold(&person, "whoami");
    let sign_in = goes_on(&person, |app| async move { app.sign_in(None).await });
    asked(&person, "/security/whoami", 1).await;
    person.app.cancel_sign_in();
    sign_in.await.unwrap();
    signed_out(&person).await;
    asked(&person, REVOKE, 2).await;
}

#[tokio::test]
async fn a_folder_without_locks_costs_neither_the_session_nor_the_peace() {
    let (person, clock) = with_clock().await;
    signs_in(&person).await;
    let locks = person.home.path().join("locks");
    // There is none before the first renewal.
    let _ = std::fs::remove_dir_all(&locks);
    std::fs::write(&locks, "x").unwrap();
    person.controls().forget_requests();
    turn(&person, &clock);
    for _ in 0..5 {
        passes(LOOK).await;
        person.app.refresh().await;
        person.desk.look(|screen| assert_eq!(screen.freshness.problem, None));
    }
    assert_eq!(person.controls().count(TOKEN), 1);
}

#[tokio::test]
async fn who_was_put_aside_is_kept_as_well_when_the_keyring_comes() {
    let person = Person::new(USER).await;
    person.app.wake().await;
    person.keyring.fails(Some(KeyringFault::Absent));
    person.signs_in().await;
    adds(&person, EMPTY).await;
    person.keyring.fails(None);
    person.app.retry_vault().await;
    for account in accounts(&person) {
        assert!(credential(&person, &account.id).await.is_some(), "{}", account.user.name);
    }
}

/// Signs in again at a tenant that cannot say who that is.
async fn renews_without_a_name(person: &Person) {
    fail(person, "whoami", FaultKind::ServerError { status: 503 });
    person.app.sign_in(None).await;
    signed_in(person).await;
    person.controls().clear_faults();
    assert_eq!(on_screen(person).0, "");
}

#[tokio::test]
async fn a_name_that_was_not_told_is_asked_for_again() {
    let mut person = Person::new(USER).await;
    let id = signs_in(&person).await;
    let first = credential(&person, &id).await;
    renews_without_a_name(&person).await;
    person.app.refresh().await;
    kept_after(&person, &id, first).await;
    person.restarts(Manner::Waits);
    person.app.wake().await;
    signed_in(&person).await;
    assert_eq!(on_screen(&person), ("user@acme.test".to_owned(), 42));
    assert!(accounts(&person).iter().all(|account| account.has_session));
}

#[tokio::test]
async fn another_person_at_a_renewal_takes_nothing_from_the_first() {
    let person = Person::with(USER, |app| app.refresh = false).await;
    let user = signs_in(&person).await;
    // The page asks who it is, and somebody else answers.
    person.controls().end_sessions();
    person.behaves(EMPTY);
    person.app.sign_in(None).await;
    signed_in(&person).await;
    assert_eq!(on_screen(&person), ("empty@acme.test".to_owned(), 0));
    assert!(accounts(&person).iter().all(|account| account.has_session));
    fail(&person, "GetUPData", FaultKind::Drop);
    person.app.switch_account(&user).await;
    assert_eq!(on_screen(&person), ("user@acme.test".to_owned(), 42), "from its copy");
}

#[tokio::test]
async fn a_demo_writes_nothing_down() {
    let person = Person::new(USER).await;
    person.app.try_demo(TenantUrl::parse(person.tenant.url()).unwrap()).await;
    signed_in(&person).await;
    let before = person.settings_text();
    person.app.save_settings(&SettingsChange::SignIn(SignInWay::Browser)).unwrap();
    let icon = person.desk.look(|screen| screen.apps.apps.iter().find_map(|app| app.icon.clone())).unwrap();
    assert!(person.app.icon(&icon).await.is_some());
    assert_eq!(person.settings_text(), before);
    let cache = person.home.path().join("cache");
    assert!(!person.files().iter().any(|file| file.starts_with(&cache)), "{:?}", person.files());
}

#[tokio::test]
async fn a_late_goodbye_leaves_the_next_session_alone() {
    let mut person = Person::new(USER).await;
    let (_, empty) = two(&person).await;
    fail(&person, "revoke", FaultKind::Held);
    let leaving = goes_on(&person, |app| async move { app.sign_out(true).await });
    asked(&person, REVOKE, 2).await;
    person.signs_in().await;
    kept_after(&person, &empty, None).await;
    person.controls().clear_faults();
    leaving.await.unwrap();
    person.restarts(Manner::Waits);
    person.app.wake().await;
    signed_in(&person).await;
}

#[tokio::test]
async fn a_sign_out_that_could_not_read_the_keyring_says_so_and_is_finished_later() {
    let mut person = Person::new(USER).await;
    signs_in(&person).await;
    person.keyring.fails(Some(KeyringFault::Absent));
    person.restarts(Manner::Waits);
    person.app.wake().await;
    person.app.sign_out(false).await;
    assert_eq!(person.problem(), Some(Code::SessionNotRevoked));
    person.keyring.fails(None);
    person.restarts(Manner::Waits);
    person.app.wake().await;
    until("an empty keyring", || person.keyring.entries().is_empty()).await;
    asked(&person, REVOKE, 2).await;
}

#[tokio::test]
async fn a_tenant_that_takes_no_tokens_back_is_told_of() {
    let person = Person::new(USER).await;
    signs_in(&person).await;
    fail(&person, "revoke", FaultKind::ServerError { status: 503 });
    person.app.sign_out(false).await;
    assert_eq!(person.problem(), Some(Code::SessionNotRevoked));
}

#[tokio::test]
async fn forgetting_another_leaves_the_sign_in_under_way() {
    let person = Person::new(USER).await;
    let (user, _) = two(&person).await;
    person.app.add_account().await;
    person.behaves(Manner::Reads);
    let url = person.tenant.url().to_owned();
    drop(goes_on(&person, |app| async move { app.enter_tenant(&url).await }));
    person.desk.sees("the window", |screen| screen.sign_ins == 3).await;
    let closed = |person: &Person| person.desk.look(|screen| screen.closed_sign_ins);
    let before = closed(&person);
    person.app.forget_account(&user).await;
    assert_eq!(closed(&person), before);
    person.desk.look(|screen| assert!(matches!(screen.session, Some(SessionView::SigningIn { .. }))));
}

#[tokio::test]
async fn a_session_that_was_replaced_takes_nothing_from_its_successor() {
    let (person, clock) = with_clock().await;
    let id = signs_in(&person).await;
    let first = credential(&person, &id).await;
    let renewal = slow_renewal(&person, &clock).await;
    person.controls().revoke_tokens();
    person.app.sign_in(None).await;
    signed_in(&person).await;
    kept_after(&person, &id, first).await;
    // The first one's renewal is refused, and another credential is in its place by now.
    person.controls().clear_faults();
    renewal.await.unwrap();
    asked(&person, REVOKE, 2).await;
    person.app.refresh().await;
    signed_in(&person).await;
    assert_eq!(person.problem(), None);
}

#[tokio::test]
async fn a_goodbye_that_waits_for_a_renewal_leaves_the_next_session_in_the_keyring() {
    let (person, clock) = with_clock().await;
    let id = signs_in(&person).await;
    let renewal = slow_renewal(&person, &clock).await;
    let leaving = goes_on(&person, |app| async move { app.sign_out(false).await });
    until("an empty keyring", || person.keyring.entries().is_empty()).await;
    person.signs_in().await;
    kept_after(&person, &id, None).await;
    person.controls().clear_faults();
    renewal.await.unwrap();
    leaving.await.unwrap();
    assert!(credential(&person, &id).await.is_some());
}

#[tokio::test]
async fn a_session_that_the_tenant_turns_down_leaves_the_keyring() {
    let person = Person::new(USER).await;
    signs_in(&person).await;
    fail(&person, "GetUPData", FaultKind::UnauthorizedJson);
    person.app.refresh().await;
    assert_eq!(person.problem(), Some(Code::SessionEnded));
    assert_eq!(person.keyring.entries(), Vec::<String>::new());
}

#[tokio::test]
async fn a_name_that_is_told_during_a_renewal_ends_no_session() {
    let person = Person::new(USER).await;
    fail(&person, "whoami", FaultKind::ServerError { status: 503 });
    person.app.sign_in(None).await;
    signed_in(&person).await;
    person.controls().clear_faults();
    person.controls().forget_requests();
    hold(&person, "whoami");
    let refresh = goes_on(&person, |app| async move { app.refresh().await });
    asked(&person, "/security/whoami", 1).await;
    person.behaves(Manner::Waits);
    let renewal = goes_on(&person, |app| async move { app.sign_in(None).await });
    person.desk.sees("the window", |screen| screen.sign_ins == 2).await;
    person.controls().clear_faults();
    refresh.await.unwrap();
    person.app.cancel_sign_in();
    renewal.await.unwrap();
    signed_in(&person).await;
    assert_eq!(on_screen(&person), ("user@acme.test".to_owned(), 42));
}

#[tokio::test]
async fn no_session_stays_behind_a_person_who_was_without_a_name() {
    let person = Person::new(USER).await;
    signs_in(&person).await;
    renews_without_a_name(&person).await;
    person.app.sign_in(None).await;
    signed_in(&person).await;
    asked(&person, REVOKE, 4).await;
}

#[tokio::test]
async fn a_renewal_that_was_called_off_late_ends_nothing_of_the_session_that_goes_on() {
    let person = Person::new(USER).await;
    signs_in(&person).await;
    person.controls().forget_requests();
    hold(&person, "whoami");
    let renewal = goes_on(&person, |app| async move { app.sign_in(None).await });
    asked(&person, "/security/whoami", 1).await;
    person.app.cancel_sign_in();
    renewal.await.unwrap();
    signed_in(&person).await;
    asked(&person, REVOKE, 2).await;
    person.app.refresh().await;
    person.app.refresh().await;
    assert_eq!(person.controls().count("/Security/Logout"), 0, "the portal's session is the same");
}

#[tokio::test]
async fn a_check_of_another_tenant_is_not_on_screen() {
    let person = Person::new(USER).await;
    let (user, _) = two(&person).await;
    let check = goes_on(&person, |app| async move { app.check_tenant().await });
    person.desk.sees("the check", |screen| screen.check.running).await;
    person.app.switch_account(&user).await;
    check.await.unwrap();
    person.desk.look(|screen| assert!(!screen.check.running && screen.check.tenant.is_none()));
}

#[tokio::test]
async fn a_keyring_that_works_again_hears_of_the_sign_outs() {
    let person = Person::new(USER).await;
    two(&person).await;
    person.keyring.fails(Some(KeyringFault::Locked));
    person.app.sign_out(true).await;
    person.keyring.fails(None);
    person.app.retry_vault().await;
    until("an empty keyring", || person.keyring.entries().is_empty()).await;
}

/// Restarts while the keyring waits for its password, and clicks an app meanwhile; its key.
async fn clicks_too_early(person: &mut Person, clock: Arc<TurnedClock>) -> (String, JoinHandle<()>) {
    person.turns(clock, USER);
    person.keyring.blocks(true);
    let waking = goes_on(person, |app| async move { app.wake().await });
    person.desk.sees("it wait", |screen| matches!(screen.session, Some(SessionView::Restoring { .. }))).await;
    let key = person.desk.look(|screen| screen.apps.apps[0].key.clone());
    person.app.open_app(&key, Some(Place::Window)).await;
    (key, waking)
}

#[tokio::test]
async fn an_app_that_was_clicked_before_a_dead_session_showed_opens_after_the_sign_in() {
    let (mut person, clock) = with_clock().await;
    signs_in(&person).await;
    person.controls().revoke_tokens();
    let (_, waking) = clicks_too_early(&mut person, clock).await;
    person.keyring.blocks(false);
    waking.await.unwrap();
    person.desk.sees("the app", |screen| screen.app_windows.len() == 1).await;
    assert_eq!(person.desk.look(|screen| screen.sign_ins), 1);
}

#[tokio::test]
async fn an_app_that_is_clicked_once_more_opens_once() {
    let (mut person, clock) = with_clock().await;
    signs_in(&person).await;
    let (key, waking) = clicks_too_early(&mut person, clock.clone()).await;
    hold(&person, "GetUPData");
    person.keyring.blocks(false);
    person.desk.sees("the session", |screen| matches!(screen.session, Some(SessionView::SignedIn { .. }))).await;
    *clock.0.lock().unwrap() += Duration::from_mins(1);
    person.app.open_app(&key, Some(Place::Window)).await;
    *clock.0.lock().unwrap() += Duration::from_mins(1);
    person.controls().clear_faults();
    waking.await.unwrap();
    assert_eq!(person.desk.look(|screen| screen.app_windows.len()), 1);
}

#[tokio::test]
async fn a_session_that_nobody_can_come_back_to_is_given_back() {
    let person = Person::new(USER).await;
    let user = signs_in(&person).await;
    fail(&person, "whoami", FaultKind::ServerError { status: 503 });
    adds(&person, EMPTY).await;
    person.controls().forget_requests();
    person.app.switch_account(&user).await;
    asked(&person, REVOKE, 2).await;
}

#[tokio::test]
async fn an_old_sign_out_does_not_end_the_session_that_came_after_it() {
    let mut person = Person::new(USER).await;
    let (user, _) = two(&person).await;
    person.keyring.fails(Some(KeyringFault::Locked));
    person.app.sign_out(true).await;
    person.keyring.fails(None);
    person.restarts(USER);
    person.controls().forget_requests();
    hold(&person, "revoke");
    // Of the two sign-outs that the keyring did not hear of, the first takes long.
    person.app.wake().await;
    asked(&person, REVOKE, 1).await;
    let before = credential(&person, &user).await;
    person.app.switch_account(&user).await;
    person.signs_in().await;
    kept_after(&person, &user, before).await;
    person.controls().clear_faults();
    asked(&person, REVOKE, 2).await;
    // Each is a way there and back, in which the second would have been finished.
    for _ in 0..10 {
        person.app.refresh().await;
    }
    assert_eq!((person.controls().count(REVOKE), person.problem()), (2, None));
}

#[tokio::test]
async fn a_forgotten_account_of_a_confidential_client_gives_its_tokens_back() {
    let mut person = Person::with(USER, |app| {
        (app.client_id_type, app.clients) = (ClientIdType::Confidential, vec!["portico".into()]);
        app.secret = "s3cret".into();
    })
    .await;
    person.writes_nothing_but_the_address(USER);
    person.app.save_client_secret("s3cret".into()).await;
    let id = signs_in(&person).await;
    // From here on it is in the keyring only.
    person.restarts(Manner::Waits);
    person.controls().forget_requests();
    person.app.forget_account(&id).await;
    let revoked = person.controls().requests().into_iter().filter(|request| request.path == REVOKE);
    assert_eq!(revoked.map(|request| request.status).collect::<Vec<_>>(), [200, 200]);
    assert_eq!(person.keyring.entries(), Vec::<String>::new());
}

#[tokio::test]
async fn a_token_too_long_for_the_keyring_keeps_nobody_else_from_a_sign_out() {
    let mut person = Person::new(USER).await;
    signs_in(&person).await;
    person.restarts(Manner::Waits);
    person.keyring.fails(Some(KeyringFault::TooBig));
    adds(&person, EMPTY).await;
    let troubled = |all: Vec<Update>| all.iter().any(|it| matches!(it, Update::Vault(it) if it.problem.is_some()));
    until("the keyring's trouble", || {
        let mut seen = false;
        person.app.watch(|all| seen = troubled(all));
        seen
    })
    .await;
    person.keyring.fails(None);
    person.controls().forget_requests();
    person.app.sign_out(true).await;
    assert_eq!((person.problem(), person.controls().count(REVOKE)), (None, 4));
    assert_eq!(person.keyring.entries(), Vec::<String>::new());
}
