use super::*;

fn environment(vars: &[(&str, &str)], program: &str) -> Environment {
    Environment::new(vars.iter().map(|(name, value)| (name.into(), value.into())), program.into())
}

fn names(environment: &Environment) -> Vec<&str> {
    environment.vars().filter_map(|(name, _)| name.to_str()).collect()
}

#[test]
fn relative_folders_are_replaced_by_defaults() {
    let environment_with_relative_paths =
        environment(&[("HOME", "/home/a"), ("XDG_CONFIG_HOME", "conf"), ("XDG_DATA_DIRS", "/x:y:/z")], "/p");
    assert_eq!(environment_with_relative_paths.config_home().unwrap(), Path::new("/home/a/.config"));
    assert_eq!(
        environment_with_relative_paths.data_dirs(),
        [Path::new("/home/a/.local/share"), Path::new("/x"), Path::new("/z")]
    );
    assert_eq!(environment_with_relative_paths.config_dirs(), [Path::new("/home/a/.config"), Path::new("/etc/xdg")]);
    let empty_environment = environment(&[], "/p");
    assert_eq!(empty_environment.home(), None);
    assert_eq!(empty_environment.data_dirs(), [Path::new("/usr/local/share"), Path::new("/usr/share")]);
}

#[test]
fn locales_are_ordered_from_specific_to_general() {
    let locales = |value| environment(&[("LANG", "C"), ("LC_ALL", value)], "/p").locales();
    assert_eq!(locales("de_AT.UTF-8@euro"), ["de_AT@euro", "de_AT", "de@euro", "de"]);
    assert_eq!(locales("fr"), ["fr"]);
    assert!(locales("C").is_empty() && locales("").is_empty());
}

#[test]
fn programs_are_not_found_in_relative_or_current_folders() {
    let folder = tempfile::tempdir().unwrap();
    let path = format!(":.:relative:{}", folder.path().display());
    let environment_with_path = environment(&[("PATH", &path)], "/p");
    let sh = folder.path().join("tool");
    std::fs::write(&sh, "").unwrap();
    assert_eq!(environment_with_path.find_program("tool"), None, "not executable");
    std::fs::set_permissions(&sh, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    assert_eq!(environment_with_path.find_program("tool"), Some(sh.clone()));
    assert_eq!(environment_with_path.find_program(sh.to_str().unwrap()), Some(sh));
    for missing in ["", "./tool", "src/lib.rs", "../tool", "tool\0", "nothing", "Cargo.toml"] {
        assert_eq!(environment_with_path.find_program(missing), None, "{missing:?}");
    }
}

#[test]
fn appimage_variables_and_paths_are_removed() {
    let vars = [
        ("APPDIR", "/tmp/.mount_P"),
        ("APPIMAGE", "/proc/self/exe"),
        ("PATH", "/tmp/.mount_P/usr/bin:/usr/bin"),
        ("XDG_DATA_DIRS", "/tmp/.mount_P/usr/share:/usr/share"),
        ("GTK_PATH", "/tmp/.mount_P/usr/lib/gtk-3.0"),
        ("GIO_EXTRA_MODULES", "/tmp/.mount_P/a:/tmp/.mount_P/b"),
        ("LD_LIBRARY_PATH", "/opt/x"),
        ("GDK_BACKEND", "x11"),
        ("GTK_IM_MODULE", "ibus"),
        ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
        ("XDG_ACTIVATION_TOKEN", "old"),
        ("DISPLAY", ":0"),
    ];
    let appimage_environment = environment(&vars, "/tmp/.mount_P/usr/bin/portico");
    assert_eq!(names(&appimage_environment), ["DISPLAY", "GTK_IM_MODULE", "PATH", "XDG_DATA_DIRS"]);
    assert_eq!(appimage_environment.vars.get(OsStr::new("PATH")).unwrap(), "/usr/bin");
    assert_eq!(appimage_environment.program(), Path::new("/proc/self/exe"));
    // Started by some other AppImage, such as a terminal: the file is not ours.
    assert_eq!(environment(&vars, "/usr/bin/portico").program(), Path::new("/usr/bin/portico"));
}

#[test]
fn user_variables_are_kept_outside_an_appimage() {
    let user_environment =
        environment(&[("LD_LIBRARY_PATH", "/opt"), ("GDK_BACKEND", "wayland"), ("WEBKIT_X", "1")], "/p");
    assert_eq!(names(&user_environment), ["GDK_BACKEND", "LD_LIBRARY_PATH"]);
}
