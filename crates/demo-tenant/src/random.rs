//! Generates random and reproducible identifiers in the forms that a tenant uses.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::digest;
use ring::rand::{SecureRandom, SystemRandom};

fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        // A tenant that hands out guessable tokens is worse than none.
        std::process::abort();
    }
    bytes
}

/// 32 lower-case hex digits, as in `X-CFY-TX-ID`.
pub(crate) fn transaction_id() -> String {
    hex(&bytes::<16>())
}

/// 128 upper-case hex digits: the shape of an `.ASPXAUTH` value.
pub(crate) fn session_value() -> String {
    hex(&bytes::<64>()).to_uppercase()
}

/// 43 URL-safe characters, for codes, tokens and session ids.
pub(crate) fn token() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}

pub(crate) fn guid() -> String {
    format_guid(&bytes::<16>())
}

/// The same GUID for the same text, so that app keys and user ids survive a restart.
pub(crate) fn guid_from(text: &str) -> String {
    format_guid(digest::digest(&digest::SHA256, text.as_bytes()).as_ref())
}

fn format_guid(bytes: &[u8]) -> String {
    let digits = hex(bytes.get(..16).unwrap_or(bytes));
    format!("{}-{}-4{}-a{}-{}", &digits[..8], &digits[8..12], &digits[13..16], &digits[17..20], &digits[20..32])
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_their_documented_form() {
        assert_eq!(transaction_id().len(), 32);
        assert_eq!(session_value().len(), 128);
        assert_eq!(token().len(), 43);
        assert_eq!(guid().len(), 36);
        assert_eq!(guid_from("a"), guid_from("a"));
        assert_ne!(guid_from("a"), guid_from("b"));
    }
}
