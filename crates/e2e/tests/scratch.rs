#![allow(clippy::all)]
use e2e::*;
use std::time::{Duration, Instant};
#[test]
fn palette() {
    let journey = Journey::new("scratch");
    journey.assign("user@acme.test", &Assignments::of("Work", &["Jira", "SAP Concur", "SAP Fiori", "Wiki"]));
    journey.set_up().choose("palette_shortcut = \"Ctrl+Alt+Space\"\n");
    let portico = journey.at_the_list();
    for n in 0..6 {
        let at = Instant::now();
        run_on(&journey.desktop, &["--palette"]);
        for _ in 0..2 {
            std::thread::sleep(Duration::from_millis(300));
            let o = journey.desktop.command("sh").args(["-c", "xdotool getwindowfocus; xdotool getwindowfocus getwindowname; xprop -root _NET_ACTIVE_WINDOW | tail -c 12"]).output().unwrap();
            println!("{n} {:?} {} {:?}", at.elapsed(), String::from_utf8_lossy(&o.stdout).replace("\n", " "), (portico.palette().is_active(), portico.palette().focused().map(|n| n.dump().lines().next().map(String::from)), portico.main().is_active()));
        }
        for k in 0..3 {
        portico.keys(&["Escape"]);
        std::thread::sleep(Duration::from_millis(400));
        println!("esc {k} {:?}", portico.titles());
        if portico.titles().len() == 1 { break }
        }
    }
}
