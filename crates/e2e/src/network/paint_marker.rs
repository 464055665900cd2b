//! App lists with a marker for measurements: the first app's icon is a square of one color that nothing else on screen
//! has. The icon is a data URI, so that nothing is fetched for it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

pub struct PaintMarker;

impl PaintMarker {
    pub const COLOR: [u8; 3] = [0x12, 0xab, 0x34];
    /// For a later list, to tell the two apart.
    pub const OTHER_COLOR: [u8; 3] = [0xab, 0x12, 0x9c];

    /// The icon of app number `number`: 0 has the square, the others have icons of the tenant.
    fn icon(number: usize, color: [u8; 3]) -> String {
        if number > 0 {
            let names = [
                "Slack", "Zoom", "Miro", "GitLab", "Jira", "Sentry", "Grafana", "Workday", "Stripe", "Coupa", "Notion",
                "Dropbox",
            ];
            return format!("/vfslow/lib/application/icons/{}.svg", names[number % names.len()]);
        }
        let [red, green, blue] = color;
        let square = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='96' height='96'><rect width='96' height='96' fill='#{red:02x}{green:02x}{blue:02x}'/></svg>"
        );
        format!("data:image/svg+xml;base64,{}", STANDARD.encode(square))
    }

    /// The name of app number `number`; the app with the square comes first in its section, and its section first.
    pub fn app_name(number: usize) -> String {
        if number == 0 { "Acme Intranet".to_owned() } else { format!("App {number:05}") }
    }

    fn category(number: usize) -> String {
        if number < 12 { "Company".to_owned() } else { format!("Department {:02}", number % 20) }
    }

    /// A response of `GetUPData` with this many apps.
    pub fn app_list(apps: usize) -> String {
        Self::app_list_with(apps, &Self::app_name(0), Self::COLOR)
    }

    /// As [`Self::app_list`], with another name and color of the first app.
    pub fn app_list_with(apps: usize, name: &str, color: [u8; 3]) -> String {
        let name = |number: usize| if number == 0 { name.to_owned() } else { Self::app_name(number) };
        let rows: Vec<Value> = (0..apps)
            .map(|number| {
                json!({
                    "AppKey": format!("key-{number}"),
                    "Name": name(number),
                    "DisplayName": name(number),
                    "Category": Self::category(number),
                    "Description": format!("What number {number} is for"),
                    "Icon": Self::icon(number, color),
                    "AppType": "Web",
                    "AppTypeDisplayName": "Web - SAML",
                })
            })
            .collect();
        let result = json!({ "Apps": rows });
        json!({ "success": true, "Result": result, "Message": null, "MessageID": null, "Exception": null, "ErrorID": null, "ErrorCode": null, "InnerExceptions": null })
            .to_string()
    }
}
