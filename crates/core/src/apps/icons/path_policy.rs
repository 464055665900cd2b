//! What an icon's address may ask of the tenant. It is the tenant's data, which an app's owner may write, and shall not
//! become a call in the person's name.
//!
//! A server may decode a path more than once, drop empty segments, or read `\` as `/`. So a path counts as a call if it
//! names the tenant's API at any level of decoding, and the bearer goes only where there is nothing to decode.

use url::Url;

use crate::tenant::url::TenantUrl;

/// First segments of the tenant's API and of its pages.
const API_SEGMENTS: &[&str] = &[
    "acl",
    "admin",
    "applogin",
    "cbe",
    "cdirectoryservice",
    "core",
    "folder",
    "home",
    "jobflow",
    "login",
    "logout",
    "manage",
    "mobile",
    "my",
    "oauth2",
    "openid",
    "org",
    "policy",
    "redrock",
    "roles",
    "run",
    "saasmanage",
    "saml",
    "scim",
    "security",
    "servermanage",
    "social",
    "sysinfo",
    "task",
    "tenantcnames",
    "u2f",
    "uperror",
    "uprest",
    "usermgmt",
    "userportal",
];
/// What is asked for with the bearer, in lower case: an app's own icon, and files that are not public.
const BEARER_FILES: &[&str] = &["uprest/geticon"];
const BEARER_FOLDERS: &[&str] = &["vfs/"];
/// The vendor's own icons, which a folder of any name may hold.
const PUBLIC_FOLDERS: &[&str] = &["vfslow/"];
/// Deeper nesting has no honest reason.
const MAX_DECODINGS: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IconAccess {
    WithBearer,
    Public,
}

/// How an icon is asked for; `None`: not at all.
pub(crate) fn icon_access(tenant: &TenantUrl, url: &Url) -> Option<IconAccess> {
    let base = Url::parse(tenant.as_str()).ok()?;
    let path = url.path();
    let relative = path.strip_prefix(base.path().trim_end_matches('/')).and_then(|rest| rest.strip_prefix('/'));
    if let Some(access) = relative.and_then(listed_access) {
        return Some(access);
    }
    let mut path = path.to_owned();
    for _ in 0..=MAX_DECODINGS {
        if is_api(&path) {
            return None;
        }
        let decoded = percent_decode(&path)?;
        if decoded == path {
            return Some(IconAccess::Public);
        }
        path = decoded;
    }
    None
}

/// The access of a listed path, if everybody reads it alike.
fn listed_access(path: &str) -> Option<IconAccess> {
    let is_plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte))
        && path.split('/').all(|segment| !segment.trim_matches('.').is_empty());
    let path = path.to_ascii_lowercase();
    let is_below = |folders: &[&str]| folders.iter().any(|folder| path.starts_with(folder));
    if !is_plain {
        None
    } else if BEARER_FILES.contains(&path.as_str()) || is_below(BEARER_FOLDERS) {
        Some(IconAccess::WithBearer)
    } else {
        is_below(PUBLIC_FOLDERS).then_some(IconAccess::Public)
    }
}

/// Whether any segment names the API: what stands before it may be dropped on the way.
fn is_api(path: &str) -> bool {
    path.split(['/', '\\']).any(|segment| {
        let name = segment.split([';', '?', '#', '\0']).next().unwrap_or_default();
        let name = name.trim_matches(|char: char| char == '.' || char.is_whitespace()).to_ascii_lowercase();
        API_SEGMENTS.contains(&name.as_str())
    })
}

/// `None` for what is no text.
fn percent_decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let byte = tail.get(..2).filter(|_| *first == b'%').and_then(|digits| {
            let digits = std::str::from_utf8(digits)
                .ok()
                .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
            u8::from_str_radix(digits, 16).ok()
        });
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BASES: [&str; 2] = ["https://acme.my.idaptive.app", "https://acme.delinea.app/identity"];

    fn access(base: &str, path: &str) -> Option<IconAccess> {
        let tenant = TenantUrl::parse(base).unwrap();
        icon_access(&tenant, &Url::parse(&format!("{base}{path}")).unwrap())
    }

    #[test]
    fn bearer_goes_to_listed_paths_only() {
        for base in BASES {
            for path in ["/UPRest/GetIcon?appkey=1", "/uprest/geticon", "/vfs/lib/application/icons/a.png"] {
                assert_eq!(access(base, path), Some(IconAccess::WithBearer), "{path}");
            }
            for path in [
                "/vfslow/lib/application/icons/A.svg",
                "/17",
                "/favicon.ico",
                "/vfs%2fa.png",
                "/vfs//a.png",
                "/x/vfs/a.png",
            ] {
                assert_eq!(access(base, path), Some(IconAccess::Public), "{path}");
            }
            for path in [
                "/%73ecurity/logout",
                "/%2573ecurity/logout",
                "//security/logout",
                "/vfs/..%2fsecurity/logout",
                "/vfs/%252e%252e%252fsecurity/logout",
                "/vfslow\\..\\security\\logout",
                "/SECURITY./logout",
                "/security;a=b/logout",
                "/%6fauth2/revoke",
                "/uprest/HandleAppClick?appkey=k1&markAppVisited=true",
                "/UPRest/GetIcon/../HandleAppClick",
                "/UPRest/GetIcon%2f..%2fHandleAppClick",
                "/UPRest//GetIcon",
                "/vfslow/%25252525252525252541",
                "/%ff",
            ] {
                assert_eq!(access(base, path), None, "{path}");
            }
        }
        assert_eq!(access(BASES[0], "/identity/vfs/a.png"), Some(IconAccess::Public));
    }

    fn encode(path: &str, choices: &[u8]) -> String {
        let encode_byte = |(byte, choice): (u8, &u8)| match choice % 6 {
            1 => format!("%{byte:02x}"),
            2 => format!("%25{byte:02X}"),
            3 => char::from(byte).to_ascii_uppercase().to_string(),
            4 if byte == b'/' => "\\".into(),
            5 if byte == b'/' => "/./".into(),
            _ => char::from(byte).to_string(),
        };
        path.bytes().zip(choices.iter().cycle()).map(encode_byte).collect()
    }

    proptest! {
        /// However it is written, and whatever stands before it.
        #[test]
        fn calls_are_never_icons_in_any_encoding(
            base in proptest::sample::select(&BASES[..]),
            before in proptest::sample::select(&["", "/", "/vfs/..", "/vfslow/.", "/UPRest/GetIcon/..", "/vfs/a.png"][..]),
            call in proptest::sample::select(&["/security/logout", "/oauth2/revoke/portico", "/uprest/handleappclick", "/saasmanage/x", "/jobflow/startjob", "/usermgmt/x"][..]),
            choices in proptest::collection::vec(any::<u8>(), 1..40),
        ) {
            prop_assert_eq!(access(base, &format!("/{}", encode(&format!("{before}{call}"), &choices))), None);
        }

        #[test]
        fn bearer_path_is_plain_and_listed(base in proptest::sample::select(&BASES[..]), path in "(/|%2f|\\\\|\\.\\.|vfs|UPRest|GetIcon|vfslow|[a-z.%]){0,12}") {
            let Ok(url) = Url::parse(&format!("{base}/{path}")) else { return Ok(()) };
            let tenant = TenantUrl::parse(base).unwrap();
            if icon_access(&tenant, &url) == Some(IconAccess::WithBearer) {
                let path = url.path().to_ascii_lowercase();
                let base_path = if base.ends_with("identity") { "/identity" } else { "" };
                let is_listed = path == format!("{base_path}/uprest/geticon") || path.starts_with(&format!("{base_path}/vfs/"));
                prop_assert!(is_listed && !path.contains(['%', '\\']) && !path.contains("//"), "{}", path);
            }
        }
    }
}
