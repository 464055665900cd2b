//! Proof Key for Code Exchange, S256 only (RFC 7636), and the random values of one attempt.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::problem::{Code, Result};

/// 32 bytes from the system's generator: 43 characters, 256 bits.
const BYTES: usize = 32;

/// The secret that proves, at the token endpoint, who asked for the code.
#[derive(Debug)]
pub struct Verifier(SecretString);

impl Verifier {
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
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|_| Code::Internal)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_7636_appendix_b() {
        let verifier = Verifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into());
        assert_eq!(verifier.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn verifiers_are_long_unreserved_and_different() {
        let (one, other) = (Verifier::new().unwrap(), Verifier::new().unwrap());
        assert_ne!(one.secret().expose_secret(), other.secret().expose_secret());
        assert_eq!(one.secret().expose_secret().len(), 43);
        assert!(one.secret().expose_secret().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
    }

    #[test]
    fn a_verifier_does_not_print_itself() {
        let verifier = Verifier("CANARY-verifier".into());
        assert!(!format!("{verifier:?}").contains("CANARY"));
    }
}
