//! 500 hostile targets against programs that record how they were started: none of them starts one. Then good ones:
//! each starts exactly one program, with exactly one argument that is the address.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::support::test_home::{self, TestHome};
use portico_desktop::browser::installed;
use portico_desktop::launch::{OpenWith, open};
use portico_desktop::{Address, Browser, CommandTemplate, Environment, Profile};
use url::Url;

const HANG_TIMEOUT: Duration = Duration::from_secs(30);

/// Places that start different programs in different ways.
struct Targets {
    environment: Environment,
    browsers: Vec<Browser>,
    profile: Profile,
    template: CommandTemplate,
    encoded_template: CommandTemplate,
}

impl Targets {
    fn new(home: &TestHome) -> Self {
        home.add_browser("firefox", "Firefox", "Exec=firefox %u");
        home.add_browser("chromium", "Chromium", "Exec=chromium --x %U");
        home.add_browser("google-chrome", "Chrome", "Exec=google-chrome %U");
        let environment = home.environment();
        Self {
            browsers: installed(&environment),
            environment,
            profile: test_home::profile("Work"),
            template: CommandTemplate::parse(&["firefox", "--new-tab", "{url}"]).unwrap(),
            encoded_template: CommandTemplate::parse(&["chromium", "ext:u={url:encoded}"]).unwrap(),
        }
    }

    fn all_targets(&self) -> Vec<OpenWith<'_>> {
        let mut targets =
            vec![OpenWith::Default, OpenWith::Template(&self.template), OpenWith::Template(&self.encoded_template)];
        for browser in &self.browsers {
            for (profile, is_private) in [(None, false), (Some(&self.profile), false), (None, true)] {
                targets.push(OpenWith::Browser { browser, profile, is_private });
            }
        }
        targets
    }

    /// Opens it everywhere and waits for each program's end.
    fn open_everywhere(&self, address: &Address) {
        for open_with in self.all_targets() {
            open(&self.environment, address, open_with, None).unwrap().wait_for_early_exit(HANG_TIMEOUT).unwrap();
        }
    }
}

/// Ways to write what must not be opened.
fn hostile_addresses() -> BTreeSet<String> {
    let mut addresses = BTreeSet::new();
    let schemes = [
        "file",
        "javascript",
        "data",
        "smb",
        "ftp",
        "sftp",
        "ssh",
        "vbscript",
        "ms-msdt",
        "search-ms",
        "ms-office",
        "ms-settings",
        "shell",
        "about",
        "chrome",
        "view-source",
        "blob",
        "filesystem",
        "jar",
        "mailto",
        "tel",
        "ws",
        "wss",
        "http",
        "gopher",
        "dav",
        "nfs",
        "afp",
        "intent",
        "x-apple.systempreferences",
        "steam",
        "portico",
        "ext+container",
        "moz-extension",
        "chrome-extension",
        "res",
        "mk",
        "its",
        "ldap",
        "telnet",
    ];
    for scheme in schemes {
        for rest in ["evil.example/x", "//evil.example/x", "///etc/passwd", "alert(1)", "//user:pw@evil.example/"] {
            addresses.insert(format!("{scheme}:{rest}"));
        }
        addresses.insert(format!("{}://evil.example/", scheme.to_uppercase()));
    }
    // The first is what no scheme at all is.
    for option in [
        "",
        " ",
        "-",
        "--",
        "-o",
        "--help",
        "-P",
        "-no-remote",
        "--new-instance",
        "--profile=/tmp/x",
        "--load-extension=/tmp/x",
        "--remote-debugging-port=9222",
        "--gpu-launcher=calc",
        "--renderer-cmd-prefix=sh",
        "-url",
        "--app=https://evil.example",
        "/etc/passwd",
        "./x",
        "../x",
        "~/x",
        "~root",
        "C:\\Windows\\System32\\calc.exe",
        "C:/Windows",
        "\\\\host\\share",
        "//host/share",
        "\\\\?\\C:\\x",
        "\\\\.\\pipe\\x",
        "host",
        "host.example",
        "www.evil.example",
        "localhost:80/x",
        "127.0.0.1",
        "%COMSPEC%",
        "%u",
        "%U",
        "$HOME",
        "$(x)",
        "`x`",
        "{url}",
        "*",
        "?",
        "#",
        "?x=https://a.example",
        "#https://a.example",
        ";x",
        "|x",
        "&x",
        ">x",
        "<x",
        "(x)",
        "\"x\"",
        "'x'",
        "@@u",
        "@x",
        "=",
        "A=b",
    ] {
        addresses.insert(option.to_owned());
        addresses.insert(format!("{option}\0"));
        addresses.insert(format!("{option}\nhttps://acme.example/"));
        addresses.insert(format!("{option} https://acme.example/"));
    }
    // Around and inside of an address that would be good.
    for around in [
        "\n",
        "\r",
        "\t",
        "\0",
        " ",
        "\u{b}",
        "\u{85}",
        "\u{a0}",
        "\u{2028}",
        "\u{3000}",
        "\u{feff}",
        "\u{1b}[0m",
        "\\",
    ] {
        addresses.insert(format!("{around}https://acme.example/"));
        addresses.insert(format!("https://acme.example/{around}"));
        addresses.insert(format!("https://acme.example/a{around}-b"));
        addresses.insert(format!("https://acme{around}.example/"));
        addresses.insert(format!("ht{around}tps://acme.example/"));
        addresses.insert(format!("https:{around}//acme.example/"));
        addresses.insert(format!("https:/{around}/evil.example"));
    }
    for before in
        ["-", "--", "'", "\"", "`", "$(", "(", "<", "x", "%", ";", "|", "&", "url=", "@", "{", "\u{202e}", "\u{200b}"]
    {
        addresses.insert(format!("{before}https://acme.example/"));
    }
    // Hosts that are written to be read as others.
    for host in [
        "",
        "/",
        "//evil.example",
        "?",
        "#",
        ":",
        ":443",
        "@",
        "a@evil.example",
        "a:b@evil.example",
        ":@evil.example",
        "acme.example@evil.example",
        "acme.example:443@evil.example",
        "acme.example%40evil.example",
        "@acme.example",
        "%61cme.example",
        "acme%2eexample",
        "acme.example%00.evil.example",
        "acme.example%0a",
        "acme.example%2f.evil.example",
        "acme.example%5c.evil.example",
        "acme%252eexample",
        "аcme.example",
        "acme。example",
        "acme．example",
        "ａcme.example",
        "acme\u{ad}.example",
        "acme\u{200d}.example",
        "acme\u{202e}.example",
        "ⓐcme.example",
        "ﬁrm.example",
        "straße.example",
        "acme.example:",
        "acme.example:0443",
        "acme.example:99999",
        "acme.example:-1",
        "acme.example:4 4",
        "acme.example:x",
        "[",
        "[::1",
        "::1",
        "[::1]x",
        "[::ffff:127.0.0.1]",
        "[0:0:0:0:0:0:0:1]",
        "0x7f.1",
        "0x7f000001",
        "2130706433",
        "0177.0.0.1",
        "127.1",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "a b.example",
        "a<b.example",
        "a>b.example",
        "a|b.example",
        "a^b.example",
        "a\"b.example",
        "a`b.example",
        "a{b}.example",
        "xn--",
        "xn--a.example",
        "$(x).example",
        "a;b.example",
        "a&b.example",
        "a'b.example",
        "a!b.example",
        "a,b.example",
        "a(b).example",
        "~a.example",
        "a*b.example",
        "a=b.example",
        "a+b.example",
        "acme.example:+443",
        "a..\u{0}",
        "*%2f",
    ] {
        addresses.insert(format!("https://{host}"));
        addresses.insert(format!("https://{host}/run?appkey=1"));
    }
    for text in [
        "https",
        "https:",
        "https:/",
        "https:evil",
        "https:evil.example",
        "https:/evil.example",
        "https:\\\\evil.example",
        "https:/\\evil.example",
        "https:\\/evil.example",
        "https//evil.example",
        "https;//evil.example",
        "https%3A//evil.example",
        "https%3A%2F%2Fevil.example",
        "https%253A%252F%252Fevil.example",
        "%68ttps://evil.example",
        "ｈttps://evil.example",
        "https：//evil.example",
        "https:／／evil.example",
        "hxxps://evil.example",
        "https+x://evil.example",
        "xhttps://evil.example",
        "https://https://",
        "https:https://evil.example",
        "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/",
        "http://localhost./",
        "http://evil.example#@127.0.0.1",
        "http://127.0.0.1@evil.example/",
        "http://0.0.0.0/",
        "http://[::]/",
        "http://[::ffff:7f00:1]/",
        "http://user@localhost/",
        "http:localhost",
        "http://2130706433/",
        "http://127.1/",
    ] {
        addresses.insert(text.to_owned());
    }
    addresses.insert(format!("https://acme.example/{}", "a".repeat(20_000)));
    addresses.insert(format!("https://{}.example/", "a".repeat(100_000)));
    addresses.insert("https://".repeat(10_000));
    addresses
}

#[test]
fn hostile_addresses_start_no_program() {
    let home = TestHome::new();
    let targets = Targets::new(&home);
    let hostile = hostile_addresses();
    assert!(hostile.len() >= 500, "{}", hostile.len());
    for text in &hostile {
        // The parser may have made an honest address of it; see below.
        if let Ok(url) = Url::parse(text) {
            let is_plain_https = url.scheme() == "https" && url.username().is_empty() && url.password().is_none();
            if let Ok(address) = Address::try_from(url)
                && !is_plain_https
                && !address.as_str().starts_with("http://127.0.0.1/")
                && !address.as_str().starts_with("http://localhost/")
            {
                targets.open_everywhere(&address);
            }
        }
    }
    assert_eq!(home.take_records(), Vec::<Vec<String>>::new(), "0 of {} reach a program", hostile.len());
}

/// What the parser of addresses repairs is one plain argument, whatever it was written as.
#[test]
fn repaired_addresses_are_passed_as_one_plain_argument() {
    let home = TestHome::new();
    let targets = Targets::new(&home);
    let mut repaired = 0;
    for url in hostile_addresses().iter().filter_map(|text| Url::parse(text).ok()) {
        let Ok(address) = Address::try_from(url.clone()) else { continue };
        open(&targets.environment, &address, OpenWith::Default, None)
            .unwrap()
            .wait_for_early_exit(HANG_TIMEOUT)
            .unwrap();
        assert_eq!(home.take_records(), [["xdg-open", url.as_str()]]);
        repaired += 1;
    }
    assert!(repaired > 20, "{repaired}");
}

#[test]
fn valid_addresses_start_one_program_with_one_address_argument() {
    let home = TestHome::new();
    let targets = Targets::new(&home);
    for text in [
        "https://acme.my.idaptive.app/run?appkey=%40%2Fhome%2F1+2&customerID=ABC1234",
        "https://acme.example/a(b)'c;d&e$(f)|g`h`!*~?x=%20%0a%00%25&y=\"<>#-o --help",
        "https://acme.example:8443/%COMSPEC%/{url}/@@u/%u",
        "HTTPS://ACME.example/Übersicht?q=日本",
        "http://127.0.0.1:47631/x",
        "http://localhost:3000/",
    ] {
        let address = Address::try_from(Url::parse(text).unwrap()).unwrap();
        let url = address.as_str().to_owned();
        for open_with in targets.all_targets() {
            open(&targets.environment, &address, open_with, None).unwrap().wait_for_early_exit(HANG_TIMEOUT).unwrap();
            let records = home.take_records();
            let [record] = records.as_slice() else { panic!("{records:?}") };
            let (expected, address_argument) = match open_with {
                OpenWith::Default => ("xdg-open", url.clone()),
                OpenWith::Template(template) if *template == targets.encoded_template => (
                    "chromium",
                    format!("ext:u={}", url::form_urlencoded::byte_serialize(url.as_bytes()).collect::<String>()),
                ),
                OpenWith::Template(_) => ("firefox", url.clone()),
                OpenWith::Browser { browser, .. } => (browser.id.as_str(), url.clone()),
            };
            assert_eq!(record[0], expected);
            assert_eq!(record.iter().filter(|argument| **argument == address_argument).count(), 1, "{record:?}");
            assert_eq!(record.last(), Some(&address_argument), "{record:?}");
            let options =
                ["--new-tab", "-P", "Work", "--private-window", "--incognito", "--x", "--profile-directory=Work"];
            let others = &record[1..record.len() - 1];
            assert!(others.iter().all(|argument| options.contains(&argument.as_str())), "{record:?}");
        }
    }
}
