//! Answers what the user portal reads: `/UPRest/GetUPData`, `GetAppByKey`, `/Folder/GetFolders`.

use std::collections::HashMap;

use hyper::body::Bytes;
use serde_json::{Value, json};

use crate::catalog::company;
use crate::config::account::Account;
use crate::http::envelope;
use crate::http::reply::Reply;
use crate::http::request::Request;
use crate::portal::app_json;
use crate::random;
use crate::sign_in::caller::Caller;
use crate::state::State;

/// `force` passes by the tenant's own cache of lists.
pub(crate) fn get_up_data(state: &mut State, request: &Request, caller: &Caller) -> Reply {
    let body = list_body(state, request, &caller.account);
    let reply = Reply::new(200, "application/json; charset=utf-8", body);
    if !state.switches.noisy_cookies {
        return reply;
    }
    // Real tenants set cookies here that vendor clients take pains not to keep.
    reply
        .with_cookie("userdata", &random::token(), request.is_secure, "; HttpOnly")
        .with_cookie("sessdata", &random::token(), request.is_secure, "; HttpOnly")
        .with_cookie("AntiIwaLoop", "", request.is_secure, "; expires=Thu, 01-Jan-1970 00:00:00 GMT")
}

fn list_body(state: &mut State, request: &Request, account: &Account) -> Bytes {
    let name = account.name.to_lowercase();
    if let Some(list_override) = state.list_overrides.get_mut(&name) {
        list_override.needs_force &= !request.flag("force");
        if !list_override.needs_force {
            return list_override.text.clone();
        }
    }
    let cache_key = (name.clone(), request.fqdn());
    if let Some(body) = state.list_cache.get(&cache_key) {
        return body.clone();
    }
    let apps: Vec<Value> = company::assigned_apps(account)
        .enumerate()
        .map(|(rank, app)| app_json::app_json(state, account, &app, rank + 1))
        .collect();
    let result = json!({
        "Apps": apps,
        "DefaultTag": null,
        "Tags": tags(state, &name),
        "AllowPasswordView": false,
        "PreferredTenantCname": request.fqdn(),
    });
    let body = Bytes::from(envelope::success_text(&result));
    state.list_cache.insert(cache_key, body.clone());
    body
}

fn tags(state: &State, account: &str) -> Vec<String> {
    let mut tags: Vec<String> =
        state.tags.iter().filter(|((owner, _), _)| owner == account).flat_map(|(_, tags)| tags.clone()).collect();
    tags.sort();
    tags.dedup();
    tags
}

pub(crate) fn get_app_by_key(state: &State, request: &Request, caller: &Caller) -> Reply {
    let key = request.param("appkey").unwrap_or_default();
    match company::assigned_apps(&caller.account).enumerate().find(|(_, app)| app.key() == key) {
        Some((rank, app)) => envelope::success(&app_json::app_json(state, &caller.account, &app, rank + 1)),
        None => envelope::failure(&Value::Null, "Application not found."),
    }
}

/// The folders that people of this company made, by slug.
const FOLDERS: [(&str, &[&str]); 3] = [
    ("Daily", &["Slack", "Outlook", "Jira"]),
    ("Reisen & Auslagen", &["SapConcur", "Expensify", "Navan", "Reisekostenabrechnung", "NoteDeFrais"]),
    ("Werk Köln", &["SchichtplanungWerkKoln", "Stucklistenverwaltung", "Prufmitteluberwachung", "Kantinenplan"]),
];

/// Folders with what of them is assigned to the account; generated apps are in one.
pub(crate) fn get_folders(caller: &Caller) -> Reply {
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
    let assigned: HashMap<String, String> =
        company::assigned_apps(account).map(|app| (app.slug.clone(), app.key())).collect();
    let mut folders: Vec<Value> = FOLDERS
        .iter()
        .map(|(name, slugs)| (name, slugs.iter().filter_map(|slug| assigned.get(*slug).cloned()).collect::<Vec<_>>()))
        .filter(|(_, keys)| !keys.is_empty())
        .map(|(name, keys)| folder(name, keys))
        .collect();
    let first_keys: Vec<String> = company::assigned_apps(account).take(3).map(|app| app.key()).collect();
    if folders.is_empty() && first_keys.len() == 3 {
        folders.push(folder(FOLDERS[0].0, first_keys));
    }
    envelope::success(&json!(folders))
}
