//! K: addresses as people type and paste them. Plain ones become `https://host`; others are refused, or confirmed by the
//! user before anything is sent there.

use portico_core::error::Code;
use portico_core::tenant::url::{UserInput, parse_user_input};
use portico_core::view::{ConfirmReason, SessionView};

use super::harness::{Harness, assert_repeatable};

/// K-01: the same company, however it is written.
#[test]
fn address_in_any_spelling_parses_to_same_tenant() {
    for text in ["acme", " acme ", "acme.", "ACME", "acme\n", "\tacme\r\n", "\"acme\"", "<acme>"] {
        assert_eq!(parse_user_input(text), Ok(UserInput::ShortName("acme".into())), "K-01 {text:?}");
    }
    for text in [
        "acme.my.centrify.com",
        "https://acme.my.centrify.com/",
        "https://acme.my.centrify.com/my",
        "https://acme.my.centrify.com/login?x",
        "https://acme.my.centrify.com/login?x=1#y",
        "https://acme.my.centrify.com./",
        "acme.my.centrify.com.",
        "acme.my.centrify.com ",
        "acme.my.centrify.com\n",
        "ACME.MY.CENTRIFY.COM",
        "HTTPS://ACME.my.centrify.com/MY",
        "https://acme.my.centrify.com:443/",
    ] {
        match parse_user_input(text) {
            Ok(UserInput::Address { url, reasons }) => {
                assert_eq!((url.as_str(), reasons), ("https://acme.my.centrify.com", vec![]), "K-01 {text:?}");
            }
            other => panic!("K-01 {text:?}: {other:?}"),
        }
    }
}

const INVALID_INPUTS: &[(&str, &str, Code)] = &[
    ("K-01", "", Code::AddressEmpty),
    ("K-01", " \n\t", Code::AddressEmpty),
    ("K-01", "acme corp", Code::AddressForm),
    ("K-01", "https://", Code::AddressForm),
    ("K-02", "http://acme.my.centrify.com", Code::AddressHttp),
    ("K-02", "HTTP://acme.my.centrify.com", Code::AddressHttp),
    ("K-02", "ftp://acme.my.centrify.com", Code::AddressScheme),
    ("K-02", "file:///etc/passwd", Code::AddressScheme),
    ("K-02", "javascript:alert(1)", Code::AddressScheme),
    ("K-02", "java\nscript:alert(1)", Code::AddressForm),
    ("K-02", "data:text/html,<b>x", Code::AddressScheme),
    ("K-02", "view-source:https://acme.my.centrify.com", Code::AddressScheme),
    ("K-02", "tauri://localhost", Code::AddressScheme),
    ("K-03", "https://acme.my.centrify.com@evil.test", Code::AddressUser),
    ("K-03", "https://CANARY-user:CANARY-word@acme.my.centrify.com", Code::AddressUser),
    ("K-03", "https://acme.my.centrify.com:99999", Code::AddressForm),
    ("K-03", "https://1.2.3.4.5/", Code::AddressForm),
    ("K-04", "https://xn--a/", Code::AddressForm),
];

use ConfirmReason::{InternationalName, IpAddress, Path, Port, Rewritten, UnknownHost};

const INPUTS_TO_CONFIRM: &[(&str, &str, &str, &[ConfirmReason])] = &[
    ("K-03", "https://acme.my.centrify.com\\@evil.test", "acme.my.centrify.com", &[Path]),
    ("K-03", "https:evil.test", "evil.test", &[UnknownHost]),
    ("K-03", "https:\\\\evil.test\\my", "evil.test", &[UnknownHost]),
    ("K-03", "\u{ff10}x7f.1", "127.0.0.1", &[Rewritten]),
    ("K-03", "https://0x0a.1", "10.0.0.1", &[Rewritten, IpAddress]),
    ("K-03", "https://169.254.169.254", "169.254.169.254", &[IpAddress]),
    ("K-03", "https://[::ffff:10.0.0.1]", "[::ffff:a00:1]", &[Rewritten, IpAddress]),
    ("K-03", "https://sso.acme.test:8443/x", "sso.acme.test:8443", &[UnknownHost, Port, Path]),
    ("K-03", "https://acme.my.centrify.com.evil.test", "acme.my.centrify.com.evil.test", &[UnknownHost]),
    ("K-04", "ten\u{430}nt.my.centrify.com", "xn--tennt-6ve.my.centrify.com", &[InternationalName]),
    ("K-04", "xn--tennt-6ve.my.centrify.com", "xn--tennt-6ve.my.centrify.com", &[InternationalName]),
    ("K-04", "\u{430}\u{441}me.my.centrify.com", "xn--me-6kc2e.my.centrify.com", &[InternationalName]),
    ("K-04", "acme\u{301}.my.centrify.com", "xn--acm-dma.my.centrify.com", &[InternationalName]),
    ("K-04", "\u{ff41}cme.my.centrify.com", "acme.my.centrify.com", &[Rewritten]),
    ("K-04", "acme\u{200b}.my.centrify.com", "acme.my.centrify.com", &[Rewritten]),
    ("K-04", "acme.my.centrify\u{3002}com", "acme.my.centrify.com", &[Rewritten]),
];

#[tokio::test]
async fn invalid_address_is_rejected_without_request() {
    assert_repeatable(async || {
        let mut harness = Harness::new().await;
        harness.attempt_sign_in("K").await;
        harness.user.app.add_account().await;
        for (id, text, expected) in INVALID_INPUTS {
            let row = format!("{id} {text:?}");
            harness.start_row();
            harness.user.app.enter_tenant(text).await;
            assert_eq!(harness.error_code(), Some(*expected), "{row}");
            assert_eq!(harness.own_request_count(), 0, "{row}: something was sent");
            harness.assert_invariants(&row);
        }
        let url = harness.proxy.url.clone();
        harness.user.app.enter_tenant(&url).await;
        assert!(harness.is_signed_in(), "K: U6: {:?}", harness.error());
    })
    .await;
}

#[tokio::test]
async fn ambiguous_address_is_confirmed_before_any_request() {
    assert_repeatable(async || {
        let mut harness = Harness::new().await;
        harness.attempt_sign_in("K").await;
        for (id, text, host, expected) in INPUTS_TO_CONFIRM {
            let row = format!("{id} {text:?}");
            harness.user.app.add_account().await;
            harness.start_row();
            harness.user.app.enter_tenant(text).await;
            let confirmation = harness.user.platform.inspect(|recorded| match &recorded.session {
                Some(SessionView::ConfirmTenant { tenant, reasons }) => (tenant.host.clone(), reasons.clone()),
                other => panic!("{row}: {other:?}"),
            });
            assert_eq!(confirmation, ((*host).to_owned(), expected.to_vec()), "{row}");
            assert!(confirmation.0.is_ascii(), "{row}");
            assert_eq!(harness.own_request_count(), 0, "{row}: something was sent");
            harness.assert_invariants(&row);
        }
        // The one who was signed in still is.
        harness.user.app.add_account().await;
        harness.user.app.return_to_last_used_account().await;
        assert_eq!((harness.is_signed_in(), harness.app_count()), (true, 42), "K: U3");
    })
    .await;
}
