//! One element of `Apps` (tenant-api §6.1): which members are read, and what they mean here.

use serde_json::value::RawValue;

use super::App;
use super::date;
use crate::json::Members;
use crate::text;
use crate::view::{AppKind, Origin, Restriction};

const LONGEST_KEY: usize = 1024;
/// No person sorts one app under more tags.
const MOST_TAGS: usize = 20;
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
        ["NonLocalizedAdminTag", "AdminTag", "Category"].iter().find_map(|member| row.shown(member, text::NAME));
    Some(App {
        name: if name.is_empty() { "?".to_owned() } else { name },
        description: row.shown("Description", text::DESCRIPTION),
        // The catalogue's own word for "none".
        category: category.filter(|category| !category.eq_ignore_ascii_case("other")),
        icon: row.text("Icon").filter(|icon| !icon.is_empty() && icon.len() <= LONGEST_ICON),
        restrictions: restrictions(&row),
        kind: kind(&row, &key),
        kind_name: row.shown("AppTypeDisplayName", text::NAME),
        template: row.shown("TemplateName", text::NAME),
        host: row.text("Url").and_then(|url| host(&url)),
        user_name: row.shown("Username", text::NAME),
        user_name_is_fixed: row.flag("UsernameRO"),
        parent: row.shown("ParentDisplayName", text::NAME),
        origin: origin(&row),
        shared_by: row.shown("SharedBy", text::NAME),
        ends_at: row.text("SharedUntil").and_then(|date| date::read(&date)),
        registration: row.shown("RegistrationMessage", text::DESCRIPTION),
        tags: tags(&row),
        key,
    })
}

/// Compared without case: vocabularies vary between versions, and display names are translated.
fn is(row: &Members, member: &str, value: &str) -> bool {
    row.text(member).is_some_and(|text| text.eq_ignore_ascii_case(value))
}

fn filled(row: &Members, member: &str) -> bool {
    row.text(member).is_some_and(|text| !text.trim().is_empty())
}

/// Everything that stands between a click and the app, most important first.
fn restrictions(row: &Members) -> Vec<Restriction> {
    let web = row.text("AppType").is_none_or(|kind| kind.is_empty() || kind.eq_ignore_ascii_case("web"));
    let asks_password = is(row, "WebAppType", "UsernamePassword")
        && row.get("PasswordIsSet").is_some()
        && !row.flag("PasswordIsSet")
        && !row.flag("UseLoginPw");
    let extension = filled(row, "CBEScript")
        || row.flag("FormFillingEnabled")
        || row.text("TemplateName").is_some_and(|name| name.replace(' ', "").contains("BrowserExtension"));
    let all = [
        (!web, Restriction::NotWeb),
        (row.flag("Intranet"), Restriction::CompanyNetwork),
        (row.flag("CertBasedAuthEnabled"), Restriction::Certificate),
        (asks_password, Restriction::NeedsPassword),
        (extension, Restriction::Extension),
        (row.flag("IsMFAEnabled"), Restriction::ExtraCheck),
        (filled(row, "SharedBy"), Restriction::Shared),
    ];
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, restriction)| restriction).collect()
}

fn kind(row: &Members, key: &str) -> AppKind {
    if is(row, "AppType", "Desktop") {
        return AppKind::Desktop;
    }
    if is(row, "AppType", "Mobile") {
        return AppKind::Mobile;
    }
    if filled(row, "CpsType") || key.starts_with("@!/") {
        return AppKind::Account;
    }
    // The type where the tenant has a word for it, else what the template's name gives away.
    let of = |words: &str| {
        let words = words.to_ascii_lowercase();
        let found = [
            ("bookmark", AppKind::Bookmark),
            ("saml", AppKind::Saml),
            ("oauth", AppKind::OAuth),
            ("openid", AppKind::OAuth),
            ("oidc", AppKind::OAuth),
            ("password", AppKind::Password),
            ("extension", AppKind::Password),
        ];
        found.into_iter().find(|(word, _)| words.contains(word)).map(|(_, kind)| kind)
    };
    ["WebAppType", "WebUPAppType", "TemplateName"]
        .iter()
        .find_map(|member| row.text(member).and_then(|words| of(&words)))
        .unwrap_or_default()
}

fn origin(row: &Members) -> Origin {
    if filled(row, "SharedBy") {
        Origin::Shared
    } else if row.flag("Personal") {
        Origin::Personal
    } else if row.flag("Shortcut") {
        Origin::Optional
    } else {
        Origin::Assigned
    }
}

/// For search and for the person's eyes only: it is never opened.
fn host(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    let host = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https"))?;
    Some(text::shown(host, text::NAME)).filter(|host| !host.is_empty())
}

/// Names, or objects that have one.
fn tags(row: &Members) -> Vec<String> {
    let Some(all) = row.get("Tags").and_then(|tags| serde_json::from_str::<Vec<&RawValue>>(tags.get()).ok()) else {
        return Vec::new();
    };
    let mut tags: Vec<String> = Vec::new();
    for tag in all {
        let name = match serde_json::from_str::<String>(tag.get()) {
            Ok(name) => Some(name),
            Err(_) => Members::of(tag).and_then(|tag| ["Name", "TagName"].iter().find_map(|name| tag.text(name))),
        };
        let name = name.map(|name| text::shown(&name, text::NAME)).filter(|name| !name.is_empty());
        if let Some(name) = name.filter(|name| !tags.contains(name)).filter(|_| tags.len() < MOST_TAGS) {
            tags.push(name);
        }
    }
    tags
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
        let of = |json: &str| row(&format!(r#"{{"AppKey":"1",{json}}}"#)).unwrap().restrictions.first().copied();
        assert_eq!(of(r#""AppType":"Desktop","Intranet":true"#), Some(Restriction::NotWeb));
        assert_eq!(of(r#""AppType":"web","Intranet":"True","IsMFAEnabled":true"#), Some(Restriction::CompanyNetwork));
        assert_eq!(of(r#""WebAppType":"usernamepassword","PasswordIsSet":false"#), Some(Restriction::NeedsPassword));
        assert_eq!(of(r#""WebAppType":"UsernamePassword","PasswordIsSet":false,"UseLoginPw":true"#), None);
        assert_eq!(of(r#""IsMFAEnabled":true"#), Some(Restriction::ExtraCheck));
        assert_eq!(of(r#""SharedBy":"jane@acme.test""#), Some(Restriction::Shared));
        assert_eq!(of(r#""PasswordIsSet":true"#), None);
    }

    #[test]
    fn what_the_tenant_says_besides() {
        let app = row(
            r#"{"AppKey":"1","Category":"Other","Url":"https://Wiki.acme.test/x?y","WebAppType":"SAML","Shortcut":true,
                "Tags":["team",{"TagName":"ops"},7,"team"],"SharedUntil":"/Date(1597323830750)/","IsMFAEnabled":true,
                "Intranet":true,"FormFillingEnabled":true}"#,
        )
        .unwrap();
        assert_eq!((app.category, app.host.as_deref()), (None, Some("wiki.acme.test")));
        assert_eq!((app.kind, app.origin), (AppKind::Saml, Origin::Optional));
        assert_eq!(app.tags, ["team", "ops"]);
        assert_eq!(app.ends_at.map(|at| at.0), Some(1_597_323_830_750));
        let expected = [Restriction::CompanyNetwork, Restriction::Extension, Restriction::ExtraCheck];
        assert_eq!(app.restrictions, expected);
        let kind = |json: &str| row(&format!(r#"{{"AppKey":"1",{json}}}"#)).unwrap().kind;
        assert_eq!(kind(r#""TemplateName":"Generic Bookmark""#), AppKind::Bookmark);
        assert_eq!(kind(r#""TemplateName":"GenericBrowserExtensionScript""#), AppKind::Password);
        assert_eq!(kind(r#""WebAppType":"","TemplateName":"Generic OpenID Connect""#), AppKind::OAuth);
        assert_eq!(kind(r#""AppType":"mobile""#), AppKind::Mobile);
        assert_eq!(kind(r#""x":1"#), AppKind::Other);
        let host = row(r#"{"AppKey":"1","Url":"javascript:alert(1)"}"#).unwrap().host;
        assert_eq!(host, None);
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
