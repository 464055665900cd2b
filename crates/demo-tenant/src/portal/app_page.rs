//! The page `/app/{slug}`, which stands for the app itself and shows who is signed in there.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::catalog::company;
use crate::http::page::{self, AppPage};
use crate::http::reply::Reply;
use crate::http::request::Request;
use crate::icons::endpoints;
use crate::sign_in::caller;
use crate::state::State;

pub(crate) fn app_page(state: &mut State, request: &Request, slug: &str) -> Reply {
    let user = match request.query.get("ticket").and_then(|ticket| state.launch_tickets.get(ticket)) {
        Some(user) => Some(user.clone()),
        None => caller::identify_caller(state, request).map(|caller| caller.account.name.clone()),
    };
    render(request, slug, user.as_deref().unwrap_or_default(), "through the portal")
}

/// `POST /app/{slug}/acs` reads the SAML response, as the app would.
pub(crate) fn assertion_consumer(request: &Request, slug: &str) -> Reply {
    let response = request.form.get("SAMLResponse").and_then(|text| STANDARD.decode(text).ok()).unwrap_or_default();
    let text = String::from_utf8_lossy(&response);
    let user = text.split_once("<NameID>").and_then(|(_, rest)| rest.split_once("</NameID>")).map(|(user, _)| user);
    match user {
        Some(user) => render(request, slug, user, "with SAML"),
        None => page::bad_request("There is no SAML response in this request."),
    }
}

/// `POST /app/{slug}/login` takes the filled-in form.
pub(crate) fn form_login(state: &State, request: &Request, slug: &str) -> Reply {
    match request.form.get("ticket").and_then(|ticket| state.launch_tickets.get(ticket)) {
        Some(user) => render(request, slug, user, "with a stored user name and password"),
        None => page::bad_request("The user name or the password is wrong."),
    }
}

fn render(request: &Request, slug: &str, user: &str, entry_method: &str) -> Reply {
    let Some(app) = company::find_app_by_slug(slug) else {
        return page::not_found();
    };
    page::render(&AppPage {
        base: &request.base,
        name: app.label(),
        category: &app.category,
        description: &app.description,
        user,
        entry_method,
        icon: &endpoints::page_icon_url(&app, request),
    })
}
