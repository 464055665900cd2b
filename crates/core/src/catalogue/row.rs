//! One element of `Apps` (tenant-api §6.1): which members are read, and what they mean here.

use serde_json::value::RawValue;

use super::App;
use crate::json::Members;
use crate::text;
use crate::view::Restriction;

const LONGEST_KEY: usize = 1024;
/// A `data:` icon may be this long as text; a path never is.
const LONGEST_ICON: usize = 700 * 1024;

/// `None` when the row names no app that could be told from others and opened.
pub(super) fn read(json: &RawValue) -> Option<App> {
    let row = Members::of(json)?;
    // Two keys in one row, or text cut in the middle of a character: this row means nothing safe.
    if row.count("AppKey") > 1 || ["AppKey", "DisplayName", "Name"].iter().any(|name| row.is_broken(name)) {
        return None;
    }
    let key = ["AppKey", "_RowKey"].iter().find_map(|name| row.text(name).filter(|key| !key.trim().is_empty()))?;
    if key.len() > LONGEST_KEY {
        return None;
    }
    let name = ["DisplayName", "Name"]
        .iter()
        .find_map(|member| row.shown(member, text::NAME))
        .unwrap_or_else(|| text::shown(&key, text::NAME));
    let category =
        ["AdminTag", "NonLocalizedAdminTag", "Category"].iter().find_map(|member| row.shown(member, text::NAME));
    Some(App {
        name: if name.is_empty() { "?".to_owned() } else { name },
        description: row.shown("Description", text::DESCRIPTION),
        category,
        icon: row.text("Icon").filter(|icon| !icon.is_empty() && icon.len() <= LONGEST_ICON),
        restriction: restriction(&row),
        key,
    })
}

/// Compared without case: vocabularies vary between versions, and display names are translated.
fn restriction(row: &Members) -> Option<Restriction> {
    let is = |member: &str, value: &str| row.text(member).is_some_and(|text| text.eq_ignore_ascii_case(value));
    let web = row.text("AppType").is_none_or(|kind| kind.is_empty() || kind.eq_ignore_ascii_case("web"));
    let asks_password = is("WebAppType", "UsernamePassword")
        && row.get("PasswordIsSet").is_some()
        && !row.flag("PasswordIsSet")
        && !row.flag("UseLoginPw");
    if !web {
        Some(Restriction::NotWeb)
    } else if row.flag("Intranet") {
        Some(Restriction::CompanyNetwork)
    } else if row.flag("CertBasedAuthEnabled") {
        Some(Restriction::Certificate)
    } else if asks_password {
        Some(Restriction::NeedsPassword)
    } else if row.flag("IsMFAEnabled") {
        Some(Restriction::ExtraCheck)
    } else if row.text("SharedBy").is_some_and(|by| !by.is_empty()) {
        Some(Restriction::Shared)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(json: &str) -> Option<App> {
        read(serde_json::from_str(json).unwrap())
    }

    #[test]
    fn names_and_keys() {
        let named = |json: &str| row(json).map(|app| (app.key, app.name));
        let pair = |key: &str, name: &str| Some((key.to_owned(), name.to_owned()));
        assert_eq!(named(r#"{"AppKey":"1","DisplayName":"A","Name":"B"}"#), pair("1", "A"));
        assert_eq!(named(r#"{"AppKey":"1","DisplayName":null,"Name":"B"}"#), pair("1", "B"));
        assert_eq!(named(r#"{"_RowKey":"@!/3834","DisplayName":" ","Description":"d"}"#), pair("@!/3834", "@!/3834"));
        assert_eq!(named(r#"{"appkey":"1","displayname":"A"}"#), pair("1", "A"));
        assert_eq!(named(r#"{"AppKey":"","_RowKey":"2","Name":7}"#), pair("2", "7"));
        assert_eq!(named(r#"{"AppKey":"\u202e","Name":["x"]}"#), pair("\u{202e}", "?"));
        for json in [
            "{}",
            "[]",
            "7",
            "null",
            r#"{"AppKey":null}"#,
            r#"{"AppKey":{}}"#,
            r#"{"AppKey":"  "}"#,
            r#"{"AppKey":"1","DisplayName":"\ud800"}"#,
            r#"{"AppKey":"1","AppKey":"2"}"#,
            r#"{"AppKey":"\ud800"}"#,
        ] {
            assert_eq!(named(json), None, "{json}");
        }
        let long = format!(r#"{{"AppKey":"{}"}}"#, "x".repeat(1 << 20));
        assert_eq!(named(&long), None);
    }

    #[test]
    fn restrictions_by_weight() {
        let of = |json: &str| row(&format!(r#"{{"AppKey":"1",{json}}}"#)).unwrap().restriction;
        assert_eq!(of(r#""AppType":"Desktop","Intranet":true"#), Some(Restriction::NotWeb));
        assert_eq!(of(r#""AppType":"web","Intranet":"True","IsMFAEnabled":true"#), Some(Restriction::CompanyNetwork));
        assert_eq!(of(r#""WebAppType":"usernamepassword","PasswordIsSet":false"#), Some(Restriction::NeedsPassword));
        assert_eq!(of(r#""WebAppType":"UsernamePassword","PasswordIsSet":false,"UseLoginPw":true"#), None);
        assert_eq!(of(r#""IsMFAEnabled":true"#), Some(Restriction::ExtraCheck));
        assert_eq!(of(r#""SharedBy":"jane@acme.test""#), Some(Restriction::Shared));
        assert_eq!(of(r#""PasswordIsSet":true"#), None);
    }

    proptest! {
        #[test]
        fn any_object_is_read_or_dropped(key in any::<String>(), name in any::<String>()) {
            let json = serde_json::json!({ "AppKey": key, "DisplayName": name }).to_string();
            if let Some(app) = row(&json) {
                prop_assert_eq!(app.key, key);
                prop_assert!(!app.name.is_empty());
            }
        }
    }
}
