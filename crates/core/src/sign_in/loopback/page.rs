//! What the browser shows when it has come back: two static pages, and the bytes around them.
//!
//! They reflect nothing of the request and run nothing. The first does not say that the sign-in
//! worked: the tenant has not spoken yet, and Portico's own window will say so.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::sign_in::loopback::request::RejectReason;

const STYLE: &str = ":root{color-scheme:light dark}\
body{margin:0;min-height:100vh;display:grid;place-items:center;font:1rem/1.5 system-ui,sans-serif;\
background:light-dark(#f6f5f2,#191a1d);color:light-dark(#1d1e21,#ecebe8)}\
main{max-width:22rem;padding:2rem;text-align:center}\
svg{width:3.5rem;height:3.5rem;color:light-dark(#2f5d8c,#8fb8e0)}\
h1{margin:1rem 0 .5rem;font-size:1.35rem;font-weight:600}\
p{margin:0;opacity:.8}";

/// A door: open for who came back, closed for who did not.
const OPEN_DOOR_PATH: &str = "M5 21V4a1 1 0 0 1 1-1h12a1 1 0 0 1 1 1v17M3 21h18M13 3v18l-6-2V5z";
const CLOSED_DOOR_PATH: &str = "M6 21V4a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v17M3 21h18M14.5 12h.01";

/// What the browser is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReplyPage {
    /// The answer was taken, now or before.
    Received,
    /// It belongs to no sign-in under way.
    NoMatchingSignIn,
    Rejected(RejectReason),
}

/// The whole response.
pub(super) fn render_response(reply: ReplyPage) -> Vec<u8> {
    let status = match reply {
        ReplyPage::Received => "200 OK",
        ReplyPage::NoMatchingSignIn | ReplyPage::Rejected(RejectReason::BadRequest) => "400 Bad Request",
        ReplyPage::Rejected(RejectReason::NotFound) => "404 Not Found",
        ReplyPage::Rejected(RejectReason::MethodNotAllowed) => "405 Method Not Allowed",
        ReplyPage::Rejected(RejectReason::HeadTooLarge) => "431 Request Header Fields Too Large",
    };
    let body = match reply {
        ReplyPage::Received => {
            render_page(OPEN_DOOR_PATH, "Back to Portico", "You can close this tab and return to Portico.")
        }
        // An answer to HEAD may have no body, and no person sends anything but GET.
        ReplyPage::Rejected(RejectReason::MethodNotAllowed) => String::new(),
        ReplyPage::NoMatchingSignIn | ReplyPage::Rejected(_) => {
            render_page(CLOSED_DOOR_PATH, "This link is no longer good", "Close this tab and try again in Portico.")
        }
    };
    let allow = if reply == ReplyPage::Rejected(RejectReason::MethodNotAllowed) { "Allow: GET\r\n" } else { "" };
    format!(
        "HTTP/1.1 {status}\r\n\
         Content-Type: text/html; charset=utf-8\r\n\
         Content-Length: {length}\r\n\
         Cache-Control: no-store\r\n\
         Referrer-Policy: no-referrer\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'\r\n\
         X-Content-Type-Options: nosniff\r\n\
         {allow}Connection: close\r\n\
         \r\n\
         {body}",
        length = body.len(),
        style = STANDARD.encode(Sha256::digest(STYLE)),
    )
    .into_bytes()
}

fn render_page(door: &str, title: &str, message: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head><body><main>\
         <svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" \
         stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\"><path d=\"{door}\"/></svg>\
         <h1>{title}</h1><p>{message}</p></main></body></html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_have_security_headers_and_close_the_connection() {
        for (reply, status) in [
            (ReplyPage::Received, "200 "),
            (ReplyPage::NoMatchingSignIn, "400 "),
            (ReplyPage::Rejected(RejectReason::BadRequest), "400 "),
            (ReplyPage::Rejected(RejectReason::NotFound), "404 "),
            (ReplyPage::Rejected(RejectReason::MethodNotAllowed), "405 "),
            (ReplyPage::Rejected(RejectReason::HeadTooLarge), "431 "),
        ] {
            let text = String::from_utf8(render_response(reply)).unwrap();
            let (head, body) = text.split_once("\r\n\r\n").unwrap();
            assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{head}");
            for field in [
                "Content-Type: text/html; charset=utf-8",
                "Cache-Control: no-store",
                "Referrer-Policy: no-referrer",
                "Content-Security-Policy: default-src 'none'; style-src 'sha256-",
                "X-Content-Type-Options: nosniff",
                "Connection: close",
                &format!("Content-Length: {}", body.len()),
            ] {
                assert!(head.split("\r\n").any(|line| line.starts_with(field)), "{status}{field}");
            }
            assert!(!body.contains("<script") && !body.contains("http") && !body.contains(" style="), "{body}");
            assert_eq!(head.contains("Allow: GET"), status == "405 ");
            assert!(text.len() < 2560, "{}", text.len());
        }
    }

    #[test]
    fn csp_hash_matches_the_inline_style() {
        let text = String::from_utf8(render_response(ReplyPage::Received)).unwrap();
        let (_, rest) = text.split_once("<style>").unwrap();
        let (style, _) = rest.split_once("</style>").unwrap();
        assert!(text.contains(&format!("'sha256-{}'", STANDARD.encode(Sha256::digest(style)))));
    }
}
