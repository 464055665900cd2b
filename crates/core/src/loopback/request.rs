//! One request to the browser's way back: its head, read strictly and compared with the redirect.
//!
//! It reads just as much HTTP/1 as browsers send in a plain navigation (RFC 9112), and refuses the
//! rest: any page and any program on this computer can send bytes here. What it lets through is an
//! address at the redirect; whether that is the answer is for the flow to say.

use url::Url;

/// Longer heads are refused. The answer is part of it, so it is far below what the flow accepts.
pub(super) const LONGEST_HEAD: usize = 8 * 1024;
const END: &[u8] = b"\r\n\r\n";

/// What the bytes that came so far are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Request {
    Unfinished,
    Refused(Refusal),
    Callback(Url),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// 400: not HTTP, or not for this host.
    Malformed,
    /// 404.
    Elsewhere,
    /// 405: anything but GET.
    Method,
    /// 431.
    TooLong,
}

/// Reads what came so far. The host comes first, so that a page which makes its own name point here
/// learns nothing about paths.
pub(super) fn read(bytes: &[u8], redirect: &Url) -> Request {
    let within = &bytes[..bytes.len().min(LONGEST_HEAD)];
    let Some(end) = within.windows(END.len()).position(|window| window == END) else {
        return if bytes.len() < LONGEST_HEAD { Request::Unfinished } else { Request::Refused(Refusal::TooLong) };
    };
    match judge(&within[..end], redirect) {
        Ok(url) => Request::Callback(url),
        Err(refusal) => Request::Refused(refusal),
    }
}

fn judge(head: &[u8], redirect: &Url) -> Result<Url, Refusal> {
    let head = std::str::from_utf8(head).ok().filter(|head| head.bytes().all(is_text)).ok_or(Refusal::Malformed)?;
    let mut lines = head.split("\r\n");
    let (method, target) = request_line(lines.next().unwrap_or_default()).ok_or(Refusal::Malformed)?;
    let mut hosts = Vec::new();
    for line in lines {
        let (name, value) = field(line).ok_or(Refusal::Malformed)?;
        if name.eq_ignore_ascii_case("host") {
            hosts.push(value);
        }
    }
    if hosts.as_slice() != [authority(redirect).as_str()] {
        return Err(Refusal::Malformed);
    }
    if method != "GET" {
        return Err(Refusal::Method);
    }
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    if path != redirect.path() {
        return Err(Refusal::Elsewhere);
    }
    let mut url = redirect.clone();
    url.set_query(query);
    Ok(url)
}

/// Visible ASCII, space and tab; beyond that, what only a header's value may hold; and the ends of
/// lines, of which a bare one is part of no line that can be read.
const fn is_text(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\r' | b'\n' | b' '..=b'~' | 0x80..)
}

/// `GET /path?query HTTP/1.1`, the target in origin form (RFC 9112 §3).
fn request_line(line: &str) -> Option<(&str, &str)> {
    let mut parts = line.split(' ');
    let (method, target, version) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = parts.next().is_none() && matches!(version, "HTTP/1.0" | "HTTP/1.1");
    let plain = target.starts_with('/') && target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
    (whole && plain && is_token(method)).then_some((method, target))
}

fn field(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let value = value.trim_matches([' ', '\t']);
    (is_token(name) && !value.contains(['\r', '\n'])).then_some((name, value))
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Host and port as a browser names them. The port is always there: see [`super::Listener::bind`].
pub(super) fn authority(redirect: &Url) -> String {
    format!("{}:{}", redirect.host_str().unwrap_or_default(), redirect.port().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const REDIRECT: &str = "http://127.0.0.1:47631/signed-in";

    fn of(bytes: impl AsRef<[u8]>) -> Request {
        read(bytes.as_ref(), &Url::parse(REDIRECT).unwrap())
    }

    fn get(target: &str, fields: &str) -> Request {
        of(format!("GET {target} HTTP/1.1\r\n{fields}\r\n"))
    }

    const HOST: &str = "Host: 127.0.0.1:47631\r\n";

    #[test]
    fn a_browser_comes_back() {
        for (target, fields) in [
            ("/signed-in?code=a&state=b", HOST),
            ("/signed-in?code=a&state=b", "host:127.0.0.1:47631\r\nAccept: */*\r\nCookie: caf\u{e9}=1\r\nDNT:\r\n"),
            ("/signed-in?code=a&state=b", "Accept: text/html\r\nHOST: \t127.0.0.1:47631 \r\n"),
        ] {
            let url = Url::parse("http://127.0.0.1:47631/signed-in?code=a&state=b").unwrap();
            assert_eq!(get(target, fields), Request::Callback(url), "{fields}");
        }
        for (target, whole) in [
            ("/signed-in", REDIRECT.to_owned()),
            ("/signed-in?", format!("{REDIRECT}?")),
            ("/signed-in?a?b=/c", format!("{REDIRECT}?a?b=/c")),
        ] {
            assert_eq!(get(target, HOST), Request::Callback(Url::parse(&whole).unwrap()), "{target}");
        }
        let six = Url::parse("http://[::1]:80/x").unwrap();
        assert_eq!(read(b"GET /x HTTP/1.1\r\nHost: [::1]\r\n\r\n", &six), Request::Refused(Refusal::Malformed));
        let six = Url::parse("http://[::1]:8080/x").unwrap();
        assert_eq!(read(b"GET /x HTTP/1.0\r\nHost: [::1]:8080\r\n\r\nmore", &six), Request::Callback(six));
    }

    #[test]
    fn what_is_not_for_us() {
        for (head, refusal) in [
            ("GET /signed-in HTTP/1.1", Refusal::Malformed),
            ("GET /signed-in HTTP/1.1\r\nHost: 127.0.0.1", Refusal::Malformed),
            ("GET /signed-in HTTP/1.1\r\nHost: localhost:47631", Refusal::Malformed),
            ("GET /signed-in HTTP/1.1\r\nHost: evil.test:47631", Refusal::Malformed),
            ("GET /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47632", Refusal::Malformed),
            ("GET /signed-in HTTP/1.1\r\nHost: 127.0.0.1:047631", Refusal::Malformed),
            ("GET /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631, x", Refusal::Malformed),
            ("GET /signed-in HTTP/1.1\r\nHost: a@127.0.0.1:47631", Refusal::Malformed),
            ("GET /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631\r\nHost: 127.0.0.1:47631", Refusal::Malformed),
            ("GET /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631\r\nhost: evil.test", Refusal::Malformed),
            ("GET /signed-in HTTP/1.1\r\nHost : 127.0.0.1:47631", Refusal::Malformed),
            ("GET /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631\r\n folded", Refusal::Malformed),
            ("GET /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631\nX: y", Refusal::Malformed),
            ("GET /signed-in HTTP/1.1\nHost: 127.0.0.1:47631", Refusal::Malformed),
            ("GET /signed-in HTTP/2.0\r\nHost: 127.0.0.1:47631", Refusal::Malformed),
            ("GET /signed-in\r\nHost: 127.0.0.1:47631", Refusal::Malformed),
            ("GET  /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Malformed),
            ("GET /signed-in x HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Malformed),
            ("GET /signed-in?\u{e9} HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Malformed),
            ("GET /signed-in#a HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Malformed),
            ("GET /signed-in?a#b HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Malformed),
            ("GET http://127.0.0.1:47631/signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Malformed),
            ("GET signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Malformed),
            ("\r\nGET /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Malformed),
            ("G@T /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Malformed),
            ("CONNECT 127.0.0.1:47631 HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Malformed),
            ("POST /signed-in HTTP/1.1\r\nHost: evil.test", Refusal::Malformed),
            ("POST /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Method),
            ("HEAD /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Method),
            ("OPTIONS /x HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Method),
            ("get /signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Method),
            ("GET / HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Elsewhere),
            ("GET /favicon.ico HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Elsewhere),
            ("GET /signed-in/ HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Elsewhere),
            ("GET /Signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Elsewhere),
            ("GET //signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Elsewhere),
            ("GET /x/../signed-in HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Elsewhere),
            ("GET /%73igned-in HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Elsewhere),
            ("GET /signed-in;a?b HTTP/1.1\r\nHost: 127.0.0.1:47631", Refusal::Elsewhere),
        ] {
            assert_eq!(of(format!("{head}\r\n\r\n")), Request::Refused(refusal), "{head:?}");
        }
        assert_eq!(of(b"GET /signed-in\0 HTTP/1.1\r\n\r\n"), Request::Refused(Refusal::Malformed));
    }

    #[test]
    fn a_head_has_an_end() {
        let whole = format!("GET /signed-in HTTP/1.1\r\n{HOST}\r\n");
        for cut in 0..whole.len() {
            assert_eq!(of(&whole[..cut]), Request::Unfinished, "{cut}");
        }
        let padded = |length: usize| {
            let rest = format!("GET /signed-in HTTP/1.1\r\n{HOST}X: \r\n\r\n").len();
            format!("GET /signed-in HTTP/1.1\r\n{HOST}X: {}\r\n\r\n", "x".repeat(length - rest))
        };
        assert!(matches!(of(padded(LONGEST_HEAD)), Request::Callback(_)));
        for long in [LONGEST_HEAD + 1, LONGEST_HEAD * 3] {
            assert_eq!(of(padded(long)), Request::Refused(Refusal::TooLong), "{long}");
        }
    }

    proptest! {
        #[test]
        fn bytes_are_only_a_callback_with_the_right_head(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
            cut in 0_usize..60,
        ) {
            prop_assert!(!matches!(of(&bytes), Request::Callback(_)));
            // A right head with a piece written over.
            let mut head = format!("GET /signed-in?code=a HTTP/1.1\r\n{HOST}\r\n").into_bytes();
            for (at, byte) in bytes.iter().enumerate().take(8) {
                if let Some(place) = head.get_mut(cut + at) {
                    *place = *byte;
                }
            }
            if let Request::Callback(url) = of(&head) {
                prop_assert!(head.starts_with(b"GET /signed-in"));
                prop_assert!(head.windows(17).any(|window| window.ends_with(b"127.0.0.1:47631")));
                prop_assert!(url.as_str().starts_with(REDIRECT) && url.fragment().is_none());
                prop_assert_eq!(url.path(), "/signed-in");
            }
        }

        #[test]
        fn targets_keep_their_meaning(query in "[!-\"$-~]{0,60}") {
            let Request::Callback(url) = get(&format!("/signed-in?{query}"), HOST) else { panic!("{query}") };
            let read: Vec<_> = url.query_pairs().collect();
            let sent: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
            prop_assert_eq!(read, sent);
        }
    }
}
