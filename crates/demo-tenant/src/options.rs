//! Options of a start: address, size, delay. What the tenant is like stands in its `Config`.

use std::time::Duration;

use crate::config::Config;

/// Everything has a default: any free port, 10,000 apps for `many@acme.test`, no delay, no TLS.
#[derive(Clone, Debug)]
pub struct Options {
    /// 0 = any free port of 127.0.0.1.
    pub port: u16,
    /// Apps of the accounts whose apps are generated; `None` = as the configuration says.
    pub apps: Option<usize>,
    /// Delay before each answer.
    pub latency: Duration,
    /// https under a private CA made at the start; see `DemoTenant::ca_file`.
    pub tls: bool,
    pub config: Config,
    /// Serve everything below this path, as Delinea does with `/identity`.
    pub base_path: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { port: 0, apps: None, latency: Duration::ZERO, tls: false, config: Config::default(), base_path: None }
    }
}
