//! Proof Key for Code Exchange, S256 only (RFC 7636), and the random values of one attempt.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::error::{Code, Result};

/// 32 bytes from the system's generator: 43 characters, 256 bits.
const RANDOM_BYTES: usize = 32;

/// The secret that proves, at the token endpoint, who asked for the code.
#[derive(Debug)]
pub struct CodeVerifier(SecretString);

impl CodeVerifier {
    pub fn new() -> Result<Self> {
        random_token().map(Self)
    }

    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.expose_secret()))
    }

    pub const fn secret(&self) -> &SecretString {
        &self.0
    }
}

pub fn random_token() -> Result<SecretString> {
    let mut bytes = [0; RANDOM_BYTES];
    getrandom::fill(&mut bytes).map_err(|_| Code::Internal)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenge_matches_rfc_7636_appendix_b() {
        let verifier = CodeVerifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into());
        assert_eq!(verifier.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn verifiers_are_unreserved_43_characters_and_unique() {
        let (one, other) = (CodeVerifier::new().unwrap(), CodeVerifier::new().unwrap());
        assert_ne!(one.secret().expose_secret(), other.secret().expose_secret());
        assert_eq!(one.secret().expose_secret().len(), 43);
        assert!(one.secret().expose_secret().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
    }

    #[test]
    fn verifier_debug_output_has_no_secret() {
        let verifier = CodeVerifier("CANARY-verifier".into());
        assert!(!format!("{verifier:?}").contains("CANARY"));
    }
}
