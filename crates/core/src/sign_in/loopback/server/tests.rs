//! The listener with real sockets, as a browser and as those who only pretend to be one.

use secrecy::ExposeSecret;
use tokio::task::JoinHandle;

use super::*;
use crate::clock::{SystemClock, Timestamp};
use crate::tenant::registration::ClientRegistration;
use crate::tenant::url::TenantUrl;

const TEST_TIMEOUT: Duration = Duration::from_secs(20);

/// A sign-in in the browser under way.
struct Attempt {
    port: u16,
    host: String,
    state: String,
    callback_task: JoinHandle<Result<AuthorizationCode>>,
}

async fn bind_listener() -> Listener {
    Listener::bind("http://127.0.0.1:0/signed-in").await.unwrap()
}

fn start_attempt(listener: Listener) -> Attempt {
    let mut registration = ClientRegistration::with_defaults(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
    registration.redirect_uri = listener.redirect_uri().to_owned();
    let flow = Flow::start(&registration, SystemClock.now()).unwrap();
    let state = flow.authorize_url().query_pairs().find(|(key, _)| key == "state").unwrap().1.into_owned();
    let (port, host) = (
        listener.redirect_url.port().unwrap(),
        crate::sign_in::loopback::request::authority_of(&listener.redirect_url),
    );
    let callback_task = tokio::spawn(async move { listener.wait_for_callback(flow, &SystemClock).await });
    Attempt { port, host, state, callback_task }
}

impl Attempt {
    async fn connect(&self) -> TcpStream {
        let ip: IpAddr =
            if self.host.starts_with('[') { Ipv6Addr::LOCALHOST.into() } else { Ipv4Addr::LOCALHOST.into() };
        TcpStream::connect((ip, self.port)).await.unwrap()
    }

    /// What the browser shows for `GET query`, in which `STATE` stands for the right state.
    async fn get(&self, query: &str) -> String {
        let query = query.replace("STATE", &self.state);
        self.send(format!("GET /signed-in{query} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host)).await
    }

    async fn send(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut stream = self.connect().await;
        // The listener may have closed before it read all of it.
        let _ = stream.write_all(bytes.as_ref()).await;
        read_response(stream).await
    }

    async fn authorization_code(self) -> Result<AuthorizationCode> {
        timeout(TEST_TIMEOUT, self.callback_task).await.expect("the listener hangs").unwrap()
    }
}

async fn read_response(mut stream: TcpStream) -> String {
    let mut text = String::new();
    timeout(TEST_TIMEOUT, stream.read_to_string(&mut text)).await.expect("no end").unwrap();
    text
}

fn status(response: &str) -> &str {
    response.get(9..12).unwrap_or_default()
}

#[tokio::test]
async fn loopback_rejects_bad_requests_and_keeps_waiting() {
    let attempt = start_attempt(bind_listener().await);
    for query in [
        "",
        "?code=a",
        "?code=a&state=wrong",
        "?code=a&state=",
        "?code=a&state=STATE&state=STATE",
        "?code=a&state=STATE&state=x",
        "?error=access_denied",
        "?error=access_denied&state=wrong",
    ] {
        let page = attempt.get(query).await;
        assert_eq!(status(&page), "400", "{query}");
        assert!(!page.contains("access_denied") && !page.contains("wrong"), "{page}");
    }
    let host = &attempt.host;
    for (bytes, expected) in [
        (format!("POST /signed-in HTTP/1.1\r\nHost: {host}\r\nContent-Length: 3\r\n\r\na=b"), "405"),
        (format!("HEAD /signed-in HTTP/1.1\r\nHost: {host}\r\n\r\n"), "405"),
        (format!("GET /favicon.ico HTTP/1.1\r\nHost: {host}\r\n\r\n"), "404"),
        ("GET /signed-in HTTP/1.1\r\nHost: evil.test\r\n\r\n".to_owned(), "400"),
        ("\u{16}\u{3}\u{1}\r\n\r\n".to_owned(), "400"),
        (format!("GET /signed-in HTTP/1.1\r\nHost: {host}\r\nX: {}\r\n\r\n", "x".repeat(64 * 1024)), "431"),
    ] {
        assert_eq!(status(&attempt.send(&bytes).await), expected, "{bytes:.60}");
    }
    // Somebody who hangs up in the middle.
    attempt.connect().await.write_all(b"GET /sig").await.unwrap();

    let port = attempt.port;
    let page = attempt.get("?code=abc&state=STATE").await;
    assert_eq!(status(&page), "200");
    assert!(page.ends_with("</html>\n") && !page.contains("abc") && !page.contains(&attempt.state), "{page}");
    assert_eq!(attempt.authorization_code().await.unwrap().code.expose_secret(), "abc");
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err());
}

#[tokio::test]
async fn error_callback_with_matching_state_ends_the_wait() {
    let attempt = start_attempt(bind_listener().await);
    assert_eq!(status(&attempt.get("?error=access_denied&state=STATE").await), "200");
    assert_eq!(attempt.authorization_code().await.unwrap_err().code, Code::AuthDenied);
}

#[tokio::test]
async fn concurrent_and_duplicate_callbacks_are_answered() {
    let attempt = start_attempt(bind_listener().await);
    let idle_connection = attempt.connect().await;
    let (first_page, second_page) = tokio::join!(attempt.get("?code=x&state=wrong"), attempt.get("?code=y"));
    assert_eq!((status(&first_page), status(&second_page)), ("400", "400"));

    let request = format!("GET /signed-in?code=abc&state={} HTTP/1.1\r\nHost: {}\r\n\r\n", attempt.state, attempt.host);
    let (mut first, mut second) = (attempt.connect().await, attempt.connect().await);
    first.write_all(request.as_bytes()).await.unwrap();
    let _ = second.write_all(request.as_bytes()).await;
    assert_eq!(status(&read_response(first).await), "200");
    assert_eq!(attempt.authorization_code().await.unwrap().code.expose_secret(), "abc");
    drop((second, idle_connection));
}

#[tokio::test]
async fn oldest_idle_connections_are_dropped_at_the_limit() {
    let mut listener = bind_listener().await;
    listener.limits.max_connections = 3;
    listener.limits.header_timeout = TEST_TIMEOUT * 2;
    let attempt = start_attempt(listener);
    let mut idle_connections = Vec::new();
    for _ in 0..20 {
        let mut stream = attempt.connect().await;
        stream.write_all(b"GET /").await.unwrap();
        idle_connections.push(stream);
    }
    // More than there are places, and those who came first had to go.
    for mut stream in idle_connections.drain(..17) {
        let read = timeout(TEST_TIMEOUT, stream.read_u8()).await.expect("it keeps its place");
        assert!(read.is_err());
    }
    assert_eq!(status(&attempt.get("?code=a&state=wrong").await), "400");
    assert_eq!(status(&attempt.get("?code=abc&state=STATE").await), "200");
    assert!(attempt.authorization_code().await.is_ok());
}

#[tokio::test]
async fn slow_request_head_times_out() {
    let mut listener = bind_listener().await;
    listener.limits.header_timeout = Duration::from_millis(200);
    let attempt = start_attempt(listener);
    // However alive it looks.
    let mut slow_connection = attempt.connect().await;
    let slow_writes = timeout(TEST_TIMEOUT, async {
        while slow_connection.write_all(b"G").await.is_ok() {
            sleep(Duration::from_millis(20)).await;
        }
    });
    slow_writes.await.expect("it may drip for ever");
    assert_eq!(status(&attempt.get("?code=abc&state=STATE").await), "200");
    assert!(attempt.authorization_code().await.is_ok());
}

#[tokio::test]
async fn reply_to_oversized_request_is_delivered() {
    let mut listener = bind_listener().await;
    listener.limits.reply_timeout = TEST_TIMEOUT * 2;
    let attempt = start_attempt(listener);
    let mut stream = attempt.connect().await;
    stream.write_all(&[b'x'; MAX_HEAD_BYTES * 2]).await.unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).await.unwrap();
    assert_eq!(status(&page), "431");
    // Not reset: what is still on its way is read, and thrown away.
    for _ in 0..5 {
        stream.write_all(&[b'x'; 1024]).await.unwrap();
        sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn listener_without_callback_times_out() {
    let mut listener = bind_listener().await;
    listener.limits.total_timeout = Duration::from_millis(50);
    let port = listener.redirect_url.port().unwrap();
    assert_eq!(start_attempt(listener).authorization_code().await.unwrap_err().code, Code::AuthTimeout);
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err());
}

#[tokio::test]
async fn canceled_wait_closes_all_sockets() {
    let attempt = start_attempt(bind_listener().await);
    let mut connection = attempt.connect().await;
    attempt.callback_task.abort();
    assert!(attempt.callback_task.await.unwrap_err().is_cancelled());
    let mut received = Vec::new();
    // Closed or reset, as it was accepted already or not.
    let _ = timeout(TEST_TIMEOUT, connection.read_to_end(&mut received)).await.expect("it is still open");
    assert!(received.is_empty());
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, attempt.port)).await.is_err());
}

#[tokio::test]
async fn bind_reports_port_in_use_and_releases_it_on_drop() {
    let first = bind_listener().await;
    let port = first.redirect_url.port().unwrap();
    let fixed = format!("http://127.0.0.1:{port}");
    let localhost_redirect = format!("http://localhost:{port}/signed-in");
    for redirect_url in [&fixed, &localhost_redirect] {
        let error = Listener::bind(redirect_url).await.err().unwrap();
        assert_eq!(error, Error::new(Code::AuthPort).with_reason(port.to_string()));
    }
    drop(first);
    // As it was written: the tenant compares texts.
    assert_eq!(Listener::bind(&fixed).await.unwrap().redirect_uri(), fixed);
}

#[tokio::test]
async fn bind_accepts_only_loopback_redirects_with_a_port() {
    for redirect_url in [
        "http://127.0.0.1/x",
        "http://127.0.0.1:80/x",
        "https://127.0.0.1:4711/x",
        "http://example.com:4711/x",
        "http://localhost.:4711/x",
        "http://[::ffff:127.0.0.1]:4711/x",
        "http://0.0.0.0:4711/x",
        "http://a@127.0.0.1:4711/x",
        "http://127.0.0.1:4711/x#y",
        "portico:signed-in",
    ] {
        assert_eq!(
            Listener::bind(redirect_url).await.err().map(|error| error.code),
            Some(Code::AddressForm),
            "{redirect_url}"
        );
    }
}

#[tokio::test]
async fn localhost_listens_on_ipv4_and_ipv6() {
    let has_ipv6 = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await.is_ok();
    let listener = Listener::bind("http://localhost:0/signed-in").await.unwrap();
    assert_eq!(listener.sockets.len(), if has_ipv6 { 2 } else { 1 });
    let attempt = start_attempt(listener);
    assert_eq!(attempt.host, format!("localhost:{}", attempt.port));
    assert_eq!(status(&attempt.get("?code=a&state=wrong").await), "400");
    if has_ipv6 {
        let request = format!("GET /signed-in HTTP/1.1\r\nHost: {}\r\n\r\n", attempt.host);
        let mut stream = TcpStream::connect((Ipv6Addr::LOCALHOST, attempt.port)).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        assert_eq!(status(&read_response(stream).await), "400");
    }
    assert_eq!(status(&attempt.get("?code=abc&state=STATE").await), "200");
    assert!(attempt.authorization_code().await.is_ok());

    if has_ipv6 {
        let attempt = super::tests::start_attempt(Listener::bind("http://[::1]:0/signed-in").await.unwrap());
        assert_eq!(status(&attempt.get("?code=abc&state=STATE").await), "200");
        assert!(attempt.authorization_code().await.is_ok());
    }
}

#[tokio::test]
async fn callback_after_timeout_by_clock_is_rejected() {
    struct LateClock;
    impl Clock for LateClock {
        fn now(&self) -> Timestamp {
            SystemClock.now().plus(SIGN_IN_TIMEOUT).plus(Duration::from_secs(5))
        }
    }
    let listener = bind_listener().await;
    let mut registration = ClientRegistration::with_defaults(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
    registration.redirect_uri = listener.redirect_uri().to_owned();
    let flow = Flow::start(&registration, SystemClock.now()).unwrap();
    let (port, host) = (
        listener.redirect_url.port().unwrap(),
        crate::sign_in::loopback::request::authority_of(&listener.redirect_url),
    );
    let callback_task = tokio::spawn(async move { listener.wait_for_callback(flow, &LateClock).await });
    let attempt = Attempt { port, host, state: String::new(), callback_task };
    attempt.get("?code=a&state=b").await;
    assert_eq!(attempt.authorization_code().await.unwrap_err().code, Code::AuthTimeout);
}
