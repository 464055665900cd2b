//! An address that may be handed to a program outside Portico.
//!
//! It is checked once, when it is made, so that whatever opens it has nothing left to check. It is
//! not a promise about the server behind it: that is for whoever built it.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// Longer ones are cut off by some systems and browsers, and no launch needs them.
const LONGEST: usize = 16 * 1024;

/// An https address with a host and no user, or http on this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Url);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No address at all, or one that would have to be repaired first.
    NotAnAddress,
    /// Another scheme, or http to another computer.
    Scheme,
    /// A user name or password in front of the host.
    User,
    /// The host holds what no host has, or is written in a way that a person reads as another.
    Host,
    Long,
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
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// For an address that was built, not read: the parser has normalised it already.
impl TryFrom<Url> for Address {
    type Error = Refusal;

    fn try_from(url: Url) -> Result<Self, Refusal> {
        match (url.scheme(), url.host()) {
            ("https", Some(_)) => {}
            ("http", Some(host)) if is_this_computer(&host) => {}
            _ => return Err(Refusal::Scheme),
        }
        // The parser lets quotes, braces and `$(…)` through in a host; no name in DNS has them.
        if url.domain().is_some_and(|name| !name.bytes().all(|it| it.is_ascii_alphanumeric() || b"-._".contains(&it))) {
            return Err(Refusal::Host);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::User);
        }
        if url.as_str().len() > LONGEST {
            return Err(Refusal::Long);
        }
        Ok(Self(url))
    }
}

/// For an address that somebody else wrote. The parser of addresses repairs a lot (`https:evil`, backslashes, line
/// breaks, `0x7f.1`); what needs repair is refused here, since it was written to be read as something else.
impl FromStr for Address {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        if text.len() > LONGEST {
            return Err(Refusal::Long);
        }
        if text
            .chars()
            .any(|letter| letter.is_control() || letter.is_whitespace() || letter == '\\' || is_unseen(letter))
        {
            return Err(Refusal::NotAnAddress);
        }
        let url = Url::parse(text).map_err(|_| Refusal::NotAnAddress)?;
        let address = Self::try_from(url)?;
        let written = text
            .split_once("://")
            .map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase())
            .ok_or(Refusal::NotAnAddress)?;
        let host = address.0.host_str().unwrap_or_default();
        let port = written.strip_prefix(host).ok_or(Refusal::Host)?;
        let plain = match port.strip_prefix(':') {
            None => port.is_empty(),
            Some(number) => address.0.port_or_known_default().is_some_and(|port| port.to_string() == number),
        };
        if plain { Ok(address) } else { Err(Refusal::Host) }
    }
}

/// Letters without a width, and those that turn the direction of what follows.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn is_this_computer(host: &Host<&str>) -> bool {
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
    fn what_may_be_opened() {
        for good in [
            "https://acme.my.idaptive.app/run?appkey=%40x&customerID=A",
            "HTTPS://Acme.Example:443/a(b)'c;d&e$f",
            "https://acme.example:8443/#x",
            "https://wiki.acme.example/Übersicht",
            "http://127.0.0.1:47631/x",
            "http://[::1]:1/",
            "http://localhost:3000",
        ] {
            let address: Address = good.parse().unwrap();
            assert!(address.as_str().starts_with("http"), "{good}");
        }
    }

    #[test]
    fn what_may_not() {
        use Refusal::*;
        for (bad, why) in [
            ("", NotAnAddress),
            ("https:evil.example", NotAnAddress),
            ("https:///evil.example", Host),
            ("https:\\\\evil.example", NotAnAddress),
            ("https://a@b.example/", User),
            ("https://@b.example/", Host),
            ("https://0x7f.1/", Host),
            ("https://xn--/", NotAnAddress),
            ("https://%61cme.example/", Host),
            ("https://аcme.example/", Host),
            ("https://acme.example:0443/", Host),
            ("https://acme.example:+443/", NotAnAddress),
            ("https://$(x).example/", Host),
            ("https://a\"b.example/", Host),
            ("https://acme.example/\u{feff}", NotAnAddress),
            ("http://127.0.0.1.evil.example/", Scheme),
            ("http://acme.example/", Scheme),
            ("https://a.example/\n-o", NotAnAddress),
            ("file:///etc/passwd", Scheme),
            ("-o", NotAnAddress),
        ] {
            assert_eq!(bad.parse::<Address>(), Err(why), "{bad}");
        }
        assert_eq!(format!("https://a.example/{}", "x".repeat(LONGEST)).parse::<Address>(), Err(Long));
    }

    proptest! {
        #[test]
        fn no_host_is_more_than_a_name(host in "[a-z.\\PC]{1,12}") {
            if let Some(Ok(address)) = Url::parse(&format!("https://{host}/")).ok().map(Address::try_from) {
                let host = address.url().host_str().unwrap();
                prop_assert!(host.bytes().all(|it| it.is_ascii_alphanumeric() || b"-._[]:".contains(&it)), "{}", host);
            }
        }

        #[test]
        fn one_plain_argument_or_none(text in "(https?|ftp|file|-)?:?/{0,3}\\PC{0,60}") {
            if let Ok(address) = text.parse::<Address>() {
                prop_assert!(address.as_str().starts_with("https://") || address.as_str().starts_with("http://"));
                prop_assert!(address.as_str().bytes().all(|byte| byte > b' ' && byte < 0x7f && byte != b'"'));
            }
        }
    }
}
