//! The network cable, pulled at each moment of a refresh: the list stays where it is, with the focus in it;
//! the note is right and has the time; and all heals by itself.

use std::time::{Duration, Instant};

use e2e::{Journey, Place, Portico, Role, Wire, wait_within};
use serde_json::json;

const HEALS_WITHIN: Duration = Duration::from_secs(30);

struct Stage<'a> {
    journey: &'a Journey,
    portico: Portico<'a>,
    /// The app with the focus, and where it stands on screen.
    app: String,
    at: Place,
}

/// In the middle of the list, far from its top.
fn stage<'a>(journey: &'a Journey, wire: &Wire) -> Stage<'a> {
    journey.configure_for(wire.address());
    let portico = journey.start_signed_in();
    let main = portico.main();
    main.wait_focused(Role::ComboBox, "Search apps");
    main.keys(&["Down", "End", "Prior"]);
    let app = wait_within(e2e::PATIENCE, || main.focused().filter(|node| node.role() == Role::Button));
    let app = app.expect("an app has the focus");
    let name = app.name();
    main.keys(&["End"]);
    main.wait_focused(Role::Button, "Remote Desktop");
    main.keys(&["Prior"]);
    let at = main.wait_focused(Role::Button, &name).place().expect("a place");
    Stage { journey, portico, app: name, at }
}

impl Stage<'_> {
    fn asked(&self) -> u64 {
        self.journey.tenant.count("/uprest/getupdata")
    }

    /// Asks for the list; `arrives`: waits until the tenant has heard of it.
    fn refresh(&self, arrives: bool) {
        let asked = self.asked();
        self.portico.main().keys(&["F5"]);
        if arrives {
            let heard = || (self.asked() > asked).then_some(());
            wait_within(e2e::PATIENCE, heard).expect("the tenant is asked");
        }
    }

    /// The note with its time, the list below it, and the focus where it was.
    fn assert_offline_notice(&self, why: &str) {
        let main = self.portico.main();
        main.wait_for_text(why);
        main.wait_for_text("The list reloads by itself.");
        main.wait_for_text("These are your apps as of ");
        main.wait_for_text("42 apps · as of ");
        // The note takes its room above the list.
        let focused = main.focused().map(|node| node.name());
        assert_eq!(focused.as_ref(), Some(&self.app), "the focus stays");
    }

    /// By itself: nobody presses anything.
    fn heals(&self) {
        let main = self.portico.main();
        let back = Instant::now();
        main.wait_for_no_text_within(HEALS_WITHIN, "The list reloads by itself.");
        main.wait_for_text("42 apps · updated ");
        assert!(back.elapsed() < HEALS_WITHIN, "it took {:?}", back.elapsed());
        self.stands("once healed");
    }

    /// The same app has the focus, and nothing was scrolled.
    fn stands(&self, when: &str) {
        let app = self.portico.main().wait_focused(Role::Button, &self.app);
        let same = || app.place().filter(|now| now.x == self.at.x && (now.y - self.at.y).abs() <= 2);
        wait_within(Duration::from_secs(5), same)
            .unwrap_or_else(|| panic!("“{}” moved from {:?} to {:?} {when}", self.app, self.at, app.place()));
    }
}

#[test]
fn connection_lost_at_any_point_of_refresh_recovers() {
    let journey = Journey::new("cable");
    let mut wire = Wire::before(journey.tenant.address());
    let stage = stage(&journey, &wire);
    let refused = format!("{} refused the connection.", wire.address());

    // Before anything is asked.
    wire.cut();
    stage.refresh(false);
    stage.assert_offline_notice(&refused);
    wire.mend();
    stage.heals();

    // Once it was asked, before the answer begins.
    journey.tenant.fail("getupdata$", &json!({ "kind": "held", "times": null }));
    stage.refresh(true);
    wire.cut();
    journey.tenant.clear_faults();
    stage.assert_offline_notice(wire.address());
    wire.mend();
    stage.heals();

    // In the middle of the answer.
    journey.tenant.fail("getupdata$", &json!({ "kind": "drip", "millis": 20, "times": null }));
    let before = wire.answered();
    stage.refresh(true);
    wait_within(e2e::PATIENCE, || (wire.answered() > before + 500).then_some(())).expect("the answer begins");
    wire.cut();
    journey.tenant.clear_faults();
    stage.assert_offline_notice(wire.address());
    wire.mend();
    stage.heals();

    // The tenant itself breaks off, half way and at once.
    for kind in ["cut", "drop"] {
        journey.tenant.fail("getupdata$", &json!({ "kind": kind }));
        stage.refresh(true);
        stage.assert_offline_notice(wire.address());
        stage.heals();
    }

    // Once the answer was there, nobody notices; the next refresh does.
    let asked = stage.asked();
    stage.refresh(true);
    stage.portico.main().wait_for_text("42 apps · updated ");
    wire.cut();
    stage.stands("after a refresh");
    assert!(!stage.portico.main().says("The list reloads by itself."), "nothing was asked since");
    assert!(stage.asked() > asked);
    stage.refresh(false);
    stage.assert_offline_notice(&refused);
    wire.mend();
    stage.heals();
}

#[test]
fn stalled_connection_that_resumes_shows_no_error() {
    let journey = Journey::new("cable_silent");
    let mut wire = Wire::before(journey.tenant.address());
    let stage = stage(&journey, &wire);
    // No refusal, no answer, nothing.
    wire.hush(true);
    stage.refresh(false);
    let main = stage.portico.main();
    main.wait_for_text("updating…");
    stage.stands("while nothing comes");
    let asked = stage.asked();
    wire.hush(false);
    main.wait_for_text("42 apps · updated ");
    assert_eq!(stage.asked(), asked + 1, "what was asked arrives");
    assert!(!main.says("The list reloads by itself."));
    stage.stands("once it is back");
}
