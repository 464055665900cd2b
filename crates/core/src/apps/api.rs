//! The calls that Portico makes with a session, and what their refusals mean.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::accounts::identity::Identity;
use crate::apps::catalog::{self, Catalog, Folder};
use crate::clock::Clock;
use crate::error::{Code, Error, Result};
use crate::net::http::{Budget, Response};
use crate::net::json::{Members, parse_envelope};
use crate::session::Session;
use crate::text;

const MAX_NAME_GRAPHEMES: usize = 200;

/// `/security/whoami`. Not every administrator puts it into the scope, so a refusal is no fault: it
/// leaves the identity unknown. `None` when the tenant could not be asked.
pub async fn whoami(session: &Arc<Session>) -> Option<Identity> {
    let response = session.post_once("/security/whoami", "{}", Budget::OPTIONAL).await.ok()?;
    if response.status >= 500 || response.status == 429 {
        return None;
    }
    Some(parse_identity(&response).unwrap_or_default())
}

fn parse_identity(response: &Response) -> Option<Identity> {
    if !response.is_ok() || response.is_html() {
        return None;
    }
    let body = String::from_utf8_lossy(response.body_without_bom());
    let members = Members::parse(parse_envelope(&body).ok()??)?;
    Some(Identity {
        user: members.display_text("User", MAX_NAME_GRAPHEMES).unwrap_or_default(),
        tenant_id: members.display_text("TenantId", MAX_NAME_GRAPHEMES),
    })
}

/// `/UPRest/GetUPData`. `force` passes the tenant's own cache, for when an assignment changed.
pub async fn get_up_data(session: &Arc<Session>, force: bool, clock: &dyn Clock) -> Result<Catalog> {
    let arguments = if force { r#"{"force":true}"# } else { "{}" };
    let response = session.post("/UPRest/GetUPData", arguments, Budget::LIST).await?;
    let catalog = match status_error(&response, clock) {
        None => catalog::read(response.body_without_bom()),
        Some(error) => Err(error),
    };
    catalog.map_err(|mut error| {
        error.transaction_id = response.transaction_id;
        error.with_host(session.registration().tenant.host())
    })
}

/// What came of asking for folders.
pub enum FoldersResult {
    Loaded(Vec<Folder>),
    /// The tenant has none, or the scope does not let Portico ask: it is of no use to ask again.
    Unsupported,
    Failed,
}

/// `/Folder/GetFolders`, which an older tenant does not have and a narrow scope does not let through.
pub async fn get_folders(session: &Arc<Session>) -> FoldersResult {
    match session.post_once("/Folder/GetFolders", "{}", Budget::FOLDERS).await {
        Ok(response) if response.status >= 500 || response.status == 429 => FoldersResult::Failed,
        Ok(response) if response.is_ok() && !response.is_html() => {
            catalog::read_folders(&String::from_utf8_lossy(response.body_without_bom()))
                .map_or(FoldersResult::Unsupported, FoldersResult::Loaded)
        }
        Ok(_) => FoldersResult::Unsupported,
        Err(_) => FoldersResult::Failed,
    }
}

/// `/UPRest/SetUserCredsForApp`: the tenant keeps them for the person (tenant-api §6.3). The copy of the
/// password that is made here is wiped; the one that is sent is the HTTP client's.
pub async fn set_user_creds(
    session: &Arc<Session>,
    key: &str,
    username: &str,
    password: &SecretString,
    clock: &dyn Clock,
) -> Result<()> {
    let arguments = Zeroizing::new(format!(
        r#"{{"appkey":{},"Username":{},"Password":{}}}"#,
        *to_json_string(key)?,
        *to_json_string(username)?,
        *to_json_string(password.expose_secret())?
    ));
    let response = session.post("/UPRest/SetUserCredsForApp", &arguments, Budget::CALL).await?;
    let result = match status_error(&response, clock) {
        None => parse_envelope(&String::from_utf8_lossy(response.body_without_bom())).map(drop),
        Some(error) => Err(error),
    };
    result.map_err(|mut error| {
        error.transaction_id = response.transaction_id;
        // It is shown, and the password was typed unseen.
        error.server_message.take_if(|message| text::contains_secret(message, password.expose_secret()));
        error.with_host(session.registration().tenant.host())
    })
}

/// A JSON string.
fn to_json_string(text: &str) -> Result<Zeroizing<String>> {
    serde_json::to_string(text).map(Zeroizing::new).map_err(|_| Code::Internal.into())
}

/// What a status or a content type says before the body is looked at (tenant-api §2.2). A missing
/// session is the [`Session`]'s to see.
fn status_error(response: &Response, clock: &dyn Clock) -> Option<Error> {
    let with_retry_after = |code| {
        let mut error = Error::new(code);
        error.retry_after = response.retry_after.map(|wait| clock.now().plus(wait));
        error
    };
    match response.status {
        200..=299 if response.is_html() => Some(Error::new(Code::NetPortal)),
        200..=299 if response.body.is_empty() || !response.may_be_json() => Some(Error::new(Code::ApiFormat)),
        200..=299 => None,
        300..=399 => Some(Error::new(Code::NetRedirect)),
        403 => Some(Error::new(Code::ApiDenied)),
        404 | 410 => Some(Error::new(Code::ApiMissing)),
        407 => Some(Error::new(Code::NetProxy)),
        429 | 503 => Some(with_retry_after(Code::ApiBusy)),
        500..=599 => Some(with_retry_after(Code::ApiServer)),
        _ => Some(Error::new(Code::ApiFormat)),
    }
}
