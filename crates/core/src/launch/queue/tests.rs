//! The queue alone, in context that each test sets.

use std::cell::RefCell;
use std::sync::Arc;

use tokio::sync::mpsc::UnboundedReceiver;

use super::*;
use crate::accounts::account::AccountId;
use crate::apps::catalog::{App, Catalog};
use crate::clock::{Clock, SystemClock, Timestamp};
use crate::launch::events::Claim;
use crate::launch::situation::LaunchContext;
use crate::session::credential::Credential;
use crate::session::{ActiveSession, Session, TokenClient};
use crate::tenant::registration::ClientRegistration;
use crate::tenant::url::TenantUrl;
use crate::view::FreshnessView;

const MINUTE: u64 = 60_000;

const APPS: [(&str, &str); 3] = [("1", "Jira"), ("2", "SAP Concur"), ("3", "SAP Fiori")];

struct Fixture {
    queue: RefCell<Queue>,
    effects: RefCell<UnboundedReceiver<Effect>>,
    situation: RefCell<Situation<'static>>,
}

struct NoSettings;

impl LaunchContext for NoSettings {
    fn default_target(&self, _: &App) -> Option<Target> {
        None
    }

    fn search(&self, words: &str) -> Vec<String> {
        APPS.iter().filter(|(_, name)| name.contains(words)).map(|(key, _)| (*key).to_owned()).collect()
    }
}

fn registration() -> ClientRegistration {
    ClientRegistration::with_defaults(TenantUrl::parse("https://acme.my.idaptive.app").unwrap())
}

fn account(user: &str) -> AccountId {
    AccountId::derive(&registration(), user)
}

fn session() -> ActiveSession {
    let token_client = TokenClient::new(registration(), None).unwrap();
    let session = Session::from_credential(token_client, Arc::new(SystemClock), Credential::PortalCookie("x".into()));
    ActiveSession { session: Arc::new(session), token: CancellationToken::new(), ends_at: None }
}

impl Fixture {
    /// Ada is on screen, signed out, without a list.
    fn new() -> Self {
        let (sender, effects) = mpsc::unbounded_channel();
        let situation = Situation {
            context: &NoSettings,
            now: SystemClock.now(),
            activation: CancellationToken::new(),
            account: Some(account("ada@acme.test")),
            session: None,
            is_signed_out: true,
            tenant: Some(registration().tenant),
            customer_id: None,
            catalog: Arc::default(),
            freshness: FreshnessView::default(),
            is_retrying: false,
        };
        Self {
            queue: RefCell::new(Queue::new(sender)),
            effects: RefCell::new(effects),
            situation: RefCell::new(situation),
        }
    }

    fn set(&self, change: impl FnOnce(&mut Situation)) {
        change(&mut self.situation.borrow_mut());
    }

    /// The tenant has answered with the list, or there is a copy of it.
    fn load_list(&self, is_cached: bool) {
        let app = |(key, name): (&str, &str)| App { key: key.into(), name: name.into(), ..App::default() };
        let apps = APPS.map(app).to_vec();
        self.set(|situation| {
            situation.catalog = Arc::new(Catalog::new(apps, 0));
            situation.freshness = FreshnessView { loaded: true, is_cached, ..FreshnessView::default() };
        });
    }

    fn sign_in(&self) {
        self.set(|situation| {
            situation.session = Some(session());
            situation.is_signed_out = false;
        });
    }

    fn with<T>(&self, change: impl FnOnce(&mut Queue, &Situation) -> T) -> T {
        change(&mut self.queue.borrow_mut(), &self.situation.borrow())
    }

    fn submit(&self, request: LaunchRequest) -> LaunchTicket {
        self.with(|queue, situation| queue.submit(situation, request))
    }

    fn click(&self, key: &str, target: Target) -> LaunchTicket {
        self.submit(LaunchRequest::Click { key: key.into(), target: Some(target) })
    }

    fn request_name(&self, name: &str) -> LaunchTicket {
        self.submit(LaunchRequest::Name(name.into()))
    }

    fn request_key(&self, key: &str) -> LaunchTicket {
        self.submit(LaunchRequest::Key { key: key.into(), target: None })
    }

    fn find_linked(&self, app: &str, accept: impl FnOnce() -> bool) -> oneshot::Receiver<Result<LinkedApp>> {
        self.with(|queue, situation| queue.find_linked(situation, app.into(), accept))
    }

    fn resume(&self) {
        self.with(Queue::resume);
    }

    /// What the queue has asked for since the last call, in short; what opens is opened.
    fn effects(&self) -> Vec<String> {
        let mut effects = self.effects.borrow_mut();
        let mut asked = Vec::new();
        while let Ok(effect) = effects.try_recv() {
            match effect {
                Effect::Open(launch) => {
                    if matches!(self.with(|queue, situation| queue.claim(situation, &launch, None)), Claim::Open) {
                        self.with(|queue, _| queue.finish(&launch.click, &Ok(())));
                        self.with(|queue, _| queue.confirm(&launch.click));
                        asked.push(format!("open {} in {}", launch.click.key, launch.click.target));
                    }
                }
                Effect::SignIn => asked.push("sign in".into()),
                Effect::RaiseWindow => asked.push("raise".into()),
                Effect::Search(words) => asked.push(format!("search {words}")),
                Effect::Expire(_) => {}
            }
        }
        asked
    }

    fn phases(&self) -> Vec<LaunchPhase> {
        self.queue.borrow_mut().views.drain(..).map(|view| view.phase).collect()
    }
}

#[tokio::test]
async fn same_app_in_another_target_within_a_second_opens_twice() {
    let fixture = Fixture::new();
    fixture.load_list(false);
    fixture.sign_in();
    let first = fixture.click("1", Target::Browser);
    assert_eq!(fixture.effects(), ["open 1 in browser"]);
    let again = fixture.click("1", Target::Browser);
    assert!(fixture.effects().is_empty(), "the same click");
    let elsewhere = fixture.click("1", Target::Window);
    assert_eq!(fixture.effects(), ["open 1 in window"]);
    for ticket in [first, again, elsewhere] {
        assert_eq!(ticket.finished().await, LaunchOutcome::Opened);
    }
}

#[tokio::test]
async fn name_requested_before_list_and_sign_in_opens_once() {
    let fixture = Fixture::new();
    let ticket = fixture.request_name("jira");
    assert_eq!(fixture.effects(), ["raise"]);
    fixture.resume();
    fixture.sign_in();
    fixture.resume();
    assert!(fixture.effects().is_empty(), "no list yet");
    fixture.load_list(false);
    fixture.resume();
    fixture.resume();
    assert_eq!(fixture.effects(), ["open 1 in browser"]);
    fixture.resume();
    assert!(fixture.effects().is_empty(), "once");
    assert_eq!(ticket.finished().await, LaunchOutcome::Opened);
}

#[tokio::test]
async fn cached_list_serves_whole_names_and_waits_with_others() {
    let fixture = Fixture::new();
    fixture.sign_in();
    fixture.load_list(true);
    fixture.request_name("jira");
    assert_eq!(fixture.effects(), ["open 1 in browser"]);
    // The tenant may have a better match, and an app that the copy lacks.
    let (prefix, unknown) = (fixture.request_name("sap c"), fixture.request_key("9"));
    assert_eq!(prefix.finished().await, LaunchOutcome::Canceled, "the later request replaces the earlier");
    assert_eq!(unknown.accepted().await, LaunchOutcome::Waiting);
    assert_eq!(fixture.effects(), ["raise", "raise"]);
    let prefix = fixture.request_name("sap c");
    fixture.load_list(false);
    fixture.resume();
    assert_eq!(fixture.effects(), ["raise", "open 2 in browser"]);
    assert_eq!(prefix.finished().await, LaunchOutcome::Opened);
    let ambiguous = fixture.request_name("sap");
    assert_eq!(fixture.effects(), ["search sap"]);
    assert_eq!(ambiguous.finished().await, LaunchOutcome::Failed(Code::LaunchGone.into()));
}

#[tokio::test]
async fn canceled_request_opens_nothing() {
    let fixture = Fixture::new();
    let ticket = fixture.request_name("jira");
    fixture.queue.borrow_mut().cancel();
    fixture.sign_in();
    fixture.load_list(false);
    fixture.resume();
    assert_eq!(fixture.effects(), ["raise"]);
    assert_eq!(ticket.finished().await, LaunchOutcome::Canceled);
}

#[tokio::test]
async fn request_for_list_outlives_failed_but_not_canceled_sign_in() {
    let fixture = Fixture::new();
    let ticket = fixture.request_key("1");
    fixture.queue.borrow_mut().end_for_sign_in(Some(&Code::AuthPage.into()));
    fixture.sign_in();
    fixture.load_list(false);
    fixture.resume();
    assert_eq!(fixture.effects(), ["raise", "open 1 in browser"]);
    assert_eq!(ticket.finished().await, LaunchOutcome::Opened);
    fixture.set(|situation| situation.freshness.loaded = false);
    let ticket = fixture.request_key("2");
    fixture.queue.borrow_mut().end_for_sign_in(None);
    assert_eq!(ticket.finished().await, LaunchOutcome::Canceled);
}

#[tokio::test]
async fn request_expires_by_the_wall_clock() {
    for (minutes, opens) in [(10, true), (11, false)] {
        let fixture = Fixture::new();
        fixture.request_key("1");
        fixture.set(|situation| situation.now = Timestamp(situation.now.0 + minutes * MINUTE));
        fixture.sign_in();
        fixture.load_list(false);
        fixture.resume();
        assert_eq!(fixture.effects().contains(&"open 1 in browser".to_owned()), opens, "{minutes}");
    }
}

/// However the accounts alternate while a click waits, it opens in the activation that it was made in, or not at all.
#[tokio::test]
async fn click_of_an_account_never_opens_as_another() {
    let fixture = Fixture::new();
    fixture.load_list(false);
    let ticket = fixture.click("1", Target::Window);
    assert_eq!(fixture.effects(), ["sign in"]);
    let switch_to = |user: &str| {
        fixture.set(|situation| {
            std::mem::take(&mut situation.activation).cancel();
            situation.account = Some(account(user));
        });
    };
    // B is gone again before the queue looks.
    switch_to("bob@acme.test");
    switch_to("ada@acme.test");
    fixture.sign_in();
    fixture.resume();
    assert!(fixture.effects().is_empty());
    assert_eq!(ticket.finished().await, LaunchOutcome::Canceled);
    assert_eq!(fixture.phases(), [LaunchPhase::Waiting, LaunchPhase::Canceled]);
    // The tenant was being asked when B came.
    let ticket = fixture.click("2", Target::Window);
    switch_to("bob@acme.test");
    assert!(fixture.effects().is_empty());
    assert_eq!(ticket.finished().await, LaunchOutcome::Canceled);
    // A request that waits for the list is of the account that it was made for.
    fixture.set(|situation| situation.freshness.loaded = false);
    let ticket = fixture.request_key("1");
    switch_to("ada@acme.test");
    fixture.with(Queue::cancel_stale);
    assert_eq!(ticket.finished().await, LaunchOutcome::Canceled);
}

#[tokio::test]
async fn request_made_before_any_account_is_bound_to_the_first() {
    let fixture = Fixture::new();
    fixture.set(|situation| situation.account = None);
    let ticket = fixture.request_key("1");
    for user in ["ada@acme.test", "bob@acme.test"] {
        fixture.set(|situation| situation.account = Some(account(user)));
        fixture.with(Queue::cancel_stale);
    }
    assert_eq!(ticket.finished().await, LaunchOutcome::Canceled);
}

#[tokio::test]
async fn late_result_of_earlier_click_keeps_waiting_request() {
    let fixture = Fixture::new();
    fixture.load_list(false);
    fixture.sign_in();
    fixture.click("2", Target::Browser);
    fixture.set(|situation| situation.freshness.loaded = false);
    let ticket = fixture.request_key("1");
    // The earlier click ends only now.
    fixture.effects();
    fixture.load_list(false);
    fixture.resume();
    assert_eq!(fixture.effects(), ["open 1 in browser"]);
    assert_eq!(ticket.finished().await, LaunchOutcome::Opened);
    // A click that is made now takes its place.
    fixture.set(|situation| situation.freshness.loaded = false);
    let ticket = fixture.request_key("3");
    fixture.load_list(false);
    fixture.set(|situation| situation.now = Timestamp(situation.now.0 + MINUTE));
    fixture.click("2", Target::Browser);
    assert_eq!(ticket.finished().await, LaunchOutcome::Canceled);
}

#[tokio::test]
async fn link_replaces_no_request_of_the_person() {
    let fixture = Fixture::new();
    let ticket = fixture.request_key("1");
    let blocked = fixture.find_linked("2", || true);
    assert_eq!(blocked.await.unwrap(), Err(Code::LaunchBlocked.into()));
    fixture.queue.borrow_mut().cancel();
    let waiting = fixture.find_linked("sap concur", || true);
    let too_soon = fixture.find_linked("1", || false);
    assert_eq!(too_soon.await.unwrap(), Err(Code::LaunchBlocked.into()));
    fixture.load_list(false);
    fixture.resume();
    assert_eq!(waiting.await.unwrap().unwrap().key, "2");
    let unknown = fixture.find_linked("sap", || unreachable!("nothing is meant"));
    assert_eq!(unknown.await.unwrap(), Err(Code::LaunchGone.into()));
    assert_eq!(ticket.finished().await, LaunchOutcome::Canceled);
}
