//! Records the requests without their secrets: names of headers and query keys only. The form of the token endpoint is
//! the exception, so that tests can see `redirect_uri` and `code_verifier`.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;
use tokio::sync::watch;

use crate::http::request::Request;

/// One request, as `Controls::requests` and `/__demo/requests` show it.
#[derive(Clone, Debug, Serialize)]
pub struct RequestRecord {
    pub method: String,
    /// As sent, below the base path.
    pub path: String,
    pub query_keys: Vec<String>,
    /// Lower-case.
    pub header_names: Vec<String>,
    /// Fields of the form, for the token endpoint only.
    pub form: BTreeMap<String, String>,
    /// 0 while the answer is under way, and for a connection that a fault dropped.
    pub status: u16,
}

const MAX_RECORDS: usize = 20_000;

#[derive(Default)]
pub(crate) struct RequestLog {
    records: VecDeque<RequestRecord>,
    /// Number of the oldest record kept.
    first_number: u64,
    counts: BTreeMap<String, u64>,
    changed: watch::Sender<()>,
}

impl RequestLog {
    /// Notifies of each request and each reply. The channel closes when the tenant is reset.
    pub(crate) fn subscribe(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Returns the record's number, for `answered`.
    pub(crate) fn record_request(&mut self, request: &Request) -> u64 {
        let path = request.path.clone();
        *self.counts.entry(path.to_lowercase()).or_default() += 1;
        let is_token = path.to_lowercase().starts_with("/oauth2/token");
        self.records.push_back(RequestRecord {
            method: request.method.to_string(),
            path,
            query_keys: request.query.0.iter().map(|(key, _)| key.clone()).collect(),
            header_names: request.headers.keys().map(|name| name.as_str().to_owned()).collect(),
            form: if is_token { request.form.0.iter().cloned().collect() } else { BTreeMap::new() },
            status: 0,
        });
        if self.records.len() > MAX_RECORDS {
            self.records.pop_front();
            self.first_number += 1;
        }
        self.changed.send_replace(());
        self.first_number + u64::try_from(self.records.len()).unwrap_or(1) - 1
    }

    pub(crate) fn record_status(&mut self, number: u64, status: u16) {
        let index = number.checked_sub(self.first_number).and_then(|index| usize::try_from(index).ok());
        if let Some(record) = index.and_then(|index| self.records.get_mut(index)) {
            record.status = status;
            self.changed.send_replace(());
        }
    }

    pub(crate) fn records(&self) -> Vec<RequestRecord> {
        self.records.iter().cloned().collect()
    }

    pub(crate) fn counts(&self) -> &BTreeMap<String, u64> {
        &self.counts
    }

    pub(crate) fn clear(&mut self) {
        self.first_number += u64::try_from(self.records.len()).unwrap_or(0);
        self.records.clear();
        self.counts.clear();
    }
}
