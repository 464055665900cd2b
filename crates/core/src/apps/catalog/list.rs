//! The answer of `GetUPData`, taken apart in one pass down to unparsed rows.
//!
//! A list can be tens of megabytes, so the envelope is not parsed first and its result again: the
//! visitors below walk straight to `Result.Apps`, in whatever order and case the members come.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Catalog, row};
use crate::error::{Code, Result};
use crate::net::json;

/// More rows are refused. A row takes a hundred times as much memory as the shortest one has bytes.
pub const MAX_APPS: usize = 50_000;

/// Reads a list. Bytes that are no UTF-8 cost the rows they are in.
///
/// # Errors
/// `E-API-FORMAT` if this is no list, `E-API-FAILED` with the tenant's words on `success: false`, `E-API-TOOBIG` if it
/// has more than [`MAX_APPS`] rows.
pub fn read(body: &[u8]) -> Result<Catalog> {
    let body = String::from_utf8_lossy(body);
    let envelope: Envelope = serde_json::from_str(&body).map_err(|_| Code::ApiFormat)?;
    let Some(rows) = envelope.rows.filter(|_| envelope.success) else {
        // Not the happy case: the general reader knows what it means.
        json::parse_envelope(&body)?;
        return Err(Code::ApiFormat.into());
    };
    if rows.exceed_limit {
        return Err(Code::ApiTooBig.into());
    }
    let total = rows.elements.len();
    let apps: Vec<_> = rows.elements.into_iter().filter_map(row::read).collect();
    let unreadable = u32::try_from(total - apps.len()).unwrap_or(u32::MAX);
    Ok(Catalog::new(apps, unreadable))
}

struct Envelope<'a> {
    success: bool,
    /// `None` when there was no `Result` object at all.
    rows: Option<Rows<'a>>,
}

#[derive(Default)]
struct Rows<'a> {
    elements: Vec<&'a RawValue>,
    /// There were more than [`MAX_APPS`]; those were skipped.
    exceed_limit: bool,
}

#[derive(Deserialize)]
struct MemberName<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Envelope<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EnvelopeVisitor;

        impl<'de> Visitor<'de> for EnvelopeVisitor {
            type Value = Envelope<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an envelope")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut envelope = Envelope { success: false, rows: None };
                while let Some(MemberName(name)) = map.next_key()? {
                    if name.eq_ignore_ascii_case("success") {
                        let value: &RawValue = map.next_value()?;
                        envelope.success = json::is_true(value);
                    } else if name.eq_ignore_ascii_case("result") {
                        envelope.rows = map.next_value_seed(RowsVisitor { level: Level::Result })?;
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(envelope)
            }
        }

        deserializer.deserialize_map(EnvelopeVisitor)
    }
}

enum Level {
    /// Expecting the object that has `Apps`.
    Result,
    /// Expecting the array itself.
    Apps,
}

/// Finds the rows; anything of another shape is skipped and gives `None` (no result) or no rows.
struct RowsVisitor {
    level: Level,
}

impl<'de> DeserializeSeed<'de> for RowsVisitor {
    type Value = Option<Rows<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for RowsVisitor {
    type Value = Option<Rows<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("apps")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut rows = None;
        while let Some(MemberName(name)) = map.next_key()? {
            if matches!(self.level, Level::Result) && name.eq_ignore_ascii_case("apps") {
                rows = map.next_value_seed(Self { level: Level::Apps })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        // An object without `Apps` is a person without apps.
        Ok(match self.level {
            Level::Result => Some(rows.unwrap_or_default()),
            Level::Apps => None,
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        if matches!(self.level, Level::Result) {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(None);
        }
        let mut rows = Rows::default();
        while rows.elements.len() < MAX_APPS {
            let Some(row) = seq.next_element()? else { return Ok(Some(rows)) };
            rows.elements.push(row);
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {
            rows.exceed_limit = true;
        }
        Ok(Some(rows))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names_and_unreadable_rows(body: &str) -> (Vec<String>, u32) {
        let catalog = read(body.as_bytes()).unwrap_or_else(|error| panic!("{error}: {body}"));
        (catalog.apps.into_iter().map(|app| app.name).collect(), catalog.unreadable_rows)
    }

    #[test]
    fn unreadable_row_is_counted_and_others_are_kept() {
        let body = r#"{"Result":{"Tags":[],"apps":[{"AppKey":"1","Name":"One"},7,{"Name":"no key"},
            {"AppKey":"2","DisplayName":"\ud800"},{"AppKey":"3","Name":"Three","New":{"x":[1]}}]},"success":true}"#;
        assert_eq!(names_and_unreadable_rows(body), (vec!["One".into(), "Three".into()], 3));
    }

    #[test]
    fn empty_app_lists_are_read_as_no_apps() {
        for result in ["{}", r#"{"Apps":null}"#, r#"{"Apps":[]}"#, r#"{"Apps":{}}"#] {
            let body = format!(r#"{{"success":true,"Result":{result}}}"#);
            assert_eq!(names_and_unreadable_rows(&body), (vec![], 0), "{result}");
        }
    }

    #[test]
    fn invalid_lists_are_rejected() {
        for body in [
            "",
            "<html>",
            "[]",
            "{}",
            r#"{"success":true}"#,
            r#"{"success":true,"Result":null}"#,
            r#"{"success":true,"Result":"x"}"#,
            r#"{"success":true,"Result":{"Apps":["#,
            r#"{"success":true,"Result":{"Apps":[]}} trailing"#,
            "{\"success\":true,\"Result\":{\"Apps\":[]}}\n{}",
        ] {
            assert_eq!(read(body.as_bytes()).unwrap_err().code, Code::ApiFormat, "{body}");
        }
        let error = read(br#"{"success":false,"Result":{"Apps":[]},"Message":"Not today"}"#).unwrap_err();
        assert_eq!((error.code, error.server_message.as_deref()), (Code::ApiFailed, Some("Not today")));
    }

    #[test]
    fn list_is_bounded_by_its_rows() {
        let body =
            |rows: usize, row: &str| format!(r#"{{"success":1,"Result":{{"Apps":[{}]}}}}"#, vec![row; rows].join(","));
        assert_eq!(names_and_unreadable_rows(&body(MAX_APPS, r#"{"AppKey":1}"#)).0.len(), 1);
        for row in [r#"{"AppKey":1}"#, "0"] {
            let error = read(body(MAX_APPS + 1, row).as_bytes()).unwrap_err();
            assert_eq!(error.code, Code::ApiTooBig, "{row}");
        }
    }

    #[test]
    fn row_of_too_many_members_costs_itself_and_depth_costs_nothing() {
        let wide = format!(r#"{{"AppKey":"1"{}}}"#, r#","a":1"#.repeat(1_000));
        let deep = format!(r#"{{"AppKey":"2","x":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
        let body = |row: &str| format!(r#"{{"success":true,"Result":{{"Apps":[{row},{{"AppKey":"3"}}]}}}}"#);
        assert_eq!(names_and_unreadable_rows(&body(&wide)), (vec!["3".into()], 1));
        assert_eq!(names_and_unreadable_rows(&body(&deep)), (vec!["2".into(), "3".into()], 0));
    }

    #[test]
    fn invalid_utf8_is_replaced_within_its_row() {
        let mut body = br#"{"success":true,"Result":{"Apps":[{"AppKey":"1","Name":"M"#.to_vec();
        body.push(0xfc);
        body.extend_from_slice(br#"nchen"}]}}"#);
        assert_eq!(read(&body).unwrap().apps[0].name, "M\u{fffd}nchen");
    }

    proptest! {
        #[test]
        fn list_read_never_panics_on_arbitrary_bytes(body in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&body);
        }

        #[test]
        fn truncated_list_is_rejected(length in 1usize..90) {
            let body = br#"{"success":true,"Result":{"Apps":[{"AppKey":"1","Name":"One"},{"AppKey":"2","Name":"Two"}]}}"#;
            prop_assume!(length < body.len());
            prop_assert!(read(&body[..length]).is_err());
        }
    }
}
