//! Two accounts at two tenants share a window, and nothing else.

use e2e::{Desktop, Journey, Portico, RecordingProxy, Role, Tenant, wait_within};
use serde_json::json;

const BETA: &str =
    "[tenant]\nid = \"BET5678\"\nname = \"Beta\"\n\n[[account]]\nname = \"bea@beta.test\"\npassword = \"portico\"\n";
const ADA: &str = "user@acme.test";
const BEA: &str = "bea@beta.test";
const ACME_APPS: [&str; 3] = ["Slack", "Jira Software", "Miro"];
const BETA_APPS: [&str; 3] = ["Beta Timesheets", "Beta Wiki", "Beta Canteen"];

struct TwoTenants {
    journey: Journey,
    beta: Tenant,
    proxies: [RecordingProxy; 2],
}

impl TwoTenants {
    fn new(name: &str) -> Self {
        let beta = Tenant::start();
        beta.configure(BETA);
        let rows: Vec<_> = BETA_APPS
            .iter()
            .map(|name| json!({ "AppKey": name.replace(' ', "-"), "Name": name, "DisplayName": name, "Category": "Beta", "AppType": "Web" }))
            .collect();
        let list = json!({ "success": true, "Result": { "Apps": rows }, "Message": null });
        beta.control("apps", &json!({ "account": BEA, "body": list.to_string() }));
        let journey = Journey::new(name);
        let proxies =
            [RecordingProxy::in_front_of(journey.tenant.address()), RecordingProxy::in_front_of(beta.address())];
        journey.dirs().write_settings(&format!(
            "opens_in = \"browser\"\n\n[[tenant]]\nurl = \"http://{}\"\nname = \"Acme\"\n\n[[tenant]]\nurl = \"http://{}\"\nname = \"Beta\"\n",
            proxies[0].address(),
            proxies[1].address()
        ));
        Self { journey, beta, proxies }
    }

    fn desktop(&self) -> &Desktop {
        &self.journey.desktop
    }

    /// Signs in to both tenants; Beta's list is on screen afterwards.
    fn sign_in_to_both(&self, portico: &Portico<'_>) {
        let main = portico.main_window();
        self.journey.sign_in(portico, ADA);
        assert_shows_only(portico, &ACME_APPS, &BETA_APPS);
        choose_account_menu_item(portico, "Acme", "Add account…");
        main.fill(Role::Entry, "Company address", self.proxies[1].address());
        main.press_keys(&["Return"]);
        self.journey.enter_credentials(portico, BEA, "portico");
        self.journey.wait_for_list(portico);
        assert_shows_only(portico, &BETA_APPS, &ACME_APPS);
    }

    /// Asserts that no secret of one tenant was sent to the other.
    fn assert_secrets_stay_separate(&self) {
        for (own, other) in [(0, 1), (1, 0)] {
            let sent_text = self.proxies[other].request_text();
            for secret in self.proxies[own].secrets() {
                assert!(!sent_text.contains(&secret), "{secret} of tenant {own} was sent to tenant {other}");
            }
        }
    }
}

/// Chooses an item in the account menu, whose name contains the company's.
fn choose_account_menu_item(portico: &Portico<'_>, company: &str, item: &str) {
    let main = portico.main_window();
    assert!(main.find_by_prefix(Role::ComboBox, "Account").name().contains(company), "{:?}", main.texts());
    main.press_by_prefix(Role::ComboBox, "Account");
    main.press_by_prefix(Role::MenuItem, item);
}

/// Asserts that the apps of one tenant are on screen, and none of the other.
fn assert_shows_only(portico: &Portico<'_>, shown: &[&str], hidden: &[&str]) {
    let main = portico.main_window();
    main.find(Role::Button, shown[0]);
    let words = main.texts();
    for app in hidden {
        assert!(!words.iter().any(|word| word == app), "{app} is on screen: {words:?}");
    }
}

#[test]
fn switching_accounts_shows_only_active_accounts_apps() {
    let tenants = TwoTenants::new("accounts");
    tenants.desktop().keyring().start_unlocked();
    let portico = tenants.journey.start();
    let main = portico.main_window();
    tenants.sign_in_to_both(&portico);
    tenants.desktop().keyring().wait_for_secret_count(2);
    let authorized =
        || [&tenants.journey.tenant, &tenants.beta].map(|tenant| tenant.request_count("/oauth2/authorize/portico"));
    let before = authorized();
    main.fill(Role::ComboBox, "Search apps", "beta");
    main.find(Role::ListItem, "Beta Wiki");
    for _ in 0..3 {
        choose_account_menu_item(&portico, "Beta", ADA);
        assert_shows_only(&portico, &ACME_APPS, &BETA_APPS);
        assert_eq!(main.find(Role::ComboBox, "Search apps").text(), "", "a search is not inherited");
        choose_account_menu_item(&portico, "Acme", BEA);
        assert_shows_only(&portico, &BETA_APPS, &ACME_APPS);
    }
    assert_eq!(authorized(), before, "nobody signs in again");
    // The launch uses the account on screen.
    main.fill(Role::ComboBox, "Search apps", "canteen");
    main.find(Role::ListItem, "Beta Canteen");
    main.press_keys(&["Return"]);
    let opened = tenants.journey.wait_for_browser_calls();
    let url = opened[0].last().expect("an address");
    assert!(url.starts_with(&format!("http://{}/run?appkey=Beta-Canteen", tenants.proxies[1].address())), "{url}");
    assert!(url.ends_with("customerID=BET5678"), "{url}");
    portico.quit();

    // The next start restores the account that was active last, and the other needs no sign-in either.
    let portico = tenants.journey.start();
    assert_shows_only(&portico, &BETA_APPS, &ACME_APPS);
    portico.main_window().wait_for_text("updated");
    choose_account_menu_item(&portico, "Beta", ADA);
    assert_shows_only(&portico, &ACME_APPS, &BETA_APPS);
    portico.main_window().find(Role::Button, "Refresh");
    assert_eq!(authorized(), before);
    tenants.assert_secrets_stay_separate();
}

#[test]
fn sign_out_and_forget_remove_only_chosen_accounts() {
    let tenants = TwoTenants::new("accounts_leave");
    let keyring = tenants.desktop().keyring();
    keyring.start_unlocked();
    let portico = tenants.journey.start();
    let main = portico.main_window();
    tenants.sign_in_to_both(&portico);
    keyring.wait_for_secret_count(2);

    // Sign out of one account.
    choose_account_menu_item(&portico, "Beta", "Sign out");
    main.find(Role::Heading, "Sign in to Beta");
    keyring.wait_for_secret_count(1);
    assert_shows_none(&portico, &BETA_APPS);
    main.press_by_prefix(Role::Button, ADA);
    assert_shows_only(&portico, &ACME_APPS, &BETA_APPS);
    assert_eq!(tenants.journey.tenant.request_count("/oauth2/revoke/portico"), 0, "the other one stays signed in");
    assert!(tenants.beta.request_count("/oauth2/revoke/portico") > 0);

    // Sign out of all accounts.
    choose_account_menu_item(&portico, "Acme", "Sign out of all accounts");
    main.find(Role::Heading, "Sign in to Acme");
    keyring.wait_for_secret_count(0);
    assert_shows_none(&portico, &ACME_APPS);
    let is_revoked = || (tenants.journey.tenant.request_count("/oauth2/revoke/portico") > 0).then_some(());
    wait_within(e2e::TIMEOUT, is_revoked).expect("the tenant is told");
    assert!(tenants.journey.dirs().cached_files().is_empty(), "{:?}", tenants.journey.dirs().cached_files());

    // A forgotten account is in no menu and in no file.
    tenants.journey.sign_in(&portico, ADA);
    keyring.wait_for_secret_count(1);
    choose_account_menu_item(&portico, "Acme", "Forget this account…");
    main.find(Role::Dialog, "Forget this account?");
    main.press("Forget account");
    keyring.wait_for_secret_count(0);
    let is_forgotten = || (!read_file(&tenants, "accounts.json").contains(ADA)).then_some(());
    wait_within(e2e::TIMEOUT, is_forgotten).expect("the account is forgotten");
    assert_shows_none(&portico, &ACME_APPS);
    tenants.assert_secrets_stay_separate();
    portico.quit();
    for (path, bytes) in tenants.journey.dirs().files() {
        let is_log = path.ends_with("output.log");
        assert!(is_log || !String::from_utf8_lossy(&bytes).contains(ADA), "{}", path.display());
    }
}

fn assert_shows_none(portico: &Portico<'_>, apps: &[&str]) {
    let words = portico.main_window().texts();
    assert!(!words.iter().any(|word| apps.contains(&word.as_str())), "{words:?}");
}

fn read_file(tenants: &TwoTenants, name: &str) -> String {
    let files = tenants.journey.dirs().files();
    let found = files.into_iter().find(|(path, _)| path.ends_with(name));
    found.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}
