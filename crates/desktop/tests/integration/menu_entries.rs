//! Menu entries and autostart, read back by the rules of the Desktop Entry Specification.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::test_home::{self, TestHome, portico_program};
use portico_desktop::menu_entry::{Error, FILE_NAME_PREFIX, MenuEntry, sync};
use portico_desktop::{Environment, autostart};
use proptest::prelude::*;

const APPLICATIONS: &str = "home/.local/share/applications";

fn installed_files(home: &TestHome) -> BTreeMap<String, String> {
    let Ok(entries) = fs::read_dir(home.path(APPLICATIONS)) else { return BTreeMap::new() };
    let file =
        |path: PathBuf| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap());
    entries.map(|entry| file(entry.unwrap().path())).collect()
}

fn menu_entry<'a>(key: &'a str, name: &'a str) -> MenuEntry<'a> {
    MenuEntry { key, name, icon: None }
}

/// A file that is written anew gets another number.
fn inodes(home: &TestHome) -> BTreeSet<u64> {
    let entries = fs::read_dir(home.path(APPLICATIONS)).unwrap();
    entries.map(|entry| entry.unwrap().metadata().unwrap().ino()).collect()
}

/// A reader that knows nothing of the writer's code: keys of the one group, strings unescaped.
fn read_entry(text: &str) -> BTreeMap<&str, String> {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("[Desktop Entry]"));
    let mut keys = BTreeMap::new();
    for line in lines {
        let (key, value) = line.split_once('=').unwrap_or_else(|| panic!("{line:?}"));
        assert!(key.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{line:?}");
        let value = value.replace(r"\\", "\0").replace(r"\s", " ").replace(r"\n", "\n").replace(r"\t", "\t");
        let value = value.replace(r"\r", "\r").replace('\0', r"\");
        assert!(keys.insert(key, value).is_none(), "{key} twice");
    }
    keys
}

/// The words of a command in which each is quoted.
fn split_command(exec: &str) -> Vec<String> {
    let inner = exec.strip_prefix('"').unwrap().strip_suffix('"').unwrap();
    let words = inner.split("\" \"").map(|word| {
        let word = word.replace(r"\\", "\0").replace("\\\"", "\"").replace(r"\$", "$").replace(r"\`", "`");
        word.replace('\0', r"\").replace("%%", "%")
    });
    words.collect()
}

#[test]
fn sync_and_removal_touch_only_own_entries() {
    let home = TestHome::new();
    home.write(&format!("{APPLICATIONS}/firefox.desktop"), "theirs");
    home.write(&format!("{APPLICATIONS}/{FILE_NAME_PREFIX}notes.desktop"), "a person's own");
    let environment = home.environment();
    let icon = Path::new("/home/a/.cache/portico/icons/1.png");
    let entries =
        [menu_entry("@/k/1", "Salesforce"), MenuEntry { icon: Some(icon), ..menu_entry("-k 2", "Jira; \"x\"") }];

    sync(&environment, &entries).unwrap();
    let written = inodes(&home);
    sync(&environment, &entries).unwrap();
    assert_eq!(inodes(&home), written, "what is so already is left alone");
    assert_eq!(installed_files(&home).len(), 4);
    let jira = installed_files(&home).into_values().find(|text| text.contains("Jira")).unwrap();
    let keys = read_entry(&jira);
    assert_eq!(keys["Name"], "Jira; \"x\"");
    assert_eq!(keys["Icon"], icon.to_str().unwrap());
    assert_eq!(split_command(&keys["Exec"]), [portico_program().to_str().unwrap(), "open", "--key=-k 2"]);
    assert_eq!(keys["TryExec"], portico_program().to_str().unwrap());

    let renamed = [menu_entry("@/k/1", "Salesforce CRM")];
    sync(&environment, &renamed).unwrap();
    let texts = installed_files(&home).into_values().collect::<Vec<_>>();
    assert!(texts.len() == 3 && texts.iter().any(|text| text.contains("Salesforce CRM")), "{texts:?}");
    sync(&environment, &[]).unwrap();
    sync(&environment, &[]).unwrap();
    assert_eq!(installed_files(&home).into_values().collect::<Vec<_>>(), ["a person's own", "theirs"]);
}

/// After an upgrade the system calls the program of a process that still runs `/usr/bin/portico (deleted)`.
#[test]
fn missing_own_program_is_not_written_to_entries() {
    let home = TestHome::new();
    sync(&home.environment(), &[menu_entry("k", "One")]).unwrap();
    autostart::enable(&home.environment(), &[]).unwrap();
    let before = installed_files(&home);
    let no_program = home.path("notes");
    fs::write(&no_program, "").unwrap();
    let deleted = format!("{} (deleted)", portico_program().display());
    for program in [Path::new(&deleted), &no_program, &home.path("home")] {
        let environment = home.environment_with_program(program);
        assert_eq!(
            sync(&environment, &[menu_entry("k", "Uno"), menu_entry("l", "Two")]),
            Err(Error::ProgramUnavailable)
        );
        assert_eq!(autostart::enable(&environment, &[]), Err(Error::ProgramUnavailable));
        assert_eq!(installed_files(&home), before);
        assert!(autostart::is_enabled(&environment));
    }
    sync(&home.environment_with_program(Path::new(&deleted)), &[]).unwrap();
    assert!(installed_files(&home).is_empty(), "names still go");
}

#[test]
fn symlink_in_place_of_an_entry_is_replaced_not_followed() {
    let home = TestHome::new();
    sync(&home.environment(), &[menu_entry("k", "One")]).unwrap();
    let path = home.path(APPLICATIONS).join(installed_files(&home).into_keys().next().unwrap());
    home.write("precious", "precious");
    fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(home.path("precious"), &path).unwrap();
    sync(&home.environment(), &[menu_entry("k", "One")]).unwrap();
    assert_eq!(fs::read_to_string(home.path("precious")).unwrap(), "precious");
    assert!(path.symlink_metadata().unwrap().is_file());
}

#[test]
fn keys_with_control_characters_are_skipped() {
    let home = TestHome::new();
    let entries = [
        menu_entry("a\nExec=evil", "A"),
        menu_entry("", "B"),
        menu_entry("c\0", "C"),
        menu_entry("d\u{2028}", "D"),
        menu_entry("e", ""),
    ];
    sync(&home.environment(), &entries).unwrap();
    let files = installed_files(&home);
    assert_eq!(files.len(), 1);
    assert_eq!(read_entry(files.values().next().unwrap())["Name"], "e", "an app without a name is shown by its key");
}

#[test]
fn appimage_entries_start_the_image_file() {
    let home = TestHome::new();
    let image = home.path("My Apps/Portico 1.0.AppImage");
    fs::create_dir(home.path("My Apps")).unwrap();
    test_home::write_program(&image, "");
    let vars = [("HOME", home.path("home")), ("APPDIR", "/tmp/.mount_P".into()), ("APPIMAGE", image.clone())];
    let vars = vars.map(|(name, value)| (name.into(), value.into_os_string()));
    let environment = Environment::new(vars, "/tmp/.mount_P/usr/bin/portico".into());
    sync(&environment, &[menu_entry("k", "One")]).unwrap();
    autostart::enable(&environment, &["--in-background"]).unwrap();
    let autostart_text = fs::read_to_string(home.path("home/.config/autostart/dev.portico.Portico.desktop")).unwrap();
    for text in installed_files(&home).into_values().chain([autostart_text]) {
        assert_eq!(split_command(&read_entry(&text)["Exec"])[0], image.to_str().unwrap());
        assert!(!text.contains("mount_P"));
    }
}

#[test]
fn autostart_is_enabled_disabled_and_respects_the_desktops_switch() {
    let home = TestHome::new();
    let environment = home.environment();
    assert!(!autostart::is_enabled(&environment));
    autostart::enable(&environment, &["--in-background"]).unwrap();
    assert!(autostart::is_enabled(&environment));
    let path = home.path("home/.config/autostart/dev.portico.Portico.desktop");
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(split_command(&read_entry(&text)["Exec"]), [portico_program().to_str().unwrap(), "--in-background"]);
    for disabling_line in ["Hidden=true", "X-GNOME-Autostart-enabled=false"] {
        fs::write(&path, format!("{text}{disabling_line}\n")).unwrap();
        assert!(!autostart::is_enabled(&environment), "{disabling_line}");
    }
    autostart::enable(&environment, &[]).unwrap();
    assert!(autostart::is_enabled(&environment));
    autostart::disable(&environment).unwrap();
    autostart::disable(&environment).unwrap();
    assert!(!path.exists());
}

#[test]
fn autostart_with_another_program_is_updated_unless_disabled() {
    let home = TestHome::new();
    let update = |program: &Path| {
        autostart::update_if_stale(&home.environment_with_program(program), &["--hidden"]).unwrap();
        fs::read_to_string(home.path("home/.config/autostart/dev.portico.Portico.desktop")).ok()
    };
    assert_eq!(update(&portico_program()), None, "what is not there does not come");
    let images = ["Portico 1.AppImage", "Portico $2 %u.AppImage"].map(|name| home.path(name));
    for image in &images {
        test_home::write_program(image, "");
    }
    autostart::enable(&home.environment_with_program(&images[0]), &["--hidden"]).unwrap();
    let path = home.path("home/.config/autostart/dev.portico.Portico.desktop");
    let first = fs::read_to_string(&path).unwrap();
    let customized = format!("{first}X-GNOME-Autostart-Delay=9\n");
    fs::write(&path, &customized).unwrap();
    assert_eq!(update(&images[0]).unwrap(), customized, "what starts this program is left alone");
    let second = update(&images[1]).unwrap();
    assert_eq!(split_command(&read_entry(&second)["Exec"]), [images[1].to_str().unwrap(), "--hidden"]);
    assert_eq!(update(&images[1]).unwrap(), second);
    for disabling_line in ["Hidden=true", "X-GNOME-Autostart-enabled=false"] {
        let text = format!("{first}{disabling_line}\n");
        fs::write(&path, &text).unwrap();
        assert_eq!(update(&images[1]).unwrap(), text);
    }
}

/// The desktop's own reader, where it is installed, finds no fault and the same name.
#[test]
fn desktop_file_validate_accepts_generated_entries() {
    let home = TestHome::new();
    let names = ["A", " b;c ", "x\nExec=evil", "[Desktop Entry]", "%u $(x) `y`", "ü😀\\n", "# x"];
    let keys: Vec<String> = (0..names.len()).map(|index| format!("@/{index} $`\"\\ %f'")).collect();
    let entries: Vec<_> = names.iter().zip(&keys).map(|(name, key)| menu_entry(key, name)).collect();
    sync(&home.environment(), &entries).unwrap();
    let files = installed_files(&home);
    assert_eq!(files.len(), names.len());
    for file in files.keys() {
        let check = Command::new("desktop-file-validate").arg(home.path(APPLICATIONS).join(file)).output();
        // Not installed: the readers above have looked.
        let Ok(check) = check else { return };
        let output = String::from_utf8_lossy(&check.stdout).into_owned();
        assert!(check.status.success() && !output.contains("error"), "{output}");
    }
}

/// GLib, which GNOME and others start entries with, makes three arguments of each of our commands.
#[test]
fn gio_launch_passes_the_key_as_one_argument() {
    let home = TestHome::new();
    let write_pipe_program = test_home::shims_folder().join("tells");
    let vars = [("HOME", home.path("home").into_os_string())].map(|(name, value)| (name.into(), value));
    let environment = Environment::new(vars, write_pipe_program);
    let pipe = home.pipe();
    for key in [
        "@/home/1",
        "-x --y",
        "a\"b",
        "$(x) `y` $HOME",
        r"c:\d\\e\",
        "100%%u %f %",
        "'q' \"r\"",
        "; | & > < * ? # ~ =",
        "ü 😀",
    ] {
        sync(&environment, &[menu_entry(key, "A")]).unwrap();
        let files = installed_files(&home);
        assert_eq!(files.len(), 1);
        let path = home.path(APPLICATIONS).join(files.keys().next().unwrap());
        let mut gio = Command::new("gio");
        gio.args(["launch"]).arg(path).env("RECORDS", home.path("records")).stdout(Stdio::null());
        // Not installed: the readers above have looked.
        let Ok(mut launched) = gio.spawn() else { return };
        assert!(launched.wait().unwrap().success(), "{key}: {files:?}");
        let arguments = fs::read_to_string(&pipe).unwrap();
        assert_eq!(arguments.split('\0').collect::<Vec<_>>(), ["open", &format!("--key={key}"), ""], "{files:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_name_and_key_round_trip_through_one_entry(name in "[\\PC\n\t\r\\\\%\"=\\[\\];# ]{1,60}", key in "[\\PC\\\\%\"$`' -]{1,40}") {
        let home = TestHome::new();
        let name = name.replace(['\u{2028}', '\u{2029}'], "");
        let key = key.replace(['\u{2028}', '\u{2029}'], "");
        prop_assume!(!name.trim().is_empty() && !key.is_empty());
        sync(&home.environment(), &[menu_entry(&key, &name)]).unwrap();
        let files = installed_files(&home);
        prop_assert_eq!(files.len(), 1);
        let keys = read_entry(files.values().next().unwrap());
        prop_assert_eq!(&keys["Name"], &name);
        let expected = [portico_program().to_str().unwrap().to_owned(), "open".to_owned(), format!("--key={key}")];
        let words = split_command(&keys["Exec"]);
        // A key that holds `" "` looks like two words to this simple reader; put together they are the same.
        prop_assert_eq!(words.join("\" \""), expected.join("\" \""));
    }
}
