//! An address that may be passed to a program outside Portico.
//!
//! The address is validated once, when it is made, so that code that opens it has nothing left to check. It says
//! nothing about whether the server behind it can be trusted: that is decided where the address is built.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// Longer ones are cut off by some systems and browsers, and no launch needs them.
const MAX_ADDRESS_BYTES: usize = 16 * 1024;

/// An https address with a host and no user, or http on this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Url);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressError {
    /// No address at all, or one that would have to be repaired first.
    InvalidUrl,
    /// Another scheme, or http to another computer.
    UnsupportedScheme,
    /// A user name or password in front of the host.
    HasUserInfo,
    /// The host holds what no host has, or is written in a way that a person reads as another.
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

/// For an address that was built, not read: the parser has normalised it already.
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

/// For an address that somebody else wrote. The parser of addresses repairs a lot (`https:evil`, backslashes, line
/// breaks, `0x7f.1`); what needs repair is refused here, since it was written to be read as something else.
impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if text.len() > MAX_ADDRESS_BYTES {
            return Err(AddressError::TooLong);
        }
        if text
            .chars()
            .any(|letter| letter.is_control() || letter.is_whitespace() || letter == '\\' || is_invisible(letter))
        {
            return Err(AddressError::InvalidUrl);
        }
        let url = Url::parse(text).map_err(|_| AddressError::InvalidUrl)?;
        let address = Self::try_from(url)?;
        let authority = text
            .split_once("://")
            .map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase())
            .ok_or(AddressError::InvalidUrl)?;
        let host = address.0.host_str().unwrap_or_default();
        let port = authority.strip_prefix(host).ok_or(AddressError::SuspiciousHost)?;
        let is_canonical = match port.strip_prefix(':') {
            None => port.is_empty(),
            Some(number) => address.0.port_or_known_default().is_some_and(|port| port.to_string() == number),
        };
        if is_canonical { Ok(address) } else { Err(AddressError::SuspiciousHost) }
    }
}

/// Characters without a width, and those that change the direction of the following text.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
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
            let address: Address = text.parse().unwrap();
            assert!(address.as_str().starts_with("http"), "{text}");
        }
    }

    #[test]
    fn other_or_ambiguous_addresses_are_rejected_with_the_reason() {
        use AddressError::*;
        for (text, error) in [
            ("", InvalidUrl),
            ("https:evil.example", InvalidUrl),
            ("https:///evil.example", SuspiciousHost),
            ("https:\\\\evil.example", InvalidUrl),
            ("https://a@b.example/", HasUserInfo),
            ("https://@b.example/", SuspiciousHost),
            ("https://0x7f.1/", SuspiciousHost),
            ("https://xn--/", InvalidUrl),
            ("https://%61cme.example/", SuspiciousHost),
            ("https://аcme.example/", SuspiciousHost),
            ("https://acme.example:0443/", SuspiciousHost),
            ("https://acme.example:+443/", InvalidUrl),
            ("https://$(x).example/", SuspiciousHost),
            ("https://a\"b.example/", SuspiciousHost),
            ("https://acme.example/\u{feff}", InvalidUrl),
            ("http://127.0.0.1.evil.example/", UnsupportedScheme),
            ("http://acme.example/", UnsupportedScheme),
            ("https://a.example/\n-o", InvalidUrl),
            ("file:///etc/passwd", UnsupportedScheme),
            ("-o", InvalidUrl),
        ] {
            assert_eq!(text.parse::<Address>(), Err(error), "{text}");
        }
        assert_eq!(format!("https://a.example/{}", "x".repeat(MAX_ADDRESS_BYTES)).parse::<Address>(), Err(TooLong));
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
            if let Ok(address) = text.parse::<Address>() {
                prop_assert!(address.as_str().starts_with("https://") || address.as_str().starts_with("http://"));
                prop_assert!(address.as_str().bytes().all(|byte| byte > b' ' && byte < 0x7f && byte != b'"'));
            }
        }
    }
}
