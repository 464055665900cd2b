use proptest::prelude::*;
use url::Url;

use super::*;

#[test]
fn placeholder_is_replaced_by_address() {
    let expand = |words: &[&str], url: &str| {
        CommandTemplate::parse(words).unwrap().arguments(&Url::parse(url).unwrap().try_into().unwrap())
    };
    let url = "https://a.example/x?y=%20&z={url}";
    let expected = "https://a.example/x?y=%20&z={url}";
    assert_eq!(expand(&["firefox", "--new-tab", "{url}"], url), ["--new-tab", expected]);
    assert_eq!(
        expand(&["firefox", "ext+container:name=Work {x}&url={url:encoded}!", "-a"], url),
        ["ext+container:name=Work {x}&url=https%3A%2F%2Fa.example%2Fx%3Fy%3D%2520%26z%3D%7Burl%7D!", "-a"]
    );
    assert_eq!(expand(&["/opt/a b/c", "--app={url}"], "https://a.example/"), ["--app=https://a.example/"]);
}

#[test]
fn harmless_wrapper_commands_are_accepted() {
    for words in [
        &["env", "GDK_BACKEND=x11", "chromium", "--start-maximized", "{url}"] as &[&str],
        &["env", "-i", "firefox", "-P", "Some", "{url}"],
        &["curl", "-S", "{url}"],
        &["flatpak-spawn", "--host", "firefox", "{url}"],
    ] {
        assert!(CommandTemplate::parse(words).is_ok(), "{words:?}");
    }
}

#[test]
fn invalid_templates_are_rejected_with_the_reason() {
    use Error::*;
    let long = "x".repeat(MAX_WORD_BYTES + 1);
    for (words, error) in [
        (&[] as &[&str], Empty),
        (&["", "{url}"], InvalidProgram),
        (&["./firefox", "{url}"], InvalidProgram),
        (&["bin/firefox", "{url}"], InvalidProgram),
        (&["..", "{url}"], InvalidProgram),
        (&["-firefox", "{url}"], InvalidProgram),
        (&["{url}"], InvalidProgram),
        (&["a\\b", "{url}"], InvalidProgram),
        (&["firefox"], NoPlaceholder),
        (&["firefox", "{URL}", "{ url }"], NoPlaceholder),
        (&["firefox", "{url}{url}"], SecondPlaceholder),
        (&["firefox", "{url}", "{url:encoded}"], SecondPlaceholder),
        (&["firefox", "{url:raw}"], UnknownPlaceholder),
        (&["firefox", "{url"], UnknownPlaceholder),
        (&["firefox", "a\nb", "{url}"], ControlCharacter),
        (&["firefox\0", "{url}"], ControlCharacter),
        (&["sh", "-c", "firefox {url}"], ShellOrScript),
        (&["/bin/BASH", "-c", "firefox {url}"], ShellOrScript),
        (&["env", "sh", "-c", "firefox {url}"], ShellOrScript),
        (&["C:\\Windows\\System32\\cmd.exe", "/c", "start {url}"], InvalidProgram),
        (&["pwsh", "-c", "{url}"], ShellOrScript),
        (&["swaymsg", "exec", "firefox {url}"], ShellOrScript),
        (&["/usr/bin/i3-msg", "exec", "--", "firefox", "{url}"], ShellOrScript),
        (&["hyprctl", "dispatch", "exec", "firefox {url}"], ShellOrScript),
        (&["riverctl", "spawn", "firefox {url}"], ShellOrScript),
        (&["ssh", "host", "firefox", "{url}"], ShellOrScript),
        (&["setsid", "tmux", "new-window", "w3m {url}"], ShellOrScript),
        (&["screen", "-X", "stuff", "{url}"], ShellOrScript),
        (&["at", "now", "{url}"], ShellOrScript),
        (&["wsl", "firefox", "{url}"], ShellOrScript),
        (&["env", "-S", "firefox {url}"], ShellOrScript),
        (&["env", "-Sfirefox {url}"], ShellOrScript),
        (&["/usr/bin/env", "-i", "-vS", "firefox {url}"], ShellOrScript),
        (&["env", "--split-string=firefox {url}"], ShellOrScript),
        (&["env", "-u", "DISPLAY", "--sp", "firefox {url}"], ShellOrScript),
        (&["python3", "-c", "open('{url}')"], ShellOrScript),
        (&["perl", "-ne", "{url}"], ShellOrScript),
        (&["perl", "-eprint '{url}'"], ShellOrScript),
        (&["node", "--eval", "{url:encoded}"], ShellOrScript),
        (&["xterm", "-e", "w3m {url}"], ShellOrScript),
        (&["firefox", &long, "{url}"], TooLong),
    ] {
        assert_eq!(CommandTemplate::parse(words), Err(error), "{words:?}");
    }
}

proptest! {
    #[test]
    fn address_changes_exactly_one_argument(
        words in proptest::collection::vec("[a-z{}:=% -]{0,12}", 0..5),
        path in "\\PC{0,40}",
    ) {
        let words: Vec<String> = ["prog".to_owned()].into_iter().chain(words).collect();
        let url = url::Url::parse("https://a.example/").unwrap().join(&path);
        if let (Ok(template), Some(Ok(address))) = (CommandTemplate::parse(&words), url.ok().map(Address::try_from)) {
            let arguments = template.arguments(&address);
            prop_assert_eq!(arguments.len(), words.len() - 1);
            let changed = arguments.iter().zip(&words[1..]).filter(|(filled, template_word)| filled != template_word).count();
            prop_assert_eq!(changed, 1);
        }
    }
}
