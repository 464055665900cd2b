//! The token endpoint's answer (RFC 6749 §5): what is accepted as a token, and what each refusal
//! means. Strict where a value goes into a header, lenient where servers are known to differ.

use std::fmt;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use crate::problem::{Code, Problem, Result};
use crate::text;

const LONGEST_TOKEN: usize = 16 * 1024;
const LONGEST_LIFE: Duration = Duration::from_hours(30 * 24);
/// Where the server does not say: soon enough to ask again, never a loop.
const UNKNOWN_LIFE: Duration = Duration::from_mins(5);

/// What one grant gave. Held in memory only.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub access: SecretString,
    pub refresh: Option<SecretString>,
    /// How long the access token lives from the moment it was asked for.
    pub life: Duration,
    pub(crate) told: bool,
}

/// Read with `derive`, which refuses duplicate members; through a map the last would win.
#[derive(Deserialize)]
struct Answer {
    access_token: String,
    token_type: String,
    #[serde(default)]
    refresh_token: Option<String>,
    #[serde(default, deserialize_with = "lifetime")]
    expires_in: Option<Duration>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorAnswer {
    error: String,
    error_description: Option<String>,
}

/// Reads a 200 answer. `body` is UTF-8 without a byte order mark.
pub fn read_tokens(body: &[u8]) -> Result<Tokens> {
    let answer: Answer = serde_json::from_slice(body).map_err(|_| Code::TokenFormat)?;
    if !is_token(&answer.access_token) {
        return Err(Code::TokenFormat.into());
    }
    if !answer.token_type.eq_ignore_ascii_case("bearer") {
        return Err(Problem::new(Code::TokenType).because(text::shown(&answer.token_type, 20)));
    }
    let refresh = answer.refresh_token.filter(|token| !token.is_empty());
    if refresh.as_deref().is_some_and(|token| !is_token(token)) {
        return Err(Code::TokenFormat.into());
    }
    Ok(Tokens {
        access: answer.access_token.into(),
        refresh: refresh.map(Into::into),
        life: answer.expires_in.unwrap_or(UNKNOWN_LIFE),
        told: answer.expires_in.is_some(),
    })
}

/// What a refusal of the token endpoint means (RFC 6749 §5.2; statuses differ between tenants).
pub fn read_refusal(status: u16, body: &[u8], app_id: &str) -> Problem {
    let answer: ErrorAnswer = serde_json::from_slice(body).unwrap_or_default();
    let words = answer.error_description.as_deref().and_then(text::said);
    let code = match (answer.error.as_str(), status) {
        ("invalid_grant", _) => Code::TokenGrant,
        ("invalid_client" | "unauthorized_client", _) | (_, 401 | 403) => Code::TokenClient,
        (_, 404) => Code::TokenAppId,
        (_, 429) => Code::ApiBusy,
        _ => Code::TokenServer,
    };
    let problem = Problem::new(code).said(words);
    if matches!(code, Code::TokenClient | Code::TokenAppId) { problem.because(app_id) } else { problem }
}

/// Visible ASCII only: anything else would have to be smuggled into a header.
fn is_token(token: &str) -> bool {
    (1..=LONGEST_TOKEN).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_graphic())
}

/// `expires_in` as servers write it: a number, a number with a fraction, or digits in a string.
/// Zero and less mean "expired at once"; text, truth values and infinities are no lifetime.
fn lifetime<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
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
            Ok(Some(Duration::from_secs(seconds).min(LONGEST_LIFE)))
        }

        fn visit_i64<E>(self, seconds: i64) -> Result<Self::Value, E> {
            Ok(Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)).min(LONGEST_LIFE)))
        }

        fn visit_f64<E: de::Error>(self, seconds: f64) -> Result<Self::Value, E> {
            if seconds.is_nan() || seconds.is_infinite() {
                return Err(E::custom("not a lifetime"));
            }
            Ok(Some(Duration::from_secs_f64(seconds.clamp(0.0, LONGEST_LIFE.as_secs_f64()))))
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            let seconds: f64 = text.trim().parse().map_err(|_| E::custom("not a lifetime"))?;
            self.visit_f64(seconds)
        }
    }

    deserializer.deserialize_any(Seconds)
}

impl Tokens {
    /// Whether the server gave a lifetime that can be true.
    pub fn life_is_told(&self) -> bool {
        self.told && !self.life.is_zero()
    }

    /// These, or for lack of a new refresh token the one that was just used (RFC 6749 §6).
    #[must_use]
    pub fn after(mut self, used: &SecretString) -> Self {
        if self.refresh.is_none() {
            self.refresh = Some(used.expose_secret().into());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn with(members: &str) -> Result<Tokens> {
        read_tokens(format!(r#"{{"access_token":"at","token_type":"Bearer"{members}}}"#).as_bytes())
    }

    fn refused(body: &str) -> Code {
        read_tokens(body.as_bytes()).map_or_else(|problem| problem.code, |_| panic!("{body}"))
    }

    #[test]
    fn lifetimes() {
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
            let tokens = with(&format!(r#","expires_in":{text}"#)).unwrap();
            assert_eq!(tokens.life.as_secs_f64(), seconds, "{text}");
        }
        assert_eq!(with("").unwrap().life, UNKNOWN_LIFE);
        for text in ["true", "\"soon\"", "1e400", "[]", "{}", "\"inf\"", "\"NaN\""] {
            assert_eq!(with(&format!(r#","expires_in":{text}"#)).unwrap_err().code, Code::TokenFormat, "{text}");
        }
    }

    #[test]
    fn what_is_no_token() {
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
            assert_eq!(refused(body), Code::TokenFormat, "{body:.80}");
        }
        assert_eq!(refused(r#"{"access_token":"a","token_type":"DPoP"}"#), Code::TokenType);
    }

    #[test]
    fn unknown_members_are_skipped_however_deep() {
        let deep = format!(r#","x":{}{},"scope":"all""#, "[".repeat(100), "]".repeat(100));
        assert!(with(&deep).is_ok());
        let absurd = format!(r#","x":{}{}"#, "[".repeat(10_000), "]".repeat(10_000));
        let _ = with(&absurd);
        assert!(
            read_tokens(br#"{"access_token":"a","token_type":"BEARER","refresh_token":""}"#).unwrap().refresh.is_none()
        );
    }

    #[test]
    fn refusals() {
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
            assert_eq!(read_refusal(status, body.as_bytes(), "Portico").code, code, "{status} {body}");
        }
        let named = read_refusal(401, b"{}", "Portico");
        assert_eq!(named.reason.as_deref(), Some("Portico"));
    }

    #[test]
    fn tokens_do_not_print_themselves() {
        let tokens = with(r#","refresh_token":"CANARY-refresh""#).unwrap();
        assert!(!format!("{tokens:?}").contains("CANARY"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(body in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read_tokens(&body);
            let _ = read_refusal(400, &body, "x");
        }
    }
}
