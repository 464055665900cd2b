//! A session bus that dies with the test.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use zbus::names::BusName;
use zbus::{Connection, connection};

pub(crate) struct Bus {
    _daemon: Child,
    pub(crate) address: String,
}

impl Bus {
    pub(crate) async fn start() -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address"])
            .stdout(Stdio::piped())
            // It says that it may not have 65536 files open.
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(daemon.stdout.take().unwrap()).lines();
        let address = lines.next_line().await.unwrap().unwrap();
        Self { _daemon: daemon, address }
    }

    pub(crate) async fn connect(&self) -> Connection {
        self.builder().build().await.unwrap()
    }

    /// For whoever serves something: what is served before the connection is there misses no call.
    pub(crate) fn builder(&self) -> connection::Builder<'_> {
        connection::Builder::address(self.address.as_str()).unwrap()
    }

    /// Until nobody has that name.
    #[allow(dead_code, reason = "the tests of the command line do not use it")]
    pub(crate) async fn wait_until_gone(&self, name: &str) {
        use zbus::export::ordered_stream::OrderedStreamExt;
        let connection = self.connect().await;
        let bus = zbus::fdo::DBusProxy::new(&connection).await.unwrap();
        let mut changes = bus.receive_name_owner_changed_with_args(&[(0, name)]).await.unwrap();
        while bus.name_has_owner(BusName::try_from(name).unwrap()).await.unwrap() {
            changes.next().await.unwrap();
        }
    }
}
