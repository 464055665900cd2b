use std::fs;
use std::path::PathBuf;

use super::*;

struct TestDesktop {
    folder: tempfile::TempDir,
    environment: Environment,
}

impl TestDesktop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let vars = [("XDG_CONFIG_HOME".into(), folder.path().into())];
        let environment = Environment::new(vars, std::env::current_exe().unwrap());
        Self { folder, environment }
    }

    fn entry(&self) -> PathBuf {
        self.folder.path().join("autostart/dev.portico.Portico.desktop")
    }

    /// As a settings panel does it.
    fn switch_off_in_panel(&self) {
        let text = fs::read_to_string(self.entry()).unwrap();
        fs::write(self.entry(), text + "Hidden=true\n").unwrap();
    }

    fn apply(&self, sync: &mut AutostartSync, is_enabled: bool) {
        sync.apply(&self.environment, is_enabled, &["--hidden"]).unwrap();
    }

    fn is_enabled(&self) -> bool {
        is_enabled(&self.environment)
    }
}

#[test]
fn setting_writes_and_removes_the_entry() {
    let desktop = TestDesktop::new();
    let mut sync = AutostartSync::default();
    for is_enabled in [true, false, true] {
        desktop.apply(&mut sync, is_enabled);
        assert_eq!((desktop.is_enabled(), desktop.entry().exists()), (is_enabled, is_enabled));
    }
    // The setting was turned off while Portico did not run.
    desktop.apply(&mut AutostartSync::default(), false);
    assert!(!desktop.entry().exists());
}

#[test]
fn setting_that_could_not_be_applied_is_applied_later() {
    let desktop = TestDesktop::new();
    let mut sync = AutostartSync::default();
    let folder = desktop.folder.path().join("autostart");
    fs::write(&folder, "no folder").unwrap();
    assert!(sync.apply(&desktop.environment, true, &[]).is_err());
    fs::remove_file(&folder).unwrap();
    desktop.apply(&mut sync, true);
    assert!(desktop.is_enabled());
}

#[test]
fn entry_switched_off_in_a_panel_stays_off_until_the_setting_is_turned_on_again() {
    let desktop = TestDesktop::new();
    let mut sync = AutostartSync::default();
    desktop.apply(&mut sync, true);
    desktop.switch_off_in_panel();
    desktop.apply(&mut sync, true);
    assert!(!desktop.is_enabled() && desktop.entry().exists());
    let mut next_start = AutostartSync::default();
    desktop.apply(&mut next_start, true);
    assert!(!desktop.is_enabled() && desktop.entry().exists());
    desktop.apply(&mut next_start, false);
    desktop.apply(&mut next_start, true);
    assert!(desktop.is_enabled());
}

#[test]
fn removed_entry_returns_only_at_the_next_start() {
    let desktop = TestDesktop::new();
    let mut sync = AutostartSync::default();
    desktop.apply(&mut sync, true);
    fs::remove_file(desktop.entry()).unwrap();
    desktop.apply(&mut sync, true);
    assert!(!desktop.entry().exists());
    desktop.apply(&mut AutostartSync::default(), true);
    assert!(desktop.is_enabled());
}

#[test]
fn first_call_updates_the_program_of_an_existing_entry() {
    let desktop = TestDesktop::new();
    desktop.apply(&mut AutostartSync::default(), true);
    let current = fs::read_to_string(desktop.entry()).unwrap();
    let program = std::env::current_exe().unwrap();
    fs::write(desktop.entry(), current.replace(program.to_str().unwrap(), "/old/Portico.AppImage")).unwrap();
    desktop.apply(&mut AutostartSync::default(), true);
    assert_eq!(fs::read_to_string(desktop.entry()).unwrap(), current);
}
