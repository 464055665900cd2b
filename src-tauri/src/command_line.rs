//! What Portico does before there is a window: the command line, and the desktop's search while no
//! window runs. Neither touches the window system. Words for people and for programs come from
//! `portico_outside` and from the core.

use std::io::{Write, stderr, stdin, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use portico_core::check::command::{CheckCommand, run as check};
use portico_core::clock::{Clock, SystemClock};
use portico_core::store::Dirs;
use portico_desktop::{Address, Environment, Place, launch};
use portico_outside::command::{Command, Ended, Surroundings, parse, run};
use portico_outside::{Intent, activation, control};
use tauri::async_runtime::block_on;

/// What the arguments ask for.
pub(crate) enum Asked {
    /// It is done, or was refused.
    Ended(ExitCode),
    /// The window, with this to do.
    Window(Intent),
}

pub(crate) fn carry_out(dirs: Dirs, environment: &Environment) -> Asked {
    match parse(std::env::args_os().skip(1)) {
        Err(ended) => Asked::Ended(say(&ended)),
        Ok(Command::Background) => Asked::Ended(answer_searches(dirs, environment)),
        Ok(Command::Check(command)) => Asked::Ended(check_setup(command, environment)),
        Ok(command) => {
            let here = Surroundings::of(runtime_folder().as_deref(), activation::of_process(), dirs, SystemClock.now());
            match block_on(run(command, &here)) {
                Ok(ended) => Asked::Ended(say(&ended)),
                Err(intent) => Asked::Window(intent),
            }
        }
    }
}

/// In which the control socket lies, where the system has such a folder.
pub(crate) fn runtime_folder() -> Option<PathBuf> {
    control::runtime_folder(std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from))
}

/// Answers the desktop's search from this computer's copy, until nobody searches any more.
#[cfg(target_os = "linux")]
fn answer_searches(dirs: Dirs, environment: &Environment) -> ExitCode {
    use std::sync::Arc;
    use std::time::Duration;

    use portico_outside::at_rest::AtRestDoor;
    use portico_outside::desktop::{Desktop, NotOffered, Role};

    let idle = Duration::from_secs(60);
    let program = environment.program().to_owned();
    let door = Arc::new(AtRestDoor::starting(dirs, Box::new(move |intent| start_window(&program, &intent))));
    block_on(async move {
        match Desktop::offer(door, Role::Background).await {
            Ok(desktop) => desktop.until_unneeded(idle).await,
            // A window answers already.
            Err(NotOffered::Taken) => {}
            Err(NotOffered::NoBus) => return ExitCode::FAILURE,
        }
        ExitCode::SUCCESS
    })
}

#[cfg(not(target_os = "linux"))]
fn answer_searches(_dirs: Dirs, _environment: &Environment) -> ExitCode {
    ExitCode::FAILURE
}

/// False: no process was started.
#[cfg(target_os = "linux")]
fn start_window(program: &std::path::Path, intent: &Intent) -> bool {
    use std::process::{Command, Stdio};

    let mut window = Command::new(program);
    window.args(intent.arguments()).stdin(Stdio::null()).stdout(Stdio::null());
    let Ok(mut child) = window.spawn() else { return false };
    // Ended children are taken leave of; this process may live on.
    std::thread::spawn(move || child.wait());
    true
}

fn check_setup(mut command: CheckCommand, environment: &Environment) -> ExitCode {
    if let CheckCommand::Check(order) = &mut command
        && order.wants_secret
    {
        let mut line = String::new();
        let _ = stdin().read_line(&mut line);
        order.secret = Some(line.trim().to_owned().into()).filter(|_| !line.trim().is_empty());
    }
    let (text, code) = block_on(check(command, |url| {
        let _ = writeln!(stderr(), "Sign in at {url}");
        if let Ok(address) = Address::try_from(url.clone()) {
            let _ = launch::open(environment, &address, Place::Default, None);
        }
    }));
    print(&text, "");
    ExitCode::from(code)
}

fn say(ended: &Ended) -> ExitCode {
    print(&ended.out, &ended.err);
    ExitCode::from(ended.exit as u8)
}

/// Err: nobody reads.
fn print(out: &str, err: &str) {
    let _ = stderr().write_all(err.as_bytes());
    let mut stdout = stdout().lock();
    let _ = stdout.write_all(out.as_bytes()).and_then(|()| stdout.flush());
}
