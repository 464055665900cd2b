use proptest::prelude::*;

use super::*;
use crate::storage::files;

fn registration(tenant: &str) -> ClientRegistration {
    ClientRegistration::with_defaults(TenantUrl::parse(tenant).unwrap())
}

fn dirs(home: &tempfile::TempDir) -> Dirs {
    let path_to = |name: &str| home.path().join(name);
    Dirs { config: path_to("c"), state: path_to("s"), cache: path_to("k"), policy: path_to("p"), locks: path_to("l") }
}

fn account_of(tenant: &str, user: &str) -> Account {
    Account::new(&registration(tenant), Identity { user: user.into(), tenant_id: None })
}

#[test]
fn account_id_differs_per_user_tenant_and_app() {
    let acme = "https://acme.my.idaptive.app";
    let ids = [
        account_of(acme, "a"),
        account_of(acme, "b"),
        account_of(acme, ""),
        account_of("https://b.my.idaptive.app", "a"),
    ]
    .map(|account| account.id);
    for (index, id) in ids.iter().enumerate() {
        assert!(id.is_valid());
        assert_eq!(ids.iter().position(|other| other == id), Some(index));
    }
    assert_eq!(account_of(acme, "A@x").id, account_of(acme, "a@X").id);
    let mut other = registration(acme);
    other.app_id = "Other".into();
    assert_ne!(AccountId::derive(&other, "a"), ids[0]);
}

#[test]
fn accounts_keep_last_used_order_and_pending_removals() {
    let home = tempfile::tempdir().unwrap();
    let dirs = dirs(&home);
    let (ada, bob) = (account_of("https://a.my.idaptive.app", "ada"), account_of("https://a.my.idaptive.app", "bob"));
    let mut accounts = Accounts::load_readonly(&dirs);
    for account in [&ada, &bob, &ada] {
        accounts.put_first(account.clone());
    }
    let reload = |accounts: &Accounts| {
        accounts.save().unwrap();
        Accounts::load_readonly(&dirs)
    };
    let names = |accounts: &Accounts| accounts.iter().map(|a| a.identity.user.clone()).collect::<Vec<_>>();
    assert_eq!(names(&reload(&accounts)), ["ada", "bob"]);
    accounts.forget(&ada.id);
    assert_eq!(names(&reload(&accounts)), ["bob"]);
    accounts.set_persistence(&bob.id, Persistence::PendingRemoval);
    accounts.forget(&bob.id);
    let mut reloaded = reload(&accounts);
    assert_eq!((reloaded.iter().count(), reloaded.pending_removals().count()), (0, 1), "until the keyring let go");
    reloaded.confirm_removal(&bob.id);
    assert_eq!(reload(&reloaded).pending_removals().count(), 0);
    accounts.put_first(bob.clone());
    assert_eq!(reload(&accounts).find_by_id(bob.id.as_str()), Some(&bob));
}

#[test]
fn damaged_file_is_set_aside_and_the_last_content_comes_back() {
    let home = tempfile::tempdir().unwrap();
    let dirs = dirs(&home);
    let path = dirs.state.join("accounts.json");
    let mut accounts = Accounts::load_readonly(&dirs);
    accounts.put_first(account_of("https://a.my.idaptive.app", "ada"));
    accounts.save().unwrap();
    files::write(&path, b"{").unwrap();
    assert_eq!(Accounts::load_readonly(&dirs).iter().count(), 1);
    let accounts = Accounts::load(&dirs, Timestamp(1));
    assert_eq!((accounts.iter().count(), accounts.load_error()), (1, Some(Code::DiskCorrupt)));
    assert!(dirs.state.join("accounts.json.bad-1").exists());
    let accounts = Accounts::load(&dirs, Timestamp(2));
    assert_eq!((accounts.iter().count(), accounts.load_error()), (1, None));
}

#[test]
fn newer_or_unreadable_file_is_not_overwritten() {
    let home = tempfile::tempdir().unwrap();
    let dirs = dirs(&home);
    let path = dirs.state.join("accounts.json");
    let newer = br#"{"version":9,"accounts":[]}"#;
    files::write(&path, newer).unwrap();
    let mut accounts = Accounts::load(&dirs, Timestamp(3));
    accounts.put_first(account_of("https://a.my.idaptive.app", "ada"));
    assert_eq!(accounts.save().unwrap_err().code, Code::DiskNewer);
    assert_eq!(std::fs::read(&path).unwrap(), newer);
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    let accounts = Accounts::load(&dirs, Timestamp(3));
    assert_eq!(accounts.save().unwrap_err().code, Code::DiskReadOnly);
}

#[test]
fn row_that_cannot_be_read_costs_no_other_and_stays_in_the_file() {
    let home = tempfile::tempdir().unwrap();
    let dirs = dirs(&home);
    let path = dirs.state.join("accounts.json");
    let (ada, bob) = (account_of("https://a.my.idaptive.app", "ada"), account_of("https://a.my.idaptive.app", "bob"));
    let row = |account: &Account, rest: &str| {
        format!(r#"{{"id":"{}","tenant":"{}","user":"{}"{rest}}}"#, account.id, account.tenant, account.identity.user)
    };
    let stashed = row(&bob, r#", "kept" : "stashed", "n":1e400"#);
    let others = [stashed.as_str(), "17", r#"{"id":"../x"}"#];
    let known = row(&ada, r#","kept":"session","color":"red""#);
    files::write(&path, format!(r#"{{"version":1,"accounts":[{},{known}]}}"#, others.join(",")).as_bytes()).unwrap();
    let mut accounts = Accounts::load(&dirs, Timestamp(1));
    assert_eq!((accounts.iter().count(), accounts.load_error()), (1, None));
    accounts.put_first(ada);
    accounts.save().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(others.iter().all(|row| text.contains(row)) && text.contains(r#""color":"red""#), "{text}");
    accounts.put_first(bob);
    accounts.save().unwrap();
    assert!(!std::fs::read_to_string(&path).unwrap().contains("stashed"), "a sign-in replaces the row");
}

proptest! {
    /// Whatever becomes of one row, the others are read, and its text stays.
    #[test]
    fn any_row_costs_itself_alone(row in json()) {
        let home = tempfile::tempdir().unwrap();
        let dirs = dirs(&home);
        let ada = account_of("https://a.my.idaptive.app", "ada");
        let known = format!(r#"{{"id":"{}","tenant":"{}","user":"ada"}}"#, ada.id, ada.tenant);
        let content = format!(r#"{{"version":1,"accounts":[{row},{known}]}}"#);
        files::write(&dirs.state.join("accounts.json"), content.as_bytes()).unwrap();
        let accounts = Accounts::load(&dirs, Timestamp(1));
        prop_assert_eq!(accounts.iter().collect::<Vec<_>>(), [&ada]);
        accounts.save().unwrap();
        let text = std::fs::read_to_string(dirs.state.join("accounts.json")).unwrap();
        prop_assert!(text.contains(&row.to_string()));
    }

    #[test]
    fn load_survives_arbitrary_file_content(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let home = tempfile::tempdir().unwrap();
        let dirs = dirs(&home);
        let path = dirs.state.join("accounts.json");
        files::write(&path, &bytes).unwrap();
        let accounts = Accounts::load(&dirs, Timestamp(1));
        prop_assert_eq!(accounts.load_error(), Some(Code::DiskCorrupt));
        prop_assert_eq!(std::fs::read(path.with_file_name("accounts.json.bad-1")).unwrap(), bytes);
    }
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let name = prop_oneof![Just("id".to_owned()), Just("tenant".into()), Just("kept".into()), "[a-z]{0,4}"];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((name, inner), 0..4).prop_map(|members| Map::from_iter(members).into()),
        ]
    })
}
