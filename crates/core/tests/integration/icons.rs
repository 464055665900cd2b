//! Icons over time: stored once per image, revalidated when they are stale, and retried with backoff when they fail.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo_tenant::{DemoTenant, Fault, FaultKind, Options};
use serde_json::json;

use crate::support::{MemoryKeyring, OffsetClock, SignInBehavior, TestUser};

const USER: SignInBehavior = SignInBehavior::SignIn("user@acme.test");
const SLACK: &str = "/vfslow/lib/application/icons/Slack.svg";
const DAY: Duration = Duration::from_hours(24);
/// What takes longer, hangs.
const TIMEOUT: Duration = Duration::from_secs(20);

struct IconTest {
    user: TestUser,
    clock: Arc<OffsetClock>,
}

impl IconTest {
    /// At a tenant whose list has these icons.
    async fn start(icons: &[&str]) -> Self {
        let clock = Arc::new(OffsetClock(Mutex::default()));
        let tenant = DemoTenant::start(Options::default()).await;
        let url = tenant.url().to_owned();
        let keyring = MemoryKeyring::default();
        let mut user = TestUser::with_tenant_url(&url, tenant, keyring.client(), USER, clock.clone());
        user.keyring = keyring;
        let rows = (0..).zip(icons).map(|(key, icon)| json!({ "AppKey": format!("{key}"), "Name": key, "Icon": icon }));
        let list = json!({ "success": true, "Result": { "Apps": rows.collect::<Vec<_>>() } });
        user.controls().set_apps("user@acme.test", Some(list.to_string()));
        user.sign_in().await;
        Self { user, clock }
    }

    fn advance_clock(&self, duration: Duration) {
        *self.clock.0.lock().unwrap() += duration;
    }

    async fn load_icon(&self, key: &str) -> Option<Vec<u8>> {
        let id = self
            .user
            .platform
            .inspect(|recorded| recorded.apps.apps.iter().find(|app| app.key == key).and_then(|app| app.icon.clone()));
        self.user.app.icon(&id.unwrap()).await.map(|png| png.to_vec())
    }

    fn request_count(&self) -> u64 {
        self.user.controls().counts().iter().filter(|(path, _)| path.contains("/icons/")).map(|(_, count)| count).sum()
    }

    /// And has its answers: what Portico makes of them is announced to nobody, so it gets a moment.
    async fn wait_for_requests(&self, count: u64) {
        let all_finished = async {
            while self.request_count() < count
                || self.user.controls().requests().iter().any(|request| request.status == 0)
            {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(TIMEOUT, all_finished).await.unwrap();
    }

    fn image_count(&self) -> usize {
        let files = self.user.files();
        files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "png")).count()
    }
}

#[tokio::test]
async fn apps_with_the_same_image_share_one_file() {
    let test = IconTest::start(&[SLACK, &format!("{SLACK}?size=2"), SLACK]).await;
    let (one, two, three) = tokio::join!(test.load_icon("0"), test.load_icon("1"), test.load_icon("2"));
    assert!(one.is_some() && one == two && two == three);
    assert_eq!((test.request_count(), test.image_count()), (2, 1), "who wants the same waits for it");
    assert!(test.load_icon("0").await.is_some());
    assert_eq!(test.request_count(), 2);
}

#[tokio::test]
async fn stale_icon_is_shown_while_it_is_revalidated() {
    let mut test = IconTest::start(&[SLACK]).await;
    let first = test.load_icon("0").await;
    test.advance_clock(6 * DAY);
    assert_eq!(test.load_icon("0").await, first);
    assert_eq!(test.request_count(), 1);
    test.advance_clock(2 * DAY);
    assert_eq!(test.load_icon("0").await, first);
    test.wait_for_requests(2).await;
    let last = test.user.controls().requests().pop().unwrap();
    assert_eq!((last.status, last.header_names.contains(&"if-none-match".into())), (304, true));
    assert_eq!(test.load_icon("0").await, first);
    // It fails: the old one stays, and nothing is asked in a loop.
    test.advance_clock(8 * DAY);
    test.user.controls().fail(Fault::always("Slack", FaultKind::ServerError { status: 500 })).unwrap();
    for _ in 0..5 {
        assert_eq!(test.load_icon("0").await, first);
        test.wait_for_requests(3).await;
    }
    assert_eq!(test.request_count(), 3);
    test.user.controls().clear_faults();
    // Another picture, after a restart.
    let keyring = test.user.keyring.client();
    test.user.restart_with(test.clock.clone(), keyring, USER);
    test.user.app.run_startup_tasks().await;
    let replacement =
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="9" fill="#123456"/></svg>"##;
    let kind = FaultKind::Raw { status: 200, headers: Vec::new(), body: replacement.into(), base64: false };
    test.user.controls().fail(Fault::always("Slack", kind)).unwrap();
    assert_eq!(test.load_icon("0").await, first);
    test.wait_for_requests(4).await;
    // It is asked, not told, what picture there is: nothing announces the new one.
    let mut attempts = 0;
    while test.load_icon("0").await == first {
        tokio::time::sleep(Duration::from_millis(5)).await;
        attempts += 1;
        assert!(attempts < 1000, "the new picture never came");
    }
    assert_eq!(test.request_count(), 4);
}

#[tokio::test]
async fn failed_icon_is_retried_after_backoff_and_after_refresh() {
    let test = IconTest::start(&[SLACK, "/vfslow/lib/application/icons/none.png"]).await;
    test.user.controls().fail(Fault::always("Slack", FaultKind::Empty)).unwrap();
    let mut request_minutes = Vec::new();
    for minute in 0..600 {
        let count_before = test.request_count();
        assert_eq!(test.load_icon("0").await, None);
        if test.request_count() > count_before {
            request_minutes.push(minute);
        }
        test.advance_clock(Duration::from_mins(1));
    }
    assert!((5..10).contains(&request_minutes.len()), "{request_minutes:?}");
    test.user.app.refresh().await;
    test.user.controls().clear_faults();
    assert!(test.load_icon("0").await.is_some());
    assert_eq!(test.load_icon("1").await, None);
}

#[tokio::test]
async fn icons_that_name_calls_are_not_asked_for_and_missing_ones_once_a_day() {
    let missing = "/vfslow/lib/application/icons/none.png";
    let icons = ["/%73ecurity/logout", "/uprest/HandleAppClick?appkey=k1&markAppVisited=true", "/17", missing];
    let test = IconTest::start(&icons).await;
    test.user.controls().forget_requests();
    for round in 1..=3 {
        for key in ["0", "1", "2", "3"] {
            assert_eq!(test.load_icon(key).await, None);
        }
        let requests = test.user.controls().requests();
        let icons: Vec<_> = requests.iter().filter(|request| request.method == "GET").collect();
        assert!(icons.iter().all(|request| !request.header_names.contains(&"authorization".into())));
        let paths: Vec<&str> = icons.iter().map(|request| request.path.as_str()).collect();
        assert_eq!(paths.len(), if round < 3 { 2 } else { 4 }, "{paths:?}");
        assert!(paths.iter().all(|path| path.contains("none.png") || path.contains("/17")), "{paths:?}");
        if round == 2 {
            test.advance_clock(DAY);
        }
        test.user.app.refresh().await;
    }
}

#[tokio::test]
async fn icon_requests_are_limited_to_six_and_newest_goes_first() {
    let icons: Vec<String> =
        (0..30).map(|number| format!("/vfslow/lib/application/icons/shared-{number}.svg")).collect();
    let test = IconTest::start(&icons.iter().map(String::as_str).collect::<Vec<_>>()).await;
    test.user.controls().forget_requests();
    test.user.controls().fail(Fault::always("shared", FaultKind::UntilCleared)).unwrap();
    let mut tasks = Vec::new();
    for key in 0..30 {
        let id = test.user.platform.inspect(|recorded| {
            recorded.apps.apps.iter().find(|app| app.key == key.to_string()).and_then(|app| app.icon.clone()).unwrap()
        });
        let app = test.user.app.clone();
        tasks.push(tokio::spawn(async move { app.icon(&id).await.is_some() }));
        tokio::task::yield_now().await;
    }
    let controls = test.user.controls();
    tokio::time::timeout(TIMEOUT, controls.until(|_| test.request_count() >= 6)).await.unwrap();
    // The list does not wait for them; and while it comes no seventh is asked for.
    tokio::time::timeout(TIMEOUT, test.user.app.refresh()).await.unwrap();
    assert_eq!(test.request_count(), 6);
    test.user.controls().clear_faults();
    for icon in tasks {
        assert!(icon.await.unwrap());
    }
    let order: Vec<String> = test.user.controls().requests().iter().map(|request| request.path.clone()).collect();
    let icons: Vec<&String> = order.iter().filter(|path| path.contains("/icons/")).collect();
    assert_eq!(icons.len(), 30);
    let next_six: BTreeSet<&str> = icons[6..12].iter().map(|path| path.rsplit('/').next().unwrap()).collect();
    assert!(next_six.contains("shared-29.svg"), "{next_six:?}");
}
