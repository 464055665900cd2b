//! What an address tells about a page that cannot work in a sign-in window, so that a person hears
//! the reason instead of looking at a dead end.
//!
//! The address is all there is to go by: no script of ours runs in these pages. It is a hint and not a
//! rule, nothing is refused because of it; so it had rather miss a page than accuse one that works.

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use url::{Host, Url, form_urlencoded};

use crate::error::Code;

/// RFC 8252 §8.12 in the words of its best-known enforcer.
const DISALLOWED_USERAGENT: &str = "disallowed_useragent";
/// Where errors are named in a query.
const ERROR_PARAMETERS: &[&str] = &["error", "error_code", "error_subtype", "error_reason", "errorcode"];
/// Where pages live that talk to an authenticator. Whole segments, in any case.
const WEBAUTHN_PATH_SEGMENTS: &[&str] = &["webauthn", "passkey", "passkeys", "fido", "fido2", "security-key"];
/// Values beyond this are not looked into.
const MAX_VALUE_BYTES: usize = 8 * 1024;

/// Why the page at `url` cannot work here, if its address says so: `E-AUTH-AGENT`, `E-AUTH-PASSKEY`.
pub fn detect_unsupported_page(url: &Url) -> Option<Code> {
    if !matches!(url.scheme(), "https" | "http") {
        return None;
    }
    let is_google_page = is_google(url);
    if rejects_user_agent(url, is_google_page) {
        return Some(Code::AuthAgent);
    }
    is_webauthn_page(url, is_google_page).then_some(Code::AuthPasskey)
}

fn rejects_user_agent(url: &Url, is_google_page: bool) -> bool {
    if is_google_page && path_segments(url).ends_with(&["signin", "rejected"]) {
        return true;
    }
    url.query_pairs().filter(|(_, value)| value.len() <= MAX_VALUE_BYTES).any(|(name, value)| {
        let is_error_parameter = ERROR_PARAMETERS.iter().any(|error| name.eq_ignore_ascii_case(error));
        (is_error_parameter && value == DISALLOWED_USERAGENT) || (is_google_page && contains_user_agent_error(&value))
    })
}

/// Google wraps its errors: as they are, escaped once more, or as base64 of a binary message.
fn contains_user_agent_error(value: &str) -> bool {
    let in_form_encoding = || {
        form_urlencoded::parse(value.as_bytes())
            .any(|(name, value)| name.contains(DISALLOWED_USERAGENT) || value.contains(DISALLOWED_USERAGENT))
    };
    let in_base64 = || {
        let standard = value.replace('-', "+").replace('_', "/").replace(' ', "+");
        LENIENT_BASE64
            .decode(standard)
            .is_ok_and(|bytes| bytes.windows(DISALLOWED_USERAGENT.len()).any(|w| w == DISALLOWED_USERAGENT.as_bytes()))
    };
    value.contains(DISALLOWED_USERAGENT) || in_form_encoding() || in_base64()
}

const LENIENT_BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

fn is_webauthn_page(url: &Url, is_google_page: bool) -> bool {
    let segments = path_segments(url);
    let has_challenge = |kind| segments.windows(2).any(|pair| pair == ["challenge", kind]);
    (is_google_page && (has_challenge("pk") || has_challenge("sk")))
        || segments.iter().any(|segment| WEBAUTHN_PATH_SEGMENTS.iter().any(|page| segment.eq_ignore_ascii_case(page)))
}

fn path_segments(url: &Url) -> Vec<&str> {
    url.path().split('/').filter(|segment| !segment.is_empty()).collect()
}

/// `accounts.google.com`, and the same below a country's domain such as `co.uk`.
fn is_google(url: &Url) -> bool {
    let Some(Host::Domain(host)) = url.host() else { return false };
    let Some(country_suffix) = host.strip_prefix("accounts.google.") else { return false };
    match country_suffix.split('.').collect::<Vec<_>>().as_slice() {
        ["com"] => true,
        [country] | ["co" | "com", country] => country.len() == 2,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn unsupported_pages_are_told_from_ordinary_ones() {
        let message = b"\n\x14disallowed_useragent\x12\xff\xfaYou can't sign in from this screen";
        let (padded, url_safe) = (STANDARD.encode(message), URL_SAFE_NO_PAD.encode(message));
        let escaped: String = form_urlencoded::byte_serialize(padded.as_bytes()).collect();
        let google = "https://accounts.google.com";
        for (address, expected) in [
            (format!("{google}/signin/oauth/error?authError={escaped}&client_id=x"), Some(Code::AuthAgent)),
            (format!("{google}/signin/oauth/error/v2?authError={padded}"), Some(Code::AuthAgent)),
            (format!("{google}/o/oauth2/error?authError={url_safe}"), Some(Code::AuthAgent)),
            (format!("{google}/o/oauth2/auth?error=disallowed_useragent"), Some(Code::AuthAgent)),
            (format!("{google}/error?x=a%253Ddisallowed%255Fuseragent"), Some(Code::AuthAgent)),
            (format!("{google}/error?x=error%3D403%2520disallowed_useragent"), Some(Code::AuthAgent)),
            (format!("{google}/signin/rejected?rrk=46"), Some(Code::AuthAgent)),
            (format!("{google}/v3/signin/rejected?dsh=1"), Some(Code::AuthAgent)),
            ("https://accounts.google.co.uk/signin/rejected".into(), Some(Code::AuthAgent)),
            ("https://accounts.google.de/signin/rejected/".into(), Some(Code::AuthAgent)),
            ("https://idp.example/cb?error=disallowed_useragent".into(), Some(Code::AuthAgent)),
            (
                "https://idp.example/cb?error=access_denied&error_subtype=disallowed_useragent".into(),
                Some(Code::AuthAgent),
            ),
            (format!("{google}/v3/signin/challenge/pk/presend?TL=a"), Some(Code::AuthPasskey)),
            (format!("{google}/signin/v2/challenge/pk"), Some(Code::AuthPasskey)),
            (format!("{google}/v3/signin/challenge/sk/select"), Some(Code::AuthPasskey)),
            ("https://login.microsoft.com/common/fido/get?uiflavor=Web".into(), Some(Code::AuthPasskey)),
            ("https://login.microsoft.com/8f1e/fido/create".into(), Some(Code::AuthPasskey)),
            ("https://login.microsoftonline.com/common/FIDO/get".into(), Some(Code::AuthPasskey)),
            ("https://acme.okta.example/signin/verify/webauthn".into(), Some(Code::AuthPasskey)),
            ("https://idp.example/sessions/two-factor/webauthn?x=1".into(), Some(Code::AuthPasskey)),
            ("https://idp.example/auth/passkeys/".into(), Some(Code::AuthPasskey)),
            ("https://idp.example/login/security-key".into(), Some(Code::AuthPasskey)),
            ("http://127.0.0.1:3000/fido2".into(), Some(Code::AuthPasskey)),
            (format!("{google}/v3/signin/identifier?continue=x"), None),
            (format!("{google}/v3/signin/challenge/pwd?TL=a"), None),
            (format!("{google}/v3/signin/challenge/ipp?TL=a"), None),
            (format!("{google}/signin/oauth/error?authError={}", STANDARD.encode("\n\x0einvalid_client")), None),
            (format!("{google}/signin/rejectedly"), None),
            (format!("{google}/pk/challenge"), None),
            ("https://accounts.google.evil.test/signin/rejected".into(), None),
            ("https://accounts.google.com.evil.test/v3/signin/challenge/pk".into(), None),
            ("https://myaccounts.google.com/signin/rejected".into(), None),
            ("https://idp.example/signin/rejected".into(), None),
            ("https://idp.example/challenge/pk".into(), None),
            (format!("https://idp.example/cb?authError={escaped}"), None),
            ("https://idp.example/search?q=disallowed_useragent".into(), None),
            ("https://idp.example/cb?error=not_disallowed_useragent".into(), None),
            ("https://idp.example/disallowed_useragent".into(), None),
            ("https://idp.example/login#error=disallowed_useragent".into(), None),
            ("https://idp.example/login?next=/webauthn/".into(), None),
            ("https://idp.example/login#/passkey".into(), None),
            ("https://idp.example/assets/webauthn.js".into(), None),
            ("https://idp.example/webauthn-not-needed/login".into(), None),
            ("https://idp.example/confidofido/login".into(), None),
            ("https://fido.bank.example/login".into(), None),
            ("https://passkey.example/".into(), None),
            ("https://login.microsoftonline.com/common/oauth2/v2.0/authorize?amr_values=fido".into(), None),
            ("https://acme.my.idaptive.app/login?redirectUrl=%2Fmy".into(), None),
            ("https://acme.my.idaptive.app/my".into(), None),
            ("about:blank".into(), None),
            ("data:text/html,/webauthn/".into(), None),
        ] {
            assert_eq!(detect_unsupported_page(&Url::parse(&address).unwrap()), expected, "{address}");
        }
    }

    proptest! {
        #[test]
        fn detection_accepts_any_url(text in "\\PC{0,80}", query in "[ -~]{0,80}") {
            for host in ["accounts.google.com", "idp.example"] {
                if let Ok(url) = Url::parse(&format!("https://{host}/{text}?{query}")) {
                    detect_unsupported_page(&url);
                }
            }
            if let Ok(url) = Url::parse(&text) {
                detect_unsupported_page(&url);
            }
        }

        #[test]
        fn ordinary_addresses_are_not_flagged(path in "([a-z0-9]{1,12}x/){0,5}", query in "([a-z]{1,8}=[A-Za-z0-9%/+]{0,40}&){0,4}") {
            for host in ["accounts.google.com", "login.microsoft.com", "idp.example"] {
                let url = Url::parse(&format!("https://{host}/{path}?{query}")).unwrap();
                prop_assert_eq!(detect_unsupported_page(&url), None);
            }
        }
    }
}
