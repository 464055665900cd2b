//! A command that a power user wrote, to open addresses in a way that Portico does not know: an array of arguments
//! with one placeholder.
//!
//! ```toml
//! ["firefox", "--new-tab", "ext+container:name=Work&url={url:encoded}"]
//! ```
//!
//! It is never read by a shell, and no shell may be in it, nor an address where a program expects a script: in
//! `sh -c "firefox {url}"` whatever stands in the address would be run, and in `ssh host firefox {url}` as well. This
//! guards against a mistake, not against the person, whose computer it is: a script of one's own in PATH is a program
//! like others.

use std::path::Path;

use crate::address::Address;

const MOST: usize = 64;
const LONGEST: usize = 4 * 1024;

const PLAIN: &str = "{url}";
const ENCODED: &str = "{url:encoded}";

/// Programs that read an argument as a script.
const SHELLS: &[&str] = &[
    "sh",
    "bash",
    "dash",
    "ash",
    "zsh",
    "fish",
    "ksh",
    "mksh",
    "csh",
    "tcsh",
    "nu",
    "elvish",
    "xonsh",
    "busybox",
    "cmd",
    "powershell",
    "pwsh",
    "wscript",
    "cscript",
    "mshta",
    "osascript",
    "rundll32",
    "eval",
];

/// Programs that put their arguments together and have them read as a script, here or elsewhere: by a shell, or by a
/// language of their own.
const HAND_ON: &[&str] = &[
    // Window managers: `swaymsg exec …`.
    "swaymsg",
    "i3-msg",
    "hyprctl",
    "riverctl",
    "awesome-client",
    // Other computers and systems.
    "ssh",
    "autossh",
    "mosh",
    "rsh",
    "dbclient",
    "plink",
    "adb",
    "wsl",
    // Terminals within a terminal, and what runs later or again.
    "tmux",
    "screen",
    "wt",
    "at",
    "batch",
    "watch",
    "parallel",
    // An argument of theirs is a program.
    "awk",
    "gawk",
    "mawk",
    "sed",
    "tclsh",
    "expect",
];

/// On Windows these are read by `cmd`, whatever they are called.
const SCRIPTS: &[&str] = &["bat", "cmd", "ps1", "vbs", "js", "wsf", "hta", "lnk"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    program: String,
    arguments: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    Empty,
    /// A path that depends on where Portico stands, or a placeholder in the program's place.
    Program,
    /// A shell, or an address where some program expects a script.
    Shell,
    /// None of `{url}` and `{url:encoded}`.
    NoPlaceholder,
    /// More than one of them.
    SecondPlaceholder,
    /// `{url…` that is neither.
    UnknownPlaceholder,
    /// A line break, a tab or another control character.
    Control,
    Long,
}

impl Template {
    pub fn parse<S: AsRef<str>>(words: &[S]) -> Result<Self, Error> {
        let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
        let (program, arguments) = words.split_first().ok_or(Error::Empty)?;
        if words.len() > MOST || words.iter().any(|word| word.len() > LONGEST) {
            return Err(Error::Long);
        }
        if words.iter().any(|word| word.chars().any(char::is_control)) {
            return Err(Error::Control);
        }
        let is_bare = !program.contains(['/', '\\']) && !program.starts_with(['-', '.']);
        if program.is_empty() || program.contains("{url") || !(is_bare || Path::new(program).is_absolute()) {
            return Err(Error::Program);
        }
        // Also behind `env` or a terminal's `-e`.
        let is_code = words.windows(2).any(|pair| pair[1].contains("{url") && takes_code(pair[0], pair[1]));
        if is_code || is_script(program) || words.iter().any(|word| is_shell(word)) || splits(&words) {
            return Err(Error::Shell);
        }
        let mut placeholders = 0;
        for argument in arguments {
            for (at, _) in argument.match_indices("{url") {
                let rest = &argument[at..];
                if !rest.starts_with(PLAIN) && !rest.starts_with(ENCODED) {
                    return Err(Error::UnknownPlaceholder);
                }
                placeholders += 1;
            }
        }
        match placeholders {
            0 => Err(Error::NoPlaceholder),
            1 => Ok(Self {
                program: (*program).to_owned(),
                arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
            }),
            _ => Err(Error::SecondPlaceholder),
        }
    }

    pub(crate) fn program(&self) -> &str {
        &self.program
    }

    pub(crate) fn arguments(&self, address: &Address) -> Vec<String> {
        // One pass: an address that holds a placeholder's text is not read again.
        let fill = |argument: &String| match argument.split_once(ENCODED) {
            Some((before, after)) => {
                let encoded = url::form_urlencoded::byte_serialize(address.as_str().as_bytes());
                [before, &encoded.collect::<String>(), after].concat()
            }
            None => match argument.split_once(PLAIN) {
                Some((before, after)) => [before, address.as_str(), after].concat(),
                None => argument.clone(),
            },
        };
        self.arguments.iter().map(fill).collect()
    }
}

fn is_shell(word: &str) -> bool {
    let name = name(word);
    SHELLS.contains(&name.as_str()) || HAND_ON.contains(&name.as_str())
}

/// The program that a word names, wherever it lies.
fn name(word: &str) -> String {
    let name = word.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    name.strip_suffix(".exe").map(str::to_owned).unwrap_or(name)
}

/// `env -S "firefox {url}"` makes words of one, and knows variables and escapes. Its options may be put together
/// (`-vS`) and cut short (`--sp`).
fn splits(words: &[&str]) -> bool {
    let is_split = |word: &&str| match word.strip_prefix("--") {
        Some(long) => {
            let option = long.split('=').next().unwrap_or_default();
            !option.is_empty() && "split-string".starts_with(option)
        }
        None => word.strip_prefix('-').is_some_and(|short| short.trim_start_matches(['i', '0', 'v']).starts_with('S')),
    };
    words.iter().position(|word| name(word) == "env").is_some_and(|env| words[env..].iter().any(is_split))
}

fn is_script(program: &str) -> bool {
    cfg!(windows)
        && program.rsplit_once('.').is_some_and(|(_, end)| SCRIPTS.contains(&end.to_ascii_lowercase().as_str()))
}

/// `python3 -c`, `perl -ne`, `xterm -e`, `node --eval`: what follows, or is joined to it, is read as a script.
fn takes_code(before: &str, argument: &str) -> bool {
    let short = |word: &str| {
        word.strip_prefix('-').is_some_and(|letters| letters.len() <= 3 && letters.ends_with(['c', 'e', 'E', 'r']))
    };
    let long = ["--eval", "--exec", "--execute", "--command", "-command", "/c", "/k"];
    short(before)
        || long.contains(&before.to_ascii_lowercase().as_str())
        || ["-c", "-e", "-E"].iter().any(|flag| argument.starts_with(flag))
}

#[cfg(all(test, unix))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_address_in_its_place() {
        let filled = |words: &[&str], url: &str| Template::parse(words).unwrap().arguments(&url.parse().unwrap());
        let url = "https://a.example/x?y=%20&z={url}";
        let written = "https://a.example/x?y=%20&z={url}";
        assert_eq!(filled(&["firefox", "--new-tab", "{url}"], url), ["--new-tab", written]);
        assert_eq!(
            filled(&["firefox", "ext+container:name=Work {x}&url={url:encoded}!", "-a"], url),
            ["ext+container:name=Work {x}&url=https%3A%2F%2Fa.example%2Fx%3Fy%3D%2520%26z%3D%7Burl%7D!", "-a"]
        );
        assert_eq!(filled(&["/opt/a b/c", "--app={url}"], "https://a.example/"), ["--app=https://a.example/"]);
    }

    #[test]
    fn what_looks_like_a_shell_and_is_none() {
        for words in [
            &["env", "GDK_BACKEND=x11", "chromium", "--start-maximized", "{url}"] as &[&str],
            &["env", "-i", "firefox", "-P", "Some", "{url}"],
            &["curl", "-S", "{url}"],
            &["flatpak-spawn", "--host", "firefox", "{url}"],
        ] {
            assert!(Template::parse(words).is_ok(), "{words:?}");
        }
    }

    #[test]
    fn what_is_no_template() {
        use Error::*;
        let long = "x".repeat(LONGEST + 1);
        for (words, why) in [
            (&[] as &[&str], Empty),
            (&["", "{url}"], Program),
            (&["./firefox", "{url}"], Program),
            (&["bin/firefox", "{url}"], Program),
            (&["..", "{url}"], Program),
            (&["-firefox", "{url}"], Program),
            (&["{url}"], Program),
            (&["a\\b", "{url}"], Program),
            (&["firefox"], NoPlaceholder),
            (&["firefox", "{URL}", "{ url }"], NoPlaceholder),
            (&["firefox", "{url}{url}"], SecondPlaceholder),
            (&["firefox", "{url}", "{url:encoded}"], SecondPlaceholder),
            (&["firefox", "{url:raw}"], UnknownPlaceholder),
            (&["firefox", "{url"], UnknownPlaceholder),
            (&["firefox", "a\nb", "{url}"], Control),
            (&["firefox\0", "{url}"], Control),
            (&["sh", "-c", "firefox {url}"], Shell),
            (&["/bin/BASH", "-c", "firefox {url}"], Shell),
            (&["env", "sh", "-c", "firefox {url}"], Shell),
            (&["C:\\Windows\\System32\\cmd.exe", "/c", "start {url}"], Program),
            (&["pwsh", "-c", "{url}"], Shell),
            (&["swaymsg", "exec", "firefox {url}"], Shell),
            (&["/usr/bin/i3-msg", "exec", "--", "firefox", "{url}"], Shell),
            (&["hyprctl", "dispatch", "exec", "firefox {url}"], Shell),
            (&["riverctl", "spawn", "firefox {url}"], Shell),
            (&["ssh", "host", "firefox", "{url}"], Shell),
            (&["setsid", "tmux", "new-window", "w3m {url}"], Shell),
            (&["screen", "-X", "stuff", "{url}"], Shell),
            (&["at", "now", "{url}"], Shell),
            (&["wsl", "firefox", "{url}"], Shell),
            (&["env", "-S", "firefox {url}"], Shell),
            (&["env", "-Sfirefox {url}"], Shell),
            (&["/usr/bin/env", "-i", "-vS", "firefox {url}"], Shell),
            (&["env", "--split-string=firefox {url}"], Shell),
            (&["env", "-u", "DISPLAY", "--sp", "firefox {url}"], Shell),
            (&["python3", "-c", "open('{url}')"], Shell),
            (&["perl", "-ne", "{url}"], Shell),
            (&["perl", "-eprint '{url}'"], Shell),
            (&["node", "--eval", "{url:encoded}"], Shell),
            (&["xterm", "-e", "w3m {url}"], Shell),
            (&["firefox", &long, "{url}"], Long),
        ] {
            assert_eq!(Template::parse(words), Err(why), "{words:?}");
        }
    }

    proptest! {
        #[test]
        fn any_address_is_one_argument(
            words in proptest::collection::vec("[a-z{}:=% -]{0,12}", 0..5),
            path in "\\PC{0,40}",
        ) {
            let words: Vec<String> = ["prog".to_owned()].into_iter().chain(words).collect();
            let url = url::Url::parse("https://a.example/").unwrap().join(&path);
            if let (Ok(template), Some(Ok(address))) = (Template::parse(&words), url.ok().map(Address::try_from)) {
                let arguments = template.arguments(&address);
                prop_assert_eq!(arguments.len(), words.len() - 1);
                let changed = arguments.iter().zip(&words[1..]).filter(|(now, then)| now != then).count();
                prop_assert_eq!(changed, 1);
            }
        }
    }
}
