//! The call for the list, tried with a session: whether the scope lets it through. A refusal counts
//! only if the token is good otherwise, since an old one is refused with the same 401.

use super::judge::Finding;
use crate::http::{Answer, Budget};
use crate::json::envelope;
use crate::problem::{Code, Problem};
use crate::session::Session;

const LIST: &str = "/UPRest/GetUPData";

pub(super) async fn ask(session: &Session) -> Finding {
    if let Some(finding) = once(session).await {
        return finding;
    }
    let other_call = session.post_once("/security/whoami", "{}", Budget::ASIDE).await;
    if other_call.is_ok_and(|answer| answer.is_ok() && !answer.is_html()) {
        return denied(session);
    }
    match session.renew().await {
        Ok(()) => once(session).await.unwrap_or_else(|| denied(session)),
        Err(_) => Finding::Unproven,
    }
}

/// `None`: refused, which may be the scope's doing or the token's age.
async fn once(session: &Session) -> Option<Finding> {
    match session.post_once(LIST, "{}", Budget::LIST).await {
        Ok(answer) => meaning(session, &answer),
        // Larger than Portico reads, and let through all the same.
        Err(problem) if problem.code == Code::ApiTooBig => Some(Finding::Passed),
        Err(_) => Some(Finding::Unproven),
    }
}

fn meaning(session: &Session, answer: &Answer) -> Option<Finding> {
    let failed = |mut problem: Problem| {
        problem.request.clone_from(&answer.transaction);
        Some(Finding::Failed(problem.at(session.registration().tenant.host())))
    };
    match answer.status {
        401 => None,
        _ if answer.is_login(&session.registration().tenant) => None,
        403 => Some(denied(session)),
        404 | 410 => failed(Code::ApiMissing.into()),
        429 | 503 => Some(Finding::Unproven),
        500..=599 => failed(Code::ApiServer.into()),
        200..=299 if answer.is_html() => Some(Finding::Unproven),
        200..=299 => match envelope(&String::from_utf8_lossy(answer.text())) {
            Ok(_) => Some(Finding::Passed),
            Err(problem) => failed(problem),
        },
        _ => Some(Finding::Unproven),
    }
}

fn denied(session: &Session) -> Finding {
    let registration = session.registration();
    Finding::Failed(Problem::new(Code::ApiDenied).at(registration.tenant.host()).because(&registration.scope))
}
