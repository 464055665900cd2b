//! Routes requests to their handlers. Paths are compared in lower case; ids in them keep their case.

use hyper::Method;
use serde_json::json;

use crate::http::envelope;
use crate::http::page;
use crate::http::reply::Reply;
use crate::http::request::Request;
use crate::http::static_file;
use crate::icons::endpoints;
use crate::oauth::authorize;
use crate::oauth::consent;
use crate::oauth::discovery;
use crate::oauth::end_session;
use crate::oauth::introspection;
use crate::oauth::token;
use crate::portal::app_list;
use crate::portal::app_page;
use crate::portal::credentials;
use crate::portal::launch;
use crate::portal::pages;
use crate::portal::tags;
use crate::sign_in::authentication;
use crate::sign_in::caller::{self, Caller};
use crate::sign_in::platform_token;
use crate::sign_in::user;
use crate::state::State;

pub(crate) fn route(state: &mut State, request: &Request) -> Reply {
    if request.method == Method::OPTIONS {
        return Reply::new(204, "text/plain", "").with_header("allow", "GET, PUT, POST, DELETE, PATCH, OPTIONS");
    }
    let segments = request.segments();
    let lower: Vec<String> = segments.iter().map(|segment| segment.to_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    let id = |n: usize| segments.get(n).map(String::as_str).unwrap_or_default();
    match lower.as_slice() {
        [] => Reply::redirect(&format!("{}/my", request.base)),
        ["login"] => pages::login_page(state, request),
        ["my"] => pages::portal_page(state, request),
        ["run"] => launch::run_app(state, request),
        ["app", _] => app_page::app_page(state, request, id(1)),
        ["app", _, "acs"] => app_page::assertion_consumer(request, id(1)),
        ["app", _, "login"] => app_page::form_login(state, request, id(1)),
        ["oauth2", action] => oauth(state, request, action, ""),
        ["oauth2", action, _] => oauth(state, request, action, id(2)),
        [_, ".well-known", "openid-configuration"] => discovery::openid_configuration(state, request, id(0)),
        ["vfslow" | "vfs", "lib", "application", "icons", name] => {
            endpoints::conditional_reply(request, endpoints::public_icon(name))
        }
        ["vfslow" | "vfs", "lib", "uibuild", "standalonelogin", name] => static_file::static_file(name),
        ["vfslow" | "vfs", "lib", "ui", "..", "uibuild", "standalonelogin", name] => static_file::static_file(name),
        ["sysinfo", action] => sysinfo(action),
        ["security", "startauthentication"] => authentication::start_authentication(state, request),
        ["security", "advanceauthentication"] => authentication::advance_authentication(state, request),
        ["security", "cleanupauthentication"] => authentication::cleanup_authentication(state, request),
        ["security", "startchallenge"] => authentication::start_challenge(state, request),
        ["uprest", "handleappclick"] => launch::handle_app_click(state, request),
        [family @ ("security" | "uprest" | "usermgmt" | "cdirectoryservice" | "folder"), action] => {
            let Some(handler) = authenticated_handler(family, action) else { return page::not_found() };
            match caller::require_caller(state, request) {
                Ok(caller) => handler(state, request, &caller),
                Err(reply) => reply,
            }
        }
        _ => page::not_found(),
    }
}

fn oauth(state: &mut State, request: &Request, action: &str, app: &str) -> Reply {
    let result = match action {
        "authorize" => authorize::authorize(state, request, app),
        "confirm" => consent::consent(state, request, app),
        "token" => token::token_endpoint(state, request, app),
        "revoke" => introspection::revoke(state, request, app),
        "introspect" => introspection::introspect(state, request, app),
        "userinfo" => introspection::userinfo(state, request, app),
        "keys" => discovery::key_set(state, app),
        "endsession" => Ok(end_session::end_session(state, request, (!app.is_empty()).then_some(app))),
        "refreshplatformtoken" if app.is_empty() => Ok(platform_token::refresh_platform_token(state, request)),
        _ => Err(page::not_found()),
    };
    match result {
        Ok(reply) | Err(reply) => reply,
    }
}

/// Anonymous and harmless: `dummy` is where desktop clients send the redirect that they intercept.
fn sysinfo(action: &str) -> Reply {
    match action {
        "dummy" => Reply::new(200, "text/plain; charset=utf-8", "OK"),
        "version" => envelope::success(&json!({ "Cloud": "24.11.1", "Name": "demo tenant" })),
        "about" => envelope::success(&json!({ "Version": "24.11.1", "Product": "demo tenant", "Pod": "Pod0" })),
        _ => page::not_found(),
    }
}

type AuthenticatedHandler = fn(&mut State, &Request, &Caller) -> Reply;

/// The handler of a call that needs a caller.
fn authenticated_handler(family: &str, action: &str) -> Option<AuthenticatedHandler> {
    Some(match (family, action) {
        ("security", "whoami") => |state, _, caller| user::identity(state, caller),
        ("security", "logout") | ("usermgmt", "signoutcurrentsession") => user::log_out,
        ("usermgmt", "getuserpicture") => |_, _, _| endpoints::user_picture(),
        ("usermgmt", "getuserattributes" | "getuserinfo") | ("cdirectoryservice", "getuserattributes") => {
            |_, _, caller| user::user_attributes(caller)
        }
        ("cdirectoryservice", "getuser") => |_, _, caller| user::directory_entry(caller),
        ("folder", "getfolders") => |_, _, caller| app_list::get_folders(caller),
        ("uprest", "getupdata") => app_list::get_up_data,
        ("uprest", "getappbykey") => |state, request, caller| app_list::get_app_by_key(state, request, caller),
        ("uprest", "geticon") => {
            |_, request, _| endpoints::protected_icon(&request.param("appkey").unwrap_or_default())
        }
        ("uprest", "setusercredsforapp") => credentials::set_credentials,
        ("uprest", "gettagsforapp") => |state, request, caller| tags::get_tags(state, request, caller),
        ("uprest", "upserttagsforapp") => tags::set_tags,
        _ => return None,
    })
}
