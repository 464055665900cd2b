//! One account's client at the tenant's OAuth endpoints: who it is, with or without a secret, and the
//! requests that give, renew and take back tokens (RFC 6749 §4.1.3, §6; RFC 7009).

use std::sync::atomic::{AtomicBool, Ordering};

use secrecy::{ExposeSecret, SecretString};

use crate::clock::Clock;
use crate::error::{Code, Error, Result};
use crate::net::http::{Budget, Http, Response};
use crate::session::critical_tasks::CriticalTasks;
use crate::sign_in::oauth::flow::AuthorizationCode;
use crate::sign_in::oauth::token::{TokenResponse, parse_error_response, parse_token_response};
use crate::tenant::registration::ClientRegistration;
use crate::text;

pub struct TokenClient {
    registration: ClientRegistration,
    http: Http,
    /// Of a confidential client.
    client_secret: Option<SecretString>,
    /// This tenant takes the secret in the body only.
    client_secret_post: AtomicBool,
    tasks: CriticalTasks,
}

impl TokenClient {
    pub fn new(registration: ClientRegistration, client_secret: Option<SecretString>) -> Result<Self> {
        let http = Http::new(registration.tenant.clone())?;
        let client_secret_post = AtomicBool::new(false);
        Ok(Self { registration, http, client_secret, client_secret_post, tasks: CriticalTasks::default() })
    }

    /// Runs what must not be lost among these tasks.
    #[must_use]
    pub fn tracked_by(self, tasks: &CriticalTasks) -> Self {
        Self { tasks: tasks.clone(), ..self }
    }

    pub(super) const fn tasks(&self) -> &CriticalTasks {
        &self.tasks
    }

    pub const fn registration(&self) -> &ClientRegistration {
        &self.registration
    }

    pub const fn http(&self) -> &Http {
        &self.http
    }

    pub(super) async fn exchange_code(
        &self,
        authorization_code: &AuthorizationCode,
        clock: &dyn Clock,
    ) -> Result<TokenResponse> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", authorization_code.code.expose_secret()),
            ("redirect_uri", &self.registration.redirect_uri),
            ("code_verifier", authorization_code.verifier.secret().expose_secret()),
        ];
        self.request_tokens(&fields, clock).await
    }

    pub(super) async fn refresh(&self, token: &SecretString, clock: &dyn Clock) -> Result<TokenResponse> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token.expose_secret())];
        self.request_tokens(&fields, clock).await
    }

    /// Tells the tenant that the tokens are done with. 200 also means "was no token any more". Each is tried, whatever
    /// comes of the other.
    pub(super) async fn revoke(&self, tokens: &TokenResponse) -> Result<()> {
        let revoke = async |token: &SecretString| {
            let url = self.registration.revocation_endpoint();
            let response = self.post(url, &[("token", token.expose_secret())], Budget::SIGN_OUT).await?;
            if response.is_tenant_success() { Ok(()) } else { Err(Error::new(Code::TokenServer)) }
        };
        let (refresh, access) = tokio::join!(
            async {
                match &tokens.refresh_token {
                    Some(token) => revoke(token).await,
                    None => Ok(()),
                }
            },
            revoke(&tokens.access_token)
        );
        refresh.and(access)
    }

    /// One request to the token endpoint; one more if the secret has to be in the body, since a
    /// client that was not recognised has used up nothing.
    async fn request_tokens(&self, fields: &[(&str, &str)], clock: &dyn Clock) -> Result<TokenResponse> {
        let response = self.post(self.registration.token_endpoint(), fields, Budget::CALL).await?;
        let host = self.registration.tenant.host();
        if response.is_redirect() {
            return Err(Error::new(Code::NetRedirect).with_host(host));
        }
        if !response.is_ok() {
            let mut error =
                parse_error_response(response.status, response.body_without_bom(), &self.registration.app_id)
                    .with_host(host);
            error.server_message.take_if(|message| {
                self.secrets_of_request(fields).any(|secret| text::contains_secret(message, secret))
            });
            error.transaction_id = response.transaction_id;
            error.retry_after = response.retry_after.map(|wait| clock.now().plus(wait));
            return Err(error);
        }
        if response.is_html() {
            return Err(Error::new(Code::NetPortal).with_host(host));
        }
        if !response.may_be_json() {
            return Err(Error::new(Code::TokenFormat).with_host(host));
        }
        parse_token_response(response.body_without_bom()).map_err(|error| error.with_host(host))
    }

    /// A public client names itself in the body. A confidential one proves itself by Basic first
    /// (RFC 6749 §2.3.1), and in the body where the tenant refuses that.
    async fn post(&self, url: url::Url, fields: &[(&str, &str)], budget: Budget) -> Result<Response> {
        let Some(client_secret) = &self.client_secret else {
            return self.http.post(url).form(&concat_fields(fields, &[self.client_id()])).send(budget).await;
        };
        if !self.client_secret_post.load(Ordering::Relaxed) {
            let request = self.http.post(url.clone()).basic(&self.registration.client_id, client_secret);
            let response = request.form(fields).send(budget).await?;
            if !is_unknown_client(&response) {
                return Ok(response);
            }
        }
        let client_credentials = [self.client_id(), ("client_secret", client_secret.expose_secret())];
        let response = self.http.post(url).form(&concat_fields(fields, &client_credentials)).send(budget).await?;
        if response.is_ok() {
            self.client_secret_post.store(true, Ordering::Relaxed);
        }
        Ok(response)
    }

    /// What of a request no window may show.
    fn secrets_of_request<'a>(&'a self, fields: &'a [(&str, &'a str)]) -> impl Iterator<Item = &'a str> {
        let request_secrets =
            fields.iter().filter(|(name, _)| matches!(*name, "code" | "code_verifier" | "refresh_token"));
        request_secrets.map(|(_, value)| *value).chain(self.client_secret.as_ref().map(ExposeSecret::expose_secret))
    }

    fn client_id(&self) -> (&str, &str) {
        ("client_id", &self.registration.client_id)
    }
}

fn concat_fields<'a>(fields: &[(&'a str, &'a str)], extra: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [fields, extra].concat()
}

fn is_unknown_client(response: &Response) -> bool {
    matches!(response.status, 400 | 401)
        && parse_error_response(response.status, response.body_without_bom(), "").code == Code::TokenClient
}
