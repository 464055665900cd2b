//! What holds in every row, whatever went wrong in it (security.md §2.0), and the bench on which rows
//! are run: a person, a tenant, and the wire between them.
//!
//! U1 and U7 are about windows and processes, and are seen by the journeys.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use demo_tenant::{Config, DemoTenant, Options};
use portico_core::clock::{Clock, SystemClock};
use portico_core::problem::{Code, Problem};
use portico_core::vault::Vault;
use portico_core::view::{SessionView, Update};

use super::canaries::{Canaries, MFA, PASSWORD};
use super::log;
use super::wire::{Act, Wire};
use crate::person::{Manner, Person, SharedKeyring};

/// With a password and a code that are found nowhere else.
pub(crate) const WHO: &str = "user@acme.test CANARY/pass+word-8213 93718264";
pub(crate) const USER: Manner = Manner::SignsIn(WHO);

/// U8: how often each row is run, with the same outcome.
pub(crate) const RUNS: usize = 3;

/// What takes longer, hangs.
const PATIENCE: Duration = Duration::from_secs(20);

const SENTENCES: &str = include_str!("../../../../ui/src/lib/text/en/problems.ts");

pub(crate) struct Bench {
    pub(crate) person: Person,
    pub(crate) wire: Wire,
    pub(crate) clock: Arc<dyn Clock>,
    settings: Vec<u8>,
    mark: usize,
    logged: usize,
    told: usize,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}, Arc::new(SystemClock)).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config), clock: Arc<dyn Clock>) -> Self {
        let keyring = SharedKeyring::default();
        let mut bench = Self::with_vault(change, clock, keyring.vault()).await;
        bench.person.keyring = keyring;
        bench
    }

    pub(crate) async fn with_vault(change: impl FnOnce(&mut Config), clock: Arc<dyn Clock>, vault: Vault) -> Self {
        let logged = log::mark();
        let mut config = Config::default();
        config.accounts[0].password = PASSWORD.to_owned();
        config.accounts[0].code = MFA.to_owned();
        config.accounts[0].factors = vec!["password".into(), "email".into()];
        change(&mut config);
        let tenant = DemoTenant::start(Options { config, ..Options::default() }).await;
        let address = tenant.url().trim_start_matches("http://").parse().unwrap();
        let wire = Wire::to(address).await;
        let person = Person::through(&wire.url, tenant, vault, USER, clock.clone());
        let settings = std::fs::read(person.home.path().join("config/settings.toml")).unwrap();
        Self { person, wire, clock, settings, mark: 0, logged, told: 0 }
    }

    /// A new row begins.
    pub(crate) fn begins(&mut self) {
        self.mark = self.wire.mark();
        self.wire.is_honest_again();
    }

    /// The row changed a setting, which is to stay.
    pub(crate) fn settings_changed(&mut self) {
        self.settings = std::fs::read(self.person.home.path().join("config/settings.toml")).unwrap();
    }

    /// The next request to the token endpoint is answered so.
    pub(crate) fn token_endpoint(&self, act: Act) {
        self.wire.answers("/oauth2/token", 1, act);
    }

    /// How many requests of ours there were to `path` in this row.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.wire.count(self.mark, path)
    }

    /// How many there were of anybody's.
    pub(crate) fn asked(&self, path: &str) -> usize {
        self.wire.since(self.mark).iter().filter(|exchange| exchange.is_to(path)).count()
    }

    pub(crate) fn requests(&self) -> usize {
        self.wire.since(self.mark).iter().filter(|exchange| exchange.is_ours()).count()
    }

    pub(crate) fn apps(&self) -> usize {
        self.person.desk.look(|screen| screen.apps.apps.len())
    }

    pub(crate) fn is_signed_in(&self) -> bool {
        self.person.desk.look(|screen| matches!(screen.session, Some(SessionView::SignedIn { .. })))
    }

    /// What is said at the place where the session's state is, or at the list.
    pub(crate) fn problem(&self) -> Option<Problem> {
        self.person.desk.look(|screen| match &screen.session {
            Some(SessionView::SignedOut { problem, .. } | SessionView::FirstRun { problem, .. }) => problem.clone(),
            _ => screen.freshness.problem.clone(),
        })
    }

    pub(crate) fn code(&self) -> Option<Code> {
        self.problem().map(|problem| problem.code)
    }

    pub(crate) fn session_is_over(&self) -> bool {
        self.person.desk.look(|screen| matches!(screen.session, Some(SessionView::SignedOut { .. })))
    }

    /// Signed out with a list on screen, as after an evening: the place from which sign-ins begin.
    pub(crate) async fn is_signed_out_with_a_list(&self) {
        if !self.is_signed_in() {
            self.person.signs_in().await;
        }
        self.person.controls().revoke_tokens();
        self.person.app.refresh().await;
        assert_eq!(self.code(), Some(Code::SessionEnded));
        assert_eq!(self.apps(), 42);
    }

    /// One attempt, to its end.
    pub(crate) async fn tries_to_sign_in(&self, row: &str) {
        let ended = tokio::time::timeout(PATIENCE, self.person.app.sign_in(None)).await;
        assert!(ended.is_ok(), "{row}: U5: no end");
    }

    /// U6: the next ordinary try works, without a restart.
    pub(crate) async fn next_try_works(&self, row: &str) {
        self.wire.is_honest_again();
        self.person.behaves(USER);
        if self.is_signed_in() {
            self.person.app.refresh().await;
        } else {
            self.tries_to_sign_in(row).await;
        }
        assert!(self.is_signed_in(), "{row}: U6: {:?}", self.problem());
        assert_eq!((self.code(), self.apps()), (None, 42), "{row}: U6");
    }

    /// U2, U3 and U4 for what happened in this row.
    pub(crate) fn holds(&mut self, row: &str) {
        if let Some(problem) = self.problem() {
            is_plain(&problem, row);
        }
        let settings = std::fs::read(self.person.home.path().join("config/settings.toml")).unwrap();
        assert_eq!(settings, self.settings, "{row}: U3: the settings");
        self.keeps_secrets(row);
    }

    /// Waits until the keyring holds what the session does: that is written in the background.
    pub(crate) async fn is_kept(&self, refresh: &str) {
        let kept = async {
            // Written and tidied up: the pieces of one generation are left.
            while generations(&self.person.keyring) != 1 || !kept(&self.person.keyring).contains(refresh) {
                tokio::task::yield_now().await;
            }
        };
        assert!(tokio::time::timeout(PATIENCE, kept).await.is_ok(), "never kept");
    }

    /// The last tokens that the tenant gave: access and refresh.
    pub(crate) fn last_tokens(&self) -> (String, String) {
        let exchanges = self.wire.since(0);
        let answers = exchanges.iter().rev().filter(|exchange| exchange.is_to("/oauth2/token"));
        let member = |answer: &serde_json::Value, name: &str| answer[name].as_str().map(str::to_owned);
        let mut last = (None, None);
        for exchange in answers {
            let text = String::from_utf8_lossy(&exchange.answer).into_owned();
            let Some((_, body)) = text.split_once("\r\n\r\n") else { continue };
            let Ok(answer) = serde_json::from_str(body) else { continue };
            last.0 = last.0.or_else(|| member(&answer, "access_token"));
            last.1 = last.1.or_else(|| member(&answer, "refresh_token"));
        }
        (last.0.unwrap_or_default(), last.1.unwrap_or_default())
    }

    pub(crate) fn keeps_secrets(&mut self, row: &str) {
        let exchanges = self.wire.since(self.mark);
        let canaries = Canaries::of(&exchanges);
        let told = self.told;
        let views: BTreeSet<String> = self.person.desk.look(|screen| {
            self.told = screen.published.len();
            screen.published[told.min(screen.published.len())..].iter().map(view).collect()
        });
        for view in views {
            canaries.are_not_in(view.as_bytes(), &format!("{row}: U4: a view: {view:.300}"));
        }
        for file in self.person.files() {
            let name = file.to_string_lossy().into_owned();
            canaries.are_not_in(name.as_bytes(), row);
            // A file may be put in the place of an older one meanwhile.
            canaries.are_not_in(&std::fs::read(&file).unwrap_or_default(), &format!("{row}: U4: the file {name}"));
        }
        let log = log::since(self.logged);
        canaries.are_not_in(log.as_bytes(), &format!("{row}: U4: the log: {log:.2000}"));
        for exchange in &exchanges {
            canaries.are_in_place(exchange);
        }
        self.logged += log.len();
    }

    /// The desk is another one.
    pub(crate) const fn forgets_what_was_told(&mut self) {
        self.told = 0;
    }

    /// Closes Portico and starts it again.
    pub(crate) fn restarts(&mut self, manner: Manner) {
        self.person.restarts_with(self.clock.clone(), self.person.keyring.vault(), manner);
        self.told = 0;
    }
}

/// What is in the keyring, put together from its pieces.
pub(crate) fn kept(keyring: &SharedKeyring) -> String {
    let pieces = keyring.content_is().into_iter().filter(|(entry, _)| !entry.ends_with("/m"));
    let bytes = pieces.flat_map(|(_, piece)| STANDARD.decode(piece).unwrap_or_default());
    String::from_utf8_lossy(&bytes.collect::<Vec<_>>()).into_owned()
}

/// How many generations are there of those that a manifest names: a damaged one has named others.
fn generations(keyring: &SharedKeyring) -> usize {
    let (manifests, pieces): (Vec<_>, Vec<_>) =
        keyring.content_is().into_iter().partition(|(entry, _)| entry.ends_with("/m"));
    let named: String = manifests.iter().map(|(_, manifest)| String::from_utf8_lossy(manifest)).collect();
    let generations = pieces.iter().filter_map(|(entry, _)| Some(entry.rsplit_once('/')?.0.rsplit_once('-')?.1));
    generations.filter(|tag| named.contains(tag)).collect::<std::collections::BTreeSet<_>>().len()
}

/// What is shown, without the tenant's own words, which are quoted as such.
fn view(update: &Update) -> String {
    let mut value = serde_json::to_value(update).unwrap();
    forget_words(&mut value);
    value.to_string()
}

fn forget_words(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(members) => {
            if let Some(said) = members.get_mut("said") {
                *said = serde_json::Value::Null;
            }
            members.values_mut().for_each(forget_words);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(forget_words),
        _ => {}
    }
}

/// U2: a code that has a sentence, and nothing of a page or of another crate's error.
pub(crate) fn is_plain(problem: &Problem, row: &str) {
    let code = problem.code.as_str();
    assert!(SENTENCES.contains(&format!("'{code}'")), "{row}: U2: no sentence for {code}");
    let quoted = problem.said.as_deref().unwrap_or_default();
    let own = [&problem.host, &problem.reason, &problem.request].map(|text| text.as_deref().unwrap_or_default());
    for text in own.into_iter().chain([quoted]) {
        let foreign = ["<", "error sending request", "os error", "expected", "line ", "::", "\n", "/home", "src/"];
        for part in foreign {
            assert!(!text.contains(part), "{row}: U2: {part:?} in {text:?}");
        }
        assert!(text.chars().count() <= 201, "{row}: U2: {text}");
    }
}

/// U8: runs `work` three times, whose outcome is the same each time.
pub(crate) async fn thrice<T: PartialEq + Debug>(work: impl AsyncFn() -> T) {
    let first = work().await;
    for _ in 1..RUNS {
        assert_eq!(work().await, first, "U8");
    }
}
