//! From a short name, such as `acme`, to a tenant: ask the hosts it may stand for, and take the
//! first that answers like one. Nothing is sent but `HEAD`-sized questions without credentials.

use crate::http::{Budget, Http};
use crate::problem::{Code, Problem, Result};
use crate::tenant::{TenantUrl, candidates};

/// # Errors
/// `E-ADDR-UNKNOWN` when no host answers, or the network's own problem when there is none.
pub async fn find(short_name: &str) -> Result<TenantUrl> {
    let mut asked = tokio::task::JoinSet::new();
    for (rank, tenant) in candidates(short_name).into_iter().enumerate() {
        asked.spawn(async move { (rank, answers(&tenant).await.map(|certain| (certain, tenant))) });
    }
    let mut found: Vec<(bool, usize, TenantUrl)> = Vec::new();
    let mut network = None;
    while let Some(done) = asked.join_next().await {
        match done {
            Ok((rank, Ok((certain, tenant)))) => found.push((!certain, rank, tenant)),
            Ok((_, Err(problem))) if problem.code == Code::NetOffline => network = Some(problem),
            _ => {}
        }
    }
    found.sort_by_key(|(uncertain, rank, _)| (*uncertain, *rank));
    match (found.into_iter().next(), network) {
        (Some((_, _, tenant)), _) => Ok(tenant),
        (None, Some(problem)) => Err(problem),
        (None, None) => Err(Problem::new(Code::AddressUnknown).because(short_name)),
    }
}

/// Whether anybody is there, and whether it is certainly a tenant: only tenants number their answers.
async fn answers(tenant: &TenantUrl) -> Result<bool> {
    let answer = Http::new(tenant.clone())?.get(tenant.join("/login")).send(Budget::PROBE).await;
    match answer {
        Ok(answer) if answer.transaction.is_some() => Ok(true),
        // A name that leads to nothing is often a parked page of the vendor's.
        Ok(answer) if answer.is_ok() || answer.is_redirect() => Ok(false),
        Ok(_) => Err(Code::AddressUnknown.into()),
        Err(problem) if problem.code == Code::ApiTooBig => Ok(false),
        Err(problem) => Err(problem),
    }
}
