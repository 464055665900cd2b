//! Maps the HTTP client's errors to codes. The client's own texts quote URLs and are dropped.

use std::error::Error as StdError;
use std::io;

use rustls::CertificateError;

use crate::error::Code;

pub(super) fn to_code(error: &reqwest::Error) -> Code {
    if error.is_timeout() {
        return Code::NetTimeout;
    }
    if error.is_dns() {
        return Code::NetDns;
    }
    let code = error.source().and_then(cause_to_code);
    code.unwrap_or(if error.is_connect() { Code::NetRefused } else { Code::NetCut })
}

fn cause_to_code(cause: &(dyn StdError + 'static)) -> Option<Code> {
    if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
        return Some(tls_error_to_code(tls));
    }
    if let Some(io) = cause.downcast_ref::<io::Error>() {
        // What an io::Error wraps is not its `source`; it may be the next io::Error.
        if let Some(code) = io.get_ref().and_then(|inner| cause_to_code(inner)) {
            return Some(code);
        }
        match io.kind() {
            io::ErrorKind::ConnectionRefused => return Some(Code::NetRefused),
            io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkDown => {
                return Some(Code::NetOffline);
            }
            io::ErrorKind::TimedOut => return Some(Code::NetTimeout),
            _ => {}
        }
    }
    cause.source().and_then(cause_to_code)
}

fn tls_error_to_code(error: &rustls::Error) -> Code {
    let rustls::Error::InvalidCertificate(reason) = error else { return Code::TlsFailed };
    match reason {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => Code::TlsExpired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Code::TlsClock,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Code::TlsName,
        _ => Code::TlsUntrusted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_io_errors_map_to_their_root_code() {
        let certificate = |reason| rustls::Error::InvalidCertificate(reason);
        let wrapped = |error: rustls::Error| io::Error::other(io::Error::new(io::ErrorKind::InvalidData, error));
        for (error, code) in [
            (wrapped(certificate(CertificateError::UnknownIssuer)), Code::TlsUntrusted),
            (wrapped(certificate(CertificateError::Expired)), Code::TlsExpired),
            (wrapped(certificate(CertificateError::NotValidYet)), Code::TlsClock),
            (wrapped(certificate(CertificateError::NotValidForName)), Code::TlsName),
            (wrapped(rustls::Error::DecryptError), Code::TlsFailed),
            (io::Error::other(io::Error::from(io::ErrorKind::NetworkUnreachable)), Code::NetOffline),
            (io::ErrorKind::ConnectionRefused.into(), Code::NetRefused),
        ] {
            assert_eq!(cause_to_code(&error), Some(code), "{error:?}");
        }
    }
}
