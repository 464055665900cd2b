//! The intent with which the command line starts Portico, and the arguments that carry it.

use portico_core::remote_control::DeepLink;

use crate::deep_link;

/// What a newly started Portico does first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartupIntent {
    /// Shows the window.
    Window,
    /// Keeps the window hidden until a request shows it.
    Hidden,
    /// Opens an app once a user is signed in.
    Open {
        key: String,
    },
    /// Opens an app by a name for which there is no list yet. An ambiguous name is searched for.
    OpenNamed {
        name: String,
    },
    OpenLink(DeepLink),
    Show {
        words: Option<String>,
    },
}

impl StartupIntent {
    /// The arguments with which another process starts, so that it has this intent.
    pub fn to_args(&self) -> Vec<String> {
        let with_operand = |verb: &str, words: &str| vec![verb.to_owned(), "--".to_owned(), words.to_owned()];
        match self {
            Self::Window => Vec::new(),
            Self::Hidden => vec!["--hidden".to_owned()],
            Self::Open { key } => vec!["open".to_owned(), format!("--key={key}")],
            Self::OpenNamed { name } => with_operand("open", name),
            // The source of the link is lost on the way, so the user is asked.
            Self::OpenLink(link) => vec![deep_link::format_link(&link.app)],
            Self::Show { words: None } => vec!["show".to_owned()],
            Self::Show { words: Some(words) } => with_operand("show", words),
        }
    }
}
