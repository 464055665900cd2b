use proptest::prelude::*;

use super::ConfirmReason::*;
use super::*;

fn address(text: &str) -> (String, Vec<ConfirmReason>) {
    match parse_user_input(text) {
        Ok(UserInput::Address { url, reasons }) => (url.to_string(), reasons),
        other => panic!("{text:?}: {other:?}"),
    }
}

fn parse_error(text: &str) -> Code {
    parse_user_input(text).map_or_else(|error| error.code, |typed| panic!("{text:?}: {typed:?}"))
}

#[test]
fn user_input_accepts_short_names_hosts_and_pasted_addresses() {
    for text in ["acme", " Acme ", "ACME.", "acme\n"] {
        assert_eq!(parse_user_input(text), Ok(UserInput::ShortName("acme".into())), "{text:?}");
    }
    for text in [
        "acme.my.centrify.com",
        "https://acme.my.centrify.com/",
        "https://acme.my.centrify.com/my#/MyApps",
        "https://acme.my.centrify.com/login?x=1",
        "  HTTPS://ACME.my.centrify.com./  ",
        "acme.my.centrify.com/Run?appkey=1",
        "<https://acme.my.centrify.com>",
        "acme.my.centrify.com:443",
    ] {
        assert_eq!(address(text), ("https://acme.my.centrify.com".into(), vec![]), "{text:?}");
    }
    assert_eq!(address("acme.delinea.app/identity/login"), ("https://acme.delinea.app/identity".into(), vec![]));
    assert_eq!(address("acme.delinea.app"), ("https://acme.delinea.app/identity".into(), vec![]));
    assert_eq!(address("sso.acme.com"), ("https://sso.acme.com".into(), vec![UnknownHost]));
    assert_eq!(
        address("sso.acme.com:8443/x/my"),
        ("https://sso.acme.com:8443/x".into(), vec![UnknownHost, Port, Path])
    );
    assert_eq!(address("10.1.2.3"), ("https://10.1.2.3".into(), vec![IpAddress]));
}

#[test]
fn loopback_addresses_may_use_http() {
    for text in ["localhost:3000", "127.0.0.1:3000", "http://127.0.0.1:3000/login", "[::1]:3000"] {
        let (url, reasons) = address(text);
        assert!(url.starts_with("http://") && url.ends_with(":3000"), "{url}");
        assert_eq!(reasons, vec![], "{text}");
    }
    assert_eq!(address("https://localhost:3000").0, "https://localhost:3000");
}

#[test]
fn lookalike_hosts_need_confirmation() {
    assert_eq!(address("ten\u{430}nt.my.centrify.com").1, vec![InternationalName]);
    assert_eq!(address("xn--tennt-6ve.my.centrify.com").1, vec![InternationalName]);
    assert_eq!(address("acme.my.centrify.com.evil.test").1, vec![UnknownHost]);
    assert_eq!(address("xmy.centrify.com.evil.test").1, vec![UnknownHost]);
    assert_eq!(address("\u{ff10}x7f.1"), ("http://127.0.0.1".into(), vec![Rewritten]));
    assert_eq!(address("0x0a.1.2.3").1, vec![Rewritten, IpAddress]);
}

#[test]
fn invalid_addresses_have_error_codes() {
    for (text, code) in [
        ("", Code::AddressEmpty),
        (" \n", Code::AddressEmpty),
        ("http://acme.my.centrify.com", Code::AddressHttp),
        ("ftp://acme.my.centrify.com", Code::AddressScheme),
        ("file:///etc/passwd", Code::AddressScheme),
        ("javascript:alert(1)", Code::AddressScheme),
        ("data:text/html,x", Code::AddressScheme),
        ("https://acme.my.centrify.com@evil.test", Code::AddressUser),
        ("https://a:b@acme.my.centrify.com", Code::AddressUser),
        ("jane@acme.com", Code::AddressMail),
        ("https://", Code::AddressForm),
        ("acme corp", Code::AddressForm),
        ("https://acme.com:99999", Code::AddressForm),
        (&format!("{}.com", "a".repeat(64)), Code::AddressForm),
        (&format!("{}com", "a.".repeat(126)), Code::AddressForm),
        (&"a.".repeat(5 * 1024), Code::AddressForm),
        (&"a".repeat(64), Code::AddressForm),
    ] {
        assert_eq!(parse_error(text), code, "{text:?}");
    }
}

#[test]
fn base_path_is_kept_when_joining_paths() {
    let tenant = TenantUrl::parse("https://x.delinea.app/identity/").unwrap();
    assert_eq!(tenant.join("/security/whoami").as_str(), "https://x.delinea.app/identity/security/whoami");
    assert_eq!(tenant.as_str(), "https://x.delinea.app/identity");
    assert!(TenantUrl::parse("https://x.test/?q").is_err());
    assert!(tenant.is_origin_of(&Url::parse("https://x.delinea.app:443/elsewhere").unwrap()));
    assert!(!tenant.is_origin_of(&Url::parse("http://x.delinea.app/identity").unwrap()));
}

proptest! {
    #[test]
    fn any_user_input_gives_safe_url_or_error(text in any::<String>()) {
        if let Ok(UserInput::Address { url, .. }) = parse_user_input(&text) {
            prop_assert!(url.0.scheme() == "https" || url.is_loopback());
            prop_assert!(url.0.username().is_empty() && url.0.password().is_none());
            prop_assert!(url.0.query().is_none() && url.0.fragment().is_none());
            prop_assert_eq!(TenantUrl::parse(url.as_str()), Ok(url));
        }
    }
}
