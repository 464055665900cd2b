//! `/UPRest/SetUserCredsForApp`: stores that credentials are set and for which user name, and discards the password.

use serde_json::Value;

use crate::catalog::app::AppKind;
use crate::catalog::company;
use crate::http::envelope;
use crate::http::reply::Reply;
use crate::http::request::Request;
use crate::sign_in::caller::Caller;
use crate::state::State;

pub(crate) fn set_credentials(state: &mut State, request: &Request, caller: &Caller) -> Reply {
    let key = request.param("appkey").unwrap_or_default();
    match company::find_assigned_app(&caller.account, &key) {
        None => envelope::failure(&Value::Null, "Application not found."),
        Some(app) if app.kind != AppKind::Password => {
            envelope::failure(&Value::Null, "The application does not take a user name and password.")
        }
        Some(app) => {
            // One that the administrator fixed stays.
            let is_fixed = app.members.get("UsernameRO").is_none_or(|fixed| *fixed == Value::Bool(true));
            let user = request.param("Username").filter(|_| !is_fixed);
            store_user_name(state, caller, key, user.unwrap_or_else(|| caller.account.name.clone()));
            envelope::success(&Value::Null)
        }
    }
}

pub(crate) fn store_user_name(state: &mut State, caller: &Caller, key: String, user: String) {
    let account = caller.account.name.to_lowercase();
    state.invalidate_list(&account);
    state.stored_credentials.insert((account, key), user);
}
