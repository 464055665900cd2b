//! The network fails at every moment of a refresh: the list stays, its status is right, nobody is signed out, and the
//! refresh succeeds within half a minute of the network's return.
//!
//! Time is the runtime's, which jumps ahead when nothing is pending; it is also the time of day. The keyring fails, so that
//! nothing waits for its thread.

mod fault_proxy;
mod fixture;

use std::sync::Arc;
use std::time::Duration;

use demo_tenant::{Config, DemoTenant, Options};
use portico_core::clock::SystemClock;
use portico_core::error::Code;
use portico_core::view::SessionView;
use tokio::time::{Instant, sleep};

use crate::support::TestUser;
use fault_proxy::{BreakPoint, Direction, Exchange, FaultProxy, LinkFailure};
use fixture::{Fixture, RECOVERY_LIMIT, REFRESH_RECOVERY_LIMIT, USER, YEAR};

/// Places in both directions: closer in the heads and at the ends, and a few in what is long.
fn break_points(exchanges: &[Exchange]) -> Vec<BreakPoint> {
    let mut points = Vec::new();
    let mut previous = Exchange::default();
    for exchange in exchanges {
        for (direction, start, end) in [
            (Direction::Upstream, previous.upstream_bytes, exchange.upstream_bytes),
            (Direction::Downstream, previous.downstream_bytes, exchange.downstream_bytes),
        ] {
            let length = end - start;
            let dense = (0..length.min(600)).step_by(97);
            let sparse = (600..length).step_by((length / 8).max(1));
            points.extend(
                dense
                    .chain(sparse)
                    .chain([length - 1])
                    .map(|offset| BreakPoint { direction, after_bytes: start + offset }),
            );
        }
        previous = *exchange;
    }
    points
}

/// Tokens and dates differ in length by so many bytes.
const LENGTH_VARIATION: usize = 40;
/// A head of an answer is not longer than this.
const MAX_HEAD_LENGTH: usize = 1500;

fn expected_codes(failure: LinkFailure, point: BreakPoint, exchanges: &[Exchange]) -> &'static [Code] {
    let response_start = exchanges
        .iter()
        .map(|exchange| exchange.downstream_bytes)
        .filter(|end| *end <= point.after_bytes)
        .max()
        .unwrap_or(0);
    match (failure, point.direction) {
        (LinkFailure::Stall, _) => &[Code::NetTimeout],
        // In the middle of a body.
        (LinkFailure::Close, Direction::Downstream) if point.after_bytes > response_start + MAX_HEAD_LENGTH => {
            &[Code::NetCut]
        }
        // Without a head nothing was answered, and the question may be put once more, on a new connection,
        // which is refused.
        _ => &[Code::NetCut, Code::NetRefused],
    }
}

/// For a failure that may have hit a renewal.
const fn recovery_limit(is_expired: bool) -> Duration {
    if is_expired { REFRESH_RECOVERY_LIMIT } else { RECOVERY_LIMIT }
}

/// Breaks at each place, each time until the refresh is over; then it is mended, and heals.
async fn check_failures_at_every_byte(is_expired: bool) {
    let fixture = Fixture::new().await;
    let exchanges = fixture.measure_exchanges(is_expired).await;
    assert_eq!(exchanges.len(), 2 + usize::from(is_expired), "a renewal, the list, the folders: {exchanges:?}");
    let list_exchange = exchanges[exchanges.len() - 2];
    let mut failed_refreshes = 0;
    for failure in [LinkFailure::Close, LinkFailure::Reset, LinkFailure::Stall] {
        for point in break_points(&exchanges) {
            let row = format!("{failure:?} at {point:?} of {exchanges:?}");
            let list_end = if point.direction == Direction::Upstream {
                list_exchange.upstream_bytes
            } else {
                list_exchange.downstream_bytes
            };
            if point.after_bytes.abs_diff(list_end) < LENGTH_VARIATION {
                continue;
            }
            if is_expired {
                fixture.expire_token();
            }
            let (before, cached_list) = (fixture.freshness(), fixture.cached_list());
            fixture.proxy.schedule_failure(Some((point, failure)));
            // So that a time that is the same is told from one that is not.
            sleep(Duration::from_millis(5)).await;
            fixture.user.app.refresh().await;
            fixture.assert_list_kept(&row);
            let after = fixture.freshness();
            if point.after_bytes > list_end {
                // The list was there; folders are asked for beside it.
                assert_eq!((after.problem, after.refreshing), (None, false), "{row}");
                fixture.proxy.repair().await;
                continue;
            }
            failed_refreshes += 1;
            let error_code = after.problem.as_ref().unwrap_or_else(|| panic!("{row}")).code;
            assert!(expected_codes(failure, point, &exchanges).contains(&error_code), "{row}: {error_code:?}");
            assert_eq!((after.updated_at, after.refreshing), (before.updated_at, false), "{row}");
            assert!(fixture.cached_list() == cached_list, "{row}: the copy");
            fixture.proxy.repair().await;
            fixture.assert_recovers(&row, &before, RECOVERY_LIMIT).await;
        }
    }
    assert!(failed_refreshes > 40, "{failed_refreshes}");
}

#[tokio::test]
async fn failure_at_any_byte_of_refresh_keeps_list_and_recovers() {
    check_failures_at_every_byte(false).await;
}

#[tokio::test]
async fn failure_at_any_byte_of_token_refresh_keeps_list_and_recovers() {
    check_failures_at_every_byte(true).await;
}

/// Put back while the refresh still waits for what will never come.
#[tokio::test]
async fn network_restored_during_stalled_refresh_recovers_within_30s() {
    let fixture = Fixture::new().await;
    for is_expired in [false, true] {
        let exchanges = fixture.measure_exchanges(is_expired).await;
        for point in break_points(&exchanges).into_iter().step_by(3) {
            for seconds in [1, 14, 29] {
                let row = format!("{point:?} of {exchanges:?}, for {seconds} s");
                if is_expired {
                    fixture.expire_token();
                }
                let before = fixture.freshness();
                sleep(Duration::from_millis(5)).await;
                fixture.proxy.schedule_failure(Some((point, LinkFailure::Stall)));
                let app = fixture.user.app.clone();
                let mut refresh = tokio::spawn(async move { app.refresh().await });
                tokio::select! {
                    () = fixture.proxy.wait_until_failed() => {}
                    // Answers differ by a few bytes: this one was shorter.
                    _ = &mut refresh => continue,
                }
                sleep(Duration::from_secs(seconds)).await;
                fixture.proxy.repair().await;
                fixture.assert_recovers(&row, &before, recovery_limit(is_expired)).await;
                refresh.await.unwrap();
            }
        }
    }
}

/// However long it was out, and at whichever moment of the tries it comes back.
#[tokio::test]
async fn outage_of_any_length_keeps_list_and_recovers_within_30s() {
    let fixture = Fixture::new().await;
    for failure in [LinkFailure::Close, LinkFailure::Stall] {
        for is_expired in [false, true] {
            for seconds in (1..200).step_by(13) {
                let row = format!("{failure:?} for {seconds} s, expired: {is_expired}");
                if is_expired {
                    fixture.expire_token();
                }
                let before = fixture.freshness();
                fixture.proxy.fail_now(failure);
                let app = fixture.user.app.clone();
                let refresh = tokio::spawn(async move { app.refresh().await });
                sleep(Duration::from_secs(seconds)).await;
                fixture.assert_list_kept(&row);
                fixture.proxy.repair().await;
                fixture.assert_recovers(&row, &before, recovery_limit(is_expired)).await;
                refresh.await.unwrap();
            }
        }
    }
}

/// Somebody asks while a try in the background waits for what never comes.
#[tokio::test]
async fn manual_refresh_does_not_wait_for_background_retry() {
    let fixture = Fixture::new().await;
    let before = fixture.freshness();
    fixture.proxy.fail_now(LinkFailure::Stall);
    fixture.user.app.refresh().await;
    assert_eq!(fixture.freshness().problem.map(|problem| problem.code), Some(Code::NetTimeout));
    fixture.user.platform.wait_for_within(RECOVERY_LIMIT, "a try", |recorded| recorded.freshness.refreshing).await;
    fixture.proxy.repair().await;
    let started = Instant::now();
    fixture.user.app.refresh().await;
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    assert_eq!(fixture.freshness().problem, None);
    fixture.assert_recovers("by hand", &before, RECOVERY_LIMIT).await;
    // And what was left in the background does nothing more.
    let updated_at = fixture.freshness().updated_at;
    sleep(5 * RECOVERY_LIMIT).await;
    assert_eq!(fixture.freshness().updated_at, updated_at);
}

/// A tenant that takes its time is waited for, and asked a few times at most.
#[tokio::test]
async fn refresh_from_slow_tenant_succeeds_within_three_requests() {
    let fixture = Fixture::new().await;
    fixture.user.controls().forget_requests();
    fixture.user.controls().set_latency(Duration::from_secs(40));
    let before = fixture.freshness();
    fixture.user.app.refresh().await;
    assert_eq!(fixture.freshness().problem, None);
    assert!(fixture.freshness().updated_at > before.updated_at);
    assert_eq!(fixture.user.controls().count("/UPRest/GetUPData"), 3);
}

/// With the copy on screen, it is said to be one until the tenant has answered.
#[tokio::test]
async fn offline_start_marks_list_as_cached_until_tenant_answers() {
    let mut config = Config::default();
    config.apps[0].access_lifetime = YEAR.as_secs();
    let tenant = DemoTenant::start(Options { config, ..Options::default() }).await;
    let proxy = FaultProxy::start(tenant.url().trim_start_matches("http://").parse().unwrap()).await;
    let keyring = crate::support::MemoryKeyring::default();
    let mut user = TestUser::with_tenant_url(&proxy.url, tenant, keyring.client(), USER, Arc::new(SystemClock));
    user.keyring = keyring;
    user.sign_in().await;
    while user.keyring.entry_names().is_empty() {
        tokio::task::yield_now().await;
    }
    let updated = user.platform.inspect(|recorded| recorded.freshness.updated_at);
    proxy.fail_now(LinkFailure::Reset);
    user.restart(USER);
    user.app.run_startup_tasks().await;
    user.platform.inspect(|recorded| {
        assert_eq!(recorded.freshness.problem.as_ref().map(|problem| problem.code), Some(Code::NetRefused));
        assert!(recorded.freshness.is_cached && !recorded.freshness.refreshing);
        assert_eq!((recorded.freshness.updated_at, recorded.apps.apps.len()), (updated, 42));
        assert!(matches!(recorded.session, Some(SessionView::SignedIn { .. })));
    });
    proxy.repair().await;
    let is_fresh =
        |recorded: &crate::support::Recorded| !recorded.freshness.is_cached && recorded.freshness.problem.is_none();
    user.platform.wait_for("the list", is_fresh).await;
}
