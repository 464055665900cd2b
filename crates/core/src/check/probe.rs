//! The questions that a check asks, and what kind of answer came back. What it means for the setup
//! steps is `judge`'s part.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use crate::clock::{Clock, Millis, SystemClock};
use crate::http::{Answer, Budget, Http, Request};
use crate::json::envelope;
use crate::oauth::pkce::{Verifier, random_token};
use crate::oauth::{Flow, Navigation};
use crate::problem::{Code, Problem, Result};
use crate::registration::Registration;
use crate::tenant::is_loopback;
use crate::text;

/// The address of the redirect that no administrator has entered; the top level exists nowhere.
const NOBODYS_HOST: &str = "invalid";
/// Any port will do where the server lets any pass.
const SOME_PORT: u16 = 47631;
/// Where the login page of the portal has its files (seed 002; tenant-api §3.2).
const PORTAL_FILES: [&str; 2] = ["/vfslow/", "standalonelogin"];

/// An answer, and whether it carries the mark that only tenants set.
pub(super) struct Seen<T> {
    pub(super) what: T,
    pub(super) is_tenant: bool,
    /// The tenant's number for the exchange.
    pub(super) request: Option<String>,
}

/// What the authorize endpoint makes of a request without cookies.
pub(super) enum Authorize {
    /// Sends on to a login page, or shows one.
    Login,
    /// Comes back to the redirect with a refusal.
    Back(Problem),
    /// A page of its own: the redirect is not trusted, or the client.
    Refused(Hint),
    Missing,
    /// 500: a fault, or the tenant's way to refuse.
    Fault(Problem),
    /// Something between us and the endpoint.
    Unclear,
}

/// What the words of a page are about, for when nothing else decides.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    Redirect,
    Client,
    None,
}

/// What the token endpoint makes of a code that it never gave.
pub(super) enum Token {
    /// OAuth's own form of a refusal (RFC 6749 §5.2).
    Error {
        status: u16,
        error: String,
        said: Option<String>,
    },
    /// 401 or 403 in another form.
    Denied(u16),
    Missing,
    /// No server that knows tokens answers so.
    Nonsense,
    Unclear,
}

/// What the tenant's own pages and calls look like.
#[derive(Default)]
pub(super) struct Home {
    pub(super) is_tenant: bool,
    pub(super) is_page: bool,
    pub(super) is_missing: bool,
}

/// What the authorize endpoint makes of requests that differ from the right one in one thing. True:
/// it tells the two apart.
#[derive(Default)]
pub(super) struct Controls {
    pub(super) app: bool,
    pub(super) redirect: bool,
    pub(super) scope: bool,
    /// The right request was refused, and the same without a scope was not.
    pub(super) passes_without_scope: bool,
}

pub(super) struct Asker<'a> {
    registration: &'a Registration,
    /// As a browser asks.
    pages: Http,
    /// As Portico asks.
    calls: Http,
}

impl<'a> Asker<'a> {
    pub(super) fn new(registration: &'a Registration) -> Result<Self> {
        let tenant = &registration.tenant;
        Ok(Self { registration, pages: Http::for_pages(tenant.clone())?, calls: Http::new(tenant.clone())? })
    }

    /// # Errors
    /// Whatever keeps the endpoint from being reached at all.
    pub(super) async fn authorize(&self, registration: &Registration) -> Result<Seen<Authorize>> {
        let mut flow = Flow::start(&with_a_port(registration)?, Millis::default())?;
        let url = flow.authorize_url().clone();
        let answer = match self.pages.get(url.clone()).send(Budget::PROBE).await {
            Ok(answer) => answer,
            // A login page that is larger than we care to read.
            Err(problem) if problem.code == Code::ApiTooBig => {
                return Ok(Seen { what: Authorize::Login, is_tenant: false, request: None });
            }
            Err(problem) => return Err(problem),
        };
        let what = match answer.status {
            300..=399 => self.redirected(&answer, &url, &mut flow)?,
            404 | 410 => Authorize::Missing,
            401 | 403 if answer.transaction.is_none() => Authorize::Unclear,
            status => match self.unable(&answer) {
                Some(problem) if status == 500 && answer.transaction.is_some() => Authorize::Fault(problem),
                Some(problem) => return Err(problem),
                None if status >= 400 => Authorize::Refused(hint(&answer)),
                None => Authorize::Login,
            },
        };
        Ok(seen(what, &answer))
    }

    fn redirected(&self, answer: &Answer, from: &Url, flow: &mut Flow) -> Result<Authorize> {
        let Some(to) = answer.location.as_deref().and_then(|location| from.join(location).ok()) else {
            return Ok(Authorize::Unclear);
        };
        // The tenant's own page for things that went wrong (tenant-api §7.2).
        if self.registration.tenant.is_origin_of(&to) && to.path().to_ascii_lowercase().ends_with("/uperror") {
            return Ok(Authorize::Refused(Hint::None));
        }
        match flow.on_navigation(&to, Millis::default()) {
            Navigation::Finish(Err(problem)) => Ok(Authorize::Back(problem.at(self.registration.tenant.host()))),
            _ if is_captive(self.registration, answer, &to) => {
                Err(Problem::new(Code::NetPortal).at(self.registration.tenant.host()))
            }
            _ => Ok(Authorize::Login),
        }
    }

    /// Asks for tokens with a code that nobody gave. With a secret in both forms, if one is refused:
    /// tenants differ (tenant-api §9, 17).
    pub(super) async fn token(&self, secret: Option<&SecretString>) -> Result<Seen<Token>> {
        let registration = with_a_port(self.registration)?;
        let (code, verifier) = (random_token()?, Verifier::new()?);
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.expose_secret()),
            ("redirect_uri", &registration.redirect_uri),
            ("client_id", &registration.client_id),
            ("code_verifier", verifier.secret().expose_secret()),
        ];
        let post = || self.calls.post(registration.token_endpoint());
        let Some(secret) = secret else { return self.token_answer(post().form(&fields)).await };
        let by_header = self.token_answer(post().basic(&registration.client_id, secret).form(&fields)).await?;
        if !by_header.what.refuses_client() {
            return Ok(by_header);
        }
        let with_secret = [&fields[..], &[("client_secret", secret.expose_secret())]].concat();
        self.token_answer(post().form(&with_secret)).await
    }

    async fn token_answer(&self, request: Request) -> Result<Seen<Token>> {
        let answer = match request.send(Budget::PROBE).await {
            Ok(answer) => answer,
            Err(problem) if problem.code == Code::ApiTooBig => {
                return Ok(Seen { what: Token::Nonsense, is_tenant: false, request: None });
            }
            Err(problem) => return Err(problem),
        };
        let what = match (refusal(&answer), answer.status) {
            (Some((error, said)), status) => Token::Error { status, error, said },
            (None, 404 | 410) => Token::Missing,
            (None, status @ (401 | 403)) => Token::Denied(status),
            (None, 200..=399 | 405 | 501) => Token::Nonsense,
            // It may be that a made-up code was too much for it.
            (None, 500) => Token::Unclear,
            (None, _) => match self.unable(&answer) {
                Some(problem) => return Err(problem),
                None => Token::Unclear,
            },
        };
        Ok(seen(what, &answer))
    }

    /// Looks at the login page and at a call that every tenant knows.
    pub(super) async fn home(&self) -> Result<Home> {
        let tenant = &self.registration.tenant;
        let page = self.pages.get(tenant.join("/login")).send(Budget::PROBE);
        let call = self.calls.post(tenant.join("/security/whoami")).json("{}").send(Budget::PROBE);
        let (page, call) = tokio::join!(page, call);
        let call = call.ok();
        let is_envelope = call.as_ref().is_some_and(|call| {
            let body = String::from_utf8_lossy(call.text());
            !matches!(envelope(&body), Err(problem) if problem.code == Code::ApiFormat)
        });
        let is_tenant = is_envelope || call.as_ref().is_some_and(|call| call.transaction.is_some());
        let page = match page {
            Ok(page) => page,
            Err(problem) if problem.code == Code::ApiTooBig => {
                return Ok(Home { is_tenant, is_page: true, is_missing: false });
            }
            Err(problem) => return Err(problem),
        };
        let to = page.location.as_deref().and_then(|location| tenant.join("/login").join(location).ok());
        if to.is_some_and(|to| is_captive(self.registration, &page, &to)) {
            return Err(Problem::new(Code::NetPortal).at(tenant.host()));
        }
        if let Some(problem) = self.unable(&page) {
            return Err(problem);
        }
        let body = String::from_utf8_lossy(page.text()).to_ascii_lowercase();
        let is_portal = page.is_html() && PORTAL_FILES.iter().any(|files| body.contains(files));
        Ok(Home {
            is_tenant: is_tenant || is_portal || page.transaction.is_some(),
            is_page: page.is_ok() || page.is_redirect(),
            is_missing: matches!(page.status, 404 | 410),
        })
    }

    /// Asks for what cannot be right, one thing at a time.
    pub(super) async fn controls(&self, right: &Authorize) -> Result<Controls> {
        let nobody = format!("portico-check-{}", &random_token()?.expose_secret()[..12]);
        let own = self.registration;
        let ask = async |registration: Registration| self.authorize(&registration).await.ok().map(|seen| seen.what);
        let app = ask(Registration { app_id: nobody.clone(), ..own.clone() });
        match right {
            Authorize::Login => {
                let host = nobody.to_ascii_lowercase().replace('_', "-");
                let redirect_uri = format!("https://{host}.{NOBODYS_HOST}/");
                let redirect = ask(Registration { redirect_uri, ..own.clone() });
                let scope = ask(Registration { scope: nobody.clone(), ..own.clone() });
                let (app, redirect, scope) = tokio::join!(app, redirect, scope);
                Ok(Controls {
                    app: app.is_some_and(|seen| !matches!(seen, Authorize::Login | Authorize::Unclear)),
                    redirect: redirect.is_some_and(|seen| seen.is_own_page()),
                    scope: scope.is_some_and(|seen| seen.is_own_page() || seen.is_back_for(Code::AuthScope)),
                    passes_without_scope: false,
                })
            }
            Authorize::Refused(_) | Authorize::Fault(_) => {
                let scopeless = ask(Registration { scope: String::new(), ..own.clone() });
                let (app, scopeless) = tokio::join!(app, scopeless);
                Ok(Controls {
                    app: matches!(app, Some(Authorize::Missing)),
                    passes_without_scope: !own.scope.is_empty() && matches!(scopeless, Some(Authorize::Login)),
                    ..Controls::default()
                })
            }
            _ => Ok(Controls::default()),
        }
    }

    /// A status that says that the server cannot, whatever it is asked.
    fn unable(&self, answer: &Answer) -> Option<Problem> {
        unable(self.registration, answer)
    }
}

/// The network's and the server's own faults, by status.
pub(super) fn unable(registration: &Registration, answer: &Answer) -> Option<Problem> {
    let code = match answer.status {
        407 => Code::NetProxy,
        429 | 503 => Code::ApiBusy,
        500..=599 => Code::TokenServer,
        _ => return None,
    };
    let mut problem = Problem::new(code).at(registration.tenant.host());
    problem.until = answer.retry_after.map(|wait| SystemClock.now().plus(wait));
    problem.request.clone_from(&answer.transaction);
    Some(problem)
}

/// A server between us and the tenant sends us to a page of its own, in the clear. Where the answer
/// has a tenant's mark, it is the tenant itself that sends us there.
pub(super) fn is_captive(registration: &Registration, answer: &Answer, to: &Url) -> bool {
    let elsewhere = to.host() != registration.tenant.join("/").host();
    answer.transaction.is_none() && to.scheme() == "http" && elsewhere && !is_loopback(to)
}

/// Where any loopback port may come back, one has to be named all the same.
pub(super) fn with_a_port(registration: &Registration) -> Result<Registration> {
    let mut url = Url::parse(&registration.redirect_uri).map_err(|_| Code::AddressForm)?;
    let mut registration = registration.clone();
    if url.port() == Some(0) {
        let _ = url.set_port(Some(SOME_PORT));
        registration.redirect_uri = url.into();
    }
    Ok(registration)
}

/// OAuth's error and description, in whatever status they come.
pub(super) fn refusal(answer: &Answer) -> Option<(String, Option<String>)> {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
        #[serde(default)]
        error_description: Option<String>,
    }
    let refusal: Refusal = serde_json::from_slice(answer.text()).ok()?;
    let said = refusal.error_description.as_deref().and_then(text::said);
    (!refusal.error.is_empty()).then_some((refusal.error, said))
}

fn hint(answer: &Answer) -> Hint {
    let words = String::from_utf8_lossy(answer.text()).to_ascii_lowercase();
    match (words.contains("redirect"), words.contains("client")) {
        (true, false) => Hint::Redirect,
        (false, true) => Hint::Client,
        _ => Hint::None,
    }
}

fn seen<T>(what: T, answer: &Answer) -> Seen<T> {
    Seen { what, is_tenant: answer.transaction.is_some(), request: answer.transaction.clone() }
}

impl Authorize {
    const fn is_own_page(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::Fault(_) | Self::Missing)
    }

    fn is_back_for(&self, code: Code) -> bool {
        matches!(self, Self::Back(problem) if problem.code == code)
    }
}

impl Token {
    pub(super) const fn is_oauth(&self) -> bool {
        matches!(self, Self::Error { .. })
    }

    pub(super) fn is(&self, name: &str) -> bool {
        matches!(self, Self::Error { error, .. } if error == name)
    }

    /// `unauthorized_client` is about the flow by the book (RFC 6749 §5.2), and about a wrong secret
    /// where it comes with 401.
    pub(super) fn refuses_client(&self) -> bool {
        match self {
            Self::Error { status, error, .. } => {
                error == "invalid_client" || (error == "unauthorized_client" && matches!(status, 401 | 403))
            }
            Self::Denied(_) => true,
            _ => false,
        }
    }
}
