//! A notification service (`org.freedesktop.Notifications`) that records notifications and shows none.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use zbus::blocking::{Connection, connection};
use zbus::zvariant::OwnedValue;

use crate::desktop::session::Desktop;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    pub application: String,
    pub title: String,
    /// Markup, according to the specification.
    pub body: String,
    pub actions: Vec<String>,
}

type Received = Arc<Mutex<Vec<Notification>>>;

/// Ends when dropped.
pub struct Notifications {
    received: Received,
    _bus: Connection,
}

impl Notifications {
    pub fn start(desktop: &Desktop) -> Self {
        let received = Received::default();
        let bus = connection::Builder::address(desktop.session_bus())
            .and_then(|builder| {
                builder.serve_at("/org/freedesktop/Notifications", NotificationServer(received.clone()))
            })
            .and_then(|builder| builder.name("org.freedesktop.Notifications"))
            .and_then(connection::Builder::build)
            .expect("a place for notifications");
        Self { received, _bus: bus }
    }

    pub fn received(&self) -> Vec<Notification> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The notification server on the bus.
struct NotificationServer(Received);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl NotificationServer {
    #[allow(clippy::too_many_arguments, reason = "the specification's")]
    fn notify(
        &self,
        application: String,
        _replaces: u32,
        _icon: String,
        title: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let mut received = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        received.push(Notification { application, title, body, actions });
        u32::try_from(received.len()).unwrap_or(u32::MAX)
    }

    fn close_notification(&self, _id: u32) {}

    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned(), "body-markup".to_owned()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("e2e".to_owned(), "Portico".to_owned(), "1".to_owned(), "1.2".to_owned())
    }
}
