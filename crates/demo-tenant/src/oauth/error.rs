//! OAuth errors in their two forms: JSON at the endpoints, parameters in the redirect.

use serde_json::json;

use crate::http::reply::Reply;
use crate::http::request::percent_encode;

/// `{"error","error_description"}` with 400.
pub(crate) fn error_reply(error: &str, description: &str) -> Reply {
    Reply::json(&json!({ "error": error, "error_description": description })).with_status(400)
}

/// 401 with a challenge if the client used the Authorization header, else 400.
pub(crate) fn invalid_client(used_basic: bool) -> Reply {
    let reply = error_reply("invalid_client", "The client is unknown or its secret is wrong.");
    if used_basic { reply.with_status(401).with_header("www-authenticate", "Basic realm=\"OAuth2\"") } else { reply }
}

/// The redirect URI with parameters added to whatever query it has.
pub(crate) fn append_params(redirect_uri: &str, params: &[(&str, &str)]) -> String {
    let (head, fragment) = match redirect_uri.split_once('#') {
        Some((head, fragment)) => (head, format!("#{fragment}")),
        None => (redirect_uri, String::new()),
    };
    let mut separator = if head.contains('?') { '&' } else { '?' };
    let mut out = head.to_owned();
    for (name, value) in params {
        out.push(separator);
        out.push_str(&format!("{name}={}", percent_encode(value)));
        separator = '&';
    }
    out + &fragment
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appended_params_are_encoded_before_fragment() {
        assert_eq!(append_params("app://cb", &[("code", "a/b")]), "app://cb?code=a%2Fb");
        assert_eq!(append_params("http://h/?x=1#f", &[("state", "é=\n")]), "http://h/?x=1&state=%C3%A9%3D%0A#f");
    }
}
