//! One element of `Apps` (tenant-api §6.1): which members are read, and what they mean here.

use serde_json::value::RawValue;

use super::App;
use super::date;
use crate::net::json::Members;
use crate::text;
use crate::view::{AppKind, Origin, Restriction};

const MAX_KEY_BYTES: usize = 1024;
/// No person sorts one app under more tags.
const MAX_TAGS: usize = 20;
/// A `data:` icon may be this long as text; a path never is.
const MAX_ICON_BYTES: usize = 700 * 1024;

/// `None` when the row names no app that could be told from others and opened.
pub(super) fn read(json: &RawValue) -> Option<App> {
    let row = Members::parse(json)?;
    // Two keys in one row, or text cut in the middle of a character: this row means nothing safe.
    if row.count("AppKey") > 1 || ["AppKey", "DisplayName", "Name"].iter().any(|name| row.is_undecodable(name)) {
        return None;
    }
    let key = ["AppKey", "_RowKey"].iter().find_map(|name| row.text(name).filter(|key| !key.trim().is_empty()))?;
    if key.len() > MAX_KEY_BYTES {
        return None;
    }
    let name = ["DisplayName", "Name"]
        .iter()
        .find_map(|member| row.display_text(member, text::MAX_NAME_GRAPHEMES))
        .unwrap_or_else(|| text::sanitize_display(&key, text::MAX_NAME_GRAPHEMES));
    let category = ["NonLocalizedAdminTag", "AdminTag", "Category"]
        .iter()
        .find_map(|member| row.display_text(member, text::MAX_NAME_GRAPHEMES));
    Some(App {
        name: if name.is_empty() { "?".to_owned() } else { name },
        description: row.display_text("Description", text::MAX_DESCRIPTION_GRAPHEMES),
        // The catalogue's own word for "none".
        category: category.filter(|category| !category.eq_ignore_ascii_case("other")),
        icon: row.string("Icon").filter(|icon| !icon.is_empty() && icon.len() <= MAX_ICON_BYTES),
        restrictions: restrictions(&row),
        kind: kind(&row, &key),
        kind_name: row.display_text("AppTypeDisplayName", text::MAX_NAME_GRAPHEMES),
        template: row.display_text("TemplateName", text::MAX_NAME_GRAPHEMES),
        host: row.text("Url").and_then(|url| host(&url)),
        user_name: row.display_text("Username", text::MAX_NAME_GRAPHEMES),
        is_user_name_fixed: row.is_true("UsernameRO"),
        parent: row.display_text("ParentDisplayName", text::MAX_NAME_GRAPHEMES),
        origin: origin(&row),
        shared_by: row.display_text("SharedBy", text::MAX_NAME_GRAPHEMES),
        ends_at: row.text("SharedUntil").and_then(|date| date::parse(&date)),
        registration_message: row.display_text("RegistrationMessage", text::MAX_DESCRIPTION_GRAPHEMES),
        tags: tags(&row),
        key,
    })
}

/// Compared without case: vocabularies vary between versions, and display names are translated.
fn member_equals(row: &Members, member: &str, value: &str) -> bool {
    row.text(member).is_some_and(|text| text.eq_ignore_ascii_case(value))
}

fn has_value(row: &Members, member: &str) -> bool {
    row.text(member).is_some_and(|text| !text.trim().is_empty())
}

/// Everything that stands between a click and the app, most important first.
fn restrictions(row: &Members) -> Vec<Restriction> {
    let is_web = row.text("AppType").is_none_or(|kind| kind.is_empty() || kind.eq_ignore_ascii_case("web"));
    let needs_password = member_equals(row, "WebAppType", "UsernamePassword")
        && row.get("PasswordIsSet").is_some()
        && !row.is_true("PasswordIsSet")
        && !row.is_true("UseLoginPw");
    let needs_extension = has_value(row, "CBEScript")
        || row.is_true("FormFillingEnabled")
        || row.text("TemplateName").is_some_and(|name| name.replace(' ', "").contains("BrowserExtension"));
    let candidates = [
        (!is_web, Restriction::NotWeb),
        (row.is_true("Intranet"), Restriction::CompanyNetwork),
        (row.is_true("CertBasedAuthEnabled"), Restriction::Certificate),
        (needs_password, Restriction::NeedsPassword),
        (needs_extension, Restriction::Extension),
        (row.is_true("IsMFAEnabled"), Restriction::ExtraCheck),
        (has_value(row, "SharedBy"), Restriction::Shared),
    ];
    candidates.into_iter().filter(|(applies, _)| *applies).map(|(_, restriction)| restriction).collect()
}

fn kind(row: &Members, key: &str) -> AppKind {
    if member_equals(row, "AppType", "Desktop") {
        return AppKind::Desktop;
    }
    if member_equals(row, "AppType", "Mobile") {
        return AppKind::Mobile;
    }
    if has_value(row, "CpsType") || key.starts_with("@!/") {
        return AppKind::Account;
    }
    // The type where the tenant has a word for it, else what the template's name gives away.
    let kind_from_text = |text: &str| {
        let text = text.to_ascii_lowercase();
        let known_words = [
            ("bookmark", AppKind::Bookmark),
            ("saml", AppKind::Saml),
            ("oauth", AppKind::OAuth),
            ("openid", AppKind::OAuth),
            ("oidc", AppKind::OAuth),
            ("password", AppKind::Password),
            ("extension", AppKind::Password),
        ];
        known_words.into_iter().find(|(word, _)| text.contains(word)).map(|(_, kind)| kind)
    };
    ["WebAppType", "WebUPAppType", "TemplateName"]
        .iter()
        .find_map(|member| row.text(member).and_then(|text| kind_from_text(&text)))
        .unwrap_or_default()
}

fn origin(row: &Members) -> Origin {
    if has_value(row, "SharedBy") {
        Origin::Shared
    } else if row.is_true("Personal") {
        Origin::Personal
    } else if row.is_true("Shortcut") {
        Origin::Optional
    } else {
        Origin::Assigned
    }
}

/// For search and for the person's eyes only: it is never opened.
fn host(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    let host = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https"))?;
    Some(text::sanitize_display(host, text::MAX_NAME_GRAPHEMES)).filter(|host| !host.is_empty())
}

/// Names, or objects that have one.
fn tags(row: &Members) -> Vec<String> {
    let Some(elements) = row.get("Tags").and_then(|tags| serde_json::from_str::<Vec<&RawValue>>(tags.get()).ok())
    else {
        return Vec::new();
    };
    let mut tags: Vec<String> = Vec::new();
    for tag in elements {
        let name = match serde_json::from_str::<String>(tag.get()) {
            Ok(name) => Some(name),
            Err(_) => Members::parse(tag).and_then(|tag| ["Name", "TagName"].iter().find_map(|name| tag.text(name))),
        };
        let name =
            name.map(|name| text::sanitize_display(&name, text::MAX_NAME_GRAPHEMES)).filter(|name| !name.is_empty());
        if let Some(name) = name.filter(|name| !tags.contains(name)).filter(|_| tags.len() < MAX_TAGS) {
            tags.push(name);
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_row(json: &str) -> Option<App> {
        read(serde_json::from_str(json).unwrap())
    }

    #[test]
    fn rows_without_usable_key_or_name_are_dropped() {
        let key_and_name = |json: &str| read_row(json).map(|app| (app.key, app.name));
        let pair = |key: &str, name: &str| Some((key.to_owned(), name.to_owned()));
        assert_eq!(key_and_name(r#"{"AppKey":"1","DisplayName":"A","Name":"B"}"#), pair("1", "A"));
        assert_eq!(key_and_name(r#"{"AppKey":"1","DisplayName":null,"Name":"B"}"#), pair("1", "B"));
        assert_eq!(
            key_and_name(r#"{"_RowKey":"@!/3834","DisplayName":" ","Description":"d"}"#),
            pair("@!/3834", "@!/3834")
        );
        assert_eq!(key_and_name(r#"{"appkey":"1","displayname":"A"}"#), pair("1", "A"));
        assert_eq!(key_and_name(r#"{"AppKey":"","_RowKey":"2","Name":7}"#), pair("2", "7"));
        assert_eq!(key_and_name(r#"{"AppKey":"\u202e","Name":["x"]}"#), pair("\u{202e}", "?"));
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
            assert_eq!(key_and_name(json), None, "{json}");
        }
        let long = format!(r#"{{"AppKey":"{}"}}"#, "x".repeat(1 << 20));
        assert_eq!(key_and_name(&long), None);
    }

    #[test]
    fn most_important_restriction_comes_first() {
        let first_restriction =
            |json: &str| read_row(&format!(r#"{{"AppKey":"1",{json}}}"#)).unwrap().restrictions.first().copied();
        assert_eq!(first_restriction(r#""AppType":"Desktop","Intranet":true"#), Some(Restriction::NotWeb));
        assert_eq!(
            first_restriction(r#""AppType":"web","Intranet":"True","IsMFAEnabled":true"#),
            Some(Restriction::CompanyNetwork)
        );
        assert_eq!(
            first_restriction(r#""WebAppType":"usernamepassword","PasswordIsSet":false"#),
            Some(Restriction::NeedsPassword)
        );
        assert_eq!(
            first_restriction(r#""WebAppType":"UsernamePassword","PasswordIsSet":false,"UseLoginPw":true"#),
            None
        );
        assert_eq!(first_restriction(r#""IsMFAEnabled":true"#), Some(Restriction::ExtraCheck));
        assert_eq!(first_restriction(r#""SharedBy":"jane@acme.test""#), Some(Restriction::Shared));
        assert_eq!(first_restriction(r#""PasswordIsSet":true"#), None);
    }

    #[test]
    fn optional_row_members_are_read() {
        let app = read_row(
            r#"{"AppKey":"1","Category":"Other","Url":"https://Wiki.acme.test/x?y","WebAppType":"SAML","Shortcut":true,
                "Tags":["team",{"TagName":"ops"},7,"team"],"SharedUntil":"/Date(1597323830750)/","IsMFAEnabled":true,
                "Intranet":true,"FormFillingEnabled":true}"#,
        )
        .unwrap();
        assert_eq!((app.category, app.host.as_deref()), (None, Some("wiki.acme.test")));
        assert_eq!((app.kind, app.origin), (AppKind::Saml, Origin::Optional));
        assert_eq!(app.tags, ["team", "ops"]);
        assert_eq!(app.ends_at.map(|date| date.0), Some(1_597_323_830_750));
        let expected = [Restriction::CompanyNetwork, Restriction::Extension, Restriction::ExtraCheck];
        assert_eq!(app.restrictions, expected);
        let kind = |json: &str| read_row(&format!(r#"{{"AppKey":"1",{json}}}"#)).unwrap().kind;
        assert_eq!(kind(r#""TemplateName":"Generic Bookmark""#), AppKind::Bookmark);
        assert_eq!(kind(r#""TemplateName":"GenericBrowserExtensionScript""#), AppKind::Password);
        assert_eq!(kind(r#""WebAppType":"","TemplateName":"Generic OpenID Connect""#), AppKind::OAuth);
        assert_eq!(kind(r#""AppType":"mobile""#), AppKind::Mobile);
        assert_eq!(kind(r#""x":1"#), AppKind::Other);
        let host = read_row(r#"{"AppKey":"1","Url":"javascript:alert(1)"}"#).unwrap().host;
        assert_eq!(host, None);
    }

    proptest! {
        #[test]
        fn any_key_and_name_are_read_or_dropped(key in any::<String>(), name in any::<String>()) {
            let json = serde_json::json!({ "AppKey": key, "DisplayName": name }).to_string();
            if let Some(app) = read_row(&json) {
                prop_assert_eq!(app.key, key);
                prop_assert!(!app.name.is_empty());
            }
        }
    }
}
