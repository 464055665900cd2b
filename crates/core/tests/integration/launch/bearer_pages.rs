//! App windows after a restart: Portico asks the tenant with the bearer token alone for the window's first page.

use demo_tenant::{Fault, FaultKind};
use portico_core::LaunchOutcome;
use portico_core::error::Code;
use portico_core::launch::request::InitialContent;
use portico_core::view::{LaunchPhase, SessionView, Target, WaitReason};
use secrecy::ExposeSecret;

use super::{
    APP_CLICK_PATH, CLICK_INTERVAL, advance, app_key, initial_page, inject_fault, last_launch, launch_phases,
    open_in_window, opened_counts, restarted_user, wait_until,
};

#[tokio::test]
async fn app_window_starts_with_page_or_redirect_of_each_app_kind() {
    let (user, _) = restarted_user().await;
    for (name, start, holds) in [
        ("Salesforce", "page /uprest/HandleAppClick ", "SAMLResponse"),
        ("DocuSign", "page /uprest/HandleAppClick ", "ticket"),
        ("GitLab", "address /app/GitLab?ticket=", ""),
        ("Jenkins", "address /app/Jenkins?ticket=", ""),
        ("Remote Desktop", "address /app/RemoteDesktop?ticket=", ""),
        ("Acme Intranet", "address /app/AcmeIntranet?ticket=", ""),
        ("Amazon Web Services", "address /login?", "challengeId="),
        ("Legacy Time Clock", "page /uprest/HandleAppClick ", "error-text"),
    ] {
        assert_eq!(open_in_window(&user, name).await, LaunchOutcome::Opened, "{name}");
        let page = initial_page(&user);
        assert!(page.starts_with(start) && page.contains(holds), "{name}: {page}");
    }
    assert_eq!(user.controls().count(APP_CLICK_PATH), 8, "each was asked for once");
    let requests = user.controls().requests();
    let click = requests.iter().find(|request| request.path.eq_ignore_ascii_case(APP_CLICK_PATH)).unwrap();
    assert_eq!(click.query_keys, ["appkey", "markAppVisited"]);
    assert!(click.header_names.iter().any(|name| name == "authorization"));
    assert!(!click.header_names.iter().any(|name| name == "cookie"));
}

#[tokio::test]
async fn bearer_page_keeps_its_request_query_as_base_url() {
    let (user, clock) = restarted_user().await;
    let key = app_key(&user, "Salesforce");
    open_in_window(&user, "Salesforce").await;
    let request =
        user.controls().requests().into_iter().find(|it| it.path.eq_ignore_ascii_case(APP_CLICK_PATH)).unwrap();
    user.platform.inspect(|recorded| {
        let InitialContent::Page { base, .. } = &recorded.app_windows[0].content else { panic!() };
        let pairs: Vec<_> = base.query_pairs().into_owned().collect();
        assert_eq!(pairs, [("appkey".to_owned(), key.clone()), ("markAppVisited".to_owned(), "true".to_owned())]);
        assert_eq!(base.path(), request.path);
    });
    // A redirect that is relative goes by it as well, and is still the tenant's own.
    for (location, expected) in [
        ("?step=2", "address /uprest/HandleAppClick?step=2"),
        ("Next?a=1", "address /uprest/Next?a=1"),
        ("/app/x", "address /app/x"),
    ] {
        advance(&clock, CLICK_INTERVAL);
        let redirect = FaultKind::Redirect { location: location.into(), status: 302 };
        user.controls().fail(Fault::once("HandleAppClick", redirect)).unwrap();
        assert_eq!(open_in_window(&user, "Salesforce").await, LaunchOutcome::Opened);
        assert_eq!(initial_page(&user), expected);
    }
}

#[tokio::test]
async fn unusable_bearer_page_falls_back_to_plain_app_url() {
    let (user, clock) = restarted_user().await;
    let redirect = |location: &str| FaultKind::Redirect { location: location.into(), status: 302 };
    let html = |body: String| FaultKind::Raw {
        status: 200,
        headers: vec![("content-type".into(), "text/html".into())],
        body,
        base64: false,
    };
    for kind in [
        FaultKind::UnauthorizedJson,
        FaultKind::UnauthorizedHtml,
        FaultKind::LoginRedirect,
        FaultKind::Forbidden,
        FaultKind::NotFoundHtml,
        FaultKind::Throttled { retry_after: Some("3".into()) },
        FaultKind::ServerError { status: 500 },
        FaultKind::ServerError { status: 503 },
        FaultKind::Empty,
        FaultKind::Failure { message: "No.".into() },
        FaultKind::WrongContentType { content_type: "application/x-msdownload".into() },
        FaultKind::Huge { bytes: 70 << 20 },
        html("x".repeat(2 << 20)),
        html("  \r\n ".into()),
        redirect("https://user:word@elsewhere.test/"),
        redirect("http://["),
    ] {
        advance(&clock, CLICK_INTERVAL);
        let label = format!("{kind:?}").chars().take(80).collect::<String>();
        user.controls().fail(Fault::always("HandleAppClick", kind)).unwrap();
        assert_eq!(open_in_window(&user, "Salesforce").await, LaunchOutcome::Opened, "{label}");
        let page = initial_page(&user);
        assert!(page.starts_with("address /run?appkey="), "{label}: {page}");
        user.platform.inspect(|recorded| assert!(recorded.app_windows.last().unwrap().cookies.is_empty(), "{label}"));
        user.controls().clear_faults();
    }
    user.platform.inspect(|recorded| assert!(matches!(recorded.session, Some(SessionView::SignedIn { .. }))));
}

#[tokio::test]
async fn app_with_blocked_address_fails_in_window_and_opens_in_browser() {
    let (user, clock) = restarted_user().await;
    for (location, scheme) in [
        ("javascript:alert(1)", "javascript"),
        ("java\tscript:alert(1)", "javascript"),
        ("file:///etc/passwd", "file"),
        ("data:text/html,x", "data"),
        ("blob:https://elsewhere.test/1", "blob"),
        ("smb://host/share", "smb"),
        ("ms-msdt:/id", "ms-msdt"),
        ("mailto:a@elsewhere.test", "mailto"),
        ("http://elsewhere.test/", "http"),
        ("//elsewhere.test/", "http"),
        ("http://user:word@elsewhere.test/", "http"),
        ("https://tauri.localhost/", "https"),
    ] {
        advance(&clock, CLICK_INTERVAL);
        let kind = FaultKind::Redirect { location: location.into(), status: 302 };
        user.controls().fail(Fault::always("HandleAppClick", kind)).unwrap();
        let LaunchOutcome::Failed(problem) = open_in_window(&user, "Salesforce").await else { panic!("{location}") };
        assert_eq!((problem.code, problem.reason.as_deref()), (Code::LaunchBlocked, Some(scheme)), "{location}");
        user.platform.inspect(|recorded| {
            assert_eq!(opened_counts(recorded), (0, 0), "{location}");
            assert_eq!(last_launch(recorded).phase, LaunchPhase::Failed, "{location}");
        });
        user.controls().clear_faults();
    }
    // The browser has a session of its own, and its own rule.
    advance(&clock, CLICK_INTERVAL);
    let outcome = user.app.open_app(&app_key(&user, "Salesforce"), Some(Target::Browser)).await;
    assert_eq!(outcome, LaunchOutcome::Opened);
    user.platform.inspect(|recorded| assert_eq!(opened_counts(recorded), (0, 1)));
}

#[tokio::test]
async fn rejected_token_is_refreshed_once_for_bearer_page() {
    let (user, clock) = restarted_user().await;
    user.controls().expire_access_tokens();
    assert_eq!(open_in_window(&user, "Salesforce").await, LaunchOutcome::Opened);
    assert!(initial_page(&user).contains("SAMLResponse"));
    assert_eq!(user.controls().count("/oauth2/token/Portico"), 1);
    advance(&clock, CLICK_INTERVAL);
    user.controls().forget_requests();
    inject_fault(&user, "HandleAppClick", FaultKind::UnauthorizedJson);
    assert_eq!(open_in_window(&user, "Salesforce").await, LaunchOutcome::Opened);
    assert_eq!((user.controls().count("/oauth2/token/Portico"), user.controls().count(APP_CLICK_PATH)), (1, 2));
}

#[tokio::test]
async fn app_window_gets_only_cookies_of_the_tenant() {
    let (user, _) = restarted_user().await;
    let lines = [
        ".ASPXAUTH=own; path=/; HttpOnly",
        "plain=1; Domain=127.0.0.1; Secure",
        "evil=1; Domain=evil.test",
        "above=1; Domain=0.0.1",
        "=nameless",
        "nothing",
    ];
    let mut headers = vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
    headers.extend(lines.map(|line| ("set-cookie".to_owned(), line.to_owned())));
    let answer = FaultKind::Raw { status: 200, headers, body: "<form></form>".into(), base64: false };
    inject_fault(&user, "HandleAppClick", answer);
    open_in_window(&user, "Salesforce").await;
    user.platform.inspect(|recorded| {
        let window = &recorded.app_windows[0];
        let cookies: Vec<_> = window
            .cookies
            .iter()
            .map(|it| (it.name.as_str(), it.value.expose_secret(), it.domain.as_str(), it.secure, it.http_only))
            .collect();
        let expected = [(".ASPXAUTH", "own", "127.0.0.1", false, true), ("plain", "1", "127.0.0.1", true, false)];
        assert_eq!(cookies, expected);
    });
}

#[tokio::test]
async fn bearer_page_request_cut_off_is_retried_once() {
    let (user, clock) = restarted_user().await;
    let key = app_key(&user, "Salesforce");
    user.controls().fail(Fault::once("HandleAppClick", FaultKind::Drop)).unwrap();
    assert_eq!(user.app.open_app_and_wait(&key, Some(Target::Window)).await, LaunchOutcome::Opened);
    user.platform.inspect(|recorded| {
        use LaunchPhase::{Opened, Opening, Waiting};
        assert_eq!(launch_phases(recorded, &key), [Opening, Waiting, Opening, Opened]);
        assert_eq!(recorded.launches[1].wait_reason, Some(WaitReason::Network));
        assert_eq!(opened_counts(recorded), (1, 0));
    });
    // The list comes, and this question never: no end of asking.
    advance(&clock, CLICK_INTERVAL);
    user.controls().forget_requests();
    inject_fault(&user, "HandleAppClick", FaultKind::Drop);
    let LaunchOutcome::Failed(problem) = user.app.open_app_and_wait(&key, Some(Target::Window)).await else { panic!() };
    assert_eq!((problem.code, user.controls().count(APP_CLICK_PATH)), (Code::NetCut, 2));
}

#[tokio::test]
async fn pending_bearer_page_can_be_canceled_or_opened_in_browser() {
    let (user, clock) = restarted_user().await;
    let key = app_key(&user, "Salesforce");
    let click_app = |place: Target| {
        let (app, key) = (user.app.clone(), key.clone());
        tokio::spawn(async move { app.open_app(&key, Some(place)).await })
    };
    inject_fault(&user, "HandleAppClick", FaultKind::UntilCleared);
    let click = click_app(Target::Window);
    wait_until("the question", || user.controls().count(APP_CLICK_PATH) == 1).await;
    // Long after, the same once more: it is on its way.
    advance(&clock, CLICK_INTERVAL);
    assert_eq!(click_app(Target::Window).await.unwrap(), LaunchOutcome::Waiting);
    user.app.cancel_launch();
    user.platform.inspect(|recorded| assert_eq!(last_launch(recorded).phase, LaunchPhase::Canceled, "at once"));
    user.controls().clear_faults();
    assert_eq!(click.await.unwrap(), LaunchOutcome::Canceled);
    user.platform.inspect(|recorded| assert_eq!(opened_counts(recorded), (0, 0)));
    // "Continue in my browser" does not wait for the window.
    inject_fault(&user, "HandleAppClick", FaultKind::UntilCleared);
    let click = click_app(Target::Window);
    wait_until("the question", || user.controls().count(APP_CLICK_PATH) == 2).await;
    advance(&clock, CLICK_INTERVAL);
    assert_eq!(click_app(Target::Browser).await.unwrap(), LaunchOutcome::Opened);
    user.controls().clear_faults();
    assert_eq!(click.await.unwrap(), LaunchOutcome::Canceled);
    user.platform.inspect(|recorded| {
        assert_eq!(opened_counts(recorded), (0, 1));
        assert_eq!(last_launch(recorded).phase, LaunchPhase::Opened);
    });
}

#[tokio::test]
async fn apps_clicked_together_all_open() {
    let (user, _) = restarted_user().await;
    inject_fault(&user, "HandleAppClick", FaultKind::UntilCleared);
    let all = ["Salesforce", "GitLab", "Zoom"].map(|name| {
        let (app, key) = (user.app.clone(), app_key(&user, name));
        tokio::spawn(async move { app.open_app_and_wait(&key, Some(Target::Window)).await })
    });
    wait_until("three questions", || user.controls().count(APP_CLICK_PATH) == 3).await;
    user.controls().clear_faults();
    for click in all {
        assert_eq!(click.await.unwrap(), LaunchOutcome::Opened);
    }
    user.platform.inspect(|recorded| assert_eq!(opened_counts(recorded), (3, 0)));
}

#[tokio::test]
async fn late_bearer_page_opens_nothing_after_leaving_the_account() {
    for step in 0..3 {
        let (user, _) = restarted_user().await;
        inject_fault(&user, "HandleAppClick", FaultKind::UntilCleared);
        let (app, key) = (user.app.clone(), app_key(&user, "Salesforce"));
        let click = tokio::spawn(async move { app.open_app(&key, Some(Target::Window)).await });
        wait_until("the question", || user.controls().count(APP_CLICK_PATH) == 1).await;
        match step {
            0 => user.app.sign_out(false).await,
            1 => user.app.lock(),
            _ => user.app.add_account().await,
        }
        user.controls().clear_faults();
        assert_eq!(click.await.unwrap(), LaunchOutcome::Canceled, "{step}");
        user.platform.inspect(|recorded| {
            assert_eq!(opened_counts(recorded), (0, 0), "{step}");
            assert_eq!(last_launch(recorded).phase, LaunchPhase::Canceled, "{step}");
        });
    }
}
