//! What the portal is asked to bind, and how a session may end.

/// Called when the key is pressed, with the activation token for a window, if the desktop sent one.
pub type PressHandler = Box<dyn Fn(Option<String>) + Send + Sync>;

/// What the portal is asked to bind.
pub(super) struct ShortcutRequest {
    pub(super) trigger: String,
    pub(super) description: String,
    pub(super) on_pressed: PressHandler,
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SessionEnd {
    /// The portal's process ended.
    PortalGone,
    /// The desktop closed it.
    Closed,
    /// There was no session: this desktop has no such portal, or the portal does not work.
    Unavailable,
}
