#![allow(clippy::all)]
use e2e::*;
use std::time::{Duration, Instant};
#[test]
fn palette() {
    let journey = Journey::new("scratch");
    journey.assign(
        "user@acme.test",
        &Assignments::of(
            "Work",
            &[
                "Jira",
                "SAP Concur",
                "SAP Fiori",
                "Wiki",
                "A very long name of an application that never ends and goes on",
            ],
        ),
    );
    journey.set_up().choose("palette_shortcut = \"Ctrl+Alt+Space\"\nkeep_running = true\ntray = true\n");
    let portico = journey.at_the_list();
    let at = Instant::now();
    println!("{:?}", run_on(&journey.desktop, &["--palette"]));
    for n in 0..20 {
        println!("{:?} {:?}", at.elapsed(), portico.titles());
        std::thread::sleep(Duration::from_millis(100));
        if n == 6 {
            shot(&journey, "p1");
        }
    }
    portico.type_text("conc");
    std::thread::sleep(Duration::from_millis(700));
    shot(&journey, "p2");
    portico.keys(&["Return"]);
    std::thread::sleep(Duration::from_millis(700));
    println!("{:?} {:?}", journey.opened(), portico.titles());
    portico.keys(&["ctrl+alt+space"]);
    std::thread::sleep(Duration::from_millis(700));
    println!("by key {:?}", portico.titles());
    shot(&journey, "p3");
    portico.keys(&["ctrl+alt+space"]);
    std::thread::sleep(Duration::from_millis(500));
    println!("again {:?}", portico.titles());
    portico.type_text("zzz");
    std::thread::sleep(Duration::from_millis(500));
    shot(&journey, "p4");
    portico.keys(&["Escape"]);
    std::thread::sleep(Duration::from_millis(500));
    println!("esc {:?}", portico.titles());
    portico.keys(&["Escape"]);
    std::thread::sleep(Duration::from_millis(500));
    println!("esc {:?}", portico.titles());
    println!("{}", portico.output());
}
fn shot(j: &Journey, name: &str) {
    let f = format!("/tmp/pal-{name}.png");
    let s = j.desktop.command("import").args(["-window", "root", &f]).status();
    println!("shot {s:?}");
}
