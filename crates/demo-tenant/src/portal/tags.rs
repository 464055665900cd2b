//! A user's tags on apps: `/UPRest/GetTagsForApp`, `/UPRest/UpsertTagsForApp`.

use serde_json::{Value, json};

use crate::catalog::company;
use crate::http::envelope;
use crate::http::reply::Reply;
use crate::http::request::Request;
use crate::sign_in::caller::Caller;
use crate::state::State;

pub(crate) fn get_tags(state: &State, request: &Request, caller: &Caller) -> Reply {
    match tag_key(request, caller) {
        Some(place) => envelope::success(&json!(state.tags.get(&place).cloned().unwrap_or_default())),
        None => envelope::failure(&Value::Null, "Application not found."),
    }
}

/// `tagnames` replaces what was there.
pub(crate) fn set_tags(state: &mut State, request: &Request, caller: &Caller) -> Reply {
    let Some(key) = tag_key(request, caller) else {
        return envelope::failure(&Value::Null, "Application not found.");
    };
    let names = match request.member("tagnames") {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => return envelope::failure(&Value::Null, "Parameter 'tagnames' must be specified."),
    };
    state.tags.insert(key, names);
    state.invalidate_list(&caller.account.name.to_lowercase());
    envelope::success(&Value::Null)
}

fn tag_key(request: &Request, caller: &Caller) -> Option<(String, String)> {
    let key = request.param("appkey")?;
    company::find_assigned_app(&caller.account, &key)?;
    Some((caller.account.name.to_lowercase(), key))
}
