use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::view::Theme;

struct Home {
    _folder: TempDir,
    dirs: Dirs,
}

fn home(settings: &[u8], policy: &str) -> Home {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let dirs = Dirs {
        config: at("config"),
        state: at("state"),
        cache: at("cache"),
        policy: at("policy.toml"),
        locks: at("locks"),
    };
    fs::create_dir(&dirs.config).unwrap();
    fs::write(dirs.config.join("settings.toml"), settings).unwrap();
    if !policy.is_empty() {
        fs::write(&dirs.policy, policy).unwrap();
    }
    Home { _folder: folder, dirs }
}

fn load(home: &Home) -> Settings {
    Settings::load(&home.dirs, Millis(1))
}

fn text(home: &Home) -> String {
    fs::read_to_string(home.dirs.config.join("settings.toml")).unwrap()
}

#[test]
fn the_documented_table() {
    let home = home(
        br#"
[[tenant]]
url = "https://acme.my.idaptive.app"
name = "Acme"
sign_in = "webview"
app_id = "Portico"
client_id = "anything"
scope = "all"
redirect_uri = "https://acme.my.idaptive.app/sysinfo/dummy"
"#,
        "",
    );
    let settings = load(&home);
    let (registration, fixed) = settings.registration().unwrap();
    assert_eq!((registration.client_id.as_str(), registration.scope.as_str(), fixed), ("anything", "all", false));
    assert_eq!(settings.view(None).unknown_keys, Vec::<String>::new());
}

#[test]
fn policy_wins_and_locks() {
    let home = home(
        b"theme = \"dark\"\nlocal_copy = true\n[[tenant]]\nurl = \"https://mine.my.idaptive.app\"\n",
        "local_copy = false\nopens_in = \"ask\"\n[[tenant]]\nurl = \"https://acme.my.idaptive.app\"\n",
    );
    let mut settings = load(&home);
    let (registration, fixed) = settings.registration().unwrap();
    assert_eq!((registration.tenant.as_str(), fixed), ("https://acme.my.idaptive.app", true));
    let view = settings.view(None);
    assert!(!view.local_copy.value && view.local_copy.managed && view.opens_in.managed && !view.theme.managed);
    assert_eq!(settings.change(&SettingsChange::LocalCopy(true), None).unwrap_err().code, Code::Managed);
    assert_eq!(settings.change(&SettingsChange::OpensIn(Some(Place::Browser)), None).unwrap_err().code, Code::Managed);
    settings.change(&SettingsChange::Theme(Theme::Light), None).unwrap();
    assert!(text(&home).contains("theme = \"light\""));
}

#[test]
fn what_a_person_wrote_survives() {
    let home = home(
        b"# mine\nfuture = 1 # later\ntheme = \"dark\"\n\n[[tenant]]\nurl = \"https://a.test\" # old\nextra = true\n",
        "",
    );
    let mut settings = load(&home);
    assert_eq!(settings.view(None).unknown_keys, ["future", "tenant[1].extra"]);
    settings.change(&SettingsChange::OpensIn(Some(Place::Window)), None).unwrap();
    settings.add_tenant(&Registration::of(crate::tenant::TenantUrl::parse("https://b.test").unwrap())).unwrap();
    let written = text(&home);
    for kept in ["# mine", "future = 1 # later", "# old", "extra = true", "opens_in = \"window\"", "https://b.test"] {
        assert!(written.contains(kept), "{kept} in {written}");
    }
    let again = load(&home);
    assert_eq!(again.opens_in(), Some(Place::Window));
    assert_eq!(again.registration().unwrap().0.tenant.as_str(), "https://b.test", "the one that was typed last");
    settings.add_tenant(&Registration::of(crate::tenant::TenantUrl::parse("https://a.test").unwrap())).unwrap();
    assert_eq!(load(&home).registration().unwrap().0.tenant.as_str(), "https://a.test");
    assert_eq!(text(&home).matches("[[tenant]]").count(), 2);
}

#[test]
fn what_a_file_says_of_a_tenant_holds_when_it_is_typed() {
    let home = home(
        b"[[tenant]]\nurl = \"https://a.test\"\n[[tenant]]\nurl = \"https://b.test/\"\napp_id = \"HRPortal\" # ours\n",
        "",
    );
    let mut settings = load(&home);
    let known = settings.known(&TenantUrl::parse("https://b.test").unwrap()).unwrap();
    assert_eq!(known.app_id, "HRPortal");
    settings.add_tenant(&known).unwrap();
    assert_eq!(load(&home).registration().unwrap().0.app_id, "HRPortal");
    assert!(text(&home).contains("# ours"));
}

#[test]
fn wrong_kinds_are_named_and_ignored() {
    let home = home(
        b"theme = 7\nopens_in = \"moon\"\n[[tenant]]\nurl = \"http://not-here.test\"\n[[tenant]]\nurl = \"https://a.test\"\nsign_in = \"telepathy\"\napp_id = \"a b\"\nredirect_uri = \"http://x.test/\"\n",
        "",
    );
    let settings = load(&home);
    assert_eq!(
        settings.view(None).unknown_keys,
        ["theme", "opens_in", "tenant[1].url", "tenant[2].sign_in", "tenant[2].app_id", "tenant[2].redirect_uri"]
    );
    assert_eq!(settings.registration().unwrap().0.app_id, "Portico");
}

#[test]
fn damage_is_set_aside() {
    for damage in [&b"\xff\xfe"[..], b"[[tenant", b"a = 1\na = 2\n"] {
        let home = home(damage, "");
        let mut settings = load(&home);
        assert_eq!(settings.view(None).problem.map(|problem| problem.code), Some(Code::DiskCorrupt));
        assert!(home.dirs.config.join("settings.toml.bad-1").exists());
        settings.change(&SettingsChange::Theme(Theme::Dark), None).unwrap();
        assert_eq!(load(&home).view(None).theme.value, Theme::Dark);
    }
}

proptest! {
    #[test]
    fn any_file_gives_settings(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let home = home(&bytes, "");
        let _ = load(&home).view(None);
    }
}

#[test]
fn a_way_that_worked_is_written_down() {
    let home = home(b"[[tenant]]\nurl = \"https://a.test\"\n", "");
    let a = TenantUrl::parse("https://a.test").unwrap();
    let b = TenantUrl::parse("https://b.test").unwrap();
    let mut settings = load(&home);
    settings.set_way(&a, SignInWay::Browser).unwrap();
    settings.set_way(&b, SignInWay::Portal).unwrap();
    let settings = load(&home);
    let known = settings.known(&a).unwrap();
    assert_eq!((known.way, known.redirect_uri.as_str()), (SignInWay::Browser, "http://127.0.0.1:47631/signed-in"));
    assert_eq!(settings.known(&b).unwrap().way, SignInWay::Portal);
    assert_eq!(settings.registration().unwrap().0.tenant, a, "the order stays");
}

#[test]
fn a_policy_may_leave_the_way_open() {
    let own = b"[[tenant]]\nurl = \"https://a.test\"\nsign_in = \"browser\"\napp_id = \"Mine\"\n";
    let a = TenantUrl::parse("https://a.test").unwrap();
    let open = home(own, "[[tenant]]\nurl = \"https://a.test\"\napp_id = \"Theirs\"\n");
    let known = load(&open).known(&a).unwrap();
    assert_eq!((known.way, known.app_id.as_str()), (SignInWay::Browser, "Theirs"));
    let held = home(own, "idle_lock = 5\n[[tenant]]\nurl = \"https://a.test\"\nsign_in = \"webview\"\n");
    let mut settings = load(&held);
    assert_eq!(settings.known(&a).unwrap().way, SignInWay::Webview);
    assert_eq!(settings.set_way(&a, SignInWay::Browser).unwrap_err().code, Code::Managed);
    assert_eq!(settings.change(&SettingsChange::IdleLock(0), None).unwrap_err().code, Code::Managed);
    assert_eq!(settings.idle_lock(), Some(5));
    assert!(settings.known(&TenantUrl::parse("https://b.test").unwrap()).is_none());
}

#[test]
fn a_forgotten_tenant_leaves_what_the_person_wrote() {
    let home = home(b"[[tenant]]\nurl = \"https://a.test\"\nname = \"A\"\n[[tenant]]\nurl = \"https://b.test\"\n", "");
    let mut settings = load(&home);
    for tenant in ["https://a.test", "https://b.test", "https://c.test"] {
        settings.forget_tenant(&TenantUrl::parse(tenant).unwrap()).unwrap();
    }
    assert!(text(&home).contains("a.test") && !text(&home).contains("b.test"));
}
