//! One account's right to call the tenant: the tokens, and the one way to use them.
//!
//! It renews ahead of expiry, once for all callers, and gives up only when the tenant says so; a
//! network error is never a sign-out. It stores nothing: tokens live here, in memory, and go with
//! it. Claims inside a token are never looked at; it may be opaque.

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use crate::clock::{Clock, Millis};
use crate::http::{Answer, Budget, Http};
use crate::oauth::Grant;
use crate::oauth::token::{Tokens, read_refusal, read_tokens};
use crate::problem::{Code, Problem, Result};
use crate::registration::Registration;

/// Calls that act. An icon's address is the tenant's data, and shall not become a call with our name.
const NEVER_AN_ICON: [&str; 4] = ["/security/", "/oauth2/", "/saasmanage/", "/jobflow/"];
/// A clock that went back further than this makes every expiry doubtful.
const CLOCK_WENT_BACK: Duration = Duration::from_mins(1);
const LONGEST_LEEWAY: Duration = Duration::from_mins(5);
const SHORTEST_LEEWAY: Duration = Duration::from_secs(10);

pub struct Session {
    registration: Registration,
    http: Http,
    clock: Arc<dyn Clock>,
    /// Held across a renewal, so that a second caller waits for the first one's tokens.
    held: Mutex<Held>,
}

struct Held {
    tokens: Tokens,
    obtained: Millis,
    /// How many answers in a row gave a token that was dead on arrival.
    stillborn: u32,
}

impl Held {
    /// When to renew: a while before the end, since clocks differ and requests take time.
    fn is_due(&self, now: Millis) -> bool {
        let life = self.tokens.life;
        // The tenant's lifetimes mean nothing: only its refusals are believed.
        if life.is_zero() && self.stillborn > 1 {
            return false;
        }
        let leeway = (life / 10).clamp(SHORTEST_LEEWAY, LONGEST_LEEWAY).min(life / 2);
        let went_back = self.obtained > now.plus(CLOCK_WENT_BACK);
        went_back || now >= self.obtained.plus(life.saturating_sub(leeway))
    }
}

impl Session {
    /// Spends the grant (RFC 6749 §4.1.3). Asked once: a code is good for one request.
    pub async fn open(registration: Registration, http: Http, grant: Grant, clock: Arc<dyn Clock>) -> Result<Self> {
        let asked = clock.now();
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", grant.code.expose_secret()),
            ("redirect_uri", &registration.redirect_uri),
            ("client_id", &registration.client_id),
            ("code_verifier", grant.verifier.secret().expose_secret()),
        ];
        let tokens = ask(&http, &registration, &*clock, &fields).await?;
        Ok(Self {
            held: Mutex::new(Held { stillborn: u32::from(tokens.life.is_zero()), tokens, obtained: asked }),
            registration,
            http,
            clock,
        })
    }

    pub const fn registration(&self) -> &Registration {
        &self.registration
    }

    /// When it ends for good; `None` while it can be renewed.
    pub async fn ends_at(&self) -> Option<Millis> {
        let held = self.held.lock().await;
        let ends = held.tokens.refresh.is_none() && held.tokens.life_is_told();
        ends.then(|| held.obtained.plus(held.tokens.life))
    }

    /// Posts `json` to `path` with the bearer. A refusal of the session, by 401 or by sending us to
    /// the login page, costs one renewal and one more try.
    pub async fn post(&self, path: &str, json: &str, budget: Budget) -> Result<Answer> {
        let token = self.bearer(None).await?;
        let answer = self.post_with(&token, path, json, budget).await?;
        if !self.is_refusal(&answer) {
            return Ok(answer);
        }
        let token = self.bearer(Some(&token)).await?;
        let answer = self.post_with(&token, path, json, budget).await?;
        if self.is_refusal(&answer) { Err(self.ended()) } else { Ok(answer) }
    }

    fn is_refusal(&self, answer: &Answer) -> bool {
        answer.status == 401 || answer.is_login(&self.registration.tenant)
    }

    /// As [`Self::post`], but a refusal is an answer too: for calls that a scope may leave out.
    pub async fn post_once(&self, path: &str, json: &str, budget: Budget) -> Result<Answer> {
        let token = self.bearer(None).await?;
        self.post_with(&token, path, json, budget).await
    }

    /// New tokens now, whatever the clock says: a refusal of them is about what they may do.
    pub async fn renew(&self) -> Result<()> {
        let token = self.held.lock().await.tokens.access.clone();
        self.bearer(Some(&token)).await.map(drop)
    }

    /// Fetches an icon, with the bearer only where it is needed: what lies under `vfslow` is public.
    pub async fn get_icon(&self, url: url::Url) -> Result<Answer> {
        let path = url.path().to_ascii_lowercase();
        let request = if path.contains("/vfslow/") || NEVER_AN_ICON.iter().any(|part| path.contains(part)) {
            self.http.get(url)
        } else {
            self.http.get(url).bearer(&self.bearer(None).await?)
        };
        request.send(Budget::ICON).await
    }

    /// Tells the tenant that the tokens are done with (RFC 7009), and ends the browser-style session
    /// that the sign-in page opened. Best effort: signing out does not wait for the network.
    pub async fn revoke(&self, portal_session: Option<&SecretString>) {
        let tokens = self.held.lock().await.tokens.clone();
        let endpoint = self.registration.revocation_endpoint();
        for token in tokens.refresh.iter().chain([&tokens.access]) {
            let fields = [("token", token.expose_secret()), ("client_id", self.registration.client_id.as_str())];
            let told = self.http.post(endpoint.clone()).form(&fields).send(Budget::GOODBYE).await;
            if let Err(problem) = told {
                tracing::info!(code = problem.code.as_str(), "the tenant was not told of the sign-out");
                return;
            }
        }
        if let Some(cookie) = portal_session {
            // Its value is a bearer as well (seed 000).
            let _ = self.post_with(cookie, "/Security/Logout", "{}", Budget::GOODBYE).await;
        }
    }

    async fn post_with(&self, token: &SecretString, path: &str, json: &str, budget: Budget) -> Result<Answer> {
        self.http.post(self.http.tenant().join(path)).bearer(token).json(json).send(budget).await
    }

    /// A token that is worth sending. `refused` is one that the tenant just turned down: if nobody
    /// renewed it meanwhile, it is renewed now.
    async fn bearer(&self, refused: Option<&SecretString>) -> Result<SecretString> {
        let mut held = self.held.lock().await;
        let same = refused.is_some_and(|token| token.expose_secret() == held.tokens.access.expose_secret());
        if !same && !held.is_due(self.clock.now()) {
            return Ok(held.tokens.access.clone());
        }
        let Some(refresh) = held.tokens.refresh.clone() else {
            // A lifetime that the tenant did not tell is for the tenant to judge.
            let over = held.tokens.life_is_told() && self.clock.now() >= held.obtained.plus(held.tokens.life);
            return if same || (over && refused.is_none()) {
                Err(self.ended())
            } else {
                Ok(held.tokens.access.clone())
            };
        };
        let asked = self.clock.now();
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.expose_secret()),
            ("client_id", &self.registration.client_id),
        ];
        match ask(&self.http, &self.registration, &*self.clock, &fields).await {
            Ok(tokens) => {
                let stillborn = if tokens.life.is_zero() { held.stillborn + 1 } else { 0 };
                *held = Held { tokens: tokens.after(&refresh), obtained: asked, stillborn };
                Ok(held.tokens.access.clone())
            }
            Err(problem) if problem.code == Code::TokenGrant => Err(self.ended()),
            // Not renewed, not refused: what we have may still do, unless it was just turned down.
            Err(problem) if same => Err(problem),
            Err(_) => Ok(held.tokens.access.clone()),
        }
    }

    fn ended(&self) -> Problem {
        Problem::new(Code::SessionEnded).at(self.registration.tenant.host())
    }
}

/// One request to the token endpoint.
async fn ask(http: &Http, registration: &Registration, clock: &dyn Clock, fields: &[(&str, &str)]) -> Result<Tokens> {
    let answer = http.post(registration.token_endpoint()).form(fields).send(Budget::CALL).await?;
    let host = registration.tenant.host();
    if answer.is_redirect() {
        return Err(Problem::new(Code::NetRedirect).at(host));
    }
    if !answer.is_ok() {
        let mut problem = read_refusal(answer.status, answer.text(), &registration.app_id).at(host);
        problem.request = answer.transaction;
        problem.until = answer.retry_after.map(|wait| clock.now().plus(wait));
        return Err(problem);
    }
    if answer.is_html() {
        return Err(Problem::new(Code::NetPortal).at(host));
    }
    if !answer.may_be_json() {
        return Err(Problem::new(Code::TokenFormat).at(host));
    }
    read_tokens(answer.text()).map_err(|problem| problem.at(host))
}
