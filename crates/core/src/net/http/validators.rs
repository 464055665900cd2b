//! What a server said of an answer, so that it need not send it again.

use reqwest::header::{ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use serde::{Deserialize, Serialize};

/// By what a server knows whether somebody has its newest answer (RFC 9110 §8.8).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(rename = "modified")]
    last_modified: Option<String>,
}

impl Validators {
    const MAX_VALIDATOR_BYTES: usize = 256;

    pub(super) fn from_headers(headers: &HeaderMap) -> Self {
        let header = |name: HeaderName| {
            let value = headers.get(name)?.to_str().ok()?;
            (value.len() <= Self::MAX_VALIDATOR_BYTES).then(|| value.to_owned())
        };
        Self { etag: header(ETAG), last_modified: header(LAST_MODIFIED) }
    }

    pub(super) fn headers(&self) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
        let pairs = [(IF_NONE_MATCH, &self.etag), (IF_MODIFIED_SINCE, &self.last_modified)];
        pairs.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_str(value.as_deref()?).ok()?)))
    }
}
