//! One account's right to call the tenant: its credential, and the one way to use it.
//!
//! It renews ahead of expiry, once for all callers and all processes, and gives up only when the
//! tenant says so; a network error is never a sign-out. Where it has a [`Safe`], what it holds is
//! kept there too. Claims inside a token are never looked at; it may be opaque.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex as Latch, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use crate::clock::{Clock, Millis};
use crate::credential::Credential;
use crate::http::{Answer, Budget, Http, Validators};
use crate::oauth::Grant;
use crate::ports::Cookie;
use crate::problem::{Code, Problem, Result};
use crate::registration::Registration;
use crate::safe::Safe;

mod endpoint;
mod held;

pub use endpoint::Endpoint;
use held::Held;
#[cfg(test)]
pub(crate) use held::LONGEST_REST;

/// Calls that act. An icon's address is the tenant's data, and shall not become a call with our name.
const NEVER_AN_ICON: [&str; 4] = ["/security/", "/oauth2/", "/saasmanage/", "/jobflow/"];

pub struct Session {
    endpoint: Endpoint,
    clock: Arc<dyn Clock>,
    /// Of the window in which the person signed in, for windows that show an app.
    cookies: Arc<[Cookie]>,
    /// When that was, if it was in this run.
    signed_in: Option<Millis>,
    /// Where it is kept, once it is known whose it is.
    safe: Latch<Option<Safe>>,
    /// Held across a renewal, so that a second caller waits for the first one's tokens.
    held: Mutex<Held>,
    /// It is not used any more. What a request on its way brings is still kept.
    over: AtomicBool,
    /// The person left: nothing is kept either.
    left: AtomicBool,
}

impl Session {
    /// Spends the grant (RFC 6749 §4.1.3). Asked once: a code is good for one request.
    pub async fn open(endpoint: Endpoint, grant: Grant, clock: Arc<dyn Clock>) -> Result<Self> {
        let asked = clock.now();
        let tokens = endpoint.spend(&grant, &*clock).await?;
        Ok(Self::with(endpoint, clock, Credential::Tokens { tokens, obtained: asked }))
    }

    /// Goes on with what was kept, or with the portal's own cookie.
    pub fn with(endpoint: Endpoint, clock: Arc<dyn Clock>, credential: Credential) -> Self {
        let held = Mutex::new(Held::new(credential));
        let cookies = Arc::default();
        Self {
            endpoint,
            clock,
            cookies,
            signed_in: None,
            safe: Latch::default(),
            held,
            over: AtomicBool::default(),
            left: AtomicBool::default(),
        }
    }

    /// Of the window in which the person has just signed in.
    #[must_use]
    pub fn and_cookies(mut self, cookies: Arc<[Cookie]>) -> Self {
        self.cookies = cookies;
        self.signed_in = Some(self.clock.now());
        self
    }

    /// Whether the person signed in, in a window, after that.
    pub fn is_newer_than(&self, then: Millis) -> bool {
        self.signed_in.is_some_and(|signed_in| signed_in >= then)
    }

    pub const fn registration(&self) -> &Registration {
        self.endpoint.registration()
    }

    pub fn cookies(&self) -> Arc<[Cookie]> {
        self.cookies.clone()
    }

    /// Keeps what it holds in `safe`, now and after each renewal.
    pub async fn keep_in(&self, safe: Safe) {
        let mut held = self.held.lock().await;
        if self.left.load(Ordering::Acquire) {
            return;
        }
        held.is_kept = safe.write(&held.credential).await;
        *self.safe.lock().unwrap_or_else(PoisonError::into_inner) = Some(safe);
        if self.left.load(Ordering::Acquire) {
            // Left while it was being written.
            self.clear(&held).await;
        }
    }

    /// Says where it was found, so that it is kept there from now on.
    pub async fn found_in(&self, safe: Safe) {
        self.held.lock().await.is_kept = true;
        *self.safe.lock().unwrap_or_else(PoisonError::into_inner) = Some(safe);
    }

    /// Writes it once more, for when the keyring works again.
    pub async fn keep_again(&self) {
        if let Some(safe) = self.safe() {
            self.keep_in(safe).await;
        }
    }

    /// When it ends for good; `None` while it can be renewed, or where nobody knows.
    pub async fn ends_at(&self) -> Option<Millis> {
        self.held.lock().await.ends_at()
    }

    /// How long until it should be renewed; `None` where it cannot be.
    pub async fn due_in(&self) -> Option<Duration> {
        self.held.lock().await.due_in(self.clock.now())
    }

    /// Renews it if that is due.
    pub async fn freshen(&self) -> Result<()> {
        self.bearer(None).await.map(drop)
    }

    /// Posts `json` to `path` with the bearer. A refusal of the session, by 401 or by sending us to
    /// the login page, costs one renewal and one more try.
    pub async fn post(&self, path: &str, json: &str, budget: Budget) -> Result<Answer> {
        let token = self.bearer(None).await?;
        let answer = self.post_with(&token, path, json, budget).await?;
        if !self.is_refusal(&answer)? {
            return Ok(answer);
        }
        let token = self.bearer(Some(&token)).await?;
        let answer = self.post_with(&token, path, json, budget).await?;
        if !self.is_refusal(&answer)? {
            return Ok(answer);
        }
        Err(self.end().await)
    }

    /// The tenant has said that it is over: it is not used or kept any more.
    pub async fn end(&self) -> Problem {
        self.over.store(true, Ordering::Release);
        self.clear(&*self.held.lock().await).await;
        self.ended()
    }

    /// # Errors
    /// `E-STEP-UP` where the tenant sends us to its login page for another check (tenant-api §7.4).
    fn is_refusal(&self, answer: &Answer) -> Result<bool> {
        if answer.is_step_up() {
            return Err(Problem::new(Code::StepUp).at(self.host()));
        }
        Ok(answer.status == 401 || answer.is_login(&self.registration().tenant))
    }

    /// As [`Self::post`], but a refusal is an answer too: for calls that a scope may leave out.
    pub async fn post_once(&self, path: &str, json: &str, budget: Budget) -> Result<Answer> {
        let token = self.bearer(None).await?;
        self.post_with(&token, path, json, budget).await
    }

    /// Asks for the page with which an app begins. Where the tenant sends to, another check included, is
    /// part of the answer; only a refusal of the session costs one renewal and one more try.
    ///
    /// # Errors
    /// `E-SESSION-ENDED` where the tenant wants another sign-in all the same; the session itself goes on:
    /// its scope may leave this call out.
    pub async fn page(&self, url: url::Url) -> Result<Answer> {
        let ask =
            async |token: &SecretString| self.http().get(url.clone()).bearer(token).page().send(Budget::PAGE).await;
        let refuses = |answer: &Answer| {
            let login = answer.is_redirect() && !answer.is_step_up() && answer.is_login(&self.registration().tenant);
            answer.status == 401 || login
        };
        let token = self.bearer(None).await?;
        let answer = ask(&token).await?;
        if !refuses(&answer) {
            return Ok(answer);
        }
        let token = self.bearer(Some(&token)).await?;
        let answer = ask(&token).await?;
        if refuses(&answer) { Err(self.ended()) } else { Ok(answer) }
    }

    /// The tenant's own session cookie, where that is what the session is.
    pub async fn portal_cookie(&self) -> Option<SecretString> {
        match &self.held.lock().await.credential {
            Credential::Cookie(value) => Some(value.clone()),
            Credential::Tokens { .. } => None,
        }
    }

    /// Whether the tenant says that a session cookie, whose value is a bearer too (seed 000), is worth
    /// nothing any more. Only where it says so: an answer that means something else, or none, is no
    /// reason to keep an app shut.
    pub async fn is_refused(&self, cookie: &SecretString) -> bool {
        let answer = self.post_with(cookie, "/security/whoami", "{}", Budget::ASIDE).await;
        answer.is_ok_and(|answer| self.is_refusal(&answer).unwrap_or(false))
    }

    /// New tokens now, whatever the clock says: a refusal of them is about what they may do.
    pub async fn renew(&self) -> Result<()> {
        let token = self.held.lock().await.bearer().clone();
        self.bearer(Some(&token)).await.map(drop)
    }

    /// Fetches an icon, with the bearer only where it is needed: what lies under `vfslow` is public.
    pub async fn get_icon(&self, url: url::Url, had: &Validators) -> Result<Answer> {
        let path = url.path().to_ascii_lowercase();
        let request = self.http().get(url).unless(had);
        let request = if path.contains("/vfslow/") || NEVER_AN_ICON.iter().any(|part| path.contains(part)) {
            request
        } else {
            request.bearer(&self.bearer(None).await?)
        };
        request.send(Budget::ICON).await
    }

    /// Leaves for good: the tenant is told (RFC 7009), and the portal's own session ended. Best effort,
    /// a few seconds at most. Whoever calls this has emptied the keyring.
    ///
    /// # Errors
    /// `E-SESSION-LEFT` when the tenant could not be told.
    pub async fn leave(&self) -> Result<()> {
        self.part();
        let credential = {
            let held = self.held.lock().await;
            // Once more: a renewal may have been on its way when the keyring was emptied.
            self.clear(&held).await;
            held.credential.clone()
        };
        let portal = match &credential {
            Credential::Cookie(value) => Some(value),
            Credential::Tokens { .. } => self
                .cookies
                .iter()
                .find(|cookie| cookie.name == crate::portal::SESSION_COOKIE)
                .map(|cookie| &cookie.value),
        };
        let revoked = match &credential {
            Credential::Tokens { tokens, .. } => self.endpoint.revoke(tokens).await,
            Credential::Cookie(_) => Ok(()),
        };
        let mut told = revoked.is_ok();
        if let Some(cookie) = portal.filter(|_| told) {
            // Its value is a bearer as well (seed 000).
            let answer = self.post_with(cookie, "/Security/Logout", "{}", Budget::GOODBYE).await;
            told = answer.is_ok_and(|answer| is_heard(&answer) || answer.status == 401);
        }
        if told { Ok(()) } else { Err(Problem::new(Code::SessionNotRevoked).at(self.host())) }
    }

    /// Takes the tokens back at the tenant, and leaves the portal's session alone.
    pub async fn revoke(&self) {
        let credential = self.held.lock().await.credential.clone();
        if let Credential::Tokens { tokens, .. } = &credential
            && let Err(problem) = self.endpoint.revoke(tokens).await
        {
            tracing::info!(code = problem.code.as_str(), "the tenant was not told that a session was replaced");
        }
    }

    /// Stops using it without a word to anybody: it stays in the keyring.
    pub fn lay_down(&self) {
        self.over.store(true, Ordering::Release);
    }

    /// Stops using and keeping it.
    pub fn part(&self) {
        self.over.store(true, Ordering::Release);
        self.left.store(true, Ordering::Release);
    }

    /// Whether it was laid down, left, or ended by the tenant.
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::Acquire)
    }

    async fn post_with(&self, token: &SecretString, path: &str, json: &str, budget: Budget) -> Result<Answer> {
        self.http().post(self.http().tenant().join(path)).bearer(token).json(json).send(budget).await
    }

    /// A token that is worth sending. `refused` is one that the tenant just turned down: if nobody
    /// renewed it meanwhile, it is renewed now.
    async fn bearer(&self, refused: Option<&SecretString>) -> Result<SecretString> {
        let mut held = self.held.lock().await;
        if self.over.load(Ordering::Acquire) {
            return Err(self.ended());
        }
        let now = self.clock.now();
        let dead = refused.is_some_and(|token| token.expose_secret() == held.bearer().expose_secret());
        if !dead && !held.is_due(now) {
            return Ok(held.bearer().clone());
        }
        match self.renew_held(&mut held, refused.filter(|_| dead)).await {
            Ok(()) => Ok(held.bearer().clone()),
            Err(problem) if problem.code == Code::SessionEnded => {
                self.over.store(true, Ordering::Release);
                Err(problem)
            }
            // Not renewed, not refused: what we have may still do, unless it was just turned down.
            Err(problem) if dead || held.is_over(now) => Err(problem),
            Err(_) => Ok(held.bearer().clone()),
        }
    }

    /// Takes over what another process renewed, or renews. `dead` was turned down by the tenant.
    ///
    /// # Errors
    /// `E-SESSION-ENDED` only when the tenant refuses what is kept, or when there is nothing to renew
    /// with and the end is there; the credential is as it was after any other problem.
    async fn renew_held(&self, held: &mut Held, dead: Option<&SecretString>) -> Result<()> {
        let now = self.clock.now();
        if let Some(problem) = held.resting(now) {
            return Err(problem);
        }
        let safe = self.safe();
        let _lock = match &safe {
            Some(safe) => match safe.lock().await {
                Ok(lock) => lock,
                Err(problem) if problem.code == Code::SessionBusy => {
                    let problem = problem.at(self.host());
                    held.rest(now, &problem);
                    return Err(problem);
                }
                // A disk that takes no lock costs the care for other processes, not the session.
                Err(_) => None,
            },
            None => None,
        };
        if self.adopt(held, safe.as_ref()).await && !held.is_due(now) {
            return Ok(());
        }
        let is_dead = |held: &Held| dead.is_some_and(|token| token.expose_secret() == held.bearer().expose_secret());
        // At most twice: with ours, and with the one that another Portico has put in its place.
        for _ in 0..2 {
            let Some(refresh) = held.refresh() else {
                if is_dead(held) || held.is_over(now) {
                    break;
                }
                return Ok(());
            };
            let asked = self.clock.now();
            match self.endpoint.refresh(&refresh, &*self.clock).await {
                Ok(tokens) => {
                    held.take(tokens.after(&refresh), asked);
                    // Before the new token is used: the old one may be worth nothing by now.
                    if let Some(safe) = safe.as_ref().filter(|_| !self.left.load(Ordering::Acquire)) {
                        held.is_kept = safe.write(&held.credential).await;
                    }
                    return Ok(());
                }
                Err(problem) if problem.code == Code::TokenGrant => {
                    if !self.adopt(held, safe.as_ref()).await {
                        break;
                    }
                    if !held.is_due(now) {
                        return Ok(());
                    }
                }
                Err(problem) => {
                    held.rest(self.clock.now(), &problem);
                    return Err(problem);
                }
            }
        }
        self.clear(held).await;
        Err(self.ended())
    }

    /// Takes it out of the keyring, unless somebody has put another one there.
    async fn clear(&self, held: &Held) {
        if let Some(safe) = self.safe()
            && safe.read().await.is_some_and(|kept| kept.is_same(&held.credential))
        {
            let _ = safe.clear().await;
        }
    }

    /// Takes what the keyring holds, if that is not what we have and put there: then another Portico
    /// has renewed. Whether it did. What could not be kept before is kept now.
    async fn adopt(&self, held: &mut Held, safe: Option<&Safe>) -> bool {
        let Some(safe) = safe else { return false };
        if !held.is_kept {
            if !self.left.load(Ordering::Acquire) {
                held.is_kept = safe.write(&held.credential).await;
            }
            return false;
        }
        match safe.read().await {
            // What is there after this one was left is another's: to give back, not to take.
            Some(kept) if !kept.is_same(&held.credential) && !self.left.load(Ordering::Acquire) => {
                *held = Held::new(kept);
                held.is_kept = true;
                true
            }
            _ => false,
        }
    }

    /// Where it is kept.
    fn safe(&self) -> Option<Safe> {
        self.safe.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    const fn http(&self) -> &Http {
        self.endpoint.http()
    }

    fn host(&self) -> String {
        self.registration().tenant.host()
    }

    fn ended(&self) -> Problem {
        Problem::new(Code::SessionEnded).at(self.host())
    }
}

/// Whether the tenant itself answered, and with success.
fn is_heard(answer: &Answer) -> bool {
    answer.is_ok() && !answer.is_html()
}
