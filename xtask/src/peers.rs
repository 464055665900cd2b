//! Foreign programs that speak the same protocols: a client for the demo tenant, a provider for the app.

use crate::journeys::{PEER_TARGET, Programs};
use crate::lane::{Context, Verdict};
use crate::suite::Select;
use crate::tenant::Tenant;
use crate::{paths, python, run, ui};

/// `check.py URL AUTHORITY` signs in with CyberArk's client to a tenant that speaks TLS.
pub(crate) fn ark(context: &mut Context<'_>) -> Result<Verdict, String> {
    let peer = paths::in_repository("crates/demo-tenant/peers/ark");
    let programs = python::environment(&mut context.run, "peers/ark", &peer.join("requirements.txt"))?;
    let program = context.suite.program(&mut context.run, "demo-tenant", "demo-tenant")?;
    let tenant = Tenant::start(&program, &["--tls"], context.run.output())?;
    let authority = tenant.authority.clone().ok_or("the demo tenant did not say where its authority's file is.")?;
    let mut check = run::program(programs.join("python"));
    check.arg(peer.join("check.py")).arg(&tenant.url).env("REQUESTS_CA_BUNDLE", authority);
    context.run.step(&mut check)?;
    Ok(Verdict::Passed(String::new()))
}

/// The journey against `oidc-provider` is a test target of its own. It starts the peer from the folder in
/// `PORTICO_PEER_OIDC`, and passes unrun without it.
pub(crate) fn oidc(context: &mut Context<'_>) -> Result<Verdict, String> {
    let peer = paths::in_repository("crates/e2e/peers/oidc-provider");
    ui::install_in(&mut context.run, &peer)?;
    let mut variables = Programs::of_suite(context)?.variables();
    variables.push(("PORTICO_PEER_OIDC", peer.into()));
    context.suite.run_with(&mut context.run, "e2e", Select::Only(PEER_TARGET), &[], &variables)?;
    Ok(Verdict::Passed(String::new()))
}
