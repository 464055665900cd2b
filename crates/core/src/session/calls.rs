//! Sends requests with the session's credential, and tells a refusal of the session from other answers.

use secrecy::SecretString;
use url::Url;

use super::Session;
use crate::error::{Code, Error, Result};
use crate::net::http::{Budget, Response, Validators};

/// Calls that act. An icon's address is the tenant's data, and shall not become a call with our name.
const NON_ICON_PATHS: [&str; 4] = ["/security/", "/oauth2/", "/saasmanage/", "/jobflow/"];

impl Session {
    /// Posts `json` to `path` with the bearer. A refusal of the session, by 401 or by sending us to
    /// the login page, costs one renewal and one more try.
    pub async fn post(&self, path: &str, json: &str, budget: Budget) -> Result<Response> {
        let token = self.bearer_token(None).await?;
        let response = self.post_with(&token, path, json, budget).await?;
        if !self.rejects_session(&response)? {
            return Ok(response);
        }
        let token = self.bearer_token(Some(&token)).await?;
        let response = self.post_with(&token, path, json, budget).await?;
        if !self.rejects_session(&response)? {
            return Ok(response);
        }
        Err(self.end_session().await)
    }

    /// # Errors
    /// `E-STEP-UP` where the tenant sends us to its login page for another check (tenant-api §7.4).
    fn rejects_session(&self, response: &Response) -> Result<bool> {
        if response.is_step_up() {
            return Err(Error::new(Code::StepUp).with_host(self.host()));
        }
        Ok(response.status == 401 || response.is_login_response(&self.registration().tenant))
    }

    /// As [`Self::post`], but a refusal is an answer too: for calls that a scope may leave out.
    pub async fn post_once(&self, path: &str, json: &str, budget: Budget) -> Result<Response> {
        let token = self.bearer_token(None).await?;
        self.post_with(&token, path, json, budget).await
    }

    /// Asks for the page with which an app begins. Where the tenant sends to, another check included, is
    /// part of the answer; only a refusal of the session costs one renewal and one more try.
    ///
    /// # Errors
    /// `E-SESSION-ENDED` where the tenant wants another sign-in all the same; the session itself goes on:
    /// its scope may leave this call out.
    pub async fn get_page(&self, url: Url) -> Result<Response> {
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

    /// Whether the tenant says that a session cookie, whose value is a bearer too, is worth
    /// nothing any more. Only where it says so: an answer that means something else, or none, is no
    /// reason to keep an app shut.
    pub async fn is_cookie_rejected(&self, cookie: &SecretString) -> bool {
        let response = self.post_with(cookie, "/security/whoami", "{}", Budget::OPTIONAL).await;
        response.is_ok_and(|response| self.rejects_session(&response).unwrap_or(false))
    }

    /// Fetches an icon, with the bearer only where it is needed: what lies under `vfslow` is public.
    pub async fn get_icon(&self, url: Url, validators: &Validators) -> Result<Response> {
        let path = url.path().to_ascii_lowercase();
        let request = self.http().get(url).conditional(validators);
        let request = if path.contains("/vfslow/") || NON_ICON_PATHS.iter().any(|path_part| path.contains(path_part)) {
            request
        } else {
            request.bearer(&self.bearer_token(None).await?)
        };
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
