//! The portal's pages in a browser: `/login` and `/my`.

use hyper::Method;

use crate::catalog::company;
use crate::http::page::{self, LoginPage, PortalApp, PortalPage};
use crate::http::reply::Reply;
use crate::http::request::{Request, percent_encode};
use crate::icons::endpoints;
use crate::sign_in::caller;
use crate::state::State;

/// A page with ten thousand links would be of no use.
const MAX_LISTED_APPS: usize = 200;

pub(crate) fn login_page(state: &State, request: &Request) -> Reply {
    let challenge = request.query.get("challengeId").unwrap_or_default();
    page::render(&LoginPage {
        base: &request.base,
        tenant: &state.config.tenant.name,
        target: &redirect_target(request),
        challenge,
    })
}

/// Where the login page goes next; never away from this tenant.
fn redirect_target(request: &Request) -> String {
    if let Some(redirect) = request.query.get("cloudRedirect") {
        let path = redirect.trim_start_matches(['/', '\\']);
        let is_path = path.split(['/', '?', '#']).next().is_some_and(|head| !head.contains(':'));
        return if is_path { format!("/{path}") } else { "/my".to_owned() };
    }
    match request.query.get("appkey") {
        None => "/my".to_owned(),
        Some(key) => {
            let mut path = format!("/run?appkey={}", percent_encode(key));
            for name in ["customerID", "challengeId"] {
                if let Some(value) = request.query.get(name) {
                    path.push_str(&format!("&{name}={}", percent_encode(value)));
                }
            }
            path
        }
    }
}

pub(crate) fn portal_page(state: &mut State, request: &Request) -> Reply {
    if request.method == Method::POST {
        return page::bad_request("This tenant takes no SAML from another identity provider.");
    }
    let Some(caller) = caller::identify_caller(state, request) else {
        return Reply::redirect(&format!("{}/login", request.base));
    };
    let customer = &state.config.tenant.id;
    let apps = company::assigned_apps(&caller.account)
        .take(MAX_LISTED_APPS)
        .map(|app| PortalApp {
            name: app.label().to_owned(),
            category: app.category.clone(),
            icon: endpoints::page_icon_url(&app, request),
            link: format!("{}/run?appkey={}&customerID={customer}", request.base, percent_encode(&app.key())),
        })
        .collect();
    page::render(&PortalPage {
        base: &request.base,
        tenant: &state.config.tenant.name,
        user: &caller.account.name,
        apps,
        total: caller.account.apps,
    })
}
