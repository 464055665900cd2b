//! The network connection, lost at each point of a refresh: the list stays in place with the focus in it, the notice is
//! right and has the time, and Portico recovers by itself.

use std::time::{Duration, Instant};

use e2e::{Bounds, Journey, Portico, RecordingProxy, Role, wait_within};
use serde_json::json;

const RECOVERY_TIMEOUT: Duration = Duration::from_secs(30);

struct FocusedList<'a> {
    journey: &'a Journey,
    portico: Portico<'a>,
    /// The app with the focus, and where it stands on screen.
    app: String,
    bounds: Bounds,
}

/// In the middle of the list, far from its top.
fn start_with_focused_app<'a>(journey: &'a Journey, wire: &RecordingProxy) -> FocusedList<'a> {
    journey.configure_for(wire.address());
    let portico = journey.start_signed_in();
    let main = portico.main_window();
    main.wait_focused(Role::ComboBox, "Search apps");
    main.press_keys(&["Down", "End", "Prior"]);
    let app = wait_within(e2e::TIMEOUT, || main.focused().filter(|node| node.role() == Role::Button));
    let app = app.expect("an app has the focus");
    let name = app.name();
    main.press_keys(&["End"]);
    main.wait_focused(Role::Button, "Remote Desktop");
    main.press_keys(&["Prior"]);
    let bounds = main.wait_focused(Role::Button, &name).bounds().expect("a place");
    FocusedList { journey, portico, app: name, bounds }
}

impl FocusedList<'_> {
    fn list_requests(&self) -> u64 {
        self.journey.tenant.request_count("/uprest/getupdata")
    }

    /// Asks for the list; `arrives`: waits until the tenant has heard of it.
    fn refresh(&self, reaches_tenant: bool) {
        let asked = self.list_requests();
        self.portico.main_window().press_keys(&["F5"]);
        if reaches_tenant {
            let is_received = || (self.list_requests() > asked).then_some(());
            wait_within(e2e::TIMEOUT, is_received).expect("the tenant is asked");
        }
    }

    /// The note with its time, the list below it, and the focus where it was.
    fn assert_offline_notice(&self, reason: &str) {
        let main = self.portico.main_window();
        main.wait_for_text(reason);
        main.wait_for_text("The list reloads by itself.");
        main.wait_for_text("These are your apps as of ");
        main.wait_for_text("42 apps · as of ");
        // The note takes its room above the list.
        let focused = main.focused().map(|node| node.name());
        assert_eq!(focused.as_ref(), Some(&self.app), "the focus stays");
    }

    /// By itself: nobody presses anything.
    fn assert_recovers(&self) {
        let main = self.portico.main_window();
        let reconnected_at = Instant::now();
        main.wait_for_no_text_within(RECOVERY_TIMEOUT, "The list reloads by itself.");
        main.wait_for_text("42 apps · updated ");
        assert!(reconnected_at.elapsed() < RECOVERY_TIMEOUT, "it took {:?}", reconnected_at.elapsed());
        self.assert_focus_and_position_kept("once healed");
    }

    /// The same app has the focus, and nothing was scrolled.
    fn assert_focus_and_position_kept(&self, context: &str) {
        let app = self.portico.main_window().wait_focused(Role::Button, &self.app);
        let is_in_place = || app.bounds().filter(|now| now.x == self.bounds.x && (now.y - self.bounds.y).abs() <= 2);
        wait_within(Duration::from_secs(5), is_in_place)
            .unwrap_or_else(|| panic!("“{}” moved from {:?} to {:?} {context}", self.app, self.bounds, app.bounds()));
    }
}

#[test]
fn connection_lost_at_any_point_of_refresh_recovers() {
    let journey = Journey::new("network_loss");
    let mut wire = RecordingProxy::in_front_of(journey.tenant.address());
    let stage = start_with_focused_app(&journey, &wire);
    let refused = format!("{} refused the connection.", wire.address());

    // Before anything is asked.
    wire.disconnect();
    stage.refresh(false);
    stage.assert_offline_notice(&refused);
    wire.reconnect();
    stage.assert_recovers();

    // Once it was asked, before the answer begins.
    journey.tenant.inject_fault("getupdata$", &json!({ "kind": "held", "times": null }));
    stage.refresh(true);
    wire.disconnect();
    journey.tenant.clear_faults();
    stage.assert_offline_notice(wire.address());
    wire.reconnect();
    stage.assert_recovers();

    // In the middle of the answer.
    journey.tenant.inject_fault("getupdata$", &json!({ "kind": "drip", "millis": 20, "times": null }));
    let before = wire.response_bytes();
    stage.refresh(true);
    wait_within(e2e::TIMEOUT, || (wire.response_bytes() > before + 500).then_some(())).expect("the answer begins");
    wire.disconnect();
    journey.tenant.clear_faults();
    stage.assert_offline_notice(wire.address());
    wire.reconnect();
    stage.assert_recovers();

    // The tenant itself breaks off, half way and at once.
    for kind in ["cut", "drop"] {
        journey.tenant.inject_fault("getupdata$", &json!({ "kind": kind }));
        stage.refresh(true);
        stage.assert_offline_notice(wire.address());
        stage.assert_recovers();
    }

    // Once the answer was there, nobody notices; the next refresh does.
    let asked = stage.list_requests();
    stage.refresh(true);
    stage.portico.main_window().wait_for_text("42 apps · updated ");
    wire.disconnect();
    stage.assert_focus_and_position_kept("after a refresh");
    assert!(!stage.portico.main_window().contains_text("The list reloads by itself."), "nothing was asked since");
    assert!(stage.list_requests() > asked);
    stage.refresh(false);
    stage.assert_offline_notice(&refused);
    wire.reconnect();
    stage.assert_recovers();
}

#[test]
fn stalled_connection_that_resumes_shows_no_error() {
    let journey = Journey::new("network_stall");
    let mut wire = RecordingProxy::in_front_of(journey.tenant.address());
    let stage = start_with_focused_app(&journey, &wire);
    // No refusal, no answer, nothing.
    wire.set_stalled(true);
    stage.refresh(false);
    let main = stage.portico.main_window();
    main.wait_for_text("updating…");
    stage.assert_focus_and_position_kept("while nothing comes");
    let asked = stage.list_requests();
    wire.set_stalled(false);
    main.wait_for_text("42 apps · updated ");
    assert_eq!(stage.list_requests(), asked + 1, "what was asked arrives");
    assert!(!main.contains_text("The list reloads by itself."));
    stage.assert_focus_and_position_kept("once it is back");
}
