//! One account's client at the tenant's OAuth endpoints: who it is, with or without a secret, and the
//! requests that give, renew and take back tokens (RFC 6749 §4.1.3, §6; RFC 7009).

use std::sync::atomic::{AtomicBool, Ordering};

use secrecy::{ExposeSecret, SecretString};

use crate::clock::Clock;
use crate::http::{Answer, Budget, Http};
use crate::oauth::Grant;
use crate::oauth::token::{Tokens, read_refusal, read_tokens};
use crate::problem::{Code, Problem, Result};
use crate::registration::Registration;
use crate::text;

pub struct Endpoint {
    registration: Registration,
    http: Http,
    /// Of a confidential client.
    secret: Option<SecretString>,
    /// This tenant takes the secret in the body only.
    in_body: AtomicBool,
}

impl Endpoint {
    pub fn new(registration: Registration, secret: Option<SecretString>) -> Result<Self> {
        let http = Http::new(registration.tenant.clone())?;
        Ok(Self { registration, http, secret, in_body: AtomicBool::new(false) })
    }

    pub const fn registration(&self) -> &Registration {
        &self.registration
    }

    pub const fn http(&self) -> &Http {
        &self.http
    }

    pub(super) async fn spend(&self, grant: &Grant, clock: &dyn Clock) -> Result<Tokens> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", grant.code.expose_secret()),
            ("redirect_uri", &self.registration.redirect_uri),
            ("code_verifier", grant.verifier.secret().expose_secret()),
        ];
        self.ask(&fields, Budget::CALL, clock).await
    }

    pub(super) async fn refresh(&self, token: &SecretString, clock: &dyn Clock) -> Result<Tokens> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token.expose_secret())];
        self.ask(&fields, Budget::RENEWAL, clock).await
    }

    /// Tells the tenant that the tokens are done with. 200 also means "was no token any more".
    pub(super) async fn revoke(&self, tokens: &Tokens) -> Result<()> {
        for token in tokens.refresh.iter().chain([&tokens.access]) {
            let url = self.registration.revocation_endpoint();
            let answer = self.post(url, &[("token", token.expose_secret())], Budget::GOODBYE).await?;
            if !super::is_heard(&answer) {
                return Err(Code::TokenServer.into());
            }
        }
        Ok(())
    }

    /// One request to the token endpoint; one more if the secret has to be in the body, since a
    /// client that was not recognised has used up nothing.
    async fn ask(&self, fields: &[(&str, &str)], budget: Budget, clock: &dyn Clock) -> Result<Tokens> {
        let answer = self.post(self.registration.token_endpoint(), fields, budget).await?;
        let host = self.registration.tenant.host();
        if answer.is_redirect() {
            return Err(Problem::new(Code::NetRedirect).at(host));
        }
        if !answer.is_ok() {
            let mut problem = read_refusal(answer.status, answer.text(), &self.registration.app_id).at(host);
            problem.said.take_if(|words| self.secrets_in(fields).any(|secret| text::quotes(words, secret)));
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

    /// A public client names itself in the body. A confidential one proves itself by Basic first
    /// (RFC 6749 §2.3.1), and in the body where the tenant refuses that.
    async fn post(&self, url: url::Url, fields: &[(&str, &str)], budget: Budget) -> Result<Answer> {
        let Some(secret) = &self.secret else {
            return self.http.post(url).form(&with(fields, &[self.client_id()])).send(budget).await;
        };
        if !self.in_body.load(Ordering::Relaxed) {
            let request = self.http.post(url.clone()).basic(&self.registration.client_id, secret);
            let answer = request.form(fields).send(budget).await?;
            if !is_unknown_client(&answer) {
                return Ok(answer);
            }
        }
        let proof = [self.client_id(), ("client_secret", secret.expose_secret())];
        let answer = self.http.post(url).form(&with(fields, &proof)).send(budget).await?;
        if answer.is_ok() {
            self.in_body.store(true, Ordering::Relaxed);
        }
        Ok(answer)
    }

    /// What of a request no window may show.
    fn secrets_in<'a>(&'a self, fields: &'a [(&str, &'a str)]) -> impl Iterator<Item = &'a str> {
        let sent = fields.iter().filter(|(name, _)| matches!(*name, "code" | "code_verifier" | "refresh_token"));
        sent.map(|(_, value)| *value).chain(self.secret.as_ref().map(ExposeSecret::expose_secret))
    }

    fn client_id(&self) -> (&str, &str) {
        ("client_id", &self.registration.client_id)
    }
}

fn with<'a>(fields: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [fields, more].concat()
}

fn is_unknown_client(answer: &Answer) -> bool {
    matches!(answer.status, 400 | 401) && read_refusal(answer.status, answer.text(), "").code == Code::TokenClient
}
