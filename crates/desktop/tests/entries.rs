//! Menu entries and autostart, read back by the rules of the Desktop Entry Specification.
#![cfg(all(unix, not(target_os = "macos")))]
#![allow(clippy::unwrap_used, reason = "a panic is the report")]

mod home;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use home::{Home, portico};
use portico_desktop::entry::{Changes, Entry, Error, PREFIX, remove_all, sync};
use portico_desktop::{Environment, autostart};
use proptest::prelude::*;

const APPLICATIONS: &str = "home/.local/share/applications";

fn files(home: &Home) -> BTreeMap<String, String> {
    let Ok(entries) = fs::read_dir(home.path(APPLICATIONS)) else { return BTreeMap::new() };
    let file =
        |path: PathBuf| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap());
    entries.map(|entry| file(entry.unwrap().path())).collect()
}

fn entry<'a>(key: &'a str, name: &'a str) -> Entry<'a> {
    Entry { key, name, icon: None }
}

fn changes(written: usize, removed: usize, refused: usize) -> Changes {
    Changes { written, removed, refused }
}

/// A reader that knows nothing of the writer's code: keys of the one group, strings unescaped.
fn read(text: &str) -> BTreeMap<&str, String> {
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
fn words(exec: &str) -> Vec<String> {
    let inner = exec.strip_prefix('"').unwrap().strip_suffix('"').unwrap();
    let words = inner.split("\" \"").map(|word| {
        let word = word.replace(r"\\", "\0").replace("\\\"", "\"").replace(r"\$", "$").replace(r"\`", "`");
        word.replace('\0', r"\").replace("%%", "%")
    });
    words.collect()
}

#[test]
fn only_our_own_come_and_go() {
    let home = Home::new();
    home.write(&format!("{APPLICATIONS}/firefox.desktop"), "theirs");
    home.write(&format!("{APPLICATIONS}/{PREFIX}notes.desktop"), "a person's own");
    let environment = home.environment();
    let icon = Path::new("/home/a/.cache/portico/icons/1.png");
    let wanted = [entry("@/k/1", "Salesforce"), Entry { icon: Some(icon), ..entry("-k 2", "Jira; \"x\"") }];

    assert_eq!(sync(&environment, &wanted), Ok(changes(2, 0, 0)));
    assert_eq!(sync(&environment, &wanted), Ok(changes(0, 0, 0)), "what is so already is left alone");
    assert_eq!(files(&home).len(), 4);
    let jira = files(&home).into_values().find(|text| text.contains("Jira")).unwrap();
    let keys = read(&jira);
    assert_eq!(keys["Name"], "Jira; \"x\"");
    assert_eq!(keys["Icon"], icon.to_str().unwrap());
    assert_eq!(words(&keys["Exec"]), [portico().to_str().unwrap(), "open", "--key=-k 2"]);
    assert_eq!(keys["TryExec"], portico().to_str().unwrap());

    let renamed = [entry("@/k/1", "Salesforce CRM")];
    assert_eq!(sync(&environment, &renamed), Ok(changes(1, 1, 0)));
    assert_eq!(remove_all(&environment), Ok(1));
    assert_eq!(remove_all(&environment), Ok(0));
    assert_eq!(files(&home).into_values().collect::<Vec<_>>(), ["a person's own", "theirs"]);
}

/// After an upgrade the system calls the program of a process that still runs `/usr/bin/portico (deleted)`.
#[test]
fn a_program_that_is_gone_is_written_nowhere() {
    let home = Home::new();
    sync(&home.environment(), &[entry("k", "One")]).unwrap();
    autostart::switch_on(&home.environment(), &[]).unwrap();
    let before = files(&home);
    let no_program = home.path("notes");
    fs::write(&no_program, "").unwrap();
    let deleted = format!("{} (deleted)", portico().display());
    for program in [Path::new(&deleted), &no_program, &home.path("home")] {
        let environment = home.environment_of(program);
        assert_eq!(sync(&environment, &[entry("k", "Uno"), entry("l", "Two")]), Err(Error::Program));
        assert_eq!(autostart::switch_on(&environment, &[]), Err(Error::Program));
        assert_eq!(files(&home), before);
        assert!(autostart::is_on(&environment));
    }
    assert_eq!(sync(&home.environment_of(Path::new(&deleted)), &[]), Ok(changes(0, 1, 0)), "names still go");
}

#[test]
fn a_link_in_an_entrys_place_is_replaced() {
    let home = Home::new();
    sync(&home.environment(), &[entry("k", "One")]).unwrap();
    let path = home.path(APPLICATIONS).join(files(&home).into_keys().next().unwrap());
    home.write("precious", "precious");
    fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(home.path("precious"), &path).unwrap();
    assert_eq!(sync(&home.environment(), &[entry("k", "One")]), Ok(changes(1, 0, 0)));
    assert_eq!(fs::read_to_string(home.path("precious")).unwrap(), "precious");
    assert!(path.symlink_metadata().unwrap().is_file());
}

#[test]
fn keys_that_cannot_be_in_a_command_are_left_out() {
    let home = Home::new();
    let wanted =
        [entry("a\nExec=evil", "A"), entry("", "B"), entry("c\0", "C"), entry("d\u{2028}", "D"), entry("e", "")];
    assert_eq!(sync(&home.environment(), &wanted), Ok(changes(1, 0, 4)));
    assert_eq!(read(files(&home).values().next().unwrap())["Name"], "e", "an app without a name is shown by its key");
}

#[test]
fn an_appimage_names_its_own_file() {
    let home = Home::new();
    let image = home.path("My Apps/Portico 1.0.AppImage");
    fs::create_dir(home.path("My Apps")).unwrap();
    home::program(&image, "");
    let vars = [("HOME", home.path("home")), ("APPDIR", "/tmp/.mount_P".into()), ("APPIMAGE", image.clone())];
    let vars = vars.map(|(name, value)| (name.into(), value.into_os_string()));
    let environment = Environment::of(vars, "/tmp/.mount_P/usr/bin/portico".into());
    sync(&environment, &[entry("k", "One")]).unwrap();
    autostart::switch_on(&environment, &["--in-background"]).unwrap();
    let started = fs::read_to_string(home.path("home/.config/autostart/dev.portico.Portico.desktop")).unwrap();
    for text in files(&home).into_values().chain([started]) {
        assert_eq!(words(&read(&text)["Exec"])[0], image.to_str().unwrap());
        assert!(!text.contains("mount_P"));
    }
}

#[test]
fn autostart_is_on_off_or_switched_off_by_the_desktop() {
    let home = Home::new();
    let environment = home.environment();
    assert!(!autostart::is_on(&environment));
    autostart::switch_on(&environment, &["--in-background"]).unwrap();
    assert!(autostart::is_on(&environment));
    let path = home.path("home/.config/autostart/dev.portico.Portico.desktop");
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(words(&read(&text)["Exec"]), [portico().to_str().unwrap(), "--in-background"]);
    for off in ["Hidden=true", "X-GNOME-Autostart-enabled=false"] {
        fs::write(&path, format!("{text}{off}\n")).unwrap();
        assert!(!autostart::is_on(&environment), "{off}");
    }
    autostart::switch_on(&environment, &[]).unwrap();
    assert!(autostart::is_on(&environment));
    autostart::switch_off(&environment).unwrap();
    autostart::switch_off(&environment).unwrap();
    assert!(!path.exists());
}

#[test]
fn an_autostart_that_starts_something_else_is_renewed() {
    let home = Home::new();
    let renewed = |program: &Path| {
        autostart::renew(&home.environment_of(program), &["--hidden"]).unwrap();
        fs::read_to_string(home.path("home/.config/autostart/dev.portico.Portico.desktop")).ok()
    };
    assert_eq!(renewed(&portico()), None, "what is not there does not come");
    let images = ["Portico 1.AppImage", "Portico $2 %u.AppImage"].map(|name| home.path(name));
    for image in &images {
        home::program(image, "");
    }
    autostart::switch_on(&home.environment_of(&images[0]), &["--hidden"]).unwrap();
    let path = home.path("home/.config/autostart/dev.portico.Portico.desktop");
    let first = fs::read_to_string(&path).unwrap();
    let own = format!("{first}X-GNOME-Autostart-Delay=9\n");
    fs::write(&path, &own).unwrap();
    assert_eq!(renewed(&images[0]).unwrap(), own, "what starts this program is left alone");
    let second = renewed(&images[1]).unwrap();
    assert_eq!(words(&read(&second)["Exec"]), [images[1].to_str().unwrap(), "--hidden"]);
    assert_eq!(renewed(&images[1]).unwrap(), second);
    for off in ["Hidden=true", "X-GNOME-Autostart-enabled=false"] {
        let text = format!("{first}{off}\n");
        fs::write(&path, &text).unwrap();
        assert_eq!(renewed(&images[1]).unwrap(), text);
    }
}

/// The desktop's own reader, where it is installed, finds no fault and the same name.
#[test]
fn the_desktops_own_check_finds_no_fault() {
    let home = Home::new();
    let names = ["A", " b;c ", "x\nExec=evil", "[Desktop Entry]", "%u $(x) `y`", "ü😀\\n", "# x"];
    let keys: Vec<String> = (0..names.len()).map(|at| format!("@/{at} $`\"\\ %f'")).collect();
    let wanted: Vec<_> = names.iter().zip(&keys).map(|(name, key)| entry(key, name)).collect();
    assert_eq!(sync(&home.environment(), &wanted).unwrap().written, names.len());
    for file in files(&home).keys() {
        let check = Command::new("desktop-file-validate").arg(home.path(APPLICATIONS).join(file)).output();
        // Not installed: the readers above have looked.
        let Ok(check) = check else { return };
        let said = String::from_utf8_lossy(&check.stdout).into_owned();
        assert!(check.status.success() && !said.contains("error"), "{said}");
    }
}

/// GLib, which GNOME and others start entries with, makes three arguments of each of our commands.
#[test]
fn glib_starts_it_with_the_key_as_one_argument() {
    let home = Home::new();
    let tells = home::shims().join("tells");
    let vars = [("HOME", home.path("home").into_os_string())].map(|(name, value)| (name.into(), value));
    let environment = Environment::of(vars, tells);
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
        assert_eq!(sync(&environment, &[entry(key, "A")]).unwrap().written, 1);
        let files = files(&home);
        let path = home.path(APPLICATIONS).join(files.keys().next().unwrap());
        let mut gio = Command::new("gio");
        gio.args(["launch"]).arg(path).env("RECORDS", home.path("records")).stdout(Stdio::null());
        // Not installed: the readers above have looked.
        let Ok(mut launched) = gio.spawn() else { return };
        assert!(launched.wait().unwrap().success(), "{key}: {files:?}");
        let told = fs::read_to_string(&pipe).unwrap();
        assert_eq!(told.split('\0').collect::<Vec<_>>(), ["open", &format!("--key={key}"), ""], "{files:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_name_and_key_come_back_as_one_entry(name in "[\\PC\n\t\r\\\\%\"=\\[\\];# ]{1,60}", key in "[\\PC\\\\%\"$`' -]{1,40}") {
        let home = Home::new();
        let name = name.replace(['\u{2028}', '\u{2029}'], "");
        let key = key.replace(['\u{2028}', '\u{2029}'], "");
        prop_assume!(!name.trim().is_empty() && !key.is_empty());
        prop_assert_eq!(sync(&home.environment(), &[entry(&key, &name)]), Ok(changes(1, 0, 0)));
        let files = files(&home);
        let keys = read(files.values().next().unwrap());
        prop_assert_eq!(&keys["Name"], &name);
        let expected = [portico().to_str().unwrap().to_owned(), "open".to_owned(), format!("--key={key}")];
        let words = words(&keys["Exec"]);
        // A key that holds `" "` looks like two words to this simple reader; put together they are the same.
        prop_assert_eq!(words.join("\" \""), expected.join("\" \""));
    }
}
