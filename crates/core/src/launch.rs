//! Where an app is opened: one address below the tenant, built here and nowhere else.

use url::Url;

use crate::tenant::TenantUrl;

/// `/run?appkey=…&customerID=…` (tenant-api §7.1). The key is data: it is escaped whole, and no
/// credential is ever part of this address.
pub fn launch_url(tenant: &TenantUrl, app_key: &str, customer_id: Option<&str>) -> Url {
    let mut url = tenant.join("/run");
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("appkey", app_key);
        if let Some(id) = customer_id {
            query.append_pair("customerID", id);
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_are_data() {
        let tenant = TenantUrl::parse("https://acme.my.idaptive.app").unwrap();
        let url = launch_url(&tenant, "@/home/1 2/apps/X&Auth=1#?%", Some("ABC1234"));
        assert_eq!(
            url.as_str(),
            "https://acme.my.idaptive.app/run?appkey=%40%2Fhome%2F1+2%2Fapps%2FX%26Auth%3D1%23%3F%25&customerID=ABC1234"
        );
    }

    proptest! {
        #[test]
        fn every_key_stays_one_value_at_the_tenant(key in any::<String>()) {
            let tenant = TenantUrl::parse("https://x.delinea.app/identity").unwrap();
            let url = launch_url(&tenant, &key, None);
            prop_assert!(tenant.is_origin_of(&url));
            prop_assert_eq!(url.path(), "/identity/run");
            let pairs: Vec<_> = url.query_pairs().into_owned().collect();
            prop_assert_eq!(pairs, vec![("appkey".to_owned(), key)]);
        }
    }
}
