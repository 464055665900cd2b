#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]
//! The executable. All of it is in the library, where tests reach it.

fn main() -> std::process::ExitCode {
    portico_shell::run()
}
