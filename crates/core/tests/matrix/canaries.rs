//! Secrets as the wire saw them, and the search for them, however they may be encoded, where none
//! belongs (oracle U4).

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use url::form_urlencoded;

use super::wire::Exchange;

/// Typed by the person. Not the usual ones, which are words that stand everywhere.
pub(crate) const PASSWORD: &str = "CANARY/pass+word-8213";
pub(crate) const MFA: &str = "93718264";
pub(crate) const CLIENT_SECRET: &str = "CANARY/client+secret-4471";
/// In what rows make the tenant say of an error, and in every token that rows make up.
pub(crate) const PLANTED: &str = "CANARY";

/// Everything secret in some exchanges.
#[derive(Clone, Default, Debug)]
pub(crate) struct Canaries {
    cookies: BTreeSet<String>,
    codes: BTreeSet<String>,
    states: BTreeSet<String>,
    verifiers: BTreeSet<String>,
    access: BTreeSet<String>,
    refresh: BTreeSet<String>,
    /// Each secret as it may be written down.
    written: BTreeMap<String, Vec<(&'static str, String)>>,
}

impl Canaries {
    pub(crate) fn of(exchanges: &[Exchange]) -> Self {
        let mut own = Self::default();
        for exchange in exchanges {
            own.note(exchange);
        }
        let all = own.all().into_iter().chain([PLANTED]).map(|secret| (secret.to_owned(), encodings(secret)));
        own.written = all.collect();
        own
    }

    fn note(&mut self, exchange: &Exchange) {
        let form = |name: &str, body: &[u8]| -> Vec<String> {
            form_urlencoded::parse(body).filter(|(key, _)| key == name).map(|(_, value)| value.into_owned()).collect()
        };
        let query = exchange.head.split(' ').nth(1).and_then(|target| target.split_once('?')).map_or("", |(_, q)| q);
        if !exchange.is_ours() && exchange.is_to("/oauth2/authorize") {
            self.states.extend(form("state", query.as_bytes()));
        }
        let answer = String::from_utf8_lossy(&exchange.answer);
        for line in answer.lines().take_while(|line| !line.is_empty()) {
            let lower = line.to_ascii_lowercase();
            if let Some(cookie) = lower.strip_prefix("set-cookie: .aspxauth=") {
                let value = &line[line.len() - cookie.len()..];
                self.cookies.insert(value.split(';').next().unwrap_or_default().to_owned());
            }
            if let Some((_, query)) = line.split_once('?').filter(|_| lower.starts_with("location:")) {
                self.codes.extend(form("code", query.as_bytes()));
            }
        }
        if exchange.is_to("/oauth2/token") {
            self.codes.extend(form("code", &exchange.body));
            self.verifiers.extend(form("code_verifier", &exchange.body));
            self.refresh.extend(form("refresh_token", &exchange.body));
            let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
            if let Ok(serde_json::Value::Object(members)) = serde_json::from_str(body) {
                let text = |name: &str| members.get(name).and_then(|value| value.as_str()).map(str::to_owned);
                self.access.extend(text("access_token"));
                self.refresh.extend(text("refresh_token"));
            }
        }
        // What is too short to be a secret would be found everywhere, and what is long is a row's own.
        for found in [&mut self.cookies, &mut self.codes, &mut self.states, &mut self.access, &mut self.refresh] {
            found.retain(|value| (8..100_000).contains(&value.len()));
        }
    }

    /// Those that no window, no file and no log may hold.
    fn all(&self) -> BTreeSet<&str> {
        let grown = [&self.cookies, &self.codes, &self.states, &self.verifiers, &self.access, &self.refresh];
        grown.into_iter().flatten().map(String::as_str).chain([PASSWORD, MFA, CLIENT_SECRET]).collect()
    }

    /// Fails where one of them, or what a row planted, is in `hay`.
    pub(crate) fn are_not_in(&self, hay: &[u8], place: &str) {
        self.seek(self.all().into_iter().chain([PLANTED]), hay, place);
    }

    /// Fails where a request carries one of them elsewhere than it belongs.
    pub(crate) fn are_in_place(&self, exchange: &Exchange) {
        let place = format!("{} {}", exchange.head.lines().next().unwrap_or_default(), exchange.is_ours());
        let (head, body) = (exchange.head.as_bytes(), exchange.body.as_slice());
        let tokens = self.codes.iter().chain(&self.verifiers).chain(&self.access).chain(&self.refresh);
        let tokens: Vec<&str> = tokens.map(String::as_str).chain([CLIENT_SECRET]).collect();
        if !exchange.is_ours() {
            // The page: what the person types goes where they type it, and its own cookies with it.
            self.seek(tokens.iter().copied(), head, &place);
            self.seek(tokens.iter().copied(), body, &place);
            if !exchange.is_to("/Security/AdvanceAuthentication") {
                self.seek([PASSWORD, MFA].into_iter(), &[head, body].concat(), &place);
            }
            return;
        }
        let unproven: String =
            exchange.head.lines().filter(|line| !line.to_ascii_lowercase().starts_with("authorization:")).collect();
        self.seek(self.all().into_iter(), unproven.as_bytes(), &place);
        let endpoint = exchange.is_to("/oauth2/token") || exchange.is_to("/oauth2/revoke");
        if !endpoint {
            self.seek(self.all().into_iter(), body, &place);
        }
        let proof = exchange.header("authorization").unwrap_or_default();
        let codes = self.codes.iter().chain(&self.states).chain(&self.verifiers).chain(&self.refresh);
        self.seek(codes.map(String::as_str).chain([PASSWORD, MFA]), proof.as_bytes(), &place);
        if endpoint {
            let others = self.states.iter().chain(&self.cookies).map(String::as_str).chain([PASSWORD, MFA]);
            self.seek(others, body, &place);
        }
    }

    fn seek<'a>(&self, secrets: impl Iterator<Item = &'a str>, hay: &[u8], place: &str) {
        let text = String::from_utf8_lossy(hay);
        let wide: Vec<u8> = hay.iter().copied().filter(|byte| *byte != 0).collect();
        let wide = (wide.len() < hay.len()).then(|| String::from_utf8_lossy(&wide).into_owned());
        for secret in secrets {
            for (encoding, needle) in &self.written[secret] {
                let found = text.contains(needle) || wide.as_ref().is_some_and(|wide| wide.contains(needle));
                assert!(!found, "{secret:.60} is in {place}, {encoding}");
            }
        }
    }
}

/// The ways in which a text may be written down. UTF-16LE is found by leaving out the zeros.
fn encodings(secret: &str) -> Vec<(&'static str, String)> {
    let percent: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
    let every: String = secret.bytes().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
    let json = serde_json::to_string(secret).unwrap();
    let mut all = vec![
        ("raw", secret.to_owned()),
        ("percent-encoded", percent.replace('+', "%20")),
        ("form-encoded", percent),
        ("as hex", every.to_uppercase()),
        ("as hex", every),
        ("as JSON", json[1..json.len() - 1].replace('/', "\\/")),
    ];
    // In base64 a text looks different at each of three places; its first and last letters depend on
    // what is beside it.
    for shift in 0..3 {
        let shifted = ["\0".repeat(shift).as_bytes(), secret.as_bytes()].concat();
        for encoded in [STANDARD_NO_PAD.encode(&shifted), URL_SAFE_NO_PAD.encode(&shifted)] {
            let inner = &encoded[(shift * 4).div_ceil(3)..encoded.len() - 2];
            all.push(("as base64", inner.to_owned()));
        }
    }
    all.retain(|(_, needle)| needle.len() >= 6);
    all.sort();
    all.dedup_by(|one, other| one.1 == other.1);
    all
}

#[test]
fn each_encoding_is_found() {
    let secret = PASSWORD;
    let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hay: Vec<Vec<u8>> = vec![
        secret.into(),
        "CANARY%2Fpass%2Bword-8213".into(),
        "43414e4152592f706173732b776f72642d38323133".into(),
        "CANARY\\/pass+word-8213".into(),
        wide,
        STANDARD_NO_PAD.encode(format!("x{secret}y")).into(),
        URL_SAFE_NO_PAD.encode(format!("ab{secret}")).into(),
        STANDARD_NO_PAD.encode(format!("{secret}xyz")).into(),
    ];
    for hay in hay {
        let found = std::panic::catch_unwind(|| Canaries::of(&[]).are_not_in(&[b"..", &*hay, b".."].concat(), "it"));
        assert!(found.is_err(), "{}", String::from_utf8_lossy(&hay));
    }
    Canaries::of(&[]).are_not_in(b"nothing of the kind, and a C on its own", "it");
}
