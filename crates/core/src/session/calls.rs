//! Sends requests with the session's credential, and tells a refusal of the session from other answers.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use secrecy::SecretString;
use url::Url;

use super::Session;
use crate::error::{Code, Error, Result};
use crate::net::http::{Budget, Response, Validators};

impl Session {
    /// Posts `json` to `path` with the bearer. A refusal, by 401 or by sending us to the login page, costs one renewal
    /// and one more try.
    ///
    /// # Errors
    /// `E-API-DENIED` or `E-NET-PORTAL` where the token is good and the call is refused all the same: the session goes
    /// on, since only a refused grant ends it.
    pub async fn post(self: &Arc<Self>, path: &str, json: &str, budget: Budget) -> Result<Response> {
        let token = self.bearer_token(None).await?;
        let mut response = self.post_with(&token, path, json, budget).await?;
        let mut refusal = self.refusal(&response)?;
        // A page that stays after a renewal is no login page, whatever it looks like.
        if refusal.is_some_and(|code| code == Code::ApiDenied || !self.is_page_unrelated.load(Ordering::Relaxed)) {
            let token = self.bearer_token(Some(&token)).await?;
            response = self.post_with(&token, path, json, budget).await?;
            refusal = self.refusal(&response)?;
            self.is_page_unrelated.store(refusal == Some(Code::NetPortal), Ordering::Relaxed);
        } else if refusal.is_none() {
            self.is_page_unrelated.store(false, Ordering::Relaxed);
        }
        let Some(code) = refusal else { return Ok(response) };
        let mut error = Error::new(code).with_host(self.host());
        error.transaction_id = response.transaction_id;
        Err(error)
    }

    /// What a response that refuses the call, and maybe the session, means if the token is good.
    ///
    /// # Errors
    /// `E-STEP-UP` where the tenant sends us to its login page for another check.
    fn refusal(&self, response: &Response) -> Result<Option<Code>> {
        if response.is_step_up() {
            return Err(Error::new(Code::StepUp).with_host(self.host()));
        }
        let is_login_response = response.is_login_response(&self.registration().tenant);
        Ok(match response.status {
            401 => Some(Code::ApiDenied),
            _ if is_login_response && response.is_ok() => Some(Code::NetPortal),
            _ if is_login_response => Some(Code::ApiDenied),
            _ => None,
        })
    }

    /// As [`Self::post`], but a refusal is an answer too: for calls that a scope may leave out.
    pub async fn post_once(self: &Arc<Self>, path: &str, json: &str, budget: Budget) -> Result<Response> {
        let token = self.bearer_token(None).await?;
        self.post_with(&token, path, json, budget).await
    }

    /// Asks for the page with which an app begins. Where the tenant sends to, another check included, is
    /// part of the answer; only a refusal of the session costs one renewal and one more try.
    ///
    /// # Errors
    /// `E-SESSION-ENDED` where the tenant wants another sign-in all the same; the session itself goes on:
    /// its scope may leave this call out.
    pub async fn get_page(self: &Arc<Self>, url: Url) -> Result<Response> {
        let send_request = async |token: &SecretString| {
            self.http().get(url.clone()).bearer(token).accept_html().send(Budget::PAGE).await
        };
        let is_rejection = |response: &Response| {
            let login = response.is_redirect()
                && !response.is_step_up()
                && response.is_login_response(&self.registration().tenant);
            response.status == 401 || login
        };
        let token = self.bearer_token(None).await?;
        let response = send_request(&token).await?;
        if !is_rejection(&response) {
            return Ok(response);
        }
        let token = self.bearer_token(Some(&token)).await?;
        let response = send_request(&token).await?;
        if is_rejection(&response) { Err(self.session_ended_error()) } else { Ok(response) }
    }

    /// Whether the tenant says that a bearer, which the value of a session cookie is too, is worth nothing any
    /// more. Only a 401 of its own question after a session says so: a page that looks like a login, or no answer, is no
    /// reason to end a session.
    pub async fn is_bearer_rejected(&self, bearer: &SecretString) -> bool {
        let response = self.post_with(bearer, "/security/whoami", "{}", Budget::OPTIONAL).await;
        response.is_ok_and(|response| response.status == 401)
    }

    /// Fetches an icon, with the bearer only where it is needed.
    pub async fn get_icon(self: &Arc<Self>, url: Url, with_bearer: bool, validators: &Validators) -> Result<Response> {
        let request = self.http().get(url).conditional(validators);
        let request = if with_bearer { request.bearer(&self.bearer_token(None).await?) } else { request };
        request.send(Budget::ICON).await
    }

    pub(super) async fn post_with(
        &self,
        token: &SecretString,
        path: &str,
        json: &str,
        budget: Budget,
    ) -> Result<Response> {
        self.http().post(self.http().tenant().join(path)).bearer(token).json(json).send(budget).await
    }
}
