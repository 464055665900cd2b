//! The tenant's JSON, read leniently.
//!
//! Member names vary in case between versions, values in type, and new members appear. An object is
//! therefore taken apart into unparsed [`Members`] first, and each value is read on its own: one
//! odd value costs itself, not its neighbours.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::{Code, Error, Result};
use crate::text;

/// An object with more is refused: each member costs many times what it takes in the body. Rows of real lists have some
/// sixty.
const MAX_MEMBERS: usize = 512;

/// The members of one JSON object, in order, unparsed.
pub struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Members<'a> {
    pub fn parse(json: &'a RawValue) -> Option<Self> {
        serde_json::from_str(json.get()).ok()
    }

    /// The last member of that name, in any case; `None` also for `null`.
    pub fn get(&self, name: &str) -> Option<&'a RawValue> {
        let found = self.0.iter().rev().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| *value).filter(|value| value.get() != "null")
    }

    pub fn count(&self, name: &str) -> usize {
        self.0.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name)).count()
    }

    /// A string, or a number as its digits.
    pub fn text(&self, name: &str) -> Option<String> {
        let raw = self.get(name)?.get();
        match raw.as_bytes().first()? {
            b'"' => serde_json::from_str(raw).ok(),
            b'0'..=b'9' | b'-' => Some(raw.to_owned()),
            _ => None,
        }
    }

    /// A text, and no number.
    pub fn string(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.get(name)?.get()).ok()
    }

    /// Non-empty text after the display filter.
    pub fn display_text(&self, name: &str, limit: usize) -> Option<String> {
        self.text(name).map(|raw| text::sanitize_display(&raw, limit)).filter(|clean| !clean.is_empty())
    }

    /// True for `true`, `"True"` and non-zero numbers.
    pub fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(is_true)
    }

    /// Whether the member is a string that cannot be decoded, such as one with half a surrogate pair.
    pub fn is_undecodable(&self, name: &str) -> bool {
        self.get(name)
            .is_some_and(|value| value.get().starts_with('"') && serde_json::from_str::<String>(value.get()).is_err())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(64);
                while let Some(Name(name)) = map.next_key()? {
                    if members.len() == MAX_MEMBERS {
                        return Err(A::Error::custom("too many members"));
                    }
                    members.push((name, map.next_value()?));
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Object).map(Members)
    }
}

/// As [`Members::is_true`].
pub fn is_true(value: &RawValue) -> bool {
    match value.get() {
        "true" => true,
        "false" | "0" => false,
        other => other.trim_matches('"').eq_ignore_ascii_case("true") || other.parse::<f64>().is_ok_and(|n| n != 0.0),
    }
}

/// A list of at most `MAX` elements, read without room for more; a longer one is an error.
pub fn bounded_list<'de, D: Deserializer<'de>, T: Deserialize<'de>, const MAX: usize>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    struct Elements<T, const MAX: usize>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>, const MAX: usize> Visitor<'de> for Elements<T, MAX> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "at most {MAX} elements")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            let mut elements = Vec::new();
            while let Some(element) = seq.next_element()? {
                if elements.len() == MAX {
                    return Err(A::Error::invalid_length(MAX + 1, &self));
                }
                elements.push(element);
            }
            Ok(elements)
        }
    }

    deserializer.deserialize_seq(Elements::<T, MAX>(PhantomData))
}

/// A member name: borrowed unless it has escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// The result of a call inside the tenant's envelope (tenant-api §2.1), or the tenant's refusal.
///
/// # Errors
/// `E-API-FORMAT` if this is no envelope, `E-API-FAILED` with the tenant's words on
/// `success: false`, `E-STEP-UP` if it wants another check first (§7.4).
pub fn parse_envelope(body: &str) -> Result<Option<&RawValue>> {
    let members: Members = serde_json::from_str(body).map_err(|_| Code::ApiFormat)?;
    if members.get("success").is_none() {
        return Err(Code::ApiFormat.into());
    }
    if !members.is_true("success") {
        let result = members.get("Result").and_then(Members::parse);
        if result.is_some_and(|result| result.text("ChallengeId").is_some_and(|id| !id.is_empty())) {
            return Err(Code::StepUp.into());
        }
        let message = members.text("Message").and_then(|message| text::sanitize_server_message(&message));
        return Err(Error::new(Code::ApiFailed).with_server_message(message));
    }
    Ok(members.get("Result"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn envelope_gives_result_or_error() {
        assert_eq!(parse_envelope(r#"{"success":true,"Result":[1]}"#).unwrap().unwrap().get(), "[1]");
        assert!(parse_envelope(r#"{"Success":"True","result":null}"#).unwrap().is_none());
        let failed =
            parse_envelope(r#"{"success":false,"Message":"Ask <b>IT</b>","Exception":"at System.Web"}"#).unwrap_err();
        assert_eq!((failed.code, failed.server_message), (Code::ApiFailed, None), "markup is not quoted");
        let failed = parse_envelope(r#"{"success":false,"Message":"No rights."}"#).unwrap_err();
        assert_eq!(failed.server_message.as_deref(), Some("No rights."));
        let challenged =
            parse_envelope(r#"{"success":false,"Result":{"ChallengeId":"x"},"Message":"More."}"#).unwrap_err();
        assert_eq!(challenged.code, Code::StepUp);
        for body in ["", "[]", "null", "{}", "{\"success\":true", "{\"success\":true} x", "<html>"] {
            assert_eq!(parse_envelope(body).unwrap_err().code, Code::ApiFormat, "{body}");
        }
    }

    #[test]
    fn invalid_member_does_not_affect_others() {
        let members: Members =
            serde_json::from_str(r#"{"a":1,"B":"x","c":[],"d":"\ud800","e":"True","b":"y","n\u0061me":"z"}"#).unwrap();
        assert_eq!(members.text("A").as_deref(), Some("1"));
        assert_eq!(members.text("b").as_deref(), Some("y"));
        assert_eq!(members.text("c"), None);
        assert_eq!(members.text("d"), None);
        assert!(members.is_undecodable("D") && !members.is_undecodable("a"));
        assert!(members.is_true("E") && members.is_true("a") && !members.is_true("b"));
        assert_eq!(members.text("name").as_deref(), Some("z"));
        assert_eq!(members.count("b"), 2);
    }

    proptest! {
        #[test]
        fn arbitrary_text_does_not_panic(body in ".{0,200}") {
            let _ = parse_envelope(&body);
        }
    }
}
