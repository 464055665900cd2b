//! The lane `supply`: what came into the tree from outside. `deny.toml` says what may.

use crate::lanes::Verdict;
use crate::run::{self, Run};

pub(crate) fn check(run: &mut Run) -> Result<Verdict, String> {
    if run::output(run::cargo().args(["deny", "--version"])).is_err() {
        return Ok(Verdict::Skipped(
            "cargo-deny is not installed (cargo install --locked cargo-deny); version floors and bans are checked by docs-and-rules"
                .to_owned(),
        ));
    }
    let deny = |what: &[&str]| {
        let mut command = run::cargo();
        command.args(["deny", "--workspace", "check"]).args(what);
        command
    };
    run.step(&mut deny(&["bans", "licenses", "sources"]))?;
    let advisories = run.step(&mut deny(&["advisories"]));
    // A machine without a way to the database cannot say that a crate is bad, nor that it is good.
    if advisories.is_err() && run.logged_text().contains("failed to fetch advisory database") {
        return Ok(Verdict::Passed(
            "bans, licences and sources; not advisories, whose database cannot be reached from here".to_owned(),
        ));
    }
    advisories.map(|()| Verdict::Passed("advisories, bans, licences and sources".to_owned()))
}
