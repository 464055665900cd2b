//! Sends the requests of a check and classifies the answers. What an answer means for the setup steps is decided in
//! [`evaluate`](super::evaluate).

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::outcomes::{AuthorizeOutcome, ControlOutcomes, Hint, Observation, PortalObservation, TokenOutcome};
use crate::clock::{Clock, SystemClock, Timestamp};
use crate::error::{Code, Error, Result};
use crate::net::http::{Budget, Http, Request, Response};
use crate::net::json::parse_envelope;
use crate::sign_in::oauth::flow::{Flow, Navigation};
use crate::sign_in::oauth::pkce::{CodeVerifier, random_token};
use crate::tenant::registration::ClientRegistration;
use crate::tenant::url::is_loopback;
use crate::text;

/// The address of the redirect that no administrator has entered; the top level exists nowhere.
const INVALID_TLD: &str = "invalid";
/// Any port will do where the server lets any pass.
const PLACEHOLDER_PORT: u16 = 47631;
/// Where the login page of the portal has its files.
const LOGIN_PAGE_MARKERS: [&str; 2] = ["/vfslow/", "standalonelogin"];

pub(super) struct Prober<'a> {
    registration: &'a ClientRegistration,
    /// As a browser asks.
    page_client: Http,
    /// As Portico asks.
    api_client: Http,
}

impl<'a> Prober<'a> {
    pub(super) fn new(registration: &'a ClientRegistration) -> Result<Self> {
        let tenant = &registration.tenant;
        Ok(Self { registration, page_client: Http::for_html(tenant.clone())?, api_client: Http::new(tenant.clone())? })
    }

    /// # Errors
    /// Whatever keeps the endpoint from being reached at all.
    pub(super) async fn probe_authorize(
        &self,
        registration: &ClientRegistration,
    ) -> Result<Observation<AuthorizeOutcome>> {
        let mut flow = Flow::start(&with_loopback_port(registration)?, Timestamp::default())?;
        let url = flow.authorize_url().clone();
        let response = match self.page_client.get(url.clone()).send(Budget::PROBE).await {
            Ok(response) => response,
            // A login page that is larger than we care to read.
            Err(error) if error.code == Code::ApiTooBig => {
                return Ok(Observation { outcome: AuthorizeOutcome::Login, transaction_id: None });
            }
            Err(error) => return Err(error),
        };
        let outcome = match response.status {
            300..=399 => self.classify_redirect(&response, &url, &mut flow)?,
            404 | 410 => AuthorizeOutcome::NotFound,
            401 | 403 if response.transaction_id.is_none() => AuthorizeOutcome::Inconclusive,
            status => match server_error(self.registration, &response) {
                Some(error) if status == 500 && response.transaction_id.is_some() => {
                    AuthorizeOutcome::ServerError(error)
                }
                Some(error) => return Err(error),
                None if status >= 400 => AuthorizeOutcome::ErrorPage(page_hint(&response)),
                None => AuthorizeOutcome::Login,
            },
        };
        Ok(Observation { outcome, transaction_id: response.transaction_id })
    }

    fn classify_redirect(&self, response: &Response, request_url: &Url, flow: &mut Flow) -> Result<AuthorizeOutcome> {
        let Some(target) = response.redirect_target(request_url) else { return Ok(AuthorizeOutcome::Inconclusive) };
        // The tenant's own page for things that went wrong (tenant-api §7.2).
        if self.registration.tenant.is_origin_of(&target) && target.path().to_ascii_lowercase().ends_with("/uperror") {
            return Ok(AuthorizeOutcome::ErrorPage(Hint::None));
        }
        match flow.on_navigation(&target, Timestamp::default()) {
            Navigation::Finish(Err(error)) => {
                Ok(AuthorizeOutcome::ErrorRedirect(error.with_host(self.registration.tenant.host())))
            }
            _ if is_captive_portal(self.registration, response, &target) => {
                Err(Error::new(Code::NetPortal).with_host(self.registration.tenant.host()))
            }
            _ => Ok(AuthorizeOutcome::Login),
        }
    }

    /// Asks for tokens with a code that nobody gave. With a secret in both forms, if one is refused:
    /// tenants differ (tenant-api §9, 17).
    pub(super) async fn probe_token(&self, secret: Option<&SecretString>) -> Result<Observation<TokenOutcome>> {
        let registration = with_loopback_port(self.registration)?;
        let (code, verifier) = (random_token()?, CodeVerifier::new()?);
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.expose_secret()),
            ("redirect_uri", &registration.redirect_uri),
            ("client_id", &registration.client_id),
            ("code_verifier", verifier.secret().expose_secret()),
        ];
        let new_request = || self.api_client.post(registration.token_endpoint());
        let Some(secret) = secret else { return self.send_token_request(new_request().form(&fields)).await };
        let basic_auth_result =
            self.send_token_request(new_request().basic(&registration.client_id, secret).form(&fields)).await?;
        if !basic_auth_result.outcome.rejects_client() {
            return Ok(basic_auth_result);
        }
        let fields_with_secret = [&fields[..], &[("client_secret", secret.expose_secret())]].concat();
        self.send_token_request(new_request().form(&fields_with_secret)).await
    }

    async fn send_token_request(&self, request: Request) -> Result<Observation<TokenOutcome>> {
        let response = match request.send(Budget::PROBE).await {
            Ok(response) => response,
            Err(error) if error.code == Code::ApiTooBig => {
                return Ok(Observation { outcome: TokenOutcome::NotTokenEndpoint, transaction_id: None });
            }
            Err(error) => return Err(error),
        };
        let outcome = match (parse_oauth_error(&response), response.status) {
            (Some((error, description)), status) => TokenOutcome::Error { status, error, description },
            (None, 404 | 410) => TokenOutcome::NotFound,
            (None, status @ (401 | 403)) => TokenOutcome::Denied(status),
            (None, 200..=399 | 405 | 501) => TokenOutcome::NotTokenEndpoint,
            // It may be that a made-up code was too much for it.
            (None, 500) => TokenOutcome::Inconclusive,
            (None, _) => match server_error(self.registration, &response) {
                Some(error) => return Err(error),
                None => TokenOutcome::Inconclusive,
            },
        };
        Ok(Observation { outcome, transaction_id: response.transaction_id })
    }

    /// Looks at the login page and at a call that every tenant knows.
    pub(super) async fn probe_portal(&self) -> Result<PortalObservation> {
        let tenant = &self.registration.tenant;
        let page = self.page_client.get(tenant.join("/login")).send(Budget::PROBE);
        let call = self.api_client.post(tenant.join("/security/whoami")).json("{}").send(Budget::PROBE);
        let (page, call) = tokio::join!(page, call);
        let call = call.ok();
        let is_envelope = call.as_ref().is_some_and(|call| {
            let body = String::from_utf8_lossy(call.body_without_bom());
            !matches!(parse_envelope(&body), Err(error) if error.code == Code::ApiFormat)
        });
        let is_tenant = is_envelope || call.as_ref().is_some_and(|call| call.transaction_id.is_some());
        let page = match page {
            Ok(page) => page,
            Err(error) if error.code == Code::ApiTooBig => {
                return Ok(PortalObservation { is_tenant, serves_page: true, is_not_found: false });
            }
            Err(error) => return Err(error),
        };
        let is_captive = |target| is_captive_portal(self.registration, &page, &target);
        if page.redirect_target(&tenant.join("/login")).is_some_and(is_captive) {
            return Err(Error::new(Code::NetPortal).with_host(tenant.host()));
        }
        if let Some(error) = server_error(self.registration, &page) {
            return Err(error);
        }
        let page_text = String::from_utf8_lossy(page.body_without_bom()).to_ascii_lowercase();
        let is_login_page = page.is_html() && LOGIN_PAGE_MARKERS.iter().any(|marker| page_text.contains(marker));
        Ok(PortalObservation {
            is_tenant: is_tenant || is_login_page || page.transaction_id.is_some(),
            serves_page: page.is_ok() || page.is_redirect(),
            is_not_found: matches!(page.status, 404 | 410),
        })
    }

    /// Asks for what cannot be right, one thing at a time.
    pub(super) async fn probe_controls(&self, baseline: &AuthorizeOutcome) -> Result<ControlOutcomes> {
        let unregistered_id = format!("portico-check-{}", &random_token()?.expose_secret()[..12]);
        let valid = self.registration;
        let probe = async |registration: ClientRegistration| {
            self.probe_authorize(&registration).await.ok().map(|observation| observation.outcome)
        };
        let app = probe(ClientRegistration { app_id: unregistered_id.clone(), ..valid.clone() });
        match baseline {
            AuthorizeOutcome::Login => {
                let host = unregistered_id.to_ascii_lowercase().replace('_', "-");
                let redirect_uri = format!("https://{host}.{INVALID_TLD}/");
                let redirect = probe(ClientRegistration { redirect_uri, ..valid.clone() });
                let scope = probe(ClientRegistration { scope: unregistered_id.clone(), ..valid.clone() });
                let (rejects_wrong_app, rejects_wrong_redirect, rejects_wrong_scope) =
                    tokio::join!(app, redirect, scope);
                Ok(ControlOutcomes {
                    rejects_wrong_app: rejects_wrong_app.is_some_and(|outcome| {
                        !matches!(outcome, AuthorizeOutcome::Login | AuthorizeOutcome::Inconclusive)
                    }),
                    rejects_wrong_redirect: rejects_wrong_redirect.is_some_and(|outcome| outcome.is_error_page()),
                    rejects_wrong_scope: rejects_wrong_scope.is_some_and(|outcome| {
                        outcome.is_error_page() || outcome.is_error_redirect_with(Code::AuthScope)
                    }),
                    accepts_without_scope: false,
                })
            }
            AuthorizeOutcome::ErrorPage(_) | AuthorizeOutcome::ServerError(_) => {
                let without_scope = probe(ClientRegistration { scope: String::new(), ..valid.clone() });
                let (app, without_scope) = tokio::join!(app, without_scope);
                Ok(ControlOutcomes {
                    rejects_wrong_app: matches!(app, Some(AuthorizeOutcome::NotFound)),
                    accepts_without_scope: !valid.scope.is_empty()
                        && matches!(without_scope, Some(AuthorizeOutcome::Login)),
                    ..ControlOutcomes::default()
                })
            }
            _ => Ok(ControlOutcomes::default()),
        }
    }
}

/// The network's and the server's own faults, by status.
pub(super) fn server_error(registration: &ClientRegistration, response: &Response) -> Option<Error> {
    let code = match response.status {
        407 => Code::NetProxy,
        429 | 503 => Code::ApiBusy,
        500..=599 => Code::TokenServer,
        _ => return None,
    };
    let mut error = Error::new(code).with_host(registration.tenant.host());
    error.retry_after = response.retry_after.map(|delay| SystemClock.now().plus(delay));
    error.transaction_id.clone_from(&response.transaction_id);
    Some(error)
}

/// A server between us and the tenant sends us to a page of its own, in the clear. Where the answer
/// has a tenant's mark, it is the tenant itself that sends us there.
pub(super) fn is_captive_portal(registration: &ClientRegistration, response: &Response, target: &Url) -> bool {
    let is_other_host = target.host() != registration.tenant.join("/").host();
    response.transaction_id.is_none() && target.scheme() == "http" && is_other_host && !is_loopback(target)
}

/// Where any loopback port may come back, one has to be named all the same.
pub(super) fn with_loopback_port(registration: &ClientRegistration) -> Result<ClientRegistration> {
    let mut url = Url::parse(&registration.redirect_uri).map_err(|_| Code::AddressForm)?;
    let mut registration = registration.clone();
    if url.port() == Some(0) {
        let _ = url.set_port(Some(PLACEHOLDER_PORT));
        registration.redirect_uri = url.into();
    }
    Ok(registration)
}

/// OAuth's error and description, in whatever status they come.
pub(super) fn parse_oauth_error(response: &Response) -> Option<(String, Option<String>)> {
    #[derive(Deserialize)]
    struct OAuthErrorBody {
        error: String,
        #[serde(default)]
        error_description: Option<String>,
    }
    let body: OAuthErrorBody = serde_json::from_slice(response.body_without_bom()).ok()?;
    let description = body.error_description.as_deref().and_then(text::sanitize_server_message);
    (!body.error.is_empty()).then_some((body.error, description))
}

fn page_hint(response: &Response) -> Hint {
    let page_text = String::from_utf8_lossy(response.body_without_bom()).to_ascii_lowercase();
    match (page_text.contains("redirect"), page_text.contains("client")) {
        (true, false) => Hint::Redirect,
        (false, true) => Hint::Client,
        _ => Hint::None,
    }
}
