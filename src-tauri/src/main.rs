#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]
//! The executable. Its code is in the library, where tests can use it.

fn main() -> std::process::ExitCode {
    portico_shell::run()
}
