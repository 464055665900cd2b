//! What lets one account call its tenant, and the form in which the keyring keeps it.
//!
//! Either the tokens of an OAuth grant or, where people sign in on the portal itself, its session
//! cookie. It is written whole or not at all, and never blank: see [`Credential::to_bytes`].

use std::borrow::Cow;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretBox, SecretSlice, SecretString};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::clock::Timestamp;
use crate::sign_in::oauth::token::TokenResponse;

const VERSION: u32 = 1;

#[derive(Clone, Debug)]
pub enum Credential {
    Tokens {
        tokens: TokenResponse,
        /// When they were asked for: their life counts from here.
        obtained_at: Timestamp,
    },
    /// The value of `.ASPXAUTH`, which is a bearer too.
    PortalCookie(SecretString),
}

/// The kept form. Short member names: Windows keeps 2,560 bytes in one piece.
#[derive(Serialize, Deserialize)]
struct StoredCredential<'a> {
    #[serde(rename = "v")]
    version: u32,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    #[serde(rename = "access")]
    access_token: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    #[serde(rename = "refresh")]
    refresh_token: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    cookie: Option<Cow<'a, str>>,
    #[serde(default)]
    #[serde(rename = "obtained")]
    obtained_at: Timestamp,
    /// Milliseconds.
    #[serde(default)]
    #[serde(rename = "life")]
    lifetime_ms: u64,
    /// The tenant said so itself.
    #[serde(default)]
    #[serde(rename = "told")]
    is_lifetime_stated: bool,
}

impl Credential {
    pub fn to_bytes(&self) -> SecretSlice<u8> {
        let stored = match self {
            Self::Tokens { tokens, obtained_at } => StoredCredential {
                version: VERSION,
                access_token: Some(tokens.access_token.expose_secret().into()),
                refresh_token: tokens.refresh_token.as_ref().map(|token| token.expose_secret().into()),
                cookie: None,
                obtained_at: *obtained_at,
                lifetime_ms: u64::try_from(tokens.lifetime.as_millis()).unwrap_or(u64::MAX),
                is_lifetime_stated: tokens.is_lifetime_stated,
            },
            Self::PortalCookie(value) => StoredCredential {
                version: VERSION,
                access_token: None,
                refresh_token: None,
                cookie: Some(value.expose_secret().into()),
                obtained_at: Timestamp::default(),
                lifetime_ms: 0,
                is_lifetime_stated: false,
            },
        };
        // Strings and numbers always serialise.
        SecretBox::new(serde_json::to_vec(&stored).unwrap_or_default().into_boxed_slice())
    }

    /// `None` for anything that is not whole, and for what a later version wrote.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let stored: StoredCredential<'_> =
            serde_json::from_slice(bytes).ok().filter(|kept: &StoredCredential<'_>| kept.version == VERSION)?;
        let non_empty_secret = |text: Option<Cow<'_, str>>| {
            text.filter(|text| !text.is_empty()).map(|text| SecretString::from(text.into_owned()))
        };
        if let Some(cookie) = non_empty_secret(stored.cookie) {
            return Some(Self::PortalCookie(cookie));
        }
        let lifetime = Duration::from_millis(stored.lifetime_ms);
        let tokens = TokenResponse {
            access_token: non_empty_secret(stored.access_token)?,
            refresh_token: non_empty_secret(stored.refresh_token),
            lifetime,
            is_lifetime_stated: stored.is_lifetime_stated,
        };
        Some(Self::Tokens { tokens, obtained_at: stored.obtained_at })
    }

    /// What goes into the `Authorization` header.
    pub const fn bearer_token(&self) -> &SecretString {
        match self {
            Self::Tokens { tokens, .. } => &tokens.access_token,
            Self::PortalCookie(value) => value,
        }
    }

    pub const fn refresh_token(&self) -> Option<&SecretString> {
        match self {
            Self::Tokens { tokens, .. } => tokens.refresh_token.as_ref(),
            Self::PortalCookie(_) => None,
        }
    }

    /// Whether both are the very same grant, so that neither can be newer.
    pub fn is_same(&self, other: &Self) -> bool {
        let to_text = |credential: &Self| {
            let refresh = credential.refresh_token().map(ExposeSecret::expose_secret).unwrap_or_default();
            Zeroizing::new(format!("{}\n{refresh}", credential.bearer_token().expose_secret()))
        };
        to_text(self).as_bytes().ct_eq(to_text(other).as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens(access_token: &str, refresh_token: Option<&str>, life: u64) -> Credential {
        let tokens = TokenResponse {
            access_token: access_token.into(),
            refresh_token: refresh_token.map(SecretString::from),
            lifetime: Duration::from_millis(life),
            is_lifetime_stated: true,
        };
        Credential::Tokens { tokens, obtained_at: Timestamp(7) }
    }

    proptest! {
        #[test]
        fn stored_credential_round_trips(access in "[!-~]{1,300}", refresh in proptest::option::of("[!-~]{1,300}"), life: u32) {
            let credential = tokens(&access, refresh.as_deref(), u64::from(life));
            let restored = Credential::from_bytes(credential.to_bytes().expose_secret()).unwrap();
            prop_assert!(credential.is_same(&restored));
            let Credential::Tokens { tokens, obtained_at } = restored else { panic!() };
            prop_assert_eq!((tokens.lifetime, obtained_at), (Duration::from_millis(u64::from(life)), Timestamp(7)));
        }

        #[test]
        fn truncated_or_random_bytes_are_no_credential(cut in 0usize..60, junk in proptest::collection::vec(any::<u8>(), 0..200)) {
            let bytes = tokens("abc", Some("def"), 5).to_bytes();
            let bytes = bytes.expose_secret();
            prop_assert!(Credential::from_bytes(&bytes[..cut.min(bytes.len() - 1)]).is_none());
            prop_assert!(Credential::from_bytes(&junk).is_none());
        }
    }

    #[test]
    fn blank_or_newer_form_is_no_credential() {
        for text in
            [r#"{"v":1}"#, r#"{"v":1,"access":""}"#, r#"{"v":1,"cookie":""}"#, r#"{"v":2,"access":"a"}"#, "null"]
        {
            assert!(Credential::from_bytes(text.as_bytes()).is_none(), "{text}");
        }
        let cookie = Credential::PortalCookie("c".into());
        assert!(cookie.is_same(&Credential::from_bytes(cookie.to_bytes().expose_secret()).unwrap()));
    }
}
