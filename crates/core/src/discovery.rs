//! From a short name, such as `acme`, to a tenant: ask the hosts it may stand for, and take the
//! first that answers like one. Nothing is sent but `HEAD`-sized questions without credentials.

use crate::http::{Budget, Http};
use crate::problem::{Code, Problem, Result};
use crate::tenant::{TenantUrl, candidates};

/// # Errors
/// `E-ADDR-UNKNOWN` when no host answers, or the network's own problem when there is none.
pub async fn find(short_name: &str) -> Result<TenantUrl> {
    match find_among(candidates(short_name)).await? {
        Some(tenant) => Ok(tenant),
        None => Err(Problem::new(Code::AddressUnknown).because(short_name)),
    }
}

/// The best answer: a certain tenant before a likely one, an earlier candidate before a later.
async fn find_among(candidates: Vec<TenantUrl>) -> Result<Option<TenantUrl>> {
    let mut asked = tokio::task::JoinSet::new();
    for (rank, tenant) in candidates.into_iter().enumerate() {
        asked.spawn(async move { (rank, answers(&tenant).await.map(|certain| (certain, tenant))) });
    }
    let mut found: Vec<(bool, usize, TenantUrl)> = Vec::new();
    let asked_count = asked.len();
    let mut unreached = Vec::new();
    while let Some(done) = asked.join_next().await {
        match done {
            Ok((rank, Ok((certain, tenant)))) => found.push((!certain, rank, tenant)),
            Ok((_, Err(problem))) if matches!(problem.code, Code::NetOffline | Code::NetDns) => unreached.push(problem),
            _ => {}
        }
    }
    found.sort_by_key(|(uncertain, rank, _)| (*uncertain, *rank));
    match found.into_iter().next() {
        Some((_, _, tenant)) => Ok(Some(tenant)),
        // Not one of several names was even found: that is the network, not the name.
        None if asked_count > 1 && unreached.len() == asked_count => Err(unreached.swap_remove(0)),
        None => Ok(None),
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

#[cfg(test)]
mod tests {
    use demo_tenant::{DemoTenant, Options};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// Somebody's web server: it answers, and is no tenant.
    async fn stranger() -> TenantUrl {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut connection, _)) = listener.accept().await {
                let mut request = [0; 1024];
                let _ = connection.read(&mut request).await;
                let _ =
                    connection.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi").await;
            }
        });
        TenantUrl::parse(&url).unwrap()
    }

    async fn nobody() -> TenantUrl {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        TenantUrl::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap()
    }

    #[tokio::test]
    async fn a_tenant_is_told_from_a_stranger_and_from_nobody() {
        let demo = DemoTenant::start(Options::default()).await;
        let tenant = TenantUrl::parse(demo.url()).unwrap();
        let all = vec![nobody().await, stranger().await, tenant.clone()];
        assert_eq!(find_among(all).await.unwrap(), Some(tenant));
        let stranger = stranger().await;
        assert_eq!(find_among(vec![nobody().await, stranger.clone()]).await.unwrap(), Some(stranger));
        assert_eq!(find_among(vec![nobody().await]).await.unwrap(), None);
    }
}
