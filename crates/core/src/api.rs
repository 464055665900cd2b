//! The calls that Portico makes with a session, and what their refusals mean.

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::catalogue::{self, Catalogue, Folder};
use crate::clock::Clock;
use crate::http::{Answer, Budget};
use crate::json::{Members, envelope};
use crate::problem::{Code, Problem, Result};
use crate::session::Session;
use crate::text;

const LONGEST_NAME: usize = 200;

/// Who is signed in, as far as the tenant tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// `user@suffix`; empty where the scope does not let Portico ask.
    pub user: String,
    /// `ABC1234`; goes into launch addresses.
    pub tenant_id: Option<String>,
}

/// `/security/whoami`. Not every administrator puts it into the scope, so a refusal is no fault: it
/// leaves the identity unknown. `None` when the tenant could not be asked.
pub async fn whoami(session: &Session) -> Option<Identity> {
    let answer = session.post_once("/security/whoami", "{}", Budget::ASIDE).await.ok()?;
    if answer.status >= 500 || answer.status == 429 {
        return None;
    }
    Some(identity(&answer).unwrap_or_default())
}

fn identity(answer: &Answer) -> Option<Identity> {
    if !answer.is_ok() || answer.is_html() {
        return None;
    }
    let body = String::from_utf8_lossy(answer.text());
    let members = Members::of(envelope(&body).ok()??)?;
    Some(Identity {
        user: members.shown("User", LONGEST_NAME).unwrap_or_default(),
        tenant_id: members.shown("TenantId", LONGEST_NAME),
    })
}

/// `/UPRest/GetUPData`. `force` passes the tenant's own cache, for when an assignment changed.
pub async fn get_up_data(session: &Session, force: bool, clock: &dyn Clock) -> Result<Catalogue> {
    let arguments = if force { r#"{"force":true}"# } else { "{}" };
    let answer = session.post("/UPRest/GetUPData", arguments, Budget::LIST).await?;
    let read = match refusal(&answer, clock) {
        None => catalogue::read(answer.text()),
        Some(problem) => Err(problem),
    };
    read.map_err(|mut problem| {
        problem.request = answer.transaction;
        problem.at(session.registration().tenant.host())
    })
}

/// What came of asking for folders.
pub enum Folders {
    Are(Vec<Folder>),
    /// The tenant has none, or the scope does not let Portico ask: it is of no use to ask again.
    Refused,
    Unheard,
}

/// `/Folder/GetFolders`, which an older tenant does not have and a narrow scope does not let through.
pub async fn get_folders(session: &Session) -> Folders {
    match session.post_once("/Folder/GetFolders", "{}", Budget::FOLDERS).await {
        Ok(answer) if answer.status >= 500 || answer.status == 429 => Folders::Unheard,
        Ok(answer) if answer.is_ok() && !answer.is_html() => {
            catalogue::read_folders(&String::from_utf8_lossy(answer.text())).map_or(Folders::Refused, Folders::Are)
        }
        Ok(_) => Folders::Refused,
        Err(_) => Folders::Unheard,
    }
}

/// `/UPRest/SetUserCredsForApp`: the tenant keeps them for the person (tenant-api §6.3). The copy of the
/// password that is made here is wiped; the one that is sent is the HTTP client's.
pub async fn set_user_creds(
    session: &Session,
    key: &str,
    username: &str,
    password: &SecretString,
    clock: &dyn Clock,
) -> Result<()> {
    let arguments = Zeroizing::new(format!(
        r#"{{"appkey":{},"Username":{},"Password":{}}}"#,
        *quoted(key)?,
        *quoted(username)?,
        *quoted(password.expose_secret())?
    ));
    let answer = session.post("/UPRest/SetUserCredsForApp", &arguments, Budget::CALL).await?;
    let taken = match refusal(&answer, clock) {
        None => envelope(&String::from_utf8_lossy(answer.text())).map(drop),
        Some(problem) => Err(problem),
    };
    taken.map_err(|mut problem| {
        problem.request = answer.transaction;
        // It is shown, and the password was typed unseen.
        problem.said.take_if(|said| text::quotes(said, password.expose_secret()));
        problem.at(session.registration().tenant.host())
    })
}

/// A JSON string.
fn quoted(text: &str) -> Result<Zeroizing<String>> {
    serde_json::to_string(text).map(Zeroizing::new).map_err(|_| Code::Internal.into())
}

/// What a status or a content type says before the body is looked at (tenant-api §2.2). A missing
/// session is the [`Session`]'s to see.
fn refusal(answer: &Answer, clock: &dyn Clock) -> Option<Problem> {
    let until = |code| {
        let mut problem = Problem::new(code);
        problem.until = answer.retry_after.map(|wait| clock.now().plus(wait));
        problem
    };
    match answer.status {
        200..=299 if answer.is_html() => Some(Problem::new(Code::NetPortal)),
        200..=299 if answer.body.is_empty() || !answer.may_be_json() => Some(Problem::new(Code::ApiFormat)),
        200..=299 => None,
        300..=399 => Some(Problem::new(Code::NetRedirect)),
        403 => Some(Problem::new(Code::ApiDenied)),
        404 | 410 => Some(Problem::new(Code::ApiMissing)),
        407 => Some(Problem::new(Code::NetProxy)),
        429 | 503 => Some(until(Code::ApiBusy)),
        500..=599 => Some(until(Code::ApiServer)),
        _ => Some(Problem::new(Code::ApiFormat)),
    }
}
