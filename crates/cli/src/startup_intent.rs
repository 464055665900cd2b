//! What the window starts with, when the command line starts Portico.

use portico_core::remote_control::DeepLink;

use crate::deep_link;

/// With what the window starts, where Portico does not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartupIntent {
    /// Just the window.
    Window,
    /// The window, out of sight until somebody asks for it.
    Hidden,
    /// To open an app once somebody is signed in.
    Open {
        key: String,
    },
    /// The same, by a name for which there is no list yet: [`naming::find`](crate::app_lookup::find) says
    /// which app is meant as soon as the list is there. If it is not plain, the words are searched for.
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
            // Who wanted it is lost on the way, so the person is asked.
            Self::OpenLink(wanted) => vec![deep_link::format_link(&wanted.app)],
            Self::Show { words: None } => vec!["show".to_owned()],
            Self::Show { words: Some(words) } => with_operand("show", words),
        }
    }
}
