//! B-08 to B-11 and C-08, as far as they are about time, memory and TLS. Time is the runtime's, which jumps ahead when
//! nothing is pending. Memory is that of a child process: this executable, started again.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use demo_tenant::{DemoTenant, Fault, FaultKind, Options};
use portico_core::clock::SystemClock;
use portico_core::error::Code;
use portico_core::session::credential::Credential;
use portico_core::session::{Session, TokenClient};
use portico_core::sign_in::oauth::flow::AuthorizationCode;
use portico_core::sign_in::oauth::pkce::CodeVerifier;
use portico_core::sign_in::oauth::token::parse_token_response;
use portico_core::tenant::registration::ClientRegistration;
use portico_core::tenant::url::TenantUrl;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep};

use super::harness::RUN_COUNT;
use super::recording_proxy::read_request;

/// Set in a child: where its token endpoint is.
const CHILD_URL_VARIABLE: &str = "PORTICO_TEST_MATRIX";
/// F12 allows 64 MiB, and aims at 16.
const MAX_MEMORY_KIB: u64 = 16 << 10;

/// What a server does after it has heard a request.
#[derive(Clone, Copy, Debug)]
enum ServerBehavior {
    Silent,
    DripHead,
    DripBody,
    StallInBody,
    LargeBody { has_length: bool },
    GzipBomb,
    ManyGzipMembers,
    HeaderFlood,
}

async fn start_server(behavior: ServerBehavior) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            // Err: the client had enough.
            tokio::spawn(async move { behavior.respond(&mut stream).await.ok() });
        }
    });
    url
}

impl ServerBehavior {
    async fn respond(self, stream: &mut TcpStream) -> std::io::Result<()> {
        if read_request(stream).await?.is_none() {
            return Ok(());
        }
        let head = |more: &str| format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{more}\r\n");
        match self {
            Self::Silent => {}
            Self::DripHead => write_slowly(stream, head("x: y\r\n").repeat(9).as_bytes()).await?,
            Self::DripBody => {
                stream.write_all(head("content-length: 9999\r\n").as_bytes()).await?;
                write_slowly(stream, &[b' '; 9999]).await?;
            }
            Self::StallInBody => stream.write_all((head("content-length: 9999\r\n") + "{").as_bytes()).await?,
            Self::LargeBody { has_length } => {
                let framing = if has_length { "content-length: 100000000\r\n" } else { "connection: close\r\n" };
                stream.write_all(head(framing).as_bytes()).await?;
                write_repeatedly(stream, &[b' '; 65_536], 100_000_000).await?;
            }
            Self::GzipBomb => {
                stream.write_all(head("content-encoding: gzip\r\n").as_bytes()).await?;
                stream.write_all(GZIP_HEADER).await?;
                write_repeatedly(stream, &deflated_zeros(8192), 65 << 20).await?;
            }
            Self::ManyGzipMembers => {
                stream.write_all(head("content-encoding: gzip\r\n").as_bytes()).await?;
                write_repeatedly(stream, &gzip_member().repeat(64), 65 << 20).await?;
            }
            Self::HeaderFlood => {
                stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
                write_repeatedly(
                    stream,
                    "x-flood: abcdefghijklmnopqrstuvwxyz\r\n".repeat(1000).as_bytes(),
                    100_000_000,
                )
                .await?;
            }
        }
        // The connection stays until the client has had enough.
        std::future::pending().await
    }
}

async fn write_slowly(stream: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    for byte in bytes {
        stream.write_all(&[*byte]).await?;
        sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}

async fn write_repeatedly(stream: &mut TcpStream, bytes: &[u8], length: usize) -> std::io::Result<()> {
    for _ in 0..length.div_ceil(bytes.len()) {
        stream.write_all(bytes).await?;
    }
    Ok(())
}

const GZIP_HEADER: &[u8] = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// Bits of deflate (RFC 1951), least significant first.
#[derive(Default)]
struct BitWriter(Vec<u8>, usize);

impl BitWriter {
    fn push(&mut self, digits: &str) {
        for bit in digits.bytes() {
            if self.1.is_multiple_of(8) {
                self.0.push(0);
            }
            *self.0.last_mut().unwrap() |= (bit - b'0') << (self.1 % 8);
            self.1 += 1;
        }
    }
}

/// A block that is not the last: a zero, and `repeats` times 258 more of them, in 13 bits each; 158 zeros
/// a byte. With 8,192 of them 65 MiB are 10 GiB.
fn deflated_zeros(repeats: usize) -> Vec<u8> {
    let mut bits = BitWriter::default();
    bits.push("01000110000");
    for _ in 0..repeats {
        bits.push("1100010100000");
    }
    bits.push("0000000");
    // An empty stored block ends at a whole byte.
    bits.push("000");
    while bits.1 % 8 != 0 {
        bits.push("0");
    }
    [bits.0, vec![0, 0, 0xff, 0xff]].concat()
}

/// A whole file of gzip: 64 KiB of zeros.
fn gzip_member() -> Vec<u8> {
    let repeats = 254;
    let length = 1 + 258 * repeats;
    let mut crc = u32::MAX;
    for _ in 0..length * 8 {
        crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    }
    let trailer =
        [&[1, 0, 0, 0xff, 0xff][..], &(!crc).to_le_bytes(), &u32::try_from(length).unwrap().to_le_bytes()].concat();
    [GZIP_HEADER, &deflated_zeros(repeats), &trailer].concat()
}

fn token_client(url: &str) -> TokenClient {
    TokenClient::new(ClientRegistration::with_defaults(TenantUrl::parse(url).unwrap()), None).unwrap()
}

async fn exchange_code(url: &str) -> Code {
    let grant = AuthorizationCode { code: "CANARY-code".into(), verifier: CodeVerifier::new().unwrap() };
    Session::from_authorization_code(token_client(url), grant, Arc::new(SystemClock))
        .await
        .err()
        .map_or(Code::Internal, |problem| problem.code)
}

/// B-09: 30 seconds for all of it, 15 without a byte of the body.
#[tokio::test(start_paused = true)]
async fn slow_token_response_times_out() {
    for _ in 0..RUN_COUNT {
        for (behavior, seconds) in [
            (ServerBehavior::Silent, 30),
            (ServerBehavior::DripHead, 30),
            (ServerBehavior::DripBody, 30),
            (ServerBehavior::StallInBody, 15),
        ] {
            let url = start_server(behavior).await;
            let started = Instant::now();
            assert_eq!(exchange_code(&url).await, Code::NetTimeout, "B-09 {behavior:?}");
            let elapsed = started.elapsed();
            let limit = Duration::from_secs(seconds);
            let expected = limit.saturating_sub(Duration::from_secs(1))..=limit + Duration::from_secs(1);
            assert!(expected.contains(&elapsed), "B-09 {behavior:?}: {elapsed:?}");
        }
    }
}

/// C-08: a renewal that nobody answers costs its time, and not the tokens.
#[tokio::test(start_paused = true)]
async fn unanswered_refresh_times_out_and_keeps_refresh_token() {
    for _ in 0..RUN_COUNT {
        let url = start_server(ServerBehavior::Silent).await;
        let tokens = parse_token_response(
            br#"{"access_token":"CANARY-at","token_type":"Bearer","expires_in":60,"refresh_token":"CANARY-rt"}"#,
        );
        let credential =
            Credential::Tokens { tokens: tokens.unwrap(), obtained_at: portico_core::clock::Timestamp::default() };
        let session = Arc::new(Session::from_credential(token_client(&url), Arc::new(SystemClock), credential));
        for _ in 0..3 {
            let problem = session.refresh_if_due().await.unwrap_err();
            assert_eq!(problem.code, Code::NetTimeout, "C-08 silence");
        }
        assert!(session.time_until_refresh().is_some(), "C-08: the refresh token is gone");
    }
}

/// What a child says of one exchange: the code, and by how many KiB its memory grew.
fn run_child(test: &str, url: &str, ca_file: Option<&std::path::Path>) -> (String, u64) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([&format!("fault_matrix::resource_limits::{test}"), "--exact", "--nocapture"])
        .env(CHILD_URL_VARIABLE, url);
    if let Some(ca_file) = ca_file {
        command.env("SSL_CERT_FILE", ca_file);
    }
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.split_once("child: ")).unwrap_or_else(|| panic!("{text}")).1;
    let (code, growth) = line.split_once(' ').unwrap();
    (code.to_owned(), growth.parse().unwrap())
}

async fn report_from_child(url: &str) {
    // Whatever is loaded once is loaded now.
    let client = token_client(url);
    drop(client);
    // Err: not on this system.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let before = process_status_kib("VmRSS");
    let code = exchange_code(url).await;
    println!("child: {} {}", code.as_str(), process_status_kib("VmHWM").saturating_sub(before));
}

/// KiB; 0 where the system does not tell.
fn process_status_kib(name: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|value| value.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// B-10, B-11: what is large is not read to its end.
#[tokio::test(flavor = "multi_thread")]
async fn oversized_response_is_rejected_within_memory_limit() {
    if let Ok(url) = std::env::var(CHILD_URL_VARIABLE) {
        return report_from_child(&url).await;
    }
    for _ in 0..RUN_COUNT {
        for (behavior, expected) in [
            (ServerBehavior::LargeBody { has_length: true }, "E-API-TOOBIG"),
            (ServerBehavior::LargeBody { has_length: false }, "E-API-TOOBIG"),
            (ServerBehavior::GzipBomb, "E-API-TOOBIG"),
            // One file is read; another behind it is no answer.
            (ServerBehavior::ManyGzipMembers, "E-NET-CUT"),
            (ServerBehavior::HeaderFlood, "E-NET-CUT"),
        ] {
            let url = start_server(behavior).await;
            let outcome = tokio::task::spawn_blocking(move || {
                run_child("oversized_response_is_rejected_within_memory_limit", &url, None)
            })
            .await;
            let (code, growth) = outcome.unwrap();
            assert_eq!(code, expected, "B-10, B-11 {behavior:?}");
            assert!(growth < MAX_MEMORY_KIB, "B-10, B-11 {behavior:?}: {growth} KiB");
        }
    }
}

/// B-08 with TLS, whose end is not announced.
#[tokio::test(flavor = "multi_thread")]
async fn connection_cut_under_tls_is_reported() {
    if let Ok(url) = std::env::var(CHILD_URL_VARIABLE) {
        return report_from_child(&url).await;
    }
    let tenant = DemoTenant::start(Options { tls: true, ..Options::default() }).await;
    for _ in 0..RUN_COUNT {
        for (kind, expected) in [
            // The tenant is trusted, or the rest says nothing.
            (FaultKind::NotFoundHtml, "E-TOK-APPID"),
            (FaultKind::Cut, "E-NET-CUT"),
            (FaultKind::Drop, "E-NET-CUT"),
        ] {
            let row = format!("B-08 TLS {kind:?}");
            tenant.controls().fail(Fault::once("^/oauth2/token", kind)).unwrap();
            let (url, ca_file) = (tenant.url().to_owned(), tenant.ca_file().unwrap().to_owned());
            let outcome = tokio::task::spawn_blocking(move || {
                run_child("connection_cut_under_tls_is_reported", &url, Some(&ca_file))
            })
            .await;
            assert_eq!(outcome.unwrap().0, expected, "{row}");
        }
    }
}
