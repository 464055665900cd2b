//! From a short name, such as `acme`, to a tenant: ask the hosts it may stand for, and take the
//! first that answers like one. Nothing is sent but `HEAD`-sized questions without credentials.

use crate::error::{Code, Error, Result};
use crate::net::http::{Budget, Http};
use crate::tenant::url::{TenantUrl, candidate_tenants};

/// # Errors
/// `E-ADDR-UNKNOWN` when no host answers, or the network's own problem when there is none.
pub async fn find_by_short_name(short_name: &str) -> Result<TenantUrl> {
    match find_among_candidates(candidate_tenants(short_name)).await? {
        Some(tenant) => Ok(tenant),
        None => Err(Error::new(Code::AddressUnknown).with_reason(short_name)),
    }
}

/// The best answer: a certain tenant before a likely one, an earlier candidate before a later.
async fn find_among_candidates(candidates: Vec<TenantUrl>) -> Result<Option<TenantUrl>> {
    let mut probes = tokio::task::JoinSet::new();
    for (rank, tenant) in candidates.into_iter().enumerate() {
        probes.spawn(async move { (rank, probe_tenant(&tenant).await.map(|is_certain| (is_certain, tenant))) });
    }
    let mut found: Vec<(bool, usize, TenantUrl)> = Vec::new();
    let probe_count = probes.len();
    let mut network_errors = Vec::new();
    while let Some(joined) = probes.join_next().await {
        match joined {
            Ok((rank, Ok((is_certain, tenant)))) => found.push((!is_certain, rank, tenant)),
            Ok((_, Err(error))) if matches!(error.code, Code::NetOffline | Code::NetDns) => network_errors.push(error),
            _ => {}
        }
    }
    found.sort_by_key(|(is_uncertain, rank, _)| (*is_uncertain, *rank));
    match found.into_iter().next() {
        Some((_, _, tenant)) => Ok(Some(tenant)),
        // Not one of several names was even found: that is the network, not the name.
        None if probe_count > 1 && network_errors.len() == probe_count => Err(network_errors.swap_remove(0)),
        None => Ok(None),
    }
}

/// Whether anybody is there, and whether it is certainly a tenant: only tenants number their answers.
async fn probe_tenant(tenant: &TenantUrl) -> Result<bool> {
    let response = Http::new(tenant.clone())?.get(tenant.join("/login")).send(Budget::PROBE).await;
    match response {
        Ok(response) if response.transaction_id.is_some() => Ok(true),
        // A name that leads to nothing is often a parked page of the vendor's.
        Ok(response) if response.is_ok() || response.is_redirect() => Ok(false),
        Ok(_) => Err(Code::AddressUnknown.into()),
        Err(error) if error.code == Code::ApiTooBig => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use demo_tenant::{DemoTenant, Options};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// Somebody's web server: it answers, and is no tenant.
    async fn start_unrelated_server() -> TenantUrl {
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

    async fn unreachable_address() -> TenantUrl {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        TenantUrl::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap()
    }

    #[tokio::test]
    async fn discovery_prefers_tenant_over_unrelated_or_unreachable_host() {
        let demo = DemoTenant::start(Options::default()).await;
        let tenant = TenantUrl::parse(demo.url()).unwrap();
        let candidates = vec![unreachable_address().await, start_unrelated_server().await, tenant.clone()];
        assert_eq!(find_among_candidates(candidates).await.unwrap(), Some(tenant));
        let unrelated_server = start_unrelated_server().await;
        assert_eq!(
            find_among_candidates(vec![unreachable_address().await, unrelated_server.clone()]).await.unwrap(),
            Some(unrelated_server)
        );
        assert_eq!(find_among_candidates(vec![unreachable_address().await]).await.unwrap(), None);
    }
}
