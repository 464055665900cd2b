use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::view::{SignInWay, Theme};

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

const RULES: &str = "# mine
theme = \"dark\" # at night

# Jira is the one at work
[[open]]
app = \"jira\" # by its key
in = \"browser:chrome:profile=Work\"

[[open]]
category = \"Finance\"
in = \"browser:firefox:private\"

# of a newer version
[[open]]
folder = \"Daily\"
in = \"window\"

[[tenant]]
url = \"https://a.test\"

[future]
key = 1
";

fn rule(app: Option<&str>, category: Option<&str>, place: &str) -> OpenRule {
    OpenRule { app: app.map(Into::into), category: category.map(Into::into), place: place.parse().unwrap() }
}

fn in_category(category: Option<&str>) -> App {
    App { key: "jira".into(), category: category.map(Into::into), ..App::default() }
}

#[test]
fn rules_that_a_person_wrote_keep_their_order_and_comments() {
    let home = home(RULES.as_bytes(), "");
    let mut settings = load(&home);
    let (jira, finance) = (
        rule(Some("jira"), None, "browser:chrome:profile=Work"),
        rule(None, Some("Finance"), "browser:firefox:private"),
    );
    let view = settings.view(None);
    assert_eq!(
        (view.open_rules, view.unknown_keys),
        (vec![jira.clone(), finance.clone()], vec!["open[3]".into(), "future".into()])
    );
    // As they are, nothing moves.
    settings.change(&SettingsChange::OpenRules(vec![jira.clone(), finance.clone()]), None).unwrap();
    assert_eq!(text(&home), RULES);
    // Turned round, with a new one between them.
    let new = rule(None, None, "window");
    let turned = vec![finance, new, jira];
    settings.change(&SettingsChange::OpenRules(turned.clone()), None).unwrap();
    let written = text(&home);
    assert_eq!(load(&home).view(None).open_rules, turned, "{written}");
    for kept in [
        "# mine",
        "# at night",
        "# Jira is the one at work",
        "# by its key",
        "# of a newer version",
        "folder = \"Daily\"",
        "[future]\nkey = 1",
    ] {
        assert!(written.contains(kept), "{kept} in {written}");
    }
    assert!(written.find("[[open]]") < written.find("[[tenant]]"), "{written}");
    // Without any, what this version does not understand stays.
    settings.change(&SettingsChange::OpenRules(Vec::new()), None).unwrap();
    let written = text(&home);
    assert!(written.contains("folder = \"Daily\"") && !written.contains("Finance"), "{written}");
    assert_eq!(load(&home).registration().unwrap().0.tenant.as_str(), "https://a.test");
}

#[test]
fn rules_may_stand_in_one_line_and_are_not_written_over_unread() {
    let home = home(b"open = [{ app = \"jira\", in = \"window\" }, { in = \"browser\" }]\ncommand = [{ name = \"Work\", run = [\"open-work\", \"{url}\"] }]\n", "");
    let mut settings = load(&home);
    assert_eq!(settings.view(None).unknown_keys, Vec::<String>::new());
    assert_eq!(settings.command("Work").map(<[String]>::len), Some(2));
    let mut rules = settings.view(None).open_rules;
    assert_eq!(rules, [rule(Some("jira"), None, "window"), rule(None, None, "browser")]);
    rules.push(rule(None, Some("IT"), "window"));
    settings.change(&SettingsChange::OpenRules(rules.clone()), None).unwrap();
    assert_eq!(load(&home).view(None).open_rules, rules);
    let home = self::home(b"open = 7\n", "");
    let mut settings = load(&home);
    assert_eq!(settings.change(&SettingsChange::OpenRules(Vec::new()), None).unwrap_err().code, Code::DiskReadOnly);
    assert_eq!(text(&home), "open = 7\n");
}

#[test]
fn where_an_app_opens() {
    let own = b"opens_in = \"window\"\n[[open]]\napp = \"jira\"\ncategory = \"IT\"\nin = \"browser:both\"\n[[open]]\ncategory = \"IT\"\nin = \"browser:it\"\n";
    let of = |settings: &Settings, category| settings.place_of(&in_category(category)).map(String::from);
    let home = home(own, "");
    let settings = load(&home);
    assert_eq!(of(&settings, Some("IT")).as_deref(), Some("browser:both"));
    assert_eq!(of(&settings, Some("it")).as_deref(), Some("window"), "categories are names");
    assert_eq!(of(&settings, None).as_deref(), Some("window"));
    let home = self::home(own, "opens_in = \"ask\"\n[[open]]\ncategory = \"IT\"\nin = \"browser:fixed\"\n");
    let settings = load(&home);
    assert_eq!(of(&settings, Some("IT")).as_deref(), Some("browser:fixed"));
    assert_eq!(of(&settings, None), None, "the policy lets nobody choose one for all");
    let view = settings.view(None);
    assert_eq!((view.fixed_rules.len(), view.open_rules.len(), view.opens_in.managed), (1, 2, true));
}

#[test]
fn commands_by_name_the_policys_first() {
    let own = br#"
[[command]]
name = " Work "
run = ["mine", "{url}"]
[[command]]
name = "Work"
run = ["second", "{url}"]
[[command]]
name = "Plain"
run = "a shell line"
[[command]]
name = "Numbers"
run = ["x", 1]
[[command]]
name = "Empty"
run = []
[[command]]
name = "Extra"
run = ["x", "{url}"]
shell = true
[[command]]
run = ["nameless"]
[[command]]
name = "Home"
run = ["home", "{url}"]
"#;
    let home = home(own, "[[command]]\nname = \"Work\"\nrun = [\"theirs\", \"{url}\"]\n");
    let settings = load(&home);
    assert_eq!(settings.command("Work").unwrap()[0], "theirs");
    assert_eq!(settings.command("Home").unwrap()[0], "home");
    assert!(["Plain", "Numbers", "Empty", "Extra", ""].iter().all(|name| settings.command(name).is_none()));
    let unknown = ["command[2].name", "command[3]", "command[4]", "command[5]", "command[6]", "command[7]"];
    assert_eq!(settings.view(None).unknown_keys, unknown);
    let names: Vec<_> = settings.commands().map(|(name, _)| name).collect();
    assert_eq!(names, ["Work", "Home"], "the person's own of that name is not offered beside it");
}

#[test]
fn switches_are_off_until_somebody_sets_them_and_locked_by_the_policy() {
    type Change = fn(bool) -> SettingsChange;
    type Reads = fn(&Settings) -> bool;
    let switches: [(&str, Change, Reads); 4] = [
        ("menu_entries", SettingsChange::MenuEntries, Settings::has_menu_entries),
        ("autostart", SettingsChange::Autostart, Settings::starts_with_desktop),
        ("keep_running", SettingsChange::KeepRunning, Settings::keeps_running),
        ("tray", SettingsChange::Tray, Settings::has_tray),
    ];
    for (key, change, reads) in switches {
        let home = home(b"# mine\ntheme = \"dark\"\n", "");
        let mut settings = load(&home);
        assert!(!reads(&settings), "{key}");
        settings.change(&change(true), None).unwrap();
        let written = format!("# mine\ntheme = \"dark\"\n{key} = true\n");
        assert!(reads(&load(&home)) && text(&home) == written, "{key}: {}", text(&home));
        let home = self::home(format!("{key} = true\n").as_bytes(), &format!("{key} = false\n"));
        let mut settings = load(&home);
        assert!(!reads(&settings), "{key}");
        assert_eq!(settings.change(&change(true), None).unwrap_err().code, Code::Managed, "{key}");
        let view = settings.view(None);
        let managed = [
            ("menu_entries", view.menu_entries),
            ("autostart", view.autostart),
            ("keep_running", view.keep_running),
            ("tray", view.tray),
        ];
        assert!(managed.iter().all(|(other, setting)| setting.managed == (*other == key)), "{key}");
        let home = self::home(format!("{key} = \"yes\"\n").as_bytes(), "");
        assert_eq!(load(&home).view(None).unknown_keys, [key]);
    }
}

#[test]
fn the_key_of_the_palette_is_one_that_nobody_types_or_none() {
    let home = home(b"palette_shortcut = \"alt+ctrl+space\"\n", "");
    let mut settings = load(&home);
    assert_eq!(settings.view(None).palette_shortcut.value.as_deref(), Some("Ctrl+Alt+Space"));
    assert_eq!(
        settings.change(&SettingsChange::PaletteShortcut(Some("a".into())), None).unwrap_err().code,
        Code::Internal
    );
    settings.change(&SettingsChange::PaletteShortcut(Some("super+k".into())), None).unwrap();
    assert_eq!(text(&home), "palette_shortcut = \"Super+K\"\n");
    settings.change(&SettingsChange::PaletteShortcut(None), None).unwrap();
    assert!(text(&home) == "palette_shortcut = \"\"\n" && load(&home).palette_shortcut().is_none());
    let home = self::home(b"palette_shortcut = \"Ctrl+K\"\n", "palette_shortcut = \"\"\n");
    let view = load(&home).view(None);
    assert!(view.palette_shortcut.managed && view.palette_shortcut.value.is_none(), "the administrator wants none");
    let home = self::home(b"palette_shortcut = \"K\"\n", "");
    assert_eq!(load(&home).view(None).unknown_keys, ["palette_shortcut"]);
}

#[test]
fn every_place_can_be_the_one_for_all() {
    for place in ["browser", "window", "browser:org.mozilla.firefox:private:profile=Büro: 2", "command:Work container"]
    {
        let home = home(b"", "");
        let place: Place = place.parse().unwrap();
        load(&home).change(&SettingsChange::OpensIn(Some(place.clone())), None).unwrap();
        assert_eq!(load(&home).view(None).opens_in.value, Some(place));
        load(&home).change(&SettingsChange::OpensIn(None), None).unwrap();
        assert_eq!((load(&home).view(None).opens_in.value, text(&home).trim()), (None, "opens_in = \"ask\""));
    }
}

proptest! {
    #[test]
    fn any_rules_are_read_as_they_were_written(
        rules in proptest::collection::vec(
            (any::<Option<String>>(), any::<Option<String>>(), "browser|window|browser:\\PC{1,8}(:private)?|command:[a-z]\\PC{0,8}"),
            0..6,
        ),
        kept in 0..4usize,
    ) {
        let rules: Vec<OpenRule> = rules
            .into_iter()
            .filter_map(|(app, category, place)| Some(OpenRule { app, category, place: place.parse().ok()? }))
            .collect();
        let home = home(RULES.as_bytes(), "");
        let mut settings = load(&home);
        settings.change(&SettingsChange::OpenRules(rules.clone()), None).unwrap();
        prop_assert_eq!(&load(&home).view(None).open_rules, &rules);
        let fewer: Vec<_> = rules.into_iter().rev().take(kept).collect();
        settings.change(&SettingsChange::OpenRules(fewer.clone()), None).unwrap();
        let written = load(&home).view(None);
        prop_assert_eq!(written.open_rules, fewer);
        prop_assert!(text(&home).contains("folder = \"Daily\"") && text(&home).contains("# mine"));
    }
}
