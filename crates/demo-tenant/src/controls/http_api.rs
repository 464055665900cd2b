//! Serves the controls over HTTP under `/__demo/`, whatever the base path, for tests in other processes. These requests
//! are not recorded, and neither faults nor latency apply to them.

use std::sync::Arc;
use std::time::Duration;

use hyper::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::config::Config;
use crate::controls::fault::Fault;
use crate::controls::handle::Controls;
use crate::http::page;
use crate::http::reply::Reply;
use crate::state::Tenant;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdvanceBody {
    seconds: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LatencyBody {
    millis: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AppsBody {
    account: String,
    /// The whole answer, as text; `null` takes the replacement back.
    body: Option<String>,
    #[serde(default)]
    needs_force: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UserBody {
    user: String,
}

pub(crate) fn handle_control(tenant: &Arc<Tenant>, method: &Method, action: &str, body: &[u8]) -> Reply {
    let controls = Controls::new(Arc::clone(tenant));
    match execute(&controls, method, action, body) {
        Ok(Some(value)) => Reply::json(&value),
        Ok(None) => page::not_found(),
        Err(why) => Reply::json(&json!({ "error": why })).with_status(400),
    }
}

fn execute(controls: &Controls, method: &Method, action: &str, body: &[u8]) -> Result<Option<Value>, String> {
    let mut result = json!({ "ok": true });
    let is_post = method == Method::POST;
    match action {
        "requests" if !is_post => result = json!(controls.requests()),
        "counts" if !is_post => result = json!(controls.counts()),
        "grants" if !is_post => result = json!(controls.grants()),
        "switches" if !is_post => result = json!(controls.switches()),
        _ if !is_post => return Ok(None),
        "advance" => {
            let AdvanceBody { seconds } = parse_json(body)?;
            controls.advance(Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())?);
        }
        "revoke-tokens" => controls.revoke_tokens(),
        "expire-access-tokens" => controls.expire_access_tokens(),
        "end-sessions" => controls.end_sessions(),
        "fail" => controls.fail(parse_json::<Fault>(body)?)?,
        "clear-faults" => controls.clear_faults(),
        "latency" => controls.set_latency(Duration::from_millis(parse_json::<LatencyBody>(body)?.millis)),
        "forget-requests" => controls.forget_requests(),
        "apps" => match parse_json(body)? {
            AppsBody { account, body: Some(text), needs_force: true } => controls.set_apps_behind_cache(&account, text),
            AppsBody { account, body, .. } => controls.set_apps(&account, body),
        },
        "confirm-mail" => result = json!({ "ok": controls.confirm_mail(&parse_json::<UserBody>(body)?.user) }),
        "switches" => {
            let mut switches = json!(controls.switches());
            let changes: serde_json::Map<String, Value> = parse_json(body)?;
            if let Some(members) = switches.as_object_mut() {
                members.extend(changes);
            }
            controls.set_switches(serde_json::from_value(switches).map_err(|error| error.to_string())?);
        }
        "config" => {
            controls.set_config(Config::from_toml(&String::from_utf8_lossy(body)).map_err(|error| error.to_string())?)
        }
        "reset" => controls.reset(),
        _ => return Ok(None),
    }
    Ok(Some(result))
}

fn parse_json<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}
