//! Renders the tenant's HTML pages, one type for each template.

use askama::Template;

use crate::http::reply::Reply;

#[derive(Template)]
#[template(path = "login.html")]
pub(crate) struct LoginPage<'a> {
    pub(crate) base: &'a str,
    pub(crate) tenant: &'a str,
    /// Where to go after the sign-in, below the base path.
    pub(crate) target: &'a str,
    /// Names the app that wants one more factor.
    pub(crate) challenge: &'a str,
}

#[derive(Template)]
#[template(path = "consent.html")]
pub(crate) struct ConsentPage<'a> {
    pub(crate) base: &'a str,
    pub(crate) tenant: &'a str,
    pub(crate) app: &'a str,
    pub(crate) user: &'a str,
    pub(crate) scopes: Vec<String>,
    pub(crate) bounce: &'a str,
}

pub(crate) struct PortalApp {
    pub(crate) name: String,
    pub(crate) category: String,
    pub(crate) icon: String,
    pub(crate) link: String,
}

#[derive(Template)]
#[template(path = "portal.html")]
pub(crate) struct PortalPage<'a> {
    pub(crate) base: &'a str,
    pub(crate) tenant: &'a str,
    pub(crate) user: &'a str,
    pub(crate) apps: Vec<PortalApp>,
    pub(crate) total: usize,
}

#[derive(Template)]
#[template(path = "app.html")]
pub(crate) struct AppPage<'a> {
    pub(crate) base: &'a str,
    pub(crate) name: &'a str,
    pub(crate) category: &'a str,
    pub(crate) description: &'a str,
    /// Empty if no user is signed in.
    pub(crate) user: &'a str,
    pub(crate) entry_method: &'a str,
    pub(crate) icon: &'a str,
}

/// A form that submits itself: a SAML response, or a user name and password.
#[derive(Template)]
#[template(path = "post.html")]
pub(crate) struct PostPage<'a> {
    pub(crate) action: &'a str,
    pub(crate) name: &'a str,
    pub(crate) fields: Vec<(&'a str, String)>,
}

#[derive(Template)]
#[template(path = "credentials.html")]
pub(crate) struct CredentialsPage<'a> {
    pub(crate) base: &'a str,
    pub(crate) tenant: &'a str,
    pub(crate) name: &'a str,
    pub(crate) key: &'a str,
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage<'a> {
    title: &'a str,
    text: &'a str,
    is_error: bool,
}

pub(crate) fn render(page: &impl Template) -> Reply {
    match page.render() {
        Ok(text) => Reply::html(200, text),
        Err(error) => Reply::html(500, error.to_string()),
    }
}

pub(crate) fn message(status: u16, title: &str, text: &str) -> Reply {
    render(&MessagePage { title, text, is_error: false }).with_status(status)
}

pub(crate) fn bad_request(text: &str) -> Reply {
    render(&MessagePage { title: "Bad request", text, is_error: true }).with_status(400)
}

/// The portal's own error page: HTTP 200, and a `div` that clients look for.
pub(crate) fn launch_error(text: &str) -> Reply {
    render(&MessagePage { title: "Application error", text, is_error: true })
}

pub(crate) fn not_found() -> Reply {
    message(404, "Page not found", "The resource cannot be found.")
}
