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

#[cfg(all(test, unix))]
mod tests;

const MAX_WORDS: usize = 64;
const MAX_WORD_BYTES: usize = 4 * 1024;

const URL_PLACEHOLDER: &str = "{url}";
const ENCODED_URL_PLACEHOLDER: &str = "{url:encoded}";

/// Programs that read an argument as a script.
const SHELLS: &[&str] = &[
    "sh bash dash ash zsh fish ksh mksh csh tcsh nu elvish xonsh busybox",
    "cmd powershell pwsh wscript cscript mshta osascript rundll32 eval",
];

/// Programs that put their arguments together and have them read as a script, here or elsewhere: by a shell, or by a
/// language of their own.
const COMMAND_FORWARDERS: &[&str] = &[
    // Window managers: `swaymsg exec …`.
    "swaymsg i3-msg hyprctl riverctl awesome-client",
    // Other computers and systems.
    "ssh autossh mosh rsh dbclient plink adb wsl",
    // Terminals within a terminal, and what runs later or again.
    "tmux screen wt at batch watch parallel",
    // An argument of theirs is a program.
    "awk gawk mawk sed tclsh expect",
];

/// On Windows these are read by `cmd`, whatever they are called.
const SCRIPT_EXTENSIONS: &[&str] = &["bat", "cmd", "ps1", "vbs", "js", "wsf", "hta", "lnk"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandTemplate {
    program: String,
    arguments: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    Empty,
    /// A path that depends on where Portico stands, or a placeholder in the program's place.
    InvalidProgram,
    /// A shell, or an address where some program expects a script.
    ShellOrScript,
    /// None of `{url}` and `{url:encoded}`.
    NoPlaceholder,
    /// More than one of them.
    SecondPlaceholder,
    /// `{url…` that is neither.
    UnknownPlaceholder,
    /// A line break, a tab or another control character.
    ControlCharacter,
    TooLong,
}

impl CommandTemplate {
    pub fn parse<S: AsRef<str>>(words: &[S]) -> Result<Self, Error> {
        let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
        let (program, arguments) = words.split_first().ok_or(Error::Empty)?;
        if words.len() > MAX_WORDS || words.iter().any(|word| word.len() > MAX_WORD_BYTES) {
            return Err(Error::TooLong);
        }
        if words.iter().any(|word| word.chars().any(char::is_control)) {
            return Err(Error::ControlCharacter);
        }
        let is_bare = !program.contains(['/', '\\']) && !program.starts_with(['-', '.']);
        if program.is_empty() || program.contains("{url") || !(is_bare || Path::new(program).is_absolute()) {
            return Err(Error::InvalidProgram);
        }
        // Also behind `env` or a terminal's `-e`.
        let is_code = words.windows(2).any(|pair| pair[1].contains("{url") && evaluates_argument(pair[0], pair[1]));
        if is_code || is_script(program) || words.iter().any(|word| is_shell(word)) || has_env_split_string(&words) {
            return Err(Error::ShellOrScript);
        }
        let mut placeholders = 0;
        for argument in arguments {
            for (index, _) in argument.match_indices("{url") {
                let rest = &argument[index..];
                if !rest.starts_with(URL_PLACEHOLDER) && !rest.starts_with(ENCODED_URL_PLACEHOLDER) {
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
        let fill = |argument: &String| match argument.split_once(ENCODED_URL_PLACEHOLDER) {
            Some((before, after)) => {
                let encoded = url::form_urlencoded::byte_serialize(address.as_str().as_bytes());
                [before, &encoded.collect::<String>(), after].concat()
            }
            None => match argument.split_once(URL_PLACEHOLDER) {
                Some((before, after)) => [before, address.as_str(), after].concat(),
                None => argument.clone(),
            },
        };
        self.arguments.iter().map(fill).collect()
    }
}

fn is_shell(word: &str) -> bool {
    let name = program_name(word);
    SHELLS.iter().chain(COMMAND_FORWARDERS).flat_map(|names| names.split(' ')).any(|known| known == name)
}

/// The program that a word names, wherever it lies.
fn program_name(word: &str) -> String {
    let name = word.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    name.strip_suffix(".exe").map(str::to_owned).unwrap_or(name)
}

/// `env -S "firefox {url}"` makes words of one, and knows variables and escapes. Its options may be put together
/// (`-vS`) and cut short (`--sp`).
fn has_env_split_string(words: &[&str]) -> bool {
    let is_split = |word: &&str| match word.strip_prefix("--") {
        Some(long) => {
            let option = long.split('=').next().unwrap_or_default();
            !option.is_empty() && "split-string".starts_with(option)
        }
        None => word.strip_prefix('-').is_some_and(|short| short.trim_start_matches(['i', '0', 'v']).starts_with('S')),
    };
    words.iter().position(|word| program_name(word) == "env").is_some_and(|env| words[env..].iter().any(is_split))
}

fn is_script(program: &str) -> bool {
    cfg!(windows)
        && program
            .rsplit_once('.')
            .is_some_and(|(_, end)| SCRIPT_EXTENSIONS.contains(&end.to_ascii_lowercase().as_str()))
}

/// `python3 -c`, `perl -ne`, `xterm -e`, `node --eval`: what follows, or is joined to it, is read as a script.
fn evaluates_argument(before: &str, argument: &str) -> bool {
    let is_short_eval_flag = |word: &str| {
        word.strip_prefix('-').is_some_and(|letters| letters.len() <= 3 && letters.ends_with(['c', 'e', 'E', 'r']))
    };
    let long_flags = ["--eval", "--exec", "--execute", "--command", "-command", "/c", "/k"];
    is_short_eval_flag(before)
        || long_flags.contains(&before.to_ascii_lowercase().as_str())
        || ["-c", "-e", "-E"].iter().any(|flag| argument.starts_with(flag))
}
