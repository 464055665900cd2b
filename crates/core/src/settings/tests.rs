use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::view::Theme;

mod open_rules;
mod tenants;

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

fn save_change(settings: &mut Settings, change: &SettingsChange) {
    settings.change(change, None).unwrap();
    settings.save().unwrap();
}

fn settings_text(files: &SettingsDir) -> String {
    fs::read_to_string(files.dirs.config.join("settings.toml")).unwrap()
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
    save_change(&mut settings, &SettingsChange::Theme(Theme::Light));
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
    save_change(&mut settings, &SettingsChange::OpensIn(Some(Target::Window)));
    settings.put_tenant_first(&ClientRegistration::with_defaults(TenantUrl::parse("https://b.test").unwrap()));
    settings.save().unwrap();
    let text = settings_text(&files);
    for expected in ["# mine", "future = 1 # later", "# old", "extra = true", "opens_in = \"window\"", "https://b.test"]
    {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    let reloaded = load_settings(&files);
    assert_eq!(reloaded.default_target(), Some(Target::Window));
    assert_eq!(reloaded.registration().unwrap().0.tenant.as_str(), "https://b.test", "the one that was typed last");
    settings.put_tenant_first(&ClientRegistration::with_defaults(TenantUrl::parse("https://a.test").unwrap()));
    settings.save().unwrap();
    assert_eq!(load_settings(&files).registration().unwrap().0.tenant.as_str(), "https://a.test");
    assert_eq!(settings_text(&files).matches("[[tenant]]").count(), 2);
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
fn policy_values_that_cannot_be_understood_take_the_strictest() {
    let user = b"local_copy = true\nidle_lock = 0\nautostart = true\n";
    let files = write_files(user, "local_copy = \"false\"\nidle_lock = \"5\"\nautostart = 1\nfuture = 1\n");
    let settings = load_settings(&files);
    assert!(!settings.caches_app_list() && !settings.starts_with_desktop());
    assert_eq!(settings.idle_lock(), Some(1));
    let view = settings.view(None);
    assert!(view.local_copy.managed && view.autostart.managed && view.idle_lock.managed);
    assert_eq!(view.problem, Some(Error::new(Code::PolicyValue).with_reason("local_copy")));
    assert_eq!((view.unknown_keys, settings.check_sign_in_allowed()), (vec!["future".to_owned()], Ok(())));
    for tenant in ["url = 1", "url = \"http://x.test\"", "url = \"https://a.test\"\nsign_in = \"browsr\""] {
        let settings = load_settings(&write_files(b"", &format!("[[tenant]]\n{tenant}\n")));
        assert_eq!(settings.check_sign_in_allowed().unwrap_err().code, Code::PolicyValue, "{tenant}");
    }
    let settings = load_settings(&write_files(b"", "tenant = 1\n"));
    assert_eq!(settings.check_sign_in_allowed().unwrap_err().code, Code::PolicyValue);
}

#[test]
fn damaged_policy_lets_nobody_sign_in() {
    let files = write_files(b"local_copy = true\n", "local_copy = ");
    let settings = load_settings(&files);
    assert_eq!(settings.check_sign_in_allowed().unwrap_err().code, Code::PolicyDamaged);
    assert_eq!((settings.caches_app_list(), settings.view(None).local_copy.managed), (false, true));
    fs::remove_file(&files.dirs.policy).unwrap();
    fs::create_dir(&files.dirs.policy).unwrap();
    assert_eq!(load_settings(&files).check_sign_in_allowed().unwrap_err().code, Code::PolicyDamaged);
    fs::remove_dir(&files.dirs.policy).unwrap();
    assert_eq!(load_settings(&files).check_sign_in_allowed(), Ok(()));
}

#[test]
fn damaged_settings_file_is_set_aside() {
    for damage in [&b"\xff\xfe"[..], b"[[tenant", b"a = 1\na = 2\n"] {
        let files = write_files(damage, "");
        let mut settings = load_settings(&files);
        assert_eq!(settings.view(None).problem.map(|error| error.code), Some(Code::DiskCorrupt));
        assert!(files.dirs.config.join("settings.toml.bad-1").exists());
        save_change(&mut settings, &SettingsChange::Theme(Theme::Dark));
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
        save_change(&mut settings, &change(true));
        let expected = format!("# mine\ntheme = \"dark\"\n{key} = true\n");
        assert!(get(&load_settings(&files)) && settings_text(&files) == expected, "{key}: {}", settings_text(&files));
        let files = write_files(format!("{key} = true\n").as_bytes(), &format!("{key} = false\n"));
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
        let files = write_files(format!("{key} = \"yes\"\n").as_bytes(), "");
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
    save_change(&mut settings, &SettingsChange::PaletteShortcut(Some("super+k".into())));
    assert_eq!(settings_text(&files), "palette_shortcut = \"Super+K\"\n");
    save_change(&mut settings, &SettingsChange::PaletteShortcut(None));
    assert!(
        settings_text(&files) == "palette_shortcut = \"\"\n" && load_settings(&files).palette_accelerator().is_none()
    );
    let files = write_files(b"palette_shortcut = \"Ctrl+K\"\n", "palette_shortcut = \"\"\n");
    let view = load_settings(&files).view(None);
    assert!(view.palette_shortcut.managed && view.palette_shortcut.value.is_none(), "the administrator wants none");
    let files = write_files(b"palette_shortcut = \"K\"\n", "");
    assert_eq!(load_settings(&files).view(None).unknown_keys, ["palette_shortcut"]);
}

#[test]
fn every_open_target_can_be_the_default() {
    for target in ["browser", "window", "browser:org.mozilla.firefox:private:profile=Büro: 2", "command:Work container"]
    {
        let files = write_files(b"", "");
        let target: Target = target.parse().unwrap();
        save_change(&mut load_settings(&files), &SettingsChange::OpensIn(Some(target.clone())));
        assert_eq!(load_settings(&files).view(None).opens_in.value, Some(target));
        save_change(&mut load_settings(&files), &SettingsChange::OpensIn(None));
        assert_eq!(
            (load_settings(&files).view(None).opens_in.value, settings_text(&files).trim()),
            (None, "opens_in = \"ask\"")
        );
    }
}
