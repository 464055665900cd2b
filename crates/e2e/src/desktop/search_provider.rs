//! Searches as GNOME Shell does: it asks the search provider that the packages install, and the session bus starts
//! Portico where none answers.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use zbus::blocking::{Connection, Proxy, connection};
use zbus::zvariant::OwnedValue;

use crate::desktop::session::Desktop;
use crate::options;

const NAME: &str = "dev.portico.Portico";
const PATH: &str = "/dev/portico/Portico/SearchProvider";
const INTERFACE: &str = "org.gnome.Shell.SearchProvider2";

pub struct DesktopSearch {
    bus: Connection,
}

impl DesktopSearch {
    /// Installs the service file of the packages.
    pub fn install(desktop: &Desktop) -> Self {
        // The bus starts programs with its own environment, so the script sets that of the desktop.
        let mut command = desktop.command(options::portico_binary());
        let program = desktop.dirs().bin_dir().join("portico");
        let variables: String = command
            .env("PORTICO_LOG", "trace")
            .get_envs()
            .filter_map(|(name, value)| Some(format!("export {}='{}'\n", name.to_str()?, value?.to_str()?)))
            .collect();
        let script = format!("#!/bin/sh\n{variables}exec '{}' \"$@\"\n", options::portico_binary().display());
        fs::write(&program, script).expect("a program");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("an executable");
        let service = include_str!("../../../../packaging/linux/dev.portico.Portico.service");
        assert!(service.contains("Exec=/usr/bin/portico "), "{service}");
        let service = service.replace("/usr/bin/portico", &program.display().to_string());
        let services = desktop.dirs().path().join("runtime/services");
        fs::write(services.join("dev.portico.Portico.service"), service).expect("a service");
        let bus = connection::Builder::address(desktop.session_bus()).and_then(connection::Builder::build);
        let bus = bus.expect("the session bus");
        let daemon = Proxy::new(&bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus");
        let () = daemon.and_then(|daemon| daemon.call("ReloadConfig", &())).expect("the bus reads its services");
        Self { bus }
    }

    /// Searches, and returns id and name of each result.
    pub fn search(&self, terms: &[&str]) -> Vec<(String, String)> {
        let provider = self.provider();
        let ids: Vec<String> = provider.call("GetInitialResultSet", &(terms,)).expect("an answer");
        let metas: Vec<HashMap<String, OwnedValue>> = provider.call("GetResultMetas", &(&ids,)).expect("an answer");
        let text = |meta: &HashMap<String, OwnedValue>, key: &str| {
            meta.get(key).and_then(|value| String::try_from(value.clone()).ok()).unwrap_or_default()
        };
        metas.iter().map(|meta| (text(meta, "id"), text(meta, "name"))).collect()
    }

    /// Opens a result.
    pub fn activate(&self, id: &str, terms: &[&str]) {
        let () = self.provider().call("ActivateResult", &(id, terms, 0u32)).expect("it is taken");
    }

    /// The id of the process that provides the search, if one runs.
    pub fn provider_pid(&self) -> Option<u32> {
        let daemon = Proxy::new(&self.bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus");
        daemon.and_then(|daemon| daemon.call("GetConnectionUnixProcessID", &(NAME,))).ok()
    }

    fn provider(&self) -> Proxy<'_> {
        Proxy::new(&self.bus, NAME, PATH, INTERFACE).expect("a proxy")
    }
}
