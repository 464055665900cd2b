//! The JSON of one app in `GetUPData`, with every member that a tenant of 2023 sends.

use serde_json::{Value, json};

use crate::catalog::app::{App, AppKind};
use crate::config::account::Account;
use crate::http::envelope;
use crate::icons::endpoints;
use crate::state::State;

/// Marks a member that some answers leave out.
const ABSENT_MARKER: &str = "__absent__";

pub(crate) fn app_json(state: &State, account: &Account, app: &App, rank: usize) -> Value {
    let key = app.key();
    let is_password = app.kind == AppKind::Password;
    let stored = state.stored_credentials.get(&(account.name.to_lowercase(), key.clone()));
    let (type_name, type_label, template) = match app.kind {
        AppKind::Saml => ("Saml", "Web - SAML", "Generic SAML"),
        AppKind::Oidc => ("OpenIDConnect", "Web - OpenID Connect", "Generic OpenID Connect"),
        AppKind::Bookmark => ("Bookmark", "Web - Bookmark", "Generic Bookmark"),
        AppKind::Password => ("UsernamePassword", "Web - User Password", "Generic User-Password"),
        AppKind::Desktop => ("Desktop", "Desktop", "GenericDesktopApplication"),
    };
    let mut element = json!({
        "CBEScript": null,
        "Intranet": false,
        "PasswordIsSet": is_password,
        "Name": app.name,
        "Category": app.category,
        "DirectoryId": null,
        "CanDeleteApp": false,
        "DisplayName": app.name,
        "RegistrationMessage": null,
        "AppTypeDisplayName": type_label,
        "IsPromptForUsername": false,
        "Automatic": true,
        "IsSwsEnabled": false,
        "NonLocalizedAdminTag": app.category,
        "AdminTag": app.category,
        "UserNameStrategy": "ADAttribute",
        "Description": app.description,
        "ParentDisplayName": null,
        "IsShareable": false,
        "FormFillingEnabled": is_password,
        "SharedBy": null,
        "UseLoginPw": false,
        "IsCredsAccessible": false,
        "WebAppLoginType": null,
        "Personal": false,
        "Shortcut": false,
        "Username": account.name,
        "UsernameField": if is_password { json!("input#userid") } else { Value::Null },
        "AppType": "Web",
        "Url": app.url,
        "AuthChallengeDefinitionFlowId": null,
        "Icon": endpoints::icon_url(app),
        "CanViewCreds": false,
        "_RowKey": key,
        "AppKey": key,
        "CanSaveCreds": is_password,
        "BypassLoginMFA": false,
        "CertBasedAuthEnabled": false,
        "WebAppType": type_name,
        "Rank": rank,
        "IsTransferred": false,
        "TemplateName": template,
        "Notes": null,
        "AuthChallengeDefinitionId": null,
        "WebUPAppType": type_name,
        "RegistrationLinkMessage": null,
        "SharedUntil": null,
        "IsScaEnabled": false,
        "DerivedCredsSupported": false,
        "UsernameRO": true,
        "IsMFAEnabled": false,
        "IsTotpSet": false,
        "HostNameSuffix": null,
        "Tags": [],
    });
    if let Some(members) = element.as_object_mut() {
        for (name, value) in &app.members {
            if value == ABSENT_MARKER {
                members.remove(name);
            } else {
                members.insert(name.clone(), relative_date(state, value).unwrap_or_else(|| value.clone()));
            }
        }
        if let Some(user) = stored {
            members.insert("PasswordIsSet".into(), json!(true));
            members.insert("Username".into(), json!(user));
        }
        if let Some(tags) = state.tags.get(&(account.name.to_lowercase(), key)) {
            members.insert("Tags".into(), json!(tags));
        }
    }
    element
}

/// `{"days": 3}` as a date. Days count from the tenant's start, so that it stays the same in every answer.
fn relative_date(state: &State, value: &Value) -> Option<Value> {
    const DAY: i64 = 86_400_000;
    let days = value.as_object().filter(|object| object.len() == 1)?.get("days")?.as_i64()?;
    let timestamp_ms = state.started_ms.checked_add_signed(days.checked_mul(DAY)?)?;
    Some(json!(envelope::dotnet_date(timestamp_ms)))
}
