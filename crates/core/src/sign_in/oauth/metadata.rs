//! What a tenant publishes of its OAuth app (RFC 8414), as far as it makes a sign-in safer: whether
//! each answer will name its issuer (RFC 9207).
//!
//! It is advice. Most tenants publish nothing for such an app (tenant-api §3.5), no address is ever
//! taken from it, and a document of somebody else is as good as none.

use serde_json::value::RawValue;
use url::Url;

use crate::net::http::{Budget, Http};
use crate::net::json::Members;
use crate::tenant::registration::ClientRegistration;
use crate::tenant::url::TenantUrl;

/// The tenant promises that each answer carries `iss`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthServerMetadata {
    /// The one that it will carry, where the document says.
    pub issuer: Option<String>,
}

/// What the tenant promises for this app; `None` also where it could not be asked.
pub async fn fetch_metadata(registration: &ClientRegistration) -> Option<AuthServerMetadata> {
    let mut url = registration.tenant.join("");
    url.path_segments_mut()
        .ok()?
        .pop_if_empty()
        .push(&registration.app_id)
        .extend([".well-known", "openid-configuration"]);
    let response = Http::for_html(registration.tenant.clone()).ok()?.get(url).send(Budget::OPTIONAL).await.ok()?;
    if !response.is_ok() || !response.may_be_json() {
        return None;
    }
    parse_metadata(response.body_without_bom(), &registration.tenant)
}

fn parse_metadata(body: &[u8], tenant: &TenantUrl) -> Option<AuthServerMetadata> {
    let document: &RawValue = serde_json::from_slice(body).ok()?;
    let members = Members::parse(document)?;
    let issuer = members.text("issuer");
    let is_own_issuer = |issuer: &String| Url::parse(issuer).is_ok_and(|url| tenant.is_origin_of(&url));
    let is_iss_supported = members.is_true("authorization_response_iss_parameter_supported");
    (is_iss_supported && issuer.as_ref().is_none_or(is_own_issuer)).then_some(AuthServerMetadata { issuer })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse_for_test_tenant(body: &str) -> Option<AuthServerMetadata> {
        parse_metadata(body.as_bytes(), &TenantUrl::parse("https://acme.my.idaptive.app").unwrap())
    }

    #[test]
    fn metadata_of_another_issuer_is_ignored() {
        let own = r#"{"issuer":"https://acme.my.idaptive.app/Portico/","authorization_response_iss_parameter_supported":true}"#;
        assert_eq!(
            parse_for_test_tenant(own).unwrap().issuer.as_deref(),
            Some("https://acme.my.idaptive.app/Portico/")
        );
        assert_eq!(
            parse_for_test_tenant(r#"{"authorization_response_iss_parameter_supported":true}"#),
            Some(AuthServerMetadata { issuer: None })
        );
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
            assert_eq!(parse_for_test_tenant(nothing), None, "{nothing}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_metadata_does_not_panic(body in ".{0,200}") {
            let _ = parse_for_test_tenant(&body);
        }
    }
}
