use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::view::{SignInMethod, Theme};

struct SettingsDir {
    _folder: TempDir,
    dirs: Dirs,
}

fn write_files(settings: &[u8], policy: &str) -> SettingsDir {
    let folder = tempfile::tempdir().unwrap();
    let path_of = |name: &str| folder.path().join(name);
    let dirs = Dirs {
        config: path_of("config"),
        state: path_of("state"),
        cache: path_of("cache"),
        policy: path_of("policy.toml"),
        locks: path_of("locks"),
    };
    fs::create_dir(&dirs.config).unwrap();
    fs::write(dirs.config.join("settings.toml"), settings).unwrap();
    if !policy.is_empty() {
        fs::write(&dirs.policy, policy).unwrap();
    }
    SettingsDir { _folder: folder, dirs }
}

fn load_settings(files: &SettingsDir) -> Settings {
    Settings::load(&files.dirs, Timestamp(1))
}

fn settings_text(files: &SettingsDir) -> String {
    fs::read_to_string(files.dirs.config.join("settings.toml")).unwrap()
}

#[test]
fn documented_tenant_table_is_read() {
    let files = write_files(
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
    let settings = load_settings(&files);
    let (registration, is_managed) = settings.registration().unwrap();
    assert_eq!((registration.client_id.as_str(), registration.scope.as_str(), is_managed), ("anything", "all", false));
    assert_eq!(settings.view(None).unknown_keys, Vec::<String>::new());
}

#[test]
fn policy_values_win_and_cannot_be_changed() {
    let files = write_files(
        b"theme = \"dark\"\nlocal_copy = true\n[[tenant]]\nurl = \"https://mine.my.idaptive.app\"\n",
        "local_copy = false\nopens_in = \"ask\"\n[[tenant]]\nurl = \"https://acme.my.idaptive.app\"\n",
    );
    let mut settings = load_settings(&files);
    let (registration, is_managed) = settings.registration().unwrap();
    assert_eq!((registration.tenant.as_str(), is_managed), ("https://acme.my.idaptive.app", true));
    let view = settings.view(None);
    assert!(!view.local_copy.value && view.local_copy.managed && view.opens_in.managed && !view.theme.managed);
    assert_eq!(settings.change(&SettingsChange::LocalCopy(true), None).unwrap_err().code, Code::Managed);
    assert_eq!(settings.change(&SettingsChange::OpensIn(Some(Target::Browser)), None).unwrap_err().code, Code::Managed);
    settings.change(&SettingsChange::Theme(Theme::Light), None).unwrap();
    assert!(settings_text(&files).contains("theme = \"light\""));
}

#[test]
fn comments_and_unknown_keys_survive_changes() {
    let files = write_files(
        b"# mine\nfuture = 1 # later\ntheme = \"dark\"\n\n[[tenant]]\nurl = \"https://a.test\" # old\nextra = true\n",
        "",
    );
    let mut settings = load_settings(&files);
    assert_eq!(settings.view(None).unknown_keys, ["future", "tenant[1].extra"]);
    settings.change(&SettingsChange::OpensIn(Some(Target::Window)), None).unwrap();
    settings
        .put_tenant_first(&ClientRegistration::with_defaults(
            crate::tenant::url::TenantUrl::parse("https://b.test").unwrap(),
        ))
        .unwrap();
    let text = settings_text(&files);
    for expected in ["# mine", "future = 1 # later", "# old", "extra = true", "opens_in = \"window\"", "https://b.test"]
    {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    let reloaded = load_settings(&files);
    assert_eq!(reloaded.default_target(), Some(Target::Window));
    assert_eq!(reloaded.registration().unwrap().0.tenant.as_str(), "https://b.test", "the one that was typed last");
    settings
        .put_tenant_first(&ClientRegistration::with_defaults(
            crate::tenant::url::TenantUrl::parse("https://a.test").unwrap(),
        ))
        .unwrap();
    assert_eq!(load_settings(&files).registration().unwrap().0.tenant.as_str(), "https://a.test");
    assert_eq!(settings_text(&files).matches("[[tenant]]").count(), 2);
}

#[test]
fn typed_tenant_uses_its_table_in_the_settings_file() {
    let files = write_files(
        b"[[tenant]]\nurl = \"https://a.test\"\n[[tenant]]\nurl = \"https://b.test/\"\napp_id = \"HRPortal\" # ours\n",
        "",
    );
    let mut settings = load_settings(&files);
    let registration = settings.find_registration(&TenantUrl::parse("https://b.test").unwrap()).unwrap();
    assert_eq!(registration.app_id, "HRPortal");
    settings.put_tenant_first(&registration).unwrap();
    assert_eq!(load_settings(&files).registration().unwrap().0.app_id, "HRPortal");
    assert!(settings_text(&files).contains("# ours"));
}

#[test]
fn invalid_values_are_reported_and_ignored() {
    let files = write_files(
        b"theme = 7\nopens_in = \"moon\"\n[[tenant]]\nurl = \"http://not-here.test\"\n[[tenant]]\nurl = \"https://a.test\"\nsign_in = \"telepathy\"\napp_id = \"a b\"\nredirect_uri = \"http://x.test/\"\n",
        "",
    );
    let settings = load_settings(&files);
    assert_eq!(
        settings.view(None).unknown_keys,
        ["theme", "opens_in", "tenant[1].url", "tenant[2].sign_in", "tenant[2].app_id", "tenant[2].redirect_uri"]
    );
    assert_eq!(settings.registration().unwrap().0.app_id, "Portico");
}

#[test]
fn damaged_settings_file_is_set_aside() {
    for damage in [&b"\xff\xfe"[..], b"[[tenant", b"a = 1\na = 2\n"] {
        let files = write_files(damage, "");
        let mut settings = load_settings(&files);
        assert_eq!(settings.view(None).problem.map(|error| error.code), Some(Code::DiskCorrupt));
        assert!(files.dirs.config.join("settings.toml.bad-1").exists());
        settings.change(&SettingsChange::Theme(Theme::Dark), None).unwrap();
        assert_eq!(load_settings(&files).view(None).theme.value, Theme::Dark);
    }
}

proptest! {
    #[test]
    fn load_never_panics_on_arbitrary_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let home = write_files(&bytes, "");
        let _ = load_settings(&home).view(None);
    }
}

#[test]
fn set_sign_in_method_is_saved_per_tenant_and_keeps_order() {
    let files = write_files(b"[[tenant]]\nurl = \"https://a.test\"\n", "");
    let a = TenantUrl::parse("https://a.test").unwrap();
    let b = TenantUrl::parse("https://b.test").unwrap();
    let mut settings = load_settings(&files);
    settings.set_sign_in_method(&a, SignInMethod::Browser).unwrap();
    settings.set_sign_in_method(&b, SignInMethod::Portal).unwrap();
    let settings = load_settings(&files);
    let registration = settings.find_registration(&a).unwrap();
    assert_eq!(
        (registration.sign_in_method, registration.redirect_uri.as_str()),
        (SignInMethod::Browser, "http://127.0.0.1:47631/signed-in")
    );
    assert_eq!(settings.find_registration(&b).unwrap().sign_in_method, SignInMethod::Portal);
    assert_eq!(settings.registration().unwrap().0.tenant, a, "the order stays");
}

#[test]
fn user_sets_sign_in_method_only_if_policy_leaves_it_open() {
    let user_file = b"[[tenant]]\nurl = \"https://a.test\"\nsign_in = \"browser\"\napp_id = \"Mine\"\n";
    let a = TenantUrl::parse("https://a.test").unwrap();
    let without_method = write_files(user_file, "[[tenant]]\nurl = \"https://a.test\"\napp_id = \"Theirs\"\n");
    let registration = load_settings(&without_method).find_registration(&a).unwrap();
    assert_eq!((registration.sign_in_method, registration.app_id.as_str()), (SignInMethod::Browser, "Theirs"));
    let with_method =
        write_files(user_file, "idle_lock = 5\n[[tenant]]\nurl = \"https://a.test\"\nsign_in = \"webview\"\n");
    let mut settings = load_settings(&with_method);
    assert_eq!(settings.find_registration(&a).unwrap().sign_in_method, SignInMethod::Webview);
    assert_eq!(settings.set_sign_in_method(&a, SignInMethod::Browser).unwrap_err().code, Code::Managed);
    assert_eq!(settings.change(&SettingsChange::IdleLock(0), None).unwrap_err().code, Code::Managed);
    assert_eq!(settings.idle_lock(), Some(5));
    assert!(settings.find_registration(&TenantUrl::parse("https://b.test").unwrap()).is_none());
}

#[test]
fn removed_tenant_keeps_tables_with_user_written_keys() {
    let files =
        write_files(b"[[tenant]]\nurl = \"https://a.test\"\nname = \"A\"\n[[tenant]]\nurl = \"https://b.test\"\n", "");
    let mut settings = load_settings(&files);
    for tenant in ["https://a.test", "https://b.test", "https://c.test"] {
        settings.remove_tenant(&TenantUrl::parse(tenant).unwrap()).unwrap();
    }
    assert!(settings_text(&files).contains("a.test") && !settings_text(&files).contains("b.test"));
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

fn open_rule(app: Option<&str>, category: Option<&str>, target: &str) -> OpenRule {
    OpenRule { app: app.map(Into::into), category: category.map(Into::into), target: target.parse().unwrap() }
}

fn app_in_category(category: Option<&str>) -> App {
    App { key: "jira".into(), category: category.map(Into::into), ..App::default() }
}

#[test]
fn changed_open_rules_keep_comments_and_unknown_rules() {
    let files = write_files(RULES.as_bytes(), "");
    let mut settings = load_settings(&files);
    let (jira, finance) = (
        open_rule(Some("jira"), None, "browser:chrome:profile=Work"),
        open_rule(None, Some("Finance"), "browser:firefox:private"),
    );
    let view = settings.view(None);
    assert_eq!(
        (view.open_rules, view.unknown_keys),
        (vec![jira.clone(), finance.clone()], vec!["open[3]".into(), "future".into()])
    );
    // As they are, nothing moves.
    settings.change(&SettingsChange::OpenRules(vec![jira.clone(), finance.clone()]), None).unwrap();
    assert_eq!(settings_text(&files), RULES);
    // Turned round, with a new one between them.
    let new = open_rule(None, None, "window");
    let reordered = vec![finance, new, jira];
    settings.change(&SettingsChange::OpenRules(reordered.clone()), None).unwrap();
    let text = settings_text(&files);
    assert_eq!(load_settings(&files).view(None).open_rules, reordered, "{text}");
    for expected in [
        "# mine",
        "# at night",
        "# Jira is the one at work",
        "# by its key",
        "# of a newer version",
        "folder = \"Daily\"",
        "[future]\nkey = 1",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert!(text.find("[[open]]") < text.find("[[tenant]]"), "{text}");
    // Without any, what this version does not understand stays.
    settings.change(&SettingsChange::OpenRules(Vec::new()), None).unwrap();
    let text = settings_text(&files);
    assert!(text.contains("folder = \"Daily\"") && !text.contains("Finance"), "{text}");
    assert_eq!(load_settings(&files).registration().unwrap().0.tenant.as_str(), "https://a.test");
}

#[test]
fn inline_rules_are_read_and_invalid_rules_are_not_overwritten() {
    let files = write_files(b"open = [{ app = \"jira\", in = \"window\" }, { in = \"browser\" }]\ncommand = [{ name = \"Work\", run = [\"open-work\", \"{url}\"] }]\n", "");
    let mut settings = load_settings(&files);
    assert_eq!(settings.view(None).unknown_keys, Vec::<String>::new());
    assert_eq!(settings.command("Work").map(<[String]>::len), Some(2));
    let mut rules = settings.view(None).open_rules;
    assert_eq!(rules, [open_rule(Some("jira"), None, "window"), open_rule(None, None, "browser")]);
    rules.push(open_rule(None, Some("IT"), "window"));
    settings.change(&SettingsChange::OpenRules(rules.clone()), None).unwrap();
    assert_eq!(load_settings(&files).view(None).open_rules, rules);
    let files = self::write_files(b"open = 7\n", "");
    let mut settings = load_settings(&files);
    assert_eq!(settings.change(&SettingsChange::OpenRules(Vec::new()), None).unwrap_err().code, Code::DiskReadOnly);
    assert_eq!(settings_text(&files), "open = 7\n");
}

#[test]
fn open_target_follows_policy_rules_then_user_rules() {
    let user_file = b"opens_in = \"window\"\n[[open]]\napp = \"jira\"\ncategory = \"IT\"\nin = \"browser:both\"\n[[open]]\ncategory = \"IT\"\nin = \"browser:it\"\n";
    let target_of =
        |settings: &Settings, category| settings.target_for_app(&app_in_category(category)).map(String::from);
    let files = write_files(user_file, "");
    let settings = load_settings(&files);
    assert_eq!(target_of(&settings, Some("IT")).as_deref(), Some("browser:both"));
    assert_eq!(target_of(&settings, Some("it")).as_deref(), Some("window"), "categories are names");
    assert_eq!(target_of(&settings, None).as_deref(), Some("window"));
    let files =
        self::write_files(user_file, "opens_in = \"ask\"\n[[open]]\ncategory = \"IT\"\nin = \"browser:fixed\"\n");
    let settings = load_settings(&files);
    assert_eq!(target_of(&settings, Some("IT")).as_deref(), Some("browser:fixed"));
    assert_eq!(target_of(&settings, None), None, "the policy lets nobody choose one for all");
    let view = settings.view(None);
    assert_eq!((view.policy_rules.len(), view.open_rules.len(), view.opens_in.managed), (1, 2, true));
}

#[test]
fn policy_commands_take_precedence_over_user_commands() {
    let user_file = br#"
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
    let files = write_files(user_file, "[[command]]\nname = \"Work\"\nrun = [\"theirs\", \"{url}\"]\n");
    let settings = load_settings(&files);
    assert_eq!(settings.command("Work").unwrap()[0], "theirs");
    assert_eq!(settings.command("Home").unwrap()[0], "home");
    assert!(["Plain", "Numbers", "Empty", "Extra", ""].iter().all(|name| settings.command(name).is_none()));
    let unknown = ["command[2].name", "command[3]", "command[4]", "command[5]", "command[6]", "command[7]"];
    assert_eq!(settings.view(None).unknown_keys, unknown);
    let names: Vec<_> = settings.commands().map(|(name, _)| name).collect();
    assert_eq!(names, ["Work", "Home"], "the person's own of that name is not offered beside it");
}

#[test]
fn switches_default_to_off_and_are_locked_by_policy() {
    type Change = fn(bool) -> SettingsChange;
    type Getter = fn(&Settings) -> bool;
    let switches: [(&str, Change, Getter); 4] = [
        ("menu_entries", SettingsChange::MenuEntries, Settings::has_menu_entries),
        ("autostart", SettingsChange::Autostart, Settings::starts_with_desktop),
        ("keep_running", SettingsChange::KeepRunning, Settings::keeps_running),
        ("tray", SettingsChange::Tray, Settings::has_tray),
    ];
    for (key, change, get) in switches {
        let files = write_files(b"# mine\ntheme = \"dark\"\n", "");
        let mut settings = load_settings(&files);
        assert!(!get(&settings), "{key}");
        settings.change(&change(true), None).unwrap();
        let expected = format!("# mine\ntheme = \"dark\"\n{key} = true\n");
        assert!(get(&load_settings(&files)) && settings_text(&files) == expected, "{key}: {}", settings_text(&files));
        let files = self::write_files(format!("{key} = true\n").as_bytes(), &format!("{key} = false\n"));
        let mut settings = load_settings(&files);
        assert!(!get(&settings), "{key}");
        assert_eq!(settings.change(&change(true), None).unwrap_err().code, Code::Managed, "{key}");
        let view = settings.view(None);
        let managed = [
            ("menu_entries", view.menu_entries),
            ("autostart", view.autostart),
            ("keep_running", view.keep_running),
            ("tray", view.tray),
        ];
        assert!(managed.iter().all(|(other, setting)| setting.managed == (*other == key)), "{key}");
        let files = self::write_files(format!("{key} = \"yes\"\n").as_bytes(), "");
        assert_eq!(load_settings(&files).view(None).unknown_keys, [key]);
    }
}

#[test]
fn palette_shortcut_needs_modifiers_and_may_be_unset() {
    let files = write_files(b"palette_shortcut = \"alt+ctrl+space\"\n", "");
    let mut settings = load_settings(&files);
    assert_eq!(settings.view(None).palette_shortcut.value.as_deref(), Some("Ctrl+Alt+Space"));
    assert_eq!(
        settings.change(&SettingsChange::PaletteShortcut(Some("a".into())), None).unwrap_err().code,
        Code::Internal
    );
    settings.change(&SettingsChange::PaletteShortcut(Some("super+k".into())), None).unwrap();
    assert_eq!(settings_text(&files), "palette_shortcut = \"Super+K\"\n");
    settings.change(&SettingsChange::PaletteShortcut(None), None).unwrap();
    assert!(
        settings_text(&files) == "palette_shortcut = \"\"\n" && load_settings(&files).palette_accelerator().is_none()
    );
    let files = self::write_files(b"palette_shortcut = \"Ctrl+K\"\n", "palette_shortcut = \"\"\n");
    let view = load_settings(&files).view(None);
    assert!(view.palette_shortcut.managed && view.palette_shortcut.value.is_none(), "the administrator wants none");
    let files = self::write_files(b"palette_shortcut = \"K\"\n", "");
    assert_eq!(load_settings(&files).view(None).unknown_keys, ["palette_shortcut"]);
}

#[test]
fn every_open_target_can_be_the_default() {
    for target in ["browser", "window", "browser:org.mozilla.firefox:private:profile=Büro: 2", "command:Work container"]
    {
        let files = write_files(b"", "");
        let target: Target = target.parse().unwrap();
        load_settings(&files).change(&SettingsChange::OpensIn(Some(target.clone())), None).unwrap();
        assert_eq!(load_settings(&files).view(None).opens_in.value, Some(target));
        load_settings(&files).change(&SettingsChange::OpensIn(None), None).unwrap();
        assert_eq!(
            (load_settings(&files).view(None).opens_in.value, settings_text(&files).trim()),
            (None, "opens_in = \"ask\"")
        );
    }
}

proptest! {
    #[test]
    fn open_rules_round_trip_through_the_settings_file(
        rules in proptest::collection::vec(
            (any::<Option<String>>(), any::<Option<String>>(), "browser|window|browser:\\PC{1,8}(:private)?|command:[a-z]\\PC{0,8}"),
            0..6,
        ),
        kept_count in 0..4usize,
    ) {
        let rules: Vec<OpenRule> = rules
            .into_iter()
            .filter_map(|(app, category, target)| Some(OpenRule { app, category, target: target.parse().ok()? }))
            .collect();
        let home = write_files(RULES.as_bytes(), "");
        let mut settings = load_settings(&home);
        settings.change(&SettingsChange::OpenRules(rules.clone()), None).unwrap();
        prop_assert_eq!(&load_settings(&home).view(None).open_rules, &rules);
        let remaining_rules: Vec<_> = rules.into_iter().rev().take(kept_count).collect();
        settings.change(&SettingsChange::OpenRules(remaining_rules.clone()), None).unwrap();
        let view = load_settings(&home).view(None);
        prop_assert_eq!(view.open_rules, remaining_rules);
        prop_assert!(settings_text(&home).contains("folder = \"Daily\"") && settings_text(&home).contains("# mine"));
    }
}
