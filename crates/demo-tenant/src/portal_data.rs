//! What the user portal reads: `/UPRest/GetUPData`, `GetAppByKey`, `/Folder/GetFolders`.

use std::collections::HashMap;

use hyper::body::Bytes;
use serde_json::{Value, json};

use crate::account::Account;
use crate::app_element;
use crate::caller::Caller;
use crate::catalogue;
use crate::envelope;
use crate::random;
use crate::reply::Reply;
use crate::request::Request;
use crate::state::State;

/// `force` passes by the tenant's own cache of lists.
pub(crate) fn up_data(state: &mut State, request: &Request, caller: &Caller) -> Reply {
    let body = list(state, request, &caller.account);
    let reply = Reply::new(200, "application/json; charset=utf-8", body);
    if !state.switches.noisy_cookies {
        return reply;
    }
    // Real tenants set cookies here that vendor clients take pains not to keep.
    reply
        .cookie("userdata", &random::token(), request.secure, "; HttpOnly")
        .cookie("sessdata", &random::token(), request.secure, "; HttpOnly")
        .cookie("AntiIwaLoop", "", request.secure, "; expires=Thu, 01-Jan-1970 00:00:00 GMT")
}

fn list(state: &mut State, request: &Request, account: &Account) -> Bytes {
    let name = account.name.to_lowercase();
    if let Some(replaced) = state.overrides.get_mut(&name) {
        replaced.needs_force &= !request.flag("force");
        if !replaced.needs_force {
            return replaced.text.clone();
        }
    }
    let place = (name.clone(), request.fqdn());
    if let Some(body) = state.lists.get(&place) {
        return body.clone();
    }
    let apps: Vec<Value> = catalogue::of(account)
        .enumerate()
        .map(|(rank, app)| app_element::json(state, account, &app, rank + 1))
        .collect();
    let result = json!({
        "Apps": apps,
        "DefaultTag": null,
        "Tags": tags(state, &name),
        "AllowPasswordView": false,
        "PreferredTenantCname": request.fqdn(),
    });
    let body = Bytes::from(envelope::success_text(&result));
    state.lists.insert(place, body.clone());
    body
}

fn tags(state: &State, account: &str) -> Vec<String> {
    let mut tags: Vec<String> =
        state.tags.iter().filter(|((owner, _), _)| owner == account).flat_map(|(_, tags)| tags.clone()).collect();
    tags.sort();
    tags.dedup();
    tags
}

pub(crate) fn app_by_key(state: &State, request: &Request, caller: &Caller) -> Reply {
    let key = request.param("appkey").unwrap_or_default();
    match catalogue::of(&caller.account).enumerate().find(|(_, app)| app.key() == key) {
        Some((rank, app)) => envelope::success(&app_element::json(state, &caller.account, &app, rank + 1)),
        None => envelope::failure(&Value::Null, "Application not found."),
    }
}

/// The folders that people of this company made, by slug.
const FOLDERS: [(&str, &[&str]); 3] = [
    ("Daily", &["Slack", "Outlook", "Jira"]),
    ("Reisen & Auslagen", &["SapConcur", "Expensify", "Navan", "Reisekostenabrechnung", "NoteDeFrais"]),
    ("Werk Köln", &["SchichtplanungWerkKoln", "Stucklistenverwaltung", "Prufmitteluberwachung", "Kantinenplan"]),
];

/// FoldersResult with what of them is assigned to the account; generated apps are in one.
pub(crate) fn folders(caller: &Caller) -> Reply {
    let account = &caller.account;
    let folder = |name: &str, keys: Vec<String>| {
        json!({
            "FolderUuid": random::guid_from(&format!("folder {name} {}", account.name)),
            "Name": name,
            "ShareOption": "NotShared",
            "Apps": keys,
            "SecuredItems": [],
        })
    };
    let assigned: HashMap<String, String> = catalogue::of(account).map(|app| (app.slug.clone(), app.key())).collect();
    let mut folders: Vec<Value> = FOLDERS
        .iter()
        .map(|(name, slugs)| (name, slugs.iter().filter_map(|slug| assigned.get(*slug).cloned()).collect::<Vec<_>>()))
        .filter(|(_, keys)| !keys.is_empty())
        .map(|(name, keys)| folder(name, keys))
        .collect();
    let first: Vec<String> = catalogue::of(account).take(3).map(|app| app.key()).collect();
    if folders.is_empty() && first.len() == 3 {
        folders.push(folder(FOLDERS[0].0, first));
    }
    envelope::success(&json!(folders))
}
