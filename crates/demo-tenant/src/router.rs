//! AppRef path leads where. Paths are compared in lower case; the ids inside them keep theirs.

use hyper::Method;
use serde_json::json;

use crate::caller::{self, Caller};
use crate::reply::Reply;
use crate::request::Request;
use crate::state::State;
use crate::{
    app_page, authorize, consent, credentials, discovery, end_session, envelope, icon, introspection, launch, page,
    platform_token, portal_data, portal_page, sign_in, static_file, step_up, tag, token, user,
};

pub(crate) fn answer(state: &mut State, request: &Request) -> Reply {
    if request.method == Method::OPTIONS {
        return Reply::new(204, "text/plain", "").with("allow", "GET, PUT, POST, DELETE, PATCH, OPTIONS");
    }
    let segments = request.segments();
    let lower: Vec<String> = segments.iter().map(|segment| segment.to_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    let id = |n: usize| segments.get(n).map(String::as_str).unwrap_or_default();
    match lower.as_slice() {
        [] => Reply::redirect(&format!("{}/my", request.base)),
        ["login"] => portal_page::login(state, request),
        ["my"] => portal_page::portal(state, request),
        ["run"] => launch::run(state, request),
        ["app", _] => app_page::show(state, request, id(1)),
        ["app", _, "acs"] => app_page::assertion_consumer(request, id(1)),
        ["app", _, "login"] => app_page::form_login(state, request, id(1)),
        ["oauth2", action] => oauth(state, request, action, ""),
        ["oauth2", action, _] => oauth(state, request, action, id(2)),
        [_, ".well-known", "openid-configuration"] => discovery::configuration(state, request, id(0)),
        ["vfslow" | "vfs", "lib", "application", "icons", name] => icon::unless_known(request, icon::public(name)),
        ["vfslow" | "vfs", "lib", "uibuild", "standalonelogin", name] => static_file::get(name),
        ["vfslow" | "vfs", "lib", "ui", "..", "uibuild", "standalonelogin", name] => static_file::get(name),
        ["sysinfo", action] => system(action),
        ["security", "startauthentication"] => sign_in::start(state, request),
        ["security", "advanceauthentication"] => sign_in::advance(state, request),
        ["security", "cleanupauthentication"] => sign_in::clean_up(state, request),
        ["security", "startchallenge"] => step_up::start(state, request),
        ["uprest", "handleappclick"] => launch::click(state, request),
        [family @ ("security" | "uprest" | "usermgmt" | "cdirectoryservice" | "folder"), action] => {
            if !is_known(family, action) {
                return page::not_found();
            }
            match caller::require(state, request) {
                Ok(caller) => signed_in(state, request, &caller, family, action),
                Err(reply) => reply,
            }
        }
        _ => page::not_found(),
    }
}

fn oauth(state: &mut State, request: &Request, action: &str, app: &str) -> Reply {
    match action {
        "authorize" => authorize::authorize(state, request, app),
        "confirm" => consent::confirm(state, request, app),
        "token" => token::token(state, request, app),
        "revoke" => introspection::revoke(state, request, app),
        "introspect" => introspection::introspect(state, request, app),
        "userinfo" => introspection::user_info(state, request, app),
        "keys" => discovery::keys(state, app),
        "endsession" => end_session::end(state, request, (!app.is_empty()).then_some(app)),
        "refreshplatformtoken" if app.is_empty() => platform_token::refresh(state, request),
        _ => page::not_found(),
    }
}

/// Anonymous and harmless: `dummy` is where desktop clients send the redirect that they intercept.
fn system(action: &str) -> Reply {
    match action {
        "dummy" => Reply::new(200, "text/plain; charset=utf-8", "OK"),
        "version" => envelope::success(&json!({ "Cloud": "24.11.1", "Name": "demo tenant" })),
        "about" => envelope::success(&json!({ "Version": "24.11.1", "Product": "demo tenant", "Pod": "Pod0" })),
        _ => page::not_found(),
    }
}

fn is_known(family: &str, action: &str) -> bool {
    matches!(
        (family, action),
        ("security", "whoami" | "logout")
            | ("usermgmt", "getuserattributes" | "getuserinfo" | "getuserpicture" | "signoutcurrentsession")
            | ("cdirectoryservice", "getuser" | "getuserattributes")
            | ("folder", "getfolders")
            | (
                "uprest",
                "getupdata" | "getappbykey" | "geticon" | "setusercredsforapp" | "gettagsforapp" | "upserttagsforapp"
            )
    )
}

fn signed_in(state: &mut State, request: &Request, caller: &Caller, family: &str, action: &str) -> Reply {
    match (family, action) {
        ("security", "whoami") => user::who_am_i(state, caller),
        ("security", "logout") | ("usermgmt", "signoutcurrentsession") => user::log_out(state, request, caller),
        ("usermgmt", "getuserpicture") => icon::portrait(),
        ("usermgmt", _) | ("cdirectoryservice", "getuserattributes") => user::attributes(caller),
        ("cdirectoryservice", _) => user::directory_entry(caller),
        ("folder", _) => portal_data::folders(caller),
        (_, "getupdata") => portal_data::up_data(state, request, caller),
        (_, "getappbykey") => portal_data::app_by_key(state, request, caller),
        (_, "geticon") => icon::protected(&request.param("appkey").unwrap_or_default()),
        (_, "setusercredsforapp") => credentials::set(state, request, caller),
        (_, "gettagsforapp") => tag::read(state, request, caller),
        (_, "upserttagsforapp") => tag::write(state, request, caller),
        _ => page::not_found(),
    }
}
