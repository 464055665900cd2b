//! What differs between operating systems, behind one interface: [`linux`] has GTK and WebKitGTK around and in its windows
//! and D-Bus on the desktop; `other` is for Windows and macOS, through Tauri alone. Both have the same functions.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod other;

#[cfg(target_os = "linux")]
pub(crate) use linux::*;
#[cfg(not(target_os = "linux"))]
pub(crate) use other::*;
