//! Where an icon may come from: the tenant, or the list itself as a `data:` address.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::Url;

use crate::tenant::url::TenantUrl;

pub(super) const MAX_FILE_BYTES: usize = 512 << 10;

/// Where an icon is fetched from: the tenant, below its base address when given as a path.
pub(super) fn resolve_url(tenant: &TenantUrl, icon: &str) -> Option<Url> {
    let is_path = icon.starts_with('/') && !icon.starts_with("//") && !icon.starts_with("/\\");
    let url = if is_path {
        Url::parse(&format!("{}{icon}", tenant.as_str())).ok()?
    } else {
        Url::parse(&format!("{}/", tenant.as_str())).ok()?.join(icon).ok()?
    };
    let has_no_credentials = url.username().is_empty() && url.password().is_none();
    (has_no_credentials && tenant.is_origin_of(&url)).then_some(url)
}

/// The content of `data:[type][;base64],…`, whose type is not believed: the bytes are sniffed.
pub(super) fn decode_data_uri(data: &str) -> Option<Vec<u8>> {
    let (media_type, body) = data.split_once(',')?;
    let bytes = if media_type.to_ascii_lowercase().ends_with(";base64") {
        let compact: String = body.chars().filter(|c| !c.is_whitespace()).collect();
        STANDARD.decode(compact).ok()?
    } else {
        // A query of one nameless value: the URL crate's own percent-decoder.
        let encoded = body.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
        url::form_urlencoded::parse(encoded.as_bytes()).next()?.0.into_owned().into_bytes()
    };
    (bytes.len() <= MAX_FILE_BYTES).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn icon_urls_outside_tenant_origin_are_rejected() {
        let tenant = TenantUrl::parse("https://x.delinea.app/identity").unwrap();
        let resolve = |icon: &str| resolve_url(&tenant, icon).map(String::from);
        assert_eq!(resolve("/vfslow/a.svg?x=1").unwrap(), "https://x.delinea.app/identity/vfslow/a.svg?x=1");
        assert_eq!(resolve("vfslow/a.svg").unwrap(), "https://x.delinea.app/identity/vfslow/a.svg");
        assert_eq!(resolve("https://x.delinea.app/a.png").unwrap(), "https://x.delinea.app/a.png");
        for icon in [
            "//evil.test/a.png",
            "/\\evil.test/a.png",
            "\\\\evil.test\\a.png",
            "https://evil.test/a.png",
            "http://x.delinea.app/a.png",
            "file:///etc/passwd",
            "http://169.254.169.254/",
            "https://localhost/",
            "https://[::ffff:127.0.0.1]/",
            "javascript:1",
            "https://x.delinea.app@evil.test/",
            "https://u:p@x.delinea.app/a",
        ] {
            assert_eq!(resolve(icon), None, "{icon}");
        }
    }

    #[test]
    fn data_uri_is_decoded_as_text_or_base64() {
        assert_eq!(decode_data_uri("text/plain,a%20b+c").unwrap(), b"a b+c");
        assert_eq!(decode_data_uri("image/png;base64,aGk=").unwrap(), b"hi");
        assert_eq!(decode_data_uri("image/png;base64,***"), None);
        assert_eq!(decode_data_uri("no comma"), None);
    }
}
