//! The tenant's address, as people type it and as files hold it.
//!
//! [`TenantUrl`] is parsed once and re-serialised for every use; nobody downstream sees the text
//! that was typed. What a person types is read leniently by [`parse_user_input`] but never followed blindly: an
//! address that is not plainly one of the vendor's comes back with the reasons to look at it first.

#[cfg(test)]
mod tests;

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

use crate::error::{Code, Error, Result};
use crate::view::ConfirmReason;

/// Where the vendor's tenants live (tenant-api §1). Short names are looked up in this order.
pub const KNOWN_SUFFIXES: &[&str] =
    &["id.cyberark.cloud", "my.idaptive.app", "my.centrify.com", "my.centrify.net", "delinea.app"];

/// Hosts below these need no second look either, but no short name leads there.
const OTHER_KNOWN_SUFFIXES: &[&str] = &["idaptive.app", "centrify.com", "id.integration-cyberark.cloud"];

/// Delinea serves this API below a path.
const DELINEA_SUFFIX: &str = ".delinea.app";
const DELINEA_BASE_PATH: &str = "/identity";

/// First path segments of the portal itself. A pasted address is cut before them.
const PORTAL_PATHS: &[&str] = &[
    "my", "login", "run", "manage", "admin", "home", "uprest", "oauth2", "security", "sysinfo", "vfs", "vfslow",
    "usermgmt", "applogin", "uperror",
];

/// More than any address of the portal has.
const MAX_INPUT_BYTES: usize = 8 * 1024;

/// A tenant's base address: `https:` (or `http:` on this very computer), a host, perhaps a port and
/// a base path such as Delinea's `/identity`; nothing else.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TenantUrl(Url);

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserInput {
    Address {
        url: TenantUrl,
        reasons: Vec<ConfirmReason>,
    },
    /// One word: it has to be looked up.
    ShortName(String),
}

impl TenantUrl {
    /// Reads an address that is written down whole, as in a settings file.
    pub fn parse(text: &str) -> Result<Self> {
        let url = Url::parse(text.trim()).map_err(|_| Code::AddressForm)?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(Code::AddressForm.into());
        }
        Self::from_url(url)
    }

    fn from_url(mut url: Url) -> Result<Self> {
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            "http" => return Err(Code::AddressHttp.into()),
            other => return Err(Error::new(Code::AddressScheme).with_reason(other)),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Code::AddressUser.into());
        }
        let host = url.host_str().map(|host| host.trim_end_matches('.').to_owned()).filter(|host| !host.is_empty());
        let Some(host) = host.filter(|host| is_host_length(host)) else { return Err(Code::AddressForm.into()) };
        url.set_host(Some(&host)).map_err(|_| Code::AddressForm)?;
        url.set_query(None);
        url.set_fragment(None);
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }

    /// `path`, such as `/security/whoami`, below the base address.
    pub fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}{path}", self.0.path().trim_end_matches('/')));
        url
    }

    /// ASCII host, with the port where it is not the scheme's own.
    pub fn host(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        self.0.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Host, port and base path, of which a URL's path can be made: no two addresses give the same. The port is left
    /// out where it is that of https.
    pub fn as_path(&self) -> String {
        let host = self.0.host_str().unwrap_or_default().replace('[', "%5B").replace(']', "%5D");
        let port = self.0.port().or_else(|| (self.0.scheme() == "http").then_some(80));
        let authority = port.map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
        format!("{authority}{}", self.0.path().trim_end_matches('/'))
    }

    /// The first label of the host: what people call the company when nobody named it.
    pub fn short_name(&self) -> String {
        match self.0.host() {
            Some(Host::Domain(domain)) => domain.split('.').next().unwrap_or(domain).to_owned(),
            _ => self.host(),
        }
    }

    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// Whether `url` has the tenant's scheme, host and port.
    pub fn is_origin_of(&self, url: &Url) -> bool {
        url.scheme() == self.0.scheme()
            && url.host() == self.0.host()
            && url.port_or_known_default() == self.0.port_or_known_default()
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }
}

impl fmt::Display for TenantUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for TenantUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether `url` names this very computer, by name or by address. Names below `localhost` do not
/// count: not every resolver keeps them here.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Reads what a person typed or pasted: a short name, a host, or any address inside the portal.
pub fn parse_user_input(text: &str) -> Result<UserInput> {
    let text = text.trim().trim_matches(|c| matches!(c, '"' | '\'' | '<' | '>')).trim();
    if text.is_empty() {
        return Err(Code::AddressEmpty.into());
    }
    if text.len() > MAX_INPUT_BYTES {
        return Err(Code::AddressForm.into());
    }
    if is_short_name(text) {
        return Ok(UserInput::ShortName(text.trim_end_matches('.').to_ascii_lowercase()));
    }
    let address = match parse_scheme(text) {
        Some(scheme) if scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http") => text.to_owned(),
        Some(scheme) => return Err(Error::new(Code::AddressScheme).with_reason(scheme.to_ascii_lowercase())),
        None if text.contains('@') && !text.contains('/') => return Err(Code::AddressMail.into()),
        None => {
            let http_address = format!("http://{text}");
            let is_loopback_address = Url::parse(&http_address).is_ok_and(|url| is_loopback(&url));
            if is_loopback_address { http_address } else { format!("https://{text}") }
        }
    };
    let mut url = Url::parse(&address).map_err(|_| Code::AddressForm)?;
    url.set_query(None);
    url.set_fragment(None);
    let base = base_path(&url);
    let is_known_path = base == "/" || base.eq_ignore_ascii_case(DELINEA_BASE_PATH);
    let is_delinea = url.host_str().is_some_and(|host| host.trim_end_matches('.').ends_with(DELINEA_SUFFIX));
    url.set_path(if is_delinea && base == "/" { DELINEA_BASE_PATH } else { &base });
    let url = TenantUrl::from_url(url)?;
    let reasons = confirm_reasons(&url, text, is_known_path);
    Ok(UserInput::Address { url, reasons })
}

/// The hosts a short name may stand for, most recent generation first.
pub fn candidate_tenants(short_name: &str) -> Vec<TenantUrl> {
    KNOWN_SUFFIXES
        .iter()
        .filter_map(|suffix| {
            let base = if *suffix == "delinea.app" { DELINEA_BASE_PATH } else { "" };
            TenantUrl::parse(&format!("https://{short_name}.{suffix}{base}")).ok()
        })
        .collect()
}

/// What DNS can look up (RFC 1035 §2.3.4).
fn is_host_length(host: &str) -> bool {
    host.len() <= 253 && host.split('.').all(|label| label.len() <= 63)
}

fn is_short_name(text: &str) -> bool {
    let name = text.trim_end_matches('.');
    !name.is_empty()
        && name.len() <= 63
        && !name.eq_ignore_ascii_case("localhost")
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && name.chars().any(|c| !c.is_ascii_digit())
        && !name.starts_with('-')
}

/// The scheme of `text`, if it has one. `acme:8443` and `localhost:3000` are a host with a port.
fn parse_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    let first = scheme.chars().next()?;
    let is_valid_scheme =
        first.is_ascii_alphabetic() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let is_port = !rest.is_empty()
        && rest
            .split(['/', '?', '#'])
            .next()
            .is_some_and(|port| !port.is_empty() && port.chars().all(|c| c.is_ascii_digit()));
    (is_valid_scheme && !is_port).then_some(scheme)
}

/// The path up to the first segment that belongs to the portal itself.
fn base_path(url: &Url) -> String {
    let segments = url.path().split('/').filter(|segment| !segment.is_empty());
    let base: Vec<&str> =
        segments.take_while(|segment| !PORTAL_PATHS.contains(&segment.to_ascii_lowercase().as_str())).collect();
    format!("/{}", base.join("/"))
}

fn confirm_reasons(url: &TenantUrl, user_text: &str, is_known_path: bool) -> Vec<ConfirmReason> {
    let mut reasons = Vec::new();
    let host = url.0.host_str().unwrap_or_default();
    let user_text = user_text.to_lowercase();
    // `https:acme`, full-width digits or a backslash: what is meant is not what was read.
    if !user_text.contains(host) && !host.split('.').any(|label| label.starts_with("xn--")) {
        reasons.push(ConfirmReason::Rewritten);
    }
    if url.is_loopback() {
        return reasons;
    }
    let is_ip = host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    let is_known_host = KNOWN_SUFFIXES
        .iter()
        .chain(OTHER_KNOWN_SUFFIXES)
        .any(|suffix| host.strip_suffix(suffix).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')));
    if host.split('.').any(|label| label.starts_with("xn--")) {
        reasons.push(ConfirmReason::InternationalName);
    }
    if is_ip {
        reasons.push(ConfirmReason::IpAddress);
    } else if !is_known_host {
        reasons.push(ConfirmReason::UnknownHost);
    }
    if url.0.port().is_some() {
        reasons.push(ConfirmReason::Port);
    }
    if !is_known_path {
        reasons.push(ConfirmReason::Path);
    }
    reasons
}
