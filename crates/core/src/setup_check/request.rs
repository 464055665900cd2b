//! A check that starts from what an administrator types, without Portico's settings or accounts: `portico check`.

use std::sync::Arc;

use secrecy::SecretString;
use url::Url;

use super::{SignInOutcome, check_tenant, first_failure, new_view};
use crate::clock::{Clock, SystemClock};
use crate::error::{Error, Result};
use crate::session::{Session, TokenClient};
use crate::sign_in::loopback::server::Listener;
use crate::sign_in::oauth::flow::{Flow, IssuerRule};
use crate::sign_in::oauth::metadata::fetch_metadata;
use crate::tenant::discovery;
use crate::tenant::registration::ClientRegistration;
use crate::tenant::url::{TenantUrl, UserInput};
use crate::view::{CheckStep, CheckStepResult, SetupCheckView, SignInMethod, TenantView, Verdict};

/// What to check. Portico's own default stands for `None`.
#[derive(Debug)]
pub struct CheckRequest {
    pub tenant: UserInput,
    pub sign_in_method: SignInMethod,
    pub app_id: Option<String>,
    pub client_id: Option<String>,
    pub redirect_uri: Option<String>,
    pub scope: Option<String>,
    pub secret: Option<SecretString>,
    /// Signs in first, with the browser, and so proves the last steps too.
    pub signs_in_with_browser: bool,
}

impl CheckRequest {
    /// `open_url` shows the user the page to sign in at.
    pub async fn run(self, open_url: impl Fn(&Url) + Send) -> SetupCheckView {
        let tenant = match &self.tenant {
            UserInput::Address { url, .. } => url.clone(),
            UserInput::ShortName(name) => match discovery::find_by_short_name(name).await {
                Ok(tenant) => tenant,
                Err(error) => return tenant_not_found_view(name, error),
            },
        };
        let registration = self.registration(tenant);
        let secret = self.secret.as_ref();
        let mut steps = check_tenant(&registration, secret, SignInOutcome::default(), |_| {}).await;
        if self.signs_in_with_browser && first_failure(&steps).is_none() {
            let result = sign_in(&registration, self.secret.clone(), open_url).await;
            let outcome = SignInOutcome { session: result.as_ref().ok(), error: result.as_ref().err() };
            steps = check_tenant(&registration, secret, outcome, |_| {}).await;
            if let Ok(session) = result {
                // The report does not depend on it.
                let _ = session.sign_out().await;
            }
        }
        SetupCheckView { steps, ..new_view(&registration) }
    }

    fn registration(&self, tenant: TenantUrl) -> ClientRegistration {
        let default = ClientRegistration::with_defaults(tenant).with_sign_in_method(self.sign_in_method);
        ClientRegistration {
            app_id: self.app_id.clone().unwrap_or(default.app_id),
            client_id: self.client_id.clone().unwrap_or(default.client_id),
            redirect_uri: self.redirect_uri.clone().unwrap_or(default.redirect_uri),
            scope: self.scope.clone().unwrap_or(default.scope),
            ..default
        }
    }
}

async fn sign_in(
    registration: &ClientRegistration,
    secret: Option<SecretString>,
    open_url: impl Fn(&Url),
) -> Result<Arc<Session>> {
    let clock = Arc::new(SystemClock);
    let listener = Listener::bind(&registration.redirect_uri).await?;
    let registration = ClientRegistration { redirect_uri: listener.redirect_uri().to_owned(), ..registration.clone() };
    let issuer_rule = IssuerRule { metadata: fetch_metadata(&registration).await, ..IssuerRule::default() };
    let token_client = TokenClient::new(registration, secret)?;
    let flow = Flow::start(token_client.registration(), clock.now())?.with_issuer_rule(issuer_rule);
    open_url(flow.authorize_url());
    let authorization_code = listener.wait_for_callback(flow, &*clock).await?;
    Session::from_authorization_code(token_client, authorization_code, clock).await.map(Arc::new)
}

/// A short name that no tenant answers to, in the form of every other failure.
fn tenant_not_found_view(name: &str, error: Error) -> SetupCheckView {
    SetupCheckView {
        tenant: Some(TenantView { name: name.to_owned(), host: name.to_owned() }),
        steps: vec![CheckStepResult { step: CheckStep::Reachable, verdict: Verdict::Failed, problem: Some(error) }],
        ..SetupCheckView::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenant::url::parse_user_input;

    fn registration(input: &str, change: impl FnOnce(&mut CheckRequest)) -> ClientRegistration {
        let tenant = parse_user_input(input).unwrap();
        let UserInput::Address { url, .. } = tenant.clone() else { panic!("{input}") };
        let mut request = CheckRequest {
            tenant,
            sign_in_method: SignInMethod::Webview,
            app_id: None,
            client_id: None,
            redirect_uri: None,
            scope: None,
            secret: None,
            signs_in_with_browser: false,
        };
        change(&mut request);
        request.registration(url)
    }

    #[test]
    fn missing_options_are_defaults_of_tenant_and_method() {
        let default = registration("acme.my.idaptive.app/my#/MyApps", |_| {});
        let tenant = TenantUrl::parse("https://acme.my.idaptive.app").unwrap();
        assert_eq!(default, ClientRegistration::with_defaults(tenant));
        let browser = registration("127.0.0.1:4000", |request| request.sign_in_method = SignInMethod::Browser);
        assert_eq!(browser.redirect_uri, "http://127.0.0.1:47631/127.0.0.1:4000");
        let full = registration("acme.my.idaptive.app", |request| {
            request.sign_in_method = SignInMethod::Portal;
            request.app_id = Some("A".into());
            request.client_id = Some("B".into());
            request.redirect_uri = Some("https://acme.test/x".into());
            request.scope = Some(String::new());
        });
        assert_eq!(full.sign_in_method, SignInMethod::Portal);
        assert_eq!(
            (full.app_id.as_str(), full.client_id.as_str(), full.redirect_uri.as_str(), full.scope.as_str()),
            ("A", "B", "https://acme.test/x", "")
        );
    }
}
