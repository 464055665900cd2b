//! Rows of the app list: forty that are honest, and three hundred that are hostile or malformed.

use std::collections::BTreeSet;

use serde_json::json;

use super::texts;

/// In each hostile row, and nowhere else.
pub(super) const HOSTILE_MARKER: &str = "zq7";
const ICONS: [&str; 8] =
    ["Slack.svg", "Miro.svg", "Outlook.svg", "Zoom.svg", "Confluence.svg", "Mailchimp.png", "Jira.svg", "Gong.svg"];

pub(super) fn honest_rows() -> Vec<String> {
    let names =
        ["Slack", "Jira", "Ledger", "Zeiterfassung Büro Zürich", "社内ポータル", "بوابة العملاء", "<b>Budget</b>"];
    let categories = ["IT", "Finance", "People"];
    let rows = (0..40).map(|number: usize| {
        json!({
            "AppKey": format!("honest-{number}"),
            "DisplayName": format!("{} {number}", names[number % names.len()]),
            "Description": "What it does",
            "NonLocalizedAdminTag": categories[number % categories.len()],
            "Icon": format!("/vfslow/lib/application/icons/{}", ICONS[number % ICONS.len()]),
            "Tags": ["team"],
            "IsMFAEnabled": number.is_multiple_of(5),
        })
    });
    rows.map(|row| row.to_string()).collect()
}

/// Rows whose texts are hostile, in one member each; those that are no JSON of ours are bytes.
pub(super) fn hostile_rows() -> Vec<Vec<u8>> {
    let members = [
        "DisplayName",
        "Description",
        "NonLocalizedAdminTag",
        "Tags",
        "AppKey",
        "TemplateName",
        "Username",
        "SharedBy",
        "Url",
        "AppTypeDisplayName",
        "ParentDisplayName",
        "RegistrationMessage",
        "SharedUntil",
        "AppType",
    ];
    let texts = texts::all();
    assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), texts.len());
    let mut rows: Vec<Vec<u8>> = Vec::new();
    let mut number = 0;
    while rows.len() < 267 {
        let text = &texts[number % texts.len()];
        // Each text is first of all a name, and then something else.
        let member = if number < texts.len() { "DisplayName" } else { members[number % members.len()] };
        let mut row = json!({ "AppKey": format!("{HOSTILE_MARKER}-{number}"), "DisplayName": format!("{HOSTILE_MARKER} {number}") });
        row[member] = if member == "Tags" { json!([text, "team", HOSTILE_MARKER]) } else { json!(text) };
        rows.push(row.to_string().into_bytes());
        number += 1;
    }
    let malformed = [
        r#"{"AppKey":"zq7-a","DisplayName":"\ud800"}"#,
        r#"{"AppKey":"zq7-b","DisplayName":"\udc00\ud800","Description":"\ud800"}"#,
        r#"{"AppKey":"\ud800","DisplayName":"zq7"}"#,
        r#"{"AppKey":"zq7-c","AppKey":"honest-1","DisplayName":"zq7"}"#,
        r#"{"appkey":"honest-2","DisplayName":"zq7"}"#,
        r#"{"AppKey":"honest-3","DisplayName":"zq7","Icon":"/vfslow/x.png"}"#,
        r#"{"AppKey":"","DisplayName":"zq7"}"#,
        r#"{"AppKey":null,"DisplayName":"zq7"}"#,
        r#"{"AppKey":["honest-1"],"DisplayName":"zq7"}"#,
        r#"{"AppKey":{"toString":1},"DisplayName":"zq7"}"#,
        r#"{"AppKey":1e999,"DisplayName":"zq7"}"#,
        r#"{"AppKey":"zq7-d","DisplayName":{"__proto__":{"name":"zq7"}}}"#,
        r#"{"AppKey":"zq7-e","DisplayName":[],"Tags":"team","Icon":{}}"#,
        r#"{"AppKey":"zq7-f","DisplayName":true,"Tags":[[["team"]]],"Icon":7}"#,
        r#"{"AppKey":"zq7-g","DisplayName":"zq7","Tags":{"__proto__":[1]}}"#,
        r#"{"__proto__":{"AppKey":"honest-4"},"constructor":{"prototype":{}},"AppKey":"zq7-h"}"#,
        r#"{"AppKey":"zq7-i","DisplayName":"a","DisplayName":"zq7","displayname":"b"}"#,
        r#"{"AppKey":"zq7-j/../../run?appkey=honest-1&x=#","DisplayName":"zq7"}"#,
        r#"{"AppKey":"zq7-k%26appkey%3Dhonest-1","DisplayName":"zq7"}"#,
        r#"{"AppKey":"zq7-l\u0000","DisplayName":"zq7"}"#,
        r#"{"AppKey":"zq7-m","Folder":{"Name":"Daily"},"SharedUntil":"/Date(999999999999999999)/"}"#,
        // The name of a section or of a tag, as they would like it.
        r#"{"AppKey":"zq7-r","DisplayName":"!","NonLocalizedAdminTag":"ＩＴ","Tags":["TEAM"]}"#,
        r#"{"AppKey":"zq7-s","DisplayName":"!!","NonLocalizedAdminTag":"it","Tags":["ｔｅａｍ"]}"#,
        r#"{"AppKey":"zq7-t","DisplayName":"!!!","NonLocalizedAdminTag":"FINANCE","Tags":["TEAM"]}"#,
        r#"{"AppKey":"zq7-n","SharedUntil":"/Date(-1)/","SharedBy":"zq7"}"#,
        "null",
        "[]",
        "7",
        "\"zq7\"",
        "{}",
        "true",
    ];
    rows.extend(malformed.iter().map(|row| row.as_bytes().to_vec()));
    // Overlong and broken UTF-8.
    rows.push(b"{\"AppKey\":\"zq7-o\",\"DisplayName\":\"\xc0\xbc\xe0\x80\xaf\xf8\x88\x80\x80\x80\"}".to_vec());
    rows.push(b"{\"AppKey\":\"zq7-p\",\"DisplayName\":\"\xed\xa0\x80\xff\xfe\"}".to_vec());
    assert_eq!(rows.len(), 300);
    rows
}
