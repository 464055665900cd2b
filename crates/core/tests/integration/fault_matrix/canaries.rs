//! Collects the secrets that the recording proxy saw, and searches for them, in any encoding, where no secret belongs
//! (invariant U4).

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use url::form_urlencoded;

use super::recording_proxy::Exchange;

/// Typed by the person. Not the usual ones, which are words that stand everywhere.
pub(crate) const PASSWORD: &str = "CANARY/pass+word-8213";
pub(crate) const MFA_CODE: &str = "93718264";
pub(crate) const CLIENT_SECRET: &str = "CANARY/client+secret-4471";
/// In what rows make the tenant say of an error, and in every token that rows make up.
pub(crate) const MARKER: &str = "CANARY";

/// Everything secret in some exchanges.
#[derive(Clone, Default, Debug)]
pub(crate) struct Canaries {
    cookies: BTreeSet<String>,
    codes: BTreeSet<String>,
    states: BTreeSet<String>,
    verifiers: BTreeSet<String>,
    access_tokens: BTreeSet<String>,
    refresh_tokens: BTreeSet<String>,
    /// Each secret as it may be written down.
    encoded_forms: BTreeMap<String, Vec<(&'static str, String)>>,
}

impl Canaries {
    pub(crate) fn from_exchanges(exchanges: &[Exchange]) -> Self {
        let mut canaries = Self::default();
        for exchange in exchanges {
            canaries.collect(exchange);
        }
        let secrets =
            canaries.secrets().into_iter().chain([MARKER]).map(|secret| (secret.to_owned(), encodings(secret)));
        canaries.encoded_forms = secrets.collect();
        canaries
    }

    fn collect(&mut self, exchange: &Exchange) {
        let form = |name: &str, body: &[u8]| -> Vec<String> {
            form_urlencoded::parse(body).filter(|(key, _)| key == name).map(|(_, value)| value.into_owned()).collect()
        };
        let query = exchange.head.split(' ').nth(1).and_then(|target| target.split_once('?')).map_or("", |(_, q)| q);
        if !exchange.is_from_portico() && exchange.path_contains("/oauth2/authorize") {
            self.states.extend(form("state", query.as_bytes()));
        }
        let answer = String::from_utf8_lossy(&exchange.response);
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
        if exchange.path_contains("/oauth2/token") {
            self.codes.extend(form("code", &exchange.body));
            self.verifiers.extend(form("code_verifier", &exchange.body));
            self.refresh_tokens.extend(form("refresh_token", &exchange.body));
            let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
            if let Ok(serde_json::Value::Object(members)) = serde_json::from_str(body) {
                let text = |name: &str| members.get(name).and_then(|value| value.as_str()).map(str::to_owned);
                self.access_tokens.extend(text("access_token"));
                self.refresh_tokens.extend(text("refresh_token"));
            }
        }
        // What is too short to be a secret would be found everywhere, and what is long is a row's own.
        for secrets in
            [&mut self.cookies, &mut self.codes, &mut self.states, &mut self.access_tokens, &mut self.refresh_tokens]
        {
            secrets.retain(|value| (8..100_000).contains(&value.len()));
        }
    }

    /// Those that no window, no file and no log may hold.
    fn secrets(&self) -> BTreeSet<&str> {
        let observed =
            [&self.cookies, &self.codes, &self.states, &self.verifiers, &self.access_tokens, &self.refresh_tokens];
        observed.into_iter().flatten().map(String::as_str).chain([PASSWORD, MFA_CODE, CLIENT_SECRET]).collect()
    }

    /// Fails where one of them, or what a row planted, is in `hay`.
    pub(crate) fn assert_absent_from(&self, haystack: &[u8], place: &str) {
        self.assert_none_found(self.secrets().into_iter().chain([MARKER]), haystack, place);
    }

    /// Fails where a request carries one of them elsewhere than it belongs.
    pub(crate) fn assert_only_where_expected(&self, exchange: &Exchange) {
        let place = format!("{} {}", exchange.head.lines().next().unwrap_or_default(), exchange.is_from_portico());
        let (head, body) = (exchange.head.as_bytes(), exchange.body.as_slice());
        let tokens = self.codes.iter().chain(&self.verifiers).chain(&self.access_tokens).chain(&self.refresh_tokens);
        let tokens: Vec<&str> = tokens.map(String::as_str).chain([CLIENT_SECRET]).collect();
        if !exchange.is_from_portico() {
            // The page: what the person types goes where they type it, and its own cookies with it.
            self.assert_none_found(tokens.iter().copied(), head, &place);
            self.assert_none_found(tokens.iter().copied(), body, &place);
            if !exchange.path_contains("/Security/AdvanceAuthentication") {
                self.assert_none_found([PASSWORD, MFA_CODE].into_iter(), &[head, body].concat(), &place);
            }
            return;
        }
        let head_without_authorization: String =
            exchange.head.lines().filter(|line| !line.to_ascii_lowercase().starts_with("authorization:")).collect();
        self.assert_none_found(self.secrets().into_iter(), head_without_authorization.as_bytes(), &place);
        let is_token_endpoint = exchange.path_contains("/oauth2/token") || exchange.path_contains("/oauth2/revoke");
        if !is_token_endpoint {
            self.assert_none_found(self.secrets().into_iter(), body, &place);
        }
        let authorization = exchange.header("authorization").unwrap_or_default();
        let codes = self.codes.iter().chain(&self.states).chain(&self.verifiers).chain(&self.refresh_tokens);
        self.assert_none_found(codes.map(String::as_str).chain([PASSWORD, MFA_CODE]), authorization.as_bytes(), &place);
        if is_token_endpoint {
            let foreign_secrets =
                self.states.iter().chain(&self.cookies).map(String::as_str).chain([PASSWORD, MFA_CODE]);
            self.assert_none_found(foreign_secrets, body, &place);
        }
    }

    fn assert_none_found<'a>(&self, secrets: impl Iterator<Item = &'a str>, haystack: &[u8], place: &str) {
        let text = String::from_utf8_lossy(haystack);
        let without_nul: Vec<u8> = haystack.iter().copied().filter(|byte| *byte != 0).collect();
        let without_nul_text =
            (without_nul.len() < haystack.len()).then(|| String::from_utf8_lossy(&without_nul).into_owned());
        for secret in secrets {
            for (encoding, needle) in &self.encoded_forms[secret] {
                let found =
                    text.contains(needle) || without_nul_text.as_ref().is_some_and(|wide| wide.contains(needle));
                assert!(!found, "{secret:.60} is in {place}, {encoding}");
            }
        }
    }
}

/// The ways in which a text may be written down. UTF-16LE is found by leaving out the zeros.
fn encodings(secret: &str) -> Vec<(&'static str, String)> {
    let percent: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
    let hex: String = secret.bytes().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
    let json = serde_json::to_string(secret).unwrap();
    let mut forms = vec![
        ("raw", secret.to_owned()),
        ("percent-encoded", percent.replace('+', "%20")),
        ("form-encoded", percent),
        ("as hex", hex.to_uppercase()),
        ("as hex", hex),
        ("as JSON", json[1..json.len() - 1].replace('/', "\\/")),
    ];
    // In base64 a text looks different at each of three places; its first and last letters depend on
    // what is beside it.
    for shift in 0..3 {
        let shifted = ["\0".repeat(shift).as_bytes(), secret.as_bytes()].concat();
        for encoded in [STANDARD_NO_PAD.encode(&shifted), URL_SAFE_NO_PAD.encode(&shifted)] {
            let inner = &encoded[(shift * 4).div_ceil(3)..encoded.len() - 2];
            forms.push(("as base64", inner.to_owned()));
        }
    }
    forms.retain(|(_, needle)| needle.len() >= 6);
    forms.sort();
    forms.dedup_by(|one, other| one.1 == other.1);
    forms
}

#[test]
fn canary_in_any_encoding_is_found() {
    let secret = PASSWORD;
    let utf16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let haystacks: Vec<Vec<u8>> = vec![
        secret.into(),
        "CANARY%2Fpass%2Bword-8213".into(),
        "43414e4152592f706173732b776f72642d38323133".into(),
        "CANARY\\/pass+word-8213".into(),
        utf16,
        STANDARD_NO_PAD.encode(format!("x{secret}y")).into(),
        URL_SAFE_NO_PAD.encode(format!("ab{secret}")).into(),
        STANDARD_NO_PAD.encode(format!("{secret}xyz")).into(),
    ];
    for haystack in haystacks {
        let found = std::panic::catch_unwind(|| {
            Canaries::from_exchanges(&[]).assert_absent_from(&[b"..", &*haystack, b".."].concat(), "it")
        });
        assert!(found.is_err(), "{}", String::from_utf8_lossy(&haystack));
    }
    Canaries::from_exchanges(&[]).assert_absent_from(b"nothing of the kind, and a C on its own", "it");
}
