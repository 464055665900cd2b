//! The listener with real sockets, as a browser and as those who only pretend to be one.

use secrecy::ExposeSecret;
use tokio::task::JoinHandle;

use super::*;
use crate::clock::{Millis, SystemClock};
use crate::registration::Registration;
use crate::tenant::TenantUrl;

const PATIENCE: Duration = Duration::from_secs(20);

/// A sign-in in the browser under way.
struct Attempt {
    port: u16,
    host: String,
    state: String,
    waiting: JoinHandle<Result<Grant>>,
}

async fn bound() -> Listener {
    Listener::bind("http://127.0.0.1:0/signed-in").await.unwrap()
}

fn attempt(listener: Listener) -> Attempt {
    let mut registration = Registration::of(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
    registration.redirect_uri = listener.redirect_uri().to_owned();
    let flow = Flow::start(&registration, SystemClock.now()).unwrap();
    let state = flow.authorize_url().query_pairs().find(|(key, _)| key == "state").unwrap().1.into_owned();
    let (port, host) = (listener.redirect.port().unwrap(), request::authority(&listener.redirect));
    let waiting = tokio::spawn(async move { listener.answer(flow, &SystemClock).await });
    Attempt { port, host, state, waiting }
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
        shown(stream).await
    }

    async fn grant(self) -> Result<Grant> {
        timeout(PATIENCE, self.waiting).await.expect("the listener hangs").unwrap()
    }
}

async fn shown(mut stream: TcpStream) -> String {
    let mut text = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut text)).await.expect("no end").unwrap();
    text
}

fn status(response: &str) -> &str {
    response.get(9..12).unwrap_or_default()
}

#[tokio::test]
async fn what_is_wrong_is_turned_away_and_the_answer_still_comes() {
    let attempt = attempt(bound().await);
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
    assert_eq!(attempt.grant().await.unwrap().code.expose_secret(), "abc");
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err());
}

#[tokio::test]
async fn a_refusal_with_the_right_state_ends_it() {
    let attempt = attempt(bound().await);
    assert_eq!(status(&attempt.get("?error=access_denied&state=STATE").await), "200");
    assert_eq!(attempt.grant().await.unwrap_err().code, Code::AuthDenied);
}

#[tokio::test]
async fn two_at_once_and_the_same_answer_twice() {
    let attempt = attempt(bound().await);
    let silent = attempt.connect().await;
    let (one, other) = tokio::join!(attempt.get("?code=x&state=wrong"), attempt.get("?code=y"));
    assert_eq!((status(&one), status(&other)), ("400", "400"));

    let request = format!("GET /signed-in?code=abc&state={} HTTP/1.1\r\nHost: {}\r\n\r\n", attempt.state, attempt.host);
    let (mut first, mut second) = (attempt.connect().await, attempt.connect().await);
    first.write_all(request.as_bytes()).await.unwrap();
    let _ = second.write_all(request.as_bytes()).await;
    assert_eq!(status(&shown(first).await), "200");
    assert_eq!(attempt.grant().await.unwrap().code.expose_secret(), "abc");
    drop((second, silent));
}

#[tokio::test]
async fn the_silent_make_room() {
    let mut listener = bound().await;
    listener.limits.connections = 3;
    listener.limits.head = PATIENCE * 2;
    let attempt = attempt(listener);
    let mut crowd = Vec::new();
    for _ in 0..20 {
        let mut stream = attempt.connect().await;
        stream.write_all(b"GET /").await.unwrap();
        crowd.push(stream);
    }
    // More than there are places, and those who came first had to go.
    for mut stream in crowd.drain(..17) {
        let gone = timeout(PATIENCE, stream.read_u8()).await.expect("it keeps its place");
        assert!(gone.is_err());
    }
    assert_eq!(status(&attempt.get("?code=a&state=wrong").await), "400");
    assert_eq!(status(&attempt.get("?code=abc&state=STATE").await), "200");
    assert!(attempt.grant().await.is_ok());
}

#[tokio::test]
async fn the_slow_are_cut_off() {
    let mut listener = bound().await;
    listener.limits.head = Duration::from_millis(200);
    let attempt = attempt(listener);
    // However alive it looks.
    let mut slow = attempt.connect().await;
    let dripped = timeout(PATIENCE, async {
        while slow.write_all(b"G").await.is_ok() {
            sleep(Duration::from_millis(20)).await;
        }
    });
    dripped.await.expect("it may drip for ever");
    assert_eq!(status(&attempt.get("?code=abc&state=STATE").await), "200");
    assert!(attempt.grant().await.is_ok());
}

#[tokio::test]
async fn a_page_arrives_however_much_was_sent() {
    let mut listener = bound().await;
    listener.limits.reply = PATIENCE * 2;
    let attempt = attempt(listener);
    let mut stream = attempt.connect().await;
    stream.write_all(&[b'x'; LONGEST_HEAD * 2]).await.unwrap();
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
async fn nobody_comes() {
    let mut listener = bound().await;
    listener.limits.whole = Duration::from_millis(50);
    let port = listener.redirect.port().unwrap();
    assert_eq!(attempt(listener).grant().await.unwrap_err().code, Code::AuthTimeout);
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err());
}

#[tokio::test]
async fn cancelled_means_closed() {
    let attempt = attempt(bound().await);
    let mut knocking = attempt.connect().await;
    attempt.waiting.abort();
    assert!(attempt.waiting.await.unwrap_err().is_cancelled());
    let mut nothing = Vec::new();
    // Closed or reset, as it was accepted already or not.
    let _ = timeout(PATIENCE, knocking.read_to_end(&mut nothing)).await.expect("it is still open");
    assert!(nothing.is_empty());
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, attempt.port)).await.is_err());
}

#[tokio::test]
async fn a_port_in_use_is_named_and_free_again_afterwards() {
    let first = bound().await;
    let port = first.redirect.port().unwrap();
    let fixed = format!("http://127.0.0.1:{port}");
    let by_name = format!("http://localhost:{port}/signed-in");
    for redirect in [&fixed, &by_name] {
        let problem = Listener::bind(redirect).await.err().unwrap();
        assert_eq!(problem, Problem::new(Code::AuthPort).because(port.to_string()));
    }
    drop(first);
    // As it was written: the tenant compares texts.
    assert_eq!(Listener::bind(&fixed).await.unwrap().redirect_uri(), fixed);
}

#[tokio::test]
async fn the_redirect_is_on_this_computer_and_names_its_port() {
    for redirect in [
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
            Listener::bind(redirect).await.err().map(|problem| problem.code),
            Some(Code::AddressForm),
            "{redirect}"
        );
    }
}

#[tokio::test]
async fn by_name_and_over_ipv6() {
    let has_six = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await.is_ok();
    let by_name = Listener::bind("http://localhost:0/signed-in").await.unwrap();
    assert_eq!(by_name.sockets.len(), if has_six { 2 } else { 1 });
    let attempt = attempt(by_name);
    assert_eq!(attempt.host, format!("localhost:{}", attempt.port));
    assert_eq!(status(&attempt.get("?code=a&state=wrong").await), "400");
    if has_six {
        let request = format!("GET /signed-in HTTP/1.1\r\nHost: {}\r\n\r\n", attempt.host);
        let mut stream = TcpStream::connect((Ipv6Addr::LOCALHOST, attempt.port)).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        assert_eq!(status(&shown(stream).await), "400");
    }
    assert_eq!(status(&attempt.get("?code=abc&state=STATE").await), "200");
    assert!(attempt.grant().await.is_ok());

    if has_six {
        let attempt = super::tests::attempt(Listener::bind("http://[::1]:0/signed-in").await.unwrap());
        assert_eq!(status(&attempt.get("?code=abc&state=STATE").await), "200");
        assert!(attempt.grant().await.is_ok());
    }
}

#[tokio::test]
async fn too_late_by_the_clock() {
    struct Later;
    impl Clock for Later {
        fn now(&self) -> Millis {
            SystemClock.now().plus(TIME_LIMIT).plus(Duration::from_secs(5))
        }
    }
    let listener = bound().await;
    let mut registration = Registration::of(TenantUrl::parse("https://acme.my.idaptive.app").unwrap());
    registration.redirect_uri = listener.redirect_uri().to_owned();
    let flow = Flow::start(&registration, SystemClock.now()).unwrap();
    let (port, host) = (listener.redirect.port().unwrap(), request::authority(&listener.redirect));
    let waiting = tokio::spawn(async move { listener.answer(flow, &Later).await });
    let attempt = Attempt { port, host, state: String::new(), waiting };
    attempt.get("?code=a&state=b").await;
    assert_eq!(attempt.grant().await.unwrap_err().code, Code::AuthTimeout);
}
