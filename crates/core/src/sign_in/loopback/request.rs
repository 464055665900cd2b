//! One request to the browser's way back: its head, read strictly and compared with the redirect.
//!
//! It reads just as much HTTP/1 as browsers send in a plain navigation (RFC 9112), and refuses the
//! rest: any page and any program on this computer can send bytes here. What it lets through is an
//! address at the redirect; whether that is the answer is for the flow to say.

use url::Url;

/// Longer heads are refused. The answer is part of it, so it is far below what the flow accepts.
pub(super) const MAX_HEAD_BYTES: usize = 8 * 1024;
const HEAD_END: &[u8] = b"\r\n\r\n";

/// What the bytes that came so far are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum CallbackRequest {
    Incomplete,
    Rejected(RejectReason),
    Callback(Url),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RejectReason {
    /// 400: not HTTP, or not for this host.
    BadRequest,
    /// 404.
    NotFound,
    /// 405: anything but GET.
    MethodNotAllowed,
    /// 431.
    HeadTooLarge,
}

/// Reads what came so far. The host comes first, so that a page which makes its own name point here
/// learns nothing about paths.
pub(super) fn parse(bytes: &[u8], redirect_url: &Url) -> CallbackRequest {
    let capped = &bytes[..bytes.len().min(MAX_HEAD_BYTES)];
    let Some(end) = capped.windows(HEAD_END.len()).position(|window| window == HEAD_END) else {
        return if bytes.len() < MAX_HEAD_BYTES {
            CallbackRequest::Incomplete
        } else {
            CallbackRequest::Rejected(RejectReason::HeadTooLarge)
        };
    };
    match validate_head(&capped[..end], redirect_url) {
        Ok(url) => CallbackRequest::Callback(url),
        Err(reason) => CallbackRequest::Rejected(reason),
    }
}

fn validate_head(head: &[u8], redirect_url: &Url) -> Result<Url, RejectReason> {
    let head =
        std::str::from_utf8(head).ok().filter(|head| head.bytes().all(is_head_byte)).ok_or(RejectReason::BadRequest)?;
    let mut lines = head.split("\r\n");
    let (method, target) = parse_request_line(lines.next().unwrap_or_default()).ok_or(RejectReason::BadRequest)?;
    let mut hosts = Vec::new();
    for line in lines {
        let (name, value) = parse_field(line).ok_or(RejectReason::BadRequest)?;
        if name.eq_ignore_ascii_case("host") {
            hosts.push(value);
        }
    }
    if hosts.as_slice() != [authority_of(redirect_url).as_str()] {
        return Err(RejectReason::BadRequest);
    }
    if method != "GET" {
        return Err(RejectReason::MethodNotAllowed);
    }
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    if path != redirect_url.path() {
        return Err(RejectReason::NotFound);
    }
    let mut url = redirect_url.clone();
    url.set_query(query);
    Ok(url)
}

/// Visible ASCII, space and tab; beyond that, what only a header's value may hold; and the ends of
/// lines, of which a bare one is part of no line that can be read.
const fn is_head_byte(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\r' | b'\n' | b' '..=b'~' | 0x80..)
}

/// `GET /path?query HTTP/1.1`, the target in origin form (RFC 9112 §3).
fn parse_request_line(line: &str) -> Option<(&str, &str)> {
    let mut parts = line.split(' ');
    let (method, target, version) = (parts.next()?, parts.next()?, parts.next()?);
    let is_complete = parts.next().is_none() && matches!(version, "HTTP/1.0" | "HTTP/1.1");
    let is_origin_form = target.starts_with('/') && target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
    (is_complete && is_origin_form && is_token(method)).then_some((method, target))
}

fn parse_field(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let value = value.trim_matches([' ', '\t']);
    (is_token(name) && !value.contains(['\r', '\n'])).then_some((name, value))
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Host and port as a browser names them. The port is always there: see [`crate::sign_in::loopback::server::Listener::bind`].
pub(super) fn authority_of(redirect_url: &Url) -> String {
    format!("{}:{}", redirect_url.host_str().unwrap_or_default(), redirect_url.port().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const REDIRECT: &str = "http://127.0.0.1:47631/signed-in";

    fn parse_test_request(bytes: impl AsRef<[u8]>) -> CallbackRequest {
        parse(bytes.as_ref(), &Url::parse(REDIRECT).unwrap())
    }

    fn get(target: &str, fields: &str) -> CallbackRequest {
        parse_test_request(format!("GET {target} HTTP/1.1\r\n{fields}\r\n"))
    }

    const HOST_FIELD: &str = "Host: 127.0.0.1:47631\r\n";

    #[test]
    fn browser_requests_to_the_redirect_are_callbacks() {
        for (target, fields) in [
            ("/signed-in?code=a&state=b", HOST_FIELD),
            ("/signed-in?code=a&state=b", "host:127.0.0.1:47631\r\nAccept: */*\r\nCookie: caf\u{e9}=1\r\nDNT:\r\n"),
            ("/signed-in?code=a&state=b", "Accept: text/html\r\nHOST: \t127.0.0.1:47631 \r\n"),
        ] {
            let url = Url::parse("http://127.0.0.1:47631/signed-in?code=a&state=b").unwrap();
            assert_eq!(get(target, fields), CallbackRequest::Callback(url), "{fields}");
        }
        for (target, expected) in [
            ("/signed-in", REDIRECT.to_owned()),
            ("/signed-in?", format!("{REDIRECT}?")),
            ("/signed-in?a?b=/c", format!("{REDIRECT}?a?b=/c")),
        ] {
            assert_eq!(get(target, HOST_FIELD), CallbackRequest::Callback(Url::parse(&expected).unwrap()), "{target}");
        }
        let six = Url::parse("http://[::1]:80/x").unwrap();
        assert_eq!(
            parse(b"GET /x HTTP/1.1\r\nHost: [::1]\r\n\r\n", &six),
            CallbackRequest::Rejected(RejectReason::BadRequest)
        );
        let six = Url::parse("http://[::1]:8080/x").unwrap();
        assert_eq!(parse(b"GET /x HTTP/1.0\r\nHost: [::1]:8080\r\n\r\nmore", &six), CallbackRequest::Callback(six));
    }

    #[test]
    fn malformed_or_foreign_requests_are_rejected() {
        for (head, reason) in [
            ("GET /signed-in HTTP/1.1", RejectReason::BadRequest),
            ("GET /signed-in HTTP/1.1\r\nHost: 127.0.0.1", RejectReason::BadRequest),
            ("GET /signed-in HTTP/1.1\r\nHost: localhost:47631", RejectReason::BadRequest),
            ("GET /signed-in HTTP/1.1\r\nHost: evil.test:47631", RejectReason::BadRequest),
            ("GET /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47632", RejectReason::BadRequest),
            ("GET /signed-in HTTP/1.1\r\nHost: 127.0.0.1:047631", RejectReason::BadRequest),
            ("GET /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631, x", RejectReason::BadRequest),
            ("GET /signed-in HTTP/1.1\r\nHost: a@127.0.0.1:47631", RejectReason::BadRequest),
            ("GET /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631\r\nHost: 127.0.0.1:47631", RejectReason::BadRequest),
            ("GET /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631\r\nhost: evil.test", RejectReason::BadRequest),
            ("GET /signed-in HTTP/1.1\r\nHost : 127.0.0.1:47631", RejectReason::BadRequest),
            ("GET /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631\r\n folded", RejectReason::BadRequest),
            ("GET /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631\nX: y", RejectReason::BadRequest),
            ("GET /signed-in HTTP/1.1\nHost: 127.0.0.1:47631", RejectReason::BadRequest),
            ("GET /signed-in HTTP/2.0\r\nHost: 127.0.0.1:47631", RejectReason::BadRequest),
            ("GET /signed-in\r\nHost: 127.0.0.1:47631", RejectReason::BadRequest),
            ("GET  /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::BadRequest),
            ("GET /signed-in x HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::BadRequest),
            ("GET /signed-in?\u{e9} HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::BadRequest),
            ("GET /signed-in#a HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::BadRequest),
            ("GET /signed-in?a#b HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::BadRequest),
            ("GET http://127.0.0.1:47631/signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::BadRequest),
            ("GET signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::BadRequest),
            ("\r\nGET /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::BadRequest),
            ("G@T /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::BadRequest),
            ("CONNECT 127.0.0.1:47631 HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::BadRequest),
            ("POST /signed-in HTTP/1.1\r\nHost: evil.test", RejectReason::BadRequest),
            ("POST /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::MethodNotAllowed),
            ("HEAD /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::MethodNotAllowed),
            ("OPTIONS /x HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::MethodNotAllowed),
            ("get /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::MethodNotAllowed),
            ("GET / HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::NotFound),
            ("GET /favicon.ico HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::NotFound),
            ("GET /signed-in/ HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::NotFound),
            ("GET /Signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::NotFound),
            ("GET //signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::NotFound),
            ("GET /x/../signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::NotFound),
            ("GET /%73igned-in HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::NotFound),
            ("GET /signed-in;a?b HTTP/1.1\r\nHost: 127.0.0.1:47631", RejectReason::NotFound),
        ] {
            assert_eq!(parse_test_request(format!("{head}\r\n\r\n")), CallbackRequest::Rejected(reason), "{head:?}");
        }
        assert_eq!(
            parse_test_request(b"GET /signed-in\0 HTTP/1.1\r\n\r\n"),
            CallbackRequest::Rejected(RejectReason::BadRequest)
        );
    }

    #[test]
    fn incomplete_head_waits_and_oversized_head_is_rejected() {
        let whole = format!("GET /signed-in HTTP/1.1\r\n{HOST_FIELD}\r\n");
        for cut in 0..whole.len() {
            assert_eq!(parse_test_request(&whole[..cut]), CallbackRequest::Incomplete, "{cut}");
        }
        let padded = |length: usize| {
            let rest = format!("GET /signed-in HTTP/1.1\r\n{HOST_FIELD}X: \r\n\r\n").len();
            format!("GET /signed-in HTTP/1.1\r\n{HOST_FIELD}X: {}\r\n\r\n", "x".repeat(length - rest))
        };
        assert!(matches!(parse_test_request(padded(MAX_HEAD_BYTES)), CallbackRequest::Callback(_)));
        for long in [MAX_HEAD_BYTES + 1, MAX_HEAD_BYTES * 3] {
            assert_eq!(
                parse_test_request(padded(long)),
                CallbackRequest::Rejected(RejectReason::HeadTooLarge),
                "{long}"
            );
        }
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_are_no_callback(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
            cut in 0_usize..60,
        ) {
            prop_assert!(!matches!(parse_test_request(&bytes), CallbackRequest::Callback(_)));
            // A right head with a piece written over.
            let mut head = format!("GET /signed-in?code=a HTTP/1.1\r\n{HOST_FIELD}\r\n").into_bytes();
            for (index, byte) in bytes.iter().enumerate().take(8) {
                if let Some(target_byte) = head.get_mut(cut + index) {
                    *target_byte = *byte;
                }
            }
            if let CallbackRequest::Callback(url) = parse_test_request(&head) {
                prop_assert!(head.starts_with(b"GET /signed-in"));
                prop_assert!(head.windows(17).any(|window| window.ends_with(b"127.0.0.1:47631")));
                prop_assert!(url.as_str().starts_with(REDIRECT) && url.fragment().is_none());
                prop_assert_eq!(url.path(), "/signed-in");
            }
        }

        #[test]
        fn query_parameters_are_preserved(query in "[!-\"$-~]{0,60}") {
            let CallbackRequest::Callback(url) = get(&format!("/signed-in?{query}"), HOST_FIELD) else { panic!("{query}") };
            let read: Vec<_> = url.query_pairs().collect();
            let sent: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
            prop_assert_eq!(read, sent);
        }
    }
}
