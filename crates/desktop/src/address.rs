//! An address that may be passed to a program outside Portico.
//!
//! The address is validated once, when it is made, so that code that opens it has nothing left to check. It says
//! nothing about whether the server behind it can be trusted: that is decided where the address is built.

use std::fmt;

use url::{Host, Url};

/// Longer ones are cut off by some systems and browsers, and no launch needs them.
const MAX_ADDRESS_BYTES: usize = 16 * 1024;

/// An https address with a host and no user, or http on this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Url);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressError {
    /// Another scheme, or http to another computer.
    UnsupportedScheme,
    /// A user name or password in front of the host.
    HasUserInfo,
    /// The host holds what no host has.
    SuspiciousHost,
    TooLong,
}

impl Address {
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The parser has normalised the address already, and repaired it if it was written in another way.
impl TryFrom<Url> for Address {
    type Error = AddressError;

    fn try_from(url: Url) -> Result<Self, AddressError> {
        match (url.scheme(), url.host()) {
            ("https", Some(_)) => {}
            ("http", Some(host)) if is_loopback(&host) => {}
            _ => return Err(AddressError::UnsupportedScheme),
        }
        // The parser lets quotes, braces and `$(…)` through in a host; no name in DNS has them.
        if url
            .domain()
            .is_some_and(|name| !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte)))
        {
            return Err(AddressError::SuspiciousHost);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::HasUserInfo);
        }
        if url.as_str().len() > MAX_ADDRESS_BYTES {
            return Err(AddressError::TooLong);
        }
        Ok(Self(url))
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn https_and_loopback_http_addresses_are_accepted() {
        for text in [
            "https://acme.my.idaptive.app/run?appkey=%40x&customerID=A",
            "HTTPS://Acme.Example:443/a(b)'c;d&e$f",
            "https://acme.example:8443/#x",
            "https://wiki.acme.example/Übersicht",
            "http://127.0.0.1:47631/x",
            "http://[::1]:1/",
            "http://localhost:3000",
        ] {
            let address = Address::try_from(Url::parse(text).unwrap()).unwrap();
            assert!(address.as_str().starts_with("http"), "{text}");
        }
    }

    #[test]
    fn other_addresses_are_rejected_with_the_reason() {
        use AddressError::*;
        let long = format!("https://a.example/{}", "x".repeat(MAX_ADDRESS_BYTES));
        for (text, error) in [
            ("https://a@b.example/", HasUserInfo),
            ("https://:x@b.example/", HasUserInfo),
            ("https://$(x).example/", SuspiciousHost),
            ("https://a\"b.example/", SuspiciousHost),
            ("http://127.0.0.1.evil.example/", UnsupportedScheme),
            ("http://acme.example/", UnsupportedScheme),
            ("file:///etc/passwd", UnsupportedScheme),
            ("mailto:a@b.example", UnsupportedScheme),
            (&long, TooLong),
        ] {
            assert_eq!(Address::try_from(Url::parse(text).unwrap()), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn accepted_hosts_contain_only_dns_characters(host in "[a-z.\\PC]{1,12}") {
            if let Some(Ok(address)) = Url::parse(&format!("https://{host}/")).ok().map(Address::try_from) {
                let host = address.url().host_str().unwrap();
                prop_assert!(host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._[]:".contains(&byte)), "{}", host);
            }
        }

        #[test]
        fn accepted_addresses_are_printable_ascii_http_urls(text in "(https?|ftp|file|-)?:?/{0,3}\\PC{0,60}") {
            if let Some(Ok(address)) = Url::parse(&text).ok().map(Address::try_from) {
                prop_assert!(address.as_str().starts_with("https://") || address.as_str().starts_with("http://"));
                prop_assert!(address.as_str().bytes().all(|byte| byte > b' ' && byte < 0x7f && byte != b'"'));
            }
        }
    }
}
