//! The call for the list, tried with a session: whether the scope lets it through. A refusal counts
//! only if the token is good otherwise, since an old one is refused with the same 401.

use std::sync::Arc;

use super::evaluate::Finding;
use crate::error::{Code, Error};
use crate::net::http::{Budget, Response};
use crate::net::json::parse_envelope;
use crate::session::Session;

const APP_LIST_PATH: &str = "/UPRest/GetUPData";

pub(super) async fn probe_app_list(session: &Arc<Session>) -> Finding {
    if let Some(finding) = request_once(session).await {
        return finding;
    }
    let whoami = session.post_once("/security/whoami", "{}", Budget::OPTIONAL).await;
    if whoami.is_ok_and(|response| response.is_ok() && !response.is_html()) {
        return access_denied(session);
    }
    match session.refresh_now().await {
        Ok(()) => request_once(session).await.unwrap_or_else(|| access_denied(session)),
        Err(_) => Finding::Unproven,
    }
}

/// `None`: refused, which may be the scope's doing or the token's age.
async fn request_once(session: &Arc<Session>) -> Option<Finding> {
    match session.post_once(APP_LIST_PATH, "{}", Budget::LIST).await {
        Ok(response) => evaluate_response(session, &response),
        // Larger than Portico reads, and let through all the same.
        Err(error) if error.code == Code::ApiTooBig => Some(Finding::Passed),
        Err(_) => Some(Finding::Unproven),
    }
}

fn evaluate_response(session: &Arc<Session>, response: &Response) -> Option<Finding> {
    let failed = |mut error: Error| {
        error.transaction_id.clone_from(&response.transaction_id);
        Some(Finding::Failed(error.with_host(session.registration().tenant.host())))
    };
    match response.status {
        401 => None,
        _ if response.is_login_response(&session.registration().tenant) => None,
        403 => Some(access_denied(session)),
        404 | 410 => failed(Code::ApiMissing.into()),
        429 | 503 => Some(Finding::Unproven),
        500..=599 => failed(Code::ApiServer.into()),
        200..=299 if response.is_html() => Some(Finding::Unproven),
        200..=299 => match parse_envelope(&String::from_utf8_lossy(response.body_without_bom())) {
            Ok(_) => Some(Finding::Passed),
            Err(error) => failed(error),
        },
        _ => Some(Finding::Unproven),
    }
}

fn access_denied(session: &Arc<Session>) -> Finding {
    let registration = session.registration();
    Finding::Failed(Error::new(Code::ApiDenied).with_host(registration.tenant.host()).with_reason(&registration.scope))
}
