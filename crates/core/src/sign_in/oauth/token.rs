//! The token endpoint's answer (RFC 6749 §5): what is accepted as a token, and what each refusal
//! means. Strict where a value goes into a header, lenient where servers are known to differ.

use std::fmt;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use crate::error::{Code, Error, Result};
use crate::text;

const MAX_TOKEN_BYTES: usize = 16 * 1024;
const MAX_LIFETIME: Duration = Duration::from_hours(30 * 24);
/// Where the server does not say: soon enough to ask again, never a loop.
const DEFAULT_LIFETIME: Duration = Duration::from_mins(5);

/// What one grant gave. Held in memory only.
#[derive(Clone, Debug)]
pub struct TokenResponse {
    pub access_token: SecretString,
    pub refresh_token: Option<SecretString>,
    /// How long the access token lives from the moment it was asked for.
    pub lifetime: Duration,
    pub(crate) is_lifetime_stated: bool,
}

/// Read with `derive`, which refuses duplicate members; through a map the last would win.
#[derive(Deserialize)]
struct TokenResponseBody {
    access_token: String,
    token_type: String,
    #[serde(default)]
    refresh_token: Option<String>,
    #[serde(default, deserialize_with = "deserialize_expires_in")]
    expires_in: Option<Duration>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorResponseBody {
    error: String,
    error_description: Option<String>,
}

/// Reads a 200 answer. `body` is UTF-8 without a byte order mark.
pub fn parse_token_response(body: &[u8]) -> Result<TokenResponse> {
    let response: TokenResponseBody = serde_json::from_slice(body).map_err(|_| Code::TokenFormat)?;
    if !is_token(&response.access_token) {
        return Err(Code::TokenFormat.into());
    }
    if !response.token_type.eq_ignore_ascii_case("bearer") {
        return Err(Error::new(Code::TokenType).with_reason(text::sanitize_display(&response.token_type, 20)));
    }
    let refresh_token = response.refresh_token.filter(|token| !token.is_empty());
    if refresh_token.as_deref().is_some_and(|token| !is_token(token)) {
        return Err(Code::TokenFormat.into());
    }
    Ok(TokenResponse {
        access_token: response.access_token.into(),
        refresh_token: refresh_token.map(Into::into),
        lifetime: response.expires_in.unwrap_or(DEFAULT_LIFETIME),
        is_lifetime_stated: response.expires_in.is_some(),
    })
}

/// What a refusal of the token endpoint means (RFC 6749 §5.2; statuses differ between tenants).
pub fn parse_error_response(status: u16, body: &[u8], app_id: &str) -> Error {
    let response: ErrorResponseBody = serde_json::from_slice(body).unwrap_or_default();
    let message = response.error_description.as_deref().and_then(text::sanitize_server_message);
    let code = match (response.error.as_str(), status) {
        ("invalid_grant", _) => Code::TokenGrant,
        ("invalid_client" | "unauthorized_client", _) | (_, 401 | 403) => Code::TokenClient,
        (_, 404) => Code::TokenAppId,
        (_, 429) => Code::ApiBusy,
        _ => Code::TokenServer,
    };
    let error = Error::new(code).with_server_message(message);
    if matches!(code, Code::TokenClient | Code::TokenAppId) { error.with_reason(app_id) } else { error }
}

/// Visible ASCII only: anything else would have to be smuggled into a header.
fn is_token(token: &str) -> bool {
    (1..=MAX_TOKEN_BYTES).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_graphic())
}

/// `expires_in` as servers write it: a number, a number with a fraction, or digits in a string.
/// Zero and less mean "expired at once"; text, truth values and infinities are no lifetime.
fn deserialize_expires_in<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    struct Seconds;

    impl Visitor<'_> for Seconds {
        type Value = Option<Duration>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("seconds")
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_u64<E>(self, seconds: u64) -> Result<Self::Value, E> {
            Ok(Some(Duration::from_secs(seconds).min(MAX_LIFETIME)))
        }

        fn visit_i64<E>(self, seconds: i64) -> Result<Self::Value, E> {
            Ok(Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)).min(MAX_LIFETIME)))
        }

        fn visit_f64<E: de::Error>(self, seconds: f64) -> Result<Self::Value, E> {
            if seconds.is_nan() || seconds.is_infinite() {
                return Err(E::custom("not a lifetime"));
            }
            Ok(Some(Duration::from_secs_f64(seconds.clamp(0.0, MAX_LIFETIME.as_secs_f64()))))
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            let seconds: f64 = text.trim().parse().map_err(|_| E::custom("not a lifetime"))?;
            self.visit_f64(seconds)
        }
    }

    deserializer.deserialize_any(Seconds)
}

impl TokenResponse {
    /// Whether the server gave a lifetime that can be true.
    pub fn has_stated_lifetime(&self) -> bool {
        self.is_lifetime_stated && !self.lifetime.is_zero()
    }

    /// These, or for lack of a new refresh token the one that was just used (RFC 6749 §6).
    #[must_use]
    pub fn with_fallback_refresh_token(mut self, refresh_token: &SecretString) -> Self {
        if self.refresh_token.is_none() {
            self.refresh_token = Some(refresh_token.expose_secret().into());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse_with_members(members: &str) -> Result<TokenResponse> {
        parse_token_response(format!(r#"{{"access_token":"at","token_type":"Bearer"{members}}}"#).as_bytes())
    }

    fn parse_error_code(body: &str) -> Code {
        parse_token_response(body.as_bytes()).map_or_else(|error| error.code, |_| panic!("{body}"))
    }

    #[test]
    fn expires_in_accepts_numbers_and_digit_strings() {
        for (text, seconds) in [
            ("3600", 3600.0),
            ("\"3600\"", 3600.0),
            ("3600.0", 3600.0),
            ("0", 0.0),
            ("-5", 0.0),
            ("null", 300.0),
            ("1e18", 2_592_000.0),
            ("18446744073709551615", 2_592_000.0),
        ] {
            let tokens = parse_with_members(&format!(r#","expires_in":{text}"#)).unwrap();
            assert_eq!(tokens.lifetime.as_secs_f64(), seconds, "{text}");
        }
        assert_eq!(parse_with_members("").unwrap().lifetime, DEFAULT_LIFETIME);
        for text in ["true", "\"soon\"", "1e400", "[]", "{}", "\"inf\"", "\"NaN\""] {
            assert_eq!(
                parse_with_members(&format!(r#","expires_in":{text}"#)).unwrap_err().code,
                Code::TokenFormat,
                "{text}"
            );
        }
    }

    #[test]
    fn malformed_token_responses_are_rejected() {
        let long = format!(r#"{{"access_token":"{}","token_type":"Bearer"}}"#, "x".repeat(20_000));
        for body in [
            "",
            "{}",
            "null",
            "[]",
            "\"x\"",
            "7",
            "<html>",
            "{\"access_token\":\"a\"",
            &long,
            r#"{"access_token":"a"}"#,
            r#"{"access_token":"","token_type":"Bearer"}"#,
            r#"{"access_token":null,"token_type":"Bearer"}"#,
            r#"{"access_token":1,"token_type":"Bearer"}"#,
            r#"{"access_token":"a\nb","token_type":"Bearer"}"#,
            r#"{"access_token":"a b","token_type":"Bearer"}"#,
            r#"{"access_token":"ä","token_type":"Bearer"}"#,
            r#"{"access_token":"a","access_token":"b","token_type":"Bearer"}"#,
            r#"{"access_token":"a","token_type":"Bearer","refresh_token":"r\u0000"}"#,
        ] {
            assert_eq!(parse_error_code(body), Code::TokenFormat, "{body:.80}");
        }
        assert_eq!(parse_error_code(r#"{"access_token":"a","token_type":"DPoP"}"#), Code::TokenType);
    }

    #[test]
    fn unknown_nested_members_are_skipped() {
        let deep = format!(r#","x":{}{},"scope":"all""#, "[".repeat(100), "]".repeat(100));
        assert!(parse_with_members(&deep).is_ok());
        let absurd = format!(r#","x":{}{}"#, "[".repeat(10_000), "]".repeat(10_000));
        let _ = parse_with_members(&absurd);
        assert!(
            parse_token_response(br#"{"access_token":"a","token_type":"BEARER","refresh_token":""}"#)
                .unwrap()
                .refresh_token
                .is_none()
        );
    }

    #[test]
    fn error_responses_map_to_codes() {
        for (status, body, code) in [
            (400, r#"{"error":"invalid_grant"}"#, Code::TokenGrant),
            (401, r#"{"error":"invalid_client"}"#, Code::TokenClient),
            (400, r#"{"error":"invalid_client"}"#, Code::TokenClient),
            (403, "no", Code::TokenClient),
            (404, "<html>", Code::TokenAppId),
            (429, "", Code::ApiBusy),
            (503, "<html>", Code::TokenServer),
            (400, "<html>", Code::TokenServer),
        ] {
            assert_eq!(parse_error_response(status, body.as_bytes(), "Portico").code, code, "{status} {body}");
        }
        let error = parse_error_response(401, b"{}", "Portico");
        assert_eq!(error.reason.as_deref(), Some("Portico"));
    }

    #[test]
    fn token_response_debug_output_has_no_secret() {
        let tokens = parse_with_members(r#","refresh_token":"CANARY-refresh""#).unwrap();
        assert!(!format!("{tokens:?}").contains("CANARY"));
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_do_not_panic(body in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = parse_token_response(&body);
            let _ = parse_error_response(400, &body, "x");
        }
    }
}
