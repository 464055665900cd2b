//! What a tenant publishes of its OAuth app (RFC 8414), as far as it makes a sign-in safer: whether
//! each answer will name its issuer (RFC 9207).
//!
//! It is advice. Most tenants publish nothing for such an app (tenant-api §3.5), no address is ever
//! taken from it, and a document of somebody else is as good as none.

use serde_json::value::RawValue;
use url::Url;

use crate::http::{Budget, Http};
use crate::json::Members;
use crate::registration::Registration;
use crate::tenant::TenantUrl;

/// The tenant promises that each answer carries `iss`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// The one that it will carry, where the document says.
    pub issuer: Option<String>,
}

/// What the tenant promises for this app; `None` also where it could not be asked.
pub async fn promise(registration: &Registration) -> Option<Promise> {
    let mut url = registration.tenant.join("");
    url.path_segments_mut()
        .ok()?
        .pop_if_empty()
        .push(&registration.app_id)
        .extend([".well-known", "openid-configuration"]);
    let answer = Http::for_pages(registration.tenant.clone()).ok()?.get(url).send(Budget::ASIDE).await.ok()?;
    if !answer.is_ok() || !answer.may_be_json() {
        return None;
    }
    read(answer.text(), &registration.tenant)
}

fn read(body: &[u8], tenant: &TenantUrl) -> Option<Promise> {
    let document: &RawValue = serde_json::from_slice(body).ok()?;
    let members = Members::of(document)?;
    let issuer = members.text("issuer");
    let ours = |issuer: &String| Url::parse(issuer).is_ok_and(|url| tenant.is_origin_of(&url));
    let promised = members.flag("authorization_response_iss_parameter_supported");
    (promised && issuer.as_ref().is_none_or(ours)).then_some(Promise { issuer })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(body: &str) -> Option<Promise> {
        read(body.as_bytes(), &TenantUrl::parse("https://acme.my.idaptive.app").unwrap())
    }

    #[test]
    fn only_the_tenants_own_promise_counts() {
        let own = r#"{"issuer":"https://acme.my.idaptive.app/Portico/","authorization_response_iss_parameter_supported":true}"#;
        assert_eq!(of(own).unwrap().issuer.as_deref(), Some("https://acme.my.idaptive.app/Portico/"));
        assert_eq!(of(r#"{"authorization_response_iss_parameter_supported":true}"#), Some(Promise { issuer: None }));
        for nothing in [
            "",
            "[]",
            "null",
            "{}",
            "<html>",
            r#"{"issuer":"https://acme.my.idaptive.app/"}"#,
            r#"{"authorization_response_iss_parameter_supported":false}"#,
            r#"{"issuer":"https://evil.test/","authorization_response_iss_parameter_supported":true}"#,
        ] {
            assert_eq!(of(nothing), None, "{nothing}");
        }
    }

    proptest! {
        #[test]
        fn any_answer_will_do(body in ".{0,200}") {
            let _ = of(&body);
        }
    }
}
