//! Proof Key for Code Exchange (RFC 7636), server side.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::digest;

#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Challenge {
    S256(String),
    Plain(String),
}

impl Challenge {
    /// An absent method means `plain` (RFC 7636 §4.3).
    pub(crate) fn parse(challenge: Option<String>, method: Option<&str>) -> Result<Option<Self>, &'static str> {
        let Some(challenge) = challenge.filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        match method {
            Some(name) if name.eq_ignore_ascii_case("S256") => {
                if challenge.len() == 43 {
                    Ok(Some(Self::S256(challenge)))
                } else {
                    Err("The code_challenge is not a SHA-256 digest.")
                }
            }
            None => Ok(Some(Self::Plain(challenge))),
            Some(name) if name.eq_ignore_ascii_case("plain") => Ok(Some(Self::Plain(challenge))),
            Some(_) => Err("The code_challenge_method is not supported."),
        }
    }

    pub(crate) fn verifies(&self, verifier: &str) -> bool {
        if !(43..=128).contains(&verifier.len()) {
            return false;
        }
        match self {
            Self::S256(challenge) => {
                *challenge == URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
            }
            Self::Plain(challenge) => challenge == verifier,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s256_challenge_verifies_rfc_7636_example() {
        let challenge = Challenge::parse(Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".into()), Some("S256"))
            .expect("read")
            .expect("some");
        assert!(challenge.verifies("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert!(!challenge.verifies("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"));
        assert!(!challenge.verifies("short"));
        assert!(Challenge::parse(Some("x".into()), Some("S512")).is_err());
        assert_eq!(Challenge::parse(None, None), Ok(None));
    }
}
