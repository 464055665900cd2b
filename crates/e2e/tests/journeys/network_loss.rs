//! The network connection, lost at each point of a refresh: the list stays in place with the focus in it, the notice is
//! right and has the time, and Portico recovers by itself.

use std::time::{Duration, Instant};

use e2e::{Bounds, Journey, Portico, RecordingProxy, Role, wait_within};
use serde_json::json;

const RECOVERY_TIMEOUT: Duration = Duration::from_secs(30);

struct FocusedList<'a> {
    journey: &'a Journey,
    portico: Portico<'a>,
    /// The focused app, and its position on screen.
    app: String,
    bounds: Bounds,
}

/// Starts signed in and focuses an app in the middle of the list.
fn start_with_focused_app<'a>(journey: &'a Journey, proxy: &RecordingProxy) -> FocusedList<'a> {
    journey.configure_for(proxy.address());
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

    /// Refreshes the list; `reaches_tenant`: waits until the tenant has received the request.
    fn refresh(&self, reaches_tenant: bool) {
        let requests_before = self.list_requests();
        self.portico.main_window().press_keys(&["F5"]);
        if reaches_tenant {
            let is_received = || (self.list_requests() > requests_before).then_some(());
            wait_within(e2e::TIMEOUT, is_received).expect("the tenant is asked");
        }
    }

    /// Asserts that the notice with its time is above the list, and that the focus has not moved.
    fn assert_offline_notice(&self, reason: &str) {
        let main = self.portico.main_window();
        main.wait_for_text(reason);
        main.wait_for_text("The list reloads by itself.");
        main.wait_for_text("These are your apps as of ");
        main.wait_for_text("42 apps · as of ");
        // The notice takes its room above the list.
        let focused = main.focused().map(|node| node.name());
        assert_eq!(focused.as_ref(), Some(&self.app), "the focus stays");
    }

    /// Waits until Portico recovers by itself.
    fn assert_recovers(&self) {
        let main = self.portico.main_window();
        let reconnected_at = Instant::now();
        main.wait_for_no_text_within(RECOVERY_TIMEOUT, "The list reloads by itself.");
        main.wait_for_text("42 apps · updated ");
        assert!(reconnected_at.elapsed() < RECOVERY_TIMEOUT, "it took {:?}", reconnected_at.elapsed());
        self.assert_focus_and_position_kept("once healed");
    }

    /// Asserts that the same app has the focus, and that nothing was scrolled.
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
    let mut proxy = RecordingProxy::in_front_of(journey.tenant.address());
    let list = start_with_focused_app(&journey, &proxy);
    let refused = format!("{} refused the connection.", proxy.address());

    // Before the request.
    proxy.disconnect();
    list.refresh(false);
    list.assert_offline_notice(&refused);
    proxy.reconnect();
    list.assert_recovers();

    // After the request, before the response.
    journey.tenant.inject_fault("getupdata$", &json!({ "kind": "held", "times": null }));
    list.refresh(true);
    proxy.disconnect();
    journey.tenant.clear_faults();
    list.assert_offline_notice(proxy.address());
    proxy.reconnect();
    list.assert_recovers();

    // In the middle of the response.
    journey.tenant.inject_fault("getupdata$", &json!({ "kind": "drip", "millis": 20, "times": null }));
    let before = proxy.response_bytes();
    list.refresh(true);
    wait_within(e2e::TIMEOUT, || (proxy.response_bytes() > before + 500).then_some(())).expect("the answer begins");
    proxy.disconnect();
    journey.tenant.clear_faults();
    list.assert_offline_notice(proxy.address());
    proxy.reconnect();
    list.assert_recovers();

    // The tenant breaks the connection, half way and at once.
    for kind in ["cut", "drop"] {
        journey.tenant.inject_fault("getupdata$", &json!({ "kind": kind, "times": null }));
        list.refresh(true);
        list.assert_offline_notice(proxy.address());
        journey.tenant.clear_faults();
        list.assert_recovers();
    }

    // After the response nothing is shown; the next refresh notices.
    let requests_before = list.list_requests();
    list.refresh(true);
    list.portico.main_window().wait_for_text("42 apps · updated ");
    proxy.disconnect();
    list.assert_focus_and_position_kept("after a refresh");
    assert!(!list.portico.main_window().contains_text("The list reloads by itself."), "nothing was asked since");
    assert!(list.list_requests() > requests_before);
    list.refresh(false);
    list.assert_offline_notice(&refused);
    proxy.reconnect();
    list.assert_recovers();
}

#[test]
fn stalled_connection_that_resumes_shows_no_error() {
    let journey = Journey::new("network_stall");
    let mut proxy = RecordingProxy::in_front_of(journey.tenant.address());
    let list = start_with_focused_app(&journey, &proxy);
    // The connection neither fails nor responds.
    proxy.set_stalled(true);
    list.refresh(false);
    let main = list.portico.main_window();
    main.wait_for_text("updating…");
    list.assert_focus_and_position_kept("while nothing comes");
    let requests_before = list.list_requests();
    proxy.set_stalled(false);
    main.wait_for_text("42 apps · updated ");
    assert_eq!(list.list_requests(), requests_before + 1, "what was asked arrives");
    assert!(!main.contains_text("The list reloads by itself."));
    list.assert_focus_and_position_kept("once it is back");
}
