//! The test setup of each row (a user, a tenant, and a recording proxy between them) and the invariants U2 to U8, which
//! hold in every row.
//!
//! U1 and U7 are about windows and processes; the journeys check them.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use demo_tenant::{Config, DemoTenant, Options};
use portico_core::clock::{Clock, SystemClock};
use portico_core::error::{Code, Error};
use portico_core::storage::keyring::KeyringClient;
use portico_core::view::{SessionView, ViewUpdate};

use super::canaries::{Canaries, MFA_CODE, PASSWORD};
use super::recording_proxy::{RecordingProxy, ScriptedResponse};
use crate::support::{MemoryKeyring, SignInBehavior, TestUser, log_capture};

/// With a password and a code that are found nowhere else.
pub(crate) const LOGIN: &str = "user@acme.test CANARY/pass+word-8213 93718264";
pub(crate) const USER: SignInBehavior = SignInBehavior::SignIn(LOGIN);

/// U8: how often each row is run, with the same outcome.
pub(crate) const RUN_COUNT: usize = 3;

/// What takes longer, hangs.
const STEP_TIMEOUT: Duration = Duration::from_secs(20);

const ERROR_TEXTS: &str = include_str!("../../../../../ui/src/lib/text/en/messages.ts");

pub(crate) struct Harness {
    pub(crate) user: TestUser,
    pub(crate) proxy: RecordingProxy,
    pub(crate) clock: Arc<dyn Clock>,
    settings: String,
    row_start: usize,
    log_position: usize,
    checked_updates: usize,
}

impl Harness {
    pub(crate) async fn new() -> Self {
        Self::with_config(|_| {}, Arc::new(SystemClock)).await
    }

    pub(crate) async fn with_config(change: impl FnOnce(&mut Config), clock: Arc<dyn Clock>) -> Self {
        let keyring = MemoryKeyring::default();
        let mut harness = Self::with_keyring(change, clock, keyring.client()).await;
        harness.user.keyring = keyring;
        harness
    }

    pub(crate) async fn with_keyring(
        change: impl FnOnce(&mut Config),
        clock: Arc<dyn Clock>,
        keyring: KeyringClient,
    ) -> Self {
        let log_position = log_capture::position();
        let mut config = Config::default();
        config.accounts[0].password = PASSWORD.to_owned();
        config.accounts[0].code = MFA_CODE.to_owned();
        config.accounts[0].factors = vec!["password".into(), "email".into()];
        change(&mut config);
        let tenant = DemoTenant::start(Options { config, ..Options::default() }).await;
        let address = tenant.url().trim_start_matches("http://").parse().unwrap();
        let proxy = RecordingProxy::start(address).await;
        let user = TestUser::with_tenant_url(&proxy.url, tenant, keyring, USER, clock.clone());
        let settings = user.read_settings();
        Self { user, proxy, clock, settings, row_start: 0, log_position, checked_updates: 0 }
    }

    /// A new row begins.
    pub(crate) fn start_row(&mut self) {
        self.row_start = self.proxy.exchange_count();
        self.proxy.clear_scripts();
    }

    /// The row changed a setting, which is to stay.
    pub(crate) fn accept_settings(&mut self) {
        self.settings = self.user.read_settings();
    }

    /// The next request to the token endpoint is answered so.
    pub(crate) fn script_token_endpoint(&self, response: ScriptedResponse) {
        self.proxy.script_response("/oauth2/token", 1, response);
    }

    /// How many requests of ours there were to `path` in this row.
    pub(crate) fn count_own_requests(&self, path: &str) -> usize {
        self.proxy.count_own_requests(self.row_start, path)
    }

    /// How many there were of anybody's.
    pub(crate) fn count_all_requests(&self, path: &str) -> usize {
        self.proxy.exchanges_since(self.row_start).iter().filter(|exchange| exchange.path_contains(path)).count()
    }

    pub(crate) fn own_request_count(&self) -> usize {
        self.proxy.exchanges_since(self.row_start).iter().filter(|exchange| exchange.is_from_portico()).count()
    }

    pub(crate) fn app_count(&self) -> usize {
        self.user.platform.inspect(|recorded| recorded.apps.apps.len())
    }

    pub(crate) fn is_signed_in(&self) -> bool {
        self.user.platform.inspect(|recorded| matches!(recorded.session, Some(SessionView::SignedIn { .. })))
    }

    /// What is said at the place where the session's state is, or at the list.
    pub(crate) fn error(&self) -> Option<Error> {
        self.user.platform.inspect(|recorded| match &recorded.session {
            Some(SessionView::SignedOut { problem, .. } | SessionView::FirstRun { problem, .. }) => problem.clone(),
            _ => recorded.freshness.problem.clone(),
        })
    }

    pub(crate) fn error_code(&self) -> Option<Code> {
        self.error().map(|problem| problem.code)
    }

    pub(crate) fn is_signed_out(&self) -> bool {
        self.user.platform.inspect(|recorded| matches!(recorded.session, Some(SessionView::SignedOut { .. })))
    }

    /// Signed out with a list on screen, as after an evening: the place from which sign-ins begin.
    pub(crate) async fn sign_out_with_list(&self) {
        if !self.is_signed_in() {
            self.user.sign_in().await;
        }
        self.user.controls().revoke_tokens();
        self.user.app.refresh().await;
        assert_eq!(self.error_code(), Some(Code::SessionEnded));
        assert_eq!(self.app_count(), 42);
    }

    /// One attempt, to its end.
    pub(crate) async fn attempt_sign_in(&self, row: &str) {
        let result = tokio::time::timeout(STEP_TIMEOUT, self.user.app.sign_in(None)).await;
        assert!(result.is_ok(), "{row}: U5: no end");
    }

    /// U6: the next ordinary try works, without a restart.
    pub(crate) async fn assert_next_attempt_succeeds(&self, row: &str) {
        self.proxy.clear_scripts();
        self.user.set_behavior(USER);
        if self.is_signed_in() {
            self.user.app.refresh().await;
        } else {
            self.attempt_sign_in(row).await;
        }
        assert!(self.is_signed_in(), "{row}: U6: {:?}", self.error());
        assert_eq!((self.error_code(), self.app_count()), (None, 42), "{row}: U6");
    }

    /// U2, U3 and U4 for what happened in this row.
    pub(crate) fn assert_invariants(&mut self, row: &str) {
        if let Some(error) = self.error() {
            assert_error_is_presentable(&error, row);
        }
        let settings = self.user.read_settings();
        assert_eq!(settings, self.settings, "{row}: U3: the settings");
        self.assert_no_leaks(row);
    }

    /// Waits until the keyring holds what the session does: that is written in the background.
    pub(crate) async fn wait_until_stored(&self, token: &str) {
        let wait = async {
            // Written and tidied up: the pieces of one generation are left.
            while count_named_generations(&self.user.keyring) != 1 || !stored_text(&self.user.keyring).contains(token) {
                tokio::task::yield_now().await;
            }
        };
        assert!(tokio::time::timeout(STEP_TIMEOUT, wait).await.is_ok(), "never kept");
    }

    /// The last tokens that the tenant gave: access and refresh.
    pub(crate) fn last_tokens(&self) -> (String, String) {
        let exchanges = self.proxy.exchanges_since(0);
        let token_exchanges = exchanges.iter().rev().filter(|exchange| exchange.path_contains("/oauth2/token"));
        let member = |response: &serde_json::Value, name: &str| response[name].as_str().map(str::to_owned);
        let mut tokens = (None, None);
        for exchange in token_exchanges {
            let text = String::from_utf8_lossy(&exchange.response).into_owned();
            let Some((_, body)) = text.split_once("\r\n\r\n") else { continue };
            let Ok(response) = serde_json::from_str(body) else { continue };
            tokens.0 = tokens.0.or_else(|| member(&response, "access_token"));
            tokens.1 = tokens.1.or_else(|| member(&response, "refresh_token"));
        }
        (tokens.0.unwrap_or_default(), tokens.1.unwrap_or_default())
    }

    pub(crate) fn assert_no_leaks(&mut self, row: &str) {
        let exchanges = self.proxy.exchanges_since(self.row_start);
        let canaries = Canaries::from_exchanges(&exchanges);
        let checked_updates = self.checked_updates;
        let views: BTreeSet<String> = self.user.platform.inspect(|recorded| {
            self.checked_updates = recorded.published_updates.len();
            recorded.published_updates[checked_updates.min(recorded.published_updates.len())..]
                .iter()
                .map(view_json)
                .collect()
        });
        for view in views {
            canaries.assert_absent_from(view.as_bytes(), &format!("{row}: U4: a view: {view:.300}"));
        }
        for file in self.user.files() {
            let path = file.to_string_lossy().into_owned();
            canaries.assert_absent_from(path.as_bytes(), row);
            // A file may be put in the place of an older one meanwhile.
            canaries
                .assert_absent_from(&std::fs::read(&file).unwrap_or_default(), &format!("{row}: U4: the file {path}"));
        }
        let log = log_capture::text_since(self.log_position);
        canaries.assert_absent_from(log.as_bytes(), &format!("{row}: U4: the log: {log:.2000}"));
        for exchange in &exchanges {
            canaries.assert_only_where_expected(exchange);
        }
        self.log_position += log.len();
    }

    /// The desk is another one.
    pub(crate) const fn reset_checked_updates(&mut self) {
        self.checked_updates = 0;
    }

    /// Closes Portico and starts it again.
    pub(crate) fn restart(&mut self, behavior: SignInBehavior) {
        self.user.restart_with(self.clock.clone(), self.user.keyring.client(), behavior);
        self.checked_updates = 0;
    }
}

/// What is in the keyring, put together from its pieces.
pub(crate) fn stored_text(keyring: &MemoryKeyring) -> String {
    let chunks = keyring.snapshot().into_iter().filter(|(entry, _)| !entry.ends_with("/m"));
    let bytes = chunks.flat_map(|(_, chunk)| STANDARD.decode(chunk).unwrap_or_default());
    String::from_utf8_lossy(&bytes.collect::<Vec<_>>()).into_owned()
}

/// How many generations are there of those that a manifest names: a damaged one has named others.
fn count_named_generations(keyring: &MemoryKeyring) -> usize {
    let (manifests, chunks): (Vec<_>, Vec<_>) =
        keyring.snapshot().into_iter().partition(|(entry, _)| entry.ends_with("/m"));
    let named: String = manifests.iter().map(|(_, manifest)| String::from_utf8_lossy(manifest)).collect();
    let generations = chunks.iter().filter_map(|(entry, _)| Some(entry.rsplit_once('/')?.0.rsplit_once('-')?.1));
    generations.filter(|tag| named.contains(tag)).collect::<std::collections::BTreeSet<_>>().len()
}

/// What is shown, without the tenant's own words, which are quoted as such.
fn view_json(update: &ViewUpdate) -> String {
    let mut value = serde_json::to_value(update).unwrap();
    remove_server_messages(&mut value);
    value.to_string()
}

fn remove_server_messages(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(members) => {
            if let Some(server_message) = members.get_mut("serverMessage") {
                *server_message = serde_json::Value::Null;
            }
            members.values_mut().for_each(remove_server_messages);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(remove_server_messages),
        _ => {}
    }
}

/// U2: a code that has a sentence, and nothing of a page or of another crate's error.
pub(crate) fn assert_error_is_presentable(error: &Error, row: &str) {
    let code = error.code.as_str();
    assert!(ERROR_TEXTS.contains(&format!("'{code}'")), "{row}: U2: no sentence for {code}");
    let server_message = error.server_message.as_deref().unwrap_or_default();
    let own = [&error.host, &error.reason, &error.transaction_id].map(|text| text.as_deref().unwrap_or_default());
    for text in own.into_iter().chain([server_message]) {
        let internals = ["<", "error sending request", "os error", "expected", "line ", "::", "\n", "/home", "src/"];
        for part in internals {
            assert!(!text.contains(part), "{row}: U2: {part:?} in {text:?}");
        }
        assert!(text.chars().count() <= 201, "{row}: U2: {text}");
    }
}

/// U8: runs `work` three times, whose outcome is the same each time.
pub(crate) async fn assert_repeatable<T: PartialEq + Debug>(run: impl AsyncFn() -> T) {
    let first = run().await;
    for _ in 1..RUN_COUNT {
        assert_eq!(run().await, first, "U8");
    }
}
