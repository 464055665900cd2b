//! Signs tokens (RS256) and publishes the key that verifies them. The key is published with the source: for demos only.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use ring::digest;
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use serde_json::{Value, json};

use crate::random;

const DEMO_KEY: &str = include_str!("../../data/demo-only-signing-key.pem");

pub(crate) struct Signer {
    key: KeyPair,
    thumbprint: Vec<u8>,
}

impl Signer {
    /// `None` only if the embedded key is damaged.
    pub(crate) fn with_demo_key() -> Option<Self> {
        let text: String = DEMO_KEY
            .lines()
            .skip_while(|line| !line.starts_with("-----BEGIN"))
            .filter(|line| !line.starts_with("-----"))
            .collect();
        let key = KeyPair::from_pkcs8(&STANDARD.decode(text).ok()?).ok()?;
        let thumbprint = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, key.public_key().as_ref()).as_ref().to_vec();
        Some(Self { key, thumbprint })
    }

    /// Header members as Centrify and CyberArk write them: `kid` is the thumbprint in upper-case hex.
    pub(crate) fn sign(&self, app_id: &str, claims: &Value) -> String {
        let header = json!({ "alg": "RS256", "typ": "JWT", "kid": self.key_id(), "x5t": URL_SAFE_NO_PAD.encode(&self.thumbprint), "app_id": app_id });
        let text =
            format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()));
        let mut signature = vec![0; self.key.public().modulus_len()];
        // Signing fails only without randomness; an empty signature is then refused by every reader.
        if self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).is_err() {
            signature.clear();
        }
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    pub(crate) fn key_set(&self) -> Value {
        let parts: PublicKeyComponents<Vec<u8>> = PublicKeyComponents::from(self.key.public());
        json!({ "keys": [{
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.key_id(),
            "x5t": URL_SAFE_NO_PAD.encode(&self.thumbprint),
            "n": URL_SAFE_NO_PAD.encode(parts.n), "e": URL_SAFE_NO_PAD.encode(parts.e),
        }] })
    }

    fn key_id(&self) -> String {
        random::hex(&self.thumbprint).to_uppercase()
    }
}

#[cfg(test)]
mod tests {
    use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

    use super::*;

    #[test]
    fn published_key_verifies_signature() {
        let signer = Signer::with_demo_key().expect("the embedded key");
        let token = signer.sign("Portico", &json!({ "sub": "x" }));
        let (text, signature) = token.rsplit_once('.').expect("three parts");
        let keys = signer.key_set();
        let part =
            |name: &str| URL_SAFE_NO_PAD.decode(keys["keys"][0][name].as_str().expect("text")).expect("base64url");
        RsaPublicKeyComponents { n: part("n"), e: part("e") }
            .verify(
                &RSA_PKCS1_2048_8192_SHA256,
                text.as_bytes(),
                &URL_SAFE_NO_PAD.decode(signature).expect("base64url"),
            )
            .expect("valid");
    }
}
