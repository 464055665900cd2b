//! Scopes: each names the paths that a bearer token may call. OpenID scopes open no path.

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

/// One `[[app.scope]]` of the configuration.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    pub name: String,
    #[serde(default)]
    pub description: String,
    /// Regular expressions on the request path, matched anywhere in it and without regard to case.
    #[serde(default)]
    pub rest: Vec<String>,
}

impl Scope {
    pub(crate) fn patterns(&self) -> impl Iterator<Item = Result<Regex, regex::Error>> + '_ {
        self.rest.iter().map(|rest| RegexBuilder::new(rest).case_insensitive(true).build())
    }

    pub(crate) fn allows(&self, path: &str) -> bool {
        self.patterns().flatten().any(|pattern| pattern.is_match(path))
    }
}

/// Scopes of OpenID Connect: accepted by every app, they add an `id_token` and open no path.
pub(crate) const OPENID_SCOPES: [&str; 4] = ["openid", "profile", "email", "offline_access"];

pub(crate) fn parse_scope_names(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scope_pattern_matches_anywhere_ignoring_case() {
        let scope =
            Scope { name: "s".into(), description: String::new(), rest: vec!["^/uprest/.*$".into(), "whoami".into()] };
        assert!(scope.allows("/UPRest/GetUPData"));
        assert!(scope.allows("/Security/WhoAmI"));
        assert!(!scope.allows("/UserMgmt/GetUserAttributes"));
    }
}
