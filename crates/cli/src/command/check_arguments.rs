//! Reads the arguments of `portico check`.

use clap::ArgMatches;
use portico_core::error::Code;
use portico_core::setup_check::CheckRequest;
use portico_core::tenant::registration::{is_app_id, parse_redirect_uri};
use portico_core::tenant::url::parse_user_input;
use portico_core::view::SignInMethod;

/// # Errors
/// A sentence that says which argument cannot be right. It does not repeat the argument, since an address may hold a
/// password.
pub(super) fn parse_request(arguments: &ArgMatches) -> Result<CheckRequest, &'static str> {
    let text = |name| arguments.get_one::<String>(name).map(|text| text.trim().to_owned());
    let (app_id, client_id, redirect_uri) = (text("app-id"), text("client-id"), text("redirect-uri"));
    let signs_in_with_browser = arguments.get_flag("browser");
    let sign_in_method = match text("sign-in").as_deref() {
        Some("browser") => SignInMethod::Browser,
        Some(_) if signs_in_with_browser => return Err("--browser and another --sign-in do not go together."),
        Some("portal") => SignInMethod::Portal,
        None if signs_in_with_browser => SignInMethod::Browser,
        _ => SignInMethod::Webview,
    };
    if app_id.as_ref().is_some_and(|id| !is_app_id(id)) {
        return Err("--app-id needs a value without spaces and without any of / \\ ? # %.");
    }
    if client_id.as_ref().is_some_and(String::is_empty) {
        return Err("--client-id needs a value.");
    }
    if redirect_uri.as_ref().is_some_and(|uri| parse_redirect_uri(uri).is_err()) {
        return Err("--redirect-uri must be https, or http on this very computer.");
    }
    let tenant = parse_user_input(&text("url").unwrap_or_default()).map_err(|error| match error.code {
        Code::AddressEmpty => "The URL is empty.",
        Code::AddressHttp => "The URL must begin with https. Plain http is for this very computer only.",
        Code::AddressScheme => "The URL must begin with https.",
        Code::AddressUser => "The URL must not hold a user name or a password.",
        Code::AddressMail => "This is an e-mail address. The company's address is needed.",
        _ => "This is no URL that a tenant can have.",
    })?;
    let (scope, secret) = (text("scope"), None);
    Ok(CheckRequest { tenant, sign_in_method, app_id, client_id, redirect_uri, scope, secret, signs_in_with_browser })
}
