//! The state of the running tenant, behind one lock. Handlers get it whole and never wait while they hold it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::body::Bytes;

use crate::clock::Clock;
use crate::config::Config;
use crate::config::switches::Switches;
use crate::controls::fault::Faults;
use crate::controls::request_log::RequestLog;
use crate::oauth::bounce::Bounces;
use crate::oauth::grants::Grants;
use crate::oauth::jwt::Signer;
use crate::options::Options;
use crate::sign_in::attempt::SignInAttempts;
use crate::sign_in::lockout::Lockouts;
use crate::sign_in::session::Sessions;
use crate::sign_in::step_up::StepUps;

pub(crate) struct Tenant {
    state: Mutex<State>,
}

pub(crate) struct State {
    pub(crate) config: Arc<Config>,
    pub(crate) switches: Switches,
    pub(crate) clock: Clock,
    /// Milliseconds since 1970.
    pub(crate) started_ms: u64,
    pub(crate) latency: Duration,
    pub(crate) signer: Arc<Signer>,
    pub(crate) sessions: Sessions,
    pub(crate) sign_in_attempts: SignInAttempts,
    pub(crate) step_ups: StepUps,
    pub(crate) lockouts: Lockouts,
    pub(crate) bounces: Bounces,
    pub(crate) grants: Grants,
    pub(crate) faults: Faults,
    pub(crate) request_log: RequestLog,
    /// GetUPData by account and by the address it was asked at, serialized.
    pub(crate) list_cache: HashMap<(String, String), Bytes>,
    /// Raw GetUPData answers set by a test, by account.
    pub(crate) list_overrides: HashMap<String, ListOverride>,
    /// (account, app) → user name: the password itself is thrown away.
    pub(crate) stored_credentials: HashMap<(String, String), String>,
    pub(crate) tags: BTreeMap<(String, String), Vec<String>>,
    /// Accounts whose one PodFqdn answer has been given.
    pub(crate) pod_redirected_users: HashSet<String>,
    /// Launch tickets → account: how a demo app page knows who opened it.
    pub(crate) launch_tickets: HashMap<String, String>,
    initial_latency: Duration,
}

pub(crate) struct ListOverride {
    pub(crate) text: Bytes,
    /// Shows only once a call with `force` has been made, as the tenant's cache of lists does.
    pub(crate) needs_force: bool,
}

impl Tenant {
    pub(crate) fn new(options: &Options, signer: Signer) -> Self {
        let mut config = options.config.clone();
        if let Some(count) = options.apps {
            for account in config.accounts.iter_mut().filter(|account| account.generated) {
                account.apps = count;
            }
        }
        Self { state: Mutex::new(State::new(Arc::new(config), options.latency, Arc::new(signer))) }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A panic in one handler must not take the tenant down with it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn new(config: Arc<Config>, latency: Duration, signer: Arc<Signer>) -> Self {
        Self {
            switches: config.switches.clone(),
            config,
            clock: Clock::default(),
            started_ms: Clock::default().now_ms(),
            latency,
            signer,
            sessions: Sessions::default(),
            sign_in_attempts: SignInAttempts::default(),
            step_ups: StepUps::default(),
            lockouts: Lockouts::default(),
            bounces: Bounces::default(),
            grants: Grants::default(),
            faults: Faults::default(),
            request_log: RequestLog::default(),
            list_cache: HashMap::new(),
            list_overrides: HashMap::new(),
            stored_credentials: HashMap::new(),
            tags: BTreeMap::new(),
            pod_redirected_users: HashSet::new(),
            launch_tickets: HashMap::new(),
            initial_latency: latency,
        }
    }

    /// As at the start, with the same configuration.
    pub(crate) fn reset(&mut self) {
        *self = Self::new(Arc::clone(&self.config), self.initial_latency, Arc::clone(&self.signer));
    }

    /// The account's list has changed.
    pub(crate) fn invalidate_list(&mut self, account: &str) {
        self.list_cache.retain(|(owner, _), _| owner != account);
    }

    pub(crate) fn set_config(&mut self, config: Config) {
        *self = Self::new(Arc::new(config), self.initial_latency, Arc::clone(&self.signer));
    }
}
