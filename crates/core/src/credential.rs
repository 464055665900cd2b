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

use crate::clock::Millis;
use crate::oauth::token::Tokens;

const VERSION: u32 = 1;

#[derive(Clone, Debug)]
pub enum Credential {
    Tokens {
        tokens: Tokens,
        /// When they were asked for: their life counts from here.
        obtained: Millis,
    },
    /// The value of `.ASPXAUTH`, which is a bearer too (seed 000).
    Cookie(SecretString),
}

/// The kept form. Short member names: Windows keeps 2,560 bytes in one piece.
#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    v: u32,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    access: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    refresh: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    cookie: Option<Cow<'a, str>>,
    #[serde(default)]
    obtained: Millis,
    /// Milliseconds.
    #[serde(default)]
    life: u64,
    /// The tenant said so itself.
    #[serde(default)]
    told: bool,
}

impl Credential {
    pub fn to_bytes(&self) -> SecretSlice<u8> {
        let kept = match self {
            Self::Tokens { tokens, obtained } => Kept {
                v: VERSION,
                access: Some(tokens.access.expose_secret().into()),
                refresh: tokens.refresh.as_ref().map(|token| token.expose_secret().into()),
                cookie: None,
                obtained: *obtained,
                life: u64::try_from(tokens.life.as_millis()).unwrap_or(u64::MAX),
                told: tokens.told,
            },
            Self::Cookie(value) => Kept {
                v: VERSION,
                access: None,
                refresh: None,
                cookie: Some(value.expose_secret().into()),
                obtained: Millis::default(),
                life: 0,
                told: false,
            },
        };
        // Strings and numbers always serialise.
        SecretBox::new(serde_json::to_vec(&kept).unwrap_or_default().into_boxed_slice())
    }

    /// `None` for anything that is not whole, and for what a later version wrote.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let kept: Kept<'_> = serde_json::from_slice(bytes).ok().filter(|kept: &Kept<'_>| kept.v == VERSION)?;
        let filled = |text: Option<Cow<'_, str>>| {
            text.filter(|text| !text.is_empty()).map(|text| SecretString::from(text.into_owned()))
        };
        if let Some(cookie) = filled(kept.cookie) {
            return Some(Self::Cookie(cookie));
        }
        let life = Duration::from_millis(kept.life);
        let tokens = Tokens { access: filled(kept.access)?, refresh: filled(kept.refresh), life, told: kept.told };
        Some(Self::Tokens { tokens, obtained: kept.obtained })
    }

    /// What goes into the `Authorization` header.
    pub const fn bearer(&self) -> &SecretString {
        match self {
            Self::Tokens { tokens, .. } => &tokens.access,
            Self::Cookie(value) => value,
        }
    }

    pub const fn refresh(&self) -> Option<&SecretString> {
        match self {
            Self::Tokens { tokens, .. } => tokens.refresh.as_ref(),
            Self::Cookie(_) => None,
        }
    }

    /// Whether both are the very same grant, so that neither can be newer.
    pub fn is_same(&self, other: &Self) -> bool {
        let whole = |credential: &Self| {
            let refresh = credential.refresh().map(ExposeSecret::expose_secret).unwrap_or_default();
            Zeroizing::new(format!("{}\n{refresh}", credential.bearer().expose_secret()))
        };
        whole(self).as_bytes().ct_eq(whole(other).as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens(access: &str, refresh: Option<&str>, life: u64) -> Credential {
        let tokens = Tokens {
            access: access.into(),
            refresh: refresh.map(SecretString::from),
            life: Duration::from_millis(life),
            told: true,
        };
        Credential::Tokens { tokens, obtained: Millis(7) }
    }

    proptest! {
        #[test]
        fn what_is_kept_comes_back(access in "[!-~]{1,300}", refresh in proptest::option::of("[!-~]{1,300}"), life: u32) {
            let kept = tokens(&access, refresh.as_deref(), u64::from(life));
            let back = Credential::from_bytes(kept.to_bytes().expose_secret()).unwrap();
            prop_assert!(kept.is_same(&back));
            let Credential::Tokens { tokens, obtained } = back else { panic!() };
            prop_assert_eq!((tokens.life, obtained), (Duration::from_millis(u64::from(life)), Millis(7)));
        }

        #[test]
        fn half_of_it_is_nothing(cut in 0usize..60, junk in proptest::collection::vec(any::<u8>(), 0..200)) {
            let bytes = tokens("abc", Some("def"), 5).to_bytes();
            let bytes = bytes.expose_secret();
            prop_assert!(Credential::from_bytes(&bytes[..cut.min(bytes.len() - 1)]).is_none());
            prop_assert!(Credential::from_bytes(&junk).is_none());
        }
    }

    #[test]
    fn a_blank_is_no_credential() {
        for text in
            [r#"{"v":1}"#, r#"{"v":1,"access":""}"#, r#"{"v":1,"cookie":""}"#, r#"{"v":2,"access":"a"}"#, "null"]
        {
            assert!(Credential::from_bytes(text.as_bytes()).is_none(), "{text}");
        }
        let cookie = Credential::Cookie("c".into());
        assert!(cookie.is_same(&Credential::from_bytes(cookie.to_bytes().expose_secret()).unwrap()));
    }
}
