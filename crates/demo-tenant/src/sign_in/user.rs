//! Answers calls about the signed-in user, and signs out of the portal session.

use serde_json::{Value, json};

use crate::http::envelope;
use crate::http::reply::Reply;
use crate::http::request::Request;
use crate::random;
use crate::sign_in::caller::{Caller, Credential};
use crate::sign_in::session;
use crate::state::State;

pub(crate) fn identity(state: &State, caller: &Caller) -> Reply {
    envelope::success(&json!({
        "User": caller.account.name,
        "UserUuid": caller.account.uuid(),
        "TenantId": state.config.tenant.id,
        "DisplayName": caller.account.label(),
        "IsAuthenticated": true,
    }))
}

/// `/UserMgmt/GetUserAttributes`, `/UserMgmt/GetUserInfo`
pub(crate) fn user_attributes(caller: &Caller) -> Reply {
    let account = &caller.account;
    let alias = account.name.split_once('@').map_or("", |(_, alias)| alias);
    envelope::success(&json!({
        "Name": account.name,
        "DisplayName": account.label(),
        "Alias": alias,
        "Mail": account.name,
        "MobileNumber": "+41 00 000 01 23",
        "OfficeNumber": null,
        "HomeNumber": null,
        "Uuid": account.uuid(),
        "DirectoryServiceUuid": random::guid_from("CDS"),
        "PictureUri": format!("/UserMgmt/GetUserPicture?id={}", account.uuid()),
        "PreferredCulture": "",
    }))
}

/// `/CDirectoryService/GetUser`
pub(crate) fn directory_entry(caller: &Caller) -> Reply {
    let account = &caller.account;
    envelope::success(&json!({
        "Description": "",
        "directoryServiceUuid": random::guid_from("CDS"),
        "DisplayName": account.label(),
        "PictureUri": format!("/UserMgmt/GetUserPicture?id={}", account.uuid()),
        "CloudState": "None",
        "InEverybodyRole": true,
        "OauthClient": false,
        "MobileNumber": "+41 00 000 01 23",
        "LastPasswordChangeDate": "/Date(-62135596800000)/",
        "CreateDate": envelope::dotnet_date(1_597_323_830_750),
        "SubjectToCloudLocks": true,
        "Alias": account.name.split_once('@').map_or("", |(_, alias)| alias),
        "Name": account.name,
        "PreferredCulture": "",
        "Version": "1",
        "Mail": account.name,
        "Uuid": account.uuid(),
        "State": "None",
        "ForcePasswordChangeNext": "False",
    }))
}

/// `/Security/Logout`: drops the session behind the call. Refresh tokens live on.
pub(crate) fn log_out(state: &mut State, request: &Request, caller: &Caller) -> Reply {
    match &caller.credential {
        Credential::Session(value) => state.sessions.close(value),
        Credential::Access(token) if state.switches.logout_revokes_bearer => state.grants.revoke(token, None),
        Credential::Access(_) => {}
    }
    if let Some(value) = request.cookie(session::SESSION_COOKIE) {
        state.sessions.close(&value);
    }
    let target = request.param("redirectUrl").filter(|target| is_local(target, request));
    let reply = match target {
        Some(target) => Reply::redirect(&target),
        None if request.is_api() => envelope::success(&Value::Null),
        None => Reply::redirect(&format!("{}/login", request.base)),
    };
    session::clear_session_cookies(reply, request.is_secure)
}

/// Stays on this tenant: a path, or an address below our own.
pub(crate) fn is_local(target: &str, request: &Request) -> bool {
    let below =
        target.strip_prefix(&request.url()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
    below || (target.starts_with('/') && !target.starts_with("//") && !target.starts_with("/\\"))
}
