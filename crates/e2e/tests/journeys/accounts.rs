//! Two people at two companies: they share a window, and nothing else.

use e2e::{Desktop, Journey, Portico, Role, Tenant, Wire, wait_within};
use serde_json::json;

const BETA: &str =
    "[tenant]\nid = \"BET5678\"\nname = \"Beta\"\n\n[[account]]\nname = \"bea@beta.test\"\npassword = \"portico\"\n";
const ADA: &str = "user@acme.test";
const BEA: &str = "bea@beta.test";
const OF_ACME: [&str; 3] = ["Slack", "Jira Software", "Miro"];
const OF_BETA: [&str; 3] = ["Beta Timesheets", "Beta Wiki", "Beta Canteen"];

struct Stage {
    journey: Journey,
    beta: Tenant,
    wires: [Wire; 2],
}

impl Stage {
    fn new(name: &str) -> Self {
        let beta = Tenant::start();
        beta.configure(BETA);
        let rows: Vec<_> = OF_BETA
            .iter()
            .map(|name| json!({ "AppKey": name.replace(' ', "-"), "Name": name, "DisplayName": name, "Category": "Beta", "AppType": "Web" }))
            .collect();
        let list = json!({ "success": true, "Result": { "Apps": rows }, "Message": null });
        beta.control("apps", &json!({ "account": BEA, "body": list.to_string() }));
        let journey = Journey::new(name);
        let wires = [Wire::before(journey.tenant.address()), Wire::before(beta.address())];
        journey.homes().write_settings(&format!(
            "opens_in = \"browser\"\n\n[[tenant]]\nurl = \"http://{}\"\nname = \"Acme\"\n\n[[tenant]]\nurl = \"http://{}\"\nname = \"Beta\"\n",
            wires[0].address(),
            wires[1].address()
        ));
        Self { journey, beta, wires }
    }

    fn desktop(&self) -> &Desktop {
        &self.journey.desktop
    }

    /// Both are signed in; Beta's list is on screen.
    fn sign_both_in(&self, portico: &Portico<'_>) {
        let main = portico.main();
        self.journey.sign_in(portico, ADA);
        shows(portico, &OF_ACME, &OF_BETA);
        menu(portico, "Acme", "Add account…");
        main.write(Role::Entry, "Company address", self.wires[1].address());
        main.keys(&["Return"]);
        self.journey.give_password(portico, BEA, "portico");
        self.journey.wait_for_list(portico);
        shows(portico, &OF_BETA, &OF_ACME);
    }

    /// Nothing that one tenant handed out was ever sent to the other.
    fn keep_apart(&self) {
        for (own, other) in [(0, 1), (1, 0)] {
            let sent = self.wires[other].asked();
            for secret in self.wires[own].secrets() {
                assert!(!sent.contains(&secret), "{secret} of tenant {own} was sent to tenant {other}");
            }
        }
    }
}

/// In the menu of the account of that company, whose name is part of its own.
fn menu(portico: &Portico<'_>, company: &str, item: &str) {
    let main = portico.main();
    assert!(main.find_by_prefix(Role::ComboBox, "Account").name().contains(company), "{:?}", main.words());
    main.press_by_prefix(Role::ComboBox, "Account");
    main.press_by_prefix(Role::MenuItem, item);
}

/// Apps of one, and none of the other's.
fn shows(portico: &Portico<'_>, there: &[&str], not_there: &[&str]) {
    let main = portico.main();
    main.find(Role::Button, there[0]);
    let words = main.words();
    for app in not_there {
        assert!(!words.iter().any(|word| word == app), "{app} is on screen: {words:?}");
    }
}

#[test]
fn switching_accounts_shows_only_active_accounts_apps() {
    let stage = Stage::new("accounts");
    stage.desktop().keyring().start();
    let portico = stage.journey.portico();
    let main = portico.main();
    stage.sign_both_in(&portico);
    stage.desktop().keyring().wait_for_secret_count(2);
    let authorized = || [&stage.journey.tenant, &stage.beta].map(|tenant| tenant.count("/oauth2/authorize/portico"));
    let before = authorized();
    main.write(Role::ComboBox, "Search apps", "beta");
    main.find(Role::ListItem, "Beta Wiki");
    for _ in 0..3 {
        menu(&portico, "Beta", ADA);
        shows(&portico, &OF_ACME, &OF_BETA);
        assert_eq!(main.find(Role::ComboBox, "Search apps").text(), "", "a search is not inherited");
        menu(&portico, "Acme", BEA);
        shows(&portico, &OF_BETA, &OF_ACME);
    }
    assert_eq!(authorized(), before, "nobody signs in again");
    // What opens belongs to the one on screen.
    main.write(Role::ComboBox, "Search apps", "canteen");
    main.find(Role::ListItem, "Beta Canteen");
    main.keys(&["Return"]);
    let opened = stage.journey.wait_for_opened();
    let url = opened[0].last().expect("an address");
    assert!(url.starts_with(&format!("http://{}/run?appkey=Beta-Canteen", stage.wires[1].address())), "{url}");
    assert!(url.ends_with("customerID=BET5678"), "{url}");
    portico.quit();

    // The next start begins with the one that was there last; the other needs no sign-in either.
    let portico = stage.journey.portico();
    shows(&portico, &OF_BETA, &OF_ACME);
    portico.main().wait_for_text("updated");
    menu(&portico, "Beta", ADA);
    shows(&portico, &OF_ACME, &OF_BETA);
    portico.main().find(Role::Button, "Refresh");
    assert_eq!(authorized(), before);
    stage.keep_apart();
}

#[test]
fn sign_out_and_forget_remove_only_chosen_accounts() {
    let stage = Stage::new("accounts_leave");
    let keyring = stage.desktop().keyring();
    keyring.start();
    let portico = stage.journey.portico();
    let main = portico.main();
    stage.sign_both_in(&portico);
    keyring.wait_for_secret_count(2);

    // One alone.
    menu(&portico, "Beta", "Sign out");
    main.find(Role::Heading, "Sign in to Beta");
    keyring.wait_for_secret_count(1);
    shows_none(&portico, &OF_BETA);
    main.press_by_prefix(Role::Button, ADA);
    shows(&portico, &OF_ACME, &OF_BETA);
    assert_eq!(stage.journey.tenant.count("/oauth2/revoke/portico"), 0, "the other one stays signed in");
    assert!(stage.beta.count("/oauth2/revoke/portico") > 0);

    // All at once.
    menu(&portico, "Acme", "Sign out of all accounts");
    main.find(Role::Heading, "Sign in to Acme");
    keyring.wait_for_secret_count(0);
    shows_none(&portico, &OF_ACME);
    let told = || (stage.journey.tenant.count("/oauth2/revoke/portico") > 0).then_some(());
    wait_within(e2e::PATIENCE, told).expect("the tenant is told");
    assert!(stage.journey.homes().copies().is_empty(), "{:?}", stage.journey.homes().copies());

    // Forgotten: it is in no menu and in no file any more.
    stage.journey.sign_in(&portico, ADA);
    keyring.wait_for_secret_count(1);
    menu(&portico, "Acme", "Forget this account…");
    main.find(Role::Dialog, "Forget this account?");
    main.press("Forget account");
    keyring.wait_for_secret_count(0);
    let gone = || (!file(&stage, "accounts.json").contains(ADA)).then_some(());
    wait_within(e2e::PATIENCE, gone).expect("the account is forgotten");
    shows_none(&portico, &OF_ACME);
    stage.keep_apart();
    portico.quit();
    for (path, bytes) in stage.journey.homes().files() {
        let logged = path.ends_with("output.log");
        assert!(logged || !String::from_utf8_lossy(&bytes).contains(ADA), "{}", path.display());
    }
}

fn shows_none(portico: &Portico<'_>, apps: &[&str]) {
    let words = portico.main().words();
    assert!(!words.iter().any(|word| apps.contains(&word.as_str())), "{words:?}");
}

fn file(stage: &Stage, name: &str) -> String {
    let files = stage.journey.homes().files();
    let found = files.into_iter().find(|(path, _)| path.ends_with(name));
    found.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}
