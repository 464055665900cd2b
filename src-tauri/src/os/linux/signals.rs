//! The signals that ask a program to end: from the end of the desktop's session, `kill`, a terminal.

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Calls `quit` at the first of them, and ends the process at the second.
pub(crate) async fn quit_on_signal(quit: impl FnOnce()) {
    let listen = |kind: SignalKind| (!is_ignored(kind)).then(|| signal(kind).ok()).flatten();
    let mut terminate = listen(SignalKind::terminate());
    let mut interrupt = listen(SignalKind::interrupt());
    let mut hang_up = listen(SignalKind::hangup());
    let mut receive = async || {
        tokio::select! {
            () = next(&mut terminate) => {}
            () = next(&mut interrupt) => {}
            () = next(&mut hang_up) => {}
        }
    };
    receive().await;
    quit();
    receive().await;
    std::process::exit(1);
}

async fn next(signal: &mut Option<Signal>) {
    match signal {
        Some(signal) => drop(signal.recv().await),
        None => std::future::pending().await,
    }
}

/// Whether the program was started so that the signal does nothing, as by `nohup`.
fn is_ignored(kind: SignalKind) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask >> (kind.as_raw_value() - 1) & 1 == 1)
}
