//! The envelope of the REST API. Logical failures are HTTP 200 with `success:false`.

use serde::Serialize;
use serde_json::Value;

use crate::http::reply::Reply;
use crate::random;

pub(crate) const AUTH_FAILED: &str =
    "Authentication (login or challenge) has failed. Please try again or contact your system administrator.";

/// Serialized in this order, which is the order of real tenants.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope<'a, R> {
    #[serde(rename = "success")]
    success: bool,
    result: R,
    message: Option<&'a str>,
    #[serde(rename = "MessageID")]
    message_id: Option<()>,
    exception: Option<()>,
    #[serde(rename = "ErrorID")]
    error_id: Option<String>,
    error_code: Option<()>,
    is_soft_error: bool,
    inner_exceptions: Option<()>,
}

pub(crate) fn success(result: &Value) -> Reply {
    reply(success_text(result))
}

/// `success:false`, still HTTP 200.
pub(crate) fn failure(result: &Value, message: &str) -> Reply {
    reply(serialize(result, Some(message)))
}

/// Only the text: for large results that are kept serialized.
pub(crate) fn success_text(result: &impl Serialize) -> String {
    serialize(result, None)
}

fn reply(text: String) -> Reply {
    Reply::new(200, "application/json; charset=utf-8", text)
}

fn serialize(result: &impl Serialize, message: Option<&str>) -> String {
    let envelope = Envelope {
        success: message.is_none(),
        result,
        message,
        message_id: None,
        exception: None,
        error_id: message.map(|_| format!("{}:{}", random::guid(), random::transaction_id())),
        error_code: None,
        is_soft_error: false,
        inner_exceptions: None,
    };
    serde_json::to_string(&envelope).unwrap_or_default()
}

/// A time as .NET's JSON writes it.
pub(crate) fn dotnet_date(ms: u64) -> String {
    format!("/Date({ms})/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn envelope_members_keep_tenant_order() {
        let good = success_text(&[1]);
        assert_eq!(
            good,
            r#"{"success":true,"Result":[1],"Message":null,"MessageID":null,"Exception":null,"ErrorID":null,"ErrorCode":null,"IsSoftError":false,"InnerExceptions":null}"#
        );
        let failed: Value = serde_json::from_str(&serialize(&Value::Null, Some("no"))).expect("JSON");
        assert_eq!(failed["ErrorID"].as_str().map(str::len), Some(36 + 1 + 32));
    }
}
